"""Certificates that lapse, how many qualify and were sent, what classes ask of one person today."""

from datetime import date, timedelta

import pytest

from nguon.models import Certificate
from nguon.queries.certificates import lapse_rows, lapse_sums, lapsing, lapsing_in_order
from nguon.queries.class_sums import sent_sums
from nguon.queries.class_work import class_work
from nguon.rules.partial_dates import PartialDate
from nguon.rules.periods import add_months
from nguon.rules.roles import Action, Role
from tests.factories import DAY, NOON, holder
from tests.pool_world import make_certificate, make_class, make_person, make_place, make_proposal
from tests.training_world import make_training_world, open_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_training_world()


def certified(person, until, **facts):
    made = make_certificate(person, issued_on=date(2021, 1, 5), **facts)
    Certificate.objects.filter(pk=made.pk).update(valid_until=until)
    return made


class TestLapsing:
    @pytest.mark.shows("004-12", "feature-19")
    def test_those_on_list_2_and_3_not_yet_admitted_the_soonest_first(self, world, by):
        soon, later, lapsed, far = world.listed(4)
        member, listed_1, moved = world.listed(3, unit=world.other_branch)
        for person, days in ((soon, 30), (later, 90), (lapsed, -5), (far, 400), (member, 30), (listed_1, 30)):
            certified(person, DAY + timedelta(days))
        certified(moved, DAY + timedelta(30), revoked_on=DAY)
        member.joined = PartialDate(2026, 1, 1)
        member.save()
        listed_1.listed = 1
        listed_1.save()

        found = lapsing_in_order(lapsing(by(world.officer), add_months(DAY, 6), Action.SEE_PEOPLE))
        rows = lapse_rows(found, on=DAY)

        assert [(each.certificate.person, each.days, each.tone) for each in rows] == [
            (lapsed, -5, "late"),
            (soon, 30, "soon"),
            (later, 90, "soon"),
        ]

    def test_only_the_newest_certificate_counts(self, world, by):
        renewed, good, twice = world.listed(3)
        certified(renewed, DAY + timedelta(10))
        certified(renewed, DAY + timedelta(900))
        certified(good, DAY + timedelta(10))
        certified(good, None)
        certified(twice, DAY + timedelta(10))
        certified(twice, DAY + timedelta(10))

        found = lapsing(by(world.secretary), add_months(DAY, 6), Action.SEE_PEOPLE)

        assert [each.person for each in found] == [twice]

    def test_a_new_class_under_way_is_said(self, world, by):
        sits, lies, none = world.listed(3)
        for each in (sits, lies, none):
            certified(each, DAY + timedelta(10))
        make_place(make_class(world.commune), sits)
        make_proposal(lies)

        rows = lapse_rows(lapsing_in_order(lapsing(by(world.secretary), add_months(DAY, 6), Action.SEE_PEOPLE)), on=DAY)

        assert [each.again for each in rows] == ["Đang trong lớp", "Đã đề nghị", ""]

    def test_names_go_as_far_as_persons_are_seen_and_records_gone_are_left_out(self, world, by):
        mine, gone = world.listed(2)
        certified(mine, DAY)
        certified(gone, DAY)
        gone.withdrawn_at = NOON
        gone.save()
        inspector = holder(Role.INSPECTION_OFFICER, world.commune)

        def people(user, action=Action.SEE_PEOPLE):
            return [each.person for each in lapsing(by(user), DAY, action)]

        assert people(world.secretary) == [mine]
        assert people(world.other_secretary) == []
        assert people(inspector) == []
        assert people(inspector, Action.SEE_POOL) == [mine]

    def test_sums_by_branch_put_each_certificate_in_one_column(self, world, by):
        a, b, c, d = world.listed(4)
        (e,) = world.listed(1, unit=world.other_branch)
        for person, until in (
            (a, DAY),
            (b, DAY + timedelta(1)),
            (c, add_months(DAY, 6)),
            (d, add_months(DAY, 6) + timedelta(1)),
            (e, add_months(DAY, 12)),
        ):
            certified(person, until)

        rows = lapse_sums(by(holder(Role.INSPECTION_OFFICER, world.commune)), (6, 12))

        assert [(each.unit, each.lapsed, each.sooner, each.later, each.all) for each in rows] == [
            (world.branch, 1, 2, 1, 4),
            (world.other_branch, 0, 0, 1, 1),
            (None, 1, 2, 2, 5),
        ]

    @pytest.mark.parametrize("count", [1, 3])
    def test_two_queries_for_sums_and_three_for_names(self, world, by, django_assert_num_queries, count):
        for person in world.listed(count):
            certified(person, DAY)
        officer = by(world.officer)

        with django_assert_num_queries(2):
            lapse_sums(officer, (6, 12))
        with django_assert_num_queries(3):
            lapse_rows(lapsing_in_order(lapsing(officer, DAY, Action.SEE_PEOPLE)), on=DAY)


class TestSums:
    @pytest.mark.shows("000-7")
    def test_how_many_qualify_and_were_sent_by_branch(self, world, by):
        none, holds, lies, sits, passed, failed, last_year = world.listed(7)
        make_certificate(holds)
        make_proposal(lies)
        make_place(make_class(world.commune), sits)
        over = make_class(world.commune, state="ended", starts_on=date(2026, 1, 5), ends_on=date(2026, 1, 9))
        make_place(over, passed, result="passed")
        make_place(over, failed, result="failed")
        old = make_class(world.commune, state="ended", starts_on=date(2025, 1, 5), ends_on=date(2025, 1, 9))
        make_place(old, last_year, result="passed")
        (other,) = world.listed(1, unit=world.other_branch)

        rows = sent_sums(by(world.school_officer), 2026)

        said = [
            (each.unit, each.fit, each.certified, each.proposed, each.placed, each.open, each.passed, each.failed)
            for each in rows
        ]
        assert said == [
            (world.branch, 7, 1, 1, 1, 4, 1, 1),
            (world.other_branch, 1, 0, 0, 0, 1, 0, 0),
            (None, 8, 1, 1, 1, 5, 1, 1),
        ]
        assert sent_sums(by(world.school_officer), 2025)[0].passed == 1
        assert (none.listed, other.listed) == (2, 2)

    def test_numbers_reach_further_than_names_and_not_beyond(self, world, by):
        world.listed(2)

        assert sent_sums(by(holder(Role.INSPECTION_OFFICER, world.commune)), 2026)[-1].fit == 2
        assert sent_sums(by(world.neighbour_officer), 2026)[-1].fit == 0
        assert sent_sums(by(world.officer), 2026, unit_path=world.other_branch.path)[-1].fit == 0

    @pytest.mark.parametrize("count", [1, 3])
    def test_five_queries_for_any_number(self, world, by, django_assert_num_queries, count):
        world.listed(count)
        officer = by(world.officer)

        with django_assert_num_queries(5):
            sent_sums(officer, 2026)


class TestWork:
    def lines(self, by, user):
        return [(each.what, each.count, each.tone) for each in class_work(by(user)).classes]

    def test_quiet_where_nothing_waits(self, world, by):
        for user in (world.secretary, world.school_officer, world.officer, world.centre):
            assert class_work(by(user)).count == 0

    @pytest.mark.shows("001-12")
    def test_what_lies_on_the_desk_waits_for_who_passes_it_or_places_it(self, world, by):
        an, binh = world.listed(2)
        make_proposal(an)
        make_proposal(binh, desk=world.commune)

        assert [each.unit for each in class_work(by(world.school_officer)).desks] == [world.school]
        assert [each.unit for each in class_work(by(world.officer)).desks] == [world.commune]
        assert [each.unit for each in class_work(by(world.centre)).desks] == [world.commune]
        assert class_work(by(world.secretary)).desks == []

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"state": "planned", "starts_on": 10, "ends_on": 12}, [("starts", 2, "soon")]),
            ({"state": "planned", "starts_on": 20, "ends_on": 22}, []),
            ({"state": "planned", "starts_on": 0, "ends_on": 2}, [("starts", 2, "late")]),
            ({"state": "open", "starts_on": 3, "ends_on": 5}, [("starts", 2, "soon")]),
            ({"state": "open", "starts_on": -1, "ends_on": 1}, []),
            ({"state": "open", "starts_on": -5, "ends_on": -1}, [("ends", 2, "late"), ("results", 2, "late")]),
            ({"state": "ended", "starts_on": -5, "ends_on": -1}, [("results", 2, "late")]),
            ({"state": "cancelled", "starts_on": -5, "ends_on": -1}, []),
        ],
    )
    def test_a_class_says_what_it_owes(self, world, by, facts, expected):
        days = {key: DAY + timedelta(facts.pop(key)) for key in ("starts_on", "ends_on")}
        open_class(world, 2, **facts, **days)

        assert self.lines(by, world.centre) == expected

    def test_a_freed_place_and_certificates_owed(self, world, by):
        held, _ = open_class(world, 1, capacity=2, ends_on=DAY)
        make_place(held, world.listed(1)[0], state="waiting")
        _over, (passed,) = open_class(world, 1, state="ended")
        passed.result = "passed"
        passed.save()

        assert sorted(self.lines(by, world.centre)) == [("certificates", 1, "wait"), ("place_free", 1, "soon")]
        make_certificate(passed.person, place=passed)
        assert self.lines(by, world.centre) == [("place_free", 1, "soon")]

    def test_a_neighbour_and_a_unit_below_are_not_troubled(self, world, by):
        open_class(world, 1)

        for user in (world.school_officer, world.neighbour_officer, world.secretary):
            assert self.lines(by, user) == []

    def test_the_secretary_is_told_of_their_own_people(self, world, by):
        returned, anew, holds, lapses = world.listed(4)
        for each in (returned, anew):
            made = make_proposal(each, state="returned", return_reason="Thiếu")
            made.steps.create(unit=world.school, what="returned", on=DAY, made_at=NOON)
        make_proposal(anew)
        make_certificate(holds)
        certified(lapses, DAY + timedelta(20))

        found = class_work(by(world.secretary))

        assert (found.returned, found.certified, found.lapsing, found.lapsed) == (1, 2, 1, 0)
        assert found.count == 3
        assert class_work(by(world.other_secretary)).count == 0

    def test_a_few_queries_whatever_waits(self, world, by, django_assert_max_num_queries):
        for person in world.listed(3):
            make_proposal(person, desk=world.commune)
        open_class(world, 3)
        officer, secretary = by(world.officer), by(world.secretary)

        with django_assert_max_num_queries(3):
            class_work(officer)
        with django_assert_max_num_queries(4):
            class_work(secretary)


def test_a_person_moved_is_counted_where_they_are_now(world, by):
    person = make_person(world.other_branch, listed=3)
    made = certified(person, DAY)
    Certificate.objects.filter(pk=made.pk).update(path=world.branch.path)

    assert [each.unit for each in lapse_sums(by(world.officer), (6, 12))][:-1] == [world.other_branch]
