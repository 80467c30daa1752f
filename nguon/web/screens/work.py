"""Screen: home. What waits for this person and nothing else, grouped by the act to take."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from nguon.queries.duties import Today
from nguon.queries.pool_board import thin_pool
from nguon.queries.work import TargetLine, Waiting, target_line, waiting, year_line
from nguon.rules.plan_terms import DUTY_ACTIONS
from nguon.rules.roles import Action
from nguon.web.doors import door
from nguon.web.screens.duties import opened_among, query_without

BAR = 256


@door(Action.USE_ACCOUNT)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Also where one lands without any role: the page says so."""
    by, today = request.by, Today(request.by.day)
    found = waiting(by, today)
    line = target_line(by, by.main)
    rows = [row for group in found.duties.values() for row in group]
    return render(
        request,
        "work/home.html",
        {
            "here": "home",
            "found": found,
            "groups": [(DUTY_ACTIONS.get(action, action), group) for action, group in found.duties.items()],
            "first": _first(found),
            "opened": opened_among(request, rows, today),
            "query": query_without(request, "vi-sao"),
            "year_line": year_line(by, today) if by.may(Action.SEE_DUTIES) else None,
            "target": line,
            "bar": _bar(line) if line else None,
            "today": today.day,
            "thin": thin_pool(by),
        },
    )


def _first(found: Waiting) -> str:
    """Which group holds the one red button: the first that is not empty, in the order of the page."""
    if not found.duties and found.surveys.to_hand_in:
        return "to_hand_in"
    if not found.duties and found.surveys.to_decide:
        return "to_decide"
    for name in ("duties", "to_acknowledge", "drafts", "allocations", "to_divide", "to_plan", "to_pass_on", "urge"):
        if getattr(found, name):
            return name
    return ""


def _bar(line: TargetLine) -> dict[str, float]:
    """Lengths of the target bar: the scale holds the greatest of the figures."""
    allotted = line.allotted or 0
    most = max(line.target, allotted, line.last_year or 0, line.so_far or 0, 1)
    scale = BAR / most
    return {
        "target": round(min(line.target * scale, BAR - 1), 1),
        "allotted": round(allotted * scale, 1),
        "over": round(max(0, allotted - line.target) * scale, 1),
        "last_year": round((line.last_year or 0) * scale, 1),
        "so_far": round((line.so_far or 0) * scale, 1),
    }


ADDRESSES = [path("", home, name="home")]
