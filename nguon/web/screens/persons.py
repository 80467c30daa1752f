"""Screens: the record of one person: made, shown, corrected, withdrawn; circumstances of a member."""

import hashlib
from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.access import Reach
from nguon.queries.duplicates import Likely, likely_duplicates
from nguon.queries.person_page import PersonPage, hand_groups, kept_instead, person_page
from nguon.rules.circumstances import CircumstanceFacts
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation
from nguon.rules.periods import Period
from nguon.rules.person_facts import DATES, TEXTS, PersonFacts
from nguon.rules.persons import cautions, unmet_person
from nguon.rules.roles import Action
from nguon.services.circumstances import begin_circumstance, drop_circumstance, end_circumstance
from nguon.services.persons import change_person, make_person, withdraw_person
from nguon.web.doors import door
from nguon.web.forms import whole
from nguon.web.person_forms import (
    ChangePersonForm,
    CircumstanceForm,
    DropForm,
    EndForm,
    NewPersonForm,
    ReasonForm,
)
from nguon.web.told import told

BEGIN_WITH = {"ho_ten": "full_name", "ngay_sinh": "born", "gioi_tinh": "sex", "ghi_chu": "note"}
"""What an address may begin a new record with: ?ho_ten=…&ngay_sinh=…"""


@door(Action.SEE_PEOPLE)
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person with all that hangs on the record; nothing sealed. A merged record leads to the one that was kept."""
    try:
        return shown(request, person_id)
    except NotReached:
        kept = kept_instead(request.by, person_id)
        if kept is None:
            raise
    return redirect("person", kept)


def shown(
    request: HttpRequest,
    person_id: int,
    *,
    said: Iterable[object] = (),
    status: int = 200,
    circumstance_form: forms.Form | None = None,
    withdraw_form: forms.Form | None = None,
) -> HttpResponse:
    """The person's page, with what was refused on it."""
    page = person_page(request.by, person_id)
    context = {
        "here": "person-list",
        "page": page,
        "person": page.person,
        "said": list(said),
        "odd": _odd(page, request.by),
        "circumstance_form": circumstance_form or CircumstanceForm(initial={"starts_on": request.by.day}),
        "withdraw_form": withdraw_form or ReasonForm(),
        "day": request.by.day,
    }
    return render(request, "persons/person.html", context, status=status)


def _odd(page: PersonPage, by: Reach) -> list[str]:
    kept = page.person
    facts = PersonFacts(
        full_name=kept.full_name, born=kept.born, sex=kept.sex, joined=kept.joined, official=kept.official
    )
    return [each.what for each in cautions(facts, by.day)]


@door(Action.CHANGE_PEOPLE)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """A new record. Likely duplicates are shown before it is made; who looked at them makes it all the same."""
    by = request.by
    if request.method == "GET":
        initial = {field: request.GET.get(name, "") for name, field in BEGIN_WITH.items()}
        return _new_page(request, NewPersonForm(by, _own_unit(request), initial=initial))
    form = NewPersonForm(by, whole(request.POST.get("unit", "")), request.POST)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    unit, facts = form.cleaned_data["unit"], form.facts()
    unmet = unmet_person(facts, by.day)
    if unmet:
        return _new_page(request, form, unmet, status=422)
    place = by.unit(unit.id, Action.CHANGE_PEOPLE).path
    likely = likely_duplicates(by, facts.full_name, facts.born, facts.citizen or "", unit_path=place)
    if likely and form.cleaned_data["confirmed"] != _sign_of(likely):
        return _new_page(request, form, likely=likely, status=422)
    try:
        made = make_person(by=by, unit_id=unit.id, facts=facts)
    except NotAllowed as refused:
        return _new_page(request, form, [refused], status=422)
    messages.success(request, _("Đã lập hồ sơ của %(name)s.") % {"name": made.full_name})
    _tell_odd(request, facts)
    return redirect("person", made.pk)


def _own_unit(request: HttpRequest) -> int | None:
    """The unit the address names, else the person's own where they hold such a role at only one branch."""
    asked = whole(request.GET.get("don_vi", ""))
    if asked is not None:
        return asked
    units = list(request.by.units(Action.CHANGE_PEOPLE).order_by("pk")[:2])
    return units[0].pk if len(units) == 1 else None


def _sign_of(likely: Iterable[Likely]) -> str:
    """Stands for exactly these records: others found meanwhile are shown again."""
    told_of = sorted(f"{each.person_id}:{each.reason}" for each in likely)
    return hashlib.sha256(";".join(told_of).encode()).hexdigest()


def _tell_odd(request: HttpRequest, facts: PersonFacts) -> None:
    for each in cautions(facts, request.by.day):
        messages.warning(request, _("Nên xem lại: %(what)s") % {"what": told(each.what)})


def _new_page(
    request: HttpRequest,
    form: NewPersonForm,
    said: Iterable[object] = (),
    *,
    likely: Iterable[Likely] = (),
    status: int = 200,
) -> HttpResponse:
    likely = tuple(likely)
    context = {
        "here": "person-list",
        "form": form,
        "said": list(said),
        "likely": likely,
        "confirmed": _sign_of(likely) if likely else "",
    }
    return render(request, "persons/new.html", context, status=status)


@door(Action.CHANGE_PEOPLE)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def person_change(request: HttpRequest, person_id: int) -> HttpResponse:
    """The ordinary facts, as they stand, to be corrected."""
    by = request.by
    page = person_page(by, person_id)
    if not page.may_change:
        raise NotReached(f"person {person_id}")
    if request.method == "GET":
        initial = {name: getattr(page.person, name) for name in (*TEXTS, *DATES, "sex", "left_party_on")}
        initial |= {"seen": page.person.revision, "groups": hand_groups(by, person_id)}
        return _change_page(request, page, ChangePersonForm(page.citizen, initial=initial))
    form = ChangePersonForm(page.citizen, request.POST)
    if not form.is_valid():
        return _change_page(request, page, form, status=422)
    facts = form.facts()
    try:
        change_person(by=by, person_id=person_id, seen=form.cleaned_data["seen"], facts=facts)
    except RuleViolation as refused:
        return _change_page(request, page, form, refused.unmet, 422)
    except MovedOn as moved:
        return _change_page(request, page, form, [moved], 409)
    messages.success(request, _("Đã ghi hồ sơ."))
    _tell_odd(request, facts)
    return redirect("person", person_id)


def _change_page(
    request: HttpRequest, page: PersonPage, form: ChangePersonForm, said: Iterable[object] = (), status: int = 200
) -> HttpResponse:
    context = {"here": "person-list", "person": page.person, "form": form, "said": list(said)}
    return render(request, "persons/change.html", context, status=status)


@door(Action.CHANGE_PEOPLE)
@require_POST
def person_withdraw(request: HttpRequest, person_id: int) -> HttpResponse:
    """The record was made by mistake."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return shown(request, person_id, withdraw_form=form, status=422)
    try:
        gone = withdraw_person(by=request.by, person_id=person_id, reason=form.cleaned_data["reason"])
    except RuleViolation as refused:
        return shown(request, person_id, said=refused.unmet, withdraw_form=form, status=422)
    messages.success(request, _("Đã bỏ hồ sơ của %(name)s. Nhật ký vẫn giữ lý do.") % {"name": gone.full_name})
    return redirect("home")


@door(Action.CHANGE_PEOPLE)
@require_POST
def circumstance_begin(request: HttpRequest, person_id: int) -> HttpResponse:
    """Something keeps the member from tasks from a day on."""
    form = CircumstanceForm(request.POST)
    if not form.is_valid():
        return shown(request, person_id, circumstance_form=form, status=422)
    said = form.cleaned_data
    facts = CircumstanceFacts(said["kind"], Period(said["starts_on"], said["ends_on"]), said["document_number"])
    try:
        begin_circumstance(by=request.by, person_id=person_id, facts=facts)
    except RuleViolation as refused:
        return shown(request, person_id, said=refused.unmet, circumstance_form=form, status=422)
    return _back(request, person_id, _("Đã ghi tình trạng của đảng viên."))


@door(Action.CHANGE_PEOPLE)
@require_POST
def circumstance_end(request: HttpRequest, person_id: int) -> HttpResponse:
    """It holds no longer from a day on."""
    form = EndForm(request.POST)
    if not form.is_valid():
        wrong = [error for errors in form.errors.values() for error in errors]
        return shown(request, person_id, said=wrong, status=422)
    found = form.cleaned_data
    try:
        end_circumstance(
            by=request.by, person_id=person_id, circumstance_id=found["circumstance"], ends_on=found["ends_on"]
        )
    except RuleViolation as refused:
        return shown(request, person_id, said=refused.unmet, status=422)
    except MovedOn as moved:
        return shown(request, person_id, said=[moved], status=409)
    return _back(request, person_id, _("Đã ghi ngày kết thúc."))


@door(Action.CHANGE_PEOPLE)
@require_POST
def circumstance_drop(request: HttpRequest, person_id: int) -> HttpResponse:
    """It was written down by mistake."""
    form = DropForm(request.POST)
    if not form.is_valid():
        raise NotReached(f"circumstance of person {person_id}")
    drop_circumstance(by=request.by, person_id=person_id, circumstance_id=form.cleaned_data["circumstance"])
    return _back(request, person_id, _("Đã bỏ. Nhật ký vẫn giữ nội dung cũ."))


def _back(request: HttpRequest, person_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("person", person_id)


ADDRESSES = [
    path("nguoi/them/", person_new, name="person-new"),
    path("nguoi/<int:person_id>/", person, name="person"),
    path("nguoi/<int:person_id>/sua/", person_change, name="person-change"),
    path("nguoi/<int:person_id>/bo/", person_withdraw, name="person-withdraw"),
    path("nguoi/<int:person_id>/tinh-trang/", circumstance_begin, name="circumstance-begin"),
    path("nguoi/<int:person_id>/tinh-trang/ket-thuc/", circumstance_end, name="circumstance-end"),
    path("nguoi/<int:person_id>/tinh-trang/bo/", circumstance_drop, name="circumstance-drop"),
]
