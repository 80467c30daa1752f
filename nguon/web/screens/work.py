"""Screen: work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from nguon.rules.roles import Action
from nguon.web.doors import door


@door(Action.USE_ACCOUNT)
def first(request: HttpRequest) -> HttpResponse:
    return render(request, "refused/not_found.html")


ADDRESSES = [path("", first, name="home")]
