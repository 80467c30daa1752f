"""Proposals on screen: the branch proposes and sees where each lies; desks pass up and return; sums by branch."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nguon.models import ClassProposal, Resolution
from nguon.rules.partial_dates import PartialDate
from nguon.rules.roles import Role
from tests.factories import DAY, holder
from tests.pool_world import make_certificate, make_class, make_person, make_place, make_proposal
from tests.training_world import make_training_world
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db
RESOLVED = {"number": "07-NQ/CB", "on": "09/03/2026", "members": "10", "present": "9", "in_favour": "8", "against": "1"}


@pytest.fixture
def world():
    return make_training_world()


def page_of(client, name, *args, query="", status=200):
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("role", "at", "statuses"),
    [
        (Role.ORGANISATION_OFFICER, "commune", [200, 200, 200, 200, 200]),
        (Role.GRASSROOTS_OFFICER, "school", [200, 200, 200, 200, 200]),
        (Role.BRANCH_SECRETARY, "branch", [200, 200, 404, 200, 200]),
        (Role.BRANCH_SECRETARY, "other_branch", [200, 200, 404, 404, 200]),
        (Role.BRANCH_COMMITTEE_MEMBER, "branch", [404, 404, 404, 404, 200]),
        (Role.POLITICAL_CENTRE_OFFICER, "commune", [404, 404, 404, 404, 404]),
        (Role.INSPECTION_OFFICER, "commune", [404, 404, 404, 404, 200]),
        (Role.MASS_ORGANISATION_OFFICER, "commune", [404, 404, 404, 404, 404]),
        (Role.ADMINISTRATOR, "commune", [404, 404, 404, 404, 404]),
    ],
)
def test_who_reaches_which_address(world, enter, role, at, statuses):
    made = make_proposal(world.listed(1)[0])
    client = enter(holder(role, getattr(world, at)))

    addresses = [
        reverse("proposal-list"),
        reverse("proposal-new"),
        reverse("proposal-desk", args=[world.school.pk]),
        reverse("proposal", args=[made.pk]),
        reverse("proposal-sums"),
    ]
    assert [client.get(each).status_code for each in addresses] == statuses


class TestList:
    @pytest.mark.shows("feature-18")
    def test_where_each_lies(self, world, enter):
        lies, sits, back = world.listed(3)
        make_proposal(lies)
        held = make_class(world.commune, name="Khóa II/2026")
        make_place(held, sits, proposal=make_proposal(sits, state="placed", desk=world.commune))
        make_proposal(back, state="returned", return_reason="Thiếu nhận xét của đoàn")

        page = page_of(enter(world.secretary), "proposal-list")

        assert "1 đề nghị đang chờ xếp lớp" in page
        rows = dict(
            re.findall(r'<th scope="row"><a href="/de-nghi-hoc-lop/\d+/">([^<]+)</a>(.*?)</tr>', page, re.DOTALL)
        )
        assert "Đảng ủy Trường Cao đẳng" in rows["Nguyễn Thị An"]
        assert "Khóa II/2026" in rows["Nguyễn Thị Bình"]
        assert "Thiếu nhận xét của đoàn" in rows["Nguyễn Thị Cúc"]

    @pytest.mark.parametrize(
        ("query", "count"),
        [("", 3), ("?tinh_trang=proposed", 2), ("?loai=new_member", 1), ("?loai=x&tinh_trang=y", 3)],
    )
    def test_filters_narrow_and_nonsense_is_passed_by(self, world, enter, query, count):
        an, binh, cuc = world.listed(3)
        make_proposal(an)
        make_proposal(binh, state="withdrawn")
        make_proposal(cuc, kind="new_member")

        page = page_of(enter(world.secretary), "proposal-list", query=query)

        assert len(re.findall(r'<th scope="row"><a href="/de-nghi-hoc-lop/\d+/">', page)) == count

    @pytest.mark.shows("001-9")
    def test_the_branch_is_reminded_and_nobody_is_moved(self, world, enter):
        (holds,) = world.listed(1)
        make_certificate(holds)

        page = page_of(enter(world.secretary), "proposal-list")

        assert "Đã có giấy chứng nhận, chờ chi bộ xem xét" in page
        assert "Chỉ nghị quyết của chi bộ đưa người sang danh sách 3" in page
        holds.refresh_from_db()
        assert holds.listed == 2

    def test_more_than_fit_are_said_to_be_more(self, world, enter):
        for number in range(51):
            make_certificate(make_person(world.branch, f"Lê Văn {number}", listed=2))

        page = page_of(enter(world.secretary), "proposal-list")

        assert "(50+)" in page
        assert "Còn nữa" in page

    def test_desks_stand_with_links_and_empty_says_what_to_do(self, world, enter):
        assert "Chi bộ ra nghị quyết chọn người ở danh sách 2" in page_of(enter(world.secretary), "proposal-list")
        make_proposal(world.listed(1)[0])

        page = page_of(enter(world.school_officer), "proposal-list")

        assert f"{reverse('proposal-desk', args=[world.school.pk])}?loai=awareness" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_max_num_queries, count):
        for each in world.listed(count):
            make_proposal(each)
            make_certificate(each)
        client = enter(world.officer)

        with django_assert_max_num_queries(12):
            client.get(reverse("proposal-list"))


class TestProposing:
    def test_a_secretary_proposes_through_the_page_s_own_form(self, world, enter):
        an, binh, cuc = world.listed(3)
        make_certificate(cuc)
        client = enter(world.secretary, csrf=True)
        page = page_of(client, "proposal-new")

        answer = client.post(
            reverse("proposal-new"),
            RESOLVED
            | {"csrfmiddlewaretoken": token_of(page), "don_vi": world.branch.pk, "nguoi": [an.pk, binh.pk],
               "loai": "awareness"},
        )  # fmt: skip

        assert "2/3 người đề nghị được" in page
        assert "Nguyễn Thị Cúc đã có giấy chứng nhận còn giá trị" in page
        assert answer.url == reverse("proposal-list")
        assert ClassProposal.objects.filter(desk=world.school, state="proposed").count() == 2
        assert "Đã ghi đề nghị 2 người, gửi Đảng ủy Trường Cao đẳng." in client.get(answer.url).content.decode()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"nguoi": []}, "Hãy chọn người đề nghị."),
            ({"number": ""}, "Chưa ghi ô này."),
            ({"on": "11/03/2026"}, "Ngày nghị quyết không được sau hôm nay."),
            ({"in_favour": "5"}, "chưa quá 50% nên chưa thành nghị quyết"),
        ],
    )
    def test_what_is_wrong_comes_back_with_what_was_ticked(self, world, enter, changes, said):
        (an,) = world.listed(1)

        answer = enter(world.secretary).post(
            reverse("proposal-new"), RESOLVED | {"don_vi": world.branch.pk, "nguoi": [an.pk]} | changes
        )

        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert (f'value="{an.pk}" checked' in page) == bool(changes.get("nguoi", [1]))
        assert not Resolution.objects.filter(number="07-NQ/CB").exists()

    def test_an_officer_looks_for_the_branch_by_name(self, world, enter):
        world.listed(1, unit=world.other_branch)

        page = page_of(enter(world.officer), "proposal-new", query="?tim_don_vi=khoa+may")
        chosen = page_of(enter(world.officer), "proposal-new", query=f"?don_vi={world.other_branch.pk}")

        assert "Chi bộ Khoa May" in page
        assert "Người của Chi bộ Khoa May" in chosen

    def test_a_branch_without_anybody_on_list_2_is_told_what_to_do(self, world, enter):
        assert "chưa có ai ở danh sách 2" in page_of(enter(world.secretary), "proposal-new")

    def test_those_in_probation_are_offered_for_the_other_class(self, world, enter):
        make_person(world.branch, "Lê Văn Dự", joined=PartialDate(2025, 9, 1))

        page = page_of(enter(world.secretary), "proposal-new", query="?loai=new_member")

        assert "Lê Văn Dự" in page

    @pytest.mark.parametrize("unit", ["other_branch", "neighbour"])
    def test_a_foreign_branch_or_none_is_not_there(self, world, enter, unit):
        client = enter(world.secretary)

        page_of(client, "proposal-new", query=f"?don_vi={getattr(world, unit).pk}", status=404)
        assert client.post(reverse("proposal-new"), RESOLVED | {"nguoi": [1]}).status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_max_num_queries, count):
        world.listed(count)
        client = enter(world.secretary)

        with django_assert_max_num_queries(12):
            client.get(reverse("proposal-new"))


class TestDesk:
    def test_all_that_wait_are_ticked_and_passed_up(self, world, enter):
        made = [make_proposal(each) for each in world.listed(2)]
        client = enter(world.school_officer, csrf=True)
        page = page_of(client, "proposal-desk", world.school.pk)

        answer = client.post(
            reverse("proposal-desk", args=[world.school.pk]),
            {"csrfmiddlewaretoken": token_of(page), "viec": "chuyen", "document_number": "15-CV/ĐU",
             "de_nghi": [each.pk for each in made]},
        )  # fmt: skip

        assert len(re.findall(r'name="de_nghi" value="\d+" checked', page)) == 2
        assert "Chuyển lên Đảng ủy phường Phố Thử" in page
        assert ["(khi chuyển lên)" in page, "(khi trả lại)" in page] == [True, True]
        assert answer.status_code == 302
        assert set(ClassProposal.objects.values_list("desk", flat=True)) == {world.commune.pk}

    def test_some_are_returned_with_a_reason(self, world, enter):
        first, second = (make_proposal(each) for each in world.listed(2))

        enter(world.school_officer).post(
            reverse("proposal-desk", args=[world.school.pk]),
            {"viec": "tra", "reason": "Chưa đủ nhận xét", "de_nghi": [second.pk]},
        )

        assert [ClassProposal.objects.get(pk=each.pk).state for each in (first, second)] == ["proposed", "returned"]

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"viec": "chuyen"}, "Hãy ghi số văn bản chuyển đề nghị lên cấp trên."),
            ({"viec": "tra"}, "Hãy viết lý do trả lại để chi bộ biết."),
            ({"viec": "chuyen", "document_number": "x" * 61}, "61"),
        ],
    )
    def test_what_is_missing_comes_back_with_the_ticks(self, world, enter, sent, said):
        first, second = (make_proposal(each) for each in world.listed(2))

        answer = enter(world.school_officer).post(
            reverse("proposal-desk", args=[world.school.pk]), sent | {"de_nghi": [second.pk]}
        )

        page = answer.content.decode()
        assert (answer.status_code, said in page) == (422, True)
        assert f'value="{second.pk}" checked' in page
        assert f'value="{first.pk}" checked' not in page

    def test_what_another_settled_meanwhile_is_said(self, world, enter):
        made = make_proposal(world.listed(1)[0], state="withdrawn")

        answer = enter(world.school_officer).post(
            reverse("proposal-desk", args=[world.school.pk]),
            {"viec": "chuyen", "document_number": "1-CV", "de_nghi": [made.pk]},
        )

        assert answer.status_code == 409
        assert "Đề nghị đã được người khác xử lý" in answer.content.decode()

    def test_classes_that_take_people_are_offered_where_there_are_some(self, world, enter):
        make_proposal(world.listed(1)[0], desk=world.commune)
        held = make_class(world.commune)

        page = page_of(enter(world.officer), "proposal-desk", world.commune.pk)

        assert reverse("class-place", args=[held.pk]) in page
        assert "0/60 chỗ" in page

    def test_an_empty_desk_and_one_at_the_top(self, world, enter):
        assert "Không có đề nghị nào đang chờ ở đây." in page_of(
            enter(world.school_officer), "proposal-desk", world.school.pk
        )
        make_proposal(world.listed(1)[0], desk=world.province)
        top = page_of(enter(holder(Role.ORGANISATION_OFFICER, world.province)), "proposal-desk", world.province.pk)
        assert 'value="chuyen"' not in top

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_max_num_queries, count):
        for each in world.listed(count):
            make_proposal(each)
        client = enter(world.school_officer)

        with django_assert_max_num_queries(12):
            client.get(reverse("proposal-desk", args=[world.school.pk]))


class TestOne:
    def test_its_way_is_shown_step_by_step(self, world, enter, by):
        from nguon.services.proposing import pass_up

        made = make_proposal(world.listed(1)[0])
        pass_up(
            by=by(world.school_officer), unit_id=world.school.pk, proposal_ids=[made.pk], document_number="15-CV/ĐU"
        )

        page = page_of(enter(world.secretary), "proposal", made.pk)

        assert "Chuyển lên cấp trên · Đảng ủy Trường Cao đẳng" in page
        assert "15-CV/ĐU" in page
        assert "Đảng ủy phường Phố Thử" in page

    def test_the_branch_takes_it_back(self, world, enter):
        made = make_proposal(world.listed(1)[0])
        client = enter(world.secretary)

        empty = client.post(reverse("proposal-withdraw", args=[made.pk]), {"reason": ""})
        answer = client.post(reverse("proposal-withdraw", args=[made.pk]), {"reason": "Chuyển công tác"})
        again = client.post(reverse("proposal-withdraw", args=[made.pk]), {"reason": "Chuyển công tác"})

        assert [empty.status_code, answer.status_code, again.status_code] == [422, 302, 409]
        assert "Rút đề nghị này" not in page_of(client, "proposal", made.pk)

    def test_what_sits_in_a_class_is_not_taken_back_here(self, world, enter):
        person = world.listed(1)[0]
        made = make_proposal(person, state="placed")
        make_place(make_class(world.commune, name="Khóa II"), person, proposal=made)
        client = enter(world.secretary)

        answer = client.post(reverse("proposal-withdraw", args=[made.pk]), {"reason": "x"})

        assert answer.status_code == 422
        assert "báo nơi mở lớp rút khỏi lớp" in answer.content.decode()
        assert "Khóa II" in page_of(client, "proposal", made.pk)


class TestSums:
    @pytest.mark.shows("000-7")
    def test_who_qualifies_and_who_was_sent_by_branch(self, world, enter):
        an, binh, _cuc = world.listed(3)
        make_proposal(an)
        make_place(make_class(world.commune), binh)

        page = page_of(enter(world.school_officer), "proposal-sums")

        assert "3 người đủ điều kiện học lớp, 1 người chưa được đề nghị" in page
        row = re.search(r'<th scope="row">Chi bộ Khoa Điện.*?</tr>', page, re.DOTALL).group()
        assert re.findall(r">(\d+)</td>", row) == ["3", "0", "1", "1", "1", "0", "0"]
        assert "Nguyễn Thị" not in page  # sums hold no names

    def test_the_same_figures_as_a_workbook(self, world, enter):
        world.listed(2)

        answer = enter(world.officer).get(reverse("proposal-sums") + "?tai=xlsx")

        rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert ("Chi bộ Khoa Điện", "Đảng ủy Trường Cao đẳng", 2, 0, 0, 0, 2, 0, 0) in rows
        assert rows[-1] == ("Cộng", None, 2, 0, 0, 0, 2, 0, 0)

    @pytest.mark.parametrize("query", ["?nam=2025", "?nam=9999", "?nam=x", "?trang=9"])
    def test_any_address_answers(self, world, enter, query):
        world.listed(1)

        assert "Chi bộ Khoa Điện" in page_of(enter(world.officer), "proposal-sums", query=query)

    def test_nothing_yet(self, world, enter):
        assert f"khai giảng năm {DAY.year}" in page_of(enter(world.officer), "proposal-sums")

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_max_num_queries, count):
        for unit in (world.branch, world.other_branch, world.school)[:count]:
            world.listed(1, unit=unit)
        client = enter(world.officer)

        with django_assert_max_num_queries(12):
            client.get(reverse("proposal-sums"))
