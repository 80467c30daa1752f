"""Boxes that fill a rectangle: none lost, none over another, sizes kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.treemap import Box, treemap

sizes = st.lists(st.integers(1, 500), min_size=1, max_size=120)
sides = st.tuples(st.integers(100, 1200), st.integers(100, 800))


@pytest.mark.parametrize(
    ("given_sizes", "expected"),
    [
        ([], []),
        ([5], [Box(0, 0, 200, 100)]),
        ([1, 1], [Box(0, 0, 100, 100), Box(100, 0, 100, 100)]),
        ([1, 3], [Box(150, 0, 50, 100), Box(0, 0, 150, 100)]),
    ],
)
def test_small_maps(given_sizes, expected):
    assert treemap(given_sizes, 200, 100) == expected


@given(sizes, sides)
def test_the_boxes_fill_the_whole_without_overlap(given_sizes, given_sides):
    boxes = treemap(given_sizes, *given_sides)

    assert len(boxes) == len(given_sizes)
    assert sum(box.width * box.height for box in boxes) == given_sides[0] * given_sides[1]
    for box in boxes:
        assert min(box.x, box.y, box.width, box.height) >= 0
        assert box.x + box.width <= given_sides[0]
        assert box.y + box.height <= given_sides[1]


@given(sizes)
def test_a_larger_size_has_no_smaller_area_but_for_rounding(given_sizes):
    boxes = treemap(given_sizes, 960, 400)
    unit = 960 * 400 / sum(given_sizes)

    for size, box in zip(given_sizes, boxes, strict=True):
        slack = box.width + box.height + 1
        assert abs(box.width * box.height - size * unit) <= slack


@given(st.integers(2, 150))
def test_equal_sizes_make_no_slivers(count):
    boxes = treemap([3] * count, 960, 400)

    assert max(max(box.width, 1) / max(box.height, 1) for box in boxes) < 6
    assert max(max(box.height, 1) / max(box.width, 1) for box in boxes) < 6


@given(sizes)
def test_the_same_sizes_make_the_same_map(given_sizes):
    assert treemap(given_sizes, 344, 520) == treemap(given_sizes, 344, 520)
