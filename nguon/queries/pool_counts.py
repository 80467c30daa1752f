"""How many persons stand on each list below a unit, child by child and group by group; sums only, nobody is named."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, Window
from django.db.models.functions import Rank, Substr

from nguon.models import ClassKind, ListChange, PersonGroup, Unit
from nguon.queries.access import Reach
from nguon.queries.list_changes import changes_of
from nguon.rules.errors import NotReached
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.pool_lists import LISTS, listed_on
from nguon.rules.roles import Action
from nguon.rules.tree import WIDTH, is_within, subtree_range

AT_ONCE = 500


@dataclass(frozen=True)
class Counts:
    """Persons by list (1, 2, 3), and by group and list. A person stands once in the lists and once in each group."""

    lists: Mapping[int, int] = field(default_factory=dict)
    groups: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    def on(self, lists: Collection[int], group: str = "") -> int:
        """How many stand on any of `lists`; of `group` only where one is given."""
        found = self.groups.get(group, {}) if group else self.lists
        return sum(found.get(each, 0) for each in lists)

    def as_json(self) -> dict[str, Any]:
        """As a hand-in keeps it: {"lists": {"1": n, …}, "groups": {"1": {group: n}, …}}; groups without anybody left out."""
        groups = {
            str(each): {group: own[each] for group, own in sorted(self.groups.items()) if own.get(each)}
            for each in LISTS
        }
        return {"lists": {str(each): self.lists.get(each, 0) for each in LISTS}, "groups": groups}


NOBODY = Counts()


@dataclass(frozen=True)
class CountsBelow:
    """Figures of a unit: `whole` is all of it within reach, `own` what stands at the unit itself, `children` each direct
    child with all below it (a child without anybody is not in it).
    """

    whole: Counts
    own: Counts
    children: Mapping[int, Counts]

    def of(self, child: int) -> Counts:
        """The figures of one child."""
        return self.children.get(child, NOBODY)


def kept_back(by: Reach, path: str) -> frozenset[str]:
    """Groups whose sums would tell `by` of named persons at `path` what they believe: who sees the names there and may
    not see what is sealed needs only set one beside the other.
    """
    names_only = by.may_over(Action.SEE_PEOPLE, path) and not by.may_over(Action.SEE_SENSITIVE, path)
    return SENSITIVE_GROUPS if names_only else frozenset()


def counts_below(by: Reach, unit: Unit, day: date, groups: Collection[str] | None = None) -> CountsBelow:
    """The lists of `day` below `unit` as far as `by` sees figures; `groups` None for every group, () for none.

    Three queries for today, four for another day; groups are those of today whatever the day, since nobody writes down
    since when a person belongs to one. Raises NotReached where `by` sees no figures of the unit.
    """
    if not sees_figures(by, unit.path):
        raise NotReached(f"figures of unit {unit.pk}")
    children = dict(Unit.objects.filter(parent=unit).values_list("path", "pk"))
    return figures_on(by, unit, children, groups, day)


def figures_on(
    by: Reach, unit: Unit, children: Mapping[str, int], groups: Collection[str] | None, day: date
) -> CountsBelow:
    """The same where the numbers of `children` by path are known: one query fewer."""
    rows = _today(by, unit, groups) if day == by.day else _on_day(by, unit, day, groups)
    return summed(unit, children, *rows)


@dataclass(frozen=True)
class Together:
    """The same figures with what groups have in common: `combined` is how many of the whole stand on a list and belong to
    exactly these of the groups asked for; `lasting` how many of list 3 hold a certificate still valid on the day asked,
    by unit (the whole under the unit's own number).
    """

    below: CountsBelow
    combined: Mapping[tuple[frozenset[str], int], int]
    lasting: Mapping[int, int]


def together_below(by: Reach, unit: Unit, children: Mapping[str, int], groups: Sequence[str], last: date) -> Together:
    """Today's figures of `unit` (numbers of `children` by path) with `groups`, their overlaps, and how many of list 3 may
    still be admitted on `last`; two queries. Raises NotReached where `by` sees no figures of the unit.
    """
    if not sees_figures(by, unit.path):
        raise NotReached(f"figures of unit {unit.pk}")
    persons = listed_persons(by, unit).order_by()
    # Joined, not asked for each person: a person belongs to a group once, and both engines weigh a join rightly.
    names = [f"in_{at}" for at in range(len(groups))]
    belongs = {
        name: FilteredRelation("groups", condition=Q(groups__group=group))
        for name, group in zip(names, groups, strict=True)
    }
    found = (
        persons.annotate(**belongs)
        .values_list("top", "listed", *(f"{name}__group" for name in names))
        .annotate(many=Count("pk"))
    )
    rows, grouped = [], []
    combined: Counter[tuple[frozenset[str], int]] = Counter()
    for top, on_list, *own, many in found:
        inside = [group for group in own if group]
        rows.append((top, on_list, many))
        grouped += [(top, group, on_list, many) for group in inside]
        combined[frozenset(inside), on_list] += many
    lasting: Counter[int] = Counter()
    for top, many in _lasting(persons, last):
        lasting[unit.pk] += many
        if top in children:
            lasting[children[top]] += many
    return Together(summed(unit, children, rows, grouped), combined, lasting)


def _lasting(persons: Any, last: date) -> Any:
    """(path of child, how many of list 3 hold a certificate still valid on `last`)."""
    valid = Q(certificates__valid_until__isnull=True) | Q(certificates__valid_until__gt=last)
    held = persons.filter(
        valid, listed=3, certificates__kind=ClassKind.AWARENESS, certificates__revoked_on__isnull=True
    )
    return held.values_list("top").annotate(many=Count("pk", distinct=True))


def sees_figures(by: Reach, path: str) -> bool:
    """Whether figures of the unit at `path` are within reach: of all of it, or of an area below it that they are in
    charge of from above.
    """
    if by.system or by.may_over(Action.SEE_POOL, path):
        return True
    low, high = subtree_range(path)
    return any(low <= area < high for each in by.holdings if is_within(path, each.unit_path) for area in each.areas)


def sees_all(by: Reach, path: str) -> bool:
    """Whether figures of all units below `path` are within reach, so that they may be held against its quota."""
    ranges = (each for holding in by.holdings for each in holding.ranges(Action.SEE_POOL))
    return bool(by.system) or any(high is not None and low <= path < high for low, high in ranges)


def summed(
    unit: Unit,
    children: Mapping[str, int],
    rows: Iterable[tuple[str, int, int]],
    grouped: Iterable[tuple[str, str, int, int]],
) -> CountsBelow:
    """`rows` (path of child, list, how many) and `grouped` (path, group, list, how many) as figures of `unit`."""
    lists: defaultdict[str, Counter[int]] = defaultdict(Counter)
    of_groups: defaultdict[str, defaultdict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for path, on_list, many in rows:
        for at in {path, ""}:
            lists[at][on_list] += many
    for path, group, on_list, many in grouped:
        for at in {path, ""}:
            of_groups[at][group][on_list] += many
    found = {path: Counts(lists[path], of_groups.get(path, {})) for path in list(lists)}
    return CountsBelow(
        whole=found.get("", NOBODY),
        own=found.get(unit.path, NOBODY),
        children={children[path]: counts for path, counts in found.items() if path in children},
    )


def listed_persons(by: Reach, unit: Unit) -> Any:
    """Who stands on a list of today at or below `unit`, within reach of figures, with `top`: the path of the child."""
    low, high = subtree_range(unit.path)
    persons = by.persons(Action.SEE_POOL).filter(path__gte=low, path__lt=high, listed__gt=0)
    return persons.annotate(top=Substr("path", 1, len(unit.path) + WIDTH))


Rows = tuple[list[tuple[str, int, int]], list[tuple[str, str, int, int]]]


def _today(by: Reach, unit: Unit, groups: Collection[str] | None) -> Rows:
    persons = listed_persons(by, unit).order_by()
    rows = list(persons.values_list("top", "listed").annotate(many=Count("pk")))
    if groups is not None and not groups:
        return rows, []
    wanted = Q() if groups is None else Q(groups__group__in=list(groups))
    grouped = persons.filter(wanted, groups__isnull=False).values_list("top", "groups__group", "listed")
    return rows, list(grouped.annotate(many=Count("pk")))


def _on_day(by: Reach, unit: Unit, day: date, groups: Collection[str] | None) -> Rows:
    """Figures of another day, from the last change of each person up to it."""
    stood = standing_on(by, unit, day)
    cut = len(unit.path) + WIDTH
    rows = Counter((path[:cut], on_list) for path, on_list in stood.values())
    grouped: Counter[tuple[str, str, int]] = Counter()
    if groups is None or groups:
        low, high = subtree_range(unit.path)
        changed = ListChange.objects.filter(path__gte=low, path__lt=high, on__lte=day).values("person")
        known = PersonGroup.objects.filter(person__in=changed)
        if groups is not None:
            known = known.filter(group__in=list(groups))
        for person, group in known.values_list("person_id", "group"):
            if person in stood:
                path, on_list = stood[person]
                grouped[path[:cut], group, on_list] += 1
    return [(*key, many) for key, many in rows.items()], [(*key, many) for key, many in grouped.items()]


def standing_on(by: Reach, unit: Unit, day: date) -> dict[int, tuple[str, int]]:
    """(path of the branch, list) by person who stood on a list of a branch at or below `unit` on `day`, as known now.

    Two queries: the last change of each person, and all changes of those who have several on their last day.
    """
    counting = Q(resolution__withdrawn_at__isnull=True, person__merged_into__isnull=True)
    counting &= Q(person__withdrawn_at__isnull=True, on__lte=day)
    low, high = subtree_range(unit.path)
    here = ListChange.objects.filter(path__gte=low, path__lt=high, on__lte=day).values("person")
    ranked = ListChange.objects.filter(counting, province=unit.province, person__in=here).annotate(
        rank=Window(Rank(), partition_by=F("person"), order_by=F("on").desc())
    )
    found: dict[int, tuple[str, int]] = {}
    several = set()
    for person, path, to_list in ranked.filter(rank=1).values_list("person_id", "path", "to_list"):
        if person in found:
            several.add(person)
        found[person] = path, to_list
    found |= _told_by_rules(counting, several, day)
    seen = _seen(by, unit)
    return {person: stood for person, stood in found.items() if stood[1] and seen(stood[0])}


def _told_by_rules(counting: Q, several: Collection[int], day: date) -> dict[int, tuple[str, int]]:
    """Where those stand who changed more than once on their last day: the rules tell which change came last."""
    found: dict[int, tuple[str, int]] = {}
    waiting = sorted(several)
    for first in range(0, len(waiting), AT_ONCE):
        some = waiting[first : first + AT_ONCE]
        rows = list(ListChange.objects.filter(counting, person__in=some).select_related("resolution"))
        paths = {each.pk: each.path for each in rows}
        standing = listed_on(changes_of(rows), day)
        for person in some:
            stood = standing.get(person)
            found[person] = (paths[stood.change.id], stood.on_list) if stood else ("", 0)
    return found


def _seen(by: Reach, unit: Unit) -> Any:
    """Whether a path lies at or below `unit` and within reach of figures."""
    low, high = subtree_range(unit.path)
    ranges = [each for holding in by.holdings for each in holding.ranges(Action.SEE_POOL)]

    def test(path: str) -> bool:
        if not low <= path < high:
            return False
        return bool(by.system) or any(path == start if end is None else start <= path < end for start, end in ranges)

    return test
