"""What waits for one person today, and nothing else; and the year and the target of their unit at a look."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from nguon.models import Allocation, Delegation, DutyTask, Plan, PlanDraft, PlanReceipt, Share, Target, Unit, YearFigure
from nguon.queries.access import Holding, Reach
from nguon.queries.binding import versions_on
from nguon.queries.class_work import ClassWork, class_work
from nguon.queries.duties import OPEN, DutyRound, TaskRow, Today, for_committee, own_places, rounds, task_row
from nguon.queries.survey_work import SurveyWork, survey_work
from nguon.queries.work_people import PeopleWaiting, people_waiting
from nguon.rules.roles import Action, Place, may

HORIZON_DAYS = 60
DELEGATION_NOTICE_DAYS = 14
MOST_DUTIES = 40


@dataclass(frozen=True)
class PlanNamed:
    """A plan and what to call it."""

    plan_id: int
    title: str
    document_number: str
    issuer: str


@dataclass(frozen=True)
class ReceiptItem:
    """A plan received: to be acknowledged, or to be passed on once it was."""

    receipt: PlanReceipt
    plan: PlanNamed


@dataclass(frozen=True)
class ShareItem:
    """A share given to one's unit: to be divided further, or to be answered by a plan of one's own."""

    plan: PlanNamed
    unit: Unit
    places: int
    given_on: date | None


@dataclass(frozen=True)
class AllocationItem:
    """A division that is still a draft."""

    allocation: Allocation
    plan: PlanNamed


def draft_name(draft: PlanDraft) -> str:
    """What to call a draft: its file, or that it was filled in by hand."""
    return draft.source.name if draft.source else "Nhập tay"


@dataclass(frozen=True)
class Waiting:
    """Everything that waits for one person, by the act to take; `later` counts duties beyond the horizon."""

    duties: dict[str, list[TaskRow]] = field(default_factory=dict)
    later: int = 0
    urge: list[DutyRound] = field(default_factory=list)
    oversee: list[DutyRound] = field(default_factory=list)
    in_charge: bool = False  # of areas: what is overseen are these
    to_acknowledge: list[ReceiptItem] = field(default_factory=list)
    to_pass_on: list[ReceiptItem] = field(default_factory=list)
    drafts: list[PlanDraft] = field(default_factory=list)
    allocations: list[AllocationItem] = field(default_factory=list)
    to_divide: list[ShareItem] = field(default_factory=list)
    to_plan: list[ShareItem] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)
    surveys: SurveyWork = field(default_factory=SurveyWork)
    people: PeopleWaiting = field(default_factory=PeopleWaiting)
    classes: ClassWork = field(default_factory=ClassWork)

    @property
    def count(self) -> int:
        """How many things, each counted once."""
        return (
            sum(len(rows) for rows in self.duties.values())
            + len(self.urge)
            + len(self.oversee)
            + len(self.to_acknowledge)
            + len(self.to_pass_on)
            + len(self.drafts)
            + len(self.allocations)
            + len(self.to_divide)
            + len(self.to_plan)
            + len(self.delegations)
            + len(self.surveys.to_hand_in)
            + len(self.surveys.to_decide)
            + self.people.count
            + self.classes.count
        )

    @property
    def overdue(self) -> int:
        """How many of the duties, one's own and those to urge, are past their day."""
        own = sum(1 for rows in self.duties.values() for each in rows if each.standing.tone == "late")
        return (
            own
            + sum(1 for each in (*self.urge, *self.oversee) if each.overdue)
            + self.surveys.overdue
            + self.people.overdue
            + self.classes.overdue
        )


def own_units(by: Reach, action: Action) -> list[int]:
    """Units at which the person's own post permits `action`, in the order of the posts."""
    return list(
        dict.fromkeys(each.unit_id for each in by.holdings if may(each.role, action) in (Place.OWN, Place.BELOW))
    )


def waiting(by: Reach, today: Today) -> Waiting:
    """What waits for the person; the same number of queries however much it is, none for what their roles do not do."""
    duties, later = _duties(by, today)
    receipts = _receipts(by)
    allocations, to_divide, to_plan = _planning(by)
    drafts = _drafts(by)
    versions = versions_on(
        [each.plan_id for each in receipts]
        + [each.plan_id for each in allocations]
        + [each[0] for each in (*to_divide, *to_plan)],
        on=by.day,
    )
    named = {
        plan_id: PlanNamed(plan_id, each.title, each.document_number, each.issuer) for plan_id, each in versions.items()
    }
    urge, oversee = _below(by, today)
    return Waiting(
        duties=duties,
        later=later,
        urge=urge,
        oversee=oversee,
        in_charge=any(may(each.role, Action.SEE_DUTIES) is Place.AREAS for each in by.holdings),
        to_acknowledge=[ReceiptItem(each, named[each.plan_id]) for each in receipts if each.acknowledged_on is None],
        to_pass_on=[ReceiptItem(each, named[each.plan_id]) for each in receipts if each.acknowledged_on is not None],
        drafts=drafts,
        allocations=[AllocationItem(each, named[each.plan_id]) for each in allocations],
        to_divide=[ShareItem(named[plan_id], unit, places, on) for plan_id, unit, places, on in to_divide],
        to_plan=[ShareItem(named[plan_id], unit, places, on) for plan_id, unit, places, on in to_plan],
        delegations=_delegations(by),
        surveys=survey_work(by),
        people=people_waiting(by, today),
        classes=class_work(by),
    )


def _duties(by: Reach, today: Today) -> tuple[dict[str, list[TaskRow]], int]:
    if not by.may(Action.DO_DUTIES):
        return {}, 0
    until = by.day + timedelta(days=HORIZON_DAYS)
    mine = by.duty_tasks(Action.DO_DUTIES).filter(own_places(by)).filter(OPEN)
    tasks = (
        mine.filter(due_on__lte=until)
        .select_related("unit", "duty__version")
        .order_by("due_on", "duty_id", "path", "office", "pk")
    )
    offices = [each.office for each in by.holdings]
    found: defaultdict[str, list[TaskRow]] = defaultdict(list)
    for task in tasks[:MOST_DUTIES]:
        found[task.duty.action].append(task_row(by, task, today))
    for rows in found.values():
        rows.sort(key=lambda each: (each.task.due_on, each.task.office not in offices))
    ordered = sorted(found.items(), key=lambda pair: pair[1][0].task.due_on)
    return dict(ordered), mine.filter(due_on__gt=until).count()


def _below(by: Reach, today: Today) -> tuple[list[DutyRound], list[DutyRound]]:
    """Rounds of units below that are past or soon due: to urge for those who may write them down, else to know of.

    Those of the own unit's plans come first; the others name the unit whose plan it is.
    """
    places = {may(each.role, Action.DO_DUTIES) for each in by.holdings} | {
        may(each.role, Action.SEE_DUTIES) for each in by.holdings
    }
    if not places & {Place.BELOW, Place.AREAS}:
        return [], []
    tasks = by.duty_tasks(Action.SEE_DUTIES).exclude(own_places(by)).filter(OPEN, due_on__lte=today.soon_until)
    keys = set(tasks.order_by().values_list("duty_id", "nominal_due_on"))
    if not keys:
        return [], []
    whole = by.duty_tasks(Action.SEE_DUTIES).exclude(own_places(by)).filter(duty_id__in={duty for duty, _day in keys})
    found = [_whose(by, each) for each in rounds(whole, today) if (each.duty.pk, each.nominal_due_on) in keys]
    found.sort(key=lambda each: bool(each.issuer))
    if any(may(each.role, Action.DO_DUTIES) is Place.BELOW for each in by.holdings):
        return found, []
    return [], found


def _whose(by: Reach, asked: DutyRound) -> DutyRound:
    issuer = asked.duty.version.plan.unit
    return asked if any(each.unit_id == issuer.pk for each in by.holdings) else replace(asked, issuer=issuer.name)


def _receipts(by: Reach) -> list[PlanReceipt]:
    units = own_units(for_committee(by), Action.REPORT_TASKS)
    if not units:
        return []
    later = PlanReceipt.objects.filter(
        unit=OuterRef("unit"), plan=OuterRef("plan"), version__ordinal__gt=OuterRef("version__ordinal")
    )
    return list(
        PlanReceipt.objects.filter(unit_id__in=units, passed_on_on__isnull=True, plan__withdrawn_on__isnull=True)
        .filter(~Exists(later))
        .filter(version__period_until__gt=by.day)
        .select_related("unit", "version")
        .order_by("sent_on", "pk")
    )


def _drafts(by: Reach) -> list[PlanDraft]:
    units = own_units(by, Action.ISSUE_PLANS)
    if not units:
        return []
    return list(
        by.drafts()
        .filter(unit_id__in=units, became__isnull=True, dropped_at__isnull=True)
        .select_related("source", "unit", "made_by")
        .defer("reading", "source__content", "source__text")
        .order_by("made_at", "pk")
    )


_Shared = tuple[int, Unit, int, date | None]


def _planning(by: Reach) -> tuple[list[Allocation], list[_Shared], list[_Shared]]:
    divides, issues = own_units(by, Action.DIVIDE), own_units(by, Action.ISSUE_PLANS)
    if not divides and not issues:
        return [], [], []
    drafts = list(
        Allocation.objects.filter(unit_id__in=divides, state=Allocation.State.DRAFT)
        .select_related("unit")
        .order_by("saved_at", "pk")
    )
    divided = Allocation.objects.filter(plan=OuterRef("allocation__plan"), unit=OuterRef("unit"))
    answered = Plan.objects.filter(
        carries_out=OuterRef("allocation__plan"), unit=OuterRef("unit"), withdrawn_on__isnull=True
    )
    children = Unit.objects.filter(parent=OuterRef("unit"), closed_on__isnull=True)
    shares = (
        Share.objects.filter(
            unit_id__in={*divides, *issues},
            group="",
            places__gt=0,
            allocation__state=Allocation.State.ISSUED,
            allocation__plan__withdrawn_on__isnull=True,
            allocation__version__period_until__gt=by.day,
        )
        .select_related("unit", "allocation")
        .annotate(is_divided=Exists(divided), is_answered=Exists(answered), has_children=Exists(children))
        .order_by("allocation__issued_at", "pk")
    )
    to_divide: list[_Shared] = []
    to_plan: list[_Shared] = []
    for each in shares:
        row = (each.allocation.plan_id, each.unit, each.places, each.allocation.holds_from)
        if each.unit_id in divides and each.has_children and not each.is_divided:
            to_divide.append(row)
        if each.unit_id in issues and not each.is_answered:
            to_plan.append(row)
    return drafts, to_divide, to_plan


def _delegations(by: Reach) -> list[Delegation]:
    until = by.day + timedelta(days=DELEGATION_NOTICE_DAYS)
    return list(
        Delegation.objects.filter(Q(to=by.who) | Q(appointment__user=by.who))
        .filter(ended_early_on__isnull=True, starts_on__lte=by.day, ends_on__gt=by.day, ends_on__lte=until)
        .select_related("appointment__unit", "appointment__user", "to")
        .order_by("ends_on", "pk")
    )


@dataclass(frozen=True)
class TargetLine:
    """The year's figure of one unit: what it must reach, what it divided, last year's result and this year's so far."""

    unit_name: str
    year: int
    target: int
    allotted: int | None  # None where there is no unit below to allot to
    last_year: int | None
    so_far: int | None
    plan_id: int


def target_line(by: Reach, holding: Holding | None) -> TargetLine | None:
    """The target of the unit of `holding` in this year: of its own plan, else its share of one; None where there is none.

    Four queries, five where nothing is allotted.
    """
    if holding is None or not by.may_over(Action.SEE_ALLOCATIONS, holding.unit_path):
        return None
    year, unit_id = by.day.year, holding.unit_id
    own = (
        Target.objects.filter(version__plan__unit_id=unit_id, version__plan__withdrawn_on__isnull=True, whole=True)
        .filter(version__period_from__lte=by.day, version__period_until__gt=by.day, version__holds_from__lte=by.day)
        .filter(minimum__isnull=False, unit="person", measure="admissions")
        .order_by("-version__period_from", "-version__plan_id", "-version__ordinal")
        .values_list("version__plan_id", "minimum")
        .first()
    )
    given = (
        Share.objects.filter(unit_id=unit_id, group="", allocation__state=Allocation.State.ISSUED)
        .filter(allocation__version__period_from__lte=by.day, allocation__version__period_until__gt=by.day)
        .order_by("-allocation__version__period_from", "-pk")
        .values_list("allocation__plan_id", "places")
        .first()
    )
    found = own or given
    if found is None:
        return None
    plan_id, target = found
    allotted = Share.objects.filter(
        allocation__unit_id=unit_id,
        group="",
        allocation__state=Allocation.State.ISSUED,
        allocation__plan_id__in=[each[0] for each in (own, given) if each],
    ).aggregate(places=Sum("places"))["places"]
    if allotted is None and Unit.objects.filter(parent_id=unit_id, closed_on__isnull=True).exists():
        allotted = 0
    figures = dict(
        YearFigure.objects.filter(unit_id=unit_id, year__in=(year - 1, year)).values_list("year", "admitted")
    )
    return TargetLine(
        holding.unit_name, year, int(target or 0), allotted, figures.get(year - 1), figures.get(year), plan_id
    )


@dataclass(frozen=True)
class YearLine:
    """The rounds of the year around today: the last `before` ones, then the next."""

    before: list[DutyRound]
    after: list[DutyRound]


def year_line(by: Reach, today: Today, *, before: int = 4, after: int = 5) -> YearLine:
    """Rounds of this year within sight, split at today; two queries."""
    if not by.may(Action.SEE_DUTIES):
        return YearLine([], [])
    found = rounds(_this_year(by), today)
    past = [each for each in found if each.due_on < by.day]
    return YearLine(past[-before:], [each for each in found if each.due_on >= by.day][:after])


def _this_year(by: Reach) -> QuerySet[DutyTask]:
    year = by.day.year
    return by.duty_tasks(Action.SEE_DUTIES).filter(due_on__gte=date(year, 1, 1), due_on__lt=date(year + 1, 1, 1))
