"""The trail on screen, for those entitled."""

from datetime import date

import pytest
from django.urls import reverse

from nguon.models import Unit
from nguon.rules.roles import Action, Role
from nguon.services.audit import acting, record
from tests.factories import NOON, holder, make_unit, make_user

pytestmark = pytest.mark.django_db
PAGE = reverse("audit")


@pytest.fixture
def tree():
    """A province with two communes: (top, commune, other commune), written by somebody."""
    with acting("system:test"):
        top = make_unit("Đảng bộ tỉnh")
        return top, make_unit("Đảng ủy xã A", parent=top), make_unit("Đảng ủy xã B", parent=top)


def done(by, user, unit, action="organisation.rename", **kwargs):
    return record(by(user), action, unit, unit=unit, permitted_by=Action.CHANGE_UNITS, **kwargs)


@pytest.mark.shows("feature-78")
def test_an_entry_shows_who_in_which_role_and_before_and_after(enter, by, tree):
    officer = holder(Role.ORGANISATION_OFFICER, tree[0], "Lê Thị Minh")
    done(by, officer, tree[1], before={"name": "Đảng ủy xã Cũ"}, after={"name": "Đảng ủy xã A"}, reason="QĐ 12")

    page = enter(officer).get(PAGE).content.decode()

    for words in (
        "Lê Thị Minh",
        "Cán bộ ban tổ chức",
        "Đổi tên, đổi loại hình tổ chức",
        "<del>Đảng ủy xã Cũ</del>",
        "<ins>Đảng ủy xã A</ins>",
        "QĐ 12",
    ):
        assert words in page


def test_an_act_of_a_deputy_says_for_whom(enter, by, tree):
    from nguon.models import Delegation

    officer = holder(Role.ORGANISATION_OFFICER, tree[0], "Lê Thị Minh")
    deputy = holder(Role.INSPECTION_OFFICER, tree[0], "Phạm Thay")
    Delegation.objects.create(
        appointment=officer.appointments.get(),
        to=deputy,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 1),
        document_number="1",
        document_date=date(2026, 3, 1),
        made_at=NOON,
    )
    done(by, deputy, tree[1])

    assert "thay Lê Thị Minh" in enter(officer).get(PAGE).content.decode()


def test_entries_out_of_reach_are_not_shown(enter, by, tree):
    officer = holder(Role.ORGANISATION_OFFICER, tree[0])
    done(by, officer, tree[2], reason="việc của xã B")

    page = enter(holder(Role.INSPECTION_OFFICER, tree[1])).get(PAGE).content.decode()

    assert "việc của xã B" not in page
    assert "Nhật ký chưa có mục nào" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("who=minh", True),
        ("who=khac", False),
        ("action=organisation", True),
        ("action=organisation.rename", True),
        ("action=accounts", False),
        ("action=%27%20OR%201", False),
        ("subject=x%C3%A3+A", True),
        ("first_on=01/01/2099", False),
        ("last_on=01/01/2020", False),
        ("first_on=khong-phai-ngay", True),
        ("last_on=31/12/9999", True),
        ("unit=x&truoc=abc&so=y", True),
        ("truoc=1", False),
        (f"truoc={'9' * 40}", True),
    ],
)
def test_the_trail_is_narrowed_and_bad_words_narrow_nothing(enter, by, tree, query, shown):
    officer = holder(Role.ORGANISATION_OFFICER, tree[0], "Lê Thị Minh")
    done(by, officer, tree[1], reason="dấu vết")

    page = enter(officer).get(f"{PAGE}?{query}")

    assert page.status_code == 200
    assert ("dấu vết" in page.content.decode()) is shown


def test_a_day_that_is_no_day_is_said(enter, tree):
    page = enter(holder(Role.INSPECTION_OFFICER, tree[0])).get(f"{PAGE}?first_on=31/02/2026")

    assert "Ngày phải theo dạng dd/mm/yyyy" in page.content.decode()


def test_older_entries_stand_on_the_next_page(enter, by, tree):
    officer = holder(Role.ORGANISATION_OFFICER, tree[0])
    entries = [done(by, officer, tree[1]) for _ in range(51)]
    client = enter(officer)

    first = client.get(PAGE).content.decode()

    assert first.count('<tr id="muc-') == 50
    assert f"?truoc={entries[1].pk}" in first
    rest = client.get(f"{PAGE}?truoc={entries[1].pk}").content.decode()
    assert rest.count('<tr id="muc-') == 1
    assert "Về mới nhất" in rest


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_whatever_its_length(enter, by, tree, count, django_assert_num_queries):
    officer = holder(Role.ORGANISATION_OFFICER, tree[0])
    for _ in range(count):
        done(by, officer, tree[1])
    client = enter(officer)

    with django_assert_num_queries(6):  # five of every request; entries
        client.get(PAGE)


def test_what_people_wrote_is_never_taken_for_markup(enter, by, tree):
    officer = holder(Role.ORGANISATION_OFFICER, tree[0])
    done(by, officer, tree[1], after={"name": "<script>alert(1)</script>"}, reason="<b>x</b>")

    page = enter(officer).get(PAGE).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.shows("feature-80")
def test_who_keeps_the_system_is_warned_of_rows_changed_round_the_services(enter, tree):
    with acting("system:test"):
        keeper = holder(Role.ADMINISTRATOR, tree[0])
    client = enter(keeper)
    assert "Không có thay đổi nào." in client.get(reverse("audit-strays")).content.decode()
    Unit.objects.filter(pk=tree[1].pk).update(name="Tên bí mật")

    warned, listed = client.get(PAGE).content.decode(), client.get(reverse("audit-strays")).content.decode()

    assert "chưa ai xem xét" in warned
    assert "nguon_unit" in listed
    assert "Tên bí mật" not in listed


def test_an_administrator_further_down_is_told_where_to_ask(enter, tree):
    make_user()
    page = enter(holder(Role.ADMINISTRATOR, tree[1])).get(reverse("audit-strays"))

    assert "chỉ hiện với người quản trị ở đơn vị cao nhất" in page.content.decode()
