"""Plans sent to units: acknowledged, passed on to members; and what units say of the plan's tasks."""

from datetime import date

from django.utils import timezone

from nguon.models import PlanReceipt, PlanTask, TaskReport
from nguon.queries.access import Reach
from nguon.queries.duties import acts_for, for_committee
from nguon.queries.tasks import task_binds
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.services.audit import operation, record


@operation
def acknowledge_plan(*, by: Reach, receipt_id: int, on: date) -> PlanReceipt:
    """The unit has received the plan. Raises NotReached, MovedOn when acknowledged already, RuleViolation for a day ahead
    of today or before the plan was sent.
    """
    receipt = _receipt(by, receipt_id)
    if receipt.acknowledged_on is not None:
        raise MovedOn(f"Kế hoạch đã được tiếp nhận ngày {receipt.acknowledged_on:%d/%m/%Y}.")
    _check_day(by, receipt, on, "Ngày tiếp nhận")
    receipt.acknowledged_on, receipt.acknowledged_by = on, by.who
    receipt.save(update_fields=["acknowledged_on", "acknowledged_by"])
    record(
        by,
        "disseminating.acknowledge",
        receipt,
        unit=receipt.unit,
        permitted_by=Action.REPORT_TASKS,
        on=on,
        after={"plan": receipt.plan, "acknowledged_on": on},
    )
    return receipt


@operation
def pass_on_plan(
    *,
    by: Reach,
    receipt_id: int,
    on: date,
    how: str,
    participants: int | None = None,
    document_number: str = "",
) -> PlanReceipt:
    """How the unit passed the plan on to its members; acknowledges it too where that was not done. May be corrected later.

    Raises NotReached, RuleViolation for a day out of bounds or without saying how.
    """
    receipt = _receipt(by, receipt_id)
    _check_day(by, receipt, on, "Ngày quán triệt")
    if not how.strip():
        raise RuleViolation([Unmet("disseminating.how_missing", "Hãy ghi hình thức quán triệt.")])
    before = {"passed_on_on": receipt.passed_on_on, "how": receipt.how, "participants": receipt.participants}
    if receipt.acknowledged_on is None:
        receipt.acknowledged_on, receipt.acknowledged_by = on, by.who
    receipt.passed_on_on, receipt.how = on, how.strip()
    receipt.participants, receipt.document_number = participants, document_number.strip()
    receipt.save(
        update_fields=[
            "acknowledged_on",
            "acknowledged_by",
            "passed_on_on",
            "how",
            "participants",
            "document_number",
        ]
    )
    record(
        by,
        "disseminating.pass_on",
        receipt,
        unit=receipt.unit,
        permitted_by=Action.REPORT_TASKS,
        on=on,
        before=before,
        after={"passed_on_on": on, "how": receipt.how, "participants": participants},
    )
    return receipt


def _receipt(by: Reach, receipt_id: int) -> PlanReceipt:
    receipt = (
        for_committee(by)
        .receipts(Action.REPORT_TASKS)
        .select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk=receipt_id)
        .first()
    )
    if receipt is None:
        raise NotReached(f"receipt {receipt_id}")
    return receipt


def _check_day(by: Reach, receipt: PlanReceipt, on: date, what: str) -> None:
    unmet = []
    if on > by.day:
        unmet.append(Unmet("disseminating.ahead", f"{what} không được sau hôm nay."))
    if on < receipt.sent_on:
        unmet.append(
            Unmet("disseminating.before_sent", f"{what} không được trước ngày gửi kế hoạch {receipt.sent_on:%d/%m/%Y}.")
        )
    if unmet:
        raise RuleViolation(unmet)


@operation
def report_task(
    *,
    by: Reach,
    task_id: int,
    unit_id: int,
    state: str,
    on: date,
    evidence: str = "",
    document_number: str = "",
    answers_for_it: str = "",
    seen: str | None = None,
) -> TaskReport:
    """Where a unit stands with a task of a plan that binds it, on which evidence, and who answers for it.

    `seen` is the `reported_at` (ISO) of the report they were looking at, "" where there was none, None where nobody
    looked. Raises NotReached when the unit or the task is out of reach or does not concern the unit, MovedOn when
    another report came meanwhile, RuleViolation for a day ahead of today, or for a task said to be done without
    evidence or a document.
    """
    unit = by.unit(unit_id, Action.REPORT_TASKS)
    task = (
        PlanTask.objects.filter(pk=task_id, version__plan__in=by.plans(Action.SEE_PLANS))
        .select_related("version__plan__unit")
        .first()
    )
    mine = task is not None and acts_for(by, Action.REPORT_TASKS, unit.path, task.office)
    if task is None or not mine or not task_binds(task, unit, on=by.day):
        raise NotReached(f"plan task {task_id} of unit {unit_id}")
    unmet = []
    if on > by.day:
        unmet.append(Unmet("tasks.ahead", "Ngày báo không được sau hôm nay."))
    if state not in TaskReport.State.values:
        unmet.append(Unmet("tasks.state_unknown", "Hãy chọn tình trạng."))
    if state == TaskReport.State.DONE and not (evidence.strip() or document_number.strip()):
        unmet.append(Unmet("tasks.evidence_missing", "Việc đã làm cần ghi kết quả, minh chứng hoặc số văn bản."))
    if unmet:
        raise RuleViolation(unmet)
    assert by.who is not None
    standing = TaskReport.objects.select_for_update().filter(task=task, unit=unit).first()
    if seen is not None and seen != (standing.reported_at.isoformat() if standing else ""):
        raise MovedOn("Nhiệm vụ này vừa được người khác báo.")
    before = {"state": standing.state, "evidence": standing.evidence} if standing else None
    report, _made = TaskReport.objects.update_or_create(
        task=task,
        unit=unit,
        defaults={
            "path": unit.path,
            "province": unit.province,
            "state": state,
            "on": on,
            "evidence": evidence.strip(),
            "document_number": document_number.strip(),
            "answers_for_it": answers_for_it.strip(),
            "reported_by": by.who,
            "reported_at": timezone.now(),
        },
    )
    record(
        by,
        "tasks.report",
        report,
        unit=unit,
        permitted_by=Action.REPORT_TASKS,
        on=on,
        before=before,
        after={"task": task, "state": state, "evidence": evidence.strip(), "answers_for_it": answers_for_it.strip()},
    )
    return report
