"""What holds for a unit: its own value, else of the nearest unit above that set it, field by field."""

from decimal import Decimal

import pytest

from nguon.models import PoolSetting
from nguon.queries.pool_setting import FIELDS, inherited, own_setting, setting_for, settings_for, settings_of
from tests.factories import make_unit
from tests.pool_world import make_commune

pytestmark = pytest.mark.django_db


def ways(unit, **values):
    return PoolSetting.objects.create(unit=unit, province=unit.province, **values)


def test_without_any_setting_nothing_holds():
    top = make_commune()[0]

    found = settings_of(top)

    assert list(found) == list(FIELDS)
    assert [each.is_set for each in found.values()] == [False] * len(FIELDS)


def test_the_nearest_unit_above_that_set_the_field_is_taken():
    top, commune, committee, (branch, *_) = make_commune()
    ways(top, review_every_months=3, ratio_min=Decimal("1.5"), document_number="1-HD/BTCTU")
    ways(commune, review_every_months=1, document_number="2-KH/ĐU")

    found = settings_of(branch)

    assert (found["review_every_months"].value, found["review_every_months"].unit_id) == (1, commune.pk)
    assert found["review_every_months"].document_number == "2-KH/ĐU"
    assert (found["ratio_min"].value, found["ratio_min"].unit_name) == (Decimal("1.50"), top.name)
    assert not found["ratio_max"].is_set
    assert setting_for(committee, "review_every_months").value == 1


def test_its_own_value_comes_before_all_above_and_never_a_neighbours():
    top, commune, _, _ = make_commune()
    other = make_unit(parent=top)
    ways(top, review_every_months=3)
    ways(commune, review_every_months=1)
    ways(other, review_every_months=2)

    assert setting_for(commune, "review_every_months").value == 1
    assert setting_for(other, "review_every_months").value == 2
    assert setting_for(top, "review_every_months").value == 3


def test_what_would_hold_without_its_own():
    top, commune, _, _ = make_commune()
    ways(top, review_every_months=3)
    own = ways(commune, review_every_months=1)

    assert inherited(commune)["review_every_months"].value == 3
    assert not inherited(top)["review_every_months"].is_set
    assert own_setting(commune) == own
    assert own_setting(make_unit(parent=top)) is None


@pytest.mark.parametrize("count", [1, 3])
def test_many_units_are_one_question(count, django_assert_num_queries):
    top, _, _, branches = make_commune()
    ways(top, ratio_min=Decimal(2))
    paths = [each.path for each in branches[:count]]

    with django_assert_num_queries(1):
        found = settings_for(paths)

    assert [each["ratio_min"].value for each in found.values()] == [2] * count
