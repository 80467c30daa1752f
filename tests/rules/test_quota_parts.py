"""Largest remainder within limits, and the exact integer program under the sub-targets."""

from fractions import Fraction
from itertools import product
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguon.rules.errors import RuleViolation
from nguon.rules.quota import HEADLINE, GroupRow, Method, Target, apportion, check, divide
from nguon.rules.quota.covering import cheapest
from tests.rules.test_quota import row


@given(st.integers(0, 500), st.lists(st.integers(0, 300), min_size=1, max_size=12))
def test_without_limits_every_share_is_within_one_of_its_exact_proportion(places, weights):
    shares = apportion(places, weights, [0] * len(weights), [places] * len(weights))
    whole = sum(weights)

    assert sum(shares) == places
    for share, weight in zip(shares, weights, strict=True):
        exact = Fraction(places * weight, whole) if whole else Fraction(places, len(weights))
        assert abs(share - exact) < 1


@st.composite
def bounded(draw):
    rows = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=6))
    low = [min(one, other) for _, one, other in rows]
    high = [max(one, other) for _, one, other in rows]
    return draw(st.integers(sum(low), sum(high))), [weight for weight, _, _ in rows], low, high


@given(bounded())
def test_limited_shares_keep_their_limits_and_the_order_of_weights(problem):
    places, weights, low, high = problem
    shares = apportion(*problem)

    assert sum(shares) == places
    assert all(least <= share <= most for least, share, most in zip(low, shares, high, strict=True))
    for (one, share, least), (other, more, most) in product(
        zip(weights, shares, low, strict=True), zip(weights, shares, high, strict=True)
    ):
        if one <= other and share > least and more < most:
            assert share <= more + 1


@given(bounded())
def test_one_place_more_takes_from_no_unit_more_than_one(problem):
    places, weights, low, high = problem
    if places < sum(high):
        before, after = apportion(*problem), apportion(places + 1, weights, low, high)

        assert all(new >= old - 1 for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize(("places", "low", "high"), [(5, [3, 3], [9, 9]), (5, [0, 0], [2, 2]), (5, [4, 0], [3, 9])])
def test_places_out_of_reach_are_refused(places, low, high):
    with pytest.raises(RuleViolation, match="Không chia được 5"):
        apportion(places, [1, 1], low, high)


def test_equal_remainders_go_in_the_order_given():
    assert apportion(2, [1, 1, 1], [0, 0, 0], [2, 2, 2]) == [1, 1, 0]


def test_units_without_weight_get_what_the_others_cannot_take():
    assert apportion(7, [3, 0, 0], [0, 0, 0], [3, 9, 9]) == [3, 2, 2]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.integers(-1, 1), min_size=3, max_size=3), st.integers(0, 4)), min_size=1, max_size=4
    ),
    st.lists(st.integers(-2, 5), min_size=3, max_size=3),
    st.integers(0, 2),
)
def test_the_cheapest_whole_numbers_are_those_found_by_trying_all(columns, needs, cuts):
    rows = [[column[at] for column, _ in columns] for at in range(3)]
    costs, tops = [at % 2 + 1 for at in range(len(columns))], [top for _, top in columns]
    tried = [
        sum(map(int.__mul__, costs, counts))
        for counts in product(*(range(top + 1) for top in tops))
        if all(sum(map(int.__mul__, each, counts)) >= need for each, need in zip(rows, needs, strict=True))
    ]

    found = cheapest(costs, rows, needs, tops, cuts)

    assert (None if found is None else sum(map(int.__mul__, costs, found))) == min(tried, default=None)
    assert found is None or all(0 <= count <= top for count, top in zip(found, tops, strict=True))


@pytest.mark.parametrize(("rings", "cuts"), [(1, 0), (2, 0), (3, 1), (5, 2)])
def test_odd_rings_are_settled_without_trying_them_all(rings, cuts):
    rows = [[int(at // 3 == row // 3 and at != row) for at in range(3 * rings)] for row in range(3 * rings)]

    assert sum(cheapest([1] * 3 * rings, rows, [201] * 3 * rings, [400] * 3 * rings, cuts)) == 302 * rings


def province(count):
    """`count` units, every third an enterprise, with locks, bounds and six overlapping sub-targets."""
    rows = []
    for unit in range(count):
        groups = {
            "enterprise": GroupRow(maximum=None if unit % 3 == 0 else 0),
            "student": GroupRow(maximum=3 if unit % 5 == 0 else 0),
            "ethnic_minority": GroupRow(weight=unit % 7, maximum=None if unit % 2 else 1),
            "women": GroupRow(minimum=1 if unit % 11 == 0 else 0),
            "youth": GroupRow(locked=2 if unit % 50 == 0 else None),
            "religious": GroupRow(weight=unit % 4),
        }
        rows.append(
            row(unit, 10 + unit * 37 % 91, 4 if unit % 40 == 0 else None, 0, 9 if unit % 17 == 0 else None, **groups)
        )
    total = count * 2
    wanted = [
        Target(HEADLINE, total, total),
        Target("enterprise", total // 2),
        Target("student", total // 20),
        Target("ethnic_minority", 30, percent=True),
        Target("women", 40, percent=True),
        Target("youth", 60, percent=True),
        Target("religious", total // 10),
    ]
    return wanted, rows


def test_a_province_is_divided_while_one_waits():
    wanted, rows = province(5000)
    started = perf_counter()
    division = divide(wanted, rows, Method.MEMBERS)
    seconds = perf_counter() - started

    assert division.moved
    assert check(wanted, division.cells, rows) == ()
    assert seconds < 2
