"""Screen: a resolution on the three lists: entered, looked over, written down, shown, withdrawn."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.duplicates import Described, Likely, likely_duplicates_of_many
from nguon.queries.list_changes import is_branch
from nguon.queries.list_judging import (
    Judged,
    JudgedNewcomer,
    judge,
    judge_newcomers,
    last_change,
    verdict_of,
)
from nguon.queries.list_resolutions import entered_late, listed_now, resolution_shown, unlisted_named
from nguon.queries.pool_lists import LEAVING_REASONS
from nguon.queries.sponsoring import members_for
from nguon.rules.errors import MovedOn, NotInForce, NotReached, RuleViolation
from nguon.rules.pool_lists import quarter_said, quarters_from
from nguon.rules.roles import Action
from nguon.services.listing import resolve_lists, withdraw_resolution
from nguon.web.doors import door
from nguon.web.list_entry import Entered, ListResolutionForm, entered
from nguon.web.told import told_choices

UNLISTED_SHOWN = 20


@dataclass(frozen=True)
class Preview:
    """What would happen to whom, and whether it may be written down. `mark` is what the reader has seen."""

    judged: tuple[Judged, ...]
    newcomers: tuple[tuple[JudgedNewcomer, tuple[Likely, ...]], ...]
    mark: str

    @property
    def total(self) -> int:
        return len(self.judged) + len(self.newcomers)

    @property
    def refusals(self) -> int:
        """How many persons something keeps back."""
        return sum(bool(each.unmet) for each in (*self.judged, *(each for each, _likely in self.newcomers)))


class WithdrawForm(forms.Form):
    """Why it was written down by mistake."""

    reason = forms.CharField(label=gettext_lazy("Lý do rút"), max_length=300)


@door(Action.KEEP_LISTS)
@require_http_methods(["GET", "POST"])
def list_resolve(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The facts of the resolution and a choice for each person; looked over first, then written down."""
    unit = request.by.unit(unit_id, Action.KEEP_LISTS)
    if not is_branch(unit, request.by.day):
        raise NotReached(f"branch {unit_id}")
    data = request.POST if request.method == "POST" else None
    form = ListResolutionForm(data, initial={"on": request.by.day})
    if request.GET.get("phan") == "phieu":
        form = ListResolutionForm(request.GET, initial={"on": request.by.day})
        form.is_valid()
        return render(request, "pool_lists/_verdict.html", {"verdict": _verdict(form), "form": form})
    said = entered(request.POST)
    if data is None or data.get("buoc") in {"tim", "hang"}:
        shown = form if data is None else ListResolutionForm(initial=_kept(data))
        return _entry(request, unit, shown, said, wrong=[] if data is None else list(said.problems))
    if not form.is_valid() or said.problems:
        return _entry(request, unit, form, said, wrong=list(said.problems), status=422)
    if not said.moves and not said.newcomers:
        nobody = _("Chưa chọn người nào: chọn danh sách mới cho người có trong danh sách, hoặc ghi người mới.")
        return _entry(request, unit, form, said, wrong=[nobody], status=422)
    try:
        preview = _preview(request, unit, form, said)
    except NotInForce as refused:
        return _entry(request, unit, form, said, wrong=[str(refused)], status=422)
    if data.get("buoc") != "ghi" or data.get("da-xem") != preview.mark:
        return _entry(request, unit, form, said, preview=preview)
    try:
        made = resolve_lists(
            by=request.by,
            unit_id=unit.pk,
            facts=form.facts,
            moves=said.moves,
            newcomers=said.newcomers,
            seen=last_change(unit),
        )
    except RuleViolation as refused:
        return _entry(request, unit, form, said, preview=preview, wrong=list(refused.unmet), status=422)
    except MovedOn:
        moved = _("Danh sách của chi bộ vừa có người khác ghi. Hãy xem lại rồi ghi.")
        return _entry(request, unit, form, said, preview=_preview(request, unit, form, said), wrong=[moved], status=409)
    messages.success(request, _("Đã ghi nghị quyết %(number)s: %(count)s người.") % {
        "number": made.number or _("(chưa rõ số)"), "count": preview.total})  # fmt: skip
    return redirect("list-resolution", made.pk)


def _kept(data: Any) -> dict[str, Any]:
    """What was typed of the resolution, while the reader is still choosing persons."""
    return {name: data.get(name, "") for name in ListResolutionForm.base_fields}


def _verdict(form: ListResolutionForm) -> Any:
    """What the votes typed come to; None where there is nothing to tell yet."""
    wanted = {"members", "present", "in_favour", "against", "on", "carried_over"}
    said = {name: value for name, value in getattr(form, "cleaned_data", {}).items() if name in wanted}
    if said.keys() != wanted or said["members"] is None or said["in_favour"] is None or said["present"] is None:
        return None
    form.cleaned_data.setdefault("number", "")
    try:
        return verdict_of(form.facts.votes, said["on"], carried_over=said["carried_over"])
    except NotInForce:
        return None


def _preview(request: HttpRequest, unit: Any, form: ListResolutionForm, said: Entered) -> Preview:
    facts = form.facts
    judged = judge(unit, facts.on, said.moves, number=facts.number, carried_over=facts.carried_over)
    new = judge_newcomers(said.newcomers, facts.on, request.by.day, carried_over=facts.carried_over)
    described = [Described(each.facts.full_name, each.facts.born, "", unit.path) for each in said.newcomers]
    likely = likely_duplicates_of_many(request.by, described) if described else []
    return Preview(
        tuple(judged),
        tuple(zip(new, likely, strict=True)),
        said.fingerprint(form, last_change(unit)),
    )


def _entry(
    request: HttpRequest,
    unit: Any,
    form: ListResolutionForm,
    said: Entered,
    *,
    preview: Preview | None = None,
    wrong: list | None = None,
    status: int = 200,
) -> HttpResponse:
    people, others, more = (
        listed_now(unit),
        *unlisted_named(unit, request.by.day, said.search, set(said.choices), UNLISTED_SHOWN),
    )
    sponsors = []
    if preview and any(each.move.to_list == 3 for each in preview.judged):
        sponsors = [(each.pk, f"{each.full_name} · {each.unit.name}") for each in members_for(request.by, unit)]
    form.is_bound and form.is_valid()
    context = {
        "here": "pool-list",
        "unit": unit,
        "form": form,
        "said": wrong or [],
        "people": [(each, said.choices.get(each.pk, "")) for each in people],
        "others": [(each, said.choices.get(each.pk, "")) for each in others],
        "more": more,
        "entered": said,
        "reasons": told_choices((f"0:{code}", name) for code, name in LEAVING_REASONS.items()),
        "verdict": _verdict(form),
        "preview": preview,
        "sponsors": sponsors,
        "quarters": [(each, quarter_said(each)) for each in quarters_from(request.by.day)],
    }
    return render(request, "pool_lists/resolve.html", context, status=status)


@door(Action.SEE_PEOPLE)
@require_GET
def list_resolution(request: HttpRequest, resolution_id: int) -> HttpResponse:
    """A resolution with all its moves and the members it assigned."""
    return _one(request, resolution_id, WithdrawForm())


def _one(
    request: HttpRequest, resolution_id: int, form: WithdrawForm, said: list | None = None, status: int = 200
) -> HttpResponse:
    found = resolution_shown(request.by, resolution_id)
    context = {
        "here": "pool-list",
        "resolution": found,
        "moves": found.list_changes.all(),
        "sponsorships": found.sponsorships.all(),
        "late": entered_late(found),
        "can_withdraw": found.withdrawn_at is None and request.by.may_over(Action.KEEP_LISTS, found.path),
        "form": form,
        "said": said or [],
    }
    return render(request, "pool_lists/resolution.html", context, status=status)


@door(Action.KEEP_LISTS)
@require_POST
def list_resolution_withdraw(request: HttpRequest, resolution_id: int) -> HttpResponse:
    """It was written down by mistake."""
    form = WithdrawForm(request.POST)
    resolution_shown(request.by, resolution_id, Action.KEEP_LISTS)
    if not form.is_valid():
        return _one(request, resolution_id, form, status=422)
    try:
        withdraw_resolution(by=request.by, resolution_id=resolution_id, reason=form.cleaned_data["reason"])
    except RuleViolation as refused:
        return _one(request, resolution_id, form, list(refused.unmet), 422)
    messages.success(request, _("Đã rút nghị quyết. Danh sách trở lại như khi chưa có nghị quyết này."))
    return redirect("list-resolution", resolution_id)


ADDRESSES = [
    path("nguon/<int:unit_id>/nghi-quyet/", list_resolve, name="list-resolve"),
    path("nguon/nghi-quyet/<int:resolution_id>/", list_resolution, name="list-resolution"),
    path("nguon/nghi-quyet/<int:resolution_id>/rut/", list_resolution_withdraw, name="list-resolution-withdraw"),
]
