"""The pool board: of a unit and each one directly below it the quota, the lists, the ratio, how many are to be found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Q

from nguon.models import Unit
from nguon.queries.access import Reach
from nguon.queries.pool_counts import (
    NOBODY,
    Counts,
    Together,
    figures_on,
    kept_back,
    sees_all,
    sees_figures,
    together_below,
)
from nguon.queries.pool_quotas import Quota, Quotas, Wanted, quotas_of, wanted_of
from nguon.queries.pool_setting import settings_among
from nguon.rules.errors import NotReached
from nguon.rules.plan_terms import GROUPS
from nguon.rules.pool_ratio import Bounds, PoolRatio, State, pool_ratio
from nguon.rules.roles import Action
from nguon.rules.tree import ancestors_of

USUAL_GROUPS = ("women", "youth", "ethnic_minority")
MOST_COLUMNS = 4
LARGEST = 2**63 - 1
"""No row has a number beyond; a database refuses to compare with one."""
SORTS = ("ten", "chi_tieu", "ds1", "ds2", "ds3", "nguon", "ty_le", "tim", "con_han")


@dataclass(frozen=True)
class Asked:
    """What is asked of the board: which lists count as the pool, of which group ("": everybody), on which day, against the
    quotas of which year, in which order ("-" in front: the largest first).
    """

    day: date
    year: int
    lists: tuple[int, ...] = (3,)
    group: str = ""
    order: str = "ten"


@dataclass(frozen=True)
class Row:
    """One unit of the board. `figures` is the pool held against the quota, `groups` the same of each sub-target.

    `lasting` is how many of list 3 may still be admitted on the last day of the year; None for another day than today.
    """

    unit: Unit | None
    counts: Counts
    figures: PoolRatio
    groups: Mapping[str, PoolRatio]
    wanted: Wanted
    quota: Quota | None = None
    lasting: int | None = None
    has_below: bool = False

    def on(self, on_list: int, group: str = "") -> int:
        return self.counts.on((on_list,), group)


@dataclass(frozen=True)
class Pair:
    """How many belong to all of `groups`."""

    groups: tuple[str, ...]
    many: int


@dataclass(frozen=True)
class PoolBoard:
    """The board of `unit` as asked: `rows` of the units directly below, `own` of persons at the unit itself (None: none),
    `whole` of the unit, `total` the sum of the rows. `above` is the way down from the top within reach.
    """

    unit: Unit
    asked: Asked
    rows: tuple[Row, ...]
    own: Row | None
    whole: Row
    total: Row
    columns: tuple[str, ...]
    above: tuple[Unit, ...] = ()
    combined: Mapping[tuple[frozenset[str], int], int] = field(default_factory=dict)
    compared: tuple[str, ...] = ()

    @property
    def states(self) -> dict[State, int]:
        """How many rows stand in each state, none left out."""
        return {state: sum(row.figures.state is state for row in self.rows) for state in State}

    def pairs(self, size: int = 2) -> list[Pair]:
        """How many of the pool belong to `size` of the compared groups at once, each combination."""
        return [Pair(each, self.in_all(each)) for each in combinations(self.compared, size)]

    def in_all(self, groups: Iterable[str]) -> int:
        """How many of the pool belong to all of `groups`; to any or none of them for ()."""
        wanted = frozenset(groups)
        return sum(many for (inside, on), many in self.combined.items() if on in self.asked.lists and wanted <= inside)

    def in_any(self) -> int:
        """How many of the pool belong to at least one compared group, each person once."""
        return sum(many for (inside, on), many in self.combined.items() if on in self.asked.lists and inside)


def pool_board(by: Reach, unit_id: int, asked: Asked, *, bare: bool = False) -> PoolBoard:
    """The board of a unit; `bare` without groups and certificates, which take longest. Six queries for today, six or seven for another day, whatever the number of units.

    Raises NotReached for a unit of which `by` sees no figures.
    """
    unit, line, below = _units(by, unit_id)
    hidden = kept_back(by, unit.path)
    if {asked.group, asked.order.removeprefix("-")} & hidden:
        asked = replace(asked, group="", order="ten")
    quotas = quotas_of(by, unit, [unit.pk, *(each.pk for each in below)], asked.year, asked.day)
    columns = tuple(group for group in GROUPS if group in quotas.groups and group not in hidden)[:MOST_COLUMNS]
    usual = (each for each in USUAL_GROUPS if each not in hidden)
    compared = columns if len(columns) > 1 else tuple(dict.fromkeys((*columns, *usual)))
    groups = tuple(dict.fromkeys((*compared, *([asked.group] if asked.group else []))))
    found = _figures(by, unit, below, () if bare else groups, asked)
    below = [each for each in below if _stands(each, asked.day) or found.below.of(each.pk) != NOBODY]
    known = [each.pool_setting for each in (*line, *below) if hasattr(each, "pool_setting")]
    ways = settings_among([unit.path, *(each.path for each in below)], known)
    make = _Rows(by, asked, columns, quotas, ways, found.lasting if asked.day == by.day else None)
    own = make.row(unit, found.below.own, at_the_unit=True) if below and found.below.own != NOBODY else None
    rows = [make.row(each, found.below.of(each.pk)) for each in below]
    whole = make.row(unit, found.below.whole)
    return PoolBoard(
        unit=unit,
        asked=asked,
        rows=tuple(in_order(rows, asked)),
        own=own,
        whole=whole,
        total=make.total([*rows, *([own] if own else [])]),
        columns=columns,
        above=tuple(each for each in line[:-1] if sees_figures(by, each.path)),
        combined=found.combined,
        compared=compared,
    )


@dataclass(frozen=True)
class ThinPool:
    """Numbers for who answers for several units: how many are short, how many persons are still to be found."""

    unit_id: int
    unit_name: str
    units: int
    to_find: int


def thin_pool(by: Reach) -> ThinPool | None:
    """Whether the pool of the year is too thin below the first unit for which they see all figures; None where it is not,
    or where they have one branch only. Five queries, none for who has no unit below.
    """
    held = (each for each in by.holdings if any(high is not None for _, high in each.ranges(Action.SEE_POOL)))
    holding = next(held, None)
    if holding is None:
        return None
    found = pool_board(by, holding.unit_id, Asked(by.day, by.day.year), bare=True)
    units = found.states[State.THIN]
    return ThinPool(found.unit.pk, found.unit.name, units, found.total.figures.to_find) if units else None


def start_of(by: Reach) -> int:
    """The unit at which a person's board begins: that of their first role that sees figures. Raises NotReached."""
    for each in by.holdings:
        if by.may_over(Action.SEE_POOL, each.unit_path):
            return each.unit_id
    raise NotReached("board")


def _units(by: Reach, unit_id: int) -> tuple[Unit, tuple[Unit, ...], list[Unit]]:
    """The unit, its line from the top down to itself, and those directly below that have figures to see; with their
    settings. Two queries.
    """
    if unit_id > LARGEST:
        raise NotReached(f"figures of unit {unit_id}")
    units = Unit.objects.select_related("pool_setting").order_by("sort_key", "pk")
    child = Unit.objects.filter(parent=OuterRef("pk"), closed_on__isnull=True)
    found: list[Any] = list(units.filter(Q(pk=unit_id) | Q(parent=unit_id)).annotate(has_below=Exists(child)))
    unit = next((each for each in found if each.pk == unit_id), None)
    if unit is None or not sees_figures(by, unit.path):
        raise NotReached(f"figures of unit {unit_id}")
    above = units.filter(path__in=ancestors_of(unit.path)).order_by("depth") if unit.parent_id else ()
    below = [each for each in found if each.pk != unit_id and sees_figures(by, each.path)]
    return unit, (*above, unit), below


def _stands(unit: Unit, day: date) -> bool:
    return unit.closed_on is None or unit.closed_on > day


def _figures(by: Reach, unit: Unit, below: Sequence[Unit], groups: tuple[str, ...], asked: Asked) -> Together:
    children = {each.path: each.pk for each in below}
    if asked.day == by.day and groups:
        return together_below(by, unit, children, groups, date(asked.day.year, 12, 31))
    return Together(figures_on(by, unit, children, groups, asked.day), {}, {})


@dataclass(frozen=True)
class _Rows:
    """Makes rows of figures."""

    by: Reach
    asked: Asked
    columns: tuple[str, ...]
    quotas: Quotas
    ways: Mapping[str, Any]
    lasting: Mapping[int, int] | None

    def row(self, unit: Unit, counts: Counts, *, at_the_unit: bool = False) -> Row:
        """A unit with all below it; `at_the_unit`: only who stands at the unit itself, for whom no quota is known."""
        # The quota of a unit is not held against a part of it.
        partly = getattr(unit, "has_below", False) and not sees_all(self.by, unit.path)
        held = None if at_the_unit or partly else self.quotas.of.get(unit.pk)
        wanted = wanted_of(held, self.quotas.ratio_plan, self.ways[unit.path])
        return Row(
            unit=unit,
            counts=counts,
            figures=self._ratio(held, counts, self.asked.group, wanted),
            groups={group: self._ratio(held, counts, group, wanted) for group in self.columns},
            wanted=wanted,
            quota=held,
            lasting=None if self.lasting is None or at_the_unit else self.lasting.get(unit.pk, 0),
            has_below=bool(getattr(unit, "has_below", False)),
        )

    def _ratio(self, held: Quota | None, counts: Counts, group: str, wanted: Wanted) -> PoolRatio:
        places = held.places.get(group) if held else None
        # A sub-target says at least: nobody is one woman too many.
        bounds = Bounds(wanted.bounds.least) if group else wanted.bounds
        return pool_ratio(places, counts.on(self.asked.lists, group), bounds)

    def total(self, rows: Sequence[Row]) -> Row:
        """The sum of the rows: what is to be found is summed, not worked out from the sums."""
        lasting = [row.lasting for row in rows if row.lasting is not None]
        return Row(
            unit=None,
            counts=_added([row.counts for row in rows]),
            figures=_sum([row.figures for row in rows]),
            groups={group: _sum([row.groups[group] for row in rows]) for group in self.columns},
            wanted=Wanted(),
            lasting=sum(lasting) if lasting else None,
        )


def _added(all_counts: Sequence[Counts]) -> Counts:
    groups = {group for each in all_counts for group in each.groups}
    return Counts(
        {on: sum(each.on((on,)) for each in all_counts) for on in (1, 2, 3)},
        {group: {on: sum(each.on((on,), group) for each in all_counts) for on in (1, 2, 3)} for group in groups},
    )


def _sum(figures: Sequence[PoolRatio]) -> PoolRatio:
    known = [each.quota for each in figures if each.quota is not None]
    quota = sum(known) if known else None
    pool = sum(each.pool for each in figures)
    held = sum(each.pool for each in figures if each.quota is not None)
    to_find = sum(each.to_find for each in figures)
    too_many = sum(each.too_many for each in figures)
    ratio = Decimal(held) / quota if quota else None
    state = State.NO_QUOTA if quota is None else State.THIN if to_find else State.OVER if too_many else State.ENOUGH
    return PoolRatio(quota, pool, ratio, sum(each.wanted for each in figures), None, to_find, too_many, state)


def in_order(rows: Sequence[Row], asked: Asked) -> list[Row]:
    """`rows` (given in the order of names) as asked; rows without that figure stand last, equal ones keep their order."""
    key, falling = asked.order.removeprefix("-"), asked.order.startswith("-")
    if key == "ten":
        return list(reversed(rows)) if falling else list(rows)
    valued = [(_value(row, key, asked), row) for row in rows]
    known = [(value, row) for value, row in valued if value is not None]
    known.sort(key=lambda pair: -pair[0] if falling else pair[0])
    return [row for _, row in known] + [row for value, row in valued if value is None]


def _value(row: Row, key: str, asked: Asked) -> Decimal | int | None:
    if key.startswith("ds") and key[2:].isdecimal():
        return row.on(int(key[2:]), asked.group)
    if key in GROUPS:
        found = row.groups.get(key)
        return found.to_find if found and found.quota is not None else None
    figures = row.figures
    values: dict[str, Decimal | int | None] = {
        "chi_tieu": figures.quota,
        "nguon": figures.pool,
        "ty_le": figures.ratio,
        "tim": None if figures.quota is None else figures.to_find,
        "con_han": row.lasting,
    }
    return values.get(key)
