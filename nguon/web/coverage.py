"""The picture of how far a plan's headline is divided and planned for: bars, and a sentence that says what to see."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nguon.queries.plan_page import Coverage
from nguon.rules.plan_words import figure


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its figure, its length in percent, and how it is filled."""

    name: str
    figure: Decimal | int | None
    percent: int
    css: str


def bars_of(coverage: Coverage) -> list[Bar]:
    """Target, allotted, planned: from top to bottom; over the target in the tone of what is late."""
    target = coverage.target or Decimal(0)
    rows = (
        (pgettext("một", "Chỉ tiêu"), coverage.target, "fill"),
        (_("Đã giao xuống"), coverage.allotted, "over" if target and (coverage.allotted or 0) > target else "fill"),
        (_("Cấp dưới tự đặt"), coverage.planned, "band"),
    )
    return [Bar(name, number, coverage.percent(number), css) for name, number, css in rows]


def words_of(coverage: Coverage) -> str:
    """What the picture shows, in one sentence or two."""
    if coverage.units == 0:
        first = _("Chưa giao chỉ tiêu xuống đơn vị nào.")
    elif coverage.target is None:
        first = _("Đã giao %(allotted)s cho %(units)s đơn vị.")
    elif (coverage.allotted or 0) > coverage.target:
        first = _("Đã giao %(allotted)s cho %(units)s đơn vị, nhiều hơn chỉ tiêu %(gap)s.")
    elif (coverage.allotted or 0) < coverage.target:
        first = _("Đã giao %(allotted)s cho %(units)s đơn vị, còn %(gap)s chưa giao.")
    else:
        first = _("Đã giao đủ %(allotted)s cho %(units)s đơn vị.")
    second = (
        _("%(plans)s kế hoạch cấp dưới đặt %(planned)s.") if coverage.with_plan else _("Chưa có kế hoạch cấp dưới.")
    )
    gap = abs(Decimal(coverage.allotted or 0) - (coverage.target or Decimal(0)))
    facts = {
        "allotted": figure(coverage.allotted),
        "units": figure(coverage.units),
        "gap": figure(gap),
        "plans": figure(coverage.with_plan),
        "planned": figure(coverage.planned or 0),
    }
    return f"{first % facts} {second % facts}"
