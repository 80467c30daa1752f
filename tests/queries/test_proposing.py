"""Who may be proposed, where proposals wait, who holds a certificate and waits for the branch."""

from datetime import date, timedelta

import pytest

from nguon.queries.proposing import (
    awaiting_branch,
    branches_of,
    candidates,
    desks,
    fit_rows,
    on_desk,
    own_desks,
    proposal_of,
    proposals_in_order,
    state_counts,
    steps_of,
)
from nguon.rules.errors import NotReached
from nguon.rules.partial_dates import PartialDate
from nguon.rules.roles import Action, Role
from nguon.services.proposing import lay_steps
from tests.factories import DAY, appoint, holder
from tests.pool_world import make_certificate, make_class, make_person, make_place, make_proposal
from tests.training_world import make_training_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_training_world()


def names(persons):
    return [each.full_name.split()[-1] for each in persons]


class TestCandidates:
    def test_the_newest_certificate_that_was_not_revoked_counts(self, world):
        (person,) = world.listed(1)
        make_certificate(person, issued_on=date(2020, 1, 1))
        make_certificate(person, issued_on=date(2024, 1, 1))
        make_certificate(person, issued_on=date(2026, 1, 1), revoked_on=DAY)

        found = candidates([person], "awareness", on=DAY)[person.pk]

        assert (found.has_certificate, found.holds_until) == (True, date(2029, 1, 2))

    def test_one_that_does_not_lapse_counts_for_good(self, world):
        (person,) = world.listed(1)
        make_certificate(person, kind="new_member")
        make_certificate(person, kind="new_member").__class__.objects.filter(person=person).update(valid_until=None)

        found = candidates([person], "new_member", on=DAY)[person.pk]

        assert (found.has_certificate, found.holds_until) == (True, None)
        assert not candidates([person], "awareness", on=DAY)[person.pk].has_certificate

    def test_a_place_in_a_class_over_or_given_up_is_none(self, world):
        sits, over, gone, lies = world.listed(4)
        make_place(make_class(world.commune), sits)
        make_place(make_class(world.commune, state="ended"), over)
        make_place(make_class(world.commune), gone, state="gave_up")
        make_proposal(lies)

        found = candidates([sits, over, gone, lies], "awareness", on=DAY)

        assert [found[each.pk].open_proposal for each in (sits, over, gone, lies)] == ["placed", "", "", "proposed"]

    @pytest.mark.parametrize("count", [1, 3])
    def test_three_queries_for_any_number(self, world, django_assert_num_queries, count):
        people = world.listed(count)

        with django_assert_num_queries(3):
            candidates(people, "awareness", on=DAY)


class TestFitting:
    def test_list_2_in_the_order_of_names_with_the_reason_of_those_who_cannot(self, world, by):
        _an, binh = world.listed(2)
        world.listed(1, to_list=3)
        make_certificate(binh)

        rows = fit_rows(by(world.secretary), world.branch, "awareness")

        assert [(names([each.person])[0], [one.code for one in each.unmet]) for each in rows] == [
            ("An", []),
            ("Bình", ["training.certificate_holds"]),
        ]

    def test_those_in_probation_for_the_other_class(self, world, by):
        make_person(world.branch, "Lê Văn Dự", joined=PartialDate(2025, 9, 1))
        make_person(world.branch, "Lê Văn Chính", joined=PartialDate(2020), official=PartialDate(2021))

        assert names(each.person for each in fit_rows(by(world.secretary), world.branch, "new_member")) == ["Dự"]

    def test_units_of_one_s_own_posts(self, world, by):
        appoint(world.secretary, Role.BRANCH_SECRETARY, world.other_branch)

        assert branches_of(by(world.secretary)) == [world.branch, world.other_branch]
        assert branches_of(by(holder(Role.INSPECTION_OFFICER, world.commune))) == []


class TestDesks:
    def test_one_s_own_first_then_from_the_top_down(self, world, by):
        an, binh, cuc = world.listed(3)
        make_proposal(an, proposed_on=DAY - timedelta(9))
        make_proposal(binh)
        make_proposal(cuc, desk=world.commune)
        make_proposal(world.listed(1, unit=world.other_branch)[0])

        found = desks(by(world.school_officer))
        above = desks(by(holder(Role.ORGANISATION_OFFICER, world.province)))

        assert [(each.unit, each.waiting, each.branches, each.since) for each in found] == [
            (world.school, 3, 2, DAY - timedelta(9))
        ]
        assert [each.unit for each in above] == [world.commune, world.school]
        assert [each.unit for each in desks(by(world.officer))] == [world.commune, world.school]

    def test_the_centre_s_desk_is_that_of_its_unit(self, world, by):
        an, binh = world.listed(2)
        make_proposal(an)
        make_proposal(binh, desk=world.commune)

        found = own_desks(by(world.centre), Action.HOLD_CLASSES)

        assert [(each.unit, each.waiting) for each in found] == [(world.commune, 1)]
        assert own_desks(by(world.centre), Action.PROPOSE_FOR_CLASS) == []
        assert desks(by(world.secretary)) == []

    def test_what_waits_stands_in_the_order_it_came(self, world):
        an, binh, cuc = world.listed(3)
        later = make_proposal(an)
        first = make_proposal(binh, proposed_on=DAY - timedelta(1))
        make_proposal(cuc, state="withdrawn")

        assert list(on_desk(world.school, "awareness")) == [first, later]
        assert not on_desk(world.school, "new_member").exists()


class TestProposals:
    def test_latest_first_with_the_class_it_sits_in(self, world, by, django_assert_num_queries):
        an, binh = world.listed(2)
        older = make_proposal(an, proposed_on=DAY - timedelta(3), state="placed")
        newer = make_proposal(binh)
        held = make_class(world.commune)
        make_place(held, an, proposal=older)
        secretary = by(world.secretary)

        with django_assert_num_queries(2):
            rows = list(proposals_in_order(secretary.class_proposals()))
            said = [
                (each.person.full_name, each.desk.name, [at.training_class for at in each.sits_in]) for each in rows
            ]

        assert [each.pk for each in rows] == [newer.pk, older.pk]
        assert said[1][2] == [held]

    def test_counted_by_state_in_the_order_of_the_states(self, world, by):
        for person, state in zip(world.listed(3), ("placed", "proposed", "proposed"), strict=True):
            make_proposal(person, state=state)

        assert [(code, count) for code, _name, count in state_counts(by(world.officer).class_proposals())] == [
            ("proposed", 2),
            ("placed", 1),
        ]

    def test_one_with_its_way_and_none_of_a_neighbour(self, world, by):
        made = make_proposal(world.listed(1)[0])
        lay_steps(by(world.school_officer), [made], world.school, "passed_up", document_number="1-CV")

        assert [(step.document_number, words) for step, words in steps_of(made)] == [("1-CV", "Chuyển lên cấp trên")]
        assert proposal_of(by(world.secretary), made.pk) == made
        with pytest.raises(NotReached):
            proposal_of(by(world.other_secretary), made.pk)


@pytest.mark.shows("001-9")
def test_who_holds_a_certificate_on_list_2_waits_for_the_branch(world, by):
    waits, lapsed, revoked, none = world.listed(4)
    on_list_3 = world.listed(1, to_list=3)[0]
    make_certificate(waits)
    make_certificate(lapsed, months=3)
    make_certificate(revoked, revoked_on=DAY)
    make_certificate(on_list_3)

    assert list(awaiting_branch(by(world.secretary))) == [waits]
    assert list(awaiting_branch(by(world.officer))) == [waits]
    assert not awaiting_branch(by(world.other_secretary)).exists()
    assert none.listed == 2
