"""What a handed-in list holds: rows of persons, figures added up, and what differs between two of them."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

LISTS = (1, 2, 3)
FLOWS = ("entered", "left", "moved")


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of `content` (rows, counts, included, missing) written one way only: sorted keys, no blanks."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def counts(persons: Iterable[tuple[int, Iterable[str]]]) -> dict[str, Any]:
    """The figures of `persons` given as (list 1 to 3, their groups): how many on each list, and of each group on each."""
    lists: Counter[str] = Counter()
    groups: dict[str, Counter[str]] = {str(each): Counter() for each in LISTS}
    for listed, of in persons:
        lists[str(listed)] += 1
        groups[str(listed)].update(set(of))
    return {
        "lists": {str(each): lists[str(each)] for each in LISTS},
        "groups": {name: dict(sorted(found.items())) for name, found in groups.items()},
    }


def summed(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures of several lists added up; flows are there where any of them has some."""
    lists: Counter[str] = Counter({str(each): 0 for each in LISTS})
    groups: dict[str, Counter[str]] = {str(each): Counter() for each in LISTS}
    flows: dict[str, Counter[str]] | None = None
    for part in parts:
        lists.update(part.get("lists", {}))
        for name, found in part.get("groups", {}).items():
            groups[name].update(found)
        if "flows" in part:
            flows = flows or {name: Counter() for name in FLOWS}
            for name, found in part["flows"].items():
                flows[name].update(found)
    whole: dict[str, Any] = {
        "lists": dict(lists),
        "groups": {name: dict(sorted(found.items())) for name, found in groups.items()},
    }
    if flows is not None:
        whole["flows"] = {name: dict(sorted(found.items())) for name, found in flows.items()}
    return whole


def figures(found: Mapping[str, Any]) -> tuple[int, int, int]:
    """How many stand on list 1, 2 and 3."""
    lists = found.get("lists", {})
    return lists.get("1", 0), lists.get("2", 0), lists.get("3", 0)


@dataclass(frozen=True)
class Change:
    """One person who stands otherwise in the later of two lists; 0 for on none."""

    person: int
    name: str
    before: int
    after: int


@dataclass(frozen=True)
class Differences:
    """What differs from an earlier list to a later one, each in the order of names."""

    entered: tuple[Change, ...] = ()
    left: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    corrected: int = 0  # rows of persons on the same list, with other particulars

    def __bool__(self) -> bool:
        return bool(self.entered or self.left or self.moved or self.corrected)

    def without_names(self) -> "Differences":
        """The same for who sees figures only."""
        entered, left, moved = (
            tuple(replace(each, name="") for each in part) for part in (self.entered, self.left, self.moved)
        )
        return Differences(entered, left, moved, self.corrected)

    @property
    def flows(self) -> dict[str, dict[str, int]]:
        """In figures: entered and left by list, moved by "from>to"."""
        return {
            "entered": dict(sorted(Counter(str(each.after) for each in self.entered).items())),
            "left": dict(sorted(Counter(str(each.before) for each in self.left).items())),
            "moved": dict(sorted(Counter(f"{each.before}>{each.after}" for each in self.moved).items())),
        }


def differences(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Differences:
    """From the rows `before` to the rows `after`: who came onto a list, left, went on to another. Keyed by person."""
    old, new = ({each["person"]: each for each in rows} for rows in (before, after))
    entered = [Change(key, row["name"], 0, row["list"]) for key, row in new.items() if key not in old]
    left = [Change(key, row["name"], row["list"], 0) for key, row in old.items() if key not in new]
    both = [(old[key], row) for key, row in new.items() if key in old]
    moved = [Change(b["person"], b["name"], a["list"], b["list"]) for a, b in both if a["list"] != b["list"]]
    corrected = sum(1 for a, b in both if a["list"] == b["list"] and a != b)
    return Differences(tuple(entered), tuple(left), tuple(moved), corrected)


def flow_words(flows: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Flows as sentences: "danh sách 1: vào 3, ra 1", "từ danh sách 1 sang 2: 4"; empty where nothing moved."""
    said = []
    for each in LISTS:
        parts = [
            f"{word} {count}"
            for word, name in (("vào", "entered"), ("ra", "left"))
            if (count := flows.get(name, {}).get(str(each), 0))
        ]
        if parts:
            said.append(f"danh sách {each}: {', '.join(parts)}")
    for way, count in flows.get("moved", {}).items():
        start, end = way.split(">")
        said.append(f"từ danh sách {start} sang {end}: {count}")
    return said


def twice(parts: Iterable[tuple[int, Iterable[int]]]) -> dict[int, list[int]]:
    """Branches that stand in more than one of `parts` (unit, the branches whose lists are in it): branch → units."""
    seen: dict[int, list[int]] = {}
    for unit, branches in parts:
        for branch in set(branches):
            seen.setdefault(branch, []).append(unit)
    return {branch: units for branch, units in seen.items() if len(units) > 1}
