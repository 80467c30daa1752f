"""Screen: giving the shares to the units below, with the document that does so."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from nguon.queries.allocating import Table
from nguon.queries.allocation_lists import latest_issued, unmet_issuing
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Action
from nguon.services.allocation_issuing import IssueDocument, issue_allocation
from nguon.web.allocation_cells import linked
from nguon.web.doors import door
from nguon.web.forms import DayField
from nguon.web.screens.allocation_table import reached_table


class IssueForm(forms.Form):
    """The document, from when the shares hold, and what the person saw."""

    document_number = forms.CharField(label=lazy("Số, ký hiệu văn bản giao chỉ tiêu"), max_length=60)
    document_date = DayField(label=lazy("Ngày văn bản"))
    holds_from = DayField(
        label=lazy("Có hiệu lực từ ngày"),
        required=False,
        help_text=lazy("Để trống thì lấy ngày văn bản. Từ ngày này bản trước thôi hiệu lực, nhưng vẫn được lưu."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)


@door(Action.DIVIDE)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, allocation_id: int) -> HttpResponse:
    """What will be given to whom, by which document; then give it."""
    table = reached_table(request, allocation_id, Action.DIVIDE)
    if table.allocation.state != "draft":
        if request.method == "GET":
            return redirect("allocation", allocation_id)
        return _page(request, table, IssueForm(), 409, (_("Bản này đã được giao rồi."),))
    if request.method == "GET":
        return _page(request, table, _fresh(table))
    form = IssueForm(request.POST)
    if not form.is_valid():
        return _page(request, table, form, 422)
    facts = form.cleaned_data
    document = IssueDocument(
        facts["document_number"], facts["document_date"], facts["holds_from"] or facts["document_date"]
    )
    try:
        issued = issue_allocation(
            by=request.by,
            allocation_id=allocation_id,
            seen=facts["seen"],
            replaces=facts["replaces"],
            document=document,
        )
    except MovedOn:
        said = _("Bảng hoặc bản đang có hiệu lực đã thay đổi từ khi đồng chí mở trang này. Hãy xem lại rồi giao.")
        return _page(request, reached_table(request, allocation_id, Action.DIVIDE), _fresh(table, form), 409, (said,))
    except RuleViolation as refused:
        for each in refused.unmet:
            form.add_error(None, each.what)
        return _page(request, table, form, 422)
    messages.success(
        request,
        _("Đã giao chỉ tiêu theo %(number)s. Các đơn vị thấy phần của mình và có thể chia tiếp.")
        % {"number": issued.document_number},
    )
    return redirect("allocation", allocation_id)


def _fresh(table: Table, typed: IssueForm | None = None) -> IssueForm:
    """A form that carries what is seen now, with what was typed before, if anything."""
    before = latest_issued(table)
    initial = dict(typed.cleaned_data) if typed is not None else {}
    if typed is None and table.allocation.plan.unit_id == table.allocation.unit_id:
        initial = {
            "document_number": table.demand.version.document_number,
            "document_date": table.demand.version.document_date,
        }
    initial |= {"seen": table.allocation.revision, "replaces": before.pk if before else None}
    return IssueForm(initial=initial)


def _page(
    request: HttpRequest, table: Table, form: IssueForm, status: int = 200, said: tuple[str, ...] = ()
) -> HttpResponse:
    if not request.by.may_over(Action.DIVIDE, table.allocation.path):
        raise NotReached(f"allocation {table.allocation.pk}")
    unmet = unmet_issuing(table)
    context = {
        "here": "allocation-list",
        "table": table,
        "allocation": table.allocation,
        "demand": table.demand,
        "form": form,
        "unmet": unmet,
        "problems": linked(
            unmet,
            table.findings,
            table,
            request.GET,
            limit=12,
            screen=reverse("allocation", args=[table.allocation.pk]),
        ),
        "before": latest_issued(table),
        "said": said,
        "first": [line for line in table.lines if line.cells and line.places][:8],
        "given": sum(1 for line in table.lines if line.cells and line.places),
    }
    return render(request, "allocations/issue.html", context, status=status)


ADDRESSES = [path("chi-tieu/<int:allocation_id>/giao/", issue, name="allocation-issue")]
