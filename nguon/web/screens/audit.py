"""Screen: the trail of what was done, by whom, with what before and after."""

import operator

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from nguon.queries.audit import Asked, entry_page, has_open_strays, stray_page
from nguon.queries.audit_words import ACTS, AREAS, act_words, area_words
from nguon.rules.roles import Action
from nguon.web.doors import door
from nguon.web.forms import DayField
from nguon.web.told import told


class AskForm(forms.Form):
    """What the trail is narrowed by."""

    who = forms.CharField(label=gettext_lazy("Người làm"), required=False, max_length=80)
    action = forms.CharField(required=False, max_length=60)
    subject = forms.CharField(label=gettext_lazy("Việc, người, tổ chức"), required=False, max_length=80)
    unit = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    first_on = DayField(label=gettext_lazy("Từ ngày"), required=False)
    last_on = DayField(label=gettext_lazy("Đến hết ngày"), required=False)
    loai = forms.CharField(required=False, max_length=40)
    so = forms.IntegerField(required=False, min_value=1, max_value=2**62)


@require_GET
@door(Action.SEE_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """Entries within reach, fifty a page, newest first."""
    form = AskForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    unit = request.by.units(Action.SEE_AUDIT).filter(pk=given["unit"]).first() if given.get("unit") else None
    asked = Asked(
        who=given.get("who", ""),
        action=given.get("action", ""),
        unit=unit,
        first_on=given.get("first_on"),
        last_on=given.get("last_on"),
        subject=given.get("subject", ""),
        subject_type=given.get("loai", ""),
        subject_id=given.get("so"),
    )
    context = {
        "here": "audit",
        "form": form,
        "page": entry_page(request.by, asked, below=_below(request)),
        "unit": unit,
        "narrowed": asked != Asked(),
        "acts": _acts(),
        "open_strays": has_open_strays(request.by),
        "keeps_system": request.by.keeps_system,
    }
    return render(request, "audit/trail.html", context)


def _below(request: HttpRequest) -> int | None:
    wanted = request.GET.get("truoc", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 19 else None


def _acts() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Groups of acts and the acts in each, to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for action in ACTS:
        groups.setdefault(action.partition(".")[0], []).append((action, told(act_words(action))))
    return [
        (area, told(area_words(area)), sorted(acts, key=operator.itemgetter(1)))
        for area, acts in groups.items()
        if acts
    ]


@require_GET
@door(Action.KEEP_SYSTEM)
def strays(request: HttpRequest) -> HttpResponse:
    """Rows changed round the services, for who keeps the whole system."""
    if not request.by.keeps_system:
        return render(request, "audit/strays.html", {"here": "audit", "rows": (), "older": None, "elsewhere": True})
    rows, older = stray_page(request.by, below=_below(request))
    return render(request, "audit/strays.html", {"here": "audit", "rows": rows, "older": older})


ADDRESSES = [
    path("nhat-ky/", trail, name="audit"),
    path("nhat-ky/ngoai-chuong-trinh/", strays, name="audit-strays"),
]
