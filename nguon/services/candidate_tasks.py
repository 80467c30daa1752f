"""Tasks given to candidates to show themselves by, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nguon.models import CandidateTask
from nguon.queries.access import Reach
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.text import nfc
from nguon.services.audit import operation, record


@dataclass(frozen=True)
class TaskFacts:
    """What is given, when, until when (None: no day is set), and by which resolution of the branch (None: by none)."""

    what: str
    given_on: date
    due_on: date | None = None
    resolution_id: int | None = None


@dataclass(frozen=True)
class ResultFacts:
    """How far it was done, in words, on which day."""

    outcome: str
    on: date
    result: str = ""


@operation
def give_task(*, by: Reach, person_id: int, facts: TaskFacts) -> CandidateTask:
    """A candidate is given a task by their branch.

    Raises NotReached for a person or a resolution out of reach, RuleViolation for a person on no list, an empty task, a
    day ahead of today or a due day before it.
    """
    person = by.person(person_id, Action.KEEP_SPONSORS)
    unmet = []
    if not person.listed and (person.joined is None or person.official is not None):
        unmet.append(Unmet("candidate_tasks.not_listed", f"{person.full_name} không có trong danh sách nào."))
    if not facts.what.strip():
        unmet.append(Unmet("candidate_tasks.what_missing", "Hãy ghi giao việc gì."))
    if facts.given_on > by.day:
        unmet.append(Unmet("candidate_tasks.ahead", "Ngày giao không được sau hôm nay."))
    if facts.due_on is not None and facts.due_on < facts.given_on:
        unmet.append(Unmet("candidate_tasks.due_before_given", "Hạn hoàn thành phải từ ngày giao trở đi."))
    if unmet:
        raise RuleViolation(unmet)
    resolution = None
    if facts.resolution_id is not None:
        own = by.resolutions(Action.KEEP_SPONSORS).filter(unit=person.unit, withdrawn_at__isnull=True)
        resolution = own.filter(pk=facts.resolution_id).first()
        if resolution is None:
            raise NotReached(f"resolution {facts.resolution_id}")
    made = CandidateTask.objects.create(
        person=person,
        unit=person.unit,
        path=person.path,
        province=person.province,
        what=nfc(facts.what).strip(),
        given_on=facts.given_on,
        due_on=facts.due_on,
        resolution=resolution,
        recorded_by=by.who,
        recorded_at=timezone.now(),
    )
    record(
        by,
        "candidate_tasks.give",
        made,
        unit=person.unit,
        permitted_by=Action.KEEP_SPONSORS,
        on=facts.given_on,
        after={"candidate": person, "task": made.what, "due_on": made.due_on, "resolution": resolution},
    )
    return made


@operation
def record_result(*, by: Reach, candidate_task_id: int, facts: ResultFacts) -> CandidateTask:
    """What came of the task; `dropped` where it is asked for no longer.

    Raises NotReached, MovedOn when a result stands there already, RuleViolation for an unknown outcome, a day before the
    task was given or ahead of today, and where only part or nothing was done without a word why.
    """
    found = _locked(by, candidate_task_id)
    if found.outcome:
        raise MovedOn(f"Nhiệm vụ này đã ghi kết quả: {found.get_outcome_display().lower()}.")
    unmet = []
    if facts.outcome not in CandidateTask.Outcome.values:
        unmet.append(Unmet("candidate_tasks.outcome_unknown", "Hãy chọn mức hoàn thành."))
    elif facts.outcome != CandidateTask.Outcome.DONE and not facts.result.strip():
        unmet.append(
            Unmet("candidate_tasks.why_missing", "Hãy ghi vì sao nhiệm vụ chưa hoàn thành hoặc không giao nữa.")
        )
    unmet += _unmet_day(by, found, facts.on)
    if unmet:
        raise RuleViolation(unmet)
    found.outcome, found.result, found.result_on = facts.outcome, nfc(facts.result).strip(), facts.on
    found.save(update_fields=["outcome", "result", "result_on"])
    record(
        by,
        "candidate_tasks.result",
        found,
        unit=found.unit,
        permitted_by=Action.KEEP_SPONSORS,
        on=facts.on,
        after={"candidate": found.person, "outcome": found.outcome, "task_result": found.result},
    )
    return found


def _unmet_day(by: Reach, found: CandidateTask, on: date) -> Sequence[Unmet]:
    if on > by.day:
        return [Unmet("candidate_tasks.result_ahead", "Ngày có kết quả không được sau hôm nay.")]
    if on < found.given_on:
        what = f"Ngày có kết quả trước ngày giao ({found.given_on:%d/%m/%Y})."
        return [Unmet("candidate_tasks.result_before_given", what)]
    return []


@operation
def take_back_result(*, by: Reach, candidate_task_id: int, reason: str) -> CandidateTask:
    """The result was written down by mistake: the task is open again, the trail keeps what stood there.

    Raises NotReached, MovedOn when there is no result, RuleViolation without a reason.
    """
    found = _locked(by, candidate_task_id)
    if not found.outcome:
        raise MovedOn("Nhiệm vụ này chưa có kết quả nào để rút.")
    if not reason.strip():
        raise RuleViolation([Unmet("candidate_tasks.reason_missing", "Hãy viết lý do rút kết quả này.")])
    before = {"outcome": found.outcome, "task_result": found.result, "result_on": found.result_on}
    found.outcome, found.result, found.result_on = "", "", None
    found.save(update_fields=["outcome", "result", "result_on"])
    record(
        by,
        "candidate_tasks.take_back",
        found,
        unit=found.unit,
        permitted_by=Action.KEEP_SPONSORS,
        before=before,
        reason=reason.strip(),
    )
    return found


def _locked(by: Reach, candidate_task_id: int) -> CandidateTask:
    found = (
        by.candidate_tasks(Action.KEEP_SPONSORS)
        .select_for_update(of=("self",))
        .select_related("unit", "person")
        .filter(pk=candidate_task_id)
        .first()
    )
    if found is None:
        raise NotReached(f"candidate task {candidate_task_id}")
    return found
