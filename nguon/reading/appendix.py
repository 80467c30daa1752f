"""An allocation table read back from a workbook: units found by number, code or name, every faulty row named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nguon.reading.source import Unreadable
from nguon.reading.spreadsheet import read_sheets
from nguon.rules.errors import RuleViolation, Unmet
from nguon.rules.names import Finder, Known
from nguon.rules.text import fold

MOST_PLACES = 99_999
_UNIT = ("don vi", "ten don vi", "to chuc dang", "dang bo", "don vi truc thuoc")
_NUMBER = ("so trong phan mem",)
_CODE = ("ma don vi", "ma to chuc")
_WHOLE = ("chi tieu giao", "chi tieu chung", "chi tieu", "giao", "tong so", "so luong")
_TOTALS = ("cong", "tong cong", "tong", "tong so")
_HEAD_WITHIN = 40


@dataclass(frozen=True)
class ReadLine:
    """One row that names a unit: where it stands in the sheet (from 1), and places by group ("" the whole)."""

    row: int
    unit: int
    places: Mapping[str, int]


@dataclass(frozen=True)
class Fault:
    """One row that was not taken over: where it stands (0: the sheet as a whole), the unit it names, and why."""

    row: int
    name: str
    why: str


@dataclass(frozen=True)
class ReadAppendix:
    """What a workbook says of an allocation. `printed` are the sums it prints, by group; `missing` the units it leaves out."""

    lines: tuple[ReadLine, ...]
    faults: tuple[Fault, ...]
    printed: Mapping[str, int]
    missing: tuple[int, ...]


@dataclass(frozen=True)
class KnownUnit:
    """A unit of the table that is read back."""

    unit: int
    code: str
    name: str


def read_appendix(content: bytes, units: Sequence[KnownUnit], columns: Mapping[str, str]) -> ReadAppendix:
    """The rows of the first sheet that has a heading for units. `columns` are names by group, "" the whole.

    A unit is found by the hidden number, then by its code, then by its name. Raises RuleViolation where the file cannot be
    read, is too large or has no such table.
    """
    rows = _rows(content)
    head, at = _heading(rows, columns)
    known = _Units(units)
    lines: dict[int, ReadLine] = {}
    faults: list[Fault] = []
    printed: dict[str, int] = {}
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        name = _text(row, at["unit"])
        if not name or _is_signature(row, at):
            continue
        places, wrong = _places(row, at["places"], columns)
        if fold(name) in _TOTALS:
            printed = {group: value for group, value in places.items() if not wrong}
            break
        unit = known.of(row, at, name)
        why = list(wrong)
        if unit is None:
            why.insert(0, "không tìm thấy đơn vị trực thuộc nào có tên, mã hoặc số này")
        elif unit in lines:
            why.insert(0, f"đơn vị đã có ở dòng {lines[unit].row}")
        if why:
            faults.append(Fault(number, name, "; ".join(why)))
        elif unit is not None:
            lines[unit] = ReadLine(number, unit, places)
    if not lines and not faults:
        raise RuleViolation([Unmet("appendix.empty", "Bảng trong tệp không có dòng nào.")])
    missing = tuple(each.unit for each in units if each.unit not in lines)
    return ReadAppendix(tuple(lines.values()), tuple(faults), printed, missing)


def _rows(content: bytes) -> list[list[str]]:
    """The cells of the first sheet that is not empty."""
    try:
        sheets = read_sheets(content)
    except Unreadable as wrong:
        raise RuleViolation([Unmet(f"appendix.{wrong.code}", wrong.message)]) from wrong
    for _name, rows in sheets:
        if any(any(row) for row in rows):
            return rows
    raise RuleViolation([Unmet("appendix.empty", "Tệp không có trang tính nào có nội dung.")])


def _heading(rows: Sequence[Sequence[str]], columns: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """(index of the heading row, where each column stands)."""
    for index, row in enumerate(rows[:_HEAD_WITHIN]):
        words = [fold(cell) for cell in row]
        unit = next((at for at, each in enumerate(words) if each in _UNIT), None)
        if unit is None:
            continue
        places = _place_columns(words, columns)
        if "" in places.values():
            number = next((at for at, each in enumerate(words) if each in _NUMBER), None)
            code = next((at for at, each in enumerate(words) if each in _CODE), None)
            return index, {"unit": unit, "number": number, "code": code, "places": places}
    what = "Không thấy hàng tiêu đề có cột “Đơn vị” và cột “Chỉ tiêu chung” (hoặc “Giao”)."
    raise RuleViolation([Unmet("appendix.no_heading", what)])


def _place_columns(words: Sequence[str], columns: Mapping[str, str]) -> dict[int, str]:
    """Column index → group, each group once: by the longest name that a heading begins with."""
    known = [(fold(name), group) for group, name in columns.items()]
    known += [(word, "") for word in _WHOLE]
    known.sort(key=lambda pair: -len(pair[0]))
    found: dict[int, str] = {}
    for at, word in enumerate(words):
        group = next(
            (group for name, group in known if word == name or word.startswith((f"{name} ", f"{name}("))), None
        )
        if group is not None and group not in found.values():
            found[at] = group
    return found


def _text(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _is_signature(row: Sequence[str], at: Mapping[str, Any]) -> bool:
    """A line of words under the table: it has no figure at all."""
    return not any(_text(row, column) for column in at["places"]) and not _text(row, at["number"])


def _places(
    row: Sequence[str], places: Mapping[int, str], columns: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    found: dict[str, int] = {}
    wrong: list[str] = []
    for at, group in places.items():
        cell = _text(row, at)
        value = _whole(cell)
        if value is None:
            wrong.append(
                f"cột {columns.get(group) or 'chỉ tiêu'}: “{cell}” không phải số nguyên từ 0 đến {MOST_PLACES}"
            )
        else:
            found[group] = value
    return found, wrong


def _whole(cell: str) -> int | None:
    """A whole number from what a cell says, such as "1905" or "1.905"; an empty cell and a dash are 0."""
    text = cell.replace("\xa0", "").replace(" ", "")
    if text in ("", "-", "–"):
        return 0
    parts = text.split(".")
    grouped = len(parts) == 1 or all(len(each) == 3 for each in parts[1:])
    digits = "".join(parts)
    return int(digits) if grouped and digits.isascii() and digits.isdigit() and len(digits) <= 5 else None


class _Units:
    """Finds the unit a row means."""

    def __init__(self, units: Sequence[KnownUnit]) -> None:
        self.finder = Finder(Known(each.unit, each.name) for each in units)
        self.by_code = {each.code: each.unit for each in units if each.code}
        self.names = {each.unit: each.name for each in units}

    def of(self, row: Sequence[str], at: Mapping[str, Any], name: str) -> int | None:
        """By the hidden number where the name still agrees with it, so that a row overtyped with another unit is never
        taken for the first one; else by the name; by the code where the file is not one of ours.
        """
        number = _text(row, at["number"])
        told = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None
        if told is not None and told in self.names and fold(self.names[told]) == fold(name):
            return told
        by_name = self.finder.find(name)
        if by_name is not None or told is not None:
            return by_name
        return self.by_code.get(_text(row, at["code"]))
