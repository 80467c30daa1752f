"""What a draft must be before it becomes a plan, and what a person should look at twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from nguon.rules.drafting import NEEDED, unmet_value
from nguon.rules.errors import Unmet
from nguon.rules.offices import Scope
from nguon.rules.plan_words import amount, day, doing, figure, line, target_name

_NEAR = timedelta(days=92)
"""A due day this long outside the plan's period is more likely misread than meant."""

_MISSING = {
    "document.type": "Chưa có loại văn bản.",
    "document.number": "Chưa có số, ký hiệu của văn bản.",
    "document.date": "Chưa có ngày ban hành.",
    "document.title": "Chưa có trích yếu.",
    "document.issuer": "Chưa có cơ quan ban hành.",
    "period": "Chưa có thời kỳ của kế hoạch (từ ngày nào đến ngày nào).",
}


@dataclass(frozen=True)
class Allotted:
    """What the superior plan's issued allocation gives this unit: places by group ("" is the headline)."""

    plan: str
    places: Mapping[str, int]


@dataclass(frozen=True)
class Proposal:
    """A draft as it would become a plan: values by part (one for single parts), without what was dropped.

    `open_items` counts items nobody decided on, `open_parts` names their parts. `twin` names a plan of the unit with the same type, number and date.
    `before` is the day the version to be adjusted holds from; None for a new plan.
    """

    values: Mapping[str, Sequence[Mapping[str, Any]]]
    open_items: int = 0
    open_parts: frozenset[str] = field(default_factory=frozenset)
    adjusts: bool = False
    before: date | None = None
    twin: str = ""
    allotted: Allotted | None = None
    repeated: frozenset[str] = field(default_factory=frozenset)

    def one(self, part: str) -> Mapping[str, Any] | None:
        """The value of a single part, None where there is none."""
        found = self.values.get(part) or ()
        return found[-1] if found else None

    def many(self, *parts: str) -> list[Mapping[str, Any]]:
        """The values of list parts, in order."""
        return [value for part in parts for value in self.values.get(part) or ()]

    @property
    def issued_on(self) -> date | None:
        """The document's date."""
        found = self.one("document.date")
        return date.fromisoformat(found["value"]) if found else None

    @property
    def holds_from(self) -> date | None:
        """The day from which the wording holds: the adjustment's own day, else the document's date."""
        own = self.one("adjustment")
        return date.fromisoformat(own["holds_from"]) if own and own.get("holds_from") else self.issued_on

    @property
    def headlines(self) -> list[Mapping[str, Any]]:
        """Targets that a person (or the reader) calls the headline."""
        return [each for each in self.many("target") if each.get("whole")]


def unmet_plan(proposal: Proposal) -> tuple[Unmet, ...]:
    """Everything that keeps the draft from becoming a plan; the part that is missing stands in the code after the
    last colon. Empty when it may be issued.
    """
    return tuple(_unmet(proposal))


def _unmet(proposal: Proposal) -> Iterator[Unmet]:
    if proposal.open_items:
        yield Unmet("planning.open:", f"Còn {proposal.open_items} mục chưa xem: nhận, sửa hoặc bỏ từng mục.")
    for part in NEEDED:
        if proposal.one(part) is None and part not in proposal.open_parts:
            yield Unmet(f"planning.missing:{part}", _MISSING[part])
    for part, values in proposal.values.items():
        for value in values:
            for each in unmet_value(part, value):
                yield Unmet(f"planning.item:{part}", f"{line(part, value).what}: {each.what}")
    if "target" not in proposal.open_parts:
        yield from _unmet_headline(proposal)
        yield from _unmet_share(proposal)
    if proposal.adjusts:
        yield from _unmet_adjustment(proposal)
    if proposal.twin:
        yield Unmet(
            "planning.twin:", f"Đơn vị đã có văn bản cùng loại, cùng số, cùng ngày: {proposal.twin}. Không ghi hai lần."
        )
    for part in sorted(proposal.repeated):
        yield Unmet("planning.repeated:", f"Có hai dòng giống nhau ở mục “{part}”: bỏ một dòng.")


def _unmet_headline(proposal: Proposal) -> Iterator[Unmet]:
    if not proposal.many("target"):
        return
    count = len(proposal.headlines)
    if count == 0:
        yield Unmet("planning.headline:target", "Có chỉ tiêu nhưng chưa chọn chỉ tiêu nào là chỉ tiêu chính.")
    if count > 1:
        names = "; ".join(f"{target_name(each)} {amount(each)}" for each in proposal.headlines)
        yield Unmet("planning.headline:target", f"Có {count} chỉ tiêu cùng ghi là chỉ tiêu chính: {names}. Giữ một.")
    if count == 1 and proposal.headlines[0]["measure"] != "admissions":
        yield Unmet("planning.headline:target", "Chỉ tiêu chính phải là chỉ tiêu kết nạp đảng viên.")


def _unmet_adjustment(proposal: Proposal) -> Iterator[Unmet]:
    if proposal.one("adjustment") is None and "adjustment" not in proposal.open_parts:
        yield Unmet("planning.missing:adjustment", "Chưa ghi lý do điều chỉnh và ngày hiệu lực.")
    holds_from = proposal.holds_from
    if proposal.before is not None and holds_from is not None and holds_from < proposal.before:
        yield Unmet(
            "planning.backwards:adjustment",
            f"Bản điều chỉnh có hiệu lực từ {day(holds_from)}, trước bản đang có ({day(proposal.before)}).",
        )


def _unmet_share(proposal: Proposal) -> Iterator[Unmet]:
    places = proposal.allotted.places.get("") if proposal.allotted else None
    if not places or proposal.allotted is None or len(proposal.headlines) > 1:
        return
    if not proposal.headlines:
        yield Unmet(
            "planning.share:target",
            f"{proposal.allotted.plan} giao {figure(places)} đảng viên; kế hoạch này chưa có chỉ tiêu kết nạp.",
        )
        return
    own = proposal.headlines[0]
    least = own["min"] if own.get("min") is not None else own.get("max")
    if own.get("unit") == "person" and least is not None and least < places:
        yield Unmet(
            "planning.share:target",
            f"{proposal.allotted.plan} giao {figure(places)} đảng viên; kế hoạch này chỉ ghi {amount(own)}, "
            f"thiếu {figure(places - least)}.",
        )


def cautions(proposal: Proposal, *, on: date) -> tuple[Unmet, ...]:
    """What does not stop the plan but is worth a second look on day `on`, in the order of the screen. What hangs on items
    that nobody decided on yet is not said before they are.
    """
    return tuple(_cautions(proposal, on))


def _cautions(proposal: Proposal, on: date) -> Iterator[Unmet]:
    if not proposal.open_items and not proposal.many("target"):
        yield Unmet(
            "planning.no_target:target", "Văn bản không có chỉ tiêu nào; sẽ không giao chỉ tiêu theo văn bản này."
        )
    period = proposal.one("period")
    for each in proposal.many("obligation"):
        if period and each.get("due"):
            due = date.fromisoformat(each["due"])
            start, until = date.fromisoformat(period["from"]), date.fromisoformat(period["until"])
            if due < start - _NEAR or due >= until + _NEAR:
                yield Unmet("planning.far:obligation", f"Hạn {day(due)} nằm xa thời kỳ của kế hoạch: {doing(each)}.")
    past = sum(1 for each in proposal.many("obligation") if each.get("due") and date.fromisoformat(each["due"]) < on)
    if past:
        yield Unmet(
            "planning.past:obligation", f"{past} hạn đã qua trước hôm nay ({day(on)}); việc sẽ hiện là quá hạn."
        )
    for each in proposal.many("obligation", "cadence"):
        if not each.get("scope"):
            yield Unmet("planning.unbound:obligation", f"Chưa rõ đơn vị nào phải làm: {doing(each)}.")
        elif each["scope"] != Scope.SELECTED and each.get("every") == "periodic":
            yield Unmet("planning.no_rhythm:cadence", f"Chưa rõ kỳ nên không thành việc có hạn: {doing(each)}.")
    if not proposal.open_items:
        yield from _cautions_groups(proposal)


def _cautions_groups(proposal: Proposal) -> Iterator[Unmet]:
    if len(proposal.headlines) != 1:
        return
    whole = proposal.headlines[0]
    top = whole.get("max") if whole.get("max") is not None else whole.get("min")
    for each in proposal.many("target"):
        same = not each.get("whole") and each["measure"] == whole["measure"] and each.get("unit") == whole.get("unit")
        if same and top is not None and each.get("min") is not None and each["min"] > top:
            yield Unmet(
                "planning.part_over_whole:target",
                f"{target_name(each)} {amount(each)} lớn hơn chỉ tiêu chính {amount(whole)}.",
            )
    for group, places in (proposal.allotted.places if proposal.allotted else {}).items():
        own = [
            each for each in proposal.many("target") if each.get("group") == group and each["measure"] == "admissions"
        ]
        if group and places and not any((each.get("min") or 0) >= places for each in own):
            name = target_name({"measure": "admissions", "group": group})
            yield Unmet(
                "planning.group_share:target", f"Cấp trên giao {figure(places)} về {name}; kế hoạch này chưa ghi đủ."
            )
