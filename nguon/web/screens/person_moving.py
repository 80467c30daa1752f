"""Screen: a person goes to another branch."""

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services.moving_persons import REASON_LENGTH, move_person
from nguon.web.doors import door
from nguon.web.forms import DayField, whole
from nguon.web.unit_choice import UnitField


class MoveForm(forms.Form):
    """Where to, from which day, why."""

    unit = UnitField(label=gettext_lazy("Chuyển đến"), action=Action.CHANGE_PEOPLE)
    on = DayField(label=gettext_lazy("Từ ngày"), help_text=gettext_lazy("Ngày đầu tiên người này thuộc đơn vị mới."))
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=REASON_LENGTH,
        help_text=gettext_lazy("Ví dụ: chuyển nơi công tác; chuyển nơi cư trú; chia chi bộ."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


@door(Action.CHANGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_move(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who stands on a list is taken off it by the branch first; the page says so."""
    by = request.by
    person = by.person(person_id, Action.CHANGE_PEOPLE)
    form = MoveForm(request.POST if request.method == "POST" else None, initial={"on": by.day, "seen": person.revision})
    form.fields["unit"].attach(by, whole(request.GET.get("den", "")))
    if request.method == "GET":
        return _page(request, person, form)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    facts = form.cleaned_data
    try:
        move_person(
            by=by,
            person_id=person_id,
            unit_id=facts["unit"].id,
            on=facts["on"],
            reason=facts["reason"],
            seen=facts["seen"],
        )
    except RuleViolation as refused:
        return _page(request, person, form, refused.unmet, 422)
    except MovedOn as moved:
        return _page(request, person, form, [moved], 409)
    said = _("Đã chuyển hồ sơ của %(name)s đến %(unit)s.")
    messages.success(request, said % {"name": person.full_name, "unit": facts["unit"].name})
    return redirect("person", person_id)


def _page(
    request: HttpRequest, person: object, form: MoveForm, said: Iterable[object] = (), status: int = 200
) -> HttpResponse:
    context = {"here": "person-list", "person": person, "form": form, "said": list(said)}
    return render(request, "persons/move.html", context, status=status)


ADDRESSES = [path("nguoi/<int:person_id>/chuyen/", person_move, name="person-move")]
