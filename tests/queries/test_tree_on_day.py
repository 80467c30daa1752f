"""The tree of a day, from placements within reach."""

import pytest

from nguon.models import Placement
from nguon.queries.organisation import Filter
from nguon.queries.tree_on_day import TreeOnDay, rows_for_export
from nguon.rules.roles import Role
from tests.factories import DAY, days, holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_unit("Tỉnh")


def test_a_unit_stands_from_its_first_day_up_to_its_last_excluded(by, province):
    unit = make_unit("Xã", parent=province, opened_on=DAY)
    Placement.objects.filter(unit=unit).update(ends_on=DAY + days(5))
    who = by(holder(Role.ORGANISATION_OFFICER, province))

    stood = [unit.pk in TreeOnDay(who, DAY + days(number)).shape for number in (-1, 0, 4, 5)]

    assert stood == [False, True, True, False]


def test_whoever_reaches_only_a_part_sees_it_as_a_tree_of_its_own(by, province):
    commune = make_unit("Xã A", parent=province)
    branch = make_unit("Chi bộ", parent=commune)
    make_unit("Xã B", parent=province)

    (top,) = TreeOnDay(by(holder(Role.GRASSROOTS_OFFICER, commune)), DAY).tree([commune.pk])

    assert (top.name, top.below, [each.id for each in top.children]) == ("Xã A", 1, [branch.pk])


def test_a_unit_under_another_superior_of_that_day_is_listed_under_it(by, province):
    old, new = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
    branch = make_unit("Chi bộ", parent=new)
    Placement.objects.filter(unit=branch).update(starts_on=DAY)
    Placement.objects.create(
        unit=branch,
        parent=old,
        name="Chi bộ cũ",
        kind="branch",
        starts_on=DAY - days(9),
        ends_on=DAY,
        province=branch.province,
    )
    who = by(holder(Role.ORGANISATION_OFFICER, province))

    rows, count = TreeOnDay(who, DAY - days(1)).list_page(Filter(text="chi bo"), 1)

    assert (count, rows[0].name, rows[0].above_names) == (1, "Chi bộ cũ", "Xã A · Tỉnh")


def test_before_anything_stood_there_is_no_tree(by, province):
    who = by(holder(Role.ORGANISATION_OFFICER, province))

    assert TreeOnDay(who, province.opened_on - days(1)).tree([]) == ()


@pytest.mark.parametrize("many", [1, 3])
def test_it_asks_once_however_many_units(by, province, many, django_assert_num_queries):
    for number in range(many):
        make_unit(f"Xã {number}", parent=province)
    who = by(holder(Role.ORGANISATION_OFFICER, province))

    with django_assert_num_queries(1):
        rows_for_export(who, DAY, Filter())
