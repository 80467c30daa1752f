"""What a few words find."""

import pytest

from nguon.queries.finding import find
from nguon.rules.roles import Role
from tests.factories import holder, make_plan, make_unit

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
