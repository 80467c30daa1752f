"""Many rows set each to its own values, in one statement whatever their number."""

from datetime import date

import pytest

from nguon.models import Person, RowChange
from nguon.rules.partial_dates import from_written
from nguon.services.bulk_rows import tell_planner, update_all
from tests.factories import make_unit
from tests.pool_world import make_person

pytestmark = pytest.mark.django_db


def test_each_row_gets_its_own_values_and_the_triggers_see_it():
    unit = make_unit("Chi bộ", kind="branch")
    one, other = make_person(unit, "Lê An"), make_person(unit, "Lê Bé")
    one.born, one.note, one.citizen_sealed = from_written("1990"), "một", b"\x00\x01"
    other.born, other.note, other.listed_since = None, "hai", date(2026, 3, 1)
    seen = RowChange.objects.count()

    update_all([one, other], ["born", "note", "citizen_sealed", "listed_since"])

    found = Person.objects.get(pk=one.pk)
    assert (found.born.stored(), found.note, bytes(found.citizen_sealed)) == ("1990", "một", b"\x00\x01")
    found = Person.objects.get(pk=other.pk)
    assert (found.born, found.note, found.listed_since) == (None, "hai", date(2026, 3, 1))
    assert RowChange.objects.count() == seen + 2


def test_no_rows_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        update_all([], ["note"])


def test_the_planner_may_be_told_within_a_transaction():
    make_person(make_unit("Chi bộ", kind="branch"))

    tell_planner(Person, RowChange)

    assert Person.objects.count() == 1
