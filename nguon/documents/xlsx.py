"""Rows and headings into a workbook, nothing of which is ever taken for a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

Cell = str | int | float | bool | Decimal | date | datetime | None
MOST_COLUMN_WIDTH = 60


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings in the first row after `above`, then `rows`. `totals` stand last, set off.

    `widths` are column widths in characters; without them they follow the content. `choices` gives a column (from 0)
    the list it offers. `notes` of a heading say how to fill the column.
    """

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    above: Sequence[str] = ()
    totals: Sequence[Cell] = ()
    widths: Sequence[int] = ()
    choices: "dict[int, Sequence[str]] | None" = None
    notes: "dict[int, str] | None" = None


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as one .xlsx file. Text stays text, whatever it begins with; days are dd/mm/yyyy; headings stay in view."""
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    formats = {
        "above": book.add_format({"bold": True}),
        "heading": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "part": book.add_format({"num_format": "#,##0.##"}),
        "text": book.add_format({"num_format": "@"}),
        "total": book.add_format({"bold": True, "top": 1, "num_format": "#,##0"}),
    }
    for each in sheets:
        _sheet(book, each, formats)
    book.close()
    return target.getvalue()


def _sheet(book: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(_sheet_name(sheet.name))
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    line = 0
    for text in sheet.above:
        page.write_string(line, 0, text, formats["above"])
        line += 1
    widths = [len(text) + 2 for text in sheet.headings]
    for column, text in enumerate(sheet.headings):
        page.write_string(line, column, text, formats["heading"])
        if sheet.notes and column in sheet.notes:
            page.write_comment(line, column, sheet.notes[column], {"x_scale": 2})
    page.freeze_panes(line + 1, 1)
    page.repeat_rows(line)
    first = line = line + 1
    for row in sheet.rows:
        for column, value in enumerate(row):
            _cell(page, line, column, value, formats)
            if column < len(widths):
                widths[column] = max(
                    widths[column], min(len(str(value)), MOST_COLUMN_WIDTH) if value is not None else 0
                )
        line += 1
    if sheet.totals:
        for column, value in enumerate(sheet.totals):
            _cell(page, line, column, value, formats, forced=formats["total"])
    for column, width in enumerate(sheet.widths or widths):
        page.set_column(column, column, min(width + 1, MOST_COLUMN_WIDTH))
    for column, choices in (sheet.choices or {}).items():
        _choose_from(book, page, first, column, choices)


def _choose_from(book: Any, page: Any, first: int, column: int, choices: Sequence[str]) -> None:
    """Offer `choices` below a heading: Excel holds at most 255 letters in a rule, so longer lists stand in a hidden sheet."""
    hidden = f"_{page.get_name()[:20]}_{column}"
    beside = book.add_worksheet(hidden)
    beside.hide()
    beside.write_column(0, 0, choices)
    page.data_validation(
        first,
        column,
        first + 10_000,
        column,
        {
            "validate": "list",
            "source": f"='{hidden}'!$A$1:$A${len(choices)}",
            "error_type": "warning",
        },
    )


def _cell(page: Any, line: int, column: int, value: Cell, formats: dict[str, Any], *, forced: Any = None) -> None:
    if value is None or value == "":
        if forced is not None:
            page.write_blank(line, column, None, forced)
    elif isinstance(value, bool):
        page.write_boolean(line, column, value, forced)
    elif isinstance(value, int):
        page.write_number(line, column, value, forced or formats["whole"])
    elif isinstance(value, float | Decimal):
        page.write_number(line, column, float(value), forced or formats["part"])
    elif isinstance(value, date):  # a datetime is a date too
        page.write_datetime(line, column, value, formats["day"])
    else:
        page.write_string(line, column, _clean(str(value)), forced or formats["text"])


def _clean(text: str) -> str:
    """Without the control characters that XML cannot hold; at most what a cell holds."""
    return "".join(each for each in text if each >= " " or each in "\t\n")[:32_767]


def _sheet_name(name: str) -> str:
    """A name Excel accepts: at most 31 letters, no bracket, colon, star, question mark or slash, and no apostrophe at either end."""
    kept = "".join(" " if each in "[]:*?/\\" else each for each in name).strip("' ")
    return kept[:31] or "Sheet1"
