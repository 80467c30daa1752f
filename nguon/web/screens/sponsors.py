"""Screen: sponsors. Who is helped by whom, where help is lacking; one sponsorship with its remarks; its end."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from nguon.documents.xlsx import Sheet, workbook
from nguon.queries.candidate_tasks import tasks_of
from nguon.queries.duties import Today
from nguon.queries.sponsor_coverage import coverage_below
from nguon.queries.sponsor_remarks import asked_of, cadence_of
from nguon.queries.sponsoring import judged, members_for
from nguon.queries.sponsors import (
    BranchBoard,
    SponsorshipPage,
    board_units,
    branch_board,
    sponsorship_page,
)
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services.sponsoring import Ending, end_sponsorship, replace_sponsor
from nguon.web.doors import door
from nguon.web.forms import whole
from nguon.web.resolution_form import ResolutionForm
from nguon.web.sponsor_forms import EndForm, ReplaceForm, acknowledged
from nguon.web.told import told

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST_WORDS = {0: gettext_lazy("Ngoài danh sách"), 1: "DS 1", 2: "DS 2", 3: "DS 3"}


@door(Action.SEE_SPONSORS)
@require_GET
def sponsor_board(request: HttpRequest) -> HttpResponse:
    """?don_vi= asks for a unit: sums by what is directly below, or a branch's names; ?xem= narrows, ?tai=xlsx takes away."""
    by = request.by
    unit, children = board_units(by, whole(request.GET.get("don_vi", "")))
    if children and not request.GET.get("rieng"):
        return _sums(request, unit, children)
    board = branch_board(by, unit)
    if request.GET.get("tai") == "xlsx":
        return _branch_workbook(unit, board)
    narrowed = request.GET.get("xem", "")
    chosen = {"thieu": board.without, "it": board.fewer, "can-xem": board.to_look_at}
    return render(
        request,
        "sponsors/branch.html",
        {
            "here": "sponsor-board",
            "unit": unit,
            "above": _above(request, unit),
            "board": board,
            "rows": chosen.get(narrowed, list(board.helped)),
            "narrowed": narrowed if narrowed in chosen else "",
            "can_assign": by.may_over(Action.KEEP_SPONSORS, unit.path),
        },
    )


def _above(request: HttpRequest, unit: Any) -> Any:
    """The unit above, where the person reaches it too."""
    above = unit.parent
    return above if above is not None and request.by.may_over(Action.SEE_SPONSORS, above.path) else None


def _sums(request: HttpRequest, unit: Any, children: list) -> HttpResponse:
    rows, whole_ = coverage_below(request.by, unit, children)
    if request.GET.get("tai") == "xlsx":
        headings = (
            _("Đơn vị"),
            _("Quần chúng trong danh sách"),
            _("Trong đó danh sách 2, 3"),
            _("Chưa có đảng viên giúp đỡ"),
            _("Trong đó danh sách 2, 3"),
            _("Ít hơn dự kiến"),
            _("Đảng viên đang giúp đỡ"),
            _("Vượt mức nhiều nhất"),
            _("Cần xem lại"),
            _("Nhận xét, nhiệm vụ quá hạn"),
        )

        def cells(each: object) -> list:
            names = ["lists", "fit", "without", "without_fit", "fewer", "sponsors", "overloaded", "look", "late"]
            return [getattr(each, name) for name in names]

        sheet = Sheet(
            name=_("Giúp đỡ"),
            headings=headings,
            rows=[[each.unit.name, *cells(each)] for each in rows],
            above=(unit.name, _("Đến ngày %(day)s") % {"day": f"{request.by.day:%d/%m/%Y}"}),
            totals=[_("Cộng"), *cells(whole_)],
        )
        return _download(sheet)
    context = {
        "here": "sponsor-board",
        "unit": unit,
        "above": _above(request, unit),
        "rows": rows,
        "whole": replace(whole_, unit=unit),
    }
    return render(request, "sponsors/sums.html", context)


def _branch_workbook(unit: Any, board: BranchBoard) -> HttpResponse:
    headings = (
        _("STT"),
        _("Họ và tên"),
        _("Ngày sinh"),
        _("Danh sách"),
        _("Đảng viên giúp đỡ"),
        _("Từ ngày"),
        _("Nghị quyết"),
        _("Dự kiến"),
        _("Còn thiếu"),
        _("Cần xem lại"),
    )
    rows = []
    for number, each in enumerate(board.helped, 1):
        own = [number, each.person.full_name, str(each.person.born or ""), str(LIST_WORDS[each.person.listed])]
        held = each.held or (None,)
        for at, one in enumerate(held):
            begins = own if at == 0 else [None, "", "", ""]
            after = [each.expected.members, each.lacking] if at == 0 else [None, None]
            said = (
                [one.held.sponsor.full_name, one.held.starts_on, one.held.resolution.number] if one else ["", None, ""]
            )
            changed = "; ".join(told(gap.what) for gap in one.gaps) if one else ""
            rows.append([*begins, *said, *after, changed])
    sheet = Sheet(name=_("Giúp đỡ"), headings=headings, rows=rows, above=(unit.name,))
    return _download(sheet)


def _download(sheet: Sheet) -> HttpResponse:
    return HttpResponse(
        workbook([sheet]),
        content_type=SHEET_TYPE,
        headers={"Content-Disposition": 'attachment; filename="giup-do.xlsx"'},
    )


@door(Action.SEE_SPONSORS)
@require_GET
def sponsorship(request: HttpRequest, sponsorship_id: int) -> HttpResponse:
    """One sponsorship: since when, by which resolution, what changed since, the candidate's tasks, the remarks."""
    by, today = request.by, Today(request.by.day)
    found = sponsorship_page(by, sponsorship_id)
    cadence = cadence_of(found.held.path, by.day)
    asked = asked_of(by.sponsorships().filter(pk=sponsorship_id), cadence, today) if found.is_open else []
    return render(
        request,
        "sponsors/one.html",
        {
            "here": "sponsor-board",
            "found": found,
            "held": found.held,
            "cadence": cadence,
            "asked": asked,
            "tasks": tasks_of(by, found.held.candidate_id, today),
            "today": by.day,
            "can_keep": by.may_over(Action.KEEP_SPONSORS, found.held.path),
        },
    )


@door(Action.KEEP_SPONSORS)
@require_http_methods(["GET", "POST"])
def sponsorship_end(request: HttpRequest, sponsorship_id: int) -> HttpResponse:
    """The member helps no longer; with the resolution where the branch resolved so."""
    found = _still_open(request, sponsorship_id)
    kind = request.GET.get("vi_sao", "")
    resolution = ResolutionForm(
        request.POST if request.POST.get("nq-number") else None, prefix="nq", use_required_attribute=False
    )
    form = EndForm(request.POST or None, initial={"on": request.by.day, "kind": kind})
    said: list = []
    if request.method == "POST" and form.is_valid() and (not resolution.is_bound or resolution.is_valid()):
        given = form.cleaned_data
        facts = resolution.facts if resolution.is_bound else None
        try:
            ended = end_sponsorship(
                by=request.by,
                sponsorship_id=sponsorship_id,
                ending=Ending(given["on"], given["kind"], given["reason"]),
                facts=facts,
            )
        except RuleViolation as refused:
            said = list(refused.unmet)
        else:
            messages.success(
                request,
                _("%(sponsor)s thôi giúp đỡ %(candidate)s từ %(day)s.")
                % {"sponsor": ended.sponsor, "candidate": ended.candidate, "day": f"{ended.ends_on:%d/%m/%Y}"},
            )
            return redirect("sponsorship", sponsorship_id)
    context = {"here": "sponsor-board", "found": found, "held": found.held, "form": form, "said": said}
    context["resolution"] = resolution
    return render(request, "sponsors/end.html", context, status=422 if request.method == "POST" else 200)


def _still_open(request: HttpRequest, sponsorship_id: int) -> SponsorshipPage:
    found = sponsorship_page(request.by, sponsorship_id, Action.KEEP_SPONSORS)
    if not found.is_open:
        raise MovedOn(f"Việc giúp đỡ này đã kết thúc từ {found.held.ends_on:%d/%m/%Y}.")
    return found


@door(Action.KEEP_SPONSORS)
@require_http_methods(["GET", "POST"])
def sponsorship_replace(request: HttpRequest, sponsorship_id: int) -> HttpResponse:
    """Another member takes the place in one act; what the rules only warn of is shown and ticked before it is done."""
    by = request.by
    found = _still_open(request, sponsorship_id)
    held = found.held
    members = [each for each in members_for(by, held.unit) if each.pk not in (held.sponsor_id, held.candidate_id)]
    initial = {"on": by.day, "kind": "sponsor_moved" if any(gap.code == "moved" for gap in found.gaps) else "replaced"}
    choices = [
        (each.pk, each.full_name if each.unit_id == held.unit_id else f"{each.full_name} ({each.unit.name})")
        for each in members
    ]
    form = ReplaceForm(choices, request.POST or None, initial=initial)
    said: list = []
    cautions: tuple = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = replace_sponsor(
                by=by,
                sponsorship_id=sponsorship_id,
                sponsor_id=given["sponsor_id"],
                kind=given["kind"],
                facts=form.facts,
                reason=given["reason"],
                acknowledged=acknowledged(request.POST),
            )
        except RuleViolation as refused:
            chosen = next(each for each in members if each.pk == given["sponsor_id"])
            moved = given["kind"] == "sponsor_moved"
            (found_of,) = judged([(held.candidate, chosen)], held.unit, given["on"], after_one_who_moved=moved)
            cautions = () if found_of.refusals else found_of.keyed_cautions
            told_so = {each.code for _key, each in cautions}
            said = [each for each in refused.unmet if each.code not in told_so]
        else:
            messages.success(
                request,
                _("%(sponsor)s giúp đỡ %(candidate)s từ %(day)s.")
                % {"sponsor": made.sponsor, "candidate": made.candidate, "day": f"{made.starts_on:%d/%m/%Y}"},
            )
            return redirect("sponsorship", made.pk)
    context = {
        "here": "sponsor-board",
        "held": held,
        "form": form,
        "said": said,
        "cautions": cautions,
        "ticked": acknowledged(request.POST),
        "gaps": found.gaps,
    }
    return render(request, "sponsors/replace.html", context, status=422 if request.method == "POST" else 200)


ADDRESSES = [
    path("giup-do/", sponsor_board, name="sponsor-board"),
    path("giup-do/<int:sponsorship_id>/", sponsorship, name="sponsorship"),
    path("giup-do/<int:sponsorship_id>/ket-thuc/", sponsorship_end, name="sponsorship-end"),
    path("giup-do/<int:sponsorship_id>/thay/", sponsorship_replace, name="sponsorship-replace"),
]
