"""Duties of a plan as dated occurrences: due when, because of what, and how they stand on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nguon.rules.periods import Calendar, Period

DUE_WORKING_DAYS = 5
"""When a repeated duty of a period is due if the plan does not say: this many working days after the period's end."""
SOON_WORKING_DAYS = 5


class Cadence(StrEnum):
    """How often a duty comes back."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    Q4 = "Q4"
    PERIODIC = "periodic"  # said to be regular, no period given: a person chooses one before it has days


CADENCE_NAMES = {
    Cadence.MONTH: "Hằng tháng",
    Cadence.QUARTER: "Hằng quý",
    Cadence.HALF_YEAR: "Sáu tháng một lần",
    Cadence.YEAR: "Hằng năm",
    Cadence.Q4: "Quý IV hằng năm",
    Cadence.PERIODIC: "Định kỳ (chưa rõ kỳ)",
}
_MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.Q4: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class DutyTerms:
    """What a plan says of a duty: the printed last day or the cadence, and after how many working days it is due.

    `clause` says where the plan says so, `quote` in which words. `due_working_days` None: DUE_WORKING_DAYS.
    """

    due_on: date | None = None
    every: Cadence | None = None
    due_working_days: int | None = None
    clause: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Occurrence:
    """One time a duty falls due: what it is called, its day as the plan has it, the period it is for, and why.

    A printed day has the day itself as its period.
    """

    label: str
    nominal_due_on: date
    period: Period
    because: str


def occurrences(duty: DutyTerms, within: Period, calendar: Calendar) -> tuple[Occurrence, ...]:
    """The times `duty` falls due for the plan's period `within`, oldest first.

    A printed day stays as printed, even on a day of rest. A repeated duty is due on the n-th working day after each
    period that ends within the plan's period (the last one may be cut short by the plan's end); what is only said to be
    regular has none. Raises NotInForce beyond the calendar or for a plan without an end.
    """
    if duty.due_on is not None:
        because = f"Văn bản ấn định ngày {_day(duty.due_on)}; ngày in trong văn bản là ngày cuối còn đúng hạn."
        return (Occurrence(f"Đến {_day(duty.due_on)}", duty.due_on, Period(duty.due_on, _after(duty.due_on)), because),)
    if duty.every is None or duty.every is Cadence.PERIODIC:
        return ()
    count = DUE_WORKING_DAYS if duty.due_working_days is None else duty.due_working_days
    found = []
    for part in within.parts(_MONTHS[duty.every]):
        last = part.last_day
        if last is None or (duty.every is Cadence.Q4 and last.month <= 9):
            continue
        label = _label(duty.every, part.starts_on)
        stated = "" if duty.due_working_days is not None else " (số ngày mặc định, văn bản không nêu)"
        because = f"Hết {label} ngày {_day(last)}, cộng {count} ngày làm việc{stated}."
        found.append(Occurrence(label, calendar.add_working_days(last, count), part, because))
    return tuple(found)


def last_working_day_in_time(due_on: date, calendar: Calendar) -> date:
    """The last day worked on which a duty due on `due_on` is still in time: the day itself unless it is one of rest."""
    return calendar.previous_working_day(due_on)


def due_with_leads(due_on: date, leads: Sequence[int], calendar: Calendar) -> date:
    """The day for a unit whose superiors, from the top down, each want it `leads` working days sooner.

    Lead times add up; without any the day stays as it is.
    """
    ahead = sum(leads)
    return calendar.add_working_days(due_on, -ahead) if ahead else due_on


class DutyState(StrEnum):
    """How a duty stands on a day."""

    WAITING = "waiting"
    SOON = "soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"


STATE_NAMES = {
    DutyState.WAITING: "Chưa đến hạn",
    DutyState.SOON: "Sắp đến hạn",
    DutyState.DUE_TODAY: "Đến hạn hôm nay",
    DutyState.OVERDUE: "Quá hạn",
    DutyState.DONE: "Đã xong",
    DutyState.DONE_LATE: "Xong muộn",
}


@dataclass(frozen=True)
class Standing:
    """A state, and the working days it speaks of: left until the day, or late."""

    state: DutyState
    working_days: int

    def __str__(self) -> str:
        days = self.working_days
        return {
            DutyState.WAITING: f"còn {days} ngày làm việc",
            DutyState.SOON: f"còn {days} ngày làm việc",
            DutyState.DUE_TODAY: "đến hạn hôm nay",
            DutyState.OVERDUE: f"quá hạn {days} ngày làm việc",
            DutyState.DONE: "đã xong",
            DutyState.DONE_LATE: f"xong muộn {days} ngày làm việc",
        }[self.state]


def state(due_on: date, done_on: date | None, today: date, calendar: Calendar) -> Standing:
    """How a duty due on `due_on` stands `today`, with working days left or late (late over a weekend counts 0).

    Soon is SOON_WORKING_DAYS working days or fewer. Raises NotInForce beyond the calendar.
    """
    if done_on is not None:
        if done_on <= due_on:
            return Standing(DutyState.DONE, 0)
        return Standing(DutyState.DONE_LATE, calendar.working_days_between(due_on, done_on))
    if today > due_on:
        return Standing(DutyState.OVERDUE, calendar.working_days_between(due_on, today))
    if today == due_on:
        return Standing(DutyState.DUE_TODAY, 0)
    left = calendar.working_days_between(today, due_on)
    return Standing(DutyState.SOON if left <= SOON_WORKING_DAYS else DutyState.WAITING, left)


@dataclass(frozen=True)
class Explanation:
    """The parts of "vì sao": from when, plus what, which days were skipped, on what ground, what if late."""

    due_on: date
    start: str
    plus: tuple[str, ...]
    skipped: tuple[tuple[date, str], ...]
    worked: tuple[tuple[date, str], ...]
    ground: str
    last_working_day: str
    if_late: str


def explain(
    duty: DutyTerms, occurrence: Occurrence, leads: Sequence[tuple[str, int]], calendar: Calendar
) -> Explanation:
    """Why a duty is due when it is. `leads` are (who set it, working days) from the top down."""
    nominal = occurrence.nominal_due_on
    due_on = due_with_leads(nominal, [days for _, days in leads], calendar)
    last = occurrence.period.last_day
    repeated = duty.due_on is None and last is not None
    start = (
        f"từ ngày {_day(last)}, hết {occurrence.label}"
        if repeated and last
        else f"ngày {_day(nominal)} in trong văn bản"
    )
    plus = [occurrence.because] if repeated else []
    plus += [f"sớm hơn {days} ngày làm việc do {who} đặt" for who, days in leads if days]
    first = min(due_on, last) if repeated and last else due_on
    in_time = last_working_day_in_time(due_on, calendar)
    resting = "" if in_time == due_on else f"Hạn rơi vào ngày nghỉ; ngày làm việc cuối còn đúng hạn là {_day(in_time)}."
    return Explanation(
        due_on,
        start,
        tuple(plus),
        calendar.days_off_between(first, nominal),
        calendar.days_worked_between(first, nominal),
        " ".join(each for each in (duty.clause, f"“{duty.quote}”" if duty.quote else "") if each),
        resting,
        f"Sau ngày {_day(due_on)} việc được ghi là quá hạn, số ngày trễ đếm theo ngày làm việc; vẫn làm và ghi xong được.",
    )


def _label(every: Cadence, starts_on: date) -> str:
    if every is Cadence.MONTH:
        return f"tháng {starts_on.month}/{starts_on.year}"
    if every in (Cadence.QUARTER, Cadence.Q4):
        return f"quý {_ROMAN[(starts_on.month - 1) // 3]}/{starts_on.year}"
    if every is Cadence.HALF_YEAR:
        return f"sáu tháng {'đầu' if starts_on.month <= 6 else 'cuối'} năm {starts_on.year}"
    return f"năm {starts_on.year}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
