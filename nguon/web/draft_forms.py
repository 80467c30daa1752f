"""One small form for each kind of thing a plan holds; each turns into the value that is kept, and back."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nguon.rules.offices import OFFICE_NAMES, SCOPE_NAMES
from nguon.rules.plan_terms import DOCUMENT_TYPES, DUTY_ACTIONS, EVERY, GROUPS, MEASURES, TARGET_UNITS
from nguon.web.forms import DayField
from nguon.web.told import told_choices

_GROUPED = re.compile(r"^\d{1,3}(\.\d{3})+(,\d+)?$")
_ONE_DAY = timedelta(days=1)
Choices = Sequence[tuple[Any, str]]


class FigureField(forms.DecimalField):
    """A figure typed the Vietnamese way: 1.905 and 3,5."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_digits", 10)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value).strip() if value is not None else ""
        if _GROUPED.match(text):
            text = text.replace(".", "")
        return super().to_python(text.replace(",", "."))

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, int | float) else value


class ItemForm(forms.Form):
    """The form of one part: `value` is what the item says now; `units` and `people` may be named in it."""

    def __init__(
        self,
        *args: Any,
        value: Mapping[str, Any] | None = None,
        units: Choices = (),
        people: Choices = (),
        **kwargs: Any,
    ) -> None:
        self.units, self.people = units, people
        kwargs.setdefault("auto_id", "muc_%s")
        super().__init__(*args, initial=self.initial_of(value) if value else None, **kwargs)

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The fields as they stand for `value`."""
        return dict(value)

    def value(self) -> dict[str, Any]:
        """What is kept, once the form is valid."""
        return {name: _plain(each) for name, each in self.cleaned_data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


class TypeForm(ItemForm):
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=told_choices(DOCUMENT_TYPES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read = self.initial.get("kind")
        if read and read not in DOCUMENT_TYPES:
            self.fields["kind"].choices = [*told_choices(DOCUMENT_TYPES.items()), (read, read)]

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"kind": value["value"]}

    def value(self) -> dict[str, Any]:
        return {"value": self.cleaned_data["kind"]}


def _text_form(label: Any, length: int, *, area: bool = False) -> type[ItemForm]:
    widget = forms.Textarea(attrs={"rows": 3}) if area else forms.TextInput(attrs={"autocomplete": "off"})

    class TextForm(ItemForm):
        text = forms.CharField(label=label, max_length=length, widget=widget)

        def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
            return {"text": value["value"]}

        def value(self) -> dict[str, Any]:
            return {"value": self.cleaned_data["text"]}

    return TextForm


class DateForm(ItemForm):
    on = DayField(label=_("Ngày ban hành"))

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"on": date.fromisoformat(value["value"])}

    def value(self) -> dict[str, Any]:
        return {"value": self.cleaned_data["on"].isoformat()}


class SignerForm(ItemForm):
    name = forms.CharField(label=_("Họ và tên người ký"), max_length=120)
    position = forms.CharField(label=_("Chức vụ"), max_length=120, required=False)
    on_behalf = forms.CharField(label=_("Thay mặt"), max_length=120, required=False)


class PeriodForm(ItemForm):
    first = DayField(label=_("Từ ngày"))
    last = DayField(label=_("Đến hết ngày"))

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "first": date.fromisoformat(value["from"]),
            "last": date.fromisoformat(value["until"]) - _ONE_DAY,
        }

    def value(self) -> dict[str, Any]:
        until = self.cleaned_data["last"] + _ONE_DAY
        return {"from": self.cleaned_data["first"].isoformat(), "until": until.isoformat()}


class AppendixForm(ItemForm):
    has = forms.BooleanField(label=_("Có phụ lục kèm theo"), required=False)

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"has": value["value"]}

    def value(self) -> dict[str, Any]:
        return {"value": self.cleaned_data["has"]}


class AdjustmentForm(ItemForm):
    reason = forms.CharField(label=_("Lý do điều chỉnh"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    holds_from = DayField(label=_("Có hiệu lực từ ngày"))

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"reason": value["reason"], "holds_from": date.fromisoformat(value["holds_from"])}


class TargetForm(ItemForm):
    measure = forms.ChoiceField(label=_("Loại chỉ tiêu"), choices=told_choices(MEASURES.items()))
    group = forms.ChoiceField(
        label=_("Nhóm đối tượng"),
        required=False,
        choices=[("", _("Chung, không riêng nhóm nào")), *told_choices(GROUPS.items())],
    )
    min = FigureField(label=_("Từ"), required=False, help_text=_("Số chính xác thì ghi hai ô giống nhau."))
    max = FigureField(label=_("Đến"), required=False, help_text=_("Để trống nếu là “trở lên”."))
    unit = forms.ChoiceField(label=_("Đơn vị tính"), choices=told_choices(TARGET_UNITS.items()))
    change_percent = FigureField(label=_("Tăng hoặc giảm (%)"), required=False, min_value=-100, max_digits=8)
    base_year = forms.IntegerField(label=_("So với năm"), required=False, min_value=1990, max_value=2100)
    whole = forms.BooleanField(label=_("Là chỉ tiêu chính của văn bản"), required=False)

    def value(self) -> dict[str, Any]:
        kept = super().value()
        return {**kept, "group": kept["group"] or None}


class RatioForm(ItemForm):
    min = FigureField(label=_("Từ (lần chỉ tiêu kết nạp)"), required=False, max_digits=5)
    max = FigureField(label=_("Đến (lần chỉ tiêu kết nạp)"), required=False, max_digits=5)


class RowForm(ItemForm):
    unit = forms.CharField(label=_("Tên đơn vị như trong văn bản"), max_length=200)
    value_field = forms.IntegerField(label=_("Số giao"), min_value=0, max_value=1_000_000)

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"unit": value["unit"], "value_field": value["value"]}

    def value(self) -> dict[str, Any]:
        return {"unit": self.cleaned_data["unit"], "value": self.cleaned_data["value_field"]}


class TotalForm(ItemForm):
    total = forms.IntegerField(label=_("Tổng số in trong văn bản"), min_value=0)

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"total": value["value"]}

    def value(self) -> dict[str, Any]:
        return {"value": self.cleaned_data["total"]}


class CitedForm(ItemForm):
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=60)
    date = DayField(label=_("Ngày"), required=False)

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"number": value["number"], "date": date.fromisoformat(value["date"]) if value.get("date") else None}


class GroupForm(ItemForm):
    group = forms.ChoiceField(label=_("Nhóm đối tượng"), choices=told_choices(GROUPS.items()))


class ResponsibleForm(ItemForm):
    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    duty = forms.CharField(label=_("Việc phụ trách"), max_length=300, required=False)
    area_id = forms.TypedChoiceField(label=_("Địa bàn phụ trách"), required=False, coerce=int, empty_value=None)
    user_id = forms.TypedChoiceField(label=_("Tài khoản của người đó"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_id"].choices = [("", _("Không ghi địa bàn")), *self.units]
        self.fields["user_id"].choices = [("", _("Không gắn tài khoản")), *self.people]


class _BoundForm(ItemForm):
    """Who is bound: a scope of units and an office of each."""

    scope = forms.ChoiceField(
        label=_("Đơn vị phải làm"), required=False, choices=[("", _("Chưa rõ")), *told_choices(SCOPE_NAMES.items())]
    )
    office = forms.ChoiceField(
        label=_("Bộ phận của đơn vị"), required=False, choices=[("", _("Chưa rõ")), *told_choices(OFFICE_NAMES.items())]
    )

    def value(self) -> dict[str, Any]:
        kept = super().value()
        return {**kept, "office": kept["office"] or ("committee" if kept["scope"] else "")}


class _DutyForm(_BoundForm):
    actor = forms.CharField(label=_("Ai làm (như trong văn bản)"), max_length=300, required=False)
    action = forms.ChoiceField(label=_("Việc"), choices=told_choices(DUTY_ACTIONS.items()))
    what = forms.CharField(label=_("Nội dung"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    recipient = forms.CharField(label=_("Gửi ai"), max_length=300, required=False)
    selected = forms.TypedMultipleChoiceField(
        label=_("Các đơn vị được chọn"),
        help_text=_("Chỉ dùng khi chọn “Các tổ chức được chọn”."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["selected"].choices = list(self.units)
        if not self.units:
            del self.fields["selected"]


class ObligationForm(_DutyForm):
    due = DayField(label=_("Phải xong trước ngày"))
    field_order: ClassVar = ["due", "actor", "action", "what", "recipient", "scope", "office", "selected"]

    def initial_of(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {**value, "due": date.fromisoformat(value["due"]) if value.get("due") else None}


class CadenceForm(_DutyForm):
    every = forms.ChoiceField(label=_("Kỳ"), choices=told_choices(EVERY.items()))
    working_days = forms.IntegerField(
        label=_("Hạn: ngày làm việc thứ mấy sau khi hết kỳ"), min_value=0, max_value=60, initial=5
    )
    field_order: ClassVar = [
        "every",
        "working_days",
        "actor",
        "action",
        "what",
        "recipient",
        "scope",
        "office",
        "selected",
    ]


class TaskForm(_BoundForm):
    actor = forms.CharField(label=_("Ai làm"), max_length=300, required=False)
    text = forms.CharField(
        label=pgettext_lazy("một", "Nhiệm vụ"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
    )
    period = forms.CharField(label=_("Thời gian"), max_length=60, required=False)
    field_order: ClassVar = ["actor", "text", "period", "scope", "office"]


ITEM_FORMS: Mapping[str, type[ItemForm]] = {
    "document.type": TypeForm,
    "document.number": _text_form(_("Số, ký hiệu"), 60),
    "document.date": DateForm,
    "document.place": _text_form(_("Nơi ban hành"), 80),
    "document.issuer": _text_form(_("Cơ quan ban hành"), 200),
    "document.parent": _text_form(_("Cấp trên"), 200),
    "document.title": _text_form(_("Trích yếu"), 500, area=True),
    "document.signer": SignerForm,
    "document.has_appendix": AppendixForm,
    "period": PeriodForm,
    "adjustment": AdjustmentForm,
    "target": TargetForm,
    "pool_ratio": RatioForm,
    "allocation": RowForm,
    "allocation_total": TotalForm,
    "obligation": ObligationForm,
    "cadence": CadenceForm,
    "basis": CitedForm,
    "reference": CitedForm,
    "priority_group": GroupForm,
    "responsible": ResponsibleForm,
    "task": TaskForm,
}
