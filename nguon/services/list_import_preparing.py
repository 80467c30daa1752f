"""What entering a list will write, made ready outside the transaction so that it holds others up as little as can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from nguon.models import ListImport, ListImportRow, Person, Unit
from nguon.queries.access import Reach
from nguon.queries.list_import_preview import standing_of, values_of
from nguon.queries.list_importing import RowShown, rows_of, shown
from nguon.rules.errors import MovedOn
from nguon.rules.list_import import DAYS, SECRETS, Decision, Said, Standing, facts_of, is_new_certificate, new_value
from nguon.rules.partial_dates import from_stored
from nguon.rules.person_facts import TEXTS, PersonFacts
from nguon.rules.text import fold

AT_ONCE = 1_000
Tell = Callable[[int, int], None]


def silent(done: int, whole: int) -> None:
    """Tells nobody."""


@dataclass
class Entry:
    """One row about to be written. `person` stands already for a change, else it is made. `fresh` are the values that a
    change sets, `groups` and `secrets` those that are added.
    """

    row: ListImportRow
    unit: Unit
    said: Said
    facts: PersonFacts
    person: Person | None = None
    fresh: dict[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict)
    to_list: int = 0
    resolution: tuple[str, date] | None = None
    certificate: tuple[str, date] | None = None
    sponsors: tuple[int, ...] = ()

    def value(self, key: str) -> str:
        """What the row says of `key`."""
        return self.said.values.get(key, "")


@dataclass(frozen=True)
class Prepared:
    """All that is to be written, in the order of the file."""

    entries: tuple[Entry, ...]

    @property
    def made(self) -> list[Entry]:
        return [each for each in self.entries if each.person is None]

    @property
    def changed(self) -> list[Entry]:
        return [each for each in self.entries if each.person is not None]


def prepared(by: Reach, batch: ListImport, tell: Tell = silent) -> Prepared:
    """What the rows that are new, changed, or decided on come to. Writes nothing.

    Raises MovedOn where a record changed since the list was looked over.
    """
    rows = shown(batch, _wanted(batch))
    units = {each.pk: each for each in Unit.objects.filter(pk__in={each.unit or batch.unit_id for each in rows})}
    entries: list[Entry] = []
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        ids = {pk for each in some if (pk := _of_record(each.row))}
        persons = {each.pk: each for each in Person.objects.filter(pk__in=ids).select_related("unit")}
        standing = standing_of(ids)
        entries += [_entry(by, batch, each, _Records(units, persons, standing)) for each in some]
        tell(len(entries), 2 * len(rows))
    return Prepared(tuple(entries))


def _wanted(batch: ListImport) -> Sequence[ListImportRow]:
    kinds = ListImportRow.Kind
    rows = rows_of(batch).filter(kind__in=[kinds.NEW, kinds.CHANGED, kinds.DOUBTFUL])
    return [each for each in rows if each.kind != kinds.DOUBTFUL or each.decision in {Decision.NEW, Decision.SAME}]


def _of_record(row: ListImportRow) -> int | None:
    """The record the row is about; None where one is to be made."""
    if row.kind == ListImportRow.Kind.CHANGED or row.decision == Decision.SAME:
        return row.person_id
    return None


@dataclass(frozen=True)
class _Records:
    units: dict[int, Unit]
    persons: dict[int, Person]
    standing: dict[int, Standing]


def _entry(by: Reach, batch: ListImport, each: RowShown, records: _Records) -> Entry:
    values = dict(each.values)
    said = Said(each.row.line, values)
    unit = records.units[each.unit or batch.unit_id]
    record = _of_record(each.row)
    person = records.persons.get(record) if record else None
    if record and (person is None or person.revision != each.row.seen_revision):
        name = person.full_name if person else values.get("full_name", "")
        raise MovedOn(f"Dòng {each.printed_line}: hồ sơ {name} đã thay đổi từ lúc xem trước. Hãy kiểm tra lại tệp.")
    entry = Entry(each.row, unit, said, facts_of(values), person)
    wanted = int(values.get("to_list") or batch.to_list)
    if person is None:
        entry.to_list = wanted
        entry.sponsors = _sponsors(values, frozenset())
        known: frozenset[tuple[str, str]] = frozenset()
    else:
        stands = records.standing[person.pk]
        entry.unit = person.unit
        _take_changes(entry, person, stands)
        entry.to_list = wanted if wanted > stands.listed and not stands.is_member else 0
        entry.sponsors = _sponsors(values, stands.sponsors)
        known = stands.certificates
    if is_new_certificate(values, known):
        entry.certificate = (values.get("certificate_number", ""), date.fromisoformat(values["certificate_on"]))
    if entry.to_list or entry.sponsors:
        entry.resolution = _resolution(by, batch, values)
    return entry


def _take_changes(entry: Entry, person: Person, stands: Standing) -> None:
    """What the row adds to the record. Where somebody said it is the same person, the row's word counts for names,
    birth dates and numbers too.
    """
    known = values_of(person)
    compared = replace(entry.said, values={**entry.said.values, "citizen": ""})
    for key in (*TEXTS, "sex", *DAYS):
        value = new_value(compared, known, key)
        if value is not None:
            entry.fresh[key] = value
    if entry.value("citizen"):
        entry.fresh["citizen"] = entry.value("citizen")
    entry.groups = tuple(each for each in entry.facts.groups or () if each not in stands.groups)
    entry.secrets = {key: entry.value(key) for key in SECRETS if entry.value(key) and key not in stands.has_secret}


def _sponsors(values: dict[str, str], known: frozenset[str]) -> tuple[int, ...]:
    found = [
        int(values[f"{key}_id"])
        for key in ("sponsor", "sponsor_2")
        if values.get(f"{key}_id") and fold(values[key]) not in known
    ]
    return tuple(dict.fromkeys(found))


def _resolution(by: Reach, batch: ListImport, values: dict[str, str]) -> tuple[str, date]:
    """Number and day of the resolution: the row's own, else the batch's, else today without a number."""
    number, on = values.get("resolution_number", ""), values.get("resolved_on", "")
    day = from_stored(on)
    if day is not None and day.whole is not None:
        return " ".join(number.split())[:60], day.whole
    if batch.resolution_on is not None:
        return batch.resolution_number, batch.resolution_on
    return batch.resolution_number, by.day
