"""One list going up on the screen: looked over, handed in, read, returned, accepted, its names opened with a reason."""

import re
from datetime import date

import pytest
from django.urls import reverse

from nguon.models import DutyTask, Entry, HandIn, PersonGroup
from nguon.rules.roles import Role
from nguon.services.handing_in import return_hand_in
from nguon.services.surveying import close_round
from tests.factories import DAY, holder, make_unit
from tests.plan_world import make_world
from tests.pool_world import make_certificate, make_member, make_person, make_round, make_sponsorship, put_on
from tests.survey_world import accepted, handed, make_survey_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_survey_world()


def plain(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(called, unit):
    return reverse("hand-in", args=[called.pk, unit.pk])


def form_of(client, called, unit):
    """The fields the page of the preview carries."""
    body = client.get(address(called, unit)).content.decode()
    names = {"seen": r'name="seen"[^>]*value="([^"]*)"', "csrfmiddlewaretoken": r'csrfmiddlewaretoken" value="(\w+)"'}
    found = {
        name: re.search(pattern, body) or re.search(r'value="([^"]*)"[^>]*name="seen"', body)
        for name, pattern in names.items()
    }
    return {name: match[1] for name, match in found.items() if match} | {"document_number": "5-NQ/CB", "note": ""}


def version(client, made):
    return client.get(reverse("hand-in-version", args=[made.pk]))


def test_a_secretary_looks_the_list_over_before_it_goes_up(world, enter):
    shown = plain(enter(world.secretary).get(address(world.called, world.branches[0])))

    assert "Chi bộ 1 nộp lên Đảng ủy Trường Thử Nghiệm · hạn 17/03/2026" in shown
    for name in ("Nguyễn Thị Số 11", "Nguyễn Thị Số 12", "Nguyễn Thị Số 13"):
        assert name in shown


def test_what_a_list_lacks_is_named_and_does_not_stand_in_the_way(world, enter):
    client = enter(world.secretary)
    shown = plain(client.get(address(world.called, world.branches[0])))
    assert "chưa có đảng viên giúp đỡ: Nguyễn Thị Số 13." in shown
    assert "chưa có giấy chứng nhận còn giá trị: Nguyễn Thị Số 13." in shown

    person = world.branches[0].persons.get(listed=3)
    make_certificate(person)
    make_sponsorship(person, make_member(world.branches[0]))

    assert "Nên bổ sung" not in plain(client.get(address(world.called, world.branches[0])))


@pytest.mark.shows("001-8")
def test_a_secretary_hands_in_with_the_page_s_own_form(world, enter):
    client = enter(world.secretary, csrf=True)

    response = client.post(address(world.called, world.branches[0]), form_of(client, world.called, world.branches[0]))

    made = HandIn.objects.get()
    assert response["Location"] == reverse("hand-in-version", args=[made.pk])
    assert (made.document_number, made.handed_by) == ("5-NQ/CB", world.secretary)
    assert "Đã nộp bản 1 lên Đảng ủy Trường Thử Nghiệm." in plain(client.get(response["Location"]))


def test_a_list_that_changed_meanwhile_is_shown_again(world, enter):
    client = enter(world.secretary)
    form = form_of(client, world.called, world.branches[0])
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)

    response = client.post(address(world.called, world.branches[0]), form)

    assert response.status_code == 409
    assert "vừa thay đổi" in plain(response)
    assert "Lê Văn Mới" in plain(response)
    assert 'value="5-NQ/CB"' in response.content.decode()
    again = form_of(client, world.called, world.branches[0])
    assert client.post(address(world.called, world.branches[0]), again).status_code == 302


def test_a_form_without_its_mark_is_refused(world, enter):
    assert enter(world.secretary).post(address(world.called, world.branches[0]), {}).status_code == 422
    assert not HandIn.objects.exists()


def test_a_committee_is_told_what_waits_and_what_is_missing(world, enter):
    accepted(world.committee, handed(world.committee, world.called, world.branches[0]))
    handed(world.committee, world.called, world.branches[1])
    client = enter(world.committee)

    shown = plain(client.get(address(world.called, world.grassroots)))
    response = client.post(address(world.called, world.grassroots), form_of(client, world.called, world.grassroots))

    assert "Chưa có trong bản tổng hợp (2)" in shown
    assert "chưa nhận hoặc trả lại. Muốn nộp ngay thì ghi rõ trong ghi chú." in shown
    assert "Gồm các bản đã nhận (1)" in shown
    assert response.status_code == 422
    assert "Còn 1 đơn vị đã nộp mà chưa nhận hoặc trả lại: Chi bộ 2" in plain(response)
    noted = form_of(client, world.called, world.grassroots) | {"note": "Chi bộ 2 nộp bổ sung sau"}
    assert client.post(address(world.called, world.grassroots), noted).status_code == 302


def test_a_committee_s_preview_and_version_name_units_and_no_persons(world, enter):
    accepted(world.committee, *(handed(world.committee, world.called, each) for each in world.branches[:2]))
    client = enter(world.committee)
    assert "Nguyễn Thị Số" not in plain(client.get(address(world.called, world.grassroots)))
    made = handed(world.committee, world.called, world.grassroots)

    shown = plain(version(client, made))

    assert "Chi bộ 1" in shown
    assert "Chi bộ 3 Thiếu, chưa có bản được nhận" in shown
    assert "Nguyễn Thị Số" not in shown


def test_after_acceptance_a_list_that_did_not_change_is_not_asked_for_again(world, enter):
    accepted(world.committee, handed(world.secretary, world.called, world.branches[0]))

    shown = plain(enter(world.secretary).get(address(world.called, world.branches[0])))

    assert "không cần nộp lại" in shown
    assert "Nộp lên cấp trên" not in shown


@pytest.mark.shows("001-8")
def test_a_returned_list_shows_why_and_is_handed_in_again(world, enter, by):
    made = handed(world.secretary, world.called, world.branches[0])
    return_hand_in(by=by(world.committee), hand_in_id=made.pk, reason="Thiếu quần chúng tổ 3")
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)
    client = enter(world.secretary)

    shown = plain(version(client, made))
    assert "Trả lại" in shown
    assert "Thiếu quần chúng tổ 3" in shown
    looked = plain(client.get(address(world.called, world.branches[0])))
    assert "So với bản 1 của đợt này" in looked
    assert "Lê Văn Mới · vào danh sách 1" in looked
    form = form_of(client, world.called, world.branches[0])
    assert client.post(address(world.called, world.branches[0]), form).status_code == 302
    second = HandIn.objects.get(ordinal=2)
    assert "Khác bản 1" in plain(version(client, second))


def test_the_unit_above_accepts_or_returns(world, enter):
    first, second = (handed(world.committee, world.called, each) for each in world.branches[:2])
    client = enter(world.committee)
    assert "Nhận danh sách này" in plain(version(client, first))

    assert client.post(reverse("hand-in-accept", args=[first.pk])).status_code == 302
    refused = client.post(reverse("hand-in-return", args=[second.pk]), {"reason": " "})
    assert client.post(reverse("hand-in-return", args=[second.pk]), {"reason": "Thiếu"}).status_code == 302

    assert refused.status_code == 422
    assert "Hãy viết lý do trả lại" in plain(refused)
    assert [each.state for each in HandIn.objects.order_by("pk")] == ["accepted", "returned"]


def test_what_another_decided_meanwhile_is_shown_as_it_stands(world, enter):
    made = handed(world.committee, world.called, world.branches[0])
    accepted(world.committee, made)
    client = enter(world.committee)

    for name, asked in (("hand-in-accept", {}), ("hand-in-return", {"reason": "Thiếu"})):
        response = client.post(reverse(name, args=[made.pk]), asked)
        assert response.status_code == 409
        assert "Đã nhận" in plain(response)


def test_a_closed_round_takes_no_decision(world, enter, by):
    made = handed(world.committee, world.called, world.branches[0])
    close_round(by=by(world.officer), round_id=world.called.pk)
    client = enter(world.committee)

    assert "Nhận danh sách này" not in plain(version(client, made))
    assert client.post(reverse("hand-in-accept", args=[made.pk])).status_code == 422
    assert client.post(reverse("hand-in-return", args=[made.pk]), {"reason": "x"}).status_code == 422
    assert "đã đóng, không nộp được" in plain(client.get(address(world.called, world.branches[1])))


def test_who_handed_in_is_not_offered_the_decision(world, enter):
    made = handed(world.secretary, world.called, world.branches[0])
    accepted(world.committee, made)
    own = handed(world.committee, world.called, world.grassroots)
    client = enter(world.committee)

    assert "Nhận danh sách này" not in plain(version(client, own))
    assert client.post(reverse("hand-in-accept", args=[own.pk])).status_code == 404


@pytest.mark.shows("beyond-1")
def test_names_are_open_at_the_unit_and_the_one_above_and_closed_further_up(world, enter):
    made = handed(world.secretary, world.called, world.branches[0])

    for user, is_open in (
        (world.secretary, True),
        (world.committee, True),
        (world.commune_officer, False),
        (world.officer, False),
    ):
        shown = plain(version(enter(user), made))
        assert ("Nguyễn Thị Số 11" in shown) is is_open
        assert ("Mở họ tên" in shown) is not is_open


def test_names_open_further_up_with_a_reason_that_is_kept(world, enter):
    made = handed(world.secretary, world.called, world.branches[0])
    client = enter(world.officer)
    look = reverse("hand-in-look", args=[made.pk])

    assert client.get(look).status_code == 405
    refused = client.post(look, {"look_reason": " "})
    opened = client.post(look, {"look_reason": "Xác minh đơn thư"})

    assert refused.status_code == 422
    assert "Nguyễn Thị Số 11" not in plain(refused)
    assert "Nguyễn Thị Số 11" in plain(opened)
    assert Entry.objects.get(action="surveys.look").reason == "Xác minh đơn thư"
    assert "Nguyễn Thị Số 11" not in plain(version(client, made))


@pytest.mark.parametrize("role", [Role.STANDING_BOARD_MEMBER, Role.INSPECTION_OFFICER])
def test_who_sees_figures_only_is_never_shown_a_name(world, enter, role):
    made = handed(world.secretary, world.called, world.branches[0])
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)
    areas = (world.commune,) if role is Role.STANDING_BOARD_MEMBER else ()
    client = enter(holder(role, world.top, areas=areas))

    shown = plain(version(client, made))

    assert "Nguyễn Thị Số" not in shown
    assert "Lê Văn Mới" not in shown
    assert "danh sách 1: vào 1" in shown
    assert "Mở họ tên" not in shown
    assert client.post(reverse("hand-in-look", args=[made.pk]), {"look_reason": "x"}).status_code == 404


def test_sensitive_groups_are_counted_and_never_beside_a_name(world, enter):
    person = world.branches[0].persons.get(listed=3)
    for group in ("ethnic_minority", "religious", "women"):
        PersonGroup.objects.create(person=person, group=group, path=person.path, province=person.province)

    body = enter(world.secretary).get(address(world.called, world.branches[0])).content.decode()

    rows = "".join(re.findall(r"<tr><th scope=\"row\">Nguyễn.*?</tr>", body, re.DOTALL))
    assert "Phụ nữ" in rows
    assert "Dân tộc thiểu số" not in rows
    assert "Có tôn giáo" not in rows
    assert "Dân tộc thiểu số" in body
    made = handed(world.secretary, world.called, world.branches[0])
    colleague = version(enter(holder(Role.BRANCH_COMMITTEE_MEMBER, world.branches[0])), made).content.decode()
    assert ("Nguyễn Thị Số 13" in colleague, "Phụ nữ" in colleague) == (True, True)
    assert ("Dân tộc thiểu số" in colleague, "Có tôn giáo" in colleague) == (False, False)


@pytest.mark.shows("001-8")
def test_what_changed_after_acceptance_is_shown_by_person_where_names_are_open(world, enter):
    (made,) = accepted(world.committee, handed(world.secretary, world.called, world.branches[0]))
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)
    put_on(world.branches[0].persons.get(listed=2), 3)
    put_on(world.branches[0].persons.filter(full_name__endswith="13").get(), 0)

    shown = plain(version(enter(world.committee), made))

    assert "Thay đổi sau khi nhận" in shown
    assert "Lê Văn Mới · vào danh sách 1" in shown
    assert "Nguyễn Thị Số 12 · từ danh sách 2 sang 3" in shown
    assert "Nguyễn Thị Số 13 · ra khỏi danh sách 3" in shown
    above = plain(version(enter(world.officer), made))
    assert "danh sách 1: vào 1; danh sách 3: ra 1; từ danh sách 2 sang 3: 1" in above
    assert "Lê Văn Mới" not in above


def test_rows_that_were_written_over_do_not_fit_their_fingerprint(world, enter):
    made = handed(world.secretary, world.called, world.branches[0])
    client = enter(world.secretary)
    assert "nguyên vẹn" in plain(version(client, made))

    made.rows[0]["name"] = "Người Khác"
    made.save()

    assert "không khớp dấu vân tay" in plain(version(client, made))


def test_what_is_out_of_reach_is_not_there(world, enter):
    made = handed(world.secretary, world.called, world.branches[0])
    stranger = enter(holder(Role.ORGANISATION_OFFICER, make_unit("Đảng ủy xã khác", parent=world.top)))

    assert version(stranger, made).status_code == 404
    assert stranger.get(address(world.called, world.branches[0])).status_code == 404
    for name in ("hand-in-accept", "hand-in-return", "hand-in-look"):
        assert stranger.post(reverse(name, args=[made.pk]), {"reason": "x"}).status_code == 404


def test_a_unit_that_takes_no_part_has_no_preview(world, enter):
    assert enter(world.officer).get(address(world.called, world.top)).status_code == 404
    bare = make_unit("Đảng ủy xã chưa có chi bộ", parent=world.top)
    assert enter(world.officer).get(address(world.called, bare)).status_code == 404


def test_handing_in_offers_to_write_the_plan_s_duty_down_and_the_person_decides(enter):
    world = make_world()
    called = make_round(world.province, opens_on=date(2026, 3, 2))
    client = enter(world.secretary)
    task = DutyTask.objects.filter(unit=world.branch, duty__action="review_pool").order_by("due_on")[0]

    client.post(address(called, world.branch), form_of(client, called, world.branch))
    made = HandIn.objects.get()

    shown = client.get(reverse("hand-in-version", args=[made.pk])).content.decode()
    assert reverse("duty-task", args=[task.pk]) in shown
    task.refresh_from_db()
    assert task.done_on is None
    client.post(reverse("duty-task", args=[task.pk]), {"done_on": "10/03/2026", "document_number": "5-NQ/CB"})
    task.refresh_from_db()
    assert (task.done_on, task.document_number) == (DAY, "5-NQ/CB")
    assert reverse("duty-task", args=[task.pk]) not in plain(client.get(reverse("hand-in-version", args=[made.pk])))


@pytest.mark.parametrize("persons", [1, 3, 40])
def test_a_version_asks_at_most_twelve_times(world, enter, persons, django_assert_max_num_queries):
    for number in range(persons):
        put_on(make_person(world.branches[0], f"Lê Văn {number}"), 3)
    made = handed(world.secretary, world.called, world.branches[0])
    put_on(make_person(world.branches[0], "Sau cùng"), 1)
    client = enter(world.secretary)
    version(client, made)

    with django_assert_max_num_queries(12):
        version(client, made)
    with django_assert_max_num_queries(12):
        client.get(address(world.called, world.branches[0]))


def test_a_preview_from_further_above_shows_figures_and_no_names(world, enter):
    handed(world.secretary, world.called, world.branches[0])
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)

    shown = plain(enter(world.officer).get(address(world.called, world.branches[0])))

    assert "danh sách 1: vào 1" in shown
    assert "chưa có đảng viên giúp đỡ: 1 người" in shown
    for name in ("Nguyễn Thị Số", "Lê Văn Mới"):
        assert name not in shown
    made = HandIn.objects.get()
    assert "Xem và nộp bản mới" not in plain(version(enter(world.officer), made))
