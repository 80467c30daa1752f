"""Results, certificates, and what lapses, on screen."""

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nguon.models import Attendance, Certificate, ClassPlace
from nguon.queries.training import by_name, results_seen
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, holder, make_unit
from tests.pool_world import make_certificate, make_class, make_person, make_place, make_session
from tests.training_world import make_training_world, open_class
from tests.web.test_duties import token_of
from tests.web.test_proposals import page_of

pytestmark = pytest.mark.django_db
ISSUED = {"pattern": "{n}/GCN-TTCT", "start": "12", "issued_on": "10/03/2026", "issuer": "Trung tâm chính trị Phố Thử"}


@pytest.fixture
def world():
    return make_training_world()


def told(place, result="", mark="", grade="", note=""):
    return {f"ket-{place.pk}": result, f"diem-{place.pk}": mark, f"xep-{place.pk}": grade, f"ghi-{place.pk}": note}


class TestResults:
    @pytest.mark.shows("000-13", "feature-19")
    def test_all_in_one_form_with_missed_sessions_beside(self, world, enter):
        held, (an, binh) = open_class(world, 2)
        Attendance.objects.create(session=make_session(held), place=binh, state="absent", recorded_at=NOON)
        client = enter(world.centre, csrf=True)
        page = page_of(client, "class-results", held.pk)
        seen = re.search(r'name="da_thay" value="(\w+)"', page).group(1)

        answer = client.post(
            reverse("class-results", args=[held.pk]),
            {"csrfmiddlewaretoken": token_of(page), "da_thay": seen}
            | told(an, "passed", "8,5", "Giỏi")
            | told(binh, "passed", "5", "", "Bù một buổi"),
        )

        assert re.findall(r'class="num wide-only">(\d)</td>', page) == ["0", "1"]
        assert answer.url == reverse("class", args=[held.pk])
        rows = ClassPlace.objects.order_by("pk").values_list("result", "mark", "grade", "result_note")
        assert list(rows) == [
            ("passed", Decimal("8.50"), "Giỏi", ""),
            ("passed", Decimal("5.00"), "", "Bù một buổi"),
        ]
        assert 'value="8,5"' in page_of(client, "class-results", held.pk)

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            (("passed", "tám"), "điểm “tám” không phải là số"),
            (("passed", "11"), "điểm phải từ 0 đến 10"),
            (("", "7"), "có điểm, xếp loại nhưng chưa chọn kết quả"),
            (("absent", "7"), "vắng kiểm tra thì không có điểm"),
            (("good", ""), "hãy chọn kết quả"),
            (("passed", "NaN"), "không phải là số"),
        ],
    )
    def test_what_is_wrong_comes_back_as_it_was_typed(self, world, enter, sent, said):
        held, (an,) = open_class(world, 1)
        seen = results_seen(by_name(held))

        answer = enter(world.centre).post(
            reverse("class-results", args=[held.pk]), {"da_thay": seen} | told(an, *sent, note="Giữ lại")
        )

        page = answer.content.decode()
        assert (answer.status_code, said in page) == (422, True)
        assert 'value="Giữ lại"' in page

    def test_what_another_wrote_meanwhile_is_said(self, world, enter):
        held, (an,) = open_class(world, 1)
        seen = results_seen(by_name(held))
        ClassPlace.objects.filter(pk=an.pk).update(result="failed")

        answer = enter(world.centre).post(
            reverse("class-results", args=[held.pk]), {"da_thay": seen} | told(an, "passed")
        )

        assert answer.status_code == 409
        assert ClassPlace.objects.get().result == "failed"

    def test_before_the_check_it_waits(self, world, enter):
        held = make_class(world.commune)
        make_place(held, world.listed(1)[0])

        assert "Ghi kết quả từ ngày kiểm tra 21/03/2026" in page_of(enter(world.centre), "class-results", held.pk)

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_max_num_queries, count):
        held, _ = open_class(world, count)
        client = enter(world.centre)

        with django_assert_max_num_queries(11):
            client.get(reverse("class-results", args=[held.pk]))


class TestCertificates:
    @pytest.fixture
    def ended(self, world):
        held, places = open_class(world, 2, state="ended")
        ClassPlace.objects.update(result="passed")
        return held, places

    @pytest.mark.shows("feature-19")
    def test_issued_to_all_who_passed_with_numbers_in_a_row(self, world, enter, ended):
        held, _ = ended
        client = enter(world.centre, csrf=True)
        page = page_of(client, "class-certificates", held.pk)

        answer = client.post(
            reverse("class-certificates", args=[held.pk]), ISSUED | {"csrfmiddlewaretoken": token_of(page)}
        )

        shown = client.get(answer.url).content.decode()
        assert "Cấp 2 giấy chứng nhận" in page
        assert "từ số 12/GCN-TTCT đến số 13/GCN-TTCT" in shown
        assert "10/03/2031" in shown  # the last day it holds
        assert 'name="pattern"' not in shown

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"pattern": "GCN"}, "Mẫu số phải có {n}"),
            ({"issued_on": "11/03/2026"}, "Ngày cấp không được sau hôm nay."),
            ({"start": "x"}, "Số bắt đầu"),
        ],
    )
    def test_what_is_wrong_comes_back(self, world, enter, ended, changes, said):
        answer = enter(world.centre).post(reverse("class-certificates", args=[ended[0].pk]), ISSUED | changes)

        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_the_next_class_is_offered_the_next_number(self, world, enter, ended):
        held, _ = ended
        client = enter(world.centre)
        client.post(reverse("class-certificates", args=[held.pk]), ISSUED)
        other, _ = open_class(world, 1, state="ended")
        other.places.update(result="passed")

        page = page_of(client, "class-certificates", other.pk)

        assert 'name="start" value="14"' in page
        assert 'value="{n}/GCN-TTCT"' in page

    def test_before_the_end_it_says_when(self, world, enter):
        held, _ = open_class(world, 1)

        assert "sau khi lớp bế giảng" in page_of(enter(world.centre), "class-certificates", held.pk)

    def test_one_is_revoked_and_another_issued_instead(self, world, enter, ended):
        held, _ = ended
        client = enter(world.centre)
        client.post(reverse("class-certificates", args=[held.pk]), ISSUED)
        first = Certificate.objects.order_by("pk").first()
        address = reverse("class-certificate", args=[held.pk, first.pk])

        statuses = [
            client.post(address, {"on": "10/03/2026", "reason": ""}).status_code,
            client.post(address, {"on": "11/03/2026", "reason": "Sai tên"}).status_code,
            client.post(address, {"on": "10/03/2026", "reason": "Sai tên"}).status_code,
            client.post(address, {"number": "13/GCN-TTCT", "issued_on": "10/03/2026"}).status_code,
            client.post(address, {"number": "14/GCN-TTCT", "issued_on": "10/03/2026"}).status_code,
            client.post(address, {"number": "15/GCN-TTCT", "issued_on": "10/03/2026"}).status_code,
        ]

        assert statuses == [422, 422, 302, 422, 302, 409]
        page = page_of(client, "class-certificates", held.pk)
        assert "thay cho số 12/GCN-TTCT" in page
        assert "Đã thu hồi" in page
        assert "14/GCN-TTCT" in page_of(client, "class-certificate", held.pk, first.pk)

    def test_a_certificate_of_another_class_is_not_there(self, world, enter, ended):
        held, _ = ended
        loose = make_certificate(world.listed(1)[0])

        page_of(enter(world.centre), "class-certificate", held.pk, loose.pk, status=404)

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_max_num_queries, count):
        held, places = open_class(world, count, state="ended")
        for each in places:
            make_certificate(each.person, place=each)
        client = enter(world.centre)

        with django_assert_max_num_queries(12):
            client.get(reverse("class-certificates", args=[held.pk]))


class TestLapse:
    @pytest.fixture
    def lapsing(self, world):
        soon, later, gone = world.listed(3)
        (other,) = world.listed(1, unit=world.other_branch, to_list=3)
        for person, days in ((soon, 30), (later, 300), (gone, -1), (other, 60)):
            made = make_certificate(person, issued_on=date(2021, 1, 1))
            Certificate.objects.filter(pk=made.pk).update(valid_until=DAY + timedelta(days))

    def names(self, page):
        return re.findall(r'<th scope="row">(Nguyễn Thị \w+)', page)

    @pytest.mark.shows("004-12")
    def test_names_the_soonest_first_within_the_months_asked(self, world, enter, lapsing):
        client = enter(world.officer)

        page = page_of(client, "certificate-lapse")
        year = page_of(client, "certificate-lapse", query="?thang=12")

        assert "1 giấy chứng nhận đã hết, 2 giấy hết trong 6 tháng" in page
        assert self.names(page) == ["Nguyễn Thị Cúc", "Nguyễn Thị An", "Nguyễn Thị An"]
        assert self.names(year)[-1] == "Nguyễn Thị Bình"

    def test_a_branch_sees_its_own(self, world, enter, lapsing):
        page = page_of(enter(world.other_secretary), "certificate-lapse")

        assert self.names(page) == ["Nguyễn Thị An"]
        assert "Chi bộ Khoa Điện" not in page

    def test_who_needs_no_names_sees_sums_by_branch(self, world, enter, lapsing):
        client = enter(holder(Role.INSPECTION_OFFICER, world.commune))

        page = page_of(client, "certificate-lapse")
        taken = page_of(client, "certificate-lapse", query="?tai=xlsx")

        assert self.names(page) == []
        assert re.findall(r'<th scope="row">(Chi bộ [^<]+)', page) == ["Chi bộ Khoa Điện", "Chi bộ Khoa May"]
        assert "<html" in taken

    def test_many_branches_stand_on_pages_and_the_sum_is_of_all(self, world, enter):
        for number in range(51):
            unit = make_unit(f"Chi bộ {number + 1}", parent=world.school, kind="branch")
            made = make_certificate(make_person(unit, listed=2))
            Certificate.objects.filter(pk=made.pk).update(valid_until=DAY)
        client = enter(holder(Role.INSPECTION_OFFICER, world.commune))

        first, second = (page_of(client, "certificate-lapse", query=query) for query in ("", "?chi_bo=2"))

        assert [len(re.findall(r'<th scope="row">Chi bộ', each)) for each in (first, second)] == [50, 1]
        assert ["51 giấy chứng nhận đã hết" in each for each in (first, second)] == [True, True]
        assert "Chi bộ 51" in second

    def test_one_branch_asked_for(self, world, enter, lapsing):
        page = page_of(enter(world.officer), "certificate-lapse", query=f"?don_vi={world.other_branch.pk}")

        assert self.names(page) == ["Nguyễn Thị An"]

    @pytest.mark.parametrize("query", ["?thang=0", "?thang=x", "?thang=999", "?don_vi=999999", "?trang=8"])
    def test_any_address_answers(self, world, enter, lapsing, query):
        assert len(self.names(page_of(enter(world.officer), "certificate-lapse", query=query))) == 3

    def test_the_names_as_a_workbook(self, world, enter, lapsing):
        answer = enter(world.officer).get(reverse("certificate-lapse") + "?tai=xlsx")

        rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert [row[1] for row in rows[2:]] == ["Nguyễn Thị Cúc", "Nguyễn Thị An", "Nguyễn Thị An"]
        assert rows[2][7].date() == DAY - timedelta(2)

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_max_num_queries, count):
        for person in world.listed(count):
            made = make_certificate(person)
            Certificate.objects.filter(pk=made.pk).update(valid_until=DAY)
        client = enter(world.officer)

        with django_assert_max_num_queries(12):
            client.get(reverse("certificate-lapse"))
