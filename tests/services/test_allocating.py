"""Drafts of a division: who may, what is written, one entry each, nothing lost when two work at once."""

import pytest

from nguon.models import Allocation, Entry, Share, Target, YearFigure
from nguon.queries.allocating import Cell, load, table_of
from nguon.queries.suggesting import Way, suggest
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.quota import CannotDivide
from nguon.rules.roles import Role
from nguon.services.allocating import (
    apply_suggestion,
    assign_row,
    copy_allocation,
    draft_from_reading,
    drop_draft,
    fill_bounds,
    open_allocation,
    save_cells,
)
from tests.factories import DAY, LONG_AGO, holder, make_plan, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """A province with three units below, a plan of 30 of which at least 10 women, and its officer."""
    top = make_unit("Tỉnh ủy A")
    units = [make_unit(f"Đảng ủy {name}", parent=top) for name in ("Một", "Hai", "Ba")]
    version = make_plan(top, places=30)
    Target.objects.create(version=version, ordinal=2, measure="admissions", group="women", minimum=10)
    return top, units, version


@pytest.fixture
def officer(by, place):
    return by(holder(Role.ORGANISATION_OFFICER, place[0]))


@pytest.fixture
def draft(officer, place):
    return open_allocation(by=officer, plan_id=place[2].plan_id, unit_id=place[0].pk)


def places_of(draft, group=""):
    rows = Share.objects.filter(allocation=draft, group=group).order_by("unit_id")
    return list(rows.values_list("places", flat=True))


def fill(officer, draft, units, *places, women=()):
    cells = {(unit.pk, ""): Cell(value) for unit, value in zip(units, places, strict=True)}
    cells |= {(unit.pk, "women"): Cell(value) for unit, value in zip(units, women, strict=False)}
    return save_cells(by=officer, allocation_id=draft.pk, seen=draft.revision, cells=cells)


def figures(units, *, members=(), admitted=(), pool=()):
    for at, unit in enumerate(units):
        YearFigure.objects.create(
            unit=unit,
            year=2025,
            members=members[at] if members else None,
            admitted=admitted[at] if admitted else None,
            pool=pool[at] if pool else None,
            province=unit.province,
        )


def test_opening_lists_every_unit_directly_below_for_every_target(draft, place):
    assert Share.objects.filter(allocation=draft).count() == 6
    assert (draft.ordinal, draft.state, draft.unit) == (1, "draft", place[0])
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_id, entry.role) == ("allocating.open", draft.pk, "organisation_officer")


def test_a_button_pressed_twice_opens_one_draft(officer, draft, place):
    top, units, version = place

    assert open_allocation(by=officer, plan_id=version.plan_id, unit_id=top.pk) == draft
    fill(officer, draft, units, *[1] * len(units))
    assert open_allocation(by=officer, plan_id=version.plan_id, unit_id=top.pk).ordinal == 2


def test_a_unit_closed_before_today_gets_no_row(officer, place):
    top, units, version = place
    type(top).objects.filter(pk=units[0].pk).update(closed_on=DAY)

    made = open_allocation(by=officer, plan_id=version.plan_id, unit_id=top.pk)

    assert set(Share.objects.filter(allocation=made).values_list("unit", flat=True)) == {each.pk for each in units[1:]}


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.STANDING_BOARD_MEMBER, Role.INSPECTION_OFFICER])
def test_who_may_not_divide_there_finds_nothing_to_open(by, place, role):
    with pytest.raises(NotReached):
        open_allocation(by=by(holder(role, place[0])), plan_id=place[2].plan_id, unit_id=place[0].pk)


def test_a_neighbours_plan_is_not_there(by, place):
    other = make_unit("Tỉnh ủy B")
    with pytest.raises(NotReached):
        open_allocation(by=by(holder(Role.ORGANISATION_OFFICER, other)), plan_id=place[2].plan_id, unit_id=other.pk)


def test_a_unit_that_was_given_nothing_has_nothing_to_divide(officer, place):
    with pytest.raises(RuleViolation, match="chưa được cấp trên giao") as refused:
        open_allocation(by=officer, plan_id=place[2].plan_id, unit_id=place[1][0].pk)

    codes = [each.code for each in refused.value.unmet]
    assert codes == ["allocating.nothing_to_divide", "allocating.nobody_below"]


def test_a_plan_without_a_figure_has_nothing_to_divide(officer, place):
    version = make_plan(place[0], places=None)

    with pytest.raises(RuleViolation, match="chưa nêu chỉ tiêu chung bằng số"):
        open_allocation(by=officer, plan_id=version.plan_id, unit_id=place[0].pk)


def test_saving_writes_the_changed_cells_and_says_what_stood_before(officer, draft, place):
    unit = place[1][0]

    save_cells(
        by=officer, allocation_id=draft.pk, seen=1, cells={(unit.pk, ""): Cell(12, locked=True, minimum=5, maximum=12)}
    )

    share = Share.objects.get(allocation=draft, unit=unit, group="")
    assert (share.places, share.locked, share.minimum, share.maximum) == (12, True, 5, 12)
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.before, entry.after) == (
        "allocating.save",
        {unit.name: 0},
        {unit.name: "12 [5–12] (khóa)"},
    )
    assert Allocation.objects.get(pk=draft.pk).revision == 2


def test_saving_what_stands_already_leaves_no_entry_and_no_revision(officer, draft, place):
    save_cells(by=officer, allocation_id=draft.pk, seen=1, cells={(place[1][0].pk, ""): Cell(0)})

    assert Allocation.objects.get(pk=draft.pk).revision == 1
    assert Entry.objects.count() == 1


def test_a_stale_tab_is_refused_and_nothing_is_lost(officer, draft, place):
    fill(officer, draft, place[1], 10, 10, 10)

    with pytest.raises(MovedOn):
        save_cells(by=officer, allocation_id=draft.pk, seen=1, cells={(place[1][0].pk, ""): Cell(1)})
    assert places_of(draft) == [10, 10, 10]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell(100_000), "allocating.figure_out_of_range"),
        (Cell(5, minimum=-1), "allocating.figure_out_of_range"),
        (Cell(5, minimum=8, maximum=7), "allocating.bounds_crossed"),
    ],
)
def test_a_cell_no_allocation_can_hold_is_refused(officer, draft, place, cell, code):
    with pytest.raises(RuleViolation) as refused:
        save_cells(by=officer, allocation_id=draft.pk, seen=1, cells={(place[1][0].pk, ""): cell})

    assert [each.code for each in refused.value.unmet] == [code]


def test_a_cell_of_another_unit_or_column_is_not_there(officer, draft):
    for key in ((make_unit().pk, ""), (Share.objects.filter(allocation=draft).first().unit_id, "youth")):
        with pytest.raises(NotReached):
            save_cells(by=officer, allocation_id=draft.pk, seen=1, cells={key: Cell(1)})


def test_a_unit_opened_since_the_draft_was_made_is_in_the_table_and_can_be_saved(officer, draft, place):
    new = make_unit("Đảng ủy Mới", parent=place[0])

    save_cells(by=officer, allocation_id=draft.pk, seen=1, cells={(new.pk, ""): Cell(3)})

    assert Share.objects.get(allocation=draft, unit=new).places == 3


@pytest.mark.parametrize(
    ("way", "expected"),
    [(Way.MEMBERS, [15, 10, 5]), (Way.LAST_YEAR, [5, 10, 15]), (Way.POOL, [10, 10, 10]), (Way.EQUAL, [10, 10, 10])],
)
def test_a_division_anew_follows_the_figure_named(officer, draft, place, way, expected):
    figures(place[1], members=(300, 200, 100), admitted=(1, 2, 3), pool=(7, 7, 7))

    apply_suggestion(by=officer, allocation_id=draft.pk, seen=1, way=way)

    assert places_of(draft) == expected
    assert sum(places_of(draft, "women")) == 10
    assert Allocation.objects.get(pk=draft.pk).method == way
    assert Entry.objects.latest("pk").action == "allocating.apply_suggestion"


def test_locked_cells_and_limits_are_kept(officer, draft, place):
    one, two, three = place[1]
    figures(place[1], members=(300, 200, 100))
    cells = {(one.pk, ""): Cell(4, locked=True), (two.pk, ""): Cell(0, maximum=7), (three.pk, ""): Cell(0)}
    save_cells(by=officer, allocation_id=draft.pk, seen=1, cells=cells)

    apply_suggestion(by=officer, allocation_id=draft.pk, seen=2, way=Way.MEMBERS)

    assert places_of(draft) == [4, 7, 19]


def test_limits_that_clash_are_named_and_nothing_changes(officer, draft, place):
    save_cells(
        by=officer, allocation_id=draft.pk, seen=1, cells={(each.pk, ""): Cell(0, maximum=5) for each in place[1]}
    )

    with pytest.raises(CannotDivide, match="Tổng mức tối đa 15 < chỉ tiêu 30"):
        apply_suggestion(by=officer, allocation_id=draft.pk, seen=2, way=Way.EQUAL)
    assert places_of(draft) == [0, 0, 0]


def test_mending_by_the_pool_takes_where_it_is_thinnest_and_leaves_the_groups(officer, draft, place):
    figures(place[1], pool=(10, 20, 60))
    fill(officer, draft, place[1], 11, 11, 11, women=(2, 4, 4))

    apply_suggestion(by=officer, allocation_id=draft.pk, seen=2, way=Way.THIN_POOL)

    assert (places_of(draft), places_of(draft, "women")) == ([8, 11, 11], [2, 4, 4])


def test_mending_in_proportion_keeps_the_shares_near_what_they_were(officer, draft, place):
    fill(officer, draft, place[1], 20, 12, 8, women=(5, 3, 2))

    apply_suggestion(by=officer, allocation_id=draft.pk, seen=2, way=Way.KEEP)

    assert (places_of(draft), places_of(draft, "women")) == ([15, 9, 6], [5, 3, 2])


def test_a_suggestion_tells_each_units_exact_share(officer, draft, place):
    figures(place[1], members=(1, 1, 5))

    found = suggest(table_of(load(Allocation.objects, draft.pk), DAY), Way.MEMBERS)

    assert [round(float(each.exact), 2) for each in found.changes] == [21.43, 4.29, 4.29]
    assert (found.by, found.sums, found.lacking) == (30, (30, 10), ())


def test_limits_are_filled_inwards_from_last_years_result(officer, draft, place):
    figures(place[1], admitted=(104, 27, 3))

    fill_bounds(by=officer, allocation_id=draft.pk, seen=1, group="", percent=10)

    rows = Share.objects.filter(allocation=draft, group="").order_by("unit_id")
    assert list(rows.values_list("minimum", "maximum")) == [(94, 114), (25, 29), (3, 3)]


def test_limits_are_taken_away_again(officer, draft, place):
    figures(place[1], admitted=(104, 27, 3))
    fill_bounds(by=officer, allocation_id=draft.pk, seen=1, group="", percent=10)

    fill_bounds(by=officer, allocation_id=draft.pk, seen=2, group="", percent=None)

    assert set(Share.objects.filter(allocation=draft).values_list("minimum", "maximum")) == {(0, None)}


@pytest.mark.parametrize(("group", "percent"), [("youth", 10), ("", 101), ("", -1)])
def test_limits_of_no_column_or_no_percentage_are_refused(officer, draft, group, percent):
    with pytest.raises(RuleViolation):
        fill_bounds(by=officer, allocation_id=draft.pk, seen=1, group=group, percent=percent)


def test_a_printed_row_is_assigned_by_hand_once(officer, place):
    _top, units, version = place
    rows = [{"unit": "Đảng ủy Một", "value": 20}, {"unit": "Đơn vị lạ", "value": 6}, {"unit": "Hai nữa", "value": 4}]
    draft = draft_from_reading(version, rows, 30, by=officer)

    assign_row(by=officer, allocation_id=draft.pk, seen=1, row=0, unit_id=units[1].pk)
    with pytest.raises(RuleViolation, match="đã có 20"):
        assign_row(by=officer, allocation_id=draft.pk, seen=2, row=0, unit_id=units[0].pk)
    assign_row(by=officer, allocation_id=draft.pk, seen=2, row=0, unit_id=None)

    assert (places_of(draft), Allocation.objects.get(pk=draft.pk).unmatched) == ([20, 6, 0], [])


def test_a_row_that_is_gone_or_a_unit_that_is_not_below_is_refused(officer, place):
    draft = draft_from_reading(place[2], [{"unit": "Lạ", "value": 6}], None, by=officer)

    with pytest.raises(MovedOn):
        assign_row(by=officer, allocation_id=draft.pk, seen=1, row=4, unit_id=None)
    with pytest.raises(NotReached):
        assign_row(by=officer, allocation_id=draft.pk, seen=1, row=0, unit_id=make_unit().pk)


def test_a_copy_has_the_same_cells_and_the_next_number(officer, draft, place):
    fill(officer, draft, place[1], 1, 2, 3)

    made = copy_allocation(by=officer, allocation_id=draft.pk)

    assert (made.ordinal, places_of(made)) == (2, [1, 2, 3])
    assert Entry.objects.latest("pk").action == "allocating.copy"


def test_a_dropped_draft_is_gone_and_its_figures_stay_in_the_trail(officer, draft, place):
    fill(officer, draft, place[1], 1, 2, 3)

    drop_draft(by=officer, allocation_id=draft.pk, seen=2)

    assert not Allocation.objects.exists()
    assert Entry.objects.latest("pk").before["Đảng ủy Hai"] == 2


def test_a_draft_of_another_province_is_not_there(by, draft):
    stranger = by(holder(Role.ORGANISATION_OFFICER, make_unit("Tỉnh ủy B")))

    for act in (
        lambda: save_cells(by=stranger, allocation_id=draft.pk, seen=1, cells={}),
        lambda: copy_allocation(by=stranger, allocation_id=draft.pk),
        lambda: drop_draft(by=stranger, allocation_id=draft.pk, seen=1),
    ):
        with pytest.raises(NotReached):
            act()


def test_a_unit_moved_away_must_be_set_to_nothing(officer, draft, place):
    fill(officer, draft, place[1], 10, 10, 10, women=(4, 3, 3))
    type(place[0]).objects.filter(pk=place[1][0].pk).update(closed_on=DAY, opened_on=LONG_AGO)

    table = table_of(load(Allocation.objects, draft.pk), DAY)

    assert [(each.code, each.unit) for each in table.findings] == [("unit_gone", place[1][0].pk)]
    assert suggest(table, Way.KEEP).division.cells[place[1][0].pk, ""] == 0
