"""One line of words for each thing a plan holds, the same on the draft, on the plan and between two versions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from nguon.rules.offices import OFFICE_NAMES, SCOPE_NAMES, Office, Scope
from nguon.rules.plan_terms import DUTY_ACTIONS, EVERY, MEASURES, group_name, type_name

Value = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """What it is, what it says, and a remark or ""."""

    what: str
    text: str
    note: str = ""


def figure(value: float | Decimal | str | None) -> str:
    """1.905 and 3,5; "" where there is none."""
    if value is None or value == "":
        return ""
    whole, _, rest = f"{Decimal(str(value)):,.2f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def day(value: str | date | None) -> str:
    """dd/mm/yyyy of an ISO date or a date; "" where there is none."""
    if not value:
        return ""
    return f"{date.fromisoformat(value) if isinstance(value, str) else value:%d/%m/%Y}"


def span(minimum: object, maximum: object) -> str:
    """An exact figure, "từ … trở lên", "không quá …" or "… đến …"."""
    low, high = figure(minimum), figure(maximum)  # type: ignore[arg-type]
    if low and high:
        return low if low == high else f"{low} đến {high}"
    return f"từ {low} trở lên" if low else f"không quá {high}" if high else "chưa rõ số"


def target_name(value: Value) -> str:
    """What is measured, with the group where there is one."""
    name = MEASURES.get(value["measure"], value["measure"])
    group = group_name(value.get("group"))
    return f"{name}: {group}" if group else name


def amount(value: Value) -> str:
    """The figure with its unit: 180 người, từ 40 % trở lên."""
    words = span(value.get("min"), value.get("max"))
    unit = "%" if value.get("unit") == "percent" else "người"
    if words.endswith("trở lên"):
        return words.replace(" trở lên", f" {unit} trở lên")
    return words if words == "chưa rõ số" else f"{words} {unit}"


def _target(value: Value) -> Line:
    notes = []
    if value.get("whole"):
        notes.append("Chỉ tiêu chính của văn bản")
    if value.get("change_percent") is not None:
        change = float(value["change_percent"])
        against = f" so với năm {value['base_year']}" if value.get("base_year") else ""
        notes.append(f"{'tăng' if change >= 0 else 'giảm'} {figure(abs(change))} %{against}")
    return Line(target_name(value), amount(value), "; ".join(notes))


def bound(value: Value) -> str:
    """Whom a duty binds, in words."""
    if not value.get("scope"):
        return "Chưa rõ đơn vị nào phải làm; bấm Sửa để chọn."
    words = SCOPE_NAMES[Scope(value["scope"])]
    office = value.get("office") or Office.COMMITTEE
    if office != Office.COMMITTEE:
        words = f"{OFFICE_NAMES[Office(office)]}, {words[0].lower()}{words[1:]}"
    words = words[:1].lower() + words[1:]
    return f"Giao cho: {words}."


def doing(value: Value) -> str:
    """Who does what for whom."""
    said = value.get("what") or DUTY_ACTIONS.get(value["action"], "")
    actor = value.get("actor")
    return f"{actor}: {said[:1].lower()}{said[1:]}" if actor else said


def _obligation(value: Value) -> Line:
    return Line(f"Trước {day(value['due'])}" if value.get("due") else "Chưa rõ ngày", doing(value), bound(value))


def _cadence(value: Value) -> Line:
    every = value["every"]
    if every == "periodic":
        when = "Văn bản không ghi kỳ; bấm Sửa để chọn, nếu không sẽ không thành việc có hạn."
    else:
        when = f"Đề xuất hạn: ngày làm việc thứ {value.get('working_days', 5)} sau khi hết kỳ."
    return Line(EVERY.get(every, every), doing(value), f"{when} {bound(value)}")


def _period(value: Value) -> Line:
    start, until = date.fromisoformat(value["from"]), date.fromisoformat(value["until"])
    return Line("Thời kỳ", period_words(start, until))


def period_words(start: date, until: date) -> str:
    """A year, years or two dates; `until` is the first day after."""
    if (start.month, start.day, until.month, until.day) == (1, 1, 1, 1):
        last = until.year - 1
        return f"năm {start.year}" if last == start.year else f"{start.year}–{last}"
    return f"{day(start)} đến hết {day(until - timedelta(days=1))}"


def _cited(what: str) -> Callable[[Value], Line]:
    def line(value: Value) -> Line:
        on = day(value.get("date"))
        return Line(what, value["number"] + (f" ngày {on}" if on else ""), "" if on else "Văn bản không ghi ngày.")

    return line


def _signer(value: Value) -> Line:
    on_behalf = f"T/M {value['on_behalf']}" if value.get("on_behalf") else ""
    who = ", ".join(each for each in (value.get("name"), value.get("position")) if each)
    return Line("Người ký", "; ".join(each for each in (who, on_behalf) if each))


def _plain(what: str) -> Callable[[Value], Line]:
    return lambda value: Line(what, str(value["value"]))


def _adjustment(value: Value) -> Line:
    from_day = f"Hiệu lực từ {day(value['holds_from'])}" if value.get("holds_from") else ""
    return Line("Lý do điều chỉnh", value["reason"], from_day)


_LINES: Mapping[str, Callable[[Value], Line]] = {
    "document.type": lambda value: Line("Loại văn bản", type_name(value["value"])),
    "document.number": _plain("Số, ký hiệu"),
    "document.date": lambda value: Line("Ngày ban hành", day(value["value"])),
    "document.place": _plain("Nơi ban hành"),
    "document.issuer": _plain("Cơ quan ban hành"),
    "document.parent": _plain("Cấp trên"),
    "document.title": _plain("Trích yếu"),
    "document.signer": _signer,
    "document.has_appendix": lambda value: Line("Phụ lục", "Có phụ lục kèm theo" if value["value"] else "Không có"),
    "period": _period,
    "adjustment": _adjustment,
    "target": _target,
    "pool_ratio": lambda value: Line("Tỷ lệ nguồn", f"{span(value.get('min'), value.get('max'))} lần chỉ tiêu kết nạp"),
    "allocation": lambda value: Line("Giao", f"{value['unit']}: {figure(value['value'])}"),
    "allocation_total": lambda value: Line("Tổng số in", figure(value["value"])),
    "obligation": _obligation,
    "cadence": _cadence,
    "basis": _cited("Căn cứ"),
    "reference": _cited("Viện dẫn"),
    "priority_group": lambda value: Line("Đối tượng", group_name(value["group"])),
    "responsible": lambda value: Line("Phụ trách", value["name"], value.get("duty") or ""),
    "task": lambda value: Line(
        value.get("actor") or "Nhiệm vụ chung",
        value["text"],
        f"Thời gian: {value['period']}" if value.get("period") else "",
    ),
}
PARTS = tuple(_LINES)


def line(part: str, value: Value) -> Line:
    """The line of one item of `part`."""
    return _LINES[part](value)
