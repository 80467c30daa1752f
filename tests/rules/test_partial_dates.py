"""Days known whole, by month or by year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.partial_dates import (
    PartialDate,
    from_stored,
    from_written,
    whole_months_between,
    whole_years,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("12/5/1990", "1990-05-12"),
        ("12.05.1990", "1990-05-12"),
        ("12-5-1990", "1990-05-12"),
        ("5/1990", "1990-05"),
        ("00/05/1990", "1990-05"),
        ("00/00/1990", "1990"),
        (" 1990 ", "1990"),
    ],
)
def test_what_people_write_is_read(written, stored):
    assert from_written(written).stored() == stored


@pytest.mark.parametrize("written", ["", "31/02/1990", "13/1990", "12/5/90", "1899", "năm 1990", "1990/05/12"])
def test_what_is_no_day_is_refused(written):
    with pytest.raises(ValueError):
        from_written(written)


def test_a_day_needs_its_month():
    with pytest.raises(ValueError):
        PartialDate(1990, 0, 12)


@given(DAYS, st.integers(1, 3))
def test_what_is_stored_comes_back(day, known):
    partly = PartialDate(*(day.year, day.month, day.day)[:known])

    assert from_stored(partly.stored()) == partly
    assert from_written(str(partly)) == partly


@given(DAYS, DAYS)
def test_stored_text_sorts_as_time_does(one, other):
    assert (PartialDate.of(one).stored() < PartialDate.of(other).stored()) == (one < other)


@given(DAYS, st.integers(1, 3))
def test_a_day_lies_between_its_earliest_and_its_latest(day, known):
    partly = PartialDate(*(day.year, day.month, day.day)[:known])

    assert partly.earliest <= day <= partly.latest
    assert partly.may_be(PartialDate.of(day))
    assert (partly.whole == day) == (known == 3)


def test_two_days_that_differ_in_a_known_part_cannot_be_the_same():
    assert not PartialDate(1990, 5).may_be(PartialDate(1990, 6, 1))
    assert PartialDate(1990).may_be(PartialDate(1990, 6, 1))


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (PartialDate(2000, 2, 29), date(2018, 2, 28), (17, 17)),
        (PartialDate(2000, 2, 29), date(2018, 3, 1), (18, 18)),
        (PartialDate(2000), date(2018, 6, 1), (17, 18)),
        (PartialDate(2000, 6), date(2018, 6, 15), (17, 18)),
    ],
)
def test_age_is_counted_between_what_it_may_be(born, on, years):
    assert whole_years(born, on) == years


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2025, 3, 10), date(2026, 3, 10), 12),
        (date(2025, 3, 10), date(2026, 3, 9), 11),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
        (date(2025, 2, 28), date(2025, 1, 31), -1),
        (date(2025, 1, 31), date(2025, 2, 27), 0),
    ],
)
def test_full_months_end_on_the_day_of_the_same_number(start, end, months):
    assert whole_months_between(start, end) == months
