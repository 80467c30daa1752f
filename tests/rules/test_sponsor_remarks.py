"""Which periods a sponsor's remark is asked for, and until when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.regulations.load import calendar
from nguon.rules.periods import Period, add_months
from nguon.rules.sponsor_remarks import is_asked_for, period_before, period_name, period_of, remark_due

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "every", "starts_on", "ends_on", "name"),
    [
        (date(2026, 3, 10), 1, date(2026, 3, 1), date(2026, 4, 1), "tháng 3/2026"),
        (date(2026, 3, 10), 3, date(2026, 1, 1), date(2026, 4, 1), "quý I/2026"),
        (date(2025, 12, 31), 3, date(2025, 10, 1), date(2026, 1, 1), "quý IV/2025"),
        (date(2026, 4, 1), 3, date(2026, 4, 1), date(2026, 7, 1), "quý II/2026"),
        (date(2026, 3, 10), 6, date(2026, 1, 1), date(2026, 7, 1), "sáu tháng đầu năm 2026"),
        (date(2026, 9, 10), 6, date(2026, 7, 1), date(2027, 1, 1), "sáu tháng cuối năm 2026"),
        (date(2026, 9, 10), 12, date(2026, 1, 1), date(2027, 1, 1), "năm 2026"),
        (date(2026, 3, 10), 2, date(2026, 3, 1), date(2026, 5, 1), "01/03/2026–30/04/2026"),
    ],
)
def test_periods_begin_with_the_year_and_bear_the_name_people_use(day, every, starts_on, ends_on, name):
    found = period_of(day, every)

    assert (found, period_name(found)) == (Period(starts_on, ends_on), name)


@given(DAYS, st.integers(1, 24))
def test_every_day_lies_in_its_period_and_periods_follow_without_a_gap(day, every):
    found = period_of(day, every)

    assert found.contains(day)
    assert found.ends_on == add_months(found.starts_on, every)
    assert period_of(found.ends_on - timedelta(1), every) == found
    assert period_before(period_of(found.ends_on, every)) == found


def test_a_remark_is_due_five_working_days_after_the_period():
    assert remark_due(Period.of_quarter(2026, 1), calendar()) == date(2026, 4, 7)


QUARTER = Period.of_quarter(2026, 1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "known_from", "asked"),
    [
        (date(2025, 6, 1), None, date(2025, 6, 1), True),
        (date(2026, 3, 1), None, date(2026, 3, 1), True),  # a full month of it
        (date(2026, 3, 2), None, date(2026, 3, 2), False),
        (date(2025, 6, 1), date(2026, 3, 31), date(2025, 6, 1), False),  # no longer helps at its end
        (date(2025, 6, 1), date(2026, 4, 1), date(2025, 6, 1), True),
        (date(2025, 6, 1), None, date(2026, 4, 1), False),  # written down only after it had ended
        (date(2025, 6, 1), None, date(2026, 3, 31), True),
    ],
)
def test_nothing_is_asked_that_could_not_be_said(starts_on, ends_on, known_from, asked):
    assert is_asked_for(QUARTER, starts_on=starts_on, ends_on=ends_on, known_from=known_from) is asked
