"""Whether someone who left the Party may be admitted again, and from which day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nguon.rules.errors import Unmet
from nguon.rules.periods import add_months


class Leaving(StrEnum):
    """How membership ended."""

    NAME_REMOVAL = "name_removal"
    EXPULSION = "expulsion"
    OWN_REQUEST = "own_request"
    ABANDONED = "abandoned"


BARRED = frozenset({Leaving.OWN_REQUEST, Leaving.ABANDONED})
"""Ways of leaving after which there is no coming back."""


@dataclass(frozen=True)
class Former:
    """Who asks: when and how they left, how often they were admitted again since, and the day asked about."""

    left_on: date
    how: Leaving
    on: date
    times_readmitted: int = 0


@dataclass(frozen=True)
class Readmission:
    """Whether it may be considered on the day asked, the first day it may (None: never), and why not."""

    allowed: bool
    earliest_on: date | None
    unmet: tuple[Unmet, ...]


def readmission(former: Former, *, months: int, times: int, clause: str = "", times_clause: str = "") -> Readmission:
    """All conditions at once: at least `months` since leaving, at most `times` readmissions, not barred."""
    earliest = add_months(former.left_on, months)
    unmet = []
    if former.how in BARRED:
        what = {
            Leaving.OWN_REQUEST: "Đã tự xin ra khỏi Đảng nên không xem xét kết nạp lại.",
            Leaving.ABANDONED: "Đã tự bỏ sinh hoạt đảng nên không xem xét kết nạp lại.",
        }[former.how]
        unmet.append(Unmet("readmission.barred", what, clause))
    if former.times_readmitted >= times:
        unmet.append(Unmet("readmission.once_only", f"Chỉ được kết nạp lại {times} lần.", times_clause))
    never = bool(unmet)
    if former.on < earliest:
        what = f"Chưa đủ {months} tháng kể từ khi ra khỏi Đảng; sớm nhất ngày {earliest:%d/%m/%Y}."
        unmet.append(Unmet("readmission.too_early", what, clause))
    return Readmission(not unmet, None if never else earliest, tuple(unmet))
