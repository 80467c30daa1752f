"""Dividing a target: exact sums, limits kept, proportional, refused exactly when it cannot be."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguon.rules.quota import (
    HEADLINE,
    METHOD_NAMES,
    CannotDivide,
    GroupRow,
    Method,
    Row,
    Target,
    check,
    divide,
)

QUANG_NAM = {
    "Tam Kỳ": 150, "Hội An": 110, "Điện Bàn": 150, "Đại Lộc": 125, "Duy Xuyên": 90, "Thăng Bình": 115, "Núi Thành": 115,
    "Phú Ninh": 87, "Quế Sơn": 87, "Nông Sơn": 30, "Hiệp Đức": 48, "Tiên Phước": 77, "Phước Sơn": 80,
    "Bắc Trà My": 95, "Nam Trà My": 95, "Nam Giang": 110, "Đông Giang": 95, "Tây Giang": 80, "Công an": 12,
    "Quân sự": 29, "Biên phòng": 15, "Khối các cơ quan": 155,
}  # fmt: skip


def row(unit, weight=1, locked=None, minimum=0, maximum=None, **groups):
    return Row(unit, f"Chi bộ {unit}", dict.fromkeys(Method, weight), locked, minimum, maximum, groups)


def headlines(division, rows):
    return [division.cells[each.unit, HEADLINE] for each in rows]


def refused(*arguments, **named):
    with pytest.raises(CannotDivide) as stopped:
        divide(*arguments, **named)
    return [(each.code, each.what) for each in stopped.value.unmet]


CELLS = st.builds(
    lambda kind, one, other: {
        0: {},
        1: {"locked": one},
        2: {"minimum": min(one, other), "maximum": max(one, other)},
        3: {"minimum": one},
        4: {"maximum": one},
        5: {"minimum": one, "maximum": other},
        6: {"locked": one, "maximum": other},
    }[kind],
    st.sampled_from([0, 0, 0, 1, 2, 2, 3, 4, 4, 5, 6]),
    st.integers(0, 4),
    st.integers(0, 4),
)
TOGETHER = "Các nhóm {} không cùng đạt được: cần ít nhất 6 chỉ tiêu ngoài phần đã khóa và tối thiểu, "
TOGETHER += "chỉ còn 5 (thiếu 1)."
TWENTIES = "Chi bộ 1 20, Chi bộ 2 20, Chi bộ 3 20, Chi bộ 4 20"
GROUPS = ("women", "youth", "enterprise")


@st.composite
def problems(draw):
    """Up to three units, five places, three overlapping groups: small enough to try every division."""
    rows = [
        Row(
            unit,
            f"Chi bộ {unit}",
            {Method.MEMBERS: draw(st.integers(0, 5))},
            **draw(CELLS),
            groups={group: GroupRow(**draw(CELLS), weight=draw(st.none() | st.integers(0, 3))) for group in GROUPS},
        )
        for unit in range(1, draw(st.integers(1, 3)) + 1)
    ]
    least = draw(st.integers(0, 5))
    ceiling = draw(st.sampled_from([least, least, least + 1, least + 2]))
    targets = [Target(HEADLINE, least, ceiling)]
    for group in GROUPS[: draw(st.integers(0, 3))]:
        if draw(st.integers(0, 3)) == 0:
            targets.append(Target(group, Decimal(draw(st.integers(0, 100))), None, percent=True))
        else:
            low = draw(st.none() | st.integers(0, 5))
            targets.append(Target(group, low, draw(st.none() | st.integers(low or 0, 6) | st.integers(0, 6))))
    return targets, rows


def allowed(cell, places):
    return (
        (cell.locked is None or places == cell.locked)
        and cell.minimum <= places
        and (cell.maximum is None or places <= cell.maximum)
    )


def possible(targets, rows):
    """Every headline tried; given the headlines a group is only a matter of its own least and greatest sums."""
    for tried in product(range(8), repeat=len(rows)):
        total = sum(tried)
        if not targets[0].least(total) <= total <= targets[0].greatest(total):
            continue
        if all(allowed(each, places) for each, places in zip(rows, tried, strict=True)) and all(
            _group_possible(target, rows, tried, total) for target in targets[1:]
        ):
            return True
    return False


def _group_possible(target, rows, tried, total):
    open_to = [
        [part for part in range(places + 1) if allowed(each.groups[target.group], part)]
        for each, places in zip(rows, tried, strict=True)
    ]
    if not all(open_to):
        return False
    low, high = sum(map(min, open_to)), sum(map(max, open_to))
    top = target.greatest(total)
    return max(low, target.least(total)) <= (high if top is None else min(high, top))


@settings(max_examples=1500, deadline=None)
@given(problems())
def test_a_division_is_found_exactly_when_there_is_one(problem):
    targets, rows = problem
    try:
        division = divide(targets, rows, Method.MEMBERS)
    except CannotDivide as stopped:
        clashes = stopped.unmet
    else:
        clashes = ()
    if clashes:
        assert not possible(targets, rows)
        return
    assert check(targets, division.cells, rows) == ()
    assert sum(headlines(division, rows)) == division.total == division.sums[HEADLINE]
    for target in targets:
        assert division.sums[target.group] == sum(division.cells[each.unit, target.group] for each in rows)


@settings(max_examples=300, deadline=None)
@given(problems(), st.randoms())
def test_the_order_of_rows_decides_only_between_equals(problem, chance):
    targets, rows = problem
    rows = [
        Row(each.unit, each.name, {Method.MEMBERS: 1 + 7**each.unit}, each.locked, each.minimum, each.maximum)
        for each in rows
    ]
    shuffled = chance.sample(rows, len(rows))
    try:
        division = divide(targets[:1], rows, Method.MEMBERS)
    except CannotDivide:
        with pytest.raises(CannotDivide):
            divide(targets[:1], shuffled, Method.MEMBERS)
    else:
        assert divide(targets[:1], shuffled, Method.MEMBERS).cells == division.cells


def test_a_real_appendix_is_divided_by_last_years_results():
    rows = [Row(at, name, {Method.LAST_YEAR: places}) for at, (name, places) in enumerate(QUANG_NAM.items())]

    division = divide([Target(HEADLINE, 1905, 1905)], rows, Method.LAST_YEAR)

    assert division.total == 1905
    assert sum(headlines(division, rows)) == 1905
    assert headlines(division, rows)[:3] == [147, 108, 147]
    assert division.moved == ()


def test_locked_cells_stay_and_the_rest_is_shared():
    rows = [row(1, 10), row(2, 30, locked=5), row(3, 30)]

    assert headlines(divide([Target(HEADLINE, 25, 25)], rows, Method.MEMBERS), rows) == [5, 5, 15]


def test_equal_shares_ask_for_no_weights():
    rows = [Row(each, "") for each in range(4)]

    assert headlines(divide([Target(HEADLINE, 10, 10)], rows, Method.EQUAL), rows) == [3, 3, 2, 2]


def test_a_range_is_met_at_its_least_total_or_the_one_asked_for():
    rows = [row(1, minimum=2), row(2, minimum=2)]
    wanted = [Target(HEADLINE, 3, 5)]

    assert divide(wanted, rows, Method.EQUAL).total == 4
    assert divide(wanted, rows, Method.EQUAL, total=5).total == 5
    assert refused(wanted, rows, Method.EQUAL, total=6) == [
        ("quota.total_out_of_range", "Tổng 6 nằm ngoài chỉ tiêu 3 đến 5.")
    ]
    assert refused([Target(HEADLINE, 7)], rows, Method.EQUAL, total=6) == [
        ("quota.total_out_of_range", "Tổng 6 nằm ngoài chỉ tiêu 7 trở lên.")
    ]


def test_an_open_target_rises_to_what_its_sub_targets_need():
    rows = [row(1, youth=GroupRow(maximum=0), women=GroupRow()), row(2, women=GroupRow(maximum=0), youth=GroupRow())]
    wanted = [Target(HEADLINE, 5), Target("women", 4), Target("youth", 3)]

    assert headlines(divide(wanted, rows, Method.EQUAL), rows) == [4, 3]


def test_an_open_target_stops_where_more_places_never_help():
    wanted = [Target(HEADLINE, 5), Target("women", 60, percent=True), Target("youth", 60, percent=True)]
    rows = [row(1, youth=GroupRow(maximum=0)), row(2, women=GroupRow(maximum=0))]

    assert refused(wanted, rows, Method.EQUAL) == [
        (
            "quota.groups_together",
            TOGETHER.format("women, youth"),
        )
    ]


def test_a_sub_target_follows_the_headline_unless_it_has_its_own_weight():
    rows = [row(1, 30), row(2, 10), row(3, 10, women=GroupRow(weight=100))]

    division = divide([Target(HEADLINE, 50, 50), Target("women", 25, percent=True)], rows, Method.MEMBERS)

    assert division.sums == {HEADLINE: 50, "women": 13}
    assert [division.cells[each.unit, "women"] for each in rows] == [3, 1, 9]


def test_a_headline_is_raised_to_carry_what_is_fixed_for_its_groups():
    rows = [row(1, 90), row(2, 1, women=GroupRow(locked=4)), row(3, 9)]

    division = divide([Target(HEADLINE, 20, 20), Target("women", 5, 8)], rows, Method.MEMBERS)

    assert headlines(division, rows) == [15, 4, 1]
    assert division.moved == ()
    assert division.sums["women"] == 5


def test_the_fewest_places_are_moved_for_a_sub_target_out_of_reach():
    none = GroupRow(maximum=0)
    rows = [row(1, 80, enterprise=none), row(2, 40, enterprise=none), row(3, 20), row(4, 10)]

    division = divide([Target(HEADLINE, 145, 145), Target("enterprise", 50)], rows, Method.MEMBERS)

    assert divide([Target(HEADLINE, 145, 145)], rows, Method.MEMBERS).cells[1, HEADLINE] == 77
    assert headlines(division, rows) == [63, 32, 33, 17]
    assert set(division.moved) == {1, 2, 3, 4}
    assert division.sums["enterprise"] == 50


def test_three_groups_that_meet_only_two_by_two_are_settled_in_whole_numbers():
    rows = [
        row(1, a=GroupRow(), b=GroupRow(), c=GroupRow(maximum=0)),
        row(2, a=GroupRow(maximum=0), b=GroupRow(), c=GroupRow()),
        row(3, a=GroupRow(), b=GroupRow(maximum=0), c=GroupRow()),
        row(4, 9, a=GroupRow(maximum=0), b=GroupRow(maximum=0), c=GroupRow(maximum=0)),
    ]
    wanted = [Target("a", 1), Target("b", 1), Target("c", 1)]

    assert refused([Target(HEADLINE, 1, 1), *wanted], rows, Method.MEMBERS)[0][0] == "quota.groups_together"
    division = divide([Target(HEADLINE, 2, 2), *wanted], rows, Method.MEMBERS)
    assert check([Target(HEADLINE, 2, 2), *wanted], division.cells, rows) == ()


def test_every_clash_is_named_at_once():
    rows = [
        row(1, locked=100, women=GroupRow(locked=7)),
        row(2, locked=50, women=GroupRow(locked=6)),
        row(3, minimum=5, maximum=3),
        row(4, maximum=2, women=GroupRow(minimum=3)),
        row(5, locked=1, minimum=2, youth=GroupRow(locked=9, maximum=8)),
    ]
    wanted = [
        Target(HEADLINE, 145, 145),
        Target("women", 10, 12, name="nữ"),
        Target("youth", 9, 8),
        Target("enterprise", 150),
    ]

    assert refused(wanted, rows, Method.EQUAL) == [
        ("quota.bounds_crossed", "Chi bộ 3: mức tối thiểu 5 > mức tối đa 3."),
        ("quota.group_above_unit", "Chi bộ 4, nữ: mức tối thiểu 3 > mức cao nhất của đơn vị 2 (thừa 1)."),
        ("quota.lock_out_of_bounds", "Chi bộ 5: ô khóa 1 nằm ngoài khoảng 2 trở lên."),
        ("quota.lock_out_of_bounds", "Chi bộ 5, youth: ô khóa 9 nằm ngoài khoảng 0 đến 8."),
        ("quota.group_above_unit", "Chi bộ 5, youth: ô khóa 9 > mức cao nhất của đơn vị 1 (thừa 8)."),
        ("quota.group_range_crossed", "Chỉ tiêu youth: ít nhất 9 > nhiều nhất 8."),
        ("quota.group_above_headline", "Chỉ tiêu enterprise 150 > chỉ tiêu chung 145 (thừa 5)."),
        (
            "quota.locks_exceed",
            "Các ô khóa cộng lại 151 > chỉ tiêu 145 (thừa 6): Chi bộ 1 100, Chi bộ 2 50, Chi bộ 5 1.",
        ),
        (
            "quota.group_floor_exceeds",
            "Các ô khóa và tối thiểu của nữ cộng lại 16 > nhiều nhất 12 (thừa 4): Chi bộ 1 7, Chi bộ 2 6, Chi bộ 4 3.",
        ),
        (
            "quota.group_floor_exceeds",
            "Các ô khóa và tối thiểu của youth cộng lại 9 > nhiều nhất 8 (thừa 1): Chi bộ 5 9.",
        ),
    ]


@pytest.mark.parametrize(
    ("wanted", "rows", "code", "words"),
    [
        (
            [Target(HEADLINE, 145, 145)],
            [row(1, locked=100), row(2, locked=50)],
            "quota.locks_exceed",
            "Các ô khóa cộng lại 150 > chỉ tiêu 145 (thừa 5): Chi bộ 1 100, Chi bộ 2 50.",
        ),
        (
            [Target(HEADLINE, 145, 145)],
            [row(each, maximum=20) for each in range(1, 7)],
            "quota.maxima_short",
            f"Tổng mức tối đa 120 < chỉ tiêu 145 (thiếu 25): {TWENTIES}, và 2 đơn vị khác.",
        ),
        (
            [Target(HEADLINE, 145, 145), Target("enterprise", 50, name="nhóm doanh nghiệp")],
            [row(1, enterprise=GroupRow(maximum=0)), row(2, maximum=30), row(3, enterprise=GroupRow(locked=0))],
            "quota.group_maxima_short",
            "Tối đa của nhóm doanh nghiệp 30 < 50 (thiếu 20): Chi bộ 2 30.",
        ),
        (
            [Target(HEADLINE, 10, 10)],
            [row(1, locked=4), row(2, minimum=5), row(3, women=GroupRow(minimum=2))],
            "quota.minima_exceed",
            "Ô khóa 4, mức tối thiểu 5 cộng lại 9 > chỉ tiêu 8",
        ),
        (
            [Target(HEADLINE, 10, 10), Target("women", 6, name="nữ")],
            [row(1, locked=6, women=GroupRow(maximum=1)), row(2)],
            "quota.group_rest_short",
            "Nữ chỉ có thể đạt 5 < 6 (thiếu 1): phần đã khóa và tối thiểu cho được 1, chỉ tiêu còn lại 4.",
        ),
        (
            [Target(HEADLINE, 10, 10), Target("women", 6)],
            [row(1, women=GroupRow(maximum=0))],
            "quota.group_maxima_short",
            "Tối đa của women 0 < 6 (thiếu 6): không đơn vị nào nhận được.",
        ),
    ],
)
def test_a_clash_says_which_limits_which_units_and_by_how_much(wanted, rows, code, words):
    if code == "quota.minima_exceed":
        wanted = [Target(HEADLINE, 8, 8), Target("women", 0)]
        words = (
            "Ô khóa 4, mức tối thiểu 5, phần phải thêm cho ô đã đặt của các nhóm 2 cộng lại 11 > chỉ tiêu 8 (thừa 3): "
            "Chi bộ 2 5, Chi bộ 1 4, Chi bộ 3 2."
        )

    assert refused(wanted, rows, Method.EQUAL) == [(code, words)]


def test_minima_alone_can_be_too_much():
    assert refused([Target(HEADLINE, 8, 8)], [row(1, minimum=5), row(2, minimum=4)], Method.EQUAL) == [
        ("quota.minima_exceed", "Mức tối thiểu 9 cộng lại 9 > chỉ tiêu 8 (thừa 1): Chi bộ 1 5, Chi bộ 2 4.")
    ]


def test_a_pair_that_cannot_meet_is_named_without_the_groups_that_can():
    none = GroupRow(maximum=0)
    rows = [row(1, a=none), row(2, b=none), row(3, a=none, b=none, c=GroupRow(locked=0))]
    wanted = [Target(HEADLINE, 5, 5), Target("a", 3), Target("b", 3), Target("c", 5)]

    assert refused(wanted, rows, Method.EQUAL) == [("quota.groups_together", TOGETHER.format("a, b"))]


def test_every_method_has_a_name():
    assert set(METHOD_NAMES) == set(Method)
