"""Screens: what is done with a list brought in: decisions, entering, undoing, its faulty rows as a workbook."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nguon.documents.xlsx import Sheet, workbook
from nguon.queries.list_importing import STATES, columns_of, decisions_for, import_of, is_working, rows_of, shown
from nguon.reading.people_list.fields import FIELDS
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services.list_importing import decide_rows, drop_list, give_up, start_entering, start_undoing
from nguon.web.background import progress_of, start
from nguon.web.doors import door
from nguon.web.list_import_forms import decisions_of
from nguon.web.screens.list_imports import look_page
from nguon.web.screens.units import XLSX
from nguon.web.told import told


def _tried(request: HttpRequest, batch_id: int, act: Callable[[], object]) -> HttpResponse | None:
    """None where the act was done, else the page that says why not."""
    try:
        act()
    except MovedOn as moved:
        messages.warning(request, told(str(moved)))
        return redirect("list-import-look", batch_id)
    except RuleViolation as refused:
        return look_page(request, batch_id, [str(each) for each in refused.unmet], 422)
    return None


def _back(request: HttpRequest, batch_id: int) -> HttpResponse:
    answer = redirect("list-import-look", batch_id)
    query = request.GET.urlencode()
    if query:
        answer["Location"] += f"?{query}"
    return answer


@door(Action.IMPORT_PEOPLE)
@require_POST
def decide(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What is done with the doubtful rows of the page."""
    decisions = decisions_of(request.POST.dict())
    refused = _tried(request, batch_id, lambda: decide_rows(by=request.by, batch_id=batch_id, decisions=decisions))
    return refused or _back(request, batch_id)


@door(Action.IMPORT_PEOPLE)
@require_POST
def decide_alike(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take all rows that only the reading of one column makes doubtful as they were read."""
    batch = import_of(request.by, batch_id)
    decisions = decisions_for(batch, request.POST.get("truong", ""))
    refused = _tried(request, batch_id, lambda: decide_rows(by=request.by, batch_id=batch_id, decisions=decisions))
    if refused is None and decisions:
        messages.success(request, _("Đã nhận %d dòng như đã đọc.") % len(decisions))
    return refused or _back(request, batch_id)


@door(Action.IMPORT_PEOPLE)
@require_POST
def enter(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Begin entering the list; that goes on without this browser."""
    refused = _tried(request, batch_id, lambda: start_entering(by=request.by, batch_id=batch_id))
    if refused is None:
        start(batch_id, request.by)
    return refused or redirect("list-import-look", batch_id)


@door(Action.IMPORT_PEOPLE)
@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Begin taking back what was entered."""
    refused = _tried(request, batch_id, lambda: start_undoing(by=request.by, batch_id=batch_id))
    if refused is None:
        start(batch_id, request.by)
    return refused or redirect("list-import-look", batch_id)


@door(Action.IMPORT_PEOPLE)
@require_POST
def again(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Run work again that stopped half-way."""
    if is_working(import_of(request.by, batch_id)):
        start(batch_id, request.by)
    return redirect("list-import-look", batch_id)


@door(Action.IMPORT_PEOPLE)
@require_POST
def stop(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give up work that stopped half-way: the list stands as before it began."""
    import_of(request.by, batch_id)
    if progress_of(batch_id).alive:
        messages.warning(request, _("Việc đang chạy, chưa dừng được. Hãy chờ đến khi xong."))
        return redirect("list-import-look", batch_id)
    refused = _tried(request, batch_id, lambda: give_up(by=request.by, batch_id=batch_id))
    return refused or redirect("list-import-look", batch_id)


@door(Action.IMPORT_PEOPLE)
@require_POST
def drop(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Put the list aside."""
    refused = _tried(request, batch_id, lambda: drop_list(by=request.by, batch_id=batch_id))
    if refused is None:
        messages.success(request, _("Đã bỏ danh sách; chưa có gì được nhập."))
    return refused or redirect("list-import")


@door(Action.IMPORT_PEOPLE)
@require_GET
def progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """How far the work is, for the page that waits for it; tells it to load anew when the work is done."""
    batch = import_of(request.by, batch_id)
    context = {"batch": batch, "progress": progress_of(batch_id), "states": STATES}
    answer = render(request, "list_imports/_progress.html", context)
    if not is_working(batch) or not context["progress"].alive:
        answer["HX-Refresh"] = "true"
    return answer


@door(Action.IMPORT_PEOPLE)
@require_GET
def faulty(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The rows that cannot be entered, under their own headings, with the reason last: mended, it is brought in again.

    Columns that are sensitive stay empty for who may not see such.
    """
    batch = import_of(request.by, batch_id)
    sees = request.by.may_over(Action.SEE_SENSITIVE, batch.path)
    columns = [each for each in columns_of(batch) if each.heading or each.field]
    hidden = {each.at for each in columns if each.field and FIELDS[each.field].sensitive and not sees}
    rows = []
    for each in shown(batch, rows_of(batch, "faulty")):
        cells = ["" if at in hidden else _cell(each.cells, at) for at in (column.at for column in columns)]
        rows.append([*cells, each.printed_line, " ".join(told(why) for _field, why in each.row.why)])
    headings = [
        *(each.heading.replace(" · ", " ") for each in columns),
        _("Dòng trong tệp"),
        _("Vì sao chưa nhập được"),
    ]
    name = f"dong-loi-{batch.pk}.xlsx"
    return HttpResponse(
        workbook([Sheet(_("Dòng lỗi"), headings, rows)]),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cell(cells: tuple[str, ...], at: int) -> str:
    return cells[at] if at < len(cells) else ""


ADDRESSES = [
    path("nhap-danh-sach/<int:batch_id>/quyet-dinh/", decide, name="list-import-decide"),
    path("nhap-danh-sach/<int:batch_id>/nhan-nhu-da-doc/", decide_alike, name="list-import-decide-alike"),
    path("nhap-danh-sach/<int:batch_id>/nhap/", enter, name="list-import-enter"),
    path("nhap-danh-sach/<int:batch_id>/hoan-tac/", undo, name="list-import-undo"),
    path("nhap-danh-sach/<int:batch_id>/chay-lai/", again, name="list-import-again"),
    path("nhap-danh-sach/<int:batch_id>/thoi/", stop, name="list-import-stop"),
    path("nhap-danh-sach/<int:batch_id>/bo/", drop, name="list-import-drop"),
    path("nhap-danh-sach/<int:batch_id>/tien-do/", progress, name="list-import-progress"),
    path("nhap-danh-sach/<int:batch_id>/dong-loi/", faulty, name="list-import-faulty"),
]
