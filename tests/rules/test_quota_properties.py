"""What holds for every division, whatever the target and the limits."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nguon.rules.quota import HEADLINE, CannotDivide, GroupRow, Method, Row, Target, apportion, check, compare, divide
from nguon.rules.quota.terms import Limits
from tests.rules.test_quota import GROUPS, headlines, row


@st.composite
def problems(draw):
    """Two to four units and two or three groups that some units cannot serve: mostly possible, often only by moving."""
    rows = [
        Row(
            unit,
            f"Chi bộ {unit}",
            {Method.MEMBERS: draw(st.integers(0, 9))},
            maximum=draw(st.sampled_from([None, None, None, 2, 4])),
            minimum=draw(st.sampled_from([0, 0, 0, 1])),
            groups={
                group: GroupRow(
                    maximum=draw(st.sampled_from([None, None, 0, 1, 2])), minimum=draw(st.sampled_from([0, 0, 0, 1]))
                )
                for group in GROUPS
                if draw(st.booleans())
            },
        )
        for unit in range(1, draw(st.integers(2, 4)) + 1)
    ]
    rows = [replace(each, groups={key: _sane(cell) for key, cell in each.groups.items()}) for each in rows]
    total = draw(st.integers(4, 6))
    least = [draw(st.integers(0, total - 1)) for _ in range(draw(st.integers(2, 3)))]
    return [Target(HEADLINE, total, total), *(Target(*each) for each in zip(GROUPS, least, strict=False))], rows


def _sane(cell):
    return replace(cell, minimum=0) if cell.maximum == 0 else cell


def divided(targets, rows, **named):
    """The division, or None where it is refused."""
    try:
        return divide(targets, rows, Method.MEMBERS, **named)
    except CannotDivide:
        return None


def locked(rows, division):
    """The same rows with every cell locked at what the division gave."""
    return [
        replace(
            each,
            locked=division.cells[each.unit, HEADLINE],
            groups={
                group: replace(each.groups.get(group, GroupRow()), locked=division.cells[each.unit, group])
                for group in GROUPS
                if (each.unit, group) in division.cells
            },
        )
        for each in rows
    ]


@settings(max_examples=150, deadline=None)
@given(problems())
def test_dividing_twice_gives_the_same(problem):
    targets, rows = problem
    first, second = divided(targets, rows), divided(targets, rows)

    assert first == second


@settings(max_examples=150, deadline=None)
@given(problems())
def test_locking_every_cell_changes_nothing(problem):
    targets, rows = problem
    division = divided(targets, rows)
    assume(division is not None)

    again = divide(targets, locked(rows, division), Method.EQUAL, total=division.total)

    assert compare(division.cells, again.cells) == ()


@settings(max_examples=150, deadline=None)
@given(problems())
def test_a_limit_taken_away_never_makes_a_division_impossible(problem):
    targets, rows = problem
    division = divided(targets, rows)
    assume(division is not None)

    freed = [replace(each, locked=None, minimum=0, maximum=None) for each in rows]
    looser = [replace(each, maximum=None) if each.group != HEADLINE else each for each in targets]

    assert divided(targets, freed) is not None
    assert divided(looser, rows) is not None


@settings(max_examples=150, deadline=None)
@given(problems(), st.permutations(range(3)))
def test_the_order_of_the_sub_targets_does_not_matter_for_what_is_possible(problem, order):
    targets, rows = problem
    shuffled = [targets[0], *(targets[at + 1] for at in order if at + 1 < len(targets))]

    one, other = divided(targets, rows), divided(shuffled, rows)

    assert (one is None) == (other is None)
    assert one is None or one.sums == other.sums


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(problems())
def test_no_division_moves_fewer_places(problem):
    """Among all headlines that keep the limits and can carry the groups, none is nearer to the plain shares."""
    targets, rows = problem
    division = divided(targets, rows)
    assume(division is not None and division.moved)
    limits = Limits(targets, rows, division.total, division.total)
    weights = [each.weights[Method.MEMBERS] for each in rows]
    plain = apportion(division.total, weights, limits.floor, limits.high)
    groups = range(len(limits.targets))

    moves = [
        sum(max(0, new - old) for new, old in zip(tried, plain, strict=True))
        for tried in product(
            *(range(low, min(high, 7) + 1) for low, high in zip(limits.floor, limits.high, strict=True))
        )
        if sum(tried) == division.total and all(limits.reached(at, tried) >= limits.least(at) for at in groups)
    ]

    made = sum(max(0, new - old) for new, old in zip(headlines(division, rows), plain, strict=True))
    assert made == min(moves)


@settings(max_examples=150, deadline=None)
@given(problems(), st.integers(1, 3), st.integers(-3, 3))
def test_a_changed_cell_is_always_found(problem, unit, by):
    targets, rows = problem
    division = divided(targets, rows)
    if division is None or not by or unit > len(rows):
        return
    exact = [replace(targets[0], minimum=division.total, maximum=division.total), *targets[1:]]
    cells = {**division.cells, (unit, HEADLINE): division.cells[unit, HEADLINE] + by}

    found = [(each.code, each.by) for each in check(exact, cells, rows) if each.unit is None and not each.group]

    assert found == [("sum_over" if by > 0 else "sum_short", by)]


@given(st.integers(1, 200), st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_a_whole_multiple_of_the_weights_is_shared_exactly(times, weights):
    rows = [row(unit, weight) for unit, weight in enumerate(weights)]

    division = divide([Target(HEADLINE, times * sum(weights), times * sum(weights))], rows, Method.MEMBERS)

    assert headlines(division, rows) == [times * weight for weight in weights]


@given(st.lists(st.integers(0, 30), min_size=2, max_size=8), st.integers(0, 100))
def test_a_heavier_unit_never_gets_less(weights, total):
    rows = [row(unit, weight) for unit, weight in enumerate(weights)]

    shares = headlines(divide([Target(HEADLINE, total, total)], rows, Method.MEMBERS), rows)

    for (one, less), (other, more) in product(zip(weights, shares, strict=True), repeat=2):
        if one < other:
            assert less <= more


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("least", [0, 1, 7, 20])
def test_overlapping_groups_do_not_take_from_each_other(group, least):
    rows = [row(unit, unit) for unit in range(1, 6)]
    others = [Target(each, 20) for each in GROUPS if each != group]

    division = divide([Target(HEADLINE, 20, 20), Target(group, least), *others], rows, Method.MEMBERS)

    assert division.sums[group] == least
    assert all(division.sums[each.group] == 20 for each in others)


@pytest.mark.parametrize(
    ("percent", "total", "least", "greatest"),
    [(25, 50, 13, 12), (0, 50, 0, 0), (100, 7, 7, 7), (33, 100, 33, 33), ("12.5", 40, 5, 5)],
)
def test_a_share_in_percent_is_rounded_up_as_a_least_and_down_as_a_greatest(percent, total, least, greatest):
    target = Target("women", percent, percent, percent=True)

    assert (target.least(total), target.greatest(total)) == (least, greatest)


def test_an_empty_list_of_units_divides_nothing():
    assert divide([Target(HEADLINE, 0, 0)], [], Method.EQUAL).cells == {}
    with pytest.raises(CannotDivide, match="không đơn vị nào nhận được"):
        divide([Target(HEADLINE, 1, 1)], [], Method.EQUAL)


def test_a_group_locked_to_nothing_stays_at_nothing():
    rows = [row(1, 5, women=GroupRow(locked=0)), row(2, 5)]

    division = divide([Target(HEADLINE, 10, 10), Target("women", 5)], rows, Method.MEMBERS)

    assert (division.cells[1, "women"], division.cells[2, "women"]) == (0, 5)
