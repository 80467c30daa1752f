"""Members are assigned to candidates by resolution, replaced, released; each refusal, and what the trail keeps."""

from datetime import date

import pytest

from nguon.models import Circumstance, Entry, PoolSetting, Resolution, Sponsorship
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.partial_dates import from_written
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Role
from nguon.services.resolving import ResolutionFacts
from nguon.services.sponsoring import (
    Assignment,
    Ending,
    assign_sponsors,
    end_sponsorship,
    lay_sponsorship,
    replace_sponsor,
)
from tests.factories import DAY, NOON, holder
from tests.pool_world import make_commune, make_member, make_person, make_resolution, make_sponsorship, put_on

pytestmark = pytest.mark.django_db
GOOD = Votes(10, 9, 8, 1)


def resolved(on=DAY, number="7-NQ/CB", votes=GOOD):
    return ResolutionFacts(number, on, votes)


@pytest.fixture
def branches():
    return make_commune()[3]


@pytest.fixture
def branch(branches):
    return branches[0]


@pytest.fixture
def secretary(branch, by):
    return by(holder(Role.BRANCH_SECRETARY, branch))


@pytest.fixture
def hoa(branch):
    person = make_person(branch, "Nguyễn Thị Hoa")
    put_on(person, 2)
    return person


@pytest.fixture
def binh(branch):
    return make_member(branch, "Trần Văn Bình")


def assign(by, unit, *pairs, facts=None, acknowledged=frozenset()):
    return assign_sponsors(
        by=by,
        unit_id=unit.pk,
        facts=facts or resolved(),
        assignments=[Assignment(candidate.pk, sponsor.pk) for candidate, sponsor in pairs],
        acknowledged=acknowledged,
    )


def codes(refused):
    return [each.code for each in refused.value.unmet]


class TestAssigning:
    @pytest.mark.shows("000-11", "001-17")
    def test_several_are_assigned_by_one_resolution_with_one_entry(self, secretary, branch, hoa, binh):
        lan = make_person(branch, "Lê Thị Lan")
        put_on(lan, 3)
        before = Resolution.objects.count()

        made = assign(secretary, branch, (hoa, binh), (lan, binh))

        assert [(each.candidate, each.sponsor, each.starts_on) for each in made] == [(hoa, binh, DAY), (lan, binh, DAY)]
        assert {each.resolution.number for each in made} == {"7-NQ/CB"}
        assert Resolution.objects.count() == before + 1
        assert [each.path for each in made] == [branch.path] * 2
        entry = Entry.objects.get()
        assert (entry.action, entry.unit_path, entry.after["cautions"]) == ("sponsoring.assign", branch.path, [])
        assert entry.after["sponsorships"] == ["Trần Văn Bình → Nguyễn Thị Hoa", "Trần Văn Bình → Lê Thị Lan"]

    def test_the_day_of_the_resolution_is_the_beginning(self, secretary, branch, hoa, binh):
        (made,) = assign(secretary, branch, (hoa, binh), facts=resolved(on=date(2026, 2, 1)))

        assert made.starts_on == date(2026, 2, 1)

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"official": None}, "not there"),
            ({"official": from_written("11/03/2026")}, "sponsoring.not_official"),
            ({"left_party_on": date(2026, 3, 10)}, "not there"),
        ],
    )
    def test_who_is_no_official_member_on_the_day_is_refused(self, secretary, branch, hoa, binh, facts, code):
        for name, value in facts.items():
            setattr(binh, name, value)
        binh.save()

        with pytest.raises((RuleViolation, NotReached)) as refused:
            assign(secretary, branch, (hoa, binh))
        if code != "not there":
            assert codes(refused) == [code]
        assert not Sponsorship.objects.exists()

    @pytest.mark.parametrize("kind", ["transferring", "exempt", "away"])
    def test_what_keeps_a_member_from_tasks_refuses(self, secretary, branch, hoa, binh, kind):
        Circumstance.objects.create(
            person=binh, kind=kind, starts_on=date(2026, 1, 1), province=branch.province, recorded_at=NOON
        )

        with pytest.raises(RuleViolation) as refused:
            assign(secretary, branch, (hoa, binh))

        assert codes(refused) == [f"sponsoring.{kind}"]
        assert str(refused.value).startswith("Trần Văn Bình giúp đỡ quần chúng Nguyễn Thị Hoa: ")

    def test_a_caution_is_told_first_and_kept_once_acknowledged(self, secretary, branch, binh):
        new = make_person(branch, "Phạm Thị Mới", since="15/09/2025")
        put_on(new, 2)

        with pytest.raises(RuleViolation) as told:
            assign(secretary, branch, (new, binh))
        (made,) = assign(
            secretary, branch, (new, binh), acknowledged=frozenset({f"{new.pk}:{binh.pk}:sponsoring.together_short"})
        )

        assert codes(told) == ["sponsoring.together_short"]
        assert "đến 15/09/2026 mới đủ" in str(told.value)
        assert told.value.unmet[0].clause.startswith("điểm 3.2.1")
        assert [each["code"] for each in made.cautions] == ["sponsoring.together_short"]
        assert len(Entry.objects.get().after["cautions"]) == 1

    def test_acknowledging_one_caution_does_not_acknowledge_another(self, secretary, branch, binh):
        new = make_person(branch, "Phạm Thị Mới", since="15/09/2025")
        put_on(new, 2)
        Circumstance.objects.create(
            person=binh, kind="disciplined", starts_on=date(2026, 1, 1), province=branch.province, recorded_at=NOON
        )

        with pytest.raises(RuleViolation) as told:
            assign(
                secretary,
                branch,
                (new, binh),
                acknowledged=frozenset({f"{new.pk}:{binh.pk}:sponsoring.together_short"}),
            )

        assert codes(told) == ["sponsoring.disciplined"]

    def test_acknowledging_never_opens_what_is_refused(self, secretary, branch, hoa, binh):
        make_sponsorship(hoa, binh)

        with pytest.raises(RuleViolation) as refused:
            assign(secretary, branch, (hoa, binh), acknowledged=frozenset({f"{hoa.pk}:{binh.pk}:sponsoring.already"}))

        assert codes(refused) == ["sponsoring.already"]

    def test_one_pair_twice_in_one_act_is_refused(self, secretary, branch, hoa, binh):
        with pytest.raises(RuleViolation) as refused:
            assign(secretary, branch, (hoa, binh), (hoa, binh))

        assert codes(refused) == ["sponsoring.already"]
        assert not Sponsorship.objects.exists()

    def test_the_load_counts_those_of_the_same_act_against_the_setting_of_the_unit_above(
        self, secretary, branch, hoa, binh
    ):
        PoolSetting.objects.create(unit=branch.parent, most_candidates_a_sponsor=1, province=branch.province)
        lan = make_person(branch, "Lê Thị Lan")
        put_on(lan, 3)

        with pytest.raises(RuleViolation) as told:
            assign(secretary, branch, (hoa, binh), (lan, binh))

        assert codes(told) == ["sponsoring.load"]
        assert "Lê Thị Lan" in str(told.value)
        assert "do Đảng ủy Trường Thử Nghiệm đặt là 1 người" in str(told.value)

    def test_an_ended_sponsorship_no_longer_counts(self, secretary, branch, hoa, binh):
        make_sponsorship(hoa, binh, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1), end_kind="other")

        assert len(assign(secretary, branch, (hoa, binh))) == 1

    def test_a_probationary_member_gets_a_sponsor_too(self, secretary, branch, binh):
        new = make_person(branch, "Võ Thị Mai", joined=from_written("01/02/2026"))

        assert len(assign(secretary, branch, (new, binh))) == 1

    def test_who_stands_on_no_list_is_no_candidate(self, secretary, branch, binh):
        with pytest.raises(NotReached):
            assign(secretary, branch, (make_person(branch), binh))

    def test_nobody_assigned_is_refused(self, secretary, branch):
        with pytest.raises(RuleViolation) as refused:
            assign(secretary, branch)
        assert codes(refused) == ["sponsoring.nobody"]

    def test_a_resolution_that_did_not_carry_assigns_nobody(self, secretary, branch, hoa, binh):
        with pytest.raises(RuleViolation) as refused:
            assign(secretary, branch, (hoa, binh), facts=resolved(votes=Votes(10, 9, 5)))

        assert codes(refused) == ["resolution.not_carried"]
        assert not Sponsorship.objects.exists()


class TestReach:
    def test_another_branch_s_candidates_and_members_are_not_there(self, secretary, branch, branches, hoa, binh):
        other = make_person(branches[1])
        put_on(other, 2)
        member = make_member(branches[1])

        for pair in ((other, binh), (hoa, member)):
            with pytest.raises(NotReached):
                assign(secretary, branch, pair)
        with pytest.raises(NotReached):
            assign(secretary, branches[1], (hoa, binh))

    def test_an_officer_above_may_take_a_member_of_another_branch_of_the_same_grassroots(
        self, branch, branches, hoa, by
    ):
        officer = by(holder(Role.GRASSROOTS_OFFICER, branch.parent))

        assert len(assign(officer, branch, (hoa, make_member(branches[1])))) == 1

    def test_but_none_of_another_grassroots_organisation(self, branch, hoa, by):
        officer = by(holder(Role.ORGANISATION_OFFICER, branch.parent.parent.parent))
        stranger = make_member(make_commune()[3][0])

        with pytest.raises(NotReached):
            assign(officer, branch, (hoa, stranger))

    @pytest.mark.parametrize(
        "role",
        [
            each
            for each in Role
            if each
            not in (
                Role.BRANCH_SECRETARY,
                Role.BRANCH_COMMITTEE_MEMBER,
                Role.GRASSROOTS_OFFICER,
                Role.ORGANISATION_OFFICER,
            )
        ],
    )
    def test_roles_without_the_action_reach_nothing(self, branch, hoa, binh, by, role):  # fmt: skip
        with pytest.raises(NotReached):
            assign(by(holder(role, branch)), branch, (hoa, binh))


class TestEnding:
    def test_it_ends_with_its_reason_and_one_entry(self, secretary, hoa, binh):
        held = make_sponsorship(hoa, binh, starts_on=date(2026, 1, 5))

        end_sponsorship(by=secretary, sponsorship_id=held.pk, ending=Ending(date(2026, 3, 1), "sponsor_moved"))

        held.refresh_from_db()
        assert (held.ends_on, held.end_kind, held.end_resolution) == (date(2026, 3, 1), "sponsor_moved", None)
        assert (Entry.objects.get().action, Entry.objects.get().on) == ("sponsoring.end", date(2026, 3, 1))

    def test_the_branch_s_resolution_is_kept_where_it_decided(self, secretary, hoa, binh):
        held = make_sponsorship(hoa, binh, starts_on=date(2026, 1, 5))

        end_sponsorship(
            by=secretary, sponsorship_id=held.pk, ending=Ending(DAY, "own_request", "Xin thôi"), facts=resolved()
        )

        held.refresh_from_db()
        assert (held.end_resolution.number, held.end_reason) == ("7-NQ/CB", "Xin thôi")

    @pytest.mark.parametrize(
        ("ending", "code"),
        [
            (Ending(date(2026, 3, 11), "sponsor_moved"), "sponsoring.end_ahead"),
            (Ending(date(2026, 1, 4), "sponsor_moved"), "sponsoring.end_before_start"),
            (Ending(DAY, "gone"), "sponsoring.end_unknown"),
            (Ending(DAY, "other", " "), "sponsoring.end_reason_missing"),
            (Ending(DAY, "replaced"), "sponsoring.end_is_replacing"),
        ],
    )
    def test_what_cannot_be_is_refused(self, secretary, hoa, binh, ending, code):
        held = make_sponsorship(hoa, binh, starts_on=date(2026, 1, 5))

        with pytest.raises(RuleViolation) as refused:
            end_sponsorship(by=secretary, sponsorship_id=held.pk, ending=ending)

        assert codes(refused) == [code]

    def test_what_has_ended_has_moved_on(self, secretary, hoa, binh):
        held = make_sponsorship(hoa, binh, ends_on=DAY, end_kind="other")

        with pytest.raises(MovedOn, match="đã kết thúc từ 10/03/2026"):
            end_sponsorship(by=secretary, sponsorship_id=held.pk, ending=Ending(DAY, "sponsor_moved"))

    def test_out_of_reach_it_is_not_there(self, branches, hoa, binh, by):
        held = make_sponsorship(hoa, binh)

        with pytest.raises(NotReached):
            end_sponsorship(
                by=by(holder(Role.BRANCH_SECRETARY, branches[1])),
                sponsorship_id=held.pk,
                ending=Ending(DAY, "other", "x"),
            )


class TestReplacing:
    def test_one_act_ends_the_first_and_begins_the_next_on_one_day(self, secretary, branch, hoa, binh):
        held, new = make_sponsorship(hoa, binh, starts_on=date(2025, 1, 5)), make_member(branch, "Lê Văn Nam")

        made = replace_sponsor(
            by=secretary, sponsorship_id=held.pk, sponsor_id=new.pk, kind="replaced", facts=resolved(), reason="Ốm"
        )

        held.refresh_from_db()
        assert (held.ends_on, held.end_kind, held.end_resolution) == (DAY, "replaced", made.resolution)
        assert (made.candidate, made.sponsor, made.starts_on, made.ends_on) == (hoa, new, DAY, None)
        entry = Entry.objects.get()
        assert (entry.action, entry.before["sponsor"], entry.after["sponsor"]) == (
            "sponsoring.replace",
            "Trần Văn Bình",
            "Lê Văn Nam",
        )

    @pytest.mark.parametrize(("kind", "asked"), [("sponsor_moved", False), ("replaced", True)])
    def test_months_together_are_not_asked_where_the_first_one_moved_away(
        self, secretary, branch, hoa, binh, kind, asked
    ):
        held, new = make_sponsorship(hoa, binh), make_member(branch, "Lê Văn Nam", since="01/02/2026")

        def replace():
            replace_sponsor(by=secretary, sponsorship_id=held.pk, sponsor_id=new.pk, kind=kind, facts=resolved())

        if asked:
            with pytest.raises(RuleViolation) as told:
                replace()
            assert codes(told) == ["sponsoring.together_short"]
        else:
            replace()
            assert Sponsorship.objects.get(sponsor=new).cautions == []

    def test_the_same_member_is_no_replacement(self, secretary, hoa, binh):
        held = make_sponsorship(hoa, binh)

        with pytest.raises(RuleViolation) as refused:
            replace_sponsor(by=secretary, sponsorship_id=held.pk, sponsor_id=binh.pk, kind="replaced", facts=resolved())

        assert codes(refused) == ["sponsoring.already"]
        held.refresh_from_db()
        assert held.ends_on is None

    def test_a_day_before_the_first_began_is_refused(self, secretary, branch, hoa, binh):
        held, new = make_sponsorship(hoa, binh), make_member(branch, "Lê Văn Nam")

        with pytest.raises(RuleViolation) as refused:
            replace_sponsor(
                by=secretary, sponsorship_id=held.pk, sponsor_id=new.pk, kind="replaced",
                facts=resolved(on=date(2026, 3, 1)),
            )  # fmt: skip
        assert codes(refused) == ["sponsoring.end_before_start"]

    def test_a_member_out_of_reach_is_not_there(self, secretary, branches, hoa, binh):
        held = make_sponsorship(hoa, binh)

        with pytest.raises(NotReached):
            replace_sponsor(
                by=secretary, sponsorship_id=held.pk, sponsor_id=make_member(branches[1]).pk, kind="replaced",
                facts=resolved(),
            )  # fmt: skip


class TestLaying:
    """What other operations lay down together with a resolution of their own."""

    def test_cautions_are_kept_with_it(self, secretary, branch, binh):
        new = make_person(branch, since="15/09/2025")

        made = lay_sponsorship(secretary, make_resolution(branch), new, binh, DAY)

        assert [each["code"] for each in made.cautions] == ["sponsoring.together_short"]

    def test_what_is_forbidden_is_refused(self, secretary, branch, hoa, binh):
        make_sponsorship(hoa, binh)

        with pytest.raises(RuleViolation) as refused:
            lay_sponsorship(secretary, make_resolution(branch), hoa, binh, DAY)
        assert codes(refused) == ["sponsoring.already"]

    def test_out_of_reach_nothing_is_there(self, branches, branch, hoa, binh, by):
        with pytest.raises(NotReached):
            lay_sponsorship(by(holder(Role.BRANCH_SECRETARY, branches[1])), make_resolution(branch), hoa, binh, DAY)
