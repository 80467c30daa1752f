"""Screen: who acts for whom, by which document, until when."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.delegating import delegable, delegation_rows, deputies, endable
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Action
from nguon.services.delegating import delegate, end_delegation
from nguon.web.doors import door
from nguon.web.forms import DayField

A_PAGE = 50
OFFERED = 200


class DelegationForm(forms.Form):
    """To whom, in which days, by which document."""

    to = forms.ChoiceField(
        label=gettext_lazy("Người được ủy quyền"),
        help_text=gettext_lazy("Người đang giữ vai trò tại cùng đơn vị hoặc đơn vị cấp trên trực tiếp"),
    )
    starts_on = DayField(label=gettext_lazy("Từ ngày"))
    last_on = DayField(
        label=gettext_lazy("Đến hết ngày"), help_text=gettext_lazy("Sau ngày này ủy quyền tự hết, không quá 12 tháng")
    )
    document_number = forms.CharField(
        label=gettext_lazy("Số văn bản ủy quyền"),
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "05-GUQ/CB"}),
    )
    document_date = DayField(label=gettext_lazy("Ngày văn bản"))

    def __init__(self, people: object, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "")] + [(str(each.pk), each.full_name) for each in people]


@require_GET
@door(Action.DELEGATE)
def delegation_list(request: HttpRequest) -> HttpResponse:
    """Delegations given, received and kept, the latest first."""
    page = Paginator(delegation_rows(request.by), A_PAGE).get_page(request.GET.get("page"))
    open_now = set(endable(request.by).values_list("pk", flat=True))
    context = {"page": page, "endable": open_now, "day": request.by.day, "here": "account"}
    return render(request, "delegations/list.html", context)


@require_http_methods(["GET", "POST"])
@door(Action.DELEGATE)
def new(request: HttpRequest) -> HttpResponse:
    """A new delegation: first the role, then to whom."""
    rows = delegable(request.by)
    wanted = request.GET.get("vai-tro", "")
    held = rows.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 11 else None
    if wanted and held is None:
        raise NotReached(f"appointment {wanted}")
    if held is None:
        choices = list(rows[:OFFERED])
        return render(request, "delegations/choose.html", {"here": "account", "choices": choices})
    people = list(deputies(held, request.by.day)[:OFFERED])
    form = DelegationForm(people, request.POST or None, initial={"starts_on": request.by.day})
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            delegate(
                by=request.by,
                appointment_id=held.pk,
                to_id=int(given["to"]),
                starts_on=given["starts_on"],
                ends_on=given["last_on"] + timedelta(days=1),
                document_number=given["document_number"],
                document_date=given["document_date"],
            )
        except RuleViolation as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("Đã ghi ủy quyền; đến ngày cuối sẽ tự hết."))
            return redirect("delegation-list")
    context = {"here": "account", "form": form, "held": held, "people": people}
    return render(request, "delegations/new.html", context, status=status)


@require_POST
@door(Action.USE_ACCOUNT)
def end(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """End a delegation today, by its giver, its receiver or who keeps the giver's account."""
    end_delegation(by=request.by, delegation_id=delegation_id)
    messages.success(request, _("Đã kết thúc ủy quyền từ hôm nay."))
    return redirect("delegation-list" if request.by.may(Action.DELEGATE) else "account")


def _tell(form: forms.Form, refused: RuleViolation) -> None:
    fields = {
        "delegating.to": "to",
        "delegating.twice": "to",
        "delegating.document.missing": "document_number",
        "delegating.document.date": "document_date",
        "delegating.outside": "starts_on",
    }
    for unmet in refused.unmet:
        form.add_error(fields.get(unmet.code, "last_on"), str(unmet))


ADDRESSES = [
    path("uy-quyen/", delegation_list, name="delegation-list"),
    path("uy-quyen/moi/", new, name="delegation-new"),
    path("uy-quyen/<int:delegation_id>/ket-thuc/", end, name="delegation-end"),
]
