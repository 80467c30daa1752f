"""A workbook holds what it was given, and nothing in it is ever run."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from nguon.documents.xlsx import Sheet, workbook


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(workbook(sheets)))


def test_rows_come_back_as_they_were_given():
    book = opened(
        Sheet("Đơn vị", ["Tên", "Số", "Tỷ lệ", "Ngày"], [["Chi bộ 1", 1905, Decimal("3.5"), date(2026, 3, 10)]])
    )

    rows = [[cell.value for cell in row] for row in book["Đơn vị"].iter_rows()]
    assert rows[0] == ["Tên", "Số", "Tỷ lệ", "Ngày"]
    assert rows[1][:3] == ["Chi bộ 1", 1905, 3.5]
    assert rows[1][3].date() == date(2026, 3, 10)


@pytest.mark.parametrize("text", ["=1+1", "+A1", "@SUM(A1)", "http://example.org", "0012", "-5", '=cmd|"/c calc"!A1'])
def test_text_stays_text_whatever_it_begins_with(text):
    book = opened(Sheet("A", ["Tên"], [[text]]))

    cell = book["A"]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_lines_above_and_totals_stand_apart_from_the_rows():
    book = opened(Sheet("A", ["Tên", "Số"], [["x", 1], ["y", 2]], above=["Danh sách đơn vị"], totals=["Cộng", 3]))

    assert [[cell.value for cell in row] for row in book["A"].iter_rows()] == [
        ["Danh sách đơn vị", None],
        ["Tên", "Số"],
        ["x", 1],
        ["y", 2],
        ["Cộng", 3],
    ]


def test_a_column_offers_its_choices_however_many():
    choices = [f"Loại hình tổ chức số {number}" for number in range(60)]
    book = opened(Sheet("A", ["Loại"], [], choices={0: choices}))

    rule = book["A"].data_validations.dataValidation[0]
    hidden = [each for each in book.worksheets if each.sheet_state == "hidden"]
    assert rule.type == "list"
    assert [cell.value for cell in hidden[0]["A"]] == choices


def test_a_sheet_name_excel_refuses_is_mended():
    assert (
        opened(Sheet("Kế hoạch 12/KH: bản [1] rất dài, dài hơn ba mươi mốt chữ", ["a"], [])).sheetnames[0]
        == ("Kế hoạch 12 KH  bản  1  rất dài, dài hơn ba mươi mốt chữ"[:31])
    )


def test_control_characters_do_not_break_the_file():
    assert opened(Sheet("A", ["a"], [["x\x00\x0by"]]))["A"]["A2"].value == "xy"
