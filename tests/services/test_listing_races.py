"""Two secretaries at the lists of one branch at the same instant; only PostgreSQL can show it."""

import pytest
from django.db import connection

from nguon.models import Entry, ListChange, Person, Resolution
from nguon.queries.list_judging import last_change
from nguon.rules.errors import RuleViolation
from nguon.rules.person_facts import PersonFacts
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Role
from nguon.services.listing import Move, Newcomer, resolve_lists, withdraw_resolution
from nguon.services.resolving import ResolutionFacts
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_person
from tests.services.test_planning_races import at_once

pytestmark = pytest.mark.postgres


@pytest.fixture
def place(committed, by):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    branch = make_commune()[3][0]
    return branch, by(holder(Role.BRANCH_SECRETARY, branch))


def resolving(by, branch, *, number="5-NQ/CB", moves=(), newcomers=(), seen=None):
    facts = ResolutionFacts(number, DAY, Votes(9, 8, 8, 0))

    def act():
        resolve_lists(by=by, unit_id=branch.pk, facts=facts, moves=moves, newcomers=newcomers, seen=seen)

    return act


def told(act):
    """A refusal by the rules is an answer, no accident."""

    def run():
        try:
            act()
        except RuleViolation:
            REFUSED.append(1)

    return run


REFUSED: list[int] = []


def test_one_number_pressed_eight_times_is_one_resolution_with_each_person_once(place):
    branch, by = place
    seen = last_change(branch)
    act = resolving(by, branch, newcomers=[Newcomer(PersonFacts(full_name="Lê Văn Tám"))], seen=seen)

    said = at_once([act] * 8)

    assert said == ["done", *["moved on"] * 7]
    assert (Resolution.objects.count(), Person.objects.count(), ListChange.objects.count()) == (1, 1, 1)
    assert Entry.objects.filter(action="lists.resolve").count() == 1


def test_one_person_resolved_on_twice_at_once_comes_on_once(place):
    branch, by = place
    person = make_person(branch)
    REFUSED.clear()

    at_once([told(resolving(by, branch, number=f"{each}-NQ/CB", moves=[Move(person.pk, 1)])) for each in range(1, 7)])

    assert len(REFUSED) == 5
    assert (ListChange.objects.count(), Resolution.objects.count()) == (1, 1)
    assert Person.objects.get(pk=person.pk).listed == 1


def test_a_resolution_withdrawn_while_another_rests_on_it_leaves_a_possible_list(place):
    branch, by = place
    person = make_person(branch)
    resolving(by, branch, number="1-NQ/CB", moves=[Move(person.pk, 1)])()
    first = Resolution.objects.get()
    REFUSED.clear()

    at_once([
        told(lambda: withdraw_resolution(by=by, resolution_id=first.pk, reason="Nhầm")),
        told(resolving(by, branch, number="2-NQ/CB", moves=[Move(person.pk, 0, "age")])),
    ])  # fmt: skip

    standing = ListChange.objects.filter(resolution__withdrawn_at__isnull=True)
    assert len(REFUSED) == 1  # one of the two came first, and the other no longer fits
    assert list(standing.order_by("pk").values_list("to_list", flat=True)) in ([], [1, 0])
    assert Person.objects.get(pk=person.pk).listed == 0
