"""A plan is adjusted by a further document, or withdrawn when it was issued by mistake."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nguon.queries.plan_page import may_change
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.plan_terms import DOCUMENT_TYPES
from nguon.rules.roles import Action
from nguon.services import drafting, planning
from nguon.web.doors import door
from nguon.web.forms import DayField
from nguon.web.told import told_choices


class AdjustForm(forms.Form):
    """The document by which a plan is adjusted."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản điều chỉnh"), choices=told_choices(DOCUMENT_TYPES.items())
    )
    number = forms.CharField(label=gettext_lazy("Số, ký hiệu"), max_length=60)
    dated = DayField(label=gettext_lazy("Ngày ban hành"))
    holds_from = DayField(label=gettext_lazy("Có hiệu lực từ ngày"))
    reason = forms.CharField(
        label=gettext_lazy("Lý do điều chỉnh"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class WithdrawForm(forms.Form):
    """Why a plan is withdrawn."""

    reason = forms.CharField(label=gettext_lazy("Lý do rút"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@door(Action.ISSUE_PLANS)
@require_http_methods(["GET", "POST"])
def adjust(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The adjusting document's own number, date and reason; then the draft that starts as the wording in force."""
    plan = request.by.plan(plan_id, Action.ISSUE_PLANS)
    if not may_change(request.by, plan):
        raise NotReached(f"plan {plan_id}")
    form, status = AdjustForm(request.POST or None, initial={"kind": "KH"}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            kept = form.cleaned_data
            try:
                draft = drafting.open_adjustment(
                    by=request.by,
                    plan_id=plan_id,
                    number=kept["number"],
                    dated=kept["dated"].isoformat(),
                    reason=kept["reason"],
                    holds_from=kept["holds_from"].isoformat(),
                    kind=kept["kind"],
                )
            except RuleViolation as refused:
                form.add_error(None, [each.what for each in refused.unmet])
            else:
                return redirect("draft", draft.pk)
    version = plan.versions.order_by("-ordinal")[0]
    context = {"here": "plan-list", "plan": plan, "version": version, "form": form}
    return render(request, "plans/adjust.html", context, status=status)


@door(Action.ISSUE_PLANS)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say what withdrawing does, ask why, do it."""
    plan = request.by.plan(plan_id, Action.ISSUE_PLANS)
    form, status, said = WithdrawForm(request.POST or None), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                planning.withdraw_plan(by=request.by, plan_id=plan_id, reason=form.cleaned_data["reason"])
            except RuleViolation as refused:
                form.add_error(None, [each.what for each in refused.unmet])
            except MovedOn as moved:
                status, said = 409, str(moved)
            else:
                messages.success(request, _("Đã rút kế hoạch. Mọi nội dung vẫn được giữ để tra cứu."))
                return redirect("plan", plan_id)
    version = plan.versions.order_by("-ordinal")[0]
    context = {"here": "plan-list", "plan": plan, "version": version, "form": form, "said": said}
    return render(request, "plans/withdraw.html", context, status=status)


ADDRESSES = [
    path("ke-hoach/<int:plan_id>/dieu-chinh/", adjust, name="plan-adjust"),
    path("ke-hoach/<int:plan_id>/rut/", withdraw, name="plan-withdraw"),
]
