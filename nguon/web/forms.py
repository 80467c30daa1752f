"""How forms are drawn: label, hint, error in words, field; dates as officials type them."""

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws fields with our own template instead of Django's."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy; the browser's own picker is not used because it shows another order on some machines."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
            ),
        )
        super().__init__(**kwargs)
