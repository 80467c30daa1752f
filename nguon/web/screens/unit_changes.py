"""Screens: changes of the tree, each first shown with all that follows; the list of changes; undoing."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries import reorganising_acts, unit_history
from nguon.queries.organisation import row_of, standing
from nguon.queries.reorganising import Intent, NewUnit, forecast
from nguon.queries.undoing import obstacles
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Action
from nguon.services.reorganising import apply_due, reorganise
from nguon.services.undoing import undo
from nguon.web.doors import door
from nguon.web.screens.units import numbers
from nguon.web.told import told
from nguon.web.unit_forms import CloseForm, MergeForm, MoveForm, NamedForm, OpenForm
from nguon.web.unit_splitting import SplitForms

CHANGES_A_PAGE = 50


@dataclass(frozen=True)
class Act:
    """How one act is called on its page and on its button."""

    title: object
    button: object
    lead: object


ACTS = {
    "open": Act(gettext_lazy("Thành lập đơn vị trực thuộc"), gettext_lazy("Thành lập đơn vị"), ""),
    "rename": Act(
        gettext_lazy("Đổi tên, loại hình, lĩnh vực"),
        gettext_lazy("Đổi từ ngày này"),
        gettext_lazy("Tên và loại hình cũ vẫn ở lại trong lịch sử của đơn vị."),
    ),
    "move": Act(
        gettext_lazy("Chuyển về cấp trên khác"),
        gettext_lazy("Chuyển đơn vị"),
        gettext_lazy("Mọi đơn vị bên dưới, kế hoạch, chỉ tiêu và việc của chúng đi theo."),
    ),
    "merge": Act(
        gettext_lazy("Hợp nhất đơn vị"),
        gettext_lazy("Hợp nhất"),
        gettext_lazy("Các đơn vị được chọn kết thúc hoạt động; đơn vị bên dưới chúng chuyển về đơn vị nhận."),
    ),
    "split": Act(
        gettext_lazy("Chia, tách đơn vị"),
        gettext_lazy("Chia, tách"),
        gettext_lazy("Lập các đơn vị mới từ đơn vị này và giao cho chúng các đơn vị bên dưới."),
    ),
    "close": Act(
        gettext_lazy("Kết thúc hoạt động"),
        gettext_lazy("Kết thúc hoạt động"),
        gettext_lazy("Đơn vị vẫn tìm thấy được và cho biết người của mình đã về đâu."),
    ),
}


def _answer(
    request: HttpRequest, act: str, unit: object, form: forms.Form, build: Callable[[], Intent | None], **more: object
) -> HttpResponse:
    """Show the form, what would follow, or carry the act out and go to the change."""
    seen, said, status = None, [], 200
    if request.method == "POST" and request.POST.get("buoc") != "them":
        intent = build()
        status = 422
        if intent is not None:
            seen = forecast(request.by, intent)
            status = 422 if seen.refusals else 200
            if request.POST.get("buoc") == "lam" and not seen.refusals:
                try:
                    done = reorganise(by=request.by, intent=intent, seen=request.POST.get("da-xem", ""))
                except MovedOn as moved:
                    said, status = [str(moved)], 409
                except RuleViolation as refused:
                    said, status = [str(each) for each in refused.unmet], 422
                else:
                    if done.applied_on:
                        messages.success(request, _("Đã ghi: %s.") % told(done.summary))
                    else:
                        when = f"{done.on:%d/%m/%Y}"
                        messages.success(
                            request,
                            _("Đã ghi, sẽ áp dụng ngày %(on)s: %(what)s.") % {"on": when, "what": told(done.summary)},
                        )
                    return redirect("unit-change", done.pk)
    context = {"here": "unit-list", "unit": unit, "form": form, "act": ACTS[act], "seen": seen, "said": said, **more}
    template = f"unit_changes/{act}.html" if act in ("merge", "split") else "unit_changes/change.html"
    return render(request, template, context, status=status)


@door(Action.CHANGE_UNITS)
@require_http_methods(["GET", "POST"])
def open_under(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = request.by.unit(unit_id, Action.CHANGE_UNITS)
    form = OpenForm(request.POST or None, by=request.by, initial={"sector": unit.sector})

    def build() -> Intent | None:
        return reorganising_acts.to_open(form.new(unit_id), deed=form.deed) if form.is_valid() else None

    return _answer(request, "open", unit, form, build)


@door(Action.CHANGE_UNITS)
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = request.by.unit(unit_id, Action.CHANGE_UNITS)
    now = {"name": unit.name, "kind": unit.kind, "sector": unit.sector}
    form = NamedForm(request.POST or None, by=request.by, initial=now)

    def build() -> Intent | None:
        if not form.is_valid():
            return None
        given = {name: form.cleaned_data[name] for name in now}
        return reorganising_acts.to_rename(request.by, unit_id, deed=form.deed, **given)

    return _answer(request, "rename", unit, form, build)


@door(Action.CHANGE_UNITS)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = request.by.unit(unit_id, Action.CHANGE_UNITS)
    form = MoveForm(request.POST or None, by=request.by)

    def build() -> Intent | None:
        if not form.is_valid():
            return None
        parent = form.cleaned_data["parent"].id
        return reorganising_acts.to_move(request.by, [unit_id], parent_id=parent, deed=form.deed)

    return _answer(request, "move", unit, form, build)


@door(Action.CHANGE_UNITS)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = request.by.unit(unit_id, Action.CHANGE_UNITS)
    form = CloseForm(request.POST or None, by=request.by)

    def build() -> Intent | None:
        if not form.is_valid():
            return None
        given = form.cleaned_data
        heir, place = given["people_go_to"], given["children_go_to"]
        return reorganising_acts.to_close(
            request.by,
            unit_id,
            people_go_to=heir.id if heir else None,
            children_go_to=place.id if place else None,
            carries_posts=given["carries_posts"],
            deed=form.deed,
        )

    return _answer(request, "close", unit, form, build)


@door(Action.CHANGE_UNITS)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Merge this unit with others: those beside it stand in a list, any other can be added."""
    by = request.by
    unit = by.unit(unit_id, Action.CHANGE_UNITS)
    form = MergeForm(request.POST or None, by=by)
    ticked = [*dict.fromkeys([unit_id, *numbers(request.POST.getlist("nguon"))])] if request.POST else [unit_id]
    if request.POST.get("buoc") == "them" and (form.is_valid() or "other" in form.cleaned_data):
        other = form.cleaned_data.get("other")
        ticked += [other.id] if other and other.id not in ticked else []
        form = MergeForm({**request.POST.dict(), "other": "", "other-tim": ""}, by=by)
        form.is_valid()
        form.errors.clear()
    beside = by.units(Action.CHANGE_UNITS).filter(standing(by.day), parent_id=unit.parent_id, closed_on__isnull=True)
    listed = [*beside.order_by("sort_key", "pk")[:300]]
    known = {each.pk for each in listed}
    listed += by.units(Action.CHANGE_UNITS).filter(pk__in=set(ticked) - known).order_by("sort_key", "pk")

    def build() -> Intent | None:
        if not form.is_valid():
            return None
        given = form.cleaned_data
        into = given["standing"].id if given["into"] == "standing" else None
        if len(set(ticked) | {into} - {None}) < 2:
            form.add_error(None, _("Chọn ít nhất hai đơn vị để hợp nhất."))
            return None
        new = NewUnit(-1, given["name"], given["kind"], unit.sector, unit.parent_id, code=given["code"])
        return reorganising_acts.to_merge(
            by, ticked, into=into or new, carries_posts=given["carries_posts"], deed=form.deed
        )

    rows = [(row_of(each, by.day), each.pk in ticked) for each in listed]
    return _answer(request, "merge", unit, form, build, rows=rows)


@door(Action.CHANGE_UNITS)
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Divide a unit, or set units off from it."""
    by = request.by
    unit = by.unit(unit_id, Action.CHANGE_UNITS)
    children = reorganising_acts.children(by, [unit_id])
    asked = SplitForms(request.POST or None, by=by, unit=unit, children=children)

    def build() -> Intent | None:
        if not asked.is_valid():
            return None
        return reorganising_acts.to_split(by, unit_id, deed=asked.form.deed, **asked.given)

    return _answer(request, "split", unit, asked.form, build, asked=asked)


@door(Action.SEE_UNITS)
@require_GET
def change_list(request: HttpRequest) -> HttpResponse:
    """Changes within reach, the newest first."""
    page = Paginator(unit_history.changes(request.by), CHANGES_A_PAGE).get_page(request.GET.get("trang"))
    return render(request, "unit_changes/list.html", {"here": "unit-list", "page": page})


def _change_page(request: HttpRequest, change_id: int, said: list[str], status: int = 200) -> HttpResponse:
    done = unit_history.change(request.by, change_id)
    may = request.by.may_over(Action.CHANGE_UNITS, done.path)
    context = {
        "here": "unit-list",
        "done": done,
        "units": unit_history.units_of(request.by, done),
        "obstacles": obstacles(done) if may and done.undone_at is None else (),
        "may_undo": may and done.undone_at is None,
        "may_apply": may and done.undone_at is None and done.applied_on is None and done.on <= request.by.day,
        "said": said,
    }
    return render(request, "unit_changes/one.html", context, status=status)


@door(Action.SEE_UNITS)
@require_GET
def change_page(request: HttpRequest, change_id: int) -> HttpResponse:
    """One change: what it did, whether it can be taken back and what stands in the way."""
    return _change_page(request, change_id, [])


@door(Action.CHANGE_UNITS)
@require_POST
def change_undo(request: HttpRequest, change_id: int) -> HttpResponse:
    try:
        done = undo(by=request.by, reorganisation_id=change_id)
    except RuleViolation as refused:
        return _change_page(request, change_id, [str(each) for each in refused.unmet], 422)
    except MovedOn as moved:
        return _change_page(request, change_id, [str(moved)], 409)
    messages.success(request, _("Đã hoàn tác: %s.") % told(done.summary))
    return redirect("unit-change", change_id)


@door(Action.CHANGE_UNITS)
@require_POST
def change_apply(request: HttpRequest, change_id: int) -> HttpResponse:
    try:
        done = apply_due(by=request.by, reorganisation_id=change_id)
    except RuleViolation as refused:
        return _change_page(request, change_id, [str(each) for each in refused.unmet], 422)
    messages.success(request, _("Đã áp dụng: %s.") % told(done.summary))
    return redirect("unit-change", change_id)


ADDRESSES = [
    path("to-chuc/<int:unit_id>/thanh-lap/", open_under, name="unit-open"),
    path("to-chuc/<int:unit_id>/doi-ten/", rename, name="unit-rename"),
    path("to-chuc/<int:unit_id>/chuyen/", move, name="unit-move"),
    path("to-chuc/<int:unit_id>/hop-nhat/", merge, name="unit-merge"),
    path("to-chuc/<int:unit_id>/chia-tach/", split, name="unit-split"),
    path("to-chuc/<int:unit_id>/ket-thuc/", close, name="unit-close"),
    path("to-chuc/thay-doi/", change_list, name="unit-changes"),
    path("to-chuc/thay-doi/<int:change_id>/", change_page, name="unit-change"),
    path("to-chuc/thay-doi/<int:change_id>/hoan-tac/", change_undo, name="unit-change-undo"),
    path("to-chuc/thay-doi/<int:change_id>/ap-dung/", change_apply, name="unit-change-apply"),
]
