"""Dates, figures, states and names as the screens show them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from nguon.queries.audit_words import FIELDS, VALUES
from nguon.rules.offices import OFFICE_NAMES, Office
from nguon.rules.plan_terms import DUTY_ACTIONS
from nguon.rules.roles import ROLE_NAMES, Role
from nguon.web.told import told

register = template.Library()

_TOLD_VALUES = {FIELDS[key] for key in ("role", "roles", "office", "votes", *(key for key, _ in VALUES))}
"""Names in the trail whose values are words of ours; all other values are shown as they were stored."""


@register.filter
def day(value: date | datetime | None) -> str:
    """dd/mm/yyyy, or an en dash where there is none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value:%d/%m/%Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """hh:mm dd/mm/yyyy in Viet Nam's time."""
    return f"{timezone.localtime(value):%H:%M %d/%m/%Y}" if value else "–"


@register.filter
def so(value: float | Decimal | None) -> str:
    """A figure with dots between thousands and a comma before decimals: 1.905 and 3,5; an en dash for none."""
    if value is None or value == "":
        return "–"
    number = Decimal(str(value))
    whole, _, rest = f"{number:,.2f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the five state shapes, or another symbol of the sprite, hidden from readers that speak."""
    return format_html('<svg class="ico" aria-hidden="true"><use href="#s-{}"/></svg>', name)


@register.simple_tag
def state(tone: str, words: str) -> SafeString:
    """A state: icon, words and tone together (late, soon, wait, done, stop)."""
    return format_html('<span class="state state-{}">{}<span>{}</span></span>', tone, icon(tone), words)


@register.filter
def last_day(value: date | None) -> str:
    """The last day of a period whose end is stored excluded, as dd/mm/yyyy; an en dash for none."""
    return day(value - timedelta(days=1)) if value else "–"


@register.filter
def role_name(value: str) -> str:
    """What a role is called."""
    return gettext(ROLE_NAMES[Role(value)]) if value else ""


@register.filter
def office_name(value: str) -> str:
    """What an office is called."""
    return gettext(OFFICE_NAMES[Office(value)]) if value else ""


@register.filter
def dich(value: object) -> str:
    """A word or sentence of the inner rooms in the reader's language; not for names, quotes and what people typed."""
    return told(str(value)) if value not in (None, "") else ""


@register.filter
def viec(value: str) -> str:
    """What a duty says: the plan's own words as they are, ours (where the plan had none) told."""
    return told(value) if value in DUTY_ACTIONS.values() else value


@register.filter
def stored(value: str, name: str) -> str:
    """A value of the trail: told where `name` holds words of ours, else as it was stored."""
    return told(value) if name in _TOLD_VALUES or value in ("có", "không") else value


@register.filter
def nowrap(value: str) -> SafeString:
    """A document symbol that never breaks over two lines."""
    return format_html('<span class="nowrap">{}</span>', value) if value else mark_safe("")


@register.simple_tag(takes_context=True)
def with_query(context: dict, **changes: object) -> str:
    """The address's query string with `changes` made; a change to None or "" takes the key out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"
