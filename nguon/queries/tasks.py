"""A plan among the units it binds: who received it and passed it on, and where each stands with its tasks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet, Sum

from nguon.models import PlanReceipt, PlanTask, PlanVersion, TaskReport, Unit
from nguon.queries.access import Reach
from nguon.queries.binding import is_bound, versions_on
from nguon.queries.duties import Today, acts_for, for_committee
from nguon.regulations.load import kinds_on
from nguon.rules.errors import NotReached
from nguon.rules.kinds import Kind
from nguon.rules.offices import OFFICE_NAMES, SCOPE_NAMES, Office, Scope
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import subtree_range

ACKNOWLEDGE_WORKING_DAYS = 5
PASS_ON_WORKING_DAYS = 20
NOT_YET = "not_yet"
STATES: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in TaskReport.State)


def version_for(by: Reach, plan_id: int, *, on: date) -> PlanVersion:
    """The wording of the plan that holds on `on`, for those who may see its tasks; raises NotReached."""
    by.plan(plan_id, Action.SEE_PLANS)
    found = versions_on([plan_id], on=on).get(plan_id)
    if found is None:
        raise NotReached(f"plan {plan_id}")
    return found


# ---- dissemination


@dataclass(frozen=True)
class Deadlines:
    """Before which day of sending a receipt is late today: to be acknowledged, and to be passed on."""

    acknowledge_sent_before: date
    pass_on_sent_before: date


def deadlines(today: Today) -> Deadlines:
    """Counted in working days back from today."""
    spans = (ACKNOWLEDGE_WORKING_DAYS, PASS_ON_WORKING_DAYS)
    return Deadlines(*(today.calendar.add_working_days(today.day, -span) for span in spans))


def receipts_of(by: Reach, version: PlanVersion) -> QuerySet[PlanReceipt]:
    """To whom of the reachable units this wording was sent, unordered."""
    return by.receipts(Action.SEE_TASKS).filter(version=version)


def receipt_states(limits: Deadlines) -> dict[str, Q]:
    """The states a list of receipts can be narrowed to."""
    waiting, held = Q(acknowledged_on__isnull=True), Q(acknowledged_on__isnull=False, passed_on_on__isnull=True)
    return {
        "chua-nhan": waiting,
        "chua-quan-triet": held,
        "da-quan-triet": Q(passed_on_on__isnull=False),
        "cham": waiting & Q(sent_on__lt=limits.acknowledge_sent_before)
        | held & Q(sent_on__lt=limits.pass_on_sent_before),
    }


@dataclass(frozen=True)
class ReceiptRow:
    """One unit's receipt: `late` says it waits longer than usual; `can_report` whether this person may write it."""

    receipt: PlanReceipt
    late: bool
    can_report: bool

    @property
    def state(self) -> str:
        """waiting, acknowledged or passed_on."""
        if self.receipt.passed_on_on is not None:
            return "passed_on"
        return "waiting" if self.receipt.acknowledged_on is None else "acknowledged"


def receipt_rows(by: Reach, receipts: Iterable[PlanReceipt], limits: Deadlines) -> list[ReceiptRow]:
    """Rows in the order given; asks nothing of the database."""
    answering = for_committee(by)
    return [
        ReceiptRow(
            receipt=each,
            late=each.passed_on_on is None
            and each.sent_on
            < (limits.acknowledge_sent_before if each.acknowledged_on is None else limits.pass_on_sent_before),
            can_report=answering.may_over(Action.REPORT_TASKS, each.path),
        )
        for each in receipts
    ]


def receipts_in_order(receipts: QuerySet[PlanReceipt]) -> QuerySet[PlanReceipt]:
    """Receipts with all that a row shows, the tree from the top down; one query."""
    return receipts.select_related("unit__parent", "acknowledged_by").order_by("unit__depth", "unit__sort_key", "pk")


@dataclass(frozen=True)
class ReceiptCount:
    """How far a plan has come among the units of one kind; `name` is "" for all together."""

    name: str
    sent: int
    acknowledged: int
    passed_on: int
    late: int
    participants: int


def receipt_counts(receipts: QuerySet[PlanReceipt], limits: Deadlines, *, on: date) -> list[ReceiptCount]:
    """Sums by kind of unit, highest level first, the whole at the end; one query."""
    kinds = kinds_on(on)
    rows = (
        receipts.order_by()
        .values("unit__kind")
        .annotate(
            sent=Count("pk"),
            acknowledged=Count("pk", filter=Q(acknowledged_on__isnull=False)),
            passed_on=Count("pk", filter=Q(passed_on_on__isnull=False)),
            late=Count("pk", filter=receipt_states(limits)["cham"]),
            people=Sum("participants"),
            depth=Min("unit__depth"),
        )
        .order_by("depth", "unit__kind")
    )
    found = [
        ReceiptCount(
            kinds[each["unit__kind"]].name if each["unit__kind"] in kinds else each["unit__kind"],
            each["sent"],
            each["acknowledged"],
            each["passed_on"],
            each["late"],
            each["people"] or 0,
        )
        for each in rows
    ]
    whole = ReceiptCount(
        "",
        sum(each.sent for each in found),
        sum(each.acknowledged for each in found),
        sum(each.passed_on for each in found),
        sum(each.late for each in found),
        sum(each.participants for each in found),
    )
    return [*found, whole]


# ---- tasks


def task_binds(task: PlanTask, unit: Unit, *, on: date) -> bool:
    """Whether the task concerns `unit`: by its scope; one without a scope, or for units a person would name, concerns the
    issuer and the units directly below it.
    """
    issuer = task.version.plan.unit
    low, high = subtree_range(issuer.path)
    if not low <= unit.path < high:
        return False
    return _binds(task, unit, issuer.pk, kinds_on(on))


@dataclass(frozen=True)
class TaskSummary:
    """One task of a plan over the reachable units it concerns."""

    task: PlanTask
    bound: int
    done: int
    under_way: int
    not_applicable: int

    @property
    def not_yet(self) -> int:
        return max(0, self.bound - self.done - self.under_way - self.not_applicable)

    @property
    def owner(self) -> str:
        """Whom the plan names, in its own words where it has some."""
        return self.task.actor or owner_of(self.task)


def owner_of(task: PlanTask) -> str:
    """Office and scope in words."""
    scope = SCOPE_NAMES[Scope(task.scope)] if task.scope in set(Scope) else ""
    office = OFFICE_NAMES[Office(task.office)] if task.office in set(Office) and task.office != Office.COMMITTEE else ""
    return " · ".join(each for each in (office, scope) if each)


def _units_of(by: Reach, version: PlanVersion, *, on: date) -> list[Unit]:
    """The issuer and all below it within reach that stand on `on`, in tree order; one query."""
    low, high = subtree_range(version.plan.unit.path)
    return list(
        by.units(Action.SEE_TASKS)
        .filter(path__gte=low, path__lt=high, opened_on__lte=on)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
        .only("pk", "parent_id", "kind", "path", "name", "sort_key", "depth")
        .order_by("depth", "sort_key", "pk")
    )


_Place = tuple[bool, bool, str]


def _place(unit: Unit, issuer_id: int) -> _Place:
    """All of a unit that decides whether a scope names it: is it the issuer, directly below it, of which kind."""
    return unit.pk == issuer_id, unit.parent_id == issuer_id, unit.kind


def _bound_places(task: PlanTask, version: PlanVersion, examples: Mapping[_Place, Unit], *, on: date) -> set[_Place]:
    """The places the task concerns; `examples` holds one unit of each."""
    kinds = kinds_on(on)
    return {place for place, unit in examples.items() if _binds(task, unit, version.plan.unit_id, kinds)}


def _binds(task: PlanTask, unit: Unit, issuer_id: int, kinds: Mapping[str, Kind]) -> bool:
    if task.scope in ("", Scope.SELECTED):
        return issuer_id in (unit.pk, unit.parent_id)
    return is_bound(task.scope, unit, issuer_id=issuer_id, kinds=kinds)


_Task = tuple[str, str]


def _alike(version: PlanVersion) -> dict[int, _Task]:
    """Every task of this and earlier wordings of the plan, by what tells it apart: its words, folded, and its office. A task
    that stands unchanged in an adjustment keeps what was said of it. One query.
    """
    tasks = PlanTask.objects.filter(version__plan_id=version.plan_id, version__ordinal__lte=version.ordinal)
    return {pk: (fold(text), office) for pk, text, office in tasks.values_list("pk", "text", "office")}


def _reports(by: Reach, version: PlanVersion, **narrowed: object) -> dict[tuple[_Task, int], TaskReport]:
    """Reports on the plan's tasks by task and unit, the latest wording's over earlier ones; two queries."""
    alike = _alike(version)
    found: dict[tuple[_Task, int], TaskReport] = {}
    reports = by.task_reports().filter(task__version__plan_id=version.plan_id, **narrowed).select_related("reported_by")
    for each in reports.order_by("task__version__ordinal", "pk"):
        if each.task_id in alike:
            found[alike[each.task_id], each.unit_id] = each
    return found


def _states(by: Reach, version: PlanVersion, alike: Mapping[int, _Task]) -> dict[_Task, dict[int, str]]:
    """What reachable units said of each task, by unit, a later wording's report over an earlier one's; one query."""
    found: defaultdict[_Task, dict[int, str]] = defaultdict(dict)
    reports = by.task_reports().filter(task__version__plan_id=version.plan_id)
    for task_id, unit_id, state in reports.order_by("task__version__ordinal", "pk").values_list(
        "task_id", "unit_id", "state"
    ):
        if task_id in alike:
            found[alike[task_id]][unit_id] = state
    return found


def task_summaries(by: Reach, version: PlanVersion, *, on: date) -> list[TaskSummary]:
    """Every task of the wording with counts over the units it concerns within reach, in the plan's order; four queries."""
    alike = _alike(version)
    states = _states(by, version, alike)
    units = _units_of(by, version, on=on)
    places = {each.pk: _place(each, version.plan.unit_id) for each in units}
    examples = {places[each.pk]: each for each in units}
    sizes = Counter(places.values())
    found = []
    for task in version.plan_tasks.order_by("ordinal"):
        bound = _bound_places(task, version, examples, on=on)
        said = Counter(state for unit, state in states[alike[task.pk]].items() if places.get(unit) in bound)
        size = sum(sizes[each] for each in bound)
        found.append(TaskSummary(task, size, said["done"], said["under_way"], said["not_applicable"]))
    return found


@dataclass(frozen=True)
class TaskRow:
    """One task of one unit and what was said of it."""

    task: PlanTask
    unit: Unit
    report: TaskReport | None
    can_report: bool

    @property
    def state(self) -> str:
        """done, under_way, not_applicable or not_yet."""
        return self.report.state if self.report else NOT_YET

    @property
    def owner(self) -> str:
        """Whom the plan names."""
        return self.task.actor or owner_of(self.task)


_ORDER = {NOT_YET: 0, "under_way": 1, "done": 2, "not_applicable": 3}


def units_of_task(by: Reach, version: PlanVersion, task: PlanTask, *, on: date) -> list[tuple[Unit, str]]:
    """Every reachable unit that the task concerns with its state, those that said nothing first, in tree order; three
    queries.
    """
    said = _states(by, version, _alike(version))[fold(task.text), task.office]
    kinds, issuer_id = kinds_on(on), version.plan.unit_id
    found = [
        (unit, said.get(unit.pk, NOT_YET))
        for unit in _units_of(by, version, on=on)
        if _binds(task, unit, issuer_id, kinds)
    ]
    return sorted(found, key=lambda each: _ORDER[each[1]])


def rows_of_task(by: Reach, version: PlanVersion, task: PlanTask, units: Sequence[Unit]) -> list[TaskRow]:
    """What each of `units` said of the task, in their order; two queries."""
    reports, same = _reports(by, version, unit__in=list(units)), (fold(task.text), task.office)
    return [
        TaskRow(task, unit, reports.get((same, unit.pk)), acts_for(by, Action.REPORT_TASKS, unit.path, task.office))
        for unit in units
    ]


def rows_of_unit(by: Reach, version: PlanVersion, unit: Unit, *, on: date) -> list[TaskRow]:
    """Every task that concerns `unit`, in the plan's order; three queries."""
    reports = _reports(by, version, unit=unit)
    kinds = kinds_on(on)
    return [
        TaskRow(
            task,
            unit,
            reports.get(((fold(task.text), task.office), unit.pk)),
            acts_for(by, Action.REPORT_TASKS, unit.path, task.office),
        )
        for task in version.plan_tasks.order_by("ordinal")
        if _binds(task, unit, version.plan.unit_id, kinds)
    ]


def own_unit_among(by: Reach, version: PlanVersion) -> int | None:
    """The unit of the person's first post that stands at or below the issuer and may report; None where none does."""
    low, high = subtree_range(version.plan.unit.path)
    for each in by.holdings:
        if low <= each.unit_path < high and by.may_over(Action.REPORT_TASKS, each.unit_path):
            return each.unit_id
    return None
