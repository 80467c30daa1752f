"""Days that are known whole, by month, or by year only: read from what people write, compared, said again."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_STORED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WRITTEN = re.compile(r"(?:(?:(\d{1,2})[./\- ]+)?(\d{1,2})[./\- ]+)?(\d{4})")
EARLIEST_YEAR = 1900


@dataclass(frozen=True, order=True)
class PartialDate:
    """A year (1900 on), its month or 0, its day or 0. Orders by year, month, day; an unknown part stands first."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("a day without its month")
        date(self.year, self.month or 1, self.day or 1)

    @property
    def earliest(self) -> date:
        """The first day it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it may be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def whole(self) -> date | None:
        """The day itself where it is known whole, else None."""
        return self.earliest if self.day else None

    def may_be(self, other: "PartialDate") -> bool:
        """Whether both may be the same day: no known part differs."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def stored(self) -> str:
        """1990, 1990-05 or 1990-05-12: bytewise order is time order."""
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    def __str__(self) -> str:
        """As people write it: 12/05/1990, 05/1990, 1990."""
        return "/".join(reversed(self.stored().split("-")))

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        return cls(day.year, day.month, day.day)


def from_stored(text: str) -> PartialDate | None:
    """What `stored` wrote; None for "". Raises ValueError for anything else."""
    if not text:
        return None
    found = _STORED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return PartialDate(*(int(each or 0) for each in found.groups()))


def from_written(text: str) -> PartialDate:
    """12/5/1990, 5/1990, 1990 (dots, hyphens or blanks between as well; 00 for a part not known).

    Raises ValueError for what is no such day; nothing is guessed from two-digit years.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    day, month, year = (int(each or 0) for each in found.groups())
    if year < EARLIEST_YEAR:
        raise ValueError(text)
    return PartialDate(year, month, day if month else 0)


def whole_years(born: PartialDate, on: date) -> tuple[int, int]:
    """(fewest, most) full years of age on `on`; both the same where the birth date is known whole."""
    return _years(born.latest, on), _years(born.earliest, on)


def whole_months_between(start: date, end: date) -> int:
    """Full months from `start` to `end`, the day of the same number completing one; negative where `end` is before."""
    if end < start:
        return -whole_months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    completes = end.day >= start.day or (end + timedelta(days=1)).day == 1 < start.day
    return months if completes else months - 1


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
