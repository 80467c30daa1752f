"""Who is listed, in which order, with how many questions; who keeps whom."""

import pytest

from nguon.models import SignIn
from nguon.queries.access import reach, system_reach
from nguon.queries.accounts import (
    account_page,
    account_rows,
    areas_to_choose,
    holders_of,
    keeps,
    opens,
    roles_to_give,
    unit_named,
    units_to_choose,
)
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action, Role
from tests.factories import DAY, NOON, appoint, days, holder, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """A province with two communes: (top, commune, other commune)."""
    top = make_unit("Đảng bộ tỉnh")
    return top, make_unit("Đảng ủy xã A", parent=top), make_unit("Đảng ủy xã B", parent=top)


def names(rows):
    return [user.full_name for user in rows]


def test_people_stand_in_the_order_of_given_names_and_only_those_within_reach(tree, by):
    _, commune, other = tree
    for full_name in ("Trần Thị Ánh", "Võ Văn Đạt", "Lê An", "Ngô Đức Ân"):
        holder(Role.BRANCH_SECRETARY, commune, full_name)
    holder(Role.BRANCH_SECRETARY, other, "Không Thấy")
    reader = holder(Role.INSPECTION_OFFICER, commune, "Bùi Văn Xem")

    assert names(account_rows(by(reader))) == ["Lê An", "Trần Thị Ánh", "Ngô Đức Ân", "Võ Văn Đạt", "Bùi Văn Xem"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "anh"}, ["Trần Thị Ánh"]),
        ({"text": "ÁNH"}, ["Trần Thị Ánh"]),
        ({"text": "tran thi"}, ["Trần Thị Ánh"]),
        ({"text": "nguoiso7"}, ["Lê Đóng"]),
        ({"role": Role.GRASSROOTS_OFFICER}, ["Võ Văn Đạt"]),
        ({"standing": "closed"}, ["Lê Đóng"]),
        ({"standing": "none"}, ["Lê Đóng"]),
        ({"text": "khong ai"}, []),
    ],
)
def test_the_list_is_narrowed_without_accents_by_role_and_standing(tree, by, asked, found):
    top, commune, _ = tree
    holder(Role.BRANCH_SECRETARY, commune, "Trần Thị Ánh")
    holder(Role.GRASSROOTS_OFFICER, commune, "Võ Văn Đạt")
    closed = make_user("Lê Đóng", username="nguoiso7")
    appoint(closed, Role.BRANCH_SECRETARY, commune, ends_on=DAY - days(1))
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    reader = holder(Role.INSPECTION_OFFICER, top, "Bùi Văn Xem")

    assert names(account_rows(by(reader), **asked)) == found


def test_the_list_is_narrowed_to_a_unit_and_what_lies_below_it(tree, by):
    top, commune, other = tree
    below = make_unit("Chi bộ 1", parent=commune)
    for unit, full_name in ((commune, "Lê An"), (below, "Lê Bình"), (other, "Lê Chi")):
        holder(Role.BRANCH_SECRETARY, unit, full_name)

    assert names(account_rows(by(holder(Role.INSPECTION_OFFICER, top)), unit=commune)) == ["Lê An", "Lê Bình"]


def test_roles_outside_the_readers_reach_are_not_told(tree, by):
    _, commune, other = tree
    both = holder(Role.BRANCH_SECRETARY, commune, "Lê An")
    appoint(both, Role.GRASSROOTS_OFFICER, other)
    reader = by(holder(Role.INSPECTION_OFFICER, commune, "Bùi Xem"))

    row = account_rows(reader, text="Lê An").get()

    assert [role.unit for role in row.roles_shown] == [commune]
    assert [role.unit for role in account_page(reader, both.pk).appointments] == [commune]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_two_questions_whatever_its_length(tree, by, count, django_assert_num_queries):
    top, commune, _ = tree
    reader = by(holder(Role.INSPECTION_OFFICER, top))
    for _ in range(count):
        holder(Role.BRANCH_SECRETARY, commune)

    with django_assert_num_queries(2):
        rows = list(account_rows(reader))
        assert all(role.unit.name for user in rows for role in user.roles_shown)


def test_when_somebody_was_last_seen_is_the_newest_of_their_sessions(tree, by):
    top, commune, _ = tree
    user = holder(Role.BRANCH_SECRETARY, commune)
    for number, at in enumerate((NOON - days(3), NOON)):
        SignIn.objects.create(user=user, session_digest=str(number), started_at=at, seen_at=at, address="10.0.0.1")

    reader = by(holder(Role.INSPECTION_OFFICER, top))

    assert account_rows(reader).get(pk=user.pk).last_seen == NOON
    assert account_page(reader, user.pk).last_seen == NOON


def test_a_person_out_of_reach_has_no_page(tree, by):
    with pytest.raises(NotReached):
        account_page(by(holder(Role.ORGANISATION_OFFICER, tree[1])), holder(Role.BRANCH_SECRETARY, tree[2]).pk)


@pytest.mark.parametrize(
    ("role", "given"),
    [
        (Role.ADMINISTRATOR, list(Role)),
        (Role.ORGANISATION_OFFICER, [role for role in Role if role is not Role.ADMINISTRATOR]),
        (Role.GRASSROOTS_OFFICER, []),
        (Role.INSPECTION_OFFICER, []),
    ],
)
def test_which_roles_one_may_give(tree, by, role, given):
    _, commune, other = tree
    reader = by(holder(role, commune))

    assert roles_to_give(reader, commune.path) == given
    assert roles_to_give(reader, other.path) == []


def test_the_program_itself_may_open_and_keep_everything(tree):
    system = system_reach("demo", on=DAY)

    assert opens(system, Role.ADMINISTRATOR, tree[0].path)
    assert keeps(system, make_user())


def test_nobody_keeps_a_person_who_never_held_a_role(tree, by):
    assert not keeps(by(holder(Role.ADMINISTRATOR, tree[0])), make_user())


def test_units_are_offered_from_the_top_down_and_found_without_accents(tree, by):
    top, commune, other = tree
    closed = make_unit("Đảng ủy xã C", parent=top)
    type(closed).objects.filter(pk=closed.pk).update(closed_on=DAY)
    officer = by(holder(Role.ORGANISATION_OFFICER, top))

    assert units_to_choose(officer, Action.CHANGE_ACCOUNTS, "") == [top, commune, other]
    assert units_to_choose(officer, Action.CHANGE_ACCOUNTS, "dang uy xa b") == [other]
    assert areas_to_choose(top) == [commune, other]


def test_holders_are_counted_with_their_second_factor_each_person_once(tree):
    _, commune, other = tree
    one = holder(Role.BRANCH_SECRETARY, commune)
    appoint(one, Role.BRANCH_SECRETARY, other)
    ready = holder(Role.BRANCH_SECRETARY, other)
    type(ready).objects.filter(pk=ready.pk).update(totp_confirmed_at=NOON)

    counted = holders_of(Role, DAY)

    assert counted["branch_secretary"] == (2, 1)
    assert counted["administrator"] == (0, 0)


def test_a_unit_is_named_by_number_code_or_name_and_the_one_top_unit_by_nothing(tree):
    top, commune, _ = tree

    assert unit_named("") == top
    assert unit_named(str(commune.pk)) == commune
    assert unit_named("Đảng ủy xã A") == commune
    for words in ("Đảng ủy xã Z", "999999"):
        with pytest.raises(NotReached):
            unit_named(words)


def test_reach_asks_two_questions_and_one_more_only_for_areas(tree, django_assert_num_queries):
    top, commune, _ = tree
    plain = holder(Role.ORGANISATION_OFFICER, top)
    member = holder(Role.STANDING_BOARD_MEMBER, top, areas=(commune,))

    with django_assert_num_queries(2):
        reach(plain, on=DAY)
    with django_assert_num_queries(3):
        assert reach(member, on=DAY).main.areas == (commune.path,)


def test_the_holding_asked_for_stands_in_front(tree):
    top, commune, _ = tree
    user = holder(Role.ORGANISATION_OFFICER, top)
    second = appoint(user, Role.BRANCH_SECRETARY, commune)

    assert reach(user, on=DAY).main.role is Role.ORGANISATION_OFFICER
    assert reach(user, on=DAY, first=second.pk).main.role is Role.BRANCH_SECRETARY
