"""Rounds within sight, and how far one has come below a unit: who handed in, who is late, what the lists come to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Substr

from nguon.models import DutyTask, HandIn, ListChange, SurveyRound, Unit
from nguon.queries.access import Reach
from nguon.queries.duties import any_calendar
from nguon.queries.pool_counts import listed_persons
from nguon.queries.survey_tree import Handed, Node, Progress, RoundTree, SurveyTree, due_of, is_branch, progress
from nguon.rules.errors import NotReached
from nguon.rules.hand_ins import figures, flow_words
from nguon.rules.periods import add_months
from nguon.rules.roles import Action
from nguon.rules.survey_rounds import DueDay, InRound, Standing, Version, VersionFacts, stand
from nguon.rules.tree import WIDTH, ancestors_of, depth_of, is_within, subtree_range

Figures = tuple[int, int, int]
NONE: Figures = (0, 0, 0)


def rounds_in_order(rounds: QuerySet[SurveyRound]) -> QuerySet[SurveyRound]:
    """Open ones first, the one due first in front; then closed ones, the last closed first. With all that a row shows."""
    return rounds.select_related("unit").order_by(F("closed_on").desc(nulls_first=True), "due_on", "-pk")


def narrowed(by: Reach, rounds: QuerySet[SurveyRound], wanted: str) -> QuerySet[SurveyRound]:
    """`wanted`: "dong" closed ones, "cap-duoi" those of units below one's own, "tat-ca" all; else open ones that concern
    one's own unit.
    """
    if wanted == "tat-ca":
        return rounds
    own = {path for each in by.holdings for path in (*ancestors_of(each.unit_path), each.unit_path)}
    if wanted == "cap-duoi":
        return rounds.exclude(path__in=own)
    mine = rounds.filter(path__in=own)
    return mine.filter(closed_on__isnull=wanted != "dong")


@dataclass(frozen=True)
class RoundRow:
    """One round in the list: how one's own unit stands in it, and how far those directly below have come."""

    called: SurveyRound
    due: DueDay | None = None
    stands: InRound | None = None
    bound: int = 0
    handed: int = 0
    late: int = 0


def round_rows(by: Reach, rounds: Sequence[SurveyRound]) -> list[RoundRow]:
    """`rounds` in their order, seen from the person's first post; three queries however many."""
    main = by.main
    if main is None or not rounds:
        return [RoundRow(each) for each in rounds]
    tree = SurveyTree(main.unit_path, by.day)
    versions: defaultdict[tuple[int, int, int], list[VersionFacts]] = defaultdict(list)
    mine = HandIn.objects.filter(Q(unit=main.unit_id) | Q(to_unit=main.unit_id), round__in=[each.pk for each in rounds])
    for round_id, unit_id, to_unit, state, on in mine.order_by("ordinal").values_list(
        "round_id", "unit_id", "to_unit_id", "state", "on"
    ):
        versions[round_id, unit_id, to_unit].append(VersionFacts(Version(state), on))
    return [_round_row(each, tree, main.unit_id, main.unit_path, versions) for each in rounds]


def _round_row(
    called: SurveyRound,
    tree: SurveyTree,
    unit_id: int,
    path: str,
    versions: dict[tuple[int, int, int], list[VersionFacts]],
) -> RoundRow:
    if not is_within(path, called.path):
        return RoundRow(called)

    def stands(node: Node) -> InRound:
        facts = versions.get((called.pk, node.id, node.parent or 0), [])
        return stand(facts, due_of(called, node.path).due_on, called.closed_on or tree.day, any_calendar())

    below = [stands(each) for each in tree.children.get(unit_id, [])]
    own = tree.nodes.get(unit_id) if path != called.path else None
    return RoundRow(
        called,
        due_of(called, path) if own else None,
        stands(own) if own else None,
        len(below),
        sum(1 for each in below if each.has_handed_in),
        sum(1 for each in below if each.is_overdue),
    )


def round_of(by: Reach, round_id: int) -> SurveyRound:
    """The round within sight, with its caller. Raises NotReached. One query."""
    found = by.survey_rounds().select_related("unit", "made_by").filter(pk=round_id).first()
    if found is None:
        raise NotReached(f"round {round_id}")
    return found


def acting_unit(by: Reach, called: SurveyRound, asked: int | None = None) -> Unit:
    """The unit the page is about: the one asked for below the caller, else where the person's own post stands in the round,
    else the first area in charge, else the caller. Raises NotReached where none is within reach.
    """
    if asked is not None:
        unit = by.unit(asked, Action.SEE_POOL)
        if is_within(unit.path, called.unit.path):
            return unit
        raise NotReached(f"unit {asked} in round {called.pk}")
    own = [each.unit_path for each in by.holdings] + [area for each in by.holdings for area in each.areas]
    inside = [path for path in own if is_within(path, called.path) and by.may_over(Action.SEE_POOL, path)]
    if not inside and by.may_over(Action.SEE_POOL, called.path):
        return called.unit
    found = Unit.objects.filter(path__in=inside[:1]).first()
    if found is None:
        raise NotReached(f"round {called.pk}")
    return found


@dataclass(frozen=True)
class ChildRow:
    """One unit directly below: how it stands, what it handed in and has now, what changed since.

    `handed` are the figures of the latest version, none of one that was returned. `has_changed`: a list below was changed after the version shown was handed in.
    """

    node: Node
    due: DueDay
    stands: InRound
    versions: list[Handed]
    latest: Handed | None
    handed: Figures
    now: Figures
    since_last: list[str]
    has_changed: bool
    below: Progress | None

    @property
    def waits(self) -> bool:
        """Whether its latest version waits for a decision."""
        return bool(self.versions) and self.versions[-1].state is Version.HANDED_IN

    @property
    def is_owed(self) -> bool:
        return self.stands.standing in (Standing.NOT_YET, Standing.RETURNED)


@dataclass(frozen=True)
class Own:
    """How the unit itself stands towards the one above; None of it for the caller."""

    due: DueDay
    stands: InRound
    versions: list[Handed]
    is_branch: bool

    @property
    def latest(self) -> Handed | None:
        return self.versions[-1] if self.versions else None


@dataclass(frozen=True)
class LateGroup:
    """The late branches of one committee."""

    above: str
    rows: list[tuple[Node, DueDay, InRound]]


@dataclass(frozen=True)
class RoundPage:
    """A round seen from one unit, as of `day`."""

    day: date
    called: SurveyRound
    unit: Unit
    own: Own | None
    rows: list[ChildRow]
    children: Progress
    levels: list[Progress]
    late: list[LateGroup]
    gone: list[Handed]
    handed: Figures
    now: Figures

    @property
    def waiting(self) -> list[ChildRow]:
        return [each for each in self.rows if each.waits]

    @property
    def late_branches(self) -> int:
        return sum(len(each.rows) for each in self.late)


def round_page(by: Reach, called: SurveyRound, unit: Unit) -> RoundPage:
    """`called` below `unit` as it stands today (or stood at its closing). Four queries however many units there are."""
    found = RoundTree(called, unit, by.day)
    nodes = found.tree.children.get(unit.pk, [])
    latest = [versions[-1] for node in nodes if (versions := found.to_parent(node))]
    beside = _Beside(lists_now(by, unit), _changes(unit, latest), _below_each(found, unit))
    rows = [_child(found, node, beside) for node in nodes]
    levels = _levels(found, unit)
    return RoundPage(
        day=by.day,
        called=called,
        unit=unit,
        own=_own(found, unit),
        rows=rows,
        children=levels[0] if levels else Progress(1, called.due_on),
        levels=levels,
        late=_late(found, unit),
        gone=found.gone(),
        handed=_sum(each.handed for each in rows),
        now=_sum(each.now for each in rows),
    )


def _own(found: RoundTree, unit: Unit) -> Own | None:
    node = found.tree.nodes.get(unit.pk)
    if unit.pk == found.called.unit_id or node is None:
        return None
    return Own(found.due(unit.path), found.standing(node), found.to_parent(node), is_branch(unit.kind))


def lists_now(by: Reach, unit: Unit) -> dict[str, Figures]:
    """How many stand on list 1, 2 and 3 today, by the path of each unit directly below `unit`, and under its own path for
    a branch, as the board counts them; one query.
    """
    rows = listed_persons(by, unit).order_by().values_list("top", "listed").annotate(many=Count("pk"))
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for path, listed, many in rows:
        found[path][listed - 1] += many
    return {path: (one, two, three) for path, (one, two, three) in found.items()}


def _changes(unit: Unit, latest: Sequence[Handed]) -> dict[str, datetime]:
    """When a list was last changed below each unit, for changes after the first of `latest`; one query."""
    if not latest:
        return {}
    low, high = subtree_range(unit.path)
    rows = (
        ListChange.objects.filter(path__gte=low, path__lt=high)
        .filter(
            Q(recorded_at__gt=min(each.handed_at for each in latest))
            | Q(resolution__withdrawn_at__gt=min(each.handed_at for each in latest))
        )
        .order_by()
        .annotate(below=Substr("path", 1, len(unit.path) + WIDTH))
        .values_list("below")
        .annotate(last=Max("recorded_at"), withdrawn=Max("resolution__withdrawn_at"))
    )
    return {path: max(each for each in (last, withdrawn) if each is not None) for path, last, withdrawn in rows}


@dataclass(frozen=True)
class _Beside:
    """What stands beside the versions: the lists of today and when they last changed, by path; branches by unit above."""

    now: dict[str, Figures]
    changed: dict[str, datetime]
    branches: dict[int, list[Node]]


def _child(found: RoundTree, node: Node, beside: _Beside) -> ChildRow:
    versions = found.to_parent(node)
    latest = versions[-1] if versions else None
    counts: Mapping[str, Any] = (latest.counts if latest else None) or {}
    stands = found.standing(node)
    handed = figures(counts)
    today, last = beside.now.get(node.path, NONE), beside.changed.get(node.path)
    below = beside.branches.get(node.id, [])
    return ChildRow(
        node=node,
        due=found.due(node.path),
        stands=stands,
        versions=versions,
        latest=latest,
        handed=handed if stands.has_handed_in else NONE,
        now=today,
        since_last=flow_words(counts.get("flows", {})),
        has_changed=latest is not None
        and found.called.closed_on is None
        and (handed != today or (last is not None and last > latest.handed_at)),
        below=progress(found, below, 0, found.called.due_on) if not node.is_branch else None,
    )


def _below_each(found: RoundTree, unit: Unit) -> dict[int, list[Node]]:
    """The branches below each unit directly below `unit`."""
    by_path = {each.path: each.id for each in found.tree.children.get(unit.pk, [])}
    branches: defaultdict[int, list[Node]] = defaultdict(list)
    for node in found.tree.nodes.values():
        owner = by_path.get(node.path[: len(unit.path) + WIDTH])
        if node.is_branch and owner is not None and owner != node.id:
            branches[owner].append(node)
    return branches


def _levels(found: RoundTree, unit: Unit) -> list[Progress]:
    """How each level below has come, the nearest first."""
    own = depth_of(unit.path)
    by_level: defaultdict[int, list[Node]] = defaultdict(list)
    for node in found.tree.below(unit.pk):
        by_level[depth_of(node.path) - own].append(node)
    return [progress(found, nodes, level, found.due(nodes[0].path).due_on) for level, nodes in sorted(by_level.items())]


def _late(found: RoundTree, unit: Unit) -> list[LateGroup]:
    """Late branches anywhere below by the unit above them, most of them first."""
    groups: defaultdict[int, list[tuple[Node, DueDay, InRound]]] = defaultdict(list)
    for node in found.tree.below(unit.pk):
        stands = found.standing(node)
        if node.is_branch and node.parent is not None and stands.is_overdue:
            groups[node.parent].append((node, found.due(node.path), stands))
    named = {each.id: each.name for each in found.tree.nodes.values()} | {unit.pk: unit.name}
    ordered = sorted(groups.items(), key=lambda each: (-len(each[1]), named[each[0]], each[0]))
    return [
        LateGroup(named[above], sorted(rows, key=lambda row: (row[0].sort_key, row[0].id))) for above, rows in ordered
    ]


def _sum(parts: Any) -> Figures:
    one = two = three = 0
    for part in parts:
        one, two, three = one + part[0], two + part[1], three + part[2]
    return one, two, three


def duty_tasks_served(by: Reach, called: SurveyRound, unit: Unit) -> list[DutyTask]:
    """Duties of `unit` to review its pool that fall due while the round runs or within a month after; one query."""
    if not by.may_over(Action.SEE_DUTIES, unit.path):
        return []
    return list(
        DutyTask.objects.filter(unit=unit, dropped_on__isnull=True, duty__action="review_pool")
        .filter(nominal_due_on__gte=called.opens_on, nominal_due_on__lte=add_months(called.due_on, 1))
        .select_related("duty__version")
        .order_by("nominal_due_on", "pk")
    )


def table_rows(page: RoundPage) -> list[tuple[Any, ...]]:
    """(name, state, day, version, handed in on list 1, 2, 3, now on list 1, 2, 3) of each unit directly below."""
    return [
        (
            each.node.name,
            each.stands.words,
            each.due.due_on,
            each.latest.ordinal if each.latest else None,
            *each.handed,
            *each.now,
        )
        for each in page.rows
    ]
