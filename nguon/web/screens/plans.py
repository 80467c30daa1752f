"""Plans within reach: the list, one plan as it stood on a day, its text, its file, two wordings side by side."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from nguon.queries import plan_page as pages
from nguon.queries import planning as reads
from nguon.queries.drafts import open_drafts, quotes_of
from nguon.rules.errors import NotReached
from nguon.rules.plan_comparison import compare
from nguon.rules.roles import Action
from nguon.web.coverage import bars_of, words_of
from nguon.web.doors import door
from nguon.web.forms import DayField
from nguon.web.marked_text import marked
from nguon.web.told import told_choices

PAGE, BELOW = 50, 25
CONTENT_TYPES = {
    "txt": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
WHOSE = {
    "": gettext_lazy("Tất cả"),
    "own": gettext_lazy("Của đơn vị tôi"),
    "below": gettext_lazy("Của cấp dưới"),
    "received": gettext_lazy("Cấp trên gửi đến"),
}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Số, trích yếu, cơ quan ban hành"), required=False, max_length=200)
    nam = forms.TypedChoiceField(label=gettext_lazy("Năm"), required=False, coerce=int, empty_value=None)
    cua = forms.ChoiceField(label=gettext_lazy("Kế hoạch"), required=False, choices=list(WHOSE.items()))
    don_vi = forms.TypedChoiceField(label=gettext_lazy("Đơn vị"), required=False, coerce=int, empty_value=None)
    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *told_choices(reads.STATES.items())],
    )
    xep = forms.ChoiceField(required=False, choices=[(key, key) for key in reads.SORTS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: list[int], units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nam"].choices = [("", _("Tất cả")), *((year, str(year)) for year in years)]
        self.fields["don_vi"].choices = [("", _("Tất cả")), *units]

    def asked(self) -> reads.PlanFilter:
        """The filter; fields that make no sense narrow nothing."""
        self.is_valid()
        kept = self.cleaned_data
        return reads.PlanFilter(
            text=kept.get("q") or "",
            year=kept.get("nam"),
            state=kept.get("tinh_trang") or "",
            unit_id=kept.get("don_vi"),
            whose=kept.get("cua") or "",
            sort=kept.get("xep") or "ngay",
        )


class DayForm(forms.Form):
    """The day the figures are asked for."""

    ngay = DayField(label=gettext_lazy("Tính đến ngày"), required=False)


@door(Action.SEE_PLANS)
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans of one's own units, of those below, and those sent from above."""
    by = request.by
    units = [(each.pk, each.name) for each in reads.units_with_plans(by)]
    form = FilterForm(request.GET, years=reads.years_of_plans(by), units=units)
    asked = form.asked()
    page = Paginator(reads.plan_list(by, asked), PAGE).get_page(request.GET.get("trang"))
    context = {
        "here": "plan-list",
        "form": form,
        "asked": asked,
        "page": page,
        "rows": reads.plan_rows(by, page.object_list),
        "narrowed": bool(asked.text or asked.year or asked.state or asked.unit_id or asked.whose),
        "may_read": by.may(Action.READ_PLANS),
        "waiting": open_drafts(by).count() if by.may(Action.READ_PLANS) else 0,
    }
    return render(request, "plans/list.html", context)


def _asked_day(request: HttpRequest) -> tuple[date, DayForm]:
    form = DayForm({"ngay": request.GET["ngay"]} if request.GET.get("ngay") else None)
    if form.is_bound and form.is_valid() and form.cleaned_data["ngay"]:
        return form.cleaned_data["ngay"], form
    return request.by.day, form


@door(Action.SEE_PLANS)
@require_GET
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan as it stands today, or stood on the day asked."""
    by = request.by
    found = by.plan(plan_id)
    day, form = _asked_day(request)
    version = reads.plan_on(found, day)
    first = version or found.versions.order_by("ordinal")[0]
    page = pages.plan_page(by, found, first, day)
    only = request.GET.get("con", "")
    below = Paginator(pages.units_below(by, found, day, only=only), BELOW).get_page(request.GET.get("trang"))
    context = {
        "here": "plan-list",
        "plan": found,
        "page": page,
        "day": day,
        "day_form": form,
        "another_day": day != by.day,
        "not_yet": version is None,
        "below": below,
        "below_rows": pages.below_rows(by, found, day, below.object_list),
        "only": only,
        "bars": bars_of(page.coverage),
        "coverage_words": words_of(page.coverage),
        "superior": _superior(request, found),
        "receipt": pages.receipt_of(by, found),
        "may_change": pages.may_change(by, found),
        "may_divide": by.may_over(Action.SEE_ALLOCATIONS, found.path),
    }
    return render(request, "plans/plan.html", context)


def _superior(request: HttpRequest, found: Any) -> Any:
    """The wording of today of the plan this one carries out, where it may be seen."""
    if found.carries_out_id is None:
        return None
    above = request.by.plans().filter(pk=found.carries_out_id).first()
    return reads.plan_on(above, request.by.day) if above else None


def _version(request: HttpRequest, plan_id: int, ordinal: int) -> Any:
    found = request.by.plan(plan_id)
    version = found.versions.select_related("source").filter(ordinal=ordinal).first()
    if version is None:
        raise NotReached(f"version {ordinal} of plan {plan_id}")
    return version


@door(Action.SEE_PLANS)
@require_GET
def text(request: HttpRequest, plan_id: int, ordinal: int) -> HttpResponse:
    """The text of the document with the quotes that the plan's items rest on."""
    version = _version(request, plan_id, ordinal)
    if version.source is None:
        raise Http404
    rows = quotes_of(version)
    marks = [(row.start, row.end, row.number, row.item_id) for row in rows if row.start is not None]
    context = {
        "here": "plan-list",
        "version": version,
        "rows": rows,
        "source": marked(version.source.text, marks),
        "quotes": len(marks),
    }
    return render(request, "plans/text.html", context)


@door(Action.SEE_PLANS)
@require_GET
def file(request: HttpRequest, plan_id: int, ordinal: int) -> HttpResponse:
    """The document byte for byte, to be saved, never shown in the browser."""
    version = _version(request, plan_id, ordinal)
    if version.source is None:
        raise Http404
    answer = HttpResponse(
        bytes(version.source.content), content_type=CONTENT_TYPES.get(version.source.kind, "application/octet-stream")
    )
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=version.source.name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@door(Action.SEE_PLANS)
@require_GET
def comparison(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Two wordings of one plan, line by line."""
    found = request.by.plan(plan_id)
    versions = list(found.versions.order_by("ordinal"))
    before = _chosen(request, "tu", versions, max(len(versions) - 2, 0))
    after = _chosen(request, "den", versions, len(versions) - 1)
    old, new = ([(each.part, each.value) for each in reads.items_of_version(one)] for one in (before, after))
    lines = compare(old, new)
    every = request.GET.get("tat-ca") == "1"
    context = {
        "here": "plan-list",
        "plan": found,
        "versions": versions,
        "before": before,
        "after": after,
        "every": every,
        "changed": sum(1 for each in lines if each.state != "same"),
        "lines": [each for each in lines if every or each.state != "same"],
    }
    return render(request, "plans/comparison.html", context)


def _chosen(request: HttpRequest, key: str, versions: list[Any], otherwise: int) -> Any:
    asked = request.GET.get(key, "")
    return next((each for each in versions if str(each.ordinal) == asked), versions[otherwise])


ADDRESSES = [
    path("ke-hoach/", plan_list, name="plan-list"),
    path("ke-hoach/<int:plan_id>/", plan, name="plan"),
    path("ke-hoach/<int:plan_id>/van-ban/<int:ordinal>/", text, name="plan-text"),
    path("ke-hoach/<int:plan_id>/tep/<int:ordinal>/", file, name="plan-file"),
    path("ke-hoach/<int:plan_id>/so-sanh/", comparison, name="plan-comparison"),
]
