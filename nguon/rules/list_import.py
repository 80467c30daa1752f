"""A row of a list brought in, held against the records that stand: new, changed, the same, doubtful or faulty."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nguon.rules.partial_dates import PartialDate, from_stored
from nguon.rules.person_facts import TEXTS, PersonFacts, SensitiveFacts
from nguon.rules.persons import near
from nguon.rules.text import fold, nfc


class Kind(StrEnum):
    """What a row of data is; each is exactly one."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBTFUL = "doubtful"
    FAULTY = "faulty"


class Decision(StrEnum):
    """What a person decided on a doubtful row; "" as long as nobody did."""

    SAME = "same"
    NEW = "new"
    OUT = "out"


DAYS = ("born", "youth_union_joined", "joined", "official")
PERSON = "person"
"""Stands for the field of a reason that asks whose record the row is about."""
SECRETS = ("ethnicity", "religion", "family", "political_history")
"""The sensitive fields that a list may say."""


@dataclass(frozen=True)
class Said:
    """What one row says. `values` by field, days as stored; `doubts` and `faults` are (field, words)."""

    line: int
    values: Mapping[str, str]
    doubts: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Standing:
    """A record that may be the person's. `values` as `Said.values`, citizen numbers by a keyed hash on both sides.

    `certificates` are (number, day), `sponsors` names, `listed` the list they stand on, `has_secret` the sensitive fields
    that are filled. `branch` is the unit's id, `path` its path.
    """

    person: int
    values: Mapping[str, str]
    branch: int
    branch_name: str = ""
    certificates: frozenset[tuple[str, str]] = frozenset()
    sponsors: frozenset[str] = frozenset()
    listed: int = 0
    groups: frozenset[str] = frozenset()
    has_secret: frozenset[str] = frozenset()
    is_member: bool = False
    path: str = ""
    revision: int = 0


@dataclass(frozen=True)
class Match:
    """A record that was found for the row, why, and whether that says surely that it is the same person."""

    standing: Standing
    why: str
    sure: bool


@dataclass(frozen=True)
class Placed:
    """Where the row's person is to stand: branch (None: not said), list (0: none), and whether that unit keeps lists."""

    branch: int | None
    to_list: int = 0
    keeps_lists: bool = True


@dataclass(frozen=True)
class Verdict:
    """What a row is, whose record it is about (None: nobody's), what would change, and why where somebody must look."""

    kind: Kind
    person: int | None = None
    changes: tuple[str, ...] = ()
    why: tuple[tuple[str, str], ...] = ()


def verdict(
    said: Said, matches: Sequence[Match], placed: Placed, twins: Sequence[int] = (), elsewhere: str = ""
) -> Verdict:
    """What the row is. `twins` are other lines that say the same person; `elsewhere` words about a record out of reach."""
    if said.faults:
        return Verdict(Kind.FAULTY, why=(*said.faults, *said.doubts))
    why = list(said.doubts)
    if twins:
        lines = ", ".join(str(each) for each in twins[:5])
        why.append((PERSON, f"Trùng với dòng {lines} của tệp: có thể là một người ghi hai lần."))
    if elsewhere:
        why.append((PERSON, elsewhere))
    sure = [each for each in matches if each.sure]
    standing = sure[0].standing if len(sure) == 1 else None
    if standing is None and matches:
        for each in matches[:3]:
            name, branch = each.standing.values.get("full_name", ""), each.standing.branch_name
            what = f"Có thể là {name} ở {branch}. {each.why}." if branch else f"Có thể là {name}. {each.why}."
            why.append((PERSON, what))
        standing = matches[0].standing
    elif standing is not None:
        why = [each for each in why if not _settled(each[0], said, standing)]
        why += _contradictions(said, standing, placed)
    if standing is not None and standing.is_member and placed.to_list:
        why.append((PERSON, "Hồ sơ này đã là đảng viên, không đưa vào danh sách nguồn."))
    elif placed.to_list and said.values.get("joined"):
        why.append(("joined", "Đã có ngày vào Đảng, không đưa vào danh sách nguồn."))
    changes = changed_fields(said, standing, placed) if standing is not None else ()
    person = standing.person if standing is not None else None
    if why:
        return Verdict(Kind.DOUBTFUL, person, changes, tuple(why))
    if standing is None:
        return Verdict(Kind.NEW)
    return Verdict(Kind.CHANGED if changes else Kind.SAME, person, changes)


def _settled(field: str, said: Said, standing: Standing) -> bool:
    """Whether the record has just what was read with a doubt: then nothing is left to decide."""
    key = "born" if field.startswith("born") else field
    return bool(said.values.get(key)) and said.values[key] == standing.values.get(key)


def _contradictions(said: Said, standing: Standing, placed: Placed) -> list[tuple[str, str]]:
    why = []
    known = standing.values
    name, other = said.values.get("full_name", ""), known.get("full_name", "")
    if near(name) != near(other):
        why.append((PERSON, f"Hồ sơ ghi họ tên {other}, tệp ghi {name}."))
    born, had = _day(said.values.get("born")), _day(known.get("born"))
    if born and had and not born.may_be(had):
        why.append((PERSON, f"Hồ sơ ghi sinh {had}, tệp ghi {born}."))
    if said.values.get("citizen") and known.get("citizen") and said.values["citizen"] != known["citizen"]:
        why.append((PERSON, "Hồ sơ có số định danh khác."))
    if said.values.get("sex") and known.get("sex") and said.values["sex"] != known["sex"]:
        why.append((PERSON, "Hồ sơ ghi giới tính khác."))
    if placed.branch is not None and placed.branch != standing.branch:
        why.append(
            (PERSON, f"Hồ sơ đang ở {standing.branch_name}; nhập danh sách không chuyển hồ sơ sang chi bộ khác.")
        )
    return why


def changed_fields(said: Said, standing: Standing, placed: Placed) -> tuple[str, ...]:
    """The fields that entering the row would change in the record, in a fixed order."""
    found = [each for each in (*TEXTS, "sex", "citizen", *DAYS) if new_value(said, standing.values, each) is not None]
    if set(filter(None, said.values.get("groups", "").split(","))) - standing.groups:
        found.append("groups")
    found += [each for each in SECRETS if said.values.get(each) and each not in standing.has_secret]
    if placed.to_list > standing.listed and placed.keeps_lists and not standing.is_member:
        found.append("to_list")
    if is_new_certificate(said.values, standing.certificates):
        found.append("certificate")
    if _new_sponsor(said.values, standing):
        found.append("sponsor")
    return tuple(found)


def _new_sponsor(values: Mapping[str, str], standing: Standing) -> bool:
    """Whether a member is named who helps the person neither by record nor in the words of its note."""
    names = [fold(name) for key in ("sponsor", "sponsor_2") if (name := values.get(key, ""))]
    return any(name not in standing.sponsors and name not in fold(standing.values.get("note", "")) for name in names)


def is_new_certificate(values: Mapping[str, str], known: Iterable[tuple[str, str]]) -> bool:
    """Whether the row tells of a certificate that no record has: another number, or where none is said another day."""
    day, number = values.get("certificate_on", ""), fold(values.get("certificate_number", ""))
    if not day:
        return False
    return not any(day == had_day and (not number or not had or number == had) for had, had_day in known)


def new_value(said: Said, known: Mapping[str, str], field: str) -> str | None:
    """What the field would become; None where it stays: nothing is written over by an empty cell, a less exact day or
    the same words spelt with other capitals.
    """
    value, had = said.values.get(field, ""), known.get(field, "")
    if field == "note":
        return _noted(value, had)
    if not value or value == had:
        return None
    if not had:
        return value
    if field in DAYS:
        day, stands = _day(value), _day(had)
        if day and stands and day.may_be(stands) and len(value) <= len(had):
            return None
        return value
    if field == "full_name" and near(value) == near(had):
        return None
    if nfc(value).lower() == nfc(had).lower():
        return None
    return value


def _noted(value: str, had: str) -> str | None:
    """Notes are added to, never replaced."""
    fresh = [each for each in value.split("; ") if each and fold(each) not in fold(had)]
    if not fresh:
        return None
    return "; ".join((had, *fresh) if had else fresh)[: TEXTS["note"]]


def _day(stored: str | None) -> PartialDate | None:
    return from_stored(stored) if stored else None


def facts_of(values: Mapping[str, str]) -> PersonFacts:
    """The row as the facts of a person's record; sensitive facts only where the row says any."""
    secret = {name: values[name] for name in SECRETS if values.get(name)}
    return PersonFacts(
        **{name: values.get(name, "") for name in TEXTS},  # type: ignore[arg-type]  # texts by name
        born=_day(values.get("born")),
        youth_union_joined=_day(values.get("youth_union_joined")),
        joined=_day(values.get("joined")),
        official=_day(values.get("official")),
        sex=values.get("sex", ""),
        citizen=values.get("citizen", ""),
        groups=tuple(filter(None, values.get("groups", "").split(","))),
        sensitive=SensitiveFacts(**secret) if secret else None,
    )


def twins_of(rows: Iterable[Said]) -> dict[int, tuple[int, ...]]:
    """Lines of the file that say one person more than once: by citizen number, or by name and birth date unless two known
    numbers tell them apart. Each with the other lines.
    """
    rows = list(rows)
    by_number: defaultdict[str, list[Said]] = defaultdict(list)
    by_name: defaultdict[tuple[str, str], list[Said]] = defaultdict(list)
    for each in rows:
        if each.values.get("citizen"):
            by_number[each.values["citizen"]].append(each)
        if each.values.get("full_name"):
            by_name[fold(each.values["full_name"]), each.values.get("born", "")].append(each)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for same in by_number.values():
        for each in same if len(same) > 1 else ():
            found[each.line] |= {other.line for other in same} - {each.line}
    for same in by_name.values():
        for each in same if len(same) > 1 else ():
            for other in same:
                numbers = {each.values.get("citizen", ""), other.values.get("citizen", "")} - {""}
                if other.line != each.line and len(numbers) < 2 and not _told_apart(each, other):
                    found[each.line].add(other.line)
    return {line: tuple(sorted(others)) for line, others in found.items()}


def _told_apart(one: Said, other: Said) -> bool:
    """Whether two rows of one name without birth dates differ in what people of one name differ in."""
    if one.values.get("born"):
        return False
    return any(
        one.values.get(field) and other.values.get(field) and fold(one.values[field]) != fold(other.values[field])
        for field in ("staff_code", "phone", "sex", "home_town", "residence", "class_name", "unit")
    )


def counted(kinds: Iterable[str]) -> dict[str, int]:
    """How many rows there are of each kind, every kind named; `data_rows` is their sum."""
    found = dict.fromkeys((each.value for each in Kind), 0)
    for each in kinds:
        if each in found:
            found[each] += 1
    return {"data_rows": sum(found.values()), **found}
