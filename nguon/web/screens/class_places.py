"""Screen: who gets a place in a class: placed from the desk, taken out, moved up from the waiting list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nguon.queries.proposing import on_desk
from nguon.queries.training import class_of, place_of, seats_of
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services.placing import move_up, place_proposals, withdraw_place
from nguon.web.class_forms import GiveUpForm
from nguon.web.doors import door
from nguon.web.screens.classes import show_class
from nguon.web.screens.proposals import chosen_ids


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def class_place(request: HttpRequest, class_id: int) -> HttpResponse:
    """Those who wait at the class's unit, in the order they came; a POST places those ticked."""
    if request.method == "GET":
        return _place_page(request, class_id)
    ids = chosen_ids(request, "de_nghi")
    try:
        found = place_proposals(by=request.by, class_id=class_id, proposal_ids=ids)
    except RuleViolation as refused:
        return _place_page(request, class_id, list(refused.unmet), 422)
    except MovedOn as refused:
        return _place_page(request, class_id, [refused], 409)
    said = _("Đã xếp %(placed)s người vào lớp, %(waiting)s người chờ chỗ.")
    messages.success(request, said % {"placed": len(found.placed), "waiting": len(found.waiting)})
    return redirect("class", class_id)


def _place_page(request: HttpRequest, class_id: int, said: list | None = None, status: int = 200) -> HttpResponse:
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    seats, rows = seats_of(held), list(on_desk(held.unit, held.kind))
    free = 0 if seats.waiting else max(0, held.capacity - len(seats.placed))
    ticked = chosen_ids(request, "de_nghi") if request.method == "POST" else [each.pk for each in rows[:free]]
    context = {
        "here": "class-list",
        "held": held,
        "seats": seats,
        "free": free,
        "rows": rows,
        "ticked": ticked,
        "said": said or [],
    }
    return render(request, "classes/place.html", context, status=status)


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def class_give_up(request: HttpRequest, class_id: int, place_id: int) -> HttpResponse:
    """One participant does not take part."""
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    form = GiveUpForm(request.POST or None)
    context = {"here": "class-list", "held": held, "place": place_of(held, place_id), "form": form, "said": []}
    if request.method == "GET":
        return render(request, "classes/give_up.html", context)
    if not form.is_valid():
        return render(request, "classes/give_up.html", context, status=422)
    try:
        found = withdraw_place(by=request.by, class_id=class_id, place_id=place_id, **form.cleaned_data)
    except RuleViolation as refused:
        return render(request, "classes/give_up.html", context | {"said": list(refused.unmet)}, status=422)
    except MovedOn as refused:
        return render(request, "classes/give_up.html", context | {"said": [refused]}, status=409)
    messages.success(request, _("Đã rút %(name)s khỏi lớp.") % {"name": found.person.full_name})
    return redirect("class", class_id)


@door(Action.HOLD_CLASSES)
@require_POST
def class_move_up(request: HttpRequest, class_id: int, place_id: int) -> HttpResponse:
    """Who waits longest takes the freed place."""
    try:
        found = move_up(by=request.by, class_id=class_id, place_id=place_id)
    except RuleViolation as refused:
        return show_class(request, class_id, said=list(refused.unmet), status=422)
    except MovedOn as refused:
        return show_class(request, class_id, said=[refused], status=409)
    messages.success(request, _("Đã xếp %(name)s vào chỗ trống.") % {"name": found.person.full_name})
    return redirect("class", class_id)


ADDRESSES = [
    path("lop/<int:class_id>/xep/", class_place, name="class-place"),
    path("lop/<int:class_id>/hoc-vien/<int:place_id>/rut/", class_give_up, name="class-give-up"),
    path("lop/<int:class_id>/hoc-vien/<int:place_id>/vao-lop/", class_move_up, name="class-move-up"),
]
