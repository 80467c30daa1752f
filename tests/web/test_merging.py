"""Likely duplicates on screen: pair by pair, side by side, joined, taken back, told apart; a person moved."""

import re

import pytest
from django.urls import reverse

from nguon.models import Merge, Person, Stay, ToldApart
from nguon.rules.person_facts import SensitiveFacts
from nguon.rules.roles import Role
from nguon.services.person_rows import sealed_citizen, sensitive_row
from tests.factories import NOON, holder
from tests.pool_world import make_candidate_task, make_commune, make_person, put_on
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune(2)


@pytest.fixture
def pair(world):
    one = make_person(world[3][0], occupation="Giáo viên")
    other = make_person(world[3][1], "Nguyễn Thị Hòa", phone="0912345678")
    sealed_citizen(other, "001098012345").save()
    return one, other


@pytest.fixture
def officer(world, enter):
    return enter(holder(Role.GRASSROOTS_OFFICER, world[2]), csrf=True)


def merge_address(pair):
    return reverse("person-merge", args=[each.pk for each in pair])


def post(client, address, page_at=None, **sent):
    token = token_of(client.get(page_at or address).content.decode())
    return client.post(address, {"csrfmiddlewaretoken": token, **sent})


def join(client, pair, **sent):
    return post(client, merge_address(pair), **({"thay-nay": "1", "thay-kia": "1"} | sent))


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.BRANCH_SECRETARY, [200, 404, 404]),
        (Role.BRANCH_COMMITTEE_MEMBER, [200, 404, 404]),
        (Role.GRASSROOTS_OFFICER, [200, 404, 404]),  # at a branch they see one of the two
        (Role.INSPECTION_OFFICER, [404, 404, 404]),
        (Role.ADMINISTRATOR, [404, 404, 404]),
    ],
)
def test_who_reaches_which_address(world, pair, enter, role, statuses):
    made = Merge.objects.create(kept=pair[1], dropped=pair[0], path=pair[1].path, province=pair[1].province,
                                made_at=NOON)  # fmt: skip
    client = enter(holder(role, world[3][0]))

    addresses = [reverse("duplicate-list"), merge_address(pair), reverse("person-merge-undo", args=[made.pk])]
    assert [client.get(address).status_code for address in addresses] == statuses


class TestList:
    def page(self, client, query=""):
        return client.get(reverse("duplicate-list") + query).content.decode()

    def test_each_pair_shows_both_records_the_reason_and_what_can_be_done(self, pair, officer):
        page = self.page(officer)

        row = page.split("<tbody>")[1].split("</tbody>")[0]
        for shown in ("Nguyễn Thị Hoa", "Nguyễn Thị Hòa", "Chi bộ 1", "Chi bộ 2", "12/05/1998"):
            assert shown in row
        assert "Trùng họ tên và ngày sinh" in row
        assert merge_address(pair) in row
        assert "001098012345" not in page

    def test_a_unit_narrows(self, world, pair, officer):
        assert "Không có cặp hồ sơ nào" in self.page(officer, f"?don_vi={world[3][0].pk}")

    def test_nobody_looks_alike(self, officer):
        assert "Không có cặp hồ sơ nào giống nhau" in self.page(officer)

    def test_where_so_many_are_that_less_is_compared_it_says_so(self, pair, officer, monkeypatch):
        monkeypatch.setattr("nguon.queries.duplicate_pairs.WIDE", 1)

        assert "chỉ nêu người trùng số căn cước" in self.page(officer)

    def test_the_latest_merges_are_there_to_be_taken_back(self, pair, officer):
        join(officer, pair)

        page = self.page(officer)

        assert "Nguyễn Thị Hòa → Nguyễn Thị Hoa" in page
        assert reverse("person-merge-undo", args=[Merge.objects.get().pk]) in page

    @pytest.mark.parametrize("count", [2, 6])
    def test_it_asks_twelve_times_at_most(self, world, enter, django_assert_max_num_queries, count):
        for _ in range(count):
            make_person(world[3][0])
        client = enter(holder(Role.GRASSROOTS_OFFICER, world[2]))

        with django_assert_max_num_queries(12):
            self.page(client)


class TestTellingApart:
    def test_the_pair_is_not_shown_again(self, pair, officer):
        address = reverse("persons-apart", args=[each.pk for each in pair])

        answer = post(officer, address, reverse("duplicate-list"))

        assert ToldApart.objects.count() == 1
        page = officer.get(answer.url).content.decode()
        assert "không phải một người. Cặp này không hiện nữa" in page
        assert "Không có cặp hồ sơ nào giống nhau" in page


class TestPreview:
    def page(self, client, pair):
        return client.get(merge_address(pair)).content.decode()

    def test_what_differs_is_side_by_side_with_a_choice_and_the_fuller_value_chosen(self, pair, officer):
        page = self.page(officer, pair)

        def radios(name):
            return re.findall(rf'name="o-{name}" value="(\w*)"[^>]*?( checked)?> ([^<]*)</label>', page)

        assert radios("full_name") == [("", " checked", "Nguyễn Thị Hoa"), ("kia", "", "Nguyễn Thị Hòa")]
        assert radios("phone") == [("", "", "–"), ("kia", " checked", "0912345678")]
        assert radios("citizen") == [("", "", "–"), ("kia", " checked", "•••••••••345")]
        assert radios("occupation") == [("", " checked", "Giáo viên"), ("kia", "", "–")]
        assert radios("born") == []
        assert "001098012345" not in page

    def test_it_says_what_goes_over(self, pair, officer):
        make_candidate_task(pair[1])

        row = self.page(officer, pair).split("nhiệm vụ được giao</th>")[1].split("</tr>")[0]

        assert re.findall(r">(\d+)</td>", row) == ["0", "1"]

    def test_the_branch_of_the_one_on_a_list_is_chosen(self, pair, officer):
        put_on(pair[1], 1)

        page = self.page(officer, pair)

        assert re.search(r'name="o-unit" value="kia"[^>]*? checked', page)
        assert "Chưa gộp được" not in page

    def test_what_forbids_it_is_said_at_once(self, pair, officer):
        for person in pair:
            put_on(person, 1)

        page = self.page(officer, pair)

        assert "Chưa gộp được" in page
        assert "danh sách của hai chi bộ" in page

    def test_which_record_is_kept_can_be_turned_round(self, pair, officer):
        assert merge_address(pair[::-1]) in self.page(officer, pair)

    def test_sealed_facts_are_chosen_by_who_may_see_them_and_never_shown(self, world, enter):
        both = make_person(world[3][0]), make_person(world[3][0])
        for person in both:
            sensitive_row(person, SensitiveFacts(ethnicity="Tày"), NOON).save()

        secretary, member = (
            self.page(enter(holder(role, world[3][0])), both)
            for role in (Role.BRANCH_SECRETARY, Role.BRANCH_COMMITTEE_MEMBER)
        )

        assert 'name="o-sensitive"' in secretary
        assert 'name="o-sensitive"' not in member
        assert "Tày" not in secretary + member

    def test_it_asks_the_same_whatever_hangs_on_the_records(self, world, pair, enter, django_assert_num_queries):
        client = enter(holder(Role.GRASSROOTS_OFFICER, world[2]))
        for _ in range(2):
            with django_assert_num_queries(12):
                client.get(merge_address(pair))
            for person in pair:
                make_candidate_task(person)
                put_on(person, 1)


class TestJoining:
    @pytest.mark.shows("feature-12")
    def test_through_the_page_s_own_form_two_become_one_and_two_again(self, pair, officer):
        answer = join(officer, pair, **{"o-phone": "kia", "o-citizen": "kia", "ly-do": "Nhập hai lần"})

        made = Merge.objects.get()
        assert answer.url == reverse("person-merge-undo", args=[made.pk])
        page = officer.get(answer.url).content.decode()
        assert "Nhập hai lần" in page
        assert Person.objects.get(pk=pair[0].pk).phone == "0912345678"

        answer = post(officer, reverse("person-merge-undo", args=[made.pk]))

        assert answer.url == merge_address(pair)
        assert Person.objects.get(pk=pair[1].pk).merged_into_id is None
        assert Person.objects.get(pk=pair[0].pk).phone == ""
        assert "Lần gộp đã hoàn tác" in officer.get(reverse("person-merge-undo", args=[made.pk])).content.decode()

    def test_a_refusal_keeps_the_choices(self, pair, officer):
        for person in pair:
            put_on(person, 1)

        answer = join(officer, pair, **{"o-phone": "", "o-full_name": "kia", "ly-do": "Nhập hai lần"})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "danh sách của hai chi bộ" in page
        assert re.search(r'name="o-full_name" value="kia"[^>]*? checked', page)
        assert re.search(r'name="o-phone" value=""[^>]*? checked', page)
        assert 'value="Nhập hai lần"' in page

    def test_a_record_changed_meanwhile_is_looked_at_again(self, pair, officer):
        assert join(officer, pair, **{"thay-nay": "7"}).status_code == 409
        assert join(officer, pair, **{"thay-nay": "x"}).status_code == 409
        assert not Merge.objects.exists()

    def test_sealed_facts_are_not_chosen_round_the_page(self, world, enter):
        both = make_person(world[3][0]), make_person(world[3][0])
        client = enter(holder(Role.BRANCH_COMMITTEE_MEMBER, world[3][0]), csrf=True)

        assert join(client, both, **{"o-sensitive": "kia"}).status_code == 422

    def test_what_was_changed_since_stands_on_the_page_instead_of_the_button(self, pair, officer):
        join(officer, pair, **{"o-phone": "kia"})
        made = Merge.objects.get()
        Person.objects.filter(pk=pair[0].pk).update(phone="1")

        page = officer.get(reverse("person-merge-undo", args=[made.pk])).content.decode()
        answer = post(officer, reverse("person-merge-undo", args=[made.pk]), reverse("person-list") + "them/")

        assert "Điện thoại của hồ sơ được giữ đã được sửa sau khi gộp" in page
        assert "Hoàn tác lần gộp này" not in page
        assert answer.status_code == 422
        assert Merge.objects.get().undone_at is None


class TestMoving:
    def send(self, client, person, to, **changes):
        sent = {"unit": to.pk, "on": "01/03/2026", "reason": "Chuyển lớp", "seen": "1"} | changes
        return post(client, reverse("person-move", args=[person.pk]), **sent)

    def test_a_person_goes_to_another_branch(self, world, pair, officer):
        answer = self.send(officer, pair[0], world[3][1])

        assert answer.url == reverse("person", args=[pair[0].pk])
        assert Person.objects.get(pk=pair[0].pk).unit == world[3][1]
        assert "đến Chi bộ 2" in officer.get(answer.url).content.decode()

    def test_the_page_of_the_person_leads_there(self, pair, officer):
        page = officer.get(reverse("person", args=[pair[0].pk])).content.decode()

        assert reverse("person-move", args=[pair[0].pk]) in page

    @pytest.mark.parametrize(
        ("changes", "status"),
        [({"on": "11/03/2026"}, 422), ({"on": "x"}, 422), ({"reason": ""}, 422), ({"unit": "9999"}, 422), ({"seen": "9"}, 409)],
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_nothing_is_moved(self, world, pair, officer, changes, status):
        answer = self.send(officer, pair[0], world[3][1], **changes)

        assert answer.status_code == status
        assert Stay.objects.get(person=pair[0]).ends_on is None

    def test_who_stands_on_a_list_is_told_the_way(self, world, pair, officer):
        put_on(pair[0], 2)

        page = officer.get(reverse("person-move", args=[pair[0].pk])).content.decode()

        assert "đang ở danh sách 2 của Chi bộ 1" in page
        assert 'name="reason"' not in page
