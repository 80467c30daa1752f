"""Age by month, education by area, a certificate that still holds."""

from dataclasses import replace
from datetime import date

import pytest

from nguon.rules.eligibility import Applicant, Limit, Limits, unmet_eligibility, unmet_introducer
from nguon.rules.partial_dates import PartialDate

LIMITS = Limits(Limit(18, "a"), Limit(60, "b"), Limit("lower_secondary", "c"), Limit("primary", "d"), Limit(60, "e"))
GOOD = Applicant(PartialDate(1990, 5, 12), date(2026, 3, 10), "upper_secondary", date(2025, 3, 10))


def codes(**changes) -> list[str]:
    return [each.code for each in unmet_eligibility(replace(GOOD, **changes), LIMITS)]


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({}, []),
        ({"born": PartialDate(2008, 3, 28)}, []),
        ({"born": PartialDate(2008, 3)}, []),
        ({"born": PartialDate(2008, 4, 1)}, ["age.below_minimum"]),
        ({"born": PartialDate(1966, 3, 1)}, []),
        ({"born": PartialDate(1966, 2, 28)}, ["age.above_maximum"]),
        ({"born": PartialDate(1950, 1), "written_agreement": True}, []),
        ({"born": PartialDate(1990)}, ["age.unknown"]),
        ({"education": "primary"}, ["education.below_minimum"]),
        ({"education": "primary", "area": "island"}, []),
        ({"education": "lower_secondary"}, []),
        ({"certificate_on": None}, ["certificate.missing"]),
        ({"certificate_on": date(2026, 3, 11)}, ["certificate.missing"]),
        ({"certificate_on": date(2021, 3, 10)}, []),
        ({"certificate_on": date(2021, 3, 9)}, ["certificate.expired"]),
        (
            {"born": PartialDate(2010, 1), "education": "primary", "certificate_on": None},
            ["age.below_minimum", "education.below_minimum", "certificate.missing"],
        ),
    ],
)
def test_each_condition_by_itself_and_all_at_once(changes, unmet):
    assert codes(**changes) == unmet


def test_every_refusal_says_where_it_stands():
    found = unmet_eligibility(replace(GOOD, born=PartialDate(2010, 1), education="primary"), LIMITS)

    assert [each.clause for each in found] == ["a", "c"]


@pytest.mark.parametrize(
    ("official", "together", "unmet"),
    [
        (date(2015, 1, 1), date(2025, 3, 10), []),
        (date(2015, 1, 1), date(2025, 3, 11), ["sponsor.too_short_together"]),
        (date(2026, 3, 10), date(2024, 1, 1), []),
        (date(2026, 3, 11), date(2024, 1, 1), ["sponsor.not_official"]),
        (None, None, ["sponsor.not_official", "sponsor.too_short_together"]),
    ],
)
def test_an_introducer_is_official_and_a_year_together(official, together, unmet):
    found = unmet_introducer(official, together, date(2026, 3, 10), Limit(12, ""))

    assert [each.code for each in found] == unmet
