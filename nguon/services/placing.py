"""Proposals waiting at a unit are placed in its class or on its waiting list; a freed place goes to who waits longest."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from nguon.models import ClassPlace, ClassProposal, TrainingClass
from nguon.queries.access import Reach
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.training import Seated, seat, unmet_move_up
from nguon.services.audit import operation, record
from nguon.services.proposing import lay_steps, locked_on_desk
from nguon.services.training import locked_class

PLACED, WAITING, GAVE_UP = ClassPlace.State.PLACED, ClassPlace.State.WAITING, ClassPlace.State.GAVE_UP
GOING_ON = (TrainingClass.State.PLANNED, TrainingClass.State.OPEN)


def _going_on(held: TrainingClass) -> list[Unmet]:
    if held.state in GOING_ON:
        return []
    return [Unmet("training.class_closed", "Lớp đã bế giảng hoặc không mở nên không xếp học viên được nữa.")]


@operation
def place_proposals(*, by: Reach, class_id: int, proposal_ids: Sequence[int]) -> Seated:
    """These proposals waiting at the class's unit get places in the order they came, the rest stand on its waiting list;
    who got which, as ids of persons.

    The class is locked first, so that the last place is given once. Raises NotReached, MovedOn where a proposal no longer
    waits there, RuleViolation for a class that is over or of another kind.
    """
    held = locked_class(by, class_id)
    unmet = _going_on(held)
    if not proposal_ids:
        unmet.append(Unmet("training.nobody_to_place", "Hãy chọn người xếp vào lớp."))
    if unmet:
        raise RuleViolation(unmet)
    proposals = locked_on_desk(held.unit, proposal_ids)
    other = [each.person.full_name for each in proposals if each.kind != held.kind]
    if other:
        what = f"Đề nghị học loại lớp khác: {', '.join(other)}."
        raise RuleViolation([Unmet("training.other_kind", what)])
    counts = list(held.places.values_list("state", flat=True))
    arriving = [each.person_id for each in proposals]
    found = seat(held.capacity, counts.count(PLACED), counts.count(WAITING), arriving)
    now, gets = timezone.now(), dict.fromkeys(found.placed, PLACED) | dict.fromkeys(found.waiting, WAITING)
    # Who gave up a place of this class before comes anew, at the end of those who wait.
    again = {each.person_id: each for each in held.places.filter(person_id__in=arriving)}
    fresh = []
    for number, each in enumerate(proposals):
        known = again.get(each.person_id)
        if known is None:
            place = ClassPlace(training_class=held, person_id=each.person_id, province=held.province)
            fresh.append(place)
        else:
            place = known
        place.proposal, place.from_unit, place.state = each, each.unit, gets[each.person_id]
        place.gave_up_reason, place.placed_at = "", now + timedelta(microseconds=number)
        if known is not None:
            known.save(update_fields=["proposal", "from_unit", "state", "gave_up_reason", "placed_at"])
    ClassPlace.objects.bulk_create(fresh)
    ClassProposal.objects.filter(pk__in=[each.pk for each in proposals]).update(state=ClassProposal.State.PLACED)
    lay_steps(by, proposals, held.unit, "placed", reason=held.name)
    record(
        by,
        "training.place",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        after={
            "placed": len(found.placed),
            "waiting": len(found.waiting),
            "proposals": [each.pk for each in proposals],
        },
    )
    return found


def _locked_place(held: TrainingClass, place_id: int) -> ClassPlace:
    found = (
        ClassPlace.objects.select_for_update(of=("self",))
        .select_related("person", "from_unit", "proposal__unit")
        .filter(pk=place_id, training_class=held)
        .first()
    )
    if found is None:
        raise NotReached(f"class place {place_id}")
    return found


@operation
def withdraw_place(*, by: Reach, class_id: int, place_id: int, reason: str, waits_on: bool) -> ClassPlace:
    """The person does not take part; with `waits_on` their proposal waits again at the unit, else it goes back to the branch.

    Raises NotReached, MovedOn where they gave up already, RuleViolation without a reason, after a result, or in a class
    that is over.
    """
    held = locked_class(by, class_id)
    found = _locked_place(held, place_id)
    if found.state == GAVE_UP:
        raise MovedOn("Người này đã được rút khỏi lớp.")
    said = reason.strip()
    unmet = _going_on(held)
    if not said:
        unmet.append(Unmet("training.give_up_reason", "Hãy ghi lý do rút khỏi lớp."))
    if found.result:
        unmet.append(Unmet("training.has_result", "Đã có kết quả kiểm tra nên không rút khỏi lớp được."))
    if unmet:
        raise RuleViolation(unmet)
    before = found.state
    found.state, found.gave_up_reason = GAVE_UP, said
    found.save(update_fields=["state", "gave_up_reason"])
    if found.proposal is not None:
        proposal = found.proposal
        if waits_on:
            proposal.state, proposal.desk = ClassProposal.State.PROPOSED, held.unit
        else:
            proposal.state, proposal.return_reason = ClassProposal.State.RETURNED, said
        proposal.save(update_fields=["state", "desk", "return_reason"])
        lay_steps(by, [proposal], held.unit, "back" if waits_on else "returned", reason=said)
    record(
        by,
        "training.withdraw_place",
        found,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        before={"place_state": before},
        after={"place_state": GAVE_UP.value, "waits_on": waits_on},
        reason=said,
    )
    return found


@operation
def move_up(*, by: Reach, class_id: int, place_id: int) -> ClassPlace:
    """Who waits longest takes a freed place. Raises NotReached, MovedOn where they wait no longer, RuleViolation where
    another waits longer or no place is free.
    """
    held = locked_class(by, class_id)
    found = _locked_place(held, place_id)
    if found.state != WAITING:
        raise MovedOn("Người này không còn chờ chỗ.")
    first = held.places.filter(state=WAITING).select_related("person").order_by("placed_at", "pk").first()
    assert first is not None
    free = held.capacity - held.places.filter(state=PLACED).count()
    unmet = _going_on(held)
    unmet += unmet_move_up(found.person.full_name, first.person.full_name, is_first=first.pk == found.pk, free=free)
    if unmet:
        raise RuleViolation(unmet)
    found.state = PLACED
    found.save(update_fields=["state"])
    record(
        by,
        "training.move_up",
        found,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        before={"place_state": WAITING.value},
        after={"place_state": PLACED.value},
    )
    return found
