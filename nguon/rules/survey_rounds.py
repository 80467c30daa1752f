"""Rounds in which lists go up: the period and days proposed, the day of each level, and how a unit stands in a round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nguon.rules.errors import Unmet
from nguon.rules.periods import ONE_DAY, Calendar, Period, add_months

DAYS_PER_LEVEL = 5
"""How many working days each level further down hands in earlier, unless the caller says another number."""
MOST_DAYS_PER_LEVEL = 30
EXTRA_WORKING_DAYS = 15
"""How long a round outside the usual times is proposed to last."""
_ROMAN = ("I", "II", "III", "IV")


class Kind(StrEnum):
    """What a round is for."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    EXTRA = "extra"


KIND_NAMES = {
    Kind.YEAR: "Khảo sát quý IV cho năm sau",
    Kind.QUARTER: "Rà soát, bổ sung quý",
    Kind.MONTH: "Rà soát tháng",
    Kind.EXTRA: "Rà soát theo yêu cầu",
}


@dataclass(frozen=True)
class Proposal:
    """What a form begins with: every field may be changed by the person. `period` is half-open."""

    kind: Kind
    name: str
    period: Period
    opens_on: date
    due_on: date
    days_per_level: int = DAYS_PER_LEVEL


def propose(kind: Kind, on: date, calendar: Calendar) -> Proposal:
    """Name, period and days for a round opened on `on`.

    A quarter or month is that of `on`, or the next one where its last working day has passed; it is due on its last
    working day. The survey for a year is due on the last working day of the fourth quarter before it. Raises NotInForce
    beyond the calendar.
    """
    if kind is Kind.EXTRA:
        due_on = calendar.add_working_days(on, EXTRA_WORKING_DAYS)
        return Proposal(kind, f"Rà soát nguồn từ {_day(on)}", Period(on, due_on + ONE_DAY), on, due_on)
    step = 1 if kind is Kind.MONTH else 3
    if kind is Kind.YEAR:
        worked = Period(date(on.year, 10, 1), date(on.year + 1, 1, 1))
        step = 12
    else:
        first = date(on.year, (on.month - 1) // step * step + 1, 1)
        worked = Period(first, add_months(first, step))
    due_on = _last_working_day(worked, calendar)
    if due_on < on:
        worked = Period(add_months(worked.starts_on, step), add_months(_end(worked), step))
        due_on = _last_working_day(worked, calendar)
    opens_on = max(on, worked.starts_on)
    period = Period.of_year(worked.starts_on.year + 1) if kind is Kind.YEAR else worked
    return Proposal(kind, _name(kind, worked), period, opens_on, due_on)


def _name(kind: Kind, worked: Period) -> str:
    first = worked.starts_on
    if kind is Kind.MONTH:
        return f"Rà soát nguồn tháng {first.month}/{first.year}"
    quarter = f"quý {_ROMAN[(first.month - 1) // 3]}/{first.year}"
    if kind is Kind.YEAR:
        return f"Khảo sát nguồn {quarter} cho năm {first.year + 1}"
    return f"Rà soát, bổ sung nguồn {quarter}"


def _end(period: Period) -> date:
    assert period.ends_on is not None
    return period.ends_on


def _last_working_day(period: Period, calendar: Calendar) -> date:
    return calendar.previous_working_day(_end(period) - ONE_DAY)


@dataclass(frozen=True)
class DueDay:
    """The day of one level and how it was counted: `earlier` working days before the round's day, `cut` to its opening."""

    due_on: date
    level: int
    round_due_on: date
    earlier: int
    cut: bool
    skipped: tuple[tuple[date, str], ...]

    @property
    def because(self) -> str:
        """In words, for "vì sao"."""
        if self.level <= 1:
            return f"Hạn của đợt là {_day(self.round_due_on)}; đơn vị trực thuộc nơi mở đợt nộp đúng hạn này."
        said = (
            f"Hạn của đợt là {_day(self.round_due_on)}; đơn vị ở cấp thứ {self.level} dưới nơi mở đợt nộp sớm hơn "
            f"{self.earlier} ngày làm việc để cấp trên kịp tổng hợp."
        )
        return f"{said} Ngày ấy trước ngày mở đợt nên lấy ngày mở đợt." if self.cut else said


def due_day(opens_on: date, due_on: date, days_per_level: int, level: int, calendar: Calendar) -> DueDay:
    """When a unit `level` levels below the caller hands in: 1 for those directly below, whose day is `due_on`.

    Never before `opens_on`. Raises NotInForce beyond the calendar.
    """
    earlier = max(0, level - 1) * days_per_level
    counted = calendar.add_working_days(due_on, -earlier) if earlier else due_on
    day = max(counted, opens_on)
    skipped = calendar.days_off_between(day, due_on) if day < due_on else ()
    return DueDay(day, level, due_on, earlier, counted < opens_on, skipped)


@dataclass(frozen=True)
class RoundFacts:
    """What a call for lists says, as it was entered."""

    kind: str
    name: str
    period: Period
    opens_on: date
    due_on: date
    days_per_level: int


def unmet_round(facts: RoundFacts, *, on: date, levels: int, calendar: Calendar) -> tuple[Unmet, ...]:
    """Why the round may not be called on `on` by a unit with `levels` levels below it; empty when it may."""
    unmet = []
    if facts.kind not in set(Kind):
        unmet.append(Unmet("surveys.kind_unknown", "Hãy chọn loại đợt."))
    if not facts.name.strip():
        unmet.append(Unmet("surveys.name_missing", "Hãy ghi tên đợt."))
    if facts.period.is_empty:
        unmet.append(Unmet("surveys.period_backward", "Ngày cuối của kỳ phải sau ngày đầu."))
    if levels < 1:
        unmet.append(Unmet("surveys.nobody_below", "Đơn vị chưa có chi bộ nào bên dưới để nộp danh sách."))
    return (*unmet, *unmet_days(facts, on=on, levels=levels, calendar=calendar))


def unmet_days(facts: RoundFacts, *, on: date, levels: int, calendar: Calendar) -> tuple[Unmet, ...]:
    """What is wrong with the days alone: behind today, before the opening, or too narrow for the lowest level."""
    unmet = []
    if facts.due_on < on:
        unmet.append(Unmet("surveys.due_passed", f"Hạn nộp {_day(facts.due_on)} đã qua."))
    if facts.due_on < facts.opens_on:
        unmet.append(Unmet("surveys.due_before_opening", "Hạn nộp phải từ ngày mở đợt trở đi."))
    elif not 0 <= facts.days_per_level <= MOST_DAYS_PER_LEVEL:
        unmet.append(
            Unmet("surveys.days_per_level", f"Số ngày cho mỗi cấp phải từ 0 đến {MOST_DAYS_PER_LEVEL} ngày làm việc.")
        )
    elif levels >= 1:
        lowest = due_day(facts.opens_on, facts.due_on, facts.days_per_level, levels, calendar)
        if lowest.cut:
            unmet.append(
                Unmet(
                    "surveys.too_narrow",
                    f"Có {levels} cấp phải nộp; cấp thấp nhất sẽ phải nộp trước ngày mở đợt {_day(facts.opens_on)}. "
                    "Hãy lùi hạn hoặc bớt số ngày cho mỗi cấp.",
                )
            )
    return tuple(unmet)


class Version(StrEnum):
    """How one version stands."""

    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REPLACED = "replaced"


class Act(StrEnum):
    """What may be done with the latest version of a unit."""

    HAND_IN = "hand_in"
    RETURN = "return"
    ACCEPT = "accept"


TRANSITIONS = {
    (None, Act.HAND_IN): Version.HANDED_IN,
    (Version.HANDED_IN, Act.HAND_IN): Version.HANDED_IN,
    (Version.HANDED_IN, Act.RETURN): Version.RETURNED,
    (Version.HANDED_IN, Act.ACCEPT): Version.ACCEPTED,
    (Version.RETURNED, Act.HAND_IN): Version.HANDED_IN,
    (Version.ACCEPTED, Act.HAND_IN): Version.HANDED_IN,
}
"""From the state of the latest version (None: nothing yet) by an act to the state of the version it leaves latest.

Handing in makes a new version; the one before becomes REPLACED where it was not decided on yet. An accepted one goes on
counting until the new one is accepted. A REPLACED version is never the latest.
"""


def unmet_act(latest: Version | None, act: Act, *, is_open: bool, changed: bool, reason: str = "") -> tuple[Unmet, ...]:
    """Why `act` is not open after `latest`; empty when it is. `changed`: the list is not that of `latest` any more."""
    if not is_open:
        return (Unmet("surveys.closed", "Đợt này đã đóng."),)
    if (latest, act) not in TRANSITIONS:
        return (Unmet("surveys.not_open_for_act", _NOT_OPEN[act]),)
    if act is Act.HAND_IN and latest is Version.ACCEPTED and not changed:
        return (
            Unmet("surveys.nothing_changed", "Bản trước đã được nhận và danh sách chưa thay đổi, không cần nộp lại."),
        )
    if act is Act.RETURN and not reason.strip():
        return (Unmet("surveys.reason_missing", "Hãy viết lý do trả lại."),)
    return ()


_NOT_OPEN = {
    Act.HAND_IN: "Bản này không nộp lại được.",
    Act.RETURN: "Chỉ trả lại được bản đã nộp, chưa quyết định.",
    Act.ACCEPT: "Chỉ nhận được bản đã nộp, chưa quyết định.",
}


class Standing(StrEnum):
    """How a unit stands in a round."""

    NOT_YET = "not_yet"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CHANGED = "changed"  # a version after one that was accepted waits for a decision


@dataclass(frozen=True)
class VersionFacts:
    """One version: its state and the day it was handed in."""

    state: Version
    on: date


@dataclass(frozen=True)
class InRound:
    """How a unit stands: `late` working days past its day while something is owed, `handed_late` at the first version."""

    standing: Standing
    is_overdue: bool = False
    late: int = 0
    was_late: bool = False
    handed_late: int = 0

    @property
    def has_handed_in(self) -> bool:
        """Whether the level above has something of it: a version that waits or one that was accepted."""
        return self.standing in (Standing.HANDED_IN, Standing.ACCEPTED, Standing.CHANGED)

    @property
    def tone(self) -> str:
        """Which of the shapes shows it."""
        if self.is_overdue:
            return "late"
        return {
            Standing.NOT_YET: "wait",
            Standing.HANDED_IN: "soon",
            Standing.RETURNED: "stop",
            Standing.ACCEPTED: "done",
            Standing.CHANGED: "soon",
        }[self.standing]

    @property
    def words(self) -> str:
        """The state in words, how late with it."""
        if self.standing is Standing.NOT_YET:
            return _late("Chậm", self.late) if self.is_overdue else "Chưa nộp"
        if self.standing is Standing.RETURNED:
            return f"Trả lại, {_late('chậm', self.late)}" if self.is_overdue else "Trả lại"
        said = {
            Standing.HANDED_IN: "Đã nộp, chờ duyệt",
            Standing.ACCEPTED: "Đã nhận",
            Standing.CHANGED: "Thay đổi sau khi nhận, chờ duyệt",
        }[self.standing]
        return f"{said} · {_late('nộp muộn', self.handed_late)}" if self.was_late else said


def _late(word: str, days: int) -> str:
    return f"{word} {days} ngày" if days else word


def stand(versions: Sequence[VersionFacts], due_on: date, today: date, calendar: Calendar) -> InRound:
    """How a unit with `versions` (oldest first) and the day `due_on` stands `today`.

    Days late are working days (late over a weekend counts 0). What was handed in by the day is not late afterwards,
    unless it was returned and the day has passed. Raises NotInForce beyond the calendar.
    """
    latest = versions[-1].state if versions else None
    accepted_before = any(each.state is Version.ACCEPTED for each in versions[:-1])
    owed = latest is None or (latest is Version.RETURNED and not accepted_before)
    is_overdue = owed and today > due_on
    late = calendar.working_days_between(due_on, today) if is_overdue else 0
    was_late = bool(versions) and versions[0].on > due_on
    handed_late = calendar.working_days_between(due_on, versions[0].on) if was_late else 0
    if latest is None:
        return InRound(Standing.NOT_YET, is_overdue, late)
    standing = {
        Version.HANDED_IN: Standing.CHANGED if accepted_before else Standing.HANDED_IN,
        Version.RETURNED: Standing.ACCEPTED if accepted_before else Standing.RETURNED,
        Version.ACCEPTED: Standing.ACCEPTED,
        Version.REPLACED: Standing.HANDED_IN,
    }[latest]
    return InRound(standing, is_overdue, late, was_late, handed_late)


def counts_of(versions: Sequence[Version]) -> int | None:
    """Which of `versions` (oldest first) the level above adds up: the place of the accepted one; None for none."""
    for place in range(len(versions) - 1, -1, -1):
        if versions[place] is Version.ACCEPTED:
            return place
    return None


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
