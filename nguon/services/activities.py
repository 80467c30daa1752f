"""Activities held for a plan: recorded with what an inspection asks for, withdrawn with a reason."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nguon.models import Activity, Plan, PlanTask
from nguon.queries.access import Reach
from nguon.queries.duties import acts_for
from nguon.rules.errors import NotReached, RuleViolation, Unmet
from nguon.rules.offices import Office
from nguon.rules.roles import Action
from nguon.services.audit import operation, record


@dataclass(frozen=True)
class ActivityFacts:
    """What is written down of one activity."""

    kind: str
    title: str
    on: date
    office: str = Office.COMMITTEE.value
    place: str = ""
    participants: int | None = None
    document_number: str = ""
    note: str = ""
    plan_id: int | None = None
    task_id: int | None = None


@operation
def record_activity(*, by: Reach, unit_id: int, facts: ActivityFacts) -> Activity:
    """A unit held something. Raises NotReached for a unit, plan or task out of reach, RuleViolation for a day ahead of
    today, an unknown kind or office, or a title left out.
    """
    unit = by.unit(unit_id, Action.RECORD_ACTIVITIES)
    plan, task = _plan_and_task(by, facts)
    unmet = []
    if facts.on > by.day:
        unmet.append(Unmet("activities.ahead", "Ngày tổ chức không được sau hôm nay."))
    if facts.kind not in Activity.Kind.values:
        unmet.append(Unmet("activities.kind_unknown", "Hãy chọn loại hoạt động."))
    if facts.office not in set(Office):
        unmet.append(Unmet("activities.office_unknown", "Hãy chọn cơ quan, đoàn thể tổ chức."))
    elif not acts_for(by, Action.RECORD_ACTIVITIES, unit.path, facts.office):
        unmet.append(Unmet("activities.office_not_own", "Đồng chí chỉ ghi hoạt động của cơ quan mình."))
    if not facts.title.strip():
        unmet.append(Unmet("activities.title_missing", "Hãy ghi tên hoạt động."))
    if unmet:
        raise RuleViolation(unmet)
    assert by.who is not None
    made = Activity.objects.create(
        unit=unit,
        office=facts.office,
        plan=plan,
        task=task,
        path=unit.path,
        province=unit.province,
        kind=facts.kind,
        title=facts.title.strip(),
        on=facts.on,
        place=facts.place.strip(),
        participants=facts.participants,
        document_number=facts.document_number.strip(),
        note=facts.note.strip(),
        recorded_by=by.who,
        recorded_at=timezone.now(),
    )
    record(
        by,
        "activities.record",
        made,
        unit=unit,
        permitted_by=Action.RECORD_ACTIVITIES,
        on=facts.on,
        after={"kind": made.kind, "office": made.office, "participants": made.participants, "plan": made.plan},
    )
    return made


def _plan_and_task(by: Reach, facts: ActivityFacts) -> tuple[Plan | None, PlanTask | None]:
    plan = by.plan(facts.plan_id) if facts.plan_id is not None else None
    if facts.task_id is None:
        return plan, None
    task = (
        PlanTask.objects.filter(pk=facts.task_id, version__plan__in=by.plans()).select_related("version__plan").first()
    )
    if task is None or (plan is not None and task.version.plan_id != plan.pk):
        raise NotReached(f"plan task {facts.task_id}")
    return task.version.plan, task


@operation
def withdraw_activity(*, by: Reach, activity_id: int, reason: str) -> Activity:
    """The activity was written down by mistake and counts no longer. Raises NotReached, RuleViolation without a reason."""
    found = (
        by.activities(Action.RECORD_ACTIVITIES)
        .select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk=activity_id)
        .first()
    )
    if found is None or not acts_for(by, Action.RECORD_ACTIVITIES, found.path, found.office):
        raise NotReached(f"activity {activity_id}")
    if not reason.strip():
        raise RuleViolation([Unmet("activities.reason_missing", "Hãy viết lý do bỏ hoạt động này.")])
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    record(
        by,
        "activities.withdraw",
        found,
        unit=found.unit,
        permitted_by=Action.RECORD_ACTIVITIES,
        before={"title": found.title, "on": found.on, "participants": found.participants},
        reason=reason.strip(),
    )
    return found
