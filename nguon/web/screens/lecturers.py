"""Screen: lecturers, full-time and part-time, with the sessions they taught and what was said of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nguon.queries.training import holding_units, lecturer_of, lecturers_of, sessions_taught
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services.training import add_lecturer, change_lecturer, lecturer_leaves
from nguon.web.class_forms import LeavingForm, LecturerForm
from nguon.web.doors import door


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def lecturer_list(request: HttpRequest) -> HttpResponse:
    """Lecturers at the person's own units; a POST adds one."""
    units = holding_units(request.by)
    form = LecturerForm(units, request.POST or None)
    if request.method == "GET":
        return _list_page(request, units, form)
    if not units or not form.is_valid():
        return _list_page(request, units, form, status=422)
    unit_id = form.cleaned_data.get("unit_id") or units[0].pk
    try:
        made = add_lecturer(by=request.by, unit_id=unit_id, facts=form.facts)
    except RuleViolation as refused:
        return _list_page(request, units, form, list(refused.unmet), 422)
    messages.success(request, _("Đã thêm giảng viên %(name)s.") % {"name": made.full_name})
    return redirect("lecturer-list")


def _list_page(
    request: HttpRequest, units: list, form: LecturerForm, said: list | None = None, status: int = 200
) -> HttpResponse:
    rows = lecturers_of(units)
    context = {
        "here": "class-list",
        "units": units,
        "rows": rows,
        "full_time": sum(1 for each in rows if each.full_time and each.left_on is None),
        "teaching": sum(1 for each in rows if each.left_on is None),
        "form": form,
        "said": said or [],
    }
    return render(request, "classes/lecturers.html", context, status=status)


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def lecturer(request: HttpRequest, lecturer_id: int) -> HttpResponse:
    """One lecturer; a POST changes the facts."""
    if request.method == "GET":
        return _one(request, lecturer_id)
    form = LecturerForm([], request.POST)
    if not form.is_valid():
        return _one(request, lecturer_id, form=form, status=422)
    try:
        change_lecturer(by=request.by, lecturer_id=lecturer_id, facts=form.facts)
    except RuleViolation as refused:
        return _one(request, lecturer_id, form=form, said=list(refused.unmet), status=422)
    messages.success(request, _("Đã ghi thông tin giảng viên."))
    return redirect("lecturer", lecturer_id)


def _one(
    request: HttpRequest,
    lecturer_id: int,
    *,
    form: LecturerForm | None = None,
    leaving: LeavingForm | None = None,
    said: list | None = None,
    status: int = 200,
) -> HttpResponse:
    found = lecturer_of(request.by, lecturer_id)
    initial = {key: getattr(found, key) for key in ("full_name", "position", "phone")}
    context = {
        "here": "class-list",
        "lecturer": found,
        "sessions": sessions_taught(found),
        "form": form or LecturerForm([], initial=initial | {"full_time": "1" if found.full_time else "0"}),
        "leaving": leaving or LeavingForm(initial={"on": request.by.day}),
        "said": said or [],
    }
    return render(request, "classes/lecturer.html", context, status=status)


@door(Action.HOLD_CLASSES)
@require_POST
def lecturer_leave(request: HttpRequest, lecturer_id: int) -> HttpResponse:
    """From a day the lecturer teaches no more."""
    form = LeavingForm(request.POST)
    if not form.is_valid():
        return _one(request, lecturer_id, leaving=form, status=422)
    try:
        lecturer_leaves(by=request.by, lecturer_id=lecturer_id, on=form.cleaned_data["on"])
    except RuleViolation as refused:
        return _one(request, lecturer_id, leaving=form, said=list(refused.unmet), status=422)
    except MovedOn as refused:
        return _one(request, lecturer_id, leaving=form, said=[refused], status=409)
    messages.success(request, _("Đã ghi giảng viên thôi dạy."))
    return redirect("lecturer-list")


ADDRESSES = [
    path("lop/giang-vien/", lecturer_list, name="lecturer-list"),
    path("lop/giang-vien/<int:lecturer_id>/", lecturer, name="lecturer"),
    path("lop/giang-vien/<int:lecturer_id>/thoi-day/", lecturer_leave, name="lecturer-leave"),
]
