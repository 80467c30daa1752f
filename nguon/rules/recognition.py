"""From the ceremony to the recognition: when probation ends, from when membership and Party age count, what is late."""

from dataclasses import dataclass
from datetime import date

from nguon.rules.errors import Unmet
from nguon.rules.periods import Calendar, add_months


@dataclass(frozen=True)
class Terms:
    """Months of probation; working days for the branch after it ends, and for the decision after the branch."""

    probation_months: int
    branch_days: int
    decision_days: int


@dataclass(frozen=True)
class Recognition:
    """`effective_on` is the day probation ended, however late the decision; Party age counts from the decision to admit.

    `due_on` is the last day a decision is in time when the branch and the deciding committee each take all the time
    they have.
    """

    effective_on: date
    party_age_from: date
    due_on: date
    late: bool


def recognition(
    *, decision_on: date, ceremony_on: date, recognised_on: date, terms: Terms, calendar: Calendar
) -> Recognition:
    """The days that follow. Raises NotInForce beyond the calendar."""
    ends_on = add_months(ceremony_on, terms.probation_months)
    branch_by = calendar.add_working_days(ends_on, terms.branch_days)
    due_on = calendar.add_working_days(branch_by, terms.decision_days)
    return Recognition(ends_on, decision_on, due_on, recognised_on > due_on)


def unmet_recognition(
    *, decision_on: date, ceremony_on: date, recognised_on: date, probation_months: int
) -> tuple[Unmet, ...]:
    """Days that cannot stand in this order; empty when they can."""
    unmet = []
    if ceremony_on < decision_on:
        unmet.append(Unmet("recognition.ceremony_before_decision", "Lễ kết nạp trước ngày quyết định kết nạp."))
    if recognised_on < add_months(ceremony_on, probation_months):
        what = f"Quyết định công nhận trước khi hết {probation_months} tháng dự bị."
        unmet.append(Unmet("recognition.before_end_of_probation", what))
    return tuple(unmet)
