"""What is wrong with an allocation as it stands, and what changed between two of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nguon.rules.quota.terms import FREE, HEADLINE, Cells, GroupRow, Row, Target
from nguon.rules.text import grouped


@dataclass(frozen=True)
class Finding:
    """One thing that does not add up: a stable `code`, the words, where (unit None: the whole), and by how much."""

    code: str
    what: str
    unit: int | None
    group: str
    by: int


@dataclass(frozen=True)
class Difference:
    """One cell that two allocations hold differently; None where one of them has no such cell."""

    unit: int
    group: str
    before: int | None
    after: int | None

    @property
    def change(self) -> int:
        return (self.after or 0) - (self.before or 0)


def check(
    targets: Iterable[Target], cells: Cells, rows: Sequence[Row], printed_total: int | None = None
) -> tuple[Finding, ...]:
    """Everything that does not add up in `cells`: totals first, then row by row; empty when all is in order.

    `printed_total` is the sum as a document prints it. A unit without a headline cell is a finding; a missing sub-cell
    counts as 0.
    """
    wanted = tuple(targets)
    headline = next((each for each in wanted if each.group == HEADLINE), Target())
    groups = [each for each in wanted if each.group != HEADLINE]
    total = sum(cells.get((row.unit, HEADLINE), 0) for row in rows)
    found = list(_sums(headline, total, total))
    if printed_total is not None and printed_total != total:
        by = total - printed_total
        what = f"Tổng in trong văn bản {grouped(printed_total)}, {len(rows)} dòng cộng lại {grouped(total)}: {_difference(by)}."
        found.append(Finding("printed_total_differs", what, None, HEADLINE, by))
    for target in groups:
        found += _sums(target, sum(cells.get((row.unit, target.group), 0) for row in rows), total)
    for row in rows:
        found += _row(row, groups, cells)
    return tuple(found)


def compare(old: Cells, new: Cells) -> tuple[Difference, ...]:
    """The cells that differ, in the order of `new`, then those only `old` has."""
    keys = dict.fromkeys((*new, *old))
    return tuple(
        Difference(unit, group, old.get((unit, group)), new.get((unit, group)))
        for unit, group in keys
        if old.get((unit, group)) != new.get((unit, group))
    )


def _difference(by: int) -> str:
    return f"thừa {grouped(by)}" if by > 0 else f"thiếu {grouped(-by)}"


def _sums(target: Target, found: int, total: int) -> Iterator[Finding]:
    least, greatest = target.least(total), target.greatest(total)
    name = "chỉ tiêu" if target.group == HEADLINE else f"chỉ tiêu {target.name or target.group}"
    if found < least:
        what = f"Đã giao {grouped(found)}, {name} ít nhất {grouped(least)}: thiếu {grouped(least - found)}."
        yield Finding("sum_short", what, None, target.group, found - least)
    if greatest is not None and found > greatest:
        what = f"Đã giao {grouped(found)}, {name} nhiều nhất {grouped(greatest)}: thừa {grouped(found - greatest)}."
        yield Finding("sum_over", what, None, target.group, found - greatest)


def _row(row: Row, groups: Sequence[Target], cells: Cells) -> Iterator[Finding]:
    places = cells.get((row.unit, HEADLINE))
    if places is None:
        yield Finding("cell_missing", f"{row.name}: chưa giao chỉ tiêu.", row.unit, HEADLINE, 0)
    else:
        yield from _cell(row, row, places, HEADLINE, row.name)
    for target in groups:
        part = cells.get((row.unit, target.group), 0)
        if part or target.group in row.groups:
            name = f"{row.name}, {target.name or target.group}"
            yield from _cell(row, row.groups.get(target.group, FREE), part, target.group, name)
        if part > (places or 0):
            by = part - (places or 0)
            what = f"{row.name}: {target.name or target.group} {grouped(part)} > chỉ tiêu của đơn vị {grouped(places or 0)} (thừa {grouped(by)})."
            yield Finding("group_above_headline", what, row.unit, target.group, by)


def _cell(row: Row, fixed: Row | GroupRow, places: int, group: str, name: str) -> Iterator[Finding]:
    if fixed.locked is not None and places != fixed.locked:
        by = places - fixed.locked
        what = f"{name}: {grouped(places)} khác ô khóa {grouped(fixed.locked)} ({_difference(by)})."
        yield Finding("lock_broken", what, row.unit, group, by)
    if places < fixed.minimum:
        what = f"{name}: {grouped(places)} thấp hơn mức tối thiểu {grouped(fixed.minimum)} ({_difference(places - fixed.minimum)})."
        yield Finding("below_minimum", what, row.unit, group, places - fixed.minimum)
    if fixed.maximum is not None and places > fixed.maximum:
        what = f"{name}: {grouped(places)} vượt mức tối đa {grouped(fixed.maximum)} ({_difference(places - fixed.maximum)})."
        yield Finding("above_maximum", what, row.unit, group, places - fixed.maximum)
