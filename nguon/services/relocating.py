"""Makes today's tree follow the dated placements: names, kinds, parents, paths, and every row that carries a path."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from nguon.models import (
    Activity,
    Allocation,
    Appointment,
    CandidateTask,
    Certificate,
    Circumstance,
    ClassPlace,
    ClassProposal,
    ColumnMapping,
    DutyTask,
    HandIn,
    Lecturer,
    ListChange,
    ListImport,
    ListImportRow,
    Merge,
    Nomination,
    Person,
    PersonGroup,
    PersonName,
    Placement,
    Plan,
    PlanDraft,
    PlanReceipt,
    PlanVersion,
    PoolSetting,
    Reorganisation,
    Resolution,
    Share,
    SourceFile,
    SponsorRemark,
    Sponsorship,
    Stay,
    SurveyRound,
    TaskReport,
    ToldApart,
    TrainingClass,
    Unit,
    UnitImport,
    YearFigure,
)
from nguon.rules.errors import RuleViolation, Unmet
from nguon.rules.text import fold, natural_key
from nguon.rules.tree import WIDTH, is_within, subtree_range

CARRY_PATH: tuple[type[models.Model], ...] = (
    Activity,
    Allocation,
    CandidateTask,
    Certificate,
    ClassProposal,
    DutyTask,
    HandIn,
    Lecturer,
    ListChange,
    ListImport,
    Merge,
    Nomination,
    Person,
    PersonGroup,
    PersonName,
    Plan,
    PlanDraft,
    PlanReceipt,
    Reorganisation,
    Resolution,
    SponsorRemark,
    Sponsorship,
    SurveyRound,
    TaskReport,
    TrainingClass,
    UnitImport,
)
"""Tables with a path and a province of their own, beside the units."""

CARRY_PROVINCE: tuple[tuple[type[models.Model], str], ...] = (
    (Appointment, "unit"),
    (Placement, "unit"),
    (PlanVersion, "plan__unit"),
    (Share, "unit"),
    (SourceFile, "unit"),
    (YearFigure, "unit"),
    (Circumstance, "person__unit"),
    (ClassPlace, "from_unit"),
    (ColumnMapping, "unit"),
    (ListImportRow, "batch__unit"),
    (PoolSetting, "unit"),
    (Stay, "unit"),
    (ToldApart, "first__unit"),
)
"""Tables with a province only, and the way from them to the unit it follows."""

AT_ONCE = 200  # ranges in one statement: engines limit how deep a condition may nest


def follow_placements(unit_ids: Iterable[int], day: date) -> int:
    """How many units changed so that `name`, `kind`, `sector`, `parent` and `path` are those of `day`."""
    ids = sorted(set(unit_ids))
    placements = _placements_of(ids, day)
    changed, moves = [], {}
    for unit in Unit.objects.select_for_update().filter(pk__in=ids).order_by("pk"):
        now = placements.get(unit.pk)
        if now is None:
            continue
        if unit.parent_id != now.parent_id:
            moves[unit.pk] = now.parent_id
        if (unit.name, unit.kind, unit.sector) != (now.name, now.kind, now.sector):
            unit.name, unit.kind, unit.sector = now.name, now.kind, now.sector
            unit.folded = folded(unit.name, unit.short_name)
            unit.sort_key = sort_key(unit.name)
            changed.append(unit)
    Unit.objects.bulk_update(changed, ["name", "kind", "sector", "folded", "sort_key"], batch_size=200)
    _relocate(moves)
    return len({each.pk for each in changed} | set(moves))


def _placements_of(ids: Sequence[int], day: date) -> dict[int, Placement]:
    """The placement that counts on `day`: the one in force, else the last before it, else the first to come."""
    found: dict[int, Placement] = {}
    for each in Placement.objects.filter(unit__in=ids).order_by("unit_id", "starts_on"):
        if each.unit_id not in found or each.starts_on <= day:
            found[each.unit_id] = each
    return found


def _relocate(moves: dict[int, int | None]) -> None:
    """Put each unit under its new parent, a parent that moves as well before what comes below it."""
    waiting = dict(moves)
    while waiting:
        known = {*waiting, *(each for each in waiting.values() if each is not None)}
        paths = dict(Unit.objects.filter(pk__in=known).values_list("pk", "path"))
        ready = {
            unit: parent
            for unit, parent in waiting.items()
            if parent is None or not any(is_within(paths[parent], paths[other]) for other in waiting)
        }
        if not ready:
            raise RuleViolation([Unmet("tree.circle", "Các đơn vị sẽ trực thuộc lẫn nhau thành vòng.")])
        groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for unit, parent in ready.items():
            groups[paths[unit][:-WIDTH], "" if parent is None else paths[parent]].append(unit)
        # One group at a time: others may move along with it, and their paths are read anew.
        (old, new), units = next(iter(groups.items()))
        Unit.objects.filter(pk__in=units).update(parent=waiting[units[0]])
        for first in range(0, len(units), AT_ONCE):
            _shift([paths[each] for each in units[first : first + AT_ONCE]], old, new)
        for each in units:
            del waiting[each]


def _shift(tops: Sequence[str], old: str, new: str) -> None:
    """Everything at or below `tops`, which stand directly under the path `old`, goes under the path `new`."""
    below = Q(pk__in=[])
    for top in tops:
        low, high = subtree_range(top)
        below |= Q(path__gte=low, path__lt=high)
    path = Concat(Value(new), Substr("path", len(old) + 1), output_field=models.CharField())
    levels = (len(new) - len(old)) // WIDTH
    new_province = new[:WIDTH] if new else None  # None: each becomes the top of its own
    moved = list(Unit.objects.filter(below).values_list("pk", flat=True))
    rest = {"path": path} | ({} if new_province is None else {"province": new_province})
    Unit.objects.filter(below).update(depth=F("depth") + levels, **rest)
    for model in CARRY_PATH:
        model._default_manager.filter(below).update(**rest)
    if new_province is None:
        tables: tuple[type[models.Model], ...] = (Unit, *CARRY_PATH)
        for model in tables:
            own = Q(pk__in=[])
            for top in tops:
                low, high = subtree_range(top[len(old) :])
                own |= Q(path__gte=low, path__lt=high)
            model._default_manager.filter(own).update(province=Substr("path", 1, WIDTH))
    if new[:WIDTH] != old[:WIDTH] or not new:
        _province_follows(moved)


def _province_follows(units: Sequence[int]) -> None:
    for model, way in CARRY_PROVINCE:
        for first in range(0, len(units), AT_ONCE):
            some = units[first : first + AT_ONCE]
            by_province: defaultdict[str, list[int]] = defaultdict(list)
            for pk, province in Unit.objects.filter(pk__in=some).values_list("pk", "province"):
                by_province[province].append(pk)
            for province, ids in by_province.items():
                rows = model._default_manager.filter(**{f"{way}__in": ids})
                model._default_manager.filter(pk__in=rows.values("pk")).update(province=province)


def folded(name: str, short_name: str) -> str:
    """What is searched: the name and the short name without marks."""
    return fold(f"{name} {short_name}")[:420]


def sort_key(name: str) -> str:
    """What sorts units."""
    return natural_key(name)[:600]
