"""What waits for one person about candidates: remarks and tasks that are due, nominations to answer or unanswered."""

from dataclasses import dataclass, field
from datetime import timedelta

from nguon.models import Nomination, Unit
from nguon.queries.access import Reach
from nguon.queries.candidate_tasks import TaskRow, due_tasks
from nguon.queries.duties import Today
from nguon.queries.sponsor_remarks import AskedRemark, asked_of, cadences_of
from nguon.rules.nominations import UNANSWERED_DAYS
from nguon.rules.roles import Action, Place, may


@dataclass(frozen=True)
class PeopleWaiting:
    """Due remarks and tasks of the person's own branch, nominations it has not answered; for a mass organisation those of
    its own that have waited long.
    """

    remarks: list[AskedRemark] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    to_answer: list[Nomination] = field(default_factory=list)
    unanswered: list[Nomination] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things."""
        return self.due + len(self.to_answer) + len(self.unanswered)

    @property
    def due(self) -> int:
        """How many remarks and tasks are past or soon due."""
        return len(self.remarks) + len(self.tasks)

    @property
    def overdue(self) -> int:
        """How many remarks and tasks are past their day."""
        standings = [each.standing for each in self.remarks] + [each.standing for each in self.tasks if each.standing]
        return sum(1 for each in standings if each.tone == "late")


def people_waiting(by: Reach, today: Today) -> PeopleWaiting:
    """The same number of queries however much it is, none for what the person's roles do not do: for a branch six."""
    keeps, answers = _own(by, Action.KEEP_SPONSORS), _own(by, Action.KEEP_LISTS)
    remarks: list[AskedRemark] = []
    tasks: list[TaskRow] = []
    if keeps:
        paths = dict(Unit.objects.filter(pk__in=keeps).values_list("pk", "path"))
        mine = by.sponsorships(Action.KEEP_SPONSORS)
        for cadence, own in cadences_of(paths.values(), today.day).items():
            remarks += asked_of(mine.filter(path__in=own), cadence, today)
        remarks.sort(key=lambda each: each.due_on)
        tasks = due_tasks(by.candidate_tasks(Action.KEEP_SPONSORS).filter(unit_id__in=keeps), today)
    waiting = Nomination.objects.filter(answer=Nomination.Answer.WAITING).select_related("unit", "from_unit")
    to_answer = list(waiting.filter(unit_id__in=answers).order_by("made_at", "pk")) if answers else []
    unanswered: list[Nomination] = []
    if by.may(Action.NOMINATE):
        own_ones = by.nominations(Action.NOMINATE).filter(answer=Nomination.Answer.WAITING)
        long_ago = today.day - timedelta(days=UNANSWERED_DAYS)
        unanswered = list(
            own_ones.filter(made_at__date__lte=long_ago).select_related("unit", "from_unit").order_by("made_at", "pk")
        )
    return PeopleWaiting(remarks, tasks, to_answer, unanswered)


def _own(by: Reach, action: Action) -> list[int]:
    """Branches at which the person's own post permits `action`; those who answer for all below see sums on the board."""
    return list(dict.fromkeys(each.unit_id for each in by.holdings if may(each.role, action) is Place.OWN))
