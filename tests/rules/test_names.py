"""Documents write a unit's name in many ways; one unit or none is found, never a guess between two."""

import pytest

from nguon.rules.names import Finder, Known, forms

UNITS = Finder(
    [
        Known(1, "Thành ủy Tam Kỳ"),
        Known(2, "Huyện ủy Núi Thành"),
        Known(3, "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh", "Khối CQ&DN"),
        Known(4, "Đảng bộ xã Tân Lập"),
        Known(5, "Đảng bộ thị trấn Tân Lập"),
        Known(6, "Chi bộ Trường THPT Trần Phú"),
        Known(7, "Đảng ủy phường 1"),
        Known(8, "Chi bộ thôn 1"),
        Known(9, "Chi bộ Khu phố 3"),
    ]
)


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("Thành ủy Tam Kỳ", 1),
        ("THÀNH UỶ TAM KỲ", 1),
        ("TP. Tam Kỳ", 1),
        ("thành phố Tam Kỳ", 1),
        ("Tam Kỳ", 1),
        ("Đảng bộ thành phố Tam Kỳ", 1),
        ("Huyện Núi Thành", 2),
        ("Núi  Thành", 2),
        ("Khối các cơ quan, doanh nghiệp tỉnh", 3),
        ("Khối CQ và DN", 3),
        ("Đảng ủy xã Tân Lập", 4),
        ("TT Tân Lập", 5),
        ("CB Trường Trung học phổ thông Trần Phú", 6),
        ("Phường 1", 7),
        ("P.1", 7),
        ("thôn 1", 8),
        ("KP 3", 9),
        ("Tân Lập", None),
        ("1", None),
        ("Hội An", None),
        ("", None),
        ("…", None),
    ],
)
def test_a_written_name_finds_the_one_unit_it_can_mean(written, unit):
    assert UNITS.find(written) == unit


def test_two_units_of_one_name_are_never_told_apart_by_chance():
    assert Finder([Known(1, "Chi bộ thôn 1"), Known(2, "Chi bộ thôn 1")]).find("Chi bộ thôn 1") is None


def test_forms_go_from_strict_to_loose():
    assert forms("TP. Tam Kỳ") == ("tp tam ky", "thanh pho tam ky", "thanh pho tam ky", "tam ky")
