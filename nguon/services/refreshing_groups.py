"""Groups that follow from facts are found anew every night: age passes, and units change their field of work."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from django.db.models import QuerySet

from nguon.models import Person, PersonGroup
from nguon.queries.access import Reach
from nguon.rules.person_groups import SENSITIVE_GROUPS, PersonFactsForGroups, groups_from
from nguon.services.audit import no_change, operation, record
from nguon.services.person_rows import group_row, youth_ages

AT_ONCE = 2_000
WRITTEN_AT_ONCE = 500
Stands = Mapping[str, tuple[int, bool]]
"""The ordinary groups of a person: {group: (number of its row, whether it follows)}."""


@operation
def refresh_groups(*, by: Reach) -> tuple[int, int]:
    """(added, removed): how many groups that follow from ordinary facts were put right for `by.day`.

    Groups entered by hand and those that follow from sealed facts are left: neither changes with time. Twice on one day
    changes nothing the second time, and leaves no entry.
    """
    differing = [person.pk for person, stands in _with_groups(by) if any(_differences(by, person, stands))]
    added = removed = 0
    for first in range(0, len(differing), WRITTEN_AT_ONCE):
        more, fewer = _put_right(by, differing[first : first + WRITTEN_AT_ONCE])
        added, removed = added + more, removed + fewer
    if added or removed:
        record(by, "persons.refresh_groups", after={"groups_added": added, "groups_removed": removed})
    else:
        no_change()
    return added, removed


def _differences(by: Reach, person: Person, stands: Stands) -> tuple[list[PersonGroup], list[int]]:
    """(rows that lack, numbers of rows that are too many)."""
    facts = PersonFactsForGroups(
        youth_ages=youth_ages(by.day),
        sex=person.sex,
        born=person.born,
        occupation=person.occupation,
        workplace=person.workplace,
        position=person.position,
        sector=person.unit.sector,
    )
    follows = groups_from(facts, by.day)
    fresh = [group_row(person, each, from_facts=True) for each in sorted(follows - set(stands))]
    gone = [pk for group, (pk, derived) in stands.items() if derived and group not in follows]
    return fresh, gone


def _with_groups(by: Reach) -> Iterator[tuple[Person, Stands]]:
    """Each person with their ordinary groups; both tables are read side by side, once."""
    persons = _needed(by).order_by("pk")
    rows = _ordinary().order_by("person_id", "pk").values_list("person_id", "group", "pk", "from_facts")
    by_person = ((number, list(each)) for number, each in groupby(rows.iterator(AT_ONCE), key=lambda row: row[0]))
    ahead = next(by_person, None)
    for person in persons.iterator(AT_ONCE):
        while ahead is not None and ahead[0] < person.pk:
            ahead = next(by_person, None)
        stands = ahead[1] if ahead is not None and ahead[0] == person.pk else []
        yield person, {group: (pk, derived) for _, group, pk, derived in stands}


def _put_right(by: Reach, numbers: list[int]) -> tuple[int, int]:
    """Write what differs of these persons, looked at again under a lock.

    Whoever is being changed at this instant is passed over: the change finds their groups itself.
    """
    locked = list(_needed(by).select_for_update(of=("self",), skip_locked=True).filter(pk__in=numbers).order_by("pk"))
    stands: defaultdict[int, dict[str, tuple[int, bool]]] = defaultdict(dict)
    for row in _ordinary().filter(person__in=locked):
        stands[row.person_id][row.group] = (row.pk, row.from_facts)
    fresh: list[PersonGroup] = []
    gone: list[int] = []
    for person in locked:
        lacking, too_many = _differences(by, person, stands[person.pk])
        fresh += lacking
        gone += too_many
    _write(fresh, gone)
    return len(fresh), len(gone)


def _needed(by: Reach) -> QuerySet[Person]:
    columns = ("path", "province", "sex", "born", "occupation", "workplace", "position", "unit__sector")
    return by.persons().select_related("unit").only(*columns)


def _ordinary() -> QuerySet[PersonGroup]:
    return PersonGroup.objects.exclude(group__in=SENSITIVE_GROUPS)


def _write(fresh: Iterable[PersonGroup], gone: list[int]) -> None:
    PersonGroup.objects.filter(pk__in=gone).delete()
    PersonGroup.objects.bulk_create(fresh, batch_size=500)
