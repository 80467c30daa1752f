"""The figures a target is divided by: of which year, by whom, what is refused."""

import pytest

from nguon.models import Entry, YearFigure
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.allocation_figures import Figures, set_figures
from tests.factories import holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(by):
    top = make_unit("Tỉnh ủy A")
    return top, make_unit("Đảng ủy Một", parent=top), by(holder(Role.ORGANISATION_OFFICER, top))


def test_members_and_results_are_of_the_year_before_and_the_pool_of_the_year(place):
    top, unit, officer = place

    changed = set_figures(by=officer, unit_id=top.pk, year=2026, figures={unit.pk: Figures(300, 12, 25)})

    rows = YearFigure.objects.filter(unit=unit).order_by("year").values_list("year", "members", "admitted", "pool")
    assert (changed, list(rows)) == (1, [(2025, 300, 12, None), (2026, None, None, 25)])
    entry = Entry.objects.get()
    assert (entry.action, entry.after) == ("allocating.set_figures", {"Đảng ủy Một": "300 / 12 / 25"})


def test_other_figures_of_those_years_stay(place):
    top, unit, officer = place
    YearFigure.objects.create(unit=unit, year=2025, members=1, admitted=2, pool=3, province=unit.province)

    set_figures(by=officer, unit_id=top.pk, year=2026, figures={unit.pk: Figures(5, None, 7)})

    assert YearFigure.objects.get(unit=unit, year=2025).pool == 3


def test_the_same_figures_again_leave_no_entry(place):
    top, unit, officer = place
    for _ in range(2):
        set_figures(by=officer, unit_id=top.pk, year=2026, figures={unit.pk: Figures(5, 6, 7)})

    assert Entry.objects.count() == 1


@pytest.mark.parametrize("figures", [Figures(-1, 0, 0), Figures(0, 10_000_000, 0), Figures(0, 0, -5)])
def test_figures_no_unit_can_have_are_refused_by_name(place, figures):
    top, unit, officer = place

    with pytest.raises(RuleViolation, match="Đảng ủy Một"):
        set_figures(by=officer, unit_id=top.pk, year=2026, figures={unit.pk: figures})


def test_units_not_below_and_units_not_theirs_are_not_there(place, by):
    top, unit, officer = place
    stranger = by(holder(Role.ORGANISATION_OFFICER, make_unit("Tỉnh ủy B")))

    with pytest.raises(NotReached):
        set_figures(by=officer, unit_id=top.pk, year=2026, figures={make_unit().pk: Figures(1, 1, 1)})
    with pytest.raises(NotReached):
        set_figures(by=stranger, unit_id=top.pk, year=2026, figures={unit.pk: Figures(1, 1, 1)})
