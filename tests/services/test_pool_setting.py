"""Setting how a unit works with the lists: effect, the one entry, each refusal, out of reach."""

from decimal import Decimal

import pytest

from nguon.models import Entry, PoolSetting
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.pool_setting import PoolWays, set_pool_ways
from tests.factories import holder
from tests.pool_world import make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_commune()[1]


@pytest.fixture
def officer(commune, by):
    return by(holder(Role.ORGANISATION_OFFICER, commune))


def test_what_is_set_is_kept_with_one_entry(officer, commune):
    ways = PoolWays(1, 3, Decimal("1.5"), Decimal(2), 2, " 5-HD/ĐU ")

    made = set_pool_ways(by=officer, unit_id=commune.pk, ways=ways)

    kept = PoolSetting.objects.get(unit=commune)
    assert (kept.review_every_months, kept.ratio_min, kept.document_number) == (1, Decimal("1.5"), "5-HD/ĐU")
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_id, entry.before) == ("pool.set_ways", commune.pk, None)
    assert entry.after["ratio_max"] == "2"
    assert made.province == commune.province


def test_a_change_keeps_what_stood_before(officer, commune):
    set_pool_ways(by=officer, unit_id=commune.pk, ways=PoolWays(review_every_months=3))

    set_pool_ways(by=officer, unit_id=commune.pk, ways=PoolWays(review_every_months=1))

    entry = Entry.objects.latest("pk")
    assert (entry.before["review_every_months"], entry.after["review_every_months"]) == (3, 1)
    assert PoolSetting.objects.get().review_every_months == 1


def test_nothing_set_takes_the_setting_away(officer, commune):
    set_pool_ways(by=officer, unit_id=commune.pk, ways=PoolWays(review_every_months=3))

    found = set_pool_ways(by=officer, unit_id=commune.pk, ways=PoolWays())

    assert found is None
    assert not PoolSetting.objects.exists()
    assert Entry.objects.latest("pk").action == "pool.leave_to_above"


@pytest.mark.parametrize("first", [PoolWays(), PoolWays(review_every_months=3, document_number="1-HD")])
def test_the_same_again_leaves_no_entry(officer, commune, first):
    set_pool_ways(by=officer, unit_id=commune.pk, ways=first)
    entries = Entry.objects.count()

    set_pool_ways(by=officer, unit_id=commune.pk, ways=first)

    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("ways", "codes"),
    [
        (PoolWays(review_every_months=0), ["pool.months"]),
        (PoolWays(review_every_months=13, remark_every_months=0), ["pool.months", "pool.months"]),
        (PoolWays(ratio_min=Decimal(0)), ["pool.ratio"]),
        (PoolWays(ratio_max=Decimal(21)), ["pool.ratio"]),
        (PoolWays(ratio_min=Decimal(2), ratio_max=Decimal("1.5")), ["pool.ratio_order"]),
        (PoolWays(most_candidates_a_sponsor=0), ["pool.candidates"]),
        (PoolWays(most_candidates_a_sponsor=21, remark_every_months=13), ["pool.months", "pool.candidates"]),
    ],
)
def test_what_is_out_of_range_is_refused_all_at_once(officer, commune, ways, codes):
    with pytest.raises(RuleViolation) as refused:
        set_pool_ways(by=officer, unit_id=commune.pk, ways=ways)

    assert [each.code for each in refused.value.unmet] == codes
    assert not PoolSetting.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "ways", [PoolWays(1, 12, Decimal("0.01"), Decimal(20), 20), PoolWays(ratio_min=Decimal(2), ratio_max=Decimal(2))]
)
def test_the_bounds_themselves_are_in_range(officer, commune, ways):
    assert set_pool_ways(by=officer, unit_id=commune.pk, ways=ways) is not None


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.INSPECTION_OFFICER, Role.POLITICAL_CENTRE_OFFICER])
def test_who_may_not_call_for_lists_may_not_set_how_they_are_made(commune, by, role):
    with pytest.raises(NotReached):
        set_pool_ways(by=by(holder(role, commune)), unit_id=commune.pk, ways=PoolWays(review_every_months=3))


def test_a_unit_above_is_out_of_reach(officer, commune):
    with pytest.raises(NotReached):
        set_pool_ways(by=officer, unit_id=commune.parent_id, ways=PoolWays(review_every_months=3))
