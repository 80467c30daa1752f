"""Screen: duties. Who owes what by when; done, taken back; why a day is what it is."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from nguon.queries.activities import plan_choices, plan_name
from nguon.queries.calendar import days_of_year
from nguon.queries.duties import (
    TaskRow,
    Today,
    Wanted,
    doable,
    in_order,
    level_counts,
    overdue_first,
    rounds,
    rounds_in_state,
    task_row,
    totals,
    years_of,
)
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.offices import OFFICE_NAMES, Office
from nguon.rules.roles import Action, Place, may
from nguon.services.duties import mark_done, take_back
from nguon.web.doors import door
from nguon.web.forms import DayField
from nguon.web.months import span_months
from nguon.web.told import told_choices

PAGE = 100
EARLIEST, LATEST = 2000, 2100
STATES = (
    ("open", gettext_lazy("Chưa xong")),
    ("late", gettext_lazy("Quá hạn")),
    ("soon", gettext_lazy("Sắp đến hạn")),
    ("waiting", gettext_lazy("Chưa đến hạn")),
    ("done", gettext_lazy("Đã xong")),
    ("done_late", gettext_lazy("Xong muộn")),
    ("all", gettext_lazy("Tất cả")),
)


GROUPS = (
    ("week", gettext_lazy("Tuần đến hạn")),
    ("plan", gettext_lazy("Kế hoạch")),
    ("unit", gettext_lazy("Đơn vị")),
)


class DoneForm(forms.Form):
    """When it was done, by which document."""

    done_on = DayField(label=gettext_lazy("Ngày xong"))
    document_number = forms.CharField(label=gettext_lazy("Số văn bản"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=500, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


class TakeBackForm(forms.Form):
    """Why it is open again."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do rút lại"), max_length=300, widget=forms.TextInput(attrs={"class": "form-control"})
    )


def wanted_of(query: QueryDict, by: object) -> tuple[Wanted, dict[str, str]]:
    """What the address asks for; what it says wrongly is passed by as if it were not there."""
    state = query.get("tinh_trang", "open")
    office = query.get("co_quan", "")
    unit_id, year = _number(query.get("don_vi")), _number(query.get("nam"))
    unit = by.units(Action.SEE_DUTIES).filter(pk=unit_id).first() if unit_id else None
    wanted = Wanted(
        plan_id=_number(query.get("ke_hoach")),
        unit_path=unit.path if unit else "",
        state=state if state in dict(STATES) else "open",
        office=office if office in set(Office) else "",
        year=year if year and EARLIEST <= year < LATEST else None,
    )
    return wanted, {"unit": unit}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def sees_below(by: object) -> bool:
    """Whether some role sees the duties of more than its own unit."""
    return any(may(each.role, Action.SEE_DUTIES) in (Place.BELOW, Place.AREAS) for each in by.holdings)


@door(Action.SEE_DUTIES)
@require_GET
def duty_list(request: HttpRequest) -> HttpResponse:
    """Rounds for those who see units below, single duties for the others or where asked."""
    by, today = request.by, Today(request.by.day)
    wanted, found = wanted_of(request.GET, by)
    reachable = by.duty_tasks(Action.SEE_DUTIES)
    every = replace(wanted, state="").of(reachable, today)
    single = request.GET.get("xem") == "don-vi" or not sees_below(by)
    group = request.GET.get("nhom", "")
    group = group if group in dict(GROUPS) else "week"
    shown = (
        in_order(wanted.of(reachable, today), grouped_by=group)
        if single
        else overdue_first(rounds_in_state(rounds(every, today), wanted.state))
    )
    page = Paginator(shown, PAGE).get_page(request.GET.get("trang"))
    rows = [task_row(by, each, today) for each in page] if single else list(page)
    return render(
        request,
        "duties/list.html",
        {
            "here": "duty-list",
            "wanted": wanted,
            "unit": found["unit"],
            "page": page,
            "rows": rows,
            "grouped": _grouped(rows, group) if single else [],
            "group": group,
            "groups": GROUPS,
            "single": single,
            "sees_below": sees_below(by),
            "totals": totals(every, today),
            "states": STATES,
            "offices": told_choices((each.value, OFFICE_NAMES[each]) for each in Office),
            "plans": plan_choices(by, on=by.day),
            "years": years_of(reachable),
            "opened": opened_among(request, rows, today) if single else None,
            "query": query_without(request, "vi-sao"),
            "today": today,
        },
    )


def _grouped(rows: list[TaskRow], group: str) -> list[tuple[str, list[TaskRow]]]:
    """`rows`, in their order, under the heading of their week, plan or unit."""
    headings = {"week": _week, "plan": _plan, "unit": lambda row: row.task.unit.name}
    return [(heading, list(found)) for heading, found in groupby(rows, headings[group])]


def _week(row: TaskRow) -> str:
    first = row.task.due_on - timedelta(days=row.task.due_on.weekday())
    return _("Tuần %(first)s – %(last)s") % {"first": f"{first:%d/%m}", "last": f"{first + timedelta(days=6):%d/%m/%Y}"}


def _plan(row: TaskRow) -> str:
    version = row.task.duty.version
    return plan_name(version.document_number, version.title, version.issuer)


def query_without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


def opened_among(request: HttpRequest, rows: list, today: Today) -> dict | None:
    """The explanation that the address asks to stand open under its row."""
    number = _number(request.GET.get("vi-sao"))
    row = next((each for each in rows if each.task.pk == number), None)
    return {"pk": number, **why_context(row.task, today)} if row else None


def why_context(task: object, today: Today) -> dict:
    """What the explanation of one due day shows, with the months it counts over."""
    start = min(date.fromisoformat(task.because["start_on"]), task.due_on)
    due = task.due_on
    marks = {}
    for year in {start.year, due.year, max(start.year, due.year - 1)}:
        marks |= days_of_year([], year, today)
    days_off = [(date.fromisoformat(on), why) for on, why in task.because["skipped"]]
    return {"task": task, "because": task.because, "days_off": days_off, "months": span_months(start, due, marks)}


@door(Action.SEE_DUTIES)
@require_GET
def duty_why(request: HttpRequest, task_id: int) -> HttpResponse:
    """The explanation alone, for the row it opens under; ?dong closes it again."""
    task = _task(request, task_id)
    if "dong" in request.GET:
        return HttpResponse()
    return render(request, "duties/_why.html", {"closable": True, **why_context(task, Today(request.by.day))})


def _task(request: HttpRequest, task_id: int) -> object:
    task = in_order(request.by.duty_tasks(Action.SEE_DUTIES)).filter(pk=task_id).first()
    if task is None:
        raise NotReached(f"duty task {task_id}")
    return task


@door(Action.SEE_DUTIES)
@require_http_methods(["GET", "POST"])
def duty_round(request: HttpRequest, duty_id: int, nominal: str) -> HttpResponse:
    """One duty on one printed day: every unit that owes it; a POST writes down which of them have done it."""
    try:
        day = date.fromisoformat(nominal)
    except ValueError:
        raise Http404 from None
    if request.method == "GET":
        return _round_page(request, duty_id, day, DoneForm(initial={"done_on": request.by.day}))
    form = DoneForm(request.POST)
    ids = [number for each in request.POST.getlist("viec") if (number := _number(each)) is not None]
    if not ids:
        return _round_page(request, duty_id, day, form, said=[_("Hãy chọn ít nhất một đơn vị đã xong.")], status=422)
    if not form.is_valid():
        return _round_page(request, duty_id, day, form, status=422, chosen=ids)
    try:
        done = mark_done(by=request.by, task_ids=ids, **form.cleaned_data)
    except RuleViolation as refused:
        return _round_page(request, duty_id, day, form, said=list(refused.unmet), status=422, chosen=ids)
    except MovedOn as moved:
        return _round_page(request, duty_id, day, form, said=[str(moved)], status=409)
    said = ngettext("Đã ghi xong cho %(count)s đơn vị.", "Đã ghi xong cho %(count)s đơn vị.", len(done))
    messages.success(request, said % {"count": len(done)})
    return redirect("duty-round", duty_id, nominal)


def _round_page(
    request: HttpRequest,
    duty_id: int,
    day: date,
    form: DoneForm,
    *,
    said: list | None = None,
    status: int = 200,
    chosen: list[int] | None = None,
) -> HttpResponse:
    by, today = request.by, Today(request.by.day)
    tasks = Wanted(duty_id=duty_id, nominal_due_on=day).of(by.duty_tasks(Action.SEE_DUTIES), today)
    found = rounds(tasks, today)
    if not found:
        raise NotReached(f"round {duty_id} {day}")
    state = request.GET.get("tinh_trang", "all")
    shown = Wanted(state=state if state in dict(STATES) else "all").of(tasks, today)
    page = Paginator(in_order(shown), PAGE).get_page(request.GET.get("trang"))
    rows = [task_row(by, each, today) for each in page]
    return render(
        request,
        "duties/round.html",
        {
            "here": "duty-list",
            "round": found[0],
            "rows": rows,
            "page": page,
            "state": state,
            "states": STATES,
            "levels": level_counts(tasks, today),
            "totals": totals(tasks, today),
            "form": form,
            "said": said or [],
            "chosen": set(chosen or ()),
            "can_do": any(each.can_do for each in rows),
            "can_lead": by.may(Action.SET_LEAD_TIME),
            "opened": opened_among(request, rows, today),
            "query": query_without(request, "vi-sao"),
        },
        status=status,
    )


@door(Action.SEE_DUTIES)
@require_http_methods(["GET", "POST"])
def duty_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One duty of one unit: why its day is what it is; a POST writes it down as done."""
    if request.method == "GET":
        return _task_page(request, task_id, DoneForm(initial={"done_on": request.by.day}))
    form = DoneForm(request.POST)
    if not form.is_valid():
        return _task_page(request, task_id, form, status=422)
    try:
        mark_done(by=request.by, task_ids=[task_id], **form.cleaned_data)
    except RuleViolation as refused:
        return _task_page(request, task_id, form, said=list(refused.unmet), status=422)
    except MovedOn as moved:
        return _task_page(request, task_id, form, said=[str(moved)], status=409)
    messages.success(request, _("Đã ghi xong. Ghi nhầm thì rút lại ngay dưới đây."))
    return redirect("duty-task", task_id)


@door(Action.DO_DUTIES)
@require_http_methods(["POST"])
def duty_take_back(request: HttpRequest, task_id: int) -> HttpResponse:
    """The duty is open again."""
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _task_page(request, task_id, back=form, status=422)
    try:
        take_back(by=request.by, task_id=task_id, **form.cleaned_data)
    except RuleViolation as refused:
        return _task_page(request, task_id, back=form, said=list(refused.unmet), status=422)
    except MovedOn as moved:
        return _task_page(request, task_id, said=[str(moved)], status=409)
    messages.success(request, _("Đã rút lại. Việc này lại là chưa xong."))
    return redirect("duty-task", task_id)


def _task_page(
    request: HttpRequest,
    task_id: int,
    form: DoneForm | None = None,
    *,
    back: TakeBackForm | None = None,
    said: list | None = None,
    status: int = 200,
) -> HttpResponse:
    today = Today(request.by.day)
    task = _task(request, task_id)
    return render(
        request,
        "duties/task.html",
        {
            "here": "duty-list",
            "row": task_row(request.by, task, today),
            "form": form or DoneForm(initial={"done_on": request.by.day}),
            "back": back or TakeBackForm(),
            "said": said or [],
            "is_mine": doable(request.by).filter(pk=task_id).exists(),
            **why_context(task, today),
        },
        status=status,
    )


ADDRESSES = [
    path("viec/", duty_list, name="duty-list"),
    path("viec/<int:task_id>/", duty_task, name="duty-task"),
    path("viec/<int:task_id>/vi-sao/", duty_why, name="duty-why"),
    path("viec/<int:task_id>/rut-lai/", duty_take_back, name="duty-take-back"),
    path("viec/dot/<int:duty_id>/<str:nominal>/", duty_round, name="duty-round"),
]
