"""The rows of a wording, as they are written from what was accepted."""

from decimal import Decimal

import pytest

from nguon.queries.planning import items_of_version
from nguon.rules.plan_comparison import compare
from nguon.rules.roles import Role
from nguon.services import drafting, planning
from tests.drafts import accepted
from tests.factories import holder, make_unit

pytestmark = pytest.mark.django_db
ADDED = {
    "pool_ratio": {"min": 1.5, "max": 2},
    "priority_group": {"group": "women"},
    "responsible": {"name": "Phạm Văn Thử", "duty": "Phụ trách địa bàn"},
    "reference": {"number": "28-CT/TW", "date": "2019-01-21"},
    "document.has_appendix": {"value": True},
    "document.parent": {"value": "Tỉnh ủy"},
}


def test_a_wording_read_back_says_what_was_accepted(by):
    unit = make_unit("Huyện ủy Đạm Ri", parent=make_unit("Tỉnh ủy"))
    officer = by(holder(Role.ORGANISATION_OFFICER, unit))
    draft = accepted(officer, unit)
    for part, value in ADDED.items():
        drafting.add(by=officer, draft_id=draft.pk, part=part, value=value)
    draft.refresh_from_db()
    kept = [(each.part, each.read) for each in draft.items.filter(decision="accepted")]

    version = planning.confirm_draft(by=officer, draft_id=draft.pk, seen=draft.revision)

    back = [(each.part, each.value) for each in items_of_version(version)]
    assert [each for each in compare(kept, back) if each.state != "same"] == []
    assert (version.pool_ratio_min, version.pool_ratio_max) == (Decimal("1.5"), Decimal(2))
