"""Who was at a session: written down for all participants at once."""

from collections.abc import Mapping

from django.utils import timezone

from nguon.models import Attendance, ClassPlace, TrainingClass
from nguon.queries.access import Reach
from nguon.queries.training import attendance_of, seen_marks
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.services.audit import no_change, operation, record
from nguon.services.class_sessions import locked_session
from nguon.services.training import locked_class

MEANWHILE = "Người khác vừa điểm danh buổi này. Hãy xem lại rồi ghi tiếp."


@operation
def record_attendance(
    *, by: Reach, class_id: int, session_id: int, marks: Mapping[int, str], seen: str | None = None
) -> int:
    """The state of each participant named by the id of their place ("" takes it away); how many changed.

    `seen` is what `seen_marks` said of the attendance looked at. Raises NotReached for a place of another class or one
    given up, MovedOn where another wrote meanwhile, RuleViolation for a session to come or a class not open.
    """
    held = locked_class(by, class_id)
    session = locked_session(held, session_id)
    stands = attendance_of(session)
    if seen is not None and seen != seen_marks(stands):
        raise MovedOn(MEANWHILE)
    unmet = []
    if held.state not in (TrainingClass.State.OPEN, TrainingClass.State.ENDED):
        unmet.append(Unmet("training.not_open", "Lớp chưa mở nên chưa điểm danh được."))
    if session.on > by.day:
        unmet.append(Unmet("training.session_ahead", "Buổi học chưa diễn ra."))
    if any(each and each not in Attendance.State.values for each in marks.values()):
        unmet.append(Unmet("training.attendance_unknown", "Hãy chọn có mặt, vắng có lý do hoặc vắng không lý do."))
    if unmet:
        raise RuleViolation(unmet)
    seated = set(held.places.filter(state=ClassPlace.State.PLACED).values_list("pk", flat=True))
    if not set(marks) <= seated:
        raise NotReached("a participant of the session")
    changed = {place: state for place, state in marks.items() if stands.get(place, "") != state}
    if not changed:
        no_change()
        return 0
    now = timezone.now()
    Attendance.objects.filter(session=session, place_id__in=changed).delete()
    Attendance.objects.bulk_create(
        Attendance(session=session, place_id=place, state=state, recorded_at=now)
        for place, state in changed.items()
        if state
    )
    after = {**stands, **marks}
    counts = {each: sum(1 for state in after.values() if state == each) for each in Attendance.State.values}
    record(
        by,
        "training.attend",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        on=session.on,
        after={"topic": session.topic, "changed": len(changed), **counts},
    )
    return len(changed)
