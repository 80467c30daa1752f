"""A pool against its quota: tables of cases, and what holds for any figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.pool_ratio import STATE_NAMES, Bounds, State, pool_ratio

USUAL = Bounds(Decimal("1.5"), Decimal(2))
pools = st.integers(0, 100_000)
ratios = st.decimals(0, 9, places=2)
bounds = st.one_of(
    st.just(Bounds()),
    ratios.map(Bounds),
    st.tuples(ratios, ratios).map(lambda pair: Bounds(min(pair), max(pair))),
)


@pytest.mark.shows("000-8")
@pytest.mark.parametrize(
    ("quota", "pool", "to_find", "too_many", "state"),
    [
        (7, 12, 0, 0, "enough"),
        (7, 10, 1, 0, "thin"),  # 1,5 × 7 = 10,5: eleven are wanted
        (7, 11, 0, 0, "enough"),
        (7, 14, 0, 0, "enough"),
        (7, 15, 0, 1, "over"),
        (5, 11, 0, 1, "over"),
        (4, 6, 0, 0, "enough"),
        (4, 0, 6, 0, "thin"),
        (1, 1, 1, 0, "thin"),
        (1, 2, 0, 0, "enough"),
        (0, 0, 0, 0, "enough"),
        (0, 3, 0, 3, "over"),
        (None, 0, 0, 0, "no_quota"),
        (None, 9, 0, 0, "no_quota"),
    ],
)
def test_against_one_and_a_half_to_two_times(quota, pool, to_find, too_many, state):
    found = pool_ratio(quota, pool, USUAL)

    assert (found.to_find, found.too_many, found.state) == (to_find, too_many, state)


@pytest.mark.parametrize(
    ("given_bounds", "pool", "wanted", "allowed", "state"),
    [
        (Bounds(), 9, 10, None, "thin"),
        (Bounds(), 10, 10, None, "enough"),
        (Bounds(), 900, 10, None, "enough"),
        (Bounds(Decimal("1.2")), 11, 12, None, "thin"),
        (Bounds(None, Decimal(2)), 21, 10, 20, "over"),
        (Bounds(Decimal(0), Decimal(3)), 0, 0, 30, "enough"),
        (Bounds(Decimal("1.55"), Decimal("1.55")), 16, 16, 16, "enough"),
    ],
)
def test_bounds_left_open_or_narrow(given_bounds, pool, wanted, allowed, state):
    found = pool_ratio(10, pool, given_bounds)

    assert (found.wanted, found.allowed, found.state) == (wanted, allowed, state)


@pytest.mark.parametrize(
    ("quota", "pool", "ratio"), [(8, 12, "1.5"), (3, 0, "0"), (0, 5, None), (None, 5, None), (4, 3, "0.75")]
)
def test_the_ratio_is_persons_for_one_place(quota, pool, ratio):
    assert pool_ratio(quota, pool, USUAL).ratio == (None if ratio is None else Decimal(ratio))


@pytest.mark.parametrize(("pool", "very"), [(0, True), (9, True), (10, False), (14, False), (15, False)])
def test_fewer_persons_than_places_is_very_thin(pool, very):
    assert pool_ratio(10, pool, USUAL).is_very_thin is very


@given(st.one_of(st.none(), pools), pools, bounds)
def test_nobody_is_both_to_be_found_and_too_many(quota, pool, limits):
    found = pool_ratio(quota, pool, limits)

    assert min(found.to_find, found.too_many) == 0
    assert found.to_find >= 0
    assert found.too_many >= 0


@given(pools, pools, bounds)
def test_finding_those_still_to_be_found_is_enough_and_one_fewer_is_not(quota, pool, limits):
    found = pool_ratio(quota, pool, limits)

    assert pool_ratio(quota, pool + found.to_find, limits).to_find == 0
    if found.to_find:
        assert pool_ratio(quota, pool + found.to_find - 1, limits).state is State.THIN
        assert pool_ratio(quota, pool + found.to_find, limits).state is State.ENOUGH


@given(pools, pools, bounds)
def test_one_more_person_never_means_more_to_find(quota, pool, limits):
    assert pool_ratio(quota, pool + 1, limits).to_find <= pool_ratio(quota, pool, limits).to_find


@given(pools, pools, bounds)
def test_a_larger_quota_never_asks_for_fewer(quota, pool, limits):
    assert pool_ratio(quota + 1, pool, limits).to_find >= pool_ratio(quota, pool, limits).to_find


@given(pools, pools, bounds)
def test_the_state_says_what_the_figures_say(quota, pool, limits):
    found = pool_ratio(quota, pool, limits)

    assert found.state is (State.THIN if found.to_find else State.OVER if found.too_many else State.ENOUGH)
    assert found.allowed is None or found.wanted <= found.allowed


def test_every_state_has_words():
    assert set(STATE_NAMES) == set(State)
