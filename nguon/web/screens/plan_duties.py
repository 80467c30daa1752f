"""Screen: one plan's duties, unit by unit; and a unit that asks all below it to do one earlier."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from nguon.queries.duties import Today, overdue_first, rounds, totals
from nguon.queries.plan_duties import (
    columns,
    duties_without_tasks,
    duty_for,
    matrix,
    standing_lead_times,
    tasks_of_plan,
    units_that_may_lead,
    units_with_duties,
)
from nguon.queries.tasks import version_for
from nguon.rules.errors import NotInForce, RuleViolation
from nguon.rules.roles import Action
from nguon.services.duties import LONGEST_LEAD, LeadEffect, preview_lead_time, set_lead_time
from nguon.web.doors import door

SHOWN = 20
PAGE = 50


@door(Action.SEE_DUTIES)
@require_GET
def plan_duties(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Every duty of the plan with its progress, and under it who has done which."""
    by, today = request.by, Today(request.by.day)
    version = version_for(by, plan_id, on=by.day)
    tasks = tasks_of_plan(by, plan_id)
    found = rounds(tasks, today)
    start = request.GET.get("tu", "")
    shown = columns(found, today, int(start) if start.isdecimal() and len(start) < 6 else None)
    page = Paginator(units_with_duties(tasks), PAGE).get_page(request.GET.get("trang"))
    return render(
        request,
        "duties/plan.html",
        {
            "here": "plan-list",
            "version": version,
            "rounds": overdue_first(found),
            "columns": shown,
            "page": page,
            "matrix": matrix(tasks, list(page), shown.shown, today),
            "totals": totals(tasks, today),
            "silent": duties_without_tasks(by, version.pk, found),
            "can_lead": by.may(Action.SET_LEAD_TIME),
            "today": today,
        },
    )


class LeadForm(forms.Form):
    """Which unit asks, how many working days earlier, and why."""

    unit_id = forms.TypedChoiceField(label=gettext_lazy("Đơn vị đặt sớm"), coerce=int)
    working_days = forms.IntegerField(
        label=gettext_lazy("Sớm hơn, ngày làm việc"),
        min_value=0,
        max_value=LONGEST_LEAD,
        help_text=gettext_lazy("0 là bỏ đặt sớm. Cộng thêm vào số ngày cấp trên đã đặt."),
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, units: list, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [(each.pk, each.name) for each in units]
        self.fields["unit_id"].widget.attrs["class"] = "form-select"


@door(Action.SET_LEAD_TIME)
@require_http_methods(["GET", "POST"])
def lead_time(request: HttpRequest, duty_id: int) -> HttpResponse:
    """The first POST shows what would move; the one named `dong-y` does it."""
    by = request.by
    duty = duty_for(by, duty_id)
    units = units_that_may_lead(by, duty)
    if request.method == "GET":
        return _page(request, duty, LeadForm(units, initial={"unit_id": units[0].pk if units else None}))
    form = LeadForm(units, request.POST)
    if not form.is_valid():
        return _page(request, duty, form, status=422)
    asked = {"duty_id": duty_id, "unit_id": form.cleaned_data["unit_id"]}
    days = form.cleaned_data["working_days"]
    try:
        if "dong-y" not in request.POST:
            return _page(request, duty, form, effect=preview_lead_time(by=by, working_days=days, **asked))
        effect = set_lead_time(by=by, working_days=days, reason=form.cleaned_data["reason"], **asked)
    except RuleViolation as refused:
        return _page(request, duty, form, said=list(refused.unmet), status=422)
    except NotInForce as refused:
        return _page(request, duty, form, said=[str(refused)], status=422)
    messages.success(
        request,
        _("%(unit)s: đã đặt sớm %(days)s ngày làm việc, %(tasks)s hạn của %(units)s đơn vị đổi theo.")
        % {"unit": effect.unit.name, "days": days, "tasks": len(effect.tasks), "units": effect.units},
    )
    return redirect(reverse("plan-duties", args=[duty.version.plan_id]))


def _page(
    request: HttpRequest,
    duty: object,
    form: LeadForm,
    *,
    effect: LeadEffect | None = None,
    said: list | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "duties/lead_time.html",
        {
            "here": "duty-list",
            "duty": duty,
            "form": form,
            "effect": effect,
            "moved": _in_order(effect)[:SHOWN] if effect else [],
            "more": max(0, len(effect.tasks) - SHOWN) if effect else 0,
            "standing": standing_lead_times(request.by, duty),
            "said": said or [],
            "today": Today(request.by.day),
        },
        status=status,
    )


def _in_order(effect: LeadEffect) -> list:
    """The duties moved, unit by unit in Vietnamese order, each by its day."""
    return sorted(effect.tasks, key=lambda each: (each.unit.sort_key, each.unit_id, each.nominal_due_on))


ADDRESSES = [
    path("ke-hoach/<int:plan_id>/viec/", plan_duties, name="plan-duties"),
    path("viec/dat-som/<int:duty_id>/", lead_time, name="duty-lead-time"),
]
