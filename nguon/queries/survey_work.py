"""What rounds ask of one person: lists their own units owe, and lists that wait for their decision."""

from dataclasses import dataclass, field
from datetime import timedelta

from nguon.models import HandIn, SurveyRound, Unit
from nguon.queries.access import Reach
from nguon.queries.duties import any_calendar
from nguon.queries.survey_tree import Node, Progress, RoundTree, SurveyTree, due_of, is_branch, progress
from nguon.rules.roles import Action, Place, Role, may
from nguon.rules.survey_rounds import DueDay, InRound, Standing, Version, VersionFacts, stand
from nguon.rules.tree import depth_of, is_within, lineage_of

HORIZON_DAYS = 60


@dataclass(frozen=True)
class OwedList:
    """A list one's own unit is to hand in."""

    called: SurveyRound
    unit: Unit
    due: DueDay
    stands: InRound
    is_branch: bool
    return_reason: str = ""


@dataclass(frozen=True)
class ReceivedLists:
    """Lists handed to one's own unit: some wait for a decision, or some are late."""

    called: SurveyRound
    unit: Unit
    children: Progress
    are_branches: bool

    @property
    def tone(self) -> str:
        """Which of the shapes shows it."""
        return "late" if self.children.late else "soon" if self.children.waiting else "wait"


@dataclass(frozen=True)
class SurveyWork:
    """Both, each in the order of their days."""

    to_hand_in: list[OwedList] = field(default_factory=list)
    to_decide: list[ReceivedLists] = field(default_factory=list)

    @property
    def overdue(self) -> int:
        """How many lists of one's own are past their day."""
        return sum(1 for each in self.to_hand_in if each.stands.is_overdue)


def survey_work(by: Reach) -> SurveyWork:
    """What open rounds ask of the person's own units, in rounds due within HORIZON_DAYS; nothing of units below theirs.

    One query where no round is open, three more for each unit and round it takes part in (there are few).
    """
    hands, decides = _own(by, Action.HAND_IN), _own(by, Action.CONSOLIDATE)
    paths = {path for each in (*hands, *decides) for path in lineage_of(each)}
    if not paths:
        return SurveyWork()
    rounds = list(
        SurveyRound.objects.filter(path__in=paths, closed_on__isnull=True, opens_on__lte=by.day)
        .filter(due_on__lte=by.day + timedelta(days=HORIZON_DAYS))
        .select_related("unit")
        .order_by("due_on", "pk")
    )
    if not rounds:
        return SurveyWork()
    units = {each.path: each for each in Unit.objects.filter(path__in={*hands, *decides}).order_by("path")}
    owed: list[OwedList] = []
    received: list[ReceivedLists] = []
    for called in rounds:
        for path in hands:
            if path != called.path and is_within(path, called.path):
                owed += _owed(by, called, units[path])
        for path in decides:
            if is_within(path, called.path) and not is_branch(units[path].kind):
                received += _received(by, called, units[path])
    owed.sort(key=lambda each: (each.due.due_on, each.called.pk, each.unit.pk))
    return SurveyWork(owed, received)


def _own(by: Reach, action: Action) -> list[str]:
    """Paths of the units at which the person's own post permits `action`, in the order of the posts."""
    held = (each for each in by.holdings if each.role is not Role.ADMINISTRATOR)
    return list(dict.fromkeys(each.unit_path for each in held if may(each.role, action) in (Place.OWN, Place.BELOW)))


def _owed(by: Reach, called: SurveyRound, unit: Unit) -> list[OwedList]:
    if unit.pk not in SurveyTree(unit.path, by.day).nodes:
        return []
    rows = HandIn.objects.filter(round=called, unit=unit, to_unit=unit.parent_id).order_by("ordinal")
    versions = list(rows.values_list("state", "on", "return_reason"))
    due = due_of(called, unit.path)
    facts = [VersionFacts(Version(state), on) for state, on, _reason in versions]
    stands = stand(facts, due.due_on, by.day, any_calendar())
    if stands.standing not in (Standing.NOT_YET, Standing.RETURNED):
        return []
    return [OwedList(called, unit, due, stands, is_branch(unit.kind), versions[-1][2] if versions else "")]


def _received(by: Reach, called: SurveyRound, unit: Unit) -> list[ReceivedLists]:
    found = RoundTree(called, unit, by.day)
    nodes: list[Node] = found.tree.children.get(unit.pk, [])
    if not nodes:
        return []
    level = depth_of(unit.path) - depth_of(called.path) + 1
    came = progress(found, nodes, level, found.due(nodes[0].path).due_on)
    if not came.waiting and not came.late:
        return []
    return [ReceivedLists(called, unit, came, all(each.is_branch for each in nodes))]
