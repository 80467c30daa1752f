"""The rows of one wording of a plan, written from what was accepted. Plain functions for the operation that issues it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from nguon.models import (
    Duty,
    Plan,
    PlanBasis,
    PlanTask,
    PlanVersion,
    PriorityGroup,
    Responsible,
    SourceFile,
    Target,
    Unit,
)
from nguon.queries.access import Reach
from nguon.rules.errors import NotReached, RuleViolation, Unmet
from nguon.rules.offices import Scope
from nguon.rules.planning import Proposal
from nguon.rules.text import fold
from nguon.rules.tree import subtree_range

Value = Mapping[str, Any]


def new_version(plan: Plan, proposal: Proposal, *, source: SourceFile | None, by: Reach) -> PlanVersion:
    """The next version of `plan`, with the document's own fields; its rows come after. `proposal` has nothing unmet."""
    last = plan.versions.aggregate(last=Max("ordinal"))["last"] or 0
    ratio = proposal.one("pool_ratio") or {}
    signer = proposal.one("document.signer") or {}
    period = proposal.one("period") or {}
    number, title, issuer = (_text(proposal, part) for part in ("number", "title", "issuer"))
    return PlanVersion.objects.create(
        plan=plan,
        ordinal=last + 1,
        document_type=_text(proposal, "type"),
        document_number=number,
        document_date=proposal.issued_on,
        place=_text(proposal, "place"),
        issuer=issuer,
        issuer_parent=_text(proposal, "parent"),
        title=title,
        folded=fold(f"{number} {title} {issuer}")[:800],
        signer_on_behalf=signer.get("on_behalf") or "",
        signer_position=signer.get("position") or "",
        signer_name=signer.get("name") or "",
        period_from=date.fromisoformat(period["from"]),
        period_until=date.fromisoformat(period["until"]),
        holds_from=proposal.holds_from or date.fromisoformat(period["from"]),
        pool_ratio_min=_decimal(ratio.get("min")),
        pool_ratio_max=_decimal(ratio.get("max")),
        has_appendix=bool((proposal.one("document.has_appendix") or {}).get("value")),
        adjustment_reason=(proposal.one("adjustment") or {}).get("reason", "") if proposal.adjusts else "",
        source=source,
        province=plan.province,
        issued_by=by.who or plan.made_by,
        issued_at=timezone.now(),
    )


def _text(proposal: Proposal, key: str) -> str:
    return str((proposal.one(f"document.{key}") or {}).get("value") or "")


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def lay_rows(version: PlanVersion, proposal: Proposal, *, by: Reach) -> None:
    """Targets, bases, groups, persons, duties and tasks of `version`.

    Raises NotReached for a unit or a person named that is out of reach.
    """
    Target.objects.bulk_create(
        _target(version, ordinal, value) for ordinal, value in enumerate(proposal.many("target"), start=1)
    )
    PlanBasis.objects.bulk_create(
        PlanBasis(
            version=version,
            role=role,
            number=value["number"],
            date=_day(value.get("date")),
            quote=value.get("quote", ""),
        )
        for role in ("basis", "reference")
        for value in proposal.many(role)
    )
    PriorityGroup.objects.bulk_create(
        PriorityGroup(version=version, group=value["group"], quote=value.get("quote", ""))
        for value in proposal.many("priority_group")
    )
    Responsible.objects.bulk_create(_responsible(version, value, by) for value in proposal.many("responsible"))
    PlanTask.objects.bulk_create(
        PlanTask(
            version=version,
            ordinal=ordinal,
            actor=value.get("actor") or "",
            text=value["text"],
            period=value.get("period") or "",
            scope=value.get("scope") or "",
            office=value.get("office") or "",
            quote=value.get("quote", ""),
        )
        for ordinal, value in enumerate(proposal.many("task"), start=1)
    )
    _lay_duties(version, proposal.many("obligation", "cadence"))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _target(version: PlanVersion, ordinal: int, value: Value) -> Target:
    return Target(
        version=version,
        ordinal=ordinal,
        measure=value["measure"],
        group=value.get("group") or "",
        minimum=_decimal(value.get("min")),
        maximum=_decimal(value.get("max")),
        unit=value.get("unit") or "person",
        change_percent=_decimal(value.get("change_percent")),
        base_year=value.get("base_year"),
        whole=bool(value.get("whole")),
        quote=value.get("quote", ""),
    )


def _responsible(version: PlanVersion, value: Value, by: Reach) -> Responsible:
    area_id, user_id = value.get("area_id"), value.get("user_id")
    if area_id is not None and not by.units().filter(pk=area_id).exists():
        raise NotReached(f"unit {area_id}")
    if user_id is not None and not by.accounts().filter(pk=user_id).exists():
        raise NotReached(f"user {user_id}")
    return Responsible(
        version=version,
        name=value["name"],
        duty=value.get("duty") or "",
        area_id=area_id,
        user_id=user_id,
        quote=value.get("quote", ""),
    )


def _lay_duties(version: PlanVersion, values: Iterable[Value]) -> None:
    for ordinal, value in enumerate(values, start=1):
        duty = Duty.objects.create(
            version=version,
            ordinal=ordinal,
            action=value["action"],
            what=(value.get("what") or value["action"])[:500],
            actor=(value.get("actor") or "")[:300],
            recipient=(value.get("recipient") or "")[:300],
            due_on=_day(value.get("due")),
            every=value.get("every") or "",
            due_working_days=value.get("working_days") if value.get("every") else None,
            scope=value.get("scope") or "",
            office=value.get("office") or "",
            quote=value.get("quote", ""),
        )
        if value.get("scope") == Scope.SELECTED:
            duty.selected.set(_selected(version, value))


def _selected(version: PlanVersion, value: Value) -> list[Unit]:
    """The units a person named, all of them below the issuer or the issuer itself."""
    low, high = subtree_range(version.plan.path)
    units = list(Unit.objects.filter(pk__in=value.get("selected") or (), path__gte=low, path__lt=high))
    if len(units) != len(set(value.get("selected") or ())):
        raise RuleViolation(
            [Unmet("planning.selected:obligation", "Có đơn vị được chọn không thuộc cơ quan ban hành.")]
        )
    return units
