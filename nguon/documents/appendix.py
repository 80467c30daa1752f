"""The appendix of an allocation as a workbook: head of a Party document, one row a unit, sums, and what reads it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

UNIT_HEADING = "Đơn vị"
NUMBER_HEADING = "Số trong phần mềm"
CODE_HEADING = "Mã đơn vị"
TOTAL = "Cộng"
SHEET = "Phụ lục"
_FONT = "Times New Roman"


@dataclass(frozen=True)
class AppendixColumn:
    """A column of places: its name and what the plan demands of it in words."""

    name: str
    demand: str


@dataclass(frozen=True)
class AppendixLine:
    """One unit: its number here, its code or "", and its figures; `places` in the order of the columns."""

    unit: int
    code: str
    name: str
    members: int | None
    admitted: int | None
    pool: int | None
    places: tuple[int, ...]


@dataclass(frozen=True)
class Appendix:
    """All that stands on the sheet. `above` and `issuer` are the two lines at the left of the head; `belongs_to` says which
    document it goes with, or "" while it is a draft.
    """

    above: str
    issuer: str
    title: str
    belongs_to: str
    year: int
    columns: tuple[AppendixColumn, ...]
    lines: Sequence[AppendixLine]
    place_and_date: str
    signer: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        before = self.year - 1
        fixed = ("STT", UNIT_HEADING, f"Đảng viên {before}", f"Kết nạp {before}", "Nguồn")
        parts = (f"{each.name}\n({each.demand})" if each.demand else each.name for each in self.columns)
        return *fixed, *parts, NUMBER_HEADING, CODE_HEADING


def dated(day: date) -> str:
    """ngày 05 tháng 3 năm 2026, as a Party document writes it."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def appendix_xlsx(appendix: Appendix) -> bytes:
    """The appendix as .xlsx on A4. The two last columns are hidden and tell the units when it is read back."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    page = book.add_worksheet(SHEET)
    last = 4 + len(appendix.columns)
    _lay_out(page, last, wide=len(appendix.columns) > 2)
    styles = _styles(book)
    line = _head(page, appendix, last, styles)
    for column, heading in enumerate(appendix.headings):
        page.write_string(line, column, heading, styles["heading"])
    page.set_row(line, 17 * max(_lines_of(each) for each in appendix.headings[:-2]))
    page.repeat_rows(line)
    page.freeze_panes(line + 1, 2)
    line = _body(page, appendix, line + 1, styles)
    _foot(page, appendix, line + 2, last, styles)
    book.close()
    return target.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": _FONT, "font_size": 13}
    cell = {**base, "font_size": 12, "border": 1, "valign": "vcenter"}
    kinds = {
        "centre": {**base, "align": "center"},
        "strong": {**base, "align": "center", "bold": True, "text_wrap": True},
        "slant": {**base, "align": "center", "italic": True, "text_wrap": True},
        "heading": {**cell, "bold": True, "align": "center", "text_wrap": True},
        "text": {**cell, "text_wrap": True, "num_format": "@"},
        "whole": {**cell, "num_format": "#,##0"},
        "total_text": {**cell, "bold": True},
        "total": {**cell, "bold": True, "num_format": "#,##0"},
    }
    return {name: book.add_format(values) for name, values in kinds.items()}


def _lay_out(page: Any, last: int, *, wide: bool) -> None:
    page.set_paper(9)
    page.set_landscape() if wide else page.set_portrait()
    page.set_margins(left=0.98, right=0.59, top=0.79, bottom=0.79)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P/&N")
    page.set_column(0, 0, 5)
    page.set_column(1, 1, 42)
    page.set_column(2, last, 13)
    page.set_column(last + 1, last + 2, 12, None, {"hidden": True})


def _head(page: Any, appendix: Appendix, last: int, styles: dict[str, Any]) -> int:
    """The head of a Party document, the title, and the document it goes with. Returns the line of the headings."""
    page.merge_range(0, 0, 0, 1, appendix.above.upper(), styles["centre"])
    page.merge_range(1, 0, 1, 1, appendix.issuer.upper(), styles["strong"])
    page.merge_range(2, 0, 2, 1, "*", styles["centre"])
    page.merge_range(0, 2, 0, last, "ĐẢNG CỘNG SẢN VIỆT NAM", styles["strong"])
    page.merge_range(2, 2, 2, last, appendix.place_and_date, styles["slant"])
    page.merge_range(4, 0, 4, last, "PHỤ LỤC", styles["strong"])
    page.merge_range(5, 0, 5, last, appendix.title, styles["strong"])
    page.merge_range(6, 0, 6, last, appendix.belongs_to, styles["slant"])
    page.set_row(5, 18 * (1 + len(appendix.title) // 70))
    page.set_row(6, 18 * (1 + len(appendix.belongs_to) // 70))
    return 8


def _body(page: Any, appendix: Appendix, line: int, styles: dict[str, Any]) -> int:
    first = line
    for number, each in enumerate(appendix.lines, start=1):
        page.write_number(line, 0, number, styles["whole"])
        page.write_string(line, 1, each.name, styles["text"])
        for column, value in enumerate((each.members, each.admitted, each.pool, *each.places), start=2):
            if value is None:
                page.write_blank(line, column, None, styles["whole"])
            else:
                page.write_number(line, column, value, styles["whole"])
        page.write_number(line, 5 + len(each.places), each.unit)
        page.write_string(line, 6 + len(each.places), each.code)
        line += 1
    page.write_blank(line, 0, None, styles["total_text"])
    page.write_string(line, 1, TOTAL, styles["total_text"])
    sums = _sums(appendix)
    for column, value in enumerate(sums, start=2):
        if appendix.lines:
            cells = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(line - 1, column)}"
            page.write_formula(line, column, f"=SUM({cells})", styles["total"], value)
        else:
            page.write_number(line, column, 0, styles["total"])
    return line


def _lines_of(heading: str) -> int:
    """How many lines a heading takes in a column 13 characters wide."""
    return sum(-(-len(part) // 11) for part in heading.split("\n"))


def _sums(appendix: Appendix) -> list[int]:
    rows = [(each.members, each.admitted, each.pool, *each.places) for each in appendix.lines]
    return [sum(row[at] or 0 for row in rows) for at in range(3 + len(appendix.columns))]


def _foot(page: Any, appendix: Appendix, line: int, last: int, styles: dict[str, Any]) -> None:
    for offset, text in enumerate(appendix.signer):
        page.merge_range(line + offset, 2, line + offset, last, text, styles["strong"])
