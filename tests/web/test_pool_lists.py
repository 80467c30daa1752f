"""The three lists on screen: a branch's on any day, numbers above it, the history, and the papers."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nguon.models import Entry, ListChange, Resolution
from nguon.rules.person_facts import PersonFacts, SensitiveFacts
from nguon.rules.roles import Role
from nguon.services.persons import make_person as record_person
from tests.factories import NOON, holder
from tests.pool_world import (
    make_certificate,
    make_commune,
    make_member,
    make_person,
    make_sponsorship,
    put_on,
)

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


@pytest.fixture
def secretary(branch):
    return holder(Role.BRANCH_SECRETARY, branch)


def lists_of(branch, **query):
    return reverse("branch-lists", args=[branch.pk]) + ("?" + "&".join(f"{k}={v}" for k, v in query.items()))


def names(page):
    return re.findall(r'<th scope="row"><a href="/nguoi/\d+/">([^<]+)</a>', page.split("Thay đổi sau ngày")[0])


def body(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("role", "at", "statuses"),
    [
        (Role.BRANCH_SECRETARY, "branch", [302, 200, 200, 200, 200]),
        (Role.BRANCH_COMMITTEE_MEMBER, "branch", [302, 200, 200, 200, 404]),
        (Role.GRASSROOTS_OFFICER, "grassroots", [200, 200, 200, 200, 200]),
        (Role.ORGANISATION_OFFICER, "top", [200, 200, 200, 200, 200]),
        (Role.INSPECTION_OFFICER, "top", [200, 404, 404, 404, 404]),
        (Role.STANDING_BOARD_MEMBER, "branch", [200, 404, 404, 404, 404]),
        (Role.MASS_ORGANISATION_OFFICER, "branch", [404, 404, 404, 404, 404]),
        (Role.ADMINISTRATOR, "top", [404, 404, 404, 404, 404]),
        (Role.BRANCH_SECRETARY, "other", [302, 404, 404, 404, 404]),
    ],
)
def test_who_reaches_which_address(commune, branch, enter, role, at, statuses):
    places = {"top": commune[0], "grassroots": commune[2], "branch": branch, "other": commune[3][1]}
    client = enter(holder(role, places[at]))

    own = [
        reverse(name, args=[branch.pk]) for name in ("branch-lists", "list-history", "list-workbook", "list-resolve")
    ]
    found = [client.get(address).status_code for address in (reverse("pool-list"), *own)]

    assert found == statuses


class TestBranch:
    def test_a_secretary_goes_straight_to_the_lists_of_their_branch(self, branch, secretary, enter):
        answer = enter(secretary).get(reverse("pool-list"))

        assert answer.url == reverse("branch-lists", args=[branch.pk])

    @pytest.mark.shows("001-2")
    def test_all_three_lists_with_what_a_row_shows(self, branch, secretary, enter):
        person = make_person(branch, "Lê Thị Na", occupation="Giáo viên")
        put_on(person, 3, on=JANUARY)
        ListChange.objects.update(expected_quarter="2026-Q4")
        certificate = make_certificate(person)
        make_sponsorship(person, make_member(branch, "Trần Văn Bình"), starts_on=JANUARY)
        put_on(make_person(branch, "Võ An"), 1)
        put_on(make_person(branch, "Đỗ Ba"), 2)

        page = body(enter(secretary).get(lists_of(branch)))

        assert names(page) == ["Võ An", "Đỗ Ba", "Lê Thị Na"]
        assert "3 người trong danh sách nguồn" in page
        row = page.split("Lê Thị Na</a>")[1].split("</tr>")[0]
        for shown in ("1998", "Nữ", "Giáo viên", "05/01/2026", "Trần Văn Bình", certificate.number, "20/06/2030"):
            assert shown in row
        assert "IV/2026" in row

    def test_one_list_by_itself(self, branch, secretary, enter):
        put_on(make_person(branch, "Võ An"), 1)
        put_on(make_person(branch, "Đỗ Ba"), 2)

        page = body(enter(secretary).get(lists_of(branch, ds=2)))

        assert names(page) == ["Đỗ Ba"]
        assert 'aria-current="true">Danh sách 2 (1)</a>' in page

    def test_a_past_day_and_what_was_known_then(self, branch, secretary, enter):
        put_on(make_person(branch, "Võ An"), 1, on=JANUARY)  # written down on 10/03/2026
        client = enter(secretary)

        assert names(body(client.get(lists_of(branch, ngay="04/01/2026")))) == []
        assert names(body(client.get(lists_of(branch, ngay="05/02/2026")))) == ["Võ An"]
        assert names(body(client.get(lists_of(branch, ngay="05/02/2026", biet="09/03/2026")))) == []
        assert "ghi muộn ngày 10/03/2026" in body(client.get(lists_of(branch)))

    @pytest.mark.parametrize("query", [{"ngay": "31/02/2026"}, {"ngay": "x", "biet": "y", "so": "z", "ds": "9"}])
    def test_days_that_are_none_are_passed_by(self, branch, secretary, enter, query):
        put_on(make_person(branch, "Võ An"), 1)

        assert names(body(enter(secretary).get(lists_of(branch, **query)))) == ["Võ An"]

    def test_a_day_ahead_shows_today(self, branch, secretary, enter):
        assert "Hôm nay" in body(enter(secretary).get(lists_of(branch, ngay="01/01/2027")))

    def test_what_changed_in_the_quarter_and_since_any_day(self, branch, secretary, enter):
        gone = make_person(branch, "Võ An")
        put_on(gone, 1, on=date(2025, 12, 1))
        change = put_on(gone, 2, on=FEBRUARY)
        ListChange.objects.filter(pk=change.pk).update(to_list=0, reason="moved", reason_text="Về quê")
        client = enter(secretary)

        changed = body(client.get(lists_of(branch))).split("Thay đổi sau ngày 31/12/2025")[1]
        none = body(client.get(lists_of(branch, so="06/02/2026"))).split("Thay đổi sau ngày 06/02/2026")[1]

        assert "Võ An" in changed
        assert "Chuyển nơi công tác, học tập, cư trú: Về quê" in changed
        assert "Không ai vào, chuyển hay ra khỏi danh sách." in none

    def test_cautions_are_said_beside_the_person(self, branch, secretary, enter):
        put_on(make_person(branch, born=""), 1)

        assert "Chưa có ngày sinh nên chưa biết tuổi." in body(enter(secretary).get(lists_of(branch)))

    def test_an_empty_list_says_what_to_do_to_who_may(self, branch, secretary, enter):
        looks = holder(Role.BRANCH_COMMITTEE_MEMBER, branch)

        assert "Ghi nghị quyết đưa người vào danh sách" in body(enter(secretary).get(lists_of(branch)))
        page = body(enter(looks).get(lists_of(branch)))
        assert "Ghi nghị quyết" not in page
        assert "dân tộc" not in page

    def test_a_unit_above_shows_the_numbers_below_it(self, commune, enter):
        client = enter(holder(Role.ORGANISATION_OFFICER, commune[0]))

        answer = client.get(reverse("branch-lists", args=[commune[2].pk]))

        assert answer.url == reverse("pool-list") + f"?don_vi={commune[2].pk}"

    @pytest.mark.parametrize("count", [1, 3, 40])
    def test_it_asks_the_same_whatever_its_length(self, branch, secretary, enter, count, django_assert_num_queries):
        sponsor = make_member(branch)
        for _ in range(count):
            person = make_person(branch)
            put_on(person, 3)
            make_certificate(person)
            make_sponsorship(person, sponsor)
        client = enter(secretary)

        with django_assert_num_queries(
            12
        ):  # five of every page, unit, line, changes, persons, sponsors, certificates, more units
            client.get(lists_of(branch))


class TestNumbers:
    def test_an_officer_sees_branches_with_numbers_and_no_names(self, commune, enter):
        put_on(make_person(commune[3][1], "Võ An"), 1)
        put_on(make_person(commune[3][1], "Đỗ Ba"), 3)

        page = body(enter(holder(Role.GRASSROOTS_OFFICER, commune[2])).get(reverse("pool-list")))

        row = page.split("Chi bộ 2</th>")[1].split("</tr>")[0]
        assert re.findall(r">(\d+)</td>", row) == ["1", "0", "1", "2"]
        assert re.findall(r">(\d+)</td>", page.split("<tfoot>")[1]) == ["1", "0", "1", "2"]
        assert "Võ An" not in page
        assert "2 người trong danh sách nguồn" in page

    def test_names_are_for_who_may_see_persons(self, commune, enter):
        officer, inspector = holder(Role.GRASSROOTS_OFFICER, commune[2]), holder(Role.INSPECTION_OFFICER, commune[2])

        assert body(enter(officer).get(reverse("pool-list"))).count("Xem tên") == 3
        assert "Xem tên" not in body(enter(inspector).get(reverse("pool-list")))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Chi bộ 1", "Chi bộ 2", "Chi bộ 3"]),
            ("?xep=1", ["Chi bộ 2", "Chi bộ 1", "Chi bộ 3"]),
            ("?q=chi bo 3", ["Chi bộ 3"]),
            ("?q=khong co", []),
            ("?xep=x&don_vi=x&trang=x", ["Chi bộ 1", "Chi bộ 2", "Chi bộ 3"]),
        ],
    )
    def test_it_is_searched_and_sorted(self, commune, enter, query, found):
        put_on(make_person(commune[3][1]), 1)

        page = body(enter(holder(Role.GRASSROOTS_OFFICER, commune[2])).get(reverse("pool-list") + query))

        assert re.findall(r'<tr><th scope="row">([^<]+)</th>', page.split("<tfoot>")[0]) == found

    def test_it_is_narrowed_to_a_unit_below(self, commune, enter):
        client = enter(holder(Role.ORGANISATION_OFFICER, commune[0]))

        page = body(client.get(reverse("pool-list") + f"?don_vi={commune[3][2].pk}"))

        assert re.findall(r'<tr><th scope="row">([^<]+)</th>', page.split("<tfoot>")[0]) == ["Chi bộ 3"]

    def test_the_consolidated_form_holds_the_same_numbers(self, commune, enter):
        put_on(make_person(commune[3][1]), 2)
        client = enter(holder(Role.GRASSROOTS_OFFICER, commune[2]))

        answer = client.get(reverse("pool-list-workbook") + "?xep=2")

        rows = [
            [cell for cell in row if cell is not None] for row in load_workbook(BytesIO(answer.content)).active.values
        ]
        assert [1, "Chi bộ 2", "Đảng ủy Trường Thử Nghiệm", 0, 1, 0, 1] in rows
        assert ["Cộng 3 chi bộ", 0, 1, 0, 1] in rows
        assert ["ĐẢNG ỦY XÃ THỬ NGHIỆM", "ĐẢNG CỘNG SẢN VIỆT NAM"] in rows

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, commune, enter, count, django_assert_num_queries):
        for branch in commune[3][:count]:
            put_on(make_person(branch), 1)
        client = enter(holder(Role.GRASSROOTS_OFFICER, commune[2]))

        with django_assert_num_queries(7):  # five of every page, numbers, branches
            client.get(reverse("pool-list"))


class TestHistory:
    def test_each_resolution_with_its_moves_votes_and_when_it_was_entered(self, branch, secretary, enter):
        change = put_on(make_person(branch, "Võ An"), 1, on=JANUARY)

        page = body(enter(secretary).get(reverse("list-history", args=[branch.pk])))

        assert change.resolution.number in page
        assert "8/10 tán thành" in page
        assert "ghi muộn ngày 10/03/2026" in page
        assert "Võ An" in page

    def test_withdrawn_ones_are_marked(self, branch, secretary, enter):
        put_on(make_person(branch), 1)
        Resolution.objects.update(withdrawn_at=NOON)

        assert "đã rút" in body(enter(secretary).get(reverse("list-history", args=[branch.pk])))

    def test_without_any_it_says_what_to_do(self, branch, secretary, enter):
        page = body(enter(secretary).get(reverse("list-history", args=[branch.pk])))

        assert "Ghi nghị quyết đầu tiên" in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, branch, secretary, enter, count, django_assert_num_queries):
        for _ in range(count):
            put_on(make_person(branch), 1)
        client = enter(secretary)

        with django_assert_num_queries(10):
            client.get(reverse("list-history", args=[branch.pk]))


class TestPapers:
    def test_one_list_or_all_three_come_as_a_workbook(self, branch, secretary, enter):
        put_on(make_person(branch, "Võ An"), 2)
        client = enter(secretary)

        one = client.get(reverse("list-workbook", args=[branch.pk]) + "?ds=2")
        three = client.get(reverse("list-workbook", args=[branch.pk]))

        assert one["Content-Disposition"] == 'attachment; filename="danh-sach-2-chi-bo-1-2026-03-10.xlsx"'
        assert load_workbook(BytesIO(one.content)).sheetnames == ["Danh sách 2"]
        assert load_workbook(BytesIO(three.content)).sheetnames == ["Danh sách 1", "Danh sách 2", "Danh sách 3"]

    def test_citizen_numbers_stand_masked_and_ethnicity_stays_sealed(self, branch, secretary, by, enter):
        facts = PersonFacts(
            full_name="Rơ Châm H'Lan",
            citizen="064199001234",
            sensitive=SensitiveFacts(ethnicity="Gia Rai", religion="Tin lành"),
        )
        put_on(record_person(by=by(secretary), unit_id=branch.pk, facts=facts), 1)

        answer = enter(secretary).get(reverse("list-workbook", args=[branch.pk]) + "?ds=1")

        cells = [cell for row in load_workbook(BytesIO(answer.content)).active.values for cell in row if cell]
        assert "•••••••••234" in cells
        assert not {"064199001234", "Gia Rai", "Tin lành"} & set(cells)

    @pytest.mark.shows("002-3")
    def test_with_a_reason_ethnicity_and_religion_are_written_and_the_look_is_kept(self, branch, secretary, by, enter):
        facts = PersonFacts(
            full_name="Rơ Châm H'Lan", sensitive=SensitiveFacts(ethnicity="Gia Rai", religion="Tin lành")
        )
        put_on(record_person(by=by(secretary), unit_id=branch.pk, facts=facts), 1)

        answer = enter(secretary).post(
            reverse("list-workbook", args=[branch.pk]) + "?ds=1", {"reason": "Báo cáo ban tổ chức"}
        )

        cells = [cell for row in load_workbook(BytesIO(answer.content)).active.values for cell in row if cell]
        assert {"Dân tộc", "Gia Rai", "Tôn giáo", "Tin lành"} <= set(cells)
        entry = Entry.objects.latest("pk")
        assert (entry.action, entry.after, entry.reason) == ("persons.look_list", {"persons": 1}, "Báo cáo ban tổ chức")

    def test_without_a_reason_nothing_is_taken_away(self, branch, secretary, enter):
        put_on(make_person(branch), 1)

        answer = enter(secretary).post(reverse("list-workbook", args=[branch.pk]), {"reason": " "})

        assert answer.status_code == 422
        assert "Hãy viết lý do cần dân tộc, tôn giáo." in answer.content.decode()
        assert not Entry.objects.exists()

    def test_who_may_not_see_it_is_not_given_it(self, branch, enter):
        client = enter(holder(Role.BRANCH_COMMITTEE_MEMBER, branch))

        assert client.post(reverse("list-workbook", args=[branch.pk]), {"reason": "Xem"}).status_code == 404
