"""Votes: the base, what is needed of it, what cannot be."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.thresholds import Ballot, tally, unmet_ballot

TWO_THIRDS, HALF = Fraction(2, 3), Fraction(1, 2)


@pytest.mark.parametrize(
    ("ballot", "base", "needed", "passes"),
    [
        (Ballot(18, 0, 0, 12), 18, 12, True),
        (Ballot(20, 1, 2, 11), 17, 12, False),
        (Ballot(20, 1, 2, 12), 17, 12, True),
        (Ballot(3, 0, 0, 2), 3, 2, True),
        (Ballot(4, 0, 0, 2), 4, 3, False),
        (Ballot(1, 0, 0, 1), 1, 1, True),
    ],
)
def test_two_thirds_of_those_counted_must_be_reached(ballot, base, needed, passes):
    outcome = tally(ballot, TWO_THIRDS)

    assert (outcome.base, outcome.needed, outcome.passes) == (base, needed, passes)


@pytest.mark.parametrize(
    ("members", "in_favour", "passes"), [(10, 5, False), (10, 6, True), (11, 6, True), (11, 5, False)]
)
def test_half_must_be_exceeded(members, in_favour, passes):
    assert tally(Ballot(members, 0, 0, in_favour), HALF, exceed=True).passes is passes


def test_a_committee_is_counted_whole():
    assert tally(Ballot(15, 2, 1, 10), TWO_THIRDS, whole_body=True).needed == 10


@pytest.mark.parametrize(
    ("ballot", "code"),
    [
        (Ballot(0, 0, 0, 0), "vote.impossible"),
        (Ballot(10, -1, 0, 5), "vote.impossible"),
        (Ballot(3, 2, 1, 0), "vote.nobody_left"),
        (Ballot(10, 2, 1, 8), "vote.over_base"),
    ],
)
def test_counts_that_cannot_be_are_named(ballot, code):
    assert [each.code for each in unmet_ballot(ballot)] == [code]


@given(st.integers(1, 500), st.data())
def test_one_vote_fewer_than_needed_never_passes_and_all_votes_always_do(members, data):
    away = data.draw(st.integers(0, members - 1))
    for exceed, share in ((False, TWO_THIRDS), (True, HALF)):
        whole = tally(Ballot(members, away, 0, members - away), share, exceed=exceed)
        short = tally(Ballot(members, away, 0, whole.needed - 1), share, exceed=exceed)

        assert whole.passes
        assert not short.passes
        assert Fraction(whole.needed, whole.base) >= share
