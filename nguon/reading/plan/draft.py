"""What reading yields: a draft that a person checks against the source before it becomes a plan."""

from dataclasses import dataclass, field
from typing import Any

from nguon.reading.plan.layout import Piece
from nguon.reading.plan.letters import squeeze


@dataclass(frozen=True)
class Quote:
    """The exact words something rests on (white space single) and their offsets in the source: [start, end)."""

    quote: str
    start: int
    end: int

    def as_json(self) -> dict[str, Any]:
        return {"quote": self.quote, "start": self.start, "end": self.end}


@dataclass(frozen=True)
class Mark(Quote):
    """Where a field of the document stands; `key` as in the answer, e.g. "document.number"."""

    key: str = ""


def quoted(source: str, start: int, end: int) -> Quote:
    """The quote of source[start:end], blanks at the ends left out."""
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    return Quote(squeeze(source[start:end]), start, end)


@dataclass(frozen=True)
class Place:
    """Letters [start, end) of a piece: what an item rests on, before it is cut from the source."""

    piece: Piece
    start: int
    end: int

    def quote(self, source: str) -> Quote:
        return quoted(source, *self.piece.span(self.start, self.end))


@dataclass(frozen=True)
class Item:
    """One found fact: its keys as in the contract, and what it rests on."""

    values: dict[str, Any]
    quote: Quote

    def as_json(self) -> dict[str, Any]:
        return {**self.values, **self.quote.as_json()}


@dataclass
class PlanDraft:
    """The answer. Lists keep the order of the document; nothing is guessed: what is not settled is None or empty."""

    document: dict[str, Any] = field(default_factory=dict)
    period: dict[str, int] | None = None
    basis: list[Item] = field(default_factory=list)
    references: list[Item] = field(default_factory=list)
    targets: list[Item] = field(default_factory=list)
    pool_ratio: dict[str, float | None] | None = None
    allocations: list[Item] = field(default_factory=list)
    allocation_total: float | None = None
    allocation_sum: float | None = None
    obligations: list[Item] = field(default_factory=list)
    cadences: list[Item] = field(default_factory=list)
    priority_groups: list[str] = field(default_factory=list)
    responsible: list[Item] = field(default_factory=list)
    tasks: list[Item] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    marks: tuple[Mark, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object of the contract, and beside it `tasks` and `quotes` (field → quote, start, end)."""

        def listed(items: list[Item]) -> list[dict[str, Any]]:
            return [item.as_json() for item in items]

        return {
            "document": self.document,
            "period": self.period,
            "basis": listed(self.basis),
            "references": listed(self.references),
            "targets": listed(self.targets),
            "pool_ratio": self.pool_ratio,
            "allocations": listed(self.allocations),
            "allocation_total": self.allocation_total,
            "allocation_sum": self.allocation_sum,
            "obligations": listed(self.obligations),
            "cadences": listed(self.cadences),
            "priority_groups": self.priority_groups,
            "responsible": listed(self.responsible),
            "tasks": listed(self.tasks),
            "warnings": self.warnings,
            "quotes": {mark.key: mark.as_json() for mark in self.marks},
        }
