"""Two wordings line by line."""

from nguon.rules.plan_comparison import compare

WHOLE = ("target", {"measure": "admissions", "group": None, "min": 40, "max": 40, "unit": "person", "whole": True})
LESS = ("target", {**WHOLE[1], "min": 35, "max": 35})
WOMEN = ("target", {**WHOLE[1], "group": "women", "min": 10, "whole": False})
REPORT = (
    "obligation",
    {"actor": "Chi bộ", "action": "report", "recipient": "Đảng ủy", "due": "2026-10-30", "what": "Báo cáo"},
)
LATER = ("obligation", {**REPORT[1], "due": "2026-11-30"})


def states(before, after):
    return [(each.what, each.state) for each in compare(before, after)]


def test_the_same_thing_stands_on_one_line_even_when_its_figure_changed():
    assert states([WHOLE, WOMEN], [LESS, WOMEN]) == [
        ("Kết nạp đảng viên", "changed"),
        ("Kết nạp đảng viên: Phụ nữ", "same"),
    ]


def test_what_came_and_what_went_is_said():
    assert states([WHOLE], [WHOLE, WOMEN]) == [("Kết nạp đảng viên", "same"), ("Kết nạp đảng viên: Phụ nữ", "added")]
    assert states([WHOLE, WOMEN], [WHOLE]) == [("Kết nạp đảng viên", "same"), ("Kết nạp đảng viên: Phụ nữ", "removed")]


def test_a_duty_put_off_is_the_same_duty():
    (difference,) = compare([REPORT], [LATER])

    assert (difference.state, difference.before.what, difference.after.what) == (
        "changed",
        "Trước 30/10/2026",
        "Trước 30/11/2026",
    )


def test_two_duties_alike_are_matched_in_order():
    assert [each.state for each in compare([REPORT, LATER], [REPORT])] == ["same", "removed"]


def test_parts_stand_in_one_order_whichever_came_first():
    number = ("document.number", {"value": "1-KH/HU"})
    others = [
        number,
        ("basis", {"number": "2-KH/TU", "date": None}),
        ("priority_group", {"group": "women"}),
        ("responsible", {"name": "A", "duty": ""}),
        ("allocation", {"unit": "Xã A", "value": 1}),
        ("task", {"actor": "", "text": "Rà soát", "period": ""}),
    ]

    forward, backward = compare(others, others), compare(reversed(others), reversed(others))

    assert [each.what for each in forward] == [each.what for each in backward]
    assert {each.state for each in forward} == {"same"}
