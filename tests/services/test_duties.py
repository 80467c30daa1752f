"""Duties are written down as done by those who may, taken back with a reason, and asked for earlier by a unit."""

from datetime import date

import pytest

from nguon.models import DutyTask, Entry, LeadTime
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.duties import mark_done, preview_lead_time, set_lead_time, take_back
from tests.factories import DAY, holder, make_plan
from tests.plan_world import add_duty, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


class TestDone:
    def test_a_secretary_writes_down_the_branch_s_own_duty(self, world, by):
        task = world.task(world.branch)

        mark_done(
            by=by(world.secretary), task_ids=[task.pk], done_on=DAY, document_number="05-BC/CB", note="Họp tháng 3"
        )

        task.refresh_from_db()
        assert (task.done_on, task.done_by, task.document_number, task.note) == (
            DAY,
            world.secretary,
            "05-BC/CB",
            "Họp tháng 3",
        )
        entry = Entry.objects.get()
        assert (entry.action, entry.subject_id, entry.on) == ("duties.done", task.pk, DAY)
        assert entry.after["late"] == 0

    def test_an_officer_receives_a_whole_list_from_units_below_in_one_entry(self, world, by):
        tasks = [world.task(world.commune, "triển khai"), world.task(world.ward, "triển khai")]

        mark_done(by=by(world.officer), task_ids=[each.pk for each in tasks], done_on=date(2026, 3, 4))

        assert set(DutyTask.objects.filter(done_on=date(2026, 3, 4)).values_list("pk", flat=True)) == {
            each.pk for each in tasks
        }
        assert Entry.objects.get().after["units"] == ["Đảng ủy xã Đề Gi", "Đảng ủy phường Hòa"]

    def test_done_after_the_day_counts_as_late(self, world, by):
        mark_done(by=by(world.officer), task_ids=[world.task(world.ward, "triển khai").pk], done_on=DAY)

        assert Entry.objects.get().after["late"] == 1

    def test_one_duty_out_of_reach_refuses_the_whole_list(self, world, by):
        ids = [world.task(world.commune, "triển khai").pk, world.task(world.ward, "triển khai").pk]

        with pytest.raises(NotReached):
            mark_done(by=by(world.commune_officer), task_ids=ids, done_on=DAY)
        assert not DutyTask.objects.filter(done_on__isnull=False).exists()

    @pytest.mark.parametrize("who", ["board_member", "secretary"])
    def test_those_who_may_only_look_or_are_elsewhere_do_not_reach_it(self, world, by, who):
        with pytest.raises(NotReached):
            mark_done(by=by(getattr(world, who)), task_ids=[world.task(world.ward).pk], done_on=DAY)

    def test_nothing_chosen_is_nothing_reached(self, world, by):
        with pytest.raises(NotReached):
            mark_done(by=by(world.officer), task_ids=[], done_on=DAY)

    def test_a_second_click_finds_it_done(self, world, by):
        task = world.task(world.branch)
        mark_done(by=by(world.secretary), task_ids=[task.pk], done_on=DAY)

        with pytest.raises(MovedOn):
            mark_done(by=by(world.secretary), task_ids=[task.pk], done_on=DAY)

    def test_tomorrow_has_not_been_done_yet(self, world, by):
        with pytest.raises(RuleViolation) as refused:
            mark_done(by=by(world.secretary), task_ids=[world.task(world.branch).pk], done_on=date(2026, 3, 11))
        assert [each.code for each in refused.value.unmet] == ["duties.done_ahead"]

    def test_a_dropped_duty_is_not_there(self, world, by):
        task = world.task(world.branch)
        DutyTask.objects.filter(pk=task.pk).update(dropped_on=DAY)

        with pytest.raises(NotReached):
            mark_done(by=by(world.secretary), task_ids=[task.pk], done_on=DAY)

    def test_an_officer_of_a_mass_organisation_writes_down_only_its_own(self, world, by):
        add_duty(world.version, due_on=date(2026, 4, 1), scope="issuer", office="youth_union", what="Chương trình")
        from nguon.services.expansion import lay_duty_tasks

        DutyTask.objects.all().delete()
        lay_duty_tasks(world.version, on=date(2026, 1, 15))
        youth = holder(Role.MASS_ORGANISATION_OFFICER, world.province, office="youth_union")

        mark_done(by=by(youth), task_ids=[world.task(world.province, "Chương trình").pk], done_on=DAY)

        with pytest.raises(NotReached):
            mark_done(by=by(youth), task_ids=[world.task(world.province, "Tổng hợp").pk], done_on=DAY)


class TestTakenBack:
    def test_it_is_open_again_and_the_trail_keeps_what_stood(self, world, by):
        task = world.task(world.branch)
        mark_done(by=by(world.secretary), task_ids=[task.pk], done_on=DAY, document_number="05-BC/CB")

        take_back(by=by(world.secretary), task_id=task.pk, reason="Ghi nhầm kỳ")

        task.refresh_from_db()
        entry = Entry.objects.latest("pk")
        assert (task.done_on, task.document_number) == (None, "")
        assert (entry.action, entry.reason, entry.before["document_number"]) == (
            "duties.take_back",
            "Ghi nhầm kỳ",
            "05-BC/CB",
        )

    def test_a_reason_is_asked_for(self, world, by):
        task = world.task(world.branch)
        mark_done(by=by(world.secretary), task_ids=[task.pk], done_on=DAY)

        with pytest.raises(RuleViolation):
            take_back(by=by(world.secretary), task_id=task.pk, reason="  ")

    def test_what_is_open_cannot_be_taken_back(self, world, by):
        with pytest.raises(MovedOn):
            take_back(by=by(world.secretary), task_id=world.task(world.branch).pk, reason="Nhầm")

    def test_a_neighbour_does_not_reach_it(self, world, by):
        with pytest.raises(NotReached):
            take_back(by=by(world.secretary), task_id=world.task(world.other_branch).pk, reason="Nhầm")


class TestLeadTime:
    def lay(self, world):
        from nguon.services.expansion import lay_duty_tasks

        duty = add_duty(world.version, due_on=date(2026, 4, 10), what="Hồ sơ quý", scope="all_below")
        DutyTask.objects.all().delete()
        lay_duty_tasks(world.version, on=date(2026, 1, 15))
        return duty

    def test_all_units_below_inherit_it_and_the_unit_itself_does_not(self, world, by):
        duty = self.lay(world)

        effect = set_lead_time(
            by=by(world.commune_officer), duty_id=duty.pk, unit_id=world.commune.pk, working_days=5, reason="Tổng hợp"
        )

        tasks = {each.unit.name: each for each in DutyTask.objects.filter(duty=duty)}
        assert effect.units == 1
        assert tasks["Chi bộ thôn 1"].due_on == date(2026, 4, 3)
        assert tasks["Chi bộ thôn 1"].because["leads"] == [
            {"unit": "Đảng ủy xã Đề Gi", "days": 5, "reason": "Tổng hợp"}
        ]
        assert tasks["Đảng ủy xã Đề Gi"].due_on == tasks["Chi bộ khu phố 2"].due_on == date(2026, 4, 10)
        assert Entry.objects.get().after == {"working_days": 5, "units": 1, "tasks": 1}

    def test_lead_times_of_several_levels_add_up(self, world, by):
        duty = self.lay(world)
        set_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.province.pk, working_days=2)

        set_lead_time(by=by(world.commune_officer), duty_id=duty.pk, unit_id=world.commune.pk, working_days=3)

        tasks = {each.unit.name: each for each in DutyTask.objects.filter(duty=duty)}
        assert (tasks["Chi bộ thôn 1"].due_on, tasks["Chi bộ thôn 1"].lead_working_days) == (date(2026, 4, 3), 5)
        assert tasks["Đảng ủy xã Đề Gi"].due_on == date(2026, 4, 8)

    def test_nought_takes_it_away(self, world, by):
        duty = self.lay(world)
        set_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.province.pk, working_days=5)

        set_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.province.pk, working_days=0)

        assert not LeadTime.objects.exists()
        assert set(DutyTask.objects.filter(duty=duty).values_list("due_on", "lead_working_days")) == {
            (date(2026, 4, 10), 0)
        }

    def test_the_same_again_changes_nothing_and_leaves_no_entry(self, world, by):
        duty = self.lay(world)
        set_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.province.pk, working_days=5)

        set_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.province.pk, working_days=5)

        assert Entry.objects.count() == 1

    def test_a_preview_writes_nothing(self, world, by):
        duty = self.lay(world)

        effect = preview_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.province.pk, working_days=5)

        assert (effect.days_before, effect.days_after, len(effect.tasks)) == (0, 5, 4)
        assert (LeadTime.objects.count(), Entry.objects.count()) == (0, 0)
        assert set(DutyTask.objects.filter(duty=duty).values_list("due_on", flat=True)) == {date(2026, 4, 10)}

    def test_what_is_done_keeps_its_day(self, world, by):
        duty = self.lay(world)
        DutyTask.objects.filter(duty=duty, unit=world.ward).update(done_on=DAY)

        set_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.province.pk, working_days=5)

        assert DutyTask.objects.get(duty=duty, unit=world.ward).due_on == date(2026, 4, 10)

    def test_nothing_becomes_overdue_by_it(self, world, by):
        duty = self.lay(world)

        with pytest.raises(RuleViolation) as refused:
            set_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.province.pk, working_days=40)
        assert [each.code for each in refused.value.unmet] == ["duties.lead_has_passed"]

    @pytest.mark.parametrize("number", [-1, 61])
    def test_a_span_out_of_bounds_is_refused(self, world, by, number):
        duty = self.lay(world)

        with pytest.raises(RuleViolation):
            set_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.province.pk, working_days=number)

    def test_a_secretary_sets_none_and_an_officer_none_elsewhere(self, world, by):
        duty = self.lay(world)

        with pytest.raises(NotReached):
            set_lead_time(by=by(world.secretary), duty_id=duty.pk, unit_id=world.branch.pk, working_days=1)
        with pytest.raises(NotReached):
            set_lead_time(by=by(world.commune_officer), duty_id=duty.pk, unit_id=world.ward.pk, working_days=1)

    def test_a_unit_outside_the_issuer_s_tree_is_refused_and_an_unknown_duty_is_not_reached(self, world, by):
        version = make_plan(world.ward)
        duty = add_duty(version, due_on=date(2026, 6, 1), scope="all_below")

        with pytest.raises(NotAllowed):
            set_lead_time(by=by(world.officer), duty_id=duty.pk, unit_id=world.commune.pk, working_days=1)
        with pytest.raises(NotReached):
            set_lead_time(by=by(world.officer), duty_id=999_999, unit_id=world.commune.pk, working_days=1)
