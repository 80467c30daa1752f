"""Several people at one list at the same instant; only PostgreSQL can show it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from nguon.models import Entry, HandIn
from nguon.queries.access import reach
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Role
from nguon.services.handing_in import accept_hand_ins, hand_in, return_hand_in
from nguon.services.surveying import close_round
from tests.factories import DAY, holder
from tests.pool_world import make_person, put_on
from tests.survey_world import handed, make_survey_world, seen

pytestmark = pytest.mark.postgres


@pytest.fixture
def world(committed):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    return make_survey_world()


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What each act, begun at the same instant, came to, in the order of the acts."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait(timeout=10)
            act()
        except MovedOn:
            return "moved on"
        except RuleViolation as refused:
            return refused.unmet[0].code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_handed_in_by_six_hands_at_once_it_is_one_version(world):
    by = reach(world.secretary, on=DAY)
    mark = seen(by, world.called, world.branches[0])

    said = at_once([lambda: hand_in(by=by, round_id=world.called.pk, unit_id=world.branches[0].pk, seen=mark)] * 6)

    assert sorted(said) == ["done", *["moved on"] * 5]
    assert HandIn.objects.count() == 1
    assert Entry.objects.filter(action="surveys.hand_in").count() == 1


def test_two_officers_who_decide_differently_at_once_leave_one_decision(world):
    made = handed(world.secretary, world.called, world.branches[0])
    first = reach(world.committee, on=DAY)
    second = reach(holder(Role.GRASSROOTS_OFFICER, world.grassroots, "Lê Thị Na"), on=DAY)

    said = at_once(
        [
            lambda: accept_hand_ins(by=first, hand_in_ids=[made.pk]),
            lambda: return_hand_in(by=second, hand_in_id=made.pk, reason="Thiếu"),
        ]
        * 3
    )

    assert sorted(said) == ["done", *["moved on"] * 5]
    made.refresh_from_db()
    assert made.state in ("accepted", "returned")
    assert Entry.objects.filter(action__in=("surveys.accept", "surveys.return")).count() == 1


def test_a_new_version_while_the_first_is_returned_never_loses_either(world):
    first = handed(world.secretary, world.called, world.branches[0])
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)
    secretary, officer = reach(world.secretary, on=DAY), reach(world.committee, on=DAY)
    mark = seen(secretary, world.called, world.branches[0])

    said = at_once(
        [
            lambda: hand_in(by=secretary, round_id=world.called.pk, unit_id=world.branches[0].pk, seen=mark),
            lambda: return_hand_in(by=officer, hand_in_id=first.pk, reason="Thiếu"),
        ]
    )

    first.refresh_from_db()
    states = list(HandIn.objects.order_by("ordinal").values_list("state", flat=True))
    assert sorted(said) == ["done", "moved on"]
    assert states == (["replaced", "handed_in"] if said[0] == "done" else ["returned"])


def test_whole_lots_accepted_by_two_at_once_are_accepted_once(world):
    ids = [handed(world.committee, world.called, each).pk for each in world.branches]
    officer = reach(world.committee, on=DAY)

    said = at_once(
        [
            lambda: accept_hand_ins(by=officer, hand_in_ids=ids),
            lambda: accept_hand_ins(by=officer, hand_in_ids=list(reversed(ids))),
        ]
    )

    assert sorted(said) == ["done", "moved on"]
    assert set(HandIn.objects.values_list("state", flat=True)) == {"accepted"}


def test_nothing_is_handed_in_once_a_round_is_closed(world):
    secretary, officer = reach(world.secretary, on=DAY), reach(world.officer, on=DAY)
    mark = seen(secretary, world.called, world.branches[0])

    said = at_once(
        [
            lambda: hand_in(by=secretary, round_id=world.called.pk, unit_id=world.branches[0].pk, seen=mark),
            lambda: close_round(by=officer, round_id=world.called.pk),
        ]
    )

    assert said[1] == "done"
    assert said[0] in ("done", "surveys.closed")
    assert HandIn.objects.count() == (1 if said[0] == "done" else 0)
