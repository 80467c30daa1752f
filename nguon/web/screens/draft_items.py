"""One item of a draft: accepted, dropped, changed, or added by hand."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from nguon.queries import drafts as reads
from nguon.queries.planning import people_to_name, units_to_name
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Action
from nguon.services import drafting
from nguon.web.doors import door
from nguon.web.draft_forms import ITEM_FORMS, ItemForm
from nguon.web.forms import whole
from nguon.web.screens.drafts import review_page

NAMING = {"obligation", "cadence", "responsible"}
"""Parts in which units or persons are named."""


class DecisionForm(forms.Form):
    """What a person decided, and the revision they were looking at."""

    decision = forms.ChoiceField(choices=[(each, each) for each in ("open", "accepted", "dropped")])
    seen = forms.IntegerField()


def _row(page: reads.DraftPage, item_id: int) -> reads.ItemRow:
    row = next((row for row in page.rows if row.item.pk == item_id), None)
    if row is None:
        raise NotReached(f"item {item_id}")
    return row


@door(Action.READ_PLANS)
@require_POST
def decide(request: HttpRequest, draft_id: int, item_id: int) -> HttpResponse:
    """Accept, drop or open again; htmx gets the row and the counts, a plain form goes back to the row."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    status, said = 200, ""
    try:
        drafting.decide(
            by=request.by,
            draft_id=draft_id,
            item_id=item_id,
            decision=drafting.Decision(form.cleaned_data["decision"]),
            seen=form.cleaned_data["seen"],
        )
    except MovedOn as moved:
        status, said = 409, str(moved)
    return _answer(request, draft_id, item_id, said=said, status=status)


def _answer(request: HttpRequest, draft_id: int, item_id: int, *, said: str = "", status: int = 200) -> HttpResponse:
    if request.headers.get("HX-Request"):
        page = reads.draft_page(reads.draft(request.by, draft_id))
        context = {"page": page, "draft": page.draft, "row": _row(page, item_id), "said": said, "alone": True}
        return render(request, "drafts/answer.html", context, status=status)
    if said:
        return review_page(request, draft_id, said=said, status=status)
    return redirect(f"{reverse('draft', args=[draft_id])}#muc-{item_id}")


@door(Action.READ_PLANS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, draft_id: int, item_id: int) -> HttpResponse:
    """The fields of one item, beside the words it rests on."""
    page = reads.draft_page(reads.draft(request.by, draft_id))
    row = _row(page, item_id)
    form = _form(request, page, row.item.part, reads.value_of(row.item))
    status, said, seen = 200, "", row.item.revision
    if request.method == "POST":
        seen = whole(request.POST.get("seen", "")) or 0
        status = 422
        if form.is_valid():
            try:
                drafting.change(by=request.by, draft_id=draft_id, item_id=item_id, value=form.value(), seen=seen)
            except RuleViolation as refused:
                form.add_error(None, [each.what for each in refused.unmet])
            except MovedOn as moved:
                status, said, seen = 409, str(moved), row.item.revision
            else:
                return _answer(request, draft_id, item_id)
    return _form_page(request, page, form, status=status, row=row, said=said, seen=seen)


@door(Action.READ_PLANS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, draft_id: int, part: str) -> HttpResponse:
    """The empty fields of an item that the reader did not find."""
    if part not in ITEM_FORMS:
        raise Http404
    page = reads.draft_page(reads.draft(request.by, draft_id))
    form, status, said = _form(request, page, part, None), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                item = drafting.add(by=request.by, draft_id=draft_id, part=part, value=form.value())
            except RuleViolation as refused:
                form.add_error(None, [each.what for each in refused.unmet])
            except MovedOn as moved:
                status, said = 409, str(moved)
            else:
                return redirect(f"{reverse('draft', args=[draft_id])}#muc-{item.pk}")
    return _form_page(request, page, form, status=status, part=part, said=said)


def _form(request: HttpRequest, page: reads.DraftPage, part: str, value: Any) -> ItemForm:
    named: dict[str, Any] = {}
    if part in NAMING:
        named = {"units": units_to_name(page.draft.unit), "people": people_to_name(request.by, page.draft.unit)}
    return ITEM_FORMS[part](request.POST if request.method == "POST" else None, value=value, **named)


def _form_page(
    request: HttpRequest, page: reads.DraftPage, form: ItemForm, *, status: int, **shown: Any
) -> HttpResponse:
    inline = bool(request.headers.get("HX-Request")) and "row" in shown
    template = "drafts/change_inline.html" if inline else "drafts/change.html"
    context = {"here": "plan-list", "page": page, "draft": page.draft, "form": form, **shown}
    return render(request, template, context, status=status)


ADDRESSES = [
    path("ke-hoach/ban-doc/<int:draft_id>/muc/<int:item_id>/", decide, name="draft-decide"),
    path("ke-hoach/ban-doc/<int:draft_id>/muc/<int:item_id>/sua/", change, name="draft-item-change"),
    path("ke-hoach/ban-doc/<int:draft_id>/them/<str:part>/", add, name="draft-item-add"),
]
