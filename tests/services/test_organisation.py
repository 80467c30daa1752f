"""What is written about a unit without moving it."""

import pytest

from nguon.models import Entry, YearFigure
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.organisation import Figures, clean_code, describe_unit, set_figures
from tests.factories import holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("Đảng bộ tỉnh")


@pytest.fixture
def officer(unit, by):
    return by(holder(Role.ORGANISATION_OFFICER, unit))


@pytest.mark.parametrize(
    ("typed", "kept"), [("", ""), (" 38.168.053.000.001 ", "38168053000001"), ("38168053000001", "38168053000001")]
)
def test_a_code_is_kept_as_digits(typed, kept):
    assert clean_code(typed) == kept


@pytest.mark.parametrize("typed", ["1", "38.168.053.000.00", "38.168.053.000.0010", "३8168053000001", "3816805300000a"])
def test_any_other_code_is_refused(typed):
    with pytest.raises(RuleViolation):
        clean_code(typed)


def test_a_description_leaves_one_entry_with_before_and_after(unit, officer):
    describe_unit(by=officer, unit_id=unit.pk, code="38.168.053.000.001", short_name="TU", tags=["điểm"])

    entry = Entry.objects.get()
    assert entry.before == {"code": None, "short_name": "", "tags": []}
    assert entry.after == {"code": "38168053000001", "short_name": "TU", "tags": ["điểm"]}


def test_a_short_name_is_searched_too(unit, officer):
    assert (
        describe_unit(by=officer, unit_id=unit.pk, code="", short_name="TU Phú", tags=[]).folded
        == "dang bo tinh tu phu"
    )


def test_nothing_new_leaves_no_entry(unit, officer):
    describe_unit(by=officer, unit_id=unit.pk, code="", short_name="", tags=[])
    set_figures(by=officer, unit_id=unit.pk, figures={2025: Figures()})

    assert not Entry.objects.exists()


def test_a_tag_written_otherwise_replaces_the_old_one(unit, officer):
    describe_unit(by=officer, unit_id=unit.pk, code="", short_name="", tags=["vung cao"])
    describe_unit(by=officer, unit_id=unit.pk, code="", short_name="", tags=["Vùng cao"])

    assert list(unit.tags.values_list("tag", flat=True)) == ["Vùng cao"]


def test_too_many_tags_are_refused(unit, officer):
    with pytest.raises(RuleViolation, match="12 nhãn"):
        describe_unit(by=officer, unit_id=unit.pk, code="", short_name="", tags=[f"n{number}" for number in range(13)])


@pytest.mark.parametrize(
    "figures", [{1900: Figures(1)}, {2028: Figures(1)}, {2025: Figures(-1)}, {2025: Figures(None, 3_000_000)}]
)
def test_figures_out_of_bounds_are_refused(unit, officer, figures):
    with pytest.raises(RuleViolation):
        set_figures(by=officer, unit_id=unit.pk, figures=figures)


def test_figures_are_set_changed_and_taken_out_in_one_act(unit, officer):
    set_figures(by=officer, unit_id=unit.pk, figures={2024: Figures(10), 2025: Figures(11)})
    set_figures(by=officer, unit_id=unit.pk, figures={2024: Figures(), 2025: Figures(12, 1, 2)})

    assert list(YearFigure.objects.values_list("year", "members", "admitted", "pool")) == [(2025, 12, 1, 2)]
    assert Entry.objects.count() == 2


def test_a_unit_out_of_reach_is_not_described(unit, by):
    stranger = by(holder(Role.ORGANISATION_OFFICER, make_unit("Tỉnh khác")))

    with pytest.raises(NotReached):
        describe_unit(by=stranger, unit_id=unit.pk, code="", short_name="x", tags=[])
    with pytest.raises(NotReached):
        set_figures(by=stranger, unit_id=unit.pk, figures={2025: Figures(1)})
