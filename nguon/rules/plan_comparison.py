"""What changed between two wordings of a plan, line by line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nguon.rules.plan_words import PARTS, Line, line
from nguon.rules.text import fold

Item = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """One thing in both wordings, or in one of them; None where it is not there."""

    what: str
    before: Line | None
    after: Line | None

    @property
    def state(self) -> str:
        """added, removed, changed or same."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "same" if self.before == self.after else "changed"


def compare(before: Iterable[Item], after: Iterable[Item]) -> tuple[Difference, ...]:
    """Every line of both, in the order of the parts; the same thing stands on one line even when its figure changed."""
    old, new = _by_key(before), _by_key(after)
    keys = sorted({*old, *new}, key=lambda key: (PARTS.index(key[0]), _place(key, old, new)))
    found = []
    for key in keys:
        lines = old.get(key, []), new.get(key, [])
        for index in range(max(map(len, lines))):
            left, right = (each[index] if index < len(each) else None for each in lines)
            shown = right or left
            found.append(Difference(shown.what if shown else "", left, right))
    return tuple(found)


def _by_key(items: Iterable[Item]) -> dict[tuple[str, ...], list[Line]]:
    found: defaultdict[tuple[str, ...], list[Line]] = defaultdict(list)
    for part, value in items:
        found[_key(part, value)].append(line(part, value))
    return found


def _place(key: tuple[str, ...], old: Mapping[tuple[str, ...], object], new: Mapping[tuple[str, ...], object]) -> int:
    order = [*old, *(each for each in new if each not in old)]
    return order.index(key)


def _key(part: str, value: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes two items the same thing: never the figure or the day itself."""
    match part:
        case "target":
            whole = "whole" if value.get("whole") else value.get("group") or ""
            return part, value["measure"], whole
        case "obligation" | "cadence":
            return part, value["action"], fold(value.get("actor") or ""), fold(value.get("recipient") or "")
        case "basis" | "reference":
            return part, fold(value["number"]).replace(" ", "")
        case "priority_group":
            return part, value["group"]
        case "responsible":
            return part, fold(value["name"])
        case "allocation":
            return part, fold(value["unit"])
        case "task":
            return part, fold(value["text"])[:120]
    return (part,)
