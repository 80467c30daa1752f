"""One mail a week to each person for whom something is due; none where nothing is."""

from datetime import date
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from nguon.models import DutyTask, Entry, PlanReceipt, User
from nguon.queries.duties import Today
from nguon.rules.roles import Role
from nguon.services.digest import digest_of, monday_of, send_digests
from tests.factories import DAY, holder
from tests.plan_world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    for user in (world.officer, world.commune_officer, world.secretary, world.board_member):
        user.email = f"{user.username}@tinhuy.example"
        user.save()
    return world


def send(on=DAY):
    return send_digests(on=on, home="http://nguon.example/")


def test_each_person_gets_one_mail_about_their_own_work(world):
    sent = send()

    assert len(mail.outbox) == len(sent.to) == 4
    to_officer = next(each for each in mail.outbox if each.to == [world.commune_officer.email])
    assert "1 việc quá hạn" in to_officer.subject
    assert "Đã quá hạn (1)" in to_officer.body
    assert "05/03/2026 (quá hạn 3 ngày làm việc): Báo cáo triển khai kế hoạch – Đảng ủy xã Đề Gi" in to_officer.body
    assert "Gửi hồ sơ kết nạp (1)" in to_officer.body
    assert "http://nguon.example/" in to_officer.body
    assert "phường Hòa" not in to_officer.body


def test_what_units_below_owe_comes_as_one_line_with_a_count(world):
    body = digest_of(world.officer, Today(DAY), home="x").body

    assert "Đôn đốc đơn vị bên dưới" in body
    assert "Báo cáo triển khai kế hoạch – 0/2 đã xong" in body


def test_a_board_member_reads_of_their_area(world):
    body = digest_of(world.board_member, Today(DAY), home="x").body

    assert "Địa bàn phụ trách" in body
    assert "Báo cáo triển khai kế hoạch – 0/1 đã xong" in body


def test_an_inspection_officer_reads_of_the_units_within_reach(world):
    officer = holder(Role.INSPECTION_OFFICER, world.province)

    assert "Các đơn vị trong phạm vi (" in digest_of(officer, Today(DAY), home="x").body


def test_a_duty_of_another_unit_s_plan_says_whose_it_is(world):
    DutyTask.objects.filter(unit=world.branch).update(due_on=date(2026, 3, 5))

    urged = digest_of(world.commune_officer, Today(DAY), home="x").body

    assert (
        "0/4 đã xong, kế hoạch của Tỉnh ủy Đông Sơn" in urged or "0/1 đã xong, kế hoạch của Tỉnh ủy Đông Sơn" in urged
    )
    assert "kế hoạch của" not in digest_of(world.officer, Today(DAY), home="x").body


def test_the_mail_says_how_to_stop_it_in_the_words_of_the_screen(world):
    assert "bấm “Thôi nhận”" in digest_of(world.officer, Today(DAY), home="x").body


def test_the_same_week_sends_nothing_again_and_the_next_week_does(world):
    send()

    again = send(on=date(2026, 3, 15))
    next_week = send(on=date(2026, 3, 16))

    assert again.to == ()
    assert len(next_week.to) == 4
    assert len(mail.outbox) == 8


def test_nothing_due_is_no_mail(world):
    DutyTask.objects.update(done_on=DAY)
    PlanReceipt.objects.update(acknowledged_on=DAY, passed_on_on=DAY)

    sent = send()

    assert (mail.outbox, sent.to, sent.nothing_due) == ([], (), 4)


@pytest.mark.parametrize("change", [{"wants_digest": False}, {"email": ""}, {"is_active": False}])
def test_those_who_do_not_want_it_or_cannot_get_it_are_left_alone(world, change):
    User.objects.filter(pk=world.secretary.pk).update(**change)

    sent = send()

    assert world.secretary.full_name not in sent.to
    assert len(mail.outbox) == 3


def test_every_mail_leaves_one_entry(world):
    send()

    assert list(Entry.objects.values_list("action", "who_name").distinct()) == [("digest.send", "send_digest")]
    assert Entry.objects.count() == 4


class Refusing(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise OSError("connection refused")


def test_a_mail_that_cannot_be_delivered_is_tried_again(world, settings):
    settings.EMAIL_BACKEND = "tests.services.test_digest.Refusing"

    sent = send()

    assert len(sent.failed) == 4
    assert not User.objects.filter(last_digest_on__isnull=False).exists()
    assert set(Entry.objects.values_list("action", flat=True)) == {"digest.send", "digest.failed"}


@pytest.mark.shows("feature-64", "beyond-20")
def test_the_command_sends_and_says_how_many(world):
    out = StringIO()

    call_command("send_digest", "--on", "2026-03-10", stdout=out)

    assert "Đã gửi 4 thư" in out.getvalue()
    assert len(mail.outbox) == 4


def test_the_command_fails_aloud_when_mail_does_not_go_out(world, settings):
    settings.EMAIL_BACKEND = "tests.services.test_digest.Refusing"

    with pytest.raises(CommandError, match="Chưa gửi được cho 4 người"):
        call_command("send_digest", stdout=StringIO())


@pytest.mark.parametrize(
    ("day", "monday"), [("2026-03-09", "2026-03-09"), ("2026-03-15", "2026-03-09"), ("2026-03-16", "2026-03-16")]
)
def test_a_week_begins_on_monday(day, monday):
    assert monday_of(date.fromisoformat(day)) == date.fromisoformat(monday)
