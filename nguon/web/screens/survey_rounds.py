"""Screen: rounds in which lists go up: listed, called, followed level by level, their days changed, closed."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.documents.xlsx import Sheet, workbook
from nguon.queries.duties import Today
from nguon.queries.survey_rounds import (
    ChildRow,
    RoundPage,
    acting_unit,
    duty_tasks_served,
    narrowed,
    round_of,
    round_page,
    round_rows,
    rounds_in_order,
    table_rows,
)
from nguon.queries.work import own_units
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.periods import ONE_DAY
from nguon.rules.roles import Action
from nguon.rules.survey_rounds import DAYS_PER_LEVEL, KIND_NAMES, MOST_DAYS_PER_LEVEL, Kind, propose
from nguon.services.handing_in import accept_hand_ins
from nguon.services.surveying import CallFacts, call_round, change_due, close_round
from nguon.web.doors import door
from nguon.web.forms import DayField, whole
from nguon.web.told import told, told_choices

PAGE = 50
ROWS = 100
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VIEWS = (
    ("", gettext_lazy("Đang mở, đơn vị phải theo")),
    ("cap-duoi", gettext_lazy("Do cấp dưới mở")),
    ("dong", gettext_lazy("Đã đóng")),
    ("tat-ca", gettext_lazy("Tất cả")),
)
STATES = (
    ("chua-nop", gettext_lazy("Chưa nộp, trả lại")),
    ("cham", gettext_lazy("Chậm")),
    ("cho-duyet", gettext_lazy("Chờ duyệt")),
    ("da-nhan", gettext_lazy("Đã nhận")),
    ("thay-doi", gettext_lazy("Thay đổi sau khi nộp")),
)


class CallForm(forms.Form):
    """What a call for lists says."""

    unit_id = forms.TypedChoiceField(label=gettext_lazy("Đơn vị mở đợt"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("Loại đợt"), choices=told_choices(KIND_NAMES.items()))
    name = forms.CharField(label=gettext_lazy("Tên đợt"), max_length=200)
    period_from = DayField(label=gettext_lazy("Kỳ từ ngày"))
    period_last = DayField(label=gettext_lazy("Kỳ đến hết ngày"))
    opens_on = DayField(label=gettext_lazy("Mở từ ngày"))
    due_on = DayField(label=gettext_lazy("Hạn nộp của đơn vị trực thuộc"))
    days_per_level = forms.IntegerField(
        label=gettext_lazy("Mỗi cấp dưới nữa nộp sớm hơn (ngày làm việc)"),
        min_value=0,
        max_value=MOST_DAYS_PER_LEVEL,
        initial=DAYS_PER_LEVEL,
        help_text=gettext_lazy("Để cấp trên kịp nhận, trả lại và tổng hợp trước hạn của mình."),
    )
    document_number = forms.CharField(label=gettext_lazy("Số văn bản"), max_length=60, required=False)
    note = forms.CharField(
        label=gettext_lazy("Yêu cầu, hướng dẫn"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, units: list, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units


class DueForm(forms.Form):
    """Another day, and why; what stood there is carried along."""

    due_on = DayField(label=gettext_lazy("Hạn mới"))
    days_per_level = forms.IntegerField(
        label=gettext_lazy("Mỗi cấp dưới nữa nộp sớm hơn (ngày làm việc)"), min_value=0, max_value=MOST_DAYS_PER_LEVEL
    )
    reason = forms.CharField(label=gettext_lazy("Lý do đổi hạn"), max_length=300, required=False)
    seen_due = DayField(widget=forms.HiddenInput())
    seen_days = forms.IntegerField(widget=forms.HiddenInput())


@door(Action.SEE_POOL)
@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    """?xem= open ones that concern one's own unit, those called below, closed ones, all."""
    by = request.by
    view = request.GET.get("xem", "")
    view = view if view in dict(VIEWS) else ""
    rounds = rounds_in_order(narrowed(by, by.survey_rounds(), view))
    page = Paginator(rounds, PAGE).get_page(request.GET.get("trang"))
    context = {
        "here": "round-list",
        "page": page,
        "rows": round_rows(by, list(page)),
        "view": view,
        "views": VIEWS,
        "can_call": bool(_callers(by)),
    }
    return render(request, "survey_rounds/list.html", context)


def _callers(by: object) -> list[tuple[int, str]]:
    """The units whose own posts may call rounds, as choices."""
    wanted = own_units(by, Action.CALL_SURVEYS)
    named = dict(by.units(Action.CALL_SURVEYS).filter(pk__in=wanted).values_list("pk", "name"))
    return [(each, named[each]) for each in wanted if each in named]


@door(Action.CALL_SURVEYS)
@require_http_methods(["GET", "POST"])
def round_new(request: HttpRequest) -> HttpResponse:
    """?loai= proposes name, period and days, all of which may be changed."""
    by = request.by
    units = _callers(by)
    if request.method == "GET":
        return _new_page(request, CallForm(units, initial=_proposed(request)))
    form = CallForm(units, request.POST)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    facts = dict(form.cleaned_data)
    unit_id, last = facts.pop("unit_id"), facts.pop("period_last")
    try:
        made = call_round(by=by, unit_id=unit_id, facts=CallFacts(**facts, period_until=last + ONE_DAY))
    except RuleViolation as refused:
        return _new_page(request, form, list(refused.unmet), 422)
    messages.success(request, _("Đã mở đợt. Các đơn vị bên dưới thấy hạn của mình ở mục Hôm nay."))
    return redirect("round", made.pk)


def _proposed(request: HttpRequest) -> dict[str, object]:
    asked = request.GET.get("loai", "")
    day = request.by.day
    kind = Kind(asked) if asked in set(Kind) else Kind.QUARTER
    found = propose(kind, day, Today(day).calendar)
    return {
        "kind": found.kind.value,
        "name": found.name,
        "period_from": found.period.starts_on,
        "period_last": found.period.last_day,
        "opens_on": found.opens_on,
        "due_on": found.due_on,
        "days_per_level": found.days_per_level,
    }


def _new_page(request: HttpRequest, form: CallForm, said: list | None = None, status: int = 200) -> HttpResponse:
    context = {
        "here": "round-list",
        "form": form,
        "said": said or [],
        "kinds": told_choices(KIND_NAMES.items()),
        "kind": form["kind"].value(),
    }
    return render(request, "survey_rounds/new.html", context, status=status)


@door(Action.SEE_POOL)
@require_GET
def round(request: HttpRequest, round_id: int) -> HttpResponse:  # noqa: A001  the word of the field
    """From one's own unit, or the one below that ?don_vi= names; ?tinh_trang= narrows; ?tai=xlsx takes the figures away."""
    return _page(request, round_id)


def _page(
    request: HttpRequest, round_id: int, *, form: DueForm | None = None, said: list | None = None, status: int = 200
) -> HttpResponse:
    by = request.by
    called = round_of(by, round_id)
    unit = acting_unit(by, called, whole(request.GET.get("don_vi", ""), 9))
    found = round_page(by, called, unit)
    if request.GET.get("tai") == "xlsx":
        return _workbook(found)
    state = request.GET.get("tinh_trang", "")
    shown = [each for each in found.rows if _fits(each, state)]
    page = Paginator(shown, ROWS).get_page(request.GET.get("trang"))
    is_open = called.closed_on is None
    keeps = is_open and by.may_over(Action.CALL_SURVEYS, called.path)
    own = found.own
    may_hand_in = own is not None and is_open and called.opens_on <= by.day and by.may_over(Action.HAND_IN, unit.path)
    context = {
        "here": "round-list",
        "found": found,
        "called": called,
        "unit": unit,
        "page": page,
        "state": state,
        "states": STATES,
        "is_open": is_open,
        "is_caller": unit.pk == called.unit_id,
        "may_hand_in": may_hand_in,
        "may_decide": is_open and by.may_over(Action.CONSOLIDATE, unit.path),
        "keeps": keeps and unit.pk == called.unit_id,
        "form": form or DueForm(initial=_due_now(called)),
        "said": said or [],
        "duties": duty_tasks_served(by, called, unit),
        "no_own_act": not may_hand_in or own is None or own.stands.has_handed_in,
    }
    return render(request, "survey_rounds/one.html", context, status=status)


def _fits(row: ChildRow, state: str) -> bool:
    match state:
        case "chua-nop":
            return row.is_owed
        case "cham":
            return row.stands.is_overdue or bool(row.below and row.below.late)
        case "cho-duyet":
            return row.waits
        case "da-nhan":
            return row.stands.standing.value == "accepted"
        case "thay-doi":
            return row.has_changed
    return True


def _due_now(called: object) -> dict[str, object]:
    return {
        "due_on": called.due_on,
        "days_per_level": called.days_per_level,
        "seen_due": called.due_on,
        "seen_days": called.days_per_level,
    }


def _workbook(found: RoundPage) -> HttpResponse:
    headings = (
        _("STT"),
        _("Đơn vị"),
        _("Tình trạng"),
        _("Hạn nộp"),
        _("Bản số"),
        _("Bản nộp: danh sách 1"),
        _("Bản nộp: danh sách 2"),
        _("Bản nộp: danh sách 3"),
        _("Hiện nay: danh sách 1"),
        _("Hiện nay: danh sách 2"),
        _("Hiện nay: danh sách 3"),
    )
    rows = [(number, name, told(state), *rest) for number, (name, state, *rest) in enumerate(table_rows(found), 1)]
    totals = (None, _("Cộng"), None, None, None, *found.handed, *found.now)
    above = (
        found.called.name,
        _("%(unit)s: %(handed)s/%(bound)s đơn vị đã nộp")
        % {"unit": found.unit.name, "handed": found.children.handed, "bound": found.children.bound},
    )
    sheet = Sheet(name=_("Tổng hợp"), headings=headings, rows=rows, totals=totals, above=above)
    return HttpResponse(
        workbook([sheet]),
        content_type=SHEET_TYPE,
        headers={"Content-Disposition": f'attachment; filename="tong-hop-dot-{found.called.pk}.xlsx"'},
    )


@door(Action.CALL_SURVEYS)
@require_POST
def round_due(request: HttpRequest, round_id: int) -> HttpResponse:
    """Another day for the round."""
    form = DueForm(request.POST)
    if not form.is_valid():
        return _page(request, round_id, form=form, status=422)
    facts = form.cleaned_data
    try:
        change_due(
            by=request.by,
            round_id=round_id,
            due_on=facts["due_on"],
            days_per_level=facts["days_per_level"],
            reason=facts["reason"],
            seen=(facts["seen_due"], facts["seen_days"]),
        )
    except RuleViolation as refused:
        return _page(request, round_id, form=form, said=list(refused.unmet), status=422)
    except MovedOn as moved:
        return _page(request, round_id, said=[str(moved)], status=409)
    messages.success(request, _("Đã đổi hạn của đợt."))
    return redirect("round", round_id)


@door(Action.CALL_SURVEYS)
@require_POST
def round_close(request: HttpRequest, round_id: int) -> HttpResponse:
    """Nothing more is handed in."""
    try:
        close_round(by=request.by, round_id=round_id)
    except MovedOn as moved:
        return _page(request, round_id, said=[str(moved)], status=409)
    messages.success(request, _("Đã đóng đợt. Các bản nộp vẫn xem được."))
    return redirect("round", round_id)


@door(Action.CONSOLIDATE)
@require_POST
def round_accept(request: HttpRequest, round_id: int) -> HttpResponse:
    """Accept the versions that were shown as waiting, all of them."""
    round_of(request.by, round_id)
    ids = [number for each in request.POST.getlist("ban") if (number := whole(each, 9)) is not None]
    try:
        found = accept_hand_ins(by=request.by, hand_in_ids=ids)
    except RuleViolation as refused:
        return _page(request, round_id, said=list(refused.unmet), status=422)
    except MovedOn as moved:
        return _page(request, round_id, said=[str(moved)], status=409)
    messages.success(request, _("Đã nhận %(count)s bản.") % {"count": len(found)})
    return redirect(f"{reverse('round', args=[round_id])}?don_vi={found[0].to_unit_id}")


ADDRESSES = [
    path("dot-ra-soat/", round_list, name="round-list"),
    path("dot-ra-soat/mo/", round_new, name="round-new"),
    path("dot-ra-soat/<int:round_id>/", round, name="round"),
    path("dot-ra-soat/<int:round_id>/han/", round_due, name="round-due"),
    path("dot-ra-soat/<int:round_id>/dong/", round_close, name="round-close"),
    path("dot-ra-soat/<int:round_id>/nhan/", round_accept, name="round-accept"),
]
