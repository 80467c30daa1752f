"""Screen: is the product alive? Two words for whoever watches it, no details for outsiders."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nguon.queries.health import is_well
from nguon.web.doors import open_to_all


@never_cache
@require_safe
@open_to_all
def health(request: HttpRequest) -> HttpResponse:
    """200 "tốt" when the database answers and every migration is applied, else 503 "chưa tốt"."""
    well = is_well()
    return HttpResponse(
        "tốt" if well else "chưa tốt", status=200 if well else 503, content_type="text/plain; charset=utf-8"
    )


ADDRESSES = [path("suc-khoe/", health, name="health")]
