"""Screen: how a unit works with the lists; what it leaves empty holds as the unit above set it."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nguon.queries.pool_board import start_of
from nguon.queries.pool_setting import FIELDS, Set, inherited, own_setting
from nguon.regulations.parameters import parameter
from nguon.rules.errors import RuleViolation
from nguon.rules.plan_words import figure
from nguon.rules.roles import Action
from nguon.services.pool_setting import MOST_CANDIDATES, MOST_MONTHS, MOST_RATIO, PoolWays, set_pool_ways
from nguon.web.doors import door
from nguon.web.told import told


class NumberField(forms.DecimalField):
    """A number typed with a comma, as officials do."""

    def __init__(self, label: str) -> None:
        given = {"min_value": Decimal("0.01"), "max_value": MOST_RATIO, "max_digits": 5, "decimal_places": 2}
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=False, widget=widget, **given)

    def to_python(self, value: object) -> Decimal | None:
        return super().to_python(str(value).strip().replace(",", ".") if value not in (None, "") else value)

    def prepare_value(self, value: object) -> object:
        return figure(value) if isinstance(value, Decimal) else value


def _months(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=MOST_MONTHS)


class WaysForm(forms.Form):
    """What a unit sets; an empty field is left to the unit above."""

    review_every_months = _months(gettext_lazy("Rà soát nguồn, mỗi lần cách nhau (tháng)"))
    remark_every_months = _months(gettext_lazy("Đảng viên giúp đỡ nhận xét, mỗi lần cách nhau (tháng)"))
    ratio_min = NumberField(gettext_lazy("Tỷ lệ nguồn trên chỉ tiêu, từ (lần)"))
    ratio_max = NumberField(gettext_lazy("Tỷ lệ nguồn trên chỉ tiêu, đến (lần)"))
    most_candidates_a_sponsor = forms.IntegerField(
        label=gettext_lazy("Mỗi đảng viên giúp đỡ nhiều nhất (người)"),
        required=False,
        min_value=1,
        max_value=MOST_CANDIDATES,
    )
    document_number = forms.CharField(label=gettext_lazy("Số văn bản quy định"), max_length=60, required=False)

    def __init__(self, above: dict[str, str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, words in above.items():
            self.fields[name].help_text = words


@door(Action.SEE_POOL)
@require_http_methods(["GET", "POST"])
def pool_setting(request: HttpRequest) -> HttpResponse:
    """How one's own unit works with the lists."""
    return redirect("pool-setting-unit", start_of(request.by))


@door(Action.SEE_POOL)
@require_http_methods(["GET", "POST"])
def pool_setting_of_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Shown to all who see its figures, with where each value comes from; set by who may call for the lists."""
    by = request.by
    unit = by.unit(unit_id, Action.SEE_POOL)
    above, own = inherited(unit), own_setting(unit)
    if request.method == "POST":
        return _save(request, unit)
    initial = {name: getattr(own, name) for name in (*FIELDS, "document_number")} if own else {}
    return _shown(request, unit, WaysForm(_above_words(above, by.day), initial=initial))


def _save(request: HttpRequest, unit: object) -> HttpResponse:
    by = request.by
    by.unit(unit.pk, Action.CALL_SURVEYS)
    form = WaysForm(_above_words(inherited(unit), by.day), request.POST)
    if not form.is_valid():
        return _shown(request, unit, form, status=422)
    try:
        kept = set_pool_ways(by=by, unit_id=unit.pk, ways=PoolWays(**form.cleaned_data))
    except RuleViolation as refused:
        return _shown(request, unit, form, said=list(refused.unmet), status=422)
    messages.success(
        request, _("Đã ghi cách làm của %(unit)s.") % {"unit": unit.name}
        if kept
        else _("%(unit)s không đặt gì riêng, làm theo cấp trên.") % {"unit": unit.name},
    )  # fmt: skip
    return redirect("pool-setting-unit", unit.pk)


def _above_words(above: dict[str, Set], day: object) -> dict[str, str]:
    """For each field what would hold were it left empty, and whose it is."""
    return {name: _from(each, day) for name, each in above.items()}


def _from(each: Set, day: object) -> str:
    if each.is_set:
        document = f" ({each.document_number})" if each.document_number else ""
        return _("Để trống: %(value)s, theo %(unit)s%(document)s.") % {
            "value": figure(each.value),
            "unit": each.unit_name,
            "document": document,
        }
    if each.field == "remark_every_months":
        rule = parameter("sponsor_remark_months", day)
        return _("Để trống: %(value)s, theo %(clause)s.") % {"value": rule.value, "clause": told(str(rule))}
    return _("Để trống: chưa ai đặt.")


def _shown(
    request: HttpRequest, unit: object, form: WaysForm, *, said: list | None = None, status: int = 200
) -> HttpResponse:
    by = request.by
    own, above = own_setting(unit), inherited(unit)
    lines = []
    for name, words in FIELDS.items():
        own_value = getattr(own, name) if own else None
        each = above[name]
        if own_value is not None:
            line = figure(own_value), unit.name, own.document_number
        elif each.is_set:
            line = figure(each.value), each.unit_name, each.document_number
        elif name == "remark_every_months":
            rule = parameter("sponsor_remark_months", by.day)
            line = str(rule.value), told(str(rule)), ""
        else:
            line = "–", "", ""
        lines.append((told(words), *line))
    context = {
        "here": "pool-board",
        "unit": unit,
        "form": form,
        "lines": lines,
        "may_set": by.may_over(Action.CALL_SURVEYS, unit.path),
        "said": said or [],
    }
    return render(request, "pool_board/setting.html", context, status=status)


ADDRESSES = [
    path("bang-nguon/cach-lam/", pool_setting, name="pool-setting"),
    path("bang-nguon/<int:unit_id>/cach-lam/", pool_setting_of_unit, name="pool-setting-unit"),
]
