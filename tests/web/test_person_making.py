"""A new record is made after a look at likely duplicates; what is wrong comes back with what was typed."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from nguon.models import Person, PersonGroup, SensitiveRecord
from nguon.rules.partial_dates import from_written
from nguon.rules.roles import Role
from nguon.services.persons import make_person
from tests.factories import DAY, appoint, holder, make_unit
from tests.person_facts import HOA, NUMBER, SEALED
from tests.plan_world import make_world
from tests.pool_world import make_person as lay
from tests.web.test_duties import token_of

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


def new(client, world, **typed):
    data = {"unit": world.branch.pk, "full_name": "Lê Thị Na", "born": "1/2/2000", "sex": "female"} | typed
    return client.post(reverse("person-new"), data)


class TestMaking:
    def test_the_form_begins_with_the_secretarys_own_branch(self, world, client):
        page = client.get(reverse("person-new") + "?ho_ten=Lê+Thị+Na&ngay_sinh=5/2000").content.decode()

        assert re.search(rf'value="{world.branch.pk}"\s+checked', page)
        assert 'value="Lê Thị Na"' in page
        assert 'value="5/2000"' in page

    def test_an_officer_above_chooses_or_comes_from_a_units_page(self, world, enter):
        client = enter(world.commune_officer)

        assert "checked" not in client.get(reverse("person-new")).content.decode().split("Về chi bộ từ")[0]
        page = client.get(reverse("person-new") + f"?don_vi={world.branch.pk}").content.decode()
        assert re.search(rf'value="{world.branch.pk}"\s+checked', page)
        assert client.get(reverse("person-new") + f"?don_vi={world.other_branch.pk}").status_code == 200

    def test_a_record_is_made_by_the_pages_own_form(self, world, enter):
        client = enter(world.secretary, csrf=True)
        page = client.get(reverse("person-new")).content.decode()

        answer = new(
            client, world, csrfmiddlewaretoken=token_of(page), citizen="038 300 000 123", groups=["rural"],
            ethnicity="Tày", since="9/2024",
        )  # fmt: skip

        made = Person.objects.get()
        assert answer.status_code == 302
        assert answer["Location"] == reverse("person", args=[made.pk])
        assert (made.full_name, str(made.born), made.unit) == ("Lê Thị Na", "01/02/2000", world.branch)
        assert SensitiveRecord.objects.filter(person=made).exists()
        assert set(PersonGroup.objects.values_list("group", flat=True)) == {
            "women",
            "youth",
            "rural",
            "ethnic_minority",
        }

    def test_a_number_that_does_not_fit_is_told_after_the_record_is_made(self, world, client):
        page = new(client, world, citizen="038 200 000 123")
        page = client.get(page["Location"]).content.decode()

        assert "Đã lập hồ sơ của Lê Thị Na." in page
        assert "Nên xem lại: Chữ số thứ tư của số căn cước không khớp giới tính." in page

    def test_what_is_wrong_comes_back_with_what_was_typed(self, world, client):
        answer = new(client, world, full_name="Na 2", born="40/1/2000", phone="0912")

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "chỉ gồm chữ" in page
        assert "Ghi ngày như 12/5/1990" in page
        assert 'value="0912"' in page
        assert not Person.objects.exists()

    def test_what_the_rules_refuse_is_told_all_at_once(self, world, client):
        answer = new(client, world, born="2030", joined="2031", left_party_on="01/01/2025")

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Ngày sinh không được sau hôm nay." in page
        assert "Ngày vào Đảng không được sau hôm nay." in page
        assert "Ngày ra khỏi Đảng không được trước ngày vào Đảng." in page

    def test_a_committee_member_has_no_box_for_what_is_sealed(self, world, enter):
        client = enter(holder(Role.BRANCH_COMMITTEE_MEMBER, world.branch))

        assert "ethnicity" not in client.get(reverse("person-new")).content.decode()
        assert new(client, world, ethnicity="Tày").status_code == 302
        assert not SensitiveRecord.objects.exists()

    def test_who_may_seal_elsewhere_only_is_told_and_keeps_what_was_typed(self, world, enter):
        user = holder(Role.BRANCH_COMMITTEE_MEMBER, world.branch)
        appoint(user, Role.BRANCH_SECRETARY, make_unit("Chi bộ khác", parent=world.commune))

        answer = new(enter(user), world, ethnicity="Tày")

        assert answer.status_code == 422
        assert "không được ghi thông tin nhạy cảm" in answer.content.decode()


class TestLikelyDuplicates:
    @pytest.mark.parametrize(
        "typed",
        [
            {"full_name": "Nguyễn Thị Hoa", "born": "12/5/1998"},
            {"full_name": "NGUYEN THI HOA", "born": "12/5/1998"},
            {"full_name": "Lê Văn Khác", "born": "1/1/2000", "citizen": NUMBER},
        ],
    )
    def test_they_are_shown_before_a_record_is_made(self, world, client, hoa, typed):
        answer = new(client, world, phone="0988", **typed)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Có thể người này đã có hồ sơ" in page
        assert reverse("person", args=[hoa.pk]) in page
        assert 'value="0988"' in page
        assert Person.objects.count() == 1

    def test_who_looked_at_them_makes_the_record_all_the_same(self, world, enter, hoa):
        client = enter(world.secretary, csrf=True)
        typed = {"full_name": "Nguyễn Thị Hoa", "born": "12/5/1998"}
        token = token_of(client.get(reverse("person-new")).content.decode())
        page = new(client, world, csrfmiddlewaretoken=token, **typed).content.decode()
        sign = re.search(r'<button[^>]* name="confirmed" value="(\w{64})"', page).group(1)

        answer = new(client, world, csrfmiddlewaretoken=token_of(page), confirmed=sign, **typed)

        assert answer.status_code == 302
        assert Person.objects.filter(full_name="Nguyễn Thị Hoa").count() == 2

    def test_one_that_came_meanwhile_is_shown_again(self, world, client, hoa):
        typed = {"full_name": "Nguyễn Thị Hoa", "born": "12/5/1998"}
        page = new(client, world, **typed).content.decode()
        sign = re.search(r'name="confirmed" value="(\w{64})"', page).group(1)
        lay(world.branch, "Nguyễn Thị Hoa", born="12/5/1998")

        assert new(client, world, confirmed=sign, **typed).status_code == 422

    def test_where_none_is_likely_nothing_is_asked(self, world, client, hoa):
        assert new(client, world, full_name="Nguyễn Thị Hoa", born="1/1/1980").status_code == 302

    def test_of_a_record_out_of_reach_only_the_equal_number_is_told(self, world, enter, hoa):
        client = enter(holder(Role.BRANCH_SECRETARY, world.other_branch))

        page = new(client, world, unit=world.other_branch.pk, citizen=NUMBER).content.decode()

        assert "Trùng số căn cước" in page
        assert "Nguyễn Thị Hoa" not in page
        assert reverse("person", args=[hoa.pk]) not in page


def test_the_day_of_the_screen_is_the_day_of_the_clock(world, client):
    answer = new(client, world, born=f"{DAY.day + 1}/{DAY.month}/{DAY.year}")

    assert answer.status_code == 422
    assert from_written(f"{DAY.day}/{DAY.month}/{DAY.year}").whole == DAY
