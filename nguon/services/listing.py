"""The three lists of a branch: people come on, move and leave by a resolution, all of it in one act."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from nguon.models import ClassProposal, ListChange, Person, Resolution, Sponsorship, Unit
from nguon.queries.access import Reach
from nguon.queries.list_changes import changes_of, is_branch, line_of
from nguon.queries.list_judging import Move, Newcomer, judge, last_change, named
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.persons import unmet_person
from nguon.rules.pool_lists import LISTS, SHORT_NAMES, Change, listed_on, misfits, sequence
from nguon.rules.roles import Action
from nguon.services.audit import operation, record
from nguon.services.persons import lay_person
from nguon.services.resolving import ResolutionFacts, laid_down
from nguon.services.sponsoring import lay_sponsorship

__all__ = ["Move", "Newcomer", "last_change"]

BATCH = 500


@operation
def resolve_lists(
    *,
    by: Reach,
    unit_id: int,
    facts: ResolutionFacts,
    moves: Sequence[Move] = (),
    newcomers: Sequence[Newcomer] = (),
    seen: int | None = None,
) -> Resolution:
    """A branch resolved on its lists: every move of it, all or none, with the records of persons new to the product.

    `seen` is `last_change` of the branch as the person saw it, None where they saw none. Raises NotReached for a unit or
    person out of reach, MovedOn when the lists were changed meanwhile, RuleViolation with every refusal at once, those
    of a person beginning with the name, NotInForce for a day before all regulations.
    """
    unit = by.unit(unit_id, Action.KEEP_LISTS)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # one number and day is one resolution
    if seen is not None and last_change(unit) != seen:
        raise MovedOn(f"lists of unit {unit.pk}")
    refused = _unmet_as_a_whole(unit, facts, moves, newcomers)
    try:
        resolution = laid_down(by, unit, facts)
    except RuleViolation as said:
        refused += said.unmet
        judged = judge(unit, facts.on, moves, number=facts.number, carried_over=facts.carried_over)
        raise RuleViolation([*refused, *named(judged), *_unmet_newcomers(by, newcomers)]) from None
    fresh, unmet = _lay_newcomers(by, unit, newcomers)
    if refused or unmet:
        judged = judge(unit, facts.on, moves, number=facts.number, carried_over=facts.carried_over)
        raise RuleViolation([*refused, *named(judged), *unmet])
    changes = lay_changes(by=by, unit=unit, resolution=resolution, moves=[*moves, *fresh])
    record(
        by,
        "lists.resolve",
        resolution,
        unit=unit,
        permitted_by=Action.KEEP_LISTS,
        on=resolution.on,
        after={"votes": _votes(resolution), **_tally(changes), "newcomers": len(fresh)},
    )
    return resolution


def _unmet_as_a_whole(
    unit: Unit, facts: ResolutionFacts, moves: Sequence[Move], newcomers: Sequence[Newcomer]
) -> list[Unmet]:
    refused = []
    if not is_branch(unit, facts.on):
        refused.append(Unmet("lists.not_a_branch", "Chỉ chi bộ có ba danh sách; cấp trên tổng hợp."))
    if not moves and not newcomers:
        refused.append(Unmet("lists.nobody", "Chưa chọn người nào để đưa vào, chuyển hoặc đưa ra khỏi danh sách."))
    return refused


def _unmet_newcomers(by: Reach, newcomers: Sequence[Newcomer]) -> list[Unmet]:
    return [
        Unmet(unmet.code, f"{each.facts.full_name}: {unmet.what}", unmet.clause)
        for each in newcomers
        for unmet in unmet_person(each.facts, by.day)
    ]


def _lay_newcomers(by: Reach, unit: Unit, newcomers: Sequence[Newcomer]) -> tuple[list[Move], list[Unmet]]:
    """The moves of persons whose records are made here, or what keeps those from being made."""
    unmet = _unmet_newcomers(by, newcomers)
    if unmet or not newcomers:
        return [], unmet
    by.unit(unit.pk, Action.CHANGE_PEOPLE)
    moves = []
    for each in newcomers:
        person = lay_person(by, unit, each.facts)
        moves.append(Move(person.pk, each.to_list, expected_quarter=each.expected_quarter))
    return moves, []


def lay_changes(*, by: Reach, unit: Unit, resolution: Resolution, moves: Sequence[Move]) -> list[ListChange]:
    """The changes of `moves` under `resolution`, all or none; part of an operation, never one by itself.

    Raises NotReached for a person out of reach, RuleViolation with every refusal of every person, each named.
    """
    ids = [each.person_id for each in moves]
    list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    judged = judge(unit, resolution.on, moves, number=resolution.number, carried_over=resolution.carried_over)
    unmet = [*named(judged), *_lay_sponsors(by, resolution, moves)]
    if unmet:
        raise RuleViolation(unmet)
    now = timezone.now()
    made = ListChange.objects.bulk_create(
        [
            ListChange(
                person=each.person,
                unit=unit,
                path=unit.path,
                province=unit.province,
                resolution=resolution,
                from_list=each.from_list,
                to_list=each.move.to_list,
                on=resolution.on,
                reason="" if each.move.to_list else each.move.reason,
                reason_text=each.move.reason_text.strip(),
                expected_quarter=each.move.expected_quarter.strip() if each.move.to_list else "",
                recorded_at=now,
            )
            for each in judged
        ],
        batch_size=BATCH,
    )
    refresh_listed([each.person.pk for each in judged], by.day)
    return made


def _lay_sponsors(by: Reach, resolution: Resolution, moves: Sequence[Move]) -> list[Unmet]:
    """Assign the members whom the moves name; what keeps any of them from it. Raises NotReached."""
    unmet: list[Unmet] = []
    ids = {each for move in moves for each in (move.person_id, *move.sponsor_ids) if move.sponsor_ids}
    people = Person.objects.in_bulk(ids)
    for move in moves:
        for sponsor_id in dict.fromkeys(move.sponsor_ids):
            if sponsor_id not in people:
                raise NotReached(f"person {sponsor_id}")
            try:
                lay_sponsorship(by, resolution, people[move.person_id], people[sponsor_id], resolution.on)
            except RuleViolation as said:
                unmet += said.unmet
    return unmet


def refresh_listed(person_ids: Collection[int], day: date) -> None:
    """Make `listed` and `listed_since` of the persons, and `from_list` of their changes, what the changes up to `day` say."""
    rows = ListChange.objects.filter(person__in=person_ids, resolution__withdrawn_at__isnull=True)
    held = {each.pk: each for each in rows.select_related("resolution")}
    by_person: defaultdict[int, list[Change]] = defaultdict(list)
    for each in changes_of(held.values()):
        by_person[each.person].append(each)
    moved = []
    for own in by_person.values():
        for step in sequence(own):
            row = held[step.change.id]
            if row.from_list != step.from_list:
                row.from_list = step.from_list
                moved.append(row)
    ListChange.objects.bulk_update(moved, ["from_list"], batch_size=BATCH)
    standing = listed_on((each for own in by_person.values() for each in own), day)
    persons = []
    for person in Person.objects.filter(pk__in=person_ids).only("listed", "listed_since"):
        at = standing.get(person.pk)
        on_list, since = (at.on_list, at.since) if at else (0, None)
        if (person.listed, person.listed_since) != (on_list, since):
            person.listed, person.listed_since = on_list, since
            persons.append(person)
    Person.objects.bulk_update(persons, ["listed", "listed_since"], batch_size=BATCH)


@operation
def withdraw_resolution(*, by: Reach, resolution_id: int, reason: str) -> Resolution:
    """The resolution was written down by mistake and counts for no day; the lists are again what they were without it.

    Sponsorships begun by it end on the day they began. Raises NotReached, RuleViolation without a reason, where it was
    withdrawn already, and where what was written down after it rests on it, naming each.
    """
    found = by.resolutions(Action.KEEP_LISTS).select_for_update(of=("self",)).select_related("unit")
    resolution = found.filter(pk=resolution_id).first()
    if resolution is None:
        raise NotReached(f"resolution {resolution_id}")
    persons = list(
        Person.objects.select_for_update(of=("self",)).filter(list_changes__resolution=resolution).order_by("pk")
    )
    changes = list(resolution.list_changes.select_related("person", "resolution").order_by("pk"))
    unmet = [*_unmet_withdrawal(resolution, reason), *_resting_on_it(resolution, persons)]
    if unmet:
        raise RuleViolation(unmet)
    resolution.withdrawn_at, resolution.withdrawal_reason = timezone.now(), reason.strip()
    resolution.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    for each in resolution.sponsorships.filter(ends_on__isnull=True):
        each.ends_on, each.end_kind, each.end_reason = each.starts_on, "other", "Rút nghị quyết ghi nhầm"
        each.save(update_fields=["ends_on", "end_kind", "end_reason"])
    refresh_listed([each.pk for each in persons], by.day)
    record(
        by,
        "lists.withdraw_resolution",
        resolution,
        unit=resolution.unit,
        permitted_by=Action.KEEP_LISTS,
        before={"votes": _votes(resolution), **_tally(changes)},
        reason=reason.strip(),
    )
    return resolution


def _unmet_withdrawal(resolution: Resolution, reason: str) -> list[Unmet]:
    unmet = []
    if not reason.strip():
        unmet.append(Unmet("lists.withdrawal_reason_missing", "Hãy viết lý do rút nghị quyết này."))
    if resolution.withdrawn_at is not None:
        unmet.append(Unmet("lists.withdrawn_already", "Nghị quyết này đã được rút."))
    if ClassProposal.objects.filter(resolution=resolution).exists():
        what = "Nghị quyết này còn có đề nghị cho học lớp; hãy rút đề nghị ấy trước."
        unmet.append(Unmet("lists.proposal_rests", what))
    if resolution.sponsorships_ended.exists():
        what = "Nghị quyết này đã kết thúc việc giúp đỡ của đảng viên; hãy ghi lại việc ấy bằng nghị quyết khác."
        unmet.append(Unmet("lists.sponsorship_ended", what))
    for each in resolution.sponsorships.filter(remarks__isnull=False).select_related("sponsor", "candidate").distinct():
        what = (
            f"{each.sponsor.full_name} đã có nhận xét về {each.candidate.full_name} theo phân công của nghị quyết này."
        )
        unmet.append(Unmet("lists.remarks_rest", what))
    return unmet


def _resting_on_it(resolution: Resolution, persons: Sequence[Person]) -> list[Unmet]:
    """Later changes that would not be possible without it: each person and resolution named."""
    line = line_of(resolution.unit)
    rows = ListChange.objects.filter(person__in=persons, resolution__withdrawn_at__isnull=True)
    by_person: defaultdict[int, list[Change]] = defaultdict(list)
    own: set[int] = set()
    rows = rows.select_related("resolution")
    for row, change in zip(rows, changes_of(rows, resolution.unit, line), strict=True):
        by_person[change.person].append(change)
        if row.resolution_id == resolution.pk:
            own.add(row.pk)
    names = {each.pk: each.full_name for each in persons}
    unmet = []
    for person, changes in by_person.items():
        before = {step.change for step, _ in misfits(changes)}
        for step, _ in misfits([each for each in changes if each.id not in own]):
            if step.change not in before:
                unmet.append(_rests(names[person], step.change))
    return [*unmet, *_pool_resting_on(resolution)]


def _rests(name: str, change: Change) -> Unmet:
    did = f"đưa vào {SHORT_NAMES[change.to_list]}" if change.to_list else "đưa ra khỏi danh sách"
    what = f"{name}: ngày {change.on:%d/%m/%Y} nghị quyết {change.number or 'sau'} đã {did}, dựa vào nghị quyết này."
    return Unmet("lists.later_rests", what)


def _pool_resting_on(resolution: Resolution) -> list[Unmet]:
    """Later moves to list 3 whose only sponsor of that day was assigned by it."""
    unmet = []
    for each in resolution.sponsorships.select_related("candidate"):
        until = Q(ends_on__isnull=True) | Q(ends_on__gt=each.starts_on)
        others = Sponsorship.objects.filter(until, candidate=each.candidate_id).exclude(resolution=resolution)
        later = ListChange.objects.filter(person=each.candidate_id, to_list=3, on__gte=each.starts_on)
        later = later.filter(resolution__withdrawn_at__isnull=True, resolution__carried_over=False)
        for change in later.exclude(resolution=resolution).select_related("resolution").order_by("on", "pk"):
            still = Q(ends_on__isnull=True) | Q(ends_on__gt=change.on)
            if not others.filter(still, starts_on__lte=change.on).exists():
                what = (
                    f"{each.candidate.full_name}: nghị quyết {change.resolution.number} đưa vào danh sách 3 dựa vào "
                    "phân công giúp đỡ của nghị quyết này."
                )
                unmet.append(Unmet("lists.pool_rests", what))
    return unmet


def _votes(resolution: Resolution) -> str:
    if resolution.in_favour is None:
        return "không rõ số phiếu"
    return f"{resolution.in_favour}/{resolution.members} tán thành"


def _tally(changes: Sequence[ListChange]) -> dict[str, int]:
    """How many went where. The names stay with the resolution: the trail is read by more people than the lists."""
    found = Counter(each.to_list for each in changes)
    return {f"to_list_{each}": found[each] for each in (*LISTS, 0) if found[each]}
