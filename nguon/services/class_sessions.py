"""Sessions of a class: when, about what, with whom; and what participants said of the teaching, without their names."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nguon.models import ClassPlace, ClassSession, Lecturer, TeachingRemark, TrainingClass
from nguon.queries.access import Reach
from nguon.rules.errors import NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.services.audit import no_change, operation, record
from nguon.services.training import locked_class

HALVES = {"morning": "sáng", "afternoon": "chiều", "evening": "tối"}


@dataclass(frozen=True)
class SessionFacts:
    """What is written down of one session."""

    on: date
    half: str
    topic: str
    lecturer_id: int | None = None
    place: str = ""


def _decided(held: TrainingClass, facts: SessionFacts, standing: ClassSession | None = None) -> Lecturer | None:
    """The session's lecturer. Raises RuleViolation for what cannot be, NotReached for a lecturer of another unit."""
    unmet = []
    when = f"{HALVES.get(facts.half, '')} {facts.on:%d/%m/%Y}".strip()
    if held.state == TrainingClass.State.CANCELLED:
        unmet.append(Unmet("training.state", "Lớp không mở nên không làm việc này được."))
    if not facts.topic.strip():
        unmet.append(Unmet("training.topic_missing", "Hãy ghi nội dung buổi học."))
    if facts.half not in HALVES:
        unmet.append(Unmet("training.half_unknown", "Hãy chọn buổi."))
    if not held.starts_on <= facts.on <= held.ends_on:
        what = f"Ngày học phải từ {held.starts_on:%d/%m/%Y} đến {held.ends_on:%d/%m/%Y}."
        unmet.append(Unmet("training.session_outside", what))
    others = ClassSession.objects.filter(on=facts.on, half=facts.half)
    others = others.exclude(pk=standing.pk) if standing else others
    if others.filter(training_class=held).exists():
        unmet.append(Unmet("training.session_twice", f"Lớp đã có buổi {when}."))
    lecturer = None
    if facts.lecturer_id is not None:
        lecturer = Lecturer.objects.filter(pk=facts.lecturer_id, unit=held.unit).first()
        if lecturer is None:
            raise NotReached(f"lecturer {facts.lecturer_id}")
        if lecturer.left_on is not None and lecturer.left_on <= facts.on:
            unmet.append(Unmet("training.lecturer_left", f"{lecturer.full_name} đã thôi dạy."))
        busy = others.filter(lecturer=lecturer).exclude(training_class__state=TrainingClass.State.CANCELLED)
        other = busy.select_related("training_class").first()
        if other is not None and other.training_class_id != held.pk:
            what = f"{lecturer.full_name} đã dạy {other.training_class.name} buổi {when}."
            unmet.append(Unmet("training.lecturer_busy", what))
    if unmet:
        raise RuleViolation(unmet)
    return lecturer


@operation
def add_session(*, by: Reach, class_id: int, facts: SessionFacts) -> ClassSession:
    """One more session. Raises NotReached, RuleViolation."""
    held = locked_class(by, class_id)
    lecturer = _decided(held, facts)
    made = ClassSession.objects.create(
        training_class=held,
        on=facts.on,
        half=facts.half,
        topic=facts.topic.strip(),
        lecturer=lecturer,
        place=facts.place.strip(),
    )
    record(
        by,
        "training.add_session",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        on=facts.on,
        after={"topic": made.topic, "half": made.half, "lecturer": lecturer, "place": made.place},
    )
    return made


def locked_session(held: TrainingClass, session_id: int) -> ClassSession:
    """The session of this class, locked. Raises NotReached."""
    found = ClassSession.objects.select_for_update(of=("self",)).filter(pk=session_id, training_class=held).first()
    if found is None:
        raise NotReached(f"class session {session_id}")
    return found


@operation
def change_session(*, by: Reach, class_id: int, session_id: int, facts: SessionFacts) -> ClassSession:
    """The session with other facts; one whose attendance was written down keeps its day and half.

    Raises NotReached, RuleViolation.
    """
    held = locked_class(by, class_id)
    found = locked_session(held, session_id)
    if (found.on, found.half) != (facts.on, facts.half) and found.attendances.exists():
        what = "Buổi học đã điểm danh nên không đổi ngày, buổi được."
        raise RuleViolation([Unmet("training.session_attended", what)])
    lecturer = _decided(held, facts, found)
    after = {"on": facts.on, "half": facts.half, "topic": facts.topic.strip(), "lecturer": lecturer}
    after["place"] = facts.place.strip()
    before = {key: getattr(found, key) for key in after}
    changed = [key for key in after if before[key] != after[key]]
    if not changed:
        no_change()
        return found
    for key in changed:
        setattr(found, key, after[key])
    found.save(update_fields=changed)
    record(
        by,
        "training.change_session",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
    return found


@operation
def drop_session(*, by: Reach, class_id: int, session_id: int) -> None:
    """The session is not held. Raises NotReached, RuleViolation where attendance or remarks were written down."""
    held = locked_class(by, class_id)
    found = locked_session(held, session_id)
    if found.attendances.exists() or found.remarks.exists():
        what = "Buổi học đã điểm danh hoặc đã có ý kiến nên không bỏ được."
        raise RuleViolation([Unmet("training.session_attended", what)])
    before = {"on": found.on, "topic": found.topic}
    found.delete()
    record(by, "training.drop_session", held, unit=held.unit, permitted_by=Action.HOLD_CLASSES, before=before)


@operation
def add_remark(*, by: Reach, class_id: int, session_id: int, text: str, said_by: int) -> TeachingRemark:
    """What `said_by` participants said of the teaching of that session; no names are kept.

    Raises NotReached, RuleViolation without words, for a session still to come, or for more voices than the class has
    participants.
    """
    held = locked_class(by, class_id)
    session = locked_session(held, session_id)
    seats = held.places.filter(state=ClassPlace.State.PLACED).count()
    unmet = []
    if not text.strip():
        unmet.append(Unmet("training.remark_missing", "Hãy ghi ý kiến của học viên."))
    if session.on > by.day:
        unmet.append(Unmet("training.session_ahead", "Buổi học chưa diễn ra."))
    if not 1 <= said_by <= max(seats, 1):
        unmet.append(Unmet("training.remark_voices", f"Số người có ý kiến phải từ 1 đến {max(seats, 1)}."))
    if unmet:
        raise RuleViolation(unmet)
    made = TeachingRemark.objects.create(
        session=session, text=text.strip(), said_by=said_by, recorded_at=timezone.now()
    )
    record(
        by,
        "training.add_remark",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        on=session.on,
        after={"topic": session.topic, "said_by": said_by},
    )
    return made


@operation
def drop_remark(*, by: Reach, class_id: int, session_id: int, remark_id: int) -> None:
    """The remark was written down by mistake. Raises NotReached."""
    held = locked_class(by, class_id)
    session = locked_session(held, session_id)
    found = TeachingRemark.objects.filter(pk=remark_id, session=session).first()
    if found is None:
        raise NotReached(f"teaching remark {remark_id}")
    before = {"topic": session.topic, "said_by": found.said_by}
    found.delete()
    record(by, "training.drop_remark", held, unit=held.unit, permitted_by=Action.HOLD_CLASSES, before=before)
