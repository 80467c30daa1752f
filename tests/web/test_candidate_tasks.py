"""Tasks given and ticked off, remarks written and corrected, on their pages and where home reminds of them."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from nguon.models import CandidateTask, PoolSetting, SponsorRemark, Sponsorship
from nguon.queries.duties import Today
from nguon.rules.roles import Role
from nguon.services.digest import digest_of
from tests.factories import DAY, holder
from tests.pool_world import (
    make_candidate_task,
    make_commune,
    make_member,
    make_nomination,
    make_person,
    make_remark,
    make_sponsorship,
    put_on,
)
from tests.web.test_duties import token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def branches():
    return make_commune()[3]


@pytest.fixture
def branch(branches):
    return branches[0]


@pytest.fixture
def hoa(branch):
    person = make_person(branch)
    put_on(person, 2)
    return person


@pytest.fixture
def held(branch, hoa):
    made = make_sponsorship(hoa, make_member(branch), starts_on=date(2025, 6, 1))
    Sponsorship.objects.update(recorded_at=datetime(2025, 6, 2, tzinfo=UTC))
    return made


@pytest.fixture
def secretary(branch, enter):
    return enter(holder(Role.BRANCH_SECRETARY, branch))


SEES = (Role.BRANCH_SECRETARY, Role.BRANCH_COMMITTEE_MEMBER, Role.GRASSROOTS_OFFICER, Role.ORGANISATION_OFFICER)


def addresses(held):
    task = make_candidate_task(held.candidate)
    done = make_candidate_task(held.candidate, outcome="done", result_on=DAY)
    return [
        reverse("candidate-tasks", args=[held.candidate_id]),
        reverse("candidate-task-result", args=[task.pk]),
        reverse("candidate-task-take-back", args=[done.pk]),
        reverse("sponsor-remark", args=[held.pk]),
        reverse("sponsor-remark-correct", args=[make_remark(held).pk]),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_who_reaches_which_address(held, branch, enter, role):
    client = enter(holder(role, branch))

    statuses = {client.get(each).status_code for each in addresses(held)}

    assert statuses == ({200} if role in SEES else {404})


def test_a_neighbour_reaches_none_of_it(held, branches, enter):
    client = enter(holder(Role.BRANCH_SECRETARY, branches[1]))

    assert {client.get(each).status_code for each in addresses(held)} == {404}


class TestGiving:
    @pytest.mark.shows("000-11", "001-17")
    def test_a_task_is_given_on_the_page_s_own_form(self, hoa, branch, enter):
        client = enter(holder(Role.BRANCH_COMMITTEE_MEMBER, branch), csrf=True)
        address = reverse("candidate-tasks", args=[hoa.pk])
        page = client.get(address).content.decode()

        answer = client.post(
            address,
            {"csrfmiddlewaretoken": token_of(page), "what": "Phụ trách chi đoàn", "given_on": "10/03/2026",
             "due_on": "30/06/2026"},
        )  # fmt: skip

        shown = client.get(answer.url).content.decode()
        assert 'value="10/03/2026"' in page  # today stands there already
        assert "Đã giao nhiệm vụ cho Nguyễn Thị Hoa." in shown
        assert "Phụ trách chi đoàn" in shown
        assert "30/06/2026" in shown

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"what": "", "given_on": "10/03/2026"}, "Chưa ghi ô này"),
            ({"what": "Việc", "given_on": "11/03/2026"}, "Ngày giao không được sau hôm nay"),
            ({"what": "Việc", "given_on": "10/03/2026", "due_on": "09/03/2026"}, "Hạn hoàn thành phải từ ngày giao"),
        ],
    )
    def test_what_is_wrong_is_refused(self, hoa, secretary, sent, said):
        answer = secretary.post(reverse("candidate-tasks", args=[hoa.pk]), sent)

        assert (answer.status_code, said in answer.content.decode()) == (422, True)
        assert not CandidateTask.objects.exists()


class TestTicking:
    @pytest.mark.shows("feature-24")
    def test_one_tick_in_the_list_is_enough(self, hoa, branch, enter):
        client = enter(holder(Role.BRANCH_SECRETARY, branch), csrf=True)
        task = make_candidate_task(hoa)
        page = client.get(reverse("candidate-tasks", args=[hoa.pk])).content.decode()
        own = re.search(rf'action="{reverse("candidate-task-result", args=[task.pk])}">(.*?)</form>', page).group(1)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', own))

        answer = client.post(reverse("candidate-task-result", args=[task.pk]), fields)

        task.refresh_from_db()
        assert (task.outcome, task.result_on) == ("done", DAY)
        assert "Đã ghi kết quả: hoàn thành." in client.get(answer.url).content.decode()

    def test_what_was_not_done_asks_why(self, hoa, secretary):
        task = make_candidate_task(hoa)
        address = reverse("candidate-task-result", args=[task.pk])

        refused = secretary.post(address, {"outcome": "not_done", "on": "10/03/2026"})
        done = secretary.post(address, {"outcome": "not_done", "on": "10/03/2026", "result": "Ốm"})

        assert (refused.status_code, done.status_code) == (422, 302)
        assert "Hãy ghi vì sao" in refused.content.decode()

    def test_a_second_tick_is_told_that_it_has_moved_on(self, hoa, secretary):
        task = make_candidate_task(hoa, outcome="done", result_on=DAY)

        answer = secretary.post(
            reverse("candidate-task-result", args=[task.pk]), {"outcome": "done", "on": "10/03/2026"}
        )

        assert answer.status_code == 409

    def test_a_result_is_taken_back_with_a_reason(self, hoa, secretary):
        task = make_candidate_task(hoa, outcome="done", result_on=DAY)
        address = reverse("candidate-task-take-back", args=[task.pk])

        assert secretary.post(address, {"reason": ""}).status_code == 422
        assert secretary.post(address, {"reason": "Ghi nhầm"}).status_code == 302
        task.refresh_from_db()
        assert task.outcome == ""

    @pytest.mark.parametrize("count", [1, 4])
    def test_the_same_queries_whatever_their_number(self, hoa, secretary, django_assert_num_queries, count):
        for number in range(count):
            make_candidate_task(hoa, what=f"Việc {number}")

        with django_assert_num_queries(7):
            secretary.get(reverse("candidate-tasks", args=[hoa.pk]))


class TestRemarks:
    @pytest.mark.shows("feature-22")
    def test_the_period_that_home_asks_for_stands_chosen(self, held, branch, enter):
        client = enter(holder(Role.BRANCH_SECRETARY, branch), csrf=True)
        address = reverse("sponsor-remark", args=[held.pk])
        page = client.get(address).content.decode()

        answer = client.post(
            address,
            {"csrfmiddlewaretoken": token_of(page), "within": "2025-10-01", "on": "10/03/2026", "text": "Tích cực"},
        )

        assert '<option value="2025-10-01" selected>quý IV/2025</option>' in page
        assert "5 ngày làm việc sau khi hết kỳ" in page
        assert SponsorRemark.objects.get().period_from == date(2025, 10, 1)
        assert "Tích cực" in client.get(answer.url).content.decode()

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"within": "2025-10-01", "on": "10/03/2026", "text": " "}, "Chưa ghi ô này"),
            ({"within": "2025-10-01", "on": "11/03/2026", "text": "Tốt"}, "Ngày nhận xét không được sau hôm nay"),
            ({"within": "2020-01-01", "on": "10/03/2026", "text": "Tốt"}, "2020-01-01"),
        ],
    )
    def test_what_is_wrong_is_refused(self, held, secretary, sent, said):
        answer = secretary.post(reverse("sponsor-remark", args=[held.pk]), sent)

        assert (answer.status_code, said in answer.content.decode()) == (422, True)
        assert not SponsorRemark.objects.exists()

    def test_a_correction_asks_for_a_reason(self, held, secretary):
        remark = make_remark(held)
        address = reverse("sponsor-remark-correct", args=[remark.pk])

        assert secretary.post(address, {"text": "Khá", "reason": ""}).status_code == 422
        assert secretary.post(address, {"text": "Khá", "reason": "Nhầm"}).status_code == 302
        remark.refresh_from_db()
        assert remark.text == "Khá"

    def test_all_written_says_so(self, held, secretary):
        PoolSetting.objects.create(unit=held.unit, remark_every_months=24, province=held.province)
        SponsorRemark.objects.create(
            sponsorship=held, path=held.path, province=held.province, period_from=date(2024, 1, 1),
            period_until=date(2027, 1, 1), on=DAY, text="x", recorded_at=datetime(2026, 3, 1, tzinfo=UTC),
        )  # fmt: skip

        assert "đều đã có nhận xét" in secretary.get(reverse("sponsor-remark", args=[held.pk])).content.decode()


class TestReminding:
    def test_home_names_what_is_due_in_the_own_branch(self, held, hoa, secretary):
        make_candidate_task(hoa, what="Phụ trách chi đoàn", given_on=date(2026, 1, 1), due_on=date(2026, 3, 9))

        page = secretary.get(reverse("home")).content.decode()

        assert 'Nhận xét, nhiệm vụ đến hạn <span class="count">(2)</span>' in page
        assert "Nhận xét về Nguyễn Thị Hoa, quý IV/2025" in page
        assert "giao cho Nguyễn Thị Hoa" in page
        assert f'href="{reverse("sponsor-remark", args=[held.pk])}"' in page
        assert "2 việc quá hạn" in page

    def test_home_is_quiet_when_nothing_is_due(self, hoa, secretary):
        make_candidate_task(hoa, given_on=date(2026, 1, 1), due_on=date(2026, 6, 1))

        page = secretary.get(reverse("home")).content.decode()

        assert "Nhận xét, nhiệm vụ đến hạn" not in page
        assert "Không có việc nào chờ đồng chí" in page

    def test_the_weekly_mail_says_how_much_is_due_and_names_nobody(self, held, hoa, branch):
        for due in (9, 9, 12):
            make_candidate_task(hoa, given_on=date(2026, 1, 1), due_on=date(2026, 3, due))
        make_nomination(branch)

        mail = digest_of(holder(Role.BRANCH_SECRETARY, branch), Today(DAY), home="http://x")

        assert mail.subject.endswith("5 việc, 3 việc quá hạn")
        assert "Nhận xét của đảng viên giúp đỡ (1)" in mail.body
        assert "09/03/2026 (quá hạn 1 ngày làm việc): 2 người" in mail.body
        assert "Người được giới thiệu chờ chi bộ trả lời (1)" in mail.body
        assert "Hoa" not in mail.body
        assert "Lê Thị Na" not in mail.body

    def test_no_mail_is_written_when_nothing_is_due(self, hoa, branch):
        assert digest_of(holder(Role.BRANCH_SECRETARY, branch), Today(DAY), home="http://x") is None
