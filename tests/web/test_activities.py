"""Activities on screen: listed and summed up, recorded, withdrawn, taken away as a workbook."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nguon.models import Activity, PlanTask
from nguon.rules.roles import Role
from nguon.services.activities import ActivityFacts, record_activity
from tests.factories import holder
from tests.plan_world import make_world
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def held(world, by):
    """Three activities: two of the branch, one of the ward."""

    def hold(user, unit, **facts):
        return record_activity(by=by(user), unit_id=unit.pk, facts=ActivityFacts(**facts))

    plan = world.version.plan_id
    return [
        hold(world.secretary, world.branch, kind="training", title="Tập huấn bí thư", on=date(2026, 2, 1), participants=40,
             plan_id=plan, document_number="=1+1"),
        hold(world.secretary, world.branch, kind="movement", title="Phong trào thi đua", on=date(2026, 2, 5),
             participants=100, office="youth_union"),
        hold(world.officer, world.ward, kind="training", title="Tập huấn cấp ủy", on=date(2026, 3, 1), participants=25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "at", "statuses"),
    [
        (Role.ORGANISATION_OFFICER, "province", [200, 200, 200]),
        (Role.GRASSROOTS_OFFICER, "commune", [200, 200, 200]),
        (Role.GRASSROOTS_OFFICER, "ward", [200, 200, 404]),
        (Role.BRANCH_SECRETARY, "branch", [200, 200, 200]),
        (Role.BRANCH_COMMITTEE_MEMBER, "branch", [200, 200, 200]),
        (Role.MASS_ORGANISATION_OFFICER, "branch", [200, 200, 200]),
        (Role.POLITICAL_CENTRE_OFFICER, "province", [200, 200, 404]),
        (Role.STANDING_BOARD_MEMBER, "branch", [200, 404, 200]),
        (Role.INSPECTION_OFFICER, "province", [200, 404, 200]),
        (Role.ADMINISTRATOR, "province", [404, 404, 404]),
    ],
)
def test_who_reaches_which_address(world, held, enter, role, at, statuses):
    client = enter(holder(role, getattr(world, at)))

    addresses = [reverse("activity-list"), reverse("activity-new"), reverse("activity", args=[held[0].pk])]
    assert [client.get(address).status_code for address in addresses] == statuses


def titles(page):
    return re.findall(r'<th scope="row"><a href="/hoat-dong/\d+/">([^<]+)</a>', page)


class TestList:
    def test_latest_first_with_sums(self, world, held, enter):
        page = enter(world.officer).get(reverse("activity-list")).content.decode()

        assert titles(page) == ["Tập huấn cấp ủy", "Phong trào thi đua", "Tập huấn bí thư"]
        assert "3 hoạt động, 165 lượt người dự, 2 đơn vị" in page
        row = re.search(r'loai=training">Tập huấn, bồi dưỡng nghiệp vụ</a></th>(.*?)</tr>', page).group(1)
        assert re.findall(r">(\d+)</td>", row) == ["2", "65", "2"]

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("loai=training", 2),
            ("co_quan=youth_union", 1),
            ("tu_ngay=02/02/2026", 2),
            ("tu_ngay=05/02/2026&den_ngay=05/02/2026", 1),
            ("loai=rubbish&co_quan=x&tu_ngay=99&ke_hoach=x&don_vi=x", 3),
            ("ke_hoach=999999", 0),
        ],
    )
    def test_filters_narrow_and_nonsense_is_passed_by(self, world, held, enter, query, count):
        page = enter(world.officer).get(reverse("activity-list") + f"?{query}").content.decode()

        assert len(titles(page)) == count

    def test_a_unit_and_a_plan_narrow(self, world, held, enter):
        client = enter(world.officer)

        assert len(titles(client.get(reverse("activity-list") + f"?don_vi={world.ward.pk}").content.decode())) == 1
        assert titles(client.get(reverse("activity-list") + f"?ke_hoach={world.version.plan_id}").content.decode()) == [
            "Tập huấn bí thư"
        ]

    def test_a_neighbour_s_activities_are_not_there(self, world, held, enter):
        assert len(titles(enter(world.secretary).get(reverse("activity-list")).content.decode())) == 2

    def test_the_workbook_holds_the_same_rows_and_no_formula(self, world, held, enter):
        answer = enter(world.officer).get(reverse("activity-list") + "?loai=training&tai=xlsx")

        rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
        cells = [cell for row in rows for cell in row]
        assert answer["Content-Disposition"] == 'attachment; filename="hoat-dong.xlsx"'
        assert [each for each in cells if each in ("Tập huấn bí thư", "Tập huấn cấp ủy", "Phong trào thi đua")] == [
            "Tập huấn cấp ủy",
            "Tập huấn bí thư",
        ]
        assert "=1+1" in cells  # as text
        assert 65 in cells

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, held, enter, django_assert_num_queries, count):
        Activity.objects.exclude(pk__in=[each.pk for each in held[:count]]).delete()
        client = enter(world.officer)

        with django_assert_num_queries(
            11
        ):  # session, user, sign-in gate, two of reach, number, rows, two of sums, two of plans
            client.get(reverse("activity-list"))


class TestRecording:
    SENT = {"kind": "movement", "title": "Tuổi trẻ sáng tạo", "on": "09/03/2026", "office": "youth_union",
            "participants": "120", "place": "Nhà văn hóa", "document_number": "07-KH/ĐTN"}  # fmt: skip

    @pytest.mark.shows("000-19", "002-6")
    def test_a_mass_organisation_records_its_movement_through_the_page_s_own_form(self, world, enter):
        youth = holder(Role.MASS_ORGANISATION_OFFICER, world.province, office="youth_union")
        client = enter(youth, csrf=True)
        page = client.get(reverse("activity-new")).content.decode()

        answer = client.post(
            reverse("activity-new"), self.SENT | {"csrfmiddlewaretoken": token_of(page), "unit_id": world.province.pk}
        )

        shown = client.get(answer.url).content.decode()
        assert '<option value="youth_union" selected>' in page
        assert [
            word in shown for word in ("Tuổi trẻ sáng tạo", "Đoàn Thanh niên", "120", "Nhà văn hóa", "07-KH/ĐTN")
        ] == [True] * 5

    @pytest.mark.shows("002-4", "003-6")
    def test_training_is_recorded_under_a_task_of_the_plan(self, world, enter):
        task, client = PlanTask.objects.get(ordinal=1), enter(world.commune_officer)
        address = (
            reverse("activity-new") + f"?ke_hoach={world.version.plan_id}&nhiem_vu={task.pk}&don_vi={world.commune.pk}"
        )

        page = client.get(address).content.decode()
        client.post(
            reverse("activity-new"),
            self.SENT | {"unit_id": world.commune.pk, "plan_id": world.version.plan_id, "task_id": task.pk},
        )

        assert f'<option value="{task.pk}" selected>' in page
        assert Activity.objects.get().task == task

    def test_an_officer_finds_a_unit_below_without_accents(self, world, enter):
        page = enter(world.officer).get(reverse("activity-new") + "?tim_don_vi=khu pho").content.decode()

        assert f'<option value="{world.other_branch.pk}"' in page

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": ""},
            {"on": "11/03/2026"},
            {"on": "30/02/2026"},
            {"kind": "x"},
            {"participants": "-1"},
            {"participants": "nhiều"},
            {"office": "x"},
            {"plan_id": "999999"},
        ],
    )
    def test_what_is_wrong_is_refused_and_kept_in_the_form(self, world, enter, changes):
        answer = enter(world.secretary).post(
            reverse("activity-new"), {**self.SENT, "unit_id": world.branch.pk, **changes}
        )

        assert answer.status_code == 422
        assert not Activity.objects.exists()
        assert "Nhà văn hóa" in answer.content.decode()

    def test_a_unit_out_of_reach_is_no_choice(self, world, enter):
        answer = enter(world.secretary).post(reverse("activity-new"), self.SENT | {"unit_id": world.other_branch.pk})

        assert answer.status_code == 422


class TestWithdrawing:
    def test_it_goes_with_a_reason_and_the_list_no_longer_counts_it(self, world, held, enter):
        client = enter(world.secretary, csrf=True)
        token = token_of(client.get(reverse("activity", args=[held[0].pk])).content.decode())

        client.post(
            reverse("activity-withdraw", args=[held[0].pk]), {"csrfmiddlewaretoken": token, "reason": "Ghi hai lần"}
        )

        assert titles(client.get(reverse("activity-list")).content.decode()) == ["Phong trào thi đua"]
        assert client.get(reverse("activity", args=[held[0].pk])).status_code == 404

    def test_without_a_reason_it_stays(self, world, held, enter):
        answer = enter(world.secretary).post(reverse("activity-withdraw", args=[held[0].pk]), {"reason": ""})

        assert answer.status_code == 422
        assert Activity.objects.filter(withdrawn_at__isnull=False).count() == 0

    def test_those_who_only_look_get_no_form(self, world, held, enter):
        page = enter(holder(Role.INSPECTION_OFFICER, world.province)).get(reverse("activity", args=[held[0].pk]))

        assert "Bỏ hoạt động này" not in page.content.decode()
