"""Sessions of a class, and what participants said of the teaching."""

from datetime import date, timedelta

import pytest

from nguon.models import Attendance, ClassSession, Entry, TeachingRemark
from nguon.rules.errors import NotReached, RuleViolation
from nguon.services.class_sessions import (
    SessionFacts,
    add_remark,
    add_session,
    change_session,
    drop_remark,
    drop_session,
)
from tests import pool_world
from tests.factories import DAY, NOON
from tests.pool_world import make_lecturer, make_session
from tests.services.test_proposing import codes
from tests.training_world import make_training_world, open_class

pytestmark = pytest.mark.django_db
FIRST = DAY + timedelta(7)


@pytest.fixture
def world():
    return make_training_world()


@pytest.fixture
def held(world):
    return pool_world.make_class(world.commune)


def facts(**changes):
    return SessionFacts(**{"on": FIRST, "half": "morning", "topic": "Điều lệ Đảng"} | changes)


class TestSessions:
    def test_a_session_has_a_topic_a_lecturer_and_a_place(self, world, by, held):
        lecturer = make_lecturer(world.commune)

        made = add_session(
            by=by(world.centre), class_id=held.pk, facts=facts(lecturer_id=lecturer.pk, place=" Phòng 2 ")
        )

        assert (made.topic, made.lecturer, made.place) == ("Điều lệ Đảng", lecturer, "Phòng 2")
        assert Entry.objects.get().after == {
            "topic": "Điều lệ Đảng", "half": "morning", "lecturer": "Phạm Thị Thu", "place": "Phòng 2",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"topic": " "}, ["topic_missing"]),
            ({"half": "night"}, ["half_unknown"]),
            ({"on": FIRST - timedelta(1)}, ["session_outside"]),
            ({"on": FIRST + timedelta(5)}, ["session_outside"]),
            ({"half": "afternoon"}, ["session_twice"]),
            ({"on": FIRST + timedelta(1)}, []),
        ],
    )
    def test_it_lies_within_the_class_once_a_half_day(self, world, by, held, changes, expected):
        make_session(held, half="afternoon")

        if not expected:
            add_session(by=by(world.centre), class_id=held.pk, facts=facts(**changes))
            return
        with pytest.raises(RuleViolation) as refused:
            add_session(by=by(world.centre), class_id=held.pk, facts=facts(**changes))
        assert codes(refused) == expected

    def test_a_lecturer_stands_in_one_class_at_a_time(self, world, by, held):
        lecturer = make_lecturer(world.commune)
        other = pool_world.make_class(world.commune, name="Khóa II")
        busy = make_session(other, lecturer=lecturer)

        with pytest.raises(RuleViolation) as refused:
            add_session(by=by(world.centre), class_id=held.pk, facts=facts(lecturer_id=lecturer.pk))
        assert codes(refused) == ["lecturer_busy"]
        assert "Khóa II" in str(refused.value)

        other.state = "cancelled"
        other.save()
        assert busy.training_class.state == "cancelled"
        add_session(by=by(world.centre), class_id=held.pk, facts=facts(lecturer_id=lecturer.pk))

    def test_a_lecturer_who_left_or_of_elsewhere_does_not_teach(self, world, by, held):
        gone, foreign = make_lecturer(world.commune, left_on=FIRST), make_lecturer(world.neighbour)

        with pytest.raises(RuleViolation) as refused:
            add_session(by=by(world.centre), class_id=held.pk, facts=facts(lecturer_id=gone.pk))
        assert codes(refused) == ["lecturer_left"]
        with pytest.raises(NotReached):
            add_session(by=by(world.centre), class_id=held.pk, facts=facts(lecturer_id=foreign.pk))

    def test_a_class_called_off_gets_none(self, world, by):
        held = pool_world.make_class(world.commune, state="cancelled")

        with pytest.raises(RuleViolation):
            add_session(by=by(world.centre), class_id=held.pk, facts=facts())

    def test_changing_says_what_changed(self, world, by, held):
        found = make_session(held)

        change_session(by=by(world.centre), class_id=held.pk, session_id=found.pk, facts=facts(half="evening"))
        change_session(by=by(world.centre), class_id=held.pk, session_id=found.pk, facts=facts(half="evening"))

        assert ClassSession.objects.get().half == "evening"
        assert Entry.objects.get().before == {"half": "morning", "topic": "Khái quát lịch sử Đảng Cộng sản Việt Nam"}

    def test_once_attendance_is_taken_its_day_stands_and_it_stays(self, world, by):
        held, (place,) = open_class(world, 1)
        found = make_session(held)
        Attendance.objects.create(session=found, place=place, state="present", recorded_at=NOON)
        asked = {"class_id": held.pk, "session_id": found.pk}

        with pytest.raises(RuleViolation):
            change_session(by=by(world.centre), **asked, facts=facts(on=held.ends_on))
        with pytest.raises(RuleViolation):
            drop_session(by=by(world.centre), **asked)
        change_session(by=by(world.centre), **asked, facts=facts(on=found.on, topic="Đề tài khác"))
        assert ClassSession.objects.get().topic == "Đề tài khác"

    def test_a_session_not_yet_held_is_dropped(self, world, by, held):
        found = make_session(held)

        drop_session(by=by(world.centre), class_id=held.pk, session_id=found.pk)

        assert not ClassSession.objects.exists()
        assert Entry.objects.get().before["topic"] == "Khái quát lịch sử Đảng Cộng sản Việt Nam"

    def test_sessions_of_another_class_or_out_of_reach_are_not_there(self, world, by, held):
        other = make_session(pool_world.make_class(world.commune, name="Khóa II"))
        own = make_session(held)

        with pytest.raises(NotReached):
            drop_session(by=by(world.centre), class_id=held.pk, session_id=other.pk)
        for user in (world.secretary, world.neighbour_officer):
            with pytest.raises(NotReached):
                drop_session(by=by(user), class_id=held.pk, session_id=own.pk)
            with pytest.raises(NotReached):
                add_session(by=by(user), class_id=held.pk, facts=facts(on=date(2026, 3, 18)))


class TestRemarks:
    @pytest.mark.shows("000-13")
    def test_what_was_said_is_kept_with_how_many_said_it(self, world, by):
        held, _ = open_class(world, 3)
        session = make_session(held)

        made = add_remark(
            by=by(world.centre), class_id=held.pk, session_id=session.pk, text="Ví dụ sát thực tế", said_by=3
        )

        assert (made.text, made.said_by) == ("Ví dụ sát thực tế", 3)
        assert Entry.objects.get().after == {"topic": session.topic, "said_by": 3}

    @pytest.mark.parametrize(
        ("text", "said_by", "code"),
        [(" ", 1, "remark_missing"), ("x", 0, "remark_voices"), ("x", 4, "remark_voices")],
    )
    def test_no_more_voices_than_participants(self, world, by, text, said_by, code):
        held, _ = open_class(world, 3)
        session = make_session(held)

        with pytest.raises(RuleViolation) as refused:
            add_remark(by=by(world.centre), class_id=held.pk, session_id=session.pk, text=text, said_by=said_by)
        assert codes(refused) == [code]

    def test_of_a_session_to_come_nothing_is_said(self, world, by, held):
        session = make_session(held)

        with pytest.raises(RuleViolation) as refused:
            add_remark(by=by(world.centre), class_id=held.pk, session_id=session.pk, text="x", said_by=1)
        assert codes(refused) == ["session_ahead"]

    def test_one_written_by_mistake_is_taken_away(self, world, by):
        held, _ = open_class(world, 1)
        session, other = make_session(held), make_session(held, half="evening")
        made = add_remark(by=by(world.centre), class_id=held.pk, session_id=session.pk, text="x", said_by=1)

        with pytest.raises(NotReached):
            drop_remark(by=by(world.centre), class_id=held.pk, session_id=other.pk, remark_id=made.pk)
        drop_remark(by=by(world.centre), class_id=held.pk, session_id=session.pk, remark_id=made.pk)

        assert not TeachingRemark.objects.exists()
