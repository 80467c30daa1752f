"""Branches propose by resolution; desks pass up or return; a branch takes back."""

import pytest

from nguon.models import ClassProposal, Entry, ProposalStep, Resolution
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Role
from nguon.services.proposing import pass_up, propose, return_proposals, withdraw_proposal
from tests.factories import DAY, NOON, holder
from tests.pool_world import make_certificate, make_class, make_member, make_person, make_place, make_proposal
from tests.training_world import make_training_world, resolved

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_training_world()


def codes(refused):
    return sorted(each.code.removeprefix("training.") for each in refused.value.unmet)


class TestProposing:
    def test_the_branch_proposes_many_by_one_resolution(self, world, by):
        people = world.listed(3)

        made = propose(
            by=by(world.secretary),
            unit_id=world.branch.pk,
            kind="awareness",
            facts=resolved(),
            person_ids=[each.pk for each in people],
        )

        rows = ClassProposal.objects.all()
        assert [each.person for each in made] == people
        assert {(each.desk, each.state, each.unit, each.path) for each in rows} == {
            (world.school, "proposed", world.branch, world.branch.path)
        }
        assert Resolution.objects.filter(number="07-NQ/CB").count() == 1
        assert list(ProposalStep.objects.values_list("what", flat=True)) == ["proposed"] * 3
        entry = Entry.objects.get()
        assert (entry.action, entry.after["people"], entry.after["desk"]) == (
            "training.propose", 3, "Đảng ủy Trường Cao đẳng",
        )  # fmt: skip
        assert "Nguyễn Thị An" not in str(entry.after)

    def test_all_or_none_and_each_who_cannot_is_named(self, world, by):
        fit, listed_1 = world.listed(1)[0], world.listed(1, to_list=1)[0]
        certified = world.listed(1)[0]
        make_certificate(certified)

        with pytest.raises(RuleViolation) as refused:
            propose(
                by=by(world.secretary),
                unit_id=world.branch.pk,
                kind="awareness",
                facts=resolved(),
                person_ids=[fit.pk, listed_1.pk, certified.pk],
            )

        assert codes(refused) == ["certificate_holds", "list_1"]
        assert ClassProposal.objects.count() == 0
        assert Resolution.objects.filter(number="07-NQ/CB").count() == 0

    def test_a_revoked_or_lapsed_certificate_keeps_nobody_away(self, world, by):
        revoked, lapsed = world.listed(2)
        make_certificate(revoked, revoked_on=DAY)
        make_certificate(lapsed, months=6)
        ids = [revoked.pk, lapsed.pk]

        propose(by=by(world.secretary), unit_id=world.branch.pk, kind="awareness", facts=resolved(), person_ids=ids)

        assert ClassProposal.objects.count() == 2

    def test_who_was_proposed_or_sits_in_a_class_going_on_is_not_proposed_again(self, world, by):
        lying, sitting, over, gave_up = world.listed(4)
        make_proposal(lying)
        make_place(make_class(world.commune), sitting)
        make_place(make_class(world.commune, state="ended"), over, result="failed")
        make_place(make_class(world.commune), gave_up, state="gave_up")

        def one(person):
            propose(
                by=by(world.secretary),
                unit_id=world.branch.pk,
                kind="awareness",
                facts=resolved(),
                person_ids=[person.pk],
            )

        for person, code in ((lying, "proposed_already"), (sitting, "placed_already")):
            with pytest.raises(RuleViolation) as refused:
                one(person)
            assert codes(refused) == [code]
        one(over)
        one(gave_up)

    @pytest.mark.shows("000-17")
    def test_new_members_are_proposed_for_their_own_class(self, world, by):
        on_probation = make_person(world.branch, joined=make_member(world.branch).joined)

        (made,) = propose(
            by=by(world.secretary),
            unit_id=world.branch.pk,
            kind="new_member",
            facts=resolved(),
            person_ids=[on_probation.pk],
        )

        assert made.kind == "new_member"

    def test_what_did_not_carry_resolves_nothing(self, world, by):
        facts = resolved(votes=Votes(members=10, present=9, in_favour=5, against=4))

        with pytest.raises(RuleViolation) as refused:
            propose(
                by=by(world.secretary),
                unit_id=world.branch.pk,
                kind="awareness",
                facts=facts,
                person_ids=[world.listed(1)[0].pk],
            )

        assert [each.code for each in refused.value.unmet] == ["resolution.not_carried"]

    @pytest.mark.parametrize(("kind", "count", "code"), [("party", 1, "kind_unknown"), ("awareness", 0, "nobody")])
    def test_nobody_or_no_such_class_is_refused(self, world, by, kind, count, code):
        ids = [each.pk for each in world.listed(count)]

        with pytest.raises(RuleViolation) as refused:
            propose(by=by(world.secretary), unit_id=world.branch.pk, kind=kind, facts=resolved(), person_ids=ids)
        assert codes(refused) == [code]

    def test_another_branch_its_people_and_people_gone_are_out_of_reach(self, world, by):
        foreign = world.listed(1, unit=world.other_branch)[0]
        withdrawn = make_person(world.branch, listed=2, withdrawn_at=NOON)

        def send(unit, person, user=world.secretary):
            propose(by=by(user), unit_id=unit.pk, kind="awareness", facts=resolved(), person_ids=[person.pk])

        for unit, person in ((world.other_branch, foreign), (world.branch, foreign), (world.branch, withdrawn)):
            with pytest.raises(NotReached):
                send(unit, person)
        with pytest.raises(NotReached):
            send(world.branch, world.listed(1)[0], world.centre)
        with pytest.raises(NotReached):
            send(world.branch, world.listed(1)[0], holder(Role.BRANCH_COMMITTEE_MEMBER, world.branch))

    def test_an_officer_above_writes_down_what_the_branch_resolved(self, world, by):
        ids = [world.listed(1)[0].pk]

        propose(by=by(world.officer), unit_id=world.branch.pk, kind="awareness", facts=resolved(), person_ids=ids)

        assert ClassProposal.objects.get().unit == world.branch


class TestPassingUp:
    def test_all_that_wait_go_to_the_desk_above_with_a_document(self, world, by):
        made = [make_proposal(each) for each in world.listed(3)]

        pass_up(
            by=by(world.school_officer),
            unit_id=world.school.pk,
            proposal_ids=[each.pk for each in made],
            document_number="15-CV/ĐU",
        )

        assert {each.desk for each in ClassProposal.objects.all()} == {world.commune}
        assert set(ProposalStep.objects.values_list("what", "document_number", "unit")) == {
            ("passed_up", "15-CV/ĐU", world.school.pk)
        }
        assert (Entry.objects.get().action, Entry.objects.get().after["people"]) == ("training.pass_up", 3)

    @pytest.mark.parametrize(
        ("number", "count", "expected"),
        [
            ("", 1, ["document_number"]),
            ("1-CV", 0, ["nobody_to_pass"]),
            (" ", 0, ["document_number", "nobody_to_pass"]),
        ],
    )
    def test_what_is_missing_is_said(self, world, by, number, count, expected):
        ids = [make_proposal(each).pk for each in world.listed(count)]

        with pytest.raises(RuleViolation) as refused:
            pass_up(by=by(world.school_officer), unit_id=world.school.pk, proposal_ids=ids, document_number=number)
        assert codes(refused) == expected

    def test_above_the_top_there_is_no_desk(self, world, by):
        made = make_proposal(world.listed(1)[0], desk=world.province)
        officer = holder(Role.ORGANISATION_OFFICER, world.province)

        with pytest.raises(RuleViolation) as refused:
            pass_up(by=by(officer), unit_id=world.province.pk, proposal_ids=[made.pk], document_number="1")
        assert codes(refused) == ["at_the_top"]

    @pytest.mark.parametrize("state", ["placed", "withdrawn", "returned"])
    def test_what_no_longer_waits_here_has_moved_on(self, world, by, state):
        made = make_proposal(world.listed(1)[0], state=state, return_reason="x")

        with pytest.raises(MovedOn):
            pass_up(by=by(world.school_officer), unit_id=world.school.pk, proposal_ids=[made.pk], document_number="1")

    def test_a_proposal_on_another_desk_is_not_passed_from_here(self, world, by):
        made = make_proposal(world.listed(1)[0], desk=world.commune)

        with pytest.raises(MovedOn):
            pass_up(by=by(world.school_officer), unit_id=world.school.pk, proposal_ids=[made.pk], document_number="1")

    def test_a_desk_above_or_beside_is_out_of_reach(self, world, by):
        made = make_proposal(world.listed(1)[0], desk=world.commune)

        for user in (world.school_officer, world.secretary, world.neighbour_officer, world.centre):
            with pytest.raises(NotReached):
                pass_up(by=by(user), unit_id=world.commune.pk, proposal_ids=[made.pk], document_number="1")


class TestReturning:
    @pytest.mark.shows("feature-18")
    def test_the_branch_gets_it_back_with_the_reason_and_may_propose_anew(self, world, by):
        person = world.listed(1)[0]
        made = make_proposal(person)

        return_proposals(
            by=by(world.school_officer), unit_id=world.school.pk, proposal_ids=[made.pk], reason="Thiếu nhận xét"
        )

        made.refresh_from_db()
        assert (made.state, made.return_reason) == ("returned", "Thiếu nhận xét")
        assert Entry.objects.get().reason == "Thiếu nhận xét"
        propose(
            by=by(world.secretary), unit_id=world.branch.pk, kind="awareness", facts=resolved(), person_ids=[person.pk]
        )
        assert ClassProposal.objects.filter(person=person, state="proposed").count() == 1

    @pytest.mark.parametrize(
        ("reason", "count", "expected"), [(" ", 1, ["return_reason"]), ("x", 0, ["nobody_to_return"])]
    )
    def test_it_needs_a_reason_and_somebody(self, world, by, reason, count, expected):
        ids = [make_proposal(each).pk for each in world.listed(count)]

        with pytest.raises(RuleViolation) as refused:
            return_proposals(by=by(world.school_officer), unit_id=world.school.pk, proposal_ids=ids, reason=reason)
        assert codes(refused) == expected

    def test_twice_is_once(self, world, by):
        made = make_proposal(world.listed(1)[0])
        asked = {"unit_id": world.school.pk, "proposal_ids": [made.pk], "reason": "x"}
        return_proposals(by=by(world.school_officer), **asked)

        with pytest.raises(MovedOn):
            return_proposals(by=by(world.school_officer), **asked)

    def test_out_of_reach(self, world, by):
        made = make_proposal(world.listed(1)[0])

        with pytest.raises(NotReached):
            return_proposals(by=by(world.secretary), unit_id=world.school.pk, proposal_ids=[made.pk], reason="x")


class TestWithdrawing:
    def test_the_branch_takes_back_what_still_waits(self, world, by):
        made = make_proposal(world.listed(1)[0], desk=world.commune)

        withdraw_proposal(by=by(world.secretary), proposal_id=made.pk, reason="Chuyển công tác")

        made.refresh_from_db()
        assert made.state == "withdrawn"
        assert (Entry.objects.get().action, Entry.objects.get().reason) == (
            "training.withdraw_proposal", "Chuyển công tác",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("state", "reason", "refusal"),
        [
            ("placed", "x", RuleViolation),
            ("proposed", " ", RuleViolation),
            ("withdrawn", "x", MovedOn),
            ("returned", "x", MovedOn),
        ],
    )
    def test_what_sits_in_a_class_or_is_settled_stays(self, world, by, state, reason, refusal):
        made = make_proposal(world.listed(1)[0], state=state, return_reason="y")

        with pytest.raises(refusal):
            withdraw_proposal(by=by(world.secretary), proposal_id=made.pk, reason=reason)
        made.refresh_from_db()
        assert made.state == state

    def test_another_branch_s_proposal_is_not_there(self, world, by):
        made = make_proposal(world.listed(1, unit=world.other_branch)[0])

        with pytest.raises(NotReached):
            withdraw_proposal(by=by(world.secretary), proposal_id=made.pk, reason="x")
