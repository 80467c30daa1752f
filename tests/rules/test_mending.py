"""Mending by the pool: one place at a time, from the thinnest pool, to the richest, never past a limit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguon.rules.quota.mending import mend_by_pool


@pytest.mark.parametrize(
    ("total", "present", "pool", "low", "high", "expected"),
    [
        (30, [10, 10, 10], [15, 15, 15], [0] * 3, [30] * 3, [10, 10, 10]),
        (28, [10, 10, 10], [5, 20, 30], [0] * 3, [30] * 3, [8, 10, 10]),
        (28, [10, 10, 10], [5, 20, 30], [9, 0, 0], [30] * 3, [9, 9, 10]),
        (32, [10, 10, 10], [5, 20, 30], [0] * 3, [30] * 3, [10, 10, 12]),
        (32, [10, 10, 10], [5, 20, 30], [0] * 3, [30, 30, 11], [10, 11, 11]),
        (28, [10, 10, 10], [None, 20, 30], [0] * 3, [30] * 3, [10, 8, 10]),
        (15, [10, 10], [None, 1], [0, 8], [30] * 2, [7, 8]),
        (0, [3, 3], [1, 1], [2, 2], [9, 9], [2, 2]),
        (99, [3, 3], [1, 1], [2, 2], [9, 9], [9, 9]),
        (5, [], [], [], [], []),
    ],
)
def test_places_move_where_the_pool_says(total, present, pool, low, high, expected):
    assert mend_by_pool(total, present, pool, low, high) == expected


rows = st.lists(
    st.tuples(st.integers(0, 40), st.none() | st.integers(0, 80), st.integers(0, 20), st.integers(0, 40)), max_size=12
)


@settings(deadline=None)  # a busy machine is not a fault
@given(rows, st.integers(0, 300))
def test_the_total_is_met_whenever_the_limits_leave_room_and_no_limit_is_broken(units, total):
    present, pool, low = [each[0] for each in units], [each[1] for each in units], [each[2] for each in units]
    high = [each[2] + each[3] for each in units]

    shares = mend_by_pool(total, present, pool, low, high)

    assert all(least <= places <= top for least, places, top in zip(low, shares, high, strict=True))
    assert sum(shares) == min(max(total, sum(low)), sum(high))
