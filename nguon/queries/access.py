"""From a person to the records they reach: the only door."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Substr

from nguon.models import (
    Activity,
    Allocation,
    Appointment,
    Delegation,
    DutyTask,
    Entry,
    Plan,
    PlanDraft,
    PlanReceipt,
    Reorganisation,
    Share,
    TaskReport,
    Unit,
    User,
)
from nguon.queries.access_to_people import ReachOfPeople
from nguon.rules.errors import NotReached
from nguon.rules.roles import PERMITS, ROLE_NAMES, Action, Place, Role, may
from nguon.rules.tree import WIDTH, subtree_range

_WITH_AREAS = frozenset(role for role in Role if Place.AREAS in PERMITS[role].values())


@dataclass(frozen=True)
class Holding:
    """One role held on the day asked, at one unit; `acting_for` names whom a delegation stands for, else ""."""

    appointment_id: int
    role: Role
    unit_id: int
    unit_name: str
    unit_path: str
    province: str
    office: str
    areas: tuple[str, ...] = ()
    acting_for: str = ""
    until: date | None = None

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]

    def ranges(self, action: Action) -> Iterator[tuple[str, str | None]]:
        """(path, None) for a single unit, (low, high) for a unit and all below it."""
        place = may(self.role, action)
        if place is Place.OWN:
            yield self.unit_path, None
        elif place is Place.BELOW:
            yield subtree_range(self.unit_path)
        elif place is Place.AREAS:
            yield self.unit_path, None
            for area in self.areas:
                yield subtree_range(area)


@dataclass(frozen=True)
class Reach(ReachOfPeople):
    """Who acts, on which day, and the roles held that day. All record access starts here."""

    who: User | None
    day: date
    holdings: tuple[Holding, ...] = field(default_factory=tuple)
    system: str = ""

    @property
    def main(self) -> Holding | None:
        """The holding shown first; None for a person without any."""
        return self.holdings[0] if self.holdings else None

    @property
    def actor(self) -> str:
        """How the row triggers name this actor."""
        return f"system:{self.system}" if self.system else str(self.who.pk) if self.who else ""

    def may(self, action: Action) -> bool:
        """True where some role held permits `action` somewhere."""
        return bool(self.system) or any(may(each.role, action) is not Place.NONE for each in self.holdings)

    def may_over(self, action: Action, path: str) -> bool:
        """True where some role held permits `action` over the unit at `path`."""
        return bool(self.system) or self.holding_for(action, path) is not None

    def holding_for(self, action: Action, path: str) -> Holding | None:
        """The first holding that permits `action` over the unit at `path`; None where none does."""
        for holding in self.holdings:
            for low, high in holding.ranges(action):
                if (high is None and path == low) or (high is not None and low <= path < high):
                    return holding
        return None

    def roles_over(self, path: str) -> frozenset[Role]:
        """Roles held at the unit at `path`, at one above it, or in charge of its area."""
        found = set()
        for holding in self.holdings:
            starts = (holding.unit_path, *holding.areas)
            if any(low <= path < high for low, high in map(subtree_range, starts)):
                found.add(holding.role)
        return frozenset(found)

    def within(self, action: Action, column: str = "path") -> Q:
        """Condition on a path column: rows of units over which `action` is permitted. Matches nothing where none is."""
        if self.system:
            return Q()
        condition = Q(pk__in=[])
        for holding in self.holdings:
            for low, high in holding.ranges(action):
                if high is None:
                    condition |= Q(**{column: low})
                else:
                    condition |= Q(**{f"{column}__gte": low, f"{column}__lt": high})
        return condition

    def units(self, action: Action = Action.SEE_UNITS) -> QuerySet[Unit]:
        """Units over which `action` is permitted, closed ones included, unordered."""
        return Unit.objects.filter(self.within(action))

    def unit(self, unit_id: int, action: Action = Action.SEE_UNITS) -> Unit:
        """The unit, when `action` is permitted over it. Raises NotReached otherwise, absent or forbidden alike."""
        found = self.units(action).filter(pk=unit_id).first()
        if found is None:
            raise NotReached(f"unit {unit_id}")
        return found

    def plans(self, action: Action = Action.SEE_PLANS) -> QuerySet[Plan]:
        """Plans of units within reach; for seeing, also plans sent to such units."""
        condition = self.within(action)
        if action is Action.SEE_PLANS and not self.system:
            sent = PlanReceipt.objects.filter(self.within(action), plan=OuterRef("pk"))
            condition |= Q(Exists(sent))
        return Plan.objects.filter(condition)

    def plan(self, plan_id: int, action: Action = Action.SEE_PLANS) -> Plan:
        """The plan within reach for `action`; raises NotReached."""
        found = self.plans(action).select_related("unit").filter(pk=plan_id).first()
        if found is None:
            raise NotReached(f"plan {plan_id}")
        return found

    def drafts(self) -> QuerySet[PlanDraft]:
        """Drafts of units for which plans may be read in, neither confirmed nor dropped ones left out."""
        return PlanDraft.objects.filter(self.within(Action.READ_PLANS))

    def allocations(self, action: Action = Action.SEE_ALLOCATIONS) -> QuerySet[Allocation]:
        """Allocations made by units within reach; for seeing, also those ever issued that give such a unit a share."""
        condition = self.within(action)
        if action is Action.SEE_ALLOCATIONS and not self.system:
            given = Share.objects.filter(self.within(action, "unit__path"), allocation=OuterRef("pk"))
            condition |= ~Q(state="draft") & Q(Exists(given))
        return Allocation.objects.filter(condition)

    def duty_tasks(self, action: Action = Action.SEE_DUTIES) -> QuerySet[DutyTask]:
        """Duties of units within reach, dropped ones left out."""
        return DutyTask.objects.filter(self.within(action), dropped_on__isnull=True)

    def task_reports(self, action: Action = Action.SEE_TASKS) -> QuerySet[TaskReport]:
        """What units within reach say of plan tasks."""
        return TaskReport.objects.filter(self.within(action))

    def receipts(self, action: Action = Action.SEE_TASKS) -> QuerySet[PlanReceipt]:
        """Plans sent to units within reach."""
        return PlanReceipt.objects.filter(self.within(action))

    def activities(self, action: Action = Action.SEE_ACTIVITIES) -> QuerySet[Activity]:
        """Activities of units within reach, withdrawn ones left out."""
        return Activity.objects.filter(self.within(action), withdrawn_at__isnull=True)

    def reorganisations(self) -> QuerySet[Reorganisation]:
        """Changes to units within reach."""
        return Reorganisation.objects.filter(self.within(Action.SEE_UNITS))

    def accounts(self, action: Action = Action.SEE_ACCOUNTS) -> QuerySet[User]:
        """Persons who hold or held a role at a unit within reach, each once."""
        if self.system:
            return User.objects.all()
        held = Appointment.objects.filter(self.within(action, "unit__path"), user=OuterRef("pk"))
        return User.objects.filter(Exists(held))

    @property
    def keeps_system(self) -> bool:
        """True where they keep the whole installation: an administrator at a top unit."""
        tops = (each for each in self.holdings if len(each.unit_path) == WIDTH)
        return bool(self.system) or any(may(each.role, Action.KEEP_SYSTEM) is not Place.NONE for each in tops)

    def entries(self) -> QuerySet[Entry]:
        """Audit entries about units within reach; for who keeps the system also those about no unit.

        From a top unit nearly every entry is within reach: the first four characters are compared, which no index serves,
        so that the newest are read from the end of the table instead of sorting all of a range.
        """
        if self.system:
            return Entry.objects.all()
        tops = {each.unit_path for each in self.holdings if may(each.role, Action.SEE_AUDIT) is Place.BELOW}
        tops = {path for path in tops if len(path) == WIDTH} | ({""} if self.keeps_system else set())
        further = tuple(each for each in self.holdings if each.unit_path not in tops)
        condition = Reach(self.who, self.day, further).within(Action.SEE_AUDIT, "unit_path")
        if not tops:
            return Entry.objects.filter(condition)
        return Entry.objects.alias(top=Substr("unit_path", 1, WIDTH)).filter(Q(top__in=tops) | condition)


def system_reach(name: str, *, on: date) -> Reach:
    """The reach of a command that runs by itself, named in every entry it leaves."""
    return Reach(who=None, day=on, system=name)


def reach(user: User, *, on: date, first: int | None = None) -> Reach:
    """Who `user` is on the day `on`: appointments and delegations in force, the appointment `first` in front.

    Two queries and one for areas where a holding has them, whatever the number of holdings.
    """
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    held = list(
        Appointment.objects.filter(in_force, user=user, starts_on__lte=on)
        .select_related("unit")
        .order_by("starts_on", "pk")
    )
    lent = list(
        Delegation.objects.filter(
            Q(ended_early_on__isnull=True) | Q(ended_early_on__gt=on),
            Q(appointment__ends_on__isnull=True) | Q(appointment__ends_on__gt=on),
            to=user,
            starts_on__lte=on,
            ends_on__gt=on,
            appointment__starts_on__lte=on,
            appointment__user__is_active=True,
        )
        .select_related("appointment__unit", "appointment__user")
        .order_by("appointment_id", "-ends_on")
    )
    in_charge = [each for each in (*held, *(each.appointment for each in lent)) if each.role in _WITH_AREAS]
    prefetch_related_objects(in_charge, "areas")
    holdings = {each.pk: _holding(each) for each in held}
    for each in lent:
        holdings.setdefault(each.appointment_id, _holding(each.appointment, each))
    in_order = sorted(holdings.values(), key=lambda each: each.appointment_id != first)
    return Reach(who=user, day=on, holdings=tuple(in_order))


def _holding(appointment: Appointment, lent: Delegation | None = None) -> Holding:
    unit = appointment.unit
    ends = [each for each in (appointment.ends_on, lent.ends_on if lent else None) if each]
    return Holding(
        appointment_id=appointment.pk,
        role=Role(appointment.role),
        unit_id=unit.pk,
        unit_name=unit.name,
        unit_path=unit.path,
        province=unit.province,
        office=appointment.office,
        areas=tuple(sorted(area.path for area in appointment.areas.all())) if appointment.role in _WITH_AREAS else (),
        acting_for=appointment.user.full_name if lent else "",
        until=min(ends, default=None),
    )
