"""Screen: which plans are divided, by whom and how far; versions of one division, side by side."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nguon.queries.allocating import begun_from, demand_of, in_force, load, table_of, version_on
from nguon.queries.allocation_lists import PAGE, compare_tables, plan_rows, reached_plan, versions_of, years_of
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Action
from nguon.services.allocating import copy_allocation, drop_draft, open_allocation
from nguon.web.doors import door


@door(Action.SEE_ALLOCATIONS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every plan this person divides or follows: received, given, left."""
    return _listing(request)


def _listing(request: HttpRequest, said: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    page, year = _number(request.GET.get("trang")) or 1, _number(request.GET.get("nam"))
    rows, count = plan_rows(request.by, page, year)
    context = {
        "here": "allocation-list",
        "rows": rows,
        "count": count,
        "number": page,
        "pages": max(1, -(-count // PAGE)),
        "years": years_of(request.by),
        "year": year,
        "said": said,
    }
    return render(request, "allocations/list.html", context, status=status)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 and int(text) else None


@door(Action.SEE_ALLOCATIONS)
@require_GET
def versions(request: HttpRequest, plan_id: int, unit_id: int) -> HttpResponse:
    """Every version of how one unit divides one plan, and which held on a day asked for."""
    return _versions(request, plan_id, unit_id)


def _versions(
    request: HttpRequest, plan_id: int, unit_id: int, said: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    by = request.by
    plan, unit = reached_plan(by, plan_id, unit_id)
    text = request.GET.get("ngay", "").strip()
    day = _day(text) if text else by.day
    demand = demand_of(plan, unit, day or by.day)
    context = {
        "here": "allocation-list",
        "plan": plan,
        "unit": unit,
        "version": version_on(plan, by.day),
        "versions": versions_of(by, plan, unit),
        "demand": demand,
        "day": day or by.day,
        "asked": text,
        "day_is_wrong": bool(text) and day is None,
        "held": in_force(plan, unit, day or by.day),
        "may_divide": by.may_over(Action.DIVIDE, unit.path),
        "said": said,
    }
    return render(request, "allocations/versions.html", context, status=status)


def _day(text: str) -> object:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  (a day, not an instant)
    except ValueError:
        return None


@door(Action.DIVIDE)
@require_POST
def begin(request: HttpRequest, plan_id: int, unit_id: int) -> HttpResponse:
    """A draft to divide in; its table opens."""
    try:
        made = open_allocation(by=request.by, plan_id=plan_id, unit_id=unit_id)
    except RuleViolation as refused:
        return _listing(request, tuple(each.what for each in refused.unmet), 422)
    above = begun_from(made, request.by.day)
    if above is not None:
        said = _(
            "Bảng bắt đầu bằng số đã giao theo %(number)s, khi đơn vị chia tiếp chỉ tiêu của cấp trên. Xem lại rồi giao."
        )
        messages.info(request, said % {"number": above.document_number})
    return redirect("allocation", made.pk)


@door(Action.DIVIDE)
@require_POST
def copy(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """A further draft from any version; its table opens."""
    made = copy_allocation(by=request.by, allocation_id=allocation_id)
    messages.success(request, _("Đã tạo bản nháp %(number)s từ bản trước.") % {"number": made.ordinal})
    return redirect("allocation", made.pk)


@door(Action.DIVIDE)
@require_POST
def drop(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """Throw a draft away."""
    found = load(request.by.allocations(Action.DIVIDE), allocation_id)
    if found is None:
        raise NotReached(f"allocation {allocation_id}")
    try:
        drop_draft(by=request.by, allocation_id=allocation_id, seen=_number(request.POST.get("seen")) or 0)
    except MovedOn:
        said = _("Bản nháp đã được người khác thay đổi, nên chưa bỏ. Hãy xem lại trước khi bỏ.")
        return _versions(request, found.plan_id, found.unit_id, (said,), 409)
    messages.success(request, _("Đã bỏ bản nháp %(number)s.") % {"number": found.ordinal})
    return redirect("allocation-versions", found.plan_id, found.unit_id)


@door(Action.SEE_ALLOCATIONS)
@require_GET
def compare(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """Two versions side by side, changed rows first."""
    by = request.by
    new = load(by.allocations(), allocation_id)
    if new is None or (new.state == "draft" and not by.may_over(Action.DIVIDE, new.path)):
        raise NotReached(f"allocation {allocation_id}")
    if not by.may_over(Action.SEE_ALLOCATIONS, new.path):
        raise NotReached(f"allocation {allocation_id}")
    others = [each for each in versions_of(by, new.plan, new.unit) if each.pk != new.pk]
    asked = _number(request.GET.get("voi"))
    if asked and asked not in {each.pk for each in others}:
        raise Http404
    earlier = [each for each in others if each.ordinal < new.ordinal]
    old = next((each for each in others if each.pk == asked), (earlier or others or [None])[0])
    context = {"here": "allocation-list", "new": new, "old": old, "others": others}
    if old is not None:
        loaded = load(by.allocations(), old.pk)
        context["comparison"] = compare_tables(table_of(loaded, by.day), table_of(new, by.day))
    return render(request, "allocations/compare.html", context)


ADDRESSES = [
    path("chi-tieu/", listing, name="allocation-list"),
    path("chi-tieu/ke-hoach/<int:plan_id>/don-vi/<int:unit_id>/", versions, name="allocation-versions"),
    path("chi-tieu/ke-hoach/<int:plan_id>/don-vi/<int:unit_id>/lap/", begin, name="allocation-open"),
    path("chi-tieu/<int:allocation_id>/ban-moi/", copy, name="allocation-copy"),
    path("chi-tieu/<int:allocation_id>/bo/", drop, name="allocation-drop"),
    path("chi-tieu/<int:allocation_id>/so-sanh/", compare, name="allocation-compare"),
]
