"""A branch's resolution is written down together with what it resolves: lists, sponsors, proposals for a class."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from nguon.models import Resolution, Unit
from nguon.queries.access import Reach
from nguon.regulations.parameters import parameter
from nguon.rules.errors import RuleViolation
from nguon.rules.resolutions import Resolved, Votes, unmet_resolution


@dataclass(frozen=True)
class ResolutionFacts:
    """What is written down of a resolution."""

    number: str
    on: date
    votes: Votes = field(default_factory=Votes)
    about: str = ""
    carried_over: bool = False


def laid_down(by: Reach, unit: Unit, facts: ResolutionFacts) -> Resolution:
    """The resolution of `unit` with that number and day, made where it is not there yet.

    Part of an operation, never one by itself. One number and day is one resolution, however many things it resolves:
    the one written down first keeps its votes. Raises RuleViolation for what cannot be or did not carry.
    """
    number = " ".join(facts.number.split())
    rule = parameter("list_resolution_percent", facts.on)
    said = Resolved(
        number=number,
        on=facts.on,
        votes=facts.votes,
        today=by.day,
        percent=rule.value,
        clause=str(rule),
        carried_over=facts.carried_over,
        unit_opened_on=unit.opened_on,
    )
    known = Resolution.objects.filter(unit=unit, number=number, on=facts.on, withdrawn_at__isnull=True).first()
    if known is not None and (number or facts.carried_over):
        return known
    unmet = unmet_resolution(said)
    if unmet:
        raise RuleViolation(unmet)
    return Resolution.objects.create(
        unit=unit,
        path=unit.path,
        province=unit.province,
        number=number,
        on=facts.on,
        about=facts.about.strip(),
        members=facts.votes.members,
        present=facts.votes.present,
        in_favour=facts.votes.in_favour,
        against=facts.votes.against,
        carried_over=facts.carried_over,
        recorded_by=by.who,
        recorded_at=timezone.now(),
    )
