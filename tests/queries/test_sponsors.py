"""A branch's board: who lacks help, what changed since the branch resolved, nobody ranked."""

from datetime import date

import pytest

from nguon.models import Circumstance, Person, PoolSetting, Sponsorship, Stay
from nguon.queries.sponsor_coverage import changed_since, coverage_below, older_than_youth
from nguon.queries.sponsoring import expected_for
from nguon.queries.sponsors import board_units, branch_board, sponsorship_page
from nguon.rules.errors import NotReached
from nguon.rules.partial_dates import from_written
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, holder
from tests.pool_world import (
    make_candidate_task,
    make_commune,
    make_member,
    make_person,
    make_remark,
    make_sponsorship,
    put_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


@pytest.fixture
def secretary(branch, by):
    return by(holder(Role.BRANCH_SECRETARY, branch))


def listed(unit, name, to_list=2, **facts):
    person = make_person(unit, name, **facts)
    put_on(person, to_list)
    return person


def move(person, unit):
    """The person is in another unit now."""
    person.stays.filter(ends_on__isnull=True).update(ends_on=date(2026, 3, 1))
    Stay.objects.create(person=person, unit=unit, since=from_written("01/03/2026"), province=unit.province)
    person.unit, person.path = unit, unit.path
    person.save()


def kept_by(person, kind):
    Circumstance.objects.create(
        person=person, kind=kind, starts_on=date(2026, 2, 1), province=person.province, recorded_at=NOON
    )


class TestBranch:
    def test_lists_three_and_two_first_then_by_given_name(self, secretary, branch):
        for name, to_list in (("Trần Thị Yến", 1), ("Lê Thị Hoa", 3), ("Bùi Thị An", 3), ("Võ Thị Mai", 2)):
            listed(branch, name, to_list)

        found = branch_board(secretary, branch)

        assert [each.person.full_name for each in found.helped] == [
            "Bùi Thị An",
            "Lê Thị Hoa",
            "Võ Thị Mai",
            "Trần Thị Yến",
        ]
        assert found.without == list(found.helped)

    def test_who_has_fewer_than_expected_is_told_apart_from_who_has_none(self, secretary, branch):
        old = listed(branch, "Lớn Tuổi", born="1980")
        young = listed(branch, "Trẻ Tuổi", born="2000")
        nobody = listed(branch, "Chưa Có")
        binh = make_member(branch)
        make_sponsorship(old, binh)
        make_sponsorship(young, binh)

        found = branch_board(secretary, branch)

        assert [each.person for each in found.without] == [nobody]
        assert [(each.person, each.lacking) for each in found.fewer] == [(old, 1)]
        assert [(each.person, each.helps) for each in found.helpers] == [(binh, 2)]

    def test_an_ended_help_leaves_its_day(self, secretary, branch):
        hoa = listed(branch, "Hoa")
        make_sponsorship(
            hoa, make_member(branch), starts_on=date(2025, 1, 1), ends_on=date(2026, 2, 1), end_kind="other"
        )

        (row,) = branch_board(secretary, branch).helped

        assert (row.held, row.last_end) == ((), date(2026, 2, 1))

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (lambda held, other: move(held.sponsor, other), "moved"),
            (lambda held, other: kept_by(held.sponsor, "exempt"), "exempt"),
            (lambda held, other: kept_by(held.sponsor, "transferring"), "transferring"),
            (lambda held, other: kept_by(held.sponsor, "away"), "away"),
            (lambda held, other: kept_by(held.sponsor, "disciplined"), "disciplined"),
            (lambda held, other: Person.objects.filter(pk=held.sponsor_id).update(left_party_on=DAY), "left_party"),
            (lambda held, other: Person.objects.filter(pk=held.candidate_id).update(listed=0), "helped_left"),
            (lambda held, other: move(held.candidate, other), "helped_moved"),
            (
                lambda held, other: Person.objects.filter(pk=held.candidate_id).update(
                    listed=0, joined=from_written("2025"), official=from_written("01/03/2026")
                ),
                "term_ended",
            ),
        ],
    )
    def test_what_changed_since_is_listed_and_nothing_ends_by_itself(
        self, secretary, branch, commune, by, change, code
    ):
        held = make_sponsorship(listed(branch, "Hoa"), make_member(branch), starts_on=date(2026, 1, 5))
        assert branch_board(secretary, branch).to_look_at == []

        change(held, commune[3][1])

        found = branch_board(secretary, branch)
        assert [gap.code for each in found.to_look_at for gap in each.gaps] == [code]
        held.refresh_from_db()
        assert held.ends_on is None
        day_changed = Sponsorship.objects.annotate(changed=changed_since(DAY)).filter(changed=True)
        assert list(day_changed) == [held]  # the sums say the same

    def test_a_probationary_member_s_help_goes_on(self, secretary, branch):
        person = make_person(branch, joined=from_written("01/02/2026"))
        make_sponsorship(person, make_member(branch))

        assert branch_board(secretary, branch).to_look_at == []
        assert not Sponsorship.objects.annotate(changed=changed_since(DAY)).filter(changed=True).exists()

    def test_a_member_of_another_branch_from_the_beginning_has_not_moved(self, secretary, branch, commune):
        make_sponsorship(listed(branch, "Hoa"), make_member(commune[3][1]))

        assert branch_board(secretary, branch).to_look_at == []

    def test_load_is_held_against_the_setting(self, secretary, branch):
        PoolSetting.objects.create(unit=branch.parent, most_candidates_a_sponsor=1, province=branch.province)
        binh, nam = make_member(branch), make_member(branch, "Nam")
        for number in range(3):
            make_sponsorship(listed(branch, f"Người {number}"), binh if number else nam)

        found = branch_board(secretary, branch)

        assert [each.person for each in found.overloaded] == [binh]
        assert (found.most.value, found.most.unit_name) == (1, branch.parent.name)

    @pytest.mark.parametrize("count", [1, 4])
    def test_the_same_queries_whatever_their_number(self, secretary, branch, django_assert_num_queries, count):
        for number in range(count):
            make_sponsorship(listed(branch, f"Người {number}"), make_member(branch, f"Đảng {number}"))

        with django_assert_num_queries(5):  # sponsorships, stays, circumstances, listed, setting
            branch_board(secretary, branch)


class TestPage:
    def test_it_holds_remarks_latest_first(self, secretary, branch):
        held = make_sponsorship(listed(branch, "Hoa"), make_member(branch))
        make_remark(held)

        found = sponsorship_page(secretary, held.pk)

        assert (found.is_open, [each.period_from for each in found.remarks]) == (True, [date(2025, 10, 1)])

    def test_out_of_reach_and_of_a_withdrawn_resolution_it_is_not_there(self, secretary, branch, commune, by):
        held = make_sponsorship(listed(branch, "Hoa"), make_member(branch))

        with pytest.raises(NotReached):
            sponsorship_page(by(holder(Role.BRANCH_SECRETARY, commune[3][1])), held.pk)
        held.resolution.withdrawn_at = NOON
        held.resolution.save()
        with pytest.raises(NotReached):
            sponsorship_page(secretary, held.pk)


class TestUnits:
    def test_the_first_post_s_unit_and_what_is_directly_below(self, commune, by):
        officer = by(holder(Role.GRASSROOTS_OFFICER, commune[2]))

        unit, children = board_units(officer, None)

        assert (unit, children) == (commune[2], commune[3])
        assert board_units(officer, commune[3][0].pk) == (commune[3][0], [])
        with pytest.raises(NotReached):
            board_units(officer, commune[1].pk)


class TestSums:
    @pytest.fixture
    def filled(self, commune):
        """Two branches: one with gaps of every sort, one in order; nothing in the third."""
        one, two, _three = commune[3]
        binh = make_member(one)
        make_sponsorship(listed(one, "Lớn Tuổi", 3, born="1980"), binh, starts_on=date(2025, 6, 1))
        make_sponsorship(listed(one, "Trẻ Tuổi", 1), binh, starts_on=date(2025, 6, 1))
        listed(one, "Chưa Có", 3)
        listed(one, "Mới Theo Dõi", 1)
        kept_by(binh, "exempt")
        Sponsorship.objects.update(recorded_at="2025-06-02T00:00:00Z")
        held = make_sponsorship(listed(two, "Có Người Giúp", 2), make_member(two))
        make_candidate_task(held.candidate, due_on=date(2026, 3, 9), given_on=date(2026, 1, 1))
        PoolSetting.objects.create(unit=commune[2], most_candidates_a_sponsor=1, province=one.province)
        return commune

    def test_each_branch_s_sums_and_all_together(self, filled, by):
        officer = by(holder(Role.GRASSROOTS_OFFICER, filled[2]))

        rows, whole = coverage_below(officer, filled[2], filled[3])

        one, two, three = rows
        assert (one.lists, one.fit, one.without, one.without_fit, one.fewer) == (4, 2, 2, 1, 1)
        assert (one.sponsors, one.overloaded, one.look, one.late) == (1, 1, 2, 2)
        assert (two.lists, two.without, two.fewer, two.look, two.late) == (1, 0, 0, 0, 1)
        assert (three.lists, three.sponsors, three.late) == (0, 0, 0)
        assert (whole.lists, whole.without, whole.sponsors, whole.look, whole.late) == (5, 2, 2, 2, 3)

    def test_sums_agree_with_the_branches_own_boards(self, filled, by):
        officer = by(holder(Role.GRASSROOTS_OFFICER, filled[2]))

        rows, _whole = coverage_below(officer, filled[2], filled[3])

        for each in rows:
            board = branch_board(officer, each.unit)
            assert each.without == len(board.without)
            assert each.fewer == len(board.fewer)
            assert each.look == sum(1 for one in board.helped for held in one.held if held.gaps)
            assert each.sponsors == len(board.helpers)
            assert each.overloaded == len(board.overloaded)

    def test_a_branch_of_its_own_cadence_is_counted_by_it(self, filled, by):
        PoolSetting.objects.create(unit=filled[3][0], remark_every_months=12, province=filled[0].province)
        officer = by(holder(Role.GRASSROOTS_OFFICER, filled[2]))

        rows, _whole = coverage_below(officer, filled[2], filled[3])

        assert rows[0].late == 2  # the year 2025 ended with both helping for half of it
        PoolSetting.objects.filter(unit=filled[3][0]).update(remark_every_months=24)
        assert coverage_below(officer, filled[2], filled[3])[0][0].late == 2

    @pytest.mark.parametrize("level", [0, 1, 2])
    def test_the_same_queries_at_every_level(self, filled, by, django_assert_num_queries, level):
        officer = by(holder(Role.ORGANISATION_OFFICER, filled[0]))
        unit = filled[level]
        children = list(unit.children.order_by("sort_key"))

        with django_assert_num_queries(
            5 if level < 2 else 6
        ):  # persons, settings, held, remarks, tasks, loads (setting)
            coverage_below(officer, unit, children)


@pytest.mark.parametrize(
    "born", ["10/03/1995", "11/03/1995", "03/1995", "02/1995", "1995", "1994", "1996", "", "12/1994"]
)
def test_the_database_and_the_rule_agree_on_who_needs_two(branch, born):
    person = make_person(branch, born=born)

    found = Person.objects.filter(older_than_youth("born", DAY)).exists()

    person.refresh_from_db()
    assert found == (expected_for(person, DAY).members == 2)
