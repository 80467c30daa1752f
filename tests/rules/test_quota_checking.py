"""Live sums of an allocation as it stands, and what changed between two."""

import pytest

from nguon.rules.quota import HEADLINE, Difference, GroupRow, Row, Target, check, compare
from tests.rules.test_quota import QUANG_NAM

WANTED = [Target(HEADLINE, 10, 10), Target("women", 3, 5, name="nữ"), Target("youth", 50, 60, percent=True)]
ROWS = [
    Row(1, "Chi bộ 1", locked=4, groups={"women": GroupRow(minimum=1, maximum=2)}),
    Row(2, "Chi bộ 2", minimum=2, maximum=6),
    Row(3, "Chi bộ 3"),
]
GOOD = {
    (1, HEADLINE): 4, (2, HEADLINE): 5, (3, HEADLINE): 1,
    (1, "women"): 2, (2, "women"): 1, (1, "youth"): 3, (2, "youth"): 2,
}  # fmt: skip


def found(changes):
    cells = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    return [(each.code, each.unit, each.group, each.by) for each in check(WANTED, cells, ROWS)]


def test_an_allocation_that_adds_up_has_no_finding():
    assert found({}) == []


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({(3, HEADLINE): 0}, [("sum_short", None, HEADLINE, -1)]),
        ({(3, HEADLINE): 2}, [("sum_over", None, HEADLINE, 1), ("sum_short", None, "youth", -1)]),
        ({(3, HEADLINE): None, (2, HEADLINE): 6}, [("cell_missing", 3, HEADLINE, 0)]),
        ({(1, HEADLINE): 3, (3, HEADLINE): 2}, [("lock_broken", 1, HEADLINE, -1)]),
        ({(1, HEADLINE): 5, (3, HEADLINE): 0}, [("lock_broken", 1, HEADLINE, 1)]),
        (
            {(2, HEADLINE): 1, (3, HEADLINE): 5, (2, "youth"): 1, (3, "youth"): 1},
            [("below_minimum", 2, HEADLINE, -1)],
        ),
        (
            {(1, HEADLINE): 3, (2, HEADLINE): 7, (3, HEADLINE): 0},
            [("lock_broken", 1, HEADLINE, -1), ("above_maximum", 2, HEADLINE, 1)],
        ),
        ({(1, "women"): 0, (2, "women"): 3}, [("below_minimum", 1, "women", -1)]),
        ({(1, "women"): 3, (2, "women"): 0}, [("above_maximum", 1, "women", 1)]),
        ({(1, "women"): 2, (2, "women"): 0}, [("sum_short", None, "women", -1)]),
        ({(3, "women"): 1, (2, "women"): 3}, [("sum_over", None, "women", 1)]),
        ({(3, "women"): 2, (2, "women"): 0}, [("group_above_headline", 3, "women", 1)]),
        ({(1, "youth"): None}, [("sum_short", None, "youth", -3)]),
        ({(2, "youth"): 4}, [("sum_over", None, "youth", 1)]),
    ],
)
def test_what_does_not_add_up_is_found_with_its_place_and_amount(changes, findings):
    assert found(changes) == findings


def test_a_sub_cell_without_a_headline_is_above_it():
    assert found({(3, HEADLINE): None, (2, HEADLINE): 6, (2, "women"): 0, (3, "women"): 1}) == [
        ("cell_missing", 3, HEADLINE, 0),
        ("group_above_headline", 3, "women", 1),
    ]


def test_findings_speak_in_full():
    cells = {**GOOD, (2, HEADLINE): 7, (2, "women"): 8, (1, HEADLINE): 3}

    assert [each.what for each in check(WANTED, cells, ROWS)] == [
        "Đã giao 11, chỉ tiêu nhiều nhất 10: thừa 1.",
        "Đã giao 10, chỉ tiêu nữ nhiều nhất 5: thừa 5.",
        "Đã giao 5, chỉ tiêu youth ít nhất 6: thiếu 1.",
        "Chi bộ 1: 3 khác ô khóa 4 (thiếu 1).",
        "Chi bộ 2: 7 vượt mức tối đa 6 (thừa 1).",
        "Chi bộ 2: nữ 8 > chỉ tiêu của đơn vị 7 (thừa 1).",
    ]


def test_an_open_target_is_never_over():
    assert check([Target(HEADLINE, 3)], {(1, HEADLINE): 9}, [Row(1, "Chi bộ 1")]) == ()


def test_without_a_headline_target_only_the_rows_are_checked():
    assert check([], {(1, HEADLINE): 9}, [Row(1, "Chi bộ 1")]) == ()


def test_a_printed_total_that_the_rows_do_not_add_up_to_is_shown():
    rows = [Row(at, name) for at, name in enumerate(QUANG_NAM)]
    cells = {(at, HEADLINE): places for at, places in enumerate(QUANG_NAM.values())}

    findings = check([Target(HEADLINE, 1905, 1905)], cells, rows, printed_total=1905)

    assert [(each.code, each.by) for each in findings] == [("sum_over", 45), ("printed_total_differs", 45)]
    assert findings[1].what == "Tổng in trong văn bản 1.905, 22 dòng cộng lại 1.950: thừa 45."
    assert check([Target(HEADLINE, 1950, 1950)], cells, rows, printed_total=1950) == ()


def test_two_allocations_are_compared_cell_by_cell():
    old = {(1, HEADLINE): 4, (2, HEADLINE): 5, (2, "women"): 2}
    new = {(2, HEADLINE): 7, (1, HEADLINE): 4, (3, HEADLINE): 1}

    differences = compare(old, new)

    assert differences == (
        Difference(2, HEADLINE, 5, 7),
        Difference(3, HEADLINE, None, 1),
        Difference(2, "women", 2, None),
    )
    assert [each.change for each in differences] == [2, 1, -2]
