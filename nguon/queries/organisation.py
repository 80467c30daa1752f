"""The tree of units as it is today: level by level, searched and filtered, always within reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from nguon.models import Sector, Unit
from nguon.queries.access import Reach
from nguon.queries.unit_kinds import kind_name
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import WIDTH, ancestors_of, subtree_range

CHILDREN_AT_ONCE = 100
ROWS_A_PAGE = 50
RANGES_AT_MOST = 60
SECTOR_NAMES: Mapping[str, str] = dict(Sector.choices)


@dataclass(frozen=True)
class UnitRow:
    """One line of a list or of the tree. `below` counts the units under it; `children` are filled where it is opened,
    `hidden` says how many more children it has than those shown.
    """

    id: int
    name: str
    kind: str
    kind_name: str
    sector_name: str
    code: str
    opened_on: date | None
    closed_on: date | None
    state: str
    below: int = 0
    above: tuple[tuple[int, str], ...] = ()
    opened: bool = False
    children: tuple["UnitRow", ...] = field(default_factory=tuple)
    hidden: int = 0

    @property
    def above_names(self) -> str:
        """Names of the units above it within reach, the nearest first."""
        return " · ".join(name for _, name in reversed(self.above))


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; empty strings narrow nothing."""

    text: str = ""
    kind: str = ""
    sector: str = ""
    tag: str = ""
    closed: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.kind or self.sector or self.tag)


def code_shown(code: str | None) -> str:
    """A stored code with its dots, 38.168.053.000.001; "" for none."""
    if not code or len(code) != 14:
        return code or ""
    return ".".join((code[:2], code[2:5], code[5:8], code[8:11], code[11:]))


def code_fits(code: str, above: str) -> bool:
    """Whether the groups that the superior's code fills are the same in `code`; both hold 14 digits."""
    filled = above.rstrip("0")
    ends = next(end for end in (2, 5, 8, 11, 14) if len(filled) <= end)
    return code[:ends] == above[:ends]


def state_of(opened_on: date, closed_on: date | None, day: date) -> str:
    """Empty while the unit stands on `day`, else "closed", "closing" (an end is set) or "to_open"."""
    if closed_on is not None:
        return "closed" if closed_on <= day else "closing"
    return "to_open" if opened_on > day else ""


def standing(day: date, prefix: str = "") -> Q:
    """Units that stand on `day`."""
    ends = Q(**{f"{prefix}closed_on__isnull": True}) | Q(**{f"{prefix}closed_on__gt": day})
    return Q(**{f"{prefix}opened_on__lte": day}) & ends


def matching(units: QuerySet[Unit], wanted: Filter, day: date) -> QuerySet[Unit]:
    """`units` narrowed to `wanted`: every word of its text stands in the folded name, or the text begins the code."""
    if not wanted.closed:
        units = units.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))
    words = fold(wanted.text).split()
    if words:
        named = Q()
        for word in words:
            named &= Q(folded__contains=word)
        digits = "".join(each for each in wanted.text if each.isdigit())
        if digits and not any(each.isalpha() for each in wanted.text):
            named |= Q(code__startswith=digits)
        units = units.filter(named)
    if wanted.kind:
        units = units.filter(kind=wanted.kind)
    if wanted.sector:
        units = units.filter(sector=wanted.sector)
    if wanted.tag:
        units = units.filter(tags__folded=fold(wanted.tag))
    return units


def below_of(by: Reach, units: Sequence[Unit]) -> dict[int, int]:
    """How many units standing today are under each of `units`, within reach: one query.

    The paths are counted here: a count in the database for each row costs both engines ten times as much.
    """
    shown = {each.path: 0 for each in units}
    highest = [path for path in shown if not any(each in shown for each in ancestors_of(path))]
    paths = by.units().filter(standing(by.day)).order_by()
    if len(highest) <= RANGES_AT_MOST:
        within = Q(pk__in=[])
        for path in highest:
            low, high = subtree_range(path)
            within |= Q(path__gt=low, path__lt=high)
        paths = paths.filter(within)
    for path in paths.values_list("path", flat=True):
        for end in range(WIDTH, len(path), WIDTH):
            if path[:end] in shown:
                shown[path[:end]] += 1
    return {each.pk: shown[each.path] for each in units}


def tops(by: Reach) -> QuerySet[Unit]:
    """The units where this person's sight begins: reached ones whose parent is not, so that none stands twice in a tree."""
    if by.system:
        return Unit.objects.filter(parent__isnull=True)
    own, ranges = set(), []
    for holding in by.holdings:
        for low, high in holding.ranges(Action.SEE_UNITS):
            own.add(low)
            if high is not None:
                ranges.append((low, high))

    def reached(path: str) -> bool:
        return path in own or any(low <= path < high for low, high in ranges)

    highest = {path for path in own if not reached(path[:-WIDTH])}
    return by.units().filter(path__in=highest)


def row_of(unit: Unit, day: date, **more: object) -> UnitRow:
    """`unit` as a row; counts, children and those above are passed in `more`."""
    return UnitRow(
        id=unit.pk,
        name=unit.name,
        kind=unit.kind,
        kind_name=kind_name(unit.kind, day),
        sector_name=SECTOR_NAMES.get(unit.sector, unit.sector),
        code=code_shown(unit.code),
        opened_on=unit.opened_on,
        closed_on=unit.closed_on,
        state=state_of(unit.opened_on, unit.closed_on, day),
        **more,  # type: ignore[arg-type]
    )


def tree(by: Reach, opened: Iterable[int], *, closed: bool = False) -> tuple[UnitRow, ...]:
    """The units where sight begins, with the children of those `opened` below them, at most 100 a unit, by name.

    A unit that is opened opens all above it. Four queries, however many units there are or are opened.
    """
    chosen = set(by.units().filter(pk__in=list(opened)[:200]).values_list("path", flat=True))
    paths = {each for path in chosen for each in (*ancestors_of(path), path)}
    first = list(_shown(tops(by), by, closed=closed).order_by("sort_key", "pk")[:CHILDREN_AT_ONCE])
    below = list(
        _shown(by.units().filter(parent__path__in=paths), by, closed=closed)
        .annotate(
            rank=Window(RowNumber(), partition_by=F("parent_id"), order_by=[F("sort_key").asc(), F("pk").asc()]),
            many=Window(Count("*"), partition_by=F("parent_id")),
        )
        .filter(rank__lte=CHILDREN_AT_ONCE)
        .order_by("parent_id", "rank")
    )
    count = below_of(by, [*first, *below])
    by_parent: dict[int | None, list[Unit]] = {}
    for unit in below:
        by_parent.setdefault(unit.parent_id, []).append(unit)

    def build(unit: Unit) -> UnitRow:
        children = by_parent.get(unit.pk, []) if unit.path in paths else []
        return row_of(
            unit,
            by.day,
            below=count[unit.pk],
            opened=unit.path in paths,
            children=tuple(build(each) for each in children),
            hidden=(children[0].many - len(children)) if children else 0,  # type: ignore[attr-defined]
        )

    return tuple(build(unit) for unit in first)


def children_of(by: Reach, unit: Unit, *, start: int = 0, closed: bool = False) -> tuple[tuple[UnitRow, ...], int]:
    """(at most 100 children of `unit` from number `start` on by name, how many children follow those)."""
    below = _shown(by.units().filter(parent=unit), by, closed=closed)
    units = list(below.order_by("sort_key", "pk")[start : start + CHILDREN_AT_ONCE])
    count = below_of(by, units)
    found = tuple(row_of(each, by.day, below=count[each.pk]) for each in units)
    return found, max(0, below.count() - start - len(found))


def _shown(units: QuerySet[Unit], by: Reach, *, closed: bool) -> QuerySet[Unit]:
    return units if closed else units.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=by.day))


def list_page(by: Reach, wanted: Filter, page: int) -> tuple[tuple[UnitRow, ...], int]:
    """(page `page` from 1 of the units that match, 50 a page by name, with those above each; how many match in all)."""
    found = matching(by.units(), wanted, by.day)
    start = (max(1, page) - 1) * ROWS_A_PAGE
    units = list(found.order_by("sort_key", "pk")[start : start + ROWS_A_PAGE])
    lines, count = above(by, units), below_of(by, units)
    rows = tuple(row_of(each, by.day, below=count[each.pk], above=lines[each.pk]) for each in units)
    return rows, found.count()


def above(by: Reach, units: Sequence[Unit]) -> dict[int, tuple[tuple[int, str], ...]]:
    """For each unit the (id, name) of those above it within reach, from the top down: one query."""
    paths = {each for unit in units for each in ancestors_of(unit.path)}
    names = {path: (pk, name) for pk, name, path in by.units().filter(path__in=paths).values_list("pk", "name", "path")}
    return {unit.pk: tuple(names[each] for each in ancestors_of(unit.path) if each in names) for unit in units}


def find_units(
    by: Reach, text: str, *, action: Action = Action.SEE_UNITS, limit: int = 20, closed: bool = False
) -> tuple[UnitRow, ...]:
    """Units over which `action` is permitted whose name has every word of `text`, the nearest to it first."""
    wanted = Filter(text=text, closed=closed)
    if not wanted.text.strip():
        return ()
    whole = fold(text)
    nearness = Case(
        When(folded=whole, then=0),
        When(
            Q(folded__startswith=f"{whole} ") | Q(folded__endswith=f" {whole}") | Q(folded__contains=f" {whole} "),
            then=1,
        ),
        When(folded__startswith=whole, then=2),
        When(folded__contains=f" {whole}", then=3),
        default=4,
        output_field=IntegerField(),
    )
    found = matching(by.units(action), wanted, by.day).annotate(nearness=nearness)
    units = list(found.order_by("nearness", "depth", "sort_key", "pk")[:limit])
    lines = above(by, units)
    return tuple(row_of(each, by.day, above=lines[each.pk]) for each in units)


def tags_in_use(by: Reach) -> tuple[str, ...]:
    """Tags on units within reach, each once, by name."""
    found = by.units().filter(tags__isnull=False).values_list("tags__folded", "tags__tag").distinct()
    return tuple(sorted(dict(found).values()))


def kinds_in_use(by: Reach) -> tuple[tuple[str, str], ...]:
    """(key, name) of the kinds that units within reach have, by name."""
    found = by.units().order_by().values_list("kind", flat=True).distinct()
    return tuple(sorted(((each, kind_name(each, by.day)) for each in found), key=lambda each: each[1]))
