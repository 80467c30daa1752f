"""Outcomes are written down by a person, for all at once, whatever the attendance."""

from datetime import timedelta
from decimal import Decimal

import pytest

from nguon.models import Attendance, ClassPlace, Entry
from nguon.queries.training import by_name, results_seen
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.services.checking import Outcome, record_results
from tests import pool_world
from tests.factories import DAY, NOON
from tests.pool_world import make_certificate, make_place, make_session
from tests.services.test_proposing import codes
from tests.training_world import make_training_world, open_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_training_world()


@pytest.mark.shows("000-13")
def test_marks_grades_and_results_of_all_in_one_act(world, by):
    held, (an, binh, cuc) = open_class(world, 3)

    changed = record_results(
        by=by(world.centre),
        class_id=held.pk,
        outcomes=[
            Outcome(an.pk, "passed", Decimal("8.50"), "Giỏi"),
            Outcome(binh.pk, "failed", Decimal(4), note="Chép bài"),
            Outcome(cuc.pk, "absent"),
        ],
    )

    rows = ClassPlace.objects.order_by("pk").values_list("result", "mark", "grade", "result_note", "result_by")
    assert changed == 3
    assert list(rows) == [
        ("passed", Decimal("8.50"), "Giỏi", "", world.centre.pk),
        ("failed", Decimal("4.00"), "", "Chép bài", world.centre.pk),
        ("absent", None, "", "", world.centre.pk),
    ]
    entry = Entry.objects.get()
    assert entry.after == {"changed": 3, "passed": 1, "failed": 1, "absent_at_check": 1}


def test_nothing_follows_from_attendance(world, by):
    held, (an,) = open_class(world, 1)
    session = make_session(held)
    Attendance.objects.create(session=session, place=an, state="absent", recorded_at=NOON)

    an.refresh_from_db()
    assert an.result == ""
    record_results(by=by(world.centre), class_id=held.pk, outcomes=[Outcome(an.pk, "passed")])
    an.refresh_from_db()
    assert an.result == "passed"


def test_the_same_again_changes_nothing_and_an_outcome_can_be_taken_back(world, by):
    held, (an, binh) = open_class(world, 2)

    def send(*outcomes):
        return record_results(by=by(world.centre), class_id=held.pk, outcomes=outcomes)

    send(Outcome(an.pk, "passed"), Outcome(binh.pk, "failed"))
    assert send(Outcome(an.pk, "passed")) == 0
    assert send(Outcome(an.pk), Outcome(binh.pk, "failed")) == 1

    an.refresh_from_db()
    assert an.result == ""
    assert Entry.objects.count() == 2


def test_all_or_none_and_each_fault_names_its_participant(world, by):
    held, (an, binh, cuc) = open_class(world, 3)

    with pytest.raises(RuleViolation) as refused:
        record_results(
            by=by(world.centre),
            class_id=held.pk,
            outcomes=[
                Outcome(an.pk, "passed"),
                Outcome(binh.pk, "passed", Decimal(11)),
                Outcome(cuc.pk, "", Decimal(5)),
            ],
        )

    assert codes(refused) == ["mark_range", "result_missing"]
    assert ["Bình" in str(each) or "Cúc" in str(each) for each in refused.value.unmet] == [True, True]
    assert not ClassPlace.objects.exclude(result="").exists()


def test_who_holds_the_certificate_stays_passed_until_it_is_revoked(world, by):
    held, (an,) = open_class(world, 1, state="ended")
    an.result = "passed"
    an.save()
    certificate = make_certificate(an.person, place=an)
    asked = {"class_id": held.pk, "outcomes": [Outcome(an.pk, "failed")]}

    with pytest.raises(RuleViolation) as refused:
        record_results(by=by(world.centre), **asked)
    assert codes(refused) == ["certified_already"]
    certificate.revoked_on = DAY
    certificate.save()
    assert record_results(by=by(world.centre), **asked) == 1


def test_before_the_check_and_before_the_opening_there_are_none(world, by):
    planned = pool_world.make_class(world.commune)
    sits = make_place(planned, world.listed(1)[0])

    with pytest.raises(RuleViolation) as refused:
        record_results(by=by(world.centre), class_id=planned.pk, outcomes=[Outcome(sits.pk, "passed")])
    assert codes(refused) == ["check_ahead", "not_open"]


def test_a_check_before_the_last_day_counts_from_its_day(world, by):
    held, (an,) = open_class(world, 1, ends_on=DAY + timedelta(2), check_on=DAY)

    assert record_results(by=by(world.centre), class_id=held.pk, outcomes=[Outcome(an.pk, "passed")]) == 1


def test_two_at_once_do_not_write_over_each_other(world, by):
    held, (an, binh) = open_class(world, 2)
    seen = results_seen(by_name(held))
    record_results(by=by(world.centre), class_id=held.pk, outcomes=[Outcome(an.pk, "passed")], seen=seen)

    with pytest.raises(MovedOn):
        record_results(by=by(world.officer), class_id=held.pk, outcomes=[Outcome(binh.pk, "failed")], seen=seen)
    assert results_seen(by_name(held)) != seen


def test_places_of_another_class_given_up_or_out_of_reach_are_not_there(world, by):
    held, (an, gone) = open_class(world, 2)
    gone.state = "gave_up"
    gone.save()
    _, (foreign,) = open_class(world, 1)

    for place in (gone, foreign):
        with pytest.raises(NotReached):
            record_results(by=by(world.centre), class_id=held.pk, outcomes=[Outcome(place.pk, "passed")])
    for user in (world.secretary, world.neighbour_officer, world.school_officer):
        with pytest.raises(NotReached):
            record_results(by=by(user), class_id=held.pk, outcomes=[Outcome(an.pk, "passed")])
