"""Screen: a plan among its units: who received it and passed it on, where each stands with its tasks."""

from collections import Counter

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from nguon.queries.duties import Today, for_committee
from nguon.queries.tasks import (
    ACKNOWLEDGE_WORKING_DAYS,
    PASS_ON_WORKING_DAYS,
    STATES,
    TaskRow,
    deadlines,
    own_unit_among,
    receipt_counts,
    receipt_rows,
    receipt_states,
    receipts_in_order,
    receipts_of,
    rows_of_task,
    rows_of_unit,
    task_summaries,
    units_of_task,
    version_for,
)
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Action
from nguon.services.disseminating import acknowledge_plan, pass_on_plan, report_task
from nguon.web.doors import door
from nguon.web.forms import DayField
from nguon.web.told import told, told_choices

PAGE = 100
RECEIPT_STATES = (
    ("chua-nhan", gettext_lazy("Chưa tiếp nhận")),
    ("chua-quan-triet", gettext_lazy("Đã tiếp nhận, chưa quán triệt")),
    ("da-quan-triet", gettext_lazy("Đã quán triệt")),
    ("cham", gettext_lazy("Chậm")),
)


def _dress(form: forms.Form) -> None:
    for field in form.fields.values():
        kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
        if not isinstance(field.widget, forms.RadioSelect):
            field.widget.attrs["class"] = kind


class PassOnForm(forms.Form):
    """How the plan was passed on to members."""

    on = DayField(label=gettext_lazy("Ngày quán triệt"))
    how = forms.CharField(
        label=gettext_lazy("Hình thức"),
        max_length=300,
        help_text=gettext_lazy("Thí dụ: hội nghị toàn đảng bộ, sinh hoạt chi bộ thường kỳ, sao gửi đảng viên."),
    )
    participants = forms.IntegerField(
        label=gettext_lazy("Số người dự"), min_value=0, max_value=1_000_000, required=False
    )
    document_number = forms.CharField(label=gettext_lazy("Số văn bản triển khai"), max_length=60, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


class ReportForm(forms.Form):
    """Where the unit stands with the task."""

    state = forms.ChoiceField(label=gettext_lazy("Tình trạng"), choices=told_choices(STATES))
    on = DayField(label=gettext_lazy("Tính đến ngày"))
    evidence = forms.CharField(
        label=gettext_lazy("Kết quả, minh chứng"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    document_number = forms.CharField(label=gettext_lazy("Số văn bản"), max_length=60, required=False)
    answers_for_it = forms.CharField(label=gettext_lazy("Người chịu trách nhiệm"), max_length=120, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


@door(Action.SEE_TASKS)
@require_GET
def dissemination(request: HttpRequest, plan_id: int) -> HttpResponse:
    """To whom the plan was sent, who acknowledged it, who passed it on; ?tinh-trang= narrows."""
    by, today = request.by, Today(request.by.day)
    version = version_for(by, plan_id, on=by.day)
    limits = deadlines(today)
    receipts = receipts_of(by, version)
    state = request.GET.get("tinh_trang", "")
    shown = receipts.filter(receipt_states(limits)[state]) if state in dict(RECEIPT_STATES) else receipts
    page = Paginator(receipts_in_order(shown), PAGE).get_page(request.GET.get("trang"))
    counts = receipt_counts(receipts, limits, on=by.day)
    return render(
        request,
        "tasks/dissemination.html",
        {
            "here": "plan-list",
            "version": version,
            "counts": counts[:-1],
            "whole": counts[-1],
            "rows": receipt_rows(by, page, limits),
            "page": page,
            "state": state,
            "states": RECEIPT_STATES,
            "acknowledge_days": ACKNOWLEDGE_WORKING_DAYS,
            "pass_on_days": PASS_ON_WORKING_DAYS,
        },
    )


@door(Action.REPORT_TASKS)
@require_http_methods(["GET", "POST"])
def plan_receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One unit's receipt: a POST named `tiep-nhan` acknowledges it today, another writes how it was passed on."""
    by = request.by
    if request.method == "GET":
        return _receipt_page(request, receipt_id)
    if "tiep-nhan" in request.POST:
        try:
            acknowledge_plan(by=by, receipt_id=receipt_id, on=by.day)
        except (RuleViolation, MovedOn) as refused:
            return _receipt_page(request, receipt_id, said=[str(refused)], status=409)
        messages.success(request, _("Đã ghi tiếp nhận kế hoạch ngày %(day)s.") % {"day": f"{by.day:%d/%m/%Y}"})
        return redirect("plan-receipt", receipt_id)
    form = PassOnForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, receipt_id, form, status=422)
    try:
        pass_on_plan(by=by, receipt_id=receipt_id, **form.cleaned_data)
    except RuleViolation as refused:
        return _receipt_page(request, receipt_id, form, said=list(refused.unmet), status=422)
    messages.success(request, _("Đã ghi việc quán triệt."))
    return redirect("plan-receipt", receipt_id)


def _receipt_page(
    request: HttpRequest,
    receipt_id: int,
    form: PassOnForm | None = None,
    said: list | None = None,
    status: int = 200,
) -> HttpResponse:
    by = request.by
    receipt = (
        by.receipts(Action.REPORT_TASKS)
        .select_related("unit", "version__plan__unit", "acknowledged_by")
        .filter(pk=receipt_id)
        .first()
    )
    if receipt is None:
        raise NotReached(f"receipt {receipt_id}")
    standing = {
        "on": receipt.passed_on_on or by.day,
        "how": receipt.how,
        "participants": receipt.participants,
        "document_number": receipt.document_number,
    }
    return render(
        request,
        "tasks/receipt.html",
        {
            "here": "plan-list",
            "receipt": receipt,
            "may_answer": for_committee(by).may_over(Action.REPORT_TASKS, receipt.path),
            "version": receipt.version,
            "form": form or PassOnForm(initial=standing),
            "said": said or [],
        },
        status=status,
    )


@door(Action.SEE_TASKS)
@require_GET
def plan_tasks(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What is done, what is not, who answers; ?nhiem-vu= opens the units of one task."""
    by = request.by
    version = version_for(by, plan_id, on=by.day)
    text = request.GET.get("nhiem_vu", "")
    task = version.plan_tasks.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 10 else None
    if task is not None:
        return _task_units(request, version, task)
    return render(
        request,
        "tasks/board.html",
        {
            "here": "plan-list",
            "version": version,
            "summaries": task_summaries(by, version, on=by.day),
            "own": own_unit_among(by, version),
        },
    )


def _task_units(request: HttpRequest, version: object, task: object) -> HttpResponse:
    by = request.by
    units = units_of_task(by, version, task, on=by.day)
    page = Paginator(units, PAGE).get_page(request.GET.get("trang"))
    rows = rows_of_task(by, version, task, [unit for unit, _state in page])
    counts = Counter(state for _unit, state in units)
    return render(
        request,
        "tasks/task_units.html",
        {
            "here": "plan-list",
            "version": version,
            "words": _words(task),
            "page": page,
            "rows": rows,
            "bound": len(units),
            "counts": counts,
        },
    )


@door(Action.SEE_TASKS)
@require_GET
def plan_unit_tasks(request: HttpRequest, plan_id: int, unit_id: int) -> HttpResponse:
    """Every task of the plan that concerns one unit, and what it said of each."""
    by = request.by
    version = version_for(by, plan_id, on=by.day)
    unit = by.unit(unit_id, Action.SEE_TASKS)
    rows = rows_of_unit(by, version, unit, on=by.day)
    return render(
        request,
        "tasks/unit.html",
        {
            "here": "plan-list",
            "version": version,
            "unit": unit,
            "rows": rows,
            "done": sum(1 for each in rows if each.state == "done"),
            "silent": sum(1 for each in rows if each.state == "not_yet"),
        },
    )


@door(Action.REPORT_TASKS)
@require_http_methods(["GET", "POST"])
def task_report(request: HttpRequest, plan_id: int, task_id: int, unit_id: int) -> HttpResponse:
    """What a unit says of one task."""
    by = request.by
    version = version_for(by, plan_id, on=by.day)
    unit = by.unit(unit_id, Action.REPORT_TASKS)
    row = next((each for each in rows_of_unit(by, version, unit, on=by.day) if each.task.pk == task_id), None)
    if row is None or not row.can_report:
        raise NotReached(f"plan task {task_id} of unit {unit_id}")
    if request.method == "GET":
        return _report_page(request, version, row, ReportForm(initial=_standing(request, row)))
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _report_page(request, version, row, form, status=422)
    try:
        report_task(by=by, task_id=task_id, unit_id=unit_id, **form.cleaned_data)
    except RuleViolation as refused:
        return _report_page(request, version, row, form, said=list(refused.unmet), status=422)
    except MovedOn as moved:
        (row,) = (each for each in rows_of_unit(by, version, unit, on=by.day) if each.task.pk == task_id)
        typed = request.POST.copy()
        typed["seen"] = row.report.reported_at.isoformat() if row.report else ""
        stored = _("Đang lưu: {}. Nội dung đồng chí vừa ghi còn ở dưới; bấm ghi lần nữa để thay.")
        words = (
            ", ".join(filter(None, (told(row.report.get_state_display()), row.report.evidence))) if row.report else "–"
        )
        said = [str(moved), stored.format(words)]
        return _report_page(request, version, row, ReportForm(typed), said=said, status=409)
    messages.success(request, _("Đã ghi tình trạng nhiệm vụ."))
    return redirect("plan-unit-tasks", plan_id, unit_id)


def _words(task: object) -> dict[str, str]:
    """The task in short and as the plan has it; once only where the one holds the other."""
    short, quoted = (" ".join(each.split()).casefold().rstrip(" .;:,") for each in (task.text, task.quote))
    if quoted in short:
        return {"text": task.text, "quote": ""}
    return {"text": "" if short in quoted else task.text, "quote": task.quote}


def _standing(request: HttpRequest, row: TaskRow) -> dict:
    report = row.report
    if report is None:
        return {"on": request.by.day, "state": "under_way", "seen": ""}
    return {
        "on": request.by.day,
        "state": report.state,
        "evidence": report.evidence,
        "document_number": report.document_number,
        "answers_for_it": report.answers_for_it,
        "seen": report.reported_at.isoformat(),
    }


def _report_page(
    request: HttpRequest,
    version: object,
    row: TaskRow,
    form: ReportForm,
    *,
    said: list | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "here": "plan-list",
        "version": version,
        "row": row,
        "words": _words(row.task),
        "form": form,
        "said": said or [],
    }
    return render(request, "tasks/report.html", context, status=status)


ADDRESSES = [
    path("ke-hoach/<int:plan_id>/trien-khai/", dissemination, name="plan-dissemination"),
    path("ke-hoach/tiep-nhan/<int:receipt_id>/", plan_receipt, name="plan-receipt"),
    path("ke-hoach/<int:plan_id>/nhiem-vu/", plan_tasks, name="plan-tasks"),
    path("ke-hoach/<int:plan_id>/nhiem-vu/don-vi/<int:unit_id>/", plan_unit_tasks, name="plan-unit-tasks"),
    path("ke-hoach/<int:plan_id>/nhiem-vu/<int:task_id>/<int:unit_id>/", task_report, name="task-report"),
]
