"""Classes on screen: listed, planned, opened, filled, ended, called off; papers and workbooks."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nguon.models import Attendance, Certificate, ClassPlace, ClassProposal, TrainingClass
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, holder
from tests.pool_world import (
    make_certificate,
    make_class,
    make_lecturer,
    make_person,
    make_place,
    make_proposal,
    make_session,
)
from tests.training_world import make_training_world, open_class
from tests.web.test_duties import token_of
from tests.web.test_proposals import page_of

pytestmark = pytest.mark.django_db
PLANNED = {
    "kind": "awareness",
    "name": "Khóa I/2026",
    "starts_on": "16/03/2026",
    "ends_on": "20/03/2026",
    "capacity": "60",
}


@pytest.fixture
def world():
    return make_training_world()


@pytest.mark.parametrize(
    ("role", "at", "statuses"),
    [
        (Role.POLITICAL_CENTRE_OFFICER, "commune", [200, 200, 200, 200, 200, 200, 200, 200]),
        (Role.ORGANISATION_OFFICER, "commune", [200, 200, 200, 200, 200, 200, 200, 200]),
        (Role.ORGANISATION_OFFICER, "province", [200, 200, 200, 200, 200, 200, 200, 200]),
        (Role.GRASSROOTS_OFFICER, "school", [200, 200, 404, 404, 404, 404, 404, 404]),
        (Role.POLITICAL_CENTRE_OFFICER, "neighbour", [200, 200, 404, 404, 404, 404, 404, 404]),
        (Role.POLITICAL_CENTRE_OFFICER, "province", [200, 200, 404, 404, 404, 404, 404, 404]),
        (Role.BRANCH_SECRETARY, "branch", [404] * 8),
        (Role.INSPECTION_OFFICER, "commune", [404] * 8),
        (Role.ADMINISTRATOR, "commune", [404] * 8),
    ],
)
def test_who_reaches_which_address(world, enter, role, at, statuses):
    held, (place,) = open_class(world, 1)
    session = make_session(held)
    client = enter(holder(role, getattr(world, at)))

    addresses = [
        reverse("class-list"),
        reverse("class-new"),
        reverse("class", args=[held.pk]),
        reverse("class-place", args=[held.pk]),
        reverse("class-give-up", args=[held.pk, place.pk]),
        reverse("attendance", args=[held.pk, session.pk]),
        reverse("class-results", args=[held.pk]),
        reverse("class-paper", args=[held.pk]),
    ]
    assert [client.get(each).status_code for each in addresses] == statuses


class TestList:
    def test_each_class_with_its_figures(self, world, enter):
        held, (an, _) = open_class(world, 2, name="Khóa II")
        an.result = "passed"
        an.save()
        make_class(world.commune, name="Khóa III", office="organisation_board")
        make_proposal(world.listed(1)[0], desk=world.commune)

        page = page_of(enter(world.centre), "class-list")

        assert "1 lớp bồi dưỡng" in page
        assert "Khóa III" not in page
        row = re.search(rf'href="/lop/{held.pk}/">Khóa II</a>.*?</tr>', page, re.DOTALL).group()
        assert "2/60" in row
        assert "1 người ở Đảng ủy phường Phố Thử" in page

    @pytest.mark.parametrize(
        ("query", "count"),
        [("", 2), ("?loai=new_member", 1), ("?tinh_trang=ended", 0), ("?nam=2026", 2), ("?nam=x&loai=y", 2)],
    )
    def test_filters(self, world, enter, query, count):
        make_class(world.commune)
        make_class(world.commune, kind="new_member")

        page = page_of(enter(world.centre), "class-list", query=query)

        assert len(re.findall(r'<th scope="row"><a href="/lop/\d+/">', page)) == count

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_max_num_queries, count):
        for number in range(count):
            make_class(world.commune, name=f"Khóa {number}")
        client = enter(world.officer)

        with django_assert_max_num_queries(11):
            client.get(reverse("class-list"))


class TestPlanning:
    @pytest.mark.shows("001-12", "feature-17")
    def test_the_centre_plans_a_class_through_the_page_s_own_form(self, world, enter):
        client = enter(world.centre, csrf=True)
        page = page_of(client, "class-new")

        answer = client.post(reverse("class-new"), PLANNED | {"csrfmiddlewaretoken": token_of(page)})

        made = TrainingClass.objects.get()
        assert answer.url == reverse("class", args=[made.pk])
        assert (made.unit, made.office, made.capacity) == (world.commune, "political_centre", 60)
        assert 'name="unit_id"' not in page

    def test_beside_a_centre_the_board_is_told_who_opens(self, world, enter):
        client = enter(world.officer)

        assert "lớp do cán bộ trung tâm mở" in page_of(client, "class-new")
        assert client.post(reverse("class-new"), PLANNED).status_code == 422
        assert not TrainingClass.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"name": ""}, "Chưa ghi ô này."),
            ({"ends_on": "01/03/2026"}, "Ngày bế giảng không được trước ngày khai giảng."),
            ({"starts_on": "31/02/2026"}, "Khai giảng"),
            ({"capacity": "0"}, "Số chỗ"),
        ],
    )
    def test_what_is_wrong_comes_back(self, world, enter, changes, said):
        answer = enter(world.centre).post(reverse("class-new"), PLANNED | changes)

        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_changing_and_what_no_longer_fits(self, world, enter):
        held = make_class(world.commune)
        client = enter(world.centre)

        right = client.post(reverse("class-change", args=[held.pk]), PLANNED)
        wrong = client.post(reverse("class-change", args=[held.pk]), PLANNED | {"kind": "new_member"})
        empty = client.post(reverse("class-change", args=[held.pk]), PLANNED | {"name": ""})

        assert [right.status_code, wrong.status_code, empty.status_code] == [302, 422, 422]
        assert TrainingClass.objects.get().name == "Khóa I/2026"
        assert 'value="Khóa I/2026"' in page_of(client, "class-change", held.pk)


class TestOpeningEndingCallingOff:
    def test_opened_by_its_decision_with_one_red_button(self, world, enter):
        held = make_class(world.commune)
        make_place(held, world.listed(1)[0])
        client = enter(world.centre)
        page = page_of(client, "class", held.pk)

        wrong = client.post(reverse("class-open", args=[held.pk]), {"number": "", "on": "10/03/2026"})
        ahead = client.post(reverse("class-open", args=[held.pk]), {"number": "12", "on": "11/03/2026"})
        right = client.post(reverse("class-open", args=[held.pk]), {"number": "12-QĐ/TTCT", "on": "10/03/2026"})

        assert page.count("btn-primary") == 1
        assert [wrong.status_code, ahead.status_code, right.status_code] == [422, 422, 302]
        assert "không được sau hôm nay" in ahead.content.decode()
        assert "12-QĐ/TTCT" in page_of(client, "class", held.pk)

    @pytest.mark.parametrize(
        ("state", "results", "button"),
        [
            ("planned", [], "Xếp học viên"),
            ("open", ["", ""], "Ghi bế giảng"),
            ("ended", ["", "passed"], "Ghi kết quả"),
            ("ended", ["failed", "passed"], "Cấp giấy chứng nhận"),
        ],
    )
    def test_the_red_button_is_what_the_class_waits_for(self, world, enter, state, results, button):
        held, places = open_class(world, len(results), state=state)
        for place, result in zip(places, results, strict=True):
            place.result = result
            place.save()

        page = page_of(enter(world.centre), "class", held.pk)

        assert re.findall(r'btn-primary"[^>]*>([^<({]+)', page)[0].strip() == button
        assert page.count("btn-primary") == 1

    def test_ended_from_its_last_day_on(self, world, enter):
        held, _ = open_class(world, 1)
        ahead = make_class(world.commune, state="open", ends_on=DAY + timedelta(9))
        client = enter(world.centre)

        assert client.post(reverse("class-end", args=[held.pk])).status_code == 302
        assert client.post(reverse("class-end", args=[held.pk])).status_code == 422
        assert client.post(reverse("class-end", args=[ahead.pk])).status_code == 422

    def test_called_off_with_a_reason(self, world, enter):
        held = make_class(world.commune)
        client = enter(world.centre)

        assert client.post(reverse("class-cancel", args=[held.pk]), {"reason": ""}).status_code == 422
        assert client.post(reverse("class-cancel", args=[held.pk]), {"reason": "Bão"}).status_code == 302
        assert client.post(reverse("class-cancel", args=[held.pk]), {"reason": "Bão"}).status_code == 422
        page = page_of(client, "class", held.pk)
        assert "Bão" in page
        assert "Xếp học viên" not in page


class TestPlaces:
    @pytest.mark.shows("feature-20")
    def test_the_first_are_ticked_as_far_as_places_go(self, world, enter):
        held = make_class(world.commune, capacity=2)
        made = [make_proposal(each, desk=world.commune) for each in world.listed(3)]
        client = enter(world.centre, csrf=True)
        page = page_of(client, "class-place", held.pk)

        answer = client.post(
            reverse("class-place", args=[held.pk]),
            {"csrfmiddlewaretoken": token_of(page), "de_nghi": [each.pk for each in made]},
        )

        assert len(re.findall(r'name="de_nghi" value="\d+" checked', page)) == 2
        assert "Đã xếp 2 người vào lớp, 1 người chờ chỗ." in client.get(answer.url).content.decode()

    def test_nobody_ticked_or_settled_meanwhile(self, world, enter):
        held = make_class(world.commune)
        settled = make_proposal(world.listed(1)[0], desk=world.commune, state="withdrawn")
        client = enter(world.centre)

        none = client.post(reverse("class-place", args=[held.pk]), {})
        gone = client.post(reverse("class-place", args=[held.pk]), {"de_nghi": [settled.pk]})

        assert [none.status_code, gone.status_code] == [422, 409]
        assert "Hãy chọn người xếp vào lớp." in none.content.decode()
        assert "Đề nghị của chi bộ đến đây khi các cấp bên dưới chuyển lên" in page_of(client, "class-place", held.pk)

    @pytest.mark.parametrize(("choice", "state"), [("cho", "proposed"), ("tra", "returned")])
    def test_who_does_not_take_part(self, world, enter, choice, state):
        held = make_class(world.commune)
        person = world.listed(1)[0]
        place = make_place(held, person, proposal=make_proposal(person, state="placed", desk=world.commune))
        client = enter(world.centre)
        address = reverse("class-give-up", args=[held.pk, place.pk])

        empty = client.post(address, {"reason": "", "waits_on": choice})
        right = client.post(address, {"reason": "Bận ca", "waits_on": choice})
        again = client.post(address, {"reason": "Bận ca", "waits_on": choice})

        assert [empty.status_code, right.status_code, again.status_code] == [422, 302, 409]
        assert ClassProposal.objects.get().state == state
        assert "Bận ca" in page_of(client, "class", held.pk)

    def test_a_result_keeps_the_place(self, world, enter):
        held, (place,) = open_class(world, 1)
        place.result = "failed"
        place.save()

        answer = enter(world.centre).post(
            reverse("class-give-up", args=[held.pk, place.pk]), {"reason": "x", "waits_on": "cho"}
        )

        assert answer.status_code == 422

    @pytest.mark.parametrize("state", ["planned", "open"])
    def test_every_form_of_the_page_may_be_sent(self, world, enter, state):
        held, _ = open_class(world, capacity=1, state=state)
        make_place(held, world.listed(1)[0], state="waiting")

        page = page_of(enter(world.centre, csrf=True), "class", held.pk)

        forms = re.findall(r'<form method="post".*?</form>', page, re.DOTALL)
        assert len(forms) == 3
        assert [each for each in forms if "csrfmiddlewaretoken" not in each] == []

    def test_a_freed_place_is_offered_to_the_first_who_waits(self, world, enter):
        held, _ = open_class(world, capacity=1)
        first, second = (make_place(held, each, state="waiting") for each in world.listed(2))
        client = enter(world.centre)
        page = page_of(client, "class", held.pk)

        wrong = client.post(reverse("class-move-up", args=[held.pk, second.pk]))
        right = client.post(reverse("class-move-up", args=[held.pk, first.pk]))
        again = client.post(reverse("class-move-up", args=[held.pk, first.pk]))

        assert page.count("Xếp vào chỗ trống") == 1
        assert "Còn 1 chỗ trống, dành cho người chờ đầu tiên." in page
        assert [wrong.status_code, right.status_code, again.status_code] == [422, 302, 409]
        assert ClassPlace.objects.get(pk=first.pk).state == "placed"


class TestOneClass:
    @pytest.fixture
    def full(self, world):
        """An open class: two of one branch, one of another, two sessions, one attended."""
        held, (an, binh) = open_class(world, 2)
        (other,) = world.listed(1, unit=world.other_branch)
        make_place(held, other)
        morning = make_session(held, lecturer=make_lecturer(world.commune))
        make_session(held, half="evening", topic="Điều lệ Đảng")
        for place, state in ((an, "present"), (binh, "excused")):
            Attendance.objects.create(session=morning, place=place, state=state, recorded_at=NOON)
        return held

    def test_participants_by_unit_with_attendance(self, world, enter, full):
        page = page_of(enter(world.centre), "class", full.pk)

        assert "3/60 chỗ" in page
        assert re.findall(r'rowgroup">([^<]+)<', page) == ["Chi bộ Khoa Điện ", "Chi bộ Khoa May "]
        binh = re.search(r'<th scope="row">Nguyễn Thị Bình.*?</tr>', page, re.DOTALL).group()
        assert re.findall(r'wide-only mark">(\w?)</td>', binh) == ["P", ""]
        assert "Phạm Thị Thu" in page
        assert "1/2" in page

    def test_of_a_participant_nothing_but_name_birth_year_and_unit(self, world, enter):
        held, _ = open_class(world)
        person = make_person(
            world.branch, "Lê Thị Kín", phone="0912345678", residence="Thôn Kín Đáo", occupation="Giáo viên Toán"
        )
        make_place(held, person)

        for name in ("class", "class-paper"):
            page = page_of(enter(world.centre), name, held.pk)
            assert "Lê Thị Kín" in page
            assert [each in page for each in ("0912345678", "Thôn Kín Đáo", "Giáo viên Toán", "12/05")] == [False] * 4

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_max_num_queries, count):
        held, places = open_class(world, count, state="ended")
        for number, place in enumerate(places):
            session = make_session(held, on=held.starts_on + timedelta(number % 3))
            Attendance.objects.create(session=session, place=place, state="present", recorded_at=NOON)
            make_certificate(place.person, place=place)
        client = enter(world.centre)

        with django_assert_max_num_queries(12):
            client.get(reverse("class", args=[held.pk]))

    def test_the_list_on_paper(self, world, enter, full):
        page = page_of(enter(world.centre), "class-paper", full.pk)

        assert "ĐẢNG ỦY PHƯỜNG PHỐ THỬ" in page
        assert "kèm theo Quyết định số 12-QĐ/TTCT" in page
        assert "Danh sách có 3 người." in page

    def rows_of(self, enter, world, held, which):
        answer = enter(world.centre).get(reverse("class-workbook", args=[held.pk]) + f"?bang={which}")
        assert answer.status_code == 200
        return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))

    def test_the_opening_list_as_a_workbook(self, world, enter, full):
        make_place(full, make_person(world.branch, "=1+1"), state="waiting")

        rows = self.rows_of(enter, world, full, "mo-lop")

        assert (1, "Nguyễn Thị An", "Nữ", 1998, "Chi bộ Khoa Điện", None) in rows
        assert (None, "=1+1", "Nữ", 1998, "Chi bộ Khoa Điện", "Chờ chỗ") in rows  # as text
        assert rows[-1][1] == "Cộng 3 học viên"

    def test_attendance_and_results_as_a_workbook(self, world, enter, full):
        ClassPlace.objects.filter(person__full_name="Nguyễn Thị Bình").update(
            result="passed", mark="8.5", grade="Giỏi", result_note="Tiến bộ"
        )

        rows = self.rows_of(enter, world, full, "hoc-vien")

        (binh,) = [row for row in rows if row[1] == "Nguyễn Thị Bình"]
        assert binh[2:] == (1998, "Chi bộ Khoa Điện", "P", None, 1, 0, 8.5, "Giỏi", "Đạt yêu cầu", "Tiến bộ")

    def test_the_register_of_certificates_as_a_workbook(self, world, enter, full):
        place = full.places.first()
        old = make_certificate(place.person, place=place, issued_on=DAY, revoked_on=DAY, revoked_reason="Sai tên")
        make_certificate(place.person, place=place, issued_on=DAY, replaces=old, kind="new_member")
        Certificate.objects.filter(kind="new_member").update(valid_until=None)

        rows = self.rows_of(enter, world, full, "chung-nhan")

        (one, other) = rows[-2:]
        assert (one[1], one[9], one[6].date().isoformat()) == (old.number, "Sai tên", "2031-03-10")
        assert (other[6], other[10]) == ("Không thời hạn", old.number)

    def test_a_list_nobody_knows_and_a_neighbour_s_class(self, world, enter, full):
        address = reverse("class-workbook", args=[full.pk])

        assert enter(world.centre).get(f"{address}?bang=x").status_code == 404
        assert enter(world.neighbour_officer).get(address).status_code == 404
