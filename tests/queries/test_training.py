"""Classes listed, one class with its people, sessions, attendance, numbers of certificates."""

from datetime import date, timedelta

import pytest

from nguon.models import Attendance, Certificate
from nguon.queries.training import (
    WantedClasses,
    by_name,
    certificate_counts,
    class_of,
    classes_at,
    classes_in_order,
    grid,
    grouped,
    has_centre,
    holding_units,
    lecturers_of,
    may_hold,
    next_series,
    result_counts,
    results_seen,
    seats_of,
    seen_marks,
    sessions_of,
    waiting_at,
    without_certificate,
)
from nguon.rules.errors import NotReached
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, appoint, holder
from tests.pool_world import (
    make_certificate,
    make_class,
    make_lecturer,
    make_place,
    make_proposal,
    make_session,
)
from tests.training_world import make_training_world, open_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_training_world()


class TestWhoHolds:
    def test_a_centre_is_there_while_somebody_is_appointed_in_it(self, world):
        assert has_centre(world.commune, DAY)
        assert not has_centre(world.neighbour, DAY)
        world.centre.appointments.update(ends_on=DAY)
        assert not has_centre(world.commune, DAY)
        assert has_centre(world.commune, DAY - timedelta(1))

    def test_units_at_which_one_opens_classes(self, world, by):
        assert holding_units(by(world.centre)) == [world.commune]
        assert holding_units(by(world.officer)) == []
        assert holding_units(by(world.neighbour_officer)) == [world.neighbour]
        assert holding_units(by(world.secretary)) == []
        appoint(world.centre, Role.GRASSROOTS_OFFICER, world.school)
        assert holding_units(by(world.centre)) == [world.commune, world.school]

    @pytest.mark.parametrize(
        ("user", "office", "expected"),
        [
            ("centre", "political_centre", True),
            ("centre", "organisation_board", False),
            ("officer", "political_centre", True),
            ("officer", "organisation_board", True),
            ("school_officer", "political_centre", False),
            ("secretary", "political_centre", False),
        ],
    )
    def test_the_centre_sees_and_keeps_its_own_classes_alone(self, world, by, user, office, expected):
        held, who = make_class(world.commune, office=office), by(getattr(world, user))

        assert may_hold(who, held) == expected
        assert who.training_classes().filter(pk=held.pk).exists() == expected
        if not expected:
            with pytest.raises(NotReached):
                class_of(who, held.pk)

    def test_the_centre_reaches_no_person_and_no_proposal(self, world, by):
        held, _ = open_class(world, 2)
        make_proposal(world.listed(1)[0], desk=world.commune)
        centre = by(world.centre)

        assert (centre.persons().count(), centre.class_proposals().count()) == (0, 0)
        assert len(seats_of(held).placed) == 2


class TestListing:
    def test_latest_first_with_counts_that_do_not_multiply(self, world, by):
        older = make_class(world.commune, name="Khóa I", starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 9))
        held, (an, binh, _) = open_class(world, 3, name="Khóa II", state="ended")
        make_place(held, world.listed(1)[0], state="waiting")
        for each in (an, binh):
            each.result = "passed"
            each.save()
        make_certificate(an.person, place=an)
        make_certificate(binh.person, place=binh, revoked_on=DAY)

        rows = list(classes_in_order(by(world.centre).training_classes()))

        assert [(each.pk, each.placed, each.waiting, each.passed, each.certified) for each in rows] == [
            (held.pk, 3, 1, 2, 1),
            (older.pk, 0, 0, 0, 0),
        ]
        assert certificate_counts(held) == (1, 2)

    @pytest.mark.parametrize(
        ("wanted", "count"),
        [
            (WantedClasses(), 3),
            (WantedClasses(kind="new_member"), 1),
            (WantedClasses(state="ended"), 1),
            (WantedClasses(year=2025), 1),
            (WantedClasses(year=2026, kind="new_member"), 0),
        ],
    )
    def test_narrowed(self, world, by, wanted, count):
        make_class(world.commune)
        make_class(world.commune, state="ended")
        make_class(world.commune, kind="new_member", starts_on=date(2025, 3, 1), ends_on=date(2025, 3, 2))

        assert wanted.of(by(world.officer).training_classes()).count() == count

    def test_classes_that_still_take_people(self, world, by):
        held, _ = open_class(world, 2)
        make_class(world.commune, state="ended")
        make_class(world.commune, kind="new_member")

        (found,) = classes_at(by(world.officer), world.commune, "awareness")
        assert (found, found.placed, found.waiting) == (held, 2, 0)
        assert classes_at(by(world.school_officer), world.commune, "awareness") == []


class TestOneClass:
    def test_people_by_unit_and_by_name_who_waits_and_who_gave_up(self, world):
        held, _ = open_class(world, 2)
        (late,) = world.listed(1, unit=world.other_branch)
        make_place(held, late)
        gone = make_place(held, world.listed(3)[2], state="gave_up")
        second = make_place(held, world.listed(1)[0], state="waiting")
        first = make_place(held, world.listed(2)[1], state="waiting")
        first.placed_at = NOON - timedelta(hours=1)
        first.save()

        seats = seats_of(held)

        assert [(name, len(rows)) for name, rows in grouped(seats.placed)] == [
            ("Chi bộ Khoa Điện", 2),
            ("Chi bộ Khoa May", 1),
        ]
        assert (seats.waiting, seats.gave_up) == ([first, second], [gone])
        assert [each.person.full_name for each in by_name(held)] == [
            "Nguyễn Thị An", "Nguyễn Thị An", "Nguyễn Thị Bình",
        ]  # fmt: skip

    def test_only_name_birth_sex_and_unit_of_a_person_are_loaded(self, world, django_assert_num_queries):
        held, _ = open_class(world, 2)

        with django_assert_num_queries(1):
            (one, _) = seats_of(held).placed
            assert one.person.born.year == 1998
        assert {"phone", "citizen_sealed", "residence"} <= one.person.get_deferred_fields()

    def test_sessions_in_time_with_who_was_there(self, world):
        held, (an, binh) = open_class(world, 2)
        evening = make_session(held, half="evening")
        morning = make_session(held, half="morning")
        for place, state in ((an, "present"), (binh, "absent")):
            Attendance.objects.create(session=morning, place=place, state=state, recorded_at=NOON)

        found = sessions_of(held)
        rows = grid([an, binh], found)

        assert [(each.pk, each.marked, each.there) for each in found] == [(morning.pk, 2, 1), (evening.pk, 0, 0)]
        assert [(each.states, each.excused, each.absent, each.missed) for each in rows] == [
            (("present", ""), 0, 0, 0),
            (("absent", ""), 0, 1, 1),
        ]

    def test_results_are_counted_and_none_left_out(self, world):
        _held, places = open_class(world, 3)
        places[0].result = "passed"

        assert [count for _code, _name, count in result_counts(places)] == [1, 0, 0, 2]

    def test_a_change_is_seen(self, world):
        _held, places = open_class(world, 2)
        before = results_seen(places)

        places[0].grade = "Khá"

        assert results_seen(places) != before
        assert seen_marks({1: "a", 2: "b"}) == seen_marks({2: "b", 1: "a"}) != seen_marks({1: "b", 2: "a"})

    def test_what_waits_at_its_unit(self, world):
        held = make_class(world.commune)
        an, binh, cuc = world.listed(3)
        make_proposal(an, desk=world.commune)
        make_proposal(binh, desk=world.commune, kind="new_member")
        make_proposal(cuc)

        assert waiting_at(held) == 1


class TestCertificates:
    def test_who_passed_and_never_got_one(self, world):
        held, (an, binh, cuc) = open_class(world, 3, state="ended")
        for each in (an, binh):
            each.result = "passed"
            each.save()
        make_certificate(binh.person, place=binh, revoked_on=DAY)

        assert list(without_certificate(held)) == [an]
        assert cuc.result == ""

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            ("57/GCN-TTCT", ("{n}/GCN-TTCT", 58)),
            ("TT-9", ("TT-{n}", 10)),
            ("không số", ("{n}/GCN-TTCT", 1)),
        ],
    )
    def test_numbers_go_on_after_the_latest(self, world, number, expected):
        held, (an,) = open_class(world, 1, state="ended")
        assert next_series(held) == ("{n}/GCN-TTCT", 1)
        make_certificate(an.person, place=an, issued_on=DAY)
        Certificate.objects.update(number=number)

        assert next_series(held) == expected

    def test_a_new_year_begins_anew(self, world):
        held, (an,) = open_class(world, 1, state="ended")
        make_certificate(an.person, place=an, issued_on=date(2025, 12, 1))
        Certificate.objects.update(number="57/GCN")

        assert next_series(held) == ("{n}/GCN-TTCT", 1)


def test_lecturers_with_the_sessions_they_taught(world):
    one, other = make_lecturer(world.commune, "Trần An"), make_lecturer(world.commune, "Lê Bình", left_on=DAY)
    make_session(make_class(world.commune), lecturer=one)
    make_session(make_class(world.commune, state="cancelled"), lecturer=one)

    found = {each.pk: each.taught for each in lecturers_of([world.commune])}

    assert found == {one.pk: 1, other.pk: 0}


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_for_the_list(world, by, django_assert_num_queries, count):
    for number in range(count):
        make_class(world.commune, name=f"Khóa {number}")
    officer = by(holder(Role.ORGANISATION_OFFICER, world.province))

    with django_assert_num_queries(1):
        assert len(list(classes_in_order(officer.training_classes()))) == count
