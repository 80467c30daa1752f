"""Open the invented organisations through the same services a person uses, with their figures year by year."""

from collections import defaultdict
from datetime import date
from pathlib import Path

from nguon.management.demonstration.trees import FIGURES_FOR, OPENED, Row, rows
from nguon.management.demonstration.world import World
from nguon.queries.reorganising import Intent, NewUnit, forecast
from nguon.services.allocation_figures import Figures, set_figures
from nguon.services.reorganising import reorganise

MODERN = date(2025, 7, 1)  # from this day communes stand directly under the province
LAST_YEAR = max(FIGURES_FOR)


def open_all(world: World, folder: Path) -> None:
    """Every unit of the YAML files: one act for each root, and one more where communes came later."""
    trees: defaultdict[int, list[Row]] = defaultdict(list)
    roots: dict[int, int] = {}
    for row in rows(folder):
        roots[row.number] = row.number if row.parent is None else roots[row.parent]
        trees[roots[row.number]].append(row)
    for tree in trees.values():
        _open_tree(world, tree)


def _open_tree(world: World, tree: list[Row]) -> None:
    root = tree[0]
    numbers: dict[int, int] = {}
    late = _late(tree)
    for day, part in (
        (OPENED, [row for row in tree if row.number not in late]),
        (MODERN, [row for row in tree if row.number in late]),
    ):
        if part:
            _open(world, part, day, numbers)
            for row in part:
                world.units.setdefault((root.name, row.name), numbers[row.number])
    _give_figures(world, tree, numbers, late)


def _late(tree: list[Row]) -> set[int]:
    """Rows that could not stand before MODERN: communes under a province, and all below them."""
    late: set[int] = set()
    for row in tree:
        if row.parent in late or (row.kind == "commune_committee" and row.parent == tree[0].number):
            late.add(row.number)
    return late


def _open(world: World, part: list[Row], day: date, numbers: dict[int, int]) -> None:
    opens = tuple(
        NewUnit(
            key=-(row.number + 1),
            name=row.name,
            kind=row.kind,
            sector=row.sector,
            parent=None if row.parent is None else numbers.get(row.parent, -(row.parent + 1)),
        )
        for row in part
    )
    about = tuple({each.parent for each in opens if each.parent is not None and each.parent > 0})
    intent = Intent(act="open", on=day, about=about, opens=opens)
    by = world.itself(day)
    done = reorganise(by=by, intent=intent, seen=forecast(by, intent).fingerprint)
    made = {(each.parent_id, each.name): each.pk for each in by.units().filter(placements__reorganisation=done)}
    for row in part:
        parent = None if row.parent is None else numbers[row.parent]
        numbers[row.number] = made[parent, row.name]


def _give_figures(world: World, tree: list[Row], numbers: dict[int, int], late: set[int]) -> None:
    """Figures of each year, growing a little towards the last; one act for each parent and year."""
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in tree:
        if row.parent is not None and row.figures is not None:
            groups[row.parent].append(row)
    for parent, part in groups.items():
        for year in FIGURES_FOR:
            day = date(year, 1, 5)
            standing = [row for row in part if row.number not in late or day >= MODERN]
            figures = {numbers[row.number]: _aged(row.figures or (0, 0, 0), year) for row in standing}
            if figures:
                set_figures(by=world.itself(day), unit_id=numbers[parent], year=year, figures=figures)


def _aged(figures: tuple[int, int, int], year: int) -> Figures:
    """The figures of the last year scaled back by two in a hundred for every year before it."""
    members, admitted, pool = (round(each * (100 - 2 * (LAST_YEAR - year)) / 100) for each in figures)
    return Figures(members=members, admitted=admitted, pool=pool)
