"""Who takes part in a round below a unit, when each is due, and how each stands: two queries however many units."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Case, F, JSONField, Q, When

from nguon.models import HandIn, SurveyRound, Unit
from nguon.queries.duties import any_calendar
from nguon.queries.organisation import standing
from nguon.regulations.load import kind
from nguon.rules.errors import NotInForce
from nguon.rules.survey_rounds import DueDay, InRound, Version, VersionFacts, counts_of, due_day, stand
from nguon.rules.text import natural_key
from nguon.rules.tree import ancestors_of, depth_of, subtree_range


@cache
def is_branch(key: str) -> bool:
    """Whether units of the kind `key` keep lists themselves; those of any other kind add up what stands below them."""
    try:
        return kind(key).is_branch
    except NotInForce:
        return False


@dataclass(frozen=True, slots=True)
class Node:
    """One unit that takes part."""

    id: int
    parent: int | None
    path: str
    name: str
    sort_key: str
    is_branch: bool


class SurveyTree:
    """The units at and below `top` (a path) that take part on `day`: branches, and all with a branch below. One query."""

    def __init__(self, top: str, day: date) -> None:
        self.day = day
        low, high = subtree_range(top)
        rows = (
            Unit.objects.filter(standing(day), path__gte=low, path__lt=high)
            .order_by("sort_key", "pk")
            .values_list("pk", "parent_id", "path", "name", "sort_key", "kind")
        )
        found = [Node(*row[:5], is_branch=is_branch(row[5])) for row in rows]
        above = {path for each in found if each.is_branch for path in ancestors_of(each.path)}
        self.nodes = {each.id: each for each in found if each.is_branch or each.path in above}
        self.children: dict[int | None, list[Node]] = defaultdict(list)
        for each in self.nodes.values():
            self.children[each.parent].append(each)

    def below(self, unit_id: int) -> Iterator[Node]:
        """Every unit that takes part below `unit_id`, level by level, in the order of names within each."""
        level = self.children.get(unit_id, [])
        while level:
            yield from level
            level = [child for each in level for child in self.children.get(each.id, ())]


def levels_below(unit: Unit, day: date) -> int:
    """How many levels hand in below `unit`; 0 where there is no branch."""
    paths = [each.path for each in SurveyTree(unit.path, day).below(unit.pk)]
    return max((depth_of(path) for path in paths), default=depth_of(unit.path)) - depth_of(unit.path)


@dataclass(frozen=True, slots=True)
class Handed:
    """One version without its rows; `counts` are there where they were asked for."""

    id: int
    unit_id: int
    name: str
    to_unit: int
    ordinal: int
    state: Version
    on: date
    handed_at: datetime
    counts: Mapping[str, Any] | None = None


def day_of(called: SurveyRound, day: date) -> date:
    """The day a round is looked at: `day`, or that of its closing."""
    return called.closed_on or day


class RoundTree:
    """How every unit below `unit` stands in `called` on `day`: two queries.

    A version counts where it was handed to the unit above of today: who was moved meanwhile hands in at the new place.
    """

    def __init__(self, called: SurveyRound, unit: Unit, day: date) -> None:
        self.called, self.unit = called, unit
        self.day = day_of(called, day)
        self.tree = SurveyTree(unit.path, self.day)
        self._top_depth = depth_of(called.path)
        self._days: dict[int, DueDay] = {}
        low, high = subtree_range(unit.path)
        self.versions: dict[int, list[Handed]] = defaultdict(list)
        here = Case(When(to_unit=unit, then=F("counts")), default=None, output_field=JSONField())
        rows = HandIn.objects.filter(Q(path__gte=low, path__lt=high) | Q(to_unit=unit), round=called)
        for pk, owner, name, to_unit, ordinal, state, *rest in (
            rows.annotate(kept=here)
            .order_by("ordinal")
            .values_list("pk", "unit_id", "unit__name", "to_unit_id", "ordinal", "state", "on", "handed_at", "kept")
        ):
            self.versions[owner].append(Handed(pk, owner, name, to_unit, ordinal, Version(state), *rest))

    def due(self, path: str) -> DueDay:
        """The day of the unit at `path`."""
        level = depth_of(path) - self._top_depth
        if level not in self._days:
            self._days[level] = due_of(self.called, path)
        return self._days[level]

    def standing(self, node: Node) -> InRound:
        """How `node` stands towards the unit above it."""
        facts = [VersionFacts(each.state, each.on) for each in self.to_parent(node)]
        return stand(facts, self.due(node.path).due_on, self.day, any_calendar())

    def to_parent(self, node: Node) -> list[Handed]:
        """Versions of `node` handed to the unit above it, oldest first."""
        return [each for each in self.versions.get(node.id, ()) if each.to_unit == node.parent]

    def gone(self) -> list[Handed]:
        """The latest version of each unit that handed in to `unit` and no longer stands below it, by name."""
        here = {each.id for each in self.tree.children.get(self.unit.pk, [])}
        found = {}
        for owner, versions in self.versions.items():
            received = [each for each in versions if each.to_unit == self.unit.pk]
            if received and owner not in here:
                found[owner] = received[-1]
        return sorted(found.values(), key=lambda each: (natural_key(each.name), each.unit_id))

    def counted(self, node: Node) -> Handed | None:
        """The version of `node` that the unit above adds up."""
        versions = self.to_parent(node)
        place = counts_of([each.state for each in versions])
        return None if place is None else versions[place]


def due_of(called: SurveyRound, path: str) -> DueDay:
    """When the unit at `path` hands in, and how that was counted."""
    level = depth_of(path) - depth_of(called.path)
    return due_day(called.opens_on, called.due_on, called.days_per_level, level, any_calendar())


@dataclass(frozen=True)
class Progress:
    """How many units of one level take part, handed in, were accepted, wait for a decision, are past their day."""

    level: int
    due_on: date
    bound: int = 0
    handed: int = 0
    accepted: int = 0
    waiting: int = 0
    late: int = 0

    @property
    def open(self) -> int:
        return self.bound - self.handed


def progress(found: RoundTree, nodes: Iterable[Node], level: int, due_on: date) -> Progress:
    """`nodes` counted by how they stand."""
    bound = handed = accepted = waiting = late = 0
    for node in nodes:
        stands = found.standing(node)
        latest = found.to_parent(node)
        bound += 1
        handed += stands.has_handed_in
        accepted += found.counted(node) is not None
        waiting += bool(latest) and latest[-1].state is Version.HANDED_IN
        late += stands.is_overdue
    return Progress(level, due_on, bound, handed, accepted, waiting, late)
