"""Screen: what of a class goes on paper or into a workbook: opening list, class list with results, certificates."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nguon.queries.training import (
    ATTENDANCE,
    RESULTS,
    by_name,
    certificates_of,
    class_of,
    grid,
    seats_of,
    sessions_of,
)
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action
from nguon.web.doors import door
from nguon.web.sheets import sheet_response
from nguon.web.told import told

MARKS = {"present": "x", "excused": "P", "absent": "K", "": ""}
"""How attendance stands in a grid: there, away with leave, away without."""
SEXES = {"female": "Nữ", "male": "Nam", "": ""}


def _born(place: Any) -> int | None:
    return place.person.born.year if place.person.born else None


@door(Action.SEE_CLASSES)
@require_GET
def class_workbook(request: HttpRequest, class_id: int) -> HttpResponse:
    """?bang=mo-lop is the list that goes with the opening decision, ?bang=hoc-vien attendance and results, ?bang=chung-nhan
    the register of certificates.
    """
    held = class_of(request.by, class_id)
    make = _SHEETS.get(request.GET.get("bang", "mo-lop"))
    if make is None:
        raise NotReached("no such list")
    return make(held)


def _above(held: Any, title: str) -> tuple[str, ...]:
    days = _("Từ %(start)s đến %(end)s") % {"start": f"{held.starts_on:%d/%m/%Y}", "end": f"{held.ends_on:%d/%m/%Y}"}
    opened = ""
    if held.opening_date:
        opened = _("Quyết định mở lớp số %(number)s ngày %(day)s") % {
            "number": held.opening_number,
            "day": f"{held.opening_date:%d/%m/%Y}",
        }
    return tuple(each for each in (held.unit.name, title, held.name, days, opened) if each)


def _opening(held: Any) -> HttpResponse:
    headings = (_("STT"), _("Họ và tên"), _("Giới tính"), _("Năm sinh"), _("Đơn vị"), _("Ghi chú"))
    seats = seats_of(held)
    rows = [
        (number, each.person.full_name, told(SEXES[each.person.sex]), _born(each), each.from_unit.name, "")
        for number, each in enumerate(seats.placed, 1)
    ]
    rows += [
        (None, each.person.full_name, told(SEXES[each.person.sex]), _born(each), each.from_unit.name, _("Chờ chỗ"))
        for each in seats.waiting
    ]
    totals = (None, _("Cộng %(count)s học viên") % {"count": len(seats.placed)})
    above = _above(held, _("Danh sách học viên"))
    return sheet_response(
        _("Danh sách mở lớp"), headings, rows, file_name=f"lop-{held.pk}-danh-sach", above=above, totals=totals
    )


def _attended(held: Any) -> HttpResponse:
    sessions = sessions_of(held)
    results = {code: told(name) for code, name in RESULTS} | {"": ""}
    days = [f"{each.on:%d/%m} {told(each.get_half_display()).lower()}" for each in sessions]
    headings = (
        *(_("STT"), _("Họ và tên"), _("Năm sinh"), _("Đơn vị"), *days),
        *(_("Vắng có lý do"), _("Vắng không lý do"), _("Điểm"), _("Xếp loại"), _("Kết quả"), _("Ghi chú")),
    )
    rows = []
    for number, each in enumerate(grid(by_name(held), sessions), 1):
        place = each.place
        marks = [MARKS[state] for state in each.states]
        rows.append(
            (
                *(
                    number,
                    place.person.full_name,
                    _born(place),
                    place.from_unit.name,
                    *marks,
                    each.excused,
                    each.absent,
                ),
                *(place.mark, place.grade, results[place.result], place.result_note),
            )
        )
    legend = "; ".join(f"{MARKS[code]}: {told(name).lower()}" for code, name in ATTENDANCE)
    above = (*_above(held, _("Điểm danh và kết quả")), legend)
    return sheet_response(_("Điểm danh, kết quả"), headings, rows, file_name=f"lop-{held.pk}-ket-qua", above=above)


def _register(held: Any) -> HttpResponse:
    headings = (
        *(_("STT"), _("Số giấy chứng nhận"), _("Họ và tên"), _("Năm sinh"), _("Đơn vị"), _("Ngày cấp")),
        *(_("Có giá trị đến hết ngày"), _("Nơi cấp"), _("Ngày thu hồi"), _("Lý do thu hồi"), _("Thay cho số")),
    )
    rows = [
        (
            number,
            each.number,
            each.person.full_name,
            each.person.born.year if each.person.born else None,
            each.place.from_unit.name if each.place else "",
            each.issued_on,
            each.valid_until - timedelta(days=1) if each.valid_until else _("Không thời hạn"),
            each.issuer,
            each.revoked_on,
            each.revoked_reason,
            each.replaces.number if each.replaces else "",
        )
        for number, each in enumerate(certificates_of(held), 1)
    ]
    above = _above(held, _("Sổ cấp giấy chứng nhận"))
    return sheet_response(_("Giấy chứng nhận"), headings, rows, file_name=f"lop-{held.pk}-chung-nhan", above=above)


_SHEETS = {"mo-lop": _opening, "hoc-vien": _attended, "chung-nhan": _register}


@door(Action.SEE_CLASSES)
@require_GET
def class_paper(request: HttpRequest, class_id: int) -> HttpResponse:
    """The participants on A4, with room for signatures."""
    held = class_of(request.by, class_id)
    context = {"here": "class-list", "held": held, "places": seats_of(held).placed}
    return render(request, "classes/paper.html", context)


ADDRESSES = [
    path("lop/<int:class_id>/tai/", class_workbook, name="class-workbook"),
    path("lop/<int:class_id>/in/", class_paper, name="class-paper"),
]
