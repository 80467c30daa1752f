"""Several people at one draft at the same instant; only PostgreSQL can show it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from nguon.models import DraftItem, Entry, Plan, PlanVersion
from nguon.rules.errors import MovedOn
from nguon.rules.roles import Role
from nguon.services import drafting, planning
from tests.drafts import accepted, bring_in, confirmed, item
from tests.factories import holder, make_unit

pytestmark = pytest.mark.postgres


@pytest.fixture
def place(committed, by):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    unit = make_unit("Huyện ủy Đạm Ri", parent=make_unit("Tỉnh ủy"))
    return unit, by(holder(Role.ORGANISATION_OFFICER, unit))


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What each act, begun at the same instant, came to."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait(timeout=10)
            act()
        except MovedOn:
            return "moved on"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_confirmed_by_eight_hands_at_once_it_is_one_plan(place):
    unit, officer = place
    draft = accepted(officer, unit)

    said = at_once([lambda: planning.confirm_draft(by=officer, draft_id=draft.pk, seen=draft.revision)] * 8)

    assert said == ["done", *["moved on"] * 7]
    assert Plan.objects.count() == 1
    assert Entry.objects.filter(action="planning.issue").count() == 1


def test_an_item_decided_on_by_two_at_once_is_decided_by_one(place):
    unit, officer = place
    found = item(bring_in(officer, unit), "target")

    def decide(decision):
        return lambda: drafting.decide(
            by=officer, draft_id=found.draft_id, item_id=found.pk, decision=DraftItem.Decision(decision), seen=1
        )

    assert at_once([decide("accepted"), decide("dropped")]) == ["done", "moved on"]
    assert DraftItem.objects.get(pk=found.pk).revision == 2


def test_two_adjustments_at_once_get_different_numbers(place):
    unit, officer = place
    version = confirmed(officer, unit)
    drafts = [
        drafting.open_adjustment(
            by=officer,
            plan_id=version.plan_id,
            number=number,
            dated="2026-03-01",
            reason="Giảm",
            holds_from="2026-03-05",
        )
        for number in ("20-KH/HU", "21-KH/HU")
    ]

    def confirm(draft):
        return lambda: planning.confirm_draft(by=officer, draft_id=draft.pk, seen=draft.revision)

    assert at_once([confirm(draft) for draft in drafts]) == ["done", "done"]
    assert sorted(PlanVersion.objects.values_list("ordinal", flat=True)) == [1, 2, 3]
