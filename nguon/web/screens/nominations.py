"""Screen: nominations. A mass organisation puts people forward and reads the answers; a branch answers each."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.access import Reach
from nguon.queries.nominations import (
    ANSWERS,
    answer_units,
    counts_by_answer,
    in_order,
    likely_persons,
    narrowed,
    nomination_for,
    row_of,
    sums_below,
)
from nguon.rules.errors import RuleViolation
from nguon.rules.nominations import UNANSWERED_DAYS, NominationFacts
from nguon.rules.roles import Action
from nguon.services.nominating import accept_nomination, decline_nomination, nominate, withdraw_nomination
from nguon.web.doors import door
from nguon.web.forms import DayField, PartialDateFormField, whole
from nguon.web.told import told_choices
from nguon.web.unit_choice import UnitField

PAGE = 50
SEXES = (("", gettext_lazy("Chưa ghi")), ("female", gettext_lazy("Nữ")), ("male", gettext_lazy("Nam")))


class NominationForm(forms.Form):
    """What the organisation writes of the person, and to which branch."""

    unit = UnitField(label=gettext_lazy("Giới thiệu cho chi bộ"), action=Action.NOMINATE)
    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    born = PartialDateFormField(label=gettext_lazy("Ngày sinh"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Giới tính"), choices=SEXES, required=False)
    occupation = forms.CharField(label=gettext_lazy("Nghề nghiệp, công việc"), max_length=160, required=False)
    residence = forms.CharField(label=gettext_lazy("Nơi ở"), max_length=200, required=False)
    why = forms.CharField(
        label=gettext_lazy("Vì sao giới thiệu"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    document_number = forms.CharField(label=gettext_lazy("Số văn bản"), max_length=60, required=False)
    document_date = DayField(label=gettext_lazy("Ngày văn bản"), required=False)

    def __init__(self, *args: object, by: Reach, unit: int | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].attach(by, unit)


class WhyForm(forms.Form):
    """Why it is taken back, or not taken up."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@door(Action.NOMINATE)
@require_GET
def nomination_list(request: HttpRequest) -> HttpResponse:
    """The organisation's own nominations with their answers; ?tra_loi= narrows."""
    by = request.by
    every = by.nominations(Action.NOMINATE)
    answer = request.GET.get("tra_loi", "")
    page = Paginator(in_order(narrowed(every, answer)), PAGE).get_page(request.GET.get("trang"))
    counts = counts_by_answer(every)
    context = {
        "here": "nomination-list",
        "page": page,
        "rows": [row_of(each, by.day) for each in page],
        "answers": [(value, name, counts.get(value, 0)) for value, name in told_choices(ANSWERS)],
        "narrowed": answer,
        "whole": sum(counts.values()),
        "days": UNANSWERED_DAYS,
    }
    return render(request, "nominations/list.html", context)


@door(Action.NOMINATE)
@require_http_methods(["GET", "POST"])
def nomination_new(request: HttpRequest) -> HttpResponse:
    """A person put forward to a branch."""
    by = request.by
    form = NominationForm(request.POST or None, by=by, unit=whole(request.GET.get("don_vi", "")))
    said: list = []
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        unit = given.pop("unit")
        try:
            made = nominate(by=by, unit_id=unit.id, facts=NominationFacts(**given))
        except RuleViolation as refused:
            said = list(refused.unmet)
        else:
            messages.success(
                request, _("Đã giới thiệu %(name)s cho %(unit)s.") % {"name": made.full_name, "unit": made.unit}
            )
            return redirect("nomination-list")
    context = {"here": "nomination-list", "form": form, "said": said}
    return render(request, "nominations/new.html", context, status=422 if request.method == "POST" else 200)


@door(Action.NOMINATE)
@require_GET
def nomination(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """One nomination as the organisation wrote it, and the branch's answer: nothing else of the person."""
    return _own(request, nomination_id, WhyForm())


def _own(
    request: HttpRequest, nomination_id: int, form: WhyForm, said: list | None = None, status: int = 200
) -> HttpResponse:
    made = nomination_for(request.by, nomination_id, Action.NOMINATE)
    context = {
        "here": "nomination-list",
        "made": made,
        "row": row_of(made, request.by.day),
        "form": form,
        "said": said or [],
        "days": UNANSWERED_DAYS,
    }
    return render(request, "nominations/one.html", context, status=status)


@door(Action.NOMINATE)
@require_POST
def nomination_withdraw(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """Taken back while it waits."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _own(request, nomination_id, form, status=422)
    try:
        withdraw_nomination(by=request.by, nomination_id=nomination_id, reason=form.cleaned_data["reason"])
    except RuleViolation as refused:
        return _own(request, nomination_id, form, list(refused.unmet), 422)
    messages.success(request, _("Đã rút giới thiệu."))
    return redirect("nomination-list")


@door(Action.KEEP_LISTS)
@require_GET
def nomination_answers(request: HttpRequest) -> HttpResponse:
    """?don_vi= asks for a unit: sums by what is directly below, or the nominations a branch has to answer."""
    by = request.by
    unit, children = answer_units(by, whole(request.GET.get("don_vi", "")))
    above = unit.parent if unit.parent is not None and by.may_over(Action.KEEP_LISTS, unit.parent.path) else None
    context = {"here": "pool-list", "unit": unit, "above": above, "days": UNANSWERED_DAYS}
    if children:
        rows, whole_ = sums_below(by, unit, children)
        return render(request, "nominations/sums.html", context | {"rows": rows, "whole": whole_})
    every = by.nominations(Action.KEEP_LISTS).filter(unit=unit)
    page = Paginator(in_order(every), PAGE).get_page(request.GET.get("trang"))
    context |= {"page": page, "rows": [row_of(each, by.day) for each in page]}
    return render(request, "nominations/answers.html", context)


@door(Action.KEEP_LISTS)
@require_http_methods(["GET", "POST"])
def nomination_answer(request: HttpRequest, nomination_id: int) -> HttpResponse:
    """One nomination for the branch: what was written, records that may be of the same person, accept or decline."""
    by = request.by
    form = WhyForm()
    said: list = []
    if request.method == "POST":
        answer = request.POST.get("tra_loi", "")
        try:
            if answer == "nhan":
                chosen = request.POST.get("ho_so", "")
                if chosen != "moi" and whole(chosen) is None:
                    said = [_("Hãy chọn: lập hồ sơ mới, hay đây là hồ sơ nào đã có.")]
                else:
                    done = accept_nomination(by=by, nomination_id=nomination_id, person_id=whole(chosen))
                    messages.success(request, _("Đã đưa %(name)s vào theo dõi.") % {"name": done.full_name})
                    return redirect("nomination-answer", nomination_id)
            else:
                form = WhyForm(request.POST)
                if form.is_valid():
                    decline_nomination(by=by, nomination_id=nomination_id, reason=form.cleaned_data["reason"])
                    messages.success(request, _("Đã trả lời. Tổ chức giới thiệu đọc được lý do."))
                    return redirect("nomination-answers")
        except RuleViolation as refused:
            said = list(refused.unmet)
    made = nomination_for(by, nomination_id, Action.KEEP_LISTS)
    row = row_of(made, by.day)
    context = {
        "here": "pool-list",
        "made": made,
        "row": row,
        "likely": likely_persons(by, made) if row.is_waiting else (),
        "form": form,
        "said": said,
        "days": UNANSWERED_DAYS,
    }
    return render(request, "nominations/answer.html", context, status=422 if request.method == "POST" else 200)


ADDRESSES = [
    path("gioi-thieu/", nomination_list, name="nomination-list"),
    path("gioi-thieu/moi/", nomination_new, name="nomination-new"),
    path("gioi-thieu/<int:nomination_id>/", nomination, name="nomination"),
    path("gioi-thieu/<int:nomination_id>/rut/", nomination_withdraw, name="nomination-withdraw"),
    path("gioi-thieu/tra-loi/", nomination_answers, name="nomination-answers"),
    path("gioi-thieu/tra-loi/<int:nomination_id>/", nomination_answer, name="nomination-answer"),
]
