"""Votes counted as the regulations count them: who stands in the base, how many are needed, whether it passed."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from nguon.rules.errors import Unmet


@dataclass(frozen=True)
class Ballot:
    """Members of the body, those introduced elsewhere for a time, those exempt and absent, and the votes for.

    An exempt member who came and voted counts like any other and is not among `exempt_absent`.
    """

    members: int
    away: int
    exempt_absent: int
    in_favour: int


@dataclass(frozen=True)
class Outcome:
    """How many are counted against, how many votes are needed, and whether that many were cast."""

    base: int
    needed: int
    passes: bool


def unmet_ballot(ballot: Ballot, *, whole_body: bool = False) -> tuple[Unmet, ...]:
    """Counts that cannot be; empty when they can."""
    if min(ballot.members, ballot.away, ballot.exempt_absent, ballot.in_favour) < 0 or ballot.members == 0:
        return (Unmet("vote.impossible", "Số đảng viên và số phiếu phải là số dương."),)
    base = base_of(ballot, whole_body=whole_body)
    if base <= 0:
        what = f"Trừ {ballot.away + ballot.exempt_absent} người thì không còn ai trong {ballot.members} để tính."
        return (Unmet("vote.nobody_left", what),)
    if ballot.in_favour > base:
        return (Unmet("vote.over_base", f"Tán thành {ballot.in_favour} nhiều hơn {base} người được tính."),)
    return ()


def base_of(ballot: Ballot, *, whole_body: bool = False) -> int:
    """The number votes are counted against: without those away for a time and those exempt and absent; the whole body
    where the regulation says all its members (`whole_body`). Absent members without an exemption stay in it.
    """
    return ballot.members if whole_body else ballot.members - ballot.away - ballot.exempt_absent


def tally(ballot: Ballot, share: Fraction, *, exceed: bool = False, whole_body: bool = False) -> Outcome:
    """The outcome when `share` of the base must be reached, or exceeded. Expects a ballot that `unmet_ballot` accepts."""
    base = base_of(ballot, whole_body=whole_body)
    needed = floor(base * share) + 1 if exceed else ceil(base * share)
    return Outcome(base, needed, ballot.in_favour >= needed)
