"""Setting up, renewing and dropping one's second factor on screen."""

import re

import pyotp
import pytest
from django.urls import reverse
from django.utils import timezone

from nguon.models import User
from nguon.queries.access import reach
from nguon.services.second_factor import begin_second_factor, confirm_second_factor, pairing_secret
from tests.factories import DAY, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Mot cau dai 1"
PAGE = reverse("second-factor")


@pytest.fixture
def user():
    return make_user("Lê Thị Minh", username="minh", password=PASSWORD)


@pytest.fixture
def ready(user):
    """The same person with a second factor in use."""
    begin_second_factor(by=reach(user, on=DAY))
    user.refresh_from_db()
    at = timezone.now()
    confirm_second_factor(by=reach(user, on=DAY), code=pyotp.TOTP(pairing_secret(user)).at(at), at=at)
    user.refresh_from_db()
    return user


def test_looking_changes_nothing(enter, user):
    enter(user).get(PAGE)

    assert User.objects.get().totp_secret is None


def test_the_square_is_drawn_here_and_served_from_here(enter, user):
    client = enter(user)
    client.post(reverse("second-factor-begin"))

    page = client.get(PAGE).content.decode()
    picture = client.get(reverse("second-factor-picture"))

    assert f'src="{reverse("second-factor-picture")}"' in page
    assert "data:" not in page
    assert pairing_secret(User.objects.get()) in page
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert picture["Cache-Control"] == "private, no-store"


def test_nobody_else_sees_the_square(enter, client, user):
    enter(user).post(reverse("second-factor-begin"))

    assert client.get(reverse("second-factor-picture")).status_code == 302
    assert enter(make_user()).get(reverse("second-factor-picture")).status_code == 404


def test_the_first_code_switches_it_on_and_the_codes_are_shown_once(enter, user):
    client = enter(user)
    client.post(reverse("second-factor-begin"))
    phone = pyotp.TOTP(pairing_secret(User.objects.get()))

    wrong = client.post(PAGE, {"code": "000000"})
    right = client.post(PAGE, {"code": phone.now()})

    assert wrong.status_code == 422
    assert "Mã không khớp" in wrong.content.decode()
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", right.content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get(PAGE).content.decode()
    assert client.get(reverse("second-factor-picture")).status_code == 404


@pytest.mark.parametrize("name", ["second-factor-codes", "second-factor-drop"])
def test_nothing_is_touched_without_the_password(enter, ready, name):
    page = enter(ready).post(reverse(name), {"present": "sai"})

    assert page.status_code == 422
    assert "Mật khẩu đang dùng không đúng." in page.content.decode()
    assert User.objects.get().recovery_codes == ready.recovery_codes


def test_new_codes_are_given_after_the_password(enter, ready):
    page = enter(ready).post(reverse("second-factor-codes"), {"present": PASSWORD})

    assert len(re.findall(r"<code>\w{5}-\w{5}</code>", page.content.decode())) == 10
    assert not set(User.objects.get().recovery_codes) & set(ready.recovery_codes)


def test_it_is_dropped_after_the_password(enter, ready):
    response = enter(ready).post(reverse("second-factor-drop"), {"present": PASSWORD})

    assert response["Location"] == reverse("account")
    assert User.objects.get().totp_confirmed_at is None


def test_one_in_use_is_not_begun_anew(enter, ready):
    assert enter(ready).post(reverse("second-factor-begin")).status_code == 404
    assert enter(ready).post(PAGE, {"code": "123456"}).status_code == 404
