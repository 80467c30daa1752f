"""Screen: the figures a target is divided by, unit by unit."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nguon.queries.allocating import Line
from nguon.rules.errors import RuleViolation
from nguon.rules.roles import Action
from nguon.services.allocation_figures import Figures, set_figures
from nguon.web.allocation_cells import PAGE, view_of
from nguon.web.doors import door
from nguon.web.screens.allocation_table import reached_table
from nguon.web.templatetags.nguon import so

_NAMES = ("members", "admitted", "pool")


@dataclass(frozen=True)
class FigureRow:
    """One unit as drawn: (field name, text, is wrong) for members, admitted and pool."""

    line: Line
    fields: tuple[tuple[str, str, bool], ...]


@door(Action.DIVIDE)
@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """Members and admissions of the year before, and the pool, of the units of one table."""
    table = reached_table(request, allocation_id, Action.DIVIDE)
    view = view_of(request.GET, table)
    year = table.demand.version.period_from.year
    typed: dict[str, str] = {}
    said: list[str] = []
    status = 200
    if request.method == "POST":
        typed = {name: text.strip() for name, text in request.POST.items() if name[:2] in ("m-", "a-", "p-")}
        found, said = _read(typed, table.lines)
        if not said:
            try:
                changed = set_figures(by=request.by, unit_id=table.allocation.unit_id, year=year, figures=found)
            except RuleViolation as refused:
                said = [each.what for each in refused.unmet]
            else:
                messages.success(request, _("Đã ghi số liệu của %(count)s đơn vị.") % {"count": changed})
                return redirect("allocation", allocation_id)
        status = 422
    lines = [line for line in view.shown if line.stands]
    context = {
        "here": "allocation-list",
        "table": table,
        "allocation": table.allocation,
        "rows": [_row(line, typed) for line in lines],
        "view": view,
        "year": year,
        "said": said,
        "page_size": PAGE,
    }
    return render(request, "allocations/figures.html", context, status=status)


def _row(line: Line, typed: dict[str, str]) -> FigureRow:
    fields = []
    for name in _NAMES:
        key = f"{name[0]}-{line.unit}"
        value = getattr(line, name)
        text = typed.get(key, "" if value is None else so(value))
        fields.append((key, text, not _is_figure(text)))
    return FigureRow(line, tuple(fields))


def _is_figure(text: str) -> bool:
    bare = text.replace(".", "").replace(" ", "")
    return not bare or (bare.isascii() and bare.isdigit() and len(bare) < 10)


def _read(typed: dict[str, str], lines: tuple[Line, ...]) -> tuple[dict[int, Figures], list[str]]:
    """(figures of every unit posted whole, what is wrong)."""
    found, said = {}, []
    for line in lines:
        texts = [typed.get(f"{name[0]}-{line.unit}") for name in _NAMES]
        if any(text is None for text in texts) or not line.stands:
            continue
        bad = [text for text in texts if not _is_figure(text)]
        said += [
            _("%(unit)s: “%(text)s” không phải số nguyên.") % {"unit": line.name, "text": text[:20]} for text in bad
        ]
        if not bad:
            bare = [text.replace(".", "").replace(" ", "") for text in texts]
            found[line.unit] = Figures(*(int(text) if text else None for text in bare))
    return found, said


ADDRESSES = [path("chi-tieu/<int:allocation_id>/so-lieu/", figures, name="allocation-figures")]
