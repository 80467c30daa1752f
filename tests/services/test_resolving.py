"""A branch's resolution is written down with what it resolves."""

from datetime import timedelta

import pytest

from nguon.models import Resolution
from nguon.queries.access import system_reach
from nguon.rules.errors import RuleViolation
from nguon.rules.resolutions import Votes
from nguon.services.resolving import ResolutionFacts, laid_down
from tests.factories import DAY, make_unit

pytestmark = pytest.mark.django_db
BY = system_reach("demo", on=DAY)
FACTS = ResolutionFacts("5-NQ/CB", DAY, Votes(10, 9, 8, 1))


def test_it_keeps_number_day_and_votes():
    made = laid_down(BY, make_unit(), FACTS)

    assert (made.number, made.on, made.members, made.present, made.in_favour) == ("5-NQ/CB", DAY, 10, 9, 8)


def test_the_same_number_and_day_is_the_same_resolution():
    unit = make_unit()

    assert laid_down(BY, unit, FACTS) == laid_down(BY, unit, ResolutionFacts(" 5-NQ/CB ", DAY))
    assert Resolution.objects.count() == 1


def test_another_branch_has_its_own():
    assert laid_down(BY, make_unit(), FACTS) != laid_down(BY, make_unit(), FACTS)


def test_one_that_did_not_carry_is_not_written_down():
    with pytest.raises(RuleViolation) as refused:
        laid_down(BY, make_unit(), ResolutionFacts("6-NQ/CB", DAY + timedelta(1), Votes(10, 9, 5)))

    assert {each.code for each in refused.value.unmet} == {"resolution.ahead", "resolution.not_carried"}
    assert Resolution.objects.count() == 0
