"""Nominations on screen: an organisation's own, the branch's answers, sums above, nothing more of a person."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from nguon.models import Nomination, Person
from nguon.rules.partial_dates import from_written
from nguon.rules.roles import Action as Act
from nguon.rules.roles import Place, Role, may
from tests.factories import holder
from tests.pool_world import make_commune, make_nomination, make_person
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


@pytest.fixture
def youth(commune):
    return holder(Role.MASS_ORGANISATION_OFFICER, commune[1], "Đàng Năng Thọ", office="youth_union")


@pytest.fixture
def made(branch, commune):
    return make_nomination(branch, from_unit=commune[1], born=from_written("5/1999"), occupation="Giáo viên")


@pytest.fixture
def secretary(branch, enter):
    return enter(holder(Role.BRANCH_SECRETARY, branch))


@pytest.mark.parametrize("role", list(Role))
def test_who_reaches_which_address(commune, branch, enter, role):
    made = make_nomination(branch, from_unit=branch)
    client = enter(holder(role, branch, office="youth_union"))
    nominates = may(role, Act.NOMINATE) is not Place.NONE
    answers = may(role, Act.KEEP_LISTS) is not Place.NONE

    own = [reverse("nomination-list"), reverse("nomination-new"), reverse("nomination", args=[made.pk])]
    theirs = [reverse("nomination-answers"), reverse("nomination-answer", args=[made.pk])]
    assert {client.get(each).status_code for each in own} == {200 if nominates else 404}
    assert {client.get(each).status_code for each in theirs} == {200 if answers else 404}


class TestOrganisation:
    SENT = {"unit-tim": "", "full_name": "Lê Thị Na", "born": "5/1999", "sex": "female", "occupation": "Giáo viên",
            "residence": "Thôn 1", "why": "Đoàn viên tích cực", "document_number": "12-CV/ĐTN",
            "document_date": "09/03/2026"}  # fmt: skip

    @pytest.mark.shows("feature-16", "000-19", "002-6", "003-9")
    def test_a_person_is_put_forward_through_the_page_s_own_form(self, youth, branch, enter):
        client = enter(youth, csrf=True)
        page = client.get(reverse("nomination-new")).content.decode()

        answer = client.post(
            reverse("nomination-new"), self.SENT | {"csrfmiddlewaretoken": token_of(page), "unit": branch.pk}
        )

        shown = client.get(answer.url).content.decode()
        assert "Đã giới thiệu Lê Thị Na cho Chi bộ 1." in shown
        assert "Chờ chi bộ trả lời" in shown

    def test_the_branch_is_found_by_a_few_letters(self, youth, branch, enter):
        answer = enter(youth).post(reverse("nomination-new"), self.SENT | {"unit": "", "unit-tim": "chi bo 1"})

        assert answer.status_code == 302
        assert Nomination.objects.get().unit == branch

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"full_name": ""}, "Chưa ghi ô này"),
            ({"why": ""}, "Chưa ghi ô này"),
            ({"born": "31/02/1999"}, "Ghi ngày như 12/5/1990"),
            ({"born": "2030"}, "Ngày sinh không được sau hôm nay"),
            ({"document_date": "11/03/2026"}, "Ngày văn bản không được sau hôm nay"),
            ({"unit": ""}, "Chưa chọn đơn vị"),
        ],
    )
    def test_what_is_wrong_is_refused_and_kept(self, youth, branch, enter, changes, said):
        answer = enter(youth).post(reverse("nomination-new"), {**self.SENT, "unit": branch.pk, **changes})

        page = answer.content.decode()
        assert (answer.status_code, said in page, "Thôn 1" in page) == (422, True, True)
        assert not Nomination.objects.exists()

    def test_a_committee_is_told_to_be_no_branch_and_a_foreign_branch_is_no_choice(self, youth, commune, enter):
        client = enter(youth)

        assert (
            "không phải chi bộ"
            in client.post(reverse("nomination-new"), self.SENT | {"unit": commune[2].pk}).content.decode()
        )
        foreign = make_commune()[3][0]
        assert client.post(reverse("nomination-new"), self.SENT | {"unit": foreign.pk}).status_code == 422

    def test_the_list_shows_answers_and_narrows(self, youth, branch, commune, made, enter):
        make_nomination(
            branch, from_unit=commune[1], full_name="Võ Thị Sáu", answer="declined", answer_reason="Chưa đủ tuổi"
        )
        client = enter(youth)

        every = client.get(reverse("nomination-list")).content.decode()
        declined = client.get(reverse("nomination-list") + "?tra_loi=declined").content.decode()

        assert "Chưa đủ tuổi" in every
        assert ("Lê Thị Na" in every, "Lê Thị Na" in declined) == (True, False)

    def test_it_sees_nothing_of_the_person_but_what_it_wrote(self, youth, made, branch, enter):
        person = make_person(branch, "Lê Thị Na", phone="0912345678", home_town="Quê Bí Mật", residence="Chỗ Khác")
        Nomination.objects.update(answer="accepted", person=person, answered_on="2026-03-09")

        page = enter(youth).get(reverse("nomination", args=[made.pk])).content.decode()

        assert "Chi bộ đưa vào theo dõi" in page
        for secret in ("0912345678", "Quê Bí Mật", "Chỗ Khác", f"/nguoi/{person.pk}/"):
            assert secret not in page
        assert enter(youth).get(f"/nguoi/{person.pk}/").status_code == 404

    def test_another_organisation_sees_none_of_it(self, commune, made, enter):
        client = enter(holder(Role.MASS_ORGANISATION_OFFICER, commune[1], office="women_union"))

        assert "Lê Thị Na" not in client.get(reverse("nomination-list")).content.decode()
        assert client.get(reverse("nomination", args=[made.pk])).status_code == 404
        assert client.post(reverse("nomination-withdraw", args=[made.pk]), {"reason": "x"}).status_code == 404

    def test_it_is_withdrawn_with_a_reason_while_it_waits(self, youth, made, enter):
        client, address = enter(youth), reverse("nomination-withdraw", args=[made.pk])

        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "Chuyển đi"}).status_code == 302
        assert client.post(address, {"reason": "Chuyển đi"}).status_code == 409
        page = client.get(reverse("nomination", args=[made.pk])).content.decode()
        assert "Đã rút" in page
        assert "Rút giới thiệu này" not in page

    @pytest.mark.parametrize("count", [1, 4])
    def test_the_same_queries_whatever_their_number(
        self, youth, branch, commune, enter, django_assert_num_queries, count
    ):
        for number in range(count):
            make_nomination(branch, from_unit=commune[1], full_name=f"Người {number}")
        client = enter(youth)

        with django_assert_num_queries(8):  # five of the frame, how many, rows, counts
            client.get(reverse("nomination-list"))


class TestBranch:
    def test_what_waits_long_is_pointed_out_to_both(self, youth, made, secretary, enter):
        Nomination.objects.update(made_at=datetime(2026, 1, 5, tzinfo=UTC))

        for page in (
            secretary.get(reverse("nomination-answers")).content.decode(),
            enter(youth).get(reverse("nomination-list")).content.decode(),
        ):
            assert "quá 30 ngày chưa trả lời" in page
        assert "Giới thiệu chưa được trả lời sau 30 ngày" in enter(youth).get(reverse("home")).content.decode()
        assert "Người được giới thiệu chờ chi bộ trả lời" in secretary.get(reverse("home")).content.decode()

    @pytest.mark.shows("004-10")
    def test_accepting_makes_a_record_and_offers_the_resolution(self, made, branch, enter):
        client = enter(holder(Role.BRANCH_SECRETARY, branch), csrf=True)
        address = reverse("nomination-answer", args=[made.pk])
        page = client.get(address).content.decode()

        answer = client.post(
            address, {"csrfmiddlewaretoken": token_of(page), "tra_loi": "nhan", "ho_so": "moi"}, follow=True
        )

        shown = answer.content.decode()
        person = Person.objects.get()
        assert (person.full_name, person.unit, person.listed) == ("Lê Thị Na", branch, 0)
        assert reverse("list-resolve", args=[branch.pk]) in shown
        assert reverse("person", args=[person.pk]) in shown

    def test_a_likely_record_is_shown_and_linked_by_choice_not_by_itself(self, made, branch, secretary):
        known = make_person(branch, "Lê Thị Na", born="12/05/1999")
        address = reverse("nomination-answer", args=[made.pk])

        page = secretary.get(address).content.decode()
        unchosen = secretary.post(address, {"tra_loi": "nhan"})
        secretary.post(address, {"tra_loi": "nhan", "ho_so": known.pk})

        assert f'value="{known.pk}" id="ho-so-{known.pk}">' in page  # not ticked
        assert 'id="ho-so-moi">' in page
        assert (unchosen.status_code, "Hãy chọn: lập hồ sơ mới" in unchosen.content.decode()) == (422, True)
        made.refresh_from_db()
        assert (made.person, Person.objects.count()) == (known, 1)

    def test_declining_says_why(self, made, secretary, youth, enter):
        address = reverse("nomination-answer", args=[made.pk])

        assert secretary.post(address, {"tra_loi": "khong", "reason": ""}).status_code == 422
        assert secretary.post(address, {"tra_loi": "khong", "reason": "Chưa đủ tuổi"}).status_code == 302
        assert secretary.post(address, {"tra_loi": "khong", "reason": "Chưa đủ tuổi"}).status_code == 409
        assert "Chưa đủ tuổi" in enter(youth).get(reverse("nomination", args=[made.pk])).content.decode()

    def test_another_branch_s_secretary_finds_nothing(self, made, commune, enter):
        client = enter(holder(Role.BRANCH_SECRETARY, commune[3][1]))

        assert client.get(reverse("nomination-answer", args=[made.pk])).status_code == 404
        assert "Lê Thị Na" not in client.get(reverse("nomination-answers")).content.decode()

    @pytest.mark.parametrize("count", [1, 4])
    def test_the_same_queries_whatever_their_number(self, branch, secretary, django_assert_num_queries, count):
        for number in range(count):
            make_nomination(branch, full_name=f"Người {number}")

        with django_assert_num_queries(8):  # five of the frame, unit, how many, rows
            secretary.get(reverse("nomination-answers"))

    def test_at_most_twelve_queries_to_answer(self, made, branch, secretary, django_assert_max_num_queries):
        make_person(branch, "Lê Thị Na")

        with django_assert_max_num_queries(12):
            secretary.get(reverse("nomination-answer", args=[made.pk]))


class TestAbove:
    def test_officers_see_sums_by_branch_and_no_names(self, made, commune, enter):
        client = enter(holder(Role.GRASSROOTS_OFFICER, commune[2]))

        page = client.get(reverse("nomination-answers")).content.decode()

        assert "1 người, 1 chờ chi bộ trả lời, 0 chờ quá 30 ngày" in page
        assert "Lê Thị Na" not in page
        below = client.get(reverse("nomination-answers") + f"?don_vi={commune[3][0].pk}").content.decode()
        assert "Lê Thị Na" in below
        assert client.get(reverse("nomination-answers") + f"?don_vi={commune[0].pk}").status_code == 404

    def test_the_same_queries_whatever_is_below(self, made, commune, enter, django_assert_num_queries):
        client = enter(holder(Role.ORGANISATION_OFFICER, commune[0]))

        with django_assert_num_queries(7):  # five of the frame, units, sums
            client.get(reverse("nomination-answers"))
