"""One plan's duties unit by unit, and a unit that asks for one earlier."""

import re
from datetime import date

import pytest
from django.urls import reverse

from nguon.models import DutyTask, LeadTime
from nguon.services.expansion import lay_duty_tasks
from tests.factories import DAY, make_unit
from tests.plan_world import SENT, add_duty, make_world
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.mark.shows("003-11", "beyond-19")
def test_the_board_shows_each_duty_s_progress_and_who_has_done_which(world, enter):
    DutyTask.objects.filter(unit=world.ward, due_on=date(2026, 3, 5)).update(done_on=date(2026, 3, 5))

    page = enter(world.officer).get(reverse("plan-duties", args=[world.version.plan_id])).content.decode()

    assert "Việc của kế hoạch: 1/13 đã xong, 1 quá hạn" in page
    assert "1/2 đã xong, 1 quá hạn" in page
    assert page.index("Từng đơn vị") < page.index(">Chi bộ thôn 1</th>")
    assert "Tổng hợp, báo cáo Ban Thường vụ" in page


def test_duties_that_bind_nobody_yet_are_named_to_those_who_can_mend_it(world, enter):
    add_duty(world.version, every="periodic", what="Báo cáo định kỳ", actor="Các cấp")

    shown = enter(world.officer).get(reverse("plan-duties", args=[world.version.plan_id])).content.decode()
    hidden = enter(world.board_member).get(reverse("plan-duties", args=[world.version.plan_id])).content.decode()

    assert "Báo cáo định kỳ (Các cấp)" in shown
    assert "Báo cáo định kỳ" not in hidden


def test_many_duties_are_shown_some_at_a_time(world, enter):
    add_duty(world.version, every="month", what="Báo cáo tháng")
    DutyTask.objects.all().delete()
    lay_duty_tasks(world.version, on=date(2026, 1, 15))
    client, address = enter(world.officer), reverse("plan-duties", args=[world.version.plan_id])

    first, later = client.get(address).content.decode(), client.get(address + "?tu=8").content.decode()

    assert "việc sau đó" in first
    assert "việc trước đó" in later
    assert client.get(address + "?tu=99999").status_code == 200


def test_the_board_asks_the_same_whatever_the_number_of_units(world, enter, django_assert_max_num_queries):
    client = enter(world.officer)

    with django_assert_max_num_queries(16):
        client.get(reverse("plan-duties", args=[world.version.plan_id]))


def test_a_plan_out_of_sight_is_an_absent_page(world, enter):
    assert enter(world.officer).get(reverse("plan-duties", args=[999_999])).status_code == 404


class TestLeadTime:
    @pytest.mark.shows("feature-62", "beyond-19")
    def test_one_sees_first_what_moves_then_sets_it(self, world, enter):
        duty = world.version.duties.get(what="Gửi hồ sơ kết nạp")
        client, address = enter(world.officer, csrf=True), reverse("duty-lead-time", args=[duty.pk])
        sent = {"unit_id": world.province.pk, "working_days": "2", "reason": "Tổng hợp"}
        token = token_of(client.get(address).content.decode())

        preview = client.post(address, sent | {"csrfmiddlewaretoken": token}).content.decode()

        assert "2 hạn của 2 đơn vị bên dưới đổi theo" in preview
        assert "11/03/2026" in preview
        assert not LeadTime.objects.exists()

        done = client.post(address, sent | {"csrfmiddlewaretoken": token_of(preview), "dong-y": "1"})

        assert done.status_code == 302
        assert set(DutyTask.objects.filter(duty=duty).values_list("due_on", flat=True)) == {date(2026, 3, 11)}
        why = client.get(reverse("duty-why", args=[duty.tasks.first().pk])).content.decode()
        assert "sớm hơn 2 ngày làm việc do Tỉnh ủy Đông Sơn đặt" in why
        assert "Tổng hợp" in why

    def test_what_would_move_is_listed_unit_by_unit_in_vietnamese_order(self, world, enter):
        make_unit("Đảng ủy xã Ân Hảo", parent=world.province, kind="grassroots_committee")
        DutyTask.objects.all().delete()
        lay_duty_tasks(world.version, on=SENT)
        duty = world.version.duties.get(what="Gửi hồ sơ kết nạp")

        preview = enter(world.officer).post(
            reverse("duty-lead-time", args=[duty.pk]), {"unit_id": world.province.pk, "working_days": "1"}
        )

        rows = re.findall(r'<tr><th scope="row">([^<]+)</th>', preview.content.decode())
        assert rows == ["Đảng ủy phường Hòa", "Đảng ủy xã Ân Hảo", "Đảng ủy xã Đề Gi"]

    @pytest.mark.parametrize(
        "sent", [{"working_days": ""}, {"working_days": "61"}, {"working_days": "-1"}, {"working_days": "5"}]
    )
    def test_what_cannot_be_is_refused_with_the_reason(self, world, enter, sent):
        duty = world.version.duties.get(what="Gửi hồ sơ kết nạp")

        answer = enter(world.officer).post(
            reverse("duty-lead-time", args=[duty.pk]), {"unit_id": world.province.pk, "dong-y": "1", **sent}
        )

        assert answer.status_code == 422
        assert not LeadTime.objects.exists()

    def test_when_nothing_lies_ahead_it_says_so(self, world, enter):
        DutyTask.objects.update(done_on=DAY)
        duty = world.version.duties.get(what="Gửi hồ sơ kết nạp")

        answer = enter(world.officer).post(
            reverse("duty-lead-time", args=[duty.pk]), {"unit_id": world.province.pk, "working_days": "1"}
        )

        assert "Không có hạn nào đổi" in answer.content.decode()

    def test_a_unit_that_is_not_one_s_own_is_no_choice(self, world, enter):
        duty = world.version.duties.get(what="Gửi hồ sơ kết nạp")

        answer = enter(world.commune_officer).post(
            reverse("duty-lead-time", args=[duty.pk]), {"unit_id": world.ward.pk, "working_days": "1"}
        )

        assert answer.status_code == 422
