"""What confirming a draft would do, before it is done."""

import pytest

from nguon.queries.confirming import foresee, proposed
from nguon.rules.roles import Role
from nguon.services import drafting
from tests.drafts import accepted, bring_in, item
from tests.factories import DAY, days, holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("Huyện ủy Đạm Ri", parent=make_unit("Tỉnh ủy"))


@pytest.fixture
def officer(unit, by):
    return by(holder(Role.ORGANISATION_OFFICER, unit))


def test_only_what_was_accepted_is_proposed(officer, unit):
    draft = bring_in(officer, unit)
    target = item(draft, "target")
    drafting.decide(by=officer, draft_id=draft.pk, item_id=target.pk, decision=drafting.Decision.ACCEPTED, seen=1)

    found = proposed(draft)

    assert [part for part, values in found.values.items() if values] == ["target"]
    assert found.open_items == draft.items.count() - 1
    assert found.many("target")[0]["quote"] == target.quote


def test_units_bound_and_receipts_are_counted_as_of_the_day(officer, unit):
    make_unit(parent=unit, kind="grassroots_committee")
    closed = make_unit(parent=unit, kind="grassroots_committee")
    closed.closed_on = DAY - days(1)
    closed.save()
    found = proposed(accepted(officer, unit))

    foreseen = foresee(found, unit, on=DAY)

    assert (foreseen.receipts, sorted(foreseen.bound)) == (1, [1, 1])


def test_a_duty_nobody_knows_to_be_bound_by_counts_nobody(officer, unit):
    draft = accepted(officer, unit)
    duty = draft.items.get(part="obligation")
    value = {**duty.read, "scope": "", "office": ""}
    drafting.change(by=officer, draft_id=draft.pk, item_id=duty.pk, value=value, seen=duty.revision)

    foreseen = foresee(proposed(draft), unit, on=DAY)

    assert foreseen.bound[0] == 0
