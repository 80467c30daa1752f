"""Pairs judged from the records, and who may be assigned where."""

from datetime import date

import pytest

from nguon.models import Circumstance, PoolSetting, Stay
from nguon.queries.sponsoring import expected_for, grassroots_of, helped_at, judged, members_for
from nguon.rules.partial_dates import from_written
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, holder, make_unit
from tests.pool_world import make_commune, make_member, make_person, make_sponsorship, put_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


def codes(found):
    return [[each.code.removeprefix("sponsoring.") for each in one.findings] for one in found]


def test_each_pair_is_judged_in_order_from_stays_circumstances_settings_and_loads(branch):
    PoolSetting.objects.create(unit=branch.parent, most_candidates_a_sponsor=2, province=branch.province)
    binh, nam = make_member(branch), make_member(branch, "Lê Văn Nam")
    Circumstance.objects.create(
        person=nam, kind="exempt", starts_on=date(2026, 1, 1), province=branch.province, recorded_at=NOON
    )
    make_sponsorship(make_person(branch, "Cũ Thị Một"), binh)
    hoa, moi, lan = make_person(branch), make_person(branch, "Mới", since="15/09/2025"), make_person(branch, "Lan")

    found = judged([(hoa, binh), (moi, binh), (lan, nam), (binh, binh)], branch, DAY)

    assert codes(found) == [[], ["together_short", "load"], ["exempt"], ["oneself", "helped_is_official", "load"]]
    assert found[1].keys == frozenset(
        {f"{moi.pk}:{binh.pk}:sponsoring.together_short", f"{moi.pk}:{binh.pk}:sponsoring.load"}
    )


def test_time_in_another_branch_of_the_grassroots_organisation_counts(branch, commune):
    other = commune[3][1]
    binh = make_member(other, since="2014")
    hoa = make_person(branch, since="2020")

    assert codes(judged([(hoa, binh)], branch, DAY)) == [[]]


def test_what_was_together_before_a_move_counts(branch):
    binh = make_member(branch, since="2014")
    hoa = make_person(make_commune()[3][0], since="01/03/2026")
    Stay.objects.create(
        person=hoa, unit=branch, since=from_written("01/01/2024"), ends_on=date(2025, 6, 1), province=branch.province
    )

    assert codes(judged([(hoa, binh)], branch, DAY)) == [[]]


def test_a_withdrawn_resolution_s_sponsorship_is_none(branch):
    binh, hoa = make_member(branch), make_person(branch)
    held = make_sponsorship(hoa, binh, ends_on=None)
    assert codes(judged([(hoa, binh)], branch, DAY)) == [["already"]]

    held.resolution.withdrawn_at = NOON
    held.resolution.save()

    assert codes(judged([(hoa, binh)], branch, DAY)) == [[]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_for_one_pair_and_for_three(branch, django_assert_num_queries, count):
    binh = make_member(branch)
    pairs = [(make_person(branch, f"Người {number}"), binh) for number in range(count)]

    with django_assert_num_queries(5):  # stays, ancestors' kinds, circumstances, sponsorships, setting
        judged(pairs, branch, DAY)


def test_the_grassroots_organisation_is_the_nearest_above_or_the_unit_itself(commune):
    top, _ward, grassroots, (branch, *_others) = commune
    own = make_unit("Chi bộ cơ sở", parent=top, kind="grassroots_branch")

    found = grassroots_of([top, branch, own, grassroots])

    assert found[branch.path] == found[grassroots.path] == grassroots.path
    assert found[own.path] == own.path
    assert top.path not in found


def test_members_for_are_recognised_ones_of_the_grassroots_organisation_by_name(branch, commune, by):
    secretary = by(holder(Role.BRANCH_SECRETARY, branch))
    officer = by(holder(Role.GRASSROOTS_OFFICER, commune[2]))
    binh, an = make_member(branch, "Trần Văn Bình"), make_member(branch, "Lê Văn An")
    other = make_member(commune[3][1], "Võ Văn Cường")
    make_member(branch, "Đã Ra", left_party_on=DAY)
    make_person(branch, "Dự Bị", joined=from_written("2026"))

    assert list(members_for(secretary, branch)) == [an, binh]
    assert list(members_for(officer, branch)) == [an, binh, other]


def test_helped_are_those_on_a_list_the_third_first_and_the_probationary(branch, by):
    secretary = by(holder(Role.BRANCH_SECRETARY, branch))
    first, third = make_person(branch, "Một"), make_person(branch, "Ba")
    put_on(first, 1)
    put_on(third, 3)
    new = make_person(branch, "Dự Bị", joined=from_written("2026"))
    make_person(branch, "Ngoài")
    make_member(branch)

    assert list(helped_at(secretary, branch)) == [third, first, new]


def test_expectations_cite_their_clause(branch):
    found = expected_for(make_person(branch, born="1980"), DAY)

    assert (found.members, "Điều 4" in found.clause) == (2, True)
