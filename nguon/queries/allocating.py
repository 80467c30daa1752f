"""One allocation as one table: what is to be divided, over whom, by which figures, and what does not add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from nguon.models import Allocation, Plan, PlanVersion, Share, Target, Unit, YearFigure
from nguon.rules import quota
from nguon.rules.names import Finder, Known
from nguon.rules.plan_terms import group_name
from nguon.rules.quota import HEADLINE

WHOLE = "Chỉ tiêu chung"


@dataclass(frozen=True)
class Column:
    """One thing divided: the headline or a sub-target; `least` and `greatest` in persons (greatest None: open)."""

    group: str
    name: str
    target: quota.Target
    least: int
    greatest: int | None

    @property
    def is_exact(self) -> bool:
        return self.least == self.greatest


@dataclass(frozen=True)
class Demand:
    """What a unit has to divide under a plan: its own plan's targets, or its share of a plan above it.

    `columns` begin with the headline; empty where there is no figure to divide. `given_by` is the allocation above.
    """

    version: PlanVersion
    columns: tuple[Column, ...]
    given_by: Allocation | None = None

    @property
    def headline(self) -> Column | None:
        return self.columns[0] if self.columns else None

    @property
    def targets(self) -> tuple[quota.Target, ...]:
        return tuple(each.target for each in self.columns)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one unit gets of one target, and what is fixed for it."""

    places: int = 0
    locked: bool = False
    minimum: int = 0
    maximum: int | None = None


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of a table: figures of the year before, the pool, and its cells in the order of the columns.

    `stands` is False for a unit closed or moved away since; it may keep a share only in what was issued.
    """

    unit: int
    name: str
    code: str
    folded: str
    path: str
    members: int | None
    admitted: int | None
    pool: int | None
    cells: tuple[Cell, ...]
    stands: bool = True

    @property
    def places(self) -> int:
        return self.cells[0].places

    @property
    def ratio(self) -> Decimal | None:
        """Persons in the pool for one place given; None where either is missing."""
        return None if self.pool is None or not self.places else Decimal(self.pool) / self.places


@dataclass(frozen=True)
class Table:
    """One allocation whole: every line in Vietnamese order, sums by column, and what does not add up."""

    allocation: Allocation
    demand: Demand
    lines: tuple[Line, ...]
    findings: tuple[quota.Finding, ...]
    sums: tuple[int, ...]
    totals: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.sums[0] if self.sums else 0

    @property
    def cells(self) -> quota.Cells:
        columns = self.demand.columns
        return {
            (line.unit, column.group): cell.places
            for line in self.lines
            for column, cell in zip(columns, line.cells, strict=True)
        }


def units_below(unit: Unit, on: date) -> QuerySet[Unit]:
    """The units directly below `unit` that stand on `on`, in Vietnamese order."""
    standing = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    return Unit.objects.filter(standing, parent=unit, opened_on__lte=on).order_by("sort_key", "pk")


def finder_of(units: QuerySet[Unit]) -> Finder:
    """Finds one of `units` by a name as documents write it."""
    return Finder(Known(pk, name, short) for pk, name, short in units.values_list("pk", "name", "short_name"))


def version_on(plan: Plan, on: date) -> PlanVersion:
    """The wording of `plan` that holds on `on`; its first one before any does."""
    versions = PlanVersion.objects.filter(plan=plan).select_related("plan__unit")
    held = versions.filter(holds_from__lte=on).order_by("-holds_from", "-ordinal").first()
    return held or versions.order_by("ordinal")[0]


def in_force(plan: Plan, unit: Unit | None, on: date) -> Allocation | None:
    """The allocation of `plan` by `unit` that holds on `on`: the latest issued to hold by then."""
    return (
        Allocation.objects.filter(plan=plan, unit=unit, holds_from__lte=on)
        .exclude(state=Allocation.State.DRAFT)
        .order_by("-holds_from", "-issued_at", "-ordinal")
        .first()
    )


def divided_above(plan: Plan, unit: Unit, on: date) -> Allocation | None:
    """What `unit` had issued of its share of the superior plan before it made its own plan `plan` to carry that out."""
    return in_force(plan.carries_out, unit, on) if plan.carries_out is not None and plan.unit_id == unit.pk else None


def begun_from(draft: Allocation, on: date) -> Allocation | None:
    """The table whose figures a draft just opened has taken over; None for one that began empty."""
    above = divided_above(draft.plan, draft.unit, on)
    return above if above and draft.revision == 1 and draft.shares.filter(places__gt=0).exists() else None


def demand_of(plan: Plan, unit: Unit, on: date) -> Demand:
    """What `unit` has to divide under `plan` on `on`: the plan's targets where it is its own, else what it was given."""
    version = version_on(plan, on)
    targets = list(Target.objects.filter(version=version).order_by("ordinal"))
    wanted = [_wanted(each) for each in targets if each.whole or _is_part(each)]
    wanted.sort(key=lambda each: each.group != HEADLINE)
    if plan.unit_id == unit.pk:
        return Demand(version, _columns(wanted))
    given_by = in_force(plan, unit.parent, on)
    shares = dict(Share.objects.filter(allocation=given_by, unit=unit).values_list("group", "places"))
    given = [
        quota.Target(
            each.group, shares[each.group], None if each.maximum is None else shares[each.group], name=each.name
        )
        for each in wanted
        if shares.get(each.group)
    ]
    return Demand(version, _columns(given), given_by)


def _is_part(target: Target) -> bool:
    return target.measure == "admissions" and bool(target.group)


def _wanted(target: Target) -> quota.Target:
    name = group_name(target.group) or WHOLE
    group = HEADLINE if target.whole else target.group
    return quota.Target(group, target.minimum, target.maximum, percent=target.unit == "percent", name=name)


def _columns(wanted: list[quota.Target]) -> tuple[Column, ...]:
    """Columns of the targets that name a figure; none at all where the headline names none. A group named twice counts
    by its first figure.
    """
    if not wanted or wanted[0].group != HEADLINE or wanted[0].percent:
        return ()
    whole = wanted[0]
    if whole.minimum is None and whole.maximum is None:
        return ()
    base = whole.least(0) or whole.greatest(0) or 0
    columns: dict[str, Column] = {}
    for each in wanted:
        if each.minimum is None and each.maximum is None:
            continue
        column = Column(each.group, each.name, each, each.least(base), each.greatest(base))
        columns.setdefault(each.group, column)
    return tuple(columns.values())


def table_of(allocation: Allocation, on: date, *, demand: Demand | None = None) -> Table:
    """`allocation` (with plan, unit and version loaded) whole, whatever its length in the same few queries.

    A draft is held against what is demanded on `on` and lists every unit standing below; what was issued is held
    against what was demanded when it was, and lists the units that were given a share.
    """
    is_draft = allocation.state == Allocation.State.DRAFT
    if demand is None:
        demand = demand_of(allocation.plan, allocation.unit, on if is_draft else allocation.holds_from or on)
    groups = [each.group for each in demand.columns]
    shares: dict[int, dict[str, Cell]] = {}
    rows = Share.objects.filter(allocation=allocation)
    for unit, group, places, locked, minimum, maximum in rows.values_list(
        "unit_id", "group", "places", "locked", "minimum", "maximum"
    ):
        shares.setdefault(unit, {})[group] = Cell(places, locked, minimum, maximum)
    listed = Q(pk__in=rows.values("unit_id"))
    standing = set(units_below(allocation.unit, on).values_list("pk", flat=True)) if is_draft else set(shares)
    if is_draft:
        listed |= Q(pk__in=units_below(allocation.unit, on).order_by().values("pk"))
    units = Unit.objects.filter(listed).order_by("sort_key", "pk")
    figures = figures_of(units, demand.version.period_from.year)
    lines = []
    for pk, name, code, folded, path in units.values_list("pk", "name", "code", "folded", "path"):
        own = shares.get(pk, {})
        cells = tuple(own.get(group, EMPTY) for group in groups)
        lines.append(
            Line(pk, name, code or "", folded, path, *figures.get(pk, (None, None, None)), cells, pk in standing)
        )
    return _summed(allocation, demand, tuple(lines))


def figures_of(units: QuerySet[Unit], year: int) -> dict[int, tuple[int | None, int | None, int | None]]:
    """(members, admitted, pool) by unit: those of the year before `year`; the pool of `year` itself where it is known."""
    found: dict[int, tuple[int | None, int | None, int | None]] = {}
    figures = YearFigure.objects.filter(unit__in=units.order_by().values("pk"), year__in=(year - 1, year)).order_by(
        "year"
    )
    for unit, its_year, members, admitted, pool in figures.values_list(
        "unit_id", "year", "members", "admitted", "pool"
    ):
        if its_year < year:
            found[unit] = members, admitted, pool
        else:
            before = found.get(unit, (None, None, None))
            found[unit] = before[0], before[1], before[2] if pool is None else pool
    return found


def _summed(allocation: Allocation, demand: Demand, lines: tuple[Line, ...]) -> Table:
    sums = tuple(sum(line.cells[at].places for line in lines) for at in range(len(demand.columns)))
    totals = {name: _sum(getattr(line, name) for line in lines) for name in ("members", "admitted", "pool")}
    cells = {
        (line.unit, column.group): cell.places
        for line in lines
        for column, cell in zip(demand.columns, line.cells, strict=True)
    }
    findings: tuple[quota.Finding, ...] = ()
    if demand.columns:
        rows = [_row(demand, line) if line.stands else quota.Row(line.unit, line.name) for line in lines]
        findings = (*quota.check(demand.targets, cells, rows, allocation.printed_total), *_gone(lines))
    return Table(allocation, demand, lines, findings, sums, totals)


def _gone(lines: Iterable[Line]) -> Iterable[quota.Finding]:
    for line in lines:
        if not line.stands and any(cell.places for cell in line.cells):
            what = f"{line.name} đã kết thúc hoạt động hoặc không còn trực thuộc: không giao được, phải để 0."
            yield quota.Finding("unit_gone", what, line.unit, HEADLINE, line.places)


def _sum(values: Iterable[int | None]) -> int | None:
    known = [each for each in values if each is not None]
    return sum(known) if known else None


def rows_of(demand: Demand, lines: Iterable[Line]) -> list[quota.Row]:
    """`lines` as the rules want them: bounds and locks of every cell, weights by every method."""
    return [_row(demand, line) for line in lines]


def _row(demand: Demand, line: Line) -> quota.Row:
    whole, *parts = line.cells
    groups = {
        column.group: quota.GroupRow(cell.places if cell.locked else None, cell.minimum, cell.maximum)
        for column, cell in zip(demand.columns[1:], parts, strict=True)
        if cell.locked or cell.minimum or cell.maximum is not None
    }
    gone = not line.stands
    return quota.Row(
        unit=line.unit,
        name=line.name,
        weights={
            quota.Method.LAST_YEAR: line.admitted or 0,
            quota.Method.MEMBERS: line.members or 0,
            quota.Method.POOL: line.pool or 0,
        },
        locked=0 if gone else whole.places if whole.locked else None,
        minimum=0 if gone else whole.minimum,
        maximum=0 if gone else whole.maximum,
        groups={} if gone else groups,
    )


def load(allocations: QuerySet[Allocation], allocation_id: int) -> Allocation | None:
    """One of `allocations` with what a table of it needs, or None."""
    return (
        allocations.select_related("plan__unit", "version", "unit__parent", "made_by").filter(pk=allocation_id).first()
    )


def plain(cell: Cell) -> dict[str, Any]:
    """A cell as the trail keeps it."""
    return {"places": cell.places, "locked": cell.locked, "minimum": cell.minimum, "maximum": cell.maximum}
