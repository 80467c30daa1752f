"""Reads, checks and dates the files of this room. Anything not understood is an error that names its file and key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from nguon.rules.errors import NotInForce
from nguon.rules.kinds import Kind
from nguon.rules.periods import Calendar

FOLDER = Path(__file__).resolve().parent
TOP = "top"
FLAGS = frozenset({"grassroots", "branch", "committee", "decides", "quota"})
SOURCE_KEYS = {"kind", "number", "issuer", "issued", "in_force", "until", "title", "confidence"}
SOURCE_KINDS = {"charter", "regulation", "guidance", "directive", "law"}
CONFIDENCES = {"confirmed", "secondary", "recalled"}
PERIOD_KEYS = {"from", "until", "name", "under", "level", "flags", "source"}
YEAR_KEYS = {"confirmed", "source", "rested", "worked"}


class Faulty(Exception):
    """A file of regulations is not as it must be: which file, which key, what is wrong."""


@dataclass(frozen=True)
class Source:
    """An instrument: told apart by kind, number, issuer and day, for numbers are used again every term."""

    key: str
    kind: str
    number: str
    issuer: str
    issued: date
    in_force: date
    until: date | None
    title: str
    confidence: str

    def holds_on(self, day: date) -> bool:
        """True from the day it enters into force until the day it is replaced, that day excluded."""
        return self.in_force <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class _DatedKind:
    starts_on: date
    ends_on: date | None
    kind: Kind


def _read(name: str, folder: Path) -> dict[Any, Any]:
    found = yaml.safe_load((folder / name).read_text("utf-8"))
    if not isinstance(found, dict) or not found:
        raise Faulty(f"{name}: is not a mapping")
    return found


def _only(name: str, key: object, given: object, wanted: set[str]) -> dict[str, Any]:
    if not isinstance(given, dict) or set(given) != wanted:
        keys = set(given) if isinstance(given, dict) else set()
        odd = sorted(map(str, keys ^ wanted))
        raise Faulty(f"{name}: {key}: keys that are unknown or missing: {', '.join(odd)}")
    return given


def _day(name: str, key: object, value: object) -> date:
    if not isinstance(value, date):
        raise Faulty(f"{name}: {key}: {value!r} is not a day")
    return value


def read_sources(folder: Path = FOLDER) -> dict[str, Source]:
    """Every instrument by its key; Faulty when one is not understood or stands twice."""
    name = "sources.yaml"
    found: dict[str, Source] = {}
    seen: dict[tuple[str, str, str, date], str] = {}
    for key, given in _read(name, folder).items():
        row = _only(name, key, given, SOURCE_KEYS)
        if row["kind"] not in SOURCE_KINDS or row["confidence"] not in CONFIDENCES:
            raise Faulty(f"{name}: {key}: unknown kind or confidence")
        issued, in_force = _day(name, key, row["issued"]), _day(name, key, row["in_force"])
        until = None if row["until"] is None else _day(name, key, row["until"])
        if in_force < issued or (until is not None and until <= in_force):
            raise Faulty(f"{name}: {key}: issued, in force and until are not in order")
        identity = (row["kind"], row["number"], row["issuer"], issued)
        if identity in seen:
            raise Faulty(f"{name}: {key}: the same instrument as {seen[identity]}")
        seen[identity] = key
        found[key] = Source(
            key, row["kind"], row["number"], row["issuer"], issued, in_force, until, row["title"], row["confidence"]
        )
    return found


def _dated_kind(key: str, given: object, known: set[str], registered: Mapping[str, Source]) -> _DatedKind:
    name = "unit_kinds.yaml"
    row = _only(name, key, given, PERIOD_KEYS)
    starts_on = _day(name, key, row["from"])
    ends_on = None if row["until"] is None else _day(name, key, row["until"])
    under, flags = set(row["under"]), set(row["flags"])
    if ends_on is not None and ends_on <= starts_on:
        raise Faulty(f"{name}: {key}: until is not after from")
    if not flags <= FLAGS or not under <= known | {TOP}:
        odd = sorted((flags - FLAGS) | (under - known - {TOP}))
        raise Faulty(f"{name}: {key}: unknown flags or kinds: {', '.join(odd)}")
    if row["source"] not in registered:
        raise Faulty(f"{name}: {key}: source {row['source']} is not registered")
    kind = Kind(
        key=key,
        name=row["name"],
        stands_under=frozenset(under - {TOP}),
        may_stand_alone=TOP in under,
        level=row["level"],
        is_grassroots="grassroots" in flags,
        is_branch="branch" in flags,
        has_committee="committee" in flags,
        may_decide_admission="decides" in flags,
        receives_quota="quota" in flags,
        source=row["source"],
    )
    return _DatedKind(starts_on, ends_on, kind)


def read_kinds(folder: Path = FOLDER) -> dict[str, tuple[_DatedKind, ...]]:
    """Every kind with its periods in order; Faulty when periods overlap or leave a gap."""
    registered = read_sources(folder)
    listed = _read("unit_kinds.yaml", folder)
    found = {}
    for key, periods in listed.items():
        if not isinstance(periods, list) or not periods:
            raise Faulty(f"unit_kinds.yaml: {key}: has no periods")
        dated = tuple(_dated_kind(key, each, set(listed), registered) for each in periods)
        for before, after in pairwise(dated):
            if before.ends_on != after.starts_on:
                raise Faulty(f"unit_kinds.yaml: {key}: periods overlap or leave a gap at {after.starts_on}")
        found[key] = dated
    return found


def read_calendar(folder: Path = FOLDER) -> Calendar:
    """The calendar of working days; Faulty when a day stands in the wrong year or a worked day is no Saturday or Sunday."""
    name, registered = "calendar.yaml", read_sources(folder)
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    unconfirmed = set()
    listed = _read(name, folder)
    for year, given in listed.items():
        row = _only(name, year, given, YEAR_KEYS)
        if row["source"] not in registered:
            raise Faulty(f"{name}: {year}: source {row['source']} is not registered")
        for days, into in ((row["rested"], off), (row["worked"], worked)):
            for day, why in days.items():
                if _day(name, year, day).year != year or not why:
                    raise Faulty(f"{name}: {year}: {day} stands in the wrong year or without a reason")
                into[day] = str(why)
        if not row["confirmed"]:
            unconfirmed.add(year)
    weekdays = [day for day in worked if day.weekday() < 5]
    if weekdays or set(off) & set(worked):
        raise Faulty(f"{name}: worked in exchange must be a Saturday or Sunday and not a holiday as well")
    return Calendar(off=off, worked=worked, years=frozenset(listed), unconfirmed=frozenset(unconfirmed))


@cache
def sources() -> Mapping[str, Source]:
    """Every registered instrument by its key."""
    return read_sources()


@cache
def _kinds() -> dict[str, tuple[_DatedKind, ...]]:
    return read_kinds()


@cache
def kinds_on(day: date) -> Mapping[str, Kind]:
    """The kinds in force on `day`, by key."""
    return {
        key: each.kind
        for key, periods in _kinds().items()
        for each in periods
        if each.starts_on <= day and (each.ends_on is None or day < each.ends_on)
    }


def kind(key: str) -> Kind:
    """The kind as it was last in force; NotInForce for a key that no list knows."""
    if key not in _kinds():
        raise NotInForce(f"Không có loại tổ chức “{key}”.")
    return _kinds()[key][-1].kind


@cache
def calendar() -> Calendar:
    """Working days of the years entered."""
    return read_calendar()
