"""What a branch's resolution must say to be one: a number, a day, and votes that can be."""

from dataclasses import dataclass
from datetime import date

from nguon.rules.errors import Unmet


@dataclass(frozen=True)
class Votes:
    """Official members of the branch, present, for and against; None where it was not written down."""

    members: int | None = None
    present: int | None = None
    in_favour: int | None = None
    against: int | None = None


@dataclass(frozen=True)
class Resolved:
    """A resolution as somebody writes it down on `today`. `percent` is the share of the members that must be exceeded
    on its day, `clause` where that stands. `carried_over`: decided before the product came, number and votes may be gone.
    """

    number: str
    on: date
    votes: Votes
    today: date
    percent: int
    clause: str
    carried_over: bool = False
    unit_opened_on: date | None = None


def unmet_resolution(said: Resolved) -> tuple[Unmet, ...]:
    """Everything that keeps it from being written down; empty when nothing does."""
    unmet = []
    if not said.number.strip() and not said.carried_over:
        unmet.append(Unmet("resolution.number_missing", "Hãy ghi số nghị quyết của chi bộ."))
    if said.on > said.today:
        unmet.append(Unmet("resolution.ahead", "Ngày nghị quyết không được sau hôm nay."))
    if said.unit_opened_on is not None and said.on < said.unit_opened_on and not said.carried_over:
        opened = f"{said.unit_opened_on:%d/%m/%Y}"
        unmet.append(Unmet("resolution.before_unit", f"Ngày nghị quyết trước ngày thành lập chi bộ ({opened})."))
    return (*unmet, *unmet_votes(said))


def unmet_votes(said: Resolved) -> tuple[Unmet, ...]:
    """Counts that cannot be, and a vote that did not carry. Votes left out altogether are accepted only when carried over."""
    votes = said.votes
    given = (votes.members, votes.present, votes.in_favour)
    if all(each is None for each in (*given, votes.against)) and said.carried_over:
        return ()
    if any(each is None for each in given):
        return (
            Unmet(
                "resolution.votes_missing", "Hãy ghi đủ số đảng viên chính thức của chi bộ, số có mặt và số tán thành."
            ),
        )
    members, present, in_favour = (each or 0 for each in given)
    against = votes.against or 0
    unmet = []
    if min(members, present, in_favour, against) < 0 or members == 0:
        unmet.append(Unmet("resolution.votes_impossible", "Số đảng viên và số phiếu phải là số dương."))
    if present > members:
        unmet.append(Unmet("resolution.present_over_members", f"Có mặt {present} nhiều hơn {members} đảng viên."))
    if in_favour + against > present:
        what = f"Tán thành {in_favour} và không tán thành {against} cộng lại nhiều hơn {present} người có mặt."
        unmet.append(Unmet("resolution.votes_over_present", what))
    if not unmet and in_favour * 100 <= members * said.percent:
        what = f"{in_favour}/{members} tán thành, chưa quá {said.percent}% nên chưa thành nghị quyết."
        unmet.append(Unmet("resolution.not_carried", what, said.clause))
    return tuple(unmet)


def least_in_favour(members: int, percent: int) -> int:
    """How many of `members` must be in favour so that more than `percent` of them are."""
    return members * percent // 100 + 1
