"""Classes are made, changed, opened, ended, called off; lecturers come and go."""

from datetime import date, timedelta

import pytest

from nguon.models import ClassPlace, ClassProposal, Entry, Lecturer, ProposalStep, TrainingClass
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.training import (
    ClassFacts,
    LecturerFacts,
    add_lecturer,
    cancel_class,
    change_class,
    change_lecturer,
    end_class,
    lecturer_leaves,
    make_class,
    open_class,
)
from tests import pool_world
from tests.factories import DAY, holder
from tests.pool_world import make_certificate, make_lecturer, make_place, make_proposal, make_session
from tests.services.test_proposing import codes
from tests.training_world import make_training_world
from tests.training_world import open_class as an_open_class

pytestmark = pytest.mark.django_db
START, END = DAY + timedelta(7), DAY + timedelta(11)


@pytest.fixture
def world():
    return make_training_world()


def facts(**changes):
    given = {
        "name": "Khóa I/2026",
        "kind": "awareness",
        "starts_on": START,
        "ends_on": END,
        "capacity": 60,
        "place": "Hội trường A",
    }
    return ClassFacts(**given | changes)


class TestMaking:
    @pytest.mark.shows("001-12")
    def test_the_political_centre_makes_a_class_where_there_is_one(self, world, by):
        made = make_class(by=by(world.centre), unit_id=world.commune.pk, facts=facts())

        assert (made.state, made.office, made.path, made.capacity) == (
            "planned", "political_centre", world.commune.path, 60,
        )  # fmt: skip
        entry = Entry.objects.get()
        assert (entry.action, entry.after["class_kind"], entry.after["office"]) == (
            "training.make_class", "awareness", "political_centre",
        )  # fmt: skip

    @pytest.mark.shows("001-12")
    def test_the_organisation_board_makes_it_where_there_is_no_centre(self, world, by):
        made = make_class(by=by(world.neighbour_officer), unit_id=world.neighbour.pk, facts=facts())

        assert made.office == "organisation_board"

    def test_beside_a_centre_the_board_makes_none(self, world, by):
        with pytest.raises(RuleViolation) as refused:
            make_class(by=by(world.officer), unit_id=world.commune.pk, facts=facts())

        assert codes(refused) == ["centre_holds"]

    def test_once_the_centre_has_nobody_the_board_makes_it_again(self, world, by):
        world.centre.appointments.update(ends_on=DAY)

        assert make_class(by=by(world.officer), unit_id=world.commune.pk, facts=facts()).office == "organisation_board"

    def test_a_grassroots_committee_makes_one_of_its_own(self, world, by):
        made = make_class(by=by(world.school_officer), unit_id=world.school.pk, facts=facts())

        assert made.unit == world.school

    @pytest.mark.parametrize("user", ["secretary", "neighbour_officer"])
    def test_out_of_reach(self, world, by, user):
        with pytest.raises(NotReached):
            make_class(by=by(getattr(world, user)), unit_id=world.commune.pk, facts=facts())

    def test_everything_wrong_is_said_at_once(self, world, by):
        wrong = facts(name=" ", ends_on=date(2026, 3, 1), capacity=0, kind="x")

        with pytest.raises(RuleViolation) as refused:
            make_class(by=by(world.centre), unit_id=world.commune.pk, facts=wrong)
        assert codes(refused) == ["capacity", "ends_before_start", "kind_unknown", "name_missing"]


class TestChanging:
    def test_only_what_changed_is_recorded(self, world, by):
        held = pool_world.make_class(world.commune, name="Khóa I/2026", place="Hội trường A")

        change_class(by=by(world.centre), class_id=held.pk, facts=facts(capacity=80))

        held.refresh_from_db()
        entry = Entry.objects.get()
        assert held.capacity == 80
        assert (entry.before, entry.after) == ({"capacity": 60}, {"capacity": 80})

    def test_no_change_leaves_no_entry(self, world, by):
        held = make_class(by=by(world.centre), unit_id=world.commune.pk, facts=facts())

        change_class(by=by(world.centre), class_id=held.pk, facts=facts())

        assert Entry.objects.count() == 1

    @pytest.mark.parametrize(
        ("state", "changes", "expected"),
        [
            ("planned", {"kind": "new_member"}, ["kind_stays"]),
            ("cancelled", {}, ["state"]),
            ("open", {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 20)}, ["start_before_opening"]),
            ("ended", {}, ["ended_ahead"]),
            ("planned", {"capacity": 1}, ["capacity_below_placed"]),
            ("planned", {"starts_on": START + timedelta(1)}, ["sessions_outside"]),
        ],
    )
    def test_what_no_longer_fits_is_refused(self, world, by, state, changes, expected):
        opened = date(2026, 3, 5) if state == "open" else None
        held = pool_world.make_class(world.commune, state=state, opening_date=opened)
        for each in world.listed(2):
            make_place(held, each)
        make_session(held)

        with pytest.raises(RuleViolation) as refused:
            change_class(by=by(world.centre), class_id=held.pk, facts=facts(**changes))
        assert codes(refused) == expected

    def test_a_class_with_certificates_stays_as_it_was(self, world, by):
        held, (place,) = an_open_class(world, 1, state="ended")
        make_certificate(place.person, place=place)

        with pytest.raises(RuleViolation) as refused:
            change_class(by=by(world.centre), class_id=held.pk, facts=facts(starts_on=held.starts_on, ends_on=DAY))
        assert codes(refused) == ["has_certificates"]

    def test_a_centre_keeps_no_class_of_the_board_and_a_neighbour_none(self, world, by):
        own = pool_world.make_class(world.commune, office="organisation_board")

        for user in (world.centre, world.neighbour_officer, world.secretary):
            with pytest.raises(NotReached):
                change_class(by=by(user), class_id=own.pk, facts=facts())

    def test_the_board_helps_its_centre_out(self, world, by):
        held = pool_world.make_class(world.commune)

        assert change_class(by=by(world.officer), class_id=held.pk, facts=facts()).name == "Khóa I/2026"


class TestOpening:
    @pytest.mark.shows("000-17", "001-12")
    def test_a_class_is_opened_by_its_decision(self, world, by):
        held = pool_world.make_class(world.commune)

        open_class(by=by(world.centre), class_id=held.pk, number=" 12-QĐ/TTCT ", on=DAY)

        held.refresh_from_db()
        assert (held.state, held.opening_number, held.opening_date) == ("open", "12-QĐ/TTCT", DAY)
        assert (Entry.objects.get().action, Entry.objects.get().on) == ("training.open_class", DAY)

    def test_it_is_opened_once(self, world, by):
        held = pool_world.make_class(world.commune)
        open_class(by=by(world.centre), class_id=held.pk, number="12", on=DAY)

        with pytest.raises(RuleViolation) as refused:
            open_class(by=by(world.centre), class_id=held.pk, number="", on=DAY + timedelta(8))
        assert codes(refused) == ["opening_after_start", "opening_ahead", "opening_number", "state"]

    def test_who_does_not_hold_it_does_not_open_it(self, world, by):
        held = pool_world.make_class(world.commune)

        for user in (world.secretary, world.school_officer, world.neighbour_officer):
            with pytest.raises(NotReached):
                open_class(by=by(user), class_id=held.pk, number="12", on=DAY)


class TestEnding:
    def test_who_still_waits_goes_back_to_the_desk(self, world, by):
        held, _ = an_open_class(world)
        sat, waited = world.listed(2)
        make_place(held, sat, proposal=make_proposal(sat, state="placed"))
        make_place(held, waited, state="waiting", proposal=make_proposal(waited, state="placed", desk=world.commune))

        end_class(by=by(world.centre), class_id=held.pk)

        held.refresh_from_db()
        assert held.state == "ended"
        assert dict(ClassProposal.objects.values_list("person", "state")) == {sat.pk: "placed", waited.pk: "proposed"}
        assert ClassPlace.objects.get(person=waited).state == "gave_up"
        assert ProposalStep.objects.get().what == "back"
        assert Entry.objects.get().after == {"class_state": "ended", "back": 1}

    def test_not_before_its_last_day_and_not_unless_open(self, world, by):
        ahead, _ = an_open_class(world, ends_on=DAY + timedelta(1))
        planned = pool_world.make_class(world.commune, starts_on=DAY, ends_on=DAY)

        for held, code in ((ahead, "ends_later"), (planned, "state")):
            with pytest.raises(RuleViolation) as refused:
                end_class(by=by(world.centre), class_id=held.pk)
            assert codes(refused) == [code]


class TestCallingOff:
    def test_all_proposals_wait_again_at_the_unit(self, world, by):
        held = pool_world.make_class(world.commune)
        people = world.listed(3)
        for each, state in zip(people, ("placed", "placed", "waiting"), strict=True):
            make_place(held, each, state=state, proposal=make_proposal(each, state="placed", desk=world.commune))

        cancel_class(by=by(world.centre), class_id=held.pk, reason="Bão số 5")

        held.refresh_from_db()
        assert (held.state, held.cancel_reason) == ("cancelled", "Bão số 5")
        assert set(ClassProposal.objects.values_list("state", "desk")) == {("proposed", world.commune.pk)}
        assert set(ClassPlace.objects.values_list("state", "gave_up_reason")) == {("gave_up", "Không mở lớp: Bão số 5")}
        assert (Entry.objects.get().reason, Entry.objects.get().after["back"]) == ("Bão số 5", 3)

    def test_not_without_a_reason_and_not_with_results(self, world, by):
        held, (place,) = an_open_class(world, 1)
        place.result = "passed"
        place.save()

        with pytest.raises(RuleViolation) as refused:
            cancel_class(by=by(world.centre), class_id=held.pk, reason=" ")
        assert codes(refused) == ["cancel_reason", "has_results"]
        assert TrainingClass.objects.get().state == "open"


class TestLecturers:
    @pytest.mark.shows("000-13")
    def test_a_lecturer_is_full_time_or_part_time(self, world, by):
        made = add_lecturer(
            by=by(world.centre),
            unit_id=world.commune.pk,
            facts=LecturerFacts("  Phạm  Thị Thu ", full_time=True, position="Phó Giám đốc"),
        )

        assert (made.full_name, made.full_time, made.unit) == ("Phạm Thị Thu", True, world.commune)
        assert Entry.objects.get().after == {"full_time": True, "position": "Phó Giám đốc"}

    def test_a_name_is_wanted_and_nobody_stands_twice(self, world, by):
        make_lecturer(world.commune)

        for name, code in ((" ", "lecturer_name"), ("Phạm Thị Thu", "lecturer_twice")):
            with pytest.raises(RuleViolation) as refused:
                add_lecturer(by=by(world.centre), unit_id=world.commune.pk, facts=LecturerFacts(name))
            assert codes(refused) == [code]

    def test_changing_one_and_no_change(self, world, by):
        found = make_lecturer(world.commune)

        change_lecturer(by=by(world.centre), lecturer_id=found.pk, facts=LecturerFacts("Phạm Thị Thư", phone="0912"))
        change_lecturer(by=by(world.centre), lecturer_id=found.pk, facts=LecturerFacts("Phạm Thị Thư", phone="0912"))

        assert Lecturer.objects.get().full_name == "Phạm Thị Thư"
        assert Entry.objects.get().after == {"full_name": "Phạm Thị Thư"}
        with pytest.raises(RuleViolation):
            change_lecturer(by=by(world.centre), lecturer_id=found.pk, facts=LecturerFacts(""))

    def test_who_left_teaches_no_later_session(self, world, by):
        found = make_lecturer(world.commune)
        held = pool_world.make_class(world.commune)
        session = make_session(held, lecturer=found)

        with pytest.raises(RuleViolation) as refused:
            lecturer_leaves(by=by(world.centre), lecturer_id=found.pk, on=DAY)
        assert codes(refused) == ["still_teaches"]
        lecturer_leaves(by=by(world.centre), lecturer_id=found.pk, on=session.on + timedelta(1))
        with pytest.raises(MovedOn):
            lecturer_leaves(by=by(world.centre), lecturer_id=found.pk, on=END)
        assert Entry.objects.get().action == "training.lecturer_leaves"

    def test_lecturers_of_another_unit_are_not_there(self, world, by):
        foreign = make_lecturer(world.neighbour)

        for act in (
            lambda: change_lecturer(by=by(world.centre), lecturer_id=foreign.pk, facts=LecturerFacts("A")),
            lambda: lecturer_leaves(by=by(world.officer), lecturer_id=foreign.pk, on=DAY),
            lambda: add_lecturer(by=by(world.centre), unit_id=world.neighbour.pk, facts=LecturerFacts("A")),
            lambda: add_lecturer(
                by=by(holder(Role.INSPECTION_OFFICER, world.commune)),
                unit_id=world.commune.pk,
                facts=LecturerFacts("A"),
            ),
        ):
            with pytest.raises(NotReached):
                act()
