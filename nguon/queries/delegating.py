"""Who acts for whom, by which document, until when."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from nguon.models import Appointment, Delegation, User
from nguon.queries.access import Reach
from nguon.queries.accounts import in_force
from nguon.rules.roles import Action, Role, may_be_delegated

DELEGABLE = tuple(role.value for role in Role if may_be_delegated(role))


def delegable(by: Reach) -> QuerySet[Appointment]:
    """Appointments in force that `by` may delegate: their own, and those of holders whose accounts they keep.

    A role held for another is never passed on. In the order of the unit's path, then the holder's name.
    """
    own = Q(user=by.who) if by.who else Q(pk__in=[])
    held = tuple(each for each in by.holdings if not each.acting_for)
    keeping = Reach(who=by.who, day=by.day, holdings=held, system=by.system).within(
        Action.CHANGE_ACCOUNTS, "unit__path"
    )
    rows = Appointment.objects.filter(in_force(by.day), own | keeping, role__in=DELEGABLE, user__is_active=True)
    return rows.select_related("unit", "user").order_by("unit__path", "user__sort_key", "pk")


def deputies(appointment: Appointment, on: date) -> QuerySet[User]:
    """Who may act for the holder: other active persons with a role at the same unit or the one directly above, by name."""
    units = [appointment.unit_id, appointment.unit.parent_id]
    there = Appointment.objects.filter(in_force(on), unit__in=[each for each in units if each], user=OuterRef("pk"))
    rows = User.objects.filter(Exists(there), is_active=True).exclude(pk=appointment.user_id)
    return rows.order_by("sort_key", "pk")


def delegation_rows(by: Reach) -> QuerySet[Delegation]:
    """Delegations given by, given to or kept by `by`, the latest first; one query."""
    keeping = by.within(Action.CHANGE_ACCOUNTS, "appointment__unit__path")
    own = Q(appointment__user=by.who) | Q(to=by.who) if by.who else Q(pk__in=[])
    rows = Delegation.objects.filter(keeping | own)
    return rows.select_related("appointment__unit", "appointment__user", "to").order_by("-starts_on", "-pk")


def endable(by: Reach) -> QuerySet[Delegation]:
    """Delegations not ended yet that `by` gave, received or keeps: each of these may end them."""
    running = Q(ended_early_on__isnull=True) | Q(ended_early_on__gt=by.day)
    return delegation_rows(by).filter(running, ends_on__gt=by.day)
