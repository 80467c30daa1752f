"""Single dated figures of the regulations: how many months, which age, what share; each with its source and clause.

Beside the figures that always hold there are packs, sets of figures not yet confirmed; an installation switches one on
by naming it in NGUON_PACKS (several with commas), and from then on its rows replace the others from their day.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nguon.regulations.load import (
    CONFIDENCE,
    HERE,
    FaultyRegulation,
    Source,
    _day,
    _forward,
    _keys,
    _one_of,
    _read,
    _registered,
    _typed,
    sources,
)
from nguon.rules.errors import NotInForce
from nguon.rules.periods import Period

NUMBERS = frozenset({"month", "year", "percent", "day", "working_day", "time"})
WORDS = frozenset({"at_least", "more_than", "level"})
"""What a value counts; a share is written 2/3 and is either to be reached or to be exceeded, a level is a word."""


@dataclass(frozen=True)
class Parameter:
    """One figure as it holds in `period`: `value` counts `unit`s, or `word` says a share (2/3) or a level (then `value` is
    0). `confidence` says how surely it is known to us.
    """

    key: str
    name: str
    unit: str
    value: int
    period: Period
    source: Source
    clause: str
    confidence: str
    word: str = ""

    @property
    def share(self) -> Fraction:
        """The share, for the units at_least and more_than."""
        return Fraction(self.word)

    def __str__(self) -> str:
        """Its clause as a refusal cites it: "điểm 5.4 Hướng dẫn 06-HD/TW ngày 09/06/2025"."""
        return " ".join(each for each in (self.clause, str(self.source)) if each)


def parameter(key: str, on: date) -> Parameter:
    """The figure `key` as it holds on `on`. NotInForce where none does; KeyError for a key nobody registered."""
    for each in parameters()[key]:
        if each.period.contains(on):
            return each
    raise NotInForce(f"Chưa có giá trị của “{key}” cho ngày {on:%d/%m/%Y}.")


@cache
def parameters() -> Mapping[str, tuple[Parameter, ...]]:
    """Every figure by key, each oldest first, with the packs this installation switched on."""
    return with_packs(packs_on())


def packs_on() -> tuple[str, ...]:
    """The packs switched on in NGUON_PACKS, in its order. Raises FaultyRegulation for one that there is not."""
    named = tuple(each.strip() for each in os.environ.get("NGUON_PACKS", "").split(",") if each.strip())
    unknown = [each for each in named if each not in packs()]
    if unknown:
        raise FaultyRegulation(f"NGUON_PACKS: unknown {', '.join(unknown)}; there are {', '.join(packs())}")
    return named


def packs() -> tuple[str, ...]:
    """Every pack there is, by name."""
    return tuple(sorted(each.stem for each in (HERE / "packs").glob("*.yaml")))


def with_packs(names: Iterable[str]) -> Mapping[str, tuple[Parameter, ...]]:
    """Every figure by key, the rows of the packs `names` put over those that always hold. Raises FaultyRegulation."""
    found = dict(read_parameters(HERE / "parameters.yaml", sources()))
    for name in names:
        for key, rows in _read_pack(HERE / "packs" / f"{name}.yaml", found).items():
            first = rows[0].period.starts_on
            kept = [_until(each, first) for each in found[key] if each.period.starts_on < first]
            found[key] = (*kept, *rows)
    return MappingProxyType(found)


def _read_pack(path: Path, known: Mapping[str, tuple[Parameter, ...]]) -> dict[str, tuple[Parameter, ...]]:
    found = {}
    for key, rows in _read(path).items():
        at = f"{path.name}: {key}"
        if key not in known:
            raise FaultyRegulation(f"{at}: no such figure")
        fields = {"name": known[key][0].name, "unit": known[key][0].unit, "values": rows}
        found[key] = _rows(key, fields, at, sources())
    return found


def _until(row: Parameter, day: date) -> Parameter:
    ends_on = row.period.ends_on
    return row if ends_on is not None and ends_on <= day else replace(row, period=Period(row.period.starts_on, day))


def read_parameters(path: Path, register: Mapping[str, Source]) -> Mapping[str, tuple[Parameter, ...]]:
    """The dated figures in `path`; raises FaultyRegulation for unknown keys, values without day, source or order."""
    return MappingProxyType(
        {key: _rows(key, fields, f"{path.name}: {key}", register) for key, fields in _read(path).items()}
    )


def _rows(key: str, fields: Any, at: str, register: Mapping[str, Source]) -> tuple[Parameter, ...]:
    _keys(fields, {"name", "unit", "values"}, at)
    rows = _typed(fields, "values", list, at)
    if not rows:
        raise FaultyRegulation(f"{at}: values: a list of dated rows is wanted")
    dated = [_parameter(key, fields, row, f"{at}[{number}]", register) for number, row in enumerate(rows)]
    for one, other in pairwise(dated):
        if other.period.starts_on < one.period.starts_on or one.period.overlaps(other.period):
            raise FaultyRegulation(f"{at}: rows overlap or stand out of order at {other.period.starts_on}")
    return tuple(dated)


def _parameter(key: str, fields: Mapping[str, Any], row: Any, at: str, register: Mapping[str, Source]) -> Parameter:
    _keys(row, {"value", "from", "until", "source", "clause", "confidence"}, at)
    starts_on, until = _day(row, "from", at), _day(row, "until", at)
    if starts_on is None:
        raise FaultyRegulation(f"{at}: from: a day is wanted")
    _forward(starts_on, until, at)
    if not isinstance(row["clause"], str):
        raise FaultyRegulation(f"{at}: clause: text is wanted")
    unit = _one_of(fields, "unit", NUMBERS | WORDS, at)
    word = _typed(row, "value", str, at) if unit in WORDS else ""
    if unit in {"at_least", "more_than"} and not _is_share(word):
        raise FaultyRegulation(f"{at}: value: a share such as 2/3 is wanted, not {word!r}")
    return Parameter(
        key=key,
        name=_typed(fields, "name", str, at),
        unit=unit,
        value=0 if word else _typed(row, "value", int, at),
        word=word,
        period=Period(starts_on, until),
        source=register[_registered(row, register, starts_on, at)],
        clause=row["clause"],
        confidence=_one_of(row, "confidence", CONFIDENCE, at),
    )


def _is_share(word: str) -> bool:
    above, _, below = word.partition("/")
    return above.isdecimal() and below.isdecimal() and 0 < int(above) <= int(below)
