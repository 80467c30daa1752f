"""The tree as it stood on a day, from the dated placements of units within reach."""

from collections.abc import Iterable
from datetime import date

from nguon.models import Placement
from nguon.queries.access import Reach
from nguon.queries.organisation import CHILDREN_AT_ONCE, ROWS_A_PAGE, SECTOR_NAMES, Filter, UnitRow, code_shown
from nguon.queries.unit_kinds import kind_name
from nguon.rules.roles import Action
from nguon.rules.text import fold, natural_key
from nguon.rules.tree import Placed, paths, shape_on


class TreeOnDay:
    """Units within reach as they stood on `day`: their places, names and kinds of that day. One query."""

    def __init__(self, by: Reach, day: date) -> None:
        self.day = day
        rows = (
            Placement.objects.filter(by.within(Action.SEE_UNITS, "unit__path"), starts_on__lte=day)
            .exclude(ends_on__lte=day)
            .values_list("unit_id", "parent_id", "name", "kind", "sector", "starts_on", "ends_on", "unit__code")
        )
        placed = [Placed(*row[:-1]) for row in rows]
        self.codes = {row[0]: row[-1] for row in rows}
        self.shape = shape_on(placed, day)
        self.children: dict[int | None, list[Placed]] = {}
        for each in self.shape.values():
            parent = each.parent if each.parent in self.shape else None
            self.children.setdefault(parent, []).append(each)
        # A unit whose superior of that day is out of reach begins a tree of its own.
        cut = [
            Placed(**{**_fields(each), "parent": None if each.parent not in self.shape else each.parent})
            for each in placed
        ]
        self.paths = paths(cut, day) if cut else {}

    def below(self) -> dict[int, int]:
        """How many units stood under each."""
        count = dict.fromkeys(self.shape, 0)
        for unit in sorted(self.shape, key=lambda each: -len(self.paths[each])):
            parent = self.shape[unit].parent
            if parent in count:
                count[parent] += count[unit] + 1
        return count

    def tree(self, opened: Iterable[int]) -> tuple[UnitRow, ...]:
        """As `organisation.tree`, on the day."""
        wanted = {unit for chosen in opened for unit in self.lineage(chosen)}
        count = self.below()

        def level(parent: int | None) -> tuple[UnitRow, ...]:
            units = sorted(self.children.get(parent, []), key=lambda each: (natural_key(each.name), each.unit))
            return tuple(build(each) for each in units[:CHILDREN_AT_ONCE])

        def build(placed: Placed) -> UnitRow:
            is_open = placed.unit in wanted
            children = level(placed.unit) if is_open else ()
            hidden = len(self.children.get(placed.unit, [])) - len(children) if is_open else 0
            return self._row(placed, below=count[placed.unit], opened=is_open, children=children, hidden=hidden)

        return level(None)

    def lineage(self, unit: int) -> list[int]:
        """The unit and those above it on the day, nearest first; empty for one that did not stand."""
        found: list[int] = []
        step: int | None = unit
        while step is not None and step in self.shape:
            found.append(step)
            step = self.shape[step].parent
        return found

    def list_page(self, wanted: Filter, page: int) -> tuple[tuple[UnitRow, ...], int]:
        """As `organisation.list_page`, on the day, by the names of that day; tags are those of today and not asked."""
        found = self.matching(wanted)
        start = (max(1, page) - 1) * ROWS_A_PAGE
        count = self.below()
        rows = tuple(
            self._row(each, below=count[each.unit], above=self._above(each.unit))
            for each in found[start : start + ROWS_A_PAGE]
        )
        return rows, len(found)

    def matching(self, wanted: Filter) -> list[Placed]:
        """The placements that match, in the order of the tree's names."""
        words = fold(wanted.text).split()
        found = [
            each
            for each in self.shape.values()
            if (not wanted.kind or each.kind == wanted.kind)
            and (not wanted.sector or each.sector == wanted.sector)
            and (not words or all(word in fold(each.name) for word in words))
        ]
        return sorted(found, key=lambda each: (natural_key(each.name), each.unit))

    def _above(self, unit: int) -> tuple[tuple[int, str], ...]:
        return tuple((each, self.shape[each].name) for each in reversed(self.lineage(unit)[1:]))

    def _row(self, placed: Placed, **more: object) -> UnitRow:
        return UnitRow(
            id=placed.unit,
            name=placed.name,
            kind=placed.kind,
            kind_name=kind_name(placed.kind, self.day),
            sector_name=SECTOR_NAMES.get(placed.sector, placed.sector),
            code=code_shown(self.codes[placed.unit]),
            opened_on=placed.starts_on,
            closed_on=placed.ends_on,
            state="",
            **more,  # type: ignore[arg-type]
        )


def _fields(placed: Placed) -> dict:
    return {name: getattr(placed, name) for name in Placed.__slots__}


def rows_for_export(by: Reach, day: date, wanted: Filter) -> list[tuple]:
    """(name, kind, sector, superior, code, level, opened, closed) of each unit that stood on `day`, in tree order.

    Narrowed to `wanted`; a unit's level is counted from where sight begins.
    """
    stood = TreeOnDay(by, day)
    chosen = {each.unit for each in stood.matching(wanted)}
    rows: list[tuple] = []

    def walk(parent: int | None, depth: int) -> None:
        units = sorted(stood.children.get(parent, []), key=lambda each: (natural_key(each.name), each.unit))
        for each in units:
            if each.unit in chosen:
                superior = stood.shape[each.parent].name if each.parent in stood.shape else ""
                sector = SECTOR_NAMES.get(each.sector, each.sector)
                code = code_shown(stood.codes[each.unit])
                rows.append(
                    (each.name, kind_name(each.kind, day), sector, superior, code, depth, each.starts_on, each.ends_on)
                )
            walk(each.unit, depth + 1)

    walk(None, 1)
    return rows
