"""Screens: two records side by side and made one; a merge looked at and taken back."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nguon.queries.merging_persons import SENSITIVE, merge_reached, moved_lines, obstacles, preview
from nguon.rules.errors import MovedOn, NotAllowed, RuleViolation
from nguon.rules.roles import Action
from nguon.services.merging_persons import CHOICES, merge_persons, undo_merge
from nguon.web.doors import door
from nguon.web.forms import whole

OTHER = "kia"
REASON_LENGTH = 300


@door(Action.CHANGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_merge(request: HttpRequest, person_id: int, other_id: int) -> HttpResponse:
    """Both records side by side; a POST makes the second part of the first, field by field as chosen."""
    if request.method == "GET":
        return _preview(request, (person_id, other_id))
    taken = {name for name in CHOICES if request.POST.get(f"o-{name}") == OTHER}
    seen = tuple(whole(request.POST.get(name, "")) or 0 for name in ("thay-nay", "thay-kia"))
    try:
        made = merge_persons(
            by=request.by,
            kept_id=person_id,
            dropped_id=other_id,
            seen=(seen[0], seen[1]),
            taken=taken,
            reason=request.POST.get("ly-do", "").replace("\x00", "")[:REASON_LENGTH],
        )
    except (RuleViolation, NotAllowed) as refused:
        said = refused.unmet if isinstance(refused, RuleViolation) else [refused]
        return _preview(request, (person_id, other_id), said, taken, 422)
    except MovedOn as moved:
        return _preview(request, (person_id, other_id), [moved], taken, 409)
    messages.success(request, _("Đã gộp hai hồ sơ thành một."))
    return redirect("person-merge-undo", made.pk)


def _preview(
    request: HttpRequest,
    pair: tuple[int, int],
    said: Iterable[object] = (),
    taken: set[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = preview(request.by, *pair)
    may_seal = request.by.may_over(Action.SEE_SENSITIVE, seen.dropped.path)
    rows = [
        (each, each.takes_other if taken is None else each.name in taken)
        for each in seen.differing
        if each.name != SENSITIVE or may_seal
    ]
    context = {
        "here": "person-list",
        "seen": seen,
        "rows": rows,
        "said": list(said),
        "refusals": [] if taken is not None else seen.refusals,
        "reason": request.POST.get("ly-do", ""),
        "other": OTHER,
    }
    return render(request, "persons/merge.html", context, status=status)


@door(Action.CHANGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def merge_undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """What a merge did, and what stands in the way of taking it back; a POST takes it back."""
    if request.method == "GET":
        return _merge(request, merge_id)
    try:
        done = undo_merge(by=request.by, merge_id=merge_id)
    except RuleViolation as refused:
        return _merge(request, merge_id, refused.unmet, 422)
    except MovedOn as moved:
        return _merge(request, merge_id, [moved], 409)
    messages.success(request, _("Đã hoàn tác: hai hồ sơ lại là hai."))
    return redirect("person-merge", done.kept_id, done.dropped_id)


def _merge(request: HttpRequest, merge_id: int, said: Iterable[object] = (), status: int = 200) -> HttpResponse:
    done = merge_reached(request.by, merge_id)
    context = {
        "here": "person-list",
        "done": done,
        "lines": moved_lines(done),
        "obstacles": () if said or done.undone_at else obstacles(done),
        "said": list(said),
    }
    return render(request, "persons/merged.html", context, status=status)


ADDRESSES = [
    path("nguoi/<int:person_id>/gop/<int:other_id>/", person_merge, name="person-merge"),
    path("nguoi/gop/<int:merge_id>/hoan-tac/", merge_undo, name="person-merge-undo"),
]
