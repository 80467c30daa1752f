"""Moves looked at before they are written down: what keeps each back, what the branch should know."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q

from nguon.models import Certificate, ListChange, Person, Sponsorship, Unit
from nguon.queries.list_changes import changes_of, line_of, list_rules, order_of, persons_for_lists
from nguon.queries.sponsoring import open_on
from nguon.regulations.parameters import parameter
from nguon.rules.errors import NotReached, Unmet
from nguon.rules.person_facts import PersonFacts
from nguon.rules.persons import unmet_person
from nguon.rules.pool_lists import LISTS, Change, ListRules, MoveFacts, cautions_of, sequence, unmet_move
from nguon.rules.resolutions import Resolved, Votes, least_in_favour, unmet_votes


@dataclass(frozen=True)
class Move:
    """What a resolution decides of one person. `sponsor_ids`: official members who help from this resolution on."""

    person_id: int
    to_list: int
    reason: str = ""
    reason_text: str = ""
    expected_quarter: str = ""
    sponsor_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Newcomer:
    """A person not recorded yet, who comes onto a list with the resolution."""

    facts: PersonFacts
    to_list: int = 1
    expected_quarter: str = ""


@dataclass(frozen=True)
class Judged:
    """One move looked at: where the person stood before it that day, what keeps it back, what should be known."""

    move: Move
    person: Person
    from_list: int
    unmet: tuple[Unmet, ...]
    cautions: tuple[Unmet, ...]


@dataclass
class _Known:
    """What decides on the moves of many persons, read in a number of queries that does not depend on how many."""

    persons: Mapping[int, Person]
    changes: dict[int, list[Change]] = field(default_factory=lambda: defaultdict(list))
    certificates: dict[int, list[Certificate]] = field(default_factory=lambda: defaultdict(list))
    sponsored: set[int] = field(default_factory=set)
    belong: set[int] = field(default_factory=set)
    unit_names: dict[int, str] = field(default_factory=dict)
    rules: ListRules | None = None
    number: str = ""
    carried_over: bool = False


def last_change(unit: Unit) -> int:
    """The number of the newest change of the branch's lists; 0 where there is none yet."""
    return ListChange.objects.filter(unit=unit).aggregate(newest=Max("pk"))["newest"] or 0


def judge(
    unit: Unit, day: date, moves: Sequence[Move], *, number: str = "", carried_over: bool = False
) -> list[Judged]:
    """Each move as it would go by a resolution of `unit` of `day`, in the given order; seven queries at most.

    Raises NotReached for a person on whose list the branch has no say, NotInForce for a day before all regulations.
    """
    times = Counter(each.person_id for each in moves)
    known = _known(unit, day, list(times))
    known.rules, known.carried_over = list_rules(day), carried_over
    known.number = " ".join(number.split())
    return [_judged(unit, day, each, known, again=times[each.person_id] > 1) for each in moves]


@dataclass(frozen=True)
class JudgedNewcomer:
    """A person not recorded yet looked at."""

    newcomer: Newcomer
    unmet: tuple[Unmet, ...]
    cautions: tuple[Unmet, ...]


def judge_newcomers(
    newcomers: Sequence[Newcomer], on: date, today: date, *, carried_over: bool = False
) -> list[JudgedNewcomer]:
    """Each newcomer as they would come onto a list by a resolution of `on`, in the given order; no query."""
    if not newcomers:
        return []
    rules = list_rules(on)
    found = []
    for each in newcomers:
        change = Change(0, 0, each.to_list, on, "", date.max)
        facts = MoveFacts(change, born=each.facts.born, carried_over=carried_over)
        unmet = (*unmet_person(each.facts, today), *unmet_move(facts, rules))
        found.append(JudgedNewcomer(each, unmet, cautions_of(facts, rules)))
    return found


@dataclass(frozen=True)
class Verdict:
    """What a vote comes to: how many in favour are needed (None where the members are not said), what is wrong."""

    needed: int | None
    clause: str
    unmet: tuple[Unmet, ...]

    @property
    def carried(self) -> bool:
        return not self.unmet and self.needed is not None


def verdict_of(votes: Votes, on: date, *, carried_over: bool = False) -> Verdict:
    """Whether a branch's resolution on lists carries with `votes` on `on`. Raises NotInForce."""
    rule = parameter("list_resolution_percent", on)
    said = Resolved("-", on, votes, on, rule.value, str(rule), carried_over)
    needed = least_in_favour(votes.members, rule.value) if votes.members else None
    return Verdict(needed, str(rule), unmet_votes(said))


def named(judged: Iterable[Judged]) -> list[Unmet]:
    """All that keeps the moves back, each beginning with the person's name."""
    return [
        Unmet(unmet.code, f"{each.person.full_name}: {unmet.what}", unmet.clause)
        for each in judged
        for unmet in each.unmet
    ]


def _judged(unit: Unit, on: date, move: Move, known: _Known, *, again: bool) -> Judged:
    person = known.persons.get(move.person_id)
    if person is None:
        raise NotReached(f"person {move.person_id}")
    best = max(known.certificates[person.pk], key=lambda each: each.valid_until or date.max, default=None)
    others = tuple(known.changes[person.pk])
    # What is new stands after all that is known; its day of recording decides nothing here.
    change = Change(
        person.pk, unit.pk, move.to_list, on, order_of(known.number), date.max, None, move.reason, known.number
    )
    facts = MoveFacts(
        change=change,
        reason_text=move.reason_text,
        is_member=_is_member(person, on),
        belongs_here=person.pk in known.belong,
        has_certificate=best is not None,
        certificate_until=best.valid_until if best else None,
        has_sponsor=person.pk in known.sponsored or bool(move.sponsor_ids),
        born=person.born,
        others=others,
        unit_names=known.unit_names,
        carried_over=known.carried_over,
    )
    assert known.rules is not None
    unmet = list(unmet_move(facts, known.rules))
    if move.to_list not in {0, *LISTS} or (move.reason and move.reason not in ListChange.Reason.values):
        unmet.append(Unmet("lists.unknown", "Hãy chọn danh sách và lý do trong các mục đã cho."))
    if again:
        unmet.append(Unmet("lists.person_twice", "Người này được ghi hai lần trong nghị quyết."))
    before = next(each.from_list for each in sequence([*others, change]) if each.change is change)
    return Judged(move, person, before, tuple(unmet), cautions_of(facts, known.rules))


def _is_member(person: Person, on: date) -> bool:
    began = person.joined or person.official
    if began is None or (person.left_party_on is not None and person.left_party_on <= on):
        return False
    return bool(began.latest <= on)


def _known(unit: Unit, on: date, person_ids: Collection[int]) -> _Known:
    line = line_of(unit)
    persons = persons_for_lists(unit, line).filter(pk__in=person_ids).order_by("pk")
    known = _Known({each.pk: each for each in persons})
    rows = ListChange.objects.filter(person__in=person_ids, resolution__withdrawn_at__isnull=True)
    rows = rows.select_related("resolution", "unit")
    for row, change in zip(rows, changes_of(rows, unit, line), strict=True):
        known.changes[change.person].append(change)
        known.unit_names[row.unit_id] = row.unit.name
    held = Certificate.objects.filter(person__in=person_ids, kind="awareness", issued_on__lte=on)
    for certificate in held.filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=on)).order_by("pk"):
        known.certificates[certificate.person_id].append(certificate)
    helped = Sponsorship.objects.filter(open_on(on), candidate__in=person_ids, starts_on__lte=on)
    known.sponsored = set(helped.values_list("candidate", flat=True))
    known.belong = {each.pk for each in known.persons.values() if each.unit_id in line}
    elsewhere = [each for each in known.persons if each not in known.belong]
    if elsewhere:
        past = Person.objects.filter(pk__in=elsewhere, stays__unit__in=line, stays__ends_on__gt=on)
        known.belong |= set(past.values_list("pk", flat=True))
    return known
