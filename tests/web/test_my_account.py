"""One's own account: roles, password, weekly mail, calendar address."""

import hashlib

import pytest
from django.urls import reverse

from nguon.models import Delegation, Entry, User
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, appoint, days, holder, make_unit, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Mot cau dai 1"


@pytest.fixture
def user():
    made = make_user("Lê Thị Minh", username="minh", password=PASSWORD)
    appoint(made, Role.ORGANISATION_OFFICER, make_unit("Đảng ủy A"), ends_on=DAY + days(22))
    return made


def text(client, name="account"):
    return client.get(reverse(name)).content.decode()


def test_the_page_shows_roles_and_until_when_the_last_day_included(enter, user):
    page = text(enter(user))

    assert "Cán bộ ban tổ chức" in page
    assert "Đảng ủy A" in page
    assert "31/03/2026" in page
    assert "Ủy quyền cho người khác" in page


def test_a_delegated_role_says_for_whom(enter, user):
    held = appoint(make_user("Nguyễn Văn Bí"), Role.BRANCH_SECRETARY, make_unit("Chi bộ 1"))
    Delegation.objects.create(
        appointment=held,
        to=user,
        starts_on=DAY,
        ends_on=DAY + days(5),
        document_number="1-GUQ",
        document_date=DAY,
        made_at=NOON,
    )

    assert "thay Nguyễn Văn Bí" in text(enter(user))


def test_another_role_is_put_in_front_for_this_session(enter, user):
    second = appoint(user, Role.BRANCH_SECRETARY, make_unit("Chi bộ 1"))
    client = enter(user)

    said = client.post(reverse("choose-holding"), {"holding": second.pk}, follow=True).content.decode()

    assert "Đang làm việc với vai trò Bí thư chi bộ tại Chi bộ 1." in said
    assert '<a class="unit" href="/tai-khoan/" title="Bí thư chi bộ">Chi bộ 1' in said


@pytest.mark.parametrize("holding", ["", "x", "987654321"])
def test_a_role_not_held_is_not_put_in_front(enter, user, holding):
    assert enter(user).post(reverse("choose-holding"), {"holding": holding}).status_code == 404


def test_the_password_is_changed_by_the_pages_own_form(enter, user):
    client, elsewhere = enter(user), enter(user)
    new = {"present": PASSWORD, "new": "Mot cau khac 2", "again": "Mot cau khac 2"}

    response = client.post(reverse("my-password"), new)

    user.refresh_from_db()
    assert response["Location"] == reverse("account")
    assert user.check_password("Mot cau khac 2")
    assert client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"present": "sai"}, "Mật khẩu đang dùng không đúng."),
        ({"again": "khac"}, "Hai lần nhập không giống nhau."),
        ({"new": PASSWORD, "again": PASSWORD}, "Mật khẩu mới phải khác mật khẩu đang dùng."),
        ({"new": "ngan", "again": "ngan"}, "Mật khẩu phải có ít nhất 10 ký tự."),
        ({"new": "1234567890", "again": "1234567890"}, "Mật khẩu không được chỉ gồm chữ số."),
        ({"new": "lethiminh1", "again": "lethiminh1"}, "Mật khẩu không được giống tên"),
    ],
)
def test_a_password_that_cannot_be_is_refused_in_words(enter, user, changes, said):
    new = {"present": PASSWORD, "new": "Mot cau khac 2", "again": "Mot cau khac 2"} | changes

    page = enter(user).post(reverse("my-password"), new)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_guessing_the_password_of_an_open_session_shuts_the_door(enter, user):
    client = enter(user)
    new = {"present": "sai", "new": "Mot cau khac 2", "again": "Mot cau khac 2"}

    for _ in range(5):
        page = client.post(reverse("my-password"), new)

    assert "tạm đóng đến" in page.content.decode()


def test_the_weekly_mail_is_taken_and_left(enter, user):
    client = enter(user)

    assert "Thôi nhận thư" in client.post(reverse("choose-digest"), {"wanted": "0"}, follow=True).content.decode()
    assert not User.objects.get().wants_digest
    client.post(reverse("choose-digest"), {"wanted": "1"})
    assert User.objects.get().wants_digest


def test_a_calendar_address_is_shown_once_and_opens(enter, client, user):
    page = enter(user).post(reverse("renew-calendar"))

    token = page.context["address"].rstrip("/").rsplit("/", 1)[1].removesuffix(".ics")
    assert hashlib.sha256(token.encode()).hexdigest() == User.objects.get().calendar_token
    assert page["Cache-Control"] == "private, no-store"
    assert client.get(page.context["address"]).status_code == 200
    assert token not in text(enter(user))


def test_what_was_chosen_is_in_the_trail(enter, user):
    client = enter(user)

    client.post(reverse("choose-digest"), {"wanted": "0"})
    client.post(reverse("language"), {"language": "en"})

    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "accounts.choose_digest",
        "accounts.choose_language",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_whatever_the_number_of_sessions(enter, user, count, django_assert_num_queries):
    for _ in range(count):
        client = enter(user)

    with django_assert_num_queries(7):  # five of every request; sessions; whether a second factor is asked for
        client.get(reverse("account"))


def test_who_may_not_delegate_is_not_offered_it(enter):
    assert "Ủy quyền cho người khác" not in text(enter(holder(Role.INSPECTION_OFFICER, make_unit())))
