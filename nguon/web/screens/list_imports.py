"""Screens: a list of people brought in from Excel, its columns, its rows by kind."""

import hashlib

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nguon.queries.access import Reach
from nguon.queries.list_importing import (
    KINDS,
    STATES,
    columns_of,
    decided,
    import_of,
    imports_in_order,
    is_working,
    known_headings,
    lines_of,
    rows_of,
    shown,
    to_enter,
    undecided_by_reason,
    unit_names,
    whom,
    working_imports,
)
from nguon.reading.people_list.fields import FIELDS
from nguon.reading.people_list.reader import PeopleFile, read_people, samples
from nguon.reading.source import Unreadable
from nguon.reading.spreadsheet import MOST_BYTES
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services.list_importing import bring_list, map_columns
from nguon.web.background import progress_of
from nguon.web.doors import door
from nguon.web.forms import whole
from nguon.web.list_import_forms import ListImportForm, columns_shown, field_choices, readings
from nguon.web.told import told
from nguon.web.unit_forms import add_refusals

PAGE = 100
SHOWN = ("new", "changed", "same", "doubtful", "faulty", "ignored")


@door(Action.IMPORT_PEOPLE)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a file in; below stand the lists brought in before."""
    by = request.by
    chosen = whole(request.GET.get("don_vi", "")) or (by.main.unit_id if by.main else None)
    form = ListImportForm(request.POST or None, request.FILES or None, by=by, unit=chosen)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                batch = _brought(by, form)
            except Unreadable as wrong:
                form.add_error("file", wrong.message)
            except RuleViolation as refused:
                add_refusals(form, refused)
            else:
                return redirect("list-import-look", batch.pk)
    page = Paginator(imports_in_order(by), 20).get_page(request.GET.get("page"))
    context = {"here": "person-list", "form": form, "page": page, "states": STATES}
    return render(request, "list_imports/bring.html", context, status=status)


def _brought(by: Reach, form: ListImportForm) -> object:
    given = form.cleaned_data
    if given["file"].size > MOST_BYTES:
        raise Unreadable("too_large", "Tệp lớn hơn 10 MB. Hãy chỉ giữ lại bảng cần nhập rồi tải lên.")
    content = given["file"].read()
    unit = by.unit(given["unit"].id, Action.IMPORT_PEOPLE)
    file: PeopleFile = read_people(content, known=known_headings(unit), sheet=given["sheet"].strip())
    return bring_list(
        by=by,
        unit_id=unit.pk,
        file_name=given["file"].name,
        sha256=hashlib.sha256(content).hexdigest(),
        file=file,
        choice=form.choice(),
    )


@door(Action.IMPORT_PEOPLE)
@require_GET
def look(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The rows of one kind; while the list is being entered, how far that is."""
    return look_page(request, batch_id)


def look_page(request: HttpRequest, batch_id: int, said: list[str] | None = None, status: int = 200) -> HttpResponse:
    """The page of one list, with what was refused."""
    by = request.by
    batch = import_of(by, batch_id)
    if is_working(batch):
        context = {"here": "person-list", "batch": batch, "progress": progress_of(batch.pk), "states": STATES}
        return render(request, "list_imports/working.html", context, status=status)
    kind = _kind(request.GET.get("xem", ""), batch.counts)
    page = Paginator(rows_of(batch, kind), PAGE).get_page(request.GET.get("page"))
    rows = shown(batch, page.object_list)
    sheets = batch.columns.get("sheets", [])
    read = columns_of(batch)
    context = {
        "here": "person-list",
        "batch": batch,
        "states": STATES,
        "kinds": [(key, told(name), batch.counts.get(key, 0)) for key, name in KINDS],
        "kind": kind,
        "page": page,
        "rows": readings(rows, sheets, unit_names(rows), whom(by, rows) if kind == "doubtful" else {}),
        "columns": [
            (each.heading, told(FIELDS[each.field].name) if each.field else "") for each in read if each.heading
        ],
        "unused": [each.heading for each in read if each.heading and not each.field],
        "elsewhere": batch.columns.get("elsewhere", {}),
        "other_lists": batch.columns.get("other_lists", []),
        "letters": batch.columns.get("letters", []),
        "to_enter": to_enter(batch) if batch.state == "looked_over" else 0,
        "decided": decided(batch) if kind == "doubtful" else {},
        "reasons": [
            (field, told(FIELDS[field].name), count) for field, count in undecided_by_reason(batch) if field in FIELDS
        ]
        if kind == "doubtful" and batch.state == "looked_over"
        else [],
        "waits": batch.state == "looked_over",
        "said": said or [],
    }
    return render(request, "list_imports/look.html", context, status=status)


def _kind(asked: str, counts: dict) -> str:
    """The kind asked for, else the first that needs somebody, else the first there is any of."""
    if asked in SHOWN:
        return asked
    order = ("faulty", "doubtful", "new", "changed", "same", "ignored")
    return next((each for each in order if counts.get(each)), "new")


@door(Action.IMPORT_PEOPLE)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What each column holds, with samples, to be put right; remembered for the unit."""
    by = request.by
    batch = import_of(by, batch_id)
    read = columns_of(batch)
    fields = {each.at: request.POST.get(f"cot-{each.at}", each.field) for each in read}
    unmet: list = []
    if request.method == "POST":
        try:
            map_columns(by=by, batch_id=batch_id, fields=fields)
        except RuleViolation as refused:
            unmet = list(refused.unmet)
        except MovedOn as moved:
            messages.warning(request, told(str(moved)))
            return redirect("list-import-look", batch_id)
        else:
            messages.success(request, _("Đã đọc lại tệp theo các cột mới. Lần sau đơn vị không phải chọn lại."))
            return redirect("list-import-look", batch_id)
    people = [each for each in lines_of(batch) if not each.ignored]
    rows = columns_shown(read, samples(read, people))
    chosen = [(each, fields[each.at]) for each in rows]
    context = {"here": "person-list", "batch": batch, "rows": chosen, "choices": field_choices(), "said": unmet}
    return render(request, "list_imports/columns.html", context, status=422 if unmet else 200)


@door(Action.IMPORT_PEOPLE)
@require_GET
def working(request: HttpRequest) -> HttpResponse:
    """Lists being entered or undone now, and how far each is."""
    rows = [(each, progress_of(each.pk)) for each in working_imports(request.by)]
    return render(request, "list_imports/all_working.html", {"here": "person-list", "rows": rows, "states": STATES})


ADDRESSES = [
    path("nhap-danh-sach/", bring, name="list-import"),
    path("nhap-danh-sach/<int:batch_id>/", look, name="list-import-look"),
    path("nhap-danh-sach/<int:batch_id>/cot/", columns, name="list-import-columns"),
    path("viec-dang-chay/", working, name="running-work"),
]
