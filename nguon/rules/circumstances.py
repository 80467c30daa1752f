"""What keeps a member from being given a task for a time: transferring, exempt, away, disciplined."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from nguon.rules.errors import Unmet
from nguon.rules.periods import Period

KINDS = ("transferring", "exempt", "away", "disciplined")


@dataclass(frozen=True)
class CircumstanceFacts:
    """What is written down of one: `period` from its first day until its end (excluded; None: still)."""

    kind: str
    period: Period
    document_number: str = ""


def unmet_circumstance(
    facts: CircumstanceFacts, *, is_member: bool, others: Iterable[Period], today: date
) -> list[Unmet]:
    """What keeps the circumstance from being written down; `others` are those of the same kind already there."""
    unmet = []
    if not is_member:
        said = "Tình trạng này chỉ ghi cho đảng viên: hãy ghi ngày vào Đảng hoặc ngày công nhận chính thức trước."
        unmet.append(Unmet("circumstances.no_member", said))
    if facts.kind not in KINDS:
        unmet.append(Unmet("circumstances.kind_unknown", "Hãy chọn tình trạng."))
    if facts.period.starts_on > today:
        unmet.append(Unmet("circumstances.ahead", "Ngày bắt đầu không được sau hôm nay."))
    if facts.period.is_empty:
        unmet.append(Unmet("circumstances.ends_before", "Ngày kết thúc phải sau ngày bắt đầu."))
    elif any(facts.period.overlaps(each) for each in others):
        unmet.append(Unmet("circumstances.twice", "Đã ghi tình trạng này trong khoảng thời gian ấy."))
    return unmet
