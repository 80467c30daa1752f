"""One line of the table under its columns → what it says of one person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from nguon.reading.people_list.columns import Column
from nguon.reading.people_list.fields import FIELDS
from nguon.reading.people_list.values import (
    READERS,
    Problem,
    Value,
    as_birth,
    as_name,
    as_sex,
    bracketed,
    nothing,
    number_and_day,
)
from nguon.rules.partial_dates import from_stored
from nguon.rules.persons import clean_name
from nguon.rules.text import fold

_BIRTHS = {"born", "born_male", "born_female"}
_NAMES = ("family_name", "middle_name", "given_name")
_LENGTHS = {"certificate_number": 60, "resolution_number": 60, "class_said": 200, "certificate_issuer": 200}


@dataclass
class RowRead:
    """`values` by field: only what was there, days as they are stored. `problems` in the order of the columns."""

    values: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_row(cells: Sequence[str], columns: Sequence[Column], *, on: date, women_marked: bool = False) -> RowRead:
    """What the row says on the day `on`. `women_marked`: only women are marked, so that no mark means a man."""
    row = RowRead()
    raw: dict[str, str] = {}
    for column in columns:
        cell = cells[column.at] if column.at < len(cells) else ""
        if not column.field or not cell:
            continue
        if FIELDS[column.field].many and column.field in raw:
            raw[column.field] = f"{raw[column.field]}{'; ' if column.field == 'note' else ', '}{cell}"
        else:
            raw[column.field] = cell
    _split_combined(raw)
    for key, cell in raw.items():
        kind = FIELDS[key].kind
        if kind in {"nothing", "secrets", "two_days"}:
            continue
        _take(row, key, (as_birth if key in _BIRTHS else READERS[kind])(cell, on))
    _join_names(row, raw)
    _settle_sex(row, women_marked=women_marked)
    _settle_birth(row, on)
    _settle_days(row)
    _settle_groups(row, raw)
    _settle_notes(row)
    return row


def _take(row: RowRead, key: str, value: Value) -> None:
    if value.fault:
        row.problems.append(Problem(key, value.fault, fault=True))
    elif value.doubt:
        row.problems.append(Problem(key, value.doubt))
    if value.text:
        most = _LENGTHS.get(key)
        if most and len(value.text) > most:
            row.problems.append(Problem(key, f"Ô “{FIELDS[key].name}” dài quá {most} chữ; đã cắt bớt."))
        row.values[key] = value.text[:most]


def _split_combined(raw: dict[str, str]) -> None:
    """Columns that hold several things at once, and numbers with their day in one cell."""
    if "sex_ethnicity_religion" in raw or "ethnicity_religion" in raw:
        parts = [
            each.strip()
            for each in re.split(r"[-–;,/\n]+", raw.get("sex_ethnicity_religion") or raw["ethnicity_religion"])
        ]
        if "sex_ethnicity_religion" in raw and parts and as_sex(parts[0], date.min).text:
            raw.setdefault("sex", parts.pop(0))
        for key, part in zip(("ethnicity", "religion"), parts, strict=False):
            if part:
                raw.setdefault(key, part)
    if "joined_official" in raw:
        found = re.findall(
            r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|\d{1,2}[/.\-]\d{4}|\b(?:19|20)\d{2}\b",
            raw["joined_official"],
        )
        for key, part in zip(("joined", "official"), found, strict=False):
            raw.setdefault(key, part)
    helpers = [
        each.strip() for each in re.split(r"\s*(?:[;\n+&]|,|\s/\s|\bvà\b)\s*", raw.get("sponsor", "")) if each.strip()
    ]
    if len(helpers) > 1 and all(person_of(each) for each in helpers):
        raw["sponsor"] = helpers[0]
        raw.setdefault("sponsor_2", helpers[1])
    if ";" in raw.get("sponsored_on", ""):
        raw["sponsored_on"] = raw["sponsored_on"].split(";", maxsplit=1)[0].strip()
    for number, day in (
        ("certificate_number", "certificate_on"),
        ("resolution_number", "resolved_on"),
        ("opening_number", "opening_on"),
    ):
        if number in raw and day not in raw:
            left, said = number_and_day(raw[number])
            if said:
                raw[number], raw[day] = left, said


def _join_names(row: RowRead, raw: dict[str, str]) -> None:
    if "full_name" not in row.values:
        written = " ".join(raw[key] for key in _NAMES if raw.get(key))
        faulty = any(each.field in {"full_name", *_NAMES} and each.fault for each in row.problems)
        if written and not faulty:
            value = as_name(written, date.min)
            row.values["full_name"] = value.text
    for key in _NAMES:
        row.values.pop(key, None)
    other = bracketed(raw.get("full_name", ""))
    if other and "other_names" not in row.values:
        row.values["other_names"] = other
    if not row.values.get("full_name"):
        row.values.pop("full_name", None)
        if not any(each.fault and each.field.endswith("name") for each in row.problems):
            row.problems.append(Problem("full_name", "Thiếu họ và tên.", fault=True))
    elif " " not in row.values["full_name"]:
        row.problems.append(Problem("full_name", f"Họ và tên chỉ có một chữ “{row.values['full_name']}”."))


def _settle_sex(row: RowRead, *, women_marked: bool) -> None:
    male, female = row.values.pop("is_male", ""), row.values.pop("is_female", "")
    by_birth = {key: row.values.get(key, "") for key in ("born_male", "born_female")}
    if male and female:
        row.problems.append(Problem("is_female", "Đánh dấu cả Nam lẫn Nữ."))
    elif "sex" not in row.values and (male or female):
        row.values["sex"] = "male" if male else "female"
    elif "sex" not in row.values and women_marked:
        row.values["sex"] = "male"
    if by_birth["born_male"] and by_birth["born_female"]:
        row.problems.append(Problem("born_female", "Ngày sinh ghi ở cả cột Nam lẫn cột Nữ.", fault=True))
    elif "sex" not in row.values and any(by_birth.values()) and not row.values.get("key"):
        row.values["sex"] = "male" if by_birth["born_male"] else "female"


def _settle_birth(row: RowRead, on: date) -> None:
    day, month, year = (row.values.pop(f"born_{part}", "") for part in ("day", "month", "year"))
    found = row.values.pop("born_male", "") or row.values.pop("born_female", "")
    row.values.pop("born_female", None)
    if found and "born" not in row.values:
        row.values["born"] = found
    if year and "born" not in row.values:
        both = "/".join(re.findall(r"\d+", day))
        written = "/".join(each for each in (both if month or "/" in both else "", month, year) if each)
        _take(row, "born", as_birth(written, on))


def _settle_days(row: RowRead) -> None:
    """Days that contradict each other make the row doubtful."""
    order = (("born", "youth_union_joined"), ("born", "joined"), ("joined", "official"), ("born", "certificate_on"))
    for earlier, later in order:
        one, other = row.values.get(earlier, ""), row.values.get(later, "")
        if one and other and other < one[: len(other)]:
            names = FIELDS[earlier].name, FIELDS[later].name
            row.problems.append(Problem(later, f"{names[1]} trước {names[0].lower()}.", fault=True))


def _settle_groups(row: RowRead, raw: dict[str, str]) -> None:
    """What names no group of ours goes to the note, unless it says somebody's ethnicity or religion."""
    written = raw.get("groups", "")
    if not written:
        return
    folded = fold(written)
    if re.search(r"dan toc|\bdtts\b", folded):
        row.values.setdefault("ethnicity", "Dân tộc thiểu số")
    elif re.search(r"ton giao|giao dan|dong bao", folded):
        row.values.setdefault("religion", "Có tôn giáo")
    elif not row.values.get("groups") and not nothing(written):
        _note(row, f"Đối tượng: {written}")


def _settle_notes(row: RowRead) -> None:
    """What no column of the record holds is kept in words: with the certificate, else in the note."""
    said = row.values
    opening = " ".join(filter(None, (said.pop("opening_number", ""), _on(said.pop("opening_on", "")))))
    attended = said.pop("class_said", "")
    of_class = ", ".join(filter(None, (attended, f"QĐ mở lớp {opening}" if opening else "")))
    if said.get("certificate_on"):
        if of_class:
            said["class_said"] = of_class[:200]
    else:
        if of_class:
            _note(row, f"Lớp bồi dưỡng: {of_class}")
        number = said.pop("certificate_number", "")
        if number:
            _note(row, f"Giấy chứng nhận: {number} (chưa rõ ngày cấp)")
        said.pop("certificate_issuer", "")
    for key in ("report_number", "listed_year"):
        if key in said:
            _note(row, f"{FIELDS[key].name}: {said.pop(key)}")


def _on(stored: str) -> str:
    day = from_stored(stored)
    return f"ngày {day}" if day else ""


def _note(row: RowRead, words: str) -> None:
    row.values["note"] = "; ".join(filter(None, (row.values.get("note", ""), words.replace(";", ","))))


def person_of(text: str) -> str:
    """A name as it is compared: without rank, brackets and what follows a dash or a comma."""
    value = as_name(re.split(r"\s[-–]\s|[,;:]", text, maxsplit=1)[0], date.min)
    return "" if value.fault or nothing(text) else clean_name(value.text)
