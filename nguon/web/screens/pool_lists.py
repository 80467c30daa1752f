"""Screen: the three lists of a branch on any day, what changed, how they came about, on paper; numbers by branch above."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nguon.documents.appendix import dated
from nguon.documents.list_forms import Letterhead, counts_workbook, list_workbook
from nguon.queries.list_changes import is_branch
from nguon.queries.list_papers import count_lines, sheets_of
from nguon.queries.list_resolutions import entered_late, history
from nguon.queries.pool_lists import ORDERS, BranchRow, branch_rows, differences, ledger_of, lists_on
from nguon.rules.errors import RuleViolation
from nguon.rules.pool_lists import LISTS
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import is_within
from nguon.services.list_looking import look_at_lists
from nguon.web.doors import door
from nguon.web.forms import DayField, whole, written
from nguon.web.told import told

PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _day(text: str | None) -> date | None:
    try:
        return DayField(required=False).clean(text or "")
    except forms.ValidationError:
        return None


def _wanted_lists(query: QueryDict) -> tuple[int, ...]:
    """The lists asked for: one, or all three."""
    return (int(query["ds"]),) if query.get("ds") in {"1", "2", "3"} else LISTS


@door(Action.SEE_POOL)
@require_GET
def pool_list(request: HttpRequest) -> HttpResponse:
    """Branches within reach with how many stand on each list; who has one branch goes straight to its lists."""
    by = request.by
    rows, unit, wanted = _branches(request)
    if len(rows) == 1 and not request.GET and by.may_over(Action.SEE_PEOPLE, rows[0].path):
        return redirect("branch-lists", rows[0].id)
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "here": "pool-list",
        "page": page,
        "rows": [(each, by.may_over(Action.SEE_PEOPLE, each.path)) for each in page],
        "sums": _sums(rows),
        "branches": len(rows),
        "with_people": sum(bool(each.total) for each in rows),
        "text": request.GET.get("q", ""),
        "order": wanted,
        "unit": unit,
    }
    return render(request, "pool_lists/branches.html", context)


def _branches(request: HttpRequest) -> tuple[list[BranchRow], Any, str]:
    """The branches asked for, the unit they are below (None: all), and their order."""
    query, by = request.GET, request.by
    order = query.get("xep", "ten")
    rows = branch_rows(by, query.get("q", "").strip()[:120], order if order in ORDERS else "ten")
    unit_id = whole(query.get("don_vi", ""))
    unit = by.units(Action.SEE_POOL).filter(pk=unit_id).first() if unit_id else None
    if unit is not None:
        rows = [each for each in rows if is_within(each.path, unit.path)]
    return rows, unit, order if order in ORDERS else "ten"


def _sums(rows: list[BranchRow]) -> dict[str, int]:
    found = {name: sum(getattr(each, name) for each in rows) for name in ("one", "two", "three")}
    return found | {"total": sum(found.values())}


@door(Action.SEE_POOL)
@require_GET
def pool_list_workbook(request: HttpRequest) -> HttpResponse:
    """The numbers by branch in the consolidated form."""
    rows, unit, _order = _branches(request)
    by = request.by
    own = next(each.unit_id for each in by.holdings if by.may_over(Action.SEE_POOL, each.unit_path))
    unit = unit or by.unit(own, Action.SEE_POOL)
    signer = ("T/M " + ("CHI BỘ" if is_branch(unit, by.day) else "CẤP ỦY"), "BÍ THƯ")
    head = _letterhead(unit, by.day, by.day, signer)
    return _file(counts_workbook(count_lines(rows), head), f"tong hop danh sach nguon {unit.name}", by.day)


def _letterhead(unit: Any, day: date, today: date, signer: tuple[str, ...]) -> Letterhead:
    above = unit.parent.name if unit.parent else ""
    return Letterhead(
        above=above,
        issuer=unit.name,
        place_and_date=f"…, {told(dated(today))}",
        as_of=_("(Tính đến ngày %(day)s)") % {"day": f"{day:%d/%m/%Y}"},
        signer=signer,
    )


def _file(content: bytes, name: str, day: date) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{slugify(fold(name))}-{day:%Y-%m-%d}.xlsx"'
    return response


@door(Action.SEE_PEOPLE)
@require_GET
def branch_lists(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The lists of a branch on ?ngay=, as known now or on ?biet=; what changed since ?so=. A unit above has numbers."""
    unit = request.by.unit(unit_id, Action.SEE_PEOPLE)
    if not is_branch(unit, request.by.day) and unit.closed_on is None:
        return redirect(reverse("pool-list") + f"?don_vi={unit.pk}")
    return _lists_page(request, unit)


def _lists_page(
    request: HttpRequest, unit: Any, *, said: list | None = None, reason: str = "", status: int = 200
) -> HttpResponse:
    by, query = request.by, request.GET
    day = min(_day(query.get("ngay")) or by.day, by.day)
    known_by = _day(query.get("biet"))
    since = min(_day(query.get("so")) or _before_the_quarter(day), day)
    ledger = ledger_of(unit)
    lists = lists_on(unit, day, known_by, ledger=ledger)
    wanted = _wanted_lists(query)
    context = {
        "here": "pool-list",
        "unit": unit,
        "lists": lists,
        "counts": lists.counts.items(),
        "shown": [(each, lists.rows[each]) for each in wanted],
        "wanted": wanted[0] if len(wanted) == 1 else 0,
        "today": day == by.day,
        "day_text": query.get("ngay", ""),
        "known_text": query.get("biet", ""),
        "since": since,
        "since_text": query.get("so", ""),
        "changed": differences(ledger, since, day),
        "can_resolve": by.may_over(Action.KEEP_LISTS, unit.path) and unit.closed_on is None,
        "sees_sensitive": by.may_over(Action.SEE_SENSITIVE, unit.path),
        "sees_more": by.units(Action.SEE_POOL).exclude(pk=unit.pk).exists(),
        "said": said or [],
        "reason": reason,
    }
    return render(request, "pool_lists/branch.html", context, status=status)


def _before_the_quarter(day: date) -> date:
    """The last day before the quarter of `day`."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1) - timedelta(1)


@door(Action.SEE_PEOPLE)
@require_http_methods(["GET", "POST"])
def list_workbook_file(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The lists of ?ngay= as .xlsx: one of them by ?ds=, else all three. Posted with a reason: with ethnicity and religion."""
    unit = request.by.unit(unit_id, Action.SEE_PEOPLE)
    day = min(_day(request.GET.get("ngay")) or request.by.day, request.by.day)
    wanted = _wanted_lists(request.GET)
    sealed = None
    if request.method == "POST":
        reason = written(request.POST, "reason", 300)
        try:
            sealed = look_at_lists(by=request.by, unit_id=unit.pk, day=day, lists=wanted, reason=reason)
        except RuleViolation as refused:
            return _lists_page(request, unit, said=list(refused.unmet), reason=reason, status=422)
    lists = lists_on(unit, day, _day(request.GET.get("biet")))
    content = list_workbook(
        sheets_of(lists, wanted, sealed),
        _letterhead(unit, day, request.by.day, ("T/M CHI BỘ", "BÍ THƯ")),
        sensitive=sealed is not None,
    )
    name = f"danh sach {wanted[0]}" if len(wanted) == 1 else "ba danh sach"
    return _file(content, f"{name} {unit.name}", day)


@door(Action.SEE_PEOPLE)
@require_GET
def list_history(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Every resolution on the lists of a branch with who came, moved and left by it; latest first."""
    unit = request.by.unit(unit_id, Action.SEE_PEOPLE)
    page = Paginator(history(unit), 50).get_page(request.GET.get("trang"))
    context = {
        "here": "pool-list",
        "unit": unit,
        "page": page,
        "rows": [(each, entered_late(each)) for each in page],
        "can_resolve": request.by.may_over(Action.KEEP_LISTS, unit.path),
    }
    return render(request, "pool_lists/history.html", context)


ADDRESSES = [
    path("nguon/", pool_list, name="pool-list"),
    path("nguon/tai/", pool_list_workbook, name="pool-list-workbook"),
    path("nguon/<int:unit_id>/", branch_lists, name="branch-lists"),
    path("nguon/<int:unit_id>/tai/", list_workbook_file, name="list-workbook"),
    path("nguon/<int:unit_id>/lich-su/", list_history, name="list-history"),
]
