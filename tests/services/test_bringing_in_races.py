"""Two at once with the same file, or the same name for a new person: only PostgreSQL lets both look first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from nguon.models import PlanDraft, User
from nguon.queries.access import reach
from nguon.rules.errors import RuleViolation
from nguon.rules.roles import Role
from nguon.services.accounts import open_account
from nguon.services.drafting import bring_in, read_document
from tests.factories import DAY, holder, make_unit

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


def at_once(act: Callable[[], object]) -> list[str]:
    """What four who do the same at once are told."""

    def one(_number: int) -> str:
        try:
            act()
        except RuleViolation as refused:
            return refused.unmet[0].code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        return sorted(pool.map(one, range(4)))


def test_a_file_brought_in_four_times_at_once_makes_one_draft(committed):
    unit = make_unit("Đảng ủy xã Đề Gi")
    by = reach(holder(Role.ORGANISATION_OFFICER, unit), on=DAY)
    document = read_document("Kế hoạch kết nạp đảng viên năm 2026".encode(), "a.txt")

    said = at_once(lambda: bring_in(by=by, unit_id=unit.pk, document=document))

    assert said == ["done", *["drafting.same_file"] * 3]
    assert PlanDraft.objects.count() == 1


def test_a_name_given_to_four_persons_at_once_is_taken_once(committed):
    unit = make_unit("Đảng ủy xã Đề Gi")
    by = reach(holder(Role.ORGANISATION_OFFICER, unit), on=DAY)
    person = {"full_name": "Trần Văn Đua", "username": "tran.dua", "password": "mot-hai-ba-bon"}

    said = at_once(lambda: open_account(by=by, unit_id=unit.pk, role=Role.BRANCH_SECRETARY, starts_on=DAY, **person))

    assert said == ["accounts.username.taken"] * 3 + ["done"]
    assert User.objects.filter(username="tran.dua").count() == 1
