"""verify_audit names what was changed, removed or put in, on either engine."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from nguon.models import Entry, RowChange, Seal, Unit, triggers
from nguon.queries.access import system_reach
from nguon.queries.audit_proof import SIGNED, content_of, prove, sign
from nguon.rules.errors import RuleViolation
from nguon.rules.roles import Role
from nguon.services.audit import acknowledge_row_changes, acting, last_row_change, operation, record, seal_pending
from tests.factories import DAY, holder, make_unit

pytestmark = pytest.mark.django_db


@operation
def note_for_test(*, by, unit, number):
    unit.short_name = f"Đ{number}"
    unit.save(update_fields=["short_name"])
    record(by, "organisation.rename", unit, unit=unit, before={"n": number - 1}, after={"n": number})


@pytest.fixture
def trail(by):
    """Five sealed entries; every row was written by someone."""
    with acting("system:test"):
        unit = make_unit("Đảng ủy A")
        officer = holder(Role.ORGANISATION_OFFICER, unit, "Lê Thị Minh")
    for number in range(1, 6):
        note_for_test(by=by(officer), unit=unit, number=number)
    seal_pending()
    return list(Entry.objects.order_by("pk"))


def tamper(statement, *parameters):
    """Change the trail as somebody with full rights on the database would: the triggers away, and back again."""
    triggers.lift_append_only()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    triggers.lay()


def verify(**options):
    out = StringIO()
    try:
        call_command("verify_audit", stdout=out, **options)
    except CommandError as refused:
        return 1, f"{out.getvalue()}{refused}"
    return 0, out.getvalue()


@pytest.mark.shows("feature-80")
def test_a_whole_trail_is_said_to_be_whole_and_its_last_seal_is_printed(trail):
    code, said = verify()

    assert code == 0
    assert "Đã xem 5 mục, 5 con dấu" in said
    assert Seal.objects.get(entry_number=trail[-1].pk).chain in said


@pytest.mark.shows("feature-80")
def test_a_changed_entry_is_named_with_number_time_and_act(trail):
    tamper("UPDATE nguon_entry SET who_name = 'Người khác' WHERE id = %s", trail[2].pk)

    code, said = verify()

    assert code == 1
    assert re.search(rf"Mục bị sửa số {trail[2].pk}, \d\d:\d\d:\d\d \d\d/\d\d/\d{{4}}, organisation.rename", said)
    assert said.count("Mục bị sửa") == 1


@pytest.mark.parametrize("column", [name for name in SIGNED if name not in ("at", "who_id", "before", "after", "on")])
def test_no_column_can_be_changed_unseen(trail, column):
    new = 7 if column == "subject_id" else "x"
    tamper(f'UPDATE nguon_entry SET "{column}" = %s WHERE id = %s', new, trail[1].pk)

    assert [(fault.kind, fault.number) for fault in prove().faults] == [("changed", trail[1].pk)]


def test_what_stood_before_cannot_be_changed_unseen(trail):
    tamper("UPDATE nguon_entry SET before = %s WHERE id = %s", '{"n": 100}', trail[1].pk)

    assert [(fault.kind, fault.number) for fault in prove().faults] == [("changed", trail[1].pk)]


@pytest.mark.shows("feature-80")
def test_a_removed_entry_is_named_with_number_time_and_act(trail):
    tamper("DELETE FROM nguon_entry WHERE id = %s", trail[3].pk)

    code, said = verify()

    assert code == 1
    assert re.search(rf"Mục bị gỡ số {trail[3].pk}, \d\d:\d\d:\d\d \d\d/\d\d/\d{{4}}, organisation.rename", said)


def test_an_entry_removed_with_its_seal_breaks_the_chain(trail):
    tamper("DELETE FROM nguon_entry WHERE id = %s", trail[2].pk)
    tamper("DELETE FROM nguon_seal WHERE entry_number = %s", trail[2].pk)

    (fault,) = prove().faults
    assert (fault.kind, fault.number) == ("chain", trail[3].pk)
    assert f"mục {trail[1].pk}" in fault.what


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.shows("feature-80")
def test_an_entry_of_another_hand_is_named(trail, sealed):
    Entry.objects.create(at=trail[0].at, who_name="Ai đó", action="planning.issue", mac="0" * 64)
    if sealed:
        seal_pending()

    code, said = verify()

    number = Entry.objects.latest("pk").pk
    assert code == 1
    assert f"Mục lạ số {number}" in said
    assert "planning.issue" in said


def test_a_true_entry_cannot_be_copied_under_another_number(trail):
    tamper("DELETE FROM nguon_entry WHERE id = %s", trail[0].pk)
    copy = trail[0]
    copy.pk = trail[-1].pk + 10
    copy.save(force_insert=True)
    seal_pending()

    assert [fault.kind for fault in prove().faults] == ["removed"]


def test_an_entry_put_under_the_number_of_another_is_named(trail):
    with connection.cursor() as cursor:
        triggers.lift_append_only()
        cursor.execute("UPDATE nguon_entry SET id = 900001 WHERE id = %s", [trail[0].pk])
        cursor.execute("UPDATE nguon_entry SET id = %s WHERE id = %s", [trail[0].pk, trail[1].pk])
        cursor.execute("UPDATE nguon_entry SET id = %s WHERE id = 900001", [trail[1].pk])
        triggers.lay()

    assert [(fault.kind, fault.number) for fault in prove().faults] == [
        ("moved", trail[0].pk),
        ("moved", trail[1].pk),
    ]


@pytest.mark.parametrize("column", ["digest", "chain", "action"])
def test_a_changed_seal_breaks_the_chain(trail, column):
    tamper(f"UPDATE nguon_seal SET {column} = 'x' WHERE entry_number = %s", trail[1].pk)

    assert "chain" in {fault.kind for fault in prove().faults}


@pytest.mark.shows("feature-80")
def test_a_chain_cut_off_at_its_end_is_missed_by_the_seal_on_paper(trail):
    paper = Seal.objects.latest("pk").chain
    tamper("DELETE FROM nguon_entry WHERE id >= %s", trail[3].pk)
    tamper("DELETE FROM nguon_seal WHERE entry_number >= %s", trail[3].pk)

    without, with_paper = verify(), verify(head=paper)

    assert without[0] == 0
    assert with_paper[0] == 1
    assert "phần cuối của nhật ký đã bị cắt" in with_paper[1]


def test_a_seal_on_paper_that_is_still_in_the_chain_passes(trail):
    assert verify(head=Seal.objects.earliest("pk").chain.upper())[0] == 0


@pytest.mark.shows("feature-80")
def test_a_row_changed_round_the_services_is_named_until_it_is_acknowledged(trail):
    unit = Unit.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE nguon_unit SET name = 'Lén' WHERE id = %s", [unit.pk])

    code, said = verify()

    assert code == 1
    assert f"sửa dòng {unit.pk} của bảng nguon_unit không qua chương trình" in said
    assert verify(acknowledge="Sửa tên theo biên bản 12/BB")[0] == 0
    assert "1 thay đổi không qua chương trình đã được ghi nhận" in verify()[1]


def test_row_changes_are_not_acknowledged_without_a_reason(trail):
    with pytest.raises(RuleViolation):
        acknowledge_row_changes(by=system_reach("test", on=DAY), until=last_row_change(), reason=" ")


def test_nothing_to_acknowledge_leaves_no_entry(trail):
    before = Entry.objects.count()

    assert acknowledge_row_changes(by=system_reach("test", on=DAY), until=last_row_change(), reason="x") == 0
    assert Entry.objects.count() == before


@pytest.mark.shows("feature-80")
def test_a_trigger_that_is_gone_is_named(trail):
    triggers.lift_append_only()

    code, said = verify()

    triggers.lay()
    assert code == 1
    assert "nguon_entry" in said
    assert "không còn hoặc đã bị tắt" in said


def test_a_trigger_with_another_body_is_named(trail):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION nguon_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RETURN NEW; END$$"
            )
        else:
            cursor.execute("DROP TRIGGER nguon_unit_saw_update")
            cursor.execute("CREATE TRIGGER nguon_unit_saw_update AFTER UPDATE ON nguon_unit BEGIN SELECT 1; END")

    kinds = [fault.kind for fault in prove().faults]

    triggers.lay()
    assert kinds == ["trigger"]
    assert prove().faults == ()


def test_sealing_by_command_leaves_nothing_waiting(trail, by):
    with acting("system:test"):
        officer = holder(Role.ORGANISATION_OFFICER, Unit.objects.get())
    note_for_test(by=by(officer), unit=Unit.objects.get(), number=9)
    out = StringIO()

    call_command("seal_audit", stdout=out)

    assert "Đã đóng dấu 1 mục" in out.getvalue()
    assert prove().unsealed == 0


def test_the_signature_covers_every_column_but_the_number_and_itself():
    columns = {field.attname for field in Entry._meta.concrete_fields} - {"id", "mac"}

    assert columns == set(SIGNED)


def test_the_signature_survives_the_way_through_the_database(trail):
    assert all(sign(content_of(entry)) == entry.mac for entry in Entry.objects.all())
    assert RowChange.objects.filter(actor="").count() == 0
