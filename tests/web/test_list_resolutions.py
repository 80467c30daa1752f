"""A resolution on lists on screen: entered, looked over, written down, shown, withdrawn; with a thumb and without a script."""

import re

import pytest
from django.urls import reverse

from nguon.models import ListChange, Person, Resolution, Sponsorship
from nguon.rules.roles import Role
from tests.factories import DAY, holder
from tests.pool_world import (
    make_certificate,
    make_commune,
    make_member,
    make_person,
    make_resolution,
    make_sponsorship,
    put_on,
)
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db
JANUARY = DAY.replace(month=1)
VOTES = {"number": "5-NQ/CB", "on": "10/03/2026", "members": "9", "present": "8", "in_favour": "8", "against": "0"}


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


@pytest.fixture
def client(branch, enter):
    return enter(holder(Role.BRANCH_SECRETARY, branch))


@pytest.fixture
def address(branch):
    return reverse("list-resolve", args=[branch.pk])


def page_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def mark_of(page):
    return re.search(r'name="da-xem" value="(\w+)"', page)[1]


def preview_of(page):
    return page.split('id="se-dien-ra"')[1]


def written(client, address, sent, **more):
    """Look it over, then write it down as the page's own button does."""
    mark = mark_of(page_of(client.post(address, VOTES | sent | {"buoc": "xem"})))
    return client.post(address, VOTES | sent | {"buoc": "ghi", "da-xem": mark} | more)


class TestEntering:
    def test_everyone_on_a_list_and_of_record_may_be_chosen_and_no_member(self, branch, client, address):
        put_on(make_person(branch, "Võ An"), 1)
        make_person(branch, "Đỗ Ba")
        make_member(branch, "Trần Văn Bình")

        page = page_of(client.get(address))

        assert re.findall(r'<label for="p-\d+">([^<]+)</label>', page) == ["Võ An", "Đỗ Ba"]
        assert 'value="10/03/2026"' in page
        assert "Sẽ ghi" not in page

    @pytest.mark.shows("feature-10", "001-15", "001-16")
    def test_it_is_looked_over_and_then_written_down_through_the_page_s_own_form(self, branch, enter, address):
        on_one, gone = make_person(branch, "Võ An"), make_person(branch, "Đỗ Ba")
        put_on(on_one, 1, on=JANUARY)
        put_on(gone, 2, on=JANUARY)
        client = enter(holder(Role.BRANCH_SECRETARY, branch), csrf=True)
        token = {"csrfmiddlewaretoken": token_of(page_of(client.get(address)))}
        sent = VOTES | token | {f"p-{on_one.pk}": "2", f"p-{gone.pk}": "0:age"}

        looked = page_of(client.post(address, sent | {"buoc": "xem"}))
        assert (Resolution.objects.count(), ListChange.objects.count()) == (2, 2)
        answer = client.post(address, sent | {"buoc": "ghi", "da-xem": mark_of(looked)})

        made = Resolution.objects.get(number="5-NQ/CB")
        assert answer.url == reverse("list-resolution", args=[made.pk])
        assert "Đã ghi nghị quyết 5-NQ/CB: 2 người." in page_of(client.get(answer.url))
        assert Person.objects.get(pk=on_one.pk).listed == 2
        assert Person.objects.get(pk=gone.pk).listed == 0

    def test_the_preview_says_who_goes_where_and_what_keeps_them_back(self, branch, client, address):
        person = make_person(branch, "Võ An", born="2010")
        put_on(person, 1, on=JANUARY)

        shown = preview_of(page_of(client.post(address, VOTES | {f"p-{person.pk}": "3", "buoc": "xem"})))

        said = ("Võ An", "danh sách 1", "danh sách 3", "Sẽ ghi: 1 người", "Chưa có giấy chứng nhận", "Chưa đủ 18 tuổi.")
        assert [each for each in said if each not in shown] == []
        assert "Còn 1 người chưa đủ điều kiện" in shown

    def test_a_sponsor_a_quarter_and_a_reason_are_added_in_the_preview(self, branch, client, address):
        pool, gone, sponsor = make_person(branch, "Võ An"), make_person(branch, "Đỗ Ba"), make_member(branch)
        put_on(gone, 1, on=JANUARY)
        make_certificate(pool)
        sent = {f"p-{pool.pk}": "3", f"p-{gone.pk}": "0:other"}

        shown = preview_of(page_of(client.post(address, VOTES | sent | {"buoc": "xem"})))
        written(
            client,
            address,
            sent,
            **{f"s-{pool.pk}": sponsor.pk, f"q-{pool.pk}": "2026-Q4", f"r-{gone.pk}": "Đi nghĩa vụ quân sự"},
        )

        assert f'<option value="{sponsor.pk}">Trần Văn Bình · Chi bộ 1</option>' in shown
        assert Sponsorship.objects.get().sponsor == sponsor
        assert ListChange.objects.get(to_list=3).expected_quarter == "2026-Q4"
        assert ListChange.objects.get(to_list=0, reason="other").reason_text == "Đi nghĩa vụ quân sự"

    def test_new_persons_are_typed_in_rows(self, client, address, branch):
        rows = {
            "n-name": ["LÊ VĂN TÁM", "Võ Thị Sáu", ""],
            "n-born": ["12/5/1999", "", ""],
            "n-sex": ["nam", "nu", ""],
            "n-occupation": ["Thợ điện", "", ""],
            "n-list": ["1", "2", "1"],
        }

        answer = written(client, address, rows)

        assert answer.status_code == 302
        assert [
            (each.full_name, str(each.born or ""), each.sex, each.occupation, each.listed)
            for each in Person.objects.order_by("pk")
        ] == [
            ("Lê Văn Tám", "12/05/1999", "male", "Thợ điện", 1),
            ("Võ Thị Sáu", "", "female", "", 2),
        ]

    def test_many_are_pasted_and_become_rows_to_look_at(self, client, address):
        pasted = "1\tLê Văn Tám\t1999\tNam\tThợ điện\n2\tVõ Thị Sáu\t23/01/1998\tNữ\nĐỗ Ba; 3/1997; Nông dân\n\n"

        page = page_of(client.post(address, VOTES | {"dan": pasted, "buoc": "hang"}))

        rows = re.findall(r'name="n-name" value="([^"]*)"', page)
        assert rows[:3] == ["Lê Văn Tám", "Võ Thị Sáu", "Đỗ Ba"]
        assert len(rows) == 13
        assert re.findall(r'name="n-born" value="([^"]*)"', page)[:3] == ["1999", "23/01/1998", "3/1997"]
        assert re.findall(r'name="n-occupation" value="([^"]*)"', page)[:3] == ["Thợ điện", "", "Nông dân"]
        assert not Person.objects.exists()

    def test_likely_duplicates_of_a_new_person_are_told(self, branch, client, address):
        known = make_person(branch, "Võ Thị Sáu", born="23/01/1998")
        sent = VOTES | {"n-name": "Vo Thi Sau", "n-born": "23/1/1998", "n-sex": "", "n-occupation": "", "n-list": "1"}

        shown = preview_of(page_of(client.post(address, sent | {"buoc": "xem"})))

        assert reverse("person", args=[known.pk]) in shown

    def test_searching_and_more_rows_keep_what_was_typed(self, branch, client, address):
        chosen = make_person(branch, "Võ An")
        make_person(branch, "Đỗ Ba")
        sent = VOTES | {f"p-{chosen.pk}": "1", "n-name": "Lê Văn Tám", "n-born": "", "n-sex": "", "n-occupation": "",
                        "n-list": "2", "tim": "do", "buoc": "tim"}  # fmt: skip

        page = page_of(client.post(address, sent))

        assert re.findall(r'<label for="p-\d+">([^<]+)</label>', page) == ["Võ An", "Đỗ Ba"]
        assert '<option value="1" selected>danh sách 1</option>' in page
        assert 'value="Lê Văn Tám"' in page
        assert 'value="5-NQ/CB"' in page

    def test_a_list_carried_over_needs_no_votes(self, branch, client, address):
        person = make_person(branch)
        sent = {"on": "10/03/2026", "carried_over": "on", f"p-{person.pk}": "3"}

        mark = mark_of(page_of(client.post(address, sent | {"buoc": "xem"})))
        client.post(address, sent | {"buoc": "ghi", "da-xem": mark})

        assert Resolution.objects.get().carried_over
        assert Person.objects.get().listed == 3

    @pytest.mark.parametrize("count", [1, 3, 60])
    def test_it_asks_the_same_for_few_and_for_many(self, branch, client, address, count, django_assert_max_num_queries):
        for _ in range(count):
            put_on(make_person(branch), 1)

        with django_assert_max_num_queries(12):
            client.get(address)

    @pytest.mark.parametrize("count", [1, 60])
    def test_looking_it_over_asks_the_same_for_few_and_for_many(
        self, branch, client, address, count, django_assert_max_num_queries
    ):
        people = [make_person(branch) for _ in range(count)]
        sent = VOTES | {f"p-{each.pk}": "1" for each in people} | {"buoc": "xem"}

        with django_assert_max_num_queries(22):
            client.post(address, sent)


class TestVotes:
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({}, "Đủ: 8 trên 9, cần ít nhất 5"),
            ({"in_favour": "4", "against": "4"}, "Chưa đủ: 4 trên 9, cần ít nhất 5"),
            ({"present": "10"}, "Có mặt 10 nhiều hơn 9 đảng viên."),
            ({"members": ""}, "để xem nghị quyết có thành hay không"),
            ({"on": "x"}, "để xem nghị quyết có thành hay không"),
        ],
    )
    def test_what_they_come_to_is_told_while_typing(self, client, address, changes, said):
        page = page_of(client.get(address, VOTES | changes | {"phan": "phieu"}))

        assert said in page
        assert "<html" not in page

    def test_and_again_when_it_is_looked_over_without_a_script(self, branch, client, address):
        person = make_person(branch)

        page = page_of(client.post(address, VOTES | {f"p-{person.pk}": "1", "buoc": "xem"}))

        assert "Đủ: 8 trên 9, cần ít nhất 5" in page


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"on": "30/02/2026"}, "Ngày"),
            ({"members": "chín"}, "Đảng viên chính thức"),
        ],
    )
    def test_what_cannot_be_read_is_told_and_kept(self, branch, client, address, changes, said):
        person = make_person(branch)

        page = page_of(client.post(address, VOTES | changes | {f"p-{person.pk}": "1", "buoc": "xem"}), 422)

        assert said in page
        assert "5-NQ/CB" in page

    def test_nobody_chosen_is_told(self, client, address):
        assert "Chưa chọn người nào" in page_of(client.post(address, VOTES | {"buoc": "xem"}), 422)

    def test_a_birth_date_that_is_none_is_told_beside_the_row(self, client, address):
        sent = {"n-name": "Lê Văn Tám", "n-born": "40/1999", "n-sex": "", "n-occupation": "", "n-list": "1"}

        page = page_of(client.post(address, VOTES | sent | {"buoc": "xem"}), 422)

        assert page.count("Ghi ngày sinh như 12/5/1990") == 2

    def test_what_the_rules_refuse_is_told_and_nothing_is_written(self, branch, client, address):
        person = make_person(branch, "Võ An")

        answer = written(client, address, {"in_favour": "4", f"p-{person.pk}": "3"})

        page = page_of(answer, 422)
        assert "4/9 tán thành, chưa quá 50%" in page
        assert "Võ An: Chưa có giấy chứng nhận" in page
        assert not Resolution.objects.exists()

    def test_a_day_before_all_regulations_is_told(self, branch, client, address):
        person = make_person(branch)

        page = page_of(client.post(address, VOTES | {"on": "01/01/1995", f"p-{person.pk}": "1", "buoc": "xem"}), 422)

        assert "Chưa có giá trị của" in page

    def test_what_was_not_looked_over_is_shown_first(self, branch, client, address):
        person, other = make_person(branch), make_person(branch)
        mark = mark_of(page_of(client.post(address, VOTES | {f"p-{person.pk}": "1", "buoc": "xem"})))

        page = page_of(client.post(address, VOTES | {f"p-{other.pk}": "1", "buoc": "ghi", "da-xem": mark}))

        assert "Sẽ ghi: 1 người" in page
        assert not Resolution.objects.exists()

    def test_lists_that_changed_meanwhile_are_looked_at_again(self, branch, client, address):
        person = make_person(branch)
        sent = VOTES | {f"p-{person.pk}": "1"}
        mark = mark_of(page_of(client.post(address, sent | {"buoc": "xem"})))
        put_on(make_person(branch), 1)

        page_of(client.post(address, sent | {"buoc": "ghi", "da-xem": mark}))

        assert not ListChange.objects.filter(person=person).exists()

    def test_a_person_who_is_not_the_branch_s_is_not_there(self, commune, client, address):
        foreign = make_person(commune[3][1])

        assert client.post(address, VOTES | {f"p-{foreign.pk}": "1", "buoc": "xem"}).status_code == 404

    def test_choices_that_are_none_are_passed_by(self, branch, client, address):
        person = make_person(branch)
        sent = {f"p-{person.pk}": "9", "p-x": "1", f"p-{'9' * 30}": "1", "buoc": "xem"}

        assert "Chưa chọn người nào" in page_of(client.post(address, VOTES | sent), 422)

    def test_a_unit_that_is_no_branch_keeps_no_lists(self, commune, enter):
        officer = enter(holder(Role.GRASSROOTS_OFFICER, commune[2]))

        assert officer.get(reverse("list-resolve", args=[commune[2].pk])).status_code == 404


class TestOne:
    def test_it_shows_votes_moves_and_sponsors(self, branch, client):
        change = put_on(make_person(branch, "Võ An"), 1)
        helped = make_sponsorship(make_person(branch, "Đỗ Ba"), make_member(branch))
        Sponsorship.objects.update(resolution=change.resolution)

        page = page_of(client.get(reverse("list-resolution", args=[change.resolution_id])))

        assert "8 tán thành, 1 không tán thành; 9 có mặt trên 10 đảng viên chính thức" in page
        assert "Võ An" in page
        assert f"{helped.sponsor.full_name} giúp đỡ Đỗ Ba" in page

    def test_a_resolution_on_something_else_changes_no_list(self, branch, client):
        made = make_resolution(branch)

        assert "không thay đổi danh sách nào" in page_of(client.get(reverse("list-resolution", args=[made.pk])))

    def test_it_is_withdrawn_with_a_reason(self, branch, client):
        person = make_person(branch)
        change = put_on(person, 1)

        answer = client.post(reverse("list-resolution-withdraw", args=[change.resolution_id]), {"reason": "Ghi nhầm"})

        page = page_of(client.get(answer.url))
        assert "Đã rút, không tính cho ngày nào" in page
        assert "Ghi nhầm" in page
        assert "Rút nghị quyết này" not in page
        person.refresh_from_db()
        assert (person.listed, person.listed_since) == (0, None)

    def test_without_a_reason_and_where_something_rests_on_it_it_stays(self, branch, client):
        person = make_person(branch)
        first = put_on(person, 1, on=DAY.replace(day=1))
        later = put_on(person, 2, on=DAY)
        ListChange.objects.filter(pk=later.pk).update(to_list=0, reason="age")
        withdraw = reverse("list-resolution-withdraw", args=[first.resolution_id])

        page_of(client.post(withdraw, {"reason": ""}), 422)
        page = page_of(client.post(withdraw, {"reason": "Nhầm"}), 422)

        assert "dựa vào nghị quyết này" in page
        assert Resolution.objects.filter(withdrawn_at__isnull=False).count() == 0

    def test_those_who_only_look_get_no_form(self, branch, enter):
        change = put_on(make_person(branch), 1)
        looks = enter(holder(Role.BRANCH_COMMITTEE_MEMBER, branch))

        page = page_of(looks.get(reverse("list-resolution", args=[change.resolution_id])))

        assert "Rút nghị quyết này" not in page
        assert looks.post(reverse("list-resolution-withdraw", args=[change.resolution_id])).status_code == 404
