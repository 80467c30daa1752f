"""Probation's end, Party age, and what is late."""

from datetime import date

from nguon.regulations.load import calendar
from nguon.rules.recognition import Terms, recognition, unmet_recognition

TERMS = Terms(12, 30, 30)


def judged(recognised_on: date, ceremony_on: date = date(2023, 6, 10)):
    return recognition(
        decision_on=date(2023, 5, 20),
        ceremony_on=ceremony_on,
        recognised_on=recognised_on,
        terms=TERMS,
        calendar=calendar(),
    )


def test_it_takes_effect_at_the_end_of_probation_however_late():
    found = judged(date(2024, 9, 30))

    assert (found.effective_on, found.party_age_from, found.late) == (date(2024, 6, 10), date(2023, 5, 20), True)


def test_it_is_in_time_while_branch_and_committee_keep_their_days():
    last = judged(date(2024, 7, 1)).due_on

    assert not judged(last).late
    assert judged(date.fromordinal(last.toordinal() + 1)).late


def test_probation_from_a_leap_day_ends_on_the_last_of_february():
    assert judged(date(2025, 4, 1), date(2024, 2, 29)).effective_on == date(2025, 2, 28)


def test_days_in_the_wrong_order_are_named():
    found = unmet_recognition(
        decision_on=date(2023, 6, 11),
        ceremony_on=date(2023, 6, 10),
        recognised_on=date(2024, 6, 9),
        probation_months=12,
    )

    assert [each.code for each in found] == [
        "recognition.ceremony_before_decision",
        "recognition.before_end_of_probation",
    ]
