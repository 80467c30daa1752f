"""What pools are held against: each unit's quota of a year, the ratio wanted, and where either comes from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from nguon.models import Allocation, PlanVersion, Share, Unit
from nguon.queries.access import Reach
from nguon.queries.pool_setting import Set
from nguon.rules.pool_ratio import Bounds
from nguon.rules.quota import Target
from nguon.rules.tree import ancestors_of

YEARS_BACK = 4
UNBOUND = Bounds()


@dataclass(frozen=True)
class PlanSaid:
    """The plan a figure comes from; its ratio where it names one; `opens` where the person may open it."""

    plan_id: int
    unit_id: int
    unit_name: str
    number: str
    bounds: Bounds
    opens: bool = False

    @property
    def names_a_ratio(self) -> bool:
        return self.bounds != UNBOUND

    @property
    def name(self) -> str:
        """The plan's number, or whose it is."""
        return self.number or self.unit_name


@dataclass(frozen=True)
class Quota:
    """A unit's places by group ("" for the headline): `given` from above by a division, else demanded by its own plan."""

    places: Mapping[str, int]
    plan: PlanSaid
    given: bool


@dataclass(frozen=True)
class Wanted:
    """The ratio that holds for a unit, and where it comes from: a plan, a unit's setting, or nobody."""

    bounds: Bounds = UNBOUND
    plan: PlanSaid | None = None
    setting: Set | None = None


@dataclass(frozen=True)
class Quotas:
    """Of a unit and its children: quota by unit, and the plan nearest above that names a ratio."""

    of: Mapping[int, Quota]
    ratio_plan: PlanSaid | None
    groups: tuple[str, ...] = field(default=())


def day_of_year(year: int, day: date) -> date:
    """The day on which the figures of `year` are looked at: `day` in its own year, else the last of that year."""
    return day if year == day.year else date(year, 12, 31)


def quotas_of(by: Reach, unit: Unit, units: Collection[int], year: int, day: date) -> Quotas:
    """The quotas of `units` (`unit` and its children) for `year` as they hold on `day` or at that year's end.

    A share given by the unit above comes before what a unit's own plan demands. Two queries, whatever the number.
    """
    on = day_of_year(year, day)
    found = _shares(by, unit, units, year, on)
    plans = _own_plans(by, unit, units, year, on)
    for pk in units:
        own = plans.get(pk)
        if pk not in found and own is not None and own.places:
            found[pk] = own
    nearest = [plans[path] for path in (unit.path, *reversed(ancestors_of(unit.path))) if path in plans]
    ratio_plan = next((each.plan for each in nearest if each.plan.names_a_ratio), None)
    groups = {group for each in found.values() for group, places in each.places.items() if group and places}
    return Quotas(found, ratio_plan, tuple(groups))


def wanted_of(quota: Quota | None, ratio_plan: PlanSaid | None, ways: Mapping[str, Set]) -> Wanted:
    """The ratio for a unit: of the plan its quota comes from, of the nearest plan above, of the nearest setting."""
    for plan in (quota.plan if quota else None, ratio_plan):
        if plan is not None and plan.names_a_ratio:
            return Wanted(plan.bounds, plan)
    least, most = ways["ratio_min"], ways["ratio_max"]
    if least.is_set or most.is_set:
        return Wanted(Bounds(least.value, most.value), setting=least if least.is_set else most)
    return Wanted()


def years_around(year: int) -> list[int]:
    """The years whose quotas may be asked for in `year`, latest first: plans for the next one are made in autumn."""
    return list(range(year + 1, year - YEARS_BACK - 1, -1))


def _period_of(year: int, prefix: str) -> Q:
    return Q(**{f"{prefix}period_from__lte": date(year, 12, 31), f"{prefix}period_until__gt": date(year, 1, 1)})


def _shares(by: Reach, unit: Unit, units: Collection[int], year: int, on: date) -> dict[int, Quota]:
    """Shares of the allocations in force, by unit."""
    givers = [unit.pk, *([unit.parent_id] if unit.parent_id else [])]
    rows = (
        Share.objects.filter(_period_of(year, "allocation__version__"), unit__in=units, allocation__unit__in=givers)
        .filter(allocation__holds_from__lte=on, allocation__plan__withdrawn_on__isnull=True)
        .exclude(allocation__state=Allocation.State.DRAFT)
        .values(
            *("unit_id", "group", "places", "allocation_id"),
            giver=F("allocation__unit_id"),
            of_plan=F("allocation__plan_id"),
            holds_from=F("allocation__holds_from"),
            issued_at=F("allocation__issued_at"),
            ordinal=F("allocation__ordinal"),
            period_from=F("allocation__version__period_from"),
            period_until=F("allocation__version__period_until"),
            number=F("allocation__version__document_number"),
            least=F("allocation__version__pool_ratio_min"),
            most=F("allocation__version__pool_ratio_max"),
            plan_unit=F("allocation__plan__unit_id"),
            plan_unit_name=F("allocation__plan__unit__name"),
            opens=Exists(by.plans().filter(pk=OuterRef("allocation__plan_id"))),
        )
    )
    latest: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows:
        key = row["of_plan"], row["giver"]
        if key not in latest or _issued(row) > _issued(latest[key]):
            latest[key] = row
    in_force = {row["allocation_id"] for row in latest.values()}
    by_unit: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["allocation_id"] in in_force and (row["giver"] != unit.pk or row["unit_id"] != unit.pk):
            by_unit[row["unit_id"]].append(row)
    return {pk: _share(own) for pk, own in by_unit.items()}


def _issued(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["holds_from"], row["issued_at"], row["ordinal"]


def _share(rows: Sequence[Mapping[str, Any]]) -> Quota:
    """Of the allocations that name one unit, that of the giver's own plan, of the shortest period, the latest."""
    best = min(rows, key=lambda row: (row["plan_unit"] != row["giver"], *_preference(row), -row["allocation_id"]))
    places = {row["group"]: row["places"] for row in rows if row["allocation_id"] == best["allocation_id"]}
    return Quota(places, _plan(best), given=True)


def _preference(row: Mapping[str, Any]) -> tuple[int, int]:
    """Sorts plans of a year before plans of a term, later ones first."""
    return (row["period_until"] - row["period_from"]).days, -row["period_from"].toordinal()


def _plan(row: Mapping[str, Any]) -> PlanSaid:
    bounds = Bounds(row["least"], row["most"])
    return PlanSaid(row["of_plan"], row["plan_unit"], row["plan_unit_name"], row["number"], bounds, row["opens"])


def _own_plans(by: Reach, unit: Unit, units: Collection[int], year: int, on: date) -> dict[int | str, Quota]:
    """What the own plans of `units` and of those above `unit` demand: by number of the unit, and by path."""
    whose = Q(plan__unit__in=units) | Q(plan__path__in=ancestors_of(unit.path))
    rows = (
        PlanVersion.objects.filter(_period_of(year, ""), whose, plan__withdrawn_on__isnull=True, holds_from__lte=on)
        .order_by("holds_from", "ordinal", "targets__ordinal")
        .values(
            *("pk", "period_from", "period_until", "targets__measure", "targets__group", "targets__whole"),
            *("targets__minimum", "targets__maximum", "targets__unit"),
            of_plan=F("plan_id"),
            number=F("document_number"),
            least=F("pool_ratio_min"),
            most=F("pool_ratio_max"),
            plan_unit=F("plan__unit_id"),
            plan_unit_name=F("plan__unit__name"),
            plan_path=F("plan__path"),
            opens=Exists(by.plans().filter(pk=OuterRef("plan_id"))),
        )
    )
    versions: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row["of_plan"] not in versions or versions[row["of_plan"]][0]["pk"] != row["pk"]:
            versions[row["of_plan"]] = []
        versions[row["of_plan"]].append(row)
    found: dict[int | str, Quota] = {}
    for own in sorted(versions.values(), key=lambda own: (*_preference(own[0]), -own[0]["pk"]), reverse=True):
        demanded = Quota(_demanded(own), _plan(own[0]), given=False)
        found[own[0]["plan_unit"]] = found[own[0]["plan_path"]] = demanded
    return found


def _demanded(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Places by group of the targets of one version; empty where its headline names no figure."""
    targets = [row for row in rows if row["targets__measure"] == "admissions"]
    whole = next((row for row in targets if row["targets__whole"] and row["targets__unit"] == "person"), None)
    if whole is None or _least(whole, 0) is None:
        return {}
    base = _least(whole, 0) or 0
    places = {"": base}
    for row in targets:
        least = _least(row, base)
        if row["targets__group"] and not row["targets__whole"] and least is not None:
            places.setdefault(row["targets__group"], least)
    return places


def _least(row: Mapping[str, Any], base: int) -> int | None:
    """The figure of a target in persons: its lower end, else its upper; None where it names neither."""
    low: Decimal | None = row["targets__minimum"]
    high: Decimal | None = row["targets__maximum"]
    target = Target(row["targets__group"], low, high, percent=row["targets__unit"] == "percent")
    if low is not None:
        return target.least(base)
    return target.greatest(base)
