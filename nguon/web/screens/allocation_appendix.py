"""Screen: the appendix on paper, as a workbook, and read back from one."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nguon.documents.appendix import Appendix, AppendixColumn, AppendixLine, appendix_xlsx, dated
from nguon.queries.allocating import Column, Line, Table
from nguon.reading.appendix import KnownUnit, ReadAppendix, read_appendix
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.web.allocation_cells import base_of
from nguon.web.doors import door
from nguon.web.screens.allocation_table import reached_table
from nguon.web.told import told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def demand_words(column: Column) -> str:
    """What a column demands, as the appendix prints it under the column's name."""
    least, greatest = f"{column.least:,}".replace(",", "."), f"{column.greatest or 0:,}".replace(",", ".")
    if column.greatest is None:
        return _("ít nhất %(least)s") % {"least": least}
    if column.is_exact:
        return least
    return _("từ %(least)s đến %(greatest)s") % {"least": least, "greatest": greatest}


def appendix_of(request: HttpRequest, table: Table) -> Appendix:
    """The appendix of `table` as it goes on paper, a draft saying that it is one."""
    allocation, version = table.allocation, table.demand.version
    number = allocation.document_number or (version.document_number if allocation.state != "draft" else "")
    day = allocation.document_date or version.document_date
    if allocation.state == "draft":
        goes_with = _("(Dự thảo, bản nháp %(number)s)") % {"number": allocation.ordinal}
    else:
        issuer = allocation.unit.name
        goes_with = f"({_('kèm theo văn bản số')} {number}, {told(dated(day)) if day else ''} {_('của')} {issuer})"
    above = version.issuer_parent if allocation.unit_id == allocation.plan.unit_id else ""
    above = above or (allocation.unit.parent.name if allocation.unit.parent else "")
    place = version.place or "…"
    return Appendix(
        above=above,
        issuer=allocation.unit.name,
        title=_("Chỉ tiêu kết nạp đảng viên năm %(year)s giao cho các đơn vị trực thuộc")
        % {"year": version.period_from.year},
        belongs_to=goes_with,
        year=version.period_from.year,
        columns=tuple(AppendixColumn(each.name, demand_words(each)) for each in table.demand.columns),
        lines=[_line(line) for line in table.lines],
        place_and_date=f"{place}, {told(dated(day if day and allocation.state != 'draft' else request.by.day))}",
        signer=tuple(filter(None, (version.signer_on_behalf.upper(), version.signer_position.upper()))),
    )


def _line(line: Line) -> AppendixLine:
    places = tuple(cell.places for cell in line.cells)
    return AppendixLine(line.unit, line.code, line.name, line.members, line.admitted, line.pool, places)


def _whole_table(request: HttpRequest, allocation_id: int, action: Action) -> Table:
    """The table, for those who reach the unit that divides; the appendix shows every unit's figures."""
    table = reached_table(request, allocation_id, action)
    if not request.by.may_over(action, table.allocation.path):
        raise NotReached(f"allocation {allocation_id}")
    return table


@door(Action.SEE_ALLOCATIONS)
@require_GET
def workbook(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """The appendix as .xlsx."""
    table = _whole_table(request, allocation_id, Action.SEE_ALLOCATIONS)
    response = HttpResponse(appendix_xlsx(appendix_of(request, table)), content_type=XLSX)
    name = slugify(fold(f"phu luc chi tieu {table.demand.version.period_from.year} {table.allocation.unit.name}"))
    response["Content-Disposition"] = f'attachment; filename="{name}-ban-{table.allocation.ordinal}.xlsx"'
    return response


@door(Action.SEE_ALLOCATIONS)
@require_GET
def on_paper(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """The appendix on A4."""
    table = _whole_table(request, allocation_id, Action.SEE_ALLOCATIONS)
    context = {
        "here": "allocation-list",
        "table": table,
        "allocation": table.allocation,
        "appendix": appendix_of(request, table),
    }
    return render(request, "allocations/appendix.html", context)


@dataclass(frozen=True)
class Difference:
    """One row of a workbook that differs: what stands and what it says, by column, and what posts it as a changed row."""

    row: int
    line: Line
    figures: tuple[tuple[str, int, int], ...]
    base: str

    @property
    def is_changed(self) -> bool:
        return any(before != after for _name, before, after in self.figures)


@door(Action.DIVIDE)
@require_http_methods(["GET", "POST"])
def read_back(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """Bring a workbook; see what it would change, row by row, and what is wrong with it. Nothing is saved here."""
    table = _whole_table(request, allocation_id, Action.DIVIDE)
    if table.allocation.state != "draft":
        raise NotReached(f"allocation {allocation_id}")
    if request.method == "GET":
        return _reading(request, table)
    file = request.FILES.get("file")
    if file is None:
        return _reading(request, table, said=(_("Chọn tệp Excel của phụ lục trước khi đọc."),), status=422)
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        return _reading(request, table, said=(_("Tệp lớn hơn 20 MB; phụ lục không thể lớn như vậy."),), status=422)
    units = [KnownUnit(line.unit, line.code, line.name) for line in table.lines if line.stands]
    try:
        read = read_appendix(file.read(), units, {each.group: each.name for each in table.demand.columns})
    except RuleViolation as refused:
        return _reading(request, table, said=tuple(each.what for each in refused.unmet), status=422)
    return _reading(request, table, read=read, name=file.name)


def _reading(
    request: HttpRequest,
    table: Table,
    *,
    read: ReadAppendix | None = None,
    name: str = "",
    said: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {"here": "allocation-list", "table": table, "allocation": table.allocation, "said": said, "read": read}
    if read is not None:
        differences = _differences(table, read)
        names = {line.unit: line.name for line in table.lines}
        after = table.total + sum(new - old for each in differences for group, old, new in each.figures[:1])
        context |= {
            "name": name,
            "differences": differences,
            "missing": [names[unit] for unit in read.missing],
            "total_after": after,
            "printed": read.printed.get(""),
            "read_sum": sum(line.places.get("", 0) for line in read.lines),
        }
    return render(request, "allocations/read_back.html", context, status=status)


def _differences(table: Table, read: ReadAppendix) -> list[Difference]:
    """The rows that would change, in the order of the workbook."""
    lines = {line.unit: line for line in table.lines}
    found = []
    for each in read.lines:
        line = lines[each.unit]
        figures = tuple(
            (column.group, cell.places, each.places.get(column.group, cell.places))
            for column, cell in zip(table.demand.columns, line.cells, strict=True)
        )
        difference = Difference(each.row, line, figures, base_of(line, 0))
        if difference.is_changed:
            found.append(difference)
    return found


ADDRESSES = [
    path("chi-tieu/<int:allocation_id>/phu-luc.xlsx", workbook, name="allocation-workbook"),
    path("chi-tieu/<int:allocation_id>/phu-luc/", on_paper, name="allocation-appendix"),
    path("chi-tieu/<int:allocation_id>/doc-lai/", read_back, name="allocation-read-back"),
]
