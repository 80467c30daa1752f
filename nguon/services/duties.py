"""Duties: done and when, taken back with a reason, asked for earlier by a unit for all below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nguon.models import Duty, DutyTask, LeadTime, Unit
from nguon.queries.access import Reach
from nguon.queries.duties import doable
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.tree import is_within
from nguon.services.audit import no_change, operation, record
from nguon.services.expansion import lead_times_of, relay_after_lead, save_moved

LONGEST_LEAD = 60


@operation
def mark_done(
    *, by: Reach, task_ids: Sequence[int], done_on: date, document_number: str = "", note: str = ""
) -> list[DutyTask]:
    """The duties `task_ids` were done on `done_on`: one's own, or a receipt written down for units below.

    All of one plan, or nothing is written. Raises NotReached when one of them is not this person's to write down,
    MovedOn when one is done already, RuleViolation for a day ahead of today.
    """
    wanted = set(task_ids)
    tasks = list(
        doable(by).select_for_update(of=("self",)).filter(pk__in=wanted).select_related("unit").order_by("path", "pk")
    )
    if not wanted or len(tasks) != len(wanted) or len({each.plan_id for each in tasks}) > 1:
        raise NotReached(f"duty tasks {sorted(wanted)}")
    if any(each.done_on for each in tasks):
        raise MovedOn("Có việc vừa được ghi xong trước đó. Danh sách dưới đây là tình trạng hiện nay.")
    if done_on > by.day:
        raise RuleViolation([Unmet("duties.done_ahead", "Ngày xong không được sau hôm nay.")])
    for task in tasks:
        task.done_on, task.done_by = done_on, by.who
        task.document_number, task.note = document_number, note
    DutyTask.objects.bulk_update(tasks, ["done_on", "done_by", "document_number", "note"], batch_size=500)
    first = tasks[0]
    record(
        by,
        "duties.done",
        first if len(tasks) == 1 else first.duty,
        unit=first.unit if len(tasks) == 1 else None,
        permitted_by=Action.DO_DUTIES,
        on=done_on,
        before={"done": 0},
        after={
            "done": len(tasks),
            "units": [each.unit.name for each in tasks][:200],
            "document_number": document_number,
            "late": sum(1 for each in tasks if done_on > each.due_on),
        },
    )
    return tasks


@operation
def take_back(*, by: Reach, task_id: int, reason: str) -> DutyTask:
    """The duty is open again, because it was written down by mistake.

    Raises NotReached, MovedOn when it is open already, RuleViolation without a reason.
    """
    task = doable(by).select_for_update(of=("self",)).filter(pk=task_id).select_related("unit").first()
    if task is None:
        raise NotReached(f"duty task {task_id}")
    if task.done_on is None:
        raise MovedOn("Việc này đang chưa xong, không có gì để rút lại.")
    if not reason.strip():
        raise RuleViolation([Unmet("duties.reason_missing", "Hãy viết lý do rút lại.")])
    before = {"done_on": task.done_on, "document_number": task.document_number, "note": task.note}
    task.done_on, task.done_by, task.document_number, task.note = None, None, "", ""
    task.save(update_fields=["done_on", "done_by", "document_number", "note"])
    record(
        by,
        "duties.take_back",
        task,
        unit=task.unit,
        permitted_by=Action.DO_DUTIES,
        before=before,
        after={"done_on": None},
        reason=reason.strip(),
    )
    return task


@dataclass(frozen=True)
class LeadEffect:
    """What a lead time would do: `tasks` moved (unsaved, with their new days), and how many days stood before."""

    duty: Duty
    unit: Unit
    days_before: int
    days_after: int
    tasks: list[DutyTask]

    @property
    def units(self) -> int:
        return len({each.unit_id for each in self.tasks})


def preview_lead_time(*, by: Reach, duty_id: int, unit_id: int, working_days: int) -> LeadEffect:
    """What `set_lead_time` would do, without doing it; raises what it would raise."""
    duty, unit = _duty_and_unit(by, duty_id, unit_id)
    return _effect(by, duty, unit, working_days)


@operation
def set_lead_time(*, by: Reach, duty_id: int, unit_id: int, working_days: int, reason: str = "") -> LeadEffect:
    """`unit` asks all units below it to do the duty `working_days` earlier; 0 takes the lead time away.

    Open tasks below whose printed day is still ahead move; nothing becomes overdue by it. Raises NotReached, NotAllowed
    outside the issuer's tree, RuleViolation for a span out of bounds or a day that has passed.
    """
    duty, unit = _duty_and_unit(by, duty_id, unit_id, lock=True)
    effect = _effect(by, duty, unit, working_days, reason.strip())
    if effect.days_before == working_days:
        no_change()
        return effect
    if working_days:
        LeadTime.objects.update_or_create(
            duty=duty, unit=unit, defaults={"working_days": working_days, "reason": reason.strip()}
        )
    else:
        LeadTime.objects.filter(duty=duty, unit=unit).delete()
    save_moved(effect.tasks)
    record(
        by,
        "duties.set_lead_time",
        duty,
        unit=unit,
        permitted_by=Action.SET_LEAD_TIME,
        before={"working_days": effect.days_before},
        after={"working_days": working_days, "units": effect.units, "tasks": len(effect.tasks)},
        reason=reason.strip(),
    )
    return effect


def _duty_and_unit(by: Reach, duty_id: int, unit_id: int, *, lock: bool = False) -> tuple[Duty, Unit]:
    unit = by.unit(unit_id, Action.SET_LEAD_TIME)
    duties = Duty.objects.select_for_update(of=("self",)) if lock else Duty.objects
    duty = (
        duties.filter(pk=duty_id, version__plan__in=by.plans(Action.SEE_PLANS))
        .select_related("version__plan__unit")
        .first()
    )
    if duty is None:
        raise NotReached(f"duty {duty_id}")
    if not is_within(unit.path, duty.version.plan.unit.path):
        raise NotAllowed("Đơn vị không thuộc cơ quan ban hành kế hoạch.")
    return duty, unit


def _effect(by: Reach, duty: Duty, unit: Unit, working_days: int, reason: str = "") -> LeadEffect:
    if not 0 <= working_days <= LONGEST_LEAD:
        raise RuleViolation(
            [Unmet("duties.lead_out_of_bounds", f"Số ngày đặt sớm phải từ 0 đến {LONGEST_LEAD} ngày làm việc.")]
        )
    standing = lead_times_of([duty]).get(duty.pk, [])
    before = next((each.working_days for each in standing if each.unit_id == unit.pk), 0)
    wanted = [each for each in standing if each.unit_id != unit.pk]
    if working_days:
        wanted.append(LeadTime(duty=duty, unit=unit, working_days=working_days, reason=reason))
    wanted.sort(key=lambda each: each.unit.path)
    due_before = dict(
        DutyTask.objects.filter(duty=duty, path__gt=unit.path, path__lt=unit.path + "~").values_list("pk", "due_on")
    )
    moved = relay_after_lead(duty, below=unit, lead_times=wanted, on=by.day)
    passed = [each for each in moved if each.due_on < by.day <= due_before[each.pk]]
    if passed:
        earliest = min(each.due_on for each in passed)
        raise RuleViolation(
            [
                Unmet(
                    "duties.lead_has_passed",
                    f"Đặt sớm {working_days} ngày làm việc thì hạn {earliest:%d/%m/%Y} của {len(passed)} việc đã qua. "
                    "Hãy đặt ít ngày hơn.",
                )
            ]
        )
    return LeadEffect(duty, unit, before, working_days, moved)
