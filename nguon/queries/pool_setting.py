"""How units work with the lists: what each set itself, and what holds for it from the nearest unit above."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nguon.models import PoolSetting, Unit
from nguon.rules.tree import lineage_of

FIELDS: Mapping[str, str] = {
    "review_every_months": "Rà soát nguồn, mỗi lần cách nhau (tháng)",
    "remark_every_months": "Đảng viên giúp đỡ nhận xét, mỗi lần cách nhau (tháng)",
    "ratio_min": "Tỷ lệ nguồn trên chỉ tiêu, từ (lần)",
    "ratio_max": "Tỷ lệ nguồn trên chỉ tiêu, đến (lần)",
    "most_candidates_a_sponsor": "Mỗi đảng viên giúp đỡ nhiều nhất (người)",
}


@dataclass(frozen=True)
class Set:
    """A value that holds for a unit: from which unit it comes, by which document; `value` None where nobody set one."""

    field: str
    value: Any = None
    unit_id: int | None = None
    unit_name: str = ""
    document_number: str = ""

    @property
    def is_set(self) -> bool:
        return self.value is not None


def setting_for(unit: Unit, field: str) -> Set:
    """What holds of `field` for `unit`: its own, else of the nearest unit above that set it. One query."""
    return settings_for([unit.path])[unit.path][field]


def settings_of(unit: Unit) -> Mapping[str, Set]:
    """Every field as it holds for `unit`, in the order of FIELDS. One query."""
    return settings_for([unit.path])[unit.path]


def settings_for(paths: Iterable[str]) -> dict[str, Mapping[str, Set]]:
    """Every field as it holds for the unit at each of `paths`. One query, whatever their number."""
    wanted = list(paths)
    lines = {each for path in wanted for each in lineage_of(path)}
    return settings_among(wanted, PoolSetting.objects.filter(unit__path__in=lines).select_related("unit"))


def settings_among(paths: Iterable[str], rows: Iterable[PoolSetting]) -> dict[str, Mapping[str, Set]]:
    """The same from `rows` (with their units loaded), which must hold every setting at or above `paths`. No query."""
    known = {each.unit.path: each for each in rows}
    return {path: {field: _nearest(field, path, known) for field in FIELDS} for path in paths}


def _nearest(field: str, path: str, known: Mapping[str, PoolSetting]) -> Set:
    for above in reversed(lineage_of(path)):
        found = known.get(above)
        if found is not None and getattr(found, field) is not None:
            return Set(field, getattr(found, field), found.unit_id, found.unit.name, found.document_number)
    return Set(field)


def inherited(unit: Unit) -> Mapping[str, Set]:
    """Every field as it would hold for `unit` had it set nothing itself. One query."""
    if unit.parent_id is None:
        return {field: Set(field) for field in FIELDS}
    above = lineage_of(unit.path)[-2]
    return settings_for([above])[above]


def own_setting(unit: Unit) -> PoolSetting | None:
    """What `unit` set itself; None where it set nothing. One query."""
    return PoolSetting.objects.filter(unit=unit).first()
