"""How far candidates are helped, in sums by unit: what levels above see of the sponsors."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Substr

from nguon.models import CandidateTask, Circumstance, PoolSetting, Sponsorship, Stay, Unit
from nguon.queries.access import Reach
from nguon.queries.duties import Today
from nguon.queries.sponsor_remarks import Cadence, lacking, periods_asked
from nguon.queries.sponsoring import STANDING
from nguon.regulations.parameters import parameter
from nguon.rules.periods import add_months
from nguon.rules.roles import Action
from nguon.rules.tree import WIDTH, is_within, lineage_of, subtree_range


@dataclass(frozen=True)
class Coverage:
    """Sums of a unit and all below it. `without` and `without_fit` count candidates whom nobody helps, on any list and on
    the second and third; `look` sponsorships with something changed since; `late` remarks and tasks past their day.
    """

    unit: Unit | None
    lists: int = 0
    fit: int = 0
    without: int = 0
    without_fit: int = 0
    fewer: int = 0
    sponsors: int = 0
    overloaded: int = 0
    look: int = 0
    late: int = 0


def coverage_below(by: Reach, unit: Unit, children: Sequence[Unit]) -> tuple[list[Coverage], Coverage]:
    """The sums of each of `children` in their order, then of `unit` itself where it has candidates of its own, and of all
    together. The same number of queries whatever is below: six, and one more for each further cadence of remarks.
    """
    day, low_high = by.day, subtree_range(unit.path)
    width = len(unit.path) + WIDTH
    child = Substr("path", 1, width)
    within = Q(path__gte=low_high[0], path__lt=low_high[1])
    sums: dict[str, Counter[str]] = {}

    def add(rows: Iterable[Any]) -> None:
        for row in rows:
            sums.setdefault(row.pop("child"), Counter()).update(row)

    persons = by.persons(Action.SEE_SPONSORS).filter(within, listed__gt=0).order_by()
    add(
        persons.annotate(child=child)
        .values("child")
        .annotate(lists=Count("pk"), fit=Count("pk", filter=Q(listed__gte=2)))
    )
    settings = _settings(unit.path)
    most = _nearest(settings, unit.path, "most_candidates_a_sponsor")
    held = by.sponsorships().filter(within, STANDING).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day)).order_by()
    add(_held_sums(held.annotate(child=child), day))
    if most:
        loads = held.annotate(child=child).values("child", "sponsor").annotate(n=Count("pk")).filter(n__gt=most)
        add({"child": each, "overloaded": 1} for each, _sponsor, _n in loads.values_list("child", "sponsor", "n"))
    add({"child": each, "late": count} for each, count in _late(by, held, unit, settings))
    rows = [_row(each, sums.get(each.path, Counter())) for each in children]
    own = _row(unit, sums.get(unit.path, Counter()))
    if own.lists or own.sponsors:
        rows.append(own)
    return rows, _row(None, sum((each for each in sums.values()), Counter()))


def _row(unit: Unit | None, found: Counter[str]) -> Coverage:
    names = {each.name for each in fields(Coverage)}
    given = {name: value for name, value in found.items() if name in names}
    without, without_fit = found["lists"] - found["helped"], found["fit"] - found["helped_fit"]
    return Coverage(unit, **given | {"without": max(0, without), "without_fit": max(0, without_fit)})


def _held_sums(held: QuerySet[Sponsorship], day: date) -> Iterable[Any]:
    listed = Q(candidate__listed__gt=0)
    other = Sponsorship.objects.filter(STANDING, candidate=OuterRef("candidate")).exclude(pk=OuterRef("pk"))
    other = other.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    return (
        held.annotate(has_other=Exists(other), changed=changed_since(day))
        .values("child")
        .annotate(
            helped=Count("candidate", distinct=True, filter=listed),
            helped_fit=Count("candidate", distinct=True, filter=Q(candidate__listed__gte=2)),
            sponsors=Count("sponsor", distinct=True),
            fewer=Count("pk", filter=listed & older_than_youth("candidate__born", day) & Q(has_other=False)),
            look=Count("pk", filter=Q(changed=True)),
        )
    )


def older_than_youth(column: str, day: date) -> Q:
    """Condition on a column of partly known birth dates: surely past the age of the Youth Union on `day`."""
    years = parameter("youth_age_until", day).value + 1
    born = add_months(day, -12 * years)
    whole, month, year = f"{born:%Y-%m-%d}", f"{born:%Y-%m}", f"{born:%Y}"
    known = ~Q(**{column: ""})
    # 1995-03 and 1995 sort before 1995-03-10, though they may lie after it.
    return known & Q(**{f"{column}__lte": whole}) & ~Q(**{column: month}) & ~Q(**{column: year})


def changed_since(day: date) -> Case:
    """True for sponsorships of which `queries.sponsors.gaps` says something on `day`."""
    kept = Circumstance.objects.filter(person=OuterRef("sponsor"), starts_on__lte=day)
    kept = kept.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))
    was_here = Stay.objects.filter(person=OuterRef("sponsor"), unit=OuterRef("unit"))
    moved = ~Q(sponsor__unit=F("unit")) & Exists(was_here)
    recognised = ~Q(candidate__official="") & Q(candidate__official__lte=f"{day:%Y-%m-%d}")
    recognised &= ~Q(candidate__official__in=(f"{day:%Y-%m}", f"{day:%Y}"))
    gone = Q(candidate__listed=0, candidate__joined="", candidate__official="")
    found = Q(sponsor__left_party_on__lte=day) | moved | Q(Exists(kept)) | ~Q(candidate__unit=F("unit"))
    return Case(When(found | recognised | gone, then=Value(True)), default=Value(False))


def _settings(path: str) -> list[PoolSetting]:
    low, high = subtree_range(path)
    wanted = Q(unit__path__in=lineage_of(path)) | Q(unit__path__gte=low, unit__path__lt=high)
    return list(PoolSetting.objects.filter(wanted).select_related("unit").order_by("unit__path"))


def _nearest(settings: Sequence[PoolSetting], path: str, field: str) -> int | None:
    above = [each for each in settings if is_within(path, each.unit.path) and getattr(each, field)]
    return getattr(above[-1], field) if above else None


def _late(
    by: Reach, held: QuerySet[Sponsorship], unit: Unit, settings: Sequence[PoolSetting]
) -> Iterable[tuple[str, int]]:
    """By child: remarks past their day by the cadence of each branch, and tasks past theirs."""
    day, (low, high) = by.day, subtree_range(unit.path)
    child = Substr("path", 1, len(unit.path) + WIDTH)
    default = _nearest(settings, unit.path, "remark_every_months") or parameter("sponsor_remark_months", day).value
    own = sorted(
        (each for each in settings if each.remark_every_months and each.unit.path > unit.path),
        key=lambda each: -len(each.unit.path),
    )
    whens = [
        When(path__gte=first, path__lt=end, then=Value(each.remark_every_months))
        for each in own
        for first, end in [subtree_range(each.unit.path)]
    ]
    cadence = Case(*whens, default=Value(default), output_field=IntegerField())
    today = Today(day)
    for months in sorted({default, *(each.remark_every_months or default for each in own)}):
        late = [period for period, due in periods_asked(Cadence(months, ""), today) if due < day]
        for period in late:
            rows = lacking(held.annotate(months=cadence).filter(months=months), period)
            yield from rows.annotate(child=child).values("child").annotate(n=Count("pk")).values_list("child", "n")
    tasks: QuerySet[CandidateTask] = (
        by.candidate_tasks().filter(path__gte=low, path__lt=high, outcome="", due_on__lt=day).order_by()
    )
    yield from tasks.annotate(child=child).values("child").annotate(n=Count("pk")).values_list("child", "n")
