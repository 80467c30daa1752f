"""Which roles must have a second factor, set by who keeps the whole system."""

import pytest
from django.urls import reverse

from nguon.models import Entry, RoleRequirement
from nguon.rules.roles import Role
from tests.factories import NOON, holder, make_unit

pytestmark = pytest.mark.django_db
PAGE = reverse("requirements")


@pytest.mark.shows("feature-77")
def test_the_page_counts_holders_and_keeps_what_is_ticked(enter):
    top = make_unit()
    ready = holder(Role.BRANCH_SECRETARY, top)
    type(ready).objects.filter(pk=ready.pk).update(totp_confirmed_at=NOON)
    client = enter(holder(Role.ADMINISTRATOR, top))

    response = client.post(PAGE, {"roles": ["branch_secretary", "organisation_officer"]})

    assert response["Location"] == PAGE
    assert set(RoleRequirement.objects.filter(totp_required=True).values_list("role", flat=True)) == {
        "branch_secretary",
        "organisation_officer",
    }
    assert Entry.objects.get().action == "accounts.require_second_factor"
    rows = {
        role: (persons, with_factor, required)
        for role, persons, with_factor, required in client.get(PAGE).context["rows"]
    }
    assert rows["branch_secretary"] == (1, 1, True)
    assert rows["administrator"] == (1, 0, False)


def test_a_role_that_does_not_exist_is_refused(enter):
    assert enter(holder(Role.ADMINISTRATOR, make_unit())).post(PAGE, {"roles": ["vua"]}).status_code == 422
    assert not RoleRequirement.objects.exists()


def test_an_administrator_further_down_sees_but_does_not_set(enter):
    client = enter(holder(Role.ADMINISTRATOR, make_unit("Đảng ủy xã", parent=make_unit())))

    page = client.get(PAGE)

    assert "Chỉ người quản trị ở đơn vị cao nhất" in page.content.decode()
    assert client.post(PAGE, {"roles": ["administrator"]}).status_code == 422
    assert not RoleRequirement.objects.exists()
