"""Duties on screen: who sees which, what one reads there, and how they are written down as done."""

import re
from datetime import date

import pytest
from django.urls import reverse

from nguon.models import DutyTask
from nguon.rules.roles import Role
from nguon.services.expansion import lay_duty_tasks
from tests.factories import DAY, holder, make_plan
from tests.plan_world import add_duty, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def token_of(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)


def round_address(task):
    return reverse("duty-round", args=[task.duty_id, task.nominal_due_on.isoformat()])


ADDRESSES = {
    "list": lambda world: reverse("duty-list"),
    "task": lambda world: reverse("duty-task", args=[world.task(world.commune).pk]),
    "why": lambda world: reverse("duty-why", args=[world.task(world.commune).pk]),
    "round": lambda world: round_address(world.task(world.commune)),
    "plan": lambda world: reverse("plan-duties", args=[world.version.plan_id]),
    "lead": lambda world: reverse("duty-lead-time", args=[world.version.duties.first().pk]),
}


@pytest.mark.parametrize(
    ("role", "at", "reached"),
    [
        (Role.ORGANISATION_OFFICER, "province", {"list", "task", "why", "round", "plan", "lead"}),
        (Role.GRASSROOTS_OFFICER, "commune", {"list", "task", "why", "round", "plan", "lead"}),
        (Role.GRASSROOTS_OFFICER, "ward", {"list", "round", "plan", "lead"}),
        (Role.INSPECTION_OFFICER, "province", {"list", "task", "why", "round", "plan"}),
        (Role.STANDING_BOARD_MEMBER, "commune", {"list", "task", "why", "round", "plan"}),
        (Role.BRANCH_SECRETARY, "branch", {"list", "plan"}),
        (Role.BRANCH_COMMITTEE_MEMBER, "branch", {"list", "plan"}),
        (Role.POLITICAL_CENTRE_OFFICER, "commune", {"list", "task", "why", "round", "plan"}),
        (Role.MASS_ORGANISATION_OFFICER, "commune", {"list", "task", "why", "round", "plan"}),
        (Role.ADMINISTRATOR, "province", set()),
    ],
)
def test_who_reaches_which_address(world, enter, role, at, reached):
    client = enter(holder(role, getattr(world, at)))

    opened = {name for name, address in ADDRESSES.items() if client.get(address(world)).status_code == 200}

    assert opened == reached


@pytest.mark.parametrize("name", ADDRESSES)
def test_without_signing_in_one_is_sent_to_sign_in(world, client, name):
    assert client.get(ADDRESSES[name](world)).status_code == 302


class TestList:
    @pytest.mark.shows("feature-63")
    def test_an_officer_sees_rounds_with_counts_the_overdue_first(self, world, enter):
        DutyTask.objects.filter(unit=world.ward, due_on=date(2026, 3, 5)).update(done_on=date(2026, 3, 4))

        page = enter(world.officer).get(reverse("duty-list")).content.decode()

        assert "1/2 đã xong, 1 quá hạn" in page
        assert page.index("Báo cáo triển khai kế hoạch") < page.index("Gửi hồ sơ kết nạp")
        assert "Ban Thường vụ Tỉnh ủy" in page

    def test_a_filter_on_state_keeps_whole_counts(self, world, enter):
        DutyTask.objects.filter(unit=world.ward, due_on=date(2026, 3, 5)).update(done_on=date(2026, 3, 4))

        page = enter(world.officer).get(reverse("duty-list") + "?tinh_trang=late").content.decode()

        assert "1/2 đã xong, 1 quá hạn" in page
        assert "Gửi hồ sơ kết nạp" not in page

    def test_a_secretary_sees_the_branch_s_own_quarterly_duties(self, world, enter):
        page = enter(world.secretary).get(reverse("duty-list")).content.decode()

        assert [quarter for quarter in ("I", "II", "III", "IV") if f"quý {quarter}/2026" in page] == [
            "I",
            "II",
            "III",
            "IV",
        ]
        assert "Chi bộ thôn 1" in page
        assert "Đề Gi" not in page.split("<main", 1)[1].split("</main>")[0]

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("xem=don-vi&tinh_trang=late", 2),
            ("xem=don-vi&tinh_trang=soon", 2),
            ("xem=don-vi&tinh_trang=done", 0),
            ("xem=don-vi&tinh_trang=all", 13),
            ("xem=don-vi&tinh_trang=all&nam=2027", 2),
            ("xem=don-vi&tinh_trang=all&co_quan=organisation_board", 1),
            ("xem=don-vi&ke_hoach=999999", 0),
            ("xem=don-vi&tinh_trang=rubbish&nam=rubbish&co_quan=rubbish&trang=rubbish&vi-sao=rubbish&don_vi=x", 13),
        ],
    )
    def test_filters_narrow_and_nonsense_is_passed_by(self, world, enter, query, shown):
        page = enter(world.officer).get(reverse("duty-list") + f"?{query}").content.decode()

        assert page.count('id="vi-sao-') == shown

    def test_a_unit_narrows_to_what_stands_below_it(self, world, enter):
        page = enter(world.officer).get(reverse("duty-list") + f"?xem=don-vi&don_vi={world.ward.pk}").content.decode()

        assert "Chi bộ khu phố 2" in page
        assert "Chi bộ thôn 1" not in page

    @pytest.mark.shows("002-9", "003-13", "feature-7")
    def test_a_board_member_sees_the_duties_of_the_area_in_charge(self, world, enter):
        page = enter(world.board_member).get(reverse("duty-list") + "?xem=don-vi").content.decode()

        assert "Đảng ủy phường Hòa" in page
        assert "Chi bộ khu phố 2" in page
        assert "Đề Gi" not in page
        assert "Ghi xong" not in page

    def test_the_explanation_opens_under_its_row_without_script(self, world, enter):
        task = world.task(world.commune, "triển khai")

        page = enter(world.officer).get(reverse("duty-list") + f"?xem=don-vi&vi-sao={task.pk}").content.decode()

        assert "Vì sao hạn là 05/03/2026?" in page
        assert "báo cáo trước ngày 05/3/2026" in page

    def test_the_form_to_write_it_done_stands_before_the_explanation(self, world, enter):
        task = world.task(world.commune, "triển khai")

        page = enter(world.commune_officer).get(reverse("duty-task", args=[task.pk])).content.decode()

        assert page.index("Ghi đã xong</button>") < page.index("Vì sao hạn là 05/03/2026?")

    @pytest.mark.shows("feature-62", "beyond-6")
    def test_the_explanation_names_start_rule_holidays_and_shows_the_months(self, world, enter):
        task = DutyTask.objects.get(unit=world.branch, label="quý IV/2026")

        page = enter(world.secretary).get(reverse("duty-why", args=[task.pk])).content.decode()

        assert "Vì sao hạn là 08/01/2027?" in page
        assert "cộng 5 ngày làm việc" in page
        assert "01/01/2027 (Tết Dương lịch)" in page
        assert page.count('<svg class="month"') == 2

    def test_nothing_to_show_says_so(self, world, enter):
        DutyTask.objects.all().delete()

        page = enter(world.secretary).get(reverse("duty-list")).content.decode()

        assert "Không có việc nào chưa xong" in page

    @pytest.mark.parametrize("count", [1, 3])
    @pytest.mark.parametrize(("view", "queries"), [("", 13), ("?xem=don-vi", 12)])
    def test_the_list_asks_the_same_whatever_its_length(
        self, world, enter, django_assert_max_num_queries, count, view, queries
    ):
        keep = list(DutyTask.objects.values_list("pk", flat=True)[:count])
        DutyTask.objects.exclude(pk__in=keep).delete()
        client = enter(world.officer)

        with django_assert_max_num_queries(queries):
            client.get(reverse("duty-list") + view)


class TestDoing:
    @pytest.mark.shows("002-7", "003-3", "003-10")
    @pytest.mark.parametrize("what", ["Báo cáo triển khai", "Gửi hồ sơ"])
    def test_the_page_s_own_form_writes_a_duty_down_and_takes_it_back(self, world, enter, what):
        client, task = enter(world.commune_officer, csrf=True), world.task(world.commune, what)
        address = reverse("duty-task", args=[task.pk])
        token = token_of(client.get(address).content.decode())

        answer = client.post(
            address, {"csrfmiddlewaretoken": token, "done_on": "10/03/2026", "document_number": "05-BC/ĐU", "note": ""}
        )

        task.refresh_from_db()
        page = client.get(address).content.decode()
        assert (answer.status_code, task.done_on, task.document_number) == (302, DAY, "05-BC/ĐU")
        assert "05-BC/ĐU" in page
        back = client.post(
            reverse("duty-take-back", args=[task.pk]), {"csrfmiddlewaretoken": token_of(page), "reason": "Ghi nhầm"}
        )
        task.refresh_from_db()
        assert (back.status_code, task.done_on) == (302, None)

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"done_on": "11/03/2026"}, "Ngày xong không được sau hôm nay."),
            ({"done_on": "31/02/2026"}, "Ngày xong"),
            ({"done_on": ""}, "Ngày xong"),
        ],
    )
    def test_a_wrong_day_is_refused_in_words_and_nothing_is_written(self, world, enter, sent, words):
        task = world.task(world.commune)

        answer = enter(world.commune_officer).post(reverse("duty-task", args=[task.pk]), sent)

        task.refresh_from_db()
        assert (answer.status_code, task.done_on) == (422, None)
        assert words in answer.content.decode()

    def test_a_stale_page_is_told_so(self, world, enter):
        task = world.task(world.commune)
        DutyTask.objects.filter(pk=task.pk).update(done_on=DAY)

        answer = enter(world.commune_officer).post(reverse("duty-task", args=[task.pk]), {"done_on": "10/03/2026"})

        assert answer.status_code == 409

    def test_taking_back_without_a_reason_or_what_is_open_is_refused(self, world, enter):
        task, client = world.task(world.commune), enter(world.commune_officer)

        assert client.post(reverse("duty-take-back", args=[task.pk]), {"reason": ""}).status_code == 422
        assert client.post(reverse("duty-take-back", args=[task.pk]), {"reason": "Nhầm"}).status_code == 409
        assert client.get(reverse("duty-take-back", args=[task.pk])).status_code == 405

    def test_an_officer_receives_a_whole_list_at_once(self, world, enter):
        tasks = [world.task(unit, "triển khai") for unit in (world.commune, world.ward)]
        client, address = enter(world.officer, csrf=True), round_address(tasks[0])
        token = token_of(client.get(address).content.decode())

        client.post(
            address,
            {"csrfmiddlewaretoken": token, "viec": [each.pk for each in tasks], "done_on": "09/03/2026"},
        )

        assert DutyTask.objects.filter(done_on=date(2026, 3, 9)).count() == 2
        page = client.get(address).content.decode()
        assert "Đã ghi xong cho 2 đơn vị." in page
        assert "Xong muộn 2 ngày" in page

    @pytest.mark.parametrize(
        ("sent", "status"),
        [({"done_on": "09/03/2026"}, 422), ({"done_on": "x", "viec": "1"}, 422), ({"done_on": "12/03/2026"}, 422)],
    )
    def test_a_faulty_list_is_refused_and_keeps_what_was_chosen(self, world, enter, sent, status):
        task = world.task(world.ward, "triển khai")
        chosen = sent | ({"viec": task.pk} if sent.get("viec") or sent["done_on"] == "12/03/2026" else {})

        answer = enter(world.officer).post(round_address(task), chosen)

        assert answer.status_code == status
        assert DutyTask.objects.filter(done_on__isnull=False).count() == 0
        if "viec" in chosen:
            assert " checked" in answer.content.decode()

    def test_a_list_whose_units_are_done_meanwhile_is_shown_as_it_stands(self, world, enter):
        task = world.task(world.ward, "triển khai")
        DutyTask.objects.filter(pk=task.pk).update(done_on=DAY)

        answer = enter(world.officer).post(round_address(task), {"viec": task.pk, "done_on": "09/03/2026"})

        assert answer.status_code == 409

    def test_a_round_shows_counts_by_level_and_who_is_missing(self, world, enter):
        DutyTask.objects.all().delete()
        duty = add_duty(world.version, due_on=date(2026, 3, 6), scope="all_below", what="Kiểm kê")
        lay_duty_tasks(world.version, on=date(2026, 1, 15))
        DutyTask.objects.filter(duty=duty, unit__in=[world.commune, world.branch]).update(done_on=date(2026, 3, 6))

        page = enter(world.officer).get(reverse("duty-round", args=[duty.pk, "2026-03-06"])).content.decode()
        late = enter(world.officer).get(reverse("duty-round", args=[duty.pk, "2026-03-06"]) + "?tinh_trang=late")

        assert re.findall(r'class="lv">([^<]+)</span><span class="fig">([^<]+)<', page) == [
            ("Đảng ủy cơ sở", "1/2"),
            ("Chi bộ trực thuộc", "1/2"),
        ]
        assert "Đảng ủy phường Hòa" in late.content.decode()
        assert "Đảng ủy xã Đề Gi" not in late.content.decode()

    @pytest.mark.parametrize("nominal", ["rubbish", "2026-02-30", "2031-01-01"])
    def test_a_round_that_is_not_there_is_an_absent_page(self, world, enter, nominal):
        address = reverse("duty-round", args=[world.version.duties.first().pk, nominal])

        assert enter(world.officer).get(address).status_code == 404


@pytest.mark.parametrize(
    ("group", "headings"),
    [
        ("week", ["Tuần 02/03 – 08/03/2026", "Tuần 09/03 – 15/03/2026", "Tuần 16/03 – 22/03/2026"]),
        ("plan", ["12-KH/TU · Phát triển đảng viên năm 2026"]),
        ("unit", ["Tỉnh ủy Đông Sơn", "Đảng ủy phường Hòa", "Đảng ủy xã Đề Gi"]),
        ("rubbish", ["Tuần 02/03 – 08/03/2026", "Tuần 09/03 – 15/03/2026", "Tuần 16/03 – 22/03/2026"]),
    ],
)
def test_duties_stand_under_their_week_plan_or_unit(world, enter, group, headings):
    page = enter(world.officer).get(reverse("duty-list") + f"?xem=don-vi&nhom={group}").content.decode()

    assert re.findall(r'<th scope="rowgroup" colspan="4">([^<]+)<', page)[: len(headings)] == headings


def test_the_explanation_closes_again(world, enter):
    address = reverse("duty-why", args=[world.task(world.commune).pk])

    assert "đóng" in enter(world.officer).get(address).content.decode()
    assert enter(world.officer).get(address + "?dong=1").content == b""


@pytest.mark.shows("001-3", "001-4", "003-12", "004-4", "004-5")
@pytest.mark.parametrize(
    ("every", "issuer", "scope", "office", "who", "labels"),
    [
        ("quarter", "province", "issuer", "organisation_board", "officer", ["quý I", "quý II", "quý III", "quý IV"]),
        ("Q4", "province", "branches", "committee", "secretary", ["quý IV"]),
        ("quarter", "province", "branches", "committee", "secretary", ["quý I", "quý II", "quý III", "quý IV"]),
        ("month", "branch", "issuer", "branch_committee", "secretary", [f"tháng {month}" for month in range(1, 13)]),
        ("quarter", "branch", "issuer", "branch_committee", "secretary", ["quý I", "quý II", "quý III", "quý IV"]),
    ],
)
def test_a_repeated_duty_of_a_plan_stands_in_its_bearer_s_list_period_by_period(
    world, enter, every, issuer, scope, office, who, labels
):
    version = make_plan(getattr(world, issuer), title="Kế hoạch khác")
    add_duty(version, every=every, scope=scope, office=office, what="Việc định kỳ")
    lay_duty_tasks(version, on=date(2026, 1, 15))

    address = reverse("duty-list") + f"?xem=don-vi&tinh_trang=all&ke_hoach={version.plan_id}"
    page = enter(getattr(world, who)).get(address).content.decode()

    own = re.findall(r">Việc định kỳ · ([^<]+)/2026<", page)
    assert list(dict.fromkeys(own)) == labels


@pytest.mark.parametrize(("number", "status"), [("9" * 30, 422), ("99999", 404), ("-1", 422), ("x", 422), ("²", 422)])
def test_a_number_that_is_none_is_no_duty(world, enter, number, status):
    client, address = enter(world.officer), round_address(world.task(world.ward))

    assert client.post(address, {"viec": number, "done_on": "09/03/2026"}).status_code == status
    assert client.get(reverse("duty-list") + f"?ke_hoach={number}&don_vi={number}&nam={number}").status_code == 200


@pytest.mark.parametrize("name", ["duty-task", "duty-why", "duty-lead-time", "plan-receipt", "plan-tasks", "activity"])
def test_a_number_beyond_all_numbers_is_an_absent_page(world, enter, name):
    assert enter(world.officer).get(reverse(name, args=[int("9" * 30)])).status_code == 404
