"""Which units a scope names, seen from the unit that issues the plan, and the wording that holds on a day."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Protocol

from nguon.models import PlanVersion, Unit
from nguon.rules.kinds import Kind
from nguon.rules.offices import Scope


class Standing(Protocol):
    """What is asked of a unit: a row of the table, or a unit itself."""

    pk: int
    parent_id: int | None
    kind: str


def is_bound(
    scope: str, unit: Standing, *, issuer_id: int, kinds: Mapping[str, Kind], selected: Collection[int] = ()
) -> bool:
    """Whether `scope` names `unit`, which is the issuer or stands below it. An unknown scope names nobody."""
    if scope == Scope.SELECTED:
        return unit.pk in selected
    if scope == Scope.ISSUER or unit.pk == issuer_id:
        return scope == Scope.ISSUER and unit.pk == issuer_id
    if scope == Scope.DIRECT:
        return unit.parent_id == issuer_id
    if scope == Scope.ALL_BELOW:
        return True
    kind = kinds.get(unit.kind)
    return kind is not None and _has(kind, scope)


def _has(kind: Kind, scope: str) -> bool:
    if scope == Scope.GRASSROOTS:
        return kind.is_grassroots
    if scope == Scope.GRASSROOTS_COMMITTEES:
        return kind.is_grassroots and not kind.is_branch
    if scope == Scope.GRASSROOTS_BRANCHES:
        return kind.is_grassroots and kind.is_branch
    return scope == Scope.BRANCHES and kind.is_branch


def units_bound(
    scope: str,
    units: Iterable[Unit],
    *,
    issuer_id: int,
    kinds: Mapping[str, Kind],
    selected: Collection[int] = (),
) -> list[Unit]:
    """Those of `units` (the issuer and units below it) that `scope` names, in their order."""
    return [each for each in units if is_bound(scope, each, issuer_id=issuer_id, kinds=kinds, selected=selected)]


def versions_on(plan_ids: Iterable[int], *, on: date) -> dict[int, PlanVersion]:
    """For each plan the wording that holds on `on` (the first one where none holds yet); one query."""
    found: dict[int, PlanVersion] = {}
    for each in PlanVersion.objects.filter(plan_id__in=set(plan_ids)).order_by("ordinal").select_related("plan__unit"):
        if each.holds_from <= on or each.plan_id not in found:
            found[each.plan_id] = each
    return found
