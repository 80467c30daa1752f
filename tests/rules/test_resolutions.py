"""What makes a branch's resolution one."""

from dataclasses import replace
from datetime import date

import pytest

from nguon.rules.resolutions import Resolved, Votes, least_in_favour, unmet_resolution

GOOD = Resolved("5-NQ/CB", date(2026, 3, 1), Votes(10, 9, 8, 1), date(2026, 3, 10), 50, "Điều 9")


def codes(said: Resolved) -> set[str]:
    return {each.code for each in unmet_resolution(said)}


def test_a_number_a_day_and_a_majority_make_a_resolution():
    assert codes(GOOD) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "  "}, "resolution.number_missing"),
        ({"on": date(2026, 3, 11)}, "resolution.ahead"),
        ({"unit_opened_on": date(2026, 3, 2)}, "resolution.before_unit"),
        ({"votes": Votes()}, "resolution.votes_missing"),
        ({"votes": Votes(10, 9)}, "resolution.votes_missing"),
        ({"votes": Votes(0, 0, 0)}, "resolution.votes_impossible"),
        ({"votes": Votes(10, 11, 8)}, "resolution.present_over_members"),
        ({"votes": Votes(10, 9, 8, 2)}, "resolution.votes_over_present"),
        ({"votes": Votes(10, 9, 5)}, "resolution.not_carried"),
    ],
)
def test_each_thing_wrong_is_named(changes, code):
    assert codes(replace(GOOD, **changes)) == {code}


def test_six_of_ten_carry():
    assert codes(replace(GOOD, votes=Votes(10, 7, 6))) == set()


def test_what_was_decided_before_may_have_lost_its_number_and_votes():
    said = replace(GOOD, number="", votes=Votes(), carried_over=True, unit_opened_on=date(2026, 3, 5))

    assert codes(said) == set()


def test_votes_that_are_given_must_be_possible_even_when_carried_over():
    assert codes(replace(GOOD, votes=Votes(10, 11, 8), carried_over=True)) == {"resolution.present_over_members"}


@pytest.mark.parametrize(
    ("members", "percent", "least"), [(1, 50, 1), (9, 50, 5), (10, 50, 6), (3, 66, 2), (30, 50, 16)]
)
def test_the_least_number_in_favour_carries_and_one_less_does_not(members, percent, least):
    assert least_in_favour(members, percent) == least
    assert least * 100 > members * percent >= (least - 1) * 100
