"""The rows that make up a person's record, ready to be written one by one or many at once; nothing is written here."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from nguon.models import Person, PersonGroup, PersonName, SensitiveRecord, Stay, Unit, User
from nguon.models.sealing import found_by, opened, seal
from nguon.regulations.parameters import parameter
from nguon.rules.partial_dates import PartialDate
from nguon.rules.person_facts import DATES, SENSITIVE_FIELDS, TEXTS, PersonFacts, SensitiveFacts
from nguon.rules.person_groups import PersonFactsForGroups, groups_from
from nguon.rules.persons import citizen_number, clean_name, near
from nguon.rules.text import fold, nfc, person_key

COLUMNS = (*TEXTS, "sex", *DATES, "left_party_on")
"""The ordinary columns that PersonFacts fills as they are."""


def person_row(unit: Unit, facts: PersonFacts, *, made_by: User | None, made_at: datetime) -> Person:
    """A new person of `unit` with the ordinary facts and the citizen number sealed, not written yet."""
    person = Person(key=uuid.uuid4().hex, made_by=made_by, made_at=made_at)
    person.unit, person.path, person.province = unit, unit.path, unit.province
    return filled(person, facts)


def filled(person: Person, facts: PersonFacts) -> Person:
    """`person` with the ordinary facts and the citizen number set, not written."""
    for name in TEXTS:
        setattr(person, name, nfc(getattr(facts, name)).strip())
    person.full_name = clean_name(facts.full_name)
    person.sort_key = person_key(person.full_name)[:400]
    person.sex = facts.sex
    for name in DATES:
        setattr(person, name, facts.date_of(name))
    person.left_party_on = facts.left_party_on
    return person if facts.citizen is None else sealed_citizen(person, facts.citizen)


def facts_of(person: Person) -> PersonFacts:
    """What the record says of the ordinary facts, to change some of them; the number and the groups are left as they are."""
    return PersonFacts(**{name: getattr(person, name) for name in COLUMNS})


def sealed_citizen(person: Person, number: str) -> Person:
    """`person` with `number` sealed and its keyed hash set, not written; "" takes the number away.

    The same number is not sealed anew, so that an unchanged record does not look changed. Raises ValueError for what is
    no citizen number.
    """
    plain = citizen_number(number) if number.strip() else ""
    digest = found_by(plain, "citizen")
    if digest != person.citizen_digest:
        person.citizen_sealed = seal(plain, f"citizen:{person.key}")
        person.citizen_digest = digest
    return person


def citizen_of(person: Person) -> str:
    """The citizen number in clear; "" for none. Only for who may change the record or said why they look."""
    return opened(person.citizen_sealed, f"citizen:{person.key}")


def name_rows(person: Person) -> list[PersonName]:
    """The names `person` is found by: the full name, and each other name (between commas or semicolons)."""
    names = [(person.full_name, True)]
    for each in person.other_names.replace(";", ",").split(","):
        other = clean_name(each)
        if other and fold(other) not in {fold(name) for name, _ in names}:
            names.append((other, False))
    return [
        PersonName(
            person=person,
            path=person.path,
            province=person.province,
            words=f" {fold(name)[:200].strip()} ",
            near=near(name)[:202],
            sort_key=person_key(name)[:400],
            is_main=is_main,
        )
        for name, is_main in names
    ]


def derived_groups(person: Person, sector: str, on: date, sensitive: SensitiveFacts | None = None) -> frozenset[str]:
    """The groups that follow on `on` from the record, the sector of its unit and, where given, the sensitive facts."""
    known = sensitive or SensitiveFacts()
    facts = PersonFactsForGroups(
        youth_ages=youth_ages(on),
        sex=person.sex,
        born=person.born,
        occupation=person.occupation,
        workplace=person.workplace,
        position=person.position,
        sector=sector,
        ethnicity=known.ethnicity,
        religion=known.religion,
    )
    return groups_from(facts, on)


def youth_ages(on: date) -> tuple[int, int]:
    """From how many full years, and until the end of which, a person counts as youth on `on`."""
    return parameter("youth_age_from", on).value, parameter("youth_age_until", on).value


def group_rows(
    person: Person,
    *,
    sector: str,
    on: date,
    by_hand: Iterable[str] = (),
    sensitive: SensitiveFacts | None = None,
) -> list[PersonGroup]:
    """All groups of a new `person`: those entered by hand and those that follow; what was entered by hand stays so."""
    entered = frozenset(by_hand)
    return [
        group_row(person, group, from_facts=group not in entered)
        for group in sorted(entered | derived_groups(person, sector, on, sensitive))
    ]


def group_row(person: Person, group: str, *, from_facts: bool) -> PersonGroup:
    """One group of `person`."""
    return PersonGroup(person=person, group=group, from_facts=from_facts, path=person.path, province=person.province)


def stay_row(person: Person, since: PartialDate | None) -> Stay:
    """The present stay of `person` at their unit; `since` None where nobody knows."""
    stay = Stay(person=person, unit=person.unit, province=person.province)
    stay.since = since
    return stay


def sensitive_row(person: Person, facts: SensitiveFacts, at: datetime) -> SensitiveRecord:
    """The sealed record of `facts`; bound to the person, it opens nowhere else."""
    return SensitiveRecord(person=person, sealed=sealed_facts(person, facts), changed_at=at)


def sealed_facts(person: Person, facts: SensitiveFacts) -> bytes:
    """`facts` sealed for `person`; b"" where they say nothing."""
    said = {name: nfc(text).strip() for name, text in asdict(facts).items() if text.strip()}
    return seal(json.dumps(said, ensure_ascii=False) if said else "", f"sensitive:{person.key}")


def opened_facts(person: Person, sealed: bytes | memoryview | None) -> SensitiveFacts:
    """What was sealed for `person`. Never call it for anybody who did not say why they look."""
    text = opened(sealed, f"sensitive:{person.key}")
    said = json.loads(text) if text else {}
    return SensitiveFacts(**{name: said.get(name, "") for name in SENSITIVE_FIELDS})
