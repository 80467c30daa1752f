"""Figures below a unit: each person once in the lists, once in each group, whatever the depth, the reach and the day."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from nguon.models import Person, PersonGroup, Unit
from nguon.queries.access import system_reach
from nguon.queries.pool_counts import NOBODY, counts_below, standing_on, together_below
from nguon.rules.errors import NotReached
from nguon.rules.pool_lists import listed_on
from nguon.rules.roles import Role
from tests.factories import DAY, appoint, holder, make_unit, make_user
from tests.pool_world import make_certificate, make_commune, make_person, make_resolution, put_on

pytestmark = pytest.mark.django_db
GROUPS = ("women", "youth", "ethnic_minority")
YEAR_END = date(2026, 12, 31)


def tag(person, *groups):
    PersonGroup.objects.bulk_create(
        PersonGroup(person=person, group=group, path=person.path, province=person.province) for group in groups
    )
    return person


def listed(unit, on_list, *groups, on=DAY):
    person = tag(make_person(unit), *groups)
    put_on(person, on_list, on=on)
    return person


@pytest.fixture
def world():
    """(province, commune, committee, three branches) with: branch 1: lists 1, 3 (woman), 3 (woman, youth); branch 2: list 2."""
    top, commune, committee, branches = make_commune()
    listed(branches[0], 1)
    listed(branches[0], 3, "women")
    listed(branches[0], 3, "women", "youth")
    listed(branches[1], 2, "youth")
    make_person(branches[2])
    return top, commune, committee, branches


def itself(on=DAY):
    return system_reach("test", on=on)


def test_each_child_has_its_figures_and_the_whole_their_sum(world):
    _, _, committee, (first, second, third) = world

    found = counts_below(itself(), committee, DAY)

    assert found.whole.lists == {1: 1, 2: 1, 3: 2}
    assert found.of(first.pk).lists == {1: 1, 3: 2}
    assert found.of(second.pk).lists == {2: 1}
    assert found.of(third.pk) == NOBODY
    assert found.own == NOBODY


def test_a_person_of_two_groups_stands_once_in_each_and_once_in_the_lists(world):
    found = counts_below(itself(), world[2], DAY).whole

    assert found.groups == {"women": {3: 2}, "youth": {2: 1, 3: 1}}
    assert (found.on((3,)), found.on((3,), "women"), found.on((2, 3), "youth"), found.on((1, 2, 3))) == (2, 2, 2, 4)


def test_groups_asked_for_alone_and_none_at_all(world):
    some = counts_below(itself(), world[2], DAY, groups=("youth",))
    none = counts_below(itself(), world[2], DAY, groups=())

    assert set(some.whole.groups) == {"youth"}
    assert none.whole.groups == {}
    assert some.whole.lists == none.whole.lists


def test_a_hand_in_keeps_them_as_json(world):
    assert counts_below(itself(), world[2], DAY).whole.as_json() == {
        "lists": {"1": 1, "2": 1, "3": 2},
        "groups": {"1": {}, "2": {"youth": 1}, "3": {"women": 2, "youth": 1}},
    }


def test_a_branch_has_its_own_figures_and_no_children(world):
    found = counts_below(itself(), world[3][0], DAY)

    assert found.own.lists == found.whole.lists == {1: 1, 3: 2}
    assert found.children == {}


def test_who_stands_at_a_unit_that_has_units_below_counts_as_its_own(world):
    committee = world[2]
    listed(committee, 3)

    found = counts_below(itself(), committee, DAY)

    assert found.own.lists == {3: 1}
    assert found.whole.lists[3] == 3


def test_records_merged_away_or_withdrawn_do_not_count(world):
    branch = world[3][0]
    gone, merged = listed(branch, 3, "women"), listed(branch, 3, "women")
    Person.objects.filter(pk=gone.pk).update(withdrawn_at="2026-03-01T00:00Z")
    Person.objects.filter(pk=merged.pk).update(merged_into=make_person(branch))

    for day in (DAY, DAY - timedelta(0), DAY + timedelta(1)):
        found = counts_below(itself(), world[2], day)
        assert (found.whole.lists[3], found.whole.groups["women"][3]) == (2, 2)


def test_a_neighbour_does_not_count_though_its_path_begins_alike(world):
    other = make_unit("Đảng ủy xã Khác", parent=world[0])
    listed(make_unit("Chi bộ Khác", parent=other, kind="branch"), 3)

    assert counts_below(itself(), world[1], DAY).whole.lists[3] == 2
    assert counts_below(itself(), world[0], DAY).of(other.pk).lists == {3: 1}


def test_on_another_day_the_lists_of_that_day_count(world):
    branch = world[3][1]
    person = make_person(branch)
    put_on(person, 1, on=date(2025, 10, 1))
    put_on(person, 3, on=date(2026, 2, 1))

    lists = [counts_below(itself(), branch, day).whole.lists for day in (date(2025, 9, 30), date(2025, 10, 1), DAY)]

    assert lists == [{}, {1: 1}, {2: 1, 3: 1}]


def test_of_two_changes_on_one_day_the_rules_say_which_came_last(world):
    branch, on = world[3][2], date(2026, 1, 5)
    person = make_person(branch)
    put_on(person, 2, on=on, resolution=make_resolution(branch, on=on, number="10-NQ/CB"))
    put_on(person, 1, on=on, resolution=make_resolution(branch, on=on, number="9-NQ/CB"))

    found = counts_below(itself(), branch, on)

    assert found.whole.lists == {2: 1}


def test_a_withdrawn_resolution_counts_on_no_day(world):
    branch = world[3][2]
    change = put_on(make_person(branch), 3, on=date(2026, 1, 5))
    change.resolution.withdrawn_at = "2026-02-01T00:00Z"
    change.resolution.save(update_fields=["withdrawn_at"])

    assert counts_below(itself(), branch, date(2026, 1, 6)).whole.lists == {}


def test_who_moved_away_since_counts_where_they_stood_on_that_day(world):
    one, _, other = world[3]
    person = make_person(one)
    put_on(person, 1, on=date(2026, 1, 5))
    person.unit, person.path = other, other.path
    person.save(update_fields=["unit", "path"])
    put_on(person, 2, on=date(2026, 3, 1))

    before = counts_below(itself(), world[2], date(2026, 2, 1))
    after = counts_below(itself(), world[2], date(2026, 3, 2))

    assert (before.of(one.pk).lists, before.of(other.pk)) == ({1: 1}, NOBODY)
    assert (after.of(one.pk), after.of(other.pk).lists) == (NOBODY, {2: 1})


@pytest.mark.parametrize("seed", range(4))
def test_sums_equal_a_plain_recount_at_every_level_and_on_every_day(seed):
    chance = Random(seed)
    top, commune, committee, branches = make_commune(3)
    branches.append(make_unit("Chi bộ xã", parent=commune, kind="branch"))
    days = [date(2025, 6, 1) + timedelta(40 * step) for step in range(6)]
    for _ in range(25):
        person = tag(make_person(chance.choice(branches)), *chance.sample(GROUPS, chance.randint(0, 3)))
        for day in sorted(chance.sample(days, chance.randint(0, 3))):
            to_list = chance.choice([each for each in range(4) if each != person.listed])
            change = {"reason": "other"} if not to_list else {}
            _put(person, to_list, day, **change)

    for unit in (top, commune, committee, *branches):
        for day in (*days, DAY):
            found = counts_below(itself(), unit, day)
            lists, groups = _recount(unit, day)
            assert dict(found.whole.lists) == lists
            assert {
                (group, on): many for group, own in found.whole.groups.items() for on, many in own.items()
            } == groups
            for child in Unit.objects.filter(parent=unit):
                assert dict(found.of(child.pk).lists) == _recount(child, day)[0]


def _put(person, to_list, day, **change):
    from nguon.models import ListChange

    resolution = make_resolution(person.unit, on=day)
    ListChange.objects.create(
        person=person, unit=person.unit, path=person.path, province=person.province, resolution=resolution,
        from_list=person.listed, to_list=to_list, on=day, recorded_at=resolution.recorded_at, **change,
    )  # fmt: skip
    person.listed = to_list
    person.save(update_fields=["listed"])


def _recount(unit, day):
    """By the plainest loop: the last change of each person up to the day, at or below the unit."""
    lists, groups = Counter(), Counter()
    for person in Person.objects.all():
        last = person.list_changes.filter(on__lte=day).order_by("on", "pk").last()
        if last and last.to_list and last.path.startswith(unit.path):
            lists[last.to_list] += 1
            for each in person.groups.all():
                groups[each.group, last.to_list] += 1
    return dict(lists), dict(groups)


def test_figures_of_another_day_are_those_of_the_rules(world):
    from nguon.models import ListChange
    from nguon.queries.list_changes import changes_of

    rows = ListChange.objects.select_related("resolution")
    rules = {person: stood.on_list for person, stood in listed_on(changes_of(rows), DAY).items()}

    assert {person: stood[1] for person, stood in standing_on(itself(), world[0], DAY).items()} == rules


def test_who_sees_no_figures_of_the_unit_is_told_that_there_is_none(world, by):
    stranger = holder(Role.ORGANISATION_OFFICER, make_unit("Tỉnh ủy Khác"))
    administrator = holder(Role.ADMINISTRATOR, world[0])

    for user in (stranger, administrator):
        with pytest.raises(NotReached):
            counts_below(by(user), world[1], DAY)


def test_a_secretary_sees_the_own_branch_only(world, by):
    secretary = by(holder(Role.BRANCH_SECRETARY, world[3][0]))

    assert counts_below(secretary, world[3][0], DAY).whole.lists == {1: 1, 3: 2}
    with pytest.raises(NotReached):
        counts_below(secretary, world[3][1], DAY)


def test_a_member_of_the_standing_board_sees_the_areas_in_their_charge(world, by):
    other = make_unit("Đảng ủy xã Khác", parent=world[0])
    listed(make_unit("Chi bộ Khác", parent=other, kind="branch"), 3)
    user = make_user()
    appoint(user, Role.STANDING_BOARD_MEMBER, world[0], areas=(world[1],))

    for day in (DAY, DAY + timedelta(1)):
        found = counts_below(by(user), world[0], day)
        assert found.whole.lists == {1: 1, 2: 1, 3: 2}
        assert found.of(other.pk) == NOBODY


@pytest.mark.parametrize("more", [0, 3])
def test_the_number_of_questions_does_not_grow(world, more, django_assert_num_queries):
    for _ in range(more):
        listed(make_unit(parent=world[2], kind="branch"), 3, "women")

    with django_assert_num_queries(3):
        counts_below(itself(), world[2], DAY)
    with django_assert_num_queries(3):
        counts_below(itself(), world[2], DAY - timedelta(1))


def together(unit, groups=GROUPS, last=YEAR_END):
    children = dict(Unit.objects.filter(parent=unit).values_list("path", "pk"))
    return together_below(itself(), unit, children, groups, last)


def test_figures_taken_together_are_the_same_figures(world):
    found = together(world[2])
    apart = counts_below(itself(), world[2], DAY, GROUPS)

    assert {pk: counts.as_json() for pk, counts in found.below.children.items()} == {
        pk: counts.as_json() for pk, counts in apart.children.items()
    }
    assert found.below.whole.as_json() == apart.whole.as_json()


def test_what_groups_have_in_common_adds_up_to_the_lists_and_to_each_group(world):
    found = together(world[0])

    assert found.combined == {
        (frozenset(), 1): 1,
        (frozenset({"women"}), 3): 1,
        (frozenset({"women", "youth"}), 3): 1,
        (frozenset({"youth"}), 2): 1,
    }
    for group in GROUPS:
        own = sum(many for (inside, _), many in found.combined.items() if group in inside)
        assert own == found.below.whole.on((1, 2, 3), group)


def test_a_certificate_that_lapses_before_the_day_asked_lasts_no_longer(world):
    branch = world[3][0]
    first, second = Person.objects.filter(unit=branch, listed=3).order_by("pk")
    lapses = make_certificate(first, issued_on=date(2021, 12, 20)).valid_until
    make_certificate(second, issued_on=date(2022, 2, 1))

    days = (lapses - timedelta(1), lapses, YEAR_END, date(2027, 6, 1))
    found = [together(world[2], last=day).lasting for day in days]

    assert [each.get(world[2].pk, 0) for each in found] == [2, 1, 1, 0]
    assert found[2][branch.pk] == 1


def test_a_revoked_certificate_or_one_of_another_kind_does_not_last(world):
    first, second = Person.objects.filter(unit=world[3][0], listed=3).order_by("pk")
    make_certificate(first, revoked_on=DAY)
    make_certificate(second, kind="new_member")

    assert together(world[2]).lasting[world[2].pk] == 0


def test_a_certificate_without_end_lasts(world):
    person = Person.objects.filter(unit=world[3][0], listed=3).first()
    certificate = make_certificate(person)
    certificate.valid_until = None
    certificate.save(update_fields=["valid_until"])

    assert together(world[2], last=date(2060, 1, 1)).lasting[world[2].pk] == 1


@pytest.mark.parametrize("more", [0, 3])
def test_taken_together_it_is_two_questions(world, more, django_assert_num_queries):
    for _ in range(more):
        listed(make_unit(parent=world[2], kind="branch"), 3, "women")
    children = dict(Unit.objects.filter(parent=world[2]).values_list("path", "pk"))

    with django_assert_num_queries(2):
        together_below(itself(), world[2], children, GROUPS, YEAR_END)
