"""Suggested divisions: what each way would give beside what stands, and why, before anything is changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from nguon.queries.allocating import Line, Table, rows_of
from nguon.rules import quota
from nguon.rules.quota import HEADLINE, CannotDivide, Method, Row
from nguon.rules.quota.mending import mend_by_pool


class Way(StrEnum):
    """How a target may be divided: anew by a figure, or by mending what stands."""

    KEEP = "keep"
    THIN_POOL = "thin_pool"
    LAST_YEAR = "last_year"
    MEMBERS = "members"
    POOL = "pool"
    EQUAL = "equal"


MENDING = (Way.KEEP, Way.THIN_POOL)
WAY_NAMES: Mapping[Way, str] = {
    Way.THIN_POOL: "Bớt nơi thiếu nguồn trước, thêm nơi dồi dào nguồn trước",
    Way.KEEP: "Giữ tỷ lệ đang giao",
    Way.LAST_YEAR: "Chia lại theo kết quả năm trước",
    Way.MEMBERS: "Chia lại theo số đảng viên",
    Way.POOL: "Chia lại theo nguồn kết nạp",
    Way.EQUAL: "Chia đều",
}
_FIGURES = {Way.LAST_YEAR: "admitted", Way.MEMBERS: "members", Way.POOL: "pool"}


@dataclass(frozen=True)
class Change:
    """One line a suggestion would change: places by column before and after, and its exact share before rounding."""

    line: Line
    before: tuple[int, ...]
    after: tuple[int, ...]
    exact: Fraction | None

    @property
    def by(self) -> int:
        return self.after[0] - self.before[0]


@dataclass(frozen=True)
class Suggestion:
    """What `way` would give. `changes` in the order of the table; `sums` by column; `lacking` are lines without the
    figure it divides by (they count as 0). `kept` is how many locked lines it leaves alone.
    """

    way: Way
    division: quota.Division
    changes: tuple[Change, ...]
    sums: tuple[int, ...]
    lacking: tuple[str, ...]
    kept: int

    @property
    def by(self) -> int:
        return sum(each.by for each in self.changes)


def suggest(table: Table, way: Way) -> Suggestion:
    """`table` divided by `way`: locked cells, bounds and sub-targets kept, sums exact. A sub-target that stands as it
    should is left as it is when mending, where that is possible. Raises CannotDivide naming every clash.
    """
    rows = rows_of(table.demand, table.lines)
    division = _mended(table, rows, way) if way in MENDING else quota.divide(table.demand.targets, rows, Method(way))
    groups = [each.group for each in table.demand.columns]
    weights = _weights(table, way)
    exact = _exact(rows, weights, division.total) if weights else {}
    changes = []
    for line in table.lines:
        before = tuple(cell.places for cell in line.cells)
        after = tuple(division.cells[line.unit, group] for group in groups)
        if before != after:
            changes.append(Change(line, before, after, exact.get(line.unit)))
    figure = _FIGURES.get(way, "")
    lacking = tuple(line.name for line in table.lines if figure and getattr(line, figure) is None)
    sums = tuple(division.sums[group] for group in groups)
    return Suggestion(way, division, tuple(changes), sums, lacking, sum(row.locked is not None for row in rows))


def _weights(table: Table, way: Way) -> list[int]:
    if way is Way.EQUAL:
        return [1] * len(table.lines)
    if way is Way.KEEP:
        return [line.places for line in table.lines]
    figure = _FIGURES.get(way)
    return [getattr(line, figure) or 0 for line in table.lines] if figure else []


def _exact(rows: list[Row], weights: list[int], total: int) -> dict[int, Fraction]:
    """Each free unit's share before limits and rounding: what is left beside the locked cells, by weight."""
    rest = total - sum(row.locked or 0 for row in rows)
    whole = sum(weight for row, weight in zip(rows, weights, strict=True) if row.locked is None)
    if not whole:
        return {}
    return {
        row.unit: Fraction(rest * weight, whole)
        for row, weight in zip(rows, weights, strict=True)
        if row.locked is None
    }


def _mended(table: Table, rows: list[Row], way: Way) -> quota.Division:
    """What stands, mended: with the sub-targets that stand as they should left alone, else with them free."""
    try:
        return _mend(table, _holding_parts(table, rows), way)
    except CannotDivide:
        return _mend(table, rows, way)


def _mend(table: Table, rows: list[Row], way: Way) -> quota.Division:
    total = _nearest_total(table)
    targets = table.demand.targets
    present = [line.places for line in table.lines]
    if way is Way.KEEP:
        weighed = [
            replace(row, weights={Method.EQUAL: 1, Method.POOL: at}) for row, at in zip(rows, present, strict=True)
        ]
        return quota.divide(targets, weighed, Method.POOL, total=total)
    low = [_floor(row) for row in rows]
    high = [row.locked if row.locked is not None else total if row.maximum is None else row.maximum for row in rows]
    shares = mend_by_pool(total, present, [line.pool for line in table.lines], low, high)
    if sum(shares) != total:
        return quota.divide(targets, rows, Method.POOL, total=total)  # raises, and says which limits clash
    fixed = [replace(row, locked=places) for row, places in zip(rows, shares, strict=True)]
    try:
        return quota.divide(targets, fixed, Method.POOL, total=total)
    except CannotDivide:
        weighed = [replace(row, weights={Method.POOL: places}) for row, places in zip(rows, shares, strict=True)]
        return quota.divide(targets, weighed, Method.POOL, total=total)


def _nearest_total(table: Table) -> int:
    """The sum as it stands where the target allows it, else the nearest that it allows."""
    whole = table.demand.columns[0]
    total = max(table.total, whole.least)
    return total if whole.greatest is None else min(total, whole.greatest)


def _floor(row: Row) -> int:
    own = row.minimum if row.locked is None else row.locked
    return max([own, *(each.minimum if each.locked is None else each.locked for each in row.groups.values())])


def _holding_parts(table: Table, rows: list[Row]) -> list[Row]:
    """`rows` with every cell of a sub-target that adds up held as it stands."""
    held = [
        (at, column.group)
        for at, column in enumerate(table.demand.columns)
        if column.group != HEADLINE
        and column.least <= table.sums[at]
        and (column.greatest is None or table.sums[at] <= column.greatest)
    ]
    if not held:
        return rows
    found = []
    for row, line in zip(rows, table.lines, strict=True):
        groups = dict(row.groups)
        for at, group in held:
            own = groups.get(group, quota.GroupRow())
            groups[group] = replace(own, locked=line.cells[at].places if line.stands else 0)
        found.append(replace(row, groups=groups))
    return found
