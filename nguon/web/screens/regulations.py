"""Screen: the regulations as dated data: in force on a day, changed between two days, tried on an invented case."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from nguon.queries.regulations import (
    calendar_lines,
    changed_value,
    changes_between,
    figures_on,
    kinds_in_force,
    pack_lines,
)
from nguon.rules.roles import Action
from nguon.web.doors import door
from nguon.web.forms import DayField


class DayForm(forms.Form):
    """The day asked about."""

    ngay = DayField(label=gettext_lazy("Ngày"), required=False)


class TwoDaysForm(forms.Form):
    """The two days compared."""

    tu = DayField(label=gettext_lazy("Ngày trước"))
    den = DayField(label=gettext_lazy("Ngày sau"))


def _asked(request: HttpRequest) -> tuple[DayForm, date]:
    form = DayForm(request.GET)
    return form, (form.cleaned_data["ngay"] if form.is_valid() else None) or request.by.day


@door(Action.SEE_REGULATIONS)
@require_GET
def regulations(request: HttpRequest) -> HttpResponse:
    """The figures in force on ?ngay= with their sources, the kinds of unit, the calendar, the packs."""
    form, day = _asked(request)
    topics = figures_on(day)
    again = [each for _, figures in topics for each in figures if each.to_read_again]
    context = {
        "here": "regulations",
        "form": form,
        "day": day,
        "topics": topics,
        "again": len(again),
        "count": sum(len(figures) for _, figures in topics),
        "kinds": kinds_in_force(day),
        "years": calendar_lines(),
        "packs": pack_lines(),
        "last_year": day - timedelta(365),
    }
    return render(request, "regulations/in_force.html", context, status=200 if form.is_valid() else 422)


@door(Action.SEE_REGULATIONS)
@require_GET
def regulation_changes(request: HttpRequest) -> HttpResponse:
    """What is another on ?den= than it was on ?tu=; without days, the year up to today."""
    today = request.by.day
    asked = request.GET if {"tu", "den"} & set(request.GET) else {"tu": today - timedelta(365), "den": today}
    form = TwoDaysForm(asked)
    context = {"here": "regulations", "form": form, "changes": None}
    if form.is_valid():
        one, other = form.cleaned_data["tu"], form.cleaned_data["den"]
        found = changes_between(one, other)
        context |= {
            "first": min(one, other),
            "last": max(one, other),
            "changes": [each for each in found if changed_value(each)],
            "rebased": [each for each in found if not changed_value(each)],
        }
    return render(request, "regulations/changes.html", context, status=200 if form.is_valid() else 422)


ADDRESSES = [
    path("quy-dinh/", regulations, name="regulations"),
    path("quy-dinh/thay-doi/", regulation_changes, name="regulation-changes"),
]
