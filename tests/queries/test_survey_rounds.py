"""How far a round has come, however units were opened, moved and closed meanwhile; two queries however many there are."""

from datetime import date

import pytest

from nguon.models import HandIn, ListChange, SurveyRound, Unit
from nguon.queries.hand_in_content import content_now
from nguon.queries.hand_ins import hand_in_of, preview, version_page
from nguon.queries.pool_counts import counts_below
from nguon.queries.reorganising_acts import to_move
from nguon.queries.survey_rounds import acting_unit, lists_now, narrowed, round_page, rounds_in_order
from nguon.queries.survey_tree import RoundTree, SurveyTree, due_of, is_branch, levels_below
from nguon.queries.survey_work import survey_work
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.rules.survey_rounds import Standing
from nguon.services.surveying import close_round
from tests.factories import DAY, appoint, holder, make_unit
from tests.pool_world import make_person, make_round, put_on
from tests.services.tree_changes import TODAY, do
from tests.survey_world import accepted, handed, make_survey_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_survey_world()


def closed(unit, on=DAY):
    Unit.objects.filter(pk=unit.pk).update(closed_on=on)


def moved(by, unit, to):
    """`unit` stands under `to` from today, moved by the service that changes the tree."""
    do(by, to_move(by, [unit.pk], parent_id=to.pk, deed=TODAY))
    unit.refresh_from_db()


@pytest.mark.parametrize(
    ("kind", "is_"),
    [("branch", True), ("grassroots_branch", True), ("grassroots_committee", False), ("no_such_kind", False)],
)
def test_branches_keep_lists_and_all_others_add_up(kind, is_):
    assert is_branch(kind) is is_


def test_units_with_a_branch_below_take_part_and_others_do_not(world):
    bare = make_unit("Đảng ủy xã chưa có chi bộ", parent=world.top)
    early = make_unit("Chi bộ mở sau", parent=world.grassroots, kind="branch", opened_on=date(2026, 3, 11))

    found = SurveyTree(world.top.path, DAY)

    assert bare.pk not in found.nodes
    assert early.pk not in found.nodes
    assert [each.name for each in found.below(world.top.pk)] == [
        "Đảng ủy xã Thử Nghiệm",
        "Đảng ủy Trường Thử Nghiệm",
        "Chi bộ 1",
        "Chi bộ 2",
        "Chi bộ 3",
    ]
    assert (levels_below(world.top, DAY), levels_below(world.branches[0], DAY)) == (3, 0)


def test_the_day_of_a_unit_follows_from_its_level(world):
    days = [due_of(world.called, each.path).due_on for each in (world.commune, world.grassroots, world.branches[0])]

    assert days == [date(2026, 3, 31), date(2026, 3, 24), date(2026, 3, 17)]


def test_the_tree_asks_twice_however_many_units(world, django_assert_num_queries):
    for number in range(40):
        make_unit(f"Chi bộ thêm {number}", parent=world.grassroots, kind="branch")

    with django_assert_num_queries(2):
        RoundTree(world.called, world.top, DAY)


def test_a_unit_opened_during_the_round_owes_its_list(world, by):
    make_unit("Chi bộ mới", parent=world.grassroots, kind="branch", opened_on=DAY)

    found = round_page(by(world.committee), world.called, world.grassroots)

    assert found.children.bound == 4
    assert next(each for each in found.rows if each.node.name == "Chi bộ mới").stands.standing is Standing.NOT_YET


def test_a_closed_unit_owes_nothing_and_what_it_handed_in_is_not_added_up(world, by):
    accepted(world.committee, *(handed(world.committee, world.called, each) for each in world.branches))
    closed(world.branches[2])

    found = round_page(by(world.committee), world.called, world.grassroots)

    assert (found.children.bound, found.children.accepted) == (2, 2)
    assert [each.name for each in found.gone] == ["Chi bộ 3"]
    assert len(content_now(world.called, world.grassroots, DAY).included) == 2


def test_a_unit_moved_during_the_round_hands_in_at_its_new_place(world, by):
    other = make_unit("Đảng ủy Y tế", parent=world.commune, kind="grassroots_committee")
    accepted(world.committee, handed(world.committee, world.called, world.branches[0]))
    moved(by(world.officer), world.branches[0], other)

    before = round_page(by(world.commune_officer), world.called, world.grassroots)
    after = round_page(by(world.commune_officer), world.called, other)

    assert [each.name for each in before.gone] == ["Chi bộ 1"]
    assert before.children.bound == 2
    assert [each.stands.standing for each in after.rows] == [Standing.NOT_YET]
    made = handed(world.commune_officer, world.called, world.branches[0])
    assert (made.to_unit, made.ordinal) == (other, 2)


def test_a_branch_moved_after_it_was_added_up_is_not_counted_twice(world, by):
    other = make_unit("Đảng ủy Y tế", parent=world.commune, kind="grassroots_committee")
    accepted(world.committee, *(handed(world.committee, world.called, each) for each in world.branches))
    accepted(world.commune_officer, handed(world.committee, world.called, world.grassroots))
    moved(by(world.officer), world.branches[0], other)
    accepted(world.commune_officer, handed(world.commune_officer, world.called, world.branches[0], note="Đã chuyển"))
    accepted(world.commune_officer, handed(world.commune_officer, world.called, other))

    with pytest.raises(RuleViolation, match="nằm trong hai bản tổng hợp cấp dưới: Chi bộ 1"):
        handed(world.commune_officer, world.called, world.commune)

    accepted(world.commune_officer, handed(world.commune_officer, world.called, world.grassroots))
    made = handed(world.commune_officer, world.called, world.commune)
    assert made.counts["lists"] == {"1": 3, "2": 3, "3": 3}


def test_a_closed_round_stays_as_it_stood_at_its_closing(world, by):
    handed(world.committee, world.called, world.branches[0])
    close_round(by=by(world.officer), round_id=world.called.pk)
    called = SurveyRound.objects.get(pk=world.called.pk)
    later = date(2026, 6, 1)
    closed(world.branches[1], on=date(2026, 5, 1))

    found = round_page(by(world.committee, on=later), called, world.grassroots)

    assert (found.children.bound, found.children.late) == (3, 0)


def test_lists_of_today_are_counted_below_each_unit_in_one_query(world, by, django_assert_num_queries):
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)
    officer = by(world.officer)

    with django_assert_num_queries(1):
        found = lists_now(officer, world.top)

    assert found == {world.commune.path: (4, 3, 3)}
    assert lists_now(officer, world.branches[0]) == {world.branches[0].path: (2, 1, 1)}


def test_lists_of_today_come_to_the_same_as_on_the_board(world, by):
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)

    board = counts_below(by(world.committee), world.grassroots, DAY)

    assert lists_now(by(world.committee), world.grassroots) == {
        each.path: tuple(board.of(each.pk).lists.get(listed, 0) for listed in (1, 2, 3)) for each in world.branches
    }


def test_one_in_and_one_out_shows_as_changed_although_the_figures_are_the_same(world, by):
    accepted(world.committee, handed(world.committee, world.called, world.branches[0]))
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)
    put_on(world.branches[0].persons.filter(listed=1).order_by("pk")[0], 0)
    ListChange.objects.filter(unit=world.branches[0]).update(recorded_at="2099-01-01T00:00:00Z")

    found = round_page(by(world.committee), world.called, world.grassroots)

    row = found.rows[0]
    assert (row.handed, row.now, row.has_changed) == ((1, 1, 1), (1, 1, 1), True)
    assert [each.has_changed for each in found.rows[1:]] == [False, False]


def test_sums_stand_below_the_rows(world, by):
    accepted(world.committee, handed(world.committee, world.called, world.branches[0]))

    found = round_page(by(world.committee), world.called, world.grassroots)

    assert (found.handed, found.now) == ((1, 1, 1), (3, 3, 3))
    assert (found.children.handed, found.children.accepted, found.children.waiting) == (1, 1, 0)


def test_late_branches_are_grouped_by_the_unit_above_most_first(world, by):
    other = make_unit("Đảng ủy Y tế", parent=world.commune, kind="grassroots_committee")
    make_unit("Chi bộ Nội", parent=other, kind="branch")
    SurveyRound.objects.update(opens_on=date(2026, 2, 2), due_on=date(2026, 3, 13))
    world.called.refresh_from_db()

    found = round_page(by(world.officer), world.called, world.top)

    assert [(each.above, len(each.rows)) for each in found.late] == [
        ("Đảng ủy Trường Thử Nghiệm", 3),
        ("Đảng ủy Y tế", 1),
    ]
    assert found.late_branches == 4
    assert [each.late for each in found.levels] == [0, 2, 4]


def test_the_page_is_about_one_s_own_unit_else_the_area_else_the_caller(world, by):
    board = holder(Role.STANDING_BOARD_MEMBER, world.top, areas=(world.commune,))

    for user, unit in (
        (world.secretary, world.branches[0]),
        (world.committee, world.grassroots),
        (world.officer, world.top),
        (board, world.top),
    ):
        assert acting_unit(by(user), world.called) == unit
    assert acting_unit(by(world.officer), make_round(world.commune)) == world.commune
    area = acting_unit(by(board), make_round(world.commune, name="Xã"))
    assert area == world.commune


def test_a_unit_outside_the_round_is_not_there(world, by):
    called = make_round(world.grassroots, name="Riêng")

    with pytest.raises(NotReached):
        acting_unit(by(world.officer), called, world.commune.pk)
    with pytest.raises(NotReached):
        acting_unit(by(world.secretary), called, world.branches[1].pk)


def test_open_rounds_come_first_the_one_due_first_in_front(world, by):
    make_round(world.top, name="Sau", due_on=date(2026, 6, 30))
    make_round(world.top, name="Đã đóng", closed_on=DAY)
    officer = by(world.officer)

    found = rounds_in_order(narrowed(officer, officer.survey_rounds(), "tat-ca"))

    assert [each.name for each in found] == ["Rà soát nguồn quý I/2026", "Sau", "Đã đóng"]


def test_work_of_a_round_reaches_who_owes_and_who_decides(world, by):
    assert [(each.unit, each.due.due_on) for each in survey_work(by(world.secretary)).to_hand_in] == [
        (world.branches[0], date(2026, 3, 17))
    ]
    handed(world.secretary, world.called, world.branches[0])

    assert survey_work(by(world.secretary)).to_hand_in == []
    (waits,) = survey_work(by(world.committee)).to_decide
    assert (waits.unit, waits.children.handed, waits.children.bound, waits.children.waiting) == (
        world.grassroots,
        1,
        3,
        1,
    )
    assert waits.are_branches
    assert survey_work(by(world.officer)).to_decide == []


def test_nothing_waits_where_no_round_is_open_and_it_takes_one_query_to_know(world, by, django_assert_num_queries):
    SurveyRound.objects.update(closed_on=DAY)
    committee = by(world.committee)

    with django_assert_num_queries(1):
        found = survey_work(committee)
    assert (found.to_hand_in, found.to_decide, found.overdue) == ([], [], 0)


@pytest.mark.parametrize(
    "changes", [{"opens_on": date(2026, 3, 11)}, {"due_on": date(2026, 9, 30)}], ids=["not open yet", "far ahead"]
)
def test_what_is_not_open_or_far_ahead_does_not_wait_yet(world, by, changes):
    SurveyRound.objects.update(**changes)

    assert survey_work(by(world.secretary)).to_hand_in == []


def test_a_returned_list_waits_for_the_branch_with_its_reason(world, by):
    made = handed(world.secretary, world.called, world.branches[0])
    HandIn.objects.filter(pk=made.pk).update(state="returned", return_reason="Thiếu tổ 3")

    (owed,) = survey_work(by(world.secretary)).to_hand_in

    assert (owed.stands.standing, owed.return_reason) == (Standing.RETURNED, "Thiếu tổ 3")


def test_who_holds_posts_at_two_branches_owes_both(world, by):
    appoint(world.secretary, Role.BRANCH_SECRETARY, world.branches[1])

    assert [each.unit for each in survey_work(by(world.secretary)).to_hand_in] == world.branches[:2]


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.INSPECTION_OFFICER, Role.BRANCH_COMMITTEE_MEMBER, Role.MASS_ORGANISATION_OFFICER]
)
def test_who_neither_hands_in_nor_decides_has_no_such_work(world, by, role, django_assert_num_queries):
    someone = by(holder(role, world.top))

    with django_assert_num_queries(0):
        found = survey_work(someone)
    assert (found.to_hand_in, found.to_decide) == ([], [])


def test_a_version_is_found_within_reach_only(world, by):
    made = handed(world.secretary, world.called, world.branches[0])
    neighbour = by(holder(Role.BRANCH_SECRETARY, world.branches[1]))

    assert hand_in_of(by(world.secretary), made.pk) == made
    with pytest.raises(NotReached):
        hand_in_of(neighbour, made.pk)


def test_differences_carry_no_name_for_who_may_not_read_it(world, by):
    made = handed(world.secretary, world.called, world.branches[0])
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)

    near = version_page(by(world.secretary), hand_in_of(by(world.secretary), made.pk))
    far = version_page(by(world.officer), hand_in_of(by(world.officer), made.pk))

    assert [each.name for each in near.later.entered] == ["Lê Văn Mới"]
    assert [each.name for each in far.later.entered] == [""]
    assert (far.rows, far.may_look, near.may_look) == ([], True, False)


def test_a_preview_of_a_closed_unit_is_not_there(world, by):
    closed(world.branches[0])

    with pytest.raises(NotReached):
        preview(by(world.secretary), world.called, Unit.objects.get(pk=world.branches[0].pk))
