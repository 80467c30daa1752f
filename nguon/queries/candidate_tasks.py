"""Tasks given to candidates: those of one person, and those that are due."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from nguon.models import CandidateTask
from nguon.queries.access import Reach
from nguon.queries.duties import Standing, Today
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action

OUTCOMES: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in CandidateTask.Outcome)


@dataclass(frozen=True)
class TaskRow:
    """A task and how it stands today; `standing` is None where it has a result or no day by which to be done."""

    task: CandidateTask
    standing: Standing | None


def tasks_of(by: Reach, person_id: int, today: Today) -> list[TaskRow]:
    """The person's tasks: open ones first by their day (those without one last), then those with a result, latest first;
    one query.
    """
    rows = by.candidate_tasks().filter(person_id=person_id).select_related("resolution", "recorded_by")
    found = [_row(each, today) for each in rows.order_by("given_on", "pk")]
    opened = [each for each in found if not each.task.outcome]
    opened.sort(key=lambda each: (each.task.due_on is None, each.task.due_on or each.task.given_on))
    done = [each for each in found if each.task.outcome]
    done.sort(key=lambda each: (each.task.result_on, each.task.pk), reverse=True)
    return [*opened, *done]


def _row(task: CandidateTask, today: Today) -> TaskRow:
    if task.outcome or task.due_on is None:
        return TaskRow(task, None)
    return TaskRow(task, today.standing(task.due_on, None))


def due_tasks(tasks: QuerySet[CandidateTask], today: Today) -> list[TaskRow]:
    """Open tasks of `tasks` that are past or soon due, the first due first, then by the person's name; one query."""
    rows = tasks.filter(outcome="", due_on__lte=today.soon_until).select_related("person", "unit")
    return [_row(each, today) for each in rows.order_by(F("due_on").asc(), "person__sort_key", "pk")]


def one_task(by: Reach, candidate_task_id: int, action: Action = Action.SEE_SPONSORS) -> CandidateTask:
    """Raises NotReached."""
    found = by.candidate_tasks(action).select_related("person", "unit").filter(pk=candidate_task_id).first()
    if found is None:
        raise NotReached(f"candidate task {candidate_task_id}")
    return found
