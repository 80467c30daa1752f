"""Plans are acknowledged and passed on by the units they were sent to; units say where they stand with each task."""

from datetime import date

import pytest

from nguon.models import Entry, PlanReceipt, PlanTask, TaskReport
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.disseminating import acknowledge_plan, pass_on_plan, report_task
from tests.factories import DAY, holder
from tests.plan_world import SENT, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def receipt(world):
    return PlanReceipt.objects.get(unit=world.branch)


class TestReceipts:
    def test_a_unit_acknowledges_the_plan(self, world, receipt, by):
        acknowledge_plan(by=by(world.secretary), receipt_id=receipt.pk, on=DAY)

        receipt.refresh_from_db()
        assert (receipt.acknowledged_on, receipt.acknowledged_by) == (DAY, world.secretary)
        assert Entry.objects.get().action == "disseminating.acknowledge"

    def test_twice_is_once(self, world, receipt, by):
        acknowledge_plan(by=by(world.secretary), receipt_id=receipt.pk, on=DAY)

        with pytest.raises(MovedOn):
            acknowledge_plan(by=by(world.secretary), receipt_id=receipt.pk, on=DAY)

    @pytest.mark.parametrize(
        ("day", "code"), [(date(2026, 3, 11), "disseminating.ahead"), (date(2026, 1, 14), "disseminating.before_sent")]
    )
    def test_neither_ahead_of_today_nor_before_it_was_sent(self, world, receipt, by, day, code):
        with pytest.raises(RuleViolation) as refused:
            acknowledge_plan(by=by(world.secretary), receipt_id=receipt.pk, on=day)
        assert [each.code for each in refused.value.unmet] == [code]

    def test_a_neighbour_does_not_reach_it(self, world, by):
        with pytest.raises(NotReached):
            acknowledge_plan(
                by=by(world.secretary), receipt_id=PlanReceipt.objects.get(unit=world.other_branch).pk, on=DAY
            )

    def test_passing_on_says_how_and_acknowledges_too(self, world, receipt, by):
        pass_on_plan(
            by=by(world.secretary), receipt_id=receipt.pk, on=DAY, how="Sinh hoạt chi bộ", participants=21,
            document_number="02-NQ/CB",
        )  # fmt: skip

        receipt.refresh_from_db()
        assert (receipt.passed_on_on, receipt.how, receipt.participants, receipt.document_number) == (
            DAY,
            "Sinh hoạt chi bộ",
            21,
            "02-NQ/CB",
        )
        assert receipt.acknowledged_on == DAY

    def test_passing_on_may_be_corrected(self, world, receipt, by):
        pass_on_plan(by=by(world.secretary), receipt_id=receipt.pk, on=DAY, how="Sao gửi", participants=3)

        pass_on_plan(by=by(world.secretary), receipt_id=receipt.pk, on=SENT, how="Hội nghị", participants=30)

        receipt.refresh_from_db()
        assert (receipt.passed_on_on, receipt.how) == (SENT, "Hội nghị")
        assert Entry.objects.latest("pk").before["how"] == "Sao gửi"

    def test_without_saying_how_it_is_refused(self, world, receipt, by):
        with pytest.raises(RuleViolation):
            pass_on_plan(by=by(world.secretary), receipt_id=receipt.pk, on=DAY, how=" ")


class TestTasks:
    def report(self, world, by, who="commune_officer", **changes):
        fields = {"task_id": PlanTask.objects.get(ordinal=1).pk, "unit_id": world.commune.pk, "state": "done", "on": DAY,
                  "evidence": "45 cấp ủy viên", "answers_for_it": "Nguyễn Văn Tám"} | changes  # fmt: skip
        return report_task(by=by(getattr(world, who)), **fields)

    def test_a_unit_says_where_it_stands_on_which_evidence_and_who_answers(self, world, by):
        self.report(world, by)

        report = TaskReport.objects.get()
        assert (report.state, report.evidence, report.answers_for_it, report.reported_by) == (
            "done",
            "45 cấp ủy viên",
            "Nguyễn Văn Tám",
            world.commune_officer,
        )
        assert Entry.objects.get().action == "tasks.report"

    def test_a_later_report_takes_the_place_of_the_earlier_one(self, world, by):
        self.report(world, by, state="under_way", evidence="")

        self.report(world, by)

        assert TaskReport.objects.get().state == "done"
        assert Entry.objects.latest("pk").before["state"] == "under_way"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"on": date(2026, 3, 11)}, "tasks.ahead"),
            ({"state": "xong"}, "tasks.state_unknown"),
            ({"evidence": "", "document_number": " "}, "tasks.evidence_missing"),
        ],
    )
    def test_what_is_wrong_is_refused_in_words(self, world, by, changes, code):
        with pytest.raises(RuleViolation) as refused:
            self.report(world, by, **changes)
        assert [each.code for each in refused.value.unmet] == [code]

    def test_a_task_that_does_not_bind_the_unit_is_not_reached(self, world, by):
        with pytest.raises(NotReached):
            self.report(world, by, unit_id=world.branch.pk)
        with pytest.raises(NotReached):
            self.report(world, by, task_id=999_999)

    @pytest.mark.parametrize("who", ["secretary", "board_member"])
    def test_those_elsewhere_or_without_the_right_do_not_reach_it(self, world, by, who):
        with pytest.raises(NotReached):
            self.report(world, by, who=who)


def test_an_officer_of_the_youth_union_reports_the_tasks_of_the_youth_union_alone(world, by):
    officer = by(holder(Role.MASS_ORGANISATION_OFFICER, world.commune, "Đàng Năng Thọ", office="youth_union"))
    task = PlanTask.objects.order_by("ordinal").first()
    PlanTask.objects.filter(pk=task.pk).update(scope="direct", office="organisation_board")
    given = {"task_id": task.pk, "unit_id": world.commune.pk, "state": "under_way", "on": DAY}

    with pytest.raises(NotReached):
        report_task(by=officer, **given)
    PlanTask.objects.filter(pk=task.pk).update(office="youth_union")

    assert report_task(by=officer, **given).state == "under_way"
