"""The list of persons, one person's page, and what those entitled do there."""

import re

import pytest
from django.urls import reverse

from nguon.models import Entry, User
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, appoint, days, holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """A province with two communes: (top, commune, other commune)."""
    top = make_unit("Đảng bộ tỉnh")
    return top, make_unit("Đảng ủy xã A", parent=top), make_unit("Đảng ủy xã B", parent=top)


@pytest.fixture
def person(tree):
    return holder(Role.BRANCH_SECRETARY, tree[1], "Trần Thị Ánh")


@pytest.fixture
def officer(enter, tree):
    """A browser signed in as the province's organisation officer."""
    return enter(holder(Role.ORGANISATION_OFFICER, tree[0], "Lê Văn Tổ"))


def names(page):
    return re.findall(r'<th scope="row"><a href="/nguoi-dung/\d+/">([^<]+)</a>', page.content.decode())


def test_the_list_shows_persons_by_given_name_with_role_and_unit(officer, tree, person):
    holder(Role.GRASSROOTS_OFFICER, tree[2], "Võ An")

    page = officer.get(reverse("account-list"))

    assert names(page) == ["Võ An", "Trần Thị Ánh", "Lê Văn Tổ"]
    assert "Bí thư chi bộ" in page.content.decode()
    assert "3 người trong phạm vi phụ trách" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=anh", ["Trần Thị Ánh"]),
        ("role=organisation_officer", ["Lê Văn Tổ"]),
        ("role=khong-co", ["Trần Thị Ánh", "Lê Văn Tổ"]),
        ("standing=closed", []),
        ("unit=abc&page=x", ["Trần Thị Ánh", "Lê Văn Tổ"]),
        ("q=zzz", []),
    ],
)
def test_the_list_is_narrowed_and_bad_words_narrow_nothing(officer, person, query, found):
    page = officer.get(f"{reverse('account-list')}?{query}")

    assert names(page) == found
    if not found:
        assert "Không có người nào hợp với điều kiện lọc." in page.content.decode()


def test_the_list_is_narrowed_to_a_unit_within_reach(officer, enter, tree, person):
    address = f"{reverse('account-list')}?unit={tree[1].pk}"

    assert names(officer.get(address)) == ["Trần Thị Ánh"]
    neighbour = enter(holder(Role.INSPECTION_OFFICER, tree[2], "Ngô Xem"))
    assert names(neighbour.get(address)) == ["Ngô Xem"]


def test_fifty_stand_on_a_page(officer, tree):
    for number in range(51):
        holder(Role.BRANCH_SECRETARY, tree[1], f"Lê A{number:02}")

    assert len(names(officer.get(reverse("account-list")))) == 50
    assert len(names(officer.get(f"{reverse('account-list')}?page=2"))) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(officer, tree, count, django_assert_num_queries):
    for _ in range(count):
        holder(Role.BRANCH_SECRETARY, tree[1])

    with django_assert_num_queries(8):  # five of every request; how many; persons; their roles
        officer.get(reverse("account-list"))


def test_a_persons_page_shows_roles_past_and_present_and_what_may_be_done(officer, tree, person):
    appoint(person, Role.BRANCH_COMMITTEE_MEMBER, tree[1], ends_on=DAY - days(1))
    appoint(person, Role.GRASSROOTS_OFFICER, tree[2], starts_on=DAY + days(1))

    page = officer.get(reverse("account-page", args=[person.pk])).content.decode()

    assert re.findall(r"<span>(đang giữ|chưa đến ngày|đã thôi)</span>", page) == [
        "chưa đến ngày",
        "đang giữ",
        "đã thôi",
    ]
    for words in ("Giao vai trò", "Cấp mật khẩu mới", "Khóa tài khoản", "Sửa tên, thư"):
        assert words in page


def test_who_only_looks_is_offered_nothing(enter, tree, person):
    page = enter(holder(Role.INSPECTION_OFFICER, tree[0])).get(reverse("account-page", args=[person.pk]))

    for words in ("Giao vai trò", "Cấp mật khẩu mới", "Khóa tài khoản", "Kết thúc</a>"):
        assert words not in page.content.decode()


def test_ones_own_page_offers_nothing(enter, tree):
    me = holder(Role.ADMINISTRATOR, tree[0])

    page = enter(me).get(reverse("account-page", args=[me.pk])).content.decode()

    for words in ("Giao vai trò", "Cấp mật khẩu mới", "Khóa tài khoản", "Kết thúc</a>"):
        assert words not in page


def test_a_new_first_password_is_shown_once_and_kept_nowhere(officer, person):
    page = officer.post(reverse("account-password", args=[person.pk]))

    password = re.search(r"<code>(\w{4}-\w{4}-\w{4})</code>", page.content.decode())[1]
    person.refresh_from_db()
    assert person.check_password(password)
    assert person.must_change_password
    assert page["Cache-Control"] == "private, no-store"
    assert password not in str(list(Entry.objects.values()))


def test_an_account_is_shut_with_a_reason_and_opened_again(officer, person):
    bare = officer.post(reverse("account-close", args=[person.pk]), {"reason": ""})
    shut = officer.post(reverse("account-close", args=[person.pk]), {"reason": "Nghỉ hưu"}, follow=True)

    assert bare.status_code == 422
    assert '<details class="mt-3" open>' in bare.content.decode()
    assert "Đã khóa tài khoản của Trần Thị Ánh" in shut.content.decode()
    assert not User.objects.get(pk=person.pk).is_active
    assert "Đã mở lại" in officer.post(reverse("account-reopen", args=[person.pk]), follow=True).content.decode()


def test_only_blanks_are_no_reason(officer, person):
    assert officer.post(reverse("account-close", args=[person.pk]), {"reason": "   "}).status_code == 422


def test_the_second_factor_of_who_lost_the_phone_is_taken_away(officer, person):
    User.objects.filter(pk=person.pk).update(totp_confirmed_at=NOON, totp_secret=b"x")
    assert "Bỏ xác thực hai bước" in officer.get(reverse("account-page", args=[person.pk])).content.decode()

    officer.post(reverse("account-second-factor", args=[person.pk]))

    assert User.objects.get(pk=person.pk).totp_confirmed_at is None


def test_a_name_is_corrected(officer, person):
    address = reverse("account-correct", args=[person.pk])

    wrong = officer.post(address, {"full_name": "", "email": "khong phai thu"})
    right = officer.post(address, {"full_name": "Trần Thị Ánh Nguyệt", "email": "nguyet@example.vn"})

    assert wrong.status_code == 422
    assert right["Location"] == reverse("account-page", args=[person.pk])
    assert User.objects.get(pk=person.pk).full_name == "Trần Thị Ánh Nguyệt"


@pytest.mark.parametrize(
    "name", ["account-correct", "account-close", "account-reopen", "account-password", "account-second-factor"]
)
def test_an_officer_finds_no_way_to_an_administrators_account(officer, tree, name):
    administrator = holder(Role.ADMINISTRATOR, tree[0])

    response = officer.post(reverse(name, args=[administrator.pk]), {"reason": "x", "full_name": "x"})

    assert response.status_code == 404
    assert not Entry.objects.exists()
