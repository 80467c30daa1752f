"""What was read from a document, laid out as items that a person accepts, changes or drops one by one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nguon.rules.errors import Unmet
from nguon.rules.offices import Office, Scope, binding_of
from nguon.rules.plan_terms import DUTY_ACTIONS, EVERY, GROUPS, MEASURES, RESPONSIBLE_DUTIES

PROPOSED_WORKING_DAYS = 5
SINGLE = frozenset(
    {
        *(f"document.{key}" for key in ("type", "number", "date", "place", "issuer", "parent", "title", "signer")),
        "document.has_appendix",
        "period",
        "adjustment",
        "pool_ratio",
        "allocation_total",
    }
)
"""Parts of which a plan has one; the others are lists."""


@dataclass(frozen=True)
class Section:
    """One heading of the draft with the parts under it; `adds` are those a person may add by hand."""

    key: str
    title: str
    parts: tuple[str, ...]
    adds: tuple[tuple[str, str], ...] = ()


SECTIONS = (
    Section(
        "chi-tieu",
        "Chỉ tiêu",
        ("target", "pool_ratio", "allocation", "allocation_total"),
        (("target", "Thêm chỉ tiêu"), ("pool_ratio", "Ghi tỷ lệ nguồn"), ("allocation", "Thêm dòng phân bổ")),
    ),
    Section(
        "viec",
        "Việc có thời hạn và định kỳ",
        ("obligation", "cadence"),
        (("obligation", "Thêm việc có hạn"), ("cadence", "Thêm việc định kỳ")),
    ),
    Section(
        "van-ban",
        "Văn bản",
        (
            "document.type",
            "document.number",
            "document.date",
            "document.place",
            "document.issuer",
            "document.parent",
            "document.title",
            "document.signer",
            "period",
            "document.has_appendix",
            "adjustment",
        ),
        (("document.place", "Ghi nơi ban hành"), ("document.signer", "Ghi người ký")),
    ),
    Section(
        "can-cu",
        "Căn cứ và viện dẫn",
        ("basis", "reference"),
        (("basis", "Thêm căn cứ"), ("reference", "Thêm viện dẫn")),
    ),
    Section("doi-tuong", "Đối tượng cần quan tâm", ("priority_group",), (("priority_group", "Thêm đối tượng"),)),
    Section("phu-trach", "Người phụ trách", ("responsible",), (("responsible", "Thêm người phụ trách"),)),
    Section("nhiem-vu", "Nhiệm vụ và giải pháp", ("task",), (("task", "Thêm nhiệm vụ"),)),
)
LONGEST: Mapping[tuple[str, str], int] = {
    ("document.type", "value"): 8,
    ("document.number", "value"): 60,
    ("document.place", "value"): 80,
    ("document.issuer", "value"): 200,
    ("document.parent", "value"): 200,
    ("document.title", "value"): 500,
    ("document.signer", "on_behalf"): 120,
    ("document.signer", "position"): 120,
    ("document.signer", "name"): 120,
    ("adjustment", "reason"): 500,
    ("basis", "number"): 60,
    ("reference", "number"): 60,
    ("obligation", "actor"): 300,
    ("obligation", "recipient"): 300,
    ("obligation", "what"): 500,
    ("cadence", "actor"): 300,
    ("cadence", "recipient"): 300,
    ("cadence", "what"): 500,
    ("responsible", "name"): 120,
    ("responsible", "duty"): 300,
    ("task", "actor"): 300,
    ("task", "period"): 60,
}
"""Letters a plan keeps of a text; a longer one must be shortened by a person, never cut by the program."""
LARGEST = 99_999_999
NEEDED = ("document.type", "document.number", "document.date", "document.title", "document.issuer", "period")
"""Parts without which there is no plan."""


@dataclass(frozen=True)
class ReadItem:
    """One thing read: its part, its value as kept, and the words it rests on: source[start:end]."""

    part: str
    value: Mapping[str, Any]
    quote: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class _Found:
    answer: Mapping[str, Any]
    issuer: str
    quotes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def item(self, part: str, value: Mapping[str, Any], at: Mapping[str, Any] | None = None, key: str = "") -> ReadItem:
        place = at if at is not None else self.quotes.get(key or part, {})
        return ReadItem(part, value, place.get("quote") or "", place.get("start"), place.get("end"))


def items_of(answer: Mapping[str, Any], issuer_name: str) -> tuple[ReadItem, ...]:
    """The items of a reader's answer (the object of the reading contract), section by section.

    Keys that the document does not settle give no item: nothing is guessed. What is proposed (whom a duty binds, the
    working day a repeated duty falls on) is seen from the unit named `issuer_name`.
    """
    found = _Found(answer, issuer_name, answer.get("quotes") or {})
    return (*_figures(found), *_duties(found), *_document(found), *_cited(found), *_people(found))


def _figures(found: _Found) -> Iterator[ReadItem]:
    for each in found.answer.get("targets") or ():
        keys = ("measure", "group", "min", "max", "unit", "change_percent", "base_year", "whole")
        yield found.item("target", {key: each.get(key) for key in keys}, each)
    if found.answer.get("pool_ratio"):
        yield found.item("pool_ratio", dict(found.answer["pool_ratio"]))
    for each in found.answer.get("allocations") or ():
        yield found.item("allocation", {"unit": each["unit"], "value": each["value"]}, each)
    if found.answer.get("allocation_total") is not None:
        yield found.item("allocation_total", {"value": found.answer["allocation_total"]})


def _duties(found: _Found) -> Iterator[ReadItem]:
    for part, key, list_key in (("obligation", "due", "obligations"), ("cadence", "every", "cadences")):
        for each in found.answer.get(list_key) or ():
            value = {name: each.get(name) for name in ("actor", "action", "recipient", key)}
            value |= {"what": _what(each), **proposed_binding(each.get("actor"), found.issuer)}
            if part == "cadence":
                value["working_days"] = PROPOSED_WORKING_DAYS
            yield found.item(part, value, each)


def _what(each: Mapping[str, Any]) -> str:
    if each["action"] == "other" and each.get("quote"):
        return str(each["quote"])[:300]
    done = DUTY_ACTIONS.get(each["action"], DUTY_ACTIONS["other"])
    return f"{done} cho {each['recipient']}" if each.get("recipient") else done


def proposed_binding(actor: str | None, issuer_name: str) -> dict[str, str]:
    """{"scope", "office"} that the printed actor stands for, both "" where only a person can tell."""
    binding = binding_of(actor, issuer_name)
    if binding is None:
        return {"scope": "", "office": ""}
    return {"scope": binding.scope.value, "office": binding.office.value}


def _document(found: _Found) -> Iterator[ReadItem]:
    document = found.answer.get("document") or {}
    for key in ("type", "number", "date", "place", "issuer", "parent", "title"):
        if document.get(key):
            yield found.item(f"document.{key}", {"value": document[key]})
    if document.get("signer"):
        at = next((found.quotes[key] for key in sorted(found.quotes) if key.startswith("document.signer")), {})
        named = found.quotes.get("document.signer.name") or found.quotes.get("document.signer") or at
        yield found.item(
            "document.signer", {key: document["signer"].get(key) for key in ("on_behalf", "position", "name")}, named
        )
    if document.get("has_appendix"):
        yield found.item("document.has_appendix", {"value": True})
    if found.answer.get("period"):
        yield found.item("period", period_value(found.answer["period"]))


def period_value(period: Mapping[str, Any]) -> dict[str, str]:
    """{"from", "until"} in ISO dates, `until` excluded, of {"year"} or {"from", "to"} in whole years."""
    first, last = (period["year"], period["year"]) if "year" in period else (period["from"], period["to"])
    return {"from": date(int(first), 1, 1).isoformat(), "until": date(int(last) + 1, 1, 1).isoformat()}


def _cited(found: _Found) -> Iterator[ReadItem]:
    for part, key in (("basis", "basis"), ("reference", "references")):
        for each in found.answer.get(key) or ():
            yield found.item(part, {"number": each["number"], "date": each.get("date")}, each)


def _people(found: _Found) -> Iterator[ReadItem]:
    for code in found.answer.get("priority_groups") or ():
        places = (f"priority_groups.{code}", f"priority_groups[{code}]", "priority_groups")
        at = next((found.quotes[key] for key in places if key in found.quotes), {})
        yield found.item("priority_group", {"group": code}, at)
    for each in found.answer.get("responsible") or ():
        duty = RESPONSIBLE_DUTIES.get(each.get("duty") or "", each.get("duty") or "")
        yield found.item("responsible", {"name": each["name"], "duty": duty}, each)
    for each in found.answer.get("tasks") or ():
        yield found.item("task", _task(each, found.issuer), each)


def _task(each: Mapping[str, Any], issuer: str) -> dict[str, Any]:
    period = each.get("period") or ""
    if isinstance(period, Mapping):
        period = f"năm {period['year']}" if "year" in period else f"{period['from']}–{period['to']}"
    return {
        "actor": each.get("actor") or "",
        "text": each["text"],
        "period": period,
        **proposed_binding(each.get("actor"), issuer),
    }


def unmet_value(part: str, value: Mapping[str, Any]) -> tuple[Unmet, ...]:
    """Everything that keeps `value` from being an item of `part`; empty when it may be one."""
    return tuple(_unmet(part, value))


def _unmet(part: str, value: Mapping[str, Any]) -> Iterator[Unmet]:
    for (of, key), length in LONGEST.items():
        if of == part and len(str(value.get(key) or "")) > length:
            yield Unmet("item.long", f"Dài quá {length} chữ; hãy rút gọn.")
    if any(isinstance(value.get(key), int | float) and abs(value[key]) > LARGEST for key in ("min", "max", "value")):
        yield Unmet("item.large", "Số quá lớn.")
    if part in ("target", "pool_ratio"):
        low, high = value.get("min"), value.get("max")
        if low is None and high is None:
            yield Unmet("item.figure", "Ghi ít nhất một số: từ bao nhiêu, hoặc đến bao nhiêu.")
        if low is not None and high is not None and high < low:
            yield Unmet("item.range", "Số “đến” phải lớn hơn hoặc bằng số “từ”.")
    if part == "target":
        yield from _known("item.measure", "loại chỉ tiêu", value.get("measure"), MEASURES)
        if value.get("group"):
            yield from _known("item.group", "nhóm đối tượng", value.get("group"), GROUPS)
    if part == "period" and value["until"] <= value["from"]:
        yield Unmet("item.period", "Ngày cuối phải sau ngày đầu của thời kỳ.")
    if part == "priority_group":
        yield from _known("item.group", "nhóm đối tượng", value.get("group"), GROUPS)
    if part in ("obligation", "cadence"):
        yield from _unmet_duty(part, value)


def _unmet_duty(part: str, value: Mapping[str, Any]) -> Iterator[Unmet]:
    if part == "obligation" and not value.get("due"):
        yield Unmet("item.due", "Ghi ngày phải xong.")
    if part == "cadence":
        yield from _known("item.every", "kỳ", value.get("every"), EVERY)
    yield from _known("item.action", "việc", value.get("action"), DUTY_ACTIONS)
    if value.get("scope"):
        yield from _known("item.scope", "phạm vi đơn vị", value["scope"], set(Scope))
        yield from _known("item.office", "cơ quan", value.get("office") or Office.COMMITTEE, set(Office))
    if value.get("scope") == Scope.SELECTED and not value.get("selected"):
        yield Unmet("item.selected", "Chọn ít nhất một đơn vị phải làm việc này.")


def _known(code: str, what: str, value: object, known: Iterable[str]) -> Iterator[Unmet]:
    if value not in set(known):
        yield Unmet(code, f"Chọn {what} trong danh sách.")
