"""Groups that follow from facts are found anew every night: age passes, and units change their field of work."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from nguon.models import Person, PersonGroup
from nguon.queries.access import Reach
from nguon.rules.person_groups import SENSITIVE_GROUPS, PersonFactsForGroups, groups_from
from nguon.services.audit import no_change, operation, record
from nguon.services.person_rows import group_row, youth_ages

AT_ONCE = 2_000
_NEEDED = ("path", "province", "sex", "born", "occupation", "workplace", "position")


@operation
def refresh_groups(*, by: Reach) -> tuple[int, int]:
    """(added, removed): how many groups that follow from ordinary facts were put right for `by.day`.

    Groups entered by hand and those that follow from sealed facts are left: neither changes with time. Twice on one day
    changes nothing the second time, and leaves no entry.
    """
    ages = youth_ages(by.day)
    added = removed = 0
    fresh: list[PersonGroup] = []
    gone: list[int] = []
    for person, stands in _with_groups(by):
        facts = PersonFactsForGroups(
            youth_ages=ages,
            sex=person.sex,
            born=person.born,
            occupation=person.occupation,
            workplace=person.workplace,
            position=person.position,
            sector=person.unit.sector,
        )
        follows = groups_from(facts, by.day)
        fresh += [group_row(person, each, from_facts=True) for each in sorted(follows - set(stands))]
        gone += [pk for group, (pk, derived) in stands.items() if derived and group not in follows]
        if len(fresh) + len(gone) >= AT_ONCE:
            added, removed = added + len(fresh), removed + len(gone)
            _write(fresh, gone)
            fresh, gone = [], []
    added, removed = added + len(fresh), removed + len(gone)
    _write(fresh, gone)
    if added or removed:
        record(by, "persons.refresh_groups", after={"groups_added": added, "groups_removed": removed})
    else:
        no_change()
    return added, removed


def _with_groups(by: Reach) -> Iterator[tuple[Person, dict[str, tuple[int, bool]]]]:
    """Each person with their ordinary groups: {group: (its number, whether it follows)}; both read side by side."""
    persons = by.persons().select_related("unit").only(*_NEEDED, "unit__sector").order_by("pk")
    rows = (
        PersonGroup.objects.exclude(group__in=SENSITIVE_GROUPS)
        .order_by("person_id", "pk")
        .values_list("person_id", "group", "pk", "from_facts")
        .iterator(AT_ONCE)
    )
    by_person = ((number, list(each)) for number, each in groupby(rows, key=lambda row: row[0]))
    ahead = next(by_person, None)
    for person in persons.iterator(AT_ONCE):
        while ahead is not None and ahead[0] < person.pk:
            ahead = next(by_person, None)
        stands = ahead[1] if ahead is not None and ahead[0] == person.pk else []
        yield person, {group: (pk, derived) for _, group, pk, derived in stands}


def _write(fresh: Iterable[PersonGroup], gone: list[int]) -> None:
    PersonGroup.objects.filter(pk__in=gone).delete()
    PersonGroup.objects.bulk_create(fresh, batch_size=500)
