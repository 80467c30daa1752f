"""Lists of people as they come, made here: letterheads, heads of two lines, old letters, signatures."""

import io
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl

from nguon.reading.legacy_fonts import TCVN3, VNI_MARKS, VNI_WHOLE
from nguon.reading.people_list.reader import PeopleFile, read_people, reread
from nguon.reading.people_list.rows import RowRead

HERE = Path(__file__).parent / "lists"
ON = date(2026, 3, 10)

THIRTY_FOUR = (
    "STT", "Mã GV/SV", "Họ và tên", "SĐT", "Giới tính", "Ngày sinh", "Dân tộc", "Tôn giáo", "Quê quán", "Nơi ở hiện nay",
    "Số CCCD", "Chức vụ", "Lớp", "Chi bộ công nhận", "Trình độ văn hóa", "Trình độ chuyên môn", "LLCT", "Ngoại ngữ",
    "Tin học", "Ngày vào Đoàn", "Số BC cảm tình Đảng", "Ngày họp CB công nhận", "Đảng viên giúp đỡ",
    "Ngày phân công giúp đỡ", "Số QĐ mở lớp BD", "Ngày QĐ", "Khóa/Lớp", "Ngày cấp CC", "Số QĐ CC", "Ngày vào Đảng",
    "Ngày chính thức", "Email", "Năm đưa vào danh sách", "Ghi chú",
)  # fmt: skip
"""The columns of a tool that schools use."""


def xlsx(*sheets: Sequence[Sequence[object]], names: Sequence[str] = (), merged: Sequence[str] = ()) -> bytes:
    """A workbook of these sheets; `merged` are areas of the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for at, lines in enumerate(sheets):
        page = book.create_sheet(names[at] if names else f"Trang {at + 1}")
        for line in lines:
            page.append(list(line))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv(*lines: Sequence[str], encoding: str = "utf-8-sig", comma: str = ",") -> bytes:
    return "\n".join(comma.join(line) for line in lines).encode(encoding)


@cache
def _tcvn3() -> dict[str, str]:
    return {letter: bytes([code]).decode("cp1252", "replace") for code, letter in TCVN3.items()}


def to_tcvn3(text: str) -> str:
    """As typed for .VnTime: marked capitals become small, since their fonts draw them large."""
    return "".join(
        _tcvn3().get(each) or _tcvn3().get(each.lower(), each) for each in unicodedata.normalize("NFC", text)
    )


def to_vni(text: str) -> str:
    """As typed for VNI-Times: two letters for one."""
    marks = {mark: letter for letter, mark in VNI_MARKS.items()}
    whole = {letter: code for code, letter in VNI_WHOLE.items()}
    made = ""
    for each in unicodedata.normalize("NFC", text):
        if each in whole:
            made += whole[each]
            continue
        parted = unicodedata.normalize("NFD", each)
        base, found = parted[0], parted[1:]
        if "\u031b" in found:  # ơ, ư with a tone
            base, found = whole[unicodedata.normalize("NFC", base + "\u031b")], found.replace("\u031b", "")
        circle = [mark for mark in found if mark in "\u0302\u0306"]
        found = "".join(circle + [mark for mark in found if mark not in "\u0302\u0306"])
        mark = marks.get(found, "")
        made += base + (mark.upper() if each.isupper() else mark)
    return made


def fields(file: PeopleFile) -> dict[str, str]:
    """Heading → field, of the columns that were understood."""
    return {each.heading: each.field for each in file.columns if each.field}


def rows(content: bytes, **options: object) -> list[RowRead]:
    file = read_people(content, **options)
    return [row for _, row in reread(file.columns, file.lines, ON)]


def only(content: bytes) -> RowRead:
    (row,) = rows(content)
    return row
