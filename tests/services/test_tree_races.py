"""Two people change the tree at one moment: one change is made, the other is told what moved."""

import threading

import pytest
from django.db import connection

from nguon.queries.reorganising import forecast
from nguon.queries.reorganising_acts import Deed, to_move
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.roles import Role
from nguon.services.reorganising import reorganise
from tests.factories import DAY, holder, make_unit

pytestmark = pytest.mark.usefixtures("committed")


@pytest.mark.postgres
def test_of_eight_equal_clicks_one_is_carried_out(by):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite runs one writing transaction at a time by itself")
    province = make_unit("Đảng bộ tỉnh")
    a, b = make_unit("Xã A", parent=province), make_unit("Xã B", parent=province)
    branch = make_unit("Chi bộ 1", parent=a)
    who = by(holder(Role.ORGANISATION_OFFICER, province))
    intent = to_move(who, [branch.pk], parent_id=b.pk, deed=Deed(on=DAY))
    seen = forecast(who, intent).fingerprint
    said: list[str] = []
    gate = threading.Barrier(8)

    def click() -> None:
        gate.wait()
        try:
            reorganise(by=who, intent=intent, seen=seen)
            said.append("done")
        except (MovedOn, RuleViolation):
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(said) == ["done", *["refused"] * 7]
