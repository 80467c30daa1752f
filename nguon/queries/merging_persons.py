"""Two records of one person side by side: what differs, what hangs on each, what forbids joining them, what undoing."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from nguon.models import (
    CandidateTask,
    Certificate,
    Circumstance,
    ClassPlace,
    ClassProposal,
    ListChange,
    Merge,
    Nomination,
    Person,
    PersonGroup,
    SensitiveRecord,
    SponsorRemark,
    Sponsorship,
    Stay,
    Unit,
)
from nguon.models.sealing import opened
from nguon.queries.access import Reach
from nguon.queries.list_changes import changes_of, line_of
from nguon.rules.errors import NotReached, Unmet
from nguon.rules.merging import Helped, Side, unmet_merge
from nguon.rules.partial_dates import PartialDate
from nguon.rules.person_facts import DATES, TEXTS
from nguon.rules.persons import FIELD_NAMES, masked
from nguon.rules.roles import Action

UNIT, CITIZEN, SENSITIVE = "unit", "citizen", "sensitive"
PLAIN_FIELDS = (*TEXTS, "sex", *DATES, "left_party_on")
LABELS: Mapping[str, str] = {**FIELD_NAMES, UNIT: "Đơn vị"}


@dataclass(frozen=True)
class Hanging:
    """A table whose rows hang on a person: by which columns, and what a row is called."""

    model: type[Model]
    ways: tuple[str, ...]
    words: str


HANGS: Mapping[str, Hanging] = {
    "stay": Hanging(Stay, ("person",), "thời gian ở đơn vị"),
    "circumstance": Hanging(Circumstance, ("person",), "tình trạng của đảng viên"),
    "list_change": Hanging(ListChange, ("person",), "lần ghi danh sách nguồn"),
    "sponsorship": Hanging(Sponsorship, ("candidate", "sponsor"), "phân công giúp đỡ"),
    "candidate_task": Hanging(CandidateTask, ("person",), "nhiệm vụ được giao"),
    "class_proposal": Hanging(ClassProposal, ("person",), "đề nghị học lớp"),
    "class_place": Hanging(ClassPlace, ("person",), "chỗ trong lớp bồi dưỡng"),
    "certificate": Hanging(Certificate, ("person",), "giấy chứng nhận"),
    "nomination": Hanging(Nomination, ("person",), "lần được giới thiệu"),
}
"""What goes from the dropped record to the kept one. Lines of files brought in stay: they tell what the file did."""


@dataclass(frozen=True)
class FieldPair:
    """One field in both records, as shown. `takes_other` says that the dropped record's value is kept unless chosen otherwise."""

    name: str
    label: str
    kept: str
    dropped: str
    takes_other: bool = False
    differs: bool = True


@dataclass(frozen=True)
class HangingLine:
    """How many rows of one kind hang on each record."""

    words: str
    kept: int
    dropped: int


@dataclass(frozen=True)
class Preview:
    """All that joining `dropped` to `kept` would do. It can be done where `refusals` is empty."""

    kept: Person
    dropped: Person
    differing: tuple[FieldPair, ...]
    same: tuple[FieldPair, ...]
    hanging: tuple[HangingLine, ...]
    refusals: tuple[Unmet, ...]


def pair_reached(by: Reach, kept_id: int, dropped_id: int) -> tuple[Person, Person]:
    """Both records, where both are this person's to change. Raises NotReached, also for a record beside itself."""
    rows = by.persons(Action.CHANGE_PEOPLE).filter(Q(pk=kept_id) | Q(pk=dropped_id)).select_related("unit")
    found = {each.pk: each for each in rows.annotate(**_counts())}
    if len(found) != 2:
        raise NotReached(f"persons {kept_id} and {dropped_id}")
    return found[kept_id], found[dropped_id]


def _counts() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, hanging in HANGS.items():
        parts = [_count(hanging.model._default_manager.filter(**{way: OuterRef("pk")}), way) for way in hanging.ways]
        found[f"{name}_count"] = parts[0] if len(parts) == 1 else parts[0] + parts[1]
    by_hand = PersonGroup.objects.filter(person=OuterRef("pk"), from_facts=False)
    found["group_count"] = _count(by_hand, "person")
    found["has_sensitive"] = Exists(SensitiveRecord.objects.filter(person=OuterRef("pk")).exclude(sealed=b""))
    return found


def _count(rows: QuerySet[Any], way: str) -> Coalesce:
    counted = rows.order_by().values(way).annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), Value(0))


def preview(by: Reach, kept_id: int, dropped_id: int) -> Preview:
    """What would follow. Raises NotReached. Seven queries, however much hangs on the records."""
    kept, dropped = pair_reached(by, kept_id, dropped_id)
    pairs = _pairs(kept, dropped)
    unit = dropped.unit if any(each.name == UNIT and each.takes_other for each in pairs) else kept.unit
    names = {name: hanging.words for name, hanging in HANGS.items()} | {"group": "nhóm đối tượng nhập tay"}
    lines = [
        HangingLine(words, getattr(kept, f"{name}_count"), getattr(dropped, f"{name}_count"))
        for name, words in names.items()
    ]
    return Preview(
        kept=kept,
        dropped=dropped,
        differing=tuple(each for each in pairs if each.differs),
        same=tuple(each for each in pairs if not each.differs and each.kept),
        hanging=tuple(each for each in lines if each.kept or each.dropped),
        refusals=tuple(refusals(kept, dropped, unit, by.day)),
    )


def _pairs(kept: Person, dropped: Person) -> list[FieldPair]:
    found = []
    for name in PLAIN_FIELDS:
        own, other = (_shown(each, name) for each in (kept, dropped))
        found.append(FieldPair(name, LABELS[name], own, other, not own and bool(other), differs=own != other))
    own, other = (masked(opened(each.citizen_sealed, f"citizen:{each.key}")) for each in (kept, dropped))
    differs = kept.citizen_digest != dropped.citizen_digest
    found.insert(3, FieldPair(CITIZEN, LABELS[CITIZEN], own, other, not own and bool(other), differs=differs))
    theirs, differs = not kept.listed and bool(dropped.listed), kept.unit_id != dropped.unit_id
    found.insert(0, FieldPair(UNIT, LABELS[UNIT], kept.unit.name, dropped.unit.name, theirs, differs=differs))
    if kept.has_sensitive and dropped.has_sensitive:  # type: ignore[attr-defined]
        there = "có ghi, không hiện ở đây"
        found.append(FieldPair(SENSITIVE, LABELS[SENSITIVE], there, there))
    return found


def _shown(person: Person, name: str) -> str:
    value = person.get_sex_display() if name == "sex" else getattr(person, name)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def refusals(kept: Person, dropped: Person, unit: Unit, day: date) -> list[Unmet]:
    """What forbids joining them when they belong to `unit` afterwards; six queries."""
    sides, names = _sides(kept, dropped, unit)
    return unmet_merge(sides[kept.pk], sides[dropped.pk], unit.pk, names, day)


def _sides(kept: Person, dropped: Person, unit: Unit) -> tuple[dict[int, Side], dict[int, str]]:
    ids = (kept.pk, dropped.pk)
    line = line_of(unit)
    rows = list(
        ListChange.objects.filter(person__in=ids, resolution__withdrawn_at__isnull=True)
        .select_related("resolution", "unit")
        .order_by("pk")
    )
    changes = changes_of(rows, unit, line)
    names = {each.unit_id: each.unit.name for each in rows} | {unit.pk: unit.name}
    help_rows = list(sponsorships_of(ids))
    proposals = ClassProposal.objects.filter(person__in=ids, state=ClassProposal.State.PROPOSED)
    open_kinds = set(proposals.values_list("person_id", "kind"))
    classes = set(ClassPlace.objects.filter(person__in=ids).values_list("person_id", "training_class_id"))
    papers = list(Certificate.objects.filter(person__in=ids).values_list("person_id", "kind", "number", "issued_on"))
    sides = {}
    for pk, own in ((kept.pk, kept.unit_id), (dropped.pk, dropped.unit_id)):
        helped = [each for each in help_rows if each.candidate_id == pk]
        helps = [each for each in help_rows if each.sponsor_id == pk]
        sides[pk] = Side(
            person=pk,
            unit=own,
            changes=tuple(each for each in changes if each.person == pk),
            resolutions={each.resolution_id: each.to_list for each in rows if each.person_id == pk},
            helped_by=tuple(_helped(each, each.sponsor_id) for each in helped if each.ends_on is None),
            helps=tuple(_helped(each, each.candidate_id) for each in helps if each.ends_on is None),
            ever_with=frozenset({*(each.sponsor_id for each in helped), *(each.candidate_id for each in helps)}),
            proposals=frozenset(kind for person, kind in open_kinds if person == pk),
            classes=frozenset(number for person, number in classes if person == pk),
            certificates=tuple((kind, number, on) for person, kind, number, on in papers if person == pk),
        )
    return sides, names


def sides_of(kept: Person, dropped: Person, unit: Unit) -> tuple[Side, Side]:
    """What hangs on each, as the rules want it."""
    sides, _ = _sides(kept, dropped, unit)
    return sides[kept.pk], sides[dropped.pk]


def sponsorships_of(ids: Sequence[int]) -> QuerySet[Sponsorship]:
    """Sponsorships of these persons on either side, each saying whether remarks hang on it."""
    remarks = SponsorRemark.objects.filter(sponsorship=OuterRef("pk"))
    rows = Sponsorship.objects.filter(Q(candidate__in=ids) | Q(sponsor__in=ids))
    return rows.annotate(has_remarks=Exists(remarks)).order_by("pk")


def _helped(row: Sponsorship, other: int) -> Helped:
    return Helped(row.pk, other, row.has_remarks)  # type: ignore[attr-defined]


# What undoing meets


def plain(value: Any) -> Any:
    """A value of a column as it is kept in `Merge.moved`."""
    if isinstance(value, PartialDate):
        return value.stored()
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)


def row_digest(row: Model) -> str:
    """Sixteen hex digits over all columns of a row but the list it came from, which follows from other rows."""
    columns = {each.attname: plain(getattr(row, each.attname)) for each in row._meta.concrete_fields}
    columns.pop("from_list", None)
    return hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()[:16]


def part(merge: Merge, name: str) -> Any:
    """The part of `moved` called so ("facts", "seen", "sensitive", "entries"); None where there is none."""
    return next((each[name] for each in merge.moved if name in each), None)


def merge_reached(by: Reach, merge_id: int) -> Merge:
    """The merge of records within reach. Raises NotReached."""
    rows = by.merges().select_related("kept__unit", "dropped__unit", "made_by", "undone_by")
    found = rows.filter(pk=merge_id).first()
    if found is None:
        raise NotReached(f"merge {merge_id}")
    return found


def latest_merges(by: Reach, limit: int = 10) -> list[Merge]:
    """The newest merges within reach, undone ones included."""
    return list(by.merges().select_related("kept", "dropped", "made_by").order_by("-made_at", "-pk")[:limit])


def moved_lines(merge: Merge) -> list[tuple[str, int]]:
    """What went over to the kept record: (what, how many)."""
    seen = part(merge, "seen") or {}
    return [(HANGS[table].words, len(digests)) for table, digests in seen.items() if digests]


def obstacles(merge: Merge) -> tuple[str, ...]:
    """Everything that has been changed since, in words; empty where the merge can be undone."""
    kept = merge.kept
    if merge.undone_at is not None:
        return (f"Đã hoàn tác ngày {merge.undone_at:%d/%m/%Y}.",)
    if kept.merged_into_id is not None:
        return ("Hồ sơ được giữ đã gộp tiếp vào hồ sơ khác. Hoàn tác lần gộp ấy trước.",)
    if kept.withdrawn_at is not None:
        return ("Hồ sơ được giữ đã bị bỏ.",)
    return (*_changed_facts(merge), *_changed_rows(merge), *_changed_groups(merge), *_changed_lists(merge))


def _changed_facts(merge: Merge) -> Iterable[str]:
    facts = part(merge, "facts") or {"after": {}}
    for name, value in facts["after"].items():
        if plain(getattr(merge.kept, "unit_id" if name == UNIT else name)) != value:
            yield f"{LABELS[name]} của hồ sơ được giữ đã được sửa sau khi gộp."
    if facts.get("citizen") is not None and merge.kept.citizen_digest != merge.dropped.citizen_digest:
        yield "Số căn cước của hồ sơ được giữ đã được sửa sau khi gộp."
    sealed = part(merge, SENSITIVE)
    if sealed is not None:
        row = SensitiveRecord.objects.filter(person=merge.kept).first()
        if row is None or row.changed_at.isoformat() != sealed["changed_at"]:
            yield "Thông tin nhạy cảm của hồ sơ được giữ đã được sửa sau khi gộp."


def _changed_rows(merge: Merge) -> Iterable[str]:
    for table, digests in (part(merge, "seen") or {}).items():
        rows = HANGS[table].model._default_manager.in_bulk([int(each) for each in digests])
        changed = [pk for pk, digest in digests.items() if int(pk) not in rows or row_digest(rows[int(pk)]) != digest]
        if changed:
            yield f"{len(changed)} {HANGS[table].words} đã chuyển sang nay đã được sửa."


def _changed_groups(merge: Merge) -> Iterable[str]:
    moved = [row[0] for each in part(merge, "entries") or [] if each.get("set") == "group" for row in each["rows"]]
    if PersonGroup.objects.filter(pk__in=moved, person=merge.kept).count() != len(moved):
        yield "Nhóm đối tượng đã chuyển sang nay đã được sửa."


def _changed_lists(merge: Merge) -> Iterable[str]:
    moved = [int(each) for each in (part(merge, "seen") or {}).get("list_change", {})]
    since = ListChange.objects.filter(person=merge.kept, recorded_at__gt=merge.made_at).exclude(pk__in=moved)
    if moved and since.exists():
        yield "Sau khi gộp, chi bộ đã ghi thêm nghị quyết về danh sách cho người này."
