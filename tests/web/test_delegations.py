"""Delegations on screen."""

import pytest
from django.urls import reverse

from nguon.models import Delegation, Entry
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, days, holder, make_unit

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("delegation-list"), reverse("delegation-new")


@pytest.fixture
def branch():
    """A branch with its secretary and a committee member: (unit, secretary, member)."""
    unit = make_unit("Chi bộ thôn 1", parent=make_unit("Đảng ủy xã A", parent=make_unit("Đảng bộ tỉnh")))
    secretary = holder(Role.BRANCH_SECRETARY, unit, "Nguyễn Văn Bí")
    return unit, secretary, holder(Role.BRANCH_COMMITTEE_MEMBER, unit, "Phạm Thị Đào")


def given(to, **changes):
    return {
        "to": to.pk,
        "starts_on": "10/03/2026",
        "last_on": "31/03/2026",
        "document_number": "05-GUQ/CB",
        "document_date": "09/03/2026",
        **changes,
    }


@pytest.mark.shows("feature-75", "beyond-21")
def test_a_secretary_delegates_by_a_document_and_the_deputy_works_in_their_place(enter, branch):
    _, secretary, member = branch
    client, deputy = enter(secretary), enter(member)
    held = secretary.appointments.get()
    assert deputy.get(reverse("delegation-list")).status_code == 404

    response = client.post(f"{NEW}?vai-tro={held.pk}", given(member))

    assert response["Location"] == LIST
    page = client.get(LIST).content.decode()
    for words in ("Phạm Thị Đào", "Nguyễn Văn Bí", "05-GUQ/CB", "31/03/2026", "đang có hiệu lực"):
        assert words in page
    assert "thay Nguyễn Văn Bí" in deputy.get(reverse("account")).content.decode()
    assert deputy.get(reverse("delegation-list")).status_code == 200
    assert deputy.get(f"{NEW}?vai-tro={held.pk}").status_code == 404


@pytest.mark.shows("feature-75")
def test_it_ends_by_itself(enter, branch, monkeypatch):
    _, secretary, member = branch
    enter(secretary).post(f"{NEW}?vai-tro={secretary.appointments.get().pk}", given(member))
    deputy = enter(member)

    monkeypatch.setenv("NGUON_TODAY", "2026-03-31")
    assert "thay Nguyễn Văn Bí" in deputy.get(reverse("account")).content.decode()
    monkeypatch.setenv("NGUON_TODAY", "2026-04-01")
    assert "thay Nguyễn Văn Bí" not in deputy.get(reverse("account")).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"to": ""}, "Người được ủy quyền"),
        ({"to": "987654321"}, "Người được ủy quyền"),
        ({"last_on": "09/03/2026"}, "Ngày cuối phải không trước ngày bắt đầu."),
        ({"last_on": "10/03/2027"}, "không quá 12 tháng"),
        ({"document_number": ""}, "Số văn bản ủy quyền"),
        ({"document_date": "11/03/2026"}, "không được sau hôm nay"),
        ({"starts_on": "31/02/2026"}, "Từ ngày"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(enter, branch, changes, said):
    _, secretary, member = branch

    page = enter(secretary).post(f"{NEW}?vai-tro={secretary.appointments.get().pk}", given(member) | changes)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Delegation.objects.exists()


@pytest.mark.parametrize("wanted", ["987654321", "9" * 30])
def test_a_role_that_is_not_theirs_is_not_found(enter, branch, wanted):
    assert enter(branch[1]).get(f"{NEW}?vai-tro={wanted}").status_code == 404


def test_the_roles_that_may_be_lent_are_offered(enter, branch):
    unit, secretary, _ = branch

    own = enter(secretary).get(NEW).content.decode()
    keeper = enter(holder(Role.ORGANISATION_OFFICER, unit.parent, "Lê Tổ")).get(NEW).content.decode()

    assert own.count("?vai-tro=") == 1
    assert keeper.count("?vai-tro=") == 2


def test_a_lonely_holder_is_told_that_nobody_is_there_to_receive_it(enter):
    lonely = holder(Role.BRANCH_SECRETARY, make_unit("Chi bộ 9"))

    page = enter(lonely).get(f"{NEW}?vai-tro={lonely.appointments.get().pk}").content.decode()

    assert "Chưa có người nào khác" in page


def lent(branch):
    _, secretary, member = branch
    return Delegation.objects.create(
        appointment=secretary.appointments.get(),
        to=member,
        starts_on=DAY,
        ends_on=DAY + days(9),
        document_number="1-GUQ",
        document_date=DAY,
        made_at=NOON,
    )


@pytest.mark.parametrize(("who", "lands"), [(1, "delegation-list"), (2, "delegation-list")])
def test_giver_and_receiver_end_it_with_one_button(enter, branch, who, lands):
    row = lent(branch)
    client = enter(branch[who])

    response = client.post(reverse("delegation-end", args=[row.pk]))

    row.refresh_from_db()
    assert response["Location"] == reverse(lands)
    assert row.ended_early_on == DAY
    assert Entry.objects.get().action == "delegating.end"
    assert client.post(reverse("delegation-end", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(enter, branch, count, django_assert_num_queries):
    for _ in range(count):
        lent(branch)
    client = enter(branch[1])

    with django_assert_num_queries(8):  # five of every request; how many; rows; which may be ended
        client.get(LIST)


def test_an_empty_list_says_what_to_do(enter, branch):
    assert "Chưa có ủy quyền nào." in enter(branch[1]).get(LIST).content.decode()
