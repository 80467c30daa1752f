"""Rounds: called by a unit for all below it, their days changed, closed."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from nguon.models import SurveyRound
from nguon.queries.access import Reach
from nguon.queries.duties import any_calendar
from nguon.queries.survey_tree import RoundTree, levels_below, progress
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.periods import Period
from nguon.rules.roles import Action
from nguon.rules.survey_rounds import DAYS_PER_LEVEL, RoundFacts, unmet_days, unmet_round
from nguon.services.audit import no_change, operation, record


@dataclass(frozen=True)
class CallFacts:
    """What is written down of a round; `period_until` is the first day that no longer belongs to the period."""

    kind: str
    name: str
    period_from: date
    period_until: date
    opens_on: date
    due_on: date
    days_per_level: int = DAYS_PER_LEVEL
    document_number: str = ""
    note: str = ""


@operation
def call_round(*, by: Reach, unit_id: int, facts: CallFacts) -> SurveyRound:
    """A unit calls for the lists of a period from all below it. Raises NotReached, RuleViolation for an unknown kind, a
    missing name, days that do not fit, no branch below, or the same name called twice.
    """
    unit = by.unit(unit_id, Action.CALL_SURVEYS)
    name = " ".join(facts.name.split())
    wanted = RoundFacts(
        facts.kind,
        name,
        Period(facts.period_from, facts.period_until),
        facts.opens_on,
        facts.due_on,
        facts.days_per_level,
    )
    levels = levels_below(unit, by.day)
    unmet = [*unmet_round(wanted, on=by.day, levels=levels, calendar=any_calendar())]
    if SurveyRound.objects.filter(unit=unit, name=name, closed_on__isnull=True).exists():
        unmet.append(Unmet("surveys.called_already", "Đơn vị đang có một đợt cùng tên chưa đóng."))
    if unmet:
        raise RuleViolation(unmet)
    made = SurveyRound.objects.create(
        unit=unit,
        path=unit.path,
        province=unit.province,
        kind=facts.kind,
        name=name,
        period_from=facts.period_from,
        period_until=facts.period_until,
        opens_on=facts.opens_on,
        due_on=facts.due_on,
        days_per_level=facts.days_per_level,
        document_number=facts.document_number.strip(),
        note=facts.note.strip(),
        made_by=by.who,
        made_at=timezone.now(),
    )
    record(
        by,
        "surveys.call",
        made,
        unit=unit,
        permitted_by=Action.CALL_SURVEYS,
        after={
            "kind": made.kind,
            "opens_on": made.opens_on,
            "due_on": made.due_on,
            "days_per_level": made.days_per_level,
            "document_number": made.document_number,
        },
    )
    return made


@operation
def change_due(
    *, by: Reach, round_id: int, due_on: date, days_per_level: int, reason: str, seen: tuple[date, int]
) -> SurveyRound:
    """Another day for the round, or another number of days for each level; `seen` is what stood there before.

    Raises NotReached, MovedOn for a round changed or closed meanwhile, RuleViolation for days that do not fit.
    """
    called = _own_round(by, round_id)
    if called.closed_on is not None or (called.due_on, called.days_per_level) != seen:
        raise MovedOn("Đợt này vừa được người khác thay đổi. Đây là tình trạng hiện nay.")
    if (due_on, days_per_level) == seen:
        no_change()
        return called
    wanted = RoundFacts(
        called.kind,
        called.name,
        Period(called.period_from, called.period_until),
        called.opens_on,
        due_on,
        days_per_level,
    )
    levels = levels_below(called.unit, by.day)
    unmet = [*unmet_days(wanted, on=by.day, levels=levels, calendar=any_calendar())]
    if not reason.strip():
        unmet.append(Unmet("surveys.reason_missing", "Hãy viết lý do đổi hạn."))
    if unmet:
        raise RuleViolation(unmet)
    before = {"due_on": called.due_on, "days_per_level": called.days_per_level}
    called.due_on, called.days_per_level = due_on, days_per_level
    called.save(update_fields=["due_on", "days_per_level"])
    record(
        by,
        "surveys.change_due",
        called,
        unit=called.unit,
        permitted_by=Action.CALL_SURVEYS,
        before=before,
        after={"due_on": due_on, "days_per_level": days_per_level},
        reason=reason.strip(),
    )
    return called


@operation
def close_round(*, by: Reach, round_id: int) -> SurveyRound:
    """Nothing more is handed in or decided in the round; how far it came stays to be seen.

    Raises NotReached, MovedOn when it is closed already.
    """
    called = _own_round(by, round_id)
    if called.closed_on is not None:
        raise MovedOn("Đợt này đã đóng.")
    found = RoundTree(called, called.unit, by.day)
    came = progress(found, found.tree.children.get(called.unit_id, []), 1, called.due_on)
    called.closed_on = by.day
    called.save(update_fields=["closed_on"])
    record(
        by,
        "surveys.close",
        called,
        unit=called.unit,
        permitted_by=Action.CALL_SURVEYS,
        before={"closed_on": None},
        after={
            "closed_on": by.day,
            "lists_bound": came.bound,
            "lists_accepted": came.accepted,
            "lists_waiting": came.waiting,
        },
    )
    return called


def _own_round(by: Reach, round_id: int) -> SurveyRound:
    """The round, locked, where the person may call rounds for its unit."""
    found = (
        SurveyRound.objects.filter(by.within(Action.CALL_SURVEYS))
        .select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .filter(pk=round_id)
        .first()
    )
    if found is None:
        raise NotReached(f"round {round_id}")
    return found
