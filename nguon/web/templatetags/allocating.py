"""Changes, ratios and exact shares as the allocation screens show them."""

from decimal import Decimal
from fractions import Fraction

from django import template

from nguon.web.templatetags.nguon import so

register = template.Library()


@register.filter
def signed(value: int | None) -> str:
    """+3, −3 or 0, with dots between thousands."""
    if value is None:
        return "–"
    return f"+{so(value)}" if value > 0 else so(value).replace("-", "−")


@register.filter
def exact(value: Fraction | None) -> str:
    """An exact share to two decimals: 161,03; an en dash for a line that is not divided."""
    return "–" if value is None else so(round(Decimal(value.numerator) / value.denominator, 2))


@register.filter
def ratio(value: Decimal | None) -> str:
    """A ratio to one decimal, always shown: 1,7 and 2,0."""
    return "–" if value is None else f"{value:.1f}".replace(".", ",")
