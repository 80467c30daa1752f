"""Screen: find units, plans and accounts by a few words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from nguon.queries.finding import find
from nguon.rules.roles import Action
from nguon.web.doors import door
from nguon.web.screens.units import words


@door(Action.USE_ACCOUNT)
@require_GET
def find_page(request: HttpRequest) -> HttpResponse:
    """What matches the words in `q`, group by group."""
    text = words(request, "q")
    found = find(request.by, text)
    template = "find/found.html" if request.htmx else "find/find.html"
    return render(request, template, {"here": "find", "find_text": text, "found": found})


ADDRESSES = [path("tim/", find_page, name="find")]
