"""What is written about a unit without moving it: its code, short name and tags, and its figures of a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nguon.models import Unit, UnitTag, YearFigure
from nguon.queries.access import Reach
from nguon.queries.organisation import code_shown
from nguon.rules.errors import RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.services.audit import no_change, operation, record
from nguon.services.relocating import folded

MOST_TAGS = 12
FIGURES = ("members", "admitted", "pool")
MOST_PEOPLE = 2_000_000


@dataclass(frozen=True)
class Figures:
    """What a unit reports for one year; None for what is not known."""

    members: int | None = None
    admitted: int | None = None
    pool: int | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, name) is not None for name in FIGURES)


def clean_code(text: str) -> str:
    """The 14 digits of a code written with or without dots; "" for none. Raises RuleViolation."""
    kept = text.strip().replace(".", "").replace(" ", "")
    if not kept:
        return ""
    if len(kept) != 14 or not kept.isascii() or not kept.isdigit():
        raise RuleViolation([Unmet("code.shape", "Mã gồm 14 chữ số, ví dụ 38.168.053.000.001.")])
    return kept


@operation
def describe_unit(*, by: Reach, unit_id: int, code: str, short_name: str, tags: Sequence[str]) -> Unit:
    """Set the unit's code (14 digits, dots allowed, "" for none), short name and tags.

    Raises NotReached, and RuleViolation where the code is malformed or another unit's, or there are over 12 tags.
    """
    unit = by.units(Action.CHANGE_UNITS).select_for_update().filter(pk=unit_id).first() or by.unit(
        unit_id, Action.CHANGE_UNITS
    )
    wanted = clean_code(code) or None
    kept = {fold(each): " ".join(each.split())[:60] for each in tags if each.strip()}
    wrong = []
    if wanted and (other := Unit.objects.filter(code=wanted).exclude(pk=unit_id).first()):
        wrong.append(Unmet("code.taken", f"Mã {code_shown(wanted)} đã là của {other.name}."))
    if len(kept) > MOST_TAGS:
        wrong.append(Unmet("tags.many", f"Mỗi đơn vị có nhiều nhất {MOST_TAGS} nhãn."))
    if wrong:
        raise RuleViolation(wrong)
    had = dict(unit.tags.values_list("folded", "tag"))
    before = {"code": unit.code, "short_name": unit.short_name, "tags": sorted(had.values())}
    after = {"code": wanted, "short_name": short_name, "tags": sorted(kept.values())}
    if before == after:
        no_change()
        return unit
    unit.code, unit.short_name, unit.folded = wanted, short_name, folded(unit.name, short_name)
    unit.save(update_fields=["code", "short_name", "folded"])
    UnitTag.objects.filter(unit=unit, folded__in=[each for each in had if had[each] != kept.get(each)]).delete()
    new = [UnitTag(unit=unit, tag=tag, folded=key) for key, tag in kept.items() if had.get(key) != tag]
    UnitTag.objects.bulk_create(new)
    record(by, "organisation.describe", unit, unit=unit, permitted_by=Action.CHANGE_UNITS, before=before, after=after)
    return unit


@operation
def set_figures(*, by: Reach, unit_id: int, figures: Mapping[int, Figures]) -> Unit:
    """Set the unit's figures of the years given; a year whose three figures are all None is taken out.

    Raises NotReached, and RuleViolation where a year lies outside 1930 to next year or a figure outside 0 to 2,000,000.
    """
    unit = by.unit(unit_id, Action.CHANGE_UNITS)
    wrong = []
    for year, given in figures.items():
        if not 1930 <= year <= by.day.year + 1:
            wrong.append(Unmet("figures.year", f"Năm {year} nằm ngoài khoảng 1930–{by.day.year + 1}."))
        values = [getattr(given, name) for name in FIGURES]
        if any(each is not None and not 0 <= each <= MOST_PEOPLE for each in values):
            wrong.append(Unmet("figures.range", f"Số liệu năm {year} phải từ 0 đến 2.000.000."))
    if wrong:
        raise RuleViolation(wrong)
    rows = {each.year: each for each in YearFigure.objects.select_for_update().filter(unit=unit, year__in=figures)}
    before = {str(year): _plain(rows[year]) for year in rows}
    after = {str(year): _plain(given) for year, given in figures.items() if given}
    if before == after:
        no_change()
        return unit
    gone = [rows[year].pk for year, given in figures.items() if not given and year in rows]
    YearFigure.objects.filter(pk__in=gone).delete()
    kept = {year: given for year, given in figures.items() if given}
    changed = [rows[year] for year in kept if year in rows]
    for row in changed:
        for name in FIGURES:
            setattr(row, name, getattr(kept[row.year], name))
    YearFigure.objects.bulk_update(changed, FIGURES)
    YearFigure.objects.bulk_create(
        [
            YearFigure(unit=unit, year=year, province=unit.province, **_plain(given))
            for year, given in kept.items()
            if year not in rows
        ]
    )
    record(by, "organisation.figures", unit, unit=unit, permitted_by=Action.CHANGE_UNITS, before=before, after=after)
    return unit


def _plain(given: Figures | YearFigure) -> dict[str, int | None]:
    return {name: getattr(given, name) for name in FIGURES}
