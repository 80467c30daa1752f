"""Persons, lists, sponsors and classes for tests: what a test needs it says."""

from datetime import date, timedelta
from itertools import count

from nguon.models import (
    Allocation,
    CandidateTask,
    Certificate,
    ClassPlace,
    ClassProposal,
    ClassSession,
    HandIn,
    Lecturer,
    ListChange,
    ListImport,
    Merge,
    Nomination,
    Person,
    PersonName,
    PlanVersion,
    Resolution,
    Share,
    SponsorRemark,
    Sponsorship,
    Stay,
    SurveyRound,
    TrainingClass,
    Unit,
)
from nguon.rules.partial_dates import PartialDate, from_written
from nguon.rules.persons import near
from nguon.rules.text import fold, person_key
from nguon.rules.training import AWARENESS, valid_until
from tests.factories import DAY, NOON, make_unit

_numbers = count(1)


def make_person(
    unit: Unit,
    full_name: str = "Nguyễn Thị Hoa",
    *,
    born: str = "12/05/1998",
    sex: str = "female",
    since: str = "2020",
    **facts: object,
) -> Person:
    """A person of `unit` since `since`, on no list, without sensitive record or groups."""
    person = Person.objects.create(
        key=f"{next(_numbers):032x}",
        unit=unit,
        path=unit.path,
        province=unit.province,
        full_name=full_name,
        sort_key=person_key(full_name),
        born=from_written(born) if born else None,
        sex=sex,
        made_at=NOON,
        **facts,
    )
    PersonName.objects.create(
        person=person,
        path=unit.path,
        province=unit.province,
        words=f" {fold(full_name)} ",
        near=near(full_name),
        sort_key=person.sort_key,
    )
    Stay.objects.create(person=person, unit=unit, since=from_written(since), province=unit.province)
    return person


def make_member(
    unit: Unit, full_name: str = "Trần Văn Bình", *, official: str = "10/03/2015", **facts: object
) -> Person:
    """An official member of `unit`, admitted a year before the recognition."""
    recognised = from_written(official)
    facts.setdefault("sex", "male")
    facts.setdefault("born", "02/02/1980")
    joined = PartialDate(recognised.year - 1, recognised.month, recognised.day)
    return make_person(unit, full_name, official=recognised, joined=joined, **facts)


def make_resolution(unit: Unit, *, on: date = DAY, number: str = "", **facts: object) -> Resolution:
    """A resolution of `unit` carried by nine of ten, eight for."""
    votes = {"members": 10, "present": 9, "in_favour": 8, "against": 1} | facts
    number = number or f"{next(_numbers)}-NQ/CB"
    return Resolution.objects.create(
        unit=unit, path=unit.path, province=unit.province, number=number, on=on, recorded_at=NOON, **votes
    )


def put_on(person: Person, to_list: int, *, on: date = DAY, resolution: Resolution | None = None) -> ListChange:
    """`person` stands on list `to_list` of their unit from `on`."""
    resolution = resolution or make_resolution(person.unit, on=on)
    change = ListChange.objects.create(
        person=person,
        unit=person.unit,
        path=person.path,
        province=person.province,
        resolution=resolution,
        from_list=person.listed,
        to_list=to_list,
        on=on,
        reason="" if to_list else "not_fit",
        recorded_at=NOON,
    )
    person.listed, person.listed_since = to_list, on
    person.save(update_fields=["listed", "listed_since"])
    return change


def make_round(unit: Unit, **facts: object) -> SurveyRound:
    """A round of the first quarter of 2026, called by `unit`, due on the last of March."""
    given = {
        "kind": "quarter",
        "name": "Rà soát nguồn quý I/2026",
        "period_from": date(2026, 1, 1),
        "period_until": date(2026, 4, 1),
        "opens_on": date(2026, 3, 2),
        "due_on": date(2026, 3, 31),
    } | facts
    return SurveyRound.objects.create(unit=unit, path=unit.path, province=unit.province, made_at=NOON, **given)


def make_hand_in(unit: Unit, called: SurveyRound | None = None, **facts: object) -> HandIn:
    """The first version `unit` handed to the unit above."""
    to_unit = unit.parent or unit
    given = {"ordinal": 1, "on": DAY, "digest": "0" * 64} | facts
    return HandIn.objects.create(
        round=called or make_round(to_unit),
        unit=unit,
        to_unit=to_unit,
        path=unit.path,
        province=unit.province,
        handed_at=NOON,
        **given,
    )


def make_nomination(
    unit: Unit, *, from_unit: Unit | None = None, office: str = "youth_union", **facts: object
) -> Nomination:
    """A nomination to the branch `unit`, not answered yet."""
    given = {"full_name": "Lê Thị Na", "why": "Đoàn viên tích cực"} | facts
    return Nomination.objects.create(
        unit=unit,
        path=unit.path,
        province=unit.province,
        from_unit=from_unit or unit,
        office=office,
        made_at=NOON,
        **given,
    )


def make_sponsorship(candidate: Person, sponsor: Person, *, starts_on: date = DAY, **facts: object) -> Sponsorship:
    """`sponsor` helps `candidate` from `starts_on`."""
    return Sponsorship.objects.create(
        candidate=candidate,
        sponsor=sponsor,
        unit=candidate.unit,
        path=candidate.path,
        province=candidate.province,
        resolution=make_resolution(candidate.unit, on=starts_on),
        starts_on=starts_on,
        recorded_at=NOON,
        **facts,
    )


def make_candidate_task(person: Person, **facts: object) -> CandidateTask:
    """A task given today, without a result."""
    given = {"what": "Phụ trách chi đoàn", "given_on": DAY} | facts
    return CandidateTask.objects.create(
        person=person, unit=person.unit, path=person.path, province=person.province, recorded_at=NOON, **given
    )


def make_remark(sponsorship: Sponsorship) -> SponsorRemark:
    """What the sponsor said for the last quarter of 2025."""
    return SponsorRemark.objects.create(
        sponsorship=sponsorship,
        path=sponsorship.path,
        province=sponsorship.province,
        period_from=date(2025, 10, 1),
        period_until=date(2026, 1, 1),
        on=date(2025, 12, 30),
        text="Hoàn thành nhiệm vụ được giao",
        recorded_at=NOON,
    )


def make_class(unit: Unit, *, capacity: int = 60, **facts: object) -> TrainingClass:
    """An awareness class of `unit`, planned for a week from today."""
    given = {
        "name": "Lớp bồi dưỡng nhận thức về Đảng khóa I/2026",
        "office": "political_centre",
        "starts_on": DAY + timedelta(7),
        "ends_on": DAY + timedelta(11),
    } | facts
    return TrainingClass.objects.create(
        unit=unit, path=unit.path, province=unit.province, capacity=capacity, made_at=NOON, **given
    )


def make_place(held: TrainingClass, person: Person, **facts: object) -> ClassPlace:
    """A place of `person` in the class."""
    return ClassPlace.objects.create(
        training_class=held, person=person, from_unit=person.unit, province=person.province, placed_at=NOON, **facts
    )


def make_session(held: TrainingClass, **facts: object) -> ClassSession:
    """The first session of the class."""
    given = {"on": held.starts_on, "topic": "Khái quát lịch sử Đảng Cộng sản Việt Nam"} | facts
    return ClassSession.objects.create(training_class=held, **given)


def make_lecturer(unit: Unit, full_name: str = "Phạm Thị Thu", **facts: object) -> Lecturer:
    """A part-time lecturer of `unit`."""
    return Lecturer.objects.create(
        unit=unit, path=unit.path, province=unit.province, full_name=full_name, sort_key=person_key(full_name), **facts
    )


def make_proposal(person: Person, *, desk: Unit | None = None, **facts: object) -> ClassProposal:
    """A proposal that lies on the desk of the unit above."""
    given = {"proposed_on": DAY} | facts
    return ClassProposal.objects.create(
        person=person,
        unit=person.unit,
        path=person.path,
        province=person.province,
        desk=desk or person.unit.parent or person.unit,
        made_at=NOON,
        **given,
    )


def make_certificate(
    person: Person, *, issued_on: date = date(2025, 6, 20), months: int = 60, **facts: object
) -> Certificate:
    """An awareness certificate that holds for `months` from its day of issue."""
    return Certificate.objects.create(
        person=person,
        path=person.path,
        province=person.province,
        number=f"{next(_numbers)}/GCN",
        issued_on=issued_on,
        valid_until=valid_until(AWARENESS, issued_on, months),
        recorded_at=NOON,
        **facts,
    )


def make_list_import(unit: Unit, **facts: object) -> ListImport:
    """A file that was looked over and waits to be entered."""
    given = {"file_name": "danh-sach.xlsx", "sha256": "0" * 64, "state": "looked_over"} | facts
    return ListImport.objects.create(unit=unit, path=unit.path, province=unit.province, made_at=NOON, **given)


def make_merge(unit: Unit) -> Merge:
    """Two records of `unit` made one."""
    kept, dropped = make_person(unit), make_person(unit)
    return Merge.objects.create(kept=kept, dropped=dropped, path=unit.path, province=unit.province, made_at=NOON)


def make_commune(branches: int = 3) -> tuple[Unit, Unit, Unit, list[Unit]]:
    """(province, commune committee, grassroots committee, its branches): four levels for lists that go up."""
    top = make_unit("Tỉnh ủy Thử Nghiệm")
    commune = make_unit("Đảng ủy xã Thử Nghiệm", parent=top)
    grassroots = make_unit("Đảng ủy Trường Thử Nghiệm", parent=commune, kind="grassroots_committee")
    made = [make_unit(f"Chi bộ {number}", parent=grassroots, kind="branch") for number in range(1, branches + 1)]
    return top, commune, grassroots, made


def divide(version: PlanVersion, giver: Unit, shares: dict[Unit, dict[str, int]], **facts: object) -> Allocation:
    """`giver` gave `shares` (places by group, "" for the headline) of the plan, in force since it was issued."""
    given = {
        "state": "issued",
        "holds_from": date(2026, 1, 15),
        "issued_at": NOON,
        "ordinal": 1 + Allocation.objects.filter(plan=version.plan, unit=giver).count(),
    } | facts
    allocation = Allocation.objects.create(
        plan=version.plan,
        version=version,
        unit=giver,
        path=giver.path,
        province=giver.province,
        made_by=version.issued_by,
        made_at=NOON,
        saved_at=NOON,
        **given,
    )
    for unit, places in shares.items():
        for group, many in places.items():
            Share.objects.create(allocation=allocation, unit=unit, group=group, places=many, province=unit.province)
    return allocation


MAKERS = {
    "person_id": lambda unit: make_person(unit).pk,
    "other_id": lambda unit: make_person(unit).pk,
    "merge_id": lambda unit: make_merge(unit).pk,
    "resolution_id": lambda unit: make_resolution(unit).pk,
    "list_change_id": lambda unit: put_on(make_person(unit), 1).pk,
    "round_id": lambda unit: make_round(unit).pk,
    "hand_in_id": lambda unit: make_hand_in(unit).pk,
    "nomination_id": lambda unit: make_nomination(unit).pk,
    "sponsorship_id": lambda unit: make_sponsorship(make_person(unit), make_member(unit)).pk,
    "candidate_task_id": lambda unit: make_candidate_task(make_person(unit)).pk,
    "remark_id": lambda unit: make_remark(make_sponsorship(make_person(unit), make_member(unit))).pk,
    "class_id": lambda unit: make_class(unit).pk,
    "lecturer_id": lambda unit: make_lecturer(unit).pk,
    "proposal_id": lambda unit: make_proposal(make_person(unit)).pk,
    "certificate_id": lambda unit: make_certificate(make_person(unit)).pk,
    "batch_id": lambda unit: make_list_import(unit).pk,
}
"""What a number in an address of these screens stands for: a maker of such an object of a unit."""
