"""Screens: the tree of units, one unit, who sees it, its figures; choosing a unit."""

from dataclasses import replace
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nguon.documents.xlsx import Sheet, workbook
from nguon.queries import organisation, unit_history
from nguon.queries.organisation import ROWS_A_PAGE, SECTOR_NAMES, Filter
from nguon.queries.reaching import who_reaches
from nguon.queries.tree_on_day import TreeOnDay, rows_for_export
from nguon.rules.errors import RuleViolation
from nguon.rules.roles import Action
from nguon.services.organisation import Figures, describe_unit, set_figures
from nguon.web.doors import door
from nguon.web.told import told
from nguon.web.unit_forms import DescribeForm, YearForm, add_refusals

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def numbers(texts: list[str]) -> list[int]:
    """Whole numbers among `texts`, at most 200."""
    return [int(each) for each in texts[:200] if each.isascii() and each.isdigit() and len(each) < 18]


def words(request: HttpRequest, name: str, most: int = 200) -> str:
    """What was typed in `name`, without the sign that PostgreSQL refuses; at most `most` letters."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


def asked_day(request: HttpRequest) -> tuple[date | None, str]:
    """(the day asked for, None for today; what is wrong with it or "")."""
    text = request.GET.get("ngay", "").strip()
    if not text:
        return None, ""
    try:
        day = datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError:
        return None, _("Ngày phải có dạng dd/mm/yyyy.")
    return (None if day == request.by.day else day), ""


def asked_filter(request: HttpRequest) -> Filter:
    """What the list is narrowed to."""
    return Filter(
        text=words(request, "q"),
        kind=words(request, "loai", 40),
        sector=words(request, "linh-vuc", 24),
        tag=words(request, "nhan", 60),
        closed=request.GET.get("dong") == "1",
    )


def asked_page(request: HttpRequest) -> int:
    """The page asked for, from 1."""
    return min(max([1, *numbers([request.GET.get("trang", "")])]), 100_000)


@door(Action.SEE_UNITS)
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """The tree, opened where asked; a list where something is searched or filtered; either as it was on a day."""
    by, wanted, page = request.by, asked_filter(request), asked_page(request)
    day, wrong = asked_day(request)
    opened = numbers(request.GET.getlist("mo"))
    stood = TreeOnDay(by, day) if day else None
    rows, count, shown = (), 0, "list" if wanted else "tree"
    if wanted:
        rows, count = stood.list_page(wanted, page) if stood else organisation.list_page(by, wanted, page)
    elif stood:
        rows = stood.tree(opened)
    else:
        if not opened:
            opened = list(organisation.tops(by).order_by("pk").values_list("pk", flat=True)[:2])
        rows = organisation.tree(by, opened, closed=wanted.closed)
    return render(
        request,
        "units/list.html",
        {
            "here": "unit-list",
            "rows": rows,
            "shown": shown,
            "count": count,
            "page": page,
            "pages": -(-count // ROWS_A_PAGE),
            "wanted": wanted,
            "day": day,
            "wrong_day": wrong,
            "typed_day": request.GET.get("ngay", ""),
            "kinds": organisation.kinds_in_use(by),
            "sectors": SECTOR_NAMES.items(),
            "tags": organisation.tags_in_use(by),
            "waiting": unit_history.changes_waiting(by)[:5],
            "may_change": by.may(Action.CHANGE_UNITS),
            "may_import": by.may(Action.IMPORT_UNITS),
        },
    )


@door(Action.SEE_UNITS)
@require_GET
def unit_children(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The units below one from a number on (`tu`); for htmx as rows of the tree, or the unit itself opened or folded."""
    by, closed = request.by, request.GET.get("dong") == "1"
    unit = by.unit(unit_id)
    start = min(next(iter(numbers([request.GET.get("tu", "")])), 0), 1_000_000)
    rows, after = organisation.children_of(by, unit, start=start, closed=closed)
    if request.htmx and not start:
        opened = "khep" not in request.GET
        below = organisation.below_of(by, [unit])[unit.pk]
        row = organisation.row_of(unit, by.day, below=below, opened=opened)
        if opened:
            row = replace(row, children=rows, hidden=after)
        return render(request, "units/branch.html", {"row": row, "day": None, "typed_day": "", "closed": closed})
    context = {
        "here": "unit-list",
        "unit": unit,
        "rows": rows,
        "after": after,
        "next": start + len(rows),
        "closed": closed,
    }
    return render(request, "units/children.html" if request.htmx else "units/children_page.html", context)


@door(Action.SEE_UNITS)
@require_GET
def unit_page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """All about one unit."""
    by = request.by
    unit = by.unit(unit_id)
    parent = by.units().filter(pk=unit.parent_id).first() if unit.parent_id else None
    children, more = organisation.children_of(by, unit)
    came, became = unit_history.kin(by, unit)
    sees_people = by.may_over(Action.SEE_ACCOUNTS, unit.path)
    stages = unit_history.stages(unit)
    changes = [each.reorganisation_id for each in stages if each.reorganisation_id]
    return render(
        request,
        "units/unit.html",
        {
            "here": "unit-list",
            "unit": unit,
            "row": organisation.row_of(unit, by.day),
            "above": organisation.above(by, [unit])[unit.pk],
            "stages": stages,
            "opened": set(by.reorganisations().filter(pk__in=changes).values_list("pk", flat=True)),
            "came": came,
            "became": became,
            "went": unit_history.where_people_went(by, unit),
            "children": children,
            "more": more,
            "tags": unit_history.tags(unit),
            "warnings": unit_history.code_warnings(unit, parent),
            "figures": unit_history.figures(unit),
            "holders": unit_history.holders(unit, by.day) if sees_people else None,
            "sees_people": sees_people,
            "plans": unit_history.plans_of(by, unit) if by.may_over(Action.SEE_PLANS, unit.path) else None,
            "changes": unit_history.changes_of(by, unit)[:20],
            "may_change": by.may_over(Action.CHANGE_UNITS, unit.path),
            "may_import": by.may_over(Action.IMPORT_UNITS, unit.path),
            "stands": unit.closed_on is None,
        },
    )


@door(Action.SEE_ACCOUNTS)
@require_GET
def unit_seen_by(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Who can see the unit today, and why."""
    unit = request.by.unit(unit_id, Action.SEE_ACCOUNTS)
    people = who_reaches(unit, request.by.day)
    known = request.by.accounts().filter(pk__in=[each.user_id for each in people]).values_list("pk", flat=True)
    context = {"here": "unit-list", "unit": unit, "people": people, "known": set(known)}
    return render(request, "units/seen_by.html", context)


@door(Action.CHANGE_UNITS)
@require_http_methods(["GET", "POST"])
def unit_describe(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Code, short name and tags."""
    unit = request.by.unit(unit_id, Action.CHANGE_UNITS)
    before = {
        "code": organisation.code_shown(unit.code),
        "short_name": unit.short_name,
        "tags": ", ".join(unit_history.tags(unit)),
    }
    form = DescribeForm(request.POST or None, initial=before)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                describe_unit(by=request.by, unit_id=unit_id, **form.cleaned_data)
            except RuleViolation as refused:
                add_refusals(form, refused)
            else:
                messages.success(request, _("Đã ghi thông tin của %s.") % unit.name)
                return redirect("unit", unit_id)
        status = 422
    return render(request, "units/describe.html", {"here": "unit-list", "unit": unit, "form": form}, status=status)


@door(Action.CHANGE_UNITS)
@require_http_methods(["GET", "POST"])
def unit_figures(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Members, admitted and pool, year by year."""
    unit = request.by.unit(unit_id, Action.CHANGE_UNITS)
    there = {each.year: each for each in unit_history.figures(unit)}
    newest = request.by.day.year
    years = sorted({*there, *range(newest - 4, newest + 1), *numbers([request.GET.get("nam", "")])}, reverse=True)
    years = [each for each in years if 1930 <= each <= newest + 1]
    forms = [YearForm(request.POST or None, prefix=str(each), year=each, row=there.get(each)) for each in years]
    said, status = [], 200
    if request.method == "POST":
        status = 422
        checked = [each.is_valid() for each in forms]
        if all(checked):
            figures = {each.year: Figures(**each.cleaned_data) for each in forms}
            try:
                set_figures(by=request.by, unit_id=unit_id, figures=figures)
            except RuleViolation as refused:
                said = [str(each) for each in refused.unmet]
            else:
                messages.success(request, _("Đã ghi số liệu của %s.") % unit.name)
                return redirect("unit", unit_id)
    context = {"here": "unit-list", "unit": unit, "forms": forms, "said": said, "older": min(years) - 1}
    return render(request, "units/figures.html", context, status=status)


@door(Action.SEE_UNITS)
@require_GET
def unit_choice(request: HttpRequest) -> HttpResponse:
    """Units to choose from while one types: the part parts/unit_choice_found.html."""
    name = request.GET.get("ten", "")[:60]
    try:
        action = Action(request.GET.get("viec", "") or Action.SEE_UNITS)
    except ValueError:
        raise Http404(request.path) from None
    typed = words(request, f"{name}-tim")
    found = organisation.find_units(request.by, typed, action=action, limit=12)
    return render(request, "parts/unit_choice_found.html", {"name": name, "typed": typed, "found": found})


@door(Action.SEE_UNITS)
@require_GET
def unit_export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook, narrowed as on the screen, as it was on the day asked."""
    day, wrong = asked_day(request)
    day = request.by.day if day is None or wrong else day
    found = rows_for_export(request.by, day, asked_filter(request))
    rows = [(name, told(kind), told(sector), *rest) for name, kind, sector, *rest in found]
    headings = [
        _("Tên đơn vị"),
        _("Loại hình"),
        _("Lĩnh vực"),
        _("Cấp trên"),
        _("Mã tổ chức"),
        _("Cấp"),
        _("Từ ngày"),
        _("Đến ngày"),
    ]
    title = _("Danh sách đơn vị ngày %s") % f"{day:%d/%m/%Y}"
    content = workbook([Sheet(_("Đơn vị"), headings, rows, above=[title], totals=[_("Cộng: %d đơn vị") % len(rows)])])
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="don-vi-{day:%Y-%m-%d}.xlsx"'},
    )


ADDRESSES = [
    path("to-chuc/", unit_list, name="unit-list"),
    path("to-chuc/chon/", unit_choice, name="unit-choice"),
    path("to-chuc/xuat/", unit_export, name="unit-export"),
    path("to-chuc/<int:unit_id>/", unit_page, name="unit"),
    path("to-chuc/<int:unit_id>/ben-duoi/", unit_children, name="unit-children"),
    path("to-chuc/<int:unit_id>/ai-xem-duoc/", unit_seen_by, name="unit-seen-by"),
    path("to-chuc/<int:unit_id>/thong-tin/", unit_describe, name="unit-describe"),
    path("to-chuc/<int:unit_id>/so-lieu/", unit_figures, name="unit-figures"),
]
