"""Cells of one row → values of the fields, with what is doubtful or faulty about each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from nguon.reading.people_list.days import read_day
from nguon.rules.persons import citizen_number, clean_name, is_name
from nguon.rules.plan_terms import GROUPS
from nguon.rules.text import fold

_NOTHING = re.compile(r"[\-–—./…\s_?0]*")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?\s*e\s*\+?\s*\d+", re.IGNORECASE)
_RANKS = re.compile(r"^(?:đ\s*/\s*c|đ\.c|đ/c\.|đồng chí|dc|đc)[\s.:]+", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*\d{1,4}\s*[.)/\-]+\s*")
_IN_BRACKETS = re.compile(r"\s*[(\[](.*?)[)\]]\s*")
_WITH_DAY = re.compile(
    r"[,;]?\s*(?:ngày|ngay|ng\.?|,)?\s*((?:ngày\s*)?\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4})\s*$", re.IGNORECASE
)
_QUARTER = re.compile(r"(?:quy\s*)?(iv|iii|ii|i|[1-4])\s*[/.\-]?\s*(?:nam\s*)?(20\d{2})")
_SEX = {
    "nam": "male", "male": "male", "m": "male", "trai": "male", "ong": "male", "nam gioi": "male", "na m": "male",
    "nu": "female", "female": "female", "f": "female", "gai": "female", "ba": "female", "nu gioi": "female",
    "phu nu": "female", "nữ": "female",
}  # fmt: skip
_GROUP_WORDS: tuple[tuple[str, str], ...] = (
    (r"phu nu|^nu$", "women"),
    (r"doan vien|thanh nien|\bdtn\b", "youth"),
    (r"chu doanh nghiep|chu dn", "business_owner"),
    (r"doanh nghiep tu nhan|\bdntn\b|ngoai (?:khu vuc )?nha nuoc", "private_enterprise"),
    (r"doanh nghiep|\bdn\b", "enterprise"),
    (r"cong nhan|nguoi lao dong|cnld", "worker"),
    (r"nong dan", "farmer"),
    (r"tri thuc", "intellectual"),
    (r"giao vien|giang vien|nha giao|\bgv\b", "teacher"),
    (r"hoc sinh|sinh vien|\bhssv\b|\bsv\b|\bhs\b", "student"),
    (r"dan quan|tu ve|du bi dong vien|dbdv|dqtv", "reservist"),
    (r"xuat ngu|hoan thanh nghia vu|phuc vien", "demobilised"),
    (r"luc luong vu trang|\bllvt\b|cong an|bo doi|quan doi|quan su", "armed_forces"),
    (r"truong (?:thon|ban|ap|khu|buon|xom)|to truong to dan pho", "village_head"),
    (r"nguoi co uy tin", "community_figure"),
    (r"can bo quan ly|quan ly", "manager"),
    (r"dan cu", "residential"),
    (r"can bo|cong chuc|vien chuc|\bcbcc\b|\bccvc\b", "office"),
)  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: the field, the words, and whether the row cannot be entered for it (`fault`)."""

    field: str
    why: str
    fault: bool = False


@dataclass(frozen=True)
class Value:
    """What one cell gave: text as it is kept (days as PartialDate stores them), and a doubt or a fault."""

    text: str = ""
    doubt: str = ""
    fault: str = ""


def nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: a dash, dots, a question mark."""
    return _NOTHING.fullmatch(text) is not None


def as_text(text: str, on: date) -> Value:
    return Value("" if nothing(text) and text != "0" else text)


def as_name(text: str, on: date) -> Value:
    """A person's name without “đ/c” before it; what stands in brackets is another name and comes apart elsewhere."""
    bare = _IN_BRACKETS.sub(" ", _RANKS.sub("", _NUMBERED.sub("", text))).strip(" ,;.*-")
    name = clean_name(bare)
    if not name:
        return Value()
    if len(name) > 120:
        return Value(fault=f"Họ và tên dài {len(name)} chữ, không phải tên một người.")
    if not is_name(name):
        cleaned = clean_name(re.sub(r"[\d*+?/\\_,;:]+", " ", name))
        if is_name(cleaned) and " " in cleaned:
            return Value(cleaned, f"Họ và tên “{text}” có số hoặc ký hiệu; đọc là {cleaned}.")
        return Value(fault=f"Họ và tên “{text}” có số hoặc ký hiệu lạ.")
    return Value(name)


def as_phone(text: str, on: date) -> Value:
    """Digits with the nought that Excel loses; several numbers stay as written."""
    if nothing(text):
        return Value()
    if _SCIENTIFIC.fullmatch(text):
        return Value(fault=f"Số điện thoại “{text}” đã bị Excel đổi dạng, mất chữ số. Hãy nhập lại dạng chữ.")
    digits = re.sub(r"[\s.\-()]", "", text)
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    elif digits.startswith("84") and len(digits) == 11:
        digits = "0" + digits[2:]
    if not digits.isdigit():
        return (
            Value(text[:30])
            if len(re.findall(r"\d{9,11}", digits))
            else Value(text[:30], f"“{text}” không giống số điện thoại.")
        )
    if len(digits) == 9 and digits[0] in "35789":
        return Value("0" + digits, f"Số điện thoại “{text}” mất số 0 ở đầu; đọc là 0{digits}.")
    if digits[0] == "0" and 9 <= len(digits) <= 11:
        return Value(digits)
    return Value(digits[:30], f"Số điện thoại “{text}” có {len(digits)} chữ số.")


def as_citizen(text: str, on: date) -> Value:
    """12 digits, or the 9 of the old card."""
    if nothing(text) or "•" in text:
        return Value()  # masked: as it was
    if _SCIENTIFIC.fullmatch(text):
        return Value(fault="Số định danh đã bị Excel đổi dạng (E+), mất chữ số cuối. Hãy nhập lại dạng chữ.")
    try:
        return Value(citizen_number(text.strip("'")))
    except ValueError:
        digits = re.sub(r"\D", "", text)
    if len(digits) == len(re.sub(r"[\s.\-']", "", text)) and len(digits) in (8, 11):
        return Value("0" + digits, "Số định danh mất số 0 ở đầu; cần xác nhận số đã thêm 0.")
    if len(digits) == 10 and len(re.sub(r"[\s.\-']", "", text)) == 10:
        return Value("00" + digits, "Số định danh có vẻ mất hai số 0 ở đầu; cần xác nhận số đã thêm 00.")
    return Value(fault=f"Số định danh có {len(digits)} chữ số; căn cước có 12, chứng minh nhân dân cũ có 9.")


def as_sex(text: str, on: date) -> Value:
    if nothing(text):
        return Value()
    found = _SEX.get(" ".join(re.sub(r"[^a-z]+", " ", fold(text)).split()))
    return Value(found) if found else Value(fault=f"Giới tính “{text}” không rõ là nam hay nữ.")


def as_mark(text: str, on: date) -> Value:
    return Value("" if nothing(text) or fold(text) in {"khong", "no", "k"} else "x")


def as_day(text: str, on: date) -> Value:
    found = read_day(text, on=on)
    return Value(found.value.stored() if found.value else "", found.doubt, found.fault)


def as_birth(text: str, on: date) -> Value:
    found = read_day(text, on=on, birth=True)
    return Value(found.value.stored() if found.value else "", found.doubt, found.fault)


def as_whole_day(text: str, on: date) -> Value:
    """A day known whole; a month or a year alone is doubtful and read as its last day."""
    found = read_day(text, on=on)
    if found.value is None or found.value.day:
        return Value(found.value.stored() if found.value else "", found.doubt, found.fault)
    latest = min(found.value.latest, on)
    return Value(latest.isoformat(), f"“{text}” thiếu ngày; đọc là {latest:%d/%m/%Y}.")


def as_year(text: str, on: date) -> Value:
    found = re.search(r"\b(?:19|20)\d{2}\b", text)
    return Value(found[0] if found else text[:20])


def as_list(text: str, on: date) -> Value:
    if nothing(text):
        return Value()
    found = re.fullmatch(r"(?:danh sach|ds|loai)?\s*(?:so)?\s*(iii|ii|i|[1-3])", fold(text).strip(" ."))
    if not found:
        return Value(doubt=f"“{text}” không phải danh sách 1, 2 hay 3; không dùng.")
    return Value({"i": "1", "ii": "2", "iii": "3"}.get(found[1], found[1]))


def as_quarter(text: str, on: date) -> Value:
    """Stored as 2026-Q3; what is no quarter stays unused."""
    found = _QUARTER.search(fold(text))
    if found:
        number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(found[1]) or int(found[1])
        return Value(f"{found[2]}-Q{number}")
    month = re.search(r"(\d{1,2})\s*[/.\-]\s*(20\d{2})\s*$", text)
    if month and 1 <= int(month[1]) <= 12:
        return Value(f"{month[2]}-Q{(int(month[1]) + 2) // 3}")
    return Value()


def as_groups(text: str, on: date) -> Value:
    """Codes with commas, of what plainly names a group we keep."""
    found = []
    for each in re.split(r"[,;/+]", fold(text)):
        found += [group for pattern, group in _GROUP_WORDS if re.search(pattern, each)][:1]
    return Value(",".join(sorted({each for each in found if each in GROUPS})))


def as_unit(text: str, on: date) -> Value:
    return Value("" if nothing(text) else text)


def as_number(text: str, on: date) -> Value:
    bare = re.sub(r"\D", "", text)
    return Value(bare) if bare else Value()


READERS: dict[str, Callable[[str, date], Value]] = {
    "text": as_text, "name": as_name, "phone": as_phone, "citizen": as_citizen, "sex": as_sex, "mark": as_mark,
    "day": as_day, "whole_day": as_whole_day, "year": as_year, "list": as_list, "quarter": as_quarter,
    "groups": as_groups, "unit": as_unit, "number": as_number, "secret": as_text, "sponsor": as_text,
}  # fmt: skip


def number_and_day(text: str) -> tuple[str, str]:
    """“12/GCN ngày 20/06/2025” parted: the number, the day as written or ""."""
    found = _WITH_DAY.search(text)
    if found is None or not text[: found.start()].strip(" ,;"):
        return text, ""
    return text[: found.start()].strip(" ,;"), found[1]


def bracketed(text: str) -> str:
    """What stands in brackets after a name; "" where it is no other name."""
    found = _IN_BRACKETS.search(text)
    inside = (
        clean_name(re.sub(r"^(?:tức|tuc|bí danh|tên khác)[\s:]*", "", found[1], flags=re.IGNORECASE)) if found else ""
    )
    return inside if inside and is_name(inside) and fold(inside) not in {"nu", "nam"} else ""
