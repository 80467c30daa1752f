"""The plan of an invented province, divided down to its committees: part of making one, no operation of its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone

from nguon.models import Allocation, Plan, PlanVersion, Share, Target, Unit, User
from nguon.rules.invented import Recipe, UnitSketch, quota_of
from nguon.rules.text import fold

GROUP_PERCENT = {"women": 40, "ethnic_minority": 12, "youth": 60}
"""Of every committee's places, rounded down: sums over any part of the tree then fit the whole."""


class Digest(Protocol):
    """What a running digest takes."""

    def update(self, data: bytes, /) -> object: ...


def make_quotas(
    officer: User,
    recipe: Recipe,
    tree: Sequence[tuple[UnitSketch, Unit]],
    committees: Mapping[int, int],
    digest: Digest,
) -> PlanVersion:
    """The year's plan of the province with its own allocation to the communes and theirs to the committees, in force.

    `committees` is how many persons stand below each committee, by its number.
    """
    places: dict[int, dict[str, int]] = {}
    below: defaultdict[int, list[int]] = defaultdict(list)
    for number, persons in committees.items():
        whole = quota_of(persons, number, recipe.seed)
        own = {"": whole} | {group: whole * percent // 100 for group, percent in GROUP_PERCENT.items()}
        digest.update(f"{number}:{sorted(own.items())}".encode())
        above = tree[number][0].parent or 0
        if above not in below[0]:
            below[0].append(above)
        below[above].append(number)
        for unit in (number, above, 0):
            kept = places.setdefault(unit, dict.fromkeys(own, 0))
            for group, share in own.items():
                kept[group] += share
    version = _plan(officer, recipe.day, tree[0][1], places[0])
    for number, given in below.items():
        _allocate(version, tree[number][1], officer, [(tree[each][1], places[each]) for each in given])
    return version


def _plan(officer: User, day: date, top: Unit, places: Mapping[str, int]) -> PlanVersion:
    year, made_at = day.year, timezone.now()
    plan = Plan.objects.create(unit=top, path=top.path, province=top.province, made_by=officer, made_at=made_at)
    number, title = f"1-KH/TU-THU-{year}", f"Phát triển đảng viên năm {year} (dữ liệu thử)"
    version = PlanVersion.objects.create(
        plan=plan,
        ordinal=1,
        document_type="KH",
        document_number=number,
        document_date=min(day, date(year, 1, 15)),
        issuer=top.name,
        title=title,
        folded=fold(f"{number} {title} {top.name}"),
        period_from=date(year, 1, 1),
        period_until=date(year + 1, 1, 1),
        holds_from=date(year, 1, 1),
        pool_ratio_min=Decimal("1.5"),
        pool_ratio_max=Decimal(2),
        province=top.province,
        issued_by=officer,
        issued_at=made_at,
    )
    Target.objects.bulk_create(
        Target(
            version=version, ordinal=ordinal, measure="admissions", group=group, minimum=whole,
            maximum=None if group else whole, whole=not group,
        )
        for ordinal, (group, whole) in enumerate(places.items(), start=1)
    )  # fmt: skip
    return version


def _allocate(version: PlanVersion, unit: Unit, officer: User, below: Sequence[tuple[Unit, Mapping[str, int]]]) -> None:
    made: dict[str, Any] = {"made_by": officer, "made_at": version.issued_at, "saved_at": version.issued_at}
    allocation = Allocation.objects.create(
        plan=version.plan,
        version=version,
        unit=unit,
        path=unit.path,
        province=unit.province,
        ordinal=1,
        state=Allocation.State.ISSUED,
        document_number=version.document_number,
        document_date=version.document_date,
        holds_from=version.holds_from,
        issued_at=version.issued_at,
        **made,
    )
    Share.objects.bulk_create(
        [
            Share(allocation=allocation, unit=each, group=group, places=share, province=unit.province)
            for each, places in below
            for group, share in places.items()
        ],
        batch_size=500,
    )
