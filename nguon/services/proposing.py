"""Branches propose for a class by resolution; each desk on the way passes proposals up or returns them with a reason."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from nguon.models import ClassProposal, Person, ProposalStep, Unit
from nguon.queries.access import Reach
from nguon.queries.proposing import KINDS, candidates
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.training import unmet_candidate
from nguon.services.audit import operation, record
from nguon.services.resolving import ResolutionFacts, laid_down

GONE = "Đề nghị đã được người khác xử lý. Hãy xem lại danh sách."


@operation
def propose(
    *, by: Reach, unit_id: int, kind: str, facts: ResolutionFacts, person_ids: Sequence[int]
) -> list[ClassProposal]:
    """The branch proposes these persons by one resolution; the proposals lie on the desk of the unit above.

    All or none. Raises NotReached for the unit or a person out of reach or of another unit, RuleViolation naming each
    person who cannot be proposed and why.
    """
    unit = by.unit(unit_id, Action.PROPOSE_FOR_CLASS)
    wanted = list(dict.fromkeys(person_ids))
    if kind not in dict(KINDS):
        raise RuleViolation([Unmet("training.kind_unknown", "Hãy chọn loại lớp.")])
    if not wanted:
        raise RuleViolation([Unmet("training.nobody", "Hãy chọn người đề nghị.")])
    persons = _locked_persons(by, unit, wanted)
    found = candidates(persons, kind, on=by.day)
    unmet = [each for person in persons for each in unmet_candidate(found[person.pk])]
    if unmet:
        raise RuleViolation(unmet)
    resolution = laid_down(by, unit, facts)
    now = timezone.now()
    made = ClassProposal.objects.bulk_create(
        ClassProposal(
            kind=kind,
            person=person,
            unit=unit,
            path=unit.path,
            province=unit.province,
            desk=unit.parent or unit,
            resolution=resolution,
            proposed_on=facts.on,
            made_by=by.who,
            made_at=now,
        )
        for person in persons
    )
    lay_steps(by, made, unit, "proposed")
    record(
        by,
        "training.propose",
        resolution,
        unit=unit,
        permitted_by=Action.PROPOSE_FOR_CLASS,
        on=facts.on,
        after={
            "class_kind": kind,
            "people": len(made),
            "proposals": [each.pk for each in made],
            "desk": made[0].desk.name,
        },
    )
    return made


def _locked_persons(by: Reach, unit: Unit, ids: Sequence[int]) -> list[Person]:
    persons = list(
        by.persons(Action.PROPOSE_FOR_CLASS)
        .select_for_update(of=("self",))
        .filter(pk__in=ids, unit=unit)
        .order_by("pk")
    )
    if len(persons) != len(ids):
        raise NotReached("a person to propose")
    return sorted(persons, key=lambda each: (each.sort_key, each.pk))


def lay_steps(
    by: Reach,
    proposals: Iterable[ClassProposal],
    unit: Unit,
    what: str,
    *,
    document_number: str = "",
    reason: str = "",
) -> None:
    """A step of each proposal's way, taken at `unit`. Part of an operation, never one by itself."""
    now = timezone.now()
    ProposalStep.objects.bulk_create(
        ProposalStep(
            proposal=each,
            unit=unit,
            what=what,
            on=by.day,
            document_number=document_number,
            reason=reason,
            made_by=by.who,
            made_at=now,
        )
        for each in proposals
    )


def locked_on_desk(unit: Unit, proposal_ids: Sequence[int]) -> list[ClassProposal]:
    """These proposals, locked, in the order they came. Raises MovedOn where one no longer waits at `unit`."""
    wanted = set(proposal_ids)
    found = list(
        ClassProposal.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted, desk=unit, state=ClassProposal.State.PROPOSED)
        .select_related("person", "unit")
        .order_by("pk")
    )
    if len(found) != len(wanted):
        raise MovedOn(GONE)
    return sorted(found, key=lambda each: (each.proposed_on, each.pk))


@operation
def pass_up(*, by: Reach, unit_id: int, proposal_ids: Sequence[int], document_number: str) -> list[ClassProposal]:
    """These proposals, waiting at the unit, go to the desk of the unit above it.

    Raises NotReached, MovedOn where one no longer waits there, RuleViolation without proposals, without the number of the
    document they go with, or at the top.
    """
    desk = by.unit(unit_id, Action.PROPOSE_FOR_CLASS)
    number = document_number.strip()
    unmet = []
    if not proposal_ids:
        unmet.append(Unmet("training.nobody_to_pass", "Hãy chọn đề nghị cần chuyển."))
    if not number:
        unmet.append(Unmet("training.document_number", "Hãy ghi số văn bản chuyển đề nghị lên cấp trên."))
    if desk.parent is None:
        unmet.append(Unmet("training.at_the_top", f"{desk.name} không có cấp trên để chuyển lên."))
    if unmet:
        raise RuleViolation(unmet)
    proposals = locked_on_desk(desk, proposal_ids)
    ClassProposal.objects.filter(pk__in=[each.pk for each in proposals]).update(desk=desk.parent)
    lay_steps(by, proposals, desk, "passed_up", document_number=number)
    assert desk.parent is not None
    record(
        by,
        "training.pass_up",
        desk,
        unit=desk,
        permitted_by=Action.PROPOSE_FOR_CLASS,
        after={
            "people": len(proposals),
            "proposals": [each.pk for each in proposals],
            "desk": desk.parent.name,
            "document_number": number,
        },
    )
    return proposals


@operation
def return_proposals(*, by: Reach, unit_id: int, proposal_ids: Sequence[int], reason: str) -> list[ClassProposal]:
    """These proposals, waiting at the unit, go back to their branches, which may propose anew.

    Raises NotReached, MovedOn where one no longer waits there, RuleViolation without proposals or without a reason.
    """
    desk = by.unit(unit_id, Action.PROPOSE_FOR_CLASS)
    said = reason.strip()
    unmet = []
    if not proposal_ids:
        unmet.append(Unmet("training.nobody_to_return", "Hãy chọn đề nghị cần trả lại."))
    if not said:
        unmet.append(Unmet("training.return_reason", "Hãy viết lý do trả lại để chi bộ biết."))
    if unmet:
        raise RuleViolation(unmet)
    proposals = locked_on_desk(desk, proposal_ids)
    ClassProposal.objects.filter(pk__in=[each.pk for each in proposals]).update(
        state=ClassProposal.State.RETURNED, return_reason=said
    )
    lay_steps(by, proposals, desk, "returned", reason=said)
    record(
        by,
        "training.return",
        desk,
        unit=desk,
        permitted_by=Action.PROPOSE_FOR_CLASS,
        after={"people": len(proposals), "proposals": [each.pk for each in proposals]},
        reason=said,
    )
    return proposals


@operation
def withdraw_proposal(*, by: Reach, proposal_id: int, reason: str) -> ClassProposal:
    """The branch takes its proposal back while it still waits. Raises NotReached, MovedOn, RuleViolation."""
    found = (
        by.class_proposals()
        .select_for_update(of=("self",))
        .select_related("unit", "person")
        .filter(pk=proposal_id)
        .first()
    )
    if found is None:
        raise NotReached(f"class proposal {proposal_id}")
    if found.state == ClassProposal.State.PLACED:
        what = "Đã xếp vào lớp; muốn thôi học, hãy báo nơi mở lớp rút khỏi lớp."
        raise RuleViolation([Unmet("training.in_class_already", what)])
    if found.state != ClassProposal.State.PROPOSED:
        raise MovedOn(GONE)
    said = reason.strip()
    if not said:
        raise RuleViolation([Unmet("training.withdrawal_reason", "Hãy viết lý do rút đề nghị.")])
    found.state = ClassProposal.State.WITHDRAWN
    found.save(update_fields=["state"])
    lay_steps(by, [found], found.unit, "withdrawn", reason=said)
    record(
        by,
        "training.withdraw_proposal",
        found,
        unit=found.unit,
        permitted_by=Action.PROPOSE_FOR_CLASS,
        before={"proposal_state": "proposed"},
        after={"proposal_state": "withdrawn"},
        reason=said,
    )
    return found
