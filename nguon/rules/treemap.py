"""Rectangles of given sizes laid into one rectangle, as near to squares as they go: a map of figures."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in whole points; `x` and `y` are its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(slots=True)
class _Free:
    """What is still to be filled."""

    x: float
    y: float
    width: float
    height: float


def treemap(sizes: Sequence[int], width: int, height: int) -> list[Box]:
    """A box for each of `sizes` (1 or more), in their order, side by side without gap or overlap over width × height;
    areas are in proportion to the sizes but for rounding to whole points.
    """
    if not sizes:
        return []
    order = sorted(range(len(sizes)), key=lambda at: (-sizes[at], at))
    scale = width * height / sum(sizes)
    free = _Free(0, 0, width, height)
    boxes: dict[int, Box] = {}
    row: list[int] = []
    for at in order:
        side = min(free.width, free.height)
        areas = [sizes[each] * scale for each in row]
        if row and _worst([*areas, sizes[at] * scale], side) > _worst(areas, side):
            boxes |= _lay(row, areas, free)
            row = []
        row.append(at)
    boxes |= _lay(row, [sizes[each] * scale for each in row], free)
    return [boxes[at] for at in range(len(sizes))]


def _worst(areas: Sequence[float], side: float) -> float:
    """How far from a square the least square of `areas` would be, laid in one row along `side`."""
    whole = sum(areas)
    thickness = max(whole / side, 1e-9) if side else 1e9
    lengths = [area / thickness for area in areas]
    return max(max(thickness / max(length, 1e-9), length / thickness) for length in lengths)


def _lay(row: Sequence[int], areas: Sequence[float], free: _Free) -> dict[int, Box]:
    """The boxes of one row along the shorter side of `free`, which becomes smaller by it."""
    upright = free.width >= free.height
    side = free.height if upright else free.width
    thickness = min(sum(areas) / side, free.width if upright else free.height) if side else 0.0
    found, along = {}, free.y if upright else free.x
    for at, area in zip(row, areas, strict=True):
        length = side * area / sum(areas)
        if upright:
            found[at] = _box(free.x, along, free.x + thickness, along + length)
        else:
            found[at] = _box(along, free.y, along + length, free.y + thickness)
        along += length
    if upright:
        free.x, free.width = free.x + thickness, free.width - thickness
    else:
        free.y, free.height = free.y + thickness, free.height - thickness
    return found


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    x, y = round(left), round(top)
    return Box(x, y, round(right) - x, round(bottom) - y)
