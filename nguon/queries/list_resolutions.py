"""Resolutions on the lists as they are shown, and the persons one may be about."""

from collections.abc import Collection
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from nguon.models import ListChange, Person, Resolution, Sponsorship, Unit
from nguon.queries.access import Reach
from nguon.queries.list_changes import line_of
from nguon.queries.pool_lists import LATE_AFTER_DAYS, ledger_of
from nguon.rules.errors import NotReached
from nguon.rules.partial_dates import PartialDate
from nguon.rules.roles import Action
from nguon.rules.text import fold


def history(unit: Unit) -> QuerySet[Resolution]:
    """Resolutions of the branch and of those it grew from that touched its lists, withdrawn ones included, latest first;
    each with its changes and their persons in order of names.
    """
    moves = ListChange.objects.select_related("person").order_by("-to_list", "person__sort_key", "pk")
    return (
        Resolution.objects.filter(unit__in=line_of(unit), list_changes__isnull=False)
        .distinct()
        .select_related("recorded_by", "unit")
        .prefetch_related(Prefetch("list_changes", queryset=moves))
        .order_by("-on", "-pk")
    )


def entered_late(resolution: Resolution) -> date | None:
    """The day it was written down, where that was long after it was passed."""
    recorded_on = timezone.localtime(resolution.recorded_at).date()
    return recorded_on if (recorded_on - resolution.on).days > LATE_AFTER_DAYS else None


def resolution_shown(by: Reach, resolution_id: int, action: Action = Action.SEE_PEOPLE) -> Resolution:
    """The resolution within reach with its moves and the members it assigned; raises NotReached. Three queries."""
    moves = ListChange.objects.select_related("person").order_by("-to_list", "person__sort_key", "pk")
    assigned = Sponsorship.objects.select_related("candidate", "sponsor").order_by("candidate__sort_key", "pk")
    found = (
        by.resolutions(action)
        .select_related("unit", "recorded_by")
        .prefetch_related(Prefetch("list_changes", queryset=moves), Prefetch("sponsorships", queryset=assigned))
        .filter(pk=resolution_id)
        .first()
    )
    if found is None:
        raise NotReached(f"resolution {resolution_id}")
    return found


def listed_now(unit: Unit) -> list[Person]:
    """Who stands on a list of the branch as of all resolutions written down, by list, then by name; with `listed` and
    `listed_since` of that list. Three queries.
    """
    at = ledger_of(unit).standings(date.max)
    people = Person.objects.filter(pk__in=at).order_by("sort_key", "pk")
    return sorted(people, key=lambda each: at[each.pk].on_list)


def unlisted(unit: Unit, day: date) -> QuerySet[Person]:
    """Recorded persons of the branch who stand on no list today and are no members; in order of names."""
    today = PartialDate.of(day).stored()
    member = Q(joined__gt="", joined__lte=today) | Q(official__gt="", official__lte=today)
    return (
        Person.objects.filter(unit__in=line_of(unit), listed=0, merged_into__isnull=True, withdrawn_at__isnull=True)
        .exclude(member, left_party_on__isnull=True)
        .order_by("sort_key", "pk")
    )


def unlisted_named(unit: Unit, day: date, text: str, besides: Collection[int], most: int) -> tuple[list[Person], int]:
    """The first `most` persons of `unlisted` whose name has all words of `text`, those of `besides` always among them; and
    how many more there are.
    """
    persons = unlisted(unit, day)
    found = persons
    for word in fold(text).split():
        found = found.filter(names__words__contains=f" {word}")
    found = found.distinct()
    first = list(found[:most])
    left = found.count() - len(first) if len(first) == most else 0
    kept = [each for each in persons.filter(pk__in=besides) if each not in first] if besides else []
    return [*kept, *first], left
