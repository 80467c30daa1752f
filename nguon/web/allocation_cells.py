"""The cells of an allocation between the browser and the rules: what a page shows, what came back, what differs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import ClassVar

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from nguon.queries.allocating import Cell, Column, Line, Table
from nguon.rules.errors import Unmet
from nguon.rules.quota import Finding
from nguon.rules.text import fold
from nguon.web.templatetags.nguon import so
from nguon.web.told import told

PAGE = 200
FEW = 30  # a list this short is looked over at a glance
MOST_DIGITS = 5


@dataclass(frozen=True)
class View:
    """Which rows are shown, and of which column the lock and the limits."""

    find: str
    only: str
    number: int
    focus: int
    lines: tuple[Line, ...]
    pages: int
    has_filters: bool

    KEYS: ClassVar = ("tim", "chi", "trang", "cua")

    @property
    def shown(self) -> tuple[Line, ...]:
        return self.lines[(self.number - 1) * PAGE : self.number * PAGE]

    def query(self, asked: QueryDict) -> str:
        return urlencode({key: asked[key] for key in self.KEYS if asked.get(key)})


def view_of(asked: QueryDict, table: Table) -> View:
    """The view an address asks for; what it does not understand counts as not asked."""
    find, only = asked.get("tim", "").strip()[:80], asked.get("chi", "")
    groups = [column.group for column in table.demand.columns]
    focus = groups.index(asked["cua"]) if asked.get("cua") in groups else 0
    lines = tuple(_filtered(table, fold(find), only))
    pages = max(1, -(-len(lines) // PAGE))
    number = asked.get("trang", "1")
    at = min(max(int(number), 1), pages) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    return View(find, only, at, focus, lines, pages, bool(find or only) or len(table.lines) > FEW)


def _filtered(table: Table, find: str, only: str) -> Iterator[Line]:
    wrong = {finding.unit for finding in table.findings}
    thin = table.demand.version.pool_ratio_min
    tests = {
        "sai": lambda line: line.unit in wrong,
        "khoa": lambda line: any(cell.locked for cell in line.cells),
        "khong": lambda line: not line.places,
        "thieu": lambda line: thin is not None and line.ratio is not None and line.ratio < thin,
    }
    test = tests.get(only)
    for line in table.lines:
        if (not find or find in line.folded) and (test is None or not line.cells or test(line)):
            yield line


@dataclass(frozen=True)
class CellView:
    """One cell as drawn. `stored` is what stands in the database where that differs from what was typed."""

    column: Column
    name: str
    value: str
    readonly: bool
    error: str = ""
    stored: int | None = None
    is_focus: bool = False


@dataclass(frozen=True)
class RowView:
    """One unit as drawn: `base` tells what its cells held when the page was made."""

    line: Line
    number: int
    cells: tuple[CellView, ...]
    base: str
    lock: bool
    low: str
    high: str
    divided: object | None
    tone: str
    mini: int
    opens: bool = True


@dataclass(frozen=True)
class Page:
    """The rows shown, and for each column what the rows not shown sum to."""

    rows: tuple[RowView, ...]
    feet: tuple[tuple[Column, int, int, bool], ...]
    count: int


def page_of(
    table: Table,
    view: View,
    posted: "Posted | None",
    *,
    below: Mapping[int, object],
    only: set[int] | None = None,
    reaches: Callable[[str], bool] = lambda _path: True,
) -> Page:
    """The rows of `view` with what was typed in them where it could not be saved; of a reader's `only` units, if given.
    `reaches` says whether the reader may open what the unit at a path has done with its share.
    """
    lines = view.shown if only is None else tuple(line for line in table.lines if line.unit in only)
    start = (view.number - 1) * PAGE + 1 if only is None else 1
    rows = tuple(
        replace(_row(table, view, place, posted, below.get(place[1].unit)), opens=reaches(place[1].path))
        for place in enumerate(lines, start=start)
    )
    feet = []
    for at, column in enumerate(table.demand.columns):
        total = table.sums[at]
        rest = total - sum(line.cells[at].places for line in lines)
        fine = total >= column.least and (column.greatest is None or total <= column.greatest)
        feet.append((column, total, rest, fine))
    return Page(rows, tuple(feet), len(table.lines) if only is None else len(lines))


def _row(table: Table, view: View, place: tuple[int, Line], posted: "Posted | None", divided: object | None) -> RowView:
    number, line = place
    cells = []
    for at, (column, cell) in enumerate(zip(table.demand.columns, line.cells, strict=True)):
        name = f"c-{line.unit}-{column.group}"
        typed = posted.typed.get(name) if posted else None
        cells.append(
            CellView(
                column,
                name,
                str(cell.places) if typed is None else typed,
                cell.locked,
                posted.errors.get(name, "") if posted else "",
                posted.conflicts.get(name) if posted else None,
                at == view.focus,
            )
        )
    focus = line.cells[view.focus] if line.cells else Cell()
    typed = posted.typed if posted else {}
    shown = posted is not None and f"l-{line.unit}" in typed
    low, high = str(focus.minimum or ""), "" if focus.maximum is None else str(focus.maximum)
    ratio = line.ratio
    return RowView(
        line,
        number,
        tuple(cells),
        base_of(line, view.focus),
        f"k-{line.unit}" in typed if shown else focus.locked,
        typed.get(f"l-{line.unit}", low),
        typed.get(f"h-{line.unit}", high),
        divided,
        _tone(table, ratio),
        0 if ratio is None else int(min(ratio, Decimal(3)) * 20),
    )


def _tone(table: Table, ratio: Decimal | None) -> str:
    thin = table.demand.version.pool_ratio_min
    return "soon" if ratio is not None and thin is not None and round(ratio, 1) < thin else ""


def base_of(line: Line, focus: int) -> str:
    """What a row held when its page was made: places by column, then lock and limits of the column in view."""
    cell = line.cells[focus] if line.cells else Cell()
    top = "" if cell.maximum is None else str(cell.maximum)
    return "|".join([*(str(each.places) for each in line.cells), str(int(cell.locked)), str(cell.minimum), top])


@dataclass
class Posted:
    """What came back: the revision seen, the cells that the person changed, what they typed, and what is wrong with it."""

    seen: int
    changed: dict[tuple[int, str], Cell] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, post: QueryDict, table: Table) -> "Posted":
        """Compare every posted row with what its page showed; a row or field that was not posted was not changed."""
        seen = post.get("seen", "")
        posted = cls(int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0)
        groups = [column.group for column in table.demand.columns]
        focus = groups.index(post["cua"]) if post.get("cua") in groups else 0
        for line in table.lines:
            base = post.get(f"base-{line.unit}")
            if base is not None:
                posted._row(post, table, line, base.split("|"), focus)
        return posted

    def _row(self, post: QueryDict, table: Table, line: Line, base: list[str], focus: int) -> None:
        columns = table.demand.columns
        if len(base) != len(columns) + 3:
            return
        for at, column in enumerate(columns):
            name = f"c-{line.unit}-{column.group}"
            cell = line.cells[at]
            what = f"{line.name}, {told(column.name)}"
            value = self._figure(post, name, base[at], what)
            if value is not None:
                cell = replace(cell, places=value)
            if at == focus and f"l-{line.unit}" in post:
                cell = self._limits(post, line, cell, base[len(columns) :], what)
            if cell != line.cells[at]:
                self.changed[line.unit, column.group] = cell

    def _limits(self, post: QueryDict, line: Line, cell: Cell, base: list[str], what: str) -> Cell:
        lock = f"k-{line.unit}" in post
        if lock:
            self.typed[f"k-{line.unit}"] = "on"
        if lock != (base[0] == "1"):
            cell = replace(cell, locked=lock)
        low = self._figure(post, f"l-{line.unit}", base[1], f"{what}, {_('Từ')}")
        if low is not None:
            cell = replace(cell, minimum=low)
        name = f"h-{line.unit}"
        if not post.get(name, "").strip():
            self.typed[name] = ""
            return replace(cell, maximum=None) if base[2] else cell
        high = self._figure(post, name, base[2] or "-1", f"{what}, {_('Đến')}")
        return cell if high is None else replace(cell, maximum=high)

    def _figure(self, post: QueryDict, name: str, base: str, what: str) -> int | None:
        """The figure typed where it differs from what the page showed; None where it does not, or cannot be read."""
        if name not in post:
            return None
        text = post[name].strip()
        self.typed[name] = text
        value = figure(text)
        if value is None:
            self.errors[name] = _("%(what)s: “%(text)s” không phải số nguyên từ 0 đến 99.999.") % {
                "what": what,
                "text": text[:20],
            }
            return None
        return None if str(value) == base else value

    def meet(self, table: Table) -> None:
        """Against the table as others left it: keep what the person typed, drop what they did not touch, and note what
        stands now in the cells that both changed.
        """
        lines = {line.unit: line for line in table.lines}
        columns = {column.group: at for at, column in enumerate(table.demand.columns)}
        kept = {f"c-{unit}-{group}" for unit, group in self.changed}
        touched = {unit for unit, _group in self.changed}
        self.typed = {
            name: text
            for name, text in self.typed.items()
            if name in kept or (name[:2] in ("k-", "l-", "h-") and int(name[2:]) in touched)
        }
        for unit, group in self.changed:
            if unit in lines and group in columns:
                stored = lines[unit].cells[columns[group]].places
                if stored != self.changed[unit, group].places:
                    self.conflicts[f"c-{unit}-{group}"] = stored


def figure(text: str) -> int | None:
    """A whole number from 0 as people type it ("1.905", "1 905"); nothing typed is 0; None for anything else."""
    bare = text.replace("\xa0", "").replace(" ", "")
    if not bare:
        return 0
    parts = bare.split(".")
    if len(parts) > 1 and any(len(each) != 3 for each in parts[1:]):
        return None
    digits = "".join(parts)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else None


@dataclass(frozen=True)
class Problem:
    """One thing that stands in the way, with the cells it is about: (words, address on this screen)."""

    what: str
    cells: tuple[tuple[str, str], ...]


def linked(
    unmet: Iterable[Unmet], findings: Iterable[Finding], table: Table, asked: QueryDict, *, limit: int, screen: str = ""
) -> list[Problem]:
    """Each with links to the cells it names on `screen` (this one when empty): by the finding behind it, else by the units
    named in its words.
    """
    by_words = {finding.what: finding for finding in findings}
    places = {line.unit: at for at, line in enumerate(table.lines)}
    problems = []
    for each in list(unmet)[:limit]:
        finding = by_words.get(each.what)
        if finding is not None:
            lines = [] if finding.unit is None else [table.lines[places[finding.unit]]]
        else:
            lines = [line for line in table.lines if line.name in each.what][:4]
        group = finding.group if finding else ""
        cells = tuple((line.name, screen + _address(places[line.unit], line.unit, group, asked)) for line in lines)
        problems.append(Problem(_words(each.what, finding, table), cells))
    return problems


def _words(what: str, finding: Finding | None, table: Table) -> str:
    """A sum that differs, in the figures of this screen; anything else as the rules say it."""
    if finding is None or finding.code not in ("sum_short", "sum_over"):
        return what
    at = next(at for at, column in enumerate(table.demand.columns) if column.group == finding.group)
    column = table.demand.columns[at]
    given = table.sums[at]
    facts = {"name": told(column.name), "given": so(given), "wanted": so(given - finding.by), "by": so(abs(finding.by))}
    if finding.code == "sum_short":
        return _("%(name)s: đã giao %(given)s, phải đạt %(wanted)s, thiếu %(by)s.") % facts
    return _("%(name)s: đã giao %(given)s, không quá %(wanted)s, thừa %(by)s.") % facts


def _address(place: int, unit: int, group: str, asked: QueryDict) -> str:
    """The cell on the page of the whole table on which it stands."""
    query = {key: asked[key] for key in ("cua", "goi-y") if asked.get(key)}
    if place >= PAGE:
        query["trang"] = str(place // PAGE + 1)
    return f"?{urlencode(query)}#c-{unit}-{group}"
