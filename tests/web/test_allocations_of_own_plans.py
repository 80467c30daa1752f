"""A unit that divided its share of the superior plan first and made its own plan afterwards does not divide twice."""

import pytest
from django.urls import reverse

from nguon.models import Allocation, Share
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, holder, make_plan, make_unit
from tests.web.test_allocation_table import text_of

pytestmark = pytest.mark.django_db


def test_the_table_of_the_own_plan_begins_with_what_was_issued_before_and_says_so(enter):
    top = make_unit("Tỉnh ủy A")
    commune = make_unit("Đảng ủy Một", parent=top)
    branches = [make_unit(f"Chi bộ {name}", parent=commune) for name in "ABC"]
    above, own = make_plan(top), make_plan(commune, places=18)
    own.plan.carries_out = above.plan
    own.plan.save(update_fields=["carries_out"])
    officer = holder(Role.GRASSROOTS_OFFICER, commune)
    issued = Allocation.objects.create(
        plan=above.plan,
        version=above,
        unit=commune,
        path=commune.path,
        province=commune.province,
        ordinal=1,
        state="issued",
        document_number="9-KH/ĐU",
        document_date=DAY,
        holds_from=DAY,
        made_by=officer,
        made_at=NOON,
        saved_at=NOON,
        issued_at=NOON,
    )
    for unit, places in zip(branches, (10, 8), strict=False):
        Share.objects.create(allocation=issued, unit=unit, province=unit.province, places=places)
    client = enter(officer)
    begin = reverse("allocation-open", args=[own.plan_id, commune.pk])

    page = text_of(client.post(begin, follow=True))
    client.post(begin)

    (draft,) = Allocation.objects.filter(state="draft")
    assert dict(draft.shares.values_list("unit__name", "places")) == {"Chi bộ A": 10, "Chi bộ B": 8, "Chi bộ C": 0}
    assert "Bảng bắt đầu bằng số đã giao theo 9-KH/ĐU" in page
