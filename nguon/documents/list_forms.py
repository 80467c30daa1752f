"""The official lists of a branch on paper: which columns, in which order, under which headings, and the workbook.

The headings are read back by the reader of lists: a heading of two rows is (`above`, `heading`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

ALL = frozenset({1, 2, 3})
TITLES: Mapping[int, str] = {
    1: "DANH SÁCH QUẦN CHÚNG THEO DÕI, GIÁO DỤC (DANH SÁCH 1)",
    2: "DANH SÁCH QUẦN CHÚNG ĐỦ ĐIỀU KIỆN HỌC LỚP BỒI DƯỠNG NHẬN THỨC VỀ ĐẢNG (DANH SÁCH 2)",
    3: "DANH SÁCH NGUỒN KẾT NẠP ĐẢNG VIÊN (DANH SÁCH 3)",
}
SHEET_NAMES: Mapping[int, str] = {1: "Danh sách 1", 2: "Danh sách 2", 3: "Danh sách 3"}
TOTAL = "Cộng"
MASK = "•"
"""Stands for a digit of a citizen number that is not shown; a reader takes such a number for "as it was"."""


@dataclass(frozen=True)
class FormColumn:
    """One column: `field` is what it holds (a person's field, or of the list, certificate, sponsor), `above` the heading
    it shares with its neighbours, or "". `lists` are the lists whose form has it. `width` in characters.
    """

    field: str
    heading: str
    width: float
    above: str = ""
    lists: frozenset[int] = ALL
    sensitive: bool = False
    hidden: bool = False


COLUMNS: tuple[FormColumn, ...] = (
    FormColumn("ordinal", "STT", 4),
    FormColumn("full_name", "Họ và tên", 19),
    FormColumn("born_male", "Nam", 10, "Ngày, tháng, năm sinh"),
    FormColumn("born_female", "Nữ", 10, "Ngày, tháng, năm sinh"),
    FormColumn("citizen", "Số định danh cá nhân", 9),
    FormColumn("ethnicity", "Dân tộc", 7, sensitive=True),
    FormColumn("religion", "Tôn giáo", 8, sensitive=True),
    FormColumn("home_town", "Quê quán", 13, lists=frozenset({1, 2})),
    FormColumn("residence", "Nơi thường trú", 14),
    FormColumn("occupation", "Nghề nghiệp", 11),
    FormColumn("position", "Chức vụ", 9, lists=frozenset({1, 2})),
    FormColumn("workplace", "Nơi công tác, học tập", 14),
    FormColumn("general_education", "Phổ thông", 7, "Trình độ", frozenset({1, 2})),
    FormColumn("profession", "Chuyên môn", 11, "Trình độ"),
    FormColumn("political_theory", "Lý luận chính trị", 8, "Trình độ", frozenset({1, 2})),
    FormColumn("youth_union_joined", "Ngày vào Đoàn", 10, lists=frozenset({1, 2})),
    FormColumn("certificate_number", "Số", 10, "Giấy chứng nhận học lớp bồi dưỡng", frozenset({3})),
    FormColumn("certificate_on", "Ngày cấp", 10, "Giấy chứng nhận học lớp bồi dưỡng", frozenset({3})),
    FormColumn("certificate_until", "Có giá trị đến", 10, "Giấy chứng nhận học lớp bồi dưỡng", frozenset({3})),
    FormColumn("sponsor", "Họ và tên", 16, "Đảng viên giúp đỡ", frozenset({3})),
    FormColumn("sponsored_on", "Từ ngày", 10, "Đảng viên giúp đỡ", frozenset({3})),
    FormColumn("resolution_number", "Số", 10, "Nghị quyết chi bộ đưa vào danh sách"),
    FormColumn("resolved_on", "Ngày", 10, "Nghị quyết chi bộ đưa vào danh sách"),
    FormColumn("expected_quarter", "Dự kiến kết nạp", 8, lists=frozenset({2, 3})),
    FormColumn("note", "Ghi chú", 9),
    FormColumn("sex", "Giới tính", 6, hidden=True),
    FormColumn("to_list", "Danh sách", 6, hidden=True),
    FormColumn("key", "Mã hồ sơ trong phần mềm", 12, hidden=True),
)
"""Every column a form of the lists may have, in order. `sponsor` and `sponsored_on` hold several parted by "; ".

`certificate_until` is the last day it holds. Days not known whole stand as text (05/1998, 1998). `expected_quarter` is
written III/2026.
"""


@dataclass(frozen=True)
class ListSheet:
    """One list on its sheet: `rows` give values by the columns' fields; what a row lacks stays empty."""

    on_list: int
    rows: Sequence[Mapping[str, str | int | date | None]]


@dataclass(frozen=True)
class Letterhead:
    """What stands round the table. `above` and `issuer` are the two lines at the left of the head; `as_of` stands under
    the title.
    """

    above: str
    issuer: str
    place_and_date: str
    as_of: str
    signer: tuple[str, ...] = field(default=("T/M CHI BỘ", "BÍ THƯ"))


@dataclass(frozen=True)
class CountLine:
    """One unit of the consolidated form: its name, that of the unit above it, how many on list 1, 2, 3."""

    name: str
    parent: str
    counts: tuple[int, int, int]


def columns_of(on_list: int, *, sensitive: bool = False) -> tuple[FormColumn, ...]:
    """The columns of one list's form in order, the hidden one last."""
    return tuple(each for each in COLUMNS if on_list in each.lists and (sensitive or not each.sensitive))


def headings_of(on_list: int, *, sensitive: bool = False) -> tuple[tuple[str, str], ...]:
    """(heading above or "", heading) of each column, in order."""
    return tuple((each.above, each.heading) for each in columns_of(on_list, sensitive=sensitive))


def field_of(above: str, heading: str) -> str | None:
    """The field that a printed heading stands for; None for a heading of no form of ours."""
    return _FIELDS.get((above, heading))


_FIELDS: Mapping[tuple[str, str], str] = {(each.above, each.heading): each.field for each in COLUMNS}


COUNTS_TITLE = "TỔNG HỢP DANH SÁCH NGUỒN PHÁT TRIỂN ĐẢNG VIÊN"
COUNTS_HEADINGS = ("STT", "Chi bộ", "Cấp trên trực tiếp", *SHEET_NAMES.values(), TOTAL)
COUNTS_SHEET = "Tổng hợp"
_COUNTS_WIDTHS = (5, 44, 40, 13, 13, 13, 13)
_FONT = "Times New Roman"
_LINE = 15.75  # points: a line of the body
_CENTRED = frozenset({"born_male", "born_female", "citizen", "youth_union_joined", "sponsored_on", "expected_quarter"})
_MARGINS = {"left": 0.59, "right": 0.4, "top": 0.6, "bottom": 0.6}  # inches: 15, 10, 15, 15 mm


def list_workbook(sheets: Sequence[ListSheet], head: Letterhead, *, sensitive: bool = False) -> bytes:
    """The lists as one .xlsx file, a sheet each, laid out for A4 across; heads repeat on every page.

    Text stays text, whatever it begins with. The last column is hidden and tells the records when a sheet is read back.
    """
    target = BytesIO()
    book = _book(target)
    styles = _styles(book)
    for sheet in sheets:
        columns = columns_of(sheet.on_list, sensitive=sensitive)
        page = book.add_worksheet(SHEET_NAMES[sheet.on_list])
        _lay_out(page, [(each.width, each.hidden) for each in columns])
        last = sum(not each.hidden for each in columns) - 1
        line = _head(page, head, TITLES[sheet.on_list], last, styles)
        line = _headings(page, line, columns, styles)
        for ordinal, row in enumerate(sheet.rows, start=1):
            lines = 1
            for column, each in enumerate(columns):
                value: str | int | date | None = ordinal if each.field == "ordinal" else row.get(each.field)
                _cell(page, line, column, value, styles, centred=each.field in _CENTRED)
                if not each.hidden and isinstance(value, str):
                    lines = max(lines, _lines_in(value, each.width))
            page.set_row(line, _LINE * lines + 2.25)
            line += 1
        page.merge_range(line, 0, line, 1, f"{TOTAL}: {len(sheet.rows)} người", styles["total_text"])
        for column in range(2, last + 1):
            page.write_blank(line, column, None, styles["total_text"])
        _foot(page, line + 2, last, head.signer, styles)
    book.close()
    return target.getvalue()


def counts_workbook(lines: Sequence[CountLine], head: Letterhead) -> bytes:
    """The consolidated form of a level above the branch: one row a branch, sums at the end."""
    target = BytesIO()
    book = _book(target)
    styles = _styles(book)
    page = book.add_worksheet(COUNTS_SHEET)
    last = len(COUNTS_HEADINGS) - 1
    _lay_out(page, [(each, False) for each in _COUNTS_WIDTHS])
    line = _head(page, head, COUNTS_TITLE, last, styles)
    for column, heading in enumerate(COUNTS_HEADINGS):
        page.write_string(line, column, heading, styles["heading"])
    page.repeat_rows(line)
    page.freeze_panes(line + 1, 2)
    for ordinal, each in enumerate(lines, start=1):
        line += 1
        values: tuple[str | int, ...] = (ordinal, each.name, each.parent, *each.counts, sum(each.counts))
        for column, value in enumerate(values):
            _cell(page, line, column, value, styles)
    line += 1
    sums = [sum(each.counts[at] for each in lines) for at in range(3)]
    page.merge_range(line, 0, line, 2, f"{TOTAL} {len(lines)} chi bộ", styles["total_text"])
    for column, value in enumerate((*sums, sum(sums)), start=3):
        page.write_number(line, column, value, styles["total"])
    _foot(page, line + 2, last, head.signer, styles)
    book.close()
    return target.getvalue()


def _book(target: BytesIO) -> Any:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(target, options)


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": _FONT, "font_size": 13}
    cell = {**base, "font_size": 12, "border": 1, "valign": "vcenter"}
    kinds = {
        "centre": {**base, "align": "center"},
        "strong": {**base, "align": "center", "bold": True, "text_wrap": True, "valign": "vcenter"},
        "slant": {**base, "align": "center", "italic": True, "text_wrap": True},
        "heading": {**cell, "bold": True, "align": "center", "text_wrap": True},
        "text": {**cell, "text_wrap": True, "num_format": "@"},
        "middle": {**cell, "text_wrap": True, "num_format": "@", "align": "center"},
        "whole": {**cell, "num_format": "#,##0", "align": "center"},
        "day": {**cell, "num_format": "dd/mm/yyyy", "align": "center"},
        "total_text": {**cell, "bold": True},
        "total": {**cell, "bold": True, "num_format": "#,##0", "align": "center"},
    }
    return {name: book.add_format(values) for name, values in kinds.items()}


def _lay_out(page: Any, widths: Sequence[tuple[float, bool]]) -> None:
    page.set_paper(9)
    page.set_landscape()
    page.set_margins(**_MARGINS)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P/&N")
    for column, (width, hidden) in enumerate(widths):
        page.set_column(column, column, width, None, {"hidden": hidden})


def _head(page: Any, head: Letterhead, title: str, last: int, styles: dict[str, Any]) -> int:
    """The head of a Party document and the title; the line of the headings."""
    middle = max(2, last // 2 - 1)
    page.merge_range(0, 0, 0, middle, head.above.upper(), styles["centre"])
    page.merge_range(1, 0, 1, middle, head.issuer.upper(), styles["strong"])
    page.merge_range(2, 0, 2, middle, "*", styles["centre"])
    page.merge_range(0, middle + 1, 0, last, "ĐẢNG CỘNG SẢN VIỆT NAM", styles["strong"])
    page.merge_range(2, middle + 1, 2, last, head.place_and_date, styles["slant"])
    page.merge_range(4, 0, 4, last, title, styles["strong"])
    page.merge_range(5, 0, 5, last, head.as_of, styles["slant"])
    page.set_row(4, 20)
    return 7


def _headings(page: Any, line: int, columns: Sequence[FormColumn], styles: dict[str, Any]) -> int:
    """Two rows of headings, shared ones over their columns; the first line of the body."""
    column = 0
    while column < len(columns):
        each = columns[column]
        end = column
        while each.above and end + 1 < len(columns) and columns[end + 1].above == each.above:
            end += 1
        if not each.above:
            page.merge_range(line, column, line + 1, column, each.heading, styles["heading"])
        elif end > column:
            page.merge_range(line, column, line, end, each.above, styles["heading"])
        else:
            page.write_string(line, column, each.above, styles["heading"])
        for at in range(column, end + 1):
            if each.above:
                page.write_string(line + 1, at, columns[at].heading, styles["heading"])
        column = end + 1
    page.set_row(line, 36)
    page.set_row(line + 1, 34)
    page.repeat_rows(line, line + 1)
    page.freeze_panes(line + 2, 2)
    return line + 2


def _lines_in(text: str, width: float) -> int:
    """How many lines `text` takes in a column `width` characters wide, broken between words."""
    lines, room = 1, 0.0
    for word in text.split():
        if room and room + 1 + len(word) > width - 1:
            lines, room = lines + 1, 0.0
        room += len(word) + (1 if room else 0)
        while room > width - 1 and len(word) > width - 1:
            lines, room = lines + 1, room - (width - 1)
    return lines


def _cell(
    page: Any,
    line: int,
    column: int,
    value: str | int | date | None,
    styles: dict[str, Any],
    *,
    centred: bool = False,
) -> None:
    if value is None or value == "":
        page.write_blank(line, column, None, styles["text"])
    elif isinstance(value, int):
        page.write_number(line, column, value, styles["whole"])
    elif isinstance(value, date):
        page.write_datetime(line, column, value, styles["day"])
    else:
        page.write_string(line, column, _clean(value), styles["middle" if centred else "text"])


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold; at most what a cell holds."""
    return "".join(each for each in text if each >= " " or each in "\t\n")[:32_767]


def _foot(page: Any, line: int, last: int, signer: Sequence[str], styles: dict[str, Any]) -> None:
    first = max(last - 5, (last + 1) // 2)
    for offset, text in enumerate(signer):
        page.merge_range(line + offset, first, line + offset, last, text, styles["strong"])
