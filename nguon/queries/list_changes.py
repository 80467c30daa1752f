"""What the lists follow from, as the rules want it: changes of persons, the line of a branch, the figures of a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from nguon.models import ListChange, Person, Succession, Unit
from nguon.regulations.load import kinds_on
from nguon.regulations.parameters import parameter
from nguon.rules.errors import NotInForce
from nguon.rules.pool_lists import Change, ListRules
from nguon.rules.text import natural_key


def line_of(unit: Unit) -> dict[int, bool]:
    """The branch and those that became part of it, by number; True where all of the earlier one came to it (it was not
    split). Two queries at most: nearly no branch has an earlier one.
    """
    line = {unit.pk: True}
    waiting = [unit.pk]
    while waiting:
        earlier = list(Succession.objects.filter(successor__in=waiting).values_list("predecessor", flat=True))
        if not earlier:
            break
        heirs: defaultdict[int, set[int]] = defaultdict(set)
        for one, other in Succession.objects.filter(predecessor__in=earlier).values_list("predecessor", "successor"):
            heirs[one].add(other)
        waiting = [each for each in dict.fromkeys(earlier) if each not in line]
        line |= {each: len(heirs[each]) == 1 for each in waiting}
    return line


def persons_for_lists(unit: Unit, line: Collection[int]) -> QuerySet[Person]:
    """Whose list the branch may change: persons of its line, and those who ever stood on a list of it."""
    ever = ListChange.objects.filter(person=OuterRef("pk"), unit__in=line)
    return Person.objects.filter(Q(unit__in=line) | Exists(ever), merged_into__isnull=True, withdrawn_at__isnull=True)


def changes_of(rows: Iterable[ListChange], unit: Unit | None = None, line: Collection[int] = ()) -> list[Change]:
    """`rows` (with their resolutions loaded) as the rules want them; those of the `line` are taken for `unit`'s own."""
    found = []
    for each in rows:
        resolution = each.resolution
        withdrawn = resolution.withdrawn_at
        change = Change(
            person=each.person_id,
            unit=unit.pk if unit is not None and each.unit_id in line else each.unit_id,
            to_list=each.to_list,
            on=each.on,
            order=order_of(resolution.number),
            recorded_on=timezone.localtime(each.recorded_at).date(),
            withdrawn_on=timezone.localtime(withdrawn).date() if withdrawn else None,
            reason=each.reason,
            number=resolution.number,
            id=each.pk,
        )
        found.append(change)
    return found


def order_of(number: str) -> str:
    """What tells resolutions of one day apart, whenever they were written down."""
    return natural_key(number)


def list_rules(on: date) -> ListRules:
    """The figures a move of that day is judged by. Raises NotInForce for a day before the first of them."""
    age_from, age_until = parameter("admission_age_from", on), parameter("admission_age_until", on)
    certificate = parameter("certificate_valid_months", on)
    sponsor = parameter("sponsor_together_months", on)
    return ListRules(
        age_from=age_from.value,
        age_until=age_until.value,
        age_clause=str(age_until),
        certificate_clause=str(certificate),
        sponsor_clause=str(sponsor),
    )


def is_branch(unit: Unit, day: date) -> bool:
    """Whether the unit is of a kind that keeps lists of its own."""
    try:
        found = kinds_on(day).get(unit.kind)
    except NotInForce:
        return False
    return found is not None and found.is_branch
