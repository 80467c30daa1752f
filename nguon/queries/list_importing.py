"""Lists brought in from Excel, within reach: which there are, their rows by kind, what was remembered of headings."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from nguon.models import ColumnMapping, ListImport, ListImportRow, Unit
from nguon.models.sealing import opened, seal
from nguon.queries.access import Reach
from nguon.queries.list_import_preview import Looked
from nguon.reading.people_list.columns import Column
from nguon.reading.people_list.lines import Line
from nguon.reading.people_list.reader import A_SHEET
from nguon.rules.errors import NotReached
from nguon.rules.list_import import PERSON, Decision
from nguon.rules.roles import Action
from nguon.rules.tree import lineage_of

KINDS: tuple[tuple[str, str], ...] = tuple((each.value, str(each.label)) for each in ListImportRow.Kind)
STATES: Mapping[str, str] = {each.value: str(each.label) for each in ListImport.State}
WORKING = (ListImport.State.APPLYING.value, ListImport.State.UNDOING.value)


@dataclass(frozen=True)
class RowShown:
    """One line of the file as kept: its cells, what was read of it, who it may be about."""

    row: ListImportRow
    cells: tuple[str, ...]
    sections: tuple[str, ...]
    values: Mapping[str, str]
    changes: tuple[str, ...]
    matches: tuple[tuple[int, str], ...]
    unit: int | None

    @property
    def printed_line(self) -> int:
        """The line in its sheet."""
        return self.row.line % A_SHEET

    @property
    def sheet(self) -> int:
        """Which of the sheets read, from 0."""
        return self.row.line // A_SHEET


def imports_in_order(by: Reach) -> QuerySet[ListImport]:
    """Lists brought in within reach, the newest first; one query."""
    return by.list_imports().select_related("unit", "made_by").order_by("-made_at", "-pk")


def import_of(by: Reach, batch_id: int) -> ListImport:
    """One of them. Raises NotReached."""
    found = imports_in_order(by).filter(pk=batch_id).first()
    if found is None:
        raise NotReached(f"list import {batch_id}")
    return found


def is_working(batch: ListImport) -> bool:
    """Whether the list waits for the work beside the server: entering or undoing."""
    return batch.state in WORKING


def rows_of(batch: ListImport, kind: str = "") -> QuerySet[ListImportRow]:
    """The batch's rows in the order of the file, of one kind or all."""
    rows = ListImportRow.objects.filter(batch=batch)
    return (rows.filter(kind=kind) if kind else rows).order_by("line")


def shown(batch: ListImport, rows: Iterable[ListImportRow]) -> list[RowShown]:
    """`rows` of the batch with what is sealed in them opened."""
    return [_shown(batch, each) for each in rows]


def _shown(batch: ListImport, row: ListImportRow) -> RowShown:
    kept: dict[str, Any] = json.loads(opened(row.sealed, about(batch, row.line)) or "{}")
    return RowShown(
        row,
        tuple(kept.get("cells", ())),
        tuple(kept.get("sections", ())),
        kept.get("values", {}),
        tuple(kept.get("changes", ())),
        tuple((pk, why) for pk, why in kept.get("matches", ())),
        kept.get("unit"),
    )


def about(batch: ListImport, line: int) -> str:
    """What a row's seal is bound to."""
    return f"import:{batch.pk}:{line}"


def row_made(batch: ListImport, looked: Looked) -> ListImportRow:
    """The row that keeps `looked`, not written."""
    kept: dict[str, Any] = {"cells": looked.line.cells}
    if looked.line.sections:
        kept["sections"] = looked.line.sections
    if looked.values:
        kept |= {"values": dict(looked.values), "unit": looked.unit}
    if looked.changes:
        kept["changes"] = looked.changes
    if looked.matches:
        kept["matches"] = looked.matches
    return ListImportRow(
        batch=batch,
        line=looked.line.number,
        kind=looked.kind,
        sealed=seal(json.dumps(kept, ensure_ascii=False), about(batch, looked.line.number)),
        why=[list(each) for each in looked.why],
        person_id=looked.person,
        seen_revision=looked.revision,
        province=batch.province,
    )


def looked_of(batch: ListImport) -> list[Looked]:
    """The faulty rows as they were looked at."""
    found = shown(batch, rows_of(batch, ListImportRow.Kind.FAULTY))
    return [
        Looked(
            Line(each.sheet, each.row.line, each.cells), each.row.kind, tuple((key, why) for key, why in each.row.why)
        )
        for each in found
    ]


def lines_of(batch: ListImport) -> list[Line]:
    """The lines of the file as they were read, for reading them under other columns."""
    made = []
    for each in shown(batch, rows_of(batch).iterator(chunk_size=2_000)):
        ignored = each.row.why[0][1] if each.row.kind == ListImportRow.Kind.IGNORED and each.row.why else ""
        made.append(Line(each.sheet, each.row.line, each.cells, ignored, each.sections))
    return made


def columns_of(batch: ListImport) -> tuple[Column, ...]:
    """The file's columns with their fields, as read or corrected."""
    return tuple(Column(*each) for each in batch.columns.get("list", ()))


def kept_columns(columns: Sequence[Column], **besides: object) -> dict[str, object]:
    """What `ListImport.columns` keeps."""
    return {"list": [[each.at, each.heading, each.key, each.field] for each in columns], **besides}


def known_headings(unit: Unit) -> dict[str, str]:
    """Headings mapped by hand at the unit or above it: key → field; the nearest unit's word counts. One query."""
    rows = ColumnMapping.objects.filter(unit__path__in=lineage_of(unit.path)).order_by("unit__depth", "pk")
    return dict(rows.values_list("heading", "field"))


def undecided_by_reason(batch: ListImport) -> list[tuple[str, int]]:
    """For doubtful rows nobody decided that only the reading of one field makes doubtful: (field, how many), most first.

    Rows that ask whose record they are about are not among them: each of those is looked at by itself.
    """
    found = Counter(field for _, _, field in _of_one_reason(batch))
    return found.most_common()


def decisions_for(batch: ListImport, field: str) -> dict[int, tuple[str, int | None]]:
    """What taking all rows that `undecided_by_reason` counts under `field` as they were read comes to, by line."""
    return {
        line: (Decision.SAME if person else Decision.NEW, person)
        for line, person, one in _of_one_reason(batch)
        if one == field
    }


def _of_one_reason(batch: ListImport) -> Iterator[tuple[int, int | None, str]]:
    rows = rows_of(batch, ListImportRow.Kind.DOUBTFUL).filter(decision="")
    for line, person, why in rows.values_list("line", "person_id", "why"):
        fields = {each[0] for each in why}
        if len(fields) == 1 and not fields & {PERSON, "unit", "full_name"}:
            yield line, person, fields.pop()


def decided(batch: ListImport) -> dict[str, int]:
    """How many doubtful rows have which decision; "" for none yet."""
    return dict(Counter(rows_of(batch, ListImportRow.Kind.DOUBTFUL).values_list("decision", flat=True)))


def chosen_twice(batch: ListImport) -> list[list[int]]:
    """Lines (of their sheets) that would write into one record, for each record with more than one."""
    kinds = ListImportRow.Kind
    wanted = Q(kind=kinds.CHANGED) | Q(kind=kinds.DOUBTFUL, decision="same")
    by_person: defaultdict[int, list[int]] = defaultdict(list)
    for person, line in rows_of(batch).filter(wanted, person__isnull=False).values_list("person_id", "line"):
        by_person[person].append(line % A_SHEET)
    return [lines for lines in by_person.values() if len(lines) > 1]


def unit_called(by: Reach, code: str) -> Unit:
    """The unit with that code (14 digits, dots allowed) or number, for bringing a list in. Raises NotReached."""
    bare = code.replace(".", "").strip()
    units = by.units(Action.IMPORT_PEOPLE)
    found = units.filter(code__in={code.strip(), bare}).first()
    if found is None and bare.isascii() and bare.isdigit() and len(bare) < 14:
        found = units.filter(pk=int(bare)).first()
    if found is None:
        raise NotReached(f"unit {code}")
    return found


def to_enter(batch: ListImport) -> int:
    """How many rows entering the list now would write."""
    counts, said = batch.counts, decided(batch)
    return int(counts.get("new", 0) + counts.get("changed", 0) + said.get("new", 0) + said.get("same", 0))


@dataclass(frozen=True)
class Whom:
    """A record a row may be about, as far as it is within reach."""

    person: int
    words: str


def whom(by: Reach, rows: Iterable[RowShown]) -> dict[int, list[Whom]]:
    """By line, the records within reach that the row may be about, in words; one query."""
    wanted = {each.row.line: [pk for pk, _ in each.matches] for each in rows if each.matches}
    ids = {pk for found in wanted.values() for pk in found}
    found = by.persons(Action.IMPORT_PEOPLE).filter(pk__in=ids).select_related("unit")
    names = {
        each.pk: " · ".join(filter(None, (each.full_name, str(each.born or ""), each.unit.name))) for each in found
    }
    return {line: [Whom(pk, names[pk]) for pk in some if pk in names] for line, some in wanted.items()}


def unit_names(rows: Iterable[RowShown]) -> dict[int, str]:
    """Names of the units the rows belong to; one query."""
    return dict(Unit.objects.filter(pk__in={each.unit for each in rows if each.unit}).values_list("pk", "name"))


def working_imports(by: Reach) -> list[ListImport]:
    """Lists being entered or undone now, within reach; one query."""
    return list(imports_in_order(by).filter(state__in=WORKING)[:50])
