"""Classes within reach: listed, one class with its participants, sessions, attendance and results."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from nguon.models import (
    Appointment,
    Attendance,
    Certificate,
    ClassPlace,
    ClassProposal,
    ClassSession,
    Lecturer,
    TeachingRemark,
    TrainingClass,
    Unit,
)
from nguon.queries.access import Reach
from nguon.rules.errors import NotReached
from nguon.rules.offices import Office
from nguon.rules.roles import Action, Place, Role, may
from nguon.rules.training import NUMBER_HOLE

STATES: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in TrainingClass.State)
RESULTS: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in ClassPlace.Result)
ATTENDANCE: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in Attendance.State)
HALVES: tuple[tuple[str, str], ...] = (("morning", "Sáng"), ("afternoon", "Chiều"), ("evening", "Tối"))
PLACED, WAITING = ClassPlace.State.PLACED, ClassPlace.State.WAITING
_HALF_ORDER = {"morning": 0, "afternoon": 1, "evening": 2}


def has_centre(unit: Unit, on: date) -> bool:
    """Whether a political centre works at the unit on the day: somebody is appointed in it; one query."""
    return (
        Appointment.objects.filter(unit=unit, role=Role.POLITICAL_CENTRE_OFFICER.value, starts_on__lte=on)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
        .exists()
    )


def office_that_holds(unit: Unit, on: date) -> Office:
    """Which office of the unit holds its classes: the political centre, where there is none the organisation board."""
    return Office.POLITICAL_CENTRE if has_centre(unit, on) else Office.ORGANISATION_BOARD


def holding_units(by: Reach) -> list[Unit]:
    """Units at which the person's own post opens classes, in the order of the posts; one query and one for each."""
    wanted = [each for each in by.holdings if may(each.role, Action.HOLD_CLASSES) is not Place.NONE]
    found = Unit.objects.in_bulk([each.unit_id for each in wanted])
    units = []
    for each in wanted:
        unit = found.get(each.unit_id)
        if unit is None or unit in units:
            continue
        if each.role is Role.POLITICAL_CENTRE_OFFICER or not has_centre(unit, by.day):
            units.append(unit)
    return units


@dataclass(frozen=True)
class WantedClasses:
    """What of the reachable classes is asked for; empty fields ask for everything."""

    kind: str = ""
    state: str = ""
    year: int | None = None

    def of(self, classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
        """`classes` narrowed, unordered."""
        if self.kind:
            classes = classes.filter(kind=self.kind)
        if self.state:
            classes = classes.filter(state=self.state)
        if self.year is not None:
            classes = classes.filter(starts_on__gte=date(self.year, 1, 1), starts_on__lt=date(self.year + 1, 1, 1))
        return classes


def classes_in_order(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    """Latest first, with `placed`, `waiting`, `passed` and `certified` counted; one query."""
    seats = Q(places__state=PLACED)
    held = Q(places__certificates__isnull=False, places__certificates__revoked_on__isnull=True)
    return (
        classes.select_related("unit")
        .annotate(
            placed=Count("places", filter=seats, distinct=True),
            waiting=Count("places", filter=Q(places__state=WAITING), distinct=True),
            passed=Count("places", filter=Q(places__result="passed"), distinct=True),
            certified=Count("places", filter=held, distinct=True),
        )
        .order_by("-starts_on", "-pk")
    )


def class_of(by: Reach, class_id: int, action: Action = Action.SEE_CLASSES) -> TrainingClass:
    """The class within reach with its unit. Raises NotReached."""
    found = by.training_classes(action).select_related("unit__parent").filter(pk=class_id).first()
    if found is None:
        raise NotReached(f"class {class_id}")
    return found


def may_hold(by: Reach, held: TrainingClass) -> bool:
    """Whether the person keeps this class, without asking the database."""
    centre = held.office == Office.POLITICAL_CENTRE
    able = (each for each in by.holdings if centre or each.role is not Role.POLITICAL_CENTRE_OFFICER)
    return bool(by.system) or replace(by, holdings=tuple(able)).may_over(Action.HOLD_CLASSES, held.path)


_BY_NAME = ("person__sort_key", "person_id")


def _places(held: TrainingClass) -> QuerySet[ClassPlace]:
    """Of each person only what the class needs is loaded: name, birth, sex, unit."""
    return (
        ClassPlace.objects.filter(training_class=held)
        .select_related("person", "from_unit")
        .only(
            *("training_class_id", "state", "gave_up_reason", "mark", "grade", "result", "result_note", "placed_at"),
            *("proposal_id", "person__full_name", "person__sort_key", "person__born", "person__sex"),
            *("from_unit__name", "from_unit__sort_key"),
        )
    )


@dataclass(frozen=True)
class Seats:
    """Who sits in a class by unit and name, who waits for a place (the longest first), who gave up."""

    placed: list[ClassPlace]
    waiting: list[ClassPlace]
    gave_up: list[ClassPlace]


def seats_of(held: TrainingClass) -> Seats:
    """All three; one query."""
    rows = list(_places(held).order_by("from_unit__sort_key", "from_unit_id", *_BY_NAME))
    placed = [each for each in rows if each.state == PLACED]
    waiting = sorted((each for each in rows if each.state == WAITING), key=lambda each: (each.placed_at, each.pk))
    return Seats(placed, waiting, [each for each in rows if each.state == ClassPlace.State.GAVE_UP])


def by_name(held: TrainingClass) -> list[ClassPlace]:
    """Who sits in the class, by name alone, as attendance, results and certificates are listed; one query."""
    return list(_places(held).filter(state=PLACED).order_by(*_BY_NAME))


def place_of(held: TrainingClass, place_id: int) -> ClassPlace:
    """One place of this class. Raises NotReached."""
    found = _places(held).filter(pk=place_id).first()
    if found is None:
        raise NotReached(f"class place {place_id}")
    return found


def grouped(places: Iterable[ClassPlace]) -> list[tuple[str, list[ClassPlace]]]:
    """(name of the unit, its participants) in the order of `places`."""
    found: dict[int, tuple[str, list[ClassPlace]]] = {}
    for each in places:
        found.setdefault(each.from_unit_id, (each.from_unit.name, []))[1].append(each)
    return list(found.values())


def sessions_of(held: TrainingClass) -> list[ClassSession]:
    """The sessions in the order of time, with `marked` and `there` counted; one query."""
    found = (
        ClassSession.objects.filter(training_class=held)
        .select_related("lecturer")
        .annotate(
            marked=Count("attendances", distinct=True),
            there=Count("attendances", filter=Q(attendances__state="present"), distinct=True),
        )
    )
    return sorted(found, key=lambda each: (each.on, _HALF_ORDER.get(each.half, 9), each.pk))


def session_of(held: TrainingClass, session_id: int) -> ClassSession:
    """The session of this class. Raises NotReached."""
    found = ClassSession.objects.select_related("lecturer").filter(training_class=held, pk=session_id).first()
    if found is None:
        raise NotReached(f"class session {session_id}")
    return found


def attendance_of(session: ClassSession) -> dict[int, str]:
    """The state of each participant at the session, by id of the place; one query."""
    return dict(Attendance.objects.filter(session=session).values_list("place_id", "state"))


@dataclass(frozen=True)
class Attended:
    """One participant over all sessions: the states in the order of the sessions ("" not written down), and the sums."""

    place: ClassPlace
    states: tuple[str, ...]
    excused: int
    absent: int

    @property
    def missed(self) -> int:
        """Sessions missed, with and without leave. Nothing follows from it by itself."""
        return self.excused + self.absent


def grid(places: Iterable[ClassPlace], sessions: Iterable[ClassSession]) -> list[Attended]:
    """Who was at which session, in the order of `places`; one query."""
    order = [each.pk for each in sessions]
    marks: dict[tuple[int, int], str] = {}
    rows = Attendance.objects.filter(session_id__in=order).values_list("place_id", "session_id", "state")
    for place_id, session_id, state in rows:
        marks[place_id, session_id] = state
    found = []
    for each in places:
        states = tuple(marks.get((each.pk, session), "") for session in order)
        counted = Counter(states)
        found.append(Attended(each, states, counted["excused"], counted["absent"]))
    return found


def seen_marks(values: Mapping[int, object]) -> str:
    """A short word for what somebody looked at, to tell whether another changed it meanwhile."""
    said = ";".join(f"{key}={values[key]}" for key in sorted(values))
    return sha256(said.encode()).hexdigest()[:16]


def results_seen(places: Iterable[ClassPlace]) -> str:
    """The same for the results of a class."""
    return seen_marks({each.pk: (each.result, each.mark, each.grade, each.result_note) for each in places})


def lecturers_of(units: Iterable[Unit]) -> list[Lecturer]:
    """Lecturers of these units with `taught` counted (sessions of classes not called off), by name; one query."""
    going = ~Q(sessions__training_class__state=TrainingClass.State.CANCELLED)
    return list(
        Lecturer.objects.filter(unit__in=list(units))
        .select_related("unit")
        .annotate(taught=Count("sessions", filter=going, distinct=True))
        .order_by("left_on", "sort_key", "pk")
    )


def lecturer_choices(held: TrainingClass) -> list[tuple[int, str]]:
    """Lecturers of the class's unit who still teach, by name; one query."""
    found = Lecturer.objects.filter(unit_id=held.unit_id, left_on__isnull=True).order_by("sort_key", "pk")
    return [(each.pk, each.full_name) for each in found]


def lecturer_of(by: Reach, lecturer_id: int) -> Lecturer:
    """A lecturer of a unit whose classes the person holds. Raises NotReached."""
    within = Lecturer.objects.filter(by.within(Action.HOLD_CLASSES))
    found = within.select_related("unit").filter(pk=lecturer_id).first()
    if found is None:
        raise NotReached(f"lecturer {lecturer_id}")
    return found


def sessions_taught(lecturer: Lecturer) -> list[ClassSession]:
    """The lecturer's sessions with what was said of them, latest first; two queries."""
    found = ClassSession.objects.filter(lecturer=lecturer).select_related("training_class")
    return list(found.prefetch_related("remarks").order_by("-on", "-pk"))


def remarks_of(held: TrainingClass) -> dict[int, list[TeachingRemark]]:
    """What was said of the teaching, by session, the most voices first; one query."""
    found: dict[int, list[TeachingRemark]] = {}
    for each in TeachingRemark.objects.filter(session__training_class=held).order_by("-said_by", "pk"):
        found.setdefault(each.session_id, []).append(each)
    return found


def result_counts(places: Iterable[ClassPlace]) -> list[tuple[str, str, int]]:
    """(result, its name, how many); those without one at the end under ""."""
    counted = Counter(each.result for each in places)
    found = [(result, name, counted[result]) for result, name in RESULTS]
    return [*found, ("", "Chưa có kết quả", counted[""])]


def certificates_of(held: TrainingClass) -> list[Certificate]:
    """Certificates of the class, revoked ones included, by number as issued; one query."""
    found = Certificate.objects.filter(place__training_class=held)
    return list(
        found.select_related("person", "place__from_unit", "replaces", "replaced_by").order_by("issued_on", "pk")
    )


def certificate_counts(held: TrainingClass) -> tuple[int, int]:
    """(certificates of the class that were not revoked, all of them); one query."""
    found = Certificate.objects.filter(place__training_class=held).aggregate(
        holding=Count("pk", filter=Q(revoked_on__isnull=True)), all=Count("pk")
    )
    return found["holding"], found["all"]


def waiting_at(held: TrainingClass) -> int:
    """How many proposals for such a class wait at its unit; one query."""
    return ClassProposal.objects.filter(
        desk_id=held.unit_id, kind=held.kind, state=ClassProposal.State.PROPOSED
    ).count()


def certificate_of(held: TrainingClass, certificate_id: int) -> Certificate:
    """One certificate of this class. Raises NotReached."""
    found = Certificate.objects.filter(place__training_class=held, pk=certificate_id)
    certificate = found.select_related("person", "place__from_unit", "replaces", "replaced_by").first()
    if certificate is None:
        raise NotReached(f"certificate {certificate_id}")
    return certificate


def next_series(held: TrainingClass) -> tuple[str, int]:
    """(pattern, start) that go on after the unit's latest certificate of this year; a beginning where there is none."""
    latest = (
        Certificate.objects.filter(
            place__training_class__unit_id=held.unit_id, issued_on__gte=date(held.ends_on.year, 1, 1)
        )
        .order_by("-pk")
        .values_list("number", flat=True)
        .first()
    )
    found = re.fullmatch(r"([^\d{}]*)(\d{1,6})([^{}]*)", latest or "")
    return (f"{found[1]}{NUMBER_HOLE}{found[3]}", int(found[2]) + 1) if found else (f"{NUMBER_HOLE}/GCN-TTCT", 1)


def without_certificate(held: TrainingClass) -> QuerySet[ClassPlace]:
    """Who passed and never got a certificate of this class, by name; a revoked one is replaced, not issued again."""
    given = Certificate.objects.filter(place=OuterRef("pk"))
    passed = ClassPlace.objects.filter(training_class=held, state=PLACED, result="passed")
    return passed.filter(~Exists(given)).order_by(*_BY_NAME)


def classes_at(by: Reach, unit: Unit, kind: str) -> list[TrainingClass]:
    """Classes of the unit that still take participants and that the person keeps, the soonest first, with `placed` and
    `waiting` counted; one query.
    """
    going = (TrainingClass.State.PLANNED, TrainingClass.State.OPEN)
    found = by.training_classes(Action.HOLD_CLASSES).filter(unit=unit, kind=kind, state__in=going)
    return list(
        found.annotate(
            placed=Count("places", filter=Q(places__state=PLACED), distinct=True),
            waiting=Count("places", filter=Q(places__state=WAITING), distinct=True),
        ).order_by("starts_on", "pk")
    )
