"""The shape on a day, paths, ranges, circles and which kind may stand where."""

import itertools
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.errors import RuleViolation
from nguon.rules.kinds import Kind, unmet_placement
from nguon.rules.tree import (
    LARGEST,
    Placed,
    ancestors_of,
    circles,
    depth_of,
    is_within,
    lineage_of,
    parent_of,
    paths,
    segment,
    shape_on,
    subtree_range,
    unmet_shape,
    would_circle,
)

BEFORE, REFORM, AFTER = date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1)


def placed(unit, parent=None, starts_on=BEFORE, ends_on=None, kind="branch"):
    return Placed(unit, parent, f"Đơn vị {unit}", kind, "", starts_on, ends_on)


def kind(key, *under, alone=False):
    return Kind(key, f"Loại {key}", frozenset(under), alone, 1, False, False, False, False, False, "QD-294-2025")


KINDS = {
    "province": kind("province", alone=True),
    "commune": kind("commune", "province"),
    "branch": kind("branch", "commune"),
}

TREES = st.lists(st.integers(0, 10**6), min_size=0, max_size=40).map(
    lambda seeds: [placed(1)] + [placed(n + 2, seed % (n + 1) + 1) for n, seed in enumerate(seeds)]
)


def naive_path(by_unit, unit):
    parent = by_unit[unit].parent
    return (naive_path(by_unit, parent) if parent else "") + segment(unit)


def naive_within(by_unit, unit, top):
    return unit == top or (by_unit[unit].parent is not None and naive_within(by_unit, by_unit[unit].parent, top))


@given(TREES)
def test_paths_agree_with_walking_up(placements):
    by_unit = {each.unit: each for each in placements}

    assert paths(placements, BEFORE) == {unit: naive_path(by_unit, unit) for unit in by_unit}


@given(TREES)
def test_a_range_holds_exactly_the_subtree(placements):
    by_unit = {each.unit: each for each in placements}
    found = paths(placements, BEFORE)

    for top, unit in itertools.product(by_unit, repeat=2):
        low, high = subtree_range(found[top])
        inside = low.encode() <= found[unit].encode() < high.encode()
        assert inside == naive_within(by_unit, unit, top) == is_within(found[unit], found[top])


@given(TREES)
def test_parents_come_before_their_children(placements):
    order = list(paths(placements, BEFORE))

    assert all(each.parent is None or order.index(each.parent) < order.index(each.unit) for each in placements)


@given(st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_segments_sort_as_their_numbers(one, other):
    assert (segment(one) < segment(other)) == (one < other)
    assert int(segment(one), 36) == one
    assert len(segment(one)) == 4


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_a_number_too_large_for_a_segment_is_refused(number):
    with pytest.raises(RuleViolation, match="nằm ngoài"):
        segment(number)


def test_given_segments_are_used():
    assert paths([placed(1), placed(2, 1)], BEFORE, {1: "000b", 2: "000a"}) == {1: "000b", 2: "000b000a"}


def test_the_shape_of_a_day_follows_the_placements_of_that_day():
    moved = [placed(1), placed(2, 1, ends_on=REFORM), placed(3, 2, ends_on=REFORM), placed(3, 1, REFORM)]

    assert {unit: each.parent for unit, each in shape_on(moved, BEFORE).items()} == {1: None, 2: 1, 3: 2}
    assert {unit: each.parent for unit, each in shape_on(moved, REFORM).items()} == {1: None, 3: 1}
    assert shape_on(moved, date(2024, 12, 31)) == {}


def test_a_unit_in_two_places_is_refused():
    with pytest.raises(RuleViolation, match="Đơn vị 2 cùng lúc đứng ở hai nơi") as refused:
        shape_on([placed(1), placed(2, 1), placed(2, None)], BEFORE)

    assert [each.code for each in refused.value.unmet] == ["tree.placed_twice"]


def test_an_absent_parent_and_a_circle_are_both_named():
    with pytest.raises(RuleViolation) as refused:
        paths([placed(1), placed(2, 9), placed(3, 4), placed(4, 5), placed(5, 3), placed(6, 5)], BEFORE)

    assert [each.code for each in refused.value.unmet] == ["tree.parent_absent", "tree.circle"]
    assert "Đơn vị 3 → Đơn vị 4 → Đơn vị 5 → Đơn vị 3" in str(refused.value)


@given(st.dictionaries(st.integers(1, 12), st.none() | st.integers(1, 12)))
def test_circles_hold_the_units_that_come_back_to_themselves(parents):
    def comes_back(unit):
        at = parents[unit]
        for _ in parents:
            if at == unit:
                return True
            at = parents.get(at)
        return False

    found = circles(parents)

    assert {each for circle in found for each in circle} == {each for each in parents if comes_back(each)}
    assert all(circle[0] == min(circle) for circle in found)


def test_standing_below_oneself_is_a_circle():
    parents = {1: None, 2: 1, 3: 2}

    assert would_circle(parents, 1, 3)
    assert would_circle(parents, 2, 2)
    assert not would_circle(parents, 3, 1)
    assert not would_circle(parents, 2, None)


def test_a_path_tells_what_stands_above_it():
    assert ancestors_of("000100020003") == ("0001", "00010002")
    assert lineage_of("00010002") == ("0001", "00010002")
    assert parent_of("00010002") == "0001"
    assert parent_of("0001") is None
    assert depth_of("00010002") == 2


@pytest.mark.parametrize(
    ("own", "above", "codes"),
    [
        ("branch", "commune", []),
        ("province", None, []),
        ("branch", None, ["placement.needs_parent"]),
        ("branch", "province", ["placement.wrong_parent"]),
        ("province", "commune", ["placement.wrong_parent"]),
        ("district", "ward", ["placement.kind_unknown", "placement.kind_unknown"]),
        ("commune", "district", ["placement.kind_unknown"]),
    ],
)
def test_a_kind_stands_only_where_it_may(own, above, codes):
    assert [each.code for each in unmet_placement(own, above, KINDS)] == codes


def test_a_refused_place_names_the_allowed_ones_and_the_instrument():
    (unmet,) = unmet_placement("branch", "province", KINDS)

    assert str(unmet) == "Loại branch không trực thuộc Loại province; có thể trực thuộc: Loại commune. (QD-294-2025)"


def test_a_shape_is_judged_by_kinds_unit_by_unit():
    shape = shape_on(
        [placed(1, kind="province"), placed(2, 1, kind="commune"), placed(3, 1), placed(4, 7), placed(5)], BEFORE
    )

    assert [each.code for each in unmet_shape(shape, KINDS)] == [
        "tree.parent_absent",
        "placement.wrong_parent",
        "placement.needs_parent",
    ]


def test_ten_thousand_units_take_a_blink():
    placements = [placed(1), *(placed(n, max(1, n // 10)) for n in range(2, 9902))]

    fastest = min(_seconds(placements) for _ in range(5))

    assert fastest < 0.1


def _seconds(placements):
    started = perf_counter()
    paths(placements, AFTER)
    return perf_counter() - started
