"""Kinds of unit as dated records: rules ask what a kind may do on a day, never what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass

from nguon.rules.errors import Unmet


@dataclass(frozen=True)
class Kind:
    """A kind of unit as it holds on one day.

    `stands_under` are the keys of the kinds it may stand under; `may_stand_alone` says it may be the top of a tree.
    `level` is 1 for a province and grows downwards. `source` is the key of the instrument it rests on.
    """

    key: str
    name: str
    stands_under: frozenset[str]
    may_stand_alone: bool
    level: int
    is_grassroots: bool
    is_branch: bool
    has_committee: bool
    may_decide_admission: bool
    receives_quota: bool
    source: str


def unmet_placement(kind: str, parent_kind: str | None, kinds: Mapping[str, Kind]) -> tuple[Unmet, ...]:
    """Why a unit of `kind` may not stand under one of `parent_kind` (None: at the top); empty when it may.

    `kinds` are those in force on the day of the placement.
    """
    unknown = [each for each in (kind, parent_kind) if each is not None and each not in kinds]
    if unknown:
        return tuple(
            Unmet("placement.kind_unknown", f"Vào ngày này không có loại tổ chức “{each}”.") for each in unknown
        )
    own = kinds[kind]
    if parent_kind is None:
        if own.may_stand_alone:
            return ()
        return (Unmet("placement.needs_parent", f"{own.name} phải trực thuộc một tổ chức cấp trên.", own.source),)
    if parent_kind in own.stands_under:
        return ()
    above = kinds[parent_kind]
    allowed = ", ".join(sorted(kinds[each].name for each in own.stands_under if each in kinds)) or "không tổ chức nào"
    return (
        Unmet(
            "placement.wrong_parent",
            f"{own.name} không trực thuộc {above.name}; có thể trực thuộc: {allowed}.",
            own.source,
        ),
    )
