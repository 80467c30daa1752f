"""Screen: activities held for plans: listed, summed up, recorded, withdrawn, taken away as a workbook."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.documents.xlsx import Sheet, workbook
from nguon.queries.activities import (
    KINDS,
    WantedActivities,
    activities_in_order,
    office_name,
    own_units,
    plan_choices,
    sums_by_kind,
    task_choices,
    units_named,
)
from nguon.queries.duties import acts_for
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.offices import OFFICE_NAMES, Office
from nguon.rules.roles import Action
from nguon.services.activities import ActivityFacts, record_activity, withdraw_activity
from nguon.web.doors import door
from nguon.web.forms import DayField
from nguon.web.told import told, told_choices

PAGE = 100
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ActivityForm(forms.Form):
    """What is written down of one activity."""

    unit_id = forms.TypedChoiceField(label=gettext_lazy("Đơn vị tổ chức"), coerce=int)
    office = forms.ChoiceField(label=gettext_lazy("Cơ quan, đoàn thể chủ trì"))
    kind = forms.ChoiceField(label=gettext_lazy("Loại hoạt động"), choices=told_choices(KINDS))
    title = forms.CharField(label=gettext_lazy("Tên hoạt động"), max_length=300)
    on = DayField(label=gettext_lazy("Ngày tổ chức"))
    place = forms.CharField(label=gettext_lazy("Địa điểm"), max_length=200, required=False)
    participants = forms.IntegerField(
        label=gettext_lazy("Số người dự"), min_value=0, max_value=1_000_000, required=False
    )
    document_number = forms.CharField(label=gettext_lazy("Số văn bản"), max_length=60, required=False)
    plan_id = forms.TypedChoiceField(
        label=gettext_lazy("Thực hiện kế hoạch"), coerce=int, empty_value=None, required=False
    )
    task_id = forms.TypedChoiceField(
        label=gettext_lazy("Nhiệm vụ của kế hoạch"), coerce=int, empty_value=None, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Nội dung, kết quả"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, units: list, plans: list, tasks: list, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [(each.pk, each.name) for each in units]
        self.fields["office"].choices = told_choices((each.value, OFFICE_NAMES[each]) for each in Office)
        self.fields["plan_id"].choices = [("", _("Không thuộc kế hoạch nào")), *plans]
        self.fields["task_id"].choices = [("", _("Không nêu nhiệm vụ cụ thể")), *tasks]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"


class WithdrawForm(forms.Form):
    """Why it was written down by mistake."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do bỏ"), max_length=300, widget=forms.TextInput(attrs={"class": "form-control"})
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _day(text: str | None) -> date | None:
    try:
        return DayField(required=False).clean(text or "")
    except forms.ValidationError:
        return None


def wanted_of(query: QueryDict, by: object) -> WantedActivities:
    """What the address asks for; what it says wrongly is passed by."""
    unit_id = _number(query.get("don_vi"))
    unit = by.units(Action.SEE_ACTIVITIES).filter(pk=unit_id).first() if unit_id else None
    office = query.get("co_quan", "")
    return WantedActivities(
        kind=query.get("loai", "") if query.get("loai") in dict(KINDS) else "",
        office=office if office in set(Office) else "",
        plan_id=_number(query.get("ke_hoach")),
        unit_path=unit.path if unit else "",
        from_day=_day(query.get("tu_ngay")),
        until_day=_day(query.get("den_ngay")),
    )


@door(Action.SEE_ACTIVITIES)
@require_GET
def activity_list(request: HttpRequest) -> HttpResponse:
    """Narrowed by kind, office, plan, unit and days; ?tai=xlsx takes the same rows away."""
    by = request.by
    wanted = wanted_of(request.GET, by)
    activities = wanted.of(by.activities())
    if request.GET.get("tai") == "xlsx":
        return _workbook(request, activities_in_order(activities))
    page = Paginator(activities_in_order(activities), PAGE).get_page(request.GET.get("trang"))
    plans = plan_choices(by, on=by.day)
    sums = sums_by_kind(activities)
    return render(
        request,
        "activities/list.html",
        {
            "here": "activity-list",
            "wanted": wanted,
            "page": page,
            "rows": [(each, office_name(each.office)) for each in page],
            "sums": sums[:-1],
            "whole": sums[-1],
            "kinds": told_choices(KINDS),
            "offices": told_choices((each.value, OFFICE_NAMES[each]) for each in Office),
            "plans": plans,
            "plan_names": dict(plans),
            "can_record": by.may(Action.RECORD_ACTIVITIES),
            "from_text": request.GET.get("tu_ngay", ""),
            "until_text": request.GET.get("den_ngay", ""),
        },
    )


def _workbook(request: HttpRequest, activities: object) -> HttpResponse:
    plans, kinds = dict(plan_choices(request.by, on=request.by.day)), dict(KINDS)
    rows = [
        (
            each.on,
            told(kinds[each.kind]),
            each.title,
            each.unit.name,
            told(office_name(each.office)),
            each.place,
            each.participants,
            each.document_number,
            plans.get(each.plan_id, ""),
            each.note,
        )
        for each in activities
    ]
    headings = (
        _("Ngày"),
        _("Loại hoạt động"),
        _("Tên hoạt động"),
        _("Đơn vị"),
        _("Chủ trì"),
        _("Địa điểm"),
        _("Số người dự"),
        _("Số văn bản"),
        pgettext("một", "Kế hoạch"),
        _("Nội dung, kết quả"),
    )
    people = sum(each[6] or 0 for each in rows)
    totals = (None, None, _("Cộng %(count)s hoạt động") % {"count": len(rows)}, None, None, None, people)
    sheet = Sheet(name=_("Hoạt động"), headings=headings, rows=rows, totals=totals)
    return HttpResponse(
        workbook([sheet]),
        content_type=SHEET_TYPE,
        headers={"Content-Disposition": 'attachment; filename="hoat-dong.xlsx"'},
    )


@door(Action.RECORD_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def activity_new(request: HttpRequest) -> HttpResponse:
    """?ke-hoach= and ?nhiem-vu= begin the form; ?tim-don-vi= offers units below by name."""
    by = request.by
    form = _form(request)
    if request.method == "GET":
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    facts = dict(form.cleaned_data)
    try:
        made = record_activity(by=by, unit_id=facts.pop("unit_id"), facts=ActivityFacts(**facts))
    except RuleViolation as refused:
        return _form_page(request, form, list(refused.unmet), 422)
    messages.success(request, _("Đã ghi hoạt động."))
    return redirect("activity", made.pk)


def _form(request: HttpRequest) -> ActivityForm:
    by = request.by
    asked = request.POST if request.method == "POST" else request.GET
    units = own_units(by)
    name = request.GET.get("tim_don_vi", "").strip()
    if name:
        units = units_named(by, name, Action.RECORD_ACTIVITIES, on=by.day) or units
    chosen = _number(request.POST.get("unit_id")) if request.method == "POST" else _number(request.GET.get("don_vi"))
    if chosen and chosen not in {each.pk for each in units}:
        units = [*by.units(Action.RECORD_ACTIVITIES).filter(pk=chosen), *units]
    plan_id = _number(asked.get("plan_id") or asked.get("ke_hoach"))
    tasks = task_choices(by, plan_id, on=by.day) if plan_id else []
    initial = {
        "on": by.day,
        "plan_id": plan_id,
        "task_id": _number(request.GET.get("nhiem_vu")),
        "unit_id": chosen,
        "office": by.main.office if by.main else Office.COMMITTEE.value,
    }
    return ActivityForm(
        units,
        plan_choices(by, on=by.day),
        tasks,
        request.POST if request.method == "POST" else None,
        initial=initial,
    )


def _form_page(request: HttpRequest, form: ActivityForm, said: list | None = None, status: int = 200) -> HttpResponse:
    context = {
        "here": "activity-list",
        "form": form,
        "said": said or [],
        "name": request.GET.get("tim_don_vi", ""),
        "sees_below": len(own_units(request.by)) < request.by.units(Action.RECORD_ACTIVITIES).count(),
    }
    return render(request, "activities/new.html", context, status=status)


@door(Action.SEE_ACTIVITIES)
@require_GET
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity with all that was written down of it."""
    return _one(request, activity_id, WithdrawForm())


def _one(
    request: HttpRequest, activity_id: int, form: WithdrawForm, said: list | None = None, status: int = 200
) -> HttpResponse:
    found = activities_in_order(request.by.activities()).filter(pk=activity_id).first()
    if found is None:
        raise NotReached(f"activity {activity_id}")
    context = {
        "here": "activity-list",
        "activity": found,
        "office": office_name(found.office),
        "plan_name": dict(plan_choices(request.by, on=request.by.day)).get(found.plan_id, ""),
        "can_withdraw": acts_for(request.by, Action.RECORD_ACTIVITIES, found.path, found.office),
        "form": form,
        "said": said or [],
    }
    return render(request, "activities/one.html", context, status=status)


@door(Action.RECORD_ACTIVITIES)
@require_POST
def activity_withdraw(request: HttpRequest, activity_id: int) -> HttpResponse:
    """It counts no longer."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _one(request, activity_id, form, status=422)
    try:
        found = withdraw_activity(by=request.by, activity_id=activity_id, reason=form.cleaned_data["reason"])
    except RuleViolation as refused:
        return _one(request, activity_id, form, list(refused.unmet), 422)
    messages.success(request, _("Đã bỏ hoạt động “%(title)s”. Nhật ký vẫn giữ nội dung cũ.") % {"title": found.title})
    return redirect("activity-list")


ADDRESSES = [
    path("hoat-dong/", activity_list, name="activity-list"),
    path("hoat-dong/ghi/", activity_new, name="activity-new"),
    path("hoat-dong/<int:activity_id>/", activity, name="activity"),
    path("hoat-dong/<int:activity_id>/bo/", activity_withdraw, name="activity-withdraw"),
]
