"""Who can see a unit, and why: every appointment and delegation whose role, at that place, reaches it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from nguon.models import Appointment, Delegation, Unit
from nguon.rules.roles import ROLE_NAMES, Action, Place, Role, may
from nguon.rules.tree import is_within, lineage_of

ACTION_NAMES = (
    (Action.CHANGE_UNITS, "sửa tổ chức"),
    (Action.CHANGE_ACCOUNTS, "mở tài khoản, giao vai trò"),
    (Action.SEE_PLANS, "xem kế hoạch"),
    (Action.ISSUE_PLANS, "ban hành kế hoạch"),
    (Action.DIVIDE, "giao chỉ tiêu"),
    (Action.DO_DUTIES, "ghi kết quả việc"),
    (Action.SEE_AUDIT, "xem nhật ký"),
)


@dataclass(frozen=True)
class Reacher:
    """One person who sees a unit. `because` says it in words; `acting_for` names whom they stand in for, else ""."""

    user_id: int
    full_name: str
    sort_key: str
    role_name: str
    unit_id: int
    unit_name: str
    because: str
    may_also: tuple[str, ...]
    acting_for: str
    document_number: str
    until: date | None
    active: bool


def who_reaches(unit: Unit, on: date) -> tuple[Reacher, ...]:
    """Everybody who sees `unit` on `on`, once for each role that shows it to them; nearest unit first, then by name.

    Four queries.
    """
    lineage = lineage_of(unit.path)
    lent = Delegation.objects.filter(starts_on__lte=on, ends_on__gt=on).select_related("to")
    lent = lent.filter(Q(ended_early_on__isnull=True) | Q(ended_early_on__gt=on))
    held = (
        Appointment.objects.filter(Q(unit__path__in=lineage) | Q(areas__path__in=lineage), starts_on__lte=on)
        .exclude(ends_on__lte=on)
        .select_related("user", "unit")
        .prefetch_related("areas", Prefetch("delegations", queryset=lent, to_attr="lent"))
        .distinct()
    )
    found: list[tuple[int, Reacher]] = []
    for each in held:
        because = _because(each, unit)
        if not because:
            continue
        nearness = -len(each.unit.path)
        found.append((nearness, _reacher(each, unit, because)))
        found += [(nearness, _reacher(each, unit, because, delegation)) for delegation in each.lent]
    found.sort(key=lambda pair: (pair[0], pair[1].sort_key, pair[1].user_id, pair[1].role_name))
    return tuple(reacher for _, reacher in found)


def _permits(appointment: Appointment, unit: Unit, action: Action) -> str:
    """How the appointment permits `action` over `unit`: "own", "below", the area's name; "" where it does not."""
    place = may(Role(appointment.role), action)
    if place in {Place.OWN, Place.AREAS} and appointment.unit_id == unit.pk:
        return "own"
    if place is Place.BELOW and is_within(unit.path, appointment.unit.path):
        return "own" if appointment.unit_id == unit.pk else "below"
    if place is Place.AREAS:
        return next((area.name for area in appointment.areas.all() if is_within(unit.path, area.path)), "")
    return ""


def _because(appointment: Appointment, unit: Unit) -> str:
    how = _permits(appointment, unit, Action.SEE_UNITS)
    if how == "own":
        return "giữ vai trò tại chính đơn vị này"
    if how == "below":
        return f"giữ vai trò tại cấp trên là {appointment.unit.name}, vai trò này thấy mọi đơn vị bên dưới"
    if how:
        return f"được phân công phụ trách {how}"
    return ""


def _reacher(appointment: Appointment, unit: Unit, because: str, delegation: Delegation | None = None) -> Reacher:
    user = delegation.to if delegation else appointment.user
    ends = [each for each in (appointment.ends_on, delegation.ends_on if delegation else None) if each]
    return Reacher(
        user_id=user.pk,
        full_name=user.full_name,
        sort_key=user.sort_key,
        role_name=ROLE_NAMES[Role(appointment.role)],
        unit_id=appointment.unit_id,
        unit_name=appointment.unit.name,
        because=because,
        may_also=tuple(name for action, name in ACTION_NAMES if _permits(appointment, unit, action)),
        acting_for=appointment.user.full_name if delegation else "",
        document_number=delegation.document_number if delegation else appointment.document_number,
        until=min(ends) if ends else None,
        active=user.is_active,
    )
