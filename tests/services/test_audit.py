"""Every write leaves one signed entry, and nobody can mend the trail afterwards."""

import pytest
from django.db import DatabaseError, transaction

from nguon.models import Entry, RowChange, Seal
from nguon.rules.roles import Role
from nguon.services.audit import no_change, operation, record, seal_pending
from tests.factories import DAY, holder, make_unit

pytestmark = pytest.mark.django_db


@operation
def rename_for_test(*, by, unit, name):
    before, unit.name = unit.name, name
    unit.save(update_fields=["name"])
    record(by, "organisation.rename", unit, unit=unit, before={"name": before}, after={"name": name})
    return unit


def test_an_operation_leaves_one_entry_with_who_what_before_and_after(by):
    unit = make_unit("Đảng ủy A")
    officer = holder(Role.ORGANISATION_OFFICER, unit, "Lê Thị Minh")

    rename_for_test(by=by(officer), unit=unit, name="Đảng ủy B")

    entry = Entry.objects.get()
    assert (entry.who_name, entry.role, entry.action) == ("Lê Thị Minh", "organisation_officer", "organisation.rename")
    assert (entry.before, entry.after, entry.on) == ({"name": "Đảng ủy A"}, {"name": "Đảng ủy B"}, DAY)


def test_the_row_trigger_names_who_acted_and_is_silent_about_nobody(by):
    unit = make_unit("Đảng ủy A")
    officer = holder(Role.ORGANISATION_OFFICER, unit)

    rename_for_test(by=by(officer), unit=unit, name="Đảng ủy B")
    type(unit).objects.filter(pk=unit.pk).update(name="Đảng ủy C")

    changes = list(RowChange.objects.filter(table="nguon_unit", what="update").order_by("pk"))[-2:]
    assert [each.actor for each in changes] == [str(officer.pk), ""]
    assert [each.after["name"] for each in changes] == ["Đảng ủy B", "Đảng ủy C"]


def test_an_operation_that_leaves_no_entry_is_a_bug(by):
    officer = holder(Role.ORGANISATION_OFFICER, make_unit())

    @operation
    def silent(*, by):
        return None

    with pytest.raises(RuntimeError, match="left 0 entries"):
        silent(by=by(officer))


def test_an_operation_may_say_that_nothing_changed(by):
    officer = holder(Role.ORGANISATION_OFFICER, make_unit())

    @operation
    def idle(*, by):
        no_change()

    idle(by=by(officer))

    assert not Entry.objects.exists()


@pytest.mark.parametrize("model", [Entry, RowChange, Seal])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_trail_refuses_change_and_removal(by, model, act):
    unit = make_unit()
    rename_for_test(by=by(holder(Role.ORGANISATION_OFFICER, unit)), unit=unit, name="Mới")
    seal_pending()
    rows = model.objects.all()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete() if act == "delete" else rows.update(id=1_000_000)
    assert rows.exists()
