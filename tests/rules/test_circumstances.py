"""What keeps a member from tasks is written down once at a time, for members, and not ahead."""

from datetime import date

import pytest

from nguon.models import Circumstance
from nguon.rules.circumstances import KINDS, CircumstanceFacts, unmet_circumstance
from nguon.rules.periods import Period

TODAY = date(2026, 3, 10)


def codes(kind="exempt", starts_on=TODAY, ends_on=None, *, is_member=True, others=()):
    facts = CircumstanceFacts(kind, Period(starts_on, ends_on))
    return [each.code for each in unmet_circumstance(facts, is_member=is_member, others=others, today=TODAY)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_may_stand_for_a_member(kind):
    assert codes(kind) == []


def test_the_kinds_are_those_of_the_table():
    assert list(KINDS) == Circumstance.Kind.values


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"is_member": False}, ["circumstances.no_member"]),
        ({"kind": "tired"}, ["circumstances.kind_unknown"]),
        ({"starts_on": date(2026, 3, 11)}, ["circumstances.ahead"]),
        ({"ends_on": TODAY}, ["circumstances.ends_before"]),
        ({"ends_on": date(2026, 3, 9)}, ["circumstances.ends_before"]),
        ({"ends_on": date(2026, 12, 1)}, []),
        ({"others": [Period(date(2025, 1, 1))]}, ["circumstances.twice"]),
        ({"others": [Period(date(2025, 1, 1), TODAY)]}, []),
        ({"starts_on": date(2026, 1, 1), "others": [Period(date(2026, 2, 1), TODAY)]}, ["circumstances.twice"]),
        (
            {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 2, 1), "others": [Period(date(2026, 2, 1), TODAY)]},
            [],
        ),
        (
            {"kind": "", "is_member": False, "starts_on": date(2027, 1, 1), "ends_on": TODAY},
            [
                "circumstances.no_member",
                "circumstances.kind_unknown",
                "circumstances.ahead",
                "circumstances.ends_before",
            ],
        ),
    ],
)
def test_everything_that_is_wrong_comes_at_once(changes, found):
    assert codes(**changes) == found
