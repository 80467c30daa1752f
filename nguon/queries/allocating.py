"""Reading allocations: who stands below, what is to be divided, what was given, and what stood on a day."""

from datetime import date

from django.db.models import Q, QuerySet

from nguon.models import Unit
from nguon.rules.names import Finder, Known


def units_below(unit: Unit, on: date) -> QuerySet[Unit]:
    """The units directly below `unit` that stand on `on`, in Vietnamese order."""
    standing = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    return Unit.objects.filter(standing, parent=unit, opened_on__lte=on).order_by("sort_key", "pk")


def finder_of(units: QuerySet[Unit]) -> Finder:
    """Finds one of `units` by a name as documents write it."""
    return Finder(Known(pk, name, short) for pk, name, short in units.values_list("pk", "name", "short_name"))
