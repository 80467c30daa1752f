"""Delegations: one person acts for another by a numbered document, and only until a day."""

from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from nguon.models import Appointment, Delegation, User
from nguon.queries.access import Reach
from nguon.queries.delegating import delegable, deputies, endable
from nguon.rules.errors import NotReached, RuleViolation, Unmet
from nguon.rules.periods import add_months
from nguon.rules.roles import Action
from nguon.services.audit import operation, record

LONGEST_MONTHS = 12


@operation
def delegate(
    *,
    by: Reach,
    appointment_id: int,
    to_id: int,
    starts_on: date,
    ends_on: date,
    document_number: str,
    document_date: date,
) -> Delegation:
    """Let another person act in a role on its holder's behalf from `starts_on` up to, not including, `ends_on`.

    Raises NotReached for a role not theirs to delegate (one's own, or of a holder one keeps; never one held for
    another), RuleViolation with everything that does not fit.
    """
    held = delegable(by).select_for_update(of=("self",)).filter(pk=appointment_id).first()
    if held is None:
        raise NotReached(f"appointment {appointment_id}")
    to = deputies(held, by.day).filter(pk=to_id).first()
    unmet = _unmet_days(held, starts_on, ends_on, document_date, by.day)
    if not document_number.strip():
        unmet.append(Unmet("delegating.document.missing", "Phải có số văn bản ủy quyền."))
    if to is None:
        what = "Người được ủy quyền phải đang giữ một vai trò tại cùng đơn vị hoặc đơn vị cấp trên trực tiếp."
        unmet.append(Unmet("delegating.to", what))
    elif _overlapping(held, to, starts_on, ends_on):
        unmet.append(Unmet("delegating.twice", f"{to.full_name} đã được ủy quyền vai trò này trong những ngày đó."))
    if unmet or to is None:
        raise RuleViolation(unmet)
    made = Delegation.objects.create(
        appointment=held,
        to=to,
        starts_on=starts_on,
        ends_on=ends_on,
        document_number=document_number.strip(),
        document_date=document_date,
        made_at=timezone.now(),
    )
    after = {
        "role": held.role,
        "holder": held.user.full_name,
        "to": to.full_name,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "document_number": made.document_number,
        "document_date": document_date,
    }
    permitted_by = Action.DELEGATE if by.who and held.user_id == by.who.pk else Action.CHANGE_ACCOUNTS
    record(by, "delegating.delegate", held.user, unit=held.unit, permitted_by=permitted_by, on=starts_on, after=after)
    return made


@operation
def end_delegation(*, by: Reach, delegation_id: int, reason: str = "") -> Delegation:
    """End a delegation today: its giver, its receiver or who keeps the giver's account. Raises NotReached."""
    found = endable(by).select_for_update(of=("self",)).filter(pk=delegation_id).first()
    if found is None:
        raise NotReached(f"delegation {delegation_id}")
    found.ended_early_on = by.day
    found.save(update_fields=["ended_early_on"])
    held = found.appointment
    before = {"role": held.role, "holder": held.user.full_name, "to": found.to.full_name, "ends_on": found.ends_on}
    record(
        by,
        "delegating.end",
        held.user,
        unit=held.unit,
        permitted_by=Action.CHANGE_ACCOUNTS,
        before=before,
        after={"ends_on": by.day},
        reason=reason,
    )
    return found


def _unmet_days(held: Appointment, starts_on: date, ends_on: date, document_date: date, today: date) -> list[Unmet]:
    unmet = []
    if ends_on <= starts_on:
        unmet.append(Unmet("delegating.days", "Ngày cuối phải không trước ngày bắt đầu."))
    if ends_on <= today:
        unmet.append(Unmet("delegating.past", "Thời gian ủy quyền đã qua."))
    if starts_on < held.starts_on or (held.ends_on is not None and ends_on > held.ends_on):
        unmet.append(Unmet("delegating.outside", "Chỉ ủy quyền được trong thời gian giữ vai trò."))
    if ends_on > add_months(starts_on, LONGEST_MONTHS):
        unmet.append(Unmet("delegating.long", f"Mỗi lần ủy quyền không quá {LONGEST_MONTHS} tháng."))
    if document_date > today:
        unmet.append(Unmet("delegating.document.date", "Ngày văn bản ủy quyền không được sau hôm nay."))
    return unmet


def _overlapping(held: Appointment, to: User, starts_on: date, ends_on: date) -> bool:
    others = Delegation.objects.filter(Q(starts_on__lt=ends_on), appointment=held, to=to)
    return (
        others.alias(last=Least(F("ends_on"), Coalesce("ended_early_on", "ends_on")))
        .filter(last__gt=starts_on)
        .exists()
    )
