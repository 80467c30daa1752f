"""Circumstances of members: begun, ended, taken out where written down by mistake."""

from datetime import date

from django.utils import timezone

from nguon.models import Circumstance, Person
from nguon.queries.access import Reach
from nguon.rules.circumstances import CircumstanceFacts, unmet_circumstance
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.periods import Period
from nguon.rules.roles import Action
from nguon.services.audit import operation, record
from nguon.services.persons import locked_person


@operation
def begin_circumstance(*, by: Reach, person_id: int, facts: CircumstanceFacts) -> Circumstance:
    """Something keeps the member from tasks from a day on. Raises NotReached, RuleViolation for everything at once."""
    person = locked_person(by, person_id, Action.CHANGE_PEOPLE)
    there = Circumstance.objects.filter(person=person, kind=facts.kind)
    unmet = unmet_circumstance(
        facts,
        is_member=(person.joined or person.official) is not None and person.left_party_on is None,
        others=[Period(each.starts_on, each.ends_on) for each in there],
        today=by.day,
    )
    if unmet:
        raise RuleViolation(unmet)
    made = Circumstance.objects.create(
        person=person,
        kind=facts.kind,
        starts_on=facts.period.starts_on,
        ends_on=facts.period.ends_on,
        document_number=" ".join(facts.document_number.split()),
        province=person.province,
        recorded_at=timezone.now(),
    )
    _record(by, "persons.begin_circumstance", person, made, on=made.starts_on)
    return made


@operation
def end_circumstance(*, by: Reach, person_id: int, circumstance_id: int, ends_on: date) -> Circumstance:
    """It holds no longer from `ends_on`. Raises NotReached, MovedOn where it has ended, RuleViolation for the day."""
    person, found = _found(by, person_id, circumstance_id)
    if found.ends_on is not None:
        raise MovedOn("Tình trạng này đã được ghi ngày kết thúc.")
    unmet = []
    if ends_on <= found.starts_on:
        unmet.append(Unmet("circumstances.ends_before", "Ngày kết thúc phải sau ngày bắt đầu."))
    if ends_on > by.day:
        unmet.append(Unmet("circumstances.end_ahead", "Ngày kết thúc không được sau hôm nay."))
    if unmet:
        raise RuleViolation(unmet)
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    _record(by, "persons.end_circumstance", person, found, on=ends_on)
    return found


@operation
def drop_circumstance(*, by: Reach, person_id: int, circumstance_id: int) -> Person:
    """It was written down by mistake; the trail keeps what it said. Raises NotReached."""
    person, found = _found(by, person_id, circumstance_id)
    _record(by, "persons.drop_circumstance", person, found)
    found.delete()
    return person


def _found(by: Reach, person_id: int, circumstance_id: int) -> tuple[Person, Circumstance]:
    person = locked_person(by, person_id, Action.CHANGE_PEOPLE)
    found = Circumstance.objects.select_for_update().filter(pk=circumstance_id, person=person).first()
    if found is None:
        raise NotReached(f"circumstance {circumstance_id}")
    return person, found


def _record(by: Reach, act: str, person: Person, found: Circumstance, *, on: date | None = None) -> None:
    record(
        by,
        act,
        person,
        unit=person.unit,
        permitted_by=Action.CHANGE_PEOPLE,
        on=on,
        after={"circumstance": found.kind, "starts_on": found.starts_on, "ends_on": found.ends_on},
    )
