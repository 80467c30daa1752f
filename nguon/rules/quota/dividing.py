"""Sharing a target out over units, sub-targets and all: exact, and found whenever it exists.

A group's places at a unit are bounded only by the unit's own limits and its headline, so given the headlines the
groups do not touch each other; and raising a headline never harms a group. So: floors first (a unit's headline carries
every sub-cell fixed for it), then largest remainder within the limits; where a sub-target is still out of reach, the
fewest places are moved (an exact integer program over sets of groups), by proportion among the units they can come
from and go to.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from nguon.rules.quota.apportion import apportion
from nguon.rules.quota.clashes import clashes, places_needed
from nguon.rules.quota.covering import cheapest
from nguon.rules.quota.terms import FREE, HEADLINE, CannotDivide, Division, Limits, Method, Row, Target

_FAR = 100


def divide(targets: Iterable[Target], rows: Sequence[Row], method: Method, *, total: int | None = None) -> Division:
    """The target shared out over `rows` by `method`: sums exact, locks and bounds kept, sub-cells within headlines.

    `targets` hold at most one with the group HEADLINE. A range is met at its least possible total unless `total` says
    which; a sub-target is met at its least, or at what is fixed for it where that is more. The order of `rows` decides
    between equal remainders and nothing else. Raises CannotDivide naming every clash, exactly when there is no
    division.
    """
    wanted = tuple(targets)
    headline = next((each for each in wanted if each.group == HEADLINE), Target())
    limits = _limits(wanted, headline, rows, total)
    weights = [1 if method is Method.EQUAL else row.weights.get(method, 0) for row in rows]
    headlines, moved = None, []
    if limits.agree(headline):
        plain = apportion(limits.total, weights, limits.floor, limits.high)
        headlines = _reaching_every_group(limits, plain, weights)
        moved = [row.unit for row, old, new in zip(rows, plain, headlines or plain, strict=True) if old != new]
    if headlines is None:
        raise CannotDivide(clashes(limits, headline))
    cells = {(row.unit, HEADLINE): places for row, places in zip(rows, headlines, strict=True)}
    sums = {HEADLINE: limits.total}
    for group, target in enumerate(limits.targets):
        sums[target.group] = max(limits.least(group), sum(limits.group_low[group]))
        tops = list(map(min, limits.group_high[group], headlines))
        shares = apportion(sums[target.group], _own(rows, target, headlines), limits.group_low[group], tops)
        cells.update(((row.unit, target.group), places) for row, places in zip(rows, shares, strict=True))
    return Division(method, limits.total, cells, sums, tuple(moved))


def _limits(wanted: Sequence[Target], headline: Target, rows: Sequence[Row], total: int | None) -> Limits:
    """The limits at the total to divide; where the target leaves a range, at the least total that can be met."""
    least, greatest = headline.least(0), headline.greatest(0)
    if total is not None or least == greatest:
        settled = least if total is None else total
        return Limits(wanted, rows, settled, settled)
    base = Limits(wanted, rows, least, least)
    start = max(least, sum(base.floor))
    needs = sum(map(base.least, range(len(base.targets))))
    ceiling = _FAR * (start + needs + 1) if greatest is None else greatest
    total = start
    while total <= ceiling:
        limits = Limits(wanted, rows, total, ceiling)
        needed = places_needed(limits, range(len(limits.targets)))
        if needed is None or sum(limits.floor) + needed <= total:
            return Limits(wanted, rows, total, total)
        total = sum(limits.floor) + needed
    last = start if greatest is None else greatest
    return Limits(wanted, rows, last, last)


def _reaching_every_group(limits: Limits, plain: list[int], weights: Sequence[int]) -> list[int] | None:
    """`plain` with the fewest places moved so that every group can reach its least sum; None when it cannot be."""
    groups = range(len(limits.targets))
    lacking = [limits.least(group) - limits.reached(group, plain) for group in groups]
    if max(lacking, default=0) <= 0:
        return plain
    gains: defaultdict[int, dict[int, int]] = defaultdict(dict)
    losses: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for unit, places in enumerate(plain):
        for serves, room in limits.steps(unit, places, limits.high[unit]):
            if serves:
                gains[serves][unit] = room
        for serves, room in limits.steps(unit, limits.floor[unit], places):
            losses[serves][unit] = room
    up, down = sorted(gains), sorted(losses)
    rows = [[each >> group & 1 for each in up] + [-(each >> group & 1) for each in down] for group in groups]
    rows.append([-1] * len(up) + [1] * len(down))
    tops = [sum(room.values()) for room in chain((gains[each] for each in up), (losses[each] for each in down))]
    counts = cheapest([1] * len(tops), rows, [*lacking, 0], tops)
    if counts is None:
        return None
    reached = list(plain)
    for at, count in enumerate(counts):
        source = gains[up[at]] if at < len(up) else losses[down[at - len(up)]]
        units = list(source)
        shares = apportion(count, [weights[unit] for unit in units], [0] * len(units), list(source.values()))
        for unit, places in zip(units, shares, strict=True):
            reached[unit] += places if at < len(up) else -places
    return reached


def _own(rows: Sequence[Row], target: Target, headlines: Sequence[int]) -> list[int]:
    """What a group is shared out by: its own weight at a unit, else the unit's headline."""
    found = (row.groups.get(target.group, FREE).weight for row in rows)
    return [places if weight is None else weight for weight, places in zip(found, headlines, strict=True)]
