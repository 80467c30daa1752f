"""Proposals for a class: who may be proposed, where each proposal lies, how many qualify and were sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet

from nguon.models import Certificate, ClassKind, ClassPlace, ClassProposal, Person, ProposalStep, TrainingClass, Unit
from nguon.queries.access import Reach
from nguon.rules.errors import NotReached, Unmet
from nguon.rules.roles import Action, Place, may
from nguon.rules.training import AWARENESS, Candidate, unmet_candidate

KINDS: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in ClassKind)
STATES: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in ClassProposal.State)
STEPS = {
    "proposed": "Chi bộ đề nghị",
    "passed_up": "Chuyển lên cấp trên",
    "returned": "Trả lại chi bộ",
    "placed": "Xếp vào lớp",
    "back": "Đưa về chờ xếp lớp",
    "withdrawn": "Chi bộ rút",
}
GOING_ON = (TrainingClass.State.PLANNED, TrainingClass.State.OPEN)
MOST_NAMES = 300
"""Names offered on one page to choose from; a branch has fewer."""


def candidates(persons: Iterable[Person], kind: str, *, on: date) -> dict[int, Candidate]:
    """Each person as a candidate for a class of `kind` on the day, by id; three queries."""
    wanted = list(persons)
    ids = [each.pk for each in wanted]
    certificates: dict[int, date | None] = {}
    held = Certificate.objects.filter(person_id__in=ids, kind=kind, revoked_on__isnull=True)
    for person_id, until in held.values_list("person_id", "valid_until"):
        known = certificates.get(person_id, until)
        certificates[person_id] = None if until is None or known is None else max(until, known)
    lying = set(
        ClassProposal.objects.filter(person_id__in=ids, kind=kind, state=ClassProposal.State.PROPOSED).values_list(
            "person_id", flat=True
        )
    )
    placed = set(
        ClassPlace.objects.filter(person_id__in=ids, training_class__kind=kind, training_class__state__in=GOING_ON)
        .exclude(state=ClassPlace.State.GAVE_UP)
        .values_list("person_id", flat=True)
    )
    return {
        each.pk: Candidate(
            name=each.full_name,
            kind=kind,
            today=on,
            listed=each.listed,
            joined=each.joined is not None,
            official=each.official is not None,
            left_party=each.left_party_on is not None,
            has_certificate=each.pk in certificates,
            holds_until=certificates.get(each.pk),
            open_proposal="proposed" if each.pk in lying else "placed" if each.pk in placed else "",
        )
        for each in wanted
    }


def fitting(persons: QuerySet[Person], kind: str) -> QuerySet[Person]:
    """Of `persons` those whom the class is for: on list 2, or in probation."""
    if kind == AWARENESS:
        return persons.filter(listed=2, joined="")
    return persons.exclude(joined="").filter(official="", left_party_on__isnull=True)


@dataclass(frozen=True)
class FitRow:
    """A person of the branch whom the class is for; `unmet` says why they cannot be proposed now."""

    person: Person
    unmet: tuple[Unmet, ...]


def fit_rows(by: Reach, unit: Unit, kind: str) -> list[FitRow]:
    """Persons of the unit whom the class is for, by name; four queries."""
    persons = fitting(by.persons().filter(unit=unit), kind).order_by("sort_key", "pk")[:MOST_NAMES]
    found = candidates(persons, kind, on=by.day)
    return [FitRow(each, unmet_candidate(found[each.pk])) for each in persons]


def branches_of(by: Reach) -> list[Unit]:
    """Units at which the person's own post proposes for its own members, in the order of the posts; one query."""
    wanted = [each.unit_id for each in by.holdings if may(each.role, Action.PROPOSE_FOR_CLASS) is not Place.NONE]
    found = Unit.objects.in_bulk(wanted)
    return [found[each] for each in dict.fromkeys(wanted) if each in found]


def proposals_in_order(proposals: QuerySet[ClassProposal]) -> QuerySet[ClassProposal]:
    """Latest first with all that a row shows; one query and one for the classes (`sits_in`, the latest place first)."""
    rows = proposals.select_related("person", "unit", "desk", "resolution").order_by("-proposed_on", "-pk")
    places = ClassPlace.objects.exclude(state=ClassPlace.State.GAVE_UP).select_related("training_class").order_by("-pk")
    return rows.prefetch_related(Prefetch("places", places, to_attr="sits_in"))


@dataclass(frozen=True)
class WantedProposals:
    """What of the reachable proposals is asked for; empty fields ask for everything."""

    kind: str = ""
    state: str = ""
    unit_path: str = ""

    def of(self, proposals: QuerySet[ClassProposal]) -> QuerySet[ClassProposal]:
        """`proposals` narrowed, unordered."""
        if self.kind:
            proposals = proposals.filter(kind=self.kind)
        if self.state:
            proposals = proposals.filter(state=self.state)
        if self.unit_path:
            proposals = proposals.filter(path=self.unit_path)
        return proposals


def state_counts(proposals: QuerySet[ClassProposal]) -> list[tuple[str, str, int]]:
    """(state, its name, how many) in the order of the states, those without any left out; one query."""
    rows = dict(proposals.order_by().values_list("state").annotate(count=Count("pk")))
    return [(state, name, rows[state]) for state, name in STATES if state in rows]


@dataclass(frozen=True)
class Desk:
    """A unit at which proposals wait, how many of each kind, and since when."""

    unit: Unit
    kind: str
    kind_name: str
    waiting: int
    branches: int
    since: date


def desks(by: Reach) -> list[Desk]:
    """Where proposals wait within reach, the person's own units first, then from the top down; two queries."""
    lying = ClassProposal.objects.filter(by.within(Action.PROPOSE_FOR_CLASS, "desk__path"), state="proposed")
    return _desks(by, lying)


def own_desks(by: Reach, action: Action) -> list[Desk]:
    """Where proposals wait at the very units of the person's own posts that permit `action`; two queries, none without."""
    units = [each.unit_id for each in by.holdings if may(each.role, action) is not Place.NONE]
    if not units:
        return []
    return _desks(by, ClassProposal.objects.filter(desk_id__in=units, state="proposed"))


def _desks(by: Reach, lying: QuerySet[ClassProposal]) -> list[Desk]:
    rows = (
        lying.order_by()
        .values("desk_id", "kind")
        .annotate(waiting=Count("pk"), branches=Count("unit_id", distinct=True), since=Min("proposed_on"))
    )
    counted = list(rows)
    units = Unit.objects.in_bulk([each["desk_id"] for each in counted])
    own = [each.unit_id for each in by.holdings]
    found = [
        Desk(
            units[each["desk_id"]], each["kind"], ClassKind(each["kind"]).label, each["waiting"], each["branches"],
            each["since"],
        )
        for each in counted
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.unit.pk not in own, each.unit.depth, each.unit.sort_key, each.kind))


def on_desk(unit: Unit, kind: str = "") -> QuerySet[ClassProposal]:
    """Proposals that wait at the unit, in the order they came."""
    lying = ClassProposal.objects.filter(desk=unit, state=ClassProposal.State.PROPOSED)
    lying = lying.filter(kind=kind) if kind else lying
    return lying.select_related("person", "unit").order_by("proposed_on", "pk")


def proposal_of(by: Reach, proposal_id: int) -> ClassProposal:
    """One proposal within reach with all that its page shows. Raises NotReached."""
    found = proposals_in_order(by.class_proposals()).filter(pk=proposal_id).first()
    if found is None:
        raise NotReached(f"class proposal {proposal_id}")
    return found


def steps_of(proposal: ClassProposal) -> list[tuple[ProposalStep, str]]:
    """The proposal's way so far, oldest first, each with its words; one query."""
    rows = ProposalStep.objects.filter(proposal=proposal).select_related("unit", "made_by").order_by("pk")
    return [(each, STEPS.get(each.what, each.what)) for each in rows]


def awaiting_branch(by: Reach, *, own_only: bool = False) -> QuerySet[Person]:
    """Persons on list 2 who hold an awareness certificate: the branch has still to consider them for list 3.

    The program moves nobody by itself.
    """
    holds = Certificate.objects.filter(person=OuterRef("pk"), kind=AWARENESS, revoked_on__isnull=True).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=by.day)
    )
    persons = by.persons(Action.PROPOSE_FOR_CLASS)
    if own_only:
        persons = persons.filter(unit_id__in=[each.unit_id for each in by.holdings])
    return persons.filter(Exists(holds), listed=2, joined="")
