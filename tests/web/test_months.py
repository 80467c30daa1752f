"""Months and weeks as small pictures: every square and bar stands where its day or week is."""

from datetime import date, timedelta

import pytest

from nguon.queries.calendar import DayMark, WeekSum
from nguon.web.months import month_of, span_months, weeks_chart

NOW = date(2026, 3, 10)


def marks(year, **due):
    first = date(year, 1, 1)
    days = [first + timedelta(days=number) for number in range(366)]
    return {day: DayMark(day, due.get(f"d{day:%m%d}", 0), 0, day.weekday() < 5) for day in days if day.year == year}


@pytest.mark.parametrize(
    ("year", "month", "days", "rows"), [(2026, 2, 28, 5), (2024, 2, 29, 5), (2026, 3, 31, 6), (2021, 2, 28, 4)]
)
def test_a_month_has_a_square_for_every_day_in_week_rows(year, month, days, rows):
    found = month_of(year, month, marks(year), NOW)

    assert len(found.squares) == days
    assert {each.y for each in found.squares} == {1 + 22 * row for row in range(rows)}
    assert found.squares[0].x == 1 + 22 * date(year, month, 1).weekday()
    assert len({(each.x, each.y) for each in found.squares}) == days


@pytest.mark.parametrize(
    ("due", "shade", "text", "dark"),
    [(0, "d0", "", False), (1, "d1", "11", False), (2, "d2", "11", True), (3, "d2", "11", True), (4, "d3", "11", True)],
)
def test_the_more_is_due_the_darker_the_day(due, shade, text, dark):
    square = month_of(2026, 3, marks(2026, d0311=due), NOW).squares[10]

    assert (square.shade, square.text, square.is_dark) == (shade, text, dark)


def test_today_weekends_holidays_and_exchange_days_are_told_apart():
    days = marks(2026)
    days[date(2026, 3, 12)] = DayMark(date(2026, 3, 12), 0, 0, is_working_day=False, reason="Nghỉ lễ")
    days[date(2026, 3, 14)] = DayMark(
        date(2026, 3, 14), 1, 1, is_working_day=True, reason="Làm bù", worked_in_exchange=True
    )

    squares = month_of(2026, 3, days, NOW).squares

    assert [each.is_now for each in squares].index(True) == 9
    assert (squares[11].shade, squares[11].is_off, squares[11].title) == ("d-free", True, "12/03: Nghỉ lễ")
    assert (squares[13].shade, squares[13].is_exchange, squares[13].is_off, squares[13].is_late) == (
        "d1",
        True,
        False,
        True,
    )
    assert squares[14].shade == "d-free"


def test_a_span_shows_its_months_with_both_ends_and_the_days_counted():
    days = marks(2026)

    found = span_months(date(2026, 2, 27), date(2026, 3, 3), days)

    assert [(each.year, each.month) for each in found] == [(2026, 2), (2026, 3)]
    assert [each.text for month in found for each in month.squares if each.is_start or each.is_due] == ["27", "3"]
    assert [each.text for month in found for each in month.squares if each.shade == "d1"] == ["2"]


def test_a_long_span_shows_only_its_last_months():
    found = span_months(date(2025, 1, 1), date(2026, 1, 15), marks(2025) | marks(2026))

    assert [(each.year, each.month) for each in found] == [(2025, 11), (2025, 12), (2026, 1)]


def test_bars_stand_on_the_base_and_fill_the_scale():
    weeks = [WeekSum(date(2026, 3, 2), 10, 4, 6), WeekSum(date(2026, 3, 9), 5, 0, 0)]

    chart = weeks_chart(weeks, 2026, NOW)

    first, second = chart.bars
    assert (chart.most, first.done + first.late, first.ahead) == (10, 96.0, 0)
    assert (first.done_y + first.done, first.late_y + first.late) == (108.0, first.done_y)
    assert (second.ahead, second.is_now, second.x - first.x) == (48.0, True, 18)
    assert [month for _x, month in chart.months] == list(range(1, 13))


def test_a_year_without_weeks_draws_nothing():
    assert weeks_chart([], 2026, NOW).bars == []
