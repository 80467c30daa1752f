"""One plan's duties: how far each has come, and unit by unit who has done which."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from nguon.models import Duty, DutyTask, LeadTime, Unit
from nguon.queries.access import Reach
from nguon.queries.duties import DutyRound, Standing, Today
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action, Place, may
from nguon.rules.tree import is_within

MOST_COLUMNS = 8


def tasks_of_plan(by: Reach, plan_id: int) -> QuerySet[DutyTask]:
    """The reachable duties of a plan within sight, unordered; raises NotReached."""
    by.plan(plan_id, Action.SEE_PLANS)
    return by.duty_tasks(Action.SEE_DUTIES).filter(plan_id=plan_id)


@dataclass(frozen=True)
class Columns:
    """The rounds shown side by side, and from which on the earlier and later ones begin (None: there are none)."""

    shown: Sequence[DutyRound]
    earlier: int | None
    later: int | None


def columns(found: Sequence[DutyRound], today: Today, start: int | None = None) -> Columns:
    """At most MOST_COLUMNS of `found`, from the `start`-th on; without it, around today."""
    if start is None:
        ahead = sum(1 for each in found if each.due_on < today.day)
        start = max(0, min(ahead - MOST_COLUMNS // 2, len(found) - MOST_COLUMNS))
    start = max(0, min(start, max(0, len(found) - 1)))
    return Columns(
        shown=found[start : start + MOST_COLUMNS],
        earlier=max(0, start - MOST_COLUMNS) if start else None,
        later=start + MOST_COLUMNS if start + MOST_COLUMNS < len(found) else None,
    )


def units_with_duties(tasks: QuerySet[DutyTask]) -> QuerySet[Unit]:
    """The units that owe any of `tasks`, the tree from the top down."""
    owing = tasks.order_by().values(
        "unit_id"
    )  # IN, not EXISTS: SQLite would run the latter through once for every unit
    return Unit.objects.filter(pk__in=owing).order_by("depth", "sort_key", "pk")


@dataclass(frozen=True)
class Cell:
    """One unit and one round; both None where the duty does not bind the unit."""

    round: DutyRound
    task: DutyTask | None
    standing: Standing | None


@dataclass(frozen=True)
class MatrixRow:
    """One unit, its cells in the order of the columns, and what they come to."""

    unit: Unit
    cells: Sequence[Cell]

    @property
    def bound(self) -> int:
        return sum(1 for each in self.cells if each.task is not None)

    @property
    def done(self) -> int:
        return sum(1 for each in self.cells if each.task is not None and each.task.done_on is not None)

    @property
    def overdue(self) -> int:
        return sum(1 for each in self.cells if each.standing is not None and each.standing.tone == "late")


def matrix(
    tasks: QuerySet[DutyTask], units: Sequence[Unit], shown: Sequence[DutyRound], today: Today
) -> list[MatrixRow]:
    """A row for each of `units`, in their order; one query."""
    found = {
        (task.unit_id, task.duty_id, task.nominal_due_on): task
        for task in tasks.filter(unit__in=list(units), duty_id__in={each.duty.pk for each in shown}).order_by("pk")
    }
    rows = []
    for unit in units:
        cells = []
        for each in shown:
            task = found.get((unit.pk, each.duty.pk, each.nominal_due_on))
            cells.append(Cell(each, task, today.standing(task.due_on, task.done_on) if task else None))
        rows.append(MatrixRow(unit, cells))
    return rows


def duties_without_tasks(by: Reach, version_id: int, found: Sequence[DutyRound]) -> list[Duty]:
    """Duties of the wording that made no task for anyone: nobody has said yet whom they bind, or on which days. Only those
    who may issue plans are told.
    """
    if not by.may(Action.ISSUE_PLANS):
        return []
    known = {each.duty.pk for each in found}
    laid = DutyTask.objects.filter(duty=OuterRef("pk"), dropped_on__isnull=True)
    duties = Duty.objects.filter(version_id=version_id).annotate(is_laid=Exists(laid)).order_by("ordinal")
    return [each for each in duties if each.pk not in known and not each.is_laid]


def duty_for(by: Reach, duty_id: int) -> Duty:
    """The duty of a plan within sight, with its plan and issuer; raises NotReached."""
    found = (
        Duty.objects.filter(pk=duty_id, version__plan__in=by.plans(Action.SEE_PLANS))
        .select_related("version__plan__unit")
        .first()
    )
    if found is None:
        raise NotReached(f"duty {duty_id}")
    return found


def units_that_may_lead(by: Reach, duty: Duty) -> list[Unit]:
    """Units in whose name the person may ask for the duty earlier: those of their posts within the issuer's tree, and the
    issuer itself where their post stands above it; one query.
    """
    issuer = duty.version.plan.unit
    wanted = []
    for each in by.holdings:
        if may(each.role, Action.SET_LEAD_TIME) is Place.NONE:
            continue
        if is_within(each.unit_path, issuer.path):
            wanted.append(each.unit_id)
        elif is_within(issuer.path, each.unit_path):
            wanted.append(issuer.pk)
    found = Unit.objects.in_bulk(wanted)
    return [found[each] for each in dict.fromkeys(wanted) if each in found]


def standing_lead_times(by: Reach, duty: Duty) -> list[LeadTime]:
    """What units within sight, and those above them, ask for already, from the top down; one query."""
    lead_times = LeadTime.objects.filter(duty=duty).select_related("unit").order_by("unit__path", "pk")
    paths = [each.unit_path for each in by.holdings]
    return [
        each
        for each in lead_times
        if by.may_over(Action.SEE_DUTIES, each.unit.path) or any(is_within(path, each.unit.path) for path in paths)
    ]
