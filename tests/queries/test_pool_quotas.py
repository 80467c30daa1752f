"""What a pool is held against: shares before own plans, the plan of the year before the plan of a term, the ratio's source."""

from datetime import date
from decimal import Decimal

import pytest

from nguon.models import Allocation, PoolSetting, Target
from nguon.queries.access import system_reach
from nguon.queries.pool_quotas import day_of_year, quotas_of, wanted_of, years_around
from nguon.queries.pool_setting import settings_of
from nguon.rules.pool_ratio import Bounds
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, holder, make_plan, make_unit
from tests.pool_world import divide, make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """(province, commune, committee, branches) without any plan."""
    return make_commune()


def asked(unit, *children, year=2026, day=DAY, by=None):
    units = [unit.pk, *(each.pk for each in children)]
    return quotas_of(by or system_reach("test", on=day), unit, units, year, day)


def places(found, unit):
    return dict(found.of[unit.pk].places) if unit.pk in found.of else None


def test_without_plans_nobody_has_a_quota(world):
    top, commune, _, _ = world

    found = asked(top, commune)

    assert (dict(found.of), found.ratio_plan, found.groups) == ({}, None, ())


def test_a_share_given_is_the_quota_by_group(world):
    top, commune, committee, _ = world
    version = make_plan(top, places=100)
    divide(version, top, {commune: {"": 40, "women": 16}})
    divide(version, commune, {committee: {"": 10, "women": 4, "youth": 0}})

    found = asked(commune, committee)

    assert places(found, commune) == {"": 40, "women": 16}
    assert places(found, committee) == {"": 10, "women": 4, "youth": 0}
    assert found.of[committee.pk].given
    assert found.of[committee.pk].plan.number == "12-KH/ĐU"
    assert set(found.groups) == {"women"}


def test_without_a_division_the_own_plan_counts(world):
    top, commune, _, _ = world
    version = make_plan(commune, places=30)
    Target.objects.create(version=version, ordinal=2, measure="admissions", group="women", minimum=40, unit="percent")
    Target.objects.create(version=version, ordinal=3, measure="pool", group="youth", minimum=9)
    Target.objects.create(version=version, ordinal=4, measure="admissions", group="worker")

    found = asked(top, commune)

    assert places(found, commune) == {"": 30, "women": 12}
    assert not found.of[commune.pk].given


def test_a_share_comes_before_the_own_plan(world):
    top, commune, _, _ = world
    divide(make_plan(top), top, {commune: {"": 40}})
    make_plan(commune, places=45)

    assert places(asked(top, commune), commune) == {"": 40}


@pytest.mark.parametrize(("minimum", "maximum", "expected"), [(30, None, 30), (None, 25, 25), (20, 40, 20)])
def test_the_lower_end_of_a_range_is_what_is_wanted(world, minimum, maximum, expected):
    version = make_plan(world[1], places=None)
    Target.objects.create(
        version=version, ordinal=1, measure="admissions", minimum=minimum, maximum=maximum, whole=True
    )

    assert places(asked(world[0], world[1]), world[1]) == {"": expected}


def test_a_plan_without_a_figure_gives_no_quota(world):
    make_plan(world[1], places=None)
    version = make_plan(world[2], places=None)
    Target.objects.create(version=version, ordinal=1, measure="admissions", whole=True)

    assert dict(asked(world[1], world[2]).of) == {}


def test_what_was_replaced_drafted_or_withdrawn_counts_no_longer(world):
    top, commune, _, _ = world
    version = make_plan(top)
    divide(version, top, {commune: {"": 40}}, state="replaced")
    divide(version, top, {commune: {"": 42}}, holds_from=date(2026, 2, 1))
    divide(version, top, {commune: {"": 50}}, holds_from=date(2026, 6, 1))
    divide(version, top, {commune: {"": 60}}, state=Allocation.State.DRAFT, holds_from=None, issued_at=None)
    gone = make_plan(top)
    divide(gone, top, {commune: {"": 99}}, holds_from=date(2026, 3, 1))
    gone.plan.withdrawn_on = DAY
    gone.plan.save(update_fields=["withdrawn_on"])

    assert places(asked(top, commune), commune) == {"": 42}
    assert places(asked(top, commune, day=date(2026, 1, 20)), commune) == {"": 40}
    assert places(asked(top, commune, day=date(2026, 12, 1)), commune) == {"": 50}


def test_the_plan_of_the_year_comes_before_the_plan_of_the_term(world):
    top, commune, _, _ = world
    term = make_plan(top)
    term.period_until = date(2031, 1, 1)
    term.save(update_fields=["period_until"])
    divide(term, top, {commune: {"": 200}})
    divide(make_plan(top), top, {commune: {"": 40}})

    assert places(asked(top, commune), commune) == {"": 40}
    assert places(asked(top, commune, year=2028), commune) == {"": 200}


def test_the_givers_own_plan_comes_before_the_one_it_carries_out(world):
    top, commune, committee, _ = world
    divide(make_plan(top), commune, {committee: {"": 10}})
    divide(make_plan(commune), commune, {committee: {"": 12}})

    assert places(asked(commune, committee), committee) == {"": 12}


@pytest.mark.parametrize(("year", "expected"), [(2025, 5), (2026, 6), (2027, None)])
def test_each_year_has_its_own_figures(world, year, expected):
    top, commune, _, _ = world
    for own, many in ((2025, 5), (2026, 6)):
        divide(make_plan(top, year=own), top, {commune: {"": many}}, holds_from=date(own, 1, 20))

    assert places(asked(top, commune, year=year), commune) == (None if expected is None else {"": expected})


def test_figures_of_another_year_are_looked_at_on_its_last_day():
    assert day_of_year(2026, DAY) == DAY
    assert day_of_year(2025, DAY) == date(2025, 12, 31)
    assert years_around(2026) == [2027, 2026, 2025, 2024, 2023, 2022]


def test_the_ratio_is_that_of_the_plan_the_quota_comes_from(world):
    top, commune, _, _ = world
    version = make_plan(top, pool_ratio_min=Decimal("1.5"), pool_ratio_max=Decimal(2))
    divide(version, top, {commune: {"": 40}})
    PoolSetting.objects.create(unit=commune, province=commune.province, ratio_min=Decimal(3))

    found = asked(top, commune)
    wanted = wanted_of(found.of[commune.pk], found.ratio_plan, settings_of(commune))

    assert wanted.bounds == Bounds(Decimal("1.5"), Decimal(2))
    assert (wanted.plan.unit_name, wanted.setting) == (top.name, None)


def test_else_of_the_nearest_plan_above_that_names_one(world):
    top, commune, committee, _ = world
    make_plan(top, pool_ratio_min=Decimal("1.5"))
    divide(make_plan(commune), commune, {committee: {"": 10}})

    found = asked(commune, committee)
    wanted = wanted_of(found.of[committee.pk], found.ratio_plan, settings_of(committee))

    assert (wanted.bounds, wanted.plan.unit_id) == (Bounds(Decimal("1.5")), top.pk)


def test_else_of_the_nearest_setting_and_else_nobodys(world):
    top, commune, _, _ = world
    found = asked(top, commune)

    nobody = wanted_of(None, found.ratio_plan, settings_of(commune))
    PoolSetting.objects.create(unit=top, province=top.province, ratio_max=Decimal(2), document_number="6-HD")
    somebody = wanted_of(None, found.ratio_plan, settings_of(commune))

    assert (nobody.bounds, nobody.plan, nobody.setting) == (Bounds(), None, None)
    assert (somebody.bounds, somebody.setting.unit_id) == (Bounds(None, Decimal(2)), top.pk)
    assert somebody.setting.document_number == "6-HD"


def test_an_adjusted_plan_counts_as_adjusted(world):
    from nguon.models import PlanVersion

    first = make_plan(world[1], places=30)
    kept = {each.name: getattr(first, each.name) for each in PlanVersion._meta.fields if each.name != "id"}
    later = PlanVersion.objects.create(**kept | {"ordinal": 2, "holds_from": date(2026, 3, 1)})
    Target.objects.create(version=later, ordinal=1, measure="admissions", minimum=33, maximum=33, whole=True)

    assert places(asked(world[0], world[1]), world[1]) == {"": 33}
    assert places(asked(world[0], world[1], day=date(2026, 2, 1)), world[1]) == {"": 30}


def test_a_plan_opens_only_for_who_reaches_it(world, by):
    top, commune, _, _ = world
    divide(make_plan(top), top, {commune: {"": 40}})
    near, far = by(holder(Role.ORGANISATION_OFFICER, top)), by(holder(Role.ORGANISATION_OFFICER, commune))

    assert [asked(top, commune, by=each).of[commune.pk].plan.opens for each in (near, far)] == [True, False]


@pytest.mark.parametrize("count", [1, 4])
def test_two_questions_whatever_the_number_of_units(world, count, django_assert_num_queries):
    top = world[0]
    version = make_plan(top)
    units = [make_unit(parent=top) for _ in range(count)]
    divide(version, top, {each: {"": 3, "women": 1} for each in units})

    with django_assert_num_queries(2):
        assert len(asked(top, *units).of) == count + 1


def test_moments_of_issue_decide_between_allocations_of_one_day(world):
    top, commune, _, _ = world
    version = make_plan(top)
    divide(version, top, {commune: {"": 1}}, issued_at=NOON.replace(hour=9))
    divide(version, top, {commune: {"": 2}}, issued_at=NOON.replace(hour=3))

    assert places(asked(top, commune), commune) == {"": 1}
