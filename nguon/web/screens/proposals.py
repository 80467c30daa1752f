"""Screen: proposals for a class. The branch proposes and sees where each lies; each desk passes up or returns."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.activities import units_named
from nguon.queries.class_sums import sent_sums
from nguon.queries.proposing import (
    KINDS,
    STATES,
    WantedProposals,
    awaiting_branch,
    branches_of,
    desks,
    fit_rows,
    on_desk,
    proposal_of,
    proposals_in_order,
    state_counts,
    steps_of,
)
from nguon.queries.training import classes_at
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Action
from nguon.rules.training import AWARENESS
from nguon.services.proposing import pass_up, propose, return_proposals, withdraw_proposal
from nguon.web.doors import door
from nguon.web.forms import whole
from nguon.web.resolution_form import ResolutionForm
from nguon.web.sheets import sheet_response
from nguon.web.told import told, told_choices

PAGE = 100
MOST_AWAITING = 50


class PassForm(forms.Form):
    """What goes with proposals on their way up, or why they go back."""

    document_number = forms.CharField(label=gettext_lazy("Số văn bản chuyển lên"), max_length=60, required=False)
    document_number.needed_when = gettext_lazy("khi chuyển lên")
    reason = forms.CharField(label=gettext_lazy("Lý do trả lại"), max_length=500, required=False)
    reason.needed_when = gettext_lazy("khi trả lại")


class ReasonForm(forms.Form):
    """Why the branch takes a proposal back."""

    reason = forms.CharField(label=gettext_lazy("Lý do rút đề nghị"), max_length=300)


def kind_of(request: HttpRequest) -> str:
    """The kind of class asked for; the awareness class unless the other is."""
    asked = request.POST if request.method == "POST" else request.GET
    return asked.get("loai", "") if asked.get("loai") in dict(KINDS) else AWARENESS


def chosen_ids(request: HttpRequest, name: str) -> list[int]:
    """The numbers ticked under `name`; what is no number is passed by."""
    found = (whole(each) for each in request.POST.getlist(name))
    return [each for each in found if each is not None]


@door(Action.PROPOSE_FOR_CLASS)
@require_GET
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Where each proposal lies; ?loai= and ?tinh_trang= narrow."""
    by = request.by
    kind, state = request.GET.get("loai", ""), request.GET.get("tinh_trang", "")
    wanted = WantedProposals(kind if kind in dict(KINDS) else "", state if state in dict(STATES) else "")
    proposals = wanted.of(by.class_proposals())
    page = Paginator(proposals_in_order(proposals), PAGE).get_page(request.GET.get("trang"))
    counts = state_counts(WantedProposals(wanted.kind).of(by.class_proposals()))
    waiting = awaiting_branch(by).select_related("unit").order_by("unit__sort_key", "sort_key", "pk")
    awaiting = list(waiting[: MOST_AWAITING + 1])
    context = {
        "here": "proposal-list",
        "page": page,
        "wanted": wanted,
        "kinds": told_choices(KINDS),
        "states": told_choices(STATES),
        "counts": counts,
        "waiting": sum(count for code, _name, count in counts if code == "proposed"),
        "desks": desks(by),
        "awaiting": awaiting[:MOST_AWAITING],
        "more_await": len(awaiting) > MOST_AWAITING,
    }
    return render(request, "proposals/list.html", context)


@door(Action.PROPOSE_FOR_CLASS)
@require_http_methods(["GET", "POST"])
def proposal_new(request: HttpRequest) -> HttpResponse:
    """One resolution, many persons of one branch; ?don_vi= and ?loai= say whom it is about."""
    form = ResolutionForm(request.POST or None, initial={"on": request.by.day})
    if request.method == "GET":
        return _new_page(request, form)
    unit_id = whole(request.POST.get("don_vi", ""))
    if unit_id is None:
        raise NotReached("no unit")
    if not form.is_valid():
        return _new_page(request, form, status=422)
    ids = chosen_ids(request, "nguoi")
    try:
        made = propose(by=request.by, unit_id=unit_id, kind=kind_of(request), facts=form.facts, person_ids=ids)
    except RuleViolation as refused:
        return _new_page(request, form, list(refused.unmet), 422)
    said = _("Đã ghi đề nghị %(count)s người, gửi %(desk)s.")
    messages.success(request, said % {"count": len(made), "desk": made[0].desk.name})
    return redirect("proposal-list")


def _new_page(request: HttpRequest, form: ResolutionForm, said: list | None = None, status: int = 200) -> HttpResponse:
    by, kind = request.by, kind_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    unit, units = _unit_asked(request, whole(asked.get("don_vi", "")))
    rows = fit_rows(by, unit, kind) if unit else []
    context = {
        "here": "proposal-list",
        "form": form,
        "said": said or [],
        "kind": kind,
        "kinds": told_choices(KINDS),
        "unit": unit,
        "units": units,
        "name": request.GET.get("tim_don_vi", ""),
        "rows": rows,
        "chosen": chosen_ids(request, "nguoi"),
        "able": sum(1 for each in rows if not each.unmet),
    }
    return render(request, "proposals/new.html", context, status=status)


def _unit_asked(request: HttpRequest, unit_id: int | None) -> tuple[Any | None, list[Any]]:
    """The unit to propose for, and the units to choose from."""
    by, name = request.by, request.GET.get("tim_don_vi", "").strip()
    own = branches_of(by)
    units = units_named(by, name, Action.PROPOSE_FOR_CLASS, on=by.day) if name else own
    if unit_id is not None:
        unit = by.unit(unit_id, Action.PROPOSE_FOR_CLASS)
        return unit, units if unit in units else [unit, *units]
    return (units[0] if units else None), units


@door(Action.PROPOSE_FOR_CLASS)
@require_GET
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal and its way so far."""
    return _one(request, proposal_id, ReasonForm())


def _one(
    request: HttpRequest, proposal_id: int, form: ReasonForm, said: list | None = None, status: int = 200
) -> HttpResponse:
    found = proposal_of(request.by, proposal_id)
    context = {
        "here": "proposal-list",
        "proposal": found,
        "steps": steps_of(found),
        "held": found.sits_in[0].training_class if found.sits_in else None,
        "form": form,
        "said": said or [],
    }
    return render(request, "proposals/one.html", context, status=status)


@door(Action.PROPOSE_FOR_CLASS)
@require_POST
def proposal_withdraw(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The branch takes it back."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _one(request, proposal_id, form, status=422)
    try:
        found = withdraw_proposal(by=request.by, proposal_id=proposal_id, reason=form.cleaned_data["reason"])
    except (RuleViolation, MovedOn) as refused:
        status = 422 if isinstance(refused, RuleViolation) else 409
        return _one(request, proposal_id, form, list(getattr(refused, "unmet", [refused])), status)
    messages.success(request, _("Đã rút đề nghị cho %(name)s học lớp.") % {"name": found.person.full_name})
    return redirect("proposal-list")


@door(Action.PROPOSE_FOR_CLASS)
@require_http_methods(["GET", "POST"])
def proposal_desk(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What waits at one unit; a POST passes those ticked up (`viec=chuyen`) or returns them (`viec=tra`)."""
    desk = request.by.unit(unit_id, Action.PROPOSE_FOR_CLASS)
    if request.method == "GET":
        return _desk_page(request, desk, PassForm())
    form = PassForm(request.POST)
    if not form.is_valid():
        return _desk_page(request, desk, form, status=422)
    ids, said = chosen_ids(request, "de_nghi"), form.cleaned_data
    try:
        if request.POST.get("viec") == "tra":
            found = return_proposals(by=request.by, unit_id=desk.pk, proposal_ids=ids, reason=said["reason"])
            words = _("Đã trả lại %(count)s đề nghị.")
        else:
            number = said["document_number"]
            found = pass_up(by=request.by, unit_id=desk.pk, proposal_ids=ids, document_number=number)
            words = _("Đã chuyển %(count)s đề nghị lên cấp trên.")
    except RuleViolation as refused:
        return _desk_page(request, desk, form, list(refused.unmet), 422)
    except MovedOn as refused:
        return _desk_page(request, desk, form, [refused], 409)
    messages.success(request, words % {"count": len(found)})
    return redirect("proposal-list")


def _desk_page(
    request: HttpRequest, desk: Any, form: PassForm, said: list | None = None, status: int = 200
) -> HttpResponse:
    kind = kind_of(request)
    rows = list(on_desk(desk, kind))
    ticked = chosen_ids(request, "de_nghi") if request.method == "POST" else [each.pk for each in rows]
    context = {
        "here": "proposal-list",
        "desk": desk,
        "kind": kind,
        "kind_name": dict(KINDS)[kind],
        "kinds": told_choices(KINDS),
        "rows": rows,
        "ticked": ticked,
        "classes": classes_at(request.by, desk, kind),
        "form": form,
        "said": said or [],
    }
    return render(request, "proposals/desk.html", context, status=status)


@door(Action.SEE_POOL)
@require_GET
def proposal_sums(request: HttpRequest) -> HttpResponse:
    """How many qualify and were sent, by branch; ?nam= asks for a year, ?tai=xlsx takes the sums away."""
    by = request.by
    asked = whole(request.GET.get("nam", ""), 4)
    year = asked if asked and 2000 <= asked <= by.day.year else by.day.year
    rows = sent_sums(by, year)
    if request.GET.get("tai") == "xlsx":
        return _sums_workbook(rows, year)
    page = Paginator(rows[:-1], PAGE).get_page(request.GET.get("trang"))
    years = range(by.day.year, by.day.year - 5, -1)
    context = {"here": "proposal-list", "page": page, "total": rows[-1], "year": year, "years": years}
    context["may_propose"] = by.may(Action.PROPOSE_FOR_CLASS)
    return render(request, "proposals/sums.html", context)


def _sums_workbook(rows: list, year: int) -> HttpResponse:
    headings = (
        _("Đơn vị"),
        _("Đơn vị cấp trên"),
        _("Danh sách 2"),
        _("Đã có giấy chứng nhận"),
        _("Chờ xếp lớp"),
        _("Trong lớp"),
        _("Chưa đề nghị"),
        told("Đạt yêu cầu"),
        _("Chưa đạt, vắng kiểm tra"),
    )

    def figures(each: object) -> tuple:
        return (each.fit, each.certified, each.proposed, each.placed, each.open, each.passed, each.failed)

    lines = [(each.unit.name, each.unit.parent.name if each.unit.parent else "", *figures(each)) for each in rows[:-1]]
    title = _("Đủ điều kiện và đã cử học lớp năm %(year)s") % {"year": year}
    totals = (_("Cộng"), None, *figures(rows[-1]))
    return sheet_response(_("Tổng hợp"), headings, lines, file_name="tong-hop-hoc-lop", above=(title,), totals=totals)


ADDRESSES = [
    path("de-nghi-hoc-lop/", proposal_list, name="proposal-list"),
    path("de-nghi-hoc-lop/moi/", proposal_new, name="proposal-new"),
    path("de-nghi-hoc-lop/tong-hop/", proposal_sums, name="proposal-sums"),
    path("de-nghi-hoc-lop/tai/<int:unit_id>/", proposal_desk, name="proposal-desk"),
    path("de-nghi-hoc-lop/<int:proposal_id>/", proposal, name="proposal"),
    path("de-nghi-hoc-lop/<int:proposal_id>/rut/", proposal_withdraw, name="proposal-withdraw"),
]
