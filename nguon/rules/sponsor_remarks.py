"""When a sponsor's remark on a candidate is asked for: which periods, until which day."""

from datetime import date, timedelta

from nguon.rules.partial_dates import whole_months_between
from nguon.rules.periods import Calendar, Period, add_months

REMARK_WORKING_DAYS = 5
"""A remark is due this many working days after the period's end; no regulation says it, so the screens do."""
_FIRST = date(2000, 1, 1)


def period_of(day: date, every_months: int) -> Period:
    """The period of `every_months` months that holds `day`. Periods run on from January 2000, so that those of 1, 2, 3, 4,
    6 and 12 months begin with every year.
    """
    passed = whole_months_between(_FIRST, day.replace(day=1)) // every_months
    start = add_months(_FIRST, passed * every_months)
    return Period(start, add_months(start, every_months))


def period_before(period: Period) -> Period:
    """The period of the same length just before."""
    months = whole_months_between(period.starts_on, period.ends_on or period.starts_on)
    return Period(add_months(period.starts_on, -months), period.starts_on)


def period_name(period: Period) -> str:
    """What people call it: a month, a quarter, half a year, a year; else from which day to which."""
    start, last = period.starts_on, (period.ends_on or period.starts_on) - timedelta(days=1)
    months = whole_months_between(start, period.ends_on or start)
    if months == 1:
        return f"tháng {start.month}/{start.year}"
    if months == 3 and start.month in (1, 4, 7, 10):
        return f"quý {('I', 'II', 'III', 'IV')[start.month // 3]}/{start.year}"
    if months == 6 and start.month in (1, 7):
        return f"sáu tháng {'đầu' if start.month == 1 else 'cuối'} năm {start.year}"
    if months == 12 and start.month == 1:
        return f"năm {start.year}"
    return f"{start:%d/%m/%Y}–{last:%d/%m/%Y}"


def remark_due(period: Period, calendar: Calendar) -> date:
    """The last day in time for the remark of `period`."""
    assert period.ends_on is not None
    return calendar.add_working_days(period.ends_on - timedelta(days=1), REMARK_WORKING_DAYS)


def is_asked_for(period: Period, *, starts_on: date, ends_on: date | None, known_from: date) -> bool:
    """Whether a remark of `period` is asked of a sponsor who helps from `starts_on` until `ends_on` (excluded).

    They must have helped for a full month of it and still help at its end; nothing is asked for a period that had ended
    before the product knew of the sponsorship (`known_from`).
    """
    assert period.ends_on is not None
    if ends_on is not None and ends_on < period.ends_on:
        return False
    return known_from < period.ends_on and add_months(max(starts_on, period.starts_on), 1) <= period.ends_on
