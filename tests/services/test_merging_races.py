"""Several people at the same two records at the same instant; only PostgreSQL can show it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from nguon.models import Entry, Merge, Person, Stay, ToldApart
from nguon.rules.errors import MovedOn, NotReached
from nguon.rules.roles import Role
from nguon.services.merging_persons import merge_persons, tell_apart, undo_merge
from nguon.services.moving_persons import move_person
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_person

pytestmark = pytest.mark.postgres


@pytest.fixture
def world(committed):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    return make_commune(2)


@pytest.fixture
def officer(world, by):
    return by(holder(Role.GRASSROOTS_OFFICER, world[2]))


@pytest.fixture
def pair(world):
    return make_person(world[3][0]), make_person(world[3][1])


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What each act, begun at the same instant, came to."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait(timeout=10)
            act()
        except (MovedOn, NotReached):
            return "moved on"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def merging(by, kept, dropped):
    return lambda: merge_persons(by=by, kept_id=kept.pk, dropped_id=dropped.pk, seen=(1, 1))


def test_the_same_pair_merged_by_six_hands_is_merged_once(officer, pair):
    said = at_once([merging(officer, *pair)] * 6)

    assert said == ["done", *["moved on"] * 5]
    assert Merge.objects.count() == 1
    assert Entry.objects.filter(action="persons.merge").count() == 1


def test_merged_both_ways_at_once_one_way_holds_and_nobody_waits_for_ever(officer, pair):
    one, other = pair

    said = at_once([merging(officer, one, other), merging(officer, other, one)] * 3)

    assert said.count("done") == 1
    assert Person.objects.filter(merged_into__isnull=True).count() == 1


def test_of_three_records_merged_in_a_ring_two_merges_at_most_hold(officer, world, pair):
    three = (*pair, make_person(world[3][0]))

    at_once([merging(officer, three[at], three[(at + 1) % 3]) for at in range(3)])

    standing = Person.objects.filter(merged_into__isnull=True)
    assert standing.count() == 3 - Merge.objects.count() >= 1
    assert Stay.objects.filter(person__in=standing, ends_on__isnull=True).count() == standing.count()


def test_a_merge_taken_back_by_four_hands_is_taken_back_once(officer, pair):
    made = merging(officer, *pair)()

    said = at_once([lambda: undo_merge(by=officer, merge_id=made.pk)] * 4)

    assert said == ["done", *["moved on"] * 3]
    assert Stay.objects.filter(ends_on__isnull=True).count() == 2


def test_a_record_moved_and_merged_at_once_is_one_or_the_other(world, officer, pair):
    one, other = pair

    def move():
        move_person(by=officer, person_id=one.pk, unit_id=world[3][1].pk, on=DAY, reason="Chuyển", seen=1)

    said = at_once([move, merging(officer, one, other)])

    assert said == ["done", "moved on"]
    standing = Person.objects.filter(merged_into__isnull=True)
    assert Stay.objects.filter(person__in=standing, ends_on__isnull=True).count() == standing.count()


def test_told_apart_by_four_hands_at_once_it_is_said_once(officer, pair):
    said = at_once([lambda: tell_apart(by=officer, one_id=pair[0].pk, other_id=pair[1].pk)] * 4)

    assert said == ["done"] * 4
    assert ToldApart.objects.count() == 1
    assert Entry.objects.filter(action="persons.tell_apart").count() == 1
