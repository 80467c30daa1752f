"""Pairs of records at a unit and below that may be of one person, for somebody to look through."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, Q

from nguon.models import Person, PersonName, ToldApart
from nguon.queries.access import Reach
from nguon.queries.duplicates import ORDER, Known, Reason, differ, known_names, persons_shown, reason_of_names, why
from nguon.queries.persons import below, reached
from nguon.rules.likeness import may_be_one_name
from nguon.rules.tree import subtree_range

PAGE = 25
MOST = 500
WIDE = 10_000
"""Beyond so many records only equal numbers and equal names with equal birth dates are looked for."""


@dataclass(frozen=True)
class Pair:
    """Two records within reach that may be of one person, the one with the smaller number first, and why."""

    first: Person
    second: Person
    reason: Reason
    why: str


@dataclass(frozen=True)
class Pairs:
    """One page of the pairs, the strongest reasons first; `count` of them in all, `cut` where only the first 500 are told.

    `strict` says that the unit is so large that names spelt alike and dates known in part were not compared.
    """

    rows: tuple[Pair, ...]
    page: int
    count: int
    cut: bool
    strict: bool

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


def likely_pairs(by: Reach, unit_path: str = "", page: int = 1) -> Pairs:
    """The pairs at the unit and below within reach, those told apart left out; six queries at most.

    The names below the unit are read and compared here: records of one number, of one name (as it is spelt or nearly)
    with birth dates that may be one, of one birth date with names spelt alike.
    """
    names = PersonName.objects.filter(below(unit_path) if unit_path else Q())
    low, high = subtree_range(unit_path)
    strict = by.persons().filter(path__gte=low, path__lt=high).count() > WIDE
    known = known_names(by, names.filter(_doubled(by, unit_path)) if strict else names)
    apart = set(ToldApart.objects.values_list("first_id", "second_id")) if known else set()
    found = {pair: reason for pair, reason in _pairs(known).items() if pair not in apart}
    by_person = {each.person_id: each for each in known}
    ordered = sorted(found, key=lambda pair: (ORDER[found[pair]], by_person[pair[0]].near, pair))
    told = ordered[:MOST]
    start = (max(1, page) - 1) * PAGE
    shown = told[start : start + PAGE]
    persons = persons_shown({each for pair in shown for each in pair})
    rows = tuple(
        _pair(persons[one], persons[other], found[one, other])
        for one, other in shown
        if one in persons and other in persons
    )
    return Pairs(rows, page, len(told), cut=len(ordered) > MOST, strict=strict)


def _doubled(by: Reach, unit_path: str) -> Q:
    """Names of records whose number, or whose name with its birth date, stands on more than one.

    Counted over the persons themselves, whose index in the order of the list holds all that is compared.
    """
    persons = reached(by).filter(below(unit_path) if unit_path else Q()).order_by()
    named = persons.filter(born__gt="").values_list("sort_key", "born").annotate(many=Count("pk"))
    numbered = persons.filter(citizen_digest__gt="").values_list("citizen_digest").annotate(many=Count("pk"))
    doubled = Q(many__gt=1)
    keys = {key for key, _, _ in named.filter(doubled)}
    digests = [digest for digest, _ in numbered.filter(doubled)]
    return Q(sort_key__in=sorted(keys)) | Q(person__citizen_digest__in=digests)


def _pair(first: Person, second: Person, reason: Reason) -> Pair:
    return Pair(first, second, reason, why(reason, first.citizen_digest, second.citizen_digest))


def _pairs(known: Sequence[Known]) -> dict[tuple[int, int], Reason]:
    """The strongest reason of each pair of persons, by their numbers in order."""
    found: dict[tuple[int, int], Reason] = {}

    def keep(one: Known, other: Known, reason: Reason | None) -> None:
        if reason is None or one.person_id == other.person_id:
            return
        pair = min(one.person_id, other.person_id), max(one.person_id, other.person_id)
        if pair not in found or ORDER[reason] < ORDER[found[pair]]:
            found[pair] = reason

    for one, other in _together(known, lambda each: [each.digest] if each.digest else []):
        keep(one, other, Reason.CITIZEN)
    for one, other in _together(known, lambda each: [(each.near, each.born.year)] if each.born else []):
        keep(one, other, reason_of_names(one, other, same_unit=one.path == other.path))
    for one, other in _together(known, lambda each: [(each.near, each.path)]):
        keep(one, other, reason_of_names(one, other, same_unit=True))
    for one, other in _together(known, _birth_and_a_word):
        if one.near != other.near and not differ(one.digest, other.digest) and may_be_one_name(one.words, other.words):
            keep(one, other, Reason.NEAR_NAME)
    return found


def _birth_and_a_word(each: Known) -> list[Hashable]:
    """Names spelt alike have their first word in common, or their last: only those are compared letter by letter."""
    if each.born is None or not each.born.day:
        return []
    words = each.words.split() or [""]
    return [(each.born, 0, words[0]), (each.born, -1, words[-1])]


def _together(known: Iterable[Known], keys: Callable[[Known], Iterable[Hashable]]) -> Iterator[tuple[Known, Known]]:
    """All pairs that share a key."""
    groups: defaultdict[Hashable, list[Known]] = defaultdict(list)
    for each in known:
        for key in keys(each):
            groups[key].append(each)
    for group in groups.values():
        if len(group) > 1:
            yield from combinations(group, 2)
