"""What a plan page adds up, asked without a screen."""

from decimal import Decimal

import pytest

from nguon.models import Plan, PlanReceipt
from nguon.queries.plan_page import Coverage, below_rows, coverage, receipt_of, units_below
from nguon.rules.roles import Role
from tests.factories import DAY, days, holder, make_plan, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return make_plan(make_unit("Huyện ủy"), places=40)


@pytest.fixture
def officer(version, by):
    return by(holder(Role.ORGANISATION_OFFICER, version.plan.unit))


def carry(version, unit, places):
    made = make_plan(unit, places=places)
    Plan.objects.filter(pk=made.plan_id).update(carries_out=version.plan)
    return made.plan


def test_without_an_allocation_or_plans_below_only_the_target_stands(officer, version):
    found = coverage(officer, version.plan, version, DAY)

    assert (found.target, found.allotted, found.planned, found.units, found.with_plan) == (40, None, None, 0, 0)
    assert found.percent(found.target) == 100


def test_plans_below_are_added_up_and_withdrawn_ones_left_out(officer, version):
    first, second = (make_unit(parent=version.plan.unit) for _ in range(2))
    carry(version, first, 7)
    Plan.objects.filter(pk=carry(version, second, 9).pk).update(withdrawn_on=DAY)

    found = coverage(officer, version.plan, version, DAY)

    assert (found.planned, found.with_plan) == (7, 1)
    assert list(units_below(officer, version.plan, DAY)) == [first]


def test_a_row_says_how_many_plans_carry_out_the_unit_s_own(officer, version):
    unit = make_unit(parent=version.plan.unit)
    plan = carry(version, unit, 7)
    Plan.objects.filter(pk=make_plan(make_unit(parent=unit)).plan_id).update(carries_out=plan)

    (row,) = below_rows(officer, version.plan, DAY, [unit])

    assert (row.planned, row.carried_out_by, row.short) == (7, 1, None)
    assert below_rows(officer, version.plan, DAY, []) == []


def test_bars_have_a_length_even_when_nothing_is_known():
    nothing = Coverage(target=None, allotted=None, planned=None, units=0, with_plan=0, whole=True)

    assert (nothing.top, nothing.percent(None), nothing.percent(Decimal(1))) == (1, 0, 100)


def test_the_receipt_is_that_of_a_unit_one_works_at(version, by):
    below = make_unit(parent=version.plan.unit)
    sent = PlanReceipt.objects.create(
        plan=version.plan, version=version, unit=below, path=below.path, province=below.province, sent_on=DAY - days(1)
    )

    assert receipt_of(by(holder(Role.GRASSROOTS_OFFICER, below)), version.plan) == sent
    assert receipt_of(by(holder(Role.ORGANISATION_OFFICER, version.plan.unit)), version.plan) is None
