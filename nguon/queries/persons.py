"""Persons within reach: found by a few letters of their name or by a number, listed, narrowed, counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from nguon.models import Person, PersonGroup, PersonName
from nguon.models.sealing import found_by, opened
from nguon.queries.access import Reach
from nguon.rules.partial_dates import PartialDate
from nguon.rules.periods import add_months
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.persons import citizen_number, masked
from nguon.rules.plan_terms import GROUPS
from nguon.rules.roles import Action
from nguon.rules.text import fold, nfc
from nguon.rules.tree import WIDTH, subtree_range

PAGE = 50
MOST_LETTERS = 120
MOST_EXPORTED = 20_000
AT_ONCE = 1_000


class Membership(StrEnum):
    """Whether somebody is a Party member today."""

    MASSES = "masses"
    PROBATIONARY = "probationary"
    OFFICIAL = "official"


MEMBERSHIPS: Mapping[str, str] = {
    Membership.MASSES: "Quần chúng",
    Membership.PROBATIONARY: "Đảng viên dự bị",
    Membership.OFFICIAL: "Đảng viên chính thức",
}
CHOOSABLE_GROUPS: Mapping[str, str] = {key: name for key, name in GROUPS.items() if key not in SENSITIVE_GROUPS}
"""Groups a list of named persons may be narrowed to: never those that say somebody's ethnicity or religion."""
ANY_LIST = "1-3"


@dataclass(frozen=True)
class WantedPersons:
    """What of the reachable persons is asked for; empty fields ask for everything.

    `text` is a name (any parts of it), a citizen number or a staff code. `on_list` is "0" to "3" or ANY_LIST. Ages are
    full years today, both included; of a birth date known in part the first day counts.
    """

    text: str = ""
    unit_path: str = ""
    on_list: str = ""
    sex: str = ""
    group: str = ""
    age_from: int | None = None
    age_until: int | None = None
    membership: str = ""
    no_citizen: bool = False
    no_birth: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for."""
        return self != WantedPersons()

    @property
    def finely(self) -> bool:
        """Whether anything is asked for besides words, unit, list and membership."""
        return self != WantedPersons(self.text, self.unit_path, self.on_list, membership=self.membership)


@dataclass(frozen=True)
class PersonRow:
    """One line of a list. `citizen` is masked."""

    id: int
    full_name: str
    born: PartialDate | None
    sex: str
    unit_id: int
    unit_name: str
    occupation: str
    listed: int
    membership: str
    citizen: str


@dataclass(frozen=True)
class PersonPage:
    """One page of a list. `count` is None for a search by name, which stops as soon as the page is full.

    `loose` says that no name has words beginning so, and any part of a word was looked for instead.
    """

    rows: tuple[PersonRow, ...]
    page: int
    count: int | None
    more: bool
    loose: bool = False

    @property
    def pages(self) -> int | None:
        return None if self.count is None else max(1, -(-self.count // PAGE))


def within(by: Reach, action: Action, column: str = "path") -> Q:
    """As Reach.within; for a whole province by its key, under which lists are indexed in their order."""
    if by.system:
        return Q()
    condition = Q(pk__in=[])
    for holding in by.holdings:
        for low, high in holding.ranges(action):
            condition |= Q(**{column: low}) if high is None else below(low, column)
    return condition


def below(path: str, column: str = "path") -> Q:
    """Rows of the unit at `path` and all below it."""
    if len(path) == WIDTH:
        return Q(**{f"{column.removesuffix('path')}province": path})
    low, high = subtree_range(path)
    return Q(**{f"{column}__gte": low, f"{column}__lt": high})


def reached(by: Reach, action: Action = Action.SEE_PEOPLE) -> QuerySet[Person]:
    """Standing records within reach, for lists; the same as Reach.persons."""
    return Person.objects.filter(within(by, action), merged_into__isnull=True, withdrawn_at__isnull=True)


def condition_of(wanted: WantedPersons, day: date, way: str = "") -> Q:
    """What `wanted` asks for besides its text, as a condition on persons; `way` leads to them ("person__")."""
    found = below(wanted.unit_path, "path") if wanted.unit_path else Q()
    found &= _of_list(wanted.on_list, way)
    if wanted.sex:
        found &= Q(**{f"{way}sex": wanted.sex})
    if wanted.group:
        found &= Q(Exists(PersonGroup.objects.filter(person=OuterRef(f"{way}pk"), group=wanted.group)))
    if wanted.age_from is not None:
        found &= Q(**{f"{way}born__gt": "", f"{way}born__lte": _years_before(day, wanted.age_from)})
    if wanted.age_until is not None:
        found &= Q(**{f"{way}born__gt": _years_before(day, wanted.age_until + 1)})
    if wanted.membership:
        found &= _membership(wanted.membership, way)
    if wanted.no_citizen:
        found &= Q(**{f"{way}citizen_digest": ""})
    if wanted.no_birth:
        found &= Q(**{f"{way}born": ""})
    return found


def _of_list(wanted: str, way: str = "") -> Q:
    if not wanted:
        return Q()
    return Q(**{f"{way}listed__gt": 0}) if wanted == ANY_LIST else Q(**{f"{way}listed": int(wanted)})


def _years_before(day: date, years: int) -> str:
    return add_months(day, -12 * years).isoformat()


def _membership(wanted: str, way: str) -> Q:
    left = Q(**{f"{way}left_party_on__isnull": False})
    never = Q(**{f"{way}joined": "", f"{way}official": ""})
    if wanted == Membership.MASSES:
        return left | never
    if wanted == Membership.OFFICIAL:
        return ~left & ~Q(**{f"{way}official": ""})
    return ~left & Q(**{f"{way}official": ""}) & ~Q(**{f"{way}joined": ""})


def membership_of(person: Person) -> Membership:
    """What the record says the person is today."""
    if person.left_party_on is not None or (person.joined is None and person.official is None):
        return Membership.MASSES
    return Membership.OFFICIAL if person.official is not None else Membership.PROBATIONARY


def person_page(by: Reach, wanted: WantedPersons, page: int = 1) -> PersonPage:
    """Page `page` (from 1, 50 a page) of the persons asked for, by given name in Vietnamese order; three queries at most.

    A number finds by citizen number (9 or 12 digits) or staff code; words find names in which every one of them begins
    some word, in any order; where there are none, names that hold them anywhere.
    """
    start = (max(1, page) - 1) * PAGE
    text = nfc(wanted.text).strip()[:MOST_LETTERS]
    if not text:
        persons = reached(by).filter(condition_of(wanted, by.day))
        count = _count(by, wanted, persons)
        ids = list(persons.order_by("sort_key", "pk").values_list("pk", flat=True)[start : start + PAGE])
        return PersonPage(_rows(ids), page, count, more=start + PAGE < count)
    if any(each.isdigit() for each in text):
        persons = reached(by).filter(_by_number(text), condition_of(wanted, by.day))
        ids = list(persons.order_by("sort_key", "pk").values_list("pk", flat=True)[start : start + PAGE + 1])
        return PersonPage(_rows(ids[:PAGE]), page, None, more=len(ids) > PAGE)
    ids = _named(by, wanted, text, start, loose=False)
    loose = not ids and start == 0
    if loose:
        ids = _named(by, wanted, text, start, loose=True)
    return PersonPage(_rows(list(dict.fromkeys(ids[:PAGE]))), page, None, more=len(ids) > PAGE, loose=loose)


def _count(by: Reach, wanted: WantedPersons, persons: QuerySet[Person]) -> int:
    """How many `persons` there are; where only unit and list are asked for, from the small index of the lists."""
    if wanted != WantedPersons(unit_path=wanted.unit_path, on_list=wanted.on_list):
        return persons.count()
    low, high = subtree_range(wanted.unit_path)
    return by.persons().filter(_of_list(wanted.on_list), path__gte=low, path__lt=high).count()


def _by_number(text: str) -> Q:
    bare = "".join(text.split())
    code = Q(staff_code__in={bare, bare.upper(), bare.lower()})
    try:
        return code | Q(citizen_digest=found_by(citizen_number(text), "citizen"))
    except ValueError:
        return code


def _named(by: Reach, wanted: WantedPersons, text: str, start: int, *, loose: bool) -> list[int]:
    """Numbers of the persons named so, in the order of the list, one more than a page holds where there are more."""
    names = PersonName.objects.filter(
        within(by, Action.SEE_PEOPLE),
        condition_of(wanted, by.day, "person__"),
        person__merged_into__isnull=True,
        person__withdrawn_at__isnull=True,
    )
    names = with_words(names, text, loose=loose)
    return list(names.order_by("sort_key", "person_id").values_list("person_id", flat=True)[start : start + PAGE + 1])


def with_words(names: QuerySet[PersonName], text: str, *, loose: bool = False) -> QuerySet[PersonName]:
    """`names` in which every word of `text` begins some word (`loose`: stands anywhere), without marks, in any order.

    Both engines find a fixed text within another faster than they match a pattern.
    """
    for at, word in enumerate(dict.fromkeys(fold(text).split())):
        place = {f"word_{at}": StrIndex("words", Value(word if loose else f" {word}"))}
        names = names.alias(**place).filter(**{f"word_{at}__gt": 0})
    return names


_SHOWN = (
    *("key", "full_name", "born", "sex", "unit__name", "occupation", "listed"),
    *("joined", "official", "left_party_on", "citizen_sealed", "citizen_digest"),
)


def _rows(ids: Sequence[int]) -> tuple[PersonRow, ...]:
    """The persons of `ids` in that order; one query."""
    found = Person.objects.filter(pk__in=ids).select_related("unit").only(*_SHOWN).in_bulk() if ids else {}
    return tuple(_row(found[each]) for each in ids if each in found)


def _row(person: Person) -> PersonRow:
    return PersonRow(
        id=person.pk,
        full_name=person.full_name,
        born=person.born,
        sex=person.get_sex_display(),
        unit_id=person.unit_id,
        unit_name=person.unit.name,
        occupation=person.occupation,
        listed=person.listed,
        membership=MEMBERSHIPS[membership_of(person)],
        citizen=masked(opened(person.citizen_sealed, f"citizen:{person.key}")),
    )


def path_of(by: Reach, unit_id: int) -> str:
    """The path of a unit whose persons may be seen; "" for one out of reach."""
    found = by.units(Action.SEE_PEOPLE).filter(pk=unit_id).values_list("path", flat=True).first()
    return found or ""


def exported(by: Reach, wanted: WantedPersons) -> list[PersonRow] | None:
    """All that `wanted` asks for, in the order of the list; None where they are more than MOST_EXPORTED."""
    ids = _ids_wanted(by, wanted)
    if len(ids) > MOST_EXPORTED:
        return None
    return [row for first in range(0, len(ids), AT_ONCE) for row in _rows(ids[first : first + AT_ONCE])]


def _ids_wanted(by: Reach, wanted: WantedPersons) -> list[int]:
    """Numbers of all persons asked for, in the order of the list; at most one more than may be exported."""
    text = nfc(wanted.text).strip()[:MOST_LETTERS]
    persons = reached(by).filter(condition_of(wanted, by.day))
    if any(each.isdigit() for each in text):
        persons = persons.filter(_by_number(text))
    elif text:
        names = PersonName.objects.filter(person__in=persons)
        named = with_words(names, text)
        if not named.exists():
            named = with_words(names, text, loose=True)
        persons = persons.filter(pk__in=named.values("person"))
    return list(persons.order_by("sort_key", "pk").values_list("pk", flat=True)[: MOST_EXPORTED + 1])
