"""The invented organisations, from the YAML files of `demo/units`, as rows in the order parents before children."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FILES = ("khoi.yaml", "hung_yen.yaml", "bao_lam.yaml", "thanh_uy.yaml", "tran_phu.yaml")
OPENED = date(2015, 1, 1)
FIGURES_FOR = (2019, 2022, 2023, 2026)  # the years whose targets are divided


@dataclass(frozen=True)
class Row:
    """One unit: `number` and `parent` are places in the list. `figures`: members, admitted, pool; `seed`: whose plan."""

    number: int
    parent: int | None
    name: str
    kind: str
    sector: str
    opened_on: date
    figures: tuple[int, int, int] | None
    seed: str = ""


def rows(folder: Path) -> Iterator[Row]:
    """Every unit of all files, numbered from 0."""
    found: list[Row] = []
    for name in FILES:
        _put(found, None, yaml.safe_load((folder / name).read_text("utf-8")), [], OPENED)
    return iter(found)


def _put(found: list[Row], parent: int | None, unit: dict[str, Any], names: list[str], opened: date) -> None:
    names = unit.get("branch_names", names)
    opened = unit.get("opened", opened)
    name, kind = _named(unit)
    own = len(found)
    figures = tuple(unit["figures"]) if "figures" in unit else None
    found.append(
        Row(own, parent, name, kind, unit.get("sector", "commune"), opened, figures, str(unit.get("seed", "")))
    )
    for below in unit.get("below", ()):
        _put(found, own, below, names, opened)
    if "b" not in unit and "below" not in unit:
        _branches(found, own, unit, names, opened)


def _named(unit: dict[str, Any]) -> tuple[str, str]:
    for key, kind in (("c", "grassroots_committee"), ("b", "grassroots_branch"), ("x", "commune_committee")):
        if key in unit:
            return unit[key], unit.get("kind", kind)
    return unit["name"], unit["kind"]


def _branches(found: list[Row], parent: int, unit: dict[str, Any], names: list[str], opened: date) -> None:
    own = [str(each) for each in unit.get("branches", names)]
    # Directly under the police and army committees of a province a branch is itself a grassroots organisation.
    kind = "grassroots_branch" if unit.get("kind") in {"police_committee", "army_committee"} else "branch"
    shares = _shared(tuple(unit.get("figures", (0, 0, 0))), len(own))
    for name, figures in zip(own, shares, strict=True):
        sector = (
            "school"
            if "Trường" in name
            else "residential"
            if unit.get("sector", "commune") == "commune"
            else unit["sector"]
        )
        found.append(Row(len(found), parent, f"Chi bộ {name}", kind, sector, opened, figures))


def _shared(figures: tuple[int, int, int], count: int) -> list[tuple[int, int, int]]:
    """The figures of a unit over its `count` branches, as evenly as whole numbers go; sums are kept."""
    parts = [[total // count + (place < total % count) for total in figures] for place in range(count)]
    return [(part[0], part[1], part[2]) for part in parts]
