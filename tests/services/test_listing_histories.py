"""Many resolutions in any order, late ones and withdrawn ones among them: what the lists of every day must keep to."""

from datetime import date, timedelta
from random import Random

import pytest

from nguon.models import ListChange, Person, Resolution
from nguon.queries.pool_lists import ledger_of
from nguon.rules.errors import RuleViolation
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Role
from nguon.services.listing import Move, resolve_lists, withdraw_resolution
from nguon.services.resolving import ResolutionFacts
from tests.factories import DAY, holder
from tests.pool_world import make_certificate, make_commune, make_member, make_person, make_sponsorship

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(each) for each in range((DAY - FIRST).days + 1)]


@pytest.fixture
def world(by):
    branch = make_commune()[3][0]
    sponsor = make_member(branch)
    people = [make_person(branch, born="12/05/1995") for _ in range(4)]
    for each in people:
        make_certificate(each)
        make_sponsorship(each, sponsor, starts_on=date(2025, 12, 1))
    return by(holder(Role.BRANCH_SECRETARY, branch)), branch, people


def every_day(branch):
    """Who stands on which list, day by day."""
    ledger = ledger_of(branch)
    return {day: {person: at.on_list for person, at in ledger.standings(day).items()} for day in DAYS}


def resolve(by, branch, moves, on, number):
    facts = ResolutionFacts(f"{number}-NQ/CB", on, Votes(9, 8, 8, 0))
    return resolve_lists(by=by, unit_id=branch.pk, facts=facts, moves=moves)


def some_moves(random, people):
    chosen = random.sample(people, random.randint(1, len(people)))
    return [
        Move(each.pk, to_list, "age" if not to_list else "")
        for each in chosen
        for to_list in [random.choice((0, 1, 1, 2, 3))]
    ]


@pytest.mark.parametrize("seed", range(12))
def test_lists_keep_to_the_resolutions_whatever_is_entered_when(world, seed):
    by, branch, people = world
    random = Random(seed)
    entered = late = withdrawn = 0
    for number in range(1, 40):
        before = every_day(branch)
        if random.random() < 0.15 and Resolution.objects.filter(list_changes__isnull=False).exists():
            made = random.choice(list(Resolution.objects.filter(list_changes__isnull=False).distinct()))
            try:
                withdraw_resolution(by=by, resolution_id=made.pk, reason="Ghi nhầm")
            except RuleViolation:
                assert every_day(branch) == before
                continue
            withdrawn += 1
            changed_from = made.on
        else:
            on, moves = random.choice(DAYS), some_moves(random, people)
            try:
                resolve(by, branch, moves, on, number)
            except RuleViolation:
                assert every_day(branch) == before  # all or nothing
                continue
            entered += 1
            after = every_day(branch)
            late += after[on] != before[on] and on < DAY
            for move in moves:
                assert after[on].get(move.person_id, 0) == move.to_list or number_after(on, number, move.person_id)
            changed_from = on
        after = every_day(branch)

        # The list of a day before the resolution never changes, whenever it is written down or taken back.
        assert {day: after[day] for day in DAYS if day < changed_from} == {
            day: before[day] for day in DAYS if day < changed_from
        }
        # What stands with the person is what the changes say today.
        listed = {each.pk: each.listed for each in Person.objects.filter(listed__gt=0)}
        assert listed == after[DAY]
        assert_linked(people)
    assert entered > 3
    assert late > 0


def number_after(on, number, person_id):
    """Whether another resolution of that day with a higher number has the last word on the person."""
    rows = ListChange.objects.filter(on=on, person=person_id, resolution__withdrawn_at__isnull=True)
    return any(int(each.resolution.number.split("-")[0]) > number for each in rows.select_related("resolution"))


def assert_linked(people):
    """Every change begins where the one before it ended."""
    for person in people:
        rows = ListChange.objects.filter(person=person, resolution__withdrawn_at__isnull=True).select_related(
            "resolution"
        )
        at = 0
        for each in sorted(rows, key=lambda row: (row.on, int(row.resolution.number.split("-")[0]))):
            assert each.from_list == at
            at = each.to_list


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_entry_does_not_matter(world, seed):
    """The same resolutions come to the same lists, in whatever order they can be entered."""
    by, branch, people = world
    random = Random(seed)
    written = []
    for number, on in enumerate(sorted(random.sample(DAYS, 8)), start=1):
        moves = some_moves(random, people)
        try:
            resolve(by, branch, moves, on, number)
        except RuleViolation:
            continue
        written.append((number, on, moves))
    wanted = every_day(branch)
    for made in Resolution.objects.filter(list_changes__isnull=False).distinct().order_by("-on"):
        withdraw_resolution(by=by, resolution_id=made.pk, reason="Ghi lại")
    assert not any(every_day(branch).values())

    waiting = random.sample(written, len(written))
    while waiting:  # one that does not fit yet waits until what it rests on is there
        number, on, moves = waiting.pop(0)
        try:
            resolve(by, branch, moves, on, number)
        except RuleViolation:
            waiting.append((number, on, moves))

    assert every_day(branch) == wanted
