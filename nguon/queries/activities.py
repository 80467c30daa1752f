"""Activities within reach: listed, narrowed, summed up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from nguon.models import Activity, Plan, PlanTask, Unit
from nguon.queries.access import Reach
from nguon.queries.binding import versions_on
from nguon.rules.offices import OFFICE_NAMES, Office
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import subtree_range

KINDS: tuple[tuple[str, str], ...] = tuple((each.value, each.label) for each in Activity.Kind)


@dataclass(frozen=True)
class WantedActivities:
    """What of the reachable activities is asked for; empty fields ask for everything."""

    kind: str = ""
    office: str = ""
    plan_id: int | None = None
    unit_path: str = ""
    from_day: date | None = None
    until_day: date | None = None

    def of(self, activities: QuerySet[Activity]) -> QuerySet[Activity]:
        """`activities` narrowed, unordered; `until_day` is included."""
        condition = Q()
        if self.kind:
            condition &= Q(kind=self.kind)
        if self.office:
            condition &= Q(office=self.office)
        if self.plan_id is not None:
            condition &= Q(plan_id=self.plan_id)
        if self.unit_path:
            low, high = subtree_range(self.unit_path)
            condition &= Q(path__gte=low, path__lt=high)
        if self.from_day:
            condition &= Q(on__gte=self.from_day)
        if self.until_day:
            condition &= Q(on__lte=self.until_day)
        return activities.filter(condition)


def activities_in_order(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """Latest first with all that a row shows; one query."""
    return activities.select_related("unit", "task", "recorded_by").order_by("-on", "-pk")


@dataclass(frozen=True)
class KindSum:
    """How many activities of one kind, and how many people took part; `kind` is "" for all together."""

    kind: str
    name: str
    held: int
    participants: int
    units: int


def sums_by_kind(activities: QuerySet[Activity]) -> list[KindSum]:
    """In the order of the kinds, the whole at the end; two queries."""
    rows = {
        each["kind"]: each
        for each in activities.order_by()
        .values("kind")
        .annotate(held=Count("pk"), people=Sum("participants"), units=Count("unit", distinct=True))
    }
    found = [
        KindSum(kind, name, rows[kind]["held"], rows[kind]["people"] or 0, rows[kind]["units"])
        for kind, name in KINDS
        if kind in rows
    ]
    whole = activities.order_by().aggregate(
        held=Count("pk"), people=Sum("participants"), units=Count("unit", distinct=True)
    )
    return [*found, KindSum("", "", whole["held"], whole["people"] or 0, whole["units"])]


def office_name(office: str) -> str:
    """The office in words."""
    return OFFICE_NAMES[Office(office)] if office in set(Office) else office


def own_units(by: Reach) -> list[Unit]:
    """The units at which the person holds a post that may record activities, in the order of the posts; one query."""
    wanted = [each.unit_id for each in by.holdings if by.may_over(Action.RECORD_ACTIVITIES, each.unit_path)]
    found = Unit.objects.in_bulk(wanted)
    return [found[each] for each in dict.fromkeys(wanted) if each in found]


def units_named(by: Reach, text: str, action: Action, *, on: date, limit: int = 20) -> list[Unit]:
    """Open units within reach for `action` whose name or code holds `text`, without accents; the shortest path first."""
    wanted = fold(text)
    return list(
        by.units(action)
        .filter(folded__contains=wanted)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))
        .select_related("parent")
        .order_by("depth", "sort_key", "pk")[:limit]
    )


def plan_choices(by: Reach, *, on: date) -> list[tuple[int, str]]:
    """Plans within sight as (id, what to call it), latest period first; two queries."""
    ids = Plan.objects.filter(pk__in=by.plans().values("pk"), withdrawn_on__isnull=True).values_list("pk", flat=True)
    versions = sorted(versions_on(ids, on=on).values(), key=lambda each: (each.period_from, each.pk), reverse=True)
    return [(each.plan_id, plan_name(each.document_number, each.title, each.issuer)) for each in versions]


def plan_name(document_number: str, title: str, issuer: str) -> str:
    """What to call a plan in a list: number or issuer, then its title."""
    return f"{document_number or issuer} · {title}" if document_number or issuer else title


def task_choices(by: Reach, plan_id: int, *, on: date) -> list[tuple[int, str]]:
    """The tasks of the plan's wording of `on` as (id, words), in the plan's order; two queries."""
    version = versions_on(by.plans().filter(pk=plan_id).values_list("pk", flat=True), on=on).get(plan_id)
    if version is None:
        return []
    return [(each.pk, str(each)) for each in PlanTask.objects.filter(version=version).order_by("ordinal")]
