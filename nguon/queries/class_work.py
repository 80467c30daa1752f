"""What classes ask of one person today: proposals to settle, classes to open, outcomes and certificates owed."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from nguon.models import Certificate, ClassProposal, TrainingClass
from nguon.queries.access import Reach
from nguon.queries.certificates import lapsing
from nguon.queries.proposing import Desk, awaiting_branch, own_desks
from nguon.queries.training import PLACED, WAITING
from nguon.rules.periods import add_months
from nguon.rules.roles import Action, Place, Role, may
from nguon.rules.training import LAPSE_WINDOWS, check_day

WORDS = {
    "starts": "Khai giảng",
    "place_free": "Có chỗ trống, người chờ",
    "ends": "Chưa ghi bế giảng",
    "results": "Chưa có kết quả",
    "certificates": "Chưa cấp giấy chứng nhận",
}
"""What is owed, as the home page and the weekly mail say it."""
STARTING_DAYS = 14
RETURNED_DAYS = 60


@dataclass(frozen=True)
class ClassLine:
    """One class with something owed. `what` is "starts", "place_free", "ends", "results" or "certificates"."""

    held: TrainingClass
    what: str
    count: int
    day: date | None
    tone: str

    @property
    def words(self) -> str:
        """What is owed."""
        if self.what == "starts" and self.held.state == TrainingClass.State.PLANNED:
            return "Chưa có quyết định mở lớp"
        return WORDS[self.what]


@dataclass(frozen=True)
class ClassWork:
    """Everything classes ask of the person; `returned`, `certified` and `lapsing` count people of the person's own units."""

    desks: list[Desk] = field(default_factory=list)
    classes: list[ClassLine] = field(default_factory=list)
    returned: int = 0
    certified: int = 0
    lapsing: int = 0
    lapsed: int = 0

    @property
    def count(self) -> int:
        """How many lines, each counted once."""
        return (
            len(self.desks)
            + len(self.classes)
            + sum(1 for each in (self.returned, self.certified, self.lapsing) if each)
        )

    @property
    def overdue(self) -> int:
        """How many of them are late."""
        return sum(1 for each in self.classes if each.tone == "late")


def class_work(by: Reach) -> ClassWork:
    """What waits for the person; the same number of queries however much it is: two for desks, one for classes, four for
    the branch's own people, none for what their roles do not do.
    """
    return ClassWork(_desks(by), _classes(by), *_branch(by))


def _desks(by: Reach) -> list[Desk]:
    found = own_desks(by, Action.PROPOSE_FOR_CLASS) if by.may(Action.PROPOSE_FOR_CLASS) else []
    if any(each.role is Role.POLITICAL_CENTRE_OFFICER for each in by.holdings):
        known = {(each.unit.pk, each.kind) for each in found}
        found += [each for each in own_desks(by, Action.HOLD_CLASSES) if (each.unit.pk, each.kind) not in known]
    return found


def _classes(by: Reach) -> list[ClassLine]:
    own = [each.unit_id for each in by.holdings if may(each.role, Action.HOLD_CLASSES) is not Place.NONE]
    if not own:
        return []
    sits = Q(places__state=PLACED)
    given = Certificate.objects.filter(place__training_class=OuterRef("pk"))
    found = (
        by.training_classes(Action.HOLD_CLASSES)
        .filter(unit_id__in=own)
        .exclude(state=TrainingClass.State.CANCELLED)
        .filter(starts_on__lte=by.day + timedelta(days=STARTING_DAYS), ends_on__gte=add_months(by.day, -12))
        .annotate(
            placed=Count("places", filter=sits, distinct=True),
            waiting=Count("places", filter=Q(places__state=WAITING), distinct=True),
            without=Count("places", filter=sits & Q(places__result=""), distinct=True),
            passed=Count("places", filter=sits & Q(places__result="passed"), distinct=True),
            certified=Exists(given),
        )
        .order_by("starts_on", "pk")
    )
    return [line for held in found for line in _of_class(held, by.day)]


def _of_class(held: TrainingClass, today: date) -> list[ClassLine]:
    counted = vars(held)
    placed, waiting, without = counted["placed"], counted["waiting"], counted["without"]
    lines = []
    if held.state == TrainingClass.State.PLANNED:
        tone = "late" if held.starts_on <= today else "soon"
        return [ClassLine(held, "starts", placed, held.starts_on, tone)]
    if held.state == TrainingClass.State.OPEN:
        if today < held.starts_on:
            lines.append(ClassLine(held, "starts", placed, held.starts_on, "soon"))
        if waiting and placed < held.capacity and today <= held.ends_on:
            lines.append(ClassLine(held, "place_free", min(waiting, held.capacity - placed), None, "soon"))
        if held.ends_on < today:
            lines.append(ClassLine(held, "ends", placed, held.ends_on, "late"))
    first = check_day(held.check_on, held.ends_on)
    if without and first < today:
        lines.append(ClassLine(held, "results", without, first, "late"))
    if held.state == TrainingClass.State.ENDED and counted["passed"] and not counted["certified"]:
        lines.append(ClassLine(held, "certificates", counted["passed"], held.ends_on, "wait"))
    return lines


def _branch(by: Reach) -> tuple[int, int, int, int]:
    """(returned lately and not proposed anew, certified and still on list 2, lapsing soon, of them lapsed) of own branches."""
    own = [each.unit_id for each in by.holdings if each.role is Role.BRANCH_SECRETARY]
    if not own:
        return 0, 0, 0, 0
    anew = ClassProposal.objects.filter(person=OuterRef("person"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    since = by.day - timedelta(days=RETURNED_DAYS)
    returned = (
        by.class_proposals()
        .filter(unit_id__in=own, state="returned", steps__what="returned", steps__on__gte=since)
        .filter(~Exists(anew))
        .distinct()
        .count()
    )
    certified = awaiting_branch(by).filter(unit_id__in=own).count()
    until = add_months(by.day, LAPSE_WINDOWS[0])
    ends = lapsing(by, until, Action.SEE_PEOPLE).filter(person__unit_id__in=own)
    sums = ends.aggregate(all=Count("pk"), lapsed=Count("pk", filter=Q(valid_until__lte=by.day)))
    return returned, certified, sums["all"], sums["lapsed"]
