"""Screen: classes. Listed, planned, opened, ended, called off; the page of one class with all that belongs to it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.proposing import KINDS, own_desks
from nguon.queries.training import (
    STATES,
    Seats,
    WantedClasses,
    certificate_counts,
    class_of,
    classes_in_order,
    grid,
    grouped,
    holding_units,
    may_hold,
    result_counts,
    seats_of,
    sessions_of,
    waiting_at,
)
from nguon.rules.errors import RuleViolation
from nguon.rules.roles import Action
from nguon.rules.training import check_day
from nguon.services.training import cancel_class, change_class, end_class, make_class, open_class
from nguon.web.class_forms import CancelForm, ClassForm, OpeningForm
from nguon.web.doors import door
from nguon.web.forms import whole
from nguon.web.told import told_choices

PAGE = 50


@door(Action.SEE_CLASSES)
@require_GET
def class_list(request: HttpRequest) -> HttpResponse:
    """Latest first; ?loai=, ?tinh_trang= and ?nam= narrow."""
    by = request.by
    kind, state, year = request.GET.get("loai", ""), request.GET.get("tinh_trang", ""), request.GET.get("nam", "")
    asked = whole(year, 4)
    wanted = WantedClasses(
        kind=kind if kind in dict(KINDS) else "",
        state=state if state in dict(STATES) else "",
        year=asked if asked and 2000 <= asked <= 2100 else None,
    )
    page = Paginator(classes_in_order(wanted.of(by.training_classes())), PAGE).get_page(request.GET.get("trang"))
    context = {
        "here": "class-list",
        "page": page,
        "wanted": wanted,
        "kinds": told_choices(KINDS),
        "states": told_choices(STATES),
        "years": range(by.day.year + 1, by.day.year - 5, -1),
        "desks": own_desks(by, Action.HOLD_CLASSES),
        "may_propose": by.may(Action.PROPOSE_FOR_CLASS),
    }
    return render(request, "classes/list.html", context)


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def class_new(request: HttpRequest) -> HttpResponse:
    """A class planned at one of the person's own units."""
    units = holding_units(request.by)
    form = ClassForm(units, request.POST or None)
    context = {"here": "class-list", "form": form, "units": units, "said": []}
    if request.method == "GET":
        return render(request, "classes/new.html", context)
    if not units or not form.is_valid():
        return render(request, "classes/new.html", context, status=422)
    unit_id = form.cleaned_data.get("unit_id") or units[0].pk
    try:
        made = make_class(by=request.by, unit_id=unit_id, facts=form.facts)
    except RuleViolation as refused:
        return render(request, "classes/new.html", context | {"said": list(refused.unmet)}, status=422)
    messages.success(request, _("Đã ghi lớp dự kiến. Xếp học viên, thêm buổi học, rồi ghi quyết định mở lớp."))
    return redirect("class", made.pk)


@door(Action.SEE_CLASSES)
@require_GET
def class_page(request: HttpRequest, class_id: int) -> HttpResponse:
    """Participants by unit, who waits, sessions, attendance, results, certificates."""
    return show_class(request, class_id)


def show_class(
    request: HttpRequest,
    class_id: int,
    *,
    said: list | None = None,
    opening: OpeningForm | None = None,
    cancel: CancelForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the class, with what was refused on top."""
    by = request.by
    held = class_of(by, class_id)
    seats, sessions = seats_of(held), sessions_of(held)
    attended = {each.place.pk: each for each in grid(seats.placed, sessions)}
    certified, first_ever = certificate_counts(held)
    free = max(0, held.capacity - len(seats.placed))
    context = {
        "here": "class-list",
        "held": held,
        "holds": may_hold(by, held),
        "seats": seats,
        "free": free,
        "groups": [(name, [attended[each.pk] for each in places]) for name, places in grouped(seats.placed)],
        "sessions": sessions,
        "marked": any(each.marked for each in sessions),
        "results": result_counts(seats.placed),
        "certified": certified,
        "at_desk": waiting_at(held),
        "main": _main_act(held, seats, first_ever, by.day),
        "checked": by.day >= check_day(held.check_on, held.ends_on),
        "opening": opening or OpeningForm(initial={"on": by.day}),
        "cancel": cancel or CancelForm(),
        "said": said or [],
        "today": by.day,
    }
    return render(request, "classes/one.html", context, status=status)


def _main_act(held: Any, seats: Seats, certificates: int, today: object) -> str:
    """What the class waits for most: the one red button of its page."""
    without = any(not each.result for each in seats.placed)
    passed = any(each.result == "passed" for each in seats.placed)
    if held.state == "planned":
        return "open" if seats.placed else "place"
    if held.state == "open":
        return "end" if held.ends_on <= today else "place"
    if held.state == "ended":
        return "results" if without else "certificates" if passed and not certificates else ""
    return ""


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def class_change(request: HttpRequest, class_id: int) -> HttpResponse:
    """Other facts of the class."""
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    keys = ("kind", "name", "starts_on", "ends_on", "capacity", "place", "check_form", "check_on")
    form = ClassForm([], request.POST or None, initial={key: getattr(held, key) for key in keys})
    context = {"here": "class-list", "form": form, "held": held, "said": []}
    if request.method == "GET":
        return render(request, "classes/change.html", context)
    if not form.is_valid():
        return render(request, "classes/change.html", context, status=422)
    try:
        change_class(by=request.by, class_id=class_id, facts=form.facts)
    except RuleViolation as refused:
        return render(request, "classes/change.html", context | {"said": list(refused.unmet)}, status=422)
    messages.success(request, _("Đã ghi thông tin lớp."))
    return redirect("class", class_id)


@door(Action.HOLD_CLASSES)
@require_POST
def class_open(request: HttpRequest, class_id: int) -> HttpResponse:
    """Opened by a decision."""
    form = OpeningForm(request.POST)
    if not form.is_valid():
        return show_class(request, class_id, opening=form, status=422)
    try:
        open_class(by=request.by, class_id=class_id, **form.cleaned_data)
    except RuleViolation as refused:
        return show_class(request, class_id, opening=form, said=list(refused.unmet), status=422)
    messages.success(request, _("Đã ghi quyết định mở lớp."))
    return redirect("class", class_id)


@door(Action.HOLD_CLASSES)
@require_POST
def class_end(request: HttpRequest, class_id: int) -> HttpResponse:
    """The class is over."""
    try:
        end_class(by=request.by, class_id=class_id)
    except RuleViolation as refused:
        return show_class(request, class_id, said=list(refused.unmet), status=422)
    messages.success(request, _("Đã ghi lớp bế giảng. Người còn chờ chỗ trở về danh sách chờ xếp lớp."))
    return redirect("class", class_id)


@door(Action.HOLD_CLASSES)
@require_POST
def class_cancel(request: HttpRequest, class_id: int) -> HttpResponse:
    """The class is not held."""
    form = CancelForm(request.POST)
    if not form.is_valid():
        return show_class(request, class_id, cancel=form, status=422)
    try:
        cancel_class(by=request.by, class_id=class_id, reason=form.cleaned_data["reason"])
    except RuleViolation as refused:
        return show_class(request, class_id, cancel=form, said=list(refused.unmet), status=422)
    messages.success(request, _("Đã ghi không mở lớp. Các đề nghị trở về chờ xếp lớp."))
    return redirect("class", class_id)


ADDRESSES = [
    path("lop/", class_list, name="class-list"),
    path("lop/moi/", class_new, name="class-new"),
    path("lop/<int:class_id>/", class_page, name="class"),
    path("lop/<int:class_id>/sua/", class_change, name="class-change"),
    path("lop/<int:class_id>/mo/", class_open, name="class-open"),
    path("lop/<int:class_id>/be-giang/", class_end, name="class-end"),
    path("lop/<int:class_id>/khong-mo/", class_cancel, name="class-cancel"),
]
