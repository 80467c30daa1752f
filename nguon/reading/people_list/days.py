"""Days as people type them into lists: what is read, what is doubtful about it, what cannot be a day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from nguon.rules.partial_dates import PartialDate
from nguon.rules.text import fold

_EPOCH = date(1899, 12, 30)
_WORDS = re.compile(r"(?:ngay\s*)?(\d{1,2})\s*(?:thang|th|t)\s*(\d{1,2})\s*(?:nam|n)?\s*(\d{4}|\d{2})")
_MONTH_WORDS = re.compile(r"(?:thang|th|t)\s*(\d{1,2})\s*(?:nam|[/.\-])?\s*(\d{4})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_PARTS = re.compile(r"(\d{1,2})\s*[/.,\-\s]\s*(\d{1,2})\s*[/.,\-\s]\s*(\d{4}|\d{2})")
_MONTH = re.compile(r"(\d{1,2})\s*[/.,\-\s]\s*(\d{4})")
_TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:am|pm)?$", re.IGNORECASE)
_SLIPS = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "|": "1"})
SERIALS = range(7_000, 60_000)  # 1919 to 2064


@dataclass(frozen=True)
class Day:
    """What was read: the day (None: nothing), why it is doubtful, or why it cannot be one."""

    value: PartialDate | None = None
    doubt: str = ""
    fault: str = ""


@lru_cache(maxsize=8_192)
def read_day(text: str, *, on: date, birth: bool = False) -> Day:
    """A day written in any of the usual ways; `on` is today, `birth` asks for an age people have."""
    bare = _TIME.sub("", text.strip().strip("'\"`’ .")).strip()
    if (
        not bare
        or bare in {"-", "--", "//", "/", "…", "...", "0", "x", "X"}
        or fold(bare) in {"khong", "chua", "k", "ko", "khong ro", "chua ro"}
    ):
        return Day()
    found = _read(bare, on, birth=birth)
    if found is None and any(each.isalpha() for each in bare):
        slip = _read(bare.translate(_SLIPS), on, birth=birth)
        if slip is not None and slip.value is not None:
            found = Day(slip.value, f"“{text}” có chữ lẫn với số; đọc là {slip.value}.")
    if found is None:
        return Day(fault=f"“{text}” không phải ngày. Hãy ghi dd/mm/yyyy, mm/yyyy hoặc yyyy.")
    if found.value is None:
        return found
    return _likely(found, text, on, birth=birth)


def _read(bare: str, on: date, *, birth: bool) -> Day | None:
    folded = fold(bare)
    for pattern, order in ((_ISO, (2, 1, 0)), (_WORDS, (0, 1, 2)), (_PARTS, (0, 1, 2))):
        match = pattern.fullmatch(folded)
        if match:
            day, month, year = (match[index + 1] for index in order)
            return _of(int(day), int(month), year, bare, on, birth=birth)
    match = _MONTH.fullmatch(folded) or _MONTH_WORDS.fullmatch(folded)
    if match:
        return _of(0, int(match[1]), match[2], bare, on, birth=birth)
    if not bare.isdigit():
        return None
    if len(bare) == 4:
        return _of(0, 0, bare, bare, on, birth=birth)
    if len(bare) == 8 and 1900 <= int(bare[:4]) <= on.year and int(bare[4:6]) in range(1, 13) and int(bare[6:]) < 32:
        return _of(int(bare[6:]), int(bare[4:6]), bare[:4], bare, on, birth=birth)
    if len(bare) == 8:
        return _of(int(bare[:2]), int(bare[2:4]), bare[4:], bare, on, birth=birth)
    if len(bare) == 5 and int(bare) in SERIALS:
        return Day(PartialDate.of(_EPOCH + timedelta(days=int(bare))))
    if len(bare) == 2 and birth:
        year = _century(int(bare), on, birth=True)
        return Day(PartialDate(year), f"Năm “{bare}” chỉ có hai chữ số; đọc là {year}.")
    return None


def _of(day: int, month: int, year: str, text: str, on: date, *, birth: bool) -> Day:
    doubt = ""
    full = int(year)
    if len(year) == 2:
        full = _century(full, on, birth=birth)
        doubt = f"Năm trong “{text}” chỉ có hai chữ số; đọc là {full}."
    if full < 1900:
        return Day(fault=f"Năm trong “{text}” không đúng.")
    if month > 12 and 1 <= day <= 12:
        day, month = month, day
        doubt = f"“{text}” có vẻ ghi tháng trước ngày; đọc là {day:02d}/{month:02d}/{full}."
    try:
        return Day(PartialDate(full, month, day if month else 0), doubt)
    except ValueError:
        return Day(fault=f"Không có ngày “{text}”.")


def _century(two: int, on: date, *, birth: bool) -> int:
    """The latest year with these two digits that is not ahead; for births at least fourteen years back."""
    latest = on.year - (14 if birth else 0)
    return latest - (latest - two) % 100


def _likely(found: Day, text: str, on: date, *, birth: bool) -> Day:
    value = found.value
    assert value is not None
    if value.earliest > on:
        return Day(fault=f"Ngày “{text}” ở sau hôm nay.")
    if not birth:
        return found
    age = on.year - value.year
    if value.year < 1920 and 1900 <= (serial := (value.earliest - _EPOCH).days) <= on.year and value.day:
        return Day(PartialDate(serial), f"Ô ngày sinh hiện ra “{text}”, có vẻ là năm {serial} bị Excel đổi thành ngày.")
    if age < 10 or age > 110:
        return Day(fault=f"Ngày sinh “{text}” cho tuổi {age}.")
    if not found.doubt and (age < 15 or age > 85):
        return Day(value, f"Ngày sinh “{text}” cho tuổi {age}.")
    return found
