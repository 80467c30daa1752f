"""Workbooks and CSV files that people bring in → rows under known headings, whatever the layout."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from nguon.reading.source import Unreadable
from nguon.rules.text import fold, nfc

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 120 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
HEAD_WITHIN = 60
MOST_CELLS = 1_000_000
WALL_SECONDS = 20
MEMORY_BYTES = 800_000_000
_ROOT = Path(__file__).resolve().parents[2]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = "Tệp bị hỏng hoặc thiếu phần cuối. Hãy mở bằng Excel, lưu lại thành .xlsx rồi tải lên lần nữa."
_MACRO = "Tệp có mã lệnh (macro) nên không được nhận. Hãy lưu thành .xlsx không có macro rồi tải lên."
_LOCKED = "Tệp có mật khẩu. Hãy gỡ mật khẩu, lưu thành .xlsx rồi tải lên."
_LARGE = "Tệp quá lớn khi mở ra. Hãy chỉ giữ lại bảng cần nhập, lưu thành .xlsx rồi tải lên."


@dataclass(frozen=True)
class Column:
    """A column that is looked for: its key, and headings it may stand under, folded. `name` is how people call it."""

    key: str
    name: str
    headings: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Found:
    """What was read: the sheet, the line of its headings (from 1), which columns there are, headings that mean nothing
    to us, and (line, values by key) of every row that is not empty.
    """

    sheet: str
    head: int
    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


@dataclass(frozen=True)
class Page:
    """A sheet as it stands: cells as text, merged areas (first line, first column, last line, last column; all from 0),
    whether it is shown to who opens the file.
    """

    name: str
    lines: list[list[str]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    shown: bool = True


def read_rows(content: bytes, columns: Sequence[Column]) -> Found:
    """Rows of the first sheet with a line of headings that names every required column.

    Columns may stand in any order, headings on any of the first 60 lines. Values are text: days dd/mm/yyyy, whole numbers
    without a point. Raises Unreadable with what is wrong and what to do.
    """
    best: tuple[int, Found] | None = None
    for name, lines in read_sheets(content):
        found = _under_headings(name, lines, columns)
        if found is not None and (best is None or len(found.columns) > best[0]):
            best = (len(found.columns), found)
    if best is None:
        wanted = ", ".join(f"“{each.name}”" for each in columns if each.required)
        raise Unreadable(
            "no_heading", f"Không thấy dòng tiêu đề có các cột {wanted}. Hãy dùng tệp mẫu, hoặc đặt lại tên cột."
        )
    if not best[1].rows:
        raise Unreadable("empty", "Bảng chỉ có tiêu đề, chưa có dòng nào bên dưới.")
    return best[1]


def read_sheets(content: bytes) -> list[tuple[str, list[list[str]]]]:
    """Every sheet's name and cells as text: whole numbers without a point, others with a comma. Raises Unreadable."""
    return [(each.name, each.lines) for each in read_pages(content)]


def read_pages(content: bytes, *, old_letters: bool = False) -> list[Page]:
    """Every sheet as it stands. `old_letters` takes .csv files in the encodings of before Unicode too, letters as they
    come. Raises Unreadable.
    """
    return _csv(content, old_letters=old_letters) if kind_of(content) == "csv" else _apart(content)


def kind_of(content: bytes) -> str:
    """xlsx, ods, xls or csv, from the bytes alone. Raises Unreadable for anything else, and for macros and passwords."""
    if not content.strip(b"\x00 \r\n\t"):
        raise Unreadable("empty", "Tệp trống.")
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large", "Tệp lớn hơn 10 MB. Hãy chỉ giữ lại bảng cần nhập rồi tải lên.")
    if content.startswith(b"PK"):
        return _zipped(content)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("encrypted", _LOCKED)
        if "_VBA_PROJECT".encode("utf-16-le") in content:
            raise Unreadable("macro", _MACRO)
        return "xls"
    if content.lstrip()[:1] == b"<":
        raise Unreadable(
            "web_page", "Tệp là trang web mang đuôi bảng tính. Hãy mở bằng Excel, lưu thành .xlsx rồi tải lên."
        )
    if content.startswith(b"%PDF") or (
        b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise Unreadable("wrong_kind", "Tệp này không phải bảng tính. Hãy dùng tệp .xlsx, .xls, .ods hoặc .csv.")
    return "csv"


def _zipped(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            names = {each.filename for each in entries}
            if any(each.flag_bits & 1 for each in entries):
                raise Unreadable("encrypted", _LOCKED)
            if len(entries) > 2_000 or sum(each.file_size for each in entries) > MOST_UNPACKED:
                raise Unreadable("bomb", _LARGE)
            if any("vbaproject" in each.lower() or "macrosheets" in each.lower() for each in names):
                raise Unreadable("macro", _MACRO)
            if any(each.startswith("Basic/") and each.endswith(".xml") and "script-" not in each for each in names):
                raise Unreadable("macro", _MACRO)
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return "xlsx"
            if "mimetype" in names and b"opendocument.spreadsheet" in packed.open("mimetype").read(200):
                return "ods"
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise Unreadable("broken", _BROKEN) from None
    raise Unreadable("wrong_kind", "Tệp này không phải bảng tính. Hãy dùng tệp .xlsx, .xls, .ods hoặc .csv.")


def _apart(content: bytes) -> list[Page]:
    """The sheets, read by a process of its own with little memory and time: a cell far out fills any amount of it."""
    with subprocess.Popen(
        [sys.executable, "-B", "-m", "nguon.reading.spreadsheet"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PATH": os.defpath},
        start_new_session=True,
    ) as process:
        try:
            answer, _ = process.communicate(content, timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise Unreadable("too_slow", _LARGE) from None
    try:
        said = json.loads(answer)
    except ValueError:
        if process.returncode < 0:  # the system ended it: more memory or time was wanted than there is
            raise Unreadable("too_large", _LARGE) from None
        raise Unreadable("broken", _BROKEN) from None
    if isinstance(said, dict):
        raise Unreadable(said["code"], said["message"])
    return [Page(name, lines, tuple(map(tuple, merged)), shown) for name, lines, merged, shown in said]


def pages_of(content: bytes) -> list[Page]:
    """Every sheet, at most 20,000 lines and one million cells of it. Raises Unreadable; runs in the child only."""
    import python_calamine

    found = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for about in book.sheets_metadata:
                if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    continue
                found.append(
                    _page(
                        book.get_sheet_by_name(about.name),
                        shown=about.visible == python_calamine.SheetVisibleEnum.Visible,
                    )
                )
    except python_calamine.PasswordError:
        raise Unreadable("encrypted", _LOCKED) from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise Unreadable("broken", _BROKEN) from None
    return found


def _page(sheet: Any, *, shown: bool) -> Page:
    if sheet.end is not None and (sheet.end[0] + 1) * min(sheet.end[1] + 1, MOST_COLUMNS) > MOST_CELLS:
        raise Unreadable("too_large", _LARGE)
    rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + HEAD_WITHIN + 1)
    if len(rows) > MOST_ROWS + HEAD_WITHIN:
        raise Unreadable("too_many", f"Trang “{sheet.name}” có hơn 20.000 dòng. Hãy chia nhỏ rồi nhập từng phần.")
    lines = [[_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]
    merged = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or () if b < MOST_COLUMNS]
    return Page(sheet.name, lines, tuple(merged), shown)


def _csv(content: bytes, *, old_letters: bool) -> list[Page]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            if not old_letters:
                raise Unreadable(
                    "encoding",
                    "Tệp .csv không ở bảng mã UTF-8. Hãy lưu từ Excel dạng “CSV UTF-8”, hoặc dùng tệp .xlsx.",
                ) from None
            text = _of_before_unicode(content)
    first = "\n".join(text.splitlines()[:20])
    comma = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=comma))
    except csv.Error:
        raise Unreadable("broken", _BROKEN) from None
    if len(rows) > MOST_ROWS + HEAD_WITHIN:
        raise Unreadable("too_many", "Tệp có hơn 20.000 dòng. Hãy chia nhỏ rồi nhập từng phần.")
    return [Page("", [[_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows])]


def _of_before_unicode(content: bytes) -> str:
    """Windows' own Vietnamese letters where bytes that only they use stand after vowels, else letters one byte each."""
    marked = len(
        re.findall(rb"[aeiouyAEIOUY\xe2\xe3\xea\xf4\xf5\xfd\xc2\xc3\xca\xd4\xd5\xdd][\xcc\xd2\xde\xec\xf2]", content)
    )
    others = len(re.findall(rb"[\x80-\xff]", content))
    return content.decode("cp1258" if marked * 8 > others else "cp1252", errors="replace")


def _text(cell: Any) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    if isinstance(cell, datetime | date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year}"
    return nfc(" ".join(str(cell).replace("\0", " ").split()))[:1_000]  # PostgreSQL keeps no NUL


def heading(text: str) -> str:
    """A heading as it is compared: folded, without what stands in brackets, signs and stars."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*?\)|\[.*?\]", " ", fold(text))).split())


def _under_headings(sheet: str, lines: Sequence[Sequence[str]], columns: Sequence[Column]) -> Found | None:
    """The rows under the line of the first 60 that names most columns; None where none names all the required ones."""
    known = {each: column.key for column in columns for each in column.headings}
    required = {each.key for each in columns if each.required}
    best: dict[int, str] = {}
    head = -1
    for number, line in enumerate(lines[:HEAD_WITHIN]):
        found: dict[int, str] = {}
        for position, cell in enumerate(line):
            key = known.get(heading(cell))
            if key is not None and key not in found.values():
                found[position] = key
        if required <= set(found.values()) and len(found) > len(best):
            best, head = found, number
    if head < 0:
        return None
    unknown = tuple(cell for position, cell in enumerate(lines[head]) if cell and position not in best)
    rows = tuple(_rows(lines[head + 1 :], best, start=head + 2))
    return Found(sheet, head + 1, tuple(best.values()), unknown, rows)


def _rows(lines: Iterable[Sequence[str]], columns: dict[int, str], start: int) -> Iterable[tuple[int, dict[str, str]]]:
    for number, line in enumerate(lines, start=start):
        values = {key: line[position].strip() if position < len(line) else "" for position, key in columns.items()}
        if any(values.values()):
            yield number, values


def main() -> None:
    """Answer on standard output: sheets as JSON, or why there are none."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (WALL_SECONDS, WALL_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answer: Any
    try:
        answer = [(each.name, each.lines, each.merged, each.shown) for each in pages_of(sys.stdin.buffer.read())]
    except Unreadable as wrong:
        answer = {"code": wrong.code, "message": wrong.message}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
