"""Screen: one allocation as an editable table, its sum check and the suggested division."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from nguon.queries.allocating import Table, load, table_of
from nguon.queries.allocation_lists import below_of, demand_now, latest_issued, unmet_issuing
from nguon.queries.suggesting import WAY_NAMES, Suggestion, Way, suggest
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.quota import CannotDivide
from nguon.rules.roles import Action
from nguon.services.allocating import apply_suggestion, assign_row, fill_bounds, save_cells
from nguon.web.allocation_cells import Posted, View, linked, page_of, view_of
from nguon.web.doors import door

_LISTED = 40


def reached_table(request: HttpRequest, allocation_id: int, action: Action = Action.SEE_ALLOCATIONS) -> Table:
    """The table of an allocation within reach; a reader who does not reach its unit sees the rows of their own units."""
    allocation = load(request.by.allocations(action), allocation_id)
    if allocation is None:
        raise NotReached(f"allocation {allocation_id}")
    if allocation.state == "draft" and not request.by.may_over(Action.DIVIDE, allocation.path):
        raise NotReached(f"allocation {allocation_id}")
    return table_of(allocation, request.by.day)


@door(Action.SEE_ALLOCATIONS)
@require_GET
def show(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """The table as it stands."""
    return _page(request, reached_table(request, allocation_id))


def _page(
    request: HttpRequest, table: Table, posted: Posted | None = None, said: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    allocation, by = table.allocation, request.by
    may_divide = by.may_over(Action.DIVIDE, allocation.path)
    editable = allocation.state == "draft" and may_divide
    view = view_of(request.GET, table)
    mine = None if by.may_over(Action.SEE_ALLOCATIONS, allocation.path) else _own_units(request, table)
    unmet = unmet_issuing(table) if editable else []
    suggestion, clashes = _suggestion(request, table, off=bool(unmet)) if editable else (None, ())
    context = {
        "here": "allocation-list",
        "table": table,
        "allocation": allocation,
        "demand": table.demand,
        "view": view,
        "page": page_of(
            table,
            view,
            posted,
            below=below_of(table, by.day),
            only=mine,
            reaches=lambda path: by.may_over(Action.SEE_ALLOCATIONS, path),
        ),
        "editable": editable,
        "may_divide": may_divide,
        "is_excerpt": mine is not None,
        "said": said,
        "conflicts": posted.conflicts if posted else {},
        "problems": [] if mine is not None else linked(unmet, table.findings, table, request.GET, limit=12),
        "ready": editable and not unmet,
        "gap": _gap(table),
        "bar": _bar(table),
        "suggestion": suggestion,
        "listed": sorted(suggestion.changes, key=lambda each: -abs(each.by))[:_LISTED] if suggestion else (),
        "clashes": linked(clashes, (), table, request.GET, limit=12),
        "ways": _ways(request, table, suggestion) if editable else (),
        "demand_now": demand_now(table, by.day),
        "replaces": latest_issued(table) if editable else None,
        "query": f"?{query}" if (query := view.query(request.GET)) else "",
    }
    return render(request, "allocations/table.html", context, status=status)


def _own_units(request: HttpRequest, table: Table) -> set[int]:
    by = request.by
    return {line.unit for line in table.lines if by.may_over(Action.SEE_ALLOCATIONS, line.path)}


def _gap(table: Table) -> int:
    """How far the sum is above (positive) or below what the target allows; 0 when it is within."""
    whole = table.demand.headline
    if whole is None:
        return 0
    if table.total < whole.least:
        return table.total - whole.least
    return max(0, table.total - whole.greatest) if whole.greatest is not None else 0


def _bar(table: Table) -> dict[str, int] | None:
    """Lengths of the bar in a drawing 520 wide: given within the target, beyond it, and where the target stands."""
    whole = table.demand.headline
    if whole is None:
        return None
    target = whole.greatest if whole.greatest is not None and table.total > whole.greatest else whole.least
    scale = max(table.total, target, 1)
    mark = round(500 * target / scale)
    fill = round(500 * min(table.total, target) / scale)
    over = round(500 * max(0, table.total - target) / scale)
    inside = whole.greatest is None or whole.greatest != target
    return {
        "mark": mark,
        "fill": fill,
        "over": over,
        "target": target,
        "is_fine": inside and table.total >= whole.least,
    }


def _suggestion(request: HttpRequest, table: Table, *, off: bool) -> tuple[Suggestion | None, tuple[Unmet, ...]]:
    """What the way asked for gives; without one asked for, the first that mends a table that does not add up."""
    asked = request.GET.get("goi-y", "")
    if not table.demand.columns or not table.lines or (asked not in list(Way) and not off):
        return None, ()
    try:
        return suggest(table, Way(asked) if asked in list(Way) else _first_way(table)), ()
    except CannotDivide as refused:
        return None, refused.unmet


def _first_way(table: Table) -> Way:
    if table.total and table.totals["pool"]:
        return Way.THIN_POOL
    if table.total:
        return Way.KEEP
    for way, figure in ((Way.LAST_YEAR, "admitted"), (Way.MEMBERS, "members"), (Way.POOL, "pool")):
        if table.totals[figure]:
            return way
    return Way.EQUAL


def _ways(request: HttpRequest, table: Table, suggestion: Suggestion | None) -> list[dict[str, object]]:
    """The choices, in the order that fits the table; one that lacks its figures altogether says so."""
    asked = request.GET.get("goi-y", "")
    chosen = suggestion.way if suggestion else Way(asked) if asked in list(Way) else _first_way(table)
    known = {Way.LAST_YEAR: "admitted", Way.MEMBERS: "members", Way.POOL: "pool", Way.THIN_POOL: "pool"}
    ways = []
    for way, name in WAY_NAMES.items():
        if way in (Way.KEEP, Way.THIN_POOL) and not table.total:
            continue
        lacking = way in known and not table.totals[known[way]]
        ways.append({"way": way.value, "name": name, "checked": way is chosen, "lacking": lacking})
    return ways


def _back(request: HttpRequest, allocation_id: int) -> HttpResponse:
    query = {key: value for key, value in request.GET.items() if key in View.KEYS}
    address = reverse("allocation", args=[allocation_id])
    return redirect(f"{address}?{urlencode(query)}" if query else address)


@door(Action.DIVIDE)
@require_POST
def save(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """Save the changed cells of the page that was open; 409 shows both figures where someone else saved meanwhile."""
    table = reached_table(request, allocation_id, Action.DIVIDE)
    posted = Posted.read(request.POST, table)
    if posted.errors:
        return _page(request, table, posted, tuple(posted.errors.values()), 422)
    try:
        saved = save_cells(by=request.by, allocation_id=allocation_id, seen=posted.seen, cells=posted.changed)
    except MovedOn:
        return _moved(request, allocation_id, posted)
    except RuleViolation as refused:
        return _page(request, table, posted, tuple(each.what for each in refused.unmet), 422)
    count = len(posted.changed)
    if saved.revision == posted.seen:
        messages.info(request, _("Không có ô nào thay đổi."))
    else:
        messages.success(request, ngettext("Đã lưu %(count)s ô.", "Đã lưu %(count)s ô.", count) % {"count": count})
    return _back(request, allocation_id)


def _moved(request: HttpRequest, allocation_id: int, posted: Posted) -> HttpResponse:
    """The page as it stands now with what was typed still in its cells."""
    table = reached_table(request, allocation_id, Action.DIVIDE)
    if table.allocation.state != "draft":
        messages.warning(
            request, _("Bản này đã được giao trong lúc đồng chí đang sửa. Hãy tạo bản mới từ bản này để sửa tiếp.")
        )
        return _page(request, table, status=409)
    posted.meet(table)
    said = _(
        "Người khác đã lưu bảng này trong lúc đồng chí đang sửa. Chưa có gì của đồng chí được ghi đè; số đã gõ vẫn còn."
    )
    return _page(request, table, posted, (said,), 409)


def _done(request: HttpRequest, allocation_id: int, said: str, **call: object) -> HttpResponse:
    """One of the small acts on a draft, with its answer."""
    act = call.pop("act")
    try:
        act(by=request.by, allocation_id=allocation_id, seen=_number(request.POST.get("seen")), **call)
    except MovedOn:
        messages.warning(request, _("Bảng đã được người khác thay đổi; đây là bảng hiện nay. Hãy làm lại nếu còn cần."))
        return _page(request, reached_table(request, allocation_id, Action.DIVIDE), status=409)
    except RuleViolation as refused:
        table = reached_table(request, allocation_id, Action.DIVIDE)
        return _page(request, table, said=tuple(each.what for each in refused.unmet), status=422)
    messages.success(request, said)
    return _back(request, allocation_id)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@door(Action.DIVIDE)
@require_POST
def apply(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """Take over a suggested division."""
    asked = request.POST.get("way", "")
    if asked not in list(Way):
        raise NotReached(f"way {asked}")
    return _done(request, allocation_id, _("Đã áp dụng gợi ý."), act=apply_suggestion, way=Way(asked))


@door(Action.DIVIDE)
@require_POST
def bounds(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """Fill or clear the limits of one column for all units."""
    text = request.POST.get("percent", "").strip().removesuffix("%").strip()
    clear = "clear" in request.POST
    percent = None if clear else _number(text) if text.isdigit() else -1
    of = "places" if request.POST.get("of") == "places" else "admitted"
    said = _("Đã bỏ giới hạn của cột.") if clear else _("Đã điền giới hạn từ – đến.")
    group = request.POST.get("group", "")
    return _done(request, allocation_id, said, act=fill_bounds, group=group, percent=percent, of=of)


@door(Action.DIVIDE)
@require_POST
def assign(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """Give a printed row that found no unit to one, or leave it out."""
    unit = _number(request.POST.get("unit")) or None
    if unit is None and "leave_out" not in request.POST:
        table = reached_table(request, allocation_id, Action.DIVIDE)
        return _page(request, table, said=(_("Chọn đơn vị cho dòng này, hoặc bấm “Bỏ dòng”."),), status=422)
    unit = None if "leave_out" in request.POST else unit
    said = _("Đã gán dòng cho đơn vị.") if unit else _("Đã bỏ dòng.")
    return _done(request, allocation_id, said, act=assign_row, row=_number(request.POST.get("row")), unit_id=unit)


ADDRESSES = [
    path("chi-tieu/<int:allocation_id>/", show, name="allocation"),
    path("chi-tieu/<int:allocation_id>/luu/", save, name="allocation-save"),
    path("chi-tieu/<int:allocation_id>/ap-dung/", apply, name="allocation-apply"),
    path("chi-tieu/<int:allocation_id>/gioi-han/", bounds, name="allocation-bounds"),
    path("chi-tieu/<int:allocation_id>/dong-doc/", assign, name="allocation-assign"),
]
