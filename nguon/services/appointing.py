"""Appointments: a role at a unit from one day until another, by a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from nguon.models import Appointment, Delegation, Unit, User
from nguon.queries.access import Reach
from nguon.queries.accounts import opens
from nguon.rules.errors import NotAllowed, NotReached, RuleViolation, Unmet
from nguon.rules.offices import Office
from nguon.rules.roles import MASS_OFFICES, OFFICE_OF, ROLE_NAMES, Action, Role
from nguon.rules.tree import is_within
from nguon.services.audit import operation, record


@dataclass(frozen=True)
class Terms:
    """What an appointment says: `ends_on` is excluded, None for no end; `office` "" for the role's usual one."""

    role: Role
    starts_on: date
    ends_on: date | None = None
    office: str = ""
    area_ids: tuple[int, ...] = ()
    document_number: str = ""


@operation
def appoint(*, by: Reach, user_id: int, unit_id: int, terms: Terms) -> Appointment:
    """Give a person one more role. Nobody appoints above their own reach, nor themselves.

    Raises NotReached for a person or a unit out of reach, NotAllowed for a role not theirs to give, RuleViolation for
    days that do not fit, areas not below the unit, or a role already held in those days.
    """
    unit = unit_to_appoint_at(by, unit_id, terms.role)
    user = by.accounts(Action.CHANGE_ACCOUNTS).select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        raise NotReached(f"account {user_id}")
    if by.who is not None and by.who.pk == user.pk:
        raise RuleViolation([Unmet("appointing.own", "Không ai tự giao vai trò cho mình.")])
    after = give(by, user, unit, terms)
    made = user.appointments.latest("pk")
    record(
        by, "appointing.appoint", user, unit=unit, permitted_by=Action.CHANGE_ACCOUNTS, on=terms.starts_on, after=after
    )
    return made


@operation
def end_appointment(*, by: Reach, appointment_id: int, ends_on: date, reason: str = "") -> Appointment | None:
    """End a role from the day `ends_on`, which is today or later; one that has not begun by then is withdrawn: None.

    Raises NotReached, NotAllowed, RuleViolation for a day gone by, a day after its present end, or one's own role.
    """
    rows = Appointment.objects.filter(by.within(Action.CHANGE_ACCOUNTS, "unit__path"), pk=appointment_id)
    held = rows.select_for_update(of=("self",)).select_related("unit", "user").first()
    if held is None:
        raise NotReached(f"appointment {appointment_id}")
    unmet = _unmet_end(by, held, ends_on)
    if unmet:
        raise RuleViolation(unmet)
    role = {"role": held.role, "unit": held.unit.name}
    common: dict[str, Any] = {
        "unit": held.unit,
        "permitted_by": Action.CHANGE_ACCOUNTS,
        "on": ends_on,
        "reason": reason,
    }
    before = {**role, "starts_on": held.starts_on, "ends_on": held.ends_on}
    if ends_on <= held.starts_on:
        held.delete()
        record(by, "appointing.withdraw", held.user, before=before, **common)
        return None
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    record(by, "appointing.end", held.user, before=before, after={**role, "ends_on": ends_on}, **common)
    return held


def _unmet_end(by: Reach, held: Appointment, ends_on: date) -> list[Unmet]:
    if not opens(by, Role(held.role), held.unit.path):
        raise NotAllowed(f"appointment {held.pk}")
    unmet = []
    if by.who is not None and by.who.pk == held.user_id:
        unmet.append(Unmet("appointing.own", "Không ai tự kết thúc vai trò của mình."))
    if ends_on < by.day:
        unmet.append(Unmet("appointing.end.past", "Vai trò chỉ kết thúc được từ hôm nay trở đi."))
    if held.ends_on is not None and ends_on > held.ends_on:
        unmet.append(Unmet("appointing.end.later", f"Vai trò này đã kết thúc từ ngày {held.ends_on:%d/%m/%Y}."))
    if ends_on <= held.starts_on and Delegation.objects.filter(appointment=held).exists():
        what = "Vai trò chưa bắt đầu này đã được ủy quyền; hãy kết thúc từ sau ngày bắt đầu."
        unmet.append(Unmet("appointing.end.delegated", what))
    if ends_on <= held.starts_on and not held.user.appointments.exclude(pk=held.pk).exists():
        what = "Đây là vai trò duy nhất của người này. Hãy giao vai trò khác trước, hoặc khóa tài khoản."
        unmet.append(Unmet("appointing.end.only", what))
    return unmet


def unit_to_appoint_at(by: Reach, unit_id: int, role: Role) -> Unit:
    """The unit, when `by` may appoint to `role` there. Raises NotReached, NotAllowed."""
    unit = by.unit(unit_id, Action.CHANGE_ACCOUNTS)
    if not opens(by, role, unit.path):
        raise NotAllowed(f"{role} at unit {unit_id}")
    return unit


def give(by: Reach, user: User, unit: Unit, terms: Terms) -> Mapping[str, Any]:
    """Make the appointment within an open operation; what the entry says of it. Raises RuleViolation."""
    areas = list(Unit.objects.filter(pk__in=terms.area_ids)) if terms.role is Role.STANDING_BOARD_MEMBER else []
    unmet = _unmet_terms(by, user, unit, terms, areas)
    if unmet:
        raise RuleViolation(unmet)
    made = Appointment.objects.create(
        user=user,
        role=terms.role,
        unit=unit,
        office=terms.office or OFFICE_OF[terms.role],
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        document_number=terms.document_number.strip(),
        province=unit.province,
    )
    made.areas.set(areas)
    said = {"role": made.role, "unit": unit.name, "office": made.office, "starts_on": made.starts_on}
    if made.ends_on:
        said["ends_on"] = made.ends_on
    if made.document_number:
        said["document_number"] = made.document_number
    if areas:
        said["areas"] = sorted(each.name for each in areas)
    return said


def _unmet_terms(by: Reach, user: User, unit: Unit, terms: Terms, areas: list[Unit]) -> list[Unmet]:
    unmet = []
    if terms.ends_on is not None and terms.ends_on <= max(terms.starts_on, by.day):
        what = "Ngày cuối phải không trước ngày bắt đầu và không trước hôm nay."
        unmet.append(Unmet("appointing.days", what))
    if unit.closed_on is not None and unit.closed_on <= by.day:
        unmet.append(Unmet("appointing.unit.closed", f"{unit.name} đã kết thúc hoạt động."))
    offices = set(MASS_OFFICES) if terms.role is Role.MASS_ORGANISATION_OFFICER else set(Office)
    if terms.office and terms.office not in offices:
        unmet.append(Unmet("appointing.office", "Cơ quan không hợp với vai trò này."))
    if terms.role is Role.STANDING_BOARD_MEMBER:
        if not areas:
            unmet.append(Unmet("appointing.areas.missing", "Phải chọn ít nhất một địa bàn phụ trách."))
        if any(area.pk == unit.pk or not is_within(area.path, unit.path) for area in areas):
            unmet.append(Unmet("appointing.areas.outside", f"Địa bàn phụ trách phải thuộc {unit.name}."))
    same = Appointment.objects.filter(user=user, role=terms.role, unit=unit)
    same = same.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=terms.starts_on))
    if terms.ends_on is not None:
        same = same.filter(starts_on__lt=terms.ends_on)
    if same.exists():
        what = f"{user.full_name} đang giữ vai trò {ROLE_NAMES[terms.role]} tại {unit.name} trong những ngày đó."
        unmet.append(Unmet("appointing.twice", what))
    return unmet
