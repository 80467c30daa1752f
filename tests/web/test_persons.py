"""Screens of one person's record: made after a look at likely duplicates, shown, corrected, withdrawn."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from nguon.models import Circumstance, Entry, Person
from nguon.rules.roles import Role
from nguon.services.persons import look_at_sensitive, make_person
from tests.factories import holder
from tests.person_facts import HOA, NUMBER, SEALED, SECRETS
from tests.plan_world import make_world
from tests.pool_world import (
    make_candidate_task,
    make_certificate,
    make_class,
    make_member,
    make_place,
    make_sponsorship,
    put_on,
)
from tests.pool_world import make_person as lay

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def hoa(world, by):
    return make_person(by=by(world.secretary), unit_id=world.branch.pk, facts=replace(HOA, sensitive=SEALED))


@pytest.fixture
def client(world, enter):
    return enter(world.secretary)


def page_of(client, person):
    return client.get(reverse("person", args=[person.pk])).content.decode()


ROLES = [
    (Role.ORGANISATION_OFFICER, "province", (200, 200, 200, 200)),
    (Role.GRASSROOTS_OFFICER, "commune", (200, 200, 200, 200)),
    (Role.GRASSROOTS_OFFICER, "ward", (404, 200, 404, 404)),
    (Role.BRANCH_SECRETARY, "branch", (200, 200, 200, 200)),
    (Role.BRANCH_SECRETARY, "other_branch", (404, 200, 404, 404)),
    (Role.BRANCH_COMMITTEE_MEMBER, "branch", (200, 200, 200, 404)),
    (Role.STANDING_BOARD_MEMBER, "province", (404, 404, 404, 404)),
    (Role.INSPECTION_OFFICER, "province", (404, 404, 404, 404)),
    (Role.POLITICAL_CENTRE_OFFICER, "province", (404, 404, 404, 404)),
    (Role.MASS_ORGANISATION_OFFICER, "branch", (404, 404, 404, 404)),
    (Role.ADMINISTRATOR, "province", (404, 404, 404, 404)),
]


@pytest.mark.parametrize(("role", "at", "statuses"), ROLES)
def test_who_reaches_which_address(world, hoa, enter, role, at, statuses):
    client = enter(holder(role, getattr(world, at)))

    names = (("person", [hoa.pk]), ("person-new", []), ("person-change", [hoa.pk]), ("person-sensitive", [hoa.pk]))
    assert tuple(client.get(reverse(name, args=args)).status_code for name, args in names) == statuses


class TestPage:
    @pytest.mark.shows("feature-81")
    def test_the_record_is_shown_with_former_names_and_the_number_masked(self, client, hoa):
        page = page_of(client, hoa)

        assert "Nguyễn Thị Hoa" in page
        assert "sinh 12/05/1998" in page
        assert "(27 tuổi)" in page
        assert "•••••••••123" in page
        assert "Xã Lương Bằng, tỉnh Hưng Yên" in page
        assert "trước là Xã Song Mai, huyện Kim Động" in page
        assert "03/2013" in page

    @pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.BRANCH_COMMITTEE_MEMBER, Role.ORGANISATION_OFFICER])
    def test_nothing_sealed_is_on_any_page_opened_without_a_reason(self, world, hoa, enter, role):
        unit = world.province if role is Role.ORGANISATION_OFFICER else world.branch
        client = enter(holder(role, unit))

        for name in ("person", "person-change", "person-sensitive"):
            page = client.get(reverse(name, args=[hoa.pk])).content.decode()
            for secret in (*SECRETS, NUMBER, "Có tôn giáo</"):
                assert secret not in page

    def test_groups_say_which_were_entered_by_hand(self, client, hoa):
        page = page_of(client, hoa)

        assert re.search(r"Cán bộ quản lý\s*<span class=\"note\">\(ghi tay\)", page)
        assert "<li>Giáo viên, giảng viên</li>" in page
        assert "<li>Dân tộc thiểu số" not in page

    def test_empty_parts_say_so(self, world, client):
        page = page_of(client, lay(world.branch))

        for words in (
            "Chưa có nghị quyết nào đưa vào danh sách.",
            "Chưa phân công giúp đỡ.",
            "Chưa đề nghị học lớp, chưa có giấy chứng nhận.",
            "Chưa thuộc nhóm nào.",
            "Chưa ai mở thông tin nhạy cảm.",
            "chưa ở danh sách nào",
        ):
            assert words in page
        assert "Tình trạng của đảng viên" not in page

    def test_all_that_hangs_on_the_record_is_shown(self, world, client, hoa):
        put_on(hoa, 1, on=date(2025, 1, 5))
        change = put_on(hoa, 3, on=date(2026, 1, 5))
        member = make_member(world.branch)
        make_sponsorship(hoa, member)
        make_candidate_task(hoa, outcome="partly", result="Được nửa")
        held = make_class(world.province)
        make_place(held, hoa, result="failed")
        make_certificate(hoa, issued_on=date(2020, 1, 10))

        page = page_of(client, hoa)

        for words in (
            "Từ danh sách 1 sang danh sách 3", change.resolution.number, "Danh sách 3 từ 05/01/2026", "Phụ trách chi đoàn",
            "Hoàn thành một phần", "Được nửa", held.name, "Chưa đạt yêu cầu", "hết giá trị sau ngày 10/01/2025",
        ):  # fmt: skip
            assert words in page
        assert reverse("person", args=[member.pk]) in page

    def test_leaving_a_list_is_told_with_its_reason(self, client, hoa):
        put_on(hoa, 2, on=date(2025, 1, 5))
        left = put_on(hoa, 0, on=date(2026, 1, 5))
        left.reason, left.reason_text = "own_wish", "Đi làm xa"
        left.save()

        page = page_of(client, hoa)

        assert "Ra khỏi danh sách 2: Không còn nguyện vọng" in page
        assert "Đi làm xa" in page

    @pytest.mark.shows("beyond-24")
    def test_who_looked_is_told_to_who_may_look(self, world, client, hoa, by, enter):
        look_at_sensitive(by=by(world.secretary), person_id=hoa.pk, reason="Thẩm tra lý lịch")

        assert "xem thông tin nhạy cảm: Thẩm tra lý lịch" in page_of(client, hoa)
        member = enter(holder(Role.BRANCH_COMMITTEE_MEMBER, world.branch))
        assert "Thẩm tra lý lịch" not in page_of(member, hoa)

    def test_what_looks_like_a_slip_is_told(self, world, client):
        page = page_of(client, make_member(world.branch, born="1/1/1940"))

        assert "Tuổi ngoài khoảng 16–60." in page

    @pytest.mark.parametrize("count", [1, 3, 12])
    def test_it_asks_the_same_whatever_hangs_on_the_record(self, world, client, django_assert_num_queries, count):
        person = lay(world.branch)
        for _ in range(count):
            put_on(person, 1)
            make_candidate_task(person)
            make_certificate(person)
            make_sponsorship(person, make_member(world.branch))

        with django_assert_num_queries(12):  # session, user, sign-in gate, two of reach, seven of the page
            page_of(client, person)

    def test_a_merged_record_leads_to_the_one_that_was_kept(self, world, client, hoa):
        merged = lay(world.branch)
        merged.merged_into = hoa
        merged.save()

        assert client.get(reverse("person", args=[merged.pk]))["Location"] == reverse("person", args=[hoa.pk])


class TestChanging:
    def typed(self, client, person):
        """What the page's own form would post back."""
        page = client.get(reverse("person-change", args=[person.pk])).content.decode()
        found = dict(re.findall(r'<input type="(?:text|hidden)"[^>]*?name="(\w+)"(?:[^>]*?value="([^"]*)")?', page))
        found["sex"] = re.search(r'<option value="(\w*)" selected', page).group(1)
        found["groups"] = re.findall(r'name="groups" value="(\w+)"[^>]*checked', page)
        return found

    def post(self, client, person, typed):
        return client.post(reverse("person-change", args=[person.pk]), typed)

    def test_the_form_begins_with_the_record_and_posting_it_back_changes_nothing(self, client, hoa):
        typed = self.typed(client, hoa)
        assert (typed["full_name"], typed["born"], typed["citizen"], typed["groups"]) == (
            "Nguyễn Thị Hoa", "12/05/1998", "", ["manager"],
        )  # fmt: skip

        assert self.post(client, hoa, typed).status_code == 302

        assert Entry.objects.count() == 1
        assert Person.objects.get().revision == 1

    def test_a_correction_stands(self, client, hoa):
        typed = self.typed(client, hoa) | {"full_name": "Nguyễn Thị Hòa", "born": "5/1998", "groups": ["rural"]}

        answer = self.post(client, hoa, typed)

        person = Person.objects.get()
        assert answer["Location"] == reverse("person", args=[hoa.pk])
        assert (person.full_name, str(person.born)) == ("Nguyễn Thị Hòa", "05/1998")
        assert "Đã ghi hồ sơ." in client.get(answer["Location"]).content.decode()

    def test_a_stale_form_is_not_written_and_keeps_what_was_typed(self, client, hoa):
        typed = self.typed(client, hoa)
        self.post(client, hoa, typed | {"phone": "1"})

        answer = self.post(client, hoa, typed | {"phone": "2"})

        assert answer.status_code == 409
        assert "đã được người khác sửa" in answer.content.decode()
        assert 'value="2"' in answer.content.decode()
        assert Person.objects.get().phone == "1"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"full_name": ""}, "Chưa ghi ô này"),
            ({"official": "2010", "joined": "2011"}, "không được trước ngày vào Đảng"),
        ],
    )
    def test_what_is_wrong_comes_back(self, client, hoa, changes, said):
        answer = self.post(client, hoa, self.typed(client, hoa) | changes)

        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_the_number_can_be_taken_away(self, client, hoa):
        self.post(client, hoa, self.typed(client, hoa) | {"drop_citizen": "on"})

        assert Person.objects.get().citizen_digest == ""


class TestWithdrawing:
    def test_it_goes_with_a_reason(self, client, hoa):
        answer = client.post(reverse("person-withdraw", args=[hoa.pk]), {"reason": "Nhập nhầm"})

        assert answer.status_code == 302
        assert client.get(reverse("person", args=[hoa.pk])).status_code == 404

    @pytest.mark.parametrize(("reason", "said"), [("", "Chưa ghi ô này"), ("Nhầm", "đã ghi người này vào danh sách")])
    def test_without_a_reason_or_with_something_hanging_on_it_it_stays(self, client, hoa, reason, said):
        put_on(hoa, 1)

        answer = client.post(reverse("person-withdraw", args=[hoa.pk]), {"reason": reason})

        assert answer.status_code == 422
        assert said in answer.content.decode()


class TestCircumstances:
    @pytest.fixture
    def member(self, world):
        return make_member(world.branch)

    def begin(self, client, person, **typed):
        data = {"kind": "away", "starts_on": "01/02/2026"} | typed
        return client.post(reverse("circumstance-begin", args=[person.pk]), data)

    def test_it_is_begun_and_shown(self, client, member):
        answer = self.begin(client, member, document_number="5-QĐ/ĐU")

        page = client.get(answer["Location"]).content.decode()
        assert "Sinh hoạt đảng tạm thời ở nơi khác" in page
        assert "5-QĐ/ĐU" in page

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"starts_on": ""}, "Chưa ghi ô này"),
            ({"starts_on": "01/02/2027"}, "Ngày bắt đầu không được sau hôm nay."),
            ({"ends_on": "01/01/2026"}, "Ngày kết thúc phải sau ngày bắt đầu."),
        ],
    )
    def test_what_is_wrong_is_told(self, client, member, typed, said):
        answer = self.begin(client, member, **typed)

        assert answer.status_code == 422
        assert said in answer.content.decode()

    def test_it_is_ended_once(self, client, member):
        self.begin(client, member)
        typed = {"circumstance": Circumstance.objects.get().pk, "ends_on": "01/03/2026"}
        address = reverse("circumstance-end", args=[member.pk])

        assert client.post(address, typed).status_code == 302
        assert Circumstance.objects.get().ends_on == date(2026, 3, 1)
        assert client.post(address, typed).status_code == 409

    @pytest.mark.parametrize("ends_on", ["", "01/01/2026", "01/04/2026"])
    def test_an_end_that_cannot_be_is_told(self, client, member, ends_on):
        self.begin(client, member)
        typed = {"circumstance": Circumstance.objects.get().pk, "ends_on": ends_on}

        assert client.post(reverse("circumstance-end", args=[member.pk]), typed).status_code == 422

    def test_what_was_written_by_mistake_goes(self, client, member):
        self.begin(client, member)
        address = reverse("circumstance-drop", args=[member.pk])

        assert client.post(address, {"circumstance": "x"}).status_code == 404
        assert client.post(address, {"circumstance": Circumstance.objects.get().pk}).status_code == 302
        assert not Circumstance.objects.exists()

    def test_who_may_not_change_sees_no_form(self, world, member, client, hoa):
        assert reverse("circumstance-begin", args=[member.pk]) in page_of(client, member)
        assert reverse("circumstance-begin", args=[hoa.pk]) not in page_of(client, hoa)
