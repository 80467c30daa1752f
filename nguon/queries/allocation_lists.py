"""Which plans a person divides or watches, what was received, divided and left, and versions side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from nguon.models import Allocation, Plan, PlanVersion, Share, Target, Unit
from nguon.queries.access import Reach
from nguon.queries.allocating import Column, Demand, Table, demand_of
from nguon.rules.errors import NotReached, Unmet
from nguon.rules.quota import Cells
from nguon.rules.roles import Action
from nguon.rules.tree import is_within

PAGE = 50
_NOT_BLOCKING = {"printed_total_differs"}


@dataclass(frozen=True)
class PlanRow:
    """One unit's share of one plan: what it has to divide, what it has given, and the allocations to open.

    `received` is None where no figure stands; `greatest` None where the target is open above. `own_plan_id` is the plan by
    which the unit itself carries this one out and divides on, where it has made one. `number` is the plan's own; the
    document of a later wording is `adjusted_by`.
    """

    plan_id: int
    unit_id: int
    unit_name: str
    title: str
    number: str
    adjusted_by: str
    ordinal: int
    year: int
    received: int | None
    greatest: int | None
    is_own_plan: bool
    given: int
    issued: Allocation | None
    draft: Allocation | None
    may_divide: bool
    has_below: bool
    own_plan_id: int | None

    @property
    def left(self) -> int | None:
        return None if self.received is None else self.received - self.given

    @property
    def door(self) -> Allocation | None:
        return self.draft or self.issued


def plan_rows(by: Reach, page: int, year: int | None = None) -> tuple[tuple[PlanRow, ...], int]:
    """(rows of `page` from 1, how many in all): plans of units within reach and shares given to the units where the
    person holds a role, latest year first, then by unit. The same few queries whatever their number.
    """
    own = Plan.objects.filter(by.within(Action.SEE_ALLOCATIONS), withdrawn_on__isnull=True)
    units = [holding.unit_id for holding in by.holdings]
    given = _in_force(by.day).filter(shares__unit__in=units, shares__group="", shares__places__gt=0)
    given = given.exclude(plan__unit__in=units).filter(plan__withdrawn_on__isnull=True)
    received = {
        (plan, unit): places for plan, unit, places in given.values_list("plan_id", "shares__unit_id", "shares__places")
    }
    pairs = list(own.values_list("pk", "unit_id"))
    pairs += [pair for pair in received if pair not in set(pairs)]
    versions = _versions({plan for plan, _ in pairs}, by.day)
    if year is not None:
        pairs = [pair for pair in pairs if versions[pair[0]].period_from.year == year]
    names = dict(Unit.objects.filter(pk__in={unit for _, unit in pairs}).values_list("pk", "sort_key"))
    pairs.sort(key=lambda pair: (-versions[pair[0]].period_from.year, names[pair[1]], pair))
    shown = pairs[(page - 1) * PAGE : page * PAGE]
    return tuple(_rows(by, shown, versions, received)), len(pairs)


def years_of(by: Reach) -> list[int]:
    """The years of the plans within reach, latest first."""
    plans = Plan.objects.filter(by.within(Action.SEE_ALLOCATIONS), withdrawn_on__isnull=True)
    days = PlanVersion.objects.filter(plan__in=plans).values_list("period_from", flat=True).distinct()
    return sorted({day.year for day in days}, reverse=True)


def _in_force(on: date) -> QuerySet[Allocation]:
    """Of every plan and unit, the allocation that holds on `on`."""
    latest = (
        Allocation.objects.filter(plan=OuterRef("plan"), unit=OuterRef("unit"), holds_from__lte=on)
        .exclude(state=Allocation.State.DRAFT)
        .order_by("-holds_from", "-issued_at", "-ordinal")
    )
    return Allocation.objects.filter(pk=Subquery(latest.values("pk")[:1]))


def _versions(plans: Iterable[int], on: date) -> dict[int, PlanVersion]:
    found: dict[int, PlanVersion] = {}
    for version in PlanVersion.objects.filter(plan__in=plans).order_by("plan", "holds_from", "ordinal"):
        if version.plan_id not in found or version.holds_from <= on:
            found[version.plan_id] = version
    return found


def _rows(
    by: Reach,
    pairs: Sequence[tuple[int, int]],
    versions: dict[int, PlanVersion],
    received: dict[tuple[int, int], int],
) -> Iterable[PlanRow]:
    plans = {plan for plan, _ in pairs}
    units = Unit.objects.in_bulk({unit for _, unit in pairs})
    headlines = Target.objects.filter(version__in=[versions[plan] for plan in plans], whole=True, unit="person")
    targets = {target.version_id: target for target in headlines}
    with_below = set(Unit.objects.filter(parent__in=units, closed_on__isnull=True).values_list("parent_id", flat=True))
    summed = Allocation.objects.filter(plan__in=plans, unit__in=units).annotate(
        given=Coalesce(Sum("shares__places", filter=Q(shares__group="")), 0)
    )
    issued: dict[tuple[int, int], Allocation] = {}
    drafts: dict[tuple[int, int], Allocation] = {}
    for each in summed.order_by("holds_from", "issued_at", "ordinal"):
        if each.state == Allocation.State.DRAFT:
            drafts[each.plan_id, each.unit_id] = each
        elif each.holds_from is not None and each.holds_from <= by.day:
            issued[each.plan_id, each.unit_id] = each
    own = Plan.objects.filter(carries_out__in=plans, unit__in=units, withdrawn_on__isnull=True).exclude(
        pk=F("carries_out")
    )
    carried_out = {(above, unit): pk for pk, above, unit in own.values_list("pk", "carries_out_id", "unit_id")}
    numbers = dict(PlanVersion.objects.filter(plan__in=plans, ordinal=1).values_list("plan_id", "document_number"))
    for plan, unit in pairs:
        version, place = versions[plan], units[unit]
        least, greatest = (
            _bounds(targets.get(version.pk)) if (plan, unit) not in received else (received[plan, unit],) * 2
        )
        stands = issued.get((plan, unit))
        may_divide = by.may_over(Action.DIVIDE, place.path)
        yield PlanRow(
            plan_id=plan,
            unit_id=unit,
            unit_name=place.name,
            title=version.title,
            number=numbers.get(plan, version.document_number),
            adjusted_by=version.document_number if version.ordinal > 1 else "",
            ordinal=version.ordinal,
            year=version.period_from.year,
            received=least,
            greatest=greatest,
            is_own_plan=(plan, unit) not in received,
            given=stands.given if stands else 0,  # type: ignore[attr-defined]
            issued=stands,
            draft=drafts.get((plan, unit)) if may_divide else None,
            may_divide=may_divide,
            has_below=unit in with_below,
            own_plan_id=carried_out.get((plan, unit)),
        )


def _bounds(target: Target | None) -> tuple[int | None, int | None]:
    if target is None:
        return None, None
    least = None if target.minimum is None else int(target.minimum)
    greatest = None if target.maximum is None else int(target.maximum)
    return (least if least is not None else greatest), greatest


def versions_of(by: Reach, plan: Plan, unit: Unit) -> list[Allocation]:
    """Every version of how `unit` divides `plan`, latest first, with its sum as `given`; drafts only for those who divide."""
    found = by.allocations().filter(plan=plan, unit=unit)
    if not by.may_over(Action.DIVIDE, unit.path):
        found = found.exclude(state=Allocation.State.DRAFT)
    given = Share.objects.filter(allocation=OuterRef("pk"), group="").order_by().values("allocation")
    given = given.annotate(places=Sum("places"))
    return list(
        found.annotate(given=Coalesce(Subquery(given.values("places")[:1]), 0))
        .select_related("made_by", "version")
        .order_by("-ordinal")
    )


def below_of(table: Table, on: date) -> dict[int, Allocation]:
    """How the units of `table` divide on what they were given: the allocation of each that holds on `on`, with its sum as
    `given`; units that have none are left out.
    """
    units = [line.unit for line in table.lines]
    found = _in_force(on).filter(plan=table.allocation.plan_id, unit__parent=table.allocation.unit_id)
    given = found.annotate(given=Coalesce(Sum("shares__places", filter=Q(shares__group="")), 0))
    return {each.unit_id: each for each in given if each.unit_id in set(units)}


def demand_now(table: Table, on: date) -> Demand | None:
    """What is demanded on `on` where that differs from what an issued `table` was divided by; None where it does not."""
    if table.allocation.state != Allocation.State.ISSUED:
        return None
    now = demand_of(table.allocation.plan, table.allocation.unit, on)
    return now if _figures(now.columns) != _figures(table.demand.columns) else None


def _figures(columns: Iterable[Column]) -> list[tuple[str, int, int | None]]:
    return [(each.group, each.least, each.greatest) for each in columns]


def unmet_issuing(table: Table) -> list[Unmet]:
    """Why the shares of `table` cannot be given yet; empty when they can."""
    unmet = []
    if not table.demand.columns:
        unmet.append(Unmet("allocating.nothing_to_divide", "Chưa có chỉ tiêu bằng số để giao."))
    if table.allocation.unmatched:
        what = f"Còn {len(table.allocation.unmatched)} dòng đọc từ văn bản chưa gán được đơn vị."
        unmet.append(Unmet("allocating.rows_unassigned", what))
    unmet += [Unmet(f"quota.{each.code}", each.what) for each in table.findings if each.code not in _NOT_BLOCKING]
    return unmet


def latest_issued(table: Table) -> Allocation | None:
    """The allocation that issuing `table` would replace; None where none was issued."""
    draft = table.allocation
    issued = Allocation.objects.filter(plan=draft.plan_id, unit=draft.unit_id, state=Allocation.State.ISSUED)
    return issued.order_by("-holds_from", "-issued_at").first()


def reached_plan(by: Reach, plan_id: int, unit_id: int) -> tuple[Plan, Unit]:
    """The plan and the unit that divides it; raises NotReached unless the person sees allocations of that unit, and the plan
    is its own or one above it.
    """
    unit = by.units(Action.SEE_ALLOCATIONS).select_related("parent").filter(pk=unit_id).first()
    plan = Plan.objects.select_related("unit").filter(pk=plan_id, withdrawn_on__isnull=True).first()
    if unit is None or plan is None or not is_within(unit.path, plan.path):
        raise NotReached(f"plan {plan_id} of unit {unit_id}")
    return plan, unit


@dataclass(frozen=True)
class ComparedLine:
    """One unit in two versions: (column, before, after), None where a version has no such unit."""

    unit: int
    name: str
    figures: tuple[tuple[str, int | None, int | None], ...]

    @property
    def is_changed(self) -> bool:
        return any(before != after for _column, before, after in self.figures)

    @property
    def change(self) -> int:
        _column, before, after = self.figures[0] if self.figures else ("", 0, 0)
        return (after or 0) - (before or 0)


@dataclass(frozen=True)
class Comparison:
    """Two versions: the columns of either, changed lines first, then the others, each in Vietnamese order; and the sums."""

    columns: tuple[str, ...]
    lines: tuple[ComparedLine, ...]
    sums: tuple[tuple[int, int], ...]
    changed: int


def compare_tables(old: Table, new: Table) -> Comparison:
    """`old` and `new` line by line."""
    names = {column.group: column.name for table in (old, new) for column in table.demand.columns}
    before, after = old.cells, new.cells
    lines = {line.unit: line.name for table in (new, old) for line in table.lines}
    order = {line.unit: at for at, line in enumerate(sorted((*old.lines, *new.lines), key=lambda each: each.folded))}
    found = [ComparedLine(unit, name, _figures_of(unit, names, before, after)) for unit, name in lines.items()]
    place = {line.unit: at for at, line in enumerate(new.lines)}
    found.sort(key=lambda each: (not each.is_changed, place.get(each.unit, len(place) + order[each.unit])))
    sums = tuple((_sum_of(before, group), _sum_of(after, group)) for group in names)
    return Comparison(tuple(names.values()), tuple(found), sums, sum(line.is_changed for line in found))


def _figures_of(
    unit: int, names: dict[str, str], before: Cells, after: Cells
) -> tuple[tuple[str, int | None, int | None], ...]:
    return tuple((name, before.get((unit, group)), after.get((unit, group))) for group, name in names.items())


def _sum_of(cells: Cells, group: str) -> int:
    return sum(places for (_unit, own), places in cells.items() if own == group)
