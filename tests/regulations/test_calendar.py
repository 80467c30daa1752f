"""The calendar day by day against an independent list, and what officers meet around Tết."""

from datetime import date, timedelta

import holidays
import pytest

from nguon.regulations.load import calendar
from nguon.rules.duties import Cadence, DutyTerms, due_with_leads, occurrences, state
from nguon.rules.periods import Period

KNOWN_BETTER = {date(2026, 1, 2)}  # agreed on 25/12/2025, after the list was last published
WORKED_BETTER = {date(2026, 1, 10)}


@pytest.mark.parametrize("year", range(2019, 2028))
def test_every_weekday_rested_is_in_the_independent_list(year):
    listed = {day for day in holidays.country_holidays("VN", years=year) if day.weekday() < 5}

    assert {day for day in calendar().off if day.year == year} - KNOWN_BETTER == listed


@pytest.mark.parametrize("year", range(2019, 2028))
def test_every_weekend_day_worked_is_in_the_independent_list(year):
    listed = {day for day in holidays.country_holidays("VN", years=year).weekend_workdays if day.year == year}

    assert {day for day in calendar().worked if day.year == year} - WORKED_BETTER == listed


@pytest.mark.parametrize("year", range(2019, 2028))
def test_a_year_has_about_two_hundred_and_fifty_working_days(year):
    first = date(year, 1, 1)
    days = (first + timedelta(n) for n in range((date(year, 12, 31) - first).days + 1))

    assert 247 <= sum(map(calendar().is_working_day, days)) <= 253


@pytest.mark.parametrize(
    ("day", "after", "before"),
    [
        (date(2023, 1, 22), date(2023, 1, 27), date(2023, 1, 19)),
        (date(2024, 2, 10), date(2024, 2, 15), date(2024, 2, 7)),
        (date(2025, 1, 28), date(2025, 2, 3), date(2025, 1, 24)),
        (date(2026, 2, 17), date(2026, 2, 23), date(2026, 2, 13)),
        (date(2025, 8, 31), date(2025, 9, 3), date(2025, 8, 29)),
        (date(2026, 8, 30), date(2026, 9, 3), date(2026, 8, 28)),
        (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 23)),
        (date(2026, 1, 2), date(2026, 1, 5), date(2025, 12, 31)),
        (date(2025, 5, 2), date(2025, 5, 5), date(2025, 4, 29)),
    ],
)
def test_the_nearest_working_days_around_holidays(day, after, before):
    assert calendar().next_working_day(day) == after
    assert calendar().previous_working_day(day) == before


def test_reports_of_the_fourth_quarter_of_2025_count_the_saturday_worked():
    (found,) = occurrences(DutyTerms(every=Cadence.Q4, due_working_days=6), Period.of_year(2025), calendar())

    assert found.nominal_due_on == date(2026, 1, 10)


def test_the_chain_of_march_2023_with_lead_times():
    """Grassroots report by 5 March, the board consolidates by 15 March; a ward asks its branches three days sooner."""
    assert due_with_leads(date(2023, 3, 5), [3], calendar()) == date(2023, 3, 1)
    assert due_with_leads(date(2023, 3, 5), [3, 2], calendar()) == date(2023, 2, 27)
    assert calendar().working_days_between(date(2023, 3, 5), date(2023, 3, 15)) == 8


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2025, 1, 17), "còn 6 ngày làm việc"),
        (date(2025, 1, 24), "còn 1 ngày làm việc"),
        (date(2025, 2, 3), "đến hạn hôm nay"),
        (date(2025, 2, 4), "quá hạn 1 ngày làm việc"),
    ],
)
def test_days_left_are_counted_over_tet(today, words):
    assert str(state(date(2025, 2, 3), None, today, calendar())) == words


def test_days_skipped_over_tet_are_named():
    named = calendar().days_off_between(date(2025, 1, 20), date(2025, 2, 10))

    assert [day.day for day, _ in named] == [27, 28, 29, 30, 31]
    assert {reason for _, reason in named} == {"Tết Nguyên đán"}
