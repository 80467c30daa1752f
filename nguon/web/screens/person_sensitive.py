"""Screens: what is sealed of a person, opened once for who says why; the citizen number likewise.

Opening is a POST, so that no link, no reload and no saved address opens it; nothing of it is kept by the browser.
"""

from collections.abc import Iterable
from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from nguon.queries.person_page import sensitive_group_names
from nguon.rules.errors import MovedOn
from nguon.rules.roles import Action
from nguon.services.persons import look_at_sensitive, reveal_citizen, write_sensitive
from nguon.web.doors import door
from nguon.web.person_forms import ReasonForm, SensitiveForm


class WriteForm(SensitiveForm):
    """What is sealed, with the revision of the record that was looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


@door(Action.SEE_SENSITIVE)
@require_http_methods(["GET", "POST"])
def person_sensitive(request: HttpRequest, person_id: int) -> HttpResponse:
    """GET asks for the reason; POST with it opens what is sealed, on this answer only."""
    person = request.by.person(person_id, Action.SEE_SENSITIVE)
    form = ReasonForm(request.POST or None)
    if request.method == "GET":
        return _closed(request, person, form)
    if not form.is_valid():
        return _closed(request, person, form, status=422)
    found = look_at_sensitive(by=request.by, person_id=person_id, reason=form.cleaned_data["reason"])
    write = WriteForm(initial={**asdict(found), "seen": person.revision})
    return _open(request, person, write, reason=form.cleaned_data["reason"])


def _closed(request: HttpRequest, person: object, form: ReasonForm, status: int = 200) -> HttpResponse:
    context = {"here": "person-list", "person": person, "form": form}
    return render(request, "persons/sensitive_closed.html", context, status=status)


def _open(
    request: HttpRequest,
    person: object,
    form: WriteForm,
    *,
    reason: str = "",
    said: Iterable[object] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "here": "person-list",
        "person": person,
        "form": form,
        "reason": reason,
        "said": list(said),
        "groups": sensitive_group_names(request.by, person.pk),
    }
    return _not_kept(render(request, "persons/sensitive_open.html", context, status=status))


def _not_kept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


@door(Action.SEE_SENSITIVE)
@sensitive_post_parameters()
@require_POST
def person_sensitive_write(request: HttpRequest, person_id: int) -> HttpResponse:
    """What is sealed becomes what was written."""
    person = request.by.person(person_id, Action.SEE_SENSITIVE)
    form = WriteForm(request.POST)
    if not form.is_valid():
        return _open(request, person, form, status=422)
    try:
        write_sensitive(by=request.by, person_id=person_id, seen=form.cleaned_data["seen"], facts=form.facts())
    except MovedOn as moved:
        return _open(request, person, form, said=[moved], status=409)
    messages.success(request, _("Đã niêm thông tin nhạy cảm."))
    return redirect("person", person_id)


@door(Action.SEE_SENSITIVE)
@require_POST
def person_citizen(request: HttpRequest, person_id: int) -> HttpResponse:
    """The citizen number in clear, on this answer only."""
    person = request.by.person(person_id, Action.SEE_SENSITIVE)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _closed(request, person, form, status=422)
    number = reveal_citizen(by=request.by, person_id=person_id, reason=form.cleaned_data["reason"])
    context = {"here": "person-list", "person": person, "number": number, "reason": form.cleaned_data["reason"]}
    return _not_kept(render(request, "persons/citizen.html", context))


ADDRESSES = [
    path("nguoi/<int:person_id>/nhay-cam/", person_sensitive, name="person-sensitive"),
    path("nguoi/<int:person_id>/nhay-cam/ghi/", person_sensitive_write, name="person-sensitive-write"),
    path("nguoi/<int:person_id>/so-can-cuoc/", person_citizen, name="person-citizen"),
]
