"""A list brought in, held against the records that stand: what each row is, and what entering it would change."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from nguon.models import Certificate, Person, PersonGroup, SensitiveRecord, Sponsorship, Unit
from nguon.models.sealing import found_by, opened
from nguon.queries.access import Reach
from nguon.queries.duplicates import Described, Likely, Reason, likely_duplicates_of_many
from nguon.queries.list_import_places import Place, Places, Sponsors
from nguon.reading.people_list.columns import Column
from nguon.reading.people_list.fields import FIELDS
from nguon.reading.people_list.lines import Line
from nguon.reading.people_list.reader import A_SHEET, reread
from nguon.reading.people_list.rows import RowRead, person_of
from nguon.reading.people_list.values import Problem
from nguon.regulations.parameters import parameter
from nguon.rules.errors import NotInForce
from nguon.rules.list_import import (
    DAYS,
    PERSON,
    SECRETS,
    Kind,
    Match,
    Placed,
    Said,
    Standing,
    Verdict,
    counted,
    facts_of,
    twins_of,
    verdict,
)
from nguon.rules.partial_dates import from_stored
from nguon.rules.person_facts import TEXTS
from nguon.rules.persons import unmet_person
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import subtree_range

AT_ONCE = 5_000


@dataclass(frozen=True)
class Looked:
    """One line of the file looked at. `values` are as read, the citizen number in clear; never shown as they are.

    `matches` are (person, why) of records it may be about; `unit` is where the person is to stand; `branch_said` what the
    file says of it where no such unit was found.
    """

    line: Line
    kind: str
    why: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    person: int | None = None
    revision: int = 0
    unit: int | None = None
    matches: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Preview:
    """All lines in the order of the file, and the counts: rows_in_file = data_rows + ignored."""

    rows: tuple[Looked, ...]
    counts: Mapping[str, int]


def look_over(
    by: Reach,
    unit: Unit,
    columns: Sequence[Column],
    lines: Sequence[Line],
    *,
    to_list: int = 0,
    elsewhere: Mapping[str, int] | None = None,
) -> Preview:
    """Every line of the file held against the records as they stand. Some twenty queries, and a few more for each 5,000
    rows; nothing is written.
    """
    secrets = by.may_over(Action.SEE_SENSITIVE, unit.path)
    read = [(line, _checked(row, by.day, secrets=secrets)) for line, row in reread(columns, lines, by.day)]
    places = Places.below(unit, by.day)
    placed = [places.of(line, row) for line, row in read]
    sponsors = Sponsors(by, unit) if any(row.values.get("sponsor") for _, row in read) else None
    for (_, row), place in zip(read, placed, strict=True):
        _keep_in_words(row, place, sponsors)
    said = [_said(line, row) for line, row in read]
    twins = twins_of(said)
    found = _matches(by, unit, said, [row for _, row in read])
    looked = {}
    for (line, row), place, one, (matches, told) in zip(read, placed, said, found, strict=True):
        wanted = int(row.values.get("to_list") or to_list)
        at = Placed(place.said, wanted, places.keeps_lists(place.unit))
        judged = verdict(
            replace(one, doubts=(*one.doubts, *place.doubts)), matches, at, twins.get(line.number, ()), told
        )
        looked[line.number] = _looked(line, row, place, judged, matches)
    _tell_twice_matched(looked)
    rows = tuple(looked.get(each.number) or Looked(each, "ignored", (("", each.ignored),)) for each in lines)
    data = counted(each.kind for each in rows)
    others = sum((elsewhere or {}).values())
    ignored = len(rows) - data["data_rows"] + others
    return Preview(rows, {"rows_in_file": data["data_rows"] + ignored, **data, "ignored": ignored})


def _tell_twice_matched(looked: dict[int, Looked]) -> None:
    """Two lines about one record would write over each other: somebody decides which counts."""
    by_person: defaultdict[int, list[int]] = defaultdict(list)
    for number, each in looked.items():
        if each.person is not None and each.kind in {Kind.CHANGED, Kind.SAME}:
            by_person[each.person].append(number)
    for lines in by_person.values():
        for number in lines if len(lines) > 1 else ():
            others = ", ".join(str(printed_line(other)) for other in lines if other != number)
            why = (PERSON, f"Dòng {others} cũng là hồ sơ này.")
            looked[number] = replace(looked[number], kind=Kind.DOUBTFUL.value, why=(*looked[number].why, why))


def printed_line(number: int) -> int:
    """The line in its sheet, as the file shows it."""
    return number % A_SHEET


def _checked(row: RowRead, day: date, *, secrets: bool) -> RowRead:
    """`row` with what the record cannot hold told: texts too long, certificates of before all regulations. Without
    `secrets` what is sensitive is left out: who brings the list may not write it.
    """
    for key in () if secrets else SECRETS:
        if row.values.pop(key, ""):
            row.problems.append(Problem(key, "Đồng chí không được ghi thông tin nhạy cảm; ô này không nhập."))
    for key, most in TEXTS.items():
        if len(row.values.get(key, "")) > most:
            row.values[key] = row.values[key][:most].rstrip()
            row.problems.append(Problem(key, f"Nội dung dài quá {most} chữ; chỉ giữ {most} chữ đầu."))
    for key, figure in (("certificate_on", "certificate_valid_months"), ("resolved_on", "list_resolution_percent")):
        written = row.values.get(key)
        if written and len(written) == 10:
            try:
                parameter(figure, date.fromisoformat(written))
            except NotInForce:
                row.problems.append(
                    Problem(
                        key,
                        f"Ngày {date.fromisoformat(written):%d/%m/%Y} quá xa, chương trình chưa có quy định của ngày ấy.",
                        fault=True,
                    )
                )
    if not any(each.fault for each in row.problems):
        facts = facts_of(row.values)
        for unmet in unmet_person(facts, day):
            key = unmet.code.rpartition(".")[2].partition("_")[0]
            row.problems.append(Problem(_FIELD_OF.get(key, key), unmet.what, fault=True))
    return row


_FIELD_OF = {
    "name": "full_name",
    "youth": "youth_union_joined",
    "group": "groups",
    "too": "note",
    "sensitive": "ethnicity",
}


def _keep_in_words(row: RowRead, place: Place, sponsors: Sponsors | None) -> None:
    """Members who are not found, and branches that are no units here, are kept in the note."""
    notes = [place.note] if place.note else []
    for key in ("sponsor", "sponsor_2"):
        written = row.values.get(key, "")
        if not written or sponsors is None:
            continue
        found = sponsors.find(written, place.unit)
        if found is None:
            notes.append(f"{FIELDS[key].name}: {row.values.pop(key)}")
        else:
            row.values[key] = person_of(written)
            row.values[f"{key}_id"] = str(found)
    for each in notes:
        row.values["note"] = "; ".join(filter(None, (row.values.get("note", ""), each.replace(";", ","))))


def _said(line: Line, row: RowRead) -> Said:
    """The row for comparing: its citizen number by a keyed hash."""
    values = dict(row.values)
    if values.get("citizen"):
        values["citizen"] = found_by(values["citizen"], "citizen")
    problems = [(each.field, each.why, each.fault) for each in row.problems]
    return Said(
        line.number,
        values,
        tuple((key, why) for key, why, fault in problems if not fault),
        tuple((key, why) for key, why, fault in problems if fault),
    )


def _looked(line: Line, row: RowRead, place: Place, judged: Verdict, matches: Sequence[Match]) -> Looked:
    revisions = {each.standing.person: each.standing.revision for each in matches}
    return Looked(
        line=line,
        kind=judged.kind.value,
        why=judged.why,
        values=row.values,
        changes=judged.changes,
        person=judged.person,
        revision=revisions.get(judged.person or 0, 0),
        unit=place.unit,
        matches=tuple((each.standing.person, each.why) for each in matches[:5]),
    )


def _matches(by: Reach, unit: Unit, said: Sequence[Said], rows: Sequence[RowRead]) -> list[tuple[list[Match], str]]:
    """For each row the records it may be about, and words about one out of reach."""
    described = [
        Described(
            row.values.get("full_name", ""),
            from_stored(row.values.get("born", "")),
            row.values.get("citizen", ""),
            unit.path,
        )
        for row in rows
    ]
    likely = likely_duplicates_of_many(by, described)
    by_key = _by_key(by, {row.values["key"] for row in rows if row.values.get("key")})
    ids = {each.person_id for found in likely for each in found if each.person_id} | set(by_key.values())
    standing = standing_of(ids)
    low, high = subtree_range(unit.path)
    here = {pk for pk, each in standing.items() if low <= each.path < high}
    told = []
    for one, row, found in zip(said, rows, likely, strict=True):
        keyed = by_key.get(row.values.get("key", ""))
        if keyed in standing:
            told.append(([Match(standing[keyed], "Cùng mã hồ sơ", sure=True)], ""))
            continue
        told.append(_weighed(one, found, standing, here))
    return told


def _weighed(
    one: Said, found: Sequence[Likely], standing: Mapping[int, Standing], here: Collection[int]
) -> tuple[list[Match], str]:
    elsewhere = next((each.why + "." for each in found if each.person_id is None), "")
    matches = []
    for each in found:
        record = standing.get(each.person_id or 0)
        if record is None or (record.person not in here and each.reason not in {Reason.CITIZEN, Reason.NAME_AND_BIRTH}):
            continue
        sure = record.person in here and _sure(one, each.reason, record)
        matches.append((each.reason, Match(record, each.why, sure)))
    for strongest in (Reason.CITIZEN, Reason.NAME_AND_BIRTH):
        best = [match for reason, match in matches if reason == strongest and match.sure]
        if best:
            return best, elsewhere
    return [match for _, match in matches], elsewhere


def _sure(one: Said, reason: Reason, record: Standing) -> bool:
    """Whether name, birth date and number say that it is the same person, all as far as they are known."""
    if reason == Reason.CITIZEN:
        return True
    number, had = one.values.get("citizen", ""), record.values.get("citizen", "")
    if number and had and number != had:
        return False
    if reason == Reason.NAME_AND_BIRTH:
        return True
    if reason not in {Reason.NAME_AND_PERHAPS_BIRTH, Reason.NAME_ONLY}:
        return False
    same_name = fold(one.values.get("full_name", "")) == fold(record.values.get("full_name", ""))
    same_birth = one.values.get("born", "") == record.values.get("born", "")
    telling = (
        ("staff_code", "phone", "sex", "home_town", "class_name") if not one.values.get("born") else ("staff_code",)
    )
    differs = any(
        one.values.get(key) and record.values.get(key) and fold(one.values[key]) != fold(record.values[key])
        for key in telling
    )
    return same_name and same_birth and not differs


def standing_of(ids: Iterable[int]) -> dict[int, Standing]:
    """The records by their number with all a row is compared with; five queries for each 5,000."""
    found = {}
    ordered = sorted(ids)
    for first in range(0, len(ordered), AT_ONCE):
        some = ordered[first : first + AT_ONCE]
        certificates, sponsors, groups, secrets = _hanging(some)
        for person in Person.objects.filter(pk__in=some).select_related("unit"):
            found[person.pk] = Standing(
                person=person.pk,
                values=values_of(person),
                branch=person.unit_id,
                branch_name=person.unit.name,
                certificates=frozenset(certificates[person.pk]),
                sponsors=frozenset(sponsors[person.pk]),
                listed=person.listed,
                groups=frozenset(groups[person.pk]),
                has_secret=_filled_secrets(person, secrets.get(person.pk)),
                is_member=(person.joined or person.official) is not None and person.left_party_on is None,
                path=person.path,
                revision=person.revision,
            )
    return found


def values_of(person: Person) -> dict[str, str]:
    """The record's ordinary values as a row says them; the citizen number by its keyed hash."""
    values = {name: getattr(person, name) for name in TEXTS}
    values |= {name: day.stored() for name in DAYS if (day := getattr(person, name)) is not None}
    return {**values, "sex": person.sex, "citizen": person.citizen_digest}


def _hanging(
    some: Sequence[int],
) -> tuple[
    defaultdict[int, list[tuple[str, str]]],
    defaultdict[int, list[str]],
    defaultdict[int, list[str]],
    dict[int, bytes | memoryview],
]:
    certificates: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    held = Certificate.objects.filter(person__in=some, kind="awareness")
    for pk, number, issued_on in held.values_list("person_id", "number", "issued_on"):
        certificates[pk].append((fold(number), issued_on.isoformat()))
    sponsors: defaultdict[int, list[str]] = defaultdict(list)
    helped = Sponsorship.objects.filter(candidate__in=some, ends_on__isnull=True)
    for pk, name in helped.values_list("candidate_id", "sponsor__full_name"):
        sponsors[pk].append(fold(name))
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for pk, group in PersonGroup.objects.filter(person__in=some).values_list("person_id", "group"):
        groups[pk].append(group)
    secrets = dict(SensitiveRecord.objects.filter(person__in=some).values_list("person_id", "sealed"))
    return certificates, sponsors, groups, secrets


def _filled_secrets(person: Person, sealed: bytes | memoryview | None) -> frozenset[str]:
    """Which sensitive fields are filled, not what they say."""
    text = opened(sealed, f"sensitive:{person.key}")
    return frozenset(name for name, said in json.loads(text).items() if said) if text else frozenset()


def _by_key(by: Reach, keys: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    ordered = sorted(keys)
    for first in range(0, len(ordered), AT_ONCE):
        rows = by.persons().filter(key__in=ordered[first : first + AT_ONCE])
        found |= dict(rows.values_list("key", "pk"))
    return found
