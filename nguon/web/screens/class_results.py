"""Screen: the outcome of the check at the end of a class, and its certificates."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nguon.queries.training import (
    RESULTS,
    Attended,
    by_name,
    certificate_of,
    certificates_of,
    class_of,
    grid,
    next_series,
    result_counts,
    results_seen,
    sessions_of,
    without_certificate,
)
from nguon.rules.errors import MovedOn, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.training import check_day
from nguon.services.certifying import issue_certificates, replace_certificate, revoke_certificate
from nguon.services.checking import Outcome, record_results
from nguon.web.class_forms import IssueForm, ReplaceForm, RevokeForm
from nguon.web.doors import door
from nguon.web.told import told_choices

GRADES = ("Xuất sắc", "Giỏi", "Khá", "Trung bình", "Yếu")
_FIGURE = re.compile(r"[0-9]{1,3}([.,][0-9]{1,3})?")
LONGEST = {"diem": 8, "xep": 40, "ghi": 300}


@dataclass(frozen=True)
class ResultRow:
    """One participant with what stands or was typed."""

    attended: Attended
    mark: str
    grade: str
    result: str
    note: str


def _typed(request: HttpRequest, place_id: int, key: str) -> str:
    return request.POST.get(f"{key}-{place_id}", "").replace("\x00", "").strip()[: LONGEST.get(key, 10)]


def _mark_words(mark: Decimal | None) -> str:
    return "" if mark is None else f"{mark.normalize():f}".replace(".", ",")


def _rows(request: HttpRequest, attended: list[Attended]) -> list[ResultRow]:
    """What stands, or what was typed in a form that comes back."""
    if request.method == "GET":
        places = [(each, each.place) for each in attended]
        return [ResultRow(row, _mark_words(at.mark), at.grade, at.result, at.result_note) for row, at in places]
    return [
        ResultRow(row, *(_typed(request, row.place.pk, key) for key in ("diem", "xep", "ket", "ghi")))
        for row in attended
    ]


def _outcomes(rows: list[ResultRow]) -> list[Outcome]:
    """What the form says. Raises RuleViolation for marks that are no figures, each named."""
    found, unmet = [], []
    for each in rows:
        mark = None
        if _FIGURE.fullmatch(each.mark):
            mark = Decimal(each.mark.replace(",", ".")).quantize(Decimal("0.01"))
        elif each.mark:
            name = each.attended.place.person.full_name
            unmet.append(Unmet("training.mark_unreadable", f"{name}: điểm “{each.mark}” không phải là số."))
        found.append(Outcome(each.attended.place.pk, each.result, mark, each.grade, each.note))
    if unmet:
        raise RuleViolation(unmet)
    return found


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def class_results(request: HttpRequest, class_id: int) -> HttpResponse:
    """All participants by name with the sessions they missed beside; one POST writes all."""
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    places = by_name(held)
    rows = _rows(request, grid(places, sessions_of(held)))
    if request.method == "GET":
        return _results_page(request, held, rows, results_seen(places))
    seen = request.POST.get("da_thay", "")
    try:
        changed = record_results(by=request.by, class_id=class_id, outcomes=_outcomes(rows), seen=seen)
    except RuleViolation as refused:
        return _results_page(request, held, rows, seen, list(refused.unmet), status=422)
    except MovedOn as refused:
        return _results_page(request, held, rows, results_seen(places), [refused], status=409)
    messages.success(request, _("Đã ghi kết quả của %(count)s người.") % {"count": changed})
    return redirect("class", class_id)


def _results_page(
    request: HttpRequest,
    held: Any,
    rows: list[ResultRow],
    seen: str,
    said: list | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    first = check_day(held.check_on, held.ends_on)
    context = {
        "here": "class-list",
        "held": held,
        "rows": rows,
        "seen": seen,
        "results": told_choices(RESULTS),
        "grades": GRADES,
        "counts": result_counts([each.attended.place for each in rows]),
        "first": first,
        "ready": held.state in ("open", "ended") and request.by.day >= first,
        "said": said or [],
    }
    return render(request, "classes/results.html", context, status=status)


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def class_certificates(request: HttpRequest, class_id: int) -> HttpResponse:
    """Who passed and has none yet, and those issued; a POST issues to all who passed."""
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    if request.method == "GET":
        return _certificates_page(request, held)
    form = IssueForm(request.POST)
    if not form.is_valid():
        return _certificates_page(request, held, form, status=422)
    try:
        made = issue_certificates(by=request.by, class_id=class_id, **form.cleaned_data)
    except RuleViolation as refused:
        return _certificates_page(request, held, form, list(refused.unmet), 422)
    said = _("Đã cấp %(count)s giấy chứng nhận, từ số %(first)s đến số %(last)s.")
    messages.success(request, said % {"count": len(made), "first": made[0].number, "last": made[-1].number})
    return redirect("class-certificates", class_id)


def _certificates_page(
    request: HttpRequest,
    held: Any,
    form: IssueForm | None = None,
    said: list | None = None,
    status: int = 200,
) -> HttpResponse:
    if form is None:
        pattern, start = next_series(held)
        centre = held.office == "political_centre"
        name = _("Trung tâm chính trị, %(unit)s") % {"unit": held.unit.name} if centre else held.unit.name
        issuer = held.certificate_issuer or name
        initial = {"pattern": pattern, "start": start, "issued_on": request.by.day, "issuer": issuer}
        form = IssueForm(initial=initial)
    context = {
        "here": "class-list",
        "held": held,
        "certificates": certificates_of(held),
        "waiting": list(without_certificate(held).select_related("person", "from_unit")),
        "form": form,
        "said": said or [],
    }
    return render(request, "classes/certificates.html", context, status=status)


@door(Action.HOLD_CLASSES)
@require_http_methods(["GET", "POST"])
def class_certificate(request: HttpRequest, class_id: int, certificate_id: int) -> HttpResponse:
    """One certificate: a POST revokes it, or issues another instead of a revoked one."""
    held = class_of(request.by, class_id, Action.HOLD_CLASSES)
    found = certificate_of(held, certificate_id)
    revoked = found.revoked_on is not None
    kind = ReplaceForm if revoked else RevokeForm
    key = "issued_on" if revoked else "on"
    form = kind(request.POST or None, initial={key: request.by.day})
    if request.method == "GET":
        return _certificate_page(request, held, found, form)
    if not form.is_valid():
        return _certificate_page(request, held, found, form, status=422)
    act = replace_certificate if revoked else revoke_certificate
    try:
        act(by=request.by, class_id=class_id, certificate_id=certificate_id, **form.cleaned_data)
    except RuleViolation as refused:
        return _certificate_page(request, held, found, form, list(refused.unmet), status=422)
    except MovedOn as refused:
        return _certificate_page(request, held, found, form, [refused], status=409)
    messages.success(request, _("Đã cấp lại giấy chứng nhận.") if revoked else _("Đã thu hồi giấy chứng nhận."))
    return redirect("class-certificates", class_id)


def _certificate_page(
    request: HttpRequest,
    held: Any,
    found: Any,
    form: RevokeForm | ReplaceForm,
    said: list | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "here": "class-list",
        "held": held,
        "certificate": found,
        "replaced_by": getattr(found, "replaced_by", None),
        "form": form,
        "said": said or [],
    }
    return render(request, "classes/certificate.html", context, status=status)


ADDRESSES = [
    path("lop/<int:class_id>/ket-qua/", class_results, name="class-results"),
    path("lop/<int:class_id>/chung-nhan/", class_certificates, name="class-certificates"),
    path("lop/<int:class_id>/chung-nhan/<int:certificate_id>/", class_certificate, name="class-certificate"),
]
