"""Screens: a list of units brought in, looked over, entered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.documents.xlsx import Sheet, workbook
from nguon.queries.organisation import SECTOR_NAMES
from nguon.queries.unit_importing import COLUMN_NAMES, COLUMNS, Checked, check, imports, waiting_import
from nguon.queries.unit_kinds import kinds_explained
from nguon.reading.source import Unreadable
from nguon.reading.spreadsheet import read_rows
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services.unit_importing import bring_units, drop_import, enter_units
from nguon.web.doors import door
from nguon.web.screens.units import XLSX, numbers
from nguon.web.told import told
from nguon.web.unit_forms import ImportForm, add_refusals

ROWS_A_PAGE = 100


@door(Action.IMPORT_UNITS)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a file in; lists that wait stand below."""
    by = request.by
    under = next(iter(numbers([request.GET.get("duoi", "")])), None) or (by.main.unit_id if by.main else None)
    form = ImportForm(request.POST or None, request.FILES or None, by=by, unit=under)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                found = read_rows(given["file"].read(), COLUMNS)
                brought = bring_units(
                    by=by,
                    unit_id=given["unit"].id,
                    file_name=given["file"].name,
                    rows=found.rows,
                    on=given["on"],
                    document_number=given["document_number"],
                    document_date=given["document_date"],
                )
            except Unreadable as wrong:
                form.add_error("file", wrong.message)
            except RuleViolation as refused:
                add_refusals(form, refused)
            else:
                if found.unknown:
                    messages.info(request, _("Không dùng các cột: %s.") % ", ".join(found.unknown[:10]))
                return redirect("unit-import", brought.pk)
    context = {"here": "unit-list", "form": form, "waiting": imports(by)[:20], "columns": COLUMNS}
    return render(request, "unit_imports/bring.html", context, status=status)


def _look_over(request: HttpRequest, import_id: int, said: list[str], status: int = 200) -> HttpResponse:
    brought = waiting_import(request.by, import_id)
    checked = check(brought)
    show = request.GET.get("xem", "") or ("loi" if checked.faulty else "moi")
    rows = {"loi": checked.faulty, "nghi": checked.doubtful, "moi": checked.good}.get(show, list(checked.rows))
    context = {
        "here": "unit-list",
        "brought": brought,
        "checked": checked,
        "show": show,
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("trang")),
        "said": said,
    }
    return render(request, "unit_imports/check.html", context, status=status)


@door(Action.IMPORT_UNITS)
@require_GET
def look_over(request: HttpRequest, import_id: int) -> HttpResponse:
    """Every row, and what is wrong with it."""
    return _look_over(request, import_id, [])


@door(Action.IMPORT_UNITS)
@require_POST
def enter(request: HttpRequest, import_id: int) -> HttpResponse:
    try:
        done = enter_units(by=request.by, import_id=import_id, seen=request.POST.get("da-xem", ""))
    except MovedOn as moved:
        return _look_over(request, import_id, [str(moved)], 409)
    except RuleViolation as refused:
        return _look_over(request, import_id, [str(each) for each in refused.unmet], 422)
    messages.success(request, _("Đã ghi: %s.") % told(done.summary))
    return redirect("unit-change", done.pk)


@door(Action.IMPORT_UNITS)
@require_POST
def drop(request: HttpRequest, import_id: int) -> HttpResponse:
    brought = drop_import(by=request.by, import_id=import_id)
    messages.success(request, _("Đã bỏ danh sách %s; chưa có gì được nhập.") % brought.file_name)
    return redirect("unit-imports")


@door(Action.IMPORT_UNITS)
@require_GET
def faulty(request: HttpRequest, import_id: int) -> HttpResponse:
    """The faulty rows as a workbook to mend: the columns of the template, with the reasons last."""
    brought = waiting_import(request.by, import_id)
    checked = check(brought)
    return _file(_faulty_sheet(checked), f"dong-loi-{brought.pk}.xlsx")


def _faulty_sheet(checked: Checked) -> list[Sheet]:
    headings = [*COLUMN_NAMES.values(), _("Dòng"), _("Vì sao chưa nhập được")]
    rows = [
        [*(row.values.get(key, "") for key in COLUMN_NAMES), row.line, " ".join(row.faults)] for row in checked.faulty
    ]
    return [Sheet(_("Dòng lỗi"), headings, rows)]


@door(Action.IMPORT_UNITS)
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty list to fill in: headings with notes, kinds and sectors to choose from, a sheet that explains them."""
    kinds = kinds_explained(request.by.day)
    names = [each[0] for each in kinds]
    keys = list(COLUMN_NAMES)
    notes = {
        keys.index("name"): _("Bắt buộc."),
        keys.index("kind"): _("Bắt buộc, chọn trong danh sách."),
        keys.index("parent"): _(
            "Tên hoặc mã của cấp trên, đang có hoặc ở dòng khác trong tệp. Để trống: trực thuộc đơn vị chọn khi nhập."
        ),
        keys.index("code"): _("14 chữ số, có hoặc không có dấu chấm. Có thể để trống."),
        keys.index("tags"): _("Cách nhau bằng dấu phẩy."),
        keys.index("since"): _("dd/mm/yyyy. Để trống: ngày có hiệu lực chọn khi nhập."),
    }
    choices = {keys.index("kind"): names, keys.index("sector"): list(SECTOR_NAMES.values())}
    empty = Sheet(
        _("Đơn vị"),
        list(COLUMN_NAMES.values()),
        [],
        widths=[44, 30, 44, 22, 22, 20, 30, 16],
        choices=choices,
        notes=notes,
    )
    explained = Sheet(_("Loại hình"), [_("Loại hình"), _("Trực thuộc được"), _("Theo")], kinds)
    sectors = Sheet(_("Lĩnh vực"), [_("Lĩnh vực")], [[each] for each in SECTOR_NAMES.values()])
    return _file([empty, explained, sectors], "mau-danh-sach-don-vi.xlsx")


def _file(sheets: list[Sheet], name: str) -> HttpResponse:
    return HttpResponse(
        workbook(sheets), content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


ADDRESSES = [
    path("to-chuc/nhap/", bring, name="unit-imports"),
    path("to-chuc/nhap/mau/", template, name="unit-import-template"),
    path("to-chuc/nhap/<int:import_id>/", look_over, name="unit-import"),
    path("to-chuc/nhap/<int:import_id>/ghi/", enter, name="unit-import-enter"),
    path("to-chuc/nhap/<int:import_id>/bo/", drop, name="unit-import-drop"),
    path("to-chuc/nhap/<int:import_id>/dong-loi/", faulty, name="unit-import-faulty"),
]
