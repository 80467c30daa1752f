"""The classes of the demonstration: one held from proposal to certificates, one being filled."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from nguon.management.demonstration import people_in_office as posts
from nguon.management.demonstration.pool import OFFICER, PHO_HIEN, VOTES, Branch
from nguon.management.demonstration.world import World
from nguon.queries.access import Reach
from nguon.rules.roles import Action
from nguon.services.attending import record_attendance
from nguon.services.certifying import issue_certificates
from nguon.services.checking import Outcome, record_results
from nguon.services.class_sessions import SessionFacts, add_remark, add_session
from nguon.services.placing import place_proposals
from nguon.services.proposing import propose
from nguon.services.resolving import ResolutionFacts
from nguon.services.training import ClassFacts, LecturerFacts, add_lecturer, end_class, make_class, open_class

CENTRE = "phohien.chinhtri"
STARTS = date(2026, 3, 9)
TOPICS = (
    "Khái quát lịch sử Đảng Cộng sản Việt Nam",
    "Cương lĩnh xây dựng đất nước trong thời kỳ quá độ lên chủ nghĩa xã hội",
    "Nội dung cơ bản của Điều lệ Đảng",
    "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
    "Phấn đấu trở thành đảng viên",
)


def hold_one(world: World, ward: Sequence[Branch]) -> set[int]:
    """The class of March 2026; returns who holds a certificate afterwards."""
    for branch in ward:
        _propose(world, branch, branch.candidates[:4], date(2026, 2, 4), 2)
    facts = ClassFacts(
        name="Lớp bồi dưỡng nhận thức về Đảng khóa I/2026",
        kind="awareness",
        starts_on=STARTS,
        ends_on=STARTS + timedelta(4),
        capacity=22,
        place="Hội trường Trung tâm Chính trị phường Phố Hiến",
        check_form="Bài thu hoạch",
        check_on=STARTS + timedelta(4),
    )
    by = world.as_(CENTRE, date(2026, 2, 20))
    held = make_class(by=by, unit_id=world.unit(posts.HUNG_YEN, PHO_HIEN), facts=facts)
    place_proposals(by=by, class_id=held.pk, proposal_ids=_on_desk(world, by.day))
    open_class(by=world.as_(CENTRE, date(2026, 3, 2)), class_id=held.pk, number="14-QĐ/TTCT", on=date(2026, 3, 2))
    _sessions(world, held.pk)
    by = world.as_(CENTRE, STARTS + timedelta(5))
    seats = list(held.places.filter(state="placed").order_by("pk"))
    outcomes = [
        Outcome(each.pk, "failed" if at == 3 else "passed", Decimal(4 if at == 3 else 7 + at % 3))
        for at, each in enumerate(seats)
    ]
    record_results(by=by, class_id=held.pk, outcomes=outcomes)
    end_class(by=by, class_id=held.pk)
    issued = issue_certificates(
        by=world.as_(CENTRE, date(2026, 3, 20)),
        class_id=held.pk,
        pattern="{n}/GCN-TTCT",
        start=101,
        issued_on=date(2026, 3, 20),
        issuer="Trung tâm Chính trị phường Phố Hiến",
    )
    return {each.person_id for each in issued}


def fill_another(world: World, ward: Sequence[Branch]) -> None:
    """The class of December: proposals lie on the desk, the class is planned."""
    for branch in ward[:4]:
        _propose(world, branch, branch.candidates[4:5], date(2026, 11, 9), 11)
    starts = date(2026, 12, 7)
    facts = ClassFacts(
        name="Lớp bồi dưỡng nhận thức về Đảng khóa II/2026",
        kind="awareness",
        starts_on=starts,
        ends_on=starts + timedelta(4),
        capacity=20,
        place="Hội trường Trung tâm Chính trị phường Phố Hiến",
    )
    by = world.as_(CENTRE, date(2026, 11, 12))
    make_class(by=by, unit_id=world.unit(posts.HUNG_YEN, PHO_HIEN), facts=facts)


def _propose(world: World, branch: Branch, people: Sequence[int], on: date, number: int) -> None:
    by = world.as_(OFFICER, on)
    facts = ResolutionFacts(f"{number:02d}-NQ/CB", on, VOTES, "Đề nghị cử quần chúng học lớp bồi dưỡng")
    propose(by=by, unit_id=branch.unit_id, kind="awareness", facts=facts, person_ids=list(people))


def _on_desk(world: World, on: date) -> list[int]:
    """What the officer's desk holds, in the order it came."""
    by: Reach = world.as_(OFFICER, on)
    waiting = by.class_proposals(Action.PROPOSE_FOR_CLASS).filter(state="proposed").order_by("pk")
    return list(waiting.values_list("pk", flat=True))


def _sessions(world: World, class_id: int) -> None:
    before = world.as_(CENTRE, date(2026, 3, 3))
    unit_id = world.unit(posts.HUNG_YEN, PHO_HIEN)
    teachers = [
        add_lecturer(by=before, unit_id=unit_id, facts=LecturerFacts(name, full_time=full, position=position))
        for name, full, position in (
            ("Đỗ Thị Minh Tâm", True, "Phó Giám đốc Trung tâm Chính trị"),
            ("Vũ Đức Thành", False, "Trưởng Ban Xây dựng Đảng phường"),
        )
    ]
    for at, topic in enumerate(TOPICS):
        on = STARTS + timedelta(at)
        facts = SessionFacts(on, "morning", topic, teachers[at % 2].pk)
        session = add_session(by=before, class_id=class_id, facts=facts)
        by = world.as_(CENTRE, on)
        seats = list(session.training_class.places.filter(state="placed").order_by("pk"))
        marks = {each.pk: "excused" if (seat + at) % 13 == 0 else "present" for seat, each in enumerate(seats)}
        record_attendance(by=by, class_id=class_id, session_id=session.pk, marks=marks)
    add_remark(
        by=world.as_(CENTRE, STARTS + timedelta(4)),
        class_id=class_id,
        session_id=session.pk,
        text="Liên hệ thực tế ở địa phương dễ hiểu; mong có thêm thời gian trao đổi",
        said_by=6,
    )
