"""Opening an account, giving and ending a role on screen."""

import re

import pytest
from django.urls import reverse

from nguon.models import Appointment, Entry, User
from nguon.rules.roles import Role
from tests.factories import DAY, appoint, days, holder, make_unit

pytestmark = pytest.mark.django_db
OPEN = reverse("account-open")


@pytest.fixture
def tree():
    """A province with two communes: (top, commune, other commune)."""
    top = make_unit("Đảng bộ tỉnh")
    return top, make_unit("Đảng ủy xã A", parent=top), make_unit("Đảng ủy xã B", parent=top)


@pytest.fixture
def officer(enter, tree):
    """A browser signed in as the province's organisation officer, with the form's token asked for."""
    return enter(holder(Role.ORGANISATION_OFFICER, tree[0], "Lê Văn Tổ"), csrf=True)


def send(client, address, given):
    """The page's own form, filled in."""
    page = client.get(address).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]
    return client.post(address, {**given, "csrfmiddlewaretoken": token})


NEW = {"full_name": "Nguyễn Thị Hoa", "role": "branch_secretary", "starts_on": "10/03/2026", "last_on": "31/12/2026"}


def test_the_unit_is_chosen_first_and_found_without_accents(officer, tree):
    page = officer.get(OPEN).content.decode()
    found = officer.get(f"{OPEN}?q=xa+b").content.decode()

    assert f"?unit={tree[1].pk}" in page
    assert f"?unit={tree[1].pk}" not in found
    assert f"?unit={tree[2].pk}" in found
    assert "Không có đơn vị nào" in officer.get(f"{OPEN}?q=zzz").content.decode()


@pytest.mark.shows("feature-6")
def test_an_account_is_opened_and_its_first_password_shown_once(officer, tree):
    page = send(officer, f"{OPEN}?unit={tree[1].pk}", NEW)

    assert page.status_code == 201
    user = User.objects.get(username="hoant")
    assert user.check_password(re.search(r"<code>(\w{4}-\w{4}-\w{4})</code>", page.content.decode())[1])
    held = user.appointments.get()
    assert (held.starts_on, held.ends_on) == (DAY, DAY.replace(year=2027, month=1, day=1))
    assert "31/12/2026" in officer.get(reverse("account-page", args=[user.pk])).content.decode()


@pytest.mark.shows("feature-7")
def test_areas_are_ticked_for_a_standing_board_member(officer, tree):
    top, commune, other = tree
    given = NEW | {"role": "standing_board_member", "areas": [other.pk]}

    send(officer, f"{OPEN}?unit={top.pk}", given)

    assert list(Appointment.objects.get(role="standing_board_member").areas.all()) == [other]
    assert commune.name in officer.get(f"{OPEN}?unit={top.pk}").content.decode()


def test_areas_ticked_for_another_role_are_passed_over(officer, tree):
    send(officer, f"{OPEN}?unit={tree[0].pk}", NEW | {"areas": [tree[1].pk], "office": "youth_union"})

    held = Appointment.objects.get(role="branch_secretary")
    assert (held.areas.count(), held.office) == (0, "committee")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"full_name": ""}, "Họ và tên"),
        ({"username": "Tên Sai"}, "Tên đăng nhập gồm 3 đến 40"),
        ({"role": "administrator"}, "Vai trò"),
        ({"role": "standing_board_member"}, "Phải chọn ít nhất một địa bàn phụ trách."),
        ({"starts_on": "31/02/2026"}, "Từ ngày"),
        ({"last_on": "01/03/2026"}, "Ngày cuối phải không trước ngày bắt đầu"),
        ({"email": "khong"}, "Thư điện tử"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(officer, tree, changes, said):
    page = send(officer, f"{OPEN}?unit={tree[0].pk}", NEW | changes)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert 'class="wrong"' in page.content.decode()
    assert not User.objects.filter(full_name="Nguyễn Thị Hoa").exists()


@pytest.mark.parametrize("unit", ["987654321", "x", "1e3", "9" * 40, "-1"])
def test_a_unit_that_is_not_there_is_not_found(officer, unit):
    assert officer.get(f"{OPEN}?unit={unit}").status_code == 404


def test_a_unit_out_of_reach_is_not_found(enter, tree):
    client = enter(holder(Role.ORGANISATION_OFFICER, tree[1]))

    assert client.get(f"{OPEN}?unit={tree[2].pk}").status_code == 404
    assert client.post(f"{OPEN}?unit={tree[0].pk}", NEW).status_code == 404


def test_one_more_role_is_given(officer, tree):
    person = holder(Role.BRANCH_SECRETARY, tree[1])
    address = reverse("appointment-new", args=[person.pk])
    given = {
        "role": "mass_organisation_officer",
        "office": "youth_union",
        "starts_on": "10/03/2026",
        "document_number": "5-QĐ",
    }

    response = send(officer, f"{address}?unit={tree[2].pk}", given)

    assert response["Location"] == reverse("account-page", args=[person.pk])
    held = person.appointments.latest("pk")
    assert (held.unit, held.office, held.document_number) == (tree[2], "youth_union", "5-QĐ")


def test_the_same_role_twice_is_refused_beside_the_role(officer, tree):
    person = holder(Role.BRANCH_SECRETARY, tree[1], "Trần Văn Bình")
    address = f"{reverse('appointment-new', args=[person.pk])}?unit={tree[1].pk}"

    page = send(officer, address, {"role": "branch_secretary", "starts_on": "10/03/2026"})

    assert page.status_code == 422
    assert "Trần Văn Bình đang giữ vai trò Bí thư chi bộ tại Đảng ủy xã A" in page.content.decode()


def test_nobody_finds_a_form_to_appoint_themselves(enter, tree):
    me = holder(Role.ADMINISTRATOR, tree[0])

    assert enter(me).get(reverse("appointment-new", args=[me.pk])).status_code == 404


def test_a_role_ends_after_its_last_day(officer, tree):
    person = holder(Role.BRANCH_SECRETARY, tree[1])
    held = person.appointments.get()
    address = reverse("appointment-end", args=[person.pk, held.pk])

    past = send(officer, address, {"last_on": "08/03/2026"})
    right = send(officer, address, {"last_on": "31/03/2026", "reason": "QĐ 7"})

    held.refresh_from_db()
    assert past.status_code == 422
    assert "từ hôm nay trở đi" in past.content.decode()
    assert right.status_code == 302
    assert held.ends_on == DAY.replace(month=4, day=1)
    assert Entry.objects.get().reason == "QĐ 7"


def test_a_role_is_taken_away_at_once(enter, officer, tree):
    person = holder(Role.GRASSROOTS_OFFICER, tree[1])
    theirs = enter(person)
    assert theirs.get(reverse("account-list")).status_code == 200
    held = person.appointments.get()

    page = officer.get(reverse("appointment-end", args=[person.pk, held.pk])).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]
    officer.post(reverse("appointment-withdraw", args=[person.pk, held.pk]), {"csrfmiddlewaretoken": token})

    assert theirs.get(reverse("account-list")).status_code == 404


def test_the_only_role_of_somebody_new_is_not_withdrawn_but_said_why(enter, tree):
    person = holder(Role.GRASSROOTS_OFFICER, tree[1], starts_on=DAY + days(3))
    held = person.appointments.get()

    page = enter(holder(Role.ORGANISATION_OFFICER, tree[0])).post(
        reverse("appointment-withdraw", args=[person.pk, held.pk])
    )

    assert page.status_code == 422
    assert "Đây là vai trò duy nhất của người này" in page.content.decode()


@pytest.mark.parametrize("name", ["appointment-end", "appointment-withdraw"])
def test_a_role_is_not_ended_under_another_persons_address(enter, tree, name):
    one, two = holder(Role.BRANCH_SECRETARY, tree[1]), holder(Role.BRANCH_SECRETARY, tree[2])
    held = appoint(two, Role.GRASSROOTS_OFFICER, tree[2])
    client = enter(holder(Role.ORGANISATION_OFFICER, tree[0]))

    assert client.post(reverse(name, args=[one.pk, held.pk]), {"last_on": "31/03/2026"}).status_code == 404
