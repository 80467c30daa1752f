"""Attendance is written down for all participants at once."""

from datetime import timedelta

import pytest

from nguon.models import Attendance, Entry
from nguon.queries.training import attendance_of, seen_marks
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.services.attending import record_attendance
from tests import pool_world
from tests.factories import DAY
from tests.pool_world import make_place, make_session
from tests.services.test_proposing import codes
from tests.training_world import make_training_world, open_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_training_world()


@pytest.fixture
def attended(world, by):
    """(class, its places, its first session, a function that records)."""
    held, places = open_class(world, 3)
    session = make_session(held)

    def record(marks, user=world.centre, **changes):
        given = {"class_id": held.pk, "session_id": session.pk, "marks": marks} | changes
        return record_attendance(by=by(user), **given)

    return held, places, session, record


def test_all_at_once_and_one_entry_of_counts(attended):
    _, (an, binh, cuc), session, record = attended

    changed = record({an.pk: "present", binh.pk: "excused", cuc.pk: "absent"})

    assert changed == 3
    assert attendance_of(session) == {an.pk: "present", binh.pk: "excused", cuc.pk: "absent"}
    entry = Entry.objects.get()
    assert entry.after == {"topic": session.topic, "changed": 3, "present": 1, "excused": 1, "absent": 1}
    assert entry.on == session.on


def test_what_is_corrected_replaces_what_stood_and_nothing_else(attended):
    _, (an, binh, _), session, record = attended
    record({an.pk: "present", binh.pk: "absent"})
    kept = Attendance.objects.get(place=an).pk

    assert record({an.pk: "present", binh.pk: "excused"}) == 1

    assert attendance_of(session) == {an.pk: "present", binh.pk: "excused"}
    assert Attendance.objects.get(place=an).pk == kept
    assert Entry.objects.latest("pk").after["changed"] == 1


def test_an_empty_state_takes_one_away_and_the_same_again_changes_nothing(attended):
    _, (an, *_), session, record = attended
    record({an.pk: "present"})

    assert record({an.pk: "present"}) == 0
    assert Entry.objects.count() == 1
    record({an.pk: ""})
    assert attendance_of(session) == {}


def test_two_phones_at_one_session_do_not_write_over_each_other(attended):
    _, (an, binh, _), session, record = attended
    seen = seen_marks(attendance_of(session))
    record({an.pk: "present"}, seen=seen)

    with pytest.raises(MovedOn):
        record({an.pk: "absent", binh.pk: "present"}, seen=seen)
    assert attendance_of(session) == {an.pk: "present"}


def test_what_cannot_be_is_refused(world, by, attended):
    _, (an, *_), _, record = attended
    planned = pool_world.make_class(world.commune)
    ahead = make_session(planned)
    sits = make_place(planned, world.listed(1)[0])

    with pytest.raises(RuleViolation) as refused:
        record({an.pk: "late"})
    assert codes(refused) == ["attendance_unknown"]
    with pytest.raises(RuleViolation) as refused:
        record({sits.pk: "present"}, class_id=planned.pk, session_id=ahead.pk)
    assert codes(refused) == ["not_open", "session_ahead"]


def test_after_the_end_it_may_still_be_corrected(attended):
    held, (an, *_), session, record = attended
    held.state = "ended"
    held.save()

    record({an.pk: "excused"})

    assert attendance_of(session) == {an.pk: "excused"}


def test_who_gave_up_or_sits_elsewhere_is_not_there(world, attended):
    _, (an, binh, _), _, record = attended
    binh.state = "gave_up"
    binh.save()
    other, (foreign,) = open_class(world, 1, starts_on=DAY - timedelta(20))

    for place in (binh, foreign):
        with pytest.raises(NotReached):
            record({an.pk: "present", place.pk: "present"})
    with pytest.raises(NotReached):
        record({foreign.pk: "present"}, class_id=other.pk)
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("user", ["secretary", "school_officer", "neighbour_officer"])
def test_out_of_reach(world, attended, user):
    _, (an, *_), _, record = attended

    with pytest.raises(NotReached):
        record({an.pk: "present"}, user=getattr(world, user))


def test_a_hundred_and_twenty_people_are_a_few_statements(world, attended, django_assert_max_num_queries):
    held, _, session, record = attended
    people = [make_place(held, pool_world.make_person(world.branch, f"Người {each}")) for each in range(117)]
    marks = dict.fromkeys([each.pk for each in people], "present")

    with django_assert_max_num_queries(20):
        record(marks)
    assert session.attendances.count() == 117
