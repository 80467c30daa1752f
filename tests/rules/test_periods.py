"""Periods, whole months, working days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.errors import NotInForce
from nguon.rules.periods import Calendar, Period, add_months

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
OFF = {
    date(2025, 1, 1): "Tết Dương lịch",
    date(2025, 5, 1): "01/5",
    date(2025, 5, 2): "hoán đổi",
    date(2025, 8, 31): "CN",
}
WORKED = {date(2025, 4, 26): "làm bù ngày 02/5"}
CALENDAR = Calendar(OFF, WORKED, frozenset(range(2024, 2027)))


def worked(day):
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def period(starts_on, days):
    return Period(starts_on, None if days is None else starts_on + timedelta(days))


PERIODS = st.builds(period, DAYS, st.none() | st.integers(0, 400))


def test_a_period_excludes_its_end():
    year = Period.of_year(2025)

    assert year.contains(date(2025, 1, 1))
    assert year.contains(date(2025, 12, 31))
    assert not year.contains(date(2026, 1, 1))
    assert not year.contains(date(2024, 12, 31))
    assert year.last_day == date(2025, 12, 31)


def test_a_period_without_an_end_goes_on():
    assert Period(date(2025, 7, 1)).contains(date(2999, 1, 1))
    assert Period(date(2025, 7, 1)).last_day is None
    assert not Period(date(2025, 7, 1)).is_empty


@pytest.mark.parametrize(
    ("quarter", "first", "last"), [(1, (1, 1), (3, 31)), (2, (4, 1), (6, 30)), (4, (10, 1), (12, 31))]
)
def test_quarters_are_three_months(quarter, first, last):
    found = Period.of_quarter(2025, quarter)

    assert (found.starts_on, found.last_day) == (date(2025, *first), date(2025, *last))


@given(PERIODS, PERIODS)
def test_periods_overlap_when_they_share_a_day(one, other):
    shared = one.shared_with(other)

    assert one.overlaps(other) == (shared is not None) == other.overlaps(one)
    if shared:
        assert one.contains(shared.starts_on)
        assert other.contains(shared.starts_on)


@given(PERIODS, DAYS, st.sampled_from([1, 3, 6, 12]))
def test_parts_cover_a_period_without_gap_or_overlap(whole, day, step):
    if whole.ends_on is None:
        with pytest.raises(NotInForce):
            next(whole.parts(step))
        return
    parts = list(whole.parts(step))

    assert sum(each.contains(day) for each in parts) == whole.contains(day)
    assert all(one.ends_on == other.starts_on for one, other in pairwise(parts))


def test_the_quarters_of_a_year_are_four():
    assert [each.starts_on.month for each in Period.of_year(2023).parts(3)] == [1, 4, 7, 10]


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2024, 3, 15), 12, date(2025, 3, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2020, 1, 15), 60, date(2025, 1, 15)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2025, 1, 15), 0, date(2025, 1, 15)),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(day, count, found):
    assert add_months(day, count) == found


@given(DAYS)
def test_a_working_day_is_one_that_is_worked(day):
    assert CALENDAR.is_working_day(day) == worked(day)


@given(st.dates(date(2024, 6, 1), date(2026, 6, 1)), st.integers(-60, 60))
def test_counting_working_days_agrees_with_walking(start, count):
    walked, left = start, abs(count)
    step = timedelta(1 if count > 0 else -1)
    while left:
        walked += step
        left -= worked(walked)

    assert CALENDAR.add_working_days(start, count) == walked


@given(DAYS, DAYS)
def test_working_days_between_agree_with_walking(start, end):
    low, high = sorted((start, end))
    if start <= end:
        expected = sum(worked(low + timedelta(n)) for n in range(1, (high - low).days + 1))
    else:
        expected = -sum(worked(low + timedelta(n)) for n in range((high - low).days))

    assert CALENDAR.working_days_between(start, end) == expected


@given(st.dates(date(2024, 2, 1), date(2026, 11, 1)))
def test_the_nearest_working_days_stand_on_either_side(day):
    after, before = CALENDAR.next_working_day(day), CALENDAR.previous_working_day(day)

    assert before <= day <= after
    assert worked(before)
    assert worked(after)
    assert (after == before) == worked(day)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_working_day(date(2023, 12, 31)),
        lambda: CALENDAR.add_working_days(date(2027, 1, 1), 1),
        lambda: CALENDAR.working_days_between(date(2026, 1, 1), date(2027, 1, 1)),
        lambda: CALENDAR.days_off_between(date(2023, 1, 1), date(2025, 1, 1)),
        lambda: CALENDAR.days_worked_between(date(2025, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_year_that_was_not_entered_is_refused(ask):
    with pytest.raises(NotInForce, match="Chưa nhập lịch ngày nghỉ của năm"):
        ask()


@pytest.mark.parametrize(("start", "count", "year"), [(date(2026, 12, 30), 5, "2027"), (date(2024, 1, 3), -5, "2023")])
def test_an_answer_beyond_the_years_entered_is_refused(start, count, year):
    with pytest.raises(NotInForce, match=year):
        CALENDAR.add_working_days(start, count)


@pytest.mark.parametrize("years", [frozenset(), frozenset({2024, 2026})])
def test_a_calendar_has_years_without_a_gap(years):
    with pytest.raises(NotInForce, match="liền nhau"):
        Calendar({}, {}, years)


def test_days_off_are_named_with_their_reason_and_weekends_left_out():
    assert CALENDAR.days_off_between(date(2025, 4, 25), date(2025, 9, 1)) == (
        (date(2025, 5, 1), "01/5"),
        (date(2025, 5, 2), "hoán đổi"),
    )
    assert CALENDAR.days_worked_between(date(2025, 4, 25), date(2025, 9, 1)) == (
        (date(2025, 4, 26), "làm bù ngày 02/5"),
    )
