"""A plan's wording becomes dated tasks for the units it binds, and an adjustment changes only what it changes."""

from datetime import date

import pytest

from nguon.models import Duty, DutyTask, LeadTime, PlanReceipt, PlanVersion
from nguon.rules.offices import Office, Scope
from nguon.services.expansion import lay_duty_tasks, send_plan
from tests.factories import LONG_AGO, NOON, days, make_plan, make_unit

pytestmark = pytest.mark.django_db


def add_duty(version, *, due_on=None, every="", scope=Scope.DIRECT, office=Office.COMMITTEE, **kwargs):
    kwargs.setdefault("action", "report")
    kwargs.setdefault("what", "Báo cáo kết quả")
    return Duty.objects.create(
        version=version,
        ordinal=version.duties.count() + 1,
        due_on=due_on,
        every=every,
        scope=scope,
        office=office,
        **kwargs,
    )


def adjustment(version, *, holds_from):
    return PlanVersion.objects.create(
        plan=version.plan,
        ordinal=version.ordinal + 1,
        title=version.title,
        period_from=version.period_from,
        period_until=version.period_until,
        holds_from=holds_from,
        province=version.province,
        issued_by=version.issued_by,
        issued_at=NOON,
    )


@pytest.fixture
def tree():
    province = make_unit("Tỉnh ủy Đông Sơn")
    commune = make_unit("Đảng ủy xã Đề Gi", parent=province, kind="grassroots_committee")
    ward = make_unit("Đảng ủy phường Hòa", parent=province, kind="grassroots_committee")
    branch = make_unit("Chi bộ thôn 1", parent=commune, kind="branch")
    return {"province": province, "commune": commune, "ward": ward, "branch": branch}


def test_a_printed_day_becomes_one_task_for_each_unit_it_binds(tree):
    version = make_plan(tree["province"], year=2026)
    add_duty(version, due_on=date(2026, 10, 30), quote="trước ngày 30/10/2026")

    made = lay_duty_tasks(version, on=date(2026, 1, 15))

    tasks = list(DutyTask.objects.order_by("path"))
    assert made == 2
    assert [each.unit.name for each in tasks] == ["Đảng ủy xã Đề Gi", "Đảng ủy phường Hòa"]
    assert {(each.due_on, each.lead_working_days, each.label) for each in tasks} == {(date(2026, 10, 30), 0, "")}
    assert "trước ngày 30/10/2026" in tasks[0].because["ground"]


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Scope.ISSUER, ["Tỉnh ủy Đông Sơn"]),
        (Scope.DIRECT, ["Đảng ủy xã Đề Gi", "Đảng ủy phường Hòa"]),
        (Scope.GRASSROOTS, ["Đảng ủy xã Đề Gi", "Đảng ủy phường Hòa"]),
        (Scope.GRASSROOTS_COMMITTEES, ["Đảng ủy xã Đề Gi", "Đảng ủy phường Hòa"]),
        (Scope.GRASSROOTS_BRANCHES, []),
        (Scope.BRANCHES, ["Chi bộ thôn 1"]),
        (Scope.ALL_BELOW, ["Đảng ủy xã Đề Gi", "Chi bộ thôn 1", "Đảng ủy phường Hòa"]),
        ("", []),
    ],
)
def test_each_scope_binds_its_units(tree, scope, names):
    version = make_plan(tree["province"])
    add_duty(version, due_on=date(2026, 10, 30), scope=scope)

    lay_duty_tasks(version, on=date(2026, 1, 15))

    assert [each.unit.name for each in DutyTask.objects.order_by("path")] == names


def test_selected_units_are_those_a_person_named(tree):
    version = make_plan(tree["province"])
    duty = add_duty(version, due_on=date(2026, 10, 30), scope=Scope.SELECTED)
    duty.selected.add(tree["branch"])

    lay_duty_tasks(version, on=date(2026, 1, 15))

    assert DutyTask.objects.get().unit == tree["branch"]


def test_a_duty_whose_bearer_nobody_has_said_yet_makes_no_task(tree):
    version = make_plan(tree["province"])
    add_duty(version, due_on=date(2026, 10, 30), office="")

    assert lay_duty_tasks(version, on=date(2026, 1, 15)) == 0


def test_a_quarterly_duty_falls_due_working_days_after_each_quarter_and_says_which_holidays_it_skips(tree):
    version = make_plan(tree["province"])
    add_duty(version, every="quarter", scope=Scope.ISSUER, office=Office.ORGANISATION_BOARD, due_working_days=5)

    lay_duty_tasks(version, on=date(2026, 1, 15))

    tasks = list(DutyTask.objects.order_by("due_on"))
    assert [(each.label, each.due_on) for each in tasks] == [
        ("quý I/2026", date(2026, 4, 7)),
        ("quý II/2026", date(2026, 7, 7)),
        ("quý III/2026", date(2026, 10, 7)),
        ("quý IV/2026", date(2027, 1, 8)),
    ]
    assert ["2027-01-01", "Tết Dương lịch"] in tasks[3].because["skipped"]
    assert tasks[0].office == "organisation_board"


def test_a_repeated_duty_counts_from_the_day_the_plan_holds_but_a_printed_day_always_counts(tree):
    version = make_plan(tree["province"])
    version.holds_from = date(2026, 5, 1)
    version.save()
    add_duty(version, every="quarter", scope=Scope.ISSUER)
    add_duty(version, due_on=date(2026, 2, 1), scope=Scope.ISSUER)

    lay_duty_tasks(version, on=date(2026, 5, 1))

    assert [each.label for each in DutyTask.objects.order_by("due_on")] == [
        "",
        "quý II/2026",
        "quý III/2026",
        "quý IV/2026",
    ]


def test_closed_units_and_units_not_yet_open_owe_nothing(tree):
    make_unit("Mở sau", parent=tree["province"], opened_on=date(2026, 6, 1))
    tree["ward"].closed_on = date(2026, 1, 1)
    tree["ward"].save()
    version = make_plan(tree["province"])
    add_duty(version, due_on=date(2026, 10, 30))

    lay_duty_tasks(version, on=date(2026, 1, 15))

    assert DutyTask.objects.get().unit == tree["commune"]


def test_a_plan_beyond_the_holidays_entered_still_gets_its_days_and_says_so(tree):
    version = make_plan(tree["province"], year=2060)
    add_duty(version, every="year", scope=Scope.ISSUER)

    lay_duty_tasks(version, on=date(2060, 1, 15))

    assert DutyTask.objects.get().because["not_entered"] == [2061]


class TestAdjusting:
    def test_a_duty_in_both_wordings_keeps_its_tasks_done_or_open(self, tree):
        first = make_plan(tree["province"])
        add_duty(first, due_on=date(2026, 10, 30))
        lay_duty_tasks(first, on=date(2026, 1, 15))
        DutyTask.objects.filter(unit=tree["ward"]).update(done_on=date(2026, 2, 1))
        second = adjustment(first, holds_from=date(2026, 3, 1))
        duty = add_duty(second, due_on=date(2026, 10, 30), what="Báo cáo kết quả cả năm")

        made = lay_duty_tasks(second, on=date(2026, 3, 1))

        assert made == 0
        assert {each.duty_id for each in DutyTask.objects.all()} == {duty.pk}
        assert DutyTask.objects.get(unit=tree["ward"]).done_on == date(2026, 2, 1)

    def test_a_moved_day_drops_the_open_task_and_makes_a_new_one(self, tree):
        first = make_plan(tree["province"])
        add_duty(first, due_on=date(2026, 10, 30), scope=Scope.ISSUER)
        lay_duty_tasks(first, on=date(2026, 1, 15))
        second = adjustment(first, holds_from=date(2026, 3, 1))
        add_duty(second, due_on=date(2026, 11, 30), scope=Scope.ISSUER)

        lay_duty_tasks(second, on=date(2026, 3, 2))

        assert list(DutyTask.objects.order_by("due_on").values_list("due_on", "dropped_on")) == [
            (date(2026, 10, 30), date(2026, 3, 2)),
            (date(2026, 11, 30), None),
        ]

    def test_what_was_done_or_fell_due_before_stays(self, tree):
        first = make_plan(tree["province"])
        add_duty(first, every="quarter", scope=Scope.ISSUER)
        lay_duty_tasks(first, on=date(2026, 1, 15))
        DutyTask.objects.filter(label="quý II/2026").update(done_on=date(2026, 7, 1))
        second = adjustment(first, holds_from=date(2026, 7, 1))

        lay_duty_tasks(second, on=date(2026, 7, 1))

        assert list(DutyTask.objects.order_by("due_on").values_list("label", "dropped_on")) == [
            ("quý I/2026", None),
            ("quý II/2026", None),
            ("quý III/2026", date(2026, 7, 1)),
            ("quý IV/2026", date(2026, 7, 1)),
        ]

    def test_lead_times_go_on_holding(self, tree):
        first = make_plan(tree["province"])
        duty = add_duty(first, due_on=date(2026, 10, 30))
        lay_duty_tasks(first, on=date(2026, 1, 15))
        LeadTime.objects.create(duty=duty, unit=tree["province"], working_days=5, reason="Tổng hợp")
        second = adjustment(first, holds_from=date(2026, 3, 1))
        add_duty(second, due_on=date(2026, 10, 30))

        lay_duty_tasks(second, on=date(2026, 3, 1))

        assert {(each.due_on, each.lead_working_days) for each in DutyTask.objects.all()} == {(date(2026, 10, 23), 5)}
        assert LeadTime.objects.filter(duty__version=second).get().reason == "Tổng hợp"

    def test_two_like_duties_are_told_apart_by_their_words(self, tree):
        first = make_plan(tree["province"])
        add_duty(first, due_on=date(2026, 6, 30), what="Báo cáo sơ kết", scope=Scope.ISSUER)
        add_duty(first, due_on=date(2026, 12, 1), what="Báo cáo tổng kết", scope=Scope.ISSUER)
        lay_duty_tasks(first, on=date(2026, 1, 15))
        second = adjustment(first, holds_from=date(2026, 3, 1))
        kept = add_duty(second, due_on=date(2026, 12, 1), what="Báo cáo tổng kết", scope=Scope.ISSUER)

        lay_duty_tasks(second, on=date(2026, 3, 1))

        assert DutyTask.objects.get(dropped_on__isnull=True).duty == kept
        assert DutyTask.objects.get(dropped_on__isnull=False).nominal_due_on == date(2026, 6, 30)


def test_a_plan_is_sent_to_every_open_unit_below_its_issuer_once(tree):
    version = make_plan(tree["province"])
    make_unit("Mở sau", parent=tree["commune"], opened_on=LONG_AGO + days(10_000))

    assert send_plan(version, on=date(2026, 1, 15)) == 3
    assert send_plan(version, on=date(2026, 1, 16)) == 0

    receipts = PlanReceipt.objects.order_by("path")
    assert [each.unit for each in receipts] == [tree["commune"], tree["branch"], tree["ward"]]
    assert {each.sent_on for each in receipts} == {date(2026, 1, 15)}


def test_laying_asks_the_same_whatever_the_number_of_units(tree, django_assert_max_num_queries):
    for number in range(40):
        make_unit(f"Chi bộ {number}", parent=tree["ward"], kind="branch")
    version = make_plan(tree["province"])
    add_duty(version, every="month", scope=Scope.ALL_BELOW)

    with django_assert_max_num_queries(16):
        made = lay_duty_tasks(version, on=date(2026, 1, 15))

    assert made == 43 * 12
