"""Screen: one list going up: looked over and handed in, read, returned or accepted, its names opened with a reason."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.hand_ins import hand_in_of, near, preview, version_page
from nguon.queries.survey_rounds import duty_tasks_served, round_of
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.hand_ins import flow_words
from nguon.rules.roles import Action
from nguon.services import handing_in
from nguon.web.doors import door
from nguon.web.forms import written


class HandInForm(forms.Form):
    """What goes with a list."""

    document_number = forms.CharField(
        label=gettext_lazy("Số văn bản (nghị quyết, công văn, biểu tổng hợp)"), max_length=60, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú gửi cấp trên"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(max_length=120, widget=forms.HiddenInput())


class ReasonForm(forms.Form):
    """Why a list goes back."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do trả lại"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LookForm(forms.Form):
    """Why names are needed."""

    look_reason = forms.CharField(label=gettext_lazy("Vì sao cần xem họ tên"), max_length=300)


@door(Action.HAND_IN)
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, round_id: int, unit_id: int) -> HttpResponse:
    """What would be handed in, what changed, what is missing; a POST hands it in."""
    if request.method == "GET":
        return _preview(request, round_id, unit_id)
    form = HandInForm(request.POST)
    if not form.is_valid():
        return _preview(request, round_id, unit_id, form=form, status=422)
    try:
        made = handing_in.hand_in(by=request.by, round_id=round_id, unit_id=unit_id, **form.cleaned_data)
    except RuleViolation as refused:
        return _preview(request, round_id, unit_id, form=form, said=list(refused.unmet), status=422)
    except MovedOn as moved:
        return _preview(request, round_id, unit_id, form=form, said=[str(moved)], status=409)
    messages.success(request, _("Đã nộp bản %(number)s lên %(unit)s.") % {"number": made.ordinal, "unit": made.to_unit})
    return redirect("hand-in-version", made.pk)


def _preview(
    request: HttpRequest,
    round_id: int,
    unit_id: int,
    *,
    form: HandInForm | None = None,
    said: list | None = None,
    status: int = 200,
) -> HttpResponse:
    by = request.by
    unit = by.units(Action.HAND_IN).select_related("parent").filter(pk=unit_id).first()
    if unit is None:
        raise NotReached(f"unit {unit_id}")
    found = preview(by, round_of(by, round_id), unit)
    kept = form.data if form is not None else {}
    fresh = HandInForm(
        initial={
            "document_number": kept.get("document_number", ""),
            "note": kept.get("note", ""),
            "seen": handing_in.seen_mark(found.latest, found.content),
        }
    )
    context = {
        "here": "round-list",
        "found": found,
        "called": found.called,
        "unit": unit,
        "form": fresh,
        "said": said or [],
        "flows": flow_words(found.since_last),
        "since_flows": flow_words(found.since.flows) if found.since else [],
        "is_open": found.called.closed_on is None and found.called.opens_on <= by.day,
        "needs_new": found.latest is not None and found.latest.state == "accepted" and not found.changed,
    }
    return render(request, "hand_ins/preview.html", context, status=status)


@door(Action.SEE_POOL)
@require_GET
def hand_in_version(request: HttpRequest, hand_in_id: int) -> HttpResponse:
    """One version: figures, names for whom they are open, what is otherwise today."""
    return _version(request, hand_in_id)


def _version(
    request: HttpRequest, hand_in_id: int, *, opened: bool = False, said: list | None = None, status: int = 200
) -> HttpResponse:
    by = request.by
    version = hand_in_of(by, hand_in_id)
    found = version_page(by, version, opened=opened)
    asked = request.POST if request.method == "POST" else {}
    mine = by.may_over(Action.HAND_IN, version.path) and near(by, version.unit)
    duties = duty_tasks_served(by, version.round, version.unit) if mine and found.is_latest else []
    context = {
        "here": "round-list",
        "version": version,
        "found": found,
        "flows": flow_words(found.since_last),
        "before_flows": flow_words(found.since_before.flows) if found.since_before else [],
        "later_flows": flow_words(found.later.flows) if found.later else [],
        "said": said or [],
        "reason_form": ReasonForm(initial={"reason": asked.get("reason", "")}),
        "look_form": LookForm(),
        "may_hand_in": mine and found.is_latest and version.round.closed_on is None,
        "duties": [each for each in duties if each.done_on is None and by.may_over(Action.DO_DUTIES, each.path)],
    }
    return render(request, "hand_ins/one.html", context, status=status)


@door(Action.CONSOLIDATE)
@require_POST
def hand_in_accept(request: HttpRequest, hand_in_id: int) -> HttpResponse:
    """The unit above takes it."""
    hand_in_of(request.by, hand_in_id)
    try:
        (found,) = handing_in.accept_hand_ins(by=request.by, hand_in_ids=[hand_in_id])
    except RuleViolation as refused:
        return _version(request, hand_in_id, said=list(refused.unmet), status=422)
    except MovedOn as moved:
        return _version(request, hand_in_id, said=[str(moved)], status=409)
    messages.success(request, _("Đã nhận danh sách của %(unit)s.") % {"unit": found.unit})
    return redirect("hand-in-version", hand_in_id)


@door(Action.CONSOLIDATE)
@require_POST
def hand_in_return(request: HttpRequest, hand_in_id: int) -> HttpResponse:
    """The unit above sends it back with a reason."""
    hand_in_of(request.by, hand_in_id)
    reason = written(request.POST, "reason", 500)
    try:
        found = handing_in.return_hand_in(by=request.by, hand_in_id=hand_in_id, reason=reason)
    except RuleViolation as refused:
        return _version(request, hand_in_id, said=list(refused.unmet), status=422)
    except MovedOn as moved:
        return _version(request, hand_in_id, said=[str(moved)], status=409)
    messages.success(request, _("Đã trả lại danh sách cho %(unit)s.") % {"unit": found.unit})
    return redirect("hand-in-version", hand_in_id)


@door(Action.SEE_PEOPLE)
@require_POST
def hand_in_look(request: HttpRequest, hand_in_id: int) -> HttpResponse:
    """The names, shown in the answer once the reason is written down."""
    reason = written(request.POST, "look_reason", 300)
    try:
        handing_in.look_at_names(by=request.by, hand_in_id=hand_in_id, reason=reason)
    except RuleViolation as refused:
        return _version(request, hand_in_id, said=list(refused.unmet), status=422)
    return _version(request, hand_in_id, opened=True)


ADDRESSES = [
    path("dot-ra-soat/<int:round_id>/nop/<int:unit_id>/", hand_in, name="hand-in"),
    path("ban-nop/<int:hand_in_id>/", hand_in_version, name="hand-in-version"),
    path("ban-nop/<int:hand_in_id>/nhan/", hand_in_accept, name="hand-in-accept"),
    path("ban-nop/<int:hand_in_id>/tra-lai/", hand_in_return, name="hand-in-return"),
    path("ban-nop/<int:hand_in_id>/xem-ten/", hand_in_look, name="hand-in-look"),
]
