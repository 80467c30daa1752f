"""A search box that also takes citizen numbers: they are sent in the body, never in an address that a log would keep."""

import re

from django.http import HttpRequest, HttpResponse, QueryDict

_LONG_NUMBER = re.compile(r"(?:\d[\s.\-]*){9}")
BOX = "q"


def has_long_number(text: str) -> bool:
    """Whether there is a number in it as long as those of citizens, blanks, dots and hyphens between its digits allowed."""
    return _LONG_NUMBER.search(text) is not None


def asked(request: HttpRequest) -> tuple[QueryDict, str]:
    """(what is asked, as an address may say it; the words of the box as typed).

    A long number is taken only where it was posted, and never stands in the first.
    """
    posted = request.method == "POST"
    given = (request.POST if posted else request.GET).copy()
    given.pop("csrfmiddlewaretoken", None)
    typed = given.get(BOX, "").replace("\x00", "").strip()[:200]
    if has_long_number(typed):
        given.pop(BOX, None)
        return given, typed if posted else ""
    if posted:
        for name in [each for each, value in given.items() if not value]:
            given.pop(name)
    return given, typed


def pushed(response: HttpResponse, address: str, given: QueryDict) -> HttpResponse:
    """Tell the browser's script which address the answer to a search belongs to."""
    response["HX-Push-Url"] = f"{address}?{given.urlencode()}" if given else address
    return response
