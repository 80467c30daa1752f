"""What a nomination must say, and when it has waited long."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nguon.rules.nominations import UNANSWERED_DAYS, NominationFacts, has_waited_long, unmet_nomination
from nguon.rules.partial_dates import from_written

TODAY = date(2026, 3, 10)
GOOD = NominationFacts("Lê Thị Na", "Đoàn viên tích cực", born=from_written("5/1999"), document_date=TODAY)


def codes(facts):
    return [each.code for each in unmet_nomination(facts, TODAY)]


def test_a_name_and_a_reason_are_enough():
    assert codes(GOOD) == codes(NominationFacts("Lê Thị Na", "Tích cực")) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"full_name": " "}, "nominations.name_missing"),
        ({"why": ""}, "nominations.why_missing"),
        ({"born": from_written("11/03/2026")}, "nominations.born_ahead"),
        ({"document_date": date(2026, 3, 11)}, "nominations.document_ahead"),
    ],
)
def test_each_thing_wrong_is_named(changes, code):
    assert codes(replace(GOOD, **changes)) == [code]


def test_a_birth_year_of_today_may_be_past():
    assert codes(replace(GOOD, born=from_written("2026"))) == []


@pytest.mark.parametrize(("days", "long"), [(0, False), (UNANSWERED_DAYS - 1, False), (UNANSWERED_DAYS, True)])
def test_thirty_days_are_long(days, long):
    assert has_waited_long(TODAY - timedelta(days), TODAY) is long
