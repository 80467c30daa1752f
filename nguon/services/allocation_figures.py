"""The figures a target is divided by: members and admissions of the year before, persons in the pool."""

from collections.abc import Mapping
from dataclasses import dataclass

from nguon.models import YearFigure
from nguon.queries.access import Reach
from nguon.queries.allocating import figures_of, units_below
from nguon.rules.errors import NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.services.audit import no_change, operation, record

LARGEST = 9_999_999


@dataclass(frozen=True)
class Figures:
    """Of one unit: members at the end of a year, admitted in it, in the pool; None where not known."""

    members: int | None
    admitted: int | None
    pool: int | None


@operation
def set_figures(*, by: Reach, unit_id: int, year: int, figures: Mapping[int, Figures]) -> int:
    """Record the figures of units directly below `unit_id` for the division of `year`: they are those of the year before,
    the pool that of `year`. Returns how many units changed. Raises NotReached, RuleViolation for a figure out of range.
    """
    unit = by.unit(unit_id, Action.DIVIDE)
    below = units_below(unit, by.day)
    names = dict(below.values_list("pk", "name"))
    if set(figures) - set(names):
        raise NotReached("unit of a figure")
    wrong = [
        Unmet("allocating.figure_out_of_range", f"{names[pk]}: số liệu phải từ 0 đến 9.999.999.")
        for pk, each in figures.items()
        if any(value is not None and not 0 <= value <= LARGEST for value in (each.members, each.admitted, each.pool))
    ]
    if wrong:
        raise RuleViolation(wrong)
    known = figures_of(below, year)
    stood = {pk: Figures(*known.get(pk, (None, None, None))) for pk in figures}
    changed = {pk: each for pk, each in figures.items() if each != stood[pk]}
    if not changed:
        no_change()
        return 0
    _write(changed, year, unit.province)
    record(
        by,
        "allocating.set_figures",
        unit,
        unit=unit,
        permitted_by=Action.DIVIDE,
        before={names[pk]: _words(stood[pk]) for pk in changed},
        after={names[pk]: _words(each) for pk, each in changed.items()},
    )
    return len(changed)


def _words(figures: Figures) -> str:
    return " / ".join("–" if each is None else str(each) for each in (figures.members, figures.admitted, figures.pool))


def _write(changed: Mapping[int, Figures], year: int, province: str) -> None:
    before = [
        YearFigure(unit_id=pk, year=year - 1, members=each.members, admitted=each.admitted, province=province)
        for pk, each in changed.items()
    ]
    now = [YearFigure(unit_id=pk, year=year, pool=each.pool, province=province) for pk, each in changed.items()]
    for rows, fields in ((before, ["members", "admitted"]), (now, ["pool"])):
        YearFigure.objects.bulk_create(
            rows, batch_size=2_000, update_conflicts=True, unique_fields=["unit", "year"], update_fields=fields
        )
