"""How a unit and all below it work with the lists: how often, how many, by which document."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from nguon.models import PoolSetting
from nguon.queries.access import Reach
from nguon.rules.errors import RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.services.audit import no_change, operation, record

MOST_MONTHS = 12
MOST_RATIO = Decimal(20)
MOST_CANDIDATES = 20


@dataclass(frozen=True)
class PoolWays:
    """What a unit sets; None leaves it to the unit above."""

    review_every_months: int | None = None
    remark_every_months: int | None = None
    ratio_min: Decimal | None = None
    ratio_max: Decimal | None = None
    most_candidates_a_sponsor: int | None = None
    document_number: str = ""


@operation
def set_pool_ways(*, by: Reach, unit_id: int, ways: PoolWays) -> PoolSetting | None:
    """Set how `unit_id` and all below it without a setting of their own work; nothing set takes the setting away: None.

    Raises NotReached, RuleViolation with everything out of range.
    """
    unit = by.units(Action.CALL_SURVEYS).select_for_update().filter(pk=unit_id).first() or by.unit(
        unit_id, Action.CALL_SURVEYS
    )
    unmet = unmet_ways(ways)
    if unmet:
        raise RuleViolation(unmet)
    own = PoolSetting.objects.filter(unit=unit).first()
    wanted = asdict(ways) | {"document_number": ways.document_number.strip()}
    before = {name: getattr(own, name) for name in wanted} if own else {}
    empty = all(value is None for name, value in wanted.items() if name != "document_number")
    if before == wanted or (own is None and empty):
        no_change()
        return own
    common: dict[str, Any] = {"unit": unit, "permitted_by": Action.CALL_SURVEYS, "before": before or None}
    if empty:
        assert own is not None
        own.delete()
        record(by, "pool.leave_to_above", unit, **common)
        return None
    own = own or PoolSetting(unit=unit)
    own.province = unit.province
    for name, value in wanted.items():
        setattr(own, name, value)
    own.save()
    record(by, "pool.set_ways", unit, after=wanted, **common)
    return own


def unmet_ways(ways: PoolWays) -> list[Unmet]:
    """Everything out of range; empty when nothing is."""
    unmet = [
        Unmet("pool.months", f"Số tháng phải từ 1 đến {MOST_MONTHS}.")
        for months in (ways.review_every_months, ways.remark_every_months)
        if months is not None and not 1 <= months <= MOST_MONTHS
    ]
    unmet += [
        Unmet("pool.ratio", f"Tỷ lệ phải lớn hơn 0 và không quá {MOST_RATIO} lần.")
        for ratio in (ways.ratio_min, ways.ratio_max)
        if ratio is not None and not 0 < ratio <= MOST_RATIO
    ]
    if ways.ratio_min is not None and ways.ratio_max is not None and ways.ratio_max < ways.ratio_min:
        unmet.append(Unmet("pool.ratio_order", "Mức đến của tỷ lệ không được nhỏ hơn mức từ."))
    most = ways.most_candidates_a_sponsor
    if most is not None and not 1 <= most <= MOST_CANDIDATES:
        unmet.append(Unmet("pool.candidates", f"Mỗi đảng viên giúp đỡ từ 1 đến {MOST_CANDIDATES} người."))
    return unmet
