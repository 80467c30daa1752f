"""Screens: records that may be of one person, pair by pair; saying that two records are two persons."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nguon.queries.duplicate_pairs import likely_pairs
from nguon.queries.merging_persons import latest_merges
from nguon.queries.persons import path_of
from nguon.rules.roles import Action
from nguon.services.merging_persons import tell_apart
from nguon.web.doors import door
from nguon.web.screens.person_list import sees_below, unit_filter
from nguon.web.screens.units import asked_page


@door(Action.CHANGE_PEOPLE)
@require_GET
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """The pairs at a unit and below, the strongest reasons first, and the latest merges."""
    by = request.by
    form, unit = unit_filter(by, request.GET)
    context = {
        "here": "person-list",
        "found": likely_pairs(by, path_of(by, unit.id) if unit else "", asked_page(request)),
        "form": form,
        "unit": unit,
        "sees_below": sees_below(by),
        "merges": latest_merges(by),
    }
    return render(request, "persons/duplicates.html", context)


@door(Action.CHANGE_PEOPLE)
@require_POST
def persons_apart(request: HttpRequest, person_id: int, other_id: int) -> HttpResponse:
    """Somebody who knows says that they are two persons."""
    said = tell_apart(by=request.by, one_id=person_id, other_id=other_id)
    messages.success(
        request,
        _("Đã ghi: %(one)s và %(other)s không phải một người. Cặp này không hiện nữa.")
        % {"one": said.first.full_name, "other": said.second.full_name},
    )
    return redirect(reverse("duplicate-list"))


ADDRESSES = [
    path("nguoi/trung/", duplicate_list, name="duplicate-list"),
    path("nguoi/<int:person_id>/khac/<int:other_id>/", persons_apart, name="persons-apart"),
]
