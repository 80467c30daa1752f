"""What is in force on a day and on what it rests; what changed between two days; what should be read again."""

from dataclasses import dataclass
from datetime import date

from nguon.regulations.load import calendar_years, kind_periods, kinds_on, resting_on_repealed, source
from nguon.regulations.parameters import Parameter, packs, packs_on, parameters, with_packs
from nguon.rules.errors import NotInForce
from nguon.rules.kinds import Kind

CONFIDENCE_NAMES = {
    "confirmed": "Đã đọc văn bản",
    "secondary": "Theo tài liệu khác dẫn lại",
    "recalled": "Chưa thấy văn bản",
}
CONFIDENCE_TONES = {"confirmed": "done", "secondary": "soon", "recalled": "late"}
UNIT_NAMES = {
    "month": "tháng",
    "year": "tuổi",
    "working_day": "ngày làm việc",
    "day": "ngày",
    "percent": "%",
    "time": "lần",
}
LEVEL_NAMES = {
    "primary": "hết tiểu học",
    "lower_secondary": "trung học cơ sở",
    "upper_secondary": "trung học phổ thông",
    "college": "cao đẳng",
    "university": "đại học",
    "received": "ngày nhận được quyết định",
    "issued": "ngày ban hành quyết định",
}
TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Điều kiện xem xét kết nạp", ("admission_age", "youth_age", "education", "certificate", "readmission")),
    ("Đảng viên giúp đỡ, giới thiệu", ("sponsor",)),
    (
        "Thời hạn",
        (
            "admission_decision",
            "admission_ceremony",
            "probation",
            "branch_considers",
            "recognition",
            "member_cv",
            "permanent",
        ),
    ),
    ("Biểu quyết", ("vote", "list_resolution")),
)
"""What the page groups figures under, by the beginnings of their keys."""


@dataclass(frozen=True)
class Figure:
    """One figure as people read it, with its source and how surely it is known. `repealed` where the source no longer
    holds on the day asked: the figure stands until somebody reads its successor.
    """

    parameter: Parameter
    repealed: bool

    @property
    def said(self) -> str:
        return value_words(self.parameter)

    @property
    def confidence(self) -> str:
        return CONFIDENCE_NAMES[self.parameter.confidence]

    @property
    def tone(self) -> str:
        return CONFIDENCE_TONES[self.parameter.confidence]

    @property
    def to_read_again(self) -> bool:
        return self.repealed or self.parameter.confidence != "confirmed"


@dataclass(frozen=True)
class Change:
    """A figure that is another on the later day; None where there is none on a day."""

    key: str
    name: str
    before: Figure | None
    after: Figure | None


def value_words(found: Parameter) -> str:
    """A figure's value in words: "60 ngày làm việc", "ít nhất 2/3", "trung học cơ sở"."""
    if found.unit == "at_least":
        return f"ít nhất {found.word}"
    if found.unit == "more_than":
        return f"quá {found.word}" if found.word != "1/2" else "quá nửa"
    if found.unit == "level":
        return LEVEL_NAMES.get(found.word, found.word)
    return f"{found.value}{'' if found.unit == 'percent' else ' '}{UNIT_NAMES[found.unit]}"


def figures_on(day: date) -> list[tuple[str, list[Figure]]]:
    """The figures in force on `day` by topic, in the order of the files; topics without any are left out."""
    rest = {key: found for key in parameters() if (found := _on(key, day)) is not None}
    topics = []
    for title, openings in TOPICS:
        own = [key for key in rest if key.startswith(openings)]
        if own:
            topics.append((title, [rest.pop(key) for key in own]))
    if rest:
        topics.append(("Khác", list(rest.values())))
    return topics


def changes_between(one: date, other: date) -> list[Change]:
    """Figures whose value or instrument differs on the two days, in the order of the files."""
    first, last = min(one, other), max(one, other)
    found = []
    for key, rows in parameters().items():
        before, after = _on(key, first), _on(key, last)
        if before is None and after is None:
            continue
        if before is None or after is None or before.parameter != after.parameter:
            found.append(Change(key, rows[0].name, before, after))
    return found


def changed_value(change: Change) -> bool:
    """Whether the value itself is another, not only the instrument it rests on."""
    return change.before is None or change.after is None or change.before.said != change.after.said


def _on(key: str, day: date) -> Figure | None:
    found = next((each for each in parameters()[key] if each.period.contains(day)), None)
    if found is None:
        return None
    return Figure(found, found.source.until is not None and found.source.until <= day)


@dataclass(frozen=True)
class KindLine:
    """A kind of unit in force, since when, on what it rests, and whether that is to be read again."""

    kind: Kind
    since: date
    source: str
    repealed: bool


def kinds_in_force(day: date) -> list[KindLine]:
    """The kinds of unit in force on `day`, higher levels first; empty before the first of them."""
    try:
        kinds = kinds_on(day)
    except NotInForce:
        return []
    again = set(resting_on_repealed(day))
    lines = []
    for key, kind in kinds.items():
        since = next(each.starts_on for each in kind_periods(key) if each.contains(day))
        lines.append(KindLine(kind, since, str(source(kind.source)), key in again))
    return sorted(lines, key=lambda each: (each.kind.level, each.kind.name))


@dataclass(frozen=True)
class YearLine:
    """One year of the calendar of days off: announced or only as the code says, and on what it rests."""

    year: int
    announced: bool
    source: str
    note: str


def calendar_lines() -> list[YearLine]:
    """The years entered, latest first."""
    return [
        YearLine(each.year, each.basis == "announced", str(source(each.source)), each.note)
        for each in reversed(calendar_years())
    ]


@dataclass(frozen=True)
class PackLine:
    """A pack of figures not yet confirmed: whether this installation switched it on, and what it brings."""

    name: str
    on: bool
    figures: tuple[Parameter, ...]


def pack_lines() -> list[PackLine]:
    """Every pack there is, with the rows it puts over those that always hold."""
    plain = with_packs(())
    lines = []
    for name in packs():
        brought = tuple(
            each
            for key, rows in with_packs((name,)).items()
            for each in rows
            if each not in plain[key] and _is_new(each, plain[key])
        )
        lines.append(PackLine(name, name in packs_on(), brought))
    return lines


def _is_new(row: Parameter, plain: tuple[Parameter, ...]) -> bool:
    """Not one of the rows that always hold, only cut short."""
    return all((row.source, row.period.starts_on) != (each.source, each.period.starts_on) for each in plain)


def figures_used(because: list[dict[str, object]]) -> list[Figure]:
    """The figures an answer of regulations.judging rests on, as people read them, in its order."""
    found = []
    for each in because:
        rows = parameters()[str(each["parameter"])]
        found.append(next(row for row in rows if row.period.starts_on.isoformat() == each["from"]))
    return [Figure(each, repealed=False) for each in found]
