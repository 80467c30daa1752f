"""Screen: tasks of one candidate given and ticked off, and the remarks of their sponsors written down."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nguon.queries.candidate_tasks import one_task, tasks_of
from nguon.queries.duties import Today
from nguon.queries.sponsor_remarks import cadence_of, one_remark, period_choices
from nguon.queries.sponsors import sponsorship_page
from nguon.rules.errors import RuleViolation
from nguon.rules.roles import Action
from nguon.rules.sponsor_remarks import REMARK_WORKING_DAYS
from nguon.services.candidate_tasks import ResultFacts, TaskFacts, give_task, record_result, take_back_result
from nguon.services.sponsor_remarks import correct_remark, write_remark
from nguon.web.doors import door
from nguon.web.sponsor_forms import CorrectionForm, ReasonForm, RemarkForm, ResultForm, TaskForm
from nguon.web.told import told


@door(Action.SEE_SPONSORS)
@require_http_methods(["GET", "POST"])
def candidate_tasks(request: HttpRequest, person_id: int) -> HttpResponse:
    """The tasks of one person; a POST gives another."""
    by = request.by
    person = by.person(person_id, Action.SEE_SPONSORS)
    can_keep = by.may_over(Action.KEEP_SPONSORS, person.path)
    form = TaskForm(request.POST or None, initial={"given_on": by.day})
    said: list = []
    if request.method == "POST" and form.is_valid():
        try:
            give_task(by=by, person_id=person_id, facts=TaskFacts(**form.cleaned_data))
        except RuleViolation as refused:
            said = list(refused.unmet)
        else:
            messages.success(request, _("Đã giao nhiệm vụ cho %(name)s.") % {"name": person.full_name})
            return redirect("candidate-tasks", person_id)
    context = {
        "here": "sponsor-board",
        "person": person,
        "tasks": tasks_of(by, person_id, Today(by.day)),
        "form": form,
        "said": said,
        "can_keep": can_keep,
        "today": by.day,
    }
    return render(request, "sponsors/tasks.html", context, status=422 if request.method == "POST" else 200)


@door(Action.KEEP_SPONSORS)
@require_http_methods(["GET", "POST"])
def candidate_task_result(request: HttpRequest, candidate_task_id: int) -> HttpResponse:
    """What came of a task; the tick beside it in the list posts straight here."""
    by = request.by
    task = one_task(by, candidate_task_id, Action.KEEP_SPONSORS)
    form = ResultForm(request.POST or None, initial={"on": by.day, "outcome": "done"})
    said: list = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        facts = ResultFacts(given["outcome"], given["on"], given["result"])
        try:
            done = record_result(by=by, candidate_task_id=candidate_task_id, facts=facts)
        except RuleViolation as refused:
            said = list(refused.unmet)
        else:
            messages.success(
                request, _("Đã ghi kết quả: %(outcome)s.") % {"outcome": told(done.get_outcome_display()).lower()}
            )
            return redirect("candidate-tasks", task.person_id)
    context = {"here": "sponsor-board", "task": task, "form": form, "said": said}
    return render(request, "sponsors/result.html", context, status=422 if request.method == "POST" else 200)


@door(Action.KEEP_SPONSORS)
@require_http_methods(["GET", "POST"])
def candidate_task_take_back(request: HttpRequest, candidate_task_id: int) -> HttpResponse:
    """A result written down by mistake."""
    by = request.by
    task = one_task(by, candidate_task_id, Action.KEEP_SPONSORS)
    form = ReasonForm(request.POST or None)
    said: list = []
    if request.method == "POST" and form.is_valid():
        try:
            take_back_result(by=by, candidate_task_id=candidate_task_id, reason=form.cleaned_data["reason"])
        except RuleViolation as refused:
            said = list(refused.unmet)
        else:
            messages.success(request, _("Đã rút kết quả; nhiệm vụ lại chờ kết quả. Nhật ký giữ kết quả cũ."))
            return redirect("candidate-tasks", task.person_id)
    context = {"here": "sponsor-board", "task": task, "form": form, "said": said}
    return render(request, "sponsors/take_back.html", context, status=422 if request.method == "POST" else 200)


@door(Action.KEEP_SPONSORS)
@require_http_methods(["GET", "POST"])
def sponsor_remark(request: HttpRequest, sponsorship_id: int) -> HttpResponse:
    """What the sponsor said of one period: the latest that should have a remark and has none stands chosen."""
    by, today = request.by, Today(request.by.day)
    held = sponsorship_page(by, sponsorship_id, Action.KEEP_SPONSORS).held
    cadence = cadence_of(held.path, by.day)
    periods = [each for each in period_choices(held, cadence, today) if not each.written]
    asked = next((each for each in periods if each.asked), periods[0] if periods else None)
    form = RemarkForm(
        [(each.period.starts_on.isoformat(), told(each.name)) for each in periods],
        request.POST or None,
        initial={"on": by.day, "within": asked.period.starts_on.isoformat() if asked else ""},
    )
    said: list = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        within = next(each.period.starts_on for each in periods if each.period.starts_on.isoformat() == given["within"])
        try:
            write_remark(by=by, sponsorship_id=sponsorship_id, within=within, on=given["on"], text=given["text"])
        except RuleViolation as refused:
            said = list(refused.unmet)
        else:
            messages.success(request, _("Đã ghi nhận xét về %(name)s.") % {"name": held.candidate.full_name})
            return redirect("sponsorship", sponsorship_id)
    context = {
        "here": "sponsor-board",
        "held": held,
        "form": form,
        "said": said,
        "periods": periods,
        "cadence": cadence,
        "days": REMARK_WORKING_DAYS,
    }
    return render(request, "sponsors/remark.html", context, status=422 if request.method == "POST" else 200)


@door(Action.KEEP_SPONSORS)
@require_http_methods(["GET", "POST"])
def sponsor_remark_correct(request: HttpRequest, remark_id: int) -> HttpResponse:
    """Another wording of a remark."""
    by = request.by
    remark = one_remark(by, remark_id, Action.KEEP_SPONSORS)
    form = CorrectionForm(request.POST or None, initial={"text": remark.text})
    said: list = []
    if request.method == "POST" and form.is_valid():
        try:
            correct_remark(by=by, remark_id=remark_id, **form.cleaned_data)
        except RuleViolation as refused:
            said = list(refused.unmet)
        else:
            messages.success(request, _("Đã sửa nhận xét. Nhật ký giữ lời cũ."))
            return redirect("sponsorship", remark.sponsorship_id)
    context = {"here": "sponsor-board", "remark": remark, "held": remark.sponsorship, "form": form, "said": said}
    return render(request, "sponsors/correct.html", context, status=422 if request.method == "POST" else 200)


ADDRESSES = [
    path("nguoi/<int:person_id>/nhiem-vu/", candidate_tasks, name="candidate-tasks"),
    path("giup-do/nhiem-vu/<int:candidate_task_id>/", candidate_task_result, name="candidate-task-result"),
    path("giup-do/nhiem-vu/<int:candidate_task_id>/rut/", candidate_task_take_back, name="candidate-task-take-back"),
    path("giup-do/<int:sponsorship_id>/nhan-xet/", sponsor_remark, name="sponsor-remark"),
    path("giup-do/nhan-xet/<int:remark_id>/", sponsor_remark_correct, name="sponsor-remark-correct"),
]
