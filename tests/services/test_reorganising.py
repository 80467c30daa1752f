"""Units open, change name, move, merge, split and close on a day, and everything that hangs on them follows."""

from datetime import date

import pytest

from nguon.models import (
    Appointment,
    DutyTask,
    Entry,
    Placement,
    Plan,
    Reorganisation,
    Succession,
    Unit,
)
from nguon.queries.reorganising import forecast
from nguon.queries.reorganising_acts import Deed, to_close, to_merge, to_move, to_open, to_rename, to_split
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.rules.tree import ancestors_of
from nguon.services.reorganising import apply_due, reorganise
from tests.factories import DAY, appoint, days, holder, make_plan, make_unit, make_user
from tests.services.duty_tasks import make_task
from tests.services.tree_changes import TODAY, codes, do, new, paths_are_right

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_unit("Đảng bộ tỉnh")


@pytest.fixture
def officer(province, by):
    return by(holder(Role.ORGANISATION_OFFICER, province, "Lê Thị Minh"))


class TestOpening:
    def test_a_new_unit_stands_under_its_parent_from_the_day_on(self, province, officer):
        commune = make_unit("Đảng bộ xã A", parent=province)

        done = do(officer, to_open(new("Chi bộ thôn 1", commune, code="38168053000001"), deed=TODAY))

        unit = Unit.objects.get(name="Chi bộ thôn 1")
        assert (unit.parent_id, unit.opened_on, unit.code, unit.folded) == (
            commune.pk,
            DAY,
            "38168053000001",
            "chi bo thon 1",
        )
        assert list(unit.placements.values_list("starts_on", "ends_on", "reorganisation")) == [(DAY, None, done.pk)]
        assert paths_are_right()

    def test_one_entry_says_who_what_and_by_which_document(self, province, officer):
        do(officer, to_open(new("Đảng bộ xã B", province, kind="commune_committee"), deed=TODAY))

        entry = Entry.objects.get()
        assert (entry.action, entry.who_name, entry.after["document"]) == (
            "organisation.open",
            "Lê Thị Minh",
            "15-QĐ/TU",
        )

    @pytest.mark.parametrize(
        ("kind", "code", "refusal"),
        [
            ("branch", "", "placement.wrong_parent"),
            ("no_such_kind", "", "placement.kind_unknown"),
            ("commune_committee", "38168053000001", "code.taken"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, province, officer, kind, code, refusal):
        make_unit("Đảng bộ xã A", parent=province, code="38168053000001")

        with pytest.raises(RuleViolation) as refused:
            do(officer, to_open(new("Mới", province, kind=kind, code=code), deed=TODAY))
        assert codes(refused) == [refusal]

    def test_a_second_unit_of_one_name_under_one_parent_is_refused_marks_or_not(self, province, officer):
        make_unit("Đảng bộ xã Á", parent=province)

        with pytest.raises(RuleViolation) as refused:
            do(officer, to_open(new("Đảng bộ xã A", province, kind="commune_committee"), deed=TODAY))
        assert codes(refused) == ["change.same_name"]

    def test_nobody_opens_a_unit_outside_their_reach(self, province, officer):
        elsewhere = make_unit("Đảng bộ tỉnh khác")

        with pytest.raises(NotReached):
            do(officer, to_open(new("Xã", elsewhere, kind="commune_committee"), deed=TODAY))

    def test_nobody_opens_a_top_unit(self, province, officer):
        with pytest.raises(NotReached):
            do(officer, to_open(new("Tỉnh mới", None, kind="provincial_committee"), deed=TODAY))


class TestRenaming:
    def test_a_unit_bears_the_new_name_and_the_old_one_stays_in_its_history(self, province, officer):
        unit = make_unit("Đảng bộ xã A", parent=province)

        do(officer, to_rename(officer, unit.pk, name="Đảng bộ phường A", kind=unit.kind, sector="commune", deed=TODAY))

        unit.refresh_from_db()
        assert (unit.name, unit.sector, unit.folded) == ("Đảng bộ phường A", "commune", "dang bo phuong a")
        assert list(unit.placements.order_by("starts_on").values_list("name", "ends_on")) == [
            ("Đảng bộ xã A", DAY),
            ("Đảng bộ phường A", None),
        ]

    def test_a_change_that_changes_nothing_is_refused(self, province, officer):
        unit = make_unit("Đảng bộ xã A", parent=province)

        with pytest.raises(RuleViolation) as refused:
            do(officer, to_rename(officer, unit.pk, name=unit.name, kind=unit.kind, sector=unit.sector, deed=TODAY))
        assert codes(refused) == ["change.nothing"]

    def test_a_day_before_an_earlier_change_is_refused_and_says_which(self, province, officer):
        unit = make_unit("Đảng bộ xã A", parent=province)
        do(officer, to_rename(officer, unit.pk, name="B", kind=unit.kind, sector=unit.sector, deed=TODAY))

        earlier = Deed(on=DAY - days(30))

        with pytest.raises(RuleViolation, match="10/03/2026") as refused:
            do(officer, to_rename(officer, unit.pk, name="C", kind=unit.kind, sector=unit.sector, deed=earlier))
        assert codes(refused) == ["change.later_change"]

    def test_two_changes_on_one_day_leave_one_placement_of_that_day(self, province, officer):
        unit = make_unit("Đảng bộ xã A", parent=province)
        do(officer, to_rename(officer, unit.pk, name="B", kind=unit.kind, sector=unit.sector, deed=TODAY))
        unit.refresh_from_db()

        do(officer, to_rename(officer, unit.pk, name="C", kind=unit.kind, sector=unit.sector, deed=TODAY))

        assert list(unit.placements.order_by("starts_on").values_list("name", flat=True)) == ["Đảng bộ xã A", "C"]

    def test_a_kind_under_which_the_children_may_not_stand_is_doubtful_but_allowed(self, province, officer):
        commune = make_unit("Đảng bộ xã A", parent=province)
        committee = make_unit("Đảng bộ trường", parent=commune, kind="grassroots_committee")
        make_unit("Chi bộ 1", parent=committee)

        seen = forecast(
            officer, to_rename(officer, committee.pk, name="Chi bộ trường", kind="branch", sector="other", deed=TODAY)
        )

        assert seen.refusals == ()
        assert len(seen.warnings) == 1
        assert seen.warnings[0].startswith("Chi bộ 1: ")


class TestMoving:
    def test_everything_below_goes_along_with_all_that_carries_its_path(self, province, officer):
        old, target = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
        committee = make_unit("Đảng bộ trường", parent=old, kind="grassroots_committee")
        branch = make_unit("Chi bộ 1", parent=committee)
        plan = make_plan(branch).plan
        task = make_task(branch)

        done = do(officer, to_move(officer, [committee.pk], parent_id=target.pk, deed=TODAY))

        branch.refresh_from_db()
        assert branch.path.startswith(target.path)
        assert Plan.objects.get(pk=plan.pk).path == branch.path
        assert DutyTask.objects.get(pk=task.pk).path == branch.path
        assert Reorganisation.objects.get(pk=done.pk).path == ancestors_of(branch.path)[-1]
        assert paths_are_right()

    def test_the_forecast_counts_what_goes_along_and_says_whose_sight_changes(self, province, officer):
        old, target = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
        holder(Role.GRASSROOTS_OFFICER, old, "Phạm Văn Cũ")
        holder(Role.GRASSROOTS_OFFICER, target, "Đỗ Thị Mới")
        committee = make_unit("Đảng bộ trường", parent=old, kind="grassroots_committee")
        make_plan(make_unit("Chi bộ 1", parent=committee))

        seen = forecast(officer, to_move(officer, [committee.pk], parent_id=target.pk, deed=TODAY))

        assert seen.units_moved == 2
        assert dict(seen.consequences.follows) == {"kế hoạch": 1}
        assert seen.consequences.sight_lost == ("Phạm Văn Cũ, Cán bộ đảng ủy cơ sở tại Xã A",)
        assert seen.consequences.sight_gained == ("Đỗ Thị Mới, Cán bộ đảng ủy cơ sở tại Xã B",)

    def test_a_unit_cannot_go_under_itself(self, province, officer):
        commune = make_unit("Xã A", parent=province)
        committee = make_unit("Đảng bộ trường", parent=commune, kind="grassroots_committee")

        with pytest.raises(RuleViolation) as refused:
            do(officer, to_move(officer, [commune.pk], parent_id=committee.pk, deed=TODAY))
        assert "tree.circle" in codes(refused)

    def test_two_units_may_change_places_in_one_line(self, province, officer):
        """The one above goes below the one that stood under it, in one change."""
        commune = make_unit("Xã A", parent=province)
        upper = make_unit("Trên", parent=commune, kind="grassroots_committee")
        lower = make_unit("Dưới", parent=upper)
        from nguon.queries.reorganising import Becomes

        intent = TODAY.intent(
            "move",
            [upper.pk, lower.pk],
            becomes=(
                Becomes(lower.pk, commune.pk, "Dưới", "grassroots_committee", "other"),
                Becomes(upper.pk, lower.pk, "Trên", "branch", "other"),
            ),
        )
        do(officer, intent)

        upper.refresh_from_db()
        lower.refresh_from_db()
        assert upper.parent_id == lower.pk
        assert paths_are_right()

    def test_a_stale_forecast_is_not_carried_out(self, province, officer):
        old, target = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
        branch = make_unit("Chi bộ 1", parent=old)
        intent = to_move(officer, [branch.pk], parent_id=target.pk, deed=TODAY)
        seen = forecast(officer, intent).fingerprint
        make_plan(branch)

        with pytest.raises(MovedOn):
            reorganise(by=officer, intent=intent, seen=seen)
        branch.refresh_from_db()
        assert branch.parent_id == old.pk

    def test_a_move_under_another_province_takes_the_province_along(self, by, province):
        other = make_unit("Đảng bộ tỉnh khác")
        both = make_user("Ngô Văn Cả")
        appoint(both, Role.ORGANISATION_OFFICER, province)
        appoint(both, Role.ORGANISATION_OFFICER, other)
        commune = make_unit("Xã A", parent=province)
        branch = make_unit("Chi bộ 1", parent=commune)
        version = make_plan(branch)
        secretary = appoint(make_user(), Role.BRANCH_SECRETARY, branch)

        do(by(both), to_move(by(both), [commune.pk], parent_id=other.pk, deed=TODAY))

        branch.refresh_from_db()
        version.refresh_from_db()
        secretary.refresh_from_db()
        assert {branch.province, version.province, version.plan.province, secretary.province} == {other.path}
        assert set(Placement.objects.filter(unit=branch).values_list("province", flat=True)) == {other.path}
        assert paths_are_right()


class TestMerging:
    def test_sources_close_their_children_and_people_go_to_the_new_unit(self, province, officer):
        a, b = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
        branch = make_unit("Chi bộ 1", parent=a)
        person = holder(Role.GRASSROOTS_OFFICER, b, "Phạm Văn Chuyển")
        area = appoint(make_user("Ủy viên"), Role.STANDING_BOARD_MEMBER, province, areas=(a,))
        task = make_task(a, due_on=DAY + days(5))
        into = new("Xã A B", province, kind="commune_committee")

        do(officer, to_merge(officer, [a.pk, b.pk], into=into, carries_posts=True, deed=TODAY))

        merged = Unit.objects.get(name="Xã A B")
        for unit in (a, b, branch, task):
            unit.refresh_from_db()
        assert (a.closed_on, b.closed_on, branch.parent_id) == (DAY, DAY, merged.pk)
        assert set(Succession.objects.values_list("predecessor", "successor")) == {(a.pk, merged.pk), (b.pk, merged.pk)}
        assert list(Appointment.objects.filter(user=person).order_by("starts_on").values_list("unit", "ends_on")) == [
            (b.pk, DAY),
            (merged.pk, None),
        ]
        assert set(area.areas.values_list("pk", flat=True)) == {a.pk, merged.pk}
        assert task.dropped_on == DAY
        assert paths_are_right()

    def test_into_a_standing_unit_without_carrying_posts_the_roles_end(self, province, officer):
        a, b = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
        person = holder(Role.GRASSROOTS_OFFICER, a, "Phạm Văn Thôi")

        intent = to_merge(officer, [a.pk, b.pk], into=b.pk, carries_posts=False, deed=TODAY)
        seen = forecast(officer, intent)
        do(officer, intent)

        assert [(each.full_name, each.loses_access) for each in seen.consequences.posts] == [("Phạm Văn Thôi", True)]
        assert not Appointment.objects.filter(user=person, ends_on__isnull=True).exists()
        b.refresh_from_db()
        assert b.closed_on is None

    def test_the_plans_shares_and_drafts_of_closing_units_are_listed(self, province, officer):
        a, b = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
        make_plan(a, title="Phát triển đảng viên")

        seen = forecast(officer, to_merge(officer, [a.pk], into=b.pk, carries_posts=False, deed=TODAY))

        assert [each.title for each in seen.consequences.plans] == ["12-KH/ĐU Phát triển đảng viên"]

    def test_it_is_found_by_whoever_answers_for_all_the_units_merged(self, province, officer):
        commune = make_unit("Đảng ủy xã", parent=province)
        first, second = make_unit("Chi bộ 1", parent=commune), make_unit("Chi bộ 2", parent=commune)

        done = do(officer, to_merge(officer, [second.pk, first.pk], into=first.pk, carries_posts=False, deed=TODAY))

        assert (done.path, done.province) == (commune.path, province.province)


class TestSplitting:
    def test_a_unit_that_ends_divides_its_children_over_the_parts(self, province, officer):
        unit = make_unit("Xã A", parent=province)
        one, two = make_unit("Chi bộ 1", parent=unit), make_unit("Chi bộ 2", parent=unit)
        parts = [new("Xã A1", None, "commune_committee", -1), new("Xã A2", None, "commune_committee", -2)]

        do(
            officer,
            to_split(officer, unit.pk, parts=parts, goes_to={one.pk: -1, two.pk: -2}, continues=False, deed=TODAY),
        )

        for each in (unit, one, two):
            each.refresh_from_db()
        assert unit.closed_on == DAY
        assert [one.parent.name, two.parent.name] == ["Xã A1", "Xã A2"]
        assert Succession.objects.filter(predecessor=unit).count() == 2
        assert paths_are_right()

    def test_a_unit_that_goes_on_keeps_what_is_not_given_away(self, province, officer):
        unit = make_unit("Xã A", parent=province)
        one, two = make_unit("Chi bộ 1", parent=unit), make_unit("Chi bộ 2", parent=unit)
        parts = [new("Xã A1", None, "commune_committee", -1)]

        do(officer, to_split(officer, unit.pk, parts=parts, goes_to={one.pk: -1}, continues=True, deed=TODAY))

        for each in (unit, one, two):
            each.refresh_from_db()
        assert (unit.closed_on, one.parent.name, two.parent_id) == (None, "Xã A1", unit.pk)


class TestClosing:
    def test_a_unit_with_units_below_it_is_not_closed_over_them(self, province, officer):
        unit = make_unit("Xã A", parent=province)
        make_unit("Chi bộ 1", parent=unit)

        with pytest.raises(RuleViolation, match="Cấp trên của Chi bộ 1") as refused:
            do(officer, to_close(officer, unit.pk, people_go_to=None, children_go_to=None, deed=TODAY))
        assert codes(refused) == ["tree.parent_absent"]

    def test_a_role_that_begins_after_the_end_stands_in_the_way(self, province, officer):
        unit = make_unit("Xã A", parent=province)
        holder(Role.GRASSROOTS_OFFICER, unit, "Người Đến Sau", starts_on=DAY + days(3))

        with pytest.raises(RuleViolation, match="Người Đến Sau") as refused:
            do(officer, to_close(officer, unit.pk, people_go_to=None, children_go_to=None, deed=TODAY))
        assert codes(refused) == ["change.later_post"]

    def test_a_closed_unit_changes_no_more(self, province, officer):
        unit = make_unit("Xã A", parent=province)
        do(officer, to_close(officer, unit.pk, people_go_to=None, children_go_to=None, deed=TODAY))

        with pytest.raises(RuleViolation) as refused:
            do(officer, to_rename(officer, unit.pk, name="B", kind=unit.kind, sector="other", deed=TODAY))
        assert codes(refused) == ["change.closed"]


class TestDaysToCome:
    def test_a_change_of_a_day_to_come_waits_and_then_takes_effect(self, province, officer, by):
        old, target = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
        branch = make_unit("Chi bộ 1", parent=old)
        later = DAY + days(10)
        done = do(officer, to_move(officer, [branch.pk], parent_id=target.pk, deed=Deed(on=later)))
        branch.refresh_from_db()
        assert (branch.parent_id, done.applied_on) == (old.pk, None)
        then = by(officer.who, on=later)

        apply_due(by=then, reorganisation_id=done.pk)

        branch.refresh_from_db()
        done.refresh_from_db()
        assert (branch.parent_id, done.applied_on) == (target.pk, later)
        assert paths_are_right()

    def test_it_is_not_applied_before_its_day(self, province, officer):
        branch = make_unit("Xã A", parent=province)
        deed = Deed(on=DAY + days(10))
        done = do(officer, to_rename(officer, branch.pk, name="B", kind=branch.kind, sector="other", deed=deed))

        with pytest.raises(RuleViolation, match="20/03/2026"):
            apply_due(by=officer, reorganisation_id=done.pk)

    def test_the_duties_of_a_unit_that_closes_later_stay_until_then(self, province, officer, by):
        unit = make_unit("Xã A", parent=province)
        task = make_task(unit, due_on=DAY + days(30))
        deed = Deed(on=DAY + days(10))
        done = do(officer, to_close(officer, unit.pk, people_go_to=None, children_go_to=None, deed=deed))
        task.refresh_from_db()
        assert task.dropped_on is None

        apply_due(by=by(officer.who, on=deed.on), reorganisation_id=done.pk)

        task.refresh_from_db()
        assert task.dropped_on == deed.on


@pytest.mark.parametrize("on", [date(1900, 1, 1), DAY + days(3000)])
def test_a_day_out_of_bounds_is_refused(province, officer, on):
    unit = make_unit("Xã A", parent=province)

    with pytest.raises(RuleViolation) as refused:
        do(officer, to_rename(officer, unit.pk, name="B", kind=unit.kind, sector="other", deed=Deed(on=on)))
    assert "change.day" in codes(refused)
