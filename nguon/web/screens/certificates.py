"""Screen: certificates that lapse before their holders can be admitted, in sums by branch and by name where one may."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nguon.queries.certificates import LapseRow, lapse_rows, lapse_sums, lapsing, lapsing_in_order
from nguon.rules.periods import ONE_DAY, add_months
from nguon.rules.roles import Action
from nguon.rules.training import LAPSE_WINDOWS
from nguon.web.doors import door
from nguon.web.forms import whole
from nguon.web.sheets import sheet_response
from nguon.web.told import told

PAGE = 100
SUMS = 50


@door(Action.SEE_POOL)
@require_GET
def certificate_lapse(request: HttpRequest) -> HttpResponse:
    """?thang= how many months ahead names are listed, ?don_vi= one branch; ?tai=xlsx takes the names away."""
    by = request.by
    asked, unit_id = whole(request.GET.get("thang", ""), 3), whole(request.GET.get("don_vi", ""))
    months = asked if asked and 1 <= asked <= 60 else LAPSE_WINDOWS[0]
    unit = by.units(Action.SEE_POOL).filter(pk=unit_id).first() if unit_id else None
    named = by.may(Action.SEE_PEOPLE)
    until = add_months(by.day, months)
    found = lapsing_in_order(lapsing(by, until, Action.SEE_PEOPLE, unit_path=unit.path if unit else ""))
    if named and request.GET.get("tai") == "xlsx":
        return _workbook(lapse_rows(found, on=by.day), until)
    sums = lapse_sums(by, LAPSE_WINDOWS)
    page = Paginator(found, PAGE).get_page(request.GET.get("trang")) if named else None
    context = {
        "here": "proposal-list" if by.may(Action.PROPOSE_FOR_CLASS) else "pool-board",
        "months": months,
        "choices": sorted({*LAPSE_WINDOWS, 3, 24, months}),
        "windows": LAPSE_WINDOWS,
        "until": until - ONE_DAY,
        "unit": unit,
        "sums": Paginator(sums[:-1], SUMS).get_page(request.GET.get("chi_bo")),
        "total": sums[-1],
        "named": named,
        "page": page,
        "rows": lapse_rows(page, on=by.day) if page else [],
        "may_propose": by.may(Action.PROPOSE_FOR_CLASS),
    }
    return render(request, "certificates/lapse.html", context)


def _workbook(rows: list[LapseRow], until: object) -> HttpResponse:
    headings = (
        *(_("STT"), _("Họ và tên"), _("Năm sinh"), _("Chi bộ"), _("Danh sách"), _("Số giấy chứng nhận")),
        *(_("Ngày cấp"), _("Có giá trị đến hết ngày"), _("Học lại")),
    )
    lines = [
        (
            number,
            each.certificate.person.full_name,
            each.certificate.person.born.year if each.certificate.person.born else None,
            each.certificate.person.unit.name,
            each.certificate.person.listed,
            each.certificate.number,
            each.certificate.issued_on,
            each.certificate.valid_until - ONE_DAY,
            told(each.again),
        )
        for number, each in enumerate(rows, 1)
    ]
    title = _("Giấy chứng nhận hết giá trị đến hết ngày %(day)s") % {"day": f"{until - ONE_DAY:%d/%m/%Y}"}
    return sheet_response(_("Sắp hết giá trị"), headings, lines, file_name="chung-nhan-sap-het", above=(title,))


ADDRESSES = [path("chung-nhan-sap-het/", certificate_lapse, name="certificate-lapse")]
