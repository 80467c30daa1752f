"""Nominations of mass organisations: their own with the answers, those a branch has to answer, sums for levels above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Substr
from django.utils import timezone

from nguon.models import Nomination, Unit
from nguon.queries.access import Reach
from nguon.queries.duplicates import Likely, likely_duplicates
from nguon.rules.errors import NotReached
from nguon.rules.nominations import UNANSWERED_DAYS, has_waited_long
from nguon.rules.roles import Action
from nguon.rules.tree import WIDTH, subtree_range

ANSWERS: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in Nomination.Answer)
WAITING = Nomination.Answer.WAITING.value


@dataclass(frozen=True)
class NominationRow:
    """A nomination and whether it has waited long on the day asked."""

    made: Nomination
    waits_long: bool

    @property
    def is_waiting(self) -> bool:
        return self.made.answer == WAITING

    @property
    def tone(self) -> str:
        """Which of the five shapes shows it."""
        if self.is_waiting:
            return "late" if self.waits_long else "wait"
        return "done" if self.made.answer == Nomination.Answer.ACCEPTED else "stop"


def row_of(made: Nomination, day: date) -> NominationRow:
    """The row of one nomination on `day`."""
    waits = made.answer == WAITING and has_waited_long(timezone.localtime(made.made_at).date(), day)
    return NominationRow(made, waits)


def in_order(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Waiting ones first, the longest waiting in front; then the others, the latest answer first. One query."""
    return (
        nominations.select_related("unit", "from_unit", "made_by", "answered_by")
        .annotate(done=Case(When(answer=WAITING, then=Value(0)), default=Value(1), output_field=IntegerField()))
        .order_by("done", Case(When(answer=WAITING, then="made_at")), "-answered_on", "-pk")
    )


def narrowed(nominations: QuerySet[Nomination], answer: str) -> QuerySet[Nomination]:
    """Those with `answer`; all where it is none of ours."""
    return nominations.filter(answer=answer) if answer in dict(ANSWERS) else nominations


def counts_by_answer(nominations: QuerySet[Nomination]) -> dict[str, int]:
    """How many by answer; one query."""
    return dict(nominations.order_by().values("answer").annotate(n=Count("pk")).values_list("answer", "n"))


def nomination_for(by: Reach, nomination_id: int, action: Action) -> Nomination:
    """As the mass organisation that made it (NOMINATE) or as the branch that answers (KEEP_LISTS). Raises NotReached."""
    found = (
        by.nominations(action)
        .select_related("unit", "from_unit", "made_by", "answered_by", "person")
        .filter(pk=nomination_id)
        .first()
    )
    if found is None:
        raise NotReached(f"nomination {nomination_id}")
    return found


def likely_persons(by: Reach, made: Nomination) -> tuple[Likely, ...]:
    """Records within reach that may be of the person nominated: the branch decides. At most five queries."""
    return tuple(
        each
        for each in likely_duplicates(by, made.full_name, made.born, unit_path=made.path)
        if each.person_id is not None
    )


@dataclass(frozen=True)
class NominationSums:
    """Nominations to the branches of a unit and below: by answer, and how many have waited long; `unit` None: all."""

    unit: Unit | None
    made: int = 0
    waiting: int = 0
    waiting_long: int = 0
    accepted: int = 0
    declined: int = 0


def answer_units(by: Reach, unit_id: int | None) -> tuple[Unit, list[Unit]]:
    """The unit asked for (the first post's where none is) and the open units directly below it, by name; one query.

    Raises NotReached.
    """
    own = next((each.unit_id for each in by.holdings if by.may_over(Action.KEEP_LISTS, each.unit_path)), None)
    wanted = unit_id if unit_id is not None else own
    rows = by.units(Action.KEEP_LISTS).filter(Q(pk=wanted) | Q(parent=wanted)).select_related("parent")
    found = {each.pk: each for each in rows.order_by("sort_key", "pk")}
    if wanted is None or wanted not in found:
        raise NotReached(f"unit {wanted}")
    unit = found.pop(wanted)
    return unit, [each for each in found.values() if each.closed_on is None or each.closed_on > by.day]


def sums_below(by: Reach, unit: Unit, children: Sequence[Unit]) -> tuple[list[NominationSums], NominationSums]:
    """The sums of each of `children` in their order, then of all together; one query."""
    low, high = subtree_range(unit.path)
    long_ago = by.day - timedelta(days=UNANSWERED_DAYS)
    rows = (
        by.nominations(Action.KEEP_LISTS)
        .filter(path__gte=low, path__lt=high)
        .exclude(answer=Nomination.Answer.WITHDRAWN)
        .order_by()
        .annotate(child=Substr("path", 1, len(unit.path) + WIDTH))
        .values("child")
        .annotate(
            made=Count("pk"),
            waiting=Count("pk", filter=Q(answer=WAITING)),
            waiting_long=Count("pk", filter=Q(answer=WAITING, made_at__date__lte=long_ago)),
            accepted=Count("pk", filter=Q(answer=Nomination.Answer.ACCEPTED)),
            declined=Count("pk", filter=Q(answer=Nomination.Answer.DECLINED)),
        )
    )
    by_path: dict[str, dict[str, int]] = {}
    for row in rows:
        figures: dict[str, Any] = dict(row)
        by_path[figures.pop("child")] = figures
    found = [NominationSums(each, **by_path.get(each.path, {})) for each in children]
    whole = {key: sum(row[key] for row in by_path.values()) for key in _FIGURES}
    return found, NominationSums(None, **whole)


_FIGURES = ("made", "waiting", "waiting_long", "accepted", "declined")
