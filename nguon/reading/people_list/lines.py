"""What each line below the headings is: a person, or one of the lines that lists carry along; none is passed over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nguon.reading.people_list.columns import Column
from nguon.reading.people_list.headings import plain
from nguon.rules.text import nfc

TITLE = "Tiêu đề phía trên bảng"
HEAD = "Dòng tiêu đề cột"
REPEATED = "Dòng tiêu đề cột lặp lại"
NUMBERED = "Dòng đánh số cột"
TOTAL = "Dòng cộng"
SECTION = "Dòng tên nhóm, tên chi bộ"
SIGNED = "Phần ký tên cuối bảng"
NOTE = "Dòng ghi chú"
ONLY_ORDINAL = "Chỉ có số thứ tự"
SPLIT_HEAD = "Dòng nằm trong tiêu đề cột"

_TOTAL = re.compile(
    r"(?:tổng|cộng|tổng cộng|tổng số|cộng chung|toàn (?:chi|đảng) bộ|lũy kế)(?:\s*[:=(\d.].*|\s+(?:số|cộng|danh sách|chung|toàn|có|chi|đảng|\d).*)?"
    r"|(?:tong cong|tong so|cong)(?:\s*[:=(\d].*)?"
    r"|(?:\(?\s*)?(?:ấn định )?(?:danh sách|bảng|ds)\s+(?:này|trên)?\s*(?:có|gồm|ấn định|tổng)\b.*|ấn định .*|danh sách có .*|trong đó\b.*|(?:số )?nữ\s*:\s*\d+.*"
)
_SIGN = re.compile(
    r"(?:\(?\s*)?(?:t\s*[/.]?\s*m\b[./ ]?.*|k\s*[/.]?\s*t\s*[./ ]\s.*|người (?:lập|tổng hợp|ghi|kiểm tra|báo cáo).*|lập (?:biểu|bảng)|xác nhận.*|thủ trưởng.*"
    r"|(?:phó )?bí thư\b.*|hiệu trưởng.*|giám đốc.*|chủ tịch.*|ký[,:. ].*|\(ký.*|đã ký.*|chi ủy$|ban chi ủy.*|cấp ủy.*|nơi nhận.*|kính gửi.*|duyệt.*)"
)
_SIGN_DAY = re.compile(r".*\bngày\s*[\d.…_]*\s*tháng\s*[\d.…_]*\s*năm\s*[\d.…_]*\s*\.?")
_NOTED = re.compile(r"(?:ghi chú|chú ý|lưu ý|chú thích|note|\*|\(\*\)|-\s|\+\s|\(?1\)|nguồn:).*")
_LEVEL = re.compile(
    r"(?P<roman>(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3}))[.):\-\s]|(?P<letter>[A-ZĐ])[.):]|(?P<number>\d{1,2}(?:\.\d{1,2})*)[.):]|[-+*•]\s"
)
_UNIT = re.compile(
    r"(?:danh sách )?(?:chi bộ|đảng bộ|đảng ủy|chi đoàn|thôn|bản|ấp|buôn|xóm|khu phố|khối|tổ dân phố|tdp|trường|phòng|ban|khoa|tổ|lớp|khóa|xã|phường|công ty|đơn vị|đội|"
    r"phân xưởng|bộ môn|trạm|ủy ban|công an|quân sự|danh sách|nhóm|đoàn|hội|cb|trung tâm|nguồn|ds)\b.*"
)
_BARE_NUMBER = re.compile(r"[(\[]?\s*(\d{1,2}|[A-Za-z])\s*[)\].]?|\d{1,2}\s*=\s*[\d+ ]+")
_ORDINAL = re.compile(r"\d{1,5}\.?")
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})\.?|[A-ZĐ]\.?")
_NAME = re.compile(r"[^\W\d_]+(?:['’.\-]?[^\W\d_]+)*(?:\s+[^\W\d_]+(?:['’.\-]?[^\W\d_]+)*){1,6}")


@dataclass(frozen=True)
class Line:
    """A line that is not blank. `ignored` says why it is no person ("" for a person's line). `sections` are the headings
    of groups it stands under, the outermost first.
    """

    sheet: int
    number: int
    cells: tuple[str, ...]
    ignored: str = ""
    sections: tuple[str, ...] = ()


class Sorter:
    """Goes through the lines below the headings from the top down."""

    def __init__(self, columns: Sequence[Column], heads: Sequence[Sequence[str]]) -> None:
        self._ordinal = next((each.at for each in columns if each.field == "ordinal"), None)
        self._names = [
            each.at for each in columns if each.field in {"full_name", "family_name", "middle_name", "given_name"}
        ]
        self._fields = {each.at for each in columns if each.field and each.field not in {"ordinal", "note"}}
        self._heads = [{at: plain(cell) for at, cell in enumerate(line) if plain(cell)} for line in heads]
        self._sections: list[tuple[int, str]] = []
        self._signed = False

    @property
    def sections(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._sections)

    def sort(self, cells: Sequence[str], *, merged_over: int = 1) -> str:
        """Why the line is no person; "" where it is one. `merged_over` is over how many columns its first text runs."""
        filled = {at: cell for at, cell in enumerate(cells) if cell}
        if self._repeats_head(filled):
            self._signed = False
            return REPEATED
        if self._is_numbering(filled):
            return NUMBERED
        name = " ".join(cells[at] for at in self._names if at < len(cells) and cells[at]).strip()
        first = next(iter(filled.values()))
        ordinal = cells[self._ordinal] if self._ordinal is not None and self._ordinal < len(cells) else ""
        own = {at for at in filled if at in self._fields}
        numbered = _ORDINAL.fullmatch(ordinal) is not None
        if self._looks_like_person(filled, name, numbered=numbered):
            self._signed = False
            return ""
        if set(filled) == {self._ordinal} and (numbered or (_ROMAN.fullmatch(ordinal) is None and len(ordinal) < 6)):
            return ONLY_ORDINAL
        texts = [nfc(each).lower().strip(" .:") for each in filled.values()]
        if any(_TOTAL.fullmatch(each) for each in (texts[0], nfc(name).lower().strip(" .:"))):
            return TOTAL
        if self._is_signature(texts, filled):
            self._signed = True
            return SIGNED
        if self._signed and len(filled) <= 4 and not numbered and len(own) <= 2:
            return SIGNED
        if _NOTED.fullmatch(texts[0]) and len(filled) <= 2 and not numbered:
            return NOTE
        text = self._section(filled, ordinal, merged_over)
        if text:
            self._enter(text, ordinal if ordinal and ordinal != text else "")
            return SECTION
        if len(filled) == 1 and len(first) > 60:
            return NOTE
        return ""

    def _looks_like_person(self, filled: dict[int, str], name: str, *, numbered: bool) -> bool:
        """A numbered line with a name and something more, which is no total; the usual case, told first."""
        if not name or not _NAME.fullmatch(name) or _TOTAL.fullmatch(nfc(name).lower()):
            return False
        lower = nfc(name).lower()
        beside = [at for at in filled if at not in self._names and at != self._ordinal and at in self._fields]
        if _UNIT.fullmatch(lower) and not (numbered and any(len(filled[at]) > 3 for at in beside)):
            return False
        return bool(beside) and (numbered or len(beside) >= 2) and not _SIGN.fullmatch(lower)

    def _repeats_head(self, filled: dict[int, str]) -> bool:
        for head in self._heads:
            same = sum(head.get(at) == plain(cell) for at, cell in filled.items() if plain(cell))
            if same and same * 3 >= len(filled) * 2 and (same >= 3 or same == len(head)):
                return True
        return False

    def _is_numbering(self, filled: dict[int, str]) -> bool:
        if len(filled) < 3 or not all(_BARE_NUMBER.fullmatch(each) for each in filled.values()):
            return False
        numbers = [int(each) for cell in filled.values() if (each := re.sub(r"\D", "", cell))]
        rising = sum(b == a + 1 for a, b in pairwise(numbers))
        return rising * 2 >= len(numbers) - 1 and not any(len(filled.get(at, "")) > 4 for at in self._names)

    def _is_signature(self, texts: list[str], filled: dict[int, str]) -> bool:
        if any(_SIGN_DAY.fullmatch(each) for each in texts) and len(filled) <= 3:
            return True
        return (
            len(filled) <= 4
            and any(_SIGN.fullmatch(each) for each in texts)
            and not any(_ORDINAL.fullmatch(each) for each in filled.values())
        )

    def _section(self, filled: dict[int, str], ordinal: str, merged_over: int) -> str:
        """The text of a heading of a group; "" where the line is none."""
        texts = [
            (at, each) for at, each in filled.items() if any(map(str.isalpha, each)) and not _ROMAN.fullmatch(each)
        ]
        others = [each for at, each in filled.items() if at not in {at for at, _ in texts} and at != self._ordinal]
        if len(texts) != 1 or any(not _ROMAN.fullmatch(each) and len(each) > 5 for each in others):
            return ""
        place, text = texts[0]
        lower = nfc(_LEVEL.sub("", text, count=1) if _LEVEL.match(text) else text).lower().strip()
        if _UNIT.fullmatch(lower):
            return text
        if _ROMAN.fullmatch(ordinal) and not ordinal.isdigit():
            return text
        level = _LEVEL.match(text)
        if level and (level["roman"] or level["letter"]):
            return text
        if len(filled) == 1 and place < min(self._names, default=0) and len(text) <= 80:
            return text  # alone, before the names: what stands below is of this group
        if merged_over > 2 and not _ORDINAL.fullmatch(ordinal):
            return text
        return ""

    def _enter(self, text: str, ordinal: str) -> None:
        found = _LEVEL.match(f"{ordinal} {text}" if _ROMAN.fullmatch(ordinal) else text)
        level = 3
        if found is not None and ordinal[:1] not in {"", "-"} and _ROMAN.fullmatch(ordinal):
            level = 1 if re.fullmatch(r"[IVX]+\.?", ordinal) else 0
        elif found is not None:
            level = 1 if found["roman"] else 0 if found["letter"] else 2 if found["number"] else 3
        words = _LEVEL.sub("", text, count=1).strip(" .:-") if _LEVEL.match(text) else text
        self._sections = [each for each in self._sections if each[0] < level]
        self._sections.append((level, section_name(words)))


def section_name(text: str) -> str:
    """The heading of a group without what counts its people: “Chi bộ thôn A (12 người)” → “Chi bộ thôn A”."""
    bare = re.sub(
        r"\s*[(:\-–]\s*\d+\s*(?:người|đ/c|đồng chí|quần chúng|qc|đv)?\s*\)?\s*$", "", text, flags=re.IGNORECASE
    )
    return re.sub(r"^danh sách\s+", "", bare, flags=re.IGNORECASE).strip(" .:")
