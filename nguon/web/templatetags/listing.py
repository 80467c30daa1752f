"""Quarters and typed values as the screens of the lists show them."""

from datetime import date

from django import template

from nguon.rules.pool_lists import quarter_said

register = template.Library()


@register.filter
def quarter(stored: str) -> str:
    """2026-Q3 as III/2026."""
    return quarter_said(stored)


@register.filter
def typed(value: object) -> object:
    """A value as it stands in an input: a day as dd/mm/yyyy."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value
