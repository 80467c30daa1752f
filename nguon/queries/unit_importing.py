"""A list of units somebody brought in, held against the tree: which rows can be entered, and what is wrong with the rest."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from nguon.models import Sector, Unit, UnitImport
from nguon.queries.access import Reach
from nguon.queries.organisation import code_fits
from nguon.queries.reorganising import DEEPEST, FIRST_DAY, Intent, NewUnit
from nguon.queries.unit_kinds import kind_name, placement_in_words
from nguon.reading.spreadsheet import Column
from nguon.regulations.load import kinds_on
from nguon.rules.errors import NotReached
from nguon.rules.kinds import Kind, unmet_placement
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.rules.tree import subtree_range

COLUMNS: tuple[Column, ...] = (
    Column(
        "name",
        "Tên đơn vị",
        ("ten don vi", "ten to chuc", "ten to chuc dang", "don vi", "to chuc dang", "ten", "ten chi bo", "ten dang bo"),
        required=True,
    ),
    Column(
        "kind", "Loại hình", ("loai hinh", "loai to chuc", "loai", "loai hinh to chuc", "loai don vi"), required=True
    ),
    Column(
        "parent",
        "Cấp trên",
        ("cap tren", "don vi cap tren", "truc thuoc", "to chuc cap tren", "cap tren truc tiep", "don vi cha", "thuoc"),
    ),
    Column("sector", "Lĩnh vực", ("linh vuc", "khoi", "loai linh vuc", "khu vuc", "nganh")),
    Column("code", "Mã tổ chức", ("ma to chuc", "ma don vi", "ma", "ma tccsd", "ma to chuc dang", "ma so")),
    Column("short_name", "Tên gọi tắt", ("ten goi tat", "ten tat", "ten viet tat", "viet tat")),
    Column("tags", "Nhãn", ("nhan", "the", "phan loai", "nhom")),
    Column("since", "Ngày thành lập", ("ngay thanh lap", "thanh lap ngay", "ngay thanh lap don vi", "tu ngay")),
)
COLUMN_NAMES: Mapping[str, str] = {each.key: each.name for each in COLUMNS}
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")


@dataclass
class CheckedRow:
    """One row of the list: what stood in it, what is wrong with it, what is doubtful; `new` where it can be entered."""

    line: int
    values: Mapping[str, str]
    faults: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    kind: Kind | None = None
    sector: str = Sector.OTHER.value
    code: str = ""
    since: date | None = None
    parent: int | None = None  # a unit's id, or minus the line of the row it stands under

    @property
    def name(self) -> str:
        return self.values.get("name", "")

    @property
    def new(self) -> NewUnit:
        """The unit the row opens; its key is minus its line."""
        assert self.kind is not None
        tags = {fold(each): " ".join(each.split())[:60] for each in re.split(r"[;,]", self.values.get("tags", ""))}
        return NewUnit(
            key=-self.line,
            name=self.name,
            kind=self.kind.key,
            sector=self.sector,
            parent=self.parent,
            short_name=self.values.get("short_name", "")[:80],
            code=self.code,
            tags=tuple(tag for key, tag in tags.items() if key),
            since=self.since,
        )


@dataclass(frozen=True)
class Checked:
    """All rows of a list in the order of the file."""

    rows: tuple[CheckedRow, ...]

    @property
    def good(self) -> list[CheckedRow]:
        return [each for each in self.rows if not each.faults]

    @property
    def faulty(self) -> list[CheckedRow]:
        return [each for each in self.rows if each.faults]

    @property
    def doubtful(self) -> list[CheckedRow]:
        return [each for each in self.rows if each.doubts and not each.faults]

    @property
    def fingerprint(self) -> str:
        """32 hex digits over what the person is shown."""
        seen = [[each.line, each.faults, each.parent] for each in self.rows]
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class _Known:
    """A unit that stands, as far as rows are held against it."""

    id: int
    name: str
    kind: str
    code: str
    parent: int | None
    opened_on: date
    depth: int


def imports(by: Reach) -> QuerySet[UnitImport]:
    """Lists brought in for units within reach, neither dropped nor entered, the newest first."""
    waiting = UnitImport.objects.filter(
        by.within(Action.IMPORT_UNITS), dropped_at__isnull=True, reorganisation__isnull=True
    )
    return waiting.select_related("unit", "made_by").order_by("-made_at", "-pk")


def waiting_import(by: Reach, import_id: int) -> UnitImport:
    """One such list. Raises NotReached."""
    found = imports(by).filter(pk=import_id).first()
    if found is None:
        raise NotReached(f"import {import_id}")
    return found


def check(brought: UnitImport) -> Checked:
    """Every row held against the tree as it stands. Three queries, however many rows."""
    top, on = brought.unit, brought.on
    rows = [CheckedRow(line, values) for line, values in brought.rows]
    low, high = subtree_range(top.path)
    columns = ("pk", "name", "kind", "code", "parent_id", "opened_on", "depth")
    standing = Unit.objects.filter(Q(closed_on__isnull=True), path__gte=low, path__lt=high).values_list(*columns)
    known = {row[0]: _Known(*row) for row in standing}
    kinds = kinds_on(on)  # bring_units has refused days before the first
    codes = [_digits(each.values.get("code", "")) for each in rows]
    taken: dict[str | None, str] = dict(
        Unit.objects.filter(code__in=[each for each in codes if len(each) == 14]).values_list("code", "name")
    )
    _check_values(rows, kinds, taken, on)
    _find_parents(rows, known, top)
    _check_circles(rows, known)
    _check_places(rows, known, kinds, on)
    _check_names(rows, known)
    _spread_faults(rows)
    return Checked(tuple(rows))


def intent_of(brought: UnitImport, checked: Checked) -> Intent:
    """Open every row that has no fault."""
    return Intent(
        act="import",
        on=brought.on,
        about=(brought.unit_id,),
        opens=tuple(each.new for each in checked.good),
        document_number=brought.document_number,
        document_date=brought.document_date,
    )


def _digits(text: str) -> str:
    """A code without dots; one that lost its first nought in Excel gets it back."""
    kept = re.sub(r"[.\s]", "", text)
    return f"0{kept}" if len(kept) == 13 and kept.isdigit() else kept


def _check_values(
    rows: Sequence[CheckedRow], kinds: Mapping[str, Kind], taken: Mapping[str | None, str], on: date
) -> None:
    # A kind may also be called what it was called last; what it is called on the day comes first.
    named = _by_name([*((kind_name(key), key) for key in kinds), *((each.name, each.key) for each in kinds.values())])
    sectors = _by_name((label, value) for value, label in Sector.choices)
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        if not row.name:
            row.faults.append("Thiếu tên đơn vị.")
        elif len(row.name) > 200:
            row.faults.append("Tên dài quá 200 chữ.")
        wanted = row.values.get("kind", "")
        key = named.get(fold(wanted)) or (wanted if wanted in kinds else None)
        if key is None:
            row.faults.append(
                f"Không có loại hình “{wanted}” vào ngày {on:%d/%m/%Y}." if wanted else "Thiếu loại hình."
            )
        else:
            row.kind = kinds[key]
        sector = row.values.get("sector", "")
        if sector:
            row.sector = sectors.get(fold(sector)) or (sector if sector in Sector.values else "")
            if not row.sector:
                row.faults.append(f"Không có lĩnh vực “{sector}”.")
        row.code = _digits(row.values.get("code", ""))
        if row.code:
            lines[row.code].append(row.line)
            if len(row.code) != 14 or not row.code.isascii() or not row.code.isdigit():
                row.faults.append(f"Mã “{row.values['code']}” không đủ 14 chữ số.")
            elif row.code in taken:
                row.faults.append(f"Mã đã là của {taken[row.code]}.")
        _check_since(row, on)
    for row in rows:
        others = [str(line) for line in lines.get(row.code, ()) if line != row.line]
        if others:
            row.faults.append(f"Mã trùng với dòng {', '.join(others[:3])}.")


def _check_since(row: CheckedRow, on: date) -> None:
    text = row.values.get("since", "")
    if not text:
        return
    found = _DAY.match(text)
    try:
        day, month, year = (int(each) for each in found.groups()) if found else (0, 0, 0)
        row.since = date(year, month, day)
    except ValueError:
        row.faults.append(f"Ngày thành lập “{text}” không đúng dạng dd/mm/yyyy.")
        return
    if not FIRST_DAY <= row.since <= on:
        row.faults.append(f"Ngày thành lập phải từ 03/02/1930 đến {on:%d/%m/%Y}.")
        row.since = None


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Folded names, and their initials where only one name has them (CB, ĐBCS), to keys."""
    named: dict[str, str] = {}
    initials: defaultdict[str, set[str]] = defaultdict(set)
    for name, key in pairs:
        bare = re.sub(r"\(.*?\)", " ", fold(name)).strip()
        named |= {bare: key, fold(name): key}
        initials["".join(word[0] for word in re.split(r"[\s,/-]+", bare) if word)].add(key)
    return {**{letters: min(keys) for letters, keys in initials.items() if len(keys) == 1}, **named}


def _find_parents(rows: Sequence[CheckedRow], known: Mapping[int, _Known], top: Unit) -> None:
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    by_code: dict[str, int] = {}
    for each in known.values():
        by_name[fold(each.name)].append(each.id)
        if each.code:
            by_code[each.code] = each.id
    for row in rows:
        by_name[fold(row.name)].append(-row.line)
        if row.code:
            by_code.setdefault(row.code, -row.line)
    for row in rows:
        text = row.values.get("parent", "")
        if not text:
            row.parent = top.pk
            continue
        digits = _digits(text)
        if len(digits) == 14 and digits.isdigit():
            row.parent = by_code.get(digits)
            if row.parent is None:
                row.faults.append(f"Không tìm thấy cấp trên có mã {text}, cả trong tệp lẫn dưới {top.name}.")
            continue
        found = by_name.get(fold(text), [])
        if len(found) == 1:
            row.parent = found[0]
        elif found:
            row.faults.append(f"Có {len(found)} đơn vị tên “{text}”: hãy ghi mã của cấp trên thay cho tên.")
        else:
            row.faults.append(f"Không tìm thấy cấp trên “{text}”, cả trong tệp lẫn dưới {top.name}.")


def _check_circles(rows: Sequence[CheckedRow], known: Mapping[int, _Known]) -> None:
    above = {-row.line: row.parent for row in rows}
    depth: dict[int, int | None] = {}

    def deep(key: int) -> int | None:
        """How deep the row would stand; None in a circle or below one."""
        trail: list[int] = []
        step: int | None = key
        while step is not None and step < 0 and step not in depth:
            if step in trail:
                depth.update(dict.fromkeys(trail))
                return None
            trail.append(step)
            step = above.get(step)
        level = depth[step] if step in depth else known[step].depth if step is not None and step in known else 0
        for each in reversed(trail):
            level = None if level is None else level + 1
            depth[each] = level
        return depth.get(key)

    for row in rows:
        level = deep(-row.line)
        if level is None:
            row.faults.append("Đơn vị trực thuộc chính nó hoặc đơn vị bên dưới nó.")
        elif level > DEEPEST:
            row.faults.append(f"Cây tổ chức không sâu quá {DEEPEST} cấp.")


def _check_places(rows: Sequence[CheckedRow], known: Mapping[int, _Known], kinds: Mapping[str, Kind], on: date) -> None:
    by_line = {row.line: row for row in rows}
    for row in rows:
        if row.parent is None:
            continue
        if row.parent > 0:
            unit = known[row.parent]
            parent_kind, opened, code, name = unit.kind, unit.opened_on, unit.code, unit.name
        else:
            other = by_line[-row.parent]
            if other.kind is None:
                continue
            parent_kind, opened, code, name = other.kind.key, other.since or on, other.code, other.name
        if row.kind is not None:
            for each in unmet_placement(row.kind.key, parent_kind, kinds):
                row.faults.append(str(placement_in_words(each)))
        if (row.since or on) < opened:
            row.faults.append(f"Thành lập trước cấp trên ({name}, {opened:%d/%m/%Y}).")
        if row.code and code and not row.faults and not code_fits(row.code, code):
            row.doubts.append(f"Mã không cùng nhóm với mã của {name}.")


def _check_names(rows: Sequence[CheckedRow], known: Mapping[int, _Known]) -> None:
    there = {(each.parent, fold(each.name)) for each in known.values()}
    lines: defaultdict[tuple[int | None, str], list[int]] = defaultdict(list)
    for row in rows:
        lines[row.parent, fold(row.name)].append(row.line)
    for row in rows:
        if row.parent is None or not row.name:
            continue
        if (row.parent, fold(row.name)) in there:
            row.faults.append("Đã có đơn vị cùng tên, cùng cấp trên.")
        others = [str(line) for line in lines[row.parent, fold(row.name)] if line != row.line]
        if others:
            row.faults.append(f"Trùng tên và cấp trên với dòng {', '.join(others[:3])}.")


def _spread_faults(rows: Sequence[CheckedRow]) -> None:
    """A row under a faulty one cannot be entered either."""
    below: defaultdict[int, list[CheckedRow]] = defaultdict(list)
    for row in rows:
        if row.parent is not None and row.parent < 0:
            below[-row.parent].append(row)
    step = [row for row in rows if row.faults]
    while step:
        faulty = step.pop()
        for row in below[faulty.line]:
            if not row.faults:
                row.faults.append(f"Cấp trên ở dòng {faulty.line} chưa nhập được.")
                step.append(row)
