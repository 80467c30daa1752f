"""Rounds on the screen: listed, called, followed level by level, their days changed, closed."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nguon.models import DutyTask, Entry, HandIn, SurveyRound
from nguon.rules.roles import Role
from nguon.services.surveying import close_round
from tests.factories import DAY, holder, make_unit
from tests.plan_world import make_world
from tests.pool_world import make_person, make_round, put_on
from tests.survey_world import accepted, handed, make_survey_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_survey_world()


def plain(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(client, called, query=""):
    return client.get(reverse("round", args=[called.pk]) + query)


ASKED = {
    "kind": "quarter",
    "name": "Rà soát quý I/2026 của xã",
    "period_from": "01/01/2026",
    "period_last": "31/03/2026",
    "opens_on": "10/03/2026",
    "due_on": "31/03/2026",
    "days_per_level": "5",
    "document_number": "7-CV/ĐU",
    "note": "",
}


def test_everyone_who_sees_figures_sees_the_rounds_of_their_unit(world, enter):
    for user in (world.officer, world.commune_officer, world.committee, world.secretary):
        assert "Rà soát nguồn quý I/2026" in plain(enter(user).get(reverse("round-list")))
        assert page(enter(user), world.called).status_code == 200


def test_a_round_of_a_neighbour_is_not_there(world, enter):
    stranger = enter(holder(Role.ORGANISATION_OFFICER, make_unit("Đảng ủy xã khác", parent=world.top)))
    own = make_round(world.commune, name="Đợt của xã")

    assert page(stranger, own).status_code == 404
    assert "Đợt của xã" not in plain(stranger.get(reverse("round-list") + "?xem=tat-ca"))


def test_the_list_says_what_the_unit_owes_and_how_far_those_below_are(world, enter):
    handed(world.secretary, world.called, world.branches[0])

    shown = plain(enter(world.committee).get(reverse("round-list")))

    assert "Chưa nộp" in shown
    assert "hạn 24/03/2026" in shown
    assert "1/3" in shown


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_list_asks_the_same_however_many_rounds(world, enter, count, django_assert_max_num_queries):
    for number in range(count):
        make_round(world.top, name=f"Đợt {number}")
    client = enter(world.committee)
    client.get(reverse("round-list"))

    with django_assert_max_num_queries(12) as asked:
        client.get(reverse("round-list"))
    assert len(asked) == 10


def test_rounds_are_narrowed_to_closed_ones_and_to_those_called_below(world, enter, by):
    make_round(world.commune, name="Đợt của xã")
    closed = make_round(world.top, name="Đợt đã xong")
    close_round(by=by(world.officer), round_id=closed.pk)
    client = enter(world.officer)

    def named(view):
        return {
            name
            for name in ("Rà soát nguồn quý I/2026", "Đợt của xã", "Đợt đã xong")
            if name in plain(client.get(reverse("round-list") + f"?xem={view}"))
        }

    assert named("") == {"Rà soát nguồn quý I/2026"}
    assert named("cap-duoi") == {"Đợt của xã"}
    assert named("dong") == {"Đợt đã xong"}
    assert len(named("tat-ca")) == 3
    assert named("khong-co") == {"Rà soát nguồn quý I/2026"}


def test_without_a_round_the_page_says_what_to_do(world, enter):
    SurveyRound.objects.all().delete()

    assert "Chưa có đợt rà soát nào đang mở" in plain(enter(world.officer).get(reverse("round-list")))
    assert "Khi cấp trên mở đợt" in plain(enter(world.secretary).get(reverse("round-list")))


@pytest.mark.parametrize(
    ("kind", "name", "due"),
    [
        ("quarter", "Rà soát, bổ sung nguồn quý I/2026", "31/03/2026"),
        ("year", "Khảo sát nguồn quý IV/2026 cho năm 2027", "31/12/2026"),
        ("month", "Rà soát nguồn tháng 3/2026", "31/03/2026"),
        ("weekly", "Rà soát, bổ sung nguồn quý I/2026", "31/03/2026"),
    ],
)
def test_the_form_begins_with_what_is_proposed_for_the_kind(world, enter, kind, name, due):
    shown = enter(world.officer).get(reverse("round-new") + f"?loai={kind}").content.decode()

    assert f'value="{name}"' in shown
    assert f'value="{due}"' in shown


@pytest.mark.shows("001-3", "001-4")
def test_an_officer_calls_a_round_with_the_page_s_own_form(world, enter):
    client = enter(world.commune_officer, csrf=True)
    form = client.get(reverse("round-new")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]

    response = client.post(reverse("round-new"), ASKED | {"unit_id": world.commune.pk, "csrfmiddlewaretoken": token})

    made = SurveyRound.objects.get(unit=world.commune)
    assert response["Location"] == reverse("round", args=[made.pk])
    assert (made.period_until, made.document_number) == (date(2026, 4, 1), "7-CV/ĐU")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Chưa ghi ô này"),
        ({"due_on": "12/03/2026"}, "Hãy lùi hạn hoặc bớt số ngày"),
        ({"due_on": "ngày mai"}, "Hạn nộp của đơn vị trực thuộc"),
        ({"days_per_level": "50"}, "Mỗi cấp dưới nữa"),
    ],
)
def test_a_call_that_does_not_fit_is_shown_again_with_the_reason(world, enter, changes, said):
    response = enter(world.commune_officer).post(reverse("round-new"), ASKED | {"unit_id": world.commune.pk} | changes)

    assert response.status_code == 422
    assert said in plain(response)


def test_a_secretary_does_not_call_rounds(world, enter):
    client = enter(world.secretary)

    assert client.get(reverse("round-new")).status_code == 404
    assert "Mở đợt" not in plain(client.get(reverse("round-list")))


def test_a_secretary_sees_the_own_branch_its_day_and_why(world, enter):
    shown = plain(page(enter(world.secretary), world.called))

    assert "Chưa nộp" in shown
    assert "17/03/2026" in shown
    assert "ở cấp thứ 3 dưới nơi mở đợt nộp sớm hơn 10 ngày làm việc" in shown
    assert "Xem và nộp danh sách" in shown
    assert "Chi bộ 2" not in shown


@pytest.mark.shows("001-8")
def test_a_committee_sees_who_handed_in_what_and_the_sums(world, enter):
    handed(world.secretary, world.called, world.branches[0])

    shown = plain(page(enter(world.committee), world.called))

    assert "1/3 đơn vị đã nộp" in shown
    assert "Đã nộp, chờ duyệt" in shown
    assert shown.count("Chưa nộp") >= 2
    assert "Nhận 1 bản chờ duyệt" in shown


def test_upper_levels_see_figures_and_no_names(world, enter):
    handed(world.secretary, world.called, world.branches[0])

    for user in (world.officer, world.commune_officer, world.committee):
        assert "Nguyễn Thị Số" not in plain(page(enter(user), world.called))


def test_the_top_sees_each_level_and_late_branches_by_committee(world, enter):
    SurveyRound.objects.update(due_on=date(2026, 3, 20), opens_on=date(2026, 2, 2))
    handed(world.secretary, world.called, world.branches[0], on=date(2026, 3, 5))

    shown = plain(page(enter(world.officer), world.called))

    assert "Các cấp bên dưới" in shown
    assert "1/3" in shown
    assert "2 chậm" in shown
    assert "Chi bộ nộp chậm (2)" in shown
    assert "Đảng ủy Trường Thử Nghiệm (2)" in shown
    assert "Chậm 2 ngày" in shown


def test_a_unit_below_is_looked_into_and_one_elsewhere_is_not_there(world, enter):
    elsewhere = make_unit("Đảng ủy xã khác", parent=world.top)
    client = enter(world.commune_officer)

    assert "Chi bộ 2" in plain(page(client, world.called, f"?don_vi={world.grassroots.pk}"))
    assert page(client, world.called, f"?don_vi={elsewhere.pk}").status_code == 404
    assert page(client, world.called, f"?don_vi={world.top.pk}").status_code == 404


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("chua-nop", {"Chi bộ 3"}),
        ("cho-duyet", {"Chi bộ 2"}),
        ("da-nhan", {"Chi bộ 1"}),
        ("thay-doi", {"Chi bộ 1"}),
        ("cham", set()),
        ("", {"Chi bộ 1", "Chi bộ 2", "Chi bộ 3"}),
    ],
)
def test_the_rows_are_narrowed_by_state(world, enter, state, names):
    accepted(world.committee, handed(world.committee, world.called, world.branches[0]))
    handed(world.committee, world.called, world.branches[1])
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)

    shown = page(enter(world.committee), world.called, f"?tinh_trang={state}").content.decode()

    body = "".join(re.findall(r"<tbody>.*?</tbody>", shown, re.DOTALL)[:1])
    assert {f"Chi bộ {number}" for number in (1, 2, 3) if f">Chi bộ {number}<" in body} == names


def test_all_waiting_lists_are_accepted_with_one_button(world, enter):
    versions = [handed(world.committee, world.called, each) for each in world.branches]
    client = enter(world.committee)
    assert "Nhận cả 3 bản chờ duyệt" in plain(page(client, world.called))

    response = client.post(reverse("round-accept", args=[world.called.pk]), {"ban": [each.pk for each in versions]})

    assert response.status_code == 302
    assert set(HandIn.objects.values_list("state", flat=True)) == {"accepted"}
    again = client.post(reverse("round-accept", args=[world.called.pk]), {"ban": [each.pk for each in versions]})
    assert again.status_code == 409
    assert "Đây là tình trạng hiện nay" in plain(again)


def test_a_day_is_changed_and_refusals_are_said(world, enter):
    client = enter(world.officer)
    address = reverse("round-due", args=[world.called.pk])
    asked = {
        "due_on": "10/04/2026",
        "days_per_level": "4",
        "reason": "Bão",
        "seen_due": "31/03/2026",
        "seen_days": "5",
    }

    assert "Hãy viết lý do đổi hạn" in plain(client.post(address, asked | {"reason": ""}))
    assert client.post(address, asked | {"due_on": "x"}).status_code == 422
    assert client.post(address, asked).status_code == 302
    assert client.post(address, asked).status_code == 409
    world.called.refresh_from_db()
    assert (world.called.due_on, world.called.days_per_level) == (date(2026, 4, 10), 4)


def test_a_round_is_closed_and_shows_that_it_is(world, enter):
    client = enter(world.officer)
    address = reverse("round-close", args=[world.called.pk])

    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 409
    shown = plain(page(client, world.called))
    assert "đã đóng 10/03/2026" in shown
    assert "Đổi hạn, đóng đợt" not in shown
    assert "Xem và nộp danh sách" not in plain(page(enter(world.secretary), world.called))


def test_who_did_not_call_it_is_offered_neither(world, enter):
    assert "Đóng đợt" not in plain(page(enter(world.commune_officer), world.called))
    assert "Đóng đợt" not in plain(page(enter(world.officer), world.called, f"?don_vi={world.commune.pk}"))


@pytest.mark.parametrize("role", [Role.STANDING_BOARD_MEMBER, Role.INSPECTION_OFFICER])
def test_who_watches_sees_figures_and_no_button(world, enter, role):
    areas = (world.commune,) if role is Role.STANDING_BOARD_MEMBER else ()
    watcher = enter(holder(role, world.top, areas=areas))

    shown = plain(page(watcher, world.called))

    assert "Đơn vị trực thuộc" in shown
    assert "Nhận" not in shown.replace("Đã nhận", "").replace("Nhận xét", "")


def test_the_figures_are_taken_away_as_a_workbook(world, enter):
    handed(world.secretary, world.called, world.branches[0])
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)

    response = page(enter(world.committee), world.called, "?tai=xlsx")

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[1][0] == "Đảng ủy Trường Thử Nghiệm: 1/3 đơn vị đã nộp"
    assert rows[3][1:3] == ("Chi bộ 1", "Đã nộp, chờ duyệt")
    assert rows[3][4:] == (1, 1, 1, 1, 2, 1, 1)
    assert rows[-1][5:] == (1, 1, 1, 4, 3, 3)


def test_the_plan_s_duty_is_named_on_the_round_it_is_done_by(enter):
    world = make_world()
    called = make_round(world.province, opens_on=date(2026, 3, 2))

    shown = plain(page(enter(world.secretary), called))

    assert "Phục vụ việc trong kế hoạch: Rà soát nguồn · quý I/2026 (hạn" in shown
    assert DutyTask.objects.filter(unit=world.branch, duty__action="review_pool").exists()


def test_a_round_asks_at_most_twelve_times_whatever_its_size(enter, django_assert_max_num_queries):
    for branches in (1, 3, 40):
        world = make_survey_world(branches)
        accepted(world.committee, *(handed(world.committee, world.called, each) for each in world.branches[:20]))
        client = enter(world.committee)
        page(client, world.called)
        with django_assert_max_num_queries(12) as asked:
            page(client, world.called)
        top = enter(world.officer)
        page(top, world.called)
        with django_assert_max_num_queries(12):
            page(top, world.called)
        assert len(asked) == 11


def test_every_act_leaves_its_entry(world, enter):
    client = enter(world.officer)
    client.post(reverse("round-close", args=[world.called.pk]))

    assert [each.action for each in Entry.objects.all()] == ["surveys.close"]
    assert world.called.opens_on <= DAY
