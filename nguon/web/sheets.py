"""One sheet as an answer that the browser keeps as a file."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from nguon.documents.xlsx import Cell, Sheet, workbook

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_response(
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    file_name: str,
    above: Sequence[str] = (),
    totals: Sequence[Cell] = (),
) -> HttpResponse:
    """A workbook of one sheet, kept as `file_name`.xlsx (plain letters)."""
    content = workbook([Sheet(name=name, headings=headings, rows=rows, above=above, totals=totals)])
    kept = {"Content-Disposition": f'attachment; filename="{file_name}.xlsx"'}
    return HttpResponse(content, content_type=SHEET_TYPE, headers=kept)
