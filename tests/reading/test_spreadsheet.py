"""Rows come out of workbooks and CSV files whatever their layout; what cannot be read is refused in words."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from nguon.documents.xlsx import Sheet, workbook
from nguon.reading.source import Unreadable
from nguon.reading.spreadsheet import Column, heading, kind_of, read_rows

COLUMNS = (
    Column("name", "Tên đơn vị", ("ten don vi", "don vi"), required=True),
    Column("kind", "Loại hình", ("loai hinh",), required=True),
    Column("code", "Mã", ("ma", "ma to chuc")),
    Column("since", "Ngày thành lập", ("ngay thanh lap",)),
)


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as wrong:
        read_rows(content, COLUMNS)
    return wrong.value.code


def csv(text: str) -> bytes:
    return text.encode("utf-8-sig")


def test_columns_may_stand_in_any_order_under_headings_on_any_line():
    content = workbook(
        [
            Sheet(
                "Danh sách",
                ["STT", "LOẠI HÌNH (*)", "Mã tổ chức", "Tên  đơn vị:"],
                [
                    [1, "Chi bộ", 38168053000001, "Chi bộ thôn 1"],
                    [None, None, None, None],
                    [2, "Chi bộ", "", "=Chi bộ 2"],
                ],
                above=["ĐẢNG BỘ TỈNH", "DANH SÁCH CÁC ĐƠN VỊ"],
            )
        ]
    )

    found = read_rows(content, COLUMNS)

    assert (found.sheet, found.head, found.unknown) == ("Danh sách", 3, ("STT",))
    assert found.rows == (
        (4, {"kind": "Chi bộ", "code": "38168053000001", "name": "Chi bộ thôn 1"}),
        (6, {"kind": "Chi bộ", "code": "", "name": "=Chi bộ 2"}),
    )


def test_the_sheet_that_names_most_columns_is_read():
    content = workbook(
        [
            Sheet("Bìa", ["Gì đó"], [["x"]]),
            Sheet("Ít", ["Đơn vị", "Loại hình"], [["A", "B"]]),
            Sheet("Nhiều", ["Đơn vị", "Loại hình", "Mã"], [["C", "D", "1"]]),
        ]
    )

    assert read_rows(content, COLUMNS).sheet == "Nhiều"


def test_days_and_whole_numbers_come_as_people_read_them():
    content = workbook(
        [Sheet("A", ["Đơn vị", "Loại hình", "Mã", "Ngày thành lập"], [["X", 3, 12.5, date(2020, 2, 9)]])]
    )

    assert read_rows(content, COLUMNS).rows[0][1] == {"name": "X", "kind": "3", "code": "12,5", "since": "09/02/2020"}


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_is_read_with_whatever_parts_its_columns(sign):
    rows = [["Tên đơn vị", "Loại hình"], ["Chi bộ 1", "Chi bộ"]]

    found = read_rows(csv("\r\n".join(sign.join(row) for row in rows)), COLUMNS)

    assert found.rows == ((2, {"name": "Chi bộ 1", "kind": "Chi bộ"}),)


def test_a_letter_that_no_database_keeps_is_left_out():
    found = read_rows(csv("Tên đơn vị;Loại hình\n" + "Z;Y\n" * 2_000 + "A\0B;Y\n"), COLUMNS)

    assert found.rows[-1][1]["name"] == "A B"


def test_text_typed_with_loose_marks_is_composed():
    content = csv("Tên đơn vị,Loại hình\nChi bo\u0323\u0302 1,Chi bộ")

    assert read_rows(content, COLUMNS).rows[0][1]["name"] == "Chi bộ 1"


@pytest.mark.parametrize(
    ("typed", "compared"),
    [("Tên đơn vị (*)", "ten don vi"), ("  MÃ\nTỔ CHỨC: ", "ma to chuc"), ("Đơn-vị [1]", "don vi")],
)
def test_headings_are_compared_without_marks_signs_and_brackets(typed, compared):
    assert heading(typed) == compared


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return target.getvalue()


GOOD = workbook([Sheet("A", ["Đơn vị", "Loại hình"], [["X", "Y"]])])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\x00\x00\n", "empty"),
        (b"%PDF-1.7 ...", "wrong_kind"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "wrong_kind"),
        (b"<html><table><tr><td>x</table>", "web_page"),
        (b"PK\x03\x04 broken", "broken"),
        (GOOD[: len(GOOD) // 2], "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 3_000, "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "macro"),
        (zipped(**{"xl__workbook.xml": b"<x/>", "xl__vbaProject.bin": b"x"}), "macro"),
        (zipped(**{"word__document.xml": b"<x/>"}), "wrong_kind"),
        (zipped(**{"xl__workbook.xml": b"not xml"}), "broken"),
        (zipped(**{"xl__workbook.xml": b"0" * 130_000_000}), "bomb"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large"),
        ("Tên đơn vị,Loại hình\nChi bộ,x".encode("cp1258", "replace") + b"\xd2\xff", "encoding"),
        (csv("a,b\nc,d"), "no_heading"),
        (csv("Tên đơn vị,Loại hình\n,\n"), "empty"),
        (csv("Tên đơn vị,Loại hình\n" + "x,y\n" * 20_100), "too_many"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(content, code):
    assert refused(content) == code


def test_a_cell_at_the_far_corner_does_not_take_the_memory():
    book = openpyxl.Workbook()
    book.active.append(["Đơn vị", "Loại hình"])
    book.active.append(["X", "Y"])
    book.active["XFD1048576"] = "far"
    target = io.BytesIO()
    book.save(target)

    assert refused(target.getvalue()) == "too_large"


def test_the_kind_is_told_by_the_bytes_not_the_name():
    assert (kind_of(GOOD), kind_of(csv("a,b"))) == ("xlsx", "csv")
