"""What a sponsor reports of a candidate for a period, as the branch writes it down."""

from datetime import date

from django.utils import timezone

from nguon.models import SponsorRemark, Sponsorship
from nguon.queries.access import Reach
from nguon.queries.sponsor_remarks import cadence_of
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.periods import Period
from nguon.rules.roles import Action
from nguon.rules.sponsor_remarks import period_name, period_of
from nguon.rules.text import nfc
from nguon.services.audit import operation, record


@operation
def write_remark(*, by: Reach, sponsorship_id: int, within: date, on: date, text: str) -> SponsorRemark:
    """The remark of the period that holds the day `within`, received on `on`.

    The length of the period is the unit's cadence. Raises NotReached, MovedOn when the period has its remark already,
    RuleViolation for an empty text, a period the member did not help in or that lies ahead, or a day ahead of today.
    """
    found = _sponsorship(by, sponsorship_id)
    period = period_of(within, cadence_of(found.path, within).months)
    assert period.ends_on is not None
    unmet = []
    if not text.strip():
        unmet.append(Unmet("sponsor_remarks.text_missing", "Hãy ghi nhận xét."))
    if on > by.day:
        unmet.append(Unmet("sponsor_remarks.ahead", "Ngày nhận xét không được sau hôm nay."))
    if period.starts_on > by.day:
        unmet.append(Unmet("sponsor_remarks.period_ahead", f"Kỳ {period_name(period)} chưa bắt đầu."))
    if not Period(found.starts_on, found.ends_on).overlaps(period):
        what = f"Trong kỳ {period_name(period)} đảng viên này không giúp đỡ quần chúng này."
        unmet.append(Unmet("sponsor_remarks.not_then", what))
    if unmet:
        raise RuleViolation(unmet)
    # A remark of another cadence may cover part of the period; the same beginning is the same period.
    if found.remarks.filter(period_from=period.starts_on).exists():
        raise MovedOn(f"Kỳ {period_name(period)} đã có nhận xét.")
    made = SponsorRemark.objects.create(
        sponsorship=found,
        path=found.path,
        province=found.province,
        period_from=period.starts_on,
        period_until=period.ends_on,
        on=on,
        text=nfc(text).strip(),
        recorded_by=by.who,
        recorded_at=timezone.now(),
    )
    record(
        by,
        "sponsor_remarks.write",
        found,
        unit=found.unit,
        permitted_by=Action.KEEP_SPONSORS,
        on=on,
        after={"remark_period": period_name(period), "remark": made.text},
    )
    return made


@operation
def correct_remark(*, by: Reach, remark_id: int, text: str, reason: str) -> SponsorRemark:
    """Another wording of a remark; the trail keeps the one before. Raises NotReached, RuleViolation for an empty text or
    without a reason.
    """
    found = (
        by.sponsor_remarks(Action.KEEP_SPONSORS)
        .select_for_update(of=("self",))
        .select_related("sponsorship__unit", "sponsorship__sponsor", "sponsorship__candidate")
        .filter(pk=remark_id)
        .first()
    )
    if found is None:
        raise NotReached(f"remark {remark_id}")
    unmet = []
    if not text.strip():
        unmet.append(Unmet("sponsor_remarks.text_missing", "Hãy ghi nhận xét."))
    if not reason.strip():
        unmet.append(Unmet("sponsor_remarks.reason_missing", "Hãy viết lý do sửa nhận xét."))
    if unmet:
        raise RuleViolation(unmet)
    before, found.text = found.text, nfc(text).strip()
    found.save(update_fields=["text"])
    record(
        by,
        "sponsor_remarks.correct",
        found.sponsorship,
        unit=found.sponsorship.unit,
        permitted_by=Action.KEEP_SPONSORS,
        before={"remark": before},
        after={"remark": found.text},
        reason=reason.strip(),
    )
    return found


def _sponsorship(by: Reach, sponsorship_id: int) -> Sponsorship:
    found = (
        by.sponsorships(Action.KEEP_SPONSORS)
        .filter(resolution__withdrawn_at__isnull=True)
        .select_for_update(of=("self",))
        .select_related("unit", "candidate", "sponsor")
        .filter(pk=sponsorship_id)
        .first()
    )
    if found is None:
        raise NotReached(f"sponsorship {sponsorship_id}")
    return found
