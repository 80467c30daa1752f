"""A file with a list of people → its columns and every line of it, each a person's or ignored for a reason."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from nguon.reading.people_list.columns import Column
from nguon.reading.people_list.head import Head, find_head
from nguon.reading.people_list.letters import mended
from nguon.reading.people_list.lines import HEAD, TITLE, Line, Sorter
from nguon.reading.people_list.rows import RowRead, read_row
from nguon.reading.source import Unreadable
from nguon.reading.spreadsheet import Page, read_pages

NOT_READ = "Trang không có danh sách người, hoặc có tiêu đề khác"
A_SHEET = 100_000


@dataclass(frozen=True)
class PeopleFile:
    """`sheets` are those read, in the file's order; `columns` those of the first, to which the others are brought.

    `lines` are all lines that are not blank of the sheets read; a line's number is that of the file, plus 100,000 for
    each sheet after the first read. `elsewhere` counts the lines of sheets that were not read, by name.
    """

    sheets: tuple[str, ...]
    head: int
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    other_lists: tuple[str, ...] = ()
    letters: frozenset[str] = frozenset()

    @property
    def people(self) -> tuple[Line, ...]:
        return tuple(each for each in self.lines if not each.ignored)


@dataclass(frozen=True)
class _Found:
    page: Page
    lines: Sequence[Sequence[str]]
    head: Head
    letters: frozenset[str]


def read_people(content: bytes, *, known: Mapping[str, str] | None = None, sheet: str = "") -> PeopleFile:
    """The list in `content`: the sheet with most recognised columns, with every other sheet headed alike; or the one
    named `sheet` alone. `known` are headings mapped by hand: key → field. Raises Unreadable.
    """
    pages = read_pages(content, old_letters=True)
    if sheet and sheet not in {each.name for each in pages}:
        raise Unreadable("no_sheet", f"Tệp không có trang “{sheet}”.")
    found = []
    for page in pages:
        if sheet and page.name != sheet:
            continue
        lines, letters = mended(page.lines)
        head = find_head(lines, page.merged, known or {})
        if head is not None:
            found.append(_Found(page, lines, head, letters))
    if not found:
        raise Unreadable(
            "no_heading",
            "Không thấy dòng tiêu đề có cột “Họ và tên”. Hãy đặt tên các cột ở một dòng phía trên danh sách.",
        )
    best = max(found, key=lambda each: (each.page.shown, each.head.recognised, _filled(each.lines)))
    alike = [each for each in found if each.page.shown >= best.page.shown and _alike(each.head, best.head)]
    return _together(pages, alike, found)


def reread(file_columns: Sequence[Column], lines: Iterable[Line], on: date) -> Iterable[tuple[Line, RowRead]]:
    """What each person's line says under the columns given (as read, or as somebody mapped them)."""
    kept = [each for each in lines if not each.ignored]
    women_marked = marks_women_only(file_columns, kept)
    for line in kept:
        yield line, read_row(line.cells, file_columns, on=on, women_marked=women_marked)


def marks_women_only(columns: Sequence[Column], people: Sequence[Line]) -> bool:
    """Whether there is a column of marks for women and none for men: then no mark means a man."""
    fields = {each.field: each.at for each in columns}
    if "is_female" not in fields or {"is_male", "sex", "born_male", "born_female"} & set(fields):
        return False
    at = fields["is_female"]
    return any(at < len(each.cells) and each.cells[at] for each in people)


def samples(columns: Sequence[Column], people: Sequence[Line], most: int = 3) -> dict[int, list[str]]:
    """The first different filled cells of each column."""
    found: dict[int, list[str]] = {each.at: [] for each in columns}
    for line in people:
        for at, kept in found.items():
            cell = line.cells[at] if at < len(line.cells) else ""
            if cell and len(kept) < most and cell not in kept:
                kept.append(cell)
    return found


def _filled(lines: Sequence[Sequence[str]]) -> int:
    return sum(any(line) for line in lines)


def _alike(head: Head, best: Head) -> bool:
    return Counter(each.key for each in head.columns if each.key) == Counter(
        each.key for each in best.columns if each.key
    )


def _together(pages: Sequence[Page], alike: Sequence[_Found], found: Sequence[_Found]) -> PeopleFile:
    first = alike[0]
    columns = _same_fields(first.head.columns, alike)
    lines: list[Line] = []
    for index, each in enumerate(alike):
        several = each.page.name if len(alike) > 1 else ""
        lines += _lines_of(each, index, columns, several)
    read = {each.page.name for each in alike}
    elsewhere = {page.name: count for page in pages if page.name not in read and (count := _filled(page.lines))}
    if not any(not each.ignored for each in lines):
        raise Unreadable("empty", "Bảng chỉ có tiêu đề, chưa có dòng nào bên dưới.")
    return PeopleFile(
        sheets=tuple(each.page.name for each in alike),
        head=first.head.bottom + 1,
        columns=columns,
        lines=tuple(lines),
        elsewhere=elsewhere,
        other_lists=tuple(each.page.name for each in found if each.page.name not in read),
        letters=frozenset().union(*(each.letters for each in alike)),
    )


def _same_fields(columns: tuple[Column, ...], alike: Sequence[_Found]) -> tuple[Column, ...]:
    """Where the first sheet's cells left a column open that another's tell, the other's word counts."""
    said: dict[str, str] = {}
    for each in alike:
        for column in each.head.columns:
            if column.field and column.key:
                said.setdefault(column.key, column.field)
    taken = {each.field for each in columns if each.field}
    return tuple(
        replace(each, field=said[each.key])
        if not each.field and said.get(each.key) and said[each.key] not in taken
        else each
        for each in columns
    )


def _lines_of(found: _Found, index: int, columns: tuple[Column, ...], sheet: str) -> Iterable[Line]:
    head = found.head
    place = _places(head.columns, columns) if index else None
    heads = found.lines[head.top : head.bottom + 1]
    sorter = Sorter(head.columns, heads)
    wide = {first: right - left + 1 for first, left, _, right in found.page.merged if right > left}
    for number, line in enumerate(found.lines):
        if not any(line):
            continue
        ignored = ""
        sections: tuple[str, ...] = ()
        if number < head.top:
            ignored = TITLE
        elif number <= head.bottom:
            ignored = HEAD
        else:
            ignored = sorter.sort(line, merged_over=wide.get(number, 1))
            sections = sorter.sections
        cells = _moved(line, place) if place is not None else tuple(line)
        if sheet and not ignored:
            sections = (sheet, *sections)
        yield Line(index, index * A_SHEET + number + 1, cells, ignored, tuple(sections))


def _places(own: Sequence[Column], first: Sequence[Column]) -> dict[int, int]:
    """Where each column of another sheet stands in the first."""
    waiting: dict[str, list[int]] = {}
    for each in first:
        waiting.setdefault(each.key, []).append(each.at)
    return {each.at: places.pop(0) for each in own if (places := waiting.get(each.key))}


def _moved(line: Sequence[str], place: Mapping[int, int]) -> tuple[str, ...]:
    cells = [""] * (max(place.values(), default=0) + 1)
    for at, to in place.items():
        if at < len(line):
            cells[to] = line[at]
    return tuple(cells)
