"""Half-open periods, whole months, and working days counted over a calendar somebody has entered."""

import calendar as months
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from nguon.rules.errors import NotInForce

ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Period:
    """From `starts_on` up to, not including, `ends_on`; `None` means it has no end yet."""

    starts_on: date
    ends_on: date | None = None

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def of_quarter(cls, year: int, quarter: int) -> "Period":
        """Quarters are counted 1 to 4."""
        starts_on = date(year, 3 * quarter - 2, 1)
        return cls(starts_on, add_months(starts_on, 3))

    @property
    def is_empty(self) -> bool:
        return self.ends_on is not None and self.ends_on <= self.starts_on

    @property
    def last_day(self) -> date | None:
        """The last day that belongs to the period."""
        return None if self.ends_on is None else self.ends_on - ONE_DAY

    def contains(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def overlaps(self, other: "Period") -> bool:
        """Whether some day belongs to both; an empty period overlaps nothing."""
        return self.shared_with(other) is not None

    def shared_with(self, other: "Period") -> "Period | None":
        """The days that belong to both, or None where there is none."""
        ends = [each for each in (self.ends_on, other.ends_on) if each is not None]
        shared = Period(max(self.starts_on, other.starts_on), min(ends) if ends else None)
        return None if shared.is_empty else shared

    def parts(self, step_months: int) -> Iterator["Period"]:
        """The calendar months, quarters, half-years or years (1, 3, 6, 12 months) that begin or end in the period,
        oldest first, each cut to the period. A period without an end cannot be parted: NotInForce.
        """
        if self.ends_on is None:
            raise NotInForce("Khoảng thời gian chưa có ngày kết thúc nên không chia kỳ được.")
        first = (self.starts_on.month - 1) // step_months * step_months + 1
        starts_on = date(self.starts_on.year, first, 1)
        while starts_on < self.ends_on:
            ends_on = add_months(starts_on, step_months)
            part = Period(starts_on, ends_on).shared_with(self)
            if part is not None:
                yield part
            starts_on = ends_on


def add_months(day: date, count: int) -> date:
    """The day of the same number `count` months on (or back), or the last day of a month that has none."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, for the years entered; asking beyond them raises NotInForce, nothing is guessed.

    `off` holds public holidays and days rested in exchange, `worked` the Saturdays and Sundays worked in exchange, each
    with its reason. `years` are without a gap. `unconfirmed` are years entered before the Government's announcement.
    """

    off: Mapping[date, str]
    worked: Mapping[date, str]
    years: frozenset[int]
    unconfirmed: frozenset[int] = field(default=frozenset())

    def __post_init__(self) -> None:
        if not self.years or len(self.years) != max(self.years) - min(self.years) + 1:
            raise NotInForce("Lịch ngày nghỉ phải có các năm liền nhau, không khuyết năm nào.")

    @cached_property
    def _days(self) -> list[int]:
        """Ordinals of all working days, rising."""
        first, last = date(min(self.years), 1, 1).toordinal(), date(max(self.years), 12, 31).toordinal()
        off = {each.toordinal() for each in self.off}
        worked = {each.toordinal() for each in self.worked}
        return [
            each
            for each in range(first, last + 1)
            if each in worked or ((each - 1) % 7 < _SATURDAY and each not in off)
        ]

    def _entered(self, day: date) -> int:
        if day.year not in self.years:
            raise NotInForce(f"Chưa nhập lịch ngày nghỉ của năm {day.year}.")
        return day.toordinal()

    def is_working_day(self, day: date) -> bool:
        ordinal = self._entered(day)
        at = bisect_left(self._days, ordinal)
        return at < len(self._days) and self._days[at] == ordinal

    def add_working_days(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`, the day of the event not counted; before it when `count` < 0.

        0 gives `start` itself. Raises NotInForce when the answer lies beyond the years entered.
        """
        ordinal = self._entered(start)
        if count == 0:
            return start
        at = bisect_right(self._days, ordinal) + count - 1 if count > 0 else bisect_left(self._days, ordinal) + count
        if not 0 <= at < len(self._days):
            beyond = max(self.years) + 1 if count > 0 else min(self.years) - 1
            raise NotInForce(f"Chưa nhập lịch ngày nghỉ của năm {beyond}.")
        return date.fromordinal(self._days[at])

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days after `start` up to and including `end`; negative when `end` is before `start`.

        So `add_working_days(start, working_days_between(start, end)) == end` for a working day `end` after `start`.
        """
        first, last = self._entered(start), self._entered(end)
        if last < first:
            return bisect_left(self._days, last) - bisect_left(self._days, first)
        return bisect_right(self._days, last) - bisect_right(self._days, first)

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is worked, otherwise the first working day after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """`day` itself when it is worked, otherwise the last working day before it."""
        return day if self.is_working_day(day) else self.add_working_days(day, -1)

    def days_off_between(self, start: date, end: date) -> tuple[tuple[date, str], ...]:
        """Holidays and exchange rests after `start` up to and including `end`, with reasons; weekends left out."""
        self._entered(start)
        self._entered(end)
        return tuple(
            (day, self.off[day]) for day in sorted(self.off) if start < day <= end and day.weekday() < _SATURDAY
        )

    def days_worked_between(self, start: date, end: date) -> tuple[tuple[date, str], ...]:
        """Saturdays and Sundays worked in exchange after `start` up to and including `end`, with reasons."""
        self._entered(start)
        self._entered(end)
        return tuple((day, self.worked[day]) for day in sorted(self.worked) if start < day <= end)
