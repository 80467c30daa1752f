"""Which units a scope names, and which wording of a plan holds on a day."""

from datetime import date

import pytest

from nguon.models import PlanVersion
from nguon.queries.binding import is_bound, units_bound, versions_on
from nguon.regulations.load import kinds_on
from nguon.rules.offices import Scope
from tests.factories import DAY, NOON, make_plan, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def units():
    province = make_unit("Tỉnh ủy")
    committee = make_unit("Đảng ủy", parent=province, kind="grassroots_committee")
    single = make_unit("Chi bộ cơ sở", parent=province, kind="grassroots_branch")
    branch = make_unit("Chi bộ", parent=committee, kind="branch")
    return [province, committee, branch, single]


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Scope.ISSUER, ["Tỉnh ủy"]),
        (Scope.DIRECT, ["Đảng ủy", "Chi bộ cơ sở"]),
        (Scope.GRASSROOTS, ["Đảng ủy", "Chi bộ cơ sở"]),
        (Scope.GRASSROOTS_COMMITTEES, ["Đảng ủy"]),
        (Scope.GRASSROOTS_BRANCHES, ["Chi bộ cơ sở"]),
        (Scope.BRANCHES, ["Chi bộ", "Chi bộ cơ sở"]),
        (Scope.ALL_BELOW, ["Đảng ủy", "Chi bộ", "Chi bộ cơ sở"]),
        (Scope.SELECTED, []),
        ("", []),
    ],
)
def test_a_scope_names_units_in_the_order_given(units, scope, names):
    found = units_bound(scope, units, issuer_id=units[0].pk, kinds=kinds_on(DAY))

    assert [each.name for each in found] == names


def test_the_chosen_ones_may_include_the_issuer(units):
    found = units_bound(
        Scope.SELECTED, units, issuer_id=units[0].pk, kinds=kinds_on(DAY), selected={units[0].pk, units[2].pk}
    )

    assert [each.name for each in found] == ["Tỉnh ủy", "Chi bộ"]


def test_a_kind_no_list_knows_is_named_by_place_only(units):
    units[1].kind = "forgotten"

    kinds = kinds_on(DAY)
    assert not is_bound(Scope.GRASSROOTS, units[1], issuer_id=units[0].pk, kinds=kinds)
    assert is_bound(Scope.DIRECT, units[1], issuer_id=units[0].pk, kinds=kinds)


def test_the_latest_wording_that_holds_on_the_day_counts_and_the_first_before_any_does(
    units, django_assert_num_queries
):
    first = make_plan(units[0], year=2026)
    second = PlanVersion.objects.create(
        plan=first.plan, ordinal=2, title="Điều chỉnh", period_from=first.period_from, period_until=first.period_until,
        holds_from=date(2026, 6, 1), province=first.province, issued_by=first.issued_by, issued_at=NOON,
    )  # fmt: skip
    other = make_plan(units[1])

    def of(day):
        return versions_on([first.plan_id], on=day)[first.plan_id]

    assert [of(day) for day in (date(2025, 1, 1), date(2026, 5, 31), date(2026, 6, 1))] == [first, first, second]
    with django_assert_num_queries(1):
        assert versions_on([first.plan_id, other.plan_id, 999_999], on=DAY) == {
            first.plan_id: first,
            other.plan_id: other,
        }
