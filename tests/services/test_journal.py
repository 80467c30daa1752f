"""What was written is noted, and taken back in the opposite order."""

from datetime import date

import pytest

from nguon.models import Placement, Unit
from nguon.services.journal import Journal, reserve, take_back
from tests.factories import make_unit

pytestmark = pytest.mark.django_db


def test_rows_set_and_made_are_as_they_were_after_taking_back():
    unit = make_unit("Tỉnh")
    before = [list(model.objects.order_by("pk").values()) for model in (Unit, Placement)]
    journal = Journal()
    placement = unit.placements.get()

    journal.set("placement", [(placement, {"ends_on": date(2026, 1, 1), "name": "Cũ"})])
    journal.set("unit", [(unit, {"closed_on": date(2026, 1, 1)})])
    journal.make(
        "placement",
        [Placement(unit=unit, name="Mới", kind=unit.kind, starts_on=date(2026, 1, 1), province=unit.province)],
    )
    assert Placement.objects.count() == 2
    take_back(journal.entries)

    assert [list(model.objects.order_by("pk").values()) for model in (Unit, Placement)] == before


def test_reserved_numbers_are_never_those_of_units_that_were():
    gone = make_unit("Tạm")
    number = gone.pk
    gone.placements.all().delete()
    gone.delete()

    numbers = reserve(Unit, 3)

    assert len(set(numbers)) == 3
    assert min(numbers) > number


def test_nothing_asked_reserves_nothing():
    assert reserve(Unit, 0) == []
