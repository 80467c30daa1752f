"""Records that may be of one person: by citizen number, by name and birth date, by names spelt alike.

The program proposes with its reason; a person decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from nguon.models import Person, PersonName, ToldApart
from nguon.models.sealing import found_by
from nguon.queries.access import Reach
from nguon.queries.persons import within
from nguon.rules.likeness import may_be_one_name, may_be_same_day, same_day
from nguon.rules.partial_dates import PartialDate
from nguon.rules.persons import citizen_number, near
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import is_within

AT_ONCE = 5_000  # values in one question
MOST_OF_ONE = 20


class Reason(StrEnum):
    """Why two records may be of one person, the strongest first."""

    CITIZEN = "citizen"
    NAME_AND_BIRTH = "name_and_birth"
    NAME_AND_PERHAPS_BIRTH = "name_and_perhaps_birth"
    NEAR_NAME = "near_name"
    NAME_ONLY = "name_only"


REASONS: Mapping[Reason, str] = {
    Reason.CITIZEN: "Trùng số căn cước",
    Reason.NAME_AND_BIRTH: "Trùng họ tên và ngày sinh",
    Reason.NAME_AND_PERHAPS_BIRTH: "Trùng họ tên, ngày sinh có thể là một",
    Reason.NEAR_NAME: "Trùng ngày sinh, họ tên viết gần giống",
    Reason.NAME_ONLY: "Trùng họ tên trong cùng đơn vị, chưa biết ngày sinh",
}
ELSEWHERE = "Trùng số căn cước: đã có hồ sơ ở một đơn vị ngoài phạm vi của đồng chí"
OTHER_NUMBER = "số căn cước khác nhau"
ORDER: Mapping[Reason, int] = {each: at for at, each in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class Described:
    """A person as written down somewhere: what likely duplicates are looked for by.

    `citizen` is 9 or 12 digits, blanks and dots allowed; what is no number is passed by. `unit_path` is where the record
    is to stand: only there (and below) does a name alone count, where a birth date is not known.
    """

    full_name: str
    born: PartialDate | None = None
    citizen: str = ""
    unit_path: str = ""


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may be of the same person. Out of reach, `person_id` is None and nothing but `why` is told."""

    reason: Reason
    why: str
    person_id: int | None = None
    full_name: str = ""
    born: PartialDate | None = None
    unit_name: str = ""
    listed: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """One name of a record that stands, with what it is compared by."""

    person_id: int
    words: str
    near: str
    born: PartialDate | None
    digest: str
    path: str


def likely_duplicates(
    by: Reach,
    full_name: str,
    born: PartialDate | None = None,
    citizen: str = "",
    *,
    besides: int | None = None,
    unit_path: str = "",
) -> tuple[Likely, ...]:
    """Records that may be of the person described, the strongest reason first, at most 20; at most five queries.

    `besides` is the record being changed: itself and those told apart from it are left out. Within reach the record is
    shown; out of reach only an equal citizen number is told, without saying where.
    """
    found = likely_duplicates_of_many(by, [Described(full_name, born, citizen, unit_path)])[0]
    if besides is None:
        return found
    apart = _told_apart(besides) | {besides}
    return tuple(each for each in found if each.person_id not in apart and not _is_own(each, besides, citizen))


def _is_own(found: Likely, besides: int, citizen: str) -> bool:
    """Whether what was found out of reach is the record being changed: then it is no duplicate."""
    if found.person_id is not None:
        return False
    digest = _digest(citizen)
    return not Person.objects.filter(citizen_digest=digest, **_STANDING).exclude(pk=besides).exists()


_STANDING = {"merged_into__isnull": True, "withdrawn_at__isnull": True}


def _told_apart(person_id: int) -> set[int]:
    pairs = ToldApart.objects.filter(Q(first=person_id) | Q(second=person_id)).values_list("first", "second")
    return {each for pair in pairs for each in pair} - {person_id}


def likely_duplicates_of_many(by: Reach, described: Sequence[Described]) -> list[tuple[Likely, ...]]:
    """For each of `described`, in their order, what `likely_duplicates` would tell.

    For lists brought in: asks in chunks of 5,000, so that the number of queries (four, and three more for each further
    5,000 rows) does not grow by the row. Rows are not compared among themselves.
    """
    wanted = [_Wanted.of(each) for each in described]
    by_digest, elsewhere = _by_citizen(by, {each.digest for each in wanted if each.digest})
    by_near = _by_near(by, {each.near for each in wanted if each.near})
    by_birth = _by_birth(by, {each.born.stored() for each in wanted if each.born is not None and each.born.day})
    matches: list[dict[int, Reason]] = []
    for each in wanted:
        found: dict[int, Reason] = {}
        for known in by_digest.get(each.digest, ()) if each.digest else ():
            _keep(found, known.person_id, Reason.CITIZEN)
        for known in by_near.get(each.near, ()):
            reason = each.reason_of_name(known)
            if reason is not None:
                _keep(found, known.person_id, reason)
        for known in by_birth.get(each.born.stored() if each.born else "", ()):
            if known.person_id not in found and each.is_near(known):
                _keep(found, known.person_id, Reason.NEAR_NAME)
        matches.append(dict(sorted(found.items(), key=lambda item: (ORDER[item[1]], item[0]))[:MOST_OF_ONE]))
    shown = persons_shown({pk for each in matches for pk in each})
    told = []
    for each, found in zip(wanted, matches, strict=True):
        rows = [_likely(shown[pk], reason, each.digest) for pk, reason in found.items() if pk in shown]
        if each.digest in elsewhere:
            rows.insert(0, Likely(Reason.CITIZEN, ELSEWHERE))
        told.append(tuple(rows))
    return told


@dataclass(frozen=True, slots=True)
class _Wanted:
    words: str
    near: str
    born: PartialDate | None
    digest: str
    unit_path: str

    @classmethod
    def of(cls, described: Described) -> "_Wanted":
        return cls(
            words=fold(described.full_name),
            near=near(described.full_name),
            born=described.born,
            digest=_digest(described.citizen),
            unit_path=described.unit_path,
        )

    def reason_of_name(self, known: "Known") -> Reason | None:
        """Why the record may be the same where the names meet under one spelling."""
        here = bool(self.unit_path) and is_within(known.path, self.unit_path)
        own = Known(0, self.words, self.near, self.born, self.digest, self.unit_path)
        return reason_of_names(own, known, same_unit=here)

    def is_near(self, known: "Known") -> bool:
        """Whether a name of the same birth date is spelt alike; two known numbers that differ speak against it."""
        return not differ(self.digest, known.digest) and may_be_one_name(self.words, known.words)


def reason_of_names(one: Known, other: Known, *, same_unit: bool) -> Reason | None:
    """Why two records whose names meet under one spelling may be of one person; None where they are not."""
    if same_day(one.born, other.born):
        return Reason.NAME_AND_BIRTH if one.words == other.words else Reason.NEAR_NAME
    if may_be_same_day(one.born, other.born):
        return Reason.NAME_AND_PERHAPS_BIRTH
    unknown = one.born is None or other.born is None
    return Reason.NAME_ONLY if unknown and same_unit and not differ(one.digest, other.digest) else None


def differ(one: str, other: str) -> bool:
    """Whether both numbers (their hashes) are known and are not one."""
    return bool(one) and bool(other) and one != other


def _keep(found: dict[int, Reason], person_id: int, reason: Reason) -> None:
    if person_id not in found or ORDER[reason] < ORDER[found[person_id]]:
        found[person_id] = reason


def _digest(text: str) -> str:
    try:
        return found_by(citizen_number(text), "citizen") if text.strip() else ""
    except ValueError:
        return ""


def _chunks(values: Collection[str]) -> Iterable[list[str]]:
    ordered = sorted(values)
    for first in range(0, len(ordered), AT_ONCE):
        yield ordered[first : first + AT_ONCE]


def _by_citizen(by: Reach, digests: Collection[str]) -> tuple[dict[str, list[Known]], set[str]]:
    """(records within reach by their number's hash, hashes that also stand on a record out of reach)."""
    found: defaultdict[str, list[Known]] = defaultdict(list)
    elsewhere: set[str] = set()
    for some in _chunks(digests):
        rows = Person.objects.filter(citizen_digest__in=some, **_STANDING)
        for pk, digest, path in rows.order_by("pk").values_list("pk", "citizen_digest", "path"):
            if by.may_over(Action.SEE_PEOPLE, path):
                found[digest].append(Known(pk, "", "", None, digest, path))
            else:
                elsewhere.add(digest)
    return found, elsewhere


def _by_near(by: Reach, keys: Collection[str]) -> dict[str, list[Known]]:
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for some in _chunks(keys):
        for each in known_names(by, PersonName.objects.filter(near__in=some)):
            found[each.near].append(each)
    return found


def _by_birth(by: Reach, days: Collection[str]) -> dict[str, list[Known]]:
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for some in _chunks(days):
        for each in known_names(by, PersonName.objects.filter(person__born__in=some)):
            if each.born is not None:
                found[each.born.stored()].append(each)
    return found


def known_names(by: Reach, names: QuerySet[PersonName]) -> list[Known]:
    """`names` of standing records within reach, as they are compared."""
    columns = ("person_id", "words", "near", "person__born", "person__citizen_digest", "path")
    standing = {f"person__{name}": value for name, value in _STANDING.items()}
    rows = names.filter(within(by, Action.SEE_PEOPLE), **standing).values_list(*columns)
    return [Known(row[0], row[1].strip(), *row[2:]) for row in rows]


def persons_shown(ids: Collection[int]) -> dict[int, Person]:
    """The persons of `ids` with what a proposal shows of them, and their units."""
    found: dict[int, Person] = {}
    ordered = sorted(ids)
    for first in range(0, len(ordered), AT_ONCE):
        rows = Person.objects.filter(pk__in=ordered[first : first + AT_ONCE]).select_related("unit")
        rows = rows.only("full_name", "born", "citizen_digest", "listed", "unit__name")
        found |= {each.pk: each for each in rows}
    return found


def why(reason: Reason, one: str, other: str) -> str:
    """The reason in words, with what speaks against it: two numbers (their hashes) that differ."""
    return f"{REASONS[reason]}, {OTHER_NUMBER}" if differ(one, other) else REASONS[reason]


def _likely(person: Person, reason: Reason, digest: str) -> Likely:
    said = why(reason, digest, person.citizen_digest)
    return Likely(reason, said, person.pk, person.full_name, person.born, person.unit.name, person.listed)
