"""Duties as dated occurrences, lead times, states and explanations."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.duties import (
    CADENCE_NAMES,
    STATE_NAMES,
    Cadence,
    DutyState,
    DutyTerms,
    due_with_leads,
    explain,
    last_working_day_in_time,
    occurrences,
    state,
)
from nguon.rules.errors import NotInForce
from nguon.rules.periods import Calendar, Period

CALENDAR = Calendar(
    {date(2023, 5, 1): "Quốc tế Lao động", date(2024, 1, 1): "Tết Dương lịch", date(2026, 1, 2): "hoán đổi"},
    {date(2026, 1, 10): "làm bù ngày 02/01"},
    frozenset(range(2022, 2028)),
)
YEAR = Period.of_year(2023)
DAYS = st.dates(date(2023, 1, 1), date(2026, 6, 30))


def due(every, within=YEAR, days=None):
    return [
        (each.label, each.nominal_due_on)
        for each in occurrences(DutyTerms(every=every, due_working_days=days), within, CALENDAR)
    ]


def test_quarters_are_due_five_working_days_after_their_end():
    assert due(Cadence.QUARTER) == [
        ("quý I/2023", date(2023, 4, 7)),
        ("quý II/2023", date(2023, 7, 7)),
        ("quý III/2023", date(2023, 10, 6)),
        ("quý IV/2023", date(2024, 1, 8)),
    ]


@pytest.mark.parametrize(
    ("every", "count", "first", "last"),
    [
        (Cadence.MONTH, 12, ("tháng 1/2023", date(2023, 2, 7)), ("tháng 12/2023", date(2024, 1, 8))),
        (
            Cadence.HALF_YEAR,
            2,
            ("sáu tháng đầu năm 2023", date(2023, 7, 7)),
            ("sáu tháng cuối năm 2023", date(2024, 1, 8)),
        ),
        (Cadence.YEAR, 1, ("năm 2023", date(2024, 1, 8)), ("năm 2023", date(2024, 1, 8))),
        (Cadence.Q4, 1, ("quý IV/2023", date(2024, 1, 8)), ("quý IV/2023", date(2024, 1, 8))),
    ],
)
def test_every_cadence_has_its_periods(every, count, first, last):
    found = due(every)

    assert (len(found), found[0], found[-1]) == (count, first, last)


def test_the_number_of_working_days_can_be_said_by_the_plan():
    assert due(Cadence.YEAR, days=0) == [("năm 2023", date(2023, 12, 31))]
    assert due(Cadence.YEAR, days=10) == [("năm 2023", date(2024, 1, 15))]


def test_working_saturdays_count():
    assert due(Cadence.YEAR, Period.of_year(2025), days=6) == [("năm 2025", date(2026, 1, 9))]
    assert due(Cadence.YEAR, Period.of_year(2025), days=7) == [("năm 2025", date(2026, 1, 10))]


def test_a_plan_of_several_years_has_its_fourth_quarter_every_year():
    assert [label for label, _ in due(Cadence.Q4, Period(date(2022, 11, 1), date(2025, 1, 1)))] == [
        "quý IV/2022",
        "quý IV/2023",
        "quý IV/2024",
    ]


@pytest.mark.parametrize("every", [Cadence.PERIODIC, None])
def test_what_is_only_said_to_be_regular_has_no_day(every):
    assert due(every) == []


def test_a_printed_day_stays_as_printed_and_counts_as_the_last_one():
    (found,) = occurrences(DutyTerms(due_on=date(2023, 3, 5)), YEAR, CALENDAR)

    assert found.nominal_due_on == date(2023, 3, 5)  # a Sunday
    assert (found.label, found.period) == ("Đến 05/03/2023", Period(date(2023, 3, 5), date(2023, 3, 6)))
    assert found.because.endswith("là ngày cuối còn đúng hạn.")
    assert last_working_day_in_time(date(2023, 3, 5), CALENDAR) == date(2023, 3, 3)
    assert last_working_day_in_time(date(2023, 3, 3), CALENDAR) == date(2023, 3, 3)


def test_the_reason_tells_whether_the_days_are_ours_or_the_plans():
    stated, ours = (
        occurrences(DutyTerms(every=Cadence.YEAR, due_working_days=days), YEAR, CALENDAR)[0] for days in (5, None)
    )

    assert stated.because == "Hết năm 2023 ngày 31/12/2023, cộng 5 ngày làm việc."
    assert ours.because == "Hết năm 2023 ngày 31/12/2023, cộng 5 ngày làm việc (số ngày mặc định, văn bản không nêu)."


@pytest.mark.parametrize("within", [Period(date(2023, 1, 1)), Period.of_year(2027)])
def test_a_plan_without_an_end_or_beyond_the_calendar_is_refused(within):
    with pytest.raises(NotInForce):
        due(Cadence.QUARTER, within)


@given(DAYS, st.sampled_from([Cadence.MONTH, Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR]), st.integers(1, 20))
def test_occurrences_come_in_order_each_after_its_period(start, every, days):
    within = Period(start, start + timedelta(200))

    found = occurrences(DutyTerms(every=every, due_working_days=days), within, CALENDAR)

    assert [each.nominal_due_on for each in found] == sorted(each.nominal_due_on for each in found)
    assert all(CALENDAR.working_days_between(each.period.last_day, each.nominal_due_on) == days for each in found)
    assert (found[0].period.starts_on, found[-1].period.ends_on) == (within.starts_on, within.ends_on)


@given(DAYS, st.lists(st.integers(0, 6), max_size=4))
def test_lead_times_add_up_from_the_top_down(due_on, leads):
    found = due_with_leads(due_on, leads, CALENDAR)

    assert found == (CALENDAR.add_working_days(due_on, -sum(leads)) if sum(leads) else due_on)
    assert found <= due_on


FRIDAY = date(2023, 4, 28)  # before a long weekend: Monday 1 May is a holiday


@pytest.mark.parametrize(
    ("done_on", "today", "found", "words"),
    [
        (None, date(2023, 4, 20), (DutyState.WAITING, 6), "còn 6 ngày làm việc"),
        (None, date(2023, 4, 21), (DutyState.SOON, 5), "còn 5 ngày làm việc"),
        (None, FRIDAY, (DutyState.DUE_TODAY, 0), "đến hạn hôm nay"),
        (None, date(2023, 4, 29), (DutyState.OVERDUE, 0), "quá hạn 0 ngày làm việc"),
        (None, date(2023, 5, 3), (DutyState.OVERDUE, 2), "quá hạn 2 ngày làm việc"),
        (FRIDAY, date(2023, 5, 3), (DutyState.DONE, 0), "đã xong"),
        (date(2023, 5, 2), date(2023, 5, 3), (DutyState.DONE_LATE, 1), "xong muộn 1 ngày làm việc"),
    ],
)
def test_a_duty_stands_as_the_day_has_it(done_on, today, found, words):
    standing = state(FRIDAY, done_on, today, CALENDAR)

    assert (standing.state, standing.working_days) == found
    assert str(standing) == words


@given(DAYS, DAYS)
def test_an_open_duty_is_late_only_after_its_day(due_on, today):
    found = state(due_on, None, today, CALENDAR).state

    assert (found is DutyState.OVERDUE) == (today > due_on)
    assert (found is DutyState.DUE_TODAY) == (today == due_on)


def test_a_repeated_duty_is_explained_from_its_period_with_leads_and_holidays():
    duty = DutyTerms(every=Cadence.MONTH, clause="mục III.2", quote="báo cáo hằng tháng")
    april = occurrences(duty, YEAR, CALENDAR)[3]

    found = explain(duty, april, [("Đảng ủy xã", 2), ("Tỉnh ủy", 0)], CALENDAR)

    assert found.due_on == date(2023, 5, 4)
    assert found.start == "từ ngày 30/04/2023, hết tháng 4/2023"
    assert found.plus == (april.because, "sớm hơn 2 ngày làm việc do Đảng ủy xã đặt")
    assert found.skipped == ((date(2023, 5, 1), "Quốc tế Lao động"),)
    assert found.worked == ()
    assert found.ground == "mục III.2 “báo cáo hằng tháng”"
    assert found.last_working_day == ""
    assert found.if_late.startswith("Sau ngày 04/05/2023")


def test_a_printed_day_is_explained_by_the_document():
    duty = DutyTerms(due_on=date(2023, 3, 5))
    (printed,) = occurrences(duty, YEAR, CALENDAR)

    found = explain(duty, printed, [], CALENDAR)

    assert (found.due_on, found.start) == (date(2023, 3, 5), "ngày 05/03/2023 in trong văn bản")
    assert (found.plus, found.skipped, found.ground) == ((), (), "")
    assert found.last_working_day == "Hạn rơi vào ngày nghỉ; ngày làm việc cuối còn đúng hạn là 03/03/2023."


def test_a_lead_over_a_holiday_names_it():
    duty = DutyTerms(due_on=date(2023, 5, 3), quote="trước ngày 03/5")
    (printed,) = occurrences(duty, YEAR, CALENDAR)

    found = explain(duty, printed, [("Huyện ủy", 2)], CALENDAR)

    assert found.due_on == date(2023, 4, 28)
    assert found.skipped == ((date(2023, 5, 1), "Quốc tế Lao động"),)
    assert found.ground == "“trước ngày 03/5”"


def test_every_cadence_and_state_has_a_name():
    assert set(CADENCE_NAMES) == set(Cadence)
    assert set(STATE_NAMES) == set(DutyState)
