"""Plans within reach: the wording of a day, the list, one plan with all that its page shows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nguon.models import Duty, Plan, PlanVersion, Target, Unit
from nguon.queries.access import Reach
from nguon.rules.drafting import ReadItem
from nguon.rules.plan_words import amount, period_words
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import subtree_range

STATES = {
    "running": "Đang thực hiện",
    "coming": "Chưa đến kỳ",
    "over": "Đã hết kỳ",
    "withdrawn": "Đã rút",
}
TONES = {"running": "done", "coming": "wait", "over": "wait", "withdrawn": "stop"}
SORTS = {
    "ngay": ("-document_date", "-pk"),
    "don-vi": ("plan__unit__sort_key", "-document_date", "-pk"),
    "so": ("document_number", "-pk"),
    "ten": ("folded", "-pk"),
}


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list: its wording of the day, its headline target or None, and where it stands."""

    plan: Plan
    version: PlanVersion
    headline: Target | None
    state: str
    own: bool

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def period(self) -> str:
        return period_words(self.version.period_from, self.version.period_until)

    @property
    def figure(self) -> str:
        """The headline's figure in words, an en dash without one."""
        if self.headline is None:
            return "–"
        return amount(target_value(self.headline))


@dataclass(frozen=True)
class PlanFilter:
    """What the list is narrowed to; empty values narrow nothing. `whose` is "own", "below" or "received"."""

    text: str = ""
    year: int | None = None
    state: str = ""
    unit_id: int | None = None
    whose: str = ""
    sort: str = "ngay"


def plan_on(plan: Plan, day: date) -> PlanVersion | None:
    """The wording that holds on `day`: the latest one whose `holds_from` has come; None before the first."""
    return (
        plan.versions.filter(holds_from__lte=day)
        .select_related("source", "issued_by")
        .defer("source__content", "source__text")
        .order_by("-holds_from", "-ordinal")
        .first()
    )


def wordings(plans: QuerySet[Plan], day: date) -> QuerySet[Any]:
    """Of each of `plans` the number of the version that holds on `day`, the first one where none does yet."""
    versions = PlanVersion.objects.filter(plan=OuterRef("pk"))
    holding = versions.filter(holds_from__lte=day).order_by("-holds_from", "-ordinal").values("pk")[:1]
    wording = Coalesce(Subquery(holding), Subquery(versions.order_by("ordinal").values("pk")[:1]))
    return plans.annotate(wording=wording).values_list("wording", flat=True)


def plan_list(by: Reach, asked: PlanFilter) -> QuerySet[PlanVersion]:
    """The wording of today of each plan within reach that `asked` lets through, sorted, with plan and unit loaded."""
    plans = by.plans()
    if asked.unit_id is not None:
        plans = plans.filter(unit=asked.unit_id)
    main = by.main
    if asked.whose == "own" and main:
        plans = plans.filter(unit=main.unit_id)
    elif asked.whose == "below" and main:
        low, high = subtree_range(main.unit_path)
        plans = plans.filter(path__gt=low, path__lt=high)
    elif asked.whose == "received":
        plans = plans.exclude(by.within(Action.SEE_PLANS))
    versions = PlanVersion.objects.filter(pk__in=wordings(plans, by.day))
    return (
        _narrowed(versions, asked, by.day).select_related("plan__unit").order_by(*SORTS.get(asked.sort, SORTS["ngay"]))
    )


def _narrowed(versions: QuerySet[PlanVersion], asked: PlanFilter, day: date) -> QuerySet[PlanVersion]:
    for word in fold(asked.text).split():
        versions = versions.filter(folded__contains=word)
    if asked.year is not None:
        versions = versions.filter(period_from__lt=date(asked.year + 1, 1, 1), period_until__gt=date(asked.year, 1, 1))
    standing = Q(plan__withdrawn_on__isnull=True)
    conditions = {
        "running": standing & Q(period_from__lte=day, period_until__gt=day),
        "coming": standing & Q(period_from__gt=day),
        "over": standing & Q(period_until__lte=day),
        "withdrawn": ~standing,
    }
    return versions.filter(conditions.get(asked.state, Q()))


def plan_rows(by: Reach, versions: Iterable[PlanVersion]) -> list[PlanRow]:
    """Rows ready to show, in the order given; one query for all headline targets."""
    shown = list(versions)
    headlines = {each.version_id: each for each in Target.objects.filter(version__in=shown, whole=True)}
    return [
        PlanRow(
            plan=each.plan,
            version=each,
            headline=headlines.get(each.pk),
            state=state_of(each.plan, each, by.day),
            own=by.may_over(Action.SEE_PLANS, each.plan.path),
        )
        for each in shown
    ]


def state_of(plan: Plan, version: PlanVersion, day: date) -> str:
    """A key of STATES."""
    if plan.withdrawn_on is not None:
        return "withdrawn"
    if version.period_from > day:
        return "coming"
    return "running" if day < version.period_until else "over"


def years_of_plans(by: Reach) -> list[int]:
    """Years that some plan within reach covers, latest first."""
    spans = PlanVersion.objects.filter(plan__in=by.plans()).values_list("period_from", "period_until").distinct()
    years = {year for start, until in spans for year in range(start.year, _last_year(until) + 1)}
    return sorted(years, reverse=True)


def _last_year(until: date) -> int:
    return until.year - 1 if (until.month, until.day) == (1, 1) else until.year


def units_with_plans(by: Reach) -> QuerySet[Unit]:
    """Units whose plans are within reach, in Vietnamese order, at most 300 for a list to choose from."""
    return Unit.objects.filter(pk__in=by.plans().values("unit")).order_by("sort_key", "pk")[:300]


def items_of_version(version: PlanVersion) -> list[ReadItem]:
    """The wording as items, part by part, with the quotes kept: for an adjustment to start from, and to compare."""
    return [*_document_items(version), *_target_items(version), *_duty_items(version), *_people_items(version)]


def _document_items(version: PlanVersion) -> Iterator[ReadItem]:
    plain = {
        "document.type": version.document_type,
        "document.number": version.document_number,
        "document.date": version.document_date.isoformat() if version.document_date else "",
        "document.place": version.place,
        "document.issuer": version.issuer,
        "document.parent": version.issuer_parent,
        "document.title": version.title,
    }
    for part, value in plain.items():
        if value:
            yield ReadItem(part, {"value": value})
    signer = {
        "on_behalf": version.signer_on_behalf,
        "position": version.signer_position,
        "name": version.signer_name,
    }
    if any(signer.values()):
        yield ReadItem("document.signer", signer)
    yield ReadItem("period", {"from": version.period_from.isoformat(), "until": version.period_until.isoformat()})
    if version.has_appendix:
        yield ReadItem("document.has_appendix", {"value": True})


def _target_items(version: PlanVersion) -> Iterator[ReadItem]:
    for each in version.targets.order_by("ordinal"):
        yield ReadItem("target", target_value(each), each.quote)
    if version.pool_ratio_min is not None or version.pool_ratio_max is not None:
        ratio = {"min": number(version.pool_ratio_min), "max": number(version.pool_ratio_max)}
        yield ReadItem("pool_ratio", ratio)


def target_value(target: Target) -> dict[str, Any]:
    """A target as an item's value."""
    return {
        "measure": target.measure,
        "group": target.group or None,
        "min": number(target.minimum),
        "max": number(target.maximum),
        "unit": target.unit,
        "change_percent": number(target.change_percent),
        "base_year": target.base_year,
        "whole": target.whole,
    }


def _duty_items(version: PlanVersion) -> Iterator[ReadItem]:
    for each in version.duties.order_by("ordinal").prefetch_related("selected"):
        value = {**duty_value(each), "selected": sorted(unit.pk for unit in each.selected.all())}
        yield ReadItem("cadence" if each.every else "obligation", value, each.quote)


def duty_value(duty: Duty) -> dict[str, Any]:
    """A duty as an item's value, without the units a person named."""
    value: dict[str, Any] = {
        "actor": duty.actor,
        "action": duty.action,
        "recipient": duty.recipient,
        "what": duty.what,
        "scope": duty.scope,
        "office": duty.office,
    }
    if duty.every:
        return value | {"every": duty.every, "working_days": duty.due_working_days or 0}
    return value | {"due": duty.due_on.isoformat() if duty.due_on else None}


def _people_items(version: PlanVersion) -> Iterator[ReadItem]:
    for each in version.bases.order_by("pk"):
        cited = {"number": each.number, "date": each.date.isoformat() if each.date else None}
        yield ReadItem(each.role, cited, each.quote)
    for group in version.priority_groups.order_by("pk"):
        yield ReadItem("priority_group", {"group": group.group}, group.quote)
    for person in version.responsible.order_by("pk"):
        value: Mapping[str, Any] = {
            "name": person.name,
            "duty": person.duty,
            "area_id": person.area_id,
            "user_id": person.user_id,
        }
        yield ReadItem("responsible", value, person.quote)
    for task in version.plan_tasks.order_by("ordinal"):
        value = {
            "actor": task.actor,
            "text": task.text,
            "period": task.period,
            "scope": task.scope,
            "office": task.office,
        }
        yield ReadItem("task", value, task.quote)


def number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON keeps it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def is_latest(version: PlanVersion) -> bool:
    """Whether no later wording of the plan was issued."""
    return not PlanVersion.objects.filter(plan=version.plan_id, ordinal__gt=version.ordinal).exists()


def latest_versions(plans: QuerySet[Plan]) -> QuerySet[PlanVersion]:
    """The last issued wording of each of `plans`, unordered."""
    later = PlanVersion.objects.filter(plan=OuterRef("plan"), ordinal__gt=OuterRef("ordinal"))
    return PlanVersion.objects.filter(~Exists(later), plan__in=plans)


def standing_below(issuer: Unit, *, on: date) -> list[Unit]:
    """The issuer and every unit below it that is open on `on`, from the top down."""
    low, high = subtree_range(issuer.path)
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    return list(Unit.objects.filter(open_then, path__gte=low, path__lt=high, opened_on__lte=on).order_by("path"))


def units_to_name(issuer: Unit) -> list[tuple[int, str]]:
    """(number, name) of the open units directly below the issuer, in Vietnamese order; at most 400."""
    units = Unit.objects.filter(parent=issuer, closed_on__isnull=True).order_by("sort_key", "pk")
    return list(units.values_list("pk", "name")[:400])


def people_to_name(by: Reach, issuer: Unit) -> list[tuple[int, str]]:
    """(number, full name) of persons within reach who hold a role at the issuer, by given name; at most 200."""
    people = by.accounts().filter(appointments__unit=issuer, is_active=True).distinct().order_by("sort_key", "pk")
    return list(people.values_list("pk", "full_name")[:200])
