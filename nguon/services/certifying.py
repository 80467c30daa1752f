"""Certificates: issued to all who passed with numbers that follow each other, revoked with a reason, issued anew."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from nguon.models import Certificate, ClassPlace, Person, TrainingClass, Unit
from nguon.queries.access import Reach
from nguon.queries.training import without_certificate
from nguon.regulations.parameters import parameter
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.training import AWARENESS, numbers_of, unmet_issue, unmet_series, valid_until
from nguon.services.audit import operation, record
from nguon.services.training import locked_class


def certificate_row(
    person: Person,
    number: str,
    issued_on: date,
    *,
    kind: str = AWARENESS,
    issuer: str = "",
    class_said: str = "",
    place: ClassPlace | None = None,
    replaces: Certificate | None = None,
) -> Certificate:
    """The certificate, not saved, holding for as long as the regulations of its day say."""
    months = parameter("certificate_valid_months", issued_on).value if kind == AWARENESS else 0
    return Certificate(
        kind=kind,
        person=person,
        place=place,
        replaces=replaces,
        path=person.path,
        province=person.province,
        number=number,
        issued_on=issued_on,
        valid_until=valid_until(kind, issued_on, months),
        issuer=issuer,
        class_said=class_said,
        recorded_at=timezone.now(),
    )


def lay_certificate(
    by: Reach,
    person: Person,
    number: str,
    issued_on: date,
    *,
    kind: str = AWARENESS,
    issuer: str = "",
    class_said: str = "",
) -> Certificate:
    """A certificate that somebody holds already, as a list brought in says.

    Part of an operation, never one by itself. Raises RuleViolation for a day ahead of today, NotInForce for one before
    the regulations known here.
    """
    if issued_on > by.day:
        raise RuleViolation([Unmet("training.issued_ahead", "Ngày cấp không được sau hôm nay.")])
    said = " ".join(number.split())
    made = certificate_row(person, said, issued_on, kind=kind, issuer=issuer.strip(), class_said=class_said.strip())
    made.save(force_insert=True)
    return made


@operation
def issue_certificates(
    *, by: Reach, class_id: int, pattern: str, start: int, issued_on: date, issuer: str
) -> list[Certificate]:
    """A certificate for each who passed and holds none, by name; numbers follow each other from `start` without a gap.

    `pattern` holds the number's place as {n}. All or none. Raises NotReached, RuleViolation for a class not over, a day
    out of bounds, nobody to certify, or a number of that issuer and year used already.
    """
    held = locked_class(by, class_id)
    Unit.objects.select_for_update().get(pk=held.unit_id)  # one series of numbers at a time
    series, name = pattern.strip(), issuer.strip()
    unmet = [
        *unmet_issue(held.state, issued_on, ends_on=held.ends_on, today=by.day),
        *unmet_series(series, start),
    ]
    if not name:
        unmet.append(Unmet("training.issuer_missing", "Hãy ghi nơi cấp giấy chứng nhận."))
    places = list(without_certificate(held).select_related("person"))
    if not places:
        unmet.append(Unmet("training.nobody_passed", "Không còn học viên đạt yêu cầu nào chưa có giấy chứng nhận."))
    if unmet:
        raise RuleViolation(unmet)
    numbers = numbers_of(series, start, len(places))
    unmet_used = _used(name, issued_on.year, numbers)
    if unmet_used:
        raise RuleViolation(unmet_used)
    made = Certificate.objects.bulk_create(
        certificate_row(each.person, number, issued_on, kind=held.kind, issuer=name, class_said=held.name, place=each)
        for each, number in zip(places, numbers, strict=True)
    )
    if held.certificate_issuer != name:
        held.certificate_issuer = name
        held.save(update_fields=["certificate_issuer"])
    record(
        by,
        "training.issue",
        held,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        on=issued_on,
        after={
            "people": len(made),
            "first_number": numbers[0],
            "last_number": numbers[-1],
            "issuer": name,
            "valid_until": made[0].valid_until,
        },
    )
    return made


def _used(issuer: str, year: int, numbers: Iterable[str]) -> list[Unmet]:
    """Which of these numbers the issuer used in that year already, revoked certificates included."""
    taken = Certificate.objects.filter(issuer=issuer, issued_on__year=year, number__in=list(numbers))
    found = sorted(set(taken.values_list("number", flat=True)))
    if not found:
        return []
    some = ", ".join(found[:5]) + (" …" if len(found) > 5 else "")
    return [Unmet("training.number_used", f"Năm {year} {issuer} đã cấp số: {some}.")]


def _locked(held: TrainingClass, certificate_id: int) -> Certificate:
    found = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("person", "place")
        .filter(pk=certificate_id, place__training_class=held)
        .first()
    )
    if found is None:
        raise NotReached(f"certificate {certificate_id}")
    return found


@operation
def revoke_certificate(*, by: Reach, class_id: int, certificate_id: int, on: date, reason: str) -> Certificate:
    """From `on` the certificate counts no longer. Raises NotReached, MovedOn where it was revoked, RuleViolation."""
    held = locked_class(by, class_id)
    found = _locked(held, certificate_id)
    if found.revoked_on is not None:
        raise MovedOn("Giấy chứng nhận đã bị thu hồi.")
    unmet = []
    if not reason.strip():
        unmet.append(Unmet("training.revoke_reason", "Hãy viết lý do thu hồi."))
    if on > by.day:
        unmet.append(Unmet("training.revoked_ahead", "Ngày thu hồi không được sau hôm nay."))
    if on < found.issued_on:
        unmet.append(Unmet("training.revoked_before_issue", "Ngày thu hồi không được trước ngày cấp."))
    if unmet:
        raise RuleViolation(unmet)
    found.revoked_on, found.revoked_reason = on, reason.strip()
    found.save(update_fields=["revoked_on", "revoked_reason"])
    record(
        by,
        "training.revoke",
        found,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        on=on,
        before={"number": found.number, "issued_on": found.issued_on},
        after={"revoked_on": on},
        reason=reason.strip(),
    )
    return found


@operation
def replace_certificate(*, by: Reach, class_id: int, certificate_id: int, number: str, issued_on: date) -> Certificate:
    """A new certificate instead of a revoked one, with its own number and day; it holds as long as the old one did,
    counted from the old day of issue, since the class was the same.

    Raises NotReached, MovedOn where another replaced it, RuleViolation where it was not revoked, the participant no longer
    passed, or the number is used.
    """
    held = locked_class(by, class_id)
    Unit.objects.select_for_update().get(pk=held.unit_id)
    old = _locked(held, certificate_id)
    said = " ".join(number.split())
    unmet = list(unmet_issue(held.state, issued_on, ends_on=held.ends_on, today=by.day))
    if not said:
        unmet.append(Unmet("training.number_missing", "Hãy ghi số giấy chứng nhận."))
    if old.revoked_on is None:
        unmet.append(Unmet("training.not_revoked", "Thu hồi giấy cũ trước khi cấp lại."))
    elif issued_on < old.revoked_on:
        unmet.append(Unmet("training.issued_before_revoking", "Ngày cấp lại không được trước ngày thu hồi."))
    assert old.place is not None
    if old.place.result != "passed":
        unmet.append(Unmet("training.not_passed", f"{old.person.full_name} không đạt yêu cầu của lớp."))
    again = Certificate.objects.filter(place=old.place, revoked_on__isnull=True) | Certificate.objects.filter(
        replaces=old
    )
    if again.exists():
        raise MovedOn("Đã có giấy chứng nhận cấp lại.")
    unmet += _used(old.issuer, issued_on.year, [said])
    if unmet:
        raise RuleViolation(unmet)
    made = certificate_row(
        old.person,
        said,
        issued_on,
        kind=old.kind,
        issuer=old.issuer,
        class_said=old.class_said,
        place=old.place,
        replaces=old,
    )
    made.valid_until = old.valid_until
    if made.valid_until is not None and made.valid_until <= issued_on:
        raise RuleViolation([Unmet("training.lapsed_already", "Giấy cũ đã hết giá trị; phải học lại lớp mới.")])
    made.save(force_insert=True)
    record(
        by,
        "training.replace",
        made,
        unit=held.unit,
        permitted_by=Action.HOLD_CLASSES,
        on=issued_on,
        before={"number": old.number},
        after={"number": said, "valid_until": made.valid_until},
    )
    return made
