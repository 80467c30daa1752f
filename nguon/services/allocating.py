"""Dividing a target over the units below: drafts, saving, issuing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone

from nguon.models import Allocation, Plan, PlanVersion, Share, Unit
from nguon.queries.access import Reach
from nguon.queries.allocating import finder_of, units_below

BATCH = 2_000


def draft_from_reading(
    version: PlanVersion, rows: Iterable[Mapping[str, Any]], printed_total: int | None, *, by: Reach
) -> Allocation | None:
    """A draft allocation of `version` from the table read in its document; None when `rows` is empty.

    No operation of its own: it only writes, for the operation that confirms the plan. `rows` hold {"unit", "value"}. The
    units directly below the plan's are found by name; a row that names none, or one already named, is kept in
    `unmatched` for a person to assign. Nothing is corrected: figures stand as printed, and so does `printed_total`.
    """
    read = list(rows)
    if not read:
        return None
    unit = version.plan.unit
    below = units_below(unit, by.day)
    finder = finder_of(below)
    given: dict[int, int] = {}
    unmatched = []
    for row in read:
        name, value = str(row.get("unit") or ""), row.get("value")
        found = finder.find(name)
        if found is None or found in given or not isinstance(value, int) or value < 0:
            unmatched.append({"unit": name, "value": value})
        else:
            given[found] = value
    draft = new_draft(version, unit, by=by, printed_total=printed_total, unmatched=unmatched)
    Share.objects.bulk_create(
        (
            Share(allocation=draft, unit_id=pk, places=given.get(pk, 0), province=unit.province)
            for pk in below.values_list("pk", flat=True)
        ),
        batch_size=BATCH,
    )
    return draft


def new_draft(version: PlanVersion, unit: Unit, *, by: Reach, **fields: Any) -> Allocation:
    """A further draft of how `unit` divides its share of `version`, without shares. The plan's row is locked, so that two
    drafts made at once get different numbers.
    """
    Plan.objects.select_for_update().get(pk=version.plan_id)
    before = Allocation.objects.filter(plan=version.plan_id, unit=unit).aggregate(last=Max("ordinal"))["last"] or 0
    now = timezone.now()
    return Allocation.objects.create(
        plan_id=version.plan_id,
        version=version,
        unit=unit,
        path=unit.path,
        province=unit.province,
        ordinal=before + 1,
        made_by=by.who or version.issued_by,
        made_at=now,
        saved_at=now,
        **fields,
    )
