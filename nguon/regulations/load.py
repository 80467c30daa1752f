"""Reads, checks and dates the parameters of the regulation kept beside this file.

Whatever a file does not say in a known key is an error that names the file and the key: these are our own files, so a
fault in them is a bug, never passed over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from nguon.rules.errors import NotInForce
from nguon.rules.kinds import Kind
from nguon.rules.periods import Calendar, Period

HERE = Path(__file__).parent
FLAGS = frozenset({"alone", "committee", "grassroots", "branch", "decides_admission", "quota"})
CONFIDENCE = frozenset({"confirmed", "secondary", "recalled"})
BASES = frozenset({"announced", "statutory"})


class FaultyRegulation(ValueError):
    """A regulation file says something that cannot be; the message names the file, the key and the fault."""


@dataclass(frozen=True)
class Source:
    """One instrument. `in_force` up to, not including, `until`; `confidence` says how surely it is known to us."""

    key: str
    kind: str
    number: str
    issuer: str
    issued: date | None
    in_force: date | None
    until: date | None
    title: str
    confidence: str

    def __str__(self) -> str:
        """How it is cited: kind, number and day, since numbers come back every term."""
        named = self.number if self.number.startswith(self.kind) else f"{self.kind} {self.number}"
        return f"{named} ngày {self.issued:%d/%m/%Y}" if self.issued else named


@dataclass(frozen=True)
class CalendarYear:
    """Where the days of one year come from: the basis, the source, the day someone compared them, a note."""

    year: int
    basis: str
    source: str
    checked: date | None
    note: str


@cache
def sources() -> Mapping[str, Source]:
    """Every registered instrument by key."""
    return read_sources(HERE / "sources.yaml")


def source(key: str) -> Source:
    """The instrument `key`; NotInForce when it is not registered."""
    found = sources().get(key)
    if found is None:
        raise NotInForce(f"Không có văn bản nào mang mã “{key}” trong danh mục.")
    return found


@cache
def calendar() -> Calendar:
    """The working days of all years entered."""
    return read_calendar(HERE / "calendar.yaml", sources())[0]


@cache
def calendar_years() -> tuple[CalendarYear, ...]:
    """What each year of the calendar rests on, oldest first."""
    return read_calendar(HERE / "calendar.yaml", sources())[1]


@cache
def kinds_on(day: date) -> Mapping[str, Kind]:
    """The kinds of unit in force on `day`, by key; NotInForce before the first of them."""
    found = {key: kind for key, rows in _kinds().items() for period, kind in rows if period.contains(day)}
    if not found:
        raise NotInForce(f"Chưa có loại tổ chức nào được quy định cho ngày {day:%d/%m/%Y}.")
    return MappingProxyType(found)


def kind(key: str) -> Kind:
    """The kind `key` as it holds, or as it last held; NotInForce when there never was one."""
    rows = _kinds().get(key)
    if not rows:
        raise NotInForce(f"Không có loại tổ chức “{key}”.")
    return rows[-1][1]


def kind_periods(key: str) -> tuple[Period, ...]:
    """When the kind `key` held, oldest first; empty when there never was one."""
    return tuple(period for period, _ in _kinds().get(key, ()))


def resting_on_repealed(day: date) -> tuple[str, ...]:
    """The keys of kinds in force on `day` whose instrument no longer is: the list to read again."""
    return tuple(
        key
        for key, each in kinds_on(day).items()
        if (until := sources()[each.source].until) is not None and until <= day
    )


_Rows = Mapping[str, tuple[tuple[Period, Kind], ...]]


@cache
def _kinds() -> _Rows:
    return read_kinds(HERE / "unit_kinds.yaml", sources())


def read_sources(path: Path) -> Mapping[str, Source]:
    """The register in `path`; raises FaultyRegulation."""
    found = {}
    for key, fields in _read(path).items():
        at = f"{path.name}: {key}"
        _keys(fields, {*Source.__dataclass_fields__} - {"key"}, at)
        found[key] = Source(
            key=key,
            kind=_typed(fields, "kind", str, at),
            number=_typed(fields, "number", str, at),
            issuer=_typed(fields, "issuer", str, at),
            issued=_day(fields, "issued", at),
            in_force=_day(fields, "in_force", at),
            until=_day(fields, "until", at),
            title=_typed(fields, "title", str, at),
            confidence=_one_of(fields, "confidence", CONFIDENCE, at),
        )
        year = (found[key].issued or found[key].in_force or date.min).year
        if not key.endswith(f"-{year}"):
            raise FaultyRegulation(f"{at}: the key must end in the year of the instrument, -{year}")
        _forward(found[key].in_force, found[key].until, at)
    return MappingProxyType(found)


def read_kinds(path: Path, register: Mapping[str, Source]) -> _Rows:
    """The dated kinds in `path`, each oldest first; raises FaultyRegulation."""
    found = {}
    content = _read(path)
    for key, rows in content.items():
        if not isinstance(rows, list) or not rows:
            raise FaultyRegulation(f"{path.name}: {key}: a list of dated rows is wanted")
        dated = [_kind(key, row, f"{path.name}: {key}[{at}]", content, register) for at, row in enumerate(rows)]
        for (one, _), (other, _) in pairwise(dated):
            if other.starts_on < one.starts_on or one.overlaps(other):
                raise FaultyRegulation(f"{path.name}: {key}: rows overlap or stand out of order at {other.starts_on}")
        found[key] = tuple(dated)
    return MappingProxyType(found)


def read_calendar(path: Path, register: Mapping[str, Source]) -> tuple[Calendar, tuple[CalendarYear, ...]]:
    """The calendar in `path` and what each year rests on; raises FaultyRegulation."""
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    years = []
    for year, fields in _read(path).items():
        at = f"{path.name}: {year}"
        if not isinstance(year, int):
            raise FaultyRegulation(f"{at}: a year is wanted")
        _keys(fields, {"basis", "source", "checked", "note", "rested", "worked"}, at)
        basis = _one_of(fields, "basis", BASES, at)
        registered = _registered(fields, register, date(year, 1, 1), at)
        note = "" if fields["note"] is None else _typed(fields, "note", str, at)
        years.append(CalendarYear(year, basis, registered, _day(fields, "checked", at), note))
        off |= _days(fields, "rested", year, at, lambda day: day.weekday() < 5)
        worked |= _days(fields, "worked", year, at, lambda day: day.weekday() >= 5)
    if [each.year for each in years] != list(range(years[0].year, years[0].year + len(years))):
        raise FaultyRegulation(f"{path.name}: years must follow each other without a gap")
    unconfirmed = frozenset(each.year for each in years if each.basis == "statutory")
    return Calendar(off, worked, frozenset(each.year for each in years), unconfirmed), tuple(years)


def _kind(key: str, row: Any, at: str, known: Mapping[str, Any], register: Mapping[str, Source]) -> tuple[Period, Kind]:
    _keys(row, {"from", "until", "name", "level", "stands_under", "flags", "source"}, at)
    starts_on, until = _day(row, "from", at), _day(row, "until", at)
    if starts_on is None:
        raise FaultyRegulation(f"{at}: from: a day is wanted")
    _forward(starts_on, until, at)
    flags, under = set(_typed(row, "flags", list, at)), _typed(row, "stands_under", list, at)
    for name, given, allowed in (("flags", flags, FLAGS), ("stands_under", set(under), set(known))):
        if given - allowed:
            raise FaultyRegulation(f"{at}: {name}: unknown {', '.join(sorted(map(str, given - allowed)))}")
    return Period(starts_on, until), Kind(
        key=key,
        name=_typed(row, "name", str, at),
        stands_under=frozenset(under),
        may_stand_alone="alone" in flags,
        level=_typed(row, "level", int, at),
        is_grassroots="grassroots" in flags,
        is_branch="branch" in flags,
        has_committee="committee" in flags,
        may_decide_admission="decides_admission" in flags,
        receives_quota="quota" in flags,
        source=_registered(row, register, starts_on, at),
    )


class _Strict(yaml.SafeLoader):
    """Refuses a key given twice, which YAML would silently overwrite."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise FaultyRegulation(f"{Path(loader.name).name}: {key}: given twice")
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _read(path: Path) -> dict[Any, Any]:
    with path.open(encoding="utf-8") as file:
        content = yaml.load(file, _Strict)  # noqa: S506  a SafeLoader that is stricter still
    if not isinstance(content, dict) or not content:
        raise FaultyRegulation(f"{path.name}: a mapping is wanted")
    return content


def _keys(fields: Any, wanted: set[str], at: str) -> None:
    if not isinstance(fields, dict):
        raise FaultyRegulation(f"{at}: a mapping is wanted")
    for word, names in (("unknown", set(fields) - wanted), ("missing", wanted - set(fields))):
        if names:
            raise FaultyRegulation(f"{at}: {word} {', '.join(sorted(map(str, names)))}")


def _typed(fields: Mapping[str, Any], name: str, wanted: type, at: str) -> Any:
    if type(fields[name]) is not wanted or fields[name] == "":
        raise FaultyRegulation(f"{at}: {name}: {wanted.__name__} is wanted, not {fields[name]!r}")
    return fields[name]


def _day(fields: Mapping[str, Any], name: str, at: str) -> date | None:
    return None if fields[name] is None else _typed(fields, name, date, at)


def _one_of(fields: Mapping[str, Any], name: str, allowed: frozenset[str], at: str) -> str:
    value: str = _typed(fields, name, str, at)
    if value not in allowed:
        raise FaultyRegulation(f"{at}: {name}: {value!r} is none of {', '.join(sorted(allowed))}")
    return value


def _forward(starts_on: date | None, until: date | None, at: str) -> None:
    if starts_on is not None and until is not None and until <= starts_on:
        raise FaultyRegulation(f"{at}: until: {until} is not after {starts_on}")


def _registered(fields: Mapping[str, Any], register: Mapping[str, Source], starts_on: date, at: str) -> str:
    """The key of an instrument that is registered and in force when the value begins."""
    key: str = _typed(fields, "source", str, at)
    if key not in register:
        raise FaultyRegulation(f"{at}: source: {key} is not registered")
    found = register[key]
    if (found.in_force and starts_on < found.in_force) or (found.until and starts_on >= found.until):
        raise FaultyRegulation(f"{at}: source: {key} is not in force on {starts_on}")
    return key


def _days(fields: Mapping[str, Any], name: str, year: int, at: str, fits: Callable[[date], bool]) -> dict[date, str]:
    days: dict[date, str] = _typed(fields, name, dict, at)
    for day, reason in days.items():
        if type(day) is not date or day.year != year or not fits(day) or not reason or type(reason) is not str:
            raise FaultyRegulation(f"{at}: {name}: {day}: a day of that year and its reason are wanted")
    return days
