"""Persons on screen: found as one types, narrowed, page by page, taken away as a workbook, found from anywhere."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nguon.models import PersonGroup
from nguon.queries.persons import PAGE
from nguon.rules.roles import Role
from nguon.services.person_rows import sealed_citizen
from tests.factories import holder
from tests.pool_world import make_commune, make_member, make_person, put_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune(2)


@pytest.fixture
def people(world):
    """Four: two of each branch, one of them a member, one on list 2 with a number."""
    one, two = world[3]
    hoa = make_person(one, "Nguyễn Thị Hoa", occupation="Giáo viên")
    sealed_citizen(hoa, "001098012345").save()
    put_on(hoa, 2)
    return [hoa, make_member(one, "Trần Văn Ân"), make_person(two, "Lê Thị An", born=""), make_person(two, "Đỗ Văn Bé")]


@pytest.fixture
def officer(world, enter):
    return enter(holder(Role.GRASSROOTS_OFFICER, world[2]))


def page_of(client, query=""):
    return client.get(reverse("person-list") + query).content.decode()


def names(page):
    return re.findall(r'<th scope="row"><a href="/nguoi/\d+/">([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.BRANCH_SECRETARY, 200),
        (Role.BRANCH_COMMITTEE_MEMBER, 200),
        (Role.GRASSROOTS_OFFICER, 200),
        (Role.ORGANISATION_OFFICER, 200),
        (Role.STANDING_BOARD_MEMBER, 404),
        (Role.INSPECTION_OFFICER, 404),
        (Role.POLITICAL_CENTRE_OFFICER, 404),
        (Role.MASS_ORGANISATION_OFFICER, 404),
        (Role.ADMINISTRATOR, 404),
    ],
)
def test_who_reaches_the_list(world, enter, role, status):
    assert enter(holder(role, world[3][0])).get(reverse("person-list")).status_code == status


class TestList:
    def test_by_given_name_with_all_a_row_shows(self, people, officer):
        page = page_of(officer)

        assert names(page) == ["Lê Thị An", "Trần Văn Ân", "Đỗ Văn Bé", "Nguyễn Thị Hoa"]
        row = page.split("Nguyễn Thị Hoa</a>")[1].split("</tr>")[0]
        for shown in ("Giáo viên", "12/05/1998", "Chi bộ 1", "Quần chúng", "Danh sách 2", "•••••••••345"):
            assert shown in row
        assert "001098012345" not in page
        assert "4 người" in page

    def test_a_secretary_sees_their_own_branch_and_chooses_no_unit(self, world, people, enter):
        page = page_of(enter(holder(Role.BRANCH_SECRETARY, world[3][1])))

        assert names(page) == ["Lê Thị An", "Đỗ Văn Bé"]
        assert "don_vi-tim" not in page

    def test_who_may_bring_a_list_in_is_led_to_it(self, world, enter):
        there = reverse("list-import")

        assert there in page_of(enter(holder(Role.BRANCH_SECRETARY, world[3][0])))
        assert there not in page_of(enter(holder(Role.BRANCH_COMMITTEE_MEMBER, world[3][0])))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?q=hoa+ng", ["Nguyễn Thị Hoa"]),
            ("?danh_sach=2", ["Nguyễn Thị Hoa"]),
            ("?danh_sach=1-3", ["Nguyễn Thị Hoa"]),
            ("?dien=official", ["Trần Văn Ân"]),
            ("?gioi=male&dien=masses", []),
            ("?chua_ngay_sinh=1", ["Lê Thị An"]),
            ("?chua_can_cuoc=1&danh_sach=0&dien=masses", ["Lê Thị An", "Đỗ Văn Bé"]),
            ("?tuoi_tu=40", ["Trần Văn Ân"]),
            ("?tuoi_den=30", ["Đỗ Văn Bé", "Nguyễn Thị Hoa"]),
            ("?nhom=teacher", ["Nguyễn Thị Hoa"]),
            ("?danh_sach=9&dien=x&gioi=x&nhom=x&tuoi_tu=x&tuoi_den=999&don_vi=x&trang=x", 4),
            ("?nhom=religious", 4),  # nobody is listed by what they believe
            ("?q=khong+co+ai", []),
        ],
    )
    def test_filters_narrow_and_nonsense_is_passed_by(self, people, officer, query, found):
        hoa = people[0]
        for group in ("teacher", "religious"):
            PersonGroup.objects.create(person=hoa, group=group, path=hoa.path, province=hoa.province)

        shown = names(page_of(officer, query))

        assert (len(shown) if isinstance(found, int) else shown) == found

    def test_a_unit_is_chosen_by_its_number_or_by_typing(self, world, people, officer):
        two = world[3][1]

        by_number = page_of(officer, f"?don_vi={two.pk}")
        by_typing = page_of(officer, "?don_vi-tim=chi+bo+2")
        unclear = page_of(officer, "?don_vi-tim=chi+bo")

        assert names(by_number) == names(by_typing) == ["Lê Thị An", "Đỗ Văn Bé"]
        assert "Có 2 đơn vị khớp" in unclear

    def test_sensitive_groups_are_no_choice(self, officer):
        page = page_of(officer)

        assert 'value="teacher"' in page
        assert 'value="religious"' not in page
        assert 'value="ethnic_minority"' not in page

    def test_what_has_no_word_beginning_so_says_how_it_was_found(self, people, officer):
        assert "có chứa các chữ ấy" in page_of(officer, "?q=guye")

    def test_nothing_found_and_nobody_there_say_what_to_do(self, world, people, officer, enter):
        assert "Thử ít chữ hơn" in page_of(officer, "?q=zzz")
        other = make_commune(1)
        assert "Chưa có hồ sơ người nào" in page_of(enter(holder(Role.GRASSROOTS_OFFICER, other[2])))

    def test_as_one_types_the_table_alone_comes(self, people, officer):
        answer = officer.get(reverse("person-list") + "?q=hoa", headers={"HX-Request": "true"})

        assert "<html" not in answer.content.decode()
        assert names(answer.content.decode()) == ["Nguyễn Thị Hoa"]

    def test_pages_lead_on_and_back_with_the_filters_kept(self, world, officer):
        for number in range(PAGE + 1):
            make_person(world[3][0], f"Lê Thị {chr(97 + number // 26)}{chr(97 + number % 26)}")

        first, second = (page_of(officer, f"?dien=masses&trang={number}") for number in (1, 2))

        assert (len(names(first)), len(names(second))) == (PAGE, 1)
        assert 'href="/nguoi/?dien=masses&amp;trang=2"' in first
        assert "Trang 2/2" in second

    @pytest.mark.parametrize("count", [1, 3, 30])
    def test_it_asks_the_same_whatever_its_length(self, world, enter, django_assert_num_queries, count):
        for _ in range(count):
            sealed_citizen(make_person(world[3][0]), "001098012345").save()
        client = enter(holder(Role.GRASSROOTS_OFFICER, world[2]))

        with django_assert_num_queries(8):  # session, user, sign-in gate, two of reach, count, numbers, rows
            client.get(reverse("person-list"))

    @pytest.mark.parametrize("query", ["?q=hoa", "?nhom=women&gioi=female&q=oa"])
    def test_a_search_asks_no_more_than_twelve(self, world, people, officer, django_assert_max_num_queries, query):
        with django_assert_max_num_queries(12):
            page_of(officer, f"{query}&don_vi={world[3][0].pk}")


class TestWorkbook:
    def rows(self, client, query=""):
        answer = client.get(reverse("person-list") + f"?tai=xlsx{query}")
        assert answer["Content-Disposition"] == 'attachment; filename="nguoi.xlsx"'
        return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))

    def test_it_holds_the_filtered_list_with_masked_numbers(self, people, officer):
        heading, *rows, total = self.rows(officer, "&danh_sach=2")

        assert heading[1] == "Họ và tên"
        assert rows == [
            (1, "Nguyễn Thị Hoa", "12/05/1998", "Nữ", "•••••••••345", "Giáo viên", "Chi bộ 1", "Quần chúng", 2)
        ]
        assert total[1] == "Cộng 1 người"

    def test_a_name_that_looks_like_a_formula_stays_text(self, world, officer):
        make_person(world[3][0], "Lê Thị Na", occupation="=1+1")

        assert "=1+1" in self.rows(officer)[1]

    def test_too_many_are_refused_in_words_and_the_list_stays_as_it_was(self, people, officer, monkeypatch):
        monkeypatch.setattr("nguon.queries.persons.MOST_EXPORTED", 1)

        answer = officer.get(reverse("person-list") + "?tai=xlsx&dien=masses", follow=True)

        assert "thu hẹp điều kiện" in answer.content.decode()
        assert answer.request["QUERY_STRING"] == "dien=masses"


class TestFind:
    def find(self, client, text):
        return client.get(reverse("find"), {"q": text}).content.decode()

    @pytest.mark.shows("feature-72")
    def test_persons_are_found_from_anywhere(self, people, officer):
        page = self.find(officer, "hoa nguy")

        assert f'href="/nguoi/{people[0].pk}/">Nguyễn Thị Hoa</a>' in page
        assert "12/05/1998 · Chi bộ 1 · Quần chúng · danh sách 2" in page
        assert "Nguyễn Thị Hoa" in officer.post(reverse("find"), {"q": "001098012345"}).content.decode()

    def test_who_may_not_see_people_finds_none(self, world, people, enter):
        assert "Nguyễn Thị Hoa" not in self.find(enter(holder(Role.INSPECTION_OFFICER, world[0])), "hoa nguyen")


class TestNumbers:
    """A citizen number is sent in the body of a request: an address would stay in the logs between."""

    def test_typed_it_leads_to_the_one_person(self, people, officer):
        answer = officer.post(reverse("person-list"), {"q": " 001 098 012 345", "dien": ""})

        assert (answer.status_code, answer["Location"]) == (302, reverse("person", args=[people[0].pk]))

    def test_two_records_with_it_are_shown_without_a_link_that_says_it(self, world, people, officer):
        sealed_citizen(make_person(world[3][1], "Nguyễn Thị Hoà"), "001098012345").save()

        page = officer.post(reverse("person-list"), {"q": "001098012345"}).content.decode()

        assert sorted(names(page)) == ["Nguyễn Thị Hoa", "Nguyễn Thị Hoà"]
        assert not re.search(r'(?:href|action)="[^"]*001098012345', page)
        assert "tai=xlsx" not in page

    def test_as_one_types_it_is_found_too(self, people, officer):
        answer = officer.post(reverse("person-list"), {"q": "001098012345"}, headers={"HX-Request": "true"})

        assert names(answer.content.decode()) == ["Nguyễn Thị Hoa"]

    @pytest.mark.parametrize("name", ["person-list", "find"])
    def test_an_address_with_it_finds_nobody_by_it(self, people, officer, name):
        page = officer.get(reverse(name) + "?q=001098012345").content.decode()

        assert "001098012345" not in page
        assert (names(page) == ["Nguyễn Thị Hoa"], "12/05/1998 · Chi bộ 1" in page) == (False, False)

    def test_words_get_their_address(self, people, officer):
        typed = {"q": "hoa ng", "dien": "masses", "gioi": "", "csrfmiddlewaretoken": "x"}

        assert officer.post(reverse("person-list"), typed)["Location"] == "/nguoi/?q=hoa+ng&dien=masses"
        assert officer.post(reverse("find"), typed | {"dien": ""})["Location"] == "/tim/?q=hoa+ng"

    def test_pages_after_a_posted_search_keep_its_words(self, world, officer):
        for number in range(PAGE + 1):
            make_person(world[3][0], f"Lê Thị {chr(97 + number // 26)}{chr(97 + number % 26)}")

        answer = officer.post(reverse("person-list"), {"q": "le thi"}, headers={"HX-Request": "true"})

        assert 'href="/nguoi/?q=le+thi&amp;trang=2"' in answer.content.decode()

    def test_found_from_anywhere_its_address_stays_bare(self, people, officer):
        answer = officer.post(reverse("find"), {"q": "001098012345"}, headers={"HX-Request": "true"})
        words = officer.post(reverse("find"), {"q": "hoa ng"}, headers={"HX-Request": "true"})

        assert "Nguyễn Thị Hoa" in answer.content.decode()
        assert (answer["HX-Push-Url"], words["HX-Push-Url"]) == ("/tim/", "/tim/?q=hoa+ng")

    def test_of_another_unit_it_finds_nobody(self, world, people, enter):
        secretary = enter(holder(Role.BRANCH_SECRETARY, world[3][1]))

        page = secretary.post(reverse("person-list"), {"q": "001098012345"}).content.decode()

        assert (names(page), "Nguyễn Thị Hoa" in page) == ([], False)
