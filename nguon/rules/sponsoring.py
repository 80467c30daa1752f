"""Who may be assigned to help whom on a day: each finding says what is so, by which clause, and whether it forbids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nguon.rules.errors import Unmet
from nguon.rules.partial_dates import PartialDate, whole_months_between, whole_years
from nguon.rules.periods import add_months

CAUTIONS = frozenset(
    f"sponsoring.{each}" for each in ("official_unsure", "disciplined", "together_short", "together_unsure", "load")
)
"""Codes of findings that only warn; every other one forbids."""


@dataclass(frozen=True)
class Figure:
    """A dated figure of the regulations and the clause it stands in."""

    value: int
    clause: str


@dataclass(frozen=True)
class StayFacts:
    """Somebody is in the unit `unit` of the grassroots organisation `grassroots` ("" where there is none above it),
    from `since` until `ends_on` (excluded; None: still).
    """

    unit: str
    grassroots: str
    since: PartialDate | None
    ends_on: date | None = None


@dataclass(frozen=True)
class CircumstanceFacts:
    """What keeps a member from tasks from `starts_on` until `ends_on` (excluded), by its kind and its name."""

    kind: str
    name: str
    starts_on: date
    ends_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on `on`."""
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@dataclass(frozen=True)
class SponsorFacts:
    """The member: recognised when, gone when, kept by what, where since when; how many others they help on the day,
    and whether this candidate is one of them already.
    """

    official: PartialDate | None
    left_party_on: date | None = None
    circumstances: Sequence[CircumstanceFacts] = ()
    stays: Sequence[StayFacts] = ()
    helps_others: int = 0
    helps_this_one: bool = False


@dataclass(frozen=True)
class HelpedFacts:
    """The candidate: born when, where since when, recognised as an official member when (None: not)."""

    born: PartialDate | None = None
    stays: Sequence[StayFacts] = ()
    official: PartialDate | None = None


@dataclass(frozen=True)
class SponsoringTerms:
    """What binds on `on`: the months together, the most candidates a member should have (None: not set) and who set it.

    `after_one_who_moved`: the member takes the place of one who moved away, so months together are not asked for.
    """

    on: date
    together: Figure
    official_clause: str
    most: int | None = None
    most_set_by: str = ""
    after_one_who_moved: bool = False


@dataclass(frozen=True)
class Finding:
    """One thing the rules say of an assignment."""

    code: str
    what: str
    clause: str = ""

    @property
    def refuses(self) -> bool:
        """Whether it forbids the assignment; otherwise the branch is told and decides."""
        return self.code not in CAUTIONS

    @property
    def unmet(self) -> Unmet:
        """The finding as a refusal is shown."""
        return Unmet(self.code, self.what, self.clause)


@dataclass(frozen=True)
class Together:
    """Full months together: at the least, at the most (days may be known by month or year only); `enough_on` is the day
    on which the asked months are full if both stay on, None where that cannot be said.
    """

    fewest: int
    most: int
    enough_on: date | None = None


def findings(sponsor: SponsorFacts, helped: HelpedFacts, terms: SponsoringTerms) -> tuple[Finding, ...]:
    """All that the rules say on `terms.on`, what forbids first; empty when nothing is to be said."""
    said = [*_of_member(sponsor, terms), *_of_pair(sponsor, helped, terms)]
    if terms.most is not None and sponsor.helps_others >= terms.most:
        what = (
            f"Đang giúp đỡ {sponsor.helps_others} người khác; mức nhiều nhất do {terms.most_set_by} đặt là {terms.most} người."
            if terms.most_set_by
            else f"Đang giúp đỡ {sponsor.helps_others} người khác; mức nhiều nhất là {terms.most} người."
        )
        said.append(Finding("sponsoring.load", what))
    return tuple(sorted(said, key=lambda each: not each.refuses))


def _of_member(sponsor: SponsorFacts, terms: SponsoringTerms) -> list[Finding]:
    said, on = [], terms.on
    if sponsor.official is None:
        said.append(
            Finding("sponsoring.not_official", "Chưa được công nhận đảng viên chính thức.", terms.official_clause)
        )
    elif sponsor.official.earliest > on:
        what = f"Đến {sponsor.official} mới là đảng viên chính thức, sau ngày phân công {on:%d/%m/%Y}."
        said.append(Finding("sponsoring.not_official", what, terms.official_clause))
    elif sponsor.official.latest > on:
        what = f"Ngày công nhận chính thức chỉ biết {sponsor.official}: chưa chắc đã chính thức vào ngày phân công."
        said.append(Finding("sponsoring.official_unsure", what, terms.official_clause))
    if sponsor.left_party_on is not None and sponsor.left_party_on <= on:
        what = f"Không còn là đảng viên từ {sponsor.left_party_on:%d/%m/%Y}."
        said.append(Finding("sponsoring.left_party", what, terms.official_clause))
    for each in sponsor.circumstances:
        if each.holds(on):
            what = f"{each.name} từ {each.starts_on:%d/%m/%Y}."
            said.append(Finding(f"sponsoring.{each.kind}", what))
    return said


def _of_pair(sponsor: SponsorFacts, helped: HelpedFacts, terms: SponsoringTerms) -> list[Finding]:
    said = []
    if sponsor.helps_this_one:
        said.append(Finding("sponsoring.already", "Đang giúp đỡ chính người này."))
    if helped.official is not None and helped.official.latest <= terms.on:
        said.append(Finding("sponsoring.helped_is_official", "Người được giúp đỡ đã là đảng viên chính thức."))
    asked = terms.together.value
    if terms.after_one_who_moved or not asked:
        return said
    found = together(sponsor.stays, helped.stays, on=terms.on, asked=asked)
    if found.fewest >= asked:
        return said
    if found.most < asked:
        what = (
            f"Cùng công tác, học tập hoặc cư trú được {found.most} tháng: phải đủ {asked} tháng khi viết giấy giới thiệu, "
            f"đến {found.enough_on:%d/%m/%Y} mới đủ."
            if found.enough_on
            else f"Cùng công tác, học tập hoặc cư trú được {found.most} tháng: phải đủ {asked} tháng khi viết giấy giới thiệu."
        )
        said.append(Finding("sponsoring.together_short", what, terms.together.clause))
    else:
        what = (
            f"Chưa rõ đã cùng công tác, học tập hoặc cư trú đủ {asked} tháng hay chưa (chắc chắn được {found.fewest} tháng) "
            "vì có ngày chỉ biết tháng, năm."
        )
        said.append(Finding("sponsoring.together_unsure", what, terms.together.clause))
    return said


def together(one: Sequence[StayFacts], other: Sequence[StayFacts], *, on: date, asked: int) -> Together:
    """Full months before `on` in which both were in the same unit or under the same grassroots organisation.

    Spells that follow each other without a gap count as one; each spell counts its full months.
    """
    surely = _spells(one, other, on, certain=True)
    at_most = _spells(one, other, on, certain=False)
    fewest = sum(whole_months_between(*each) for each in surely)
    most = sum(whole_months_between(*each) for each in at_most)
    enough_on = None
    if most < asked and at_most == surely and at_most and at_most[-1][1] == on:
        before = sum(whole_months_between(*each) for each in at_most[:-1])
        enough_on = add_months(at_most[-1][0], asked - before)
    return Together(fewest, most, enough_on)


def _spells(
    one: Sequence[StayFacts], other: Sequence[StayFacts], on: date, *, certain: bool
) -> list[tuple[date, date]]:
    found = []
    for mine in one:
        for theirs in other:
            if mine.unit != theirs.unit and (not mine.grassroots or mine.grassroots != theirs.grassroots):
                continue
            start = max(_since(mine, certain=certain), _since(theirs, certain=certain))
            end = min(mine.ends_on or on, theirs.ends_on or on, on)
            if start < end:
                found.append((start, end))
    joined: list[tuple[date, date]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _since(stay: StayFacts, *, certain: bool) -> date:
    if stay.since is None:
        return date.max if certain else date.min
    return stay.since.latest if certain else stay.since.earliest


@dataclass(frozen=True)
class Expected:
    """How many members should help a candidate, in words why, and the clause."""

    members: int
    why: str
    clause: str


def expected_members(born: PartialDate | None, *, on: date, youth_until: Figure) -> Expected:
    """One beside the Youth Union for who may still be of its age on `on` (or whose age is not known), else two."""
    age = youth_until.value
    if born is None:
        return Expected(
            1, "Chưa biết ngày sinh: một đảng viên cùng Đoàn Thanh niên, hoặc hai đảng viên.", youth_until.clause
        )
    youngest, oldest = whole_years(born, on)
    if youngest > age:
        return Expected(2, f"Trên {age} tuổi: hai đảng viên chính thức.", youth_until.clause)
    if oldest > age:
        why = f"Chưa rõ đã quá {age} tuổi hay chưa: một đảng viên cùng Đoàn Thanh niên, hoặc hai đảng viên."
        return Expected(1, why, youth_until.clause)
    return Expected(1, f"Trong tuổi đoàn (đến hết {age} tuổi): Đoàn Thanh niên cùng một đảng viên.", youth_until.clause)
