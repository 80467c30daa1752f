"""Which remarks of sponsors are asked for, and by when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from nguon.models import SponsorRemark, Sponsorship
from nguon.queries.access import Reach
from nguon.queries.duties import Standing, Today
from nguon.queries.pool_setting import settings_for
from nguon.queries.sponsoring import STANDING
from nguon.regulations.parameters import parameter
from nguon.rules.duties import DutyState
from nguon.rules.errors import NotReached
from nguon.rules.periods import Period, add_months
from nguon.rules.roles import Action
from nguon.rules.sponsor_remarks import is_asked_for, period_before, period_name, period_of, remark_due


@dataclass(frozen=True)
class Cadence:
    """How many months lie between a sponsor's remarks, and where that stands: a unit's setting or a clause."""

    months: int
    source: str


def cadence_of(path: str, on: date) -> Cadence:
    """The cadence at the unit of `path`: its own setting, else the nearest above, else the dated figure of `on`."""
    return next(iter(cadences_of([path], on)))


def cadences_of(paths: Iterable[str], on: date) -> dict[Cadence, list[str]]:
    """The paths by the cadence that holds at each; one query."""
    found: defaultdict[Cadence, list[str]] = defaultdict(list)
    default = parameter("sponsor_remark_months", on)
    for path, settings in settings_for(paths).items():
        own = settings["remark_every_months"]
        found[Cadence(own.value, own.unit_name) if own.value else Cadence(default.value, str(default))].append(path)
    return dict(found)


@dataclass(frozen=True)
class AskedRemark:
    """A remark that is asked for and not written yet."""

    sponsorship: Sponsorship
    period: Period
    period_name: str
    due_on: date
    standing: Standing


def periods_asked(cadence: Cadence, today: Today) -> list[tuple[Period, date]]:
    """The periods whose remark may be asked for today with their due days, oldest first: the one that ended last, and the
    one under way from so near its due day that it is worth reminding.
    """
    now = period_of(today.day, cadence.months)
    before = period_before(now)
    found = [(before, remark_due(before, today.calendar))]
    due = remark_due(now, today.calendar)
    if due <= today.soon_until or (now.ends_on or due) - timedelta(days=1) <= today.soon_until:
        found.append((now, due))
    return found


def asked_of(sponsorships: QuerySet[Sponsorship], cadence: Cadence, today: Today) -> list[AskedRemark]:
    """Remarks not written yet of those of `sponsorships` (all of one cadence) that hold, the first due first, then by the
    candidate's name. One query a period: one, near a period's end two.
    """
    found = []
    for period, due in periods_asked(cadence, today):
        for each in lacking(sponsorships, period).select_related("candidate", "sponsor", "unit").order_by(*_BY_NAME):
            standing = today.standing(due, None)
            if standing.state is DutyState.WAITING:
                standing = replace(standing, state=DutyState.SOON)
            found.append(AskedRemark(each, period, period_name(period), due, standing))
    return found


_BY_NAME = ("candidate__sort_key", "candidate_id", "sponsor__sort_key", "pk")


def lacking(sponsorships: QuerySet[Sponsorship], period: Period) -> QuerySet[Sponsorship]:
    """Those of `sponsorships` of which a remark of `period` is asked (rules.sponsor_remarks.is_asked_for) and lacking."""
    assert period.ends_on is not None
    ends = period.ends_on
    written = SponsorRemark.objects.filter(sponsorship=OuterRef("pk"), period_until__gt=period.starts_on)
    written = written.filter(period_from__lt=ends)
    return sponsorships.filter(
        STANDING,
        ends_on__isnull=True,
        starts_on__lte=_a_month_before(ends),
        recorded_at__lt=_midnight(ends),
    ).filter(~Exists(written))


def _a_month_before(end: date) -> date:
    """The last day from which a full month is done by `end`."""
    day = end - timedelta(days=31)
    while add_months(day + timedelta(days=1), 1) <= end:
        day += timedelta(days=1)
    return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class PeriodChoice:
    """A period a remark may be written for; `written` where it has one, `asked` where it should have one."""

    period: Period
    name: str
    written: bool
    asked: bool


def period_choices(held: Sponsorship, cadence: Cadence, today: Today, *, most: int = 8) -> list[PeriodChoice]:
    """The period of today and those before it in which `held` was in force, the latest first, at most `most`; one query."""
    remarks = list(held.remarks.values_list("period_from", "period_until"))
    known_from = timezone.localtime(held.recorded_at).date()
    found: list[PeriodChoice] = []
    period = period_of(today.day, cadence.months)
    in_force = Period(held.starts_on, held.ends_on)
    while len(found) < most and (period.ends_on or period.starts_on) > held.starts_on:
        if in_force.overlaps(period):
            written = any(Period(*each).overlaps(period) for each in remarks)
            ended = period.ends_on is not None and period.ends_on <= today.day
            asked = ended and is_asked_for(
                period, starts_on=held.starts_on, ends_on=held.ends_on, known_from=known_from
            )
            found.append(PeriodChoice(period, period_name(period), written, asked and not written))
        period = period_before(period)
    return found


def one_remark(by: Reach, remark_id: int, action: Action = Action.SEE_SPONSORS) -> SponsorRemark:
    """Raises NotReached."""
    found = by.sponsor_remarks(action).select_related("sponsorship__candidate", "sponsorship__sponsor")
    remark = found.filter(pk=remark_id).first()
    if remark is None:
        raise NotReached(f"remark {remark_id}")
    return remark
