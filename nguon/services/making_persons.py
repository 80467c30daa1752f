"""The persons of an invented province, branch by branch: part of making one, no operation of its own."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Protocol

from django.db import models
from django.utils import timezone

from nguon.models import (
    Certificate,
    ListChange,
    Person,
    PersonGroup,
    PersonName,
    Resolution,
    SensitiveRecord,
    Sponsorship,
    Stay,
    Unit,
)
from nguon.regulations.parameters import parameter
from nguon.rules.invented import PersonSketch, Recipe, UnitSketch, persons_of, resolution_days
from nguon.rules.partial_dates import PartialDate
from nguon.rules.person_facts import SensitiveFacts
from nguon.rules.text import person_key
from nguon.rules.training import AWARENESS, valid_until
from nguon.services.person_rows import group_rows, name_rows, sealed_citizen, sensitive_row, stay_row

AT_ONCE = 1_500  # persons held in memory before they are written
BATCH = 500
VOTES = {"members": 9, "present": 8, "in_favour": 8, "against": 0}


class Digest(Protocol):
    """What a running digest takes."""

    def update(self, data: bytes, /) -> object: ...


@dataclass(frozen=True)
class Branch:
    """A branch whose persons are to be made, and how many."""

    unit: Unit
    sketch: UnitSketch
    count: int


@dataclass
class _Rows:
    """What waits to be written: each person with what is known of them, and their branch's resolutions."""

    persons: list[Person] = field(default_factory=list)
    sketches: list[PersonSketch] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)  # where each person's branch begins in `persons`
    resolutions: list[Resolution] = field(default_factory=list)
    resolution_firsts: list[int] = field(default_factory=list)


def make_persons(branches: Iterable[Branch], recipe: Recipe, digest: Digest, say: Callable[[str], None]) -> int:
    """How many persons were made; `digest` takes in every one of them."""
    made, told, now = 0, 0, timezone.now()
    rows = _Rows()
    for branch in branches:
        _take_in(rows, branch, recipe, digest, now)
        if len(rows.persons) >= AT_ONCE:
            made += _write(rows, recipe.day, now)
            rows = _Rows()
            if made // 10_000 > told:
                told = made // 10_000
                say(f"{made} người")
    return made + _write(rows, recipe.day, now)


def _take_in(rows: _Rows, branch: Branch, recipe: Recipe, digest: Digest, now: datetime) -> None:
    unit, first, first_resolution = branch.unit, len(rows.persons), len(rows.resolutions)
    for ordinal, on in enumerate(resolution_days(recipe)):
        carried = ordinal == 0
        rows.resolutions.append(
            Resolution(
                unit=unit, path=unit.path, province=unit.province, number="" if carried else f"{ordinal}-NQ/CB", on=on,
                about="Ba danh sách nguồn", carried_over=carried, recorded_at=now, **({} if carried else VOTES),
            )
        )  # fmt: skip
    for at, sketch in enumerate(persons_of(branch.count, branch.sketch, recipe)):
        digest.update(repr((branch.sketch.number, sketch)).encode())
        key = hashlib.sha256(f"{recipe.seed}/{unit.province}/{branch.sketch.number}/{at}".encode()).hexdigest()[:32]
        rows.persons.append(_person(unit, sketch, key, rows.resolutions[first_resolution:], now))
        rows.sketches.append(sketch)
        rows.firsts.append(first)
        rows.resolution_firsts.append(first_resolution)


def _person(unit: Unit, sketch: PersonSketch, key: str, resolutions: Sequence[Resolution], now: datetime) -> Person:
    place = unit.parent.name.removeprefix("Đảng ủy ") if unit.parent else unit.name
    official = sketch.official
    person = Person(
        key=key,
        unit=unit,
        path=unit.path,
        province=unit.province,
        full_name=sketch.full_name,
        sort_key=person_key(sketch.full_name),
        born=sketch.born,
        sex=sketch.sex,
        phone=f"0000{sketch.citizen[-6:]}",
        home_town=place,
        residence=place,
        occupation=sketch.occupation,
        workplace=place,
        note="Dữ liệu thử",
        official=official,
        joined=PartialDate(official.year - 1, official.month, min(official.day, 28)) if official else None,
        listed=sketch.listed,
        listed_since=resolutions[sketch.steps[-1].resolution].on if sketch.listed else None,
        made_at=now,
    )
    return sealed_citizen(person, sketch.citizen)


def _write(rows: _Rows, day: date, now: datetime) -> int:
    _all(Resolution, rows.resolutions)
    _all(Person, rows.persons)
    together = list(zip(rows.persons, rows.sketches, strict=True))
    _all(PersonName, [name for person, _ in together for name in name_rows(person)])
    _all(Stay, [stay_row(person, sketch.since) for person, sketch in together])
    facts = [SensitiveFacts(ethnicity=sketch.ethnicity, religion=sketch.religion) for sketch in rows.sketches]
    groups = [
        group_rows(person, sector=person.unit.sector, on=day, by_hand=sketch.groups, sensitive=sensitive)
        for (person, sketch), sensitive in zip(together, facts, strict=True)
    ]
    _all(PersonGroup, list(chain.from_iterable(groups)))
    _all(SensitiveRecord, [sensitive_row(p, each, now) for p, each in zip(rows.persons, facts, strict=True)])
    _all(ListChange, [change for at in range(len(together)) for change in _changes(rows, at, now)])
    _all(Certificate, [_certificate(p, s.certificate, now) for p, s in together if s.certificate is not None])
    _all(Sponsorship, [_sponsorship(rows, at, now) for at, (_, s) in enumerate(together) if s.sponsor is not None])
    return len(rows.persons)


def _all(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def _changes(rows: _Rows, at: int, now: datetime) -> Iterable[ListChange]:
    person, first, stood = rows.persons[at], rows.resolution_firsts[at], 0
    for step in rows.sketches[at].steps:
        resolution = rows.resolutions[first + step.resolution]
        yield ListChange(
            person=person, unit_id=person.unit_id, path=person.path, province=person.province, resolution=resolution,
            from_list=stood, to_list=step.to_list, on=resolution.on, reason=step.reason, recorded_at=now,
        )  # fmt: skip
        stood = step.to_list


def _certificate(person: Person, issued_on: date, now: datetime) -> Certificate:
    months = parameter("certificate_valid_months", issued_on).value
    return Certificate(
        person=person, path=person.path, province=person.province, number=f"{person.key[:6]}/GCN-THU",
        issued_on=issued_on, valid_until=valid_until(AWARENESS, issued_on, months), issuer="Trung tâm Chính trị Thử", recorded_at=now,
    )  # fmt: skip


def _sponsorship(rows: _Rows, at: int, now: datetime) -> Sponsorship:
    person, sketch = rows.persons[at], rows.sketches[at]
    resolution = rows.resolutions[rows.resolution_firsts[at] + sketch.steps[-1].resolution]
    assert sketch.sponsor is not None
    return Sponsorship(
        candidate=person, sponsor=rows.persons[rows.firsts[at] + sketch.sponsor], unit_id=person.unit_id,
        path=person.path, province=person.province, resolution=resolution, starts_on=resolution.on, recorded_at=now,
    )  # fmt: skip
