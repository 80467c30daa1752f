"""Places go in the order of arrival; what is freed goes to who waits longest, by a person's click."""

from datetime import timedelta

import pytest

from nguon.models import ClassPlace, ClassProposal, Entry, ProposalStep
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.services.placing import move_up, place_proposals, withdraw_place
from tests import pool_world
from tests.factories import DAY, NOON
from tests.pool_world import make_place, make_proposal
from tests.services.test_proposing import codes
from tests.training_world import make_training_world, open_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_training_world()


def arrived(world, count, **facts):
    """So many proposals on the commune's desk, in the order they came."""
    return [make_proposal(each, desk=world.commune, **facts) for each in world.listed(count)]


def states(held):
    rows = ClassPlace.objects.filter(training_class=held).order_by("placed_at", "pk")
    return [(each.person.full_name.split()[-1], each.state) for each in rows]


class TestPlacing:
    @pytest.mark.shows("feature-20")
    def test_the_first_get_places_the_rest_wait(self, world, by):
        held = pool_world.make_class(world.commune, capacity=2)
        made = arrived(world, 4)

        found = place_proposals(
            by=by(world.centre), class_id=held.pk, proposal_ids=[each.pk for each in reversed(made)]
        )

        assert states(held) == [("An", "placed"), ("Bình", "placed"), ("Cúc", "waiting"), ("Dung", "waiting")]
        assert (found.placed, found.waiting) == (
            tuple(each.person_id for each in made[:2]), tuple(each.person_id for each in made[2:]),
        )  # fmt: skip
        assert set(ClassProposal.objects.values_list("state", flat=True)) == {"placed"}
        assert ProposalStep.objects.filter(what="placed", reason=held.name).count() == 4
        entry = Entry.objects.get()
        assert (entry.action, entry.after["placed"], entry.after["waiting"]) == ("training.place", 2, 2)

    def test_the_earlier_proposed_comes_first_whoever_was_ticked_first(self, world, by):
        held = pool_world.make_class(world.commune, capacity=1)
        early, late = world.listed(2)
        later = make_proposal(early, desk=world.commune)
        earlier = make_proposal(late, desk=world.commune, proposed_on=DAY - timedelta(5))

        place_proposals(by=by(world.centre), class_id=held.pk, proposal_ids=[later.pk, earlier.pk])

        assert states(held) == [("Bình", "placed"), ("An", "waiting")]

    def test_who_arrives_later_does_not_pass_who_waits(self, world, by):
        held = pool_world.make_class(world.commune, capacity=2)
        made = arrived(world, 4)
        place_proposals(by=by(world.centre), class_id=held.pk, proposal_ids=[each.pk for each in made[:3]])
        first = ClassPlace.objects.get(person=made[0].person)
        withdraw_place(by=by(world.centre), class_id=held.pk, place_id=first.pk, reason="Ốm", waits_on=True)

        place_proposals(by=by(world.centre), class_id=held.pk, proposal_ids=[made[3].pk])

        assert states(held) == [("An", "gave_up"), ("Bình", "placed"), ("Cúc", "waiting"), ("Dung", "waiting")]

    def test_who_gave_up_comes_anew_at_the_end(self, world, by):
        held = pool_world.make_class(world.commune, capacity=1)
        made = arrived(world, 2)
        place_proposals(by=by(world.centre), class_id=held.pk, proposal_ids=[each.pk for each in made])
        first = ClassPlace.objects.get(person=made[0].person)
        withdraw_place(by=by(world.centre), class_id=held.pk, place_id=first.pk, reason="Ốm", waits_on=True)

        place_proposals(by=by(world.centre), class_id=held.pk, proposal_ids=[made[0].pk])

        assert states(held) == [("Bình", "waiting"), ("An", "waiting")]
        assert ClassPlace.objects.count() == 2

    @pytest.mark.parametrize("state", ["ended", "cancelled"])
    def test_a_class_that_is_over_takes_nobody(self, world, by, state):
        held = pool_world.make_class(world.commune, state=state)

        with pytest.raises(RuleViolation) as refused:
            place_proposals(by=by(world.centre), class_id=held.pk, proposal_ids=[])
        assert codes(refused) == ["class_closed", "nobody_to_place"]

    def test_a_proposal_for_the_other_class_is_named(self, world, by):
        held = pool_world.make_class(world.commune)
        (made,) = arrived(world, 1, kind="new_member")

        with pytest.raises(RuleViolation) as refused:
            place_proposals(by=by(world.centre), class_id=held.pk, proposal_ids=[made.pk])
        assert codes(refused) == ["other_kind"]
        assert "Nguyễn Thị An" in str(refused.value)

    def test_what_lies_on_another_desk_or_was_settled_is_not_placed(self, world, by):
        held = pool_world.make_class(world.commune)
        below, settled = world.listed(2)
        ids = [make_proposal(below).pk, make_proposal(settled, desk=world.commune, state="withdrawn").pk]

        for each in ids:
            with pytest.raises(MovedOn):
                place_proposals(by=by(world.centre), class_id=held.pk, proposal_ids=[each])

    def test_out_of_reach(self, world, by):
        held = pool_world.make_class(world.commune)
        (made,) = arrived(world, 1)

        for user in (world.secretary, world.school_officer, world.neighbour_officer):
            with pytest.raises(NotReached):
                place_proposals(by=by(user), class_id=held.pk, proposal_ids=[made.pk])


class TestGivingUp:
    @pytest.mark.parametrize(
        ("waits_on", "state", "step"), [(True, "proposed", "back"), (False, "returned", "returned")]
    )
    def test_the_proposal_waits_on_or_goes_back_to_the_branch(self, world, by, waits_on, state, step):
        held = pool_world.make_class(world.commune)
        person = world.listed(1)[0]
        proposal = make_proposal(person, state="placed", desk=world.commune)
        place = make_place(held, person, proposal=proposal)

        withdraw_place(by=by(world.centre), class_id=held.pk, place_id=place.pk, reason="Bận ca", waits_on=waits_on)

        place.refresh_from_db()
        proposal.refresh_from_db()
        assert (place.state, place.gave_up_reason) == ("gave_up", "Bận ca")
        assert (proposal.state, proposal.return_reason) == (state, "" if waits_on else "Bận ca")
        assert ProposalStep.objects.get().what == step
        assert (Entry.objects.get().after["waits_on"], Entry.objects.get().reason) == (waits_on, "Bận ca")

    def test_a_place_without_a_proposal_is_given_up_too(self, world, by):
        held, (place,) = open_class(world, 1)

        withdraw_place(by=by(world.centre), class_id=held.pk, place_id=place.pk, reason="x", waits_on=True)

        place.refresh_from_db()
        assert place.state == "gave_up"

    def test_not_without_a_reason_not_after_a_result_not_twice(self, world, by):
        held, (one, other) = open_class(world, 2)
        one.result = "failed"
        one.save()
        asked = {"class_id": held.pk, "waits_on": False}

        with pytest.raises(RuleViolation) as refused:
            withdraw_place(by=by(world.centre), place_id=one.pk, reason=" ", **asked)
        assert codes(refused) == ["give_up_reason", "has_result"]
        withdraw_place(by=by(world.centre), place_id=other.pk, reason="x", **asked)
        with pytest.raises(MovedOn):
            withdraw_place(by=by(world.centre), place_id=other.pk, reason="x", **asked)

    def test_not_once_the_class_is_over(self, world, by):
        held, (place,) = open_class(world, 1, state="ended")

        with pytest.raises(RuleViolation) as refused:
            withdraw_place(by=by(world.centre), class_id=held.pk, place_id=place.pk, reason="x", waits_on=True)
        assert codes(refused) == ["class_closed"]

    def test_a_place_of_another_class_is_not_there(self, world, by):
        held, (place,) = open_class(world, 1)
        other = pool_world.make_class(world.commune, name="Khóa II")

        for user, class_id in (
            (world.centre, other.pk),
            (world.secretary, held.pk),
            (world.neighbour_officer, held.pk),
        ):
            with pytest.raises(NotReached):
                withdraw_place(by=by(user), class_id=class_id, place_id=place.pk, reason="x", waits_on=True)


class TestMovingUp:
    @pytest.mark.shows("feature-20")
    def test_the_first_who_waits_takes_the_freed_place(self, world, by):
        held, _ = open_class(world, capacity=1)
        first, second = world.listed(2)
        waits = make_place(held, first, state="waiting")
        later = make_place(held, second, state="waiting")

        with pytest.raises(RuleViolation) as refused:
            move_up(by=by(world.centre), class_id=held.pk, place_id=later.pk)
        assert codes(refused) == ["not_first"]
        assert "Nguyễn Thị An chờ trước" in str(refused.value)

        move_up(by=by(world.centre), class_id=held.pk, place_id=waits.pk)
        waits.refresh_from_db()
        assert waits.state == "placed"
        assert Entry.objects.get().after == {"place_state": "placed"}

    def test_nobody_moves_up_by_itself_or_into_a_full_class(self, world, by):
        held, (sits,) = open_class(world, 1, capacity=1)
        waits = make_place(held, world.listed(1)[0], state="waiting")

        with pytest.raises(RuleViolation) as refused:
            move_up(by=by(world.centre), class_id=held.pk, place_id=waits.pk)
        assert codes(refused) == ["class_full"]
        withdraw_place(by=by(world.centre), class_id=held.pk, place_id=sits.pk, reason="x", waits_on=True)
        waits.refresh_from_db()
        assert waits.state == "waiting"

    def test_who_waits_no_longer_has_moved_on(self, world, by):
        held, (sits,) = open_class(world, 1)

        with pytest.raises(MovedOn):
            move_up(by=by(world.centre), class_id=held.pk, place_id=sits.pk)

    def test_the_order_is_that_of_arrival_not_of_names(self, world, by):
        held, _ = open_class(world, capacity=1)
        an, binh = world.listed(2)
        make_place(held, an, state="waiting")
        earlier = make_place(held, binh, state="waiting")
        ClassPlace.objects.filter(pk=earlier.pk).update(placed_at=NOON - timedelta(minutes=1))

        move_up(by=by(world.centre), class_id=held.pk, place_id=earlier.pk)

        assert ClassPlace.objects.get(pk=earlier.pk).state == "placed"
