"""Largest remainder (Hamilton's method) within limits."""

from collections.abc import Sequence
from operator import itemgetter

from nguon.rules.errors import RuleViolation, Unmet


def apportion(places: int, weights: Sequence[int], low: Sequence[int], high: Sequence[int]) -> list[int]:
    """Whole shares that sum to `places`, each within its `low` and `high`, in the order given.

    Shares are proportional to `weights` as far as the limits leave them (each within one of its bounded exact share);
    the places left over by rounding down go to the largest remainders, equal remainders in the order given. Units of
    weight 0 get more than `low` only when all others stand at `high`, and then equally. Raises RuleViolation unless
    sum(low) ≤ `places` ≤ sum(high) and low ≤ high everywhere.
    """
    if not sum(low) <= places <= sum(high) or any(map(int.__gt__, low, high)):
        raise RuleViolation([Unmet("quota.out_of_reach", f"Không chia được {places} trong giới hạn đã đặt.")])
    shares = list(low)
    active = [unit for unit, least in enumerate(low) if least < high[unit]]
    rest = places - sum(low) + sum(low[unit] for unit in active)
    while active:
        whole = sum(weights[unit] for unit in active)
        if not whole:
            weights, whole = [1] * len(low), len(active)
        short = [unit for unit in active if rest * weights[unit] < low[unit] * whole]
        over = [unit for unit in active if rest * weights[unit] > high[unit] * whole]
        if not short and not over:
            _round(shares, active, rest, weights, whole)
            break
        lacking = sum(low[unit] * whole - rest * weights[unit] for unit in short)
        spare = sum(rest * weights[unit] - high[unit] * whole for unit in over)
        settled = short if lacking >= spare else over
        limit = low if lacking >= spare else high
        for unit in settled:
            shares[unit] = limit[unit]
            rest -= limit[unit]
        gone = set(settled)
        active = [unit for unit in active if unit not in gone]
    return shares


def _round(shares: list[int], active: list[int], rest: int, weights: Sequence[int], whole: int) -> None:
    remainders = []
    left = rest
    for unit in active:
        share, remainder = divmod(rest * weights[unit], whole)
        shares[unit] = share
        left -= share
        remainders.append((remainder, unit))
    if left:
        remainders.sort(key=itemgetter(0), reverse=True)  # a stable sort: equal remainders keep the order given
        for _, unit in remainders[:left]:
            shares[unit] += 1
