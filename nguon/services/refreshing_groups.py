"""Groups that follow from facts are found anew every night: age passes, and units change their field of work."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from django.db.models import QuerySet

from nguon.models import PersonGroup
from nguon.queries.access import Reach
from nguon.rules.person_groups import SENSITIVE_GROUPS, PersonFactsForGroups, groups_from
from nguon.services.audit import no_change, operation, record
from nguon.services.person_rows import derived_groups, group_row, youth_ages

AT_ONCE = 2_000
WRITTEN_AT_ONCE = 500
FACTS = ("sex", "born", "occupation", "workplace", "position", "unit__sector")
"""Columns in the order of PersonFactsForGroups, after the ages."""
Stands = Mapping[str, tuple[int, bool]]
"""The ordinary groups of a person: {group: (number of its row, whether it follows)}."""


@operation
def refresh_groups(*, by: Reach) -> tuple[int, int]:
    """(added, removed): how many groups that follow from ordinary facts were put right for `by.day`.

    Groups entered by hand and those that follow from sealed facts are left: neither changes with time. Twice on one day
    changes nothing the second time, and leaves no entry.
    """
    ages = youth_ages(by.day)
    differing = [
        number for number, facts, stands in _all(by, ages) if any(_differences(groups_from(facts, by.day), stands))
    ]
    added = removed = 0
    for first in range(0, len(differing), WRITTEN_AT_ONCE):
        more, fewer = _put_right(by, differing[first : first + WRITTEN_AT_ONCE])
        added, removed = added + more, removed + fewer
    if added or removed:
        record(by, "persons.refresh_groups", after={"groups_added": added, "groups_removed": removed})
    else:
        no_change()
    return added, removed


def _differences(follows: frozenset[str], stands: Stands) -> tuple[list[str], list[int]]:
    """(groups that lack, numbers of rows that are too many)."""
    lacking = sorted(follows - stands.keys())
    return lacking, [pk for group, (pk, derived) in stands.items() if derived and group not in follows]


def _all(by: Reach, ages: tuple[int, int]) -> Iterator[tuple[int, PersonFactsForGroups, Stands]]:
    """Each person's number, facts and ordinary groups; both tables are read side by side, once."""
    persons = by.persons().order_by("pk").values_list("pk", *FACTS)
    rows = _ordinary().order_by("person_id", "pk").values_list("person_id", "group", "pk", "from_facts")
    by_person = ((number, list(each)) for number, each in groupby(rows.iterator(AT_ONCE), key=itemgetter(0)))
    ahead = next(by_person, None)
    for number, *facts in persons.iterator(AT_ONCE):
        while ahead is not None and ahead[0] < number:
            ahead = next(by_person, None)
        stands = ahead[1] if ahead is not None and ahead[0] == number else []
        yield number, PersonFactsForGroups(ages, *facts), {group: (pk, derived) for _, group, pk, derived in stands}


def _put_right(by: Reach, numbers: list[int]) -> tuple[int, int]:
    """Write what differs of these persons, looked at again under a lock.

    Whoever is being changed at this instant is passed over: the change finds their groups itself.
    """
    wanted = by.persons().filter(pk__in=numbers).select_related("unit").order_by("pk")
    locked = list(wanted.select_for_update(of=("self",), skip_locked=True))
    stands: defaultdict[int, dict[str, tuple[int, bool]]] = defaultdict(dict)
    for row in _ordinary().filter(person__in=locked):
        stands[row.person_id][row.group] = (row.pk, row.from_facts)
    fresh: list[PersonGroup] = []
    gone: list[int] = []
    for person in locked:
        follows = derived_groups(person, person.unit.sector, by.day)
        lacking, too_many = _differences(follows, stands[person.pk])
        fresh += [group_row(person, each, from_facts=True) for each in lacking]
        gone += too_many
    PersonGroup.objects.filter(pk__in=gone).delete()
    PersonGroup.objects.bulk_create(fresh, batch_size=WRITTEN_AT_ONCE)
    return len(fresh), len(gone)


def _ordinary() -> QuerySet[PersonGroup]:
    return PersonGroup.objects.exclude(group__in=SENSITIVE_GROUPS)
