"""Screen: find units, plans and accounts by a few words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from nguon.queries.finding import find
from nguon.rules.roles import Action
from nguon.web.doors import door
from nguon.web.searching import asked, has_long_number, pushed


@door(Action.USE_ACCOUNT)
@require_http_methods(["GET", "POST"])
def find_page(request: HttpRequest) -> HttpResponse:
    """What matches the words in `q`, group by group. They are posted: a citizen number never stands in an address."""
    request.GET, text = asked(request)
    if request.method == "POST" and not has_long_number(text) and not request.htmx:
        return redirect(f"{reverse('find')}?{request.GET.urlencode()}")
    found = find(request.by, text)
    template = "find/found.html" if request.htmx else "find/find.html"
    response = render(request, template, {"here": "find", "find_text": text, "found": found})
    return pushed(response, reverse("find"), request.GET) if request.htmx else response


ADDRESSES = [path("tim/", find_page, name="find")]
