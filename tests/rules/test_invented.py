"""People and units composed by rule: the shape of the tree, the numbers, the sameness."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.regulations.load import kinds_on
from nguon.rules.invented import (
    Recipe,
    UnitSketch,
    evenly,
    levels_of,
    persons_by_branch,
    persons_of,
    quota_of,
    resolution_days,
    tree_of,
    unmet_size,
)
from nguon.rules.kinds import unmet_placement

DAY = date(2026, 3, 10)
RECIPE = Recipe(1930, DAY, date(2025, 7, 1))
BRANCH = UnitSketch(7, 3, 4, "Chi bộ thôn Thử 1.1.1", "residential")


def persons(count=400, branch=BRANCH, recipe=RECIPE):
    return persons_of(count, branch, recipe)


@given(st.integers(4, 900))
def test_a_tree_has_exactly_the_units_asked_for_each_under_one_a_level_above(units):
    tree = list(tree_of(units, "Thử Nghiệm"))

    assert [each.number for each in tree] == list(range(units))
    assert [each for each in tree[1:] if tree[each.parent].level != each.level - 1] == []
    assert tree[0].parent is None


@given(st.integers(4, 900))
def test_every_unit_above_a_branch_has_some_below(units):
    tree = list(tree_of(units, "Thử Nghiệm"))
    parents = {each.parent for each in tree}

    assert [each for each in tree if (each.number in parents) != (each.level < 4)] == []


def test_every_unit_says_that_it_is_no_real_one_and_no_two_are_named_alike():
    names = [each.name for each in tree_of(2_000, "Thử Nghiệm")]

    assert [each for each in names if "Thử" not in each] == []
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("day", [date(2015, 1, 1), date(2025, 7, 1), date(2026, 3, 10), date(2026, 7, 26)])
def test_the_kinds_of_the_levels_may_stand_one_under_the_other(day):
    kinds = kinds_on(day)
    levels = levels_of(kinds)

    found = [unmet_placement(kind, above, kinds) for kind, above in zip(levels, (None, *levels[:-1]), strict=True)]

    assert found == [(), (), (), ()]


@given(st.integers(0, 5_000), st.integers(1, 60), st.integers())
def test_persons_over_branches_add_up(people, branches, seed):
    found = persons_by_branch(people, branches, seed)

    assert (len(found), sum(found), min(found) >= 0) == (branches, people, True)


@given(st.integers(0, 500), st.integers(1, 40))
def test_evenly_differs_by_one_at_most(total, parts):
    found = evenly(total, parts)

    assert (sum(found), len(found), max(found) - min(found) <= 1) == (total, parts, True)


def test_the_same_seed_makes_the_same_persons_and_another_seed_others():
    assert persons() == persons()
    assert persons() != persons(recipe=Recipe(1931, DAY, RECIPE.opened))
    assert persons() != persons(branch=UnitSketch(8, 3, 4, "Chi bộ", "residential"))


def test_about_seven_of_ten_stand_on_a_list_and_some_are_members():
    found = persons(4_000)
    lists = Counter(each.listed for each in found)

    assert 0.66 < (4_000 - lists[0]) / 4_000 < 0.74
    assert lists[1] > lists[3] > lists[2] * 0.8 > 0
    assert 0.15 < sum(each.official is not None for each in found) / 4_000 < 0.3
    assert found[0].official is not None


def test_a_member_stands_on_no_list_and_a_sponsor_is_a_member_of_the_branch():
    found = persons()

    assert [each for each in found if each.official and (each.steps or each.sponsor is not None)] == []
    assert [each for each in found if each.sponsor is not None and found[each.sponsor].official is None] == []


def test_who_stands_on_list_3_has_a_certificate_and_who_left_a_reason():
    found = persons(2_000)

    assert [each for each in found if each.listed == 3 and each.certificate is None] == []
    left = [step for each in found for step in each.steps if step.to_list == 0]
    assert left != []
    assert [step for step in left if not step.reason] == []
    assert [each for each in found for one, two in zip(each.steps, each.steps[1:], strict=False)
            if one.resolution >= two.resolution] == []  # fmt: skip


def test_numbers_are_such_as_nobody_has_and_none_twice():
    numbers = [each.citizen for branch in (7, 8) for each in persons(branch=UnitSketch(branch, 3, 4, "", "school"))]

    assert {each[:3] for each in numbers} == {"000"}
    assert {len(each) for each in numbers} == {12}
    assert len(set(numbers)) == len(numbers)


def test_some_belong_to_minorities_and_religions_and_some_groups_are_entered_by_hand():
    found = persons(2_000, UnitSketch(9, 3, 4, "Chi bộ khoa Thử", "health"))

    assert 0.1 < sum(each.ethnicity != "Kinh" for each in found) / 2_000 < 0.18
    assert 0.03 < sum(each.religion != "Không" for each in found) / 2_000 < 0.09
    assert {each.groups for each in found} == {(), ("intellectual",)}
    assert {each.occupation for each in found if each.groups} == {"Bác sĩ"}


@given(st.dates(date(2025, 11, 1), date(2030, 1, 1)))
def test_the_resolutions_fall_after_the_opening_and_before_the_day_in_order(day):
    first, second, third = resolution_days(Recipe(1, day, date(2025, 7, 1)))

    assert date(2025, 7, 1) < first < second < third < day


@given(st.integers(0, 5_000), st.integers(0, 9_000), st.integers())
def test_a_committee_is_given_at_least_one(persons_there, branch, seed):
    assert 1 <= quota_of(persons_there, branch, seed) <= max(1, persons_there)


@pytest.mark.parametrize(
    ("people", "units", "codes"),
    [(0, 4, []), (10, 3, ["trial.units"]), (-1, 4, ["trial.people"]), (-1, 0, ["trial.units", "trial.people"])],
)
def test_sizes_that_cannot_be(people, units, codes):
    assert [each.code for each in unmet_size(people, units)] == codes
