"""Screen: sessions of a class, who was there, and what was said of the teaching."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nguon.queries.training import (
    ATTENDANCE,
    attendance_of,
    by_name,
    class_of,
    lecturer_choices,
    remarks_of,
    seen_marks,
    session_of,
)
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services.attending import record_attendance
from nguon.services.class_sessions import add_remark, add_session, change_session, drop_remark, drop_session
from nguon.web.class_forms import RemarkForm, SessionForm
from nguon.web.doors import door
from nguon.web.forms import whole
from nguon.web.told import told_choices


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def session_new(request: HttpRequest, class_id: int) -> HttpResponse:
    """One more session of the class."""
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    form = SessionForm(lecturer_choices(held), request.POST or None, initial={"on": held.starts_on})
    context = {"here": "class-list", "held": held, "form": form, "said": []}
    if request.method == "GET":
        return render(request, "classes/session_new.html", context)
    if not form.is_valid():
        return render(request, "classes/session_new.html", context, status=422)
    try:
        add_session(by=request.by, class_id=class_id, facts=form.facts)
    except RuleViolation as refused:
        return render(request, "classes/session_new.html", context | {"said": list(refused.unmet)}, status=422)
    messages.success(request, _("Đã thêm buổi học."))
    return redirect("session-new", class_id) if "them" in request.POST else redirect("class", class_id)


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest, class_id: int, session_id: int) -> HttpResponse:
    """One session: a POST changes it."""
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    found = session_of(held, session_id)
    if request.method == "GET":
        return _session_page(request, held, found)
    form = SessionForm(_choices(held, found), request.POST)
    if not form.is_valid():
        return _session_page(request, held, found, form=form, status=422)
    try:
        change_session(by=request.by, class_id=class_id, session_id=session_id, facts=form.facts)
    except RuleViolation as refused:
        return _session_page(request, held, found, form=form, said=list(refused.unmet), status=422)
    messages.success(request, _("Đã ghi buổi học."))
    return redirect("class", class_id)


def _choices(held: Any, found: Any) -> list[tuple[int, str]]:
    """Lecturers who still teach, and the one who stands there."""
    known = lecturer_choices(held)
    lecturer = found.lecturer
    if lecturer is not None and lecturer.pk not in dict(known):
        return [(lecturer.pk, lecturer.full_name), *known]
    return known


def _session_page(
    request: HttpRequest,
    held: Any,
    found: Any,
    *,
    form: SessionForm | None = None,
    remark: RemarkForm | None = None,
    said: list | None = None,
    status: int = 200,
) -> HttpResponse:
    keys = ("on", "half", "topic", "lecturer_id", "place")
    context = {
        "here": "class-list",
        "held": held,
        "session": found,
        "form": form or SessionForm(_choices(held, found), initial={key: getattr(found, key) for key in keys}),
        "remark": remark or RemarkForm(initial={"said_by": 1}),
        "remarks": remarks_of(held).get(found.pk, []),
        "begun": found.on <= request.by.day,
        "said": said or [],
    }
    return render(request, "classes/session.html", context, status=status)


@door(Action.HOLD_CLASSES)
@require_POST
def session_drop(request: HttpRequest, class_id: int, session_id: int) -> HttpResponse:
    """The session is not held."""
    try:
        drop_session(by=request.by, class_id=class_id, session_id=session_id)
    except RuleViolation as refused:
        held = class_of(request.by, class_id, Action.HOLD_CLASSES)
        return _session_page(request, held, session_of(held, session_id), said=list(refused.unmet), status=422)
    messages.success(request, _("Đã bỏ buổi học."))
    return redirect("class", class_id)


@door(Action.HOLD_CLASSES)
@require_POST
def session_remark(request: HttpRequest, class_id: int, session_id: int) -> HttpResponse:
    """What was said of the teaching; `bo` names one to take away."""
    dropped = whole(request.POST.get("bo", ""))
    if dropped is not None:
        drop_remark(by=request.by, class_id=class_id, session_id=session_id, remark_id=dropped)
        messages.success(request, _("Đã bỏ ý kiến."))
        return redirect("session", class_id, session_id)
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    found = session_of(held, session_id)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _session_page(request, held, found, remark=form, status=422)
    try:
        add_remark(by=request.by, class_id=class_id, session_id=session_id, **form.cleaned_data)
    except RuleViolation as refused:
        return _session_page(request, held, found, remark=form, said=list(refused.unmet), status=422)
    messages.success(request, _("Đã ghi ý kiến của học viên."))
    return redirect("session", class_id, session_id)


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, class_id: int, session_id: int) -> HttpResponse:
    """Three states for each participant, on a phone; one POST writes them all. Who was not marked yet is offered as there."""
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    found = session_of(held, session_id)
    if request.method == "GET":
        return _attendance_page(request, held, found, {})
    marks = _marks(request)
    try:
        seen = request.POST.get("da_thay", "")
        record_attendance(by=request.by, class_id=class_id, session_id=session_id, marks=marks, seen=seen)
    except RuleViolation as refused:
        return _attendance_page(request, held, found, marks, list(refused.unmet), status=422)
    except MovedOn as refused:
        return _attendance_page(request, held, found, marks, [refused], status=409)
    there = sum(1 for each in marks.values() if each == "present")
    said = _("Đã điểm danh %(all)s người, %(there)s người có mặt.")
    messages.success(request, said % {"all": len(marks), "there": there})
    return redirect("class", class_id)


def _marks(request: HttpRequest) -> dict[int, str]:
    """The state chosen for each place; the fields are p<number of the place>."""
    found = {}
    for name, value in request.POST.items():
        place = whole(name[1:]) if name.startswith("p") else None
        if place is not None:
            found[place] = value
    return found


def _attendance_page(
    request: HttpRequest,
    held: Any,
    found: Any,
    chosen: dict[int, str],
    said: list | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    stands, places = attendance_of(found), by_name(held)
    rows = [(each, chosen.get(each.pk) or stands.get(each.pk) or "present") for each in places]
    context = {
        "here": "class-list",
        "held": held,
        "session": found,
        "rows": rows,
        "states": told_choices(ATTENDANCE),
        "marked": len(stands),
        "seen": seen_marks(stands),
        "ready": held.state in ("open", "ended") and found.on <= request.by.day,
        "said": said or [],
    }
    return render(request, "classes/attendance.html", context, status=status)


ADDRESSES = [
    path("lop/<int:class_id>/buoi/", session_new, name="session-new"),
    path("lop/<int:class_id>/buoi/<int:session_id>/", session, name="session"),
    path("lop/<int:class_id>/buoi/<int:session_id>/bo/", session_drop, name="session-drop"),
    path("lop/<int:class_id>/buoi/<int:session_id>/y-kien/", session_remark, name="session-remark"),
    path("lop/<int:class_id>/buoi/<int:session_id>/diem-danh/", attendance, name="attendance"),
]
