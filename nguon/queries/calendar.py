"""Duties day by day: the year at a look, a week or a month in a list, and one person's feed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import Count, Q, QuerySet

from nguon.models import DutyTask, User
from nguon.queries.access import Reach, reach
from nguon.queries.duties import OPEN, DutyRound, Today, own_places, rounds
from nguon.queries.survey_work import OwedList, survey_work
from nguon.regulations.load import calendar
from nguon.rules.periods import ONE_DAY
from nguon.rules.roles import Action

FEED_PAST_DAYS = 60
FEED_LIMIT = 1_000
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DayMark:
    """One day: how many duties fall due, how many of them are open and past; whether it is worked, and if not why."""

    day: date
    due: int
    overdue: int
    is_working_day: bool
    reason: str = ""
    worked_in_exchange: bool = False


def reachable(by: Reach, *, own: bool) -> QuerySet[DutyTask]:
    """Duties within reach; with `own` only those the person's own posts answer for."""
    tasks = by.duty_tasks(Action.SEE_DUTIES)
    return tasks.filter(own_places(by)) if own else tasks


def in_year(tasks: QuerySet[DutyTask], year: int) -> QuerySet[DutyTask]:
    """Those of `tasks` that fall due in `year`."""
    return tasks.filter(due_on__gte=date(year, 1, 1), due_on__lt=date(year + 1, 1, 1))


def days_of_year(rounds_: list[DutyRound], year: int, today: Today) -> dict[date, DayMark]:
    """Every day of `year` with the number of duties (counted once, however many units owe them) due on it."""
    due: defaultdict[date, int] = defaultdict(int)
    overdue: defaultdict[date, int] = defaultdict(int)
    for each in rounds_:
        due[each.due_on] += 1
        overdue[each.due_on] += 1 if each.overdue else 0
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = {}
    for offset in range((last - first).days + 1):
        day = first + offset * ONE_DAY
        found[day] = _mark(day, due[day], overdue[day], today)
    return found


def _mark(day: date, due: int, overdue: int, today: Today) -> DayMark:
    worked = today.calendar.is_working_day(day)
    reason = today.calendar.off.get(day) or today.calendar.worked.get(day, "")
    return DayMark(day, due, overdue, worked, reason, day in today.calendar.worked)


def calendar_entered(year: int) -> bool:
    """Whether the public holidays of `year` are entered."""
    return year in calendar().years


@dataclass(frozen=True)
class WeekSum:
    """The duties of the week that begins on `monday`: all unit by unit, of them done and past."""

    monday: date
    due: int
    done: int
    overdue: int

    @property
    def sunday(self) -> date:
        return self.monday + 6 * ONE_DAY

    @property
    def ahead(self) -> int:
        return self.due - self.done - self.overdue


def weeks_of(tasks: QuerySet[DutyTask], today: Today) -> list[WeekSum]:
    """`tasks` summed up by week, oldest first, weeks without any left out; one query."""
    sums: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = (
        tasks.order_by()
        .values("due_on")
        .annotate(
            due=Count("pk"), done=Count("pk", filter=~OPEN), late=Count("pk", filter=OPEN & Q(due_on__lt=today.day))
        )
        .values_list("due_on", "due", "done", "late")
    )
    for due_on, *counts in rows:
        monday = due_on - due_on.weekday() * ONE_DAY
        sums[monday] = [a + b for a, b in zip(sums[monday], counts, strict=True)]
    return [WeekSum(monday, *sums[monday]) for monday in sorted(sums)]


def rounds_between(tasks: QuerySet[DutyTask], first: date, last: date, today: Today) -> list[DutyRound]:
    """Rounds whose day lies from `first` to `last`, both included; two queries."""
    return rounds(tasks.filter(due_on__gte=first, due_on__lte=last), today)


def feed_owner(token: str) -> User | None:
    """The person whose feed has this secret address; None for an unknown token or an account that is closed."""
    if not token:
        return None
    return User.objects.filter(calendar_token=sha256(token.encode()).hexdigest(), is_active=True).first()


@dataclass(frozen=True)
class Feed:
    """What one person's calendar shows: the duties their posts answer for, and summed up those below that they oversee;
    the lists their own units are to hand in.
    """

    by: Reach
    own: list[DutyTask]
    below: list[DutyRound]
    lists: list[OwedList]


def feed_of(user: User, today: Today) -> Feed:
    """Open duties and those due in the last FEED_PAST_DAYS, through what the person reaches today; six queries, and a
    few more for each round that is open.
    """
    by = reach(user, on=today.day)
    since = today.day - FEED_PAST_DAYS * ONE_DAY
    recent = by.duty_tasks(Action.SEE_DUTIES).filter(OPEN | Q(due_on__gte=since))
    own = own_places(by)
    tasks = recent.filter(own).select_related("unit", "duty__version").order_by("due_on", "pk")
    return Feed(
        by, list(tasks[:FEED_LIMIT]), rounds(recent.exclude(own), today)[:FEED_LIMIT], survey_work(by).to_hand_in
    )
