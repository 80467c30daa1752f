"""Who owes what to whom by when, within one person's reach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from nguon.models import Duty, DutyTask
from nguon.queries.access import Reach
from nguon.regulations.load import calendar, kinds_on
from nguon.rules.duties import SOON_WORKING_DAYS, DutyState, state
from nguon.rules.offices import OFFICE_NAMES, SCOPE_NAMES, Office, Scope
from nguon.rules.periods import Calendar
from nguon.rules.roles import Action, Role, may
from nguon.rules.tree import subtree_range

OWN_OFFICE_ONLY = frozenset({Role.POLITICAL_CENTRE_OFFICER, Role.MASS_ORGANISATION_OFFICER})
OPEN = Q(done_on__isnull=True)


@dataclass(frozen=True)
class Standing:
    """A state and the figure its words need: working days left, late or (done late) days past the due day."""

    state: DutyState
    days: int = 0

    @property
    def tone(self) -> str:
        """Which of the five shapes shows it."""
        return {
            DutyState.OVERDUE: "late",
            DutyState.DUE_TODAY: "soon",
            DutyState.SOON: "soon",
            DutyState.WAITING: "wait",
            DutyState.DONE: "done",
            DutyState.DONE_LATE: "done",
        }[self.state]


@lru_cache(maxsize=1)
def any_calendar() -> Calendar:
    """The calendar entered, carried on beyond its years with weekends alone: a plan may reach further than the holidays
    that are known. Screens say which years are not entered.
    """
    entered = calendar()
    years = frozenset(range(min(1990, *entered.years), max(2110, *entered.years) + 1))
    return replace(entered, years=years, unconfirmed=entered.unconfirmed | (years - entered.years))


@dataclass(frozen=True)
class Today:
    """The day and its calendar, to say how far off other days are."""

    day: date

    @property
    def calendar(self) -> Calendar:
        return any_calendar()

    @cached_property
    def soon_until(self) -> date:
        """The last day that counts as soon."""
        return self.calendar.add_working_days(self.day, SOON_WORKING_DAYS)

    def standing(self, due_on: date, done_on: date | None) -> Standing:
        """How a duty due on `due_on` stands today."""
        found = state(due_on, done_on, self.day, self.calendar)
        return Standing(found.state, found.working_days)


def own_places(by: Reach, column: str = "path") -> Q:
    """Condition on duties that the person's own posts answer for: those of the very unit, and for officers of a mass
    organisation or a political centre only those of their office.
    """
    condition = Q(pk__in=[])
    for each in by.holdings:
        here = Q(**{column: each.unit_path})
        if each.role in OWN_OFFICE_ONLY:
            here &= Q(office__in=_offices_of(each.office))
        if each.role is not Role.ADMINISTRATOR:
            condition |= here
    return condition


def for_committee(by: Reach) -> Reach:
    """`by` with the posts alone in which they answer for the committee itself, not for one office of it."""
    return replace(by, holdings=tuple(each for each in by.holdings if each.role not in OWN_OFFICE_ONLY))


def _offices_of(office: str) -> tuple[str, ...]:
    return (office,) if office == Office.POLITICAL_CENTRE else (office, Office.MASS_ORGANISATIONS.value)


def acts_for(by: Reach, action: Action, path: str, office: str) -> bool:
    """Whether a post held permits `action` over the unit at `path` on behalf of its `office` ("" is the committee)."""
    if for_committee(by).may_over(action, path):
        return True
    own = (each for each in by.holdings if (office or Office.COMMITTEE.value) in _offices_of(each.office))
    return replace(by, holdings=tuple(own)).may_over(action, path)


def doable(by: Reach) -> QuerySet[DutyTask]:
    """Duties the person may write down as done, unordered; officers of one office only those of it."""
    condition = Q(pk__in=[])
    for each in by.holdings:
        for low, high in each.ranges(Action.DO_DUTIES):
            here = Q(path=low) if high is None else Q(path__gte=low, path__lt=high)
            condition |= here & Q(office__in=_offices_of(each.office)) if each.role in OWN_OFFICE_ONLY else here
    return DutyTask.objects.filter(condition, dropped_on__isnull=True)


def may_do(by: Reach, task: DutyTask) -> bool:
    """Whether `doable` holds this task, without asking the database."""
    for each in by.holdings:
        if (
            may(each.role, Action.DO_DUTIES)
            and each.role in OWN_OFFICE_ONLY
            and task.office not in _offices_of(each.office)
        ):
            continue
        if any(
            task.path == low if high is None else low <= task.path < high for low, high in each.ranges(Action.DO_DUTIES)
        ):
            return True
    return False


@dataclass(frozen=True)
class Wanted:
    """What of the reachable duties is asked for; empty fields ask for everything."""

    plan_id: int | None = None
    unit_path: str = ""
    unit_only: bool = False
    state: str = ""
    office: str = ""
    year: int | None = None
    duty_id: int | None = None
    nominal_due_on: date | None = None

    def of(self, tasks: QuerySet[DutyTask], today: Today) -> QuerySet[DutyTask]:
        """`tasks` narrowed, unordered."""
        if self.plan_id is not None:
            tasks = tasks.filter(plan_id=self.plan_id)
        if self.unit_path and self.unit_only:
            tasks = tasks.filter(path=self.unit_path)
        elif self.unit_path:
            low, high = subtree_range(self.unit_path)
            tasks = tasks.filter(path__gte=low, path__lt=high)
        if self.office:
            tasks = tasks.filter(office=self.office)
        if self.year is not None:
            tasks = tasks.filter(due_on__gte=date(self.year, 1, 1), due_on__lt=date(self.year + 1, 1, 1))
        if self.duty_id is not None:
            tasks = tasks.filter(duty_id=self.duty_id)
        if self.nominal_due_on is not None:
            tasks = tasks.filter(nominal_due_on=self.nominal_due_on)
        condition = _in_state(self.state, today)
        return tasks if condition is None else tasks.filter(condition)


def _in_state(state: str, today: Today) -> Q | None:
    match state:
        case "open":
            return OPEN
        case "late":
            return OPEN & Q(due_on__lt=today.day)
        case "soon":
            return OPEN & Q(due_on__gte=today.day, due_on__lte=today.soon_until)
        case "waiting":
            return OPEN & Q(due_on__gt=today.soon_until)
        case "done":
            return ~OPEN
        case "done_late":
            return ~OPEN & Q(done_on__gt=F("due_on"))
    return None


_BY_DAY = ("due_on", "duty_id", "unit__sort_key", "path", "office", "pk")
_ORDERS = {"plan": ("plan_id", *_BY_DAY), "unit": ("unit__depth", "unit__sort_key", "path", *_BY_DAY)}


def in_order(tasks: QuerySet[DutyTask], *, grouped_by: str = "week") -> QuerySet[DutyTask]:
    """`tasks` with all that a row shows, by due day, duty, then units in Vietnamese order; grouped by plan or by unit, such
    groups first. One query.
    """
    return tasks.select_related("unit", "duty__version", "done_by").order_by(*_ORDERS.get(grouped_by, _BY_DAY))


@dataclass(frozen=True)
class TaskRow:
    """One duty of one unit as a list shows it."""

    task: DutyTask
    standing: Standing
    can_do: bool
    can_take_back: bool

    @property
    def what(self) -> str:
        return self.task.duty.what

    @property
    def office_name(self) -> str:
        """Whose duty within the unit; "" for the committee itself."""
        return "" if self.task.office == Office.COMMITTEE else OFFICE_NAMES[Office(self.task.office)]


def task_row(by: Reach, task: DutyTask, today: Today) -> TaskRow:
    """`task` as a row for this person."""
    own = may_do(by, task)
    return TaskRow(
        task, today.standing(task.due_on, task.done_on), own and task.done_on is None, own and task.done_on is not None
    )


@dataclass(frozen=True)
class DutyRound:
    """One duty on one printed day over all reachable units that owe it."""

    duty: Duty
    nominal_due_on: date
    label: str
    due_on: date
    bound: int
    done: int
    done_late: int
    overdue: int
    standing: Standing
    last_done_on: date | None = None
    issuer: str = ""  # whose plan asks it, where a list must say so

    @property
    def open(self) -> int:
        return self.bound - self.done

    @property
    def binds(self) -> str:
        """Whom the duty binds, in words."""
        scope = SCOPE_NAMES[Scope(self.duty.scope)] if self.duty.scope in set(Scope) else ""
        office = OFFICE_NAMES[Office(self.duty.office)] if self.duty.office in set(Office) else ""
        if self.duty.scope == Scope.ISSUER or not scope:
            return office
        return scope if self.duty.office == Office.COMMITTEE else f"{office} · {scope}"


def rounds(tasks: QuerySet[DutyTask], today: Today) -> list[DutyRound]:
    """`tasks` summed up by duty and printed day, in order of the day that is due first; two queries."""
    sums = list(
        tasks.order_by()
        .values("duty_id", "nominal_due_on")
        .annotate(
            label=Max("label"),
            bound=Count("pk"),
            done=Count("pk", filter=~OPEN),
            done_late=Count("pk", filter=~OPEN & Q(done_on__gt=F("due_on"))),
            overdue=Count("pk", filter=OPEN & Q(due_on__lt=today.day)),
            first_open=Min("due_on", filter=OPEN),
            first=Min("due_on"),
            last_done_on=Max("done_on"),
        )
    )
    duties = {
        each.pk: each
        for each in Duty.objects.filter(pk__in={each["duty_id"] for each in sums}).select_related("version__plan__unit")
    }
    found = [
        DutyRound(
            duty=duties[each["duty_id"]],
            nominal_due_on=each["nominal_due_on"],
            label=each["label"],
            due_on=each["first_open"] or each["first"],
            bound=each["bound"],
            done=each["done"],
            done_late=each["done_late"],
            overdue=each["overdue"],
            standing=_round_standing(each, today),
            last_done_on=each["last_done_on"],
        )
        for each in sums
    ]
    return sorted(found, key=lambda each: (each.due_on, each.duty.pk, each.nominal_due_on))


def _round_standing(sums: Mapping[str, Any], today: Today) -> Standing:
    if sums["done"] < sums["bound"]:
        return today.standing(sums["first_open"], None)
    return Standing(DutyState.DONE_LATE if sums["done_late"] else DutyState.DONE, sums["done_late"])


def rounds_in_state(found: Iterable[DutyRound], state_: str) -> list[DutyRound]:
    """Those of `found` in which some unit stands so, whole: their figures go on counting every unit. "" and "all" keep all."""
    soon = (DutyState.SOON, DutyState.DUE_TODAY)

    def keep(each: DutyRound) -> bool:
        match state_:
            case "open":
                return each.open > 0
            case "late":
                return each.overdue > 0
            case "soon":
                return each.open > 0 and each.standing.state in soon
            case "waiting":
                return each.open > 0 and each.standing.state is DutyState.WAITING
            case "done":
                return each.open == 0
            case "done_late":
                return each.done_late > 0
        return True

    return [each for each in found if keep(each)]


def overdue_first(found: Iterable[DutyRound]) -> list[DutyRound]:
    """Rounds with something overdue, then open ones, then done ones, each by day."""

    def rank(each: DutyRound) -> int:
        return 0 if each.overdue else 1 if each.open else 2

    return sorted(found, key=lambda each: (rank(each), each.due_on, each.duty.pk, each.nominal_due_on))


@dataclass(frozen=True)
class LevelCount:
    """How far the units of one kind have come with a duty."""

    name: str
    bound: int
    done: int
    overdue: int


def level_counts(tasks: QuerySet[DutyTask], today: Today) -> list[LevelCount]:
    """`tasks` summed up by kind of unit, highest level first; one query."""
    kinds = kinds_on(today.day)
    sums = (
        tasks.order_by()
        .values("unit__kind")
        .annotate(
            bound=Count("pk"),
            done=Count("pk", filter=~OPEN),
            overdue=Count("pk", filter=OPEN & Q(due_on__lt=today.day)),
            depth=Min("unit__depth"),
        )
        .order_by("depth", "unit__kind")
    )
    return [
        LevelCount(
            kinds[each["unit__kind"]].name if each["unit__kind"] in kinds else each["unit__kind"],
            each["bound"],
            each["done"],
            each["overdue"],
        )
        for each in sums
    ]


@dataclass(frozen=True)
class Totals:
    """Counts for the line above a list."""

    bound: int
    done: int
    done_late: int
    overdue: int
    soon: int

    @property
    def open(self) -> int:
        return self.bound - self.done


def totals(tasks: QuerySet[DutyTask], today: Today) -> Totals:
    """One query over `tasks`."""
    return Totals(
        **tasks.aggregate(
            bound=Count("pk"),
            done=Count("pk", filter=~OPEN),
            done_late=Count("pk", filter=~OPEN & Q(done_on__gt=F("due_on"))),
            overdue=Count("pk", filter=OPEN & Q(due_on__lt=today.day)),
            soon=Count("pk", filter=OPEN & Q(due_on__gte=today.day, due_on__lte=today.soon_until)),
        )
    )


def years_of(tasks: QuerySet[DutyTask]) -> list[int]:
    """The years from the first to the last in which `tasks` fall due, latest first; one query."""
    span = tasks.order_by().aggregate(first=Min("due_on"), last=Max("due_on"))
    return [] if span["first"] is None else list(range(span["last"].year, span["first"].year - 1, -1))
