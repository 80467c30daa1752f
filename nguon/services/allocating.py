"""Dividing a target over the units below: drafts, their cells, what mends them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from nguon.models import Allocation, Plan, PlanVersion, Share, Unit
from nguon.queries.access import Reach
from nguon.queries.allocating import (
    EMPTY,
    Cell,
    Table,
    demand_of,
    divided_above,
    finder_of,
    table_of,
    units_below,
    version_on,
)
from nguon.queries.suggesting import WAY_NAMES, Way, suggest
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.tree import is_within
from nguon.services.audit import no_change, operation, record

BATCH = 2_000
MOST_PLACES = 99_999
_SHOWN_IN_TRAIL = 200

Cells = Mapping[tuple[int, str], Cell]


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
        if found is None or found in given or not isinstance(value, int) or not 0 <= value <= MOST_PLACES:
            unmatched.append({"unit": name, "value": value})
        else:
            given[found] = value
    draft = _new_draft(version, unit, by=by, printed_total=printed_total, unmatched=unmatched)
    _fill(draft, {(pk, ""): Cell(given.get(pk, 0)) for pk in below.values_list("pk", flat=True)})
    return draft


@operation
def open_allocation(*, by: Reach, plan_id: int, unit_id: int) -> Allocation:
    """An empty draft of how the unit divides its share of the plan over the units below it; the one this person opened
    before and left as it was, where there is one, so that a button pressed twice opens one draft. Where the unit had issued
    its share of the superior plan that this one carries out, the draft begins with those figures.

    Raises NotReached where they may not divide there, RuleViolation where the unit has nothing to divide or nobody to
    give it to.
    """
    unit = by.unit(unit_id, Action.DIVIDE)
    plan = Plan.objects.select_related("unit").filter(pk=plan_id, withdrawn_on__isnull=True).first()
    if plan is None or not is_within(unit.path, plan.path):
        raise NotReached(f"plan {plan_id}")
    unmet = []
    demand = demand_of(plan, unit, by.day)
    if not demand.columns and not by.plans().filter(pk=plan.pk).exists():
        raise NotReached(f"plan {plan_id}")
    if not demand.columns:
        unmet.append(Unmet("allocating.nothing_to_divide", _nothing(plan, unit)))
    below = list(units_below(unit, by.day).values_list("pk", flat=True))
    if not below:
        unmet.append(Unmet("allocating.nobody_below", f"{unit.name} chưa có đơn vị trực thuộc để giao chỉ tiêu."))
    if unmet:
        raise RuleViolation(unmet)
    above = divided_above(plan, unit, by.day)
    left_empty = _left_empty(demand.version, unit, by=by, begun=above is not None)
    if left_empty is not None:
        no_change()
        return left_empty
    draft = _new_draft(demand.version, unit, by=by)
    given = _stored(above) if above else {}
    keys = [(pk, column.group) for pk in below for column in demand.columns]
    _fill(draft, {key: Cell(given.get(key, EMPTY).places) for key in keys})
    _record(
        by, "open", draft, before={"chép từ": above.document_number} if above else None, after={"bản": draft.ordinal}
    )
    return draft


@operation
def copy_allocation(*, by: Reach, allocation_id: int) -> Allocation:
    """A further draft with the cells of one that exists, whatever its state; raises NotReached."""
    original = _reached(by, allocation_id)
    draft = _new_draft(
        version_on(original.plan, by.day),
        original.unit,
        by=by,
        method=original.method,
        printed_total=original.printed_total,
        unmatched=original.unmatched,
    )
    _fill(draft, _stored(original))
    _record(by, "copy", draft, before={"bản": original.ordinal}, after={"bản": draft.ordinal})
    return draft


@operation
def save_cells(*, by: Reach, allocation_id: int, seen: int, cells: Cells) -> Allocation:
    """Write `cells` by (unit, group) into a draft; cells left out stay as they are. A draft may be saved while it does
    not add up. Raises NotReached, MovedOn when it is no longer at revision `seen`, RuleViolation for a cell that no
    allocation can hold.
    """
    draft = locked_draft(by, allocation_id, seen)
    write_cells(draft, table_of(draft, by.day), cells, by=by, act="save")
    return draft


@operation
def apply_suggestion(*, by: Reach, allocation_id: int, seen: int, way: Way) -> Allocation:
    """Take over what `way` suggests, worked out anew from what is stored. Raises as `save_cells`, and CannotDivide."""
    draft = locked_draft(by, allocation_id, seen)
    table = table_of(draft, by.day)
    if not table.demand.columns:
        raise RuleViolation([Unmet("allocating.nothing_to_divide", _nothing(draft.plan, draft.unit))])
    found = suggest(table, way)
    draft.method = way
    changed: dict[tuple[int, str], Cell] = {}
    for change in found.changes:
        for column, cell, places in zip(table.demand.columns, change.line.cells, change.after, strict=True):
            changed[change.line.unit, column.group] = replace(cell, places=places)
    write_cells(draft, table, changed, by=by, act="apply_suggestion", reason=WAY_NAMES[way])
    return draft


@operation
def fill_bounds(
    *, by: Reach, allocation_id: int, seen: int, group: str, percent: int | None, of: str = "admitted"
) -> Allocation:
    """Set every unlocked line's limits of `group` to ± `percent` of last year's result (`of` "admitted") or of what stands
    ("places"), rounded inwards; None takes the limits away. Lines without that figure keep theirs. Raises as `save_cells`.
    """
    draft = locked_draft(by, allocation_id, seen)
    table = table_of(draft, by.day)
    at = next((at for at, each in enumerate(table.demand.columns) if each.group == group), None)
    if at is None or (percent is not None and not 0 <= percent <= 100):
        raise RuleViolation([Unmet("allocating.bounds_unclear", "Chọn một cột của bảng và một tỷ lệ từ 0 đến 100 %.")])
    changed = {}
    for line in table.lines:
        cell = line.cells[at]
        base = line.admitted if of == "admitted" else cell.places
        if percent is None:
            changed[line.unit, group] = replace(cell, minimum=0, maximum=None)
        elif base is not None and not cell.locked:
            low, high = -(-base * (100 - percent) // 100), base * (100 + percent) // 100
            changed[line.unit, group] = replace(cell, minimum=low, maximum=max(low, high))
    write_cells(draft, table, changed, by=by, act="fill_bounds")
    return draft


@operation
def assign_row(*, by: Reach, allocation_id: int, seen: int, row: int, unit_id: int | None) -> Allocation:
    """Give the figure of one row that found no unit to `unit_id`, or leave the row out (None). Raises as `save_cells`, and
    RuleViolation where the unit has a figure already: two printed rows are never added up in silence.
    """
    draft = locked_draft(by, allocation_id, seen)
    if not 0 <= row < len(draft.unmatched):
        raise MovedOn("row of the reading")
    rows = list(draft.unmatched)
    read = rows.pop(row)
    table = table_of(draft, by.day)
    draft.unmatched = rows
    changed = {}
    if unit_id is not None:
        line = next((each for each in table.lines if each.unit == unit_id and each.stands), None)
        if line is None:
            raise NotReached(f"unit {unit_id}")
        if line.places or not isinstance(read["value"], int) or not line.cells:
            what = f"{line.name} đã có {line.places}; dòng “{read['unit']}” phải được sửa bằng tay trong bảng."
            raise RuleViolation([Unmet("allocating.row_given_twice", what)])
        changed[line.unit, ""] = replace(line.cells[0], places=read["value"])
    write_cells(draft, table, changed, by=by, act="assign_row", reason=f"{read['unit']}: {read['value']}", always=True)
    return draft


@operation
def drop_draft(*, by: Reach, allocation_id: int, seen: int) -> None:
    """Throw a draft away; its cells stay in the trail. Raises NotReached, MovedOn."""
    draft = locked_draft(by, allocation_id, seen)
    table = table_of(draft, by.day)
    _record(by, "drop", draft, before={"bản": draft.ordinal, **shown(table, _stored(draft))})
    draft.delete()


def locked_draft(by: Reach, allocation_id: int, seen: int) -> Allocation:
    """The draft, locked and as seen. Raises NotReached, or MovedOn when someone saved, issued or dropped it since."""
    draft = _reached(by, allocation_id)
    if draft.state != Allocation.State.DRAFT or draft.revision != seen:
        raise MovedOn(f"allocation {allocation_id} is at revision {draft.revision}, {draft.state}; seen {seen}")
    return draft


def _reached(by: Reach, allocation_id: int) -> Allocation:
    found = (
        by.allocations(Action.DIVIDE)
        .select_for_update(of=("self",))
        .select_related("plan__unit", "version", "unit__parent", "made_by")
        .filter(pk=allocation_id)
        .first()
    )
    if found is None:
        raise NotReached(f"allocation {allocation_id}")
    return found


def write_cells(
    draft: Allocation, table: Table, cells: Cells, *, by: Reach, act: str, reason: str = "", always: bool = False
) -> None:
    """Check and write the cells that differ, raise the revision and leave the entry; nothing where nothing differs."""
    stored = _stored(draft)
    changed = {key: cell for key, cell in cells.items() if stored.get(key, EMPTY) != cell}
    _check_cells(table, changed)
    if not changed and not always:
        no_change()
        return
    before = shown(table, {key: stored.get(key, EMPTY) for key in changed})
    _fill(draft, changed)
    draft.revision += 1
    draft.saved_at = timezone.now()
    draft.save(update_fields=["revision", "saved_at", "method", "unmatched"])
    _record(by, act, draft, before=before, after=shown(table, changed), reason=reason)


def _check_cells(table: Table, changed: Cells) -> None:
    names = {line.unit: line.name for line in table.lines}
    columns = {column.group: column.name for column in table.demand.columns}
    unmet = []
    for (unit, group), cell in changed.items():
        if unit not in names or group not in columns:
            raise NotReached(f"cell {unit} {group}")
        name = f"{names[unit]}, {columns[group]}"
        if max(cell.places, cell.minimum, cell.maximum or 0) > MOST_PLACES or min(cell.places, cell.minimum) < 0:
            unmet.append(
                Unmet("allocating.figure_out_of_range", f"{name}: số phải từ 0 đến {MOST_PLACES:,}.".replace(",", "."))
            )
        elif cell.maximum is not None and cell.maximum < cell.minimum:
            what = f"{name}: mức “Đến” {cell.maximum} nhỏ hơn mức “Từ” {cell.minimum}."
            unmet.append(Unmet("allocating.bounds_crossed", what))
    if unmet:
        raise RuleViolation(unmet)


def _stored(allocation: Allocation) -> dict[tuple[int, str], Cell]:
    rows = Share.objects.filter(allocation=allocation)
    return {
        (unit, group): Cell(places, locked, minimum, maximum)
        for unit, group, places, locked, minimum, maximum in rows.values_list(
            "unit_id", "group", "places", "locked", "minimum", "maximum"
        )
    }


def _fill(allocation: Allocation, cells: Cells) -> None:
    """Insert or overwrite `cells`; as one statement a batch, which the row triggers see."""
    Share.objects.bulk_create(
        (
            Share(
                allocation=allocation,
                unit_id=unit,
                group=group,
                places=cell.places,
                locked=cell.locked,
                minimum=cell.minimum,
                maximum=cell.maximum,
                province=allocation.province,
            )
            for (unit, group), cell in cells.items()
        ),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["allocation", "unit", "group"],
        update_fields=["places", "locked", "minimum", "maximum"],
    )


def _left_empty(version: PlanVersion, unit: Unit, *, by: Reach, begun: bool) -> Allocation | None:
    """The draft this person opened of the very same division and never wrote into; `begun` where it was not empty even
    then. The plan's row is locked.
    """
    Plan.objects.select_for_update().get(pk=version.plan_id)
    filled = Share.objects.filter(allocation=OuterRef("pk"), places__gt=0)
    mine = Allocation.objects.filter(version=version, unit=unit, made_by=by.who, state=Allocation.State.DRAFT)
    return (
        mine.filter(Q() if begun else ~Exists(filled), revision=1, printed_total=None, unmatched=[])
        .order_by("-ordinal")
        .first()
    )


def _new_draft(version: PlanVersion, unit: Unit, *, by: Reach, **fields: Any) -> Allocation:
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


def _nothing(plan: Plan, unit: Unit) -> str:
    if plan.unit_id == unit.pk:
        return "Kế hoạch chưa nêu chỉ tiêu chung bằng số, nên chưa có gì để chia."
    return f"{unit.name} chưa được cấp trên giao chỉ tiêu của kế hoạch này, nên chưa có gì để chia."


def shown(table: Table, cells: Cells) -> dict[str, Any]:
    """Cells as the trail shows them: unit and column in words, then the figures; the rows' own trail holds every one."""
    names = {line.unit: line.name for line in table.lines}
    columns = {column.group: column.name for column in table.demand.columns}
    found: dict[str, Any] = {}
    for (unit, group), cell in list(cells.items())[:_SHOWN_IN_TRAIL]:
        limits = (
            f" [{cell.minimum}–{'' if cell.maximum is None else cell.maximum}]" if cell.minimum or cell.maximum else ""
        )
        lock = " (khóa)" if cell.locked else ""
        name = names.get(unit, str(unit)) + (f", {columns.get(group, group)}" if group else "")
        found[name] = f"{cell.places}{limits}{lock}" if limits or lock else cell.places
    if len(cells) > _SHOWN_IN_TRAIL:
        found["…"] = f"và {len(cells) - _SHOWN_IN_TRAIL} ô khác"
    return found


def _record(by: Reach, act: str, allocation: Allocation, **kwargs: Any) -> None:
    record(by, f"allocating.{act}", allocation, unit=allocation.unit, permitted_by=Action.DIVIDE, **kwargs)
