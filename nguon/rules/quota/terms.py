"""What a target demands and what stands fixed, unit by unit: the words of an allocation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from nguon.rules.errors import RuleViolation

HEADLINE = ""
"""The `group` of the whole target; every other group is a sub-target within it. Groups may overlap."""

Number = int | Decimal | Fraction


class Method(StrEnum):
    """By what the target is shared out; always by largest remainder within the limits."""

    LAST_YEAR = "last_year"
    MEMBERS = "members"
    POOL = "pool"
    EQUAL = "equal"


METHOD_NAMES: Mapping[Method, str] = {
    Method.LAST_YEAR: "Theo kết quả năm trước",
    Method.MEMBERS: "Theo số đảng viên",
    Method.POOL: "Theo nguồn kết nạp",
    Method.EQUAL: "Chia đều",
}


@dataclass(frozen=True)
class Target:
    """What the plan demands of one group: at least `minimum`, at most `maximum`; equal when exact, None when open.

    Whole persons, or hundredths of the headline when `percent` is set (a least share is rounded up, a greatest down).
    `name` is what a person calls the group.
    """

    group: str = HEADLINE
    minimum: Number | None = None
    maximum: Number | None = None
    percent: bool = False
    name: str = ""

    def least(self, total: int) -> int:
        """The fewest persons of this group when the headline is `total`; 0 when nothing is demanded."""
        if self.minimum is None:
            return 0
        exact = Fraction(self.minimum) * total / 100 if self.percent else Fraction(self.minimum)
        return -(-exact.numerator // exact.denominator)

    def greatest(self, total: int) -> int | None:
        """The most persons of this group when the headline is `total`; None when nothing bounds it."""
        if self.maximum is None:
            return None
        exact = Fraction(self.maximum) * total / 100 if self.percent else Fraction(self.maximum)
        return exact.numerator // exact.denominator


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What is fixed for one group at one unit; `weight` is what it is shared out by (None: by the unit's headline)."""

    locked: int | None = None
    minimum: int = 0
    maximum: int | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: what it is weighed by under each method, and what is fixed for it. Whole, non-negative numbers.

    A locked cell keeps its value. Groups without an entry in `groups` are free.
    """

    unit: int
    name: str
    weights: Mapping[Method, int] = field(default_factory=dict)
    locked: int | None = None
    minimum: int = 0
    maximum: int | None = None
    groups: Mapping[str, GroupRow] = field(default_factory=dict)


Cells = Mapping[tuple[int, str], int]
"""Places by (unit, group); the headline under HEADLINE."""


@dataclass(frozen=True)
class Division:
    """A target shared out: places by (unit, group), the sum of each group, and what was done to reach it.

    `moved` are the units whose headline differs from their plain proportional share for the sake of a sub-target.
    """

    method: Method
    total: int
    cells: Cells
    sums: Mapping[str, int]
    moved: tuple[int, ...]


class CannotDivide(RuleViolation):
    """No division keeps every limit; `unmet` names each clash."""


FREE = GroupRow()


class Limits:
    """The limits of a whole division as plain lists, one place a unit, in the order of the rows.

    `floor` is the least headline of a unit, its sub-cells' least values included; `high` may be below it when limits
    clash. `total` is the headline they are read at.
    """

    def __init__(self, targets: Sequence[Target], rows: Sequence[Row], total: int, ceiling: int) -> None:
        self.rows = rows
        self.total = total
        self.targets = [each for each in targets if each.group != HEADLINE]
        self.low = [row.minimum if row.locked is None else row.locked for row in rows]
        self.high = [_top(row.locked, row.maximum, ceiling) for row in rows]
        self.floor = list(self.low)
        self._odd = any(map(_contradicts_itself, rows))
        self.group_low: list[list[int]] = []
        self.group_high: list[list[int]] = []
        for target in self.targets:
            own = [row.groups.get(target.group, FREE) for row in rows]
            low = [cell.minimum if cell.locked is None else cell.locked for cell in own]
            self.group_low.append(low)
            self.group_high.append([_top(cell.locked, cell.maximum, ceiling) for cell in own])
            self.floor = list(map(max, self.floor, low))
            self._odd = self._odd or any(map(_contradicts_itself, own))

    def agree(self, headline: Target) -> bool:
        """Whether nothing but the reach of the sub-targets can still stand in the way of a division."""
        top = headline.greatest(self.total)
        return (
            not self._odd
            and not any(map(int.__gt__, self.floor, self.high))
            and sum(self.floor) <= self.total <= sum(self.high)
            and headline.least(self.total) <= self.total
            and (top is None or self.total <= top)
            and all(map(self._group_agrees, range(len(self.targets))))
        )

    def _group_agrees(self, group: int) -> bool:
        least, greatest = self.least(group), self.greatest(group)
        return greatest is None or max(least, sum(self.group_low[group])) <= greatest

    def least(self, group: int) -> int:
        return self.targets[group].least(self.total)

    def greatest(self, group: int) -> int | None:
        return self.targets[group].greatest(self.total)

    def reached(self, group: int, headlines: Sequence[int]) -> int:
        """The most that a group can come to when the units get `headlines`."""
        return sum(map(min, self.group_high[group], headlines))

    def steps(self, unit: int, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Places `start`+1 … `end` of a unit as (groups they can serve as a bit mask, how many), from the first."""
        tops = sorted({high for each in self.group_high if start < (high := each[unit]) < end})
        for upto in (*tops, end):
            if upto > start:
                serves = sum(1 << group for group, each in enumerate(self.group_high) if each[unit] >= upto)
                yield serves, upto - start
                start = upto


def _contradicts_itself(cell: Row | GroupRow) -> bool:
    if cell.maximum is not None and (cell.minimum > cell.maximum or (cell.locked or 0) > cell.maximum):
        return True
    return cell.locked is not None and cell.locked < cell.minimum


def _top(locked: int | None, maximum: int | None, ceiling: int) -> int:
    if locked is not None:
        return locked
    return ceiling if maximum is None else maximum
