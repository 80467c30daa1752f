"""What a few words find."""

import pytest

from nguon.queries.finding import find
from nguon.rules.roles import Role
from tests.factories import holder, make_plan, make_unit
from tests.pool_world import make_person

pytestmark = pytest.mark.django_db


def test_a_group_that_the_roles_do_not_open_is_none(by):
    branch = make_unit("Chi bộ 1", parent=make_unit("Xã", parent=make_unit("Tỉnh")))

    found = find(by(holder(Role.MASS_ORGANISATION_OFFICER, branch)), "chi")

    assert found.people is None
    assert [each.name for each in found.units] == ["Chi bộ 1"]


def test_only_the_newest_version_of_a_plan_is_found(by):
    unit = make_unit("Tỉnh")
    first = make_plan(unit, title="Tên cũ")
    second = make_plan(unit, title="Tên mới")
    second.plan, second.ordinal = first.plan, 2
    second.save()
    who = by(holder(Role.ORGANISATION_OFFICER, unit))

    assert [each.title for each in find(who, "ten moi").plans] == ["Tên mới"]
    assert find(who, "ten cu").plans == ()


def test_persons_are_found_by_who_may_see_them_at_most_twenty(by):
    branch = make_unit("Chi bộ 1", parent=make_unit("Xã", parent=make_unit("Tỉnh")))
    for _ in range(22):
        make_person(branch, "Đàng Thị Mẫn")

    found, not_opened = (
        find(by(holder(role, branch)), "man dang") for role in (Role.BRANCH_SECRETARY, Role.MASS_ORGANISATION_OFFICER)
    )

    assert [each.full_name for each in found.persons] == ["Đàng Thị Mẫn"] * 20
    assert not_opened.persons is None
