"""Where the table begins: the line or lines of its headings, whatever stands above them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nguon.reading.people_list.columns import Column, understood
from nguon.reading.people_list.fields import NAMES
from nguon.reading.people_list.headings import Heading, field_of, plain, weak_kind
from nguon.reading.people_list.shapes import shape_of

WITHIN = 60
TALLEST = 3
_NAMES = NAMES | {"family_name"}
_BY_SEX = re.compile(r"(.*\bsinh\b.*?)[\s(\-:/]+(nam|nữ|nu)\s*\)?", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """Lines `top` to `bottom` (from 0, both included) head the table; `columns` in the order they stand."""

    top: int
    bottom: int
    columns: tuple[Column, ...]

    @property
    def recognised(self) -> int:
        return sum(bool(each.field) and each.field != "ordinal" for each in self.columns)


def find_head(
    lines: Sequence[Sequence[str]],
    merged: Sequence[tuple[int, int, int, int]],
    known: Mapping[str, str],
) -> Head | None:
    """The head with most recognised columns among the first 60 lines; None where no line names the people."""
    best: Head | None = None
    for number, line in enumerate(lines[:WITHIN]):
        if not any(_names(cell, known) for cell in line):
            continue
        for top in range(max(0, number - TALLEST + 1), number + 1):
            for bottom in range(number, min(len(lines) - 1, top + TALLEST - 1) + 1):
                if not _may_head(lines, merged, top, bottom, number):
                    continue
                columns = read_head(lines, merged, top, bottom, known)
                found = Head(top, bottom, columns)
                if NAMES & {each.field for each in columns} and (
                    best is None or (found.recognised, -_height(found)) > (best.recognised, -_height(best))
                ):
                    best = found
    return best


def _height(head: Head) -> int:
    return head.bottom - head.top


def _names(cell: str, known: Mapping[str, str]) -> bool:
    field = known.get(Heading((cell,)).key) or field_of(cell) if cell else None
    return field in _NAMES and len(cell) < 160


def _may_head(
    lines: Sequence[Sequence[str]],
    merged: Sequence[tuple[int, int, int, int]],
    top: int,
    bottom: int,
    named: int,
) -> bool:
    """Whether the lines below the one with the names only part its groups, and those above only join columns."""
    for number in range(named + 1, bottom + 1):
        filled = [(at, cell) for at, cell in enumerate(lines[number]) if cell]
        if len(filled) < 2 or any(not any(map(str.isalpha, cell)) and len(cell) > 3 for _, cell in filled):
            return False
        parts = 0
        for at, cell in filled:
            above = lines[named][at] if at < len(lines[named]) else ""
            if _names(above, {}) and not (field_of(cell) in _NAMES or weak_kind(cell) == "name"):
                return False
            if field_of(cell) is not None or weak_kind(cell):
                parts += 1
        if parts * 2 < len(filled):
            return False
    for number in range(top, named):
        own = [at for at, cell in enumerate(lines[number]) if cell]
        if any(lines[number][at].isdigit() or _names(lines[number][at], {}) for at in own):
            return False
        if not [at for at in own if not _is_title(merged, number, at, len(lines[number]))]:
            return False
        if len(own) < 2 and not any(a <= number <= c for a, _, c, _ in merged if a != c):
            return False
    return True


def _is_title(merged: Sequence[tuple[int, int, int, int]], line: int, at: int, width: int) -> bool:
    """Whether the cell is merged over most of the sheet: a title, not the heading of a group."""
    return any(a <= line <= c and b == at and (d - b + 1) * 5 > width * 3 > 15 for a, b, c, d in merged)


def read_head(
    lines: Sequence[Sequence[str]],
    merged: Sequence[tuple[int, int, int, int]],
    top: int,
    bottom: int,
    known: Mapping[str, str],
) -> tuple[Column, ...]:
    """The columns under the headings of lines `top` to `bottom`."""
    width = max(len(line) for line in lines[top : bottom + 1])
    grid = [[line[at] if at < len(line) else "" for at in range(width)] for line in lines[top : bottom + 1]]
    twins = _fill_merged(grid, lines, merged, top, bottom)
    _spread(grid)
    headings, shapes = [], {}
    body = lines[bottom + 1 :]
    for at in range(width):
        parts: list[str] = []
        for row in grid:
            if row[at] and (not parts or plain(row[at]) != plain(parts[-1])):
                parts.append(row[at])
        if parts and (found := _BY_SEX.fullmatch(parts[-1])):
            parts[-1:] = [found[1].strip(), found[2]]
        cells = (line[at] for line in body if at < len(line))
        shape = shape_of(cells)
        if parts or not shape.empty:
            headings.append((at, Heading(tuple(parts))))
            shapes[at] = shape
    return understood(headings, shapes, known, frozenset(twins))


def _fill_merged(
    grid: list[list[str]],
    lines: Sequence[Sequence[str]],
    merged: Sequence[tuple[int, int, int, int]],
    top: int,
    bottom: int,
) -> set[int]:
    """Write a merged heading into each cell it covers; columns it covers to the bottom after its first are twins."""
    twins = set()
    width = len(grid[0])
    for first, left, last, right in merged:
        if last < top or first > bottom or left >= width:
            continue
        if first < top:
            if left == right and left < len(lines[first]):  # one column's heading beside groups above
                for line in range(top, min(last, bottom) + 1):
                    grid[line - top][left] = lines[first][left]
            continue
        if last < bottom and _is_title(merged, first, left, width):
            grid[first - top][left] = ""
            continue
        text = grid[first - top][left]
        for line in range(first, min(last, bottom) + 1):
            for at in range(left, min(right, width - 1) + 1):
                grid[line - top][at] = text
        if last >= bottom:
            twins |= set(range(left + 1, right + 1))
    return twins


def _spread(grid: list[list[str]]) -> None:
    """Where nothing says what is merged: a heading over a blank stands over it too when the line below parts them."""
    for upper, lower in pairwise(grid):
        for at in range(1, len(upper)):
            parted = lower[at] and lower[at - 1] and lower[at] != lower[at - 1]
            if not upper[at] and upper[at - 1] and parted and lower[at - 1] != upper[at - 1]:
                upper[at] = upper[at - 1]
