"""The organisation's shape on any day, from dated placements; paths that a database can cut by range.

A path is one fixed-width segment a level, from the top unit down to the unit itself, without separators: `00010k3a`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from nguon.rules.errors import RuleViolation, Unmet
from nguon.rules.kinds import Kind, unmet_placement

WIDTH = 4
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)
LARGEST = len(_DIGITS) ** WIDTH - 1
_ABOVE_ALL = "~"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a unit stands, under which name and as what, from `starts_on` up to, not including, `ends_on`."""

    unit: int
    parent: int | None
    name: str
    kind: str
    sector: str
    starts_on: date
    ends_on: date | None = None


def segment(number: int) -> str:
    """Four base-36 digits, so that text order is number order; 0 ≤ `number` ≤ 1,679,615."""
    if not 0 <= number <= LARGEST:
        raise RuleViolation([Unmet("tree.segment_range", f"Số thứ tự {number} nằm ngoài 0–{LARGEST}.")])
    return _PAIRS[number // len(_PAIRS)] + _PAIRS[number % len(_PAIRS)]


def shape_on(placements: Iterable[Placed], day: date) -> dict[int, Placed]:
    """The placement of every unit that stands on `day`, by unit; RuleViolation when a unit stands in two places."""
    shape: dict[int, Placed] = {}
    twice: list[Placed] = []
    for each in placements:
        if each.starts_on <= day and (each.ends_on is None or day < each.ends_on):
            if each.unit in shape:
                twice.append(each)
            shape[each.unit] = each
    if twice:
        raise RuleViolation([Unmet("tree.placed_twice", f"{each.name} cùng lúc đứng ở hai nơi.") for each in twice])
    return shape


def paths(placements: Iterable[Placed], on: date, segments: Mapping[int, str] | None = None) -> dict[int, str]:
    """The path of every unit standing on `on`, parents before children.

    `segments` gives each unit's own segment (WIDTH characters); without it the unit's number is used. Raises
    RuleViolation naming every unit whose parent does not stand on that day or that stands in a circle.
    """
    shape = shape_on(placements, on)
    children: defaultdict[int | None, list[int]] = defaultdict(list)
    for unit, placed in shape.items():
        children[placed.parent].append(unit)
    found: dict[int, str] = {}
    above: list[tuple[int | None, str]] = [(None, "")]
    for parent, prefix in above:
        if parent not in children:
            continue
        for unit in children[parent]:
            path = prefix + (segment(unit) if segments is None else segments[unit])
            found[unit] = path
            above.append((unit, path))
    if len(found) < len(shape):
        raise RuleViolation(unmet_shape(shape))
    return found


def unmet_shape(shape: Mapping[int, Placed], kinds: Mapping[str, Kind] | None = None) -> tuple[Unmet, ...]:
    """Everything wrong with a shape: parents that do not stand, circles and, given `kinds`, kinds in wrong places."""
    unmet: list[Unmet] = []
    for placed in shape.values():
        if placed.parent is None or placed.parent in shape:
            continue
        unmet.append(Unmet("tree.parent_absent", f"Cấp trên của {placed.name} không còn vào ngày này."))
    for circle in circles({unit: placed.parent for unit, placed in shape.items()}):
        names = " → ".join(shape[each].name for each in (*circle, circle[0]))
        unmet.append(Unmet("tree.circle", f"Các tổ chức trực thuộc lẫn nhau thành vòng: {names}."))
    if kinds is not None:
        for placed in shape.values():
            above = None if placed.parent is None else shape.get(placed.parent)
            if placed.parent is None or above is not None:
                found = unmet_placement(placed.kind, None if above is None else above.kind, kinds)
                unmet += [Unmet(each.code, f"{placed.name}: {each.what}", each.clause) for each in found]
    return tuple(unmet)


def circles(parents: Mapping[int, int | None]) -> tuple[tuple[int, ...], ...]:
    """Every circle in a map of unit to parent, each once, beginning with its smallest unit; empty for a tree."""
    settled: set[int] = set()
    found: list[tuple[int, ...]] = []
    for start in parents:
        trail: dict[int, int] = {}
        unit: int | None = start
        while unit is not None and unit in parents and unit not in settled and unit not in trail:
            trail[unit] = len(trail)
            unit = parents[unit]
        if unit is not None and unit in trail:
            circle = list(trail)[trail[unit] :]
            first = circle.index(min(circle))
            found.append((*circle[first:], *circle[:first]))
        settled.update(trail)
    return tuple(sorted(found))


def would_circle(parents: Mapping[int, int | None], unit: int, new_parent: int | None) -> bool:
    """Whether standing `unit` under `new_parent` would put it below itself."""
    return new_parent is not None and bool(circles({**parents, unit: new_parent}))


def ancestors_of(path: str) -> tuple[str, ...]:
    """The paths above `path`, from the top down, itself left out."""
    return tuple(path[:end] for end in range(WIDTH, len(path), WIDTH))


def lineage_of(path: str) -> tuple[str, ...]:
    """The paths above `path` from the top down, and itself last: what a role must be held at to reach it."""
    return (*ancestors_of(path), path)


def parent_of(path: str) -> str | None:
    """The path directly above, or None at the top."""
    return path[:-WIDTH] or None


def depth_of(path: str) -> int:
    """1 for a top unit."""
    return len(path) // WIDTH


def is_within(path: str, top: str) -> bool:
    """Whether `path` is `top` or below it."""
    low, high = subtree_range(top)
    return low <= path < high


def subtree_range(path: str) -> tuple[str, str]:
    """(low, high) such that low ≤ p < high holds exactly for `path` and all below it, in bytewise order."""
    return path, path + _ABOVE_ALL
