"""How forms are drawn: label, hint, error in words, field; dates as officials type them."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from nguon.rules.partial_dates import PartialDate, from_written

forms.Field.default_error_messages["required"] = gettext_lazy("Chưa ghi ô này.")
"""What is said beside an empty field, on every form: Django's own words speak of fields and duties."""

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def whole(text: str, digits: int = 18) -> int | None:
    """The whole number that an address or a hidden field says; None for anything else and for one too long for a row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def written(query: QueryDict, name: str, most: int) -> str:
    """What was written in the field, without the sign that PostgreSQL refuses; at most `most` letters."""
    return query.get(name, "").replace("\x00", "").strip()[:most]


class StyledField(forms.BoundField):
    """A field whose input carries the style sheet's class for its kind."""

    def build_widget_attrs(self, attrs: dict, widget: forms.Widget | None = None) -> dict:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            own = "choices"
        elif isinstance(widget, forms.CheckboxInput):
            own = "form-check-input"
        else:
            own = "form-select" if isinstance(widget, forms.Select) else "form-control"
        if not widget.is_hidden and "class" not in widget.attrs:
            attrs.setdefault("class", own)
        return attrs


class Renderer(TemplatesSetting):
    """Draws fields with our own template instead of Django's."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = StyledField


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy, from 1900 to 2100: a year beyond is a slip of the hand, and days next to it are counted.

    The browser's own picker is not used because it shows another order on some machines.
    """

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
            ),
        )
        super().__init__(**kwargs)
        said = gettext_lazy("Năm phải từ 1900 đến 2100.")
        self.validators += [MinValueValidator(EARLIEST, said), MaxValueValidator(LATEST, said)]


class PartialDateFormField(forms.CharField):
    """A day typed as 12/5/1990, 5/1990 or 1990, as much of it as is known; cleans to a PartialDate or None."""

    default_error_messages = {
        "invalid": gettext_lazy("Ghi ngày như 12/5/1990; chỉ biết tháng thì 5/1990, chỉ biết năm thì 1990.")
    }

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "dd/mm/yyyy", "autocomplete": "off"}))
        super().__init__(max_length=30, **kwargs)

    def prepare_value(self, value: object) -> object:
        return str(value) if isinstance(value, PartialDate) else value

    def to_python(self, value: object) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return from_written(text)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def run_validators(self, value: object) -> None:
        """Nothing more to ask of a day that was read."""
