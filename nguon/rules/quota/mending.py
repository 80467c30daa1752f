"""Bringing an allocation that does not add up to its target, by the pool: what a hand would do, one place at a time."""

import heapq
from collections.abc import Sequence
from fractions import Fraction


def mend_by_pool(
    total: int, present: Sequence[int], pool: Sequence[int | None], low: Sequence[int], high: Sequence[int]
) -> list[int]:
    """`present` brought within `low` and `high` and as near to `total` as these allow, in the order given.

    Places are taken one by one from the unit that has the fewest persons in the pool for a place, or added to the one
    that has most; units whose pool is not known come last. Equal ratios: the first in the order given. Where low > high,
    low holds.
    """
    shares = [max(least, min(places, top)) for places, least, top in zip(present, low, high, strict=True)]
    change = total - sum(shares)
    step = 1 if change > 0 else -1
    heap = [
        _turn(step, pool[at], shares[at], at) for at in range(len(shares)) if _has_room(step, at, shares, low, high)
    ]
    heapq.heapify(heap)
    while change and heap:
        at = heapq.heappop(heap)[-1]
        shares[at] += step
        change -= step
        if _has_room(step, at, shares, low, high):
            heapq.heappush(heap, _turn(step, pool[at], shares[at], at))
    return shares


def _has_room(step: int, at: int, shares: Sequence[int], low: Sequence[int], high: Sequence[int]) -> bool:
    return shares[at] < high[at] if step > 0 else shares[at] > low[at]


def _turn(step: int, pool: int | None, places: int, at: int) -> tuple[bool, Fraction, int]:
    """What a unit waits by: smallest first. Adding looks at the ratio that would be left after the place is added."""
    if pool is None:
        return True, Fraction(0), at
    if step > 0:
        return False, -Fraction(pool, places + 1), at
    return False, Fraction(pool, places), at
