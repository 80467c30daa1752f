"""One plan with all that its page shows. Nothing here asks per unit: figures over the units below are added up in the
database, and only the rows of one page of the table are fetched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from nguon.models import (
    Allocation,
    Duty,
    DutyTask,
    Plan,
    PlanBasis,
    PlanReceipt,
    PlanTask,
    PlanVersion,
    PriorityGroup,
    Responsible,
    Share,
    Target,
    Unit,
)
from nguon.queries.access import Reach
from nguon.queries.drafts import bare_number
from nguon.queries.planning import STATES, TONES, duty_value, latest_versions, number, state_of, target_value
from nguon.rules.offices import OFFICE_NAMES, SCOPE_NAMES, Office, Scope
from nguon.rules.plan_terms import type_name
from nguon.rules.plan_words import Line, line, period_words, span
from nguon.rules.roles import Action
from nguon.rules.tree import subtree_range


@dataclass(frozen=True)
class DutyRow:
    """A duty with how many tasks it gave, how many are done and how many overdue."""

    duty: Duty
    bound: str
    total: int
    done: int
    overdue: int

    @property
    def line(self) -> Line:
        return line("cadence" if self.duty.every else "obligation", duty_value(self.duty))


@dataclass(frozen=True)
class Cited:
    """A document the plan rests on; `plan_id` where it is a plan within reach."""

    basis: PlanBasis
    plan_id: int | None


@dataclass(frozen=True)
class Coverage:
    """How far the headline is divided and planned for below, within the reader's reach (`whole`: all of it).

    `target` is the headline's lower figure, `allotted` what the issued allocation gives, `planned` what plans made below
    set themselves; `units` were given a share, `with_plan` of them (and of others) made a plan.
    """

    target: Decimal | None
    allotted: int | None
    planned: Decimal | None
    units: int
    with_plan: int
    whole: bool

    @property
    def top(self) -> Decimal:
        """The longest of the three, never 0, for a picture."""
        return max(Decimal(each or 0) for each in (self.target, self.allotted, self.planned)) or Decimal(1)

    def percent(self, figure: Decimal | int | None) -> int:
        """The length of a bar in percent of the longest."""
        return int(Decimal(figure or 0) * 100 / self.top)


@dataclass(frozen=True)
class Below:
    """A unit below with its share and the plan it made, if any."""

    unit: Unit
    places: int | None
    version: PlanVersion | None
    planned: Decimal | None
    carried_out_by: int

    @property
    def short(self) -> Decimal | None:
        """How much the unit's own plan falls short of its share; None where it covers it or has no plan."""
        if self.places is None or self.version is None:
            return None
        missing = Decimal(self.places) - (self.planned or Decimal(0))
        return missing if missing > 0 else None


@dataclass(frozen=True)
class PlanPage:
    """A plan as it stood on a day."""

    plan: Plan
    version: PlanVersion
    versions: tuple[PlanVersion, ...]
    state: str
    targets: tuple[tuple[Target, Line], ...]
    bases: tuple[Cited, ...]
    groups: tuple[Line, ...]
    responsible: tuple[Responsible, ...]
    duties: tuple[DutyRow, ...]
    tasks: tuple[PlanTask, ...]
    receipts: Mapping[str, int]
    coverage: Coverage

    @property
    def is_latest(self) -> bool:
        return self.version == self.versions[-1]

    @property
    def first(self) -> PlanVersion:
        return self.versions[0]

    @property
    def kind(self) -> str:
        """What the plan is; an adjustment by another kind of document leaves it that."""
        return type_name(self.first.document_type)

    @property
    def period(self) -> str:
        return period_words(self.version.period_from, self.version.period_until)

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def ratio(self) -> str:
        """How many times the target the pool is to be; "" where the plan does not say."""
        low, high = number(self.version.pool_ratio_min), number(self.version.pool_ratio_max)
        return "" if low is None and high is None else f"{span(low, high)} lần"

    @property
    def signer(self) -> str:
        value = {
            "name": self.version.signer_name,
            "position": self.version.signer_position,
            "on_behalf": self.version.signer_on_behalf,
        }
        return line("document.signer", value).text

    @property
    def headline(self) -> Line | None:
        return next((words for target, words in self.targets if target.whole), None)


def plan_page(by: Reach, plan: Plan, version: PlanVersion, day: date) -> PlanPage:
    """All that the page of `plan` shows in the wording `version`; a fixed number of queries, whatever the number of units."""
    versions = tuple(plan.versions.select_related("issued_by").order_by("ordinal"))
    targets = [(each, line("target", target_value(each))) for each in version.targets.order_by("ordinal")]
    return PlanPage(
        plan=plan,
        version=version,
        versions=versions,
        state=state_of(plan, version, by.day),
        targets=tuple(targets),
        bases=_bases(by, version),
        groups=tuple(line("priority_group", {"group": each.group}) for each in _groups(version)),
        responsible=tuple(version.responsible.select_related("area", "user").order_by("pk")),
        duties=_duties(by, version),
        tasks=tuple(version.plan_tasks.order_by("ordinal")),
        receipts=_receipts(by, version),
        coverage=coverage(by, plan, version, day),
    )


def _groups(version: PlanVersion) -> QuerySet[PriorityGroup]:
    return version.priority_groups.order_by("pk")


def _bases(by: Reach, version: PlanVersion) -> tuple[Cited, ...]:
    bases = list(version.bases.order_by("role", "pk"))
    if not bases:
        return ()
    numbers = [each.number for each in bases]
    plans = PlanVersion.objects.filter(plan__in=by.plans(), document_number__in=numbers).exclude(plan=version.plan_id)
    known = {(bare_number(each.document_number), each.document_date): each.plan_id for each in plans.order_by("pk")}
    return tuple(Cited(each, known.get((bare_number(each.number), each.date))) for each in bases)


def _duties(by: Reach, version: PlanVersion) -> tuple[DutyRow, ...]:
    tasks = DutyTask.objects.filter(by.within(Action.SEE_DUTIES), plan=version.plan_id, dropped_on__isnull=True)
    late = Q(done_on__isnull=True, due_on__lt=by.day)
    duties = version.duties.order_by(F("due_on").asc(nulls_last=True), "ordinal")
    counts = {
        each["duty"]: (each["total"], each["done"], each["overdue"])
        for each in tasks.values("duty")
        .annotate(total=Count("pk"), done=Count("done_on"), overdue=Count("pk", filter=late))
        .order_by("duty")
    }
    return tuple(DutyRow(each, _bound(each), *counts.get(each.pk, (0, 0, 0))) for each in duties)


def _bound(duty: Duty) -> str:
    if not duty.scope:
        return ""
    office = "" if duty.office in ("", Office.COMMITTEE) else OFFICE_NAMES[Office(duty.office)]
    return " · ".join(each for each in (SCOPE_NAMES[Scope(duty.scope)], office) if each)


def _receipts(by: Reach, version: PlanVersion) -> dict[str, int]:
    return (
        by.receipts()
        .filter(version=version)
        .aggregate(sent=Count("pk"), acknowledged=Count("acknowledged_on"), passed_on=Count("passed_on_on"))
    )


def coverage(by: Reach, plan: Plan, version: PlanVersion, day: date) -> Coverage:
    """The headline, what is allotted of it, and what the plans below set themselves."""
    headline = version.targets.filter(whole=True).first()
    shares = _shares(by, plan, day).aggregate(units=Count("pk"), places=Sum("places"))
    made = Target.objects.filter(version__in=latest_versions(_made_below(by, plan)), whole=True, unit="person")
    planned = made.aggregate(total=Sum("minimum"))["total"]
    return Coverage(
        target=(headline.minimum if headline.minimum is not None else headline.maximum) if headline else None,
        allotted=shares["places"],
        planned=planned,
        units=shares["units"],
        with_plan=_made_below(by, plan).count(),
        whole=by.may_over(Action.SEE_ALLOCATIONS, plan.path),
    )


def _issued(plan: Plan, day: date) -> QuerySet[Allocation]:
    """The one allocation of the plan's own unit that holds on `day`."""
    issued = Allocation.objects.filter(plan=plan, unit=plan.unit_id, holds_from__lte=day).exclude(
        state=Allocation.State.DRAFT
    )
    return issued.order_by("-holds_from", "-ordinal")[:1]


def _shares(by: Reach, plan: Plan, day: date) -> QuerySet[Share]:
    numbers = list(_issued(plan, day).values_list("pk", flat=True))
    shares = Share.objects.filter(allocation__in=numbers, group="")
    if by.may_over(Action.SEE_ALLOCATIONS, plan.path):
        return shares
    return shares.filter(by.within(Action.SEE_ALLOCATIONS, "unit__path"))


def _made_below(by: Reach, plan: Plan) -> QuerySet[Plan]:
    return by.plans().filter(carries_out=plan, withdrawn_on__isnull=True)


def units_below(by: Reach, plan: Plan, day: date, *, only: str = "") -> QuerySet[Unit]:
    """Units given a share of the plan or having made a plan that carries it out, in Vietnamese order.

    `only` "without" leaves those without a plan of their own, "with" the others.
    """
    low, high = subtree_range(plan.path)
    given = Exists(_shares(by, plan, day).filter(unit=OuterRef("pk")))
    made = Exists(_made_below(by, plan).filter(unit=OuterRef("pk")))
    units = Unit.objects.filter(path__gte=low, path__lt=high)
    conditions = {"without": Q(given) & ~Q(made), "with": Q(made)}
    return units.filter(conditions.get(only, Q(given) | Q(made))).order_by("sort_key", "pk")


def below_rows(by: Reach, plan: Plan, day: date, units: Iterable[Unit]) -> list[Below]:
    """Rows for `units`, in their order; four queries however many."""
    shown = list(units)
    if not shown:
        return []
    places = dict(_shares(by, plan, day).filter(unit__in=shown).values_list("unit", "places"))
    versions = latest_versions(_made_below(by, plan).filter(unit__in=shown)).select_related("plan").order_by("pk")
    by_unit = {each.plan.unit_id: each for each in versions}
    figures = {
        each.version_id: each.minimum if each.minimum is not None else each.maximum
        for each in Target.objects.filter(version__in=by_unit.values(), whole=True)
    }
    further = dict(
        by.plans()
        .filter(carries_out__in=[each.plan_id for each in by_unit.values()], withdrawn_on__isnull=True)
        .values_list("carries_out")
        .annotate(Count("pk"))
        .order_by("carries_out")
    )
    return [_below(unit, places.get(unit.pk), by_unit.get(unit.pk), figures, further) for unit in shown]


def _below(
    unit: Unit,
    places: int | None,
    version: PlanVersion | None,
    figures: Mapping[int, Decimal | None],
    further: Mapping[int, int],
) -> Below:
    return Below(
        unit=unit,
        places=places,
        version=version,
        planned=figures.get(version.pk) if version else None,
        carried_out_by=further.get(version.plan_id, 0) if version else 0,
    )


def may_change(by: Reach, plan: Plan) -> bool:
    """Whether this person may adjust or withdraw the plan."""
    return by.may_over(Action.ISSUE_PLANS, plan.path) and plan.withdrawn_on is None


def receipt_of(by: Reach, plan: Plan) -> PlanReceipt | None:
    """The latest receipt by which the plan came to a unit this person works at; None where it did not."""
    return (
        by.receipts()
        .filter(plan=plan, unit__in=[each.unit_id for each in by.holdings])
        .select_related("unit", "version")
        .order_by("-version__ordinal", "unit__sort_key", "pk")
        .first()
    )
