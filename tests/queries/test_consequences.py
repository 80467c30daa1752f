"""What follows for people, duties, plans and shares."""

import pytest

from nguon.models import Allocation, Share, User
from nguon.queries.consequences import consequences
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, appoint, days, holder, make_plan, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_unit("Tỉnh")


@pytest.fixture
def who(by, province):
    return by(holder(Role.ORGANISATION_OFFICER, province))


def closing(who, *units, successors=None, carries=False):
    return consequences(
        who, DAY, closes=list(units), moves=[], to={}, successors=successors or {}, carries_posts=carries
    )


def test_somebody_with_a_role_elsewhere_does_not_lose_all(province, who):
    unit = make_unit("Xã", parent=province)
    both = make_user("Hai Nơi")
    appoint(both, Role.GRASSROOTS_OFFICER, unit)
    appoint(both, Role.INSPECTION_OFFICER, province)
    holder(Role.GRASSROOTS_OFFICER, unit, "Một Nơi")

    found = closing(who, unit)

    assert {each.full_name: each.loses_access for each in found.posts} == {"Hai Nơi": False, "Một Nơi": True}


def test_two_secretaries_in_one_successor_are_pointed_out(province, who):
    one, two = make_unit("Chi bộ 1", parent=province), make_unit("Chi bộ 2", parent=province)
    for unit in (one, two):
        holder(Role.BRANCH_SECRETARY, unit)

    found = closing(who, one, two, successors={one.pk: "Chi bộ 3", two.pk: "Chi bộ 3"}, carries=True)

    assert found.warnings == ("Chi bộ 3 sẽ có 2 người giữ vai trò Bí thư chi bộ: nhớ sắp xếp lại.",)


def test_places_already_given_are_to_be_given_again(province, who):
    unit = make_unit("Xã", parent=province)
    version = make_plan(province)
    allocation = Allocation.objects.create(
        plan=version.plan,
        version=version,
        unit=province,
        path=province.path,
        province=province.province,
        ordinal=1,
        state="issued",
        made_by=User.objects.first(),
        made_at=NOON,
        saved_at=NOON,
    )
    Share.objects.create(allocation=allocation, unit=unit, group="", places=12, province=province.province)

    (share,) = closing(who, unit).shares

    assert share.what == "12 chỉ tiêu do Tỉnh giao: cần giao lại cho đơn vị nhận"


def test_a_plan_whose_time_is_over_needs_no_decision(province, who):
    unit = make_unit("Xã", parent=province)
    make_plan(unit, year=2025)

    assert closing(who, unit).plans == ()


def test_nothing_closing_and_nothing_moving_has_no_consequences(who):
    found = consequences(who, DAY + days(1), closes=[], moves=[], to={}, successors={}, carries_posts=True)

    assert (found.posts, found.tasks, found.plans, found.follows, found.refusals) == ((), (), (), (), ())
