"""The outcome of the check at the end of a class: decided by a person for each participant, never counted from attendance."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nguon.models import Certificate, ClassPlace, TrainingClass
from nguon.queries.access import Reach
from nguon.queries.training import by_name, results_seen
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.training import CheckSaid, check_day, unmet_check
from nguon.services.audit import no_change, operation, record
from nguon.services.training import locked_class

MEANWHILE = "Người khác vừa ghi kết quả của lớp. Hãy xem lại rồi ghi tiếp."
_KEPT = ("result", "mark", "grade", "result_note")


@dataclass(frozen=True)
class Outcome:
    """What is written down for one participant; an empty `result` takes an outcome away."""

    place_id: int
    result: str = ""
    mark: Decimal | None = None
    grade: str = ""
    note: str = ""


@operation
def record_results(*, by: Reach, class_id: int, outcomes: Sequence[Outcome], seen: str | None = None) -> int:
    """The outcomes of these participants, all or none; how many changed. Those not named stay as they are.

    `seen` is what `results_seen` said of the results looked at. Raises NotReached for a place of another class or one given
    up, MovedOn where another wrote meanwhile, RuleViolation before the check and for each outcome that cannot be.
    """
    held = locked_class(by, class_id)
    places = {each.pk: each for each in by_name(held)}
    if seen is not None and seen != results_seen(places.values()):
        raise MovedOn(MEANWHILE)
    if not {each.place_id for each in outcomes} <= set(places):
        raise NotReached("a participant of the class")
    certified = set(
        Certificate.objects.filter(place_id__in=places, revoked_on__isnull=True).values_list("place_id", flat=True)
    )
    unmet = []
    first = check_day(held.check_on, held.ends_on)
    if held.state not in (TrainingClass.State.OPEN, TrainingClass.State.ENDED):
        unmet.append(Unmet("training.not_open", "Lớp chưa mở nên chưa ghi kết quả được."))
    if by.day < first:
        unmet.append(Unmet("training.check_ahead", f"Kiểm tra ngày {first:%d/%m/%Y}, chưa ghi kết quả được."))
    changed: list[ClassPlace] = []
    for each in outcomes:
        place = places[each.place_id]
        name = place.person.full_name
        said = CheckSaid(name, each.result, each.mark, each.grade, holds_certificate=place.pk in certified)
        unmet += unmet_check(said)
        after = (each.result, each.mark, each.grade.strip(), each.note.strip())
        if after != tuple(getattr(place, key) for key in _KEPT):
            for key, value in zip(_KEPT, after, strict=True):
                setattr(place, key, value)
            place.result_by = by.who
            changed.append(place)
    if unmet:
        raise RuleViolation(unmet)
    if not changed:
        no_change()
        return 0
    ClassPlace.objects.bulk_update(changed, [*_KEPT, "result_by"], batch_size=200)
    counts = {each: sum(1 for place in places.values() if place.result == each) for each in ClassPlace.Result.values}
    record(
        by,
        "training.check",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        after={
            "changed": len(changed),
            "passed": counts["passed"],
            "failed": counts["failed"],
            "absent_at_check": counts["absent"],
        },
    )
    return len(changed)
