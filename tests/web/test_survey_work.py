"""Home and the weekly mail say what rounds ask of each person, and are quiet where they ask nothing."""

import re
from datetime import date
from hashlib import sha256

import pytest
from django.urls import reverse

from nguon.models import HandIn, SurveyRound
from nguon.queries.calendar import feed_of
from nguon.queries.duties import Today
from nguon.rules.roles import Role
from nguon.services.digest import digest_of
from tests.factories import DAY, holder
from tests.survey_world import accepted, handed, make_survey_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_survey_world()


def home(client):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(reverse("home")).content.decode()))


def mail(user):
    found = digest_of(user, Today(DAY), home="x")
    return found.body if found else ""


def test_a_secretary_finds_the_list_to_hand_in_with_its_day_and_one_red_button(world, enter):
    client = enter(world.secretary)

    shown = home(client)

    assert "Danh sách phải nộp (1)" in shown
    assert "Chi bộ 1 · đợt của Tỉnh ủy Thử Nghiệm" in shown
    assert "17/03/2026" in shown
    body = client.get(reverse("home")).content.decode()
    assert "nộp sớm hơn 10 ngày làm việc" in body
    assert len(re.findall("btn-primary", body)) == 1
    assert reverse("hand-in", args=[world.called.pk, world.branches[0].pk]) in body


def test_once_handed_in_home_is_quiet(world, enter):
    handed(world.secretary, world.called, world.branches[0])

    shown = home(enter(world.secretary))

    assert "Danh sách phải nộp" not in shown
    assert "Không có việc nào chờ đồng chí." in shown


def test_a_returned_list_says_why(world, enter):
    made = handed(world.secretary, world.called, world.branches[0])
    HandIn.objects.filter(pk=made.pk).update(state="returned", return_reason="Thiếu tổ 3")

    assert "trả lại: Thiếu tổ 3" in home(enter(world.secretary))


def test_a_committee_finds_its_own_list_and_what_waits_below(world, enter):
    SurveyRound.objects.update(opens_on=date(2026, 2, 2), due_on=date(2026, 3, 20))
    handed(world.committee, world.called, world.branches[0], on=date(2026, 3, 5))

    shown = home(enter(world.committee))

    assert "Danh sách phải nộp (1)" in shown
    assert "Danh sách chờ duyệt (1)" in shown
    assert "1/3 chi bộ đã nộp, 2 chậm" in shown
    assert "1 chờ duyệt" in shown


def test_a_level_above_counts_units_and_not_branches(world, enter):
    accepted(world.committee, *(handed(world.committee, world.called, each) for each in world.branches))
    handed(world.committee, world.called, world.grassroots)

    assert "1/1 đơn vị đã nộp" in home(enter(world.commune_officer))


@pytest.mark.parametrize("role", [Role.STANDING_BOARD_MEMBER, Role.INSPECTION_OFFICER, Role.ADMINISTRATOR])
def test_who_neither_hands_in_nor_decides_is_left_alone(world, enter, role):
    shown = home(enter(holder(role, world.top)))

    assert "Danh sách phải nộp" not in shown
    assert "Danh sách chờ duyệt" not in shown


def test_the_mail_of_the_week_says_the_same(world):
    handed(world.committee, world.called, world.branches[0])

    assert "Danh sách phải nộp (1)" in mail(world.committee)
    assert "24/03/2026 (chưa nộp): Rà soát nguồn quý I/2026 – Đảng ủy Trường Thử Nghiệm" in mail(world.committee)
    assert "Danh sách chờ duyệt (1)" in mail(world.committee)
    assert "1/3 chi bộ đã nộp, 1 chờ duyệt, 0 chậm" in mail(world.committee)
    assert "Nguyễn Thị Số" not in mail(world.committee)


def test_no_mail_where_nothing_is_owed(world):
    handed(world.secretary, world.called, world.branches[0])

    assert mail(world.secretary) == ""
    SurveyRound.objects.update(closed_on=DAY)
    assert mail(world.committee) == ""


def test_an_overdue_list_counts_as_late_in_the_subject(world):
    SurveyRound.objects.update(opens_on=date(2026, 2, 2), due_on=date(2026, 3, 13))

    assert "1 việc, 1 việc quá hạn" in digest_of(world.secretary, Today(DAY), home="x").subject


def test_the_calendar_feed_holds_the_day_until_the_list_is_handed_in(world):
    (owed,) = feed_of(world.secretary, Today(DAY)).lists
    assert (owed.due.due_on, owed.unit) == (date(2026, 3, 17), world.branches[0])

    handed(world.secretary, world.called, world.branches[0])

    assert feed_of(world.secretary, Today(DAY)).lists == []


def test_the_feed_names_the_round_and_leads_to_the_list(world, client):
    world.secretary.calendar_token = sha256(b"bi-mat").hexdigest()
    world.secretary.save()

    body = client.get(reverse("calendar-feed", args=["bi-mat"])).content.decode().replace("\r\n ", "")

    assert "SUMMARY:Nộp danh sách: Rà soát nguồn quý I/2026" in body
    assert reverse("hand-in", args=[world.called.pk, world.branches[0].pk]) in body
