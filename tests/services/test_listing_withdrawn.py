"""A resolution written down by mistake is taken back, where nothing rests on it."""

from datetime import date

import pytest

from nguon.models import ClassProposal, Entry, ListChange
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Role
from nguon.services.listing import Move, resolve_lists, withdraw_resolution
from nguon.services.resolving import ResolutionFacts
from tests.factories import DAY, holder
from tests.pool_world import (
    make_certificate,
    make_commune,
    make_member,
    make_person,
    make_proposal,
    make_remark,
    make_sponsorship,
    put_on,
)

pytestmark = pytest.mark.django_db
VOTES = Votes(members=9, present=8, in_favour=8, against=0)


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


@pytest.fixture
def secretary(branch, by):
    return by(holder(Role.BRANCH_SECRETARY, branch))


def facts(number="5-NQ/CB", on=DAY, **given):
    return ResolutionFacts(number=number, on=on, **{"votes": VOTES} | given)


def resolve(by, unit, *moves, **given):
    newcomers, seen = given.pop("newcomers", ()), given.pop("seen", None)
    return resolve_lists(by=by, unit_id=unit.pk, facts=facts(**given), moves=moves, newcomers=newcomers, seen=seen)


def listed(person):
    person.refresh_from_db()
    return person.listed, person.listed_since


def refused(act, *args, **given):
    with pytest.raises(RuleViolation) as said:
        act(*args, **given)
    return [each.code for each in said.value.unmet]


class TestWithdrawing:
    def test_the_lists_are_again_what_they_were(self, branch, secretary):
        person, new = make_person(branch), make_person(branch)
        put_on(person, 1, on=date(2026, 1, 5))
        made = resolve(secretary, branch, Move(person.pk, 2), Move(new.pk, 1))

        withdraw_resolution(by=secretary, resolution_id=made.pk, reason="Ghi nhầm ngày")

        made.refresh_from_db()
        assert [listed(person), listed(new)] == [(1, date(2026, 1, 5)), (0, None)]
        assert (made.withdrawal_reason, made.list_changes.count()) == ("Ghi nhầm ngày", 2)
        entry = Entry.objects.latest("pk")
        assert (entry.action, entry.reason, entry.before) == (
            "lists.withdraw_resolution",
            "Ghi nhầm ngày",
            {"votes": "8/9 tán thành", "to_list_1": 1, "to_list_2": 1},
        )

    def test_changes_after_it_follow_anew(self, branch, secretary):
        person = make_person(branch)
        put_on(person, 1, on=date(2026, 1, 5))
        middle = resolve(secretary, branch, Move(person.pk, 2), on=date(2026, 2, 5), number="6")
        resolve(secretary, branch, Move(person.pk, 0, "age"), on=date(2026, 3, 5), number="7")

        withdraw_resolution(by=secretary, resolution_id=middle.pk, reason="Nhầm")

        assert ListChange.objects.latest("on").from_list == 1
        assert listed(person) == (0, None)

    def test_what_was_written_down_after_it_and_rests_on_it_is_named(self, branch, secretary):
        person = make_person(branch)
        first = resolve(secretary, branch, Move(person.pk, 1), on=date(2026, 2, 5), number="6")
        resolve(secretary, branch, Move(person.pk, 0, "age"), on=date(2026, 3, 5), number="7-NQ/CB")

        with pytest.raises(RuleViolation) as said:
            withdraw_resolution(by=secretary, resolution_id=first.pk, reason="Nhầm")

        assert [each.code for each in said.value.unmet] == ["lists.later_rests"]
        assert "05/03/2026 nghị quyết 7-NQ/CB đã đưa ra khỏi danh sách" in str(said.value)
        assert listed(person) == (0, None)

    def test_a_number_withdrawn_may_be_written_down_again(self, branch, secretary):
        person = make_person(branch)
        made = resolve(secretary, branch, Move(person.pk, 1))
        withdraw_resolution(by=secretary, resolution_id=made.pk, reason="Sai danh sách")

        again = resolve(secretary, branch, Move(person.pk, 2))

        assert again != made
        assert listed(person) == (2, DAY)

    def test_sponsorships_begun_by_it_end_on_the_day_they_began(self, branch, secretary):
        sponsored = make_sponsorship(make_person(branch), make_member(branch))

        withdraw_resolution(by=secretary, resolution_id=sponsored.resolution_id, reason="Nhầm")

        sponsored.refresh_from_db()
        assert (sponsored.ends_on, sponsored.end_kind) == (DAY, "other")

    def test_list_3_resting_on_its_sponsor_keeps_it(self, branch, secretary):
        person = make_person(branch)
        make_certificate(person)
        sponsored = make_sponsorship(person, make_member(branch), starts_on=date(2026, 2, 1))
        resolve(secretary, branch, Move(person.pk, 3))

        def withdraw():
            withdraw_resolution(by=secretary, resolution_id=sponsored.resolution_id, reason="Nhầm")

        assert refused(withdraw) == ["lists.pool_rests"]
        make_sponsorship(person, make_member(branch, "Hoàng Văn Thụ"), starts_on=date(2026, 2, 1))
        withdraw()

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_a_reason_is_asked_for(self, branch, secretary, reason):
        made = resolve(secretary, branch, Move(make_person(branch).pk, 1))

        found = refused(withdraw_resolution, by=secretary, resolution_id=made.pk, reason=reason)

        assert found == ["lists.withdrawal_reason_missing"]

    def test_it_is_withdrawn_once(self, branch, secretary):
        made = resolve(secretary, branch, Move(make_person(branch).pk, 1))
        withdraw_resolution(by=secretary, resolution_id=made.pk, reason="Nhầm")

        assert refused(withdraw_resolution, by=secretary, resolution_id=made.pk, reason="Nhầm") == [
            "lists.withdrawn_already"
        ]

    def test_proposals_remarks_and_ended_sponsorships_keep_it(self, branch, secretary):
        person = make_person(branch)
        made = resolve(secretary, branch, Move(person.pk, 1))
        proposal = make_proposal(person)
        ClassProposal.objects.filter(pk=proposal.pk).update(resolution=made)
        begun = make_sponsorship(person, make_member(branch))
        begun.resolution = made
        begun.save()
        make_remark(begun)
        ended = make_sponsorship(make_person(branch), make_member(branch), ends_on=DAY, end_kind="other")
        ended.end_resolution = made
        ended.save()

        assert refused(withdraw_resolution, by=secretary, resolution_id=made.pk, reason="Nhầm") == [
            "lists.proposal_rests",
            "lists.sponsorship_ended",
            "lists.remarks_rest",
        ]

    def test_a_foreign_resolution_is_not_there(self, commune, branch, by):
        other = by(holder(Role.BRANCH_SECRETARY, commune[3][1]))
        change = put_on(make_person(branch), 1)

        with pytest.raises(NotReached):
            withdraw_resolution(by=other, resolution_id=change.resolution_id, reason="Nhầm")
