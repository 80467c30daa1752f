"""Whether a pool is large enough for a quota: the ratio, how many are still to be found, how many are more than needed."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum


class State(StrEnum):
    """How a pool stands against its quota."""

    THIN = "thin"
    ENOUGH = "enough"
    OVER = "over"
    NO_QUOTA = "no_quota"


STATE_NAMES = {
    State.THIN: "Thiếu nguồn",
    State.ENOUGH: "Đủ nguồn",
    State.OVER: "Thừa nguồn",
    State.NO_QUOTA: "Chưa có chỉ tiêu",
}
VERY_THIN = Decimal(1)
"""Below this ratio there are fewer persons than places: no choice is left to anybody."""


@dataclass(frozen=True)
class Bounds:
    """The ratio wanted: `least` persons for one place, `most` (None: open); both None where nobody set one."""

    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True)
class PoolRatio:
    """A pool held against its quota. `ratio` is None where there is no quota or it is 0.

    `wanted` is the smallest pool that is enough, `allowed` the largest that is not more than needed (None: open);
    `to_find` and `too_many` are never negative.
    """

    quota: int | None
    pool: int
    ratio: Decimal | None
    wanted: int
    allowed: int | None
    to_find: int
    too_many: int
    state: State

    @property
    def is_very_thin(self) -> bool:
        """Whether there are fewer persons than places."""
        return self.ratio is not None and self.ratio < VERY_THIN and self.state is State.THIN


def pool_ratio(quota: int | None, pool: int, bounds: Bounds) -> PoolRatio:
    """`pool` persons for `quota` places (None: no quota is known). Where no ratio was set, one person a place is enough
    and there is no upper bound. A quota of 0 asks for nobody.
    """
    if quota is None:
        return PoolRatio(None, pool, None, 0, None, 0, 0, State.NO_QUOTA)
    least = Decimal(1) if bounds.least is None else bounds.least
    wanted = int((quota * least).to_integral_value(ROUND_CEILING))
    allowed = None if bounds.most is None else int((quota * bounds.most).to_integral_value(ROUND_FLOOR))
    # 1,5 to 1,5 times of 3 places is 4,5: whoever is needed is not too many.
    allowed = None if allowed is None else max(allowed, wanted)
    to_find = max(0, wanted - pool)
    too_many = 0 if allowed is None else max(0, pool - allowed)
    state = State.THIN if to_find else State.OVER if too_many else State.ENOUGH
    ratio = Decimal(pool) / quota if quota else None
    return PoolRatio(quota, pool, ratio, wanted, allowed, to_find, too_many, state)
