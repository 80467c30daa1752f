"""Classes are made, opened by a decision, ended or called off; their sessions, lecturers and what is said of the teaching."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nguon.models import Certificate, ClassPlace, ClassProposal, Lecturer, TrainingClass, Unit
from nguon.queries.access import Reach
from nguon.queries.training import office_that_holds
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.offices import Office
from nguon.rules.roles import Action, Role
from nguon.rules.text import person_key
from nguon.rules.training import ClassSaid, unmet_cancel, unmet_class, unmet_end, unmet_opening
from nguon.services.audit import no_change, operation, record
from nguon.services.proposing import lay_steps


@dataclass(frozen=True)
class ClassFacts:
    """What is written down of a class."""

    name: str
    kind: str
    starts_on: date
    ends_on: date
    capacity: int
    place: str = ""
    check_form: str = ""
    check_on: date | None = None


def locked_class(by: Reach, class_id: int) -> TrainingClass:
    """The class, locked, that the person holds on behalf of its office. Raises NotReached."""
    found = (
        by.training_classes(Action.HOLD_CLASSES)
        .select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk=class_id)
        .first()
    )
    if found is None:
        raise NotReached(f"class {class_id}")
    return found


@operation
def make_class(*, by: Reach, unit_id: int, facts: ClassFacts) -> TrainingClass:
    """A class planned at the unit, held by its political centre, or where there is none by its organisation board.

    Raises NotReached, RuleViolation for what cannot be, and where the unit's centre holds the classes and the person is
    none of its officers.
    """
    unit = by.unit(unit_id, Action.HOLD_CLASSES)
    office = office_that_holds(unit, by.day)
    unmet = list(unmet_class(_said(facts)))
    if not _speaks_for(by, unit, office):
        what = f"{unit.name} có trung tâm chính trị; lớp do trung tâm mở."
        unmet.append(Unmet("training.centre_holds", what))
    if unmet:
        raise RuleViolation(unmet)
    made = TrainingClass(unit=unit, office=office.value, path=unit.path, province=unit.province)
    _fill(made, facts)
    made.kind = facts.kind
    made.made_by, made.made_at = by.who, timezone.now()
    made.save(force_insert=True)
    record(
        by,
        "training.make_class",
        made,
        unit=unit,
        permitted_by=Action.HOLD_CLASSES,
        after=_kept(made) | {"class_kind": made.kind, "office": office.value},
    )
    return made


def _speaks_for(by: Reach, unit: Unit, office: Office) -> bool:
    """Where a centre holds the classes, only who holds an office of the centre there opens one."""
    if office is not Office.POLITICAL_CENTRE or by.system:
        return True
    return any(each.unit_id == unit.pk and each.role is Role.POLITICAL_CENTRE_OFFICER for each in by.holdings)


def _said(facts: ClassFacts, standing: TrainingClass | None = None) -> ClassSaid:
    placed, certificates = 0, 0
    days: tuple[date, ...] = ()
    if standing is not None:
        placed = standing.places.filter(state=ClassPlace.State.PLACED).count()
        days = tuple(standing.sessions.values_list("on", flat=True))
        certificates = Certificate.objects.filter(place__training_class=standing).count()
    return ClassSaid(
        name=facts.name,
        kind=facts.kind,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        capacity=facts.capacity,
        check_on=facts.check_on,
        placed=placed,
        session_days=days,
        certificates=certificates,
    )


def _fill(held: TrainingClass, facts: ClassFacts) -> None:
    held.name = facts.name.strip()
    held.starts_on, held.ends_on, held.capacity = facts.starts_on, facts.ends_on, facts.capacity
    held.place, held.check_form, held.check_on = facts.place.strip(), facts.check_form.strip(), facts.check_on


_KEPT = ("name", "starts_on", "ends_on", "capacity", "place", "check_form", "check_on")


def _kept(held: TrainingClass) -> dict[str, object]:
    return {key: getattr(held, key) for key in _KEPT}


@operation
def change_class(*, by: Reach, class_id: int, facts: ClassFacts) -> TrainingClass:
    """The class with other facts; its kind stays. Raises NotReached, RuleViolation for what no longer fits it."""
    held = locked_class(by, class_id)
    unmet = list(unmet_class(_said(facts, held)))
    if facts.kind != held.kind:
        unmet.append(Unmet("training.kind_stays", "Loại lớp không đổi được; hãy mở lớp khác."))
    if held.state == TrainingClass.State.CANCELLED:
        unmet.append(Unmet("training.state", "Lớp không mở nên không làm việc này được."))
    if held.opening_date is not None and facts.starts_on < held.opening_date:
        what = f"Ngày khai giảng không được trước ngày quyết định mở lớp {held.opening_date:%d/%m/%Y}."
        unmet.append(Unmet("training.start_before_opening", what))
    if held.state == TrainingClass.State.ENDED and facts.ends_on > by.day:
        unmet.append(Unmet("training.ended_ahead", "Lớp đã bế giảng nên ngày bế giảng không được sau hôm nay."))
    if unmet:
        raise RuleViolation(unmet)
    before = _kept(held)
    _fill(held, facts)
    after = _kept(held)
    changed = [key for key in _KEPT if before[key] != after[key]]
    if not changed:
        no_change()
        return held
    held.save(update_fields=changed)
    record(
        by,
        "training.change_class",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )
    return held


@operation
def open_class(*, by: Reach, class_id: int, number: str, on: date) -> TrainingClass:
    """The class is opened by that decision. Raises NotReached, RuleViolation."""
    held = locked_class(by, class_id)
    unmet = unmet_opening(held.state, number, on, starts_on=held.starts_on, today=by.day)
    if unmet:
        raise RuleViolation(unmet)
    held.state, held.opening_number, held.opening_date = TrainingClass.State.OPEN, number.strip(), on
    held.save(update_fields=["state", "opening_number", "opening_date"])
    record(
        by,
        "training.open_class",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        on=on,
        before={"class_state": "planned"},
        after={"class_state": "open", "opening_number": held.opening_number, "opening_date": on},
    )
    return held


@operation
def end_class(*, by: Reach, class_id: int) -> TrainingClass:
    """The class is over; who still waited for a place goes back to the desk. Raises NotReached, RuleViolation."""
    held = locked_class(by, class_id)
    unmet = unmet_end(held.state, held.ends_on, by.day)
    if unmet:
        raise RuleViolation(unmet)
    held.state = TrainingClass.State.ENDED
    held.save(update_fields=["state"])
    back = send_back(by, held, [ClassPlace.State.WAITING], "Lớp đã bế giảng, chưa có chỗ")
    record(
        by,
        "training.end_class",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        before={"class_state": "open"},
        after={"class_state": "ended", "back": back},
    )
    return held


@operation
def cancel_class(*, by: Reach, class_id: int, reason: str) -> TrainingClass:
    """The class is not held; all proposals placed in it wait again at its unit. Raises NotReached, RuleViolation."""
    held = locked_class(by, class_id)
    results = held.places.exclude(result="").count()
    unmet = unmet_cancel(held.state, reason, results)
    if unmet:
        raise RuleViolation(unmet)
    before = held.state
    held.state, held.cancel_reason = TrainingClass.State.CANCELLED, reason.strip()
    held.save(update_fields=["state", "cancel_reason"])
    back = send_back(by, held, [ClassPlace.State.PLACED, ClassPlace.State.WAITING], f"Không mở lớp: {reason.strip()}")
    record(
        by,
        "training.cancel_class",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        before={"class_state": before},
        after={"class_state": "cancelled", "back": back},
        reason=reason.strip(),
    )
    return held


def send_back(by: Reach, held: TrainingClass, states: Sequence[str], reason: str) -> int:
    """Places of the class in `states` are given up and their proposals wait again at its unit; how many proposals.

    Part of an operation, never one by itself.
    """
    places = list(held.places.filter(state__in=states).select_related("proposal"))
    ClassPlace.objects.filter(pk__in=[each.pk for each in places]).update(
        state=ClassPlace.State.GAVE_UP, gave_up_reason=reason[:300]
    )
    proposals = [each.proposal for each in places if each.proposal is not None]
    ClassProposal.objects.filter(pk__in=[each.pk for each in proposals]).update(
        state=ClassProposal.State.PROPOSED, desk=held.unit
    )
    lay_steps(by, proposals, held.unit, "back", reason=reason[:500])
    return len(proposals)


@dataclass(frozen=True)
class LecturerFacts:
    """What is written down of a lecturer."""

    full_name: str
    full_time: bool = False
    position: str = ""
    phone: str = ""


def _unmet_lecturer(facts: LecturerFacts) -> list[Unmet]:
    return [] if facts.full_name.strip() else [Unmet("training.lecturer_name", "Hãy ghi họ và tên giảng viên.")]


@operation
def add_lecturer(*, by: Reach, unit_id: int, facts: LecturerFacts) -> Lecturer:
    """A lecturer at classes of the unit. Raises NotReached, RuleViolation without a name or for one already there."""
    unit = by.unit(unit_id, Action.HOLD_CLASSES)
    name = " ".join(facts.full_name.split())
    unmet = _unmet_lecturer(facts)
    if Lecturer.objects.filter(unit=unit, full_name=name, position=facts.position.strip(), left_on=None).exists():
        unmet.append(Unmet("training.lecturer_twice", f"Giảng viên {name} đã có trong danh sách."))
    if unmet:
        raise RuleViolation(unmet)
    made = Lecturer(unit=unit, path=unit.path, province=unit.province)
    _fill_lecturer(made, facts)
    made.save(force_insert=True)
    record(
        by,
        "training.add_lecturer",
        made,
        unit=unit,
        permitted_by=Action.HOLD_CLASSES,
        after={"full_time": made.full_time, "position": made.position},
    )
    return made


def _fill_lecturer(lecturer: Lecturer, facts: LecturerFacts) -> None:
    lecturer.full_name = " ".join(facts.full_name.split())
    lecturer.sort_key = person_key(lecturer.full_name)
    lecturer.full_time, lecturer.position, lecturer.phone = facts.full_time, facts.position.strip(), facts.phone.strip()


def _locked_lecturer(by: Reach, lecturer_id: int) -> Lecturer:
    found = (
        Lecturer.objects.filter(by.within(Action.HOLD_CLASSES))
        .select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk=lecturer_id)
        .first()
    )
    if found is None:
        raise NotReached(f"lecturer {lecturer_id}")
    return found


@operation
def change_lecturer(*, by: Reach, lecturer_id: int, facts: LecturerFacts) -> Lecturer:
    """The lecturer with other facts. Raises NotReached, RuleViolation without a name."""
    found = _locked_lecturer(by, lecturer_id)
    unmet = _unmet_lecturer(facts)
    if unmet:
        raise RuleViolation(unmet)
    keys = ("full_name", "full_time", "position", "phone")
    before = {key: getattr(found, key) for key in keys}
    _fill_lecturer(found, facts)
    changed = [key for key in keys if before[key] != getattr(found, key)]
    if not changed:
        no_change()
        return found
    found.save(update_fields=[*changed, "sort_key"])
    said = [key for key in changed if key != "phone"]
    record(
        by,
        "training.change_lecturer",
        found,
        unit=found.unit,
        permitted_by=Action.HOLD_CLASSES,
        before={key: before[key] for key in said},
        after={key: getattr(found, key) for key in said},
    )
    return found


@operation
def lecturer_leaves(*, by: Reach, lecturer_id: int, on: date) -> Lecturer:
    """From `on` the lecturer teaches no more; sessions before keep the name. Raises NotReached, MovedOn, RuleViolation."""
    found = _locked_lecturer(by, lecturer_id)
    if found.left_on is not None:
        raise MovedOn("Đã ghi giảng viên thôi dạy.")
    later = found.sessions.filter(on__gte=on).exclude(training_class__state=TrainingClass.State.CANCELLED).count()
    if later:
        what = f"Từ ngày ấy còn {later} buổi học do giảng viên này dạy; hãy đổi giảng viên các buổi ấy trước."
        raise RuleViolation([Unmet("training.still_teaches", what)])
    found.left_on = on
    found.save(update_fields=["left_on"])
    record(
        by,
        "training.lecturer_leaves",
        found,
        unit=found.unit,
        permitted_by=Action.HOLD_CLASSES,
        on=on,
        after={"left_on": on},
    )
    return found
