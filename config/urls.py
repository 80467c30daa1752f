"""All addresses; the screens name their own."""

from django.urls import include, path

urlpatterns = [path("", include("nguon.web.urls"))]
handler404 = "nguon.web.screens.refused.not_found"
handler500 = "nguon.web.screens.refused.broken"
