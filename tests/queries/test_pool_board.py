"""The board: rows, sums, order, overlaps, reach, another day; the same few questions at every level."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from nguon.models import ListChange, Person, PersonGroup, Unit
from nguon.queries.access import system_reach
from nguon.queries.pool_board import SORTS, Asked, in_order, pool_board, start_of, thin_pool
from nguon.rules.errors import NotReached
from nguon.rules.plan_terms import GROUPS
from nguon.rules.pool_ratio import State
from nguon.rules.roles import Role
from tests.factories import DAY, appoint, holder, make_plan, make_unit, make_user
from tests.pool_world import divide, make_certificate, make_commune, make_person, put_on

pytestmark = pytest.mark.django_db
TODAY = Asked(DAY, 2026)
COMPARED = ("women", "youth", "ethnic_minority")


def listed(unit, on_list, *groups, on=DAY):
    person = make_person(unit)
    for group in groups:
        PersonGroup.objects.create(person=person, group=group, path=unit.path, province=unit.province)
    put_on(person, on_list, on=on)
    return person


@pytest.fixture
def world():
    """(province, commune, committee, three branches): quotas 2 (women 1), 1, none; on list 3: 2 (a woman), 3, 1."""
    top, commune, committee, branches = make_commune()
    version = make_plan(top, places=10, pool_ratio_min=Decimal("1.5"), pool_ratio_max=Decimal(2))
    divide(version, top, {commune: {"": 10}})
    divide(version, commune, {committee: {"": 4, "women": 2}})
    divide(version, committee, {branches[0]: {"": 2, "women": 1}, branches[1]: {"": 1, "women": 0}})
    listed(branches[0], 3, "women")
    listed(branches[0], 3)
    for _ in range(3):
        listed(branches[1], 3, "youth", "women")
    listed(branches[2], 3)
    listed(branches[2], 2)
    return top, commune, committee, branches


def board(unit, asked=TODAY, by=None):
    return pool_board(by or system_reach("test", on=DAY), unit.pk, asked)


def row(found, unit):
    return next(each for each in found.rows if each.unit.pk == unit.pk)


@pytest.mark.shows("beyond-2")
@pytest.mark.shows("feature-55")
def test_each_unit_below_has_quota_lists_ratio_and_how_many_are_to_be_found(world):
    _, _, committee, (thin, over, without) = world

    found = board(committee)

    assert [each.unit.name for each in found.rows] == ["Chi bộ 1", "Chi bộ 2", "Chi bộ 3"]
    figures = {each.unit.pk: each.figures for each in found.rows}
    assert (figures[thin.pk].quota, figures[thin.pk].ratio, figures[thin.pk].to_find) == (2, Decimal(1), 1)
    assert (figures[over.pk].state, figures[over.pk].too_many) == (State.OVER, 1)
    assert (figures[without.pk].state, figures[without.pk].pool) == (State.NO_QUOTA, 1)
    assert row(found, without).on(2) == 1
    assert found.states == {State.THIN: 1, State.ENOUGH: 0, State.OVER: 1, State.NO_QUOTA: 1}


def test_sub_targets_are_columns_with_no_upper_bound(world):
    found = board(world[2])

    assert found.columns == ("women",)
    assert row(found, world[3][0]).groups["women"].to_find == 1
    assert row(found, world[3][1]).groups["women"].state is State.ENOUGH


def test_the_total_adds_up_what_is_to_be_found_unit_by_unit(world):
    found = board(world[2])

    assert (found.total.figures.quota, found.total.figures.pool) == (3, 6)
    assert (found.total.figures.to_find, found.total.figures.too_many) == (1, 1)
    assert found.total.figures.ratio == Decimal(5) / 3  # whom no quota is held against is left out
    assert found.total.counts.lists == {1: 0, 2: 1, 3: 6}
    assert found.whole.figures.quota == 4


@pytest.mark.parametrize(("lists", "pool"), [((3,), 1), ((2, 3), 2), ((1, 2, 3), 2)])
def test_which_lists_count_is_a_choice(world, lists, pool):
    found = board(world[2], Asked(DAY, 2026, lists=lists))

    assert row(found, world[3][2]).figures.pool == pool


def test_one_group_alone(world):
    found = board(world[2], Asked(DAY, 2026, group="women"))

    assert [each.figures.pool for each in found.rows] == [1, 3, 0]
    assert [each.figures.quota for each in found.rows] == [1, 0, None]


def test_one_level_down_the_same_figures_stand_as_the_unit_itself(world):
    above, below = board(world[1]), board(world[2])

    assert row(above, world[2]).figures == below.whole.figures
    assert row(above, world[2]).counts == below.whole.counts
    assert [each.name for each in below.above] == ["Tỉnh ủy Thử Nghiệm", "Đảng ủy xã Thử Nghiệm"]


def test_a_branch_has_no_rows(world):
    found = board(world[3][0])

    assert (found.rows, found.own) == ((), None)
    assert found.whole.figures.to_find == 1


def test_who_stands_at_the_unit_itself_has_a_row_without_quota(world):
    listed(world[2], 3)

    found = board(world[2])

    assert (found.own.figures.state, found.own.figures.pool) == (State.NO_QUOTA, 1)
    assert found.total.figures.pool == found.whole.figures.pool == 7


def test_a_unit_closed_long_ago_is_left_out_unless_somebody_still_stands_there(world):
    empty, held = (make_unit(f"Chi bộ cũ {at}", parent=world[2], kind="branch") for at in (1, 2))
    listed(held, 3)
    Unit.objects.filter(pk__in=(empty.pk, held.pk)).update(closed_on=date(2026, 2, 1))

    names = [each.unit.name for each in board(world[2]).rows]

    assert names == ["Chi bộ 1", "Chi bộ 2", "Chi bộ 3", "Chi bộ cũ 2"]


def test_on_another_day_the_lists_of_that_day_are_held_against_the_quotas(world):
    branch = world[3][0]
    person = make_person(branch)
    put_on(person, 3, on=date(2026, 2, 1))
    ListChange.objects.filter(unit=branch, on=DAY).update(on=date(2026, 2, 10))

    on_day = {day: row(board(world[2], Asked(day, 2026)), branch) for day in (date(2026, 2, 5), date(2026, 2, 10))}

    assert [each.figures.pool for each in on_day.values()] == [1, 3]
    assert [each.lasting for each in on_day.values()] == [None, None]
    assert board(world[2], Asked(date(2026, 2, 5), 2026)).pairs()[0].many == 0


def test_months_ahead_only_certificates_that_last_count(world):
    branch = world[3][1]
    for person, issued in zip(Person.objects.filter(unit=branch), (2021, 2022, 2025), strict=True):
        make_certificate(person, issued_on=date(issued, 6, 20))

    found = row(board(world[2]), branch)

    assert (found.figures.pool, found.lasting) == (3, 2)
    assert board(world[2]).whole.lasting == board(world[2]).total.lasting == 2


@pytest.mark.shows("beyond-4")
def test_overlaps_add_up(world):
    top, _, _, branches = world
    chance = Random(7)
    for _ in range(30):
        listed(chance.choice(branches), chance.choice((2, 3)), *chance.sample(COMPARED, chance.randint(0, 3)))
    version = make_plan(top, places=5)
    divide(version, top, {world[1]: {"": 5, "women": 2, "youth": 2, "ethnic_minority": 1}})

    found = board(top)
    pairs, triples = found.pairs(), found.pairs(3)

    assert found.compared == COMPARED
    singles = sum(found.in_all((group,)) for group in COMPARED)
    # Whoever belongs to two is counted twice among the singles, to three thrice: in and out again.
    assert found.in_any() == singles - sum(each.many for each in pairs) + sum(each.many for each in triples)
    assert found.in_all(()) == found.whole.figures.pool
    assert [found.in_all((group,)) for group in COMPARED] == [found.whole.groups[each].pool for each in COMPARED]


@pytest.mark.parametrize("seed", range(3))
def test_the_sums_equal_a_plain_recount(seed):
    chance = Random(seed)
    top, commune, committee, branches = make_commune(4)
    branches.append(make_unit("Chi bộ xã", parent=commune, kind="branch"))
    version = make_plan(top, places=30, pool_ratio_min=Decimal("1.5"), pool_ratio_max=Decimal(2))
    shares = {each: {"": chance.randint(0, 4)} for each in branches if chance.random() < 0.8}
    divide(version, committee, shares)
    for _ in range(40):
        listed(chance.choice(branches), chance.randint(1, 3), *chance.sample(COMPARED, chance.randint(0, 2)))

    for unit in (top, commune, committee):
        found = board(unit, Asked(DAY, 2026, lists=(2, 3)))
        inside = [each for each in Person.objects.all() if each.path.startswith(unit.path)]
        assert found.whole.figures.pool == sum(each.listed in {2, 3} for each in inside)
        assert found.total.figures.pool == found.whole.figures.pool
        for on in (1, 2, 3):
            assert found.total.on(on) == sum(each.listed == on for each in inside)
        assert found.total.figures.to_find == sum(each.figures.to_find for each in found.rows)
    for each in board(committee).rows:
        quota = shares.get(each.unit, {}).get("")
        own = sum(person.listed == 3 and person.unit_id == each.unit.pk for person in Person.objects.all())
        wanted = -(-quota * 3 // 2) if quota is not None else 0
        assert (each.figures.quota, each.figures.pool, each.figures.to_find) == (quota, own, max(0, wanted - own))


@pytest.mark.parametrize("key", SORTS)
@pytest.mark.parametrize("falling", [False, True])
def test_every_order_sorts_and_keeps_the_order_of_names_among_equals(world, key, falling):
    for _ in range(6):
        make_unit(parent=world[2], kind="branch")
    order = f"-{key}" if falling else key
    found = board(world[2], Asked(DAY, 2026, order=order))
    again = board(world[2], Asked(DAY, 2026, order=order))

    assert [each.unit.pk for each in found.rows] == [each.unit.pk for each in again.rows]
    values = {
        "chi_tieu": lambda each: each.figures.quota,
        "ds1": lambda each: each.on(1),
        "ds2": lambda each: each.on(2),
        "ds3": lambda each: each.on(3),
        "nguon": lambda each: each.figures.pool,
        "ty_le": lambda each: each.figures.ratio,
        "tim": lambda each: each.figures.to_find if each.figures.quota is not None else None,
        "con_han": lambda each: each.lasting,
    }.get(key)
    names = [each.unit.sort_key for each in found.rows]
    if values is None:
        assert names == sorted(names, reverse=falling)
        return
    shown = [values(each) for each in found.rows]
    known = [each for each in shown if each is not None]
    assert shown == known + [None] * (len(shown) - len(known))
    assert known == sorted(known, reverse=falling)
    for one, other in pairwise(found.rows):
        if values(one) == values(other):
            assert one.unit.sort_key < other.unit.sort_key


def test_with_fewer_than_two_sub_targets_the_usual_groups_are_compared(world):
    found = board(world[2])

    assert found.compared == COMPARED
    assert {each.groups: each.many for each in found.pairs()} == {
        ("women", "youth"): 3,
        ("women", "ethnic_minority"): 0,
        ("youth", "ethnic_minority"): 0,
    }


def test_by_a_sub_target_what_is_to_be_found_of_it(world):
    found = board(world[2], Asked(DAY, 2026, order="-women"))

    assert [each.groups["women"].to_find for each in found.rows] == [1, 0, 0]
    assert in_order([], TODAY) == []


def test_all_groups_have_words_for_their_columns():
    assert set(COMPARED) <= set(GROUPS)


def test_who_sees_no_figures_there_is_told_that_there_is_none(world, by):
    stranger = by(holder(Role.ORGANISATION_OFFICER, make_unit("Tỉnh ủy Khác")))
    secretary = by(holder(Role.BRANCH_SECRETARY, world[3][0]))

    for who, unit in ((stranger, world[2]), (secretary, world[3][1]), (secretary, world[2])):
        with pytest.raises(NotReached):
            board(unit, by=who)
    with pytest.raises(NotReached):
        pool_board(stranger, 987_654_321, TODAY)


def test_a_standing_board_member_sees_the_areas_in_their_charge_only(world, by):
    other = make_unit("Đảng ủy xã Khác", parent=world[0])
    listed(make_unit("Chi bộ Khác", parent=other, kind="branch"), 3)
    user = make_user()
    appoint(user, Role.STANDING_BOARD_MEMBER, world[0], areas=(world[1],))

    found = board(world[0], by=by(user))

    assert [each.unit.pk for each in found.rows] == [world[1].pk]
    assert found.whole.figures.pool == found.total.figures.pool == 6
    assert (found.whole.quota, found.rows[0].figures.quota) == (None, 10)
    with pytest.raises(NotReached):
        board(other, by=by(user))


def test_the_way_to_an_area_further_down_is_open_without_a_quota_for_its_part(world, by):
    user = make_user()
    appoint(user, Role.STANDING_BOARD_MEMBER, world[0], areas=(world[3][0], world[3][1]))

    found = board(world[0], by=by(user))
    further = board(world[2], by=by(user))

    assert (found.rows[0].figures.pool, found.rows[0].quota) == (5, None)
    assert [(each.unit.pk, each.figures.quota) for each in further.rows] == [(world[3][0].pk, 2), (world[3][1].pk, 1)]
    assert [each.pk for each in further.above] == [world[0].pk, world[1].pk]


def test_the_way_down_begins_where_the_person_may_enter(world, by):
    officer = by(holder(Role.GRASSROOTS_OFFICER, world[2]))

    assert board(world[3][0], by=officer).above == (world[2],)
    assert start_of(officer) == world[2].pk


def test_the_board_begins_at_the_first_role_that_sees_figures(world, by):
    user = holder(Role.ADMINISTRATOR, world[0])
    with pytest.raises(NotReached):
        start_of(by(user))
    appoint(user, Role.BRANCH_SECRETARY, world[3][2], starts_on=date(2026, 1, 1))

    assert start_of(by(user)) == world[3][2].pk


@pytest.mark.parametrize("more", [0, 5])
@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_the_same_few_questions_at_every_level(world, more, level, django_assert_max_num_queries):
    unit = (*world[:3], world[3][0])[level]
    for _ in range(more if level < 3 else 0):
        made = make_unit(parent=unit, kind="branch")
        listed(made, 3, "women")

    with django_assert_max_num_queries(6):
        board(unit)
    with django_assert_max_num_queries(7):
        board(unit, Asked(date(2026, 3, 1), 2026))


def test_a_thin_pool_is_told_in_numbers_to_who_has_units_below(world, by):
    found = thin_pool(by(holder(Role.GRASSROOTS_OFFICER, world[2])))

    assert (found.unit_id, found.units, found.to_find) == (world[2].pk, 1, 1)


def test_a_pool_that_is_enough_is_no_news(world, by):
    listed(world[3][0], 3)

    assert thin_pool(by(holder(Role.GRASSROOTS_OFFICER, world[2]))) is None
    assert thin_pool(by(holder(Role.INSPECTION_OFFICER, make_unit("Tỉnh ủy Khác")))) is None


def test_nobody_else_is_asked_for(world, by, django_assert_num_queries):
    for role in (Role.BRANCH_SECRETARY, Role.ADMINISTRATOR, Role.MASS_ORGANISATION_OFFICER):
        reader = by(holder(role, world[3][0]))
        with django_assert_num_queries(0):
            assert thin_pool(reader) is None


def test_the_line_costs_five_questions(world, by, django_assert_max_num_queries):
    reader = by(holder(Role.GRASSROOTS_OFFICER, world[2]))

    with django_assert_max_num_queries(5):
        thin_pool(reader)


def test_the_bare_board_holds_the_same_figures(world):
    bare = pool_board(system_reach("test", on=DAY), world[2].pk, TODAY, bare=True)

    assert [each.figures for each in bare.rows] == [each.figures for each in board(world[2]).rows]
