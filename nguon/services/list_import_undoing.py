"""Take back a list that was entered, as long as nobody has edited what it wrote; if somebody has, say where."""

import base64
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone

from nguon.models import (
    Certificate,
    ListChange,
    ListImport,
    ListImportRow,
    Person,
    PersonGroup,
    PersonName,
    Resolution,
    SensitiveRecord,
    Sponsorship,
    Stay,
)
from nguon.models.sealing import opened
from nguon.queries.access import Reach
from nguon.queries.list_importing import about, rows_of
from nguon.reading.people_list.reader import A_SHEET
from nguon.rules.errors import MovedOn, RuleViolation, Unmet
from nguon.rules.list_import import DAYS
from nguon.rules.partial_dates import from_stored
from nguon.rules.roles import Action
from nguon.rules.text import person_key
from nguon.services.audit import operation, record
from nguon.services.bulk_rows import update_all
from nguon.services.list_import_preparing import Tell, silent
from nguon.services.list_importing import BATCH, State, locked_import
from nguon.services.listing import refresh_listed
from nguon.services.person_rows import group_row, name_rows

AT_ONCE = 1_000
MOST_NAMED = 50
OWN_PARTS = {PersonName, PersonGroup, SensitiveRecord, Stay, ListImportRow}
"""What belongs to a record itself; everything else that hangs on a new record was done to it later."""


@dataclass
class _Written:
    """What entering wrote of some rows: the row and how it is taken back, by person."""

    by_person: dict[int, tuple[ListImportRow, Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def new(self) -> list[int]:
        return [pk for pk, (_, undo) in self.by_person.items() if undo.get("new")]

    @property
    def changed(self) -> list[int]:
        return [pk for pk, (_, undo) in self.by_person.items() if not undo.get("new")]

    def made(self, key: str) -> set[int]:
        """Numbers of the rows of another table that entering made."""
        found: set[int] = set()
        for _, undo in self.by_person.values():
            value = undo.get(key)
            found |= set(value) if isinstance(value, list) else {value} if value else set()
        return found


@operation
def undo_list(*, by: Reach, batch_id: int, tell: Tell = silent) -> ListImport:
    """Take everything back: new records go, changed ones are as they were, in one transaction.

    Raises NotReached, MovedOn where nothing is to be undone, RuleViolation naming every record edited since.
    """
    batch = locked_import(by, batch_id)
    if batch.state != State.UNDOING:
        raise MovedOn("Danh sách này không chờ hoàn tác.")
    lines = list(rows_of(batch).exclude(before=b"").values_list("line", flat=True))
    edited: list[Unmet] = []
    for some in _chunks(lines):
        edited += _edited(_written(batch, some))
        if len(edited) >= MOST_NAMED:
            break
    if edited:
        raise RuleViolation(edited[:MOST_NAMED])
    taken = 0
    for some in _chunks(lines):
        _take_back(by, _written(batch, some))
        taken += len(some)
        tell(taken, len(lines))
    _drop_resolutions(batch)
    batch.state, batch.undone_at = State.UNDONE, timezone.now()
    batch.save(update_fields=["state", "undone_at"])
    after = {"file": batch.file_name, "rows": len(lines)}
    record(by, "list_imports.undo", batch, unit=batch.unit, permitted_by=Action.IMPORT_PEOPLE, after=after)
    return batch


def _chunks(lines: Sequence[int]) -> Iterable[Sequence[int]]:
    for first in range(0, len(lines), AT_ONCE):
        yield lines[first : first + AT_ONCE]


def _written(batch: ListImport, lines: Sequence[int]) -> _Written:
    found = _Written()
    for row in rows_of(batch).filter(line__in=lines):
        if row.person_id is not None:
            undo = json.loads(opened(row.before, f"{about(batch, row.line)}:before") or "{}")
            found.by_person[row.person_id] = (row, undo)
    return found


def _edited(written: _Written) -> list[Unmet]:
    """Each record that somebody edited, or that something else rests on by now."""
    ids = list(written.by_person)
    persons = {each.pk: each for each in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    touched: defaultdict[int, str] = defaultdict(str)
    for pk, (row, _) in written.by_person.items():
        person = persons[pk]
        if person.revision != row.seen_revision or person.merged_into_id or person.withdrawn_at is not None:
            touched[pk] = "đã có người sửa"
    for pk in _moved(persons, written.new):
        touched[pk] = touched[pk] or "đã chuyển đơn vị"
    for pk, what in _resting_on(written).items():
        touched[pk] = touched[pk] or what
    found = []
    for pk, what in touched.items():
        line = written.by_person[pk][0].line % A_SHEET
        found.append(Unmet("list_imports.edited", f"Dòng {line}, {persons[pk].full_name}: {what} sau khi nhập."))
    return found


def _moved(persons: Mapping[int, Person], new: Sequence[int]) -> set[int]:
    ended = Stay.objects.filter(person__in=new, ends_on__isnull=False)
    return set(ended.values_list("person_id", flat=True)) & set(persons)


def _resting_on(written: _Written) -> dict[int, str]:
    """Rows of other tables that hang on the records and were not made here."""
    found: dict[int, str] = {}
    ours = {
        ListChange: written.made("change"),
        Certificate: written.made("certificate"),
        Sponsorship: written.made("sponsorships"),
    }
    for relation in Person._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if not isinstance(model, type) or model in OWN_PARTS or not isinstance(relation.field, models.ForeignKey):
            continue
        rows = model._default_manager.filter(**{f"{name}__in": written.new}).exclude(pk__in=ours.get(model, set()))
        for pk in rows.values_list(f"{name}_id", flat=True):
            found[pk] = f"đã có {_WORDS.get(model.__name__, 'việc khác')}"
    later = ListChange.objects.filter(person__in=written.changed, pk__gt=min(ours[ListChange], default=0))
    if ours[ListChange]:
        for pk in later.exclude(pk__in=ours[ListChange]).values_list("person_id", flat=True):
            found[pk] = "đã có nghị quyết khác về danh sách"
    return found


_WORDS = {
    "ListChange": "nghị quyết khác về danh sách",
    "Sponsorship": "phân công giúp đỡ",
    "Certificate": "giấy chứng nhận khác",
    "CandidateTask": "nhiệm vụ được giao",
    "ClassProposal": "đề nghị học lớp",
    "ClassPlace": "tên trong lớp học",
    "Circumstance": "tình trạng ghi thêm",
    "Nomination": "giới thiệu của đoàn thể",
    "Merge": "việc gộp hồ sơ",
}


def _take_back(by: Reach, written: _Written) -> None:
    listed = written.made("change")
    ListChange.objects.filter(pk__in=listed).delete()
    Sponsorship.objects.filter(pk__in=written.made("sponsorships")).delete()
    Certificate.objects.filter(pk__in=written.made("certificate")).delete()
    _restore(written)
    if listed:
        refresh_listed(written.changed, by.day)
    new = written.new
    ListImportRow.objects.filter(person__in=new).update(person=None)
    for model in (PersonName, PersonGroup, SensitiveRecord, Stay):
        model._default_manager.filter(person__in=new).delete()
    Person.objects.filter(pk__in=new).delete()


def _restore(written: _Written) -> None:
    """Records that stood are as they were, each with a new revision."""
    persons = list(Person.objects.filter(pk__in=written.changed))
    if not persons:
        return
    columns, renamed = {"revision"}, []
    for person in persons:
        undo = written.by_person[person.pk][1]
        columns |= _reset(person, undo)
        if {"full_name", "other_names"} & set(undo.get("old", {})):
            renamed.append(person)
        _regroup(person, undo.get("groups"))
        if "sealed" in undo:
            _reseal(person, undo["sealed"])
        person.revision += 1
    update_all(persons, columns)
    PersonName.objects.filter(person__in=renamed).delete()
    PersonName.objects.bulk_create([name for each in renamed for name in name_rows(each)], batch_size=BATCH)


def _reset(person: Person, undo: Mapping[str, Any]) -> set[str]:
    old = dict(undo.get("old", {}))
    if "note" in undo:
        old.setdefault("note", undo["note"])
    for name, value in old.items():
        if name == "citizen_sealed":
            person.citizen_sealed = base64.b64decode(value)
        else:
            setattr(person, name, from_stored(value) if name in DAYS else value)
    if "full_name" in old:
        person.sort_key = person_key(person.full_name)[:400]
        return {*old, "sort_key"}
    return set(old)


def _regroup(person: Person, groups: Sequence[Sequence[Any]] | None) -> None:
    if groups is None:
        return
    PersonGroup.objects.filter(person=person).delete()
    PersonGroup.objects.bulk_create([group_row(person, group, from_facts=derived) for group, derived in groups])


def _reseal(person: Person, sealed: str | None) -> None:
    if sealed is None:
        SensitiveRecord.objects.filter(person=person).delete()
    else:
        kept = base64.b64decode(sealed)
        SensitiveRecord.objects.filter(person=person).update(sealed=kept, changed_at=timezone.now())


def _drop_resolutions(batch: ListImport) -> None:
    """Resolutions that were written down only for this list and on which nothing rests any more."""
    made = Resolution.objects.filter(pk__in=batch.columns.get("resolutions", []))
    for relation in Resolution._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type):
            rows = model._default_manager.exclude(**{f"{relation.field.name}__isnull": True})
            made = made.exclude(pk__in=rows.values(relation.field.name))
    made.delete()
