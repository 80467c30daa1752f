"""Enter a list: persons, names, stays, groups, sealed facts, lists, certificates and sponsors, all in one transaction."""

import base64
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

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
    Unit,
)
from nguon.models.sealing import seal
from nguon.queries.access import Reach
from nguon.queries.list_changes import is_branch
from nguon.queries.list_importing import about
from nguon.queries.list_judging import Move, judge
from nguon.queries.sponsoring import judged
from nguon.rules.errors import MovedOn
from nguon.rules.list_import import DAYS
from nguon.rules.partial_dates import from_stored
from nguon.rules.person_facts import SensitiveFacts
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.roles import Action
from nguon.rules.text import person_key
from nguon.services.audit import operation, record
from nguon.services.bulk_rows import tell_planner, update_all
from nguon.services.certifying import certificate_row
from nguon.services.list_import_preparing import Entry, Prepared, Tell, silent
from nguon.services.list_importing import BATCH, State, locked_import
from nguon.services.listing import refresh_listed
from nguon.services.person_rows import (
    derived_groups,
    group_row,
    group_rows,
    name_rows,
    opened_facts,
    person_row,
    sealed_citizen,
    sealed_facts,
    sensitive_row,
    stay_row,
)
from nguon.services.resolving import ResolutionFacts, laid_down

AT_ONCE = 1_000


@operation
def enter_list(*, by: Reach, batch_id: int, prepared: Prepared, tell: Tell = silent) -> ListImport:
    """Write what was prepared, all or nothing; each row keeps what is needed to take it back.

    `tell` hears how far it is. Raises NotReached, MovedOn where the list is not being entered or a record it changes was
    changed meanwhile.
    """
    batch = locked_import(by, batch_id)
    if batch.state != State.APPLYING:
        raise MovedOn("Danh sách này không chờ nhập.")
    _refuse_moved_on(prepared)
    whole = 2 * len(prepared.entries)
    writing = _Writing(by, batch, prepared, lambda done: tell(len(prepared.entries) + done, whole))
    told = writing.write()
    batch.state, batch.applied_at = State.APPLIED, timezone.now()
    batch.counts = {**batch.counts, **told}
    batch.save(update_fields=["state", "applied_at", "counts"])
    record(
        by,
        "list_imports.apply",
        batch,
        unit=batch.unit,
        permitted_by=Action.IMPORT_PEOPLE,
        after={"file": batch.file_name, **told},
    )
    return batch


def _refuse_moved_on(prepared: Prepared) -> None:
    seen = {each.person.pk: each.person for each in prepared.changed if each.person is not None}
    for some in _chunks(sorted(seen)):
        rows = Person.objects.select_for_update().filter(pk__in=some).order_by("pk")
        for pk, revision in rows.values_list("pk", "revision"):
            if revision != seen[pk].revision:
                raise MovedOn(f"Hồ sơ {seen[pk].full_name} vừa có người sửa. Hãy kiểm tra lại tệp.")


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]


def _all(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    model._default_manager.bulk_create(rows, batch_size=BATCH)


class _Writing:
    """One list being written. `made` is, by line, what is needed to take the row back."""

    def __init__(self, by: Reach, batch: ListImport, prepared: Prepared, tell: Callable[[int], None]) -> None:
        self.by, self.batch, self.prepared, self.tell = by, batch, prepared, tell
        self.now = timezone.now()
        self.to_make, self.to_change = prepared.made, prepared.changed
        self.undo: dict[int, dict[str, object]] = {each.row.line: {} for each in prepared.entries}
        self.resolutions: dict[tuple[int, str, date], Resolution] = {}
        self.fresh_resolutions: list[int] = []
        self.moved: list[int] = []
        self.not_listed = self.not_sponsored = self.listed = self.certificates = self.sponsored = 0

    def write(self) -> dict[str, int]:
        """Everything; how much of what there was."""
        self._make()
        if len(self.to_make) >= AT_ONCE:
            tell_planner(Person, PersonName, Stay, PersonGroup, SensitiveRecord)
        self._change()
        self._certify()
        self._sponsor()
        self._list()
        self._keep_rows()
        if len(self.to_make) >= AT_ONCE:
            tell_planner(Certificate, ListChange, Sponsorship, ListImportRow)
        return {
            "entered_new": len(self.to_make),
            "entered_changed": len(self.to_change),
            "listed": self.listed,
            "not_listed": self.not_listed,
            "certificates": self.certificates,
            "sponsored": self.sponsored,
            "not_sponsored": self.not_sponsored,
        }

    def _make(self) -> None:
        made = self.to_make
        for first in range(0, len(made), AT_ONCE):
            some = made[first : first + AT_ONCE]
            names, stays, groups, sealed = [], [], [], []
            for each in some:
                each.person = person_row(each.unit, each.facts, made_by=self.by.who, made_at=self.now)
                self._foresee_list(each, each.person)
            _all(Person, [each.person for each in some if each.person])
            for each in some:
                assert each.person is not None
                names += name_rows(each.person)
                stays.append(stay_row(each.person, each.facts.since))
                secret = each.facts.sensitive
                groups += group_rows(
                    each.person,
                    sector=each.unit.sector,
                    on=self.by.day,
                    by_hand=each.facts.groups or (),
                    sensitive=secret,
                )
                if secret is not None:
                    sealed.append(sensitive_row(each.person, secret, self.now))
                self.undo[each.row.line]["new"] = True
            _all(PersonName, names)
            _all(Stay, stays)
            _all(PersonGroup, groups)
            _all(SensitiveRecord, sealed)
            self.tell(first + len(some))

    def _foresee_list(self, each: Entry, person: Person) -> None:
        """A new person has one change at most: where they will stand is known, and `_list` need not write them again."""
        if each.to_list and each.resolution is not None and is_branch(each.unit, self.by.day):
            person.listed, person.listed_since = each.to_list, each.resolution[1]

    def _change(self) -> None:
        changed = self.to_change
        for first in range(0, len(changed), AT_ONCE):
            self._change_some(changed[first : first + AT_ONCE])
            self.tell(len(self.to_make) + first)

    def _change_some(self, some: Sequence[Entry]) -> None:
        ids = [each.person.pk for each in some if each.person is not None]
        secrets = {each.person_id: each for each in SensitiveRecord.objects.filter(person__in=ids)}
        groups: defaultdict[int, list[PersonGroup]] = defaultdict(list)
        for row in PersonGroup.objects.filter(person__in=ids):
            groups[row.person_id].append(row)
        columns: set[str] = {"revision"}
        renamed: list[Person] = []
        for each in some:
            person = each.person
            assert person is not None
            columns |= self._set(each, person)
            if {"full_name", "other_names"} & set(each.fresh):
                renamed.append(person)
            self._seal(each, person, secrets.get(person.pk))
            self._regroup(each, person, groups[person.pk])
            person.revision += 1
        update_all([each.person for each in some if each.person], columns)
        PersonName.objects.filter(person__in=renamed).delete()
        _all(PersonName, [name for person in renamed for name in name_rows(person)])

    def _set(self, each: Entry, person: Person) -> set[str]:
        """Set the fresh values, note what stood; the columns that were set."""
        old = {name: _stored(getattr(person, name)) for name in each.fresh if name != "citizen"}
        columns = set(old)
        for name, value in each.fresh.items():
            if name == "citizen":
                old["citizen_sealed"] = base64.b64encode(bytes(person.citizen_sealed)).decode()
                old["citizen_digest"] = person.citizen_digest
                sealed_citizen(person, value)
                columns |= {"citizen_sealed", "citizen_digest"}
            else:
                setattr(person, name, from_stored(value) if name in DAYS else value)
        if "full_name" in each.fresh:
            person.sort_key = person_key(person.full_name)[:400]
            columns.add("sort_key")
        self.undo[each.row.line]["old"] = old
        return columns

    def _seal(self, each: Entry, person: Person, kept: SensitiveRecord | None) -> None:
        if not each.secrets:
            return
        undo = self.undo[each.row.line]
        undo["sealed"] = base64.b64encode(bytes(kept.sealed)).decode() if kept else None
        known = opened_facts(person, kept.sealed if kept else b"")
        facts = SensitiveFacts(**{**vars(known), **each.secrets})
        if kept is None:
            sensitive_row(person, facts, self.now).save(force_insert=True)
        else:
            kept.sealed, kept.changed_at = sealed_facts(person, facts), self.now
            kept.save(update_fields=["sealed", "changed_at"])
        each.facts = replace(each.facts, sensitive=facts)

    def _regroup(self, each: Entry, person: Person, stands: Sequence[PersonGroup]) -> None:
        """Groups added by the row, and those that follow now; what was entered by hand stays."""
        by_group = {row.group: row for row in stands}
        sensitive = each.facts.sensitive if each.secrets else None
        follows = derived_groups(person, each.unit.sector, self.by.day, sensitive)
        if not each.secrets:
            follows |= {group for group in by_group if group in SENSITIVE_GROUPS}
        fresh = [
            group_row(person, group, from_facts=group not in each.groups)
            for group in sorted((follows | set(each.groups)) - set(by_group))
        ]
        gone = [row for group, row in by_group.items() if row.from_facts and group not in follows]
        if fresh or gone:
            self.undo[each.row.line]["groups"] = [[row.group, row.from_facts] for row in stands]
            PersonGroup.objects.filter(pk__in=[row.pk for row in gone]).delete()
            _all(PersonGroup, fresh)

    def _certify(self) -> None:
        held = [(each, each.certificate) for each in self.prepared.entries if each.certificate is not None]
        for first in range(0, len(held), AT_ONCE):
            some = held[first : first + AT_ONCE]
            rows = []
            for each, (number, on) in some:
                assert each.person is not None
                issuer, said = each.value("certificate_issuer"), each.value("class_said")
                rows.append(certificate_row(each.person, number, on, issuer=issuer, class_said=said))
            _all(Certificate, rows)
            for (each, _), row in zip(some, rows, strict=True):
                self.undo[each.row.line]["certificate"] = row.pk
        self.certificates = len(held)

    def _resolution(self, unit: Unit, number: str, on: date) -> Resolution:
        key = (unit.pk, number, on)
        if key not in self.resolutions:
            facts = ResolutionFacts(number, on, about="Danh sách nhập từ Excel", carried_over=True)
            found = laid_down(self.by, unit, facts)
            if found.recorded_at >= self.now:
                self.fresh_resolutions.append(found.pk)
            self.resolutions[key] = found
        return self.resolutions[key]

    def _sponsor(self) -> None:
        """Official members by name, as far as the rules let them; the others are kept in the note."""
        by_place: defaultdict[tuple[int, date], list[Entry]] = defaultdict(list)
        for each in self.prepared.entries:
            if each.sponsors and each.resolution is not None:
                said = from_stored(each.value("sponsored_on"))
                on = said.whole if said is not None and said.whole is not None else each.resolution[1]
                by_place[each.unit.pk, on].append(each)
        members = Person.objects.in_bulk({pk for each in self.prepared.entries for pk in each.sponsors})
        noted: list[Person] = []
        for (_, on), some in by_place.items():
            noted += self._sponsor_some(some, on, members)
        update_all(noted, ["note"])

    def _sponsor_some(self, some: Sequence[Entry], on: date, members: dict[int, Person]) -> list[Person]:
        unit = some[0].unit
        pairs = [(each, members[pk]) for each in some for pk in each.sponsors if pk in members]
        found = judged([(each.person, member) for each, member in pairs if each.person], unit, on)
        rows, kept, noted = [], [], []
        for (each, member), said in zip(pairs, found, strict=True):
            assert each.person is not None
            assert each.resolution is not None
            if said.refusals:
                self.not_sponsored += 1
                self.undo[each.row.line].setdefault("note", each.person.note)
                words = f"Đảng viên giúp đỡ: {member.full_name}"
                each.person.note = "; ".join(filter(None, (each.person.note, words)))[:1000]
                noted.append(each.person)
                continue
            resolution = self._resolution(unit, each.resolution[0] if each.resolution[1] == on else "", on)
            cautions = [{"code": one.code, "what": str(one.unmet)} for one in said.cautions]
            rows.append(
                Sponsorship(
                    candidate=each.person, sponsor=member, unit=unit, path=unit.path, province=unit.province,
                    resolution=resolution, starts_on=on, cautions=cautions, recorded_at=self.now,
                )
            )  # fmt: skip
            kept.append(each)
        _all(Sponsorship, rows)
        for each, row in zip(kept, rows, strict=True):
            self.undo[each.row.line].setdefault("sponsorships", []).append(row.pk)  # type: ignore[attr-defined]
        self.sponsored += len(rows)
        return noted

    def _list(self) -> None:
        """Onto the list, by the resolution each row or the whole list names; what the lists do not allow stays off."""
        groups: defaultdict[tuple[int, str, date], list[Entry]] = defaultdict(list)
        for each in self.prepared.entries:
            if each.to_list and each.resolution is not None:
                groups[each.unit.pk, *each.resolution].append(each)
        for (_, number, on), some in groups.items():
            for first in range(0, len(some), AT_ONCE):
                listed = self._list_some(some[first : first + AT_ONCE], number, on)
                self.listed += len(listed)
                self.moved += listed
        for chunk in _chunks(self.moved):
            refresh_listed(chunk, self.by.day)

    def _list_some(self, some: Sequence[Entry], number: str, on: date) -> list[int]:
        unit = some[0].unit
        if not is_branch(unit, self.by.day):
            self.not_listed += len(some)
            return []
        entries = {each.person.pk: each for each in some if each.person is not None}
        moves = [
            Move(pk, each.to_list, expected_quarter=each.value("expected_quarter")) for pk, each in entries.items()
        ]
        found = judge(unit, on, moves, number=number, carried_over=True)
        allowed = [each for each in found if not each.unmet]
        self.not_listed += len(found) - len(allowed)
        self.moved += [each.person.pk for each in found if each.unmet]
        if not allowed:
            return []
        resolution = self._resolution(unit, number, on)
        rows = [
            ListChange(
                person=each.person, unit=unit, path=unit.path, province=unit.province, resolution=resolution,
                from_list=each.from_list, to_list=each.move.to_list, on=on,
                expected_quarter=each.move.expected_quarter, recorded_at=self.now,
            )
            for each in allowed
        ]  # fmt: skip
        _all(ListChange, rows)
        for judged_move, row in zip(allowed, rows, strict=True):
            self.undo[entries[judged_move.person.pk].row.line]["change"] = row.pk
        return [each.person.pk for each in allowed]

    def _keep_rows(self) -> None:
        """Each row remembers whose record it became, at which revision, and what it takes to take it back."""
        entries = self.prepared.entries
        for first in range(0, len(entries), AT_ONCE):
            rows = []
            for each in entries[first : first + AT_ONCE]:
                assert each.person is not None
                row = each.row
                row.person, row.seen_revision = each.person, each.person.revision
                row.before = seal(
                    json.dumps(self.undo[row.line], ensure_ascii=False), f"{about(self.batch, row.line)}:before"
                )
                rows.append(row)
            update_all(rows, ["person", "seen_revision", "before"])
        self.batch.columns = {**self.batch.columns, "resolutions": self.fresh_resolutions}
        self.batch.save(update_fields=["columns"])


def _stored(value: object) -> str:
    return value.stored() if hasattr(value, "stored") else str(value or "")
