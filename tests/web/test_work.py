"""Home: what waits for this person, by the act to take, and nothing else."""

import re
from datetime import date

import pytest
from django.urls import reverse

from nguon.models import Allocation, Delegation, DutyTask, Plan, PlanDraft, PlanReceipt, Share, SourceFile, YearFigure
from nguon.rules.offices import Scope
from nguon.rules.roles import Role
from nguon.services.expansion import lay_duty_tasks
from tests.factories import DAY, NOON, appoint, days, holder, make_plan, make_user
from tests.plan_world import SENT, add_duty, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def home_of(client, query=""):
    return client.get(reverse("home") + query).content.decode()


def headings(page):
    return [re.sub(r"\s+", " ", each).strip() for each in re.findall(r"<h2>([^<]*)<span class=\"count\">", page)]


def red_buttons(page):
    return len(re.findall(r'class="btn btn-sm btn-primary"', page))


@pytest.mark.parametrize("role", list(Role))
def test_everyone_reaches_home(world, enter, role):
    assert enter(holder(role, world.province)).get("/").status_code == 200


def test_a_person_without_any_role_is_told_whom_to_ask(enter):
    assert "chưa được giao vai trò" in home_of(enter(make_user()))


def test_who_sees_no_duties_is_shown_no_year_of_them(world, enter):
    page = home_of(enter(holder(Role.ADMINISTRATOR, world.province)))

    assert reverse("calendar") not in page


def test_without_signing_in_one_is_sent_to_sign_in(client):
    assert client.get("/").status_code == 302


def test_a_secretary_has_the_branch_s_duty_and_the_plan_that_came(world, enter):
    page = home_of(enter(world.secretary))

    assert headings(page) == ["Rà soát, bổ sung nguồn", "Kế hoạch chờ tiếp nhận"]
    assert "Thứ 3, 10/03/2026 · 2 việc." in re.sub(r"\s+", " ", page)
    assert "Còn 20 ngày" in page
    assert red_buttons(page) == 1


@pytest.mark.shows("000-18", "002-8", "feature-63")
def test_an_organisation_officer_has_their_board_s_duty_and_whom_to_urge(world, enter):
    DutyTask.objects.filter(unit=world.ward, due_on=date(2026, 3, 5)).update(done_on=date(2026, 3, 5))

    page = home_of(enter(world.officer))

    assert headings(page) == ["Báo cáo", "Đôn đốc đơn vị bên dưới"]
    assert "Tổng hợp, báo cáo Ban Thường vụ" in page
    urged = page[page.index("Đôn đốc") :]
    assert "1/2</a> đã xong, 1 quá hạn" in urged
    assert "Quá hạn 3 ngày" in urged


@pytest.mark.shows("002-9", "003-13")
def test_a_board_member_has_what_is_pressing_in_the_area(world, enter):
    page = home_of(enter(world.board_member))

    assert headings(page) == ["Địa bàn tôi phụ trách"]
    assert "0/1</a> đã xong, 1 quá hạn" in page


def test_an_inspection_officer_oversees_the_units_within_reach(world, enter):
    page = home_of(enter(holder(Role.INSPECTION_OFFICER, world.province)))

    assert "Các đơn vị trong phạm vi" in headings(page)
    assert "Địa bàn tôi phụ trách" not in page


def test_what_is_urged_by_one_s_own_plan_stands_first_and_others_say_whose_plan_it_is(world, enter):
    own = make_plan(world.ward, title="Kế hoạch của phường")
    add_duty(own, due_on=date(2026, 2, 2), what="Báo cáo sơ kết của phường", scope=Scope.BRANCHES)
    lay_duty_tasks(own, on=SENT)

    page = home_of(enter(world.officer))

    urged = page[page.index("Đôn đốc") : page.index("<aside")]
    assert urged.index("Báo cáo triển khai kế hoạch") < urged.index("Báo cáo sơ kết của phường")
    assert urged.count("kế hoạch của ") == urged.count("kế hoạch của Đảng ủy phường Hòa") == 1


def test_the_plans_of_the_unit_above_are_named_to_those_who_urge_by_them(world, enter):
    DutyTask.objects.filter(unit=world.branch).update(due_on=date(2026, 3, 5))

    assert "kế hoạch của Tỉnh ủy Đông Sơn" in home_of(enter(world.commune_officer))


def test_two_overdue_duties_stand_first_and_are_counted(world, enter):
    page = home_of(enter(world.commune_officer))

    assert headings(page)[:2] == ["Báo cáo", "Gửi hồ sơ kết nạp"]
    assert "1 việc quá hạn" in page


def test_the_explanation_opens_under_its_row_without_script(world, enter):
    task = world.task(world.commune, "triển khai")

    page = home_of(enter(world.commune_officer), f"?vi-sao={task.pk}")

    assert "Vì sao hạn là 05/03/2026?" in page
    assert page.count('class="why"') == 1


def test_an_officer_of_a_mass_organisation_has_only_its_own(world, enter):
    page = home_of(enter(holder(Role.MASS_ORGANISATION_OFFICER, world.province, office="youth_union")))

    assert headings(page) == []
    assert "Không có việc nào chờ đồng chí." in page


@pytest.mark.parametrize(
    ("role", "asked"),
    [
        (Role.GRASSROOTS_OFFICER, True),
        (Role.ORGANISATION_OFFICER, True),
        (Role.POLITICAL_CENTRE_OFFICER, False),
        (Role.MASS_ORGANISATION_OFFICER, False),
    ],
)
def test_only_who_acts_for_the_committee_is_asked_to_take_its_plans_in(world, enter, role, asked):
    page = home_of(enter(holder(role, world.commune, office="youth_union")))

    assert ("Kế hoạch chờ tiếp nhận" in headings(page)) is asked


def test_an_acknowledged_plan_waits_to_be_passed_on_and_then_is_gone(world, enter):
    PlanReceipt.objects.filter(unit=world.branch).update(acknowledged_on=DAY)
    assert "Kế hoạch chờ quán triệt" in headings(home_of(enter(world.secretary)))

    PlanReceipt.objects.filter(unit=world.branch).update(passed_on_on=DAY)
    assert "Kế hoạch chờ quán triệt" not in headings(home_of(enter(world.secretary)))


class TestPlanning:
    def draft(self, unit, maker):
        source = SourceFile.objects.create(
            name="ke-hoach-2026.docx", kind="docx", content=b"x", sha256="0", text="x", unit=unit, province=unit.province,
            brought_by=maker, brought_at=NOON,
        )  # fmt: skip
        return PlanDraft.objects.create(
            source=source, unit=unit, path=unit.path, province=unit.province, reading={}, made_by=maker, made_at=NOON
        )

    def share(self, world, unit, places=12):
        allocation = Allocation.objects.create(
            plan=world.version.plan, version=world.version, unit=world.province, path=world.province.path,
            province=world.province.province, ordinal=1, state="issued", made_by=world.officer, made_at=NOON,
            saved_at=NOON, issued_at=NOON, holds_from=DAY,
        )  # fmt: skip
        Share.objects.create(allocation=allocation, unit=unit, places=places, province=unit.province)

    def test_a_draft_waits_for_confirmation(self, world, enter):
        self.draft(world.province, world.officer)

        page = home_of(enter(world.officer))

        assert "Bản đọc chờ xác nhận" in headings(page)
        assert "ke-hoach-2026.docx" in page
        assert "Bản đọc chờ xác nhận" not in headings(home_of(enter(world.commune_officer)))

    def test_an_allocation_in_draft_waits_for_its_unit(self, world, enter):
        Allocation.objects.create(
            plan=world.version.plan, version=world.version, unit=world.province, path=world.province.path,
            province=world.province.province, ordinal=1, made_by=world.officer, made_at=NOON, saved_at=NOON,
        )  # fmt: skip

        assert "Bảng chia chỉ tiêu đang soạn" in headings(home_of(enter(world.officer)))

    @pytest.mark.shows("000-20")
    def test_a_share_waits_to_be_divided_and_answered_by_a_plan_of_one_s_own(self, world, enter):
        self.share(world, world.commune)
        client = enter(world.commune_officer)

        page = home_of(client)

        assert "Chỉ tiêu chờ chia tiếp" in headings(page)
        assert "Chờ kế hoạch của đơn vị" in headings(page)
        assert "12 người" in page

        own = make_plan(world.commune, title="Kế hoạch của xã")
        Plan.objects.filter(pk=own.plan_id).update(carries_out=world.version.plan)
        Allocation.objects.create(
            plan=world.version.plan, version=world.version, unit=world.commune, path=world.commune.path,
            province=world.commune.province, ordinal=1, state="issued", made_by=world.officer, made_at=NOON, saved_at=NOON,
        )  # fmt: skip
        page = home_of(client)

        assert "Chỉ tiêu chờ chia tiếp" not in headings(page)
        assert "Chờ kế hoạch của đơn vị" not in headings(page)

    def test_the_bar_shows_target_allotted_and_last_year(self, world, enter):
        self.share(world, world.commune, places=33)
        YearFigure.objects.create(unit=world.province, year=2025, admitted=26, province=world.province.province)

        page = home_of(enter(world.officer))

        assert 'aria-label="Chỉ tiêu 30, đã giao xuống 33"' in page
        assert 'class="over"' in page
        assert "<dd>26</dd>" in page

    def test_a_unit_that_only_got_a_share_sees_that_as_its_target(self, world, enter):
        self.share(world, world.commune, places=12)

        assert 'aria-label="Chỉ tiêu 12, đã giao xuống 0"' in home_of(enter(world.commune_officer))

    def test_a_branch_with_no_unit_below_is_told_nothing_of_handing_down(self, world, enter):
        self.share(world, world.branch, places=3)

        page = home_of(enter(world.secretary))

        assert 'aria-label="Chỉ tiêu 3"' in page
        assert "Đã giao xuống" not in page
        assert "đã giao</text>" not in page


def test_a_delegation_about_to_end_is_told_to_both(world, enter):
    taker = make_user("Ngô Văn Sáu")
    Delegation.objects.create(
        appointment=world.officer.appointments.get(), to=taker, starts_on=date(2026, 3, 1), ends_on=DAY + days(5),
        document_number="03-QĐ/TU", document_date=date(2026, 2, 28), made_at=NOON,
    )  # fmt: skip

    assert "Ủy quyền sắp hết hạn" in headings(home_of(enter(world.officer)))
    page = home_of(enter(taker))
    assert "Lê Thị Minh ủy quyền cho Ngô Văn Sáu" in page
    assert "Báo cáo" in headings(page)  # the duties come with the delegation


def test_the_year_s_line_stands_beside_with_today_in_it(world, enter):
    page = home_of(enter(world.officer))

    aside = page[page.index("<aside") :]
    assert aside.index("Báo cáo triển khai kế hoạch") < aside.index("Hôm nay") < aside.index("Gửi hồ sơ kết nạp")


def test_duties_far_ahead_are_counted_not_listed(world, enter):
    page = home_of(enter(world.secretary))

    assert "3 việc nữa còn trên 60 ngày" in page


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_whatever_waits(world, enter, django_assert_max_num_queries, count):
    for number in range(count):
        appoint(
            world.officer, Role.ORGANISATION_OFFICER, world.province, office=["committee", "front", "secretary"][number]
        )
    keep = list(DutyTask.objects.order_by("due_on").values_list("pk", flat=True)[: count * 2])
    DutyTask.objects.exclude(pk__in=keep).delete()
    client = enter(world.officer)

    with django_assert_max_num_queries(32):
        home_of(client)
