"""Dates as plans print them."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
SLASHED = r"(?P<d>[0o]?\d|[12]\d|3[01])\s?[/.\-]\s?(?P<m>[0o]?\d|1[0-2])\s?[/.\-]\s?(?P<y>(?:19|20)\d\d)(?!\d)"
WORDED = r"(?P<wd>\d{1,2})\s*(?:/|tháng)\s*(?P<wm>\d{1,2})\s*(?:,?\s*năm\s*(?P<wy>(?:19|20)\d\d))"
FULL = re.compile(rf"(?<![\d/]){SLASHED}|(?<![\d/]){WORDED}")
DAY_MONTH = re.compile(
    r"(?<![\d/.])(?P<d>\d{1,2})\s?(?:[/\-]|\s?tháng\s?)\s?(?P<m>\d{1,2})(?![\d/%]|\s?[/\-]\s?\d|\s?%)"
)
MONTH = re.compile(
    r"tháng\s?(?P<m>\d{1,2})(?:\s?[/\-]\s?|\s?năm\s?|,\s?năm\s?)(?P<y>(?:19|20)\d\d)|tháng\s?(?P<m2>\d{1,2})\b(?!\s?[/\-]\s?\d)"
)
QUARTER = re.compile(r"quý\s(?P<q>iv|iii|ii|i|[1-4])\b(?:\s?[/\-]\s?|,?\s?năm\s?)?(?P<y>(?:19|20)\d\d)?")


@dataclass(frozen=True)
class Day:
    """A day read from text[start:end]; `stated` is false when the year was taken from elsewhere."""

    on: date
    start: int
    end: int
    stated: bool = True


def day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _int(text: str) -> int:
    return int(text.replace("o", "0").replace("O", "0"))


def full_dates(small: str) -> list[Day]:
    """Every date with its year."""
    found = []
    for match in FULL.finditer(small):
        d, m, y = match["d"] or match["wd"], match["m"] or match["wm"], match["y"] or match["wy"]
        on = day(int(y), _int(m), _int(d))
        if on:
            found.append(Day(on, match.start(), match.end()))
    return found


def month_end(year: int, month: int) -> date | None:
    return day(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None


def deadline(small: str, at: int, year: int | None) -> Day | None:
    """The day named at `at`: a date, a day and month (of `year`), a month's or a quarter's last day."""
    full = FULL.match(small, at)
    if full:
        return next(iter(full_dates(small[at : full.end()])), None) and _moved(
            full_dates(small[at : full.end()])[0], at
        )
    short = DAY_MONTH.match(small, at)
    if short and year:
        on = day(year, int(short["m"]), int(short["d"]))
        return Day(on, at, short.end(), stated=False) if on else None
    month = MONTH.match(small, at)
    if month and (month["y"] or year):
        on = month_end(int(month["y"] or year or 0), int(month["m"] or month["m2"]))
        return Day(on, at, month.end(), stated=bool(month["y"])) if on else None
    quarter = QUARTER.match(small, at)
    if quarter and (quarter["y"] or year):
        on = month_end(int(quarter["y"] or year or 0), 3 * ROMAN[quarter["q"]])
        return Day(on, at, quarter.end(), stated=bool(quarter["y"])) if on else None
    return None


def day_before(found: Day, months: int) -> Day:
    """The last day before a period of `months` that ends with `found`: "trước tháng 12" is 30 November."""
    first = found.on.year * 12 + found.on.month - months
    on = date(first // 12, first % 12 + 1, 1) - timedelta(days=1)
    return Day(on, found.start, found.end, found.stated)


def _moved(found: Day, by: int) -> Day:
    return Day(found.on, found.start + by, found.end + by, found.stated)
