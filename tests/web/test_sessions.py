"""Signing in through the form, the gate that every signed-in request passes, signing out."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from nguon.models import Entry, RoleRequirement, SignIn, SignInAttempt, User
from nguon.queries.access import reach
from nguon.queries.sessions import session_digest
from nguon.rules.roles import Role
from nguon.services.second_factor import begin_second_factor, confirm_second_factor, pairing_secret
from tests.factories import DAY, appoint, holder, make_unit, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "Mot cau dai 1"
DOOR = reverse("sign-in")


@pytest.fixture
def user():
    made = make_user("Lê Thị Minh", username="minh", password=PASSWORD)
    appoint(made, Role.ORGANISATION_OFFICER, make_unit("Đảng ủy A"))
    return made


def knock(client, password=PASSWORD, **more):
    return client.post(DOOR, {"username": "minh", "password": password, **more})


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]


def test_the_pages_own_form_signs_in_under_a_new_key(user):
    client = Client(enforce_csrf_checks=True)
    page = client.get(DOOR)
    before = client.session.session_key

    response = client.post(DOOR, {"csrfmiddlewaretoken": token(page), "username": "minh", "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    row = SignIn.objects.get()
    assert row.session_digest == session_digest(client.session.session_key)
    assert client.session.session_key != before
    assert Entry.objects.get().action == "signing_in.enter"
    assert client.get(reverse("account")).status_code == 200


def test_without_the_forms_token_nobody_is_let_in(user):
    assert knock(Client(enforce_csrf_checks=True)).status_code == 403


@pytest.mark.parametrize("username", ["minh", "khongco"])
def test_a_wrong_password_and_an_unknown_name_are_refused_in_the_same_words(client, user, username):
    page = client.post(DOOR, {"username": username, "password": "sai"})

    assert page.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_shut_door_says_until_when(client, user):
    for _ in range(5):
        page = knock(client, "sai")

    at = timezone.localtime(SignInAttempt.objects.latest("at").at + timedelta(minutes=15))
    assert page.status_code == 429
    assert f"tạm đóng đến {at:%H:%M:%S}" in page.content.decode()
    assert knock(client).status_code == 429


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        ("/tai-khoan/?a=1", "/tai-khoan/?a=1"),
        ("https://noi-khac.example/", "/"),
        ("//noi-khac.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_to_an_address_of_this_host_only(client, user, wanted, taken):
    assert knock(client, next=wanted)["Location"] == taken


def test_who_comes_to_a_closed_page_goes_on_to_it_after_signing_in(client, user):
    sent = client.get("/nguoi-dung/?q=minh")

    assert sent["Location"] == f"{DOOR}?next=%2Fnguoi-dung%2F%3Fq%3Dminh"
    assert 'value="/nguoi-dung/?q=minh"' in client.get(sent["Location"]).content.decode()


def test_who_holds_no_role_lands_on_their_account(client):
    make_user(username="minh", password=PASSWORD)

    assert knock(client)["Location"] == reverse("account")
    assert "chưa được giao vai trò nào" in client.get(reverse("account")).content.decode()


def test_who_is_in_already_is_not_asked_again(enter, user):
    assert enter(user).get(DOOR)["Location"] == "/"


def test_signing_out_ends_the_session_for_good(enter, user):
    client = enter(user)
    cookie = client.cookies["sessionid"].value

    client.post(reverse("sign-out"))
    client.cookies["sessionid"] = cookie

    assert client.get(reverse("account"))["Location"].startswith(DOOR)
    assert SignIn.objects.get().ended_at is not None
    assert Entry.objects.latest("pk").action == "signing_in.leave"


def test_a_session_ended_elsewhere_is_over_at_its_next_step(enter, user):
    here, there = enter(user), enter(user)

    response = here.post(reverse("end-other-sessions"))

    assert response.status_code == 302
    assert here.get(reverse("account")).status_code == 200
    sent = there.get(reverse("account"))
    assert "vi=het" in sent["Location"]
    assert "Phiên làm việc này đã kết thúc" in there.get(sent["Location"]).content.decode()


def test_one_session_is_ended_by_its_button(enter, user):
    here, there = enter(user), enter(user)
    row = SignIn.objects.get(session_digest=session_digest(there.session.session_key))

    assert f"/phien/{row.pk}/" in here.get(reverse("account")).content.decode()
    here.post(reverse("end-session", args=[row.pk]))

    assert there.get(reverse("account")).status_code == 302


def test_a_session_without_a_row_is_no_session(client, user):
    client.force_login(user)

    assert client.get(reverse("account"))["Location"].startswith(DOOR)


def test_a_session_nobody_uses_ends_by_itself(enter, user):
    client = enter(user)
    SignIn.objects.update(seen_at=timezone.now() - timedelta(minutes=61))

    sent = client.get(reverse("account"))

    assert "vi=lau" in sent["Location"]
    assert "lâu không dùng" in client.get(sent["Location"]).content.decode()


def test_being_used_keeps_a_session_going(enter, user):
    client = enter(user)
    SignIn.objects.update(seen_at=timezone.now() - timedelta(minutes=59))

    assert client.get(reverse("account")).status_code == 200
    assert timezone.now() - SignIn.objects.get().seen_at < timedelta(minutes=1)


def test_a_shut_account_is_out_at_its_next_step(enter, user):
    client = enter(user)
    User.objects.update(is_active=False)

    assert client.get(reverse("account"))["Location"].startswith(DOOR)


def test_a_part_asked_for_by_script_takes_the_whole_page_to_the_door(client):
    response = client.get(
        reverse("account-list"), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/nguoi-dung/?q=a"}
    )

    assert response.status_code == 204
    assert response["HX-Redirect"] == f"{DOOR}?next=http%3A%2F%2Ftestserver%2Fnguoi-dung%2F%3Fq%3Da"


def test_a_first_password_must_be_changed_before_anything_else(client, user):
    User.objects.update(must_change_password=True)
    knock(client)

    for name in ("home", "account", "account-list", "second-factor-codes"):
        assert client.get(reverse(name))["Location"] == reverse("my-password")
    page = client.get(reverse("my-password"))
    assert "Đặt mật khẩu của riêng mình" in page.content.decode()
    assert "sidenav" not in page.content.decode()

    new = {"present": PASSWORD, "new": "Mot cau khac 2", "again": "Mot cau khac 2"}
    assert client.post(reverse("my-password"), new)["Location"] == reverse("home")
    assert client.get(reverse("account")).status_code == 200


def test_who_owes_a_first_password_does_not_set_up_a_second_factor_instead(enter, user):
    User.objects.update(must_change_password=True)
    client = enter(user)

    assert client.get(reverse("second-factor"))["Location"] == reverse("my-password")
    assert client.post(reverse("second-factor-begin"))["Location"] == reverse("my-password")
    assert client.get(reverse("second-factor-picture")).status_code == 404


@pytest.mark.shows("feature-77")
def test_a_role_that_asks_for_a_second_factor_leaves_its_holder_no_other_way(enter, user):
    RoleRequirement.objects.create(role=Role.ORGANISATION_OFFICER, totp_required=True)
    client = enter(user)

    assert client.get(reverse("account-list"))["Location"] == reverse("second-factor")
    assert "yêu cầu xác thực hai bước" in client.get(reverse("second-factor")).content.decode()
    client.post(reverse("second-factor-begin"))
    phone = pyotp.TOTP(pairing_secret(User.objects.get()))
    page = client.post(reverse("second-factor"), {"code": phone.now()})

    assert len(re.findall(r"<code>\w{5}-\w{5}</code>", page.content.decode())) == 10
    assert client.get(reverse("account-list")).status_code == 200


def test_a_role_that_does_not_ask_leaves_its_holder_in_peace(enter, user):
    RoleRequirement.objects.create(role=Role.ADMINISTRATOR, totp_required=True)
    RoleRequirement.objects.create(role=Role.ORGANISATION_OFFICER, totp_required=False)

    assert enter(user).get(reverse("account-list")).status_code == 200


@pytest.fixture
def with_phone(user):
    """The user's phone."""
    by = reach(user, on=DAY)
    begin_second_factor(by=by)
    user.refresh_from_db()
    phone = pyotp.TOTP(pairing_secret(user))
    at = timezone.now() - timedelta(minutes=5)
    confirm_second_factor(by=by, code=phone.at(at), at=at)
    return phone


def test_who_has_a_second_factor_is_asked_for_a_code(client, user, with_phone):
    assert knock(client, next="/nguoi-dung/")["Location"] == reverse("sign-in-code")
    assert client.get(reverse("account")).status_code == 302

    wrong = client.post(reverse("sign-in-code"), {"code": "000000"})
    right = client.post(reverse("sign-in-code"), {"code": with_phone.now()})

    assert wrong.status_code == 422
    assert "Mã không đúng hoặc đã dùng" in wrong.content.decode()
    assert right["Location"] == "/nguoi-dung/"
    assert client.get(reverse("account")).status_code == 200


def test_too_many_wrong_codes_shut_the_door(client, user, with_phone):
    knock(client)

    for _ in range(5):
        page = client.post(reverse("sign-in-code"), {"code": "000000"})

    assert page.status_code == 429
    assert client.post(reverse("sign-in-code"), {"code": with_phone.now()}).status_code == 429


def test_the_code_page_is_nothing_without_a_password_or_long_after_it(client, user, with_phone):
    assert client.get(reverse("sign-in-code"))["Location"] == DOOR
    knock(client)
    session = client.session
    session["dang_nhap"] = {**session["dang_nhap"], "until": (timezone.now() - timedelta(seconds=1)).isoformat()}
    session.save()

    assert client.get(reverse("sign-in-code"))["Location"] == DOOR


def test_an_account_shut_between_password_and_code_does_not_come_in(client, user, with_phone):
    knock(client)
    User.objects.update(is_active=False)

    assert client.post(reverse("sign-in-code"), {"code": with_phone.now()})["Location"] == DOOR


@pytest.mark.parametrize(("chosen", "status"), [("en", 302), ("vi", 302), ("fr", 404), ("", 404)])
def test_the_language_is_chosen_before_signing_in(client, chosen, status):
    response = client.post(reverse("language"), {"language": chosen, "next": DOOR})

    assert response.status_code == status
    if status == 302:
        assert response["Location"] == DOOR
        assert client.cookies["ngon_ngu"].value == chosen


def test_the_language_chosen_on_the_sign_in_page_wins_over_the_accounts_for_this_visit(client, user):
    client.post(reverse("language"), {"language": "en", "next": DOOR})
    knock(client)

    assert client.cookies["ngon_ngu"].value == "en"
    user.refresh_from_db()
    assert user.language == "vi"

    client.post(reverse("sign-out"))
    knock(client)

    assert client.cookies["ngon_ngu"].value == "vi"


def test_a_persons_language_is_kept_and_spoken_at_the_next_sign_in(enter, client, user):
    enter(user).post(reverse("language"), {"language": "en"})
    user.refresh_from_db()

    knock(client)

    assert user.language == "en"
    assert client.cookies["ngon_ngu"].value == "en"


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(client, user):
    with override_settings(BEHIND_PROXY=True):
        client.post(DOOR, {"username": "minh", "password": PASSWORD}, headers={"X-Forwarded-For": "1.1.1.1, 10.9.8.7"})

    assert SignIn.objects.get().address == "10.9.8.7"


def test_without_a_proxy_nobody_names_their_own_address(client, user):
    client.post(DOOR, {"username": "minh", "password": PASSWORD}, headers={"X-Forwarded-For": "1.1.1.1"})

    assert SignIn.objects.get().address == "127.0.0.1"


def test_the_password_is_nowhere_in_an_error_report_or_the_page(client, user):
    page = knock(client, "Bi mat lam 123")

    assert "Bi mat lam 123" not in page.content.decode()


def test_a_signed_in_request_costs_five_questions_before_its_own(enter, user, django_assert_num_queries):
    client = enter(user)

    # session, person, sign-in row, roles held, roles lent; then whether the rows of the page
    with django_assert_num_queries(5 + 1):
        client.get(reverse("account-open") + "?q=x")


def test_somebody_elses_session_is_not_ended(enter, user):
    other = holder(Role.ADMINISTRATOR, make_unit())
    there = enter(other)

    assert enter(user).post(reverse("end-session", args=[SignIn.objects.get(user=other).pk])).status_code == 404
    assert there.get(reverse("account")).status_code == 200
