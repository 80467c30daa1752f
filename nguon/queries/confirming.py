"""What a draft would become: the facts the rules judge, and what would follow."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nguon.models import Allocation, DraftItem, Plan, PlanDraft, PlanVersion, Share, Unit
from nguon.queries.binding import units_bound
from nguon.queries.drafts import KEPT, value_of
from nguon.queries.planning import standing_below
from nguon.regulations.load import kinds_on
from nguon.rules.offices import Scope
from nguon.rules.planning import Allotted, Proposal


def proposed(found: PlanDraft) -> Proposal:
    """The draft as it would become a plan: accepted and changed items by part, with the facts the rules ask for."""
    items = list(found.items.order_by("ordinal"))
    values: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item.start is None, item.start or 0, item.ordinal)):
        if item.decision in KEPT:
            values[item.part].append({**value_of(item), "quote": _quote(item)})
    before = found.amends.versions.order_by("-ordinal").first() if found.amends else None
    return Proposal(
        values=values,
        open_items=sum(1 for item in items if item.decision == DraftItem.Decision.OPEN),
        open_parts=frozenset(item.part for item in items if item.decision == DraftItem.Decision.OPEN),
        adjusts=found.amends_id is not None,
        before=before.holds_from if before else None,
        twin=_twin(found, values),
        allotted=allotted_to(found.unit, found.amends.carries_out if found.amends else found.carries_out),
        repeated=_repeated(values),
    )


def _quote(item: DraftItem) -> str:
    """The words the item rests on; none when a person changed what was carried over from an earlier document."""
    return "" if item.changed is not None and item.start is None else item.quote


def _twin(found: PlanDraft, values: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    kind, number, on = (values.get(f"document.{key}") for key in ("type", "number", "date"))
    if not (kind and number and on):
        return ""
    twins = PlanVersion.objects.filter(
        plan__unit=found.unit_id, plan__withdrawn_on__isnull=True, document_type=kind[-1]["value"]
    ).filter(document_number__iexact=number[-1]["value"], document_date=date.fromisoformat(on[-1]["value"]))
    twin = twins.order_by("pk").first()
    return f"{twin.document_number} ({twin.title})" if twin else ""


def _repeated(values: Mapping[str, Sequence[Mapping[str, Any]]]) -> frozenset[str]:
    groups = [each["group"] for each in values.get("priority_group") or ()]
    return frozenset({"Đối tượng cần quan tâm"} if len(groups) != len(set(groups)) else ())


def allotted_to(unit: Unit, plan: Plan | None) -> Allotted | None:
    """What the last allocation issued under `plan` gives `unit`, by group; None where nothing was issued to it."""
    if plan is None:
        return None
    shares = Share.objects.filter(
        allocation__plan=plan, allocation__state=Allocation.State.ISSUED, unit=unit
    ).select_related("allocation__version")
    places: dict[str, int] = {}
    name = ""
    for share in shares.order_by("allocation__ordinal", "pk"):
        places[share.group] = share.places
        name = share.allocation.version.document_number or share.allocation.version.title
    return Allotted(f"Kế hoạch {name}", places) if places else None


@dataclass(frozen=True)
class Foreseen:
    """What confirming would do: receipts to be sent, and for each duty the units it binds (same order as the duties)."""

    receipts: int
    bound: Sequence[int]
    rows: int
    printed_total: int | None


def foresee(proposal: Proposal, unit: Unit, *, on: date) -> Foreseen:
    """What would follow if the draft were confirmed on `on`; writes nothing."""
    units = standing_below(unit, on=on)
    kinds = kinds_on(on)
    counts: dict[str, int] = {}
    bound = []
    for value in proposal.many("obligation", "cadence"):
        scope = str(value.get("scope") or "")
        if scope == Scope.SELECTED:
            bound.append(len(value.get("selected") or ()))
            continue
        if scope not in counts:
            counts[scope] = len(units_bound(scope, units, issuer_id=unit.pk, kinds=kinds)) if scope else 0
        bound.append(counts[scope])
    return Foreseen(len(units) - 1, bound, len(proposal.many("allocation")), printed_total(proposal))


def printed_total(proposal: Proposal) -> int | None:
    """The sum printed under the allocation table; None where none was read."""
    found: Mapping[str, Any] | None = proposal.one("allocation_total")
    return int(found["value"]) if found else None
