"""Months and weeks drawn as small pictures: where each square and bar stands. Templates only print them."""

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from nguon.queries.calendar import DayMark, WeekSum
from nguon.web.told import told

STEP = 22
SQUARE = 20
_CHART_HEIGHT = 96
_CHART_BASE = 108
_WEEK_STEP = 18
_BAR = 13


@dataclass(frozen=True)
class Square:
    """One day: its corner, its shade, the number written in it (or none), and what else is marked on it."""

    x: int
    y: int
    shade: str
    text: str = ""
    is_dark: bool = False
    is_late: bool = False
    is_now: bool = False
    is_off: bool = False
    is_exchange: bool = False
    is_start: bool = False
    is_due: bool = False
    title: str = ""

    @property
    def text_x(self) -> int:
        return self.x + 10

    @property
    def text_y(self) -> float:
        return self.y + 14.5

    @property
    def late_path(self) -> str:
        """A corner turned down."""
        return f"M{self.x + 9} {self.y}h11v11z"

    @property
    def off_path(self) -> str:
        """A stroke across a public holiday."""
        return f"M{self.x + 4} {self.y + 16}l12 -12"

    @property
    def exchange_path(self) -> str:
        """A line under a day worked in exchange."""
        return f"M{self.x + 3} {self.y + 17}h14"

    @property
    def inner_x(self) -> int:
        return self.x + 1

    @property
    def inner_y(self) -> int:
        return self.y + 1


@dataclass(frozen=True)
class Month:
    """One month, a row a week from Monday; `due` counts what falls due in it."""

    year: int
    month: int
    due: int
    squares: Sequence[Square]

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)


def month_of(year: int, month: int, marks: Mapping[date, DayMark], now: date) -> Month:
    """The month with the shade of each day by how much falls due on it."""
    squares, due = [], 0
    for day, x, y in _places(year, month):
        mark = marks[day]
        due += mark.due
        squares.append(
            Square(
                x,
                y,
                _shade(mark),
                text=str(day.day) if mark.due else "",
                is_dark=mark.due > 1,
                is_late=mark.overdue > 0,
                is_now=day == now,
                is_off=bool(mark.reason) and not mark.worked_in_exchange,
                is_exchange=mark.worked_in_exchange,
                title=f"{day:%d/%m}: {told(mark.reason)}" if mark.reason else "",
            )
        )
    return Month(year, month, due, squares)


def _places(year: int, month: int) -> Iterable[tuple[date, int, int]]:
    for row, week in enumerate(months.monthcalendar(year, month)):
        for column, number in enumerate(week):
            if number:
                yield date(year, month, number), column * STEP + 1, row * STEP + 1


def _shade(mark: DayMark) -> str:
    if mark.due >= 4:
        return "d3"
    if mark.due >= 2:
        return "d2"
    if mark.due == 1:
        return "d1"
    return "d0" if mark.is_working_day else "d-free"


def span_months(start: date, due: date, marks: Mapping[date, DayMark], *, most: int = 3) -> list[Month]:
    """The months from `start` to `due`, at most the last `most`, with both days marked and days not worked left white."""
    found = []
    year, month = due.year, due.month
    while (year, month) >= (start.year, start.month) and len(found) < most:
        squares = []
        for day, x, y in _places(year, month):
            mark = marks.get(day)
            counted = start < day <= due and mark is not None and mark.is_working_day
            squares.append(
                Square(
                    x,
                    y,
                    "d3" if day == due else "d1" if counted else "d0" if mark and mark.is_working_day else "d-free",
                    text=str(day.day),
                    is_dark=day == due,
                    is_off=mark is not None and bool(mark.reason) and not mark.worked_in_exchange,
                    is_exchange=mark is not None and mark.worked_in_exchange,
                    is_start=day == start,
                    is_due=day == due,
                    title=f"{day:%d/%m}: {told(mark.reason)}" if mark and mark.reason else "",
                )
            )
        found.append(Month(year, month, 0, squares))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return found[::-1]


@dataclass(frozen=True)
class Bar:
    """One week of the chart: three pieces on one another, heights in the picture's units."""

    week: WeekSum
    x: int
    done_y: float
    done: float
    late_y: float
    late: float
    ahead_y: float
    ahead: float
    is_now: bool


@dataclass(frozen=True)
class Chart:
    """The weeks of a year side by side, with the figure at the top of the scale and where the months begin."""

    bars: Sequence[Bar]
    width: int
    most: int
    months: Sequence[tuple[int, int]]


def weeks_chart(weeks: Sequence[WeekSum], year: int, now: date) -> Chart:
    """Bars for the weeks whose Monday or Sunday lies in `year`; a week without duties leaves its place empty."""
    first = date.fromordinal(date(year, 1, 1).toordinal() - date(year, 1, 1).weekday())
    most = max((each.due for each in weeks), default=0) or 1
    scale = _CHART_HEIGHT / most
    bars = []
    for each in weeks:
        place = (each.monday - first).days // 7
        done, late, ahead = each.done * scale, each.overdue * scale, each.ahead * scale
        bars.append(
            Bar(
                each,
                place * _WEEK_STEP + 1,
                round(_CHART_BASE - done, 2),
                round(done, 2),
                round(_CHART_BASE - done - late, 2),
                round(late, 2),
                round(_CHART_BASE - done - late - ahead, 2),
                round(ahead, 2),
                each.monday <= now <= each.sunday,
            )
        )
    starts = [((date(year, month, 1) - first).days // 7 * _WEEK_STEP + 1, month) for month in range(1, 13)]
    return Chart(bars, 53 * _WEEK_STEP + _BAR, most, starts)
