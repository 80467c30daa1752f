"""Bring a list in, correct how its columns were understood, decide on doubtful rows, start entering it, put it aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nguon.models import ColumnMapping, ListImport, ListImportRow, Person, Unit
from nguon.queries.access import Reach
from nguon.queries.list_import_preview import Preview, look_over
from nguon.queries.list_importing import (
    chosen_twice,
    columns_of,
    kept_columns,
    lines_of,
    row_made,
    rows_of,
    shown,
    to_enter,
)
from nguon.reading.people_list.columns import Column
from nguon.reading.people_list.fields import FIELDS
from nguon.reading.people_list.reader import PeopleFile
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.list_import import Decision
from nguon.rules.roles import Action
from nguon.services.audit import no_change, operation, record
from nguon.services.bulk_rows import update_all

BATCH = 1_000
State = ListImport.State


@dataclass(frozen=True)
class ImportChoice:
    """Where the people go and which list they come onto (0: none), by which resolution."""

    to_list: int = 0
    resolution_number: str = ""
    resolution_on: date | None = None


@operation
def bring_list(
    *, by: Reach, unit_id: int, file_name: str, sha256: str, file: PeopleFile, choice: ImportChoice
) -> ListImport:
    """Keep the file's rows, sealed, held against the records; nothing is entered yet.

    Raises NotReached, and RuleViolation for a unit that closed, a list the person may not keep, or a day ahead of today.
    """
    unit = by.unit(unit_id, Action.IMPORT_PEOPLE)
    refuse_choice(by, unit, choice)
    preview = look_over(by, unit, file.columns, file.lines, to_list=choice.to_list, elsewhere=file.elsewhere)
    batch = ListImport.objects.create(
        unit=unit,
        path=unit.path,
        province=unit.province,
        file_name=file_name[:200],
        sha256=sha256,
        sheet=", ".join(file.sheets)[:100],
        head=file.head,
        state=State.LOOKED_OVER,
        to_list=choice.to_list,
        resolution_number=" ".join(choice.resolution_number.split()),
        resolution_on=choice.resolution_on,
        columns=kept_columns(
            file.columns,
            sheets=list(file.sheets),
            elsewhere=dict(file.elsewhere),
            other_lists=list(file.other_lists),
            letters=sorted(file.letters),
        ),
        counts=dict(preview.counts),
        made_by=by.who,
        made_at=timezone.now(),
    )
    _keep(batch, preview)
    after = {"file": batch.file_name, "sha256": sha256, **preview.counts}
    record(by, "list_imports.bring", batch, unit=unit, permitted_by=Action.IMPORT_PEOPLE, after=after)
    return batch


def refuse_choice(by: Reach, unit: Unit, choice: ImportChoice) -> None:
    """Raise RuleViolation for what cannot be chosen for `unit`."""
    unmet = []
    if unit.closed_on is not None and unit.closed_on <= by.day:
        unmet.append(Unmet("list_imports.closed", f"{unit.name} đã kết thúc hoạt động, không nhận người được."))
    if choice.to_list not in {0, 1, 2, 3}:
        unmet.append(Unmet("list_imports.list", "Hãy chọn danh sách 1, 2, 3, hoặc không đưa vào danh sách nào."))
    elif choice.to_list and not by.may_over(Action.KEEP_LISTS, unit.path):
        unmet.append(Unmet("list_imports.lists_not_own", "Đồng chí không ghi ba danh sách của đơn vị này."))
    if choice.resolution_on is not None and choice.resolution_on > by.day:
        unmet.append(Unmet("list_imports.ahead", "Ngày nghị quyết không được sau hôm nay."))
    if unmet:
        raise RuleViolation(unmet)


def _keep(batch: ListImport, preview: Preview) -> None:
    """Write the rows a thousand at a time, so that the sealed ones are not all held at once."""
    for first in range(0, len(preview.rows), BATCH):
        made = [row_made(batch, each) for each in preview.rows[first : first + BATCH]]
        ListImportRow.objects.bulk_create(made, batch_size=BATCH)


@operation
def map_columns(*, by: Reach, batch_id: int, fields: Mapping[int, str]) -> ListImport:
    """Say which field each column holds (by its place; "" for none); the rows are looked over anew and the unit's next
    file with such headings is read so.

    Raises NotReached, MovedOn where it is no longer waiting, RuleViolation for a field held twice or no name.
    """
    batch = _waiting(by, batch_id)
    before = columns_of(batch)
    columns = tuple(Column(each.at, each.heading, each.key, fields.get(each.at, each.field)) for each in before)
    _refuse_columns(columns)
    changed = [(one, other) for one, other in zip(before, columns, strict=True) if one.field != other.field]
    if not changed:
        no_change()
        return batch
    preview = look_over(
        by, batch.unit, columns, lines_of(batch), to_list=batch.to_list, elsewhere=batch.columns.get("elsewhere")
    )
    ListImportRow.objects.filter(batch=batch).delete()
    _keep(batch, preview)
    batch.columns = {**batch.columns, **kept_columns(columns)}
    batch.counts = dict(preview.counts)
    batch.save(update_fields=["columns", "counts"])
    for _, each in changed:
        if each.key:
            ColumnMapping.objects.update_or_create(
                unit=batch.unit,
                heading=each.key,
                defaults={"field": each.field, "province": batch.province, "set_at": timezone.now()},
            )
    record(
        by,
        "list_imports.map",
        batch,
        unit=batch.unit,
        permitted_by=Action.IMPORT_PEOPLE,
        before={"columns": [f"{one.heading}: {_named(one)}" for one, _ in changed]},
        after={"columns": [f"{one.heading}: {_named(one)}" for _, one in changed]},
    )
    return batch


def _named(column: Column) -> str:
    return FIELDS[column.field].name if column.field in FIELDS else "–"


def _refuse_columns(columns: Sequence[Column]) -> None:
    unmet = []
    held = [each.field for each in columns if each.field]
    for field in dict.fromkeys(held):
        if field not in FIELDS:
            unmet.append(Unmet("list_imports.field_unknown", "Hãy chọn nội dung cột trong danh mục."))
        elif held.count(field) > 1 and not FIELDS[field].many:
            unmet.append(Unmet("list_imports.field_twice", f"Hai cột cùng là “{FIELDS[field].name}”."))
    if not {"full_name", "given_name"} & set(held):
        unmet.append(Unmet("list_imports.no_name", "Phải có một cột là “Họ và tên”."))
    if unmet:
        raise RuleViolation(unmet)


@operation
def decide_rows(*, by: Reach, batch_id: int, decisions: Mapping[int, tuple[str, int | None]]) -> int:
    """What is done with doubtful rows: line → (same, new, out or "" for not yet; whose record for same). How many changed.

    Raises NotReached, MovedOn where the batch no longer waits, RuleViolation for a person the row was not matched with.
    """
    batch = _waiting(by, batch_id)
    rows = rows_of(batch, ListImportRow.Kind.DOUBTFUL).filter(line__in=list(decisions)).select_for_update()
    changed = []
    for each in shown(batch, rows):
        decision, person = decisions[each.row.line]
        if decision not in {"", *Decision}:
            raise RuleViolation([Unmet("list_imports.decision", "Hãy chọn một trong các cách xử lý.")])
        if decision == Decision.SAME:
            offered = [pk for pk, _ in each.matches]
            person = person if person is not None else each.row.person_id
            if person not in offered:
                what = f"Dòng {each.printed_line}: hãy chọn hồ sơ trong số được nêu."
                raise RuleViolation([Unmet("list_imports.person", what)])
            each.row.person_id = person
        each.row.decision = decision
        changed.append(each.row)
    if not changed:
        no_change()
        return 0
    _seen_revisions(changed)
    update_all(changed, ["decision", "person", "seen_revision"])
    record(
        by,
        "list_imports.decide",
        batch,
        unit=batch.unit,
        permitted_by=Action.IMPORT_PEOPLE,
        after={"file": batch.file_name, "rows": len(changed), "decision": changed[0].decision},
    )
    return len(changed)


def _seen_revisions(rows: Sequence[ListImportRow]) -> None:
    ids = {each.person_id for each in rows if each.person_id}
    revisions = dict(Person.objects.filter(pk__in=ids).values_list("pk", "revision"))
    for each in rows:
        each.seen_revision = revisions.get(each.person_id or 0, 0)


@operation
def drop_list(*, by: Reach, batch_id: int) -> ListImport:
    """Put a list aside that was not entered; what was kept of its rows is removed. Raises NotReached, MovedOn."""
    batch = _waiting(by, batch_id)
    ListImportRow.objects.filter(batch=batch).delete()
    batch.state = State.DROPPED
    batch.save(update_fields=["state"])
    before = {"file": batch.file_name, **batch.counts}
    record(by, "list_imports.drop", batch, unit=batch.unit, permitted_by=Action.IMPORT_PEOPLE, before=before)
    return batch


@operation
def start_entering(*, by: Reach, batch_id: int) -> ListImport:
    """The list is to be entered: from here on it does not change until that is done or given up.

    Raises NotReached, MovedOn, RuleViolation where nothing would be entered.
    """
    batch = _waiting(by, batch_id)
    if not to_enter(batch):
        raise RuleViolation([Unmet("list_imports.nothing", "Không có dòng nào để nhập.")])
    twice = [
        Unmet(
            "list_imports.person_twice", f"Các dòng {', '.join(map(str, lines))} cùng chọn một hồ sơ; chỉ giữ một dòng."
        )
        for lines in chosen_twice(batch)
    ]
    if twice:
        raise RuleViolation(twice)
    return _moved(by, batch, State.APPLYING, "list_imports.start")


@operation
def start_undoing(*, by: Reach, batch_id: int) -> ListImport:
    """What was entered is to be taken back. Raises NotReached, MovedOn where it is not entered."""
    batch = locked_import(by, batch_id)
    if batch.state != State.APPLIED:
        raise MovedOn("Danh sách này không ở tình trạng đã nhập.")
    return _moved(by, batch, State.UNDOING, "list_imports.start_undo")


@operation
def give_up(*, by: Reach, batch_id: int, why: str = "") -> ListImport:
    """Entering or undoing stopped half-way, and nothing of it was written: the list stands as before it began.

    Raises NotReached, MovedOn where nothing is under way.
    """
    batch = locked_import(by, batch_id)
    back = {State.APPLYING: State.LOOKED_OVER, State.UNDOING: State.APPLIED}.get(State(batch.state))
    if back is None:
        raise MovedOn("Không có việc nào đang chạy với danh sách này.")
    batch.counts = {**batch.counts, "stopped": why}
    return _moved(by, batch, back, "list_imports.give_up", reason=why)


def _moved(by: Reach, batch: ListImport, state: State, act: str, reason: str = "") -> ListImport:
    if not reason:
        batch.counts = {key: value for key, value in batch.counts.items() if key != "stopped"}
    batch.state = state
    batch.save(update_fields=["state", "counts"])
    after = {"file": batch.file_name}
    record(by, act, batch, unit=batch.unit, permitted_by=Action.IMPORT_PEOPLE, after=after, reason=reason)
    return batch


def locked_import(by: Reach, batch_id: int) -> ListImport:
    """The list within reach, locked to the end of the transaction. Raises NotReached."""
    found = by.list_imports().select_for_update(of=("self",)).select_related("unit").filter(pk=batch_id).first()
    if found is None:
        raise NotReached(f"list import {batch_id}")
    return found


def _waiting(by: Reach, batch_id: int) -> ListImport:
    batch = locked_import(by, batch_id)
    if batch.state != State.LOOKED_OVER:
        raise MovedOn(f"Danh sách này nay {batch.get_state_display().lower()}.")
    return batch
