"""Screen: a branch assigns members to its candidates by resolution, several at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from nguon.queries.sponsoring import Judged, judged, members_for
from nguon.queries.sponsors import BranchBoard, HelpedRow, branch_board
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Action
from nguon.services.sponsoring import Assignment, assign_sponsors
from nguon.web.doors import door
from nguon.web.forms import whole
from nguon.web.resolution_form import ResolutionForm
from nguon.web.sponsor_forms import acknowledged


@dataclass(frozen=True)
class Choice:
    """One place for a member beside a candidate: its field, who is chosen, what the rules say of them."""

    name: str
    chosen: int | None
    said: Judged | None


@dataclass(frozen=True)
class AssignRow:
    """A candidate with the places still to be filled, at least one."""

    helped: HelpedRow
    choices: tuple[Choice, ...]


@door(Action.KEEP_SPONSORS)
@require_http_methods(["GET", "POST"])
def sponsors_assign(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Those who lack a member are shown first asked for; ?tat_ca=1 shows all, ?nguoi= one of them."""
    by = request.by
    unit = by.unit(unit_id, Action.KEEP_SPONSORS)
    board = branch_board(by, unit)
    members = list(members_for(by, unit))
    form = ResolutionForm(request.POST or None, initial={"on": by.day})
    rows = _shown(request, board)
    chosen = _chosen(request, rows) if request.method == "POST" else {}
    said: list = []
    notes: dict[str, Judged] = {}
    if request.method == "POST" and form.is_valid():
        try:
            made = assign_sponsors(
                by=by,
                unit_id=unit.pk,
                facts=form.facts,
                assignments=[Assignment(candidate, sponsor) for _name, candidate, sponsor in chosen.values()],
                acknowledged=acknowledged(request.POST),
            )
        except RuleViolation as refused:
            notes = _notes(chosen, rows, members, unit, form.facts.on)
            said = [each for each in refused.unmet if not each.code.startswith("sponsoring.") or not notes]
        except NotReached:
            said = [_("Có người vừa chuyển đi hoặc ra khỏi danh sách. Hãy chọn lại.")]
        else:
            count = len(made)
            messages.success(
                request,
                ngettext("Đã ghi %(count)d phân công giúp đỡ.", "Đã ghi %(count)d phân công giúp đỡ.", count)
                % {"count": count},
            )
            return redirect(f"{reverse('sponsor-board')}?don_vi={unit.pk}")
    loads = {each.person.pk: each.helps for each in board.helpers}
    context = {
        "here": "sponsor-board",
        "unit": unit,
        "form": form,
        "said": said,
        "rows": [AssignRow(each, _choices(each, chosen, notes)) for each in rows],
        "all_shown": len(rows) == len(_assignable(board)),
        "members": [(each, loads.get(each.pk, 0), each.unit_id != unit.pk) for each in members],
        "most": board.most,
        "ticked": acknowledged(request.POST),
        "noted": bool(notes),
    }
    return render(request, "sponsors/assign.html", context, status=422 if request.method == "POST" else 200)


def _assignable(board: BranchBoard) -> list[HelpedRow]:
    """Candidates who may be given a member: on a list, or admitted and not yet recognised."""
    return [
        each
        for each in board.helped
        if each.person.listed or (each.person.joined is not None and each.person.official is None)
    ]


def _shown(request: HttpRequest, board: BranchBoard) -> list[HelpedRow]:
    every = _assignable(board)
    one = whole(request.GET.get("nguoi", ""))
    if one is not None and any(each.person.pk == one for each in every):
        return [each for each in every if each.person.pk == one]
    if request.GET.get("tat_ca"):
        return every
    return [each for each in every if each.lacking] or every


def _names(row: HelpedRow) -> list[str]:
    return [f"dv-{row.person.pk}-{at}" for at in range(max(1, row.lacking))]


def _chosen(request: HttpRequest, rows: list[HelpedRow]) -> dict[str, tuple[str, int, int]]:
    """By field: (field, candidate, member) of what was chosen."""
    found = {}
    for row in rows:
        for name in _names(row):
            member = whole(request.POST.get(name, ""))
            if member is not None:
                found[name] = (name, row.person.pk, member)
    return found


def _notes(chosen: dict, rows: list[HelpedRow], members: list, unit: Any, on: date) -> dict[str, Judged]:
    """What the rules say of each pair chosen, by its field."""
    people = {each.person.pk: each.person for each in rows}
    known = {each.pk: each for each in members}
    wanted = [(name, people[one], known[other]) for name, one, other in chosen.values() if other in known]
    found = judged([(one, other) for _name, one, other in wanted], unit, on)
    return {name: each for (name, _one, _other), each in zip(wanted, found, strict=True) if each.findings}


def _choices(row: HelpedRow, chosen: dict, notes: dict[str, Judged]) -> tuple[Choice, ...]:
    return tuple(Choice(name, chosen[name][2] if name in chosen else None, notes.get(name)) for name in _names(row))


ADDRESSES = [path("giup-do/phan-cong/<int:unit_id>/", sponsors_assign, name="sponsors-assign")]
