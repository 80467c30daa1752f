"""Dissemination and tasks on screen: who received, who passed on, what is done, who answers."""

import re

import pytest
from django.urls import reverse

from nguon.models import PlanReceipt, PlanTask, PlanVersion, TaskReport
from nguon.rules.roles import Role
from nguon.services.disseminating import acknowledge_plan, pass_on_plan, report_task
from tests.factories import DAY, NOON, holder
from tests.plan_world import SENT, make_world
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def receipt_of(unit):
    return PlanReceipt.objects.get(unit=unit)


ADDRESSES = {
    "dissemination": lambda world: reverse("plan-dissemination", args=[world.version.plan_id]),
    "receipt": lambda world: reverse("plan-receipt", args=[receipt_of(world.commune).pk]),
    "tasks": lambda world: reverse("plan-tasks", args=[world.version.plan_id]),
    "task": lambda world: (
        reverse("plan-tasks", args=[world.version.plan_id]) + f"?nhiem_vu={PlanTask.objects.first().pk}"
    ),
    "unit": lambda world: reverse("plan-unit-tasks", args=[world.version.plan_id, world.commune.pk]),
    "report": lambda world: reverse(
        "task-report", args=[world.version.plan_id, PlanTask.objects.get(ordinal=1).pk, world.commune.pk]
    ),
}
SEEN = {"dissemination", "tasks", "task"}


@pytest.mark.parametrize(
    ("role", "at", "reached"),
    [
        (Role.ORGANISATION_OFFICER, "province", set(ADDRESSES)),
        (Role.GRASSROOTS_OFFICER, "commune", set(ADDRESSES)),
        (Role.GRASSROOTS_OFFICER, "ward", SEEN),
        (Role.INSPECTION_OFFICER, "province", SEEN | {"unit"}),
        (Role.STANDING_BOARD_MEMBER, "commune", SEEN | {"unit"}),
        (Role.POLITICAL_CENTRE_OFFICER, "commune", set(ADDRESSES)),
        (Role.MASS_ORGANISATION_OFFICER, "commune", set(ADDRESSES)),
        (Role.BRANCH_SECRETARY, "branch", SEEN),
        (Role.BRANCH_COMMITTEE_MEMBER, "branch", SEEN),
        (Role.ADMINISTRATOR, "province", set()),
    ],
)
def test_who_reaches_which_address(world, enter, role, at, reached):
    client = enter(holder(role, getattr(world, at)))

    assert {name for name, address in ADDRESSES.items() if client.get(address(world)).status_code == 200} == reached


class TestDissemination:
    @pytest.mark.shows("feature-68")
    def test_the_board_counts_by_level_who_received_and_passed_on_and_who_is_late(self, world, enter, by):
        pass_on_plan(
            by=by(world.officer), receipt_id=receipt_of(world.ward).pk, on=SENT, how="Hội nghị", participants=120
        )
        acknowledge_plan(by=by(world.officer), receipt_id=receipt_of(world.branch).pk, on=SENT)

        page = enter(world.officer).get(ADDRESSES["dissemination"](world)).content.decode()

        assert "Triển khai kế hoạch: 1/4 đơn vị đã quán triệt" in page
        row = re.search(r'<th scope="row">Đảng ủy cơ sở</th>(.*?)</tr>', page, re.DOTALL).group(1)
        assert re.findall(r">([\d/.]+)</td>", row) == ["2", "1/2", "1/2", "1", "120"]
        assert "Hội nghị" in page

    @pytest.mark.parametrize(
        ("state", "names"),
        [
            ("chua-nhan", ["Đảng ủy xã Đề Gi", "Chi bộ khu phố 2"]),
            ("chua-quan-triet", ["Chi bộ thôn 1"]),
            ("da-quan-triet", ["Đảng ủy phường Hòa"]),
            ("cham", ["Đảng ủy xã Đề Gi", "Chi bộ khu phố 2", "Chi bộ thôn 1"]),
            ("rubbish", ["Đảng ủy phường Hòa", "Đảng ủy xã Đề Gi", "Chi bộ khu phố 2", "Chi bộ thôn 1"]),
        ],
    )
    def test_a_state_narrows_the_units(self, world, enter, by, state, names):
        pass_on_plan(by=by(world.officer), receipt_id=receipt_of(world.ward).pk, on=SENT, how="Hội nghị")
        acknowledge_plan(by=by(world.officer), receipt_id=receipt_of(world.branch).pk, on=SENT)

        page = enter(world.officer).get(ADDRESSES["dissemination"](world) + f"?tinh_trang={state}").content.decode()

        assert re.findall(r'<a href="/ke-hoach/tiep-nhan/\d+/">([^<]+)</a>', page) == names

    def test_a_secretary_sees_only_the_branch(self, world, enter):
        page = enter(world.secretary).get(ADDRESSES["dissemination"](world)).content.decode()

        assert "0/1 đơn vị đã quán triệt" in page
        assert "Hòa" not in page

    @pytest.mark.shows("feature-68")
    def test_a_unit_acknowledges_and_says_how_it_passed_the_plan_on(self, world, enter):
        client, address = enter(world.secretary, csrf=True), reverse("plan-receipt", args=[receipt_of(world.branch).pk])
        token = token_of(client.get(address).content.decode())

        client.post(address, {"csrfmiddlewaretoken": token, "tiep-nhan": "1"})
        page = client.get(address).content.decode()
        client.post(
            address,
            {
                "csrfmiddlewaretoken": token_of(page),
                "on": "09/03/2026",
                "how": "Sinh hoạt chi bộ",
                "participants": "21",
            },
        )

        assert "đã tiếp nhận, chờ quán triệt" in page
        receipt = receipt_of(world.branch)
        assert (receipt.acknowledged_on, receipt.how, receipt.participants) == (DAY, "Sinh hoạt chi bộ", 21)

    @pytest.mark.parametrize(
        "sent",
        [
            {"on": "09/03/2026", "how": ""},
            {"on": "", "how": "Hội nghị"},
            {"on": "11/03/2026", "how": "Hội nghị"},
            {"on": "01/01/2026", "how": "Hội nghị"},
            {"on": "09/03/2026", "how": "Hội nghị", "participants": "-3"},
        ],
    )
    def test_what_is_wrong_is_refused(self, world, enter, sent):
        answer = enter(world.secretary).post(reverse("plan-receipt", args=[receipt_of(world.branch).pk]), sent)

        assert answer.status_code == 422
        assert receipt_of(world.branch).passed_on_on is None

    def test_a_second_acknowledgement_is_told_so(self, world, enter, by):
        acknowledge_plan(by=by(world.secretary), receipt_id=receipt_of(world.branch).pk, on=DAY)

        answer = enter(world.secretary).post(
            reverse("plan-receipt", args=[receipt_of(world.branch).pk]), {"tiep-nhan": "1"}
        )

        assert answer.status_code == 409
        assert "10/03/2026" in answer.content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_board_asks_the_same_whatever_its_length(self, world, enter, django_assert_num_queries, count):
        keep = list(PlanReceipt.objects.values_list("pk", flat=True)[:count])
        PlanReceipt.objects.exclude(pk__in=keep).delete()
        client = enter(world.officer)

        with django_assert_num_queries(
            10
        ):  # session, user, sign-in gate, two of reach, plan, wording, counts, number, rows
            client.get(ADDRESSES["dissemination"](world))


class TestTasks:
    @pytest.mark.shows("feature-56", "000-10")
    def test_the_board_says_what_is_done_what_is_not_and_whose_it_is(self, world, enter, by):
        report_task(by=by(world.officer), task_id=PlanTask.objects.get(ordinal=1).pk, unit_id=world.ward.pk, state="done",
                    on=DAY, evidence="45 cấp ủy viên", answers_for_it="Nguyễn Văn Tám")  # fmt: skip
        client = enter(world.officer)

        board = client.get(ADDRESSES["tasks"](world)).content.decode()
        units = client.get(ADDRESSES["task"](world)).content.decode()

        row = re.search(r"Bồi dưỡng cấp ủy viên về nghiệp vụ</a>(.*?)</tr>", board, re.DOTALL).group(1)
        assert "Các tổ chức cơ sở đảng" in row
        assert re.findall(r">([\d/]+)</td>", row) == ["1/2", "0", "1"]
        assert units.index("Đảng ủy xã Đề Gi") < units.index("Đảng ủy phường Hòa")  # those that said nothing come first
        assert "Nguyễn Văn Tám" in units
        assert "45 cấp ủy viên" in units

    @pytest.mark.shows("feature-56")
    def test_a_unit_reports_through_the_page_s_own_form(self, world, enter):
        client, address = enter(world.commune_officer, csrf=True), ADDRESSES["report"](world)
        token = token_of(client.get(address).content.decode())

        answer = client.post(
            address,
            {"csrfmiddlewaretoken": token, "state": "done", "on": "10/03/2026", "evidence": "Mở 2 lớp",
             "document_number": "03-KH/ĐU", "answers_for_it": "Lê Văn Út"},
        )  # fmt: skip

        page = client.get(answer.url).content.decode()
        assert "Đảng ủy xã Đề Gi: 1/1 nhiệm vụ đã làm" in page
        assert "Lê Văn Út" in page
        assert "Mở 2 lớp" in client.get(address).content.decode()

    def test_two_who_report_at_once_both_see_what_the_other_wrote(self, world, enter):
        client, address = enter(world.commune_officer), ADDRESSES["report"](world)
        first = {"state": "under_way", "on": "10/03/2026", "evidence": "Đã mở 1 lớp", "seen": ""}

        client.post(address, first)
        late = client.post(address, first | {"state": "done", "evidence": "Mở 2 lớp"})
        page = late.content.decode()
        again = client.post(address, first | {"evidence": "Mở 2 lớp", "seen": value_of(page, "seen")})

        assert (late.status_code, again.status_code) == (409, 302)
        assert "Đã mở 1 lớp" in page
        assert "Mở 2 lớp" in page
        assert TaskReport.objects.get().evidence == "Mở 2 lớp"

    @pytest.mark.parametrize(
        "sent",
        [
            {"state": "done", "on": "10/03/2026"},
            {"state": "xong", "on": "10/03/2026"},
            {"state": "under_way", "on": "11/03/2026"},
            {"state": "under_way", "on": ""},
        ],
    )
    def test_what_is_wrong_is_refused(self, world, enter, sent):
        answer = enter(world.commune_officer).post(ADDRESSES["report"](world), sent)

        assert answer.status_code == 422
        assert not TaskReport.objects.exists()

    def test_a_task_that_is_not_the_unit_s_is_an_absent_page(self, world, enter):
        address = reverse(
            "task-report", args=[world.version.plan_id, PlanTask.objects.get(ordinal=2).pk, world.commune.pk]
        )

        assert enter(world.officer).get(address).status_code == 404

    def test_what_was_said_of_a_task_stays_with_it_in_an_adjustment(self, world, enter, by):
        task = PlanTask.objects.get(ordinal=1)
        report_task(by=by(world.officer), task_id=task.pk, unit_id=world.ward.pk, state="under_way", on=DAY)
        second = PlanVersion.objects.create(
            plan=world.version.plan, ordinal=2, title="Điều chỉnh", period_from=world.version.period_from,
            period_until=world.version.period_until, holds_from=DAY, province=world.version.province,
            issued_by=world.officer, issued_at=NOON,
        )  # fmt: skip
        PlanTask.objects.create(
            version=second, ordinal=1, actor=task.actor, text=task.text, scope=task.scope, office=task.office
        )

        page = enter(world.officer).get(ADDRESSES["tasks"](world)).content.decode()

        row = re.search(r"Bồi dưỡng cấp ủy viên về nghiệp vụ</a>(.*?)</tr>", page, re.DOTALL).group(1)
        assert re.findall(r">([\d/]+)</td>", row) == ["0/2", "1", "1"]

    def test_a_plan_without_tasks_says_so(self, world, enter):
        PlanTask.objects.all().delete()

        assert "chưa ghi nhiệm vụ nào" in enter(world.officer).get(ADDRESSES["tasks"](world)).content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_board_asks_the_same_whatever_its_length(self, world, enter, django_assert_num_queries, count):
        PlanTask.objects.exclude(ordinal=1).delete()
        for number in range(count - 1):
            PlanTask.objects.create(version=world.version, ordinal=10 + number, text=f"Việc {number}", scope="direct")
        client = enter(world.officer)

        with django_assert_num_queries(
            11
        ):  # session, user, sign-in gate, two of reach, plan, wording, units, alike, reports, tasks
            client.get(ADDRESSES["tasks"](world))


@pytest.mark.parametrize("role", [Role.POLITICAL_CENTRE_OFFICER, Role.MASS_ORGANISATION_OFFICER])
def test_an_officer_of_one_office_reads_the_receipt_but_does_not_answer_for_the_committee(world, enter, role):
    client, address = enter(holder(role, world.commune, office="youth_union")), ADDRESSES["receipt"](world)

    page = client.get(address).content.decode()
    sent = client.post(address, {"tiep-nhan": "1"})

    assert "Ngày gửi" in page
    assert "Tiếp nhận kế hoạch</button>" not in page
    assert "Ghi đã quán triệt" not in page
    assert sent.status_code == 404
    assert receipt_of(world.commune).acknowledged_on is None
    assert address not in client.get(ADDRESSES["dissemination"](world)).content.decode()


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("", ["Bồi dưỡng cấp ủy viên về nghiệp vụ"]),
        ("bồi dưỡng cấp ủy viên  về nghiệp vụ.", ["Bồi dưỡng cấp ủy viên về nghiệp vụ"]),
        (
            "3. Bồi dưỡng cấp ủy viên về nghiệp vụ, mỗi năm một lần.",
            ["3. Bồi dưỡng cấp ủy viên về nghiệp vụ, mỗi năm một lần."],
        ),
        ("mở lớp cho cấp ủy viên", ["Bồi dưỡng cấp ủy viên về nghiệp vụ", "mở lớp cho cấp ủy viên"]),
    ],
)
@pytest.mark.parametrize("name", ["task", "report"])
def test_the_sentence_of_a_task_is_printed_once(world, enter, name, quote, shown):
    PlanTask.objects.filter(ordinal=1).update(quote=quote)

    page = enter(world.commune_officer).get(ADDRESSES[name](world)).content.decode()

    assert re.findall(r'<p class="sub">([^<]+)</p>|<mark>([^<]+)</mark>', page[page.index("<h1>") :]) == [
        (each, "") if each.startswith("Bồi") else ("", each) for each in shown
    ]


def test_a_task_without_an_actor_shows_its_period_alone(world, enter):
    PlanTask.objects.filter(ordinal=1).update(actor="", office="", period="năm 2026")

    page = enter(world.commune_officer).get(ADDRESSES["unit"](world)).content.decode()

    assert "năm 2026</span>" in page
    assert '<span class="note d-block"> ·' not in page


def value_of(page: str, name: str) -> str:
    """What the hidden field `name` of the page holds."""
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)
