"""A branch resolves on its lists: people come on, move and leave, all of it in one act."""

from datetime import date

import pytest

from nguon.models import Entry, ListChange, Person, Resolution
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.partial_dates import from_written
from nguon.rules.person_facts import PersonFacts
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Role
from nguon.services.listing import Move, Newcomer, last_change, resolve_lists
from nguon.services.resolving import ResolutionFacts
from tests.factories import DAY, holder
from tests.pool_world import (
    make_certificate,
    make_commune,
    make_member,
    make_person,
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


class TestResolving:
    @pytest.mark.shows("001-15")
    def test_one_resolution_brings_on_moves_and_takes_off(self, branch, secretary):
        new, on_one, gone = make_person(branch, "Mới"), make_person(branch, "Một"), make_person(branch, "Ra")
        put_on(on_one, 1, on=date(2026, 1, 5))
        put_on(gone, 2, on=date(2026, 1, 5))

        made = resolve(
            secretary,
            branch,
            Move(new.pk, 1, expected_quarter="2026-Q4"),
            Move(on_one.pk, 2),
            Move(gone.pk, 0, "moved", "Về Hải Phòng"),
        )

        assert [listed(each) for each in (new, on_one, gone)] == [(1, DAY), (2, DAY), (0, None)]
        assert [
            (each.from_list, each.to_list, each.reason, each.reason_text, each.expected_quarter, each.on, each.path)
            for each in made.list_changes.order_by("pk")
        ] == [
            (0, 1, "", "", "2026-Q4", DAY, branch.path),
            (1, 2, "", "", "", DAY, branch.path),
            (2, 0, "moved", "Về Hải Phòng", "", DAY, branch.path),
        ]

    def test_it_leaves_one_entry_with_the_votes_and_how_many_went_where_but_no_name(self, branch, secretary):
        person = make_person(branch)

        made = resolve(secretary, branch, Move(person.pk, 1))

        entry = Entry.objects.get()
        assert (entry.action, entry.subject_id, entry.on) == ("lists.resolve", made.pk, DAY)
        assert entry.after == {
            "votes": "8/9 tán thành",
            "to_list_1": 1,
            "newcomers": 0,
        }

    @pytest.mark.shows("001-2", "001-9")
    def test_list_3_is_reached_with_a_certificate_and_a_sponsor(self, branch, secretary):
        person = make_person(branch)
        make_certificate(person)
        make_sponsorship(person, make_member(branch), starts_on=date(2026, 1, 5))

        resolve(secretary, branch, Move(person.pk, 3))

        assert listed(person) == (3, DAY)

    @pytest.mark.parametrize(
        ("on", "refusal"), [(date(2026, 3, 9), ""), (DAY, "Giấy chứng nhận hết giá trị từ ngày 10/03/2026.")]
    )
    def test_the_certificate_still_serves_on_its_last_day_and_no_more_on_the_next(self, branch, secretary, on, refusal):
        person = make_person(branch)
        make_certificate(person, issued_on=date(2021, 3, 9))
        make_sponsorship(person, make_member(branch), starts_on=date(2026, 1, 5))

        if not refusal:
            resolve(secretary, branch, Move(person.pk, 3), on=on)
            assert listed(person) == (3, on)
            return
        with pytest.raises(RuleViolation) as said:
            resolve(secretary, branch, Move(person.pk, 3), on=on)
        assert [refusal in each.what for each in said.value.unmet] == [True]

    @pytest.mark.shows("000-11", "001-17")
    def test_sponsors_are_assigned_by_the_same_resolution(self, branch, secretary):
        person, sponsor = make_person(branch), make_member(branch)
        make_certificate(person)

        made = resolve(secretary, branch, Move(person.pk, 3, sponsor_ids=(sponsor.pk,)))

        assert listed(person) == (3, DAY)
        assert [(each.sponsor, each.candidate, each.starts_on) for each in made.sponsorships.all()] == [
            (sponsor, person, DAY)
        ]

    def test_who_may_not_be_a_sponsor_keeps_it_back_together_with_all_else(self, branch, secretary):
        person, other = make_person(branch), make_person(branch, "Lê Thị Na")

        found = refused(resolve, secretary, branch, Move(person.pk, 3, sponsor_ids=(other.pk,)))

        assert found == ["lists.certificate_missing", "sponsoring.not_official"]
        with pytest.raises(NotReached):
            resolve(secretary, branch, Move(person.pk, 3, sponsor_ids=(999_999,)))
        assert listed(person) == (0, None)

    def test_persons_new_to_the_product_come_on_with_it(self, branch, secretary):
        given = PersonFacts(full_name="LÊ VĂN TÁM", born=from_written("1999"), sex="male", occupation="Thợ điện")

        made = resolve(secretary, branch, newcomers=[Newcomer(given, 2, "2027-Q1")])

        person = Person.objects.get()
        change = made.list_changes.get()
        assert (person.full_name, person.unit, person.listed, person.listed_since) == ("Lê Văn Tám", branch, 2, DAY)
        assert (change.person, change.expected_quarter) == (person, "2027-Q1")
        assert Entry.objects.get().after["newcomers"] == 1

    def test_a_second_act_under_the_same_number_and_day_joins_the_resolution(self, branch, secretary):
        one, other = make_person(branch), make_person(branch)

        first = resolve(secretary, branch, Move(one.pk, 1))
        second = resolve(secretary, branch, Move(other.pk, 1))

        assert (first, first.list_changes.count()) == (second, 2)

    def test_a_list_carried_over_needs_no_number_votes_certificate_or_sponsor(self, branch, secretary):
        person = make_person(branch)

        resolve(secretary, branch, Move(person.pk, 3), number="", votes=Votes(), carried_over=True)

        assert listed(person) == (3, DAY)

    def test_an_officer_above_may_write_it_down_for_the_branch(self, commune, branch, by):
        person = make_person(branch)

        resolve(by(holder(Role.GRASSROOTS_OFFICER, commune[2])), branch, Move(person.pk, 1))

        assert listed(person) == (1, DAY)

    @pytest.mark.parametrize("count", [1, 40])
    def test_it_asks_the_same_for_one_person_and_for_many(
        self, branch, secretary, count, django_assert_max_num_queries
    ):
        people = [make_person(branch) for _ in range(count)]

        with django_assert_max_num_queries(40):
            resolve(secretary, branch, *(Move(each.pk, 1) for each in people))


class TestLateEntry:
    def test_what_is_recorded_late_takes_its_place_in_the_sequence(self, branch, secretary):
        person = make_person(branch)
        resolve(secretary, branch, Move(person.pk, 2), number="9-NQ/CB", on=date(2026, 3, 1))

        resolve(secretary, branch, Move(person.pk, 1), number="2-NQ/CB", on=date(2026, 1, 15))

        assert listed(person) == (2, date(2026, 3, 1))
        assert list(ListChange.objects.order_by("on").values_list("from_list", "to_list")) == [(0, 1), (1, 2)]

    def test_what_does_not_fit_later_ones_is_refused_in_words(self, branch, secretary):
        person = make_person(branch)
        put_on(person, 1, on=date(2026, 1, 5))
        put_on(person, 2, on=date(2026, 3, 1))

        with pytest.raises(RuleViolation, match=r"01/03/2026 .* đã đưa vào danh sách 2"):
            resolve(secretary, branch, Move(person.pk, 2), on=date(2026, 2, 1))

    def test_who_belonged_to_the_branch_on_that_day_may_be_entered_late(self, commune, branch, secretary):
        person = make_person(branch)
        stay = person.stays.get()
        stay.ends_on = date(2026, 2, 1)
        stay.save()
        put_on(person, 1, on=date(2026, 1, 5))
        Person.objects.filter(pk=person.pk).update(unit=commune[3][1], path=commune[3][1].path)

        resolve(secretary, branch, Move(person.pk, 2), on=date(2026, 1, 20))

        assert listed(person) == (2, date(2026, 1, 20))

    def test_who_moved_away_is_taken_off_by_the_branch_they_left_and_no_longer_brought_on(
        self, commune, branch, secretary
    ):
        person = make_person(branch)
        put_on(person, 1, on=date(2026, 1, 5))
        Person.objects.filter(pk=person.pk).update(unit=commune[3][1], path=commune[3][1].path)

        assert refused(resolve, secretary, branch, Move(person.pk, 2)) == ["lists.belongs_elsewhere"]
        resolve(secretary, branch, Move(person.pk, 0, "moved"))
        assert listed(person) == (0, None)


class TestRefusals:
    def test_all_at_once_each_with_the_name_and_nothing_is_written(self, branch, secretary):
        member = make_member(branch, "Trần Văn Bình")
        young, gone = make_person(branch, "Lê Thị Na"), make_person(branch, "Võ Thị Sáu")
        put_on(gone, 1, on=date(2026, 1, 5))

        with pytest.raises(RuleViolation) as said:
            resolve(
                secretary,
                branch,
                Move(member.pk, 1),
                Move(young.pk, 3),
                Move(gone.pk, 0),
                newcomers=[Newcomer(PersonFacts(full_name=""))],
                number="",
                votes=Votes(9, 8, 4, 0),
            )

        assert [(each.code, each.what.split(":")[0]) for each in said.value.unmet if ":" in each.what] == [
            ("lists.member", "Trần Văn Bình"),
            ("lists.certificate_missing", "Lê Thị Na"),
            ("lists.sponsor_missing", "Lê Thị Na"),
            ("lists.reason_missing", "Võ Thị Sáu"),
            ("persons.name_missing", ""),
        ]
        assert {each.code for each in said.value.unmet} >= {"resolution.number_missing", "resolution.not_carried"}
        assert (Resolution.objects.count(), ListChange.objects.count(), Entry.objects.count()) == (1, 1, 0)

    def test_one_who_cannot_keeps_all_back(self, branch, secretary):
        good, member = make_person(branch), make_member(branch)

        assert refused(resolve, secretary, branch, Move(good.pk, 1), Move(member.pk, 1)) == ["lists.member"]
        assert not Resolution.objects.exists()

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"on": date(2026, 3, 11)}, "resolution.ahead"),
            ({"number": " "}, "resolution.number_missing"),
            ({"votes": Votes(9, 8, 4, 1)}, "resolution.not_carried"),
            ({"votes": Votes()}, "resolution.votes_missing"),
        ],
    )
    def test_what_is_no_resolution_changes_no_list(self, branch, secretary, given, code):
        person = make_person(branch)

        assert refused(resolve, secretary, branch, Move(person.pk, 1), **given) == [code]
        assert listed(person) == (0, None)

    def test_a_resolution_about_nobody_is_none(self, branch, secretary):
        assert refused(resolve, secretary, branch) == ["lists.nobody"]

    def test_only_a_branch_keeps_lists(self, commune, by):
        officer = by(holder(Role.GRASSROOTS_OFFICER, commune[2]))
        person = make_person(commune[2])

        assert refused(resolve, officer, commune[2], Move(person.pk, 1)) == ["lists.not_a_branch"]

    def test_nobody_is_named_twice(self, branch, secretary):
        person = make_person(branch)

        found = refused(resolve, secretary, branch, Move(person.pk, 1), Move(person.pk, 2))

        assert found == ["lists.person_twice"] * 2

    def test_the_same_person_twice_under_one_number_is_refused(self, branch, secretary):
        person = make_person(branch)
        resolve(secretary, branch, Move(person.pk, 1))

        assert refused(resolve, secretary, branch, Move(person.pk, 2)) == ["lists.twice"]

    def test_a_list_or_reason_that_is_none_is_refused(self, branch, secretary):
        one, other = make_person(branch), make_person(branch)
        put_on(other, 1, on=date(2026, 1, 5))

        found = refused(resolve, secretary, branch, Move(one.pk, 7), Move(other.pk, 0, "bored"))

        assert found == ["lists.unknown", "lists.unknown"]

    def test_a_newcomer_who_cannot_be_recorded_is_told_by_name(self, branch, secretary):
        given = PersonFacts(full_name="Lê Văn Tám", born=from_written("2025"))

        assert refused(resolve, secretary, branch, newcomers=[Newcomer(given)]) == ["persons.born_too_late"]

    def test_a_newcomer_comes_onto_list_3_only_when_carried_over(self, branch, secretary):
        given = [Newcomer(PersonFacts(full_name="Lê Văn Tám"), 3)]

        assert refused(resolve, secretary, branch, newcomers=given) == [
            "lists.certificate_missing",
            "lists.sponsor_missing",
        ]
        assert not Person.objects.exists()
        resolve(secretary, branch, newcomers=given, number="", votes=Votes(), carried_over=True)
        assert Person.objects.get().listed == 3


class TestReach:
    def test_a_branch_or_person_out_of_reach_is_not_there(self, commune, branch, secretary):
        foreign = make_person(commune[3][1])

        with pytest.raises(NotReached):
            resolve(secretary, commune[3][1], Move(foreign.pk, 1))
        with pytest.raises(NotReached):
            resolve(secretary, branch, Move(foreign.pk, 1))
        with pytest.raises(NotReached):
            resolve(secretary, branch, Move(999_999, 1))

    def test_a_committee_member_only_looks(self, branch, by):
        with pytest.raises(NotReached):
            resolve(by(holder(Role.BRANCH_COMMITTEE_MEMBER, branch)), branch, Move(make_person(branch).pk, 1))

    def test_lists_changed_meanwhile_are_looked_at_again(self, branch, secretary):
        person, other = make_person(branch), make_person(branch)
        seen = last_change(branch)
        resolve(secretary, branch, Move(other.pk, 1), number="4-NQ/CB")

        with pytest.raises(MovedOn):
            resolve(secretary, branch, Move(person.pk, 1), seen=seen)
        resolve(secretary, branch, Move(person.pk, 1), seen=last_change(branch))
