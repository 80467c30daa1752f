"""One unit through time."""

from datetime import date

import pytest

from nguon.models import Placement, Reorganisation, Succession, Unit
from nguon.queries.unit_history import code_warnings, holders, kin, plans_of, stages, where_people_went
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, days, holder, make_plan, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_unit("Tỉnh")


@pytest.fixture
def who(by, province):
    return by(holder(Role.ORGANISATION_OFFICER, province))


def succeed(old: Unit, new: Unit, on: date) -> None:
    done = Reorganisation.objects.create(
        kind="merge", on=on, province=old.province, path=old.path, summary="x", made_at=NOON, applied_on=on
    )
    Succession.objects.create(predecessor=old, successor=new, on=on, reorganisation=done)
    Unit.objects.filter(pk=old.pk).update(closed_on=on)
    old.refresh_from_db()


def test_people_are_followed_through_every_later_merger(province, who):
    first, second, last = (make_unit(f"Xã {name}", parent=province) for name in "ABC")
    succeed(first, second, DAY - days(20))
    succeed(second, last, DAY - days(10))

    assert [each.name for each in where_people_went(who, first)] == ["Xã C"]
    assert [each.name for each in kin(who, first)[1]] == ["Xã B"]
    assert [each.name for each in kin(who, last)[0]] == ["Xã B"]


def test_a_unit_that_stands_sent_its_people_nowhere(province, who):
    assert where_people_went(who, province) == ()


def test_a_successor_out_of_reach_is_named_without_a_way_to_it(province, by):
    first, second = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
    succeed(first, second, DAY)

    (went,) = where_people_went(by(holder(Role.GRASSROOTS_OFFICER, first)), first)

    assert (went.name, went.reached) == ("Xã B", False)


def test_a_stage_names_its_superior_as_it_was_called_then(province):
    unit = make_unit("Xã", parent=province, opened_on=date(2021, 1, 1))
    Placement.objects.filter(unit=province).update(starts_on=date(2024, 1, 1))
    Placement.objects.create(
        unit=province,
        name="Tỉnh cũ",
        kind="provincial_committee",
        starts_on=date(2020, 1, 1),
        ends_on=date(2024, 1, 1),
        province=province.province,
    )

    assert [each.parent_name for each in stages(unit)] == ["Tỉnh cũ"]


@pytest.mark.parametrize(
    ("past", "names"), [(False, ["Sau Này", "Đang Giữ"]), (True, ["Sau Này", "Đang Giữ", "Đã Thôi"])]
)
def test_holders_are_those_of_today_and_to_come_and_those_before_when_asked(province, past, names):
    holder(Role.BRANCH_SECRETARY, province, "Sau Này", starts_on=DAY + days(3))
    holder(Role.BRANCH_COMMITTEE_MEMBER, province, "Đang Giữ")
    holder(Role.INSPECTION_OFFICER, province, "Đã Thôi", ends_on=DAY)

    found = holders(province, DAY, past=past)

    assert [each.full_name for each in found] == names
    assert [each.in_force for each in found][:2] == [False, True]


def test_plans_withdrawn_are_left_out(province, who):
    plan = make_plan(province).plan
    assert len(plans_of(who, province)) == 1

    plan.withdrawn_on = DAY
    plan.save()

    assert plans_of(who, province) == ()


@pytest.mark.parametrize(
    ("code", "above", "fits"),
    [
        ("38168053000001", "38168053000000", True),
        ("38168054000001", "38168053000000", False),
        ("38168053000001", "38000000000000", True),
        ("39168053000001", "38000000000000", False),
        ("38168053000001", None, True),
    ],
)
def test_a_code_must_share_the_groups_its_superior_fills(province, code, above, fits):
    province.code = above
    unit = make_unit("Xã", parent=province, code=code)

    assert (code_warnings(unit, province) == ()) is fits
