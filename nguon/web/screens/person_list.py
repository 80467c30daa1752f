"""Screen: persons within reach, found by name or number, narrowed, taken away as a workbook."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nguon.documents.xlsx import Sheet, workbook
from nguon.queries.access import Reach
from nguon.queries.organisation import UnitRow
from nguon.queries.persons import (
    ANY_LIST,
    CHOOSABLE_GROUPS,
    MEMBERSHIPS,
    MOST_EXPORTED,
    WantedPersons,
    exported,
    path_of,
    person_page,
)
from nguon.rules.roles import Action, Place, may
from nguon.web.doors import door
from nguon.web.forms import whole
from nguon.web.screens.units import asked_page
from nguon.web.searching import asked, has_long_number
from nguon.web.told import told, told_choices
from nguon.web.unit_choice import UnitField

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLDEST = 120
SEXES = (("female", gettext_lazy("Nữ")), ("male", gettext_lazy("Nam")))
LISTS = (
    (ANY_LIST, gettext_lazy("Đang ở một trong ba danh sách")),
    ("1", gettext_lazy("Danh sách 1 (theo dõi)")),
    ("2", gettext_lazy("Danh sách 2 (đủ điều kiện học lớp)")),
    ("3", gettext_lazy("Danh sách 3 (nguồn)")),
    ("0", gettext_lazy("Không ở danh sách nào")),
)


class UnitFilter(forms.Form):
    """Which unit the list is narrowed to."""

    don_vi = UnitField(label=gettext_lazy("Đơn vị và cấp dưới"), action=Action.SEE_PEOPLE, required=False)


@door(Action.SEE_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_list(request: HttpRequest) -> HttpResponse:
    """By given name; narrowed by the address. ?tai=xlsx takes the same persons away; htmx gets the table alone.

    What is typed is posted: a citizen number is answered at once, by the one person's page; all else gets its address.
    """
    by = request.by
    request.GET, text = asked(request)
    by_number = has_long_number(text)
    if request.method == "POST" and not by_number and not request.htmx:
        return redirect(f"{reverse('person-list')}?{request.GET.urlencode()}")
    form, unit = unit_filter(by, request.GET)
    wanted = wanted_of(request, unit, text)
    if request.GET.get("tai") == "xlsx":
        return _workbook(request, wanted)
    found = person_page(by, wanted, asked_page(request))
    if by_number and not request.htmx and len(found.rows) == 1:
        return redirect("person", found.rows[0].id)
    context = {
        "here": "person-list",
        "found": found,
        "wanted": wanted,
        "form": form,
        "unit": unit,
        "sees_below": sees_below(by),
        "lists": LISTS,
        "sexes": SEXES,
        "groups": told_choices(CHOOSABLE_GROUPS.items()),
        "memberships": told_choices(MEMBERSHIPS.items()),
        "by_number": by_number,
        "may_change": by.may(Action.CHANGE_PEOPLE),
        "may_import": by.may(Action.IMPORT_PEOPLE),
    }
    return render(request, "persons/found.html" if request.htmx else "persons/list.html", context)


def sees_below(by: Reach) -> bool:
    """Whether the person sees people of more than single units, so that choosing a unit makes sense."""
    return by.system or any(may(each.role, Action.SEE_PEOPLE) is Place.BELOW for each in by.holdings)


def unit_filter(by: Reach, query: QueryDict) -> tuple[UnitFilter, UnitRow | None]:
    """(the form that chooses a unit, the unit chosen or None)."""
    given = "don_vi" in query or "don_vi-tim" in query
    form = UnitFilter(query if given else None)
    form.fields["don_vi"].attach(by)
    unit = form.cleaned_data["don_vi"] if given and form.is_valid() else None
    return form, unit


def wanted_of(request: HttpRequest, unit: UnitRow | None, text: str) -> WantedPersons:
    """What the address asks for besides `text`; what it says wrongly is passed by."""
    given = request.GET

    def one_of(name: str, known: Mapping[str, object]) -> str:
        return given.get(name, "") if given.get(name, "") in known else ""

    return WantedPersons(
        text=text,
        unit_path=path_of(request.by, unit.id) if unit else "",
        on_list=one_of("danh_sach", dict(LISTS)),
        sex=one_of("gioi", dict(SEXES)),
        group=one_of("nhom", CHOOSABLE_GROUPS),
        age_from=_age(given.get("tuoi_tu", "")),
        age_until=_age(given.get("tuoi_den", "")),
        membership=one_of("dien", MEMBERSHIPS),
        no_citizen=given.get("chua_can_cuoc") == "1",
        no_birth=given.get("chua_ngay_sinh") == "1",
    )


def _age(text: str) -> int | None:
    found = whole(text.strip(), 3)
    return found if found is not None and found <= OLDEST else None


def _workbook(request: HttpRequest, wanted: WantedPersons) -> HttpResponse:
    found = exported(request.by, wanted)
    if found is None:
        said = _("Danh sách có hơn %(most)s người. Hãy chọn một đơn vị hoặc thu hẹp điều kiện rồi tải lại.")
        messages.error(request, said % {"most": f"{MOST_EXPORTED:,}".replace(",", ".")})
        query = request.GET.copy()
        query.pop("tai", None)
        return redirect(f"{reverse('person-list')}?{query.urlencode()}")
    rows = [
        (
            number,
            each.full_name,
            str(each.born or ""),
            told(each.sex),
            each.citizen,
            each.occupation,
            each.unit_name,
            told(each.membership),
            each.listed or None,
        )
        for number, each in enumerate(found, 1)
    ]
    headings = (
        _("STT"),
        _("Họ và tên"),
        _("Ngày sinh"),
        _("Giới tính"),
        _("Số căn cước (che bớt)"),
        _("Nghề nghiệp"),
        _("Đơn vị"),
        _("Diện"),
        _("Danh sách"),
    )
    totals = (None, _("Cộng %(count)s người") % {"count": len(rows)})
    sheet = Sheet(name=_("Hồ sơ người"), headings=headings, rows=rows, totals=totals)
    return HttpResponse(
        workbook([sheet]),
        content_type=SHEET_TYPE,
        headers={"Content-Disposition": 'attachment; filename="nguoi.xlsx"'},
    )


ADDRESSES = [path("nguoi/", person_list, name="person-list")]
