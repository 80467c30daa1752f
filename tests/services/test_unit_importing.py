"""Lists of units: brought in, checked, entered, put aside."""

import pytest

from nguon.models import Entry, Unit, UnitImport
from nguon.queries.unit_importing import check
from nguon.queries.unit_kinds import kind_name
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.unit_importing import bring_units, drop_import, enter_units
from tests.factories import DAY, LONG_AGO, days, holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_unit("Xã", parent=make_unit("Tỉnh"))


@pytest.fixture
def who(by, commune):
    return by(holder(Role.GRASSROOTS_OFFICER, commune))


def rows(*names: str, **more: str) -> list[tuple[int, dict[str, str]]]:
    return [(number, {"name": name, "kind": kind_name("branch", DAY), **more}) for number, name in enumerate(names, 2)]


def brought(who, commune, *names, on=DAY, **more) -> UnitImport:
    return bring_units(by=who, unit_id=commune.pk, file_name="ds.xlsx", rows=rows(*names, **more), on=on)


def test_bringing_and_entering_leave_an_entry_each(who, commune):
    waiting = brought(who, commune, "Chi bộ 1", "Chi bộ 2")

    done = enter_units(by=who, import_id=waiting.pk, seen=check(waiting).fingerprint)

    assert (done.kind, done.summary) == ("import", "Nhập 2 đơn vị dưới Xã")
    assert Entry.objects.get(action="organisation.import").after["entered"] == 2
    assert Unit.objects.filter(parent=commune).count() == 2


@pytest.mark.parametrize("on", [LONG_AGO - days(1), DAY + days(1)])
def test_a_day_before_the_unit_or_to_come_is_refused(who, commune, on):
    with pytest.raises(RuleViolation):
        brought(who, commune, "Chi bộ 1", on=on)


def test_a_unit_that_closes_takes_no_list(who, commune):
    Unit.objects.filter(pk=commune.pk).update(closed_on=DAY + days(5))

    with pytest.raises(RuleViolation, match="kết thúc"):
        brought(who, commune, "Chi bộ 1")


def test_a_list_is_entered_once(who, commune):
    waiting = brought(who, commune, "Chi bộ 1")
    seen = check(waiting).fingerprint
    enter_units(by=who, import_id=waiting.pk, seen=seen)

    with pytest.raises(NotReached):
        enter_units(by=who, import_id=waiting.pk, seen=seen)


def test_a_check_that_was_not_seen_is_not_entered(who, commune):
    waiting = brought(who, commune, "Chi bộ 1")

    with pytest.raises(MovedOn):
        enter_units(by=who, import_id=waiting.pk, seen="")


def test_a_list_without_a_good_row_is_refused(who, commune):
    waiting = brought(who, commune, "")

    with pytest.raises(RuleViolation, match="Không có dòng nào nhập được"):
        enter_units(by=who, import_id=waiting.pk, seen=check(waiting).fingerprint)


def test_a_list_put_aside_is_not_entered(who, commune):
    waiting = brought(who, commune, "Chi bộ 1")
    drop_import(by=who, import_id=waiting.pk)

    with pytest.raises(NotReached):
        enter_units(by=who, import_id=waiting.pk, seen=check(waiting).fingerprint)


def test_nobody_brings_a_list_to_a_unit_out_of_reach(by, commune):
    stranger = by(holder(Role.GRASSROOTS_OFFICER, make_unit("Nơi khác")))

    with pytest.raises(NotReached):
        brought(stranger, commune, "Chi bộ 1")


@pytest.mark.parametrize("many", [1, 3])
def test_a_check_asks_the_same_however_many_rows(who, commune, many, django_assert_num_queries):
    waiting = brought(who, commune, *[f"Chi bộ {number}" for number in range(many)])

    with django_assert_num_queries(1):
        check(waiting)
