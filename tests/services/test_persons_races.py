"""Several people at one record at the same instant; only PostgreSQL can show it."""

from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import connection

from nguon.models import Entry, Person, PersonGroup, PersonName, SensitiveRecord
from nguon.rules.errors import NotReached
from nguon.services.person_rows import facts_of, opened_facts
from nguon.services.persons import change_person, make_person, withdraw_person, write_sensitive
from nguon.services.refreshing_groups import refresh_groups
from tests.person_facts import HOA, SEALED
from tests.plan_world import make_world
from tests.services.test_planning_races import at_once

pytestmark = pytest.mark.postgres


@pytest.fixture
def secretary(committed, by):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    world = make_world()
    reader = by(world.secretary)
    return reader, make_person(by=reader, unit_id=world.branch.pk, facts=HOA)


def test_changed_by_six_hands_at_once_one_stands(secretary):
    by, person = secretary

    def change(name):
        facts = replace(facts_of(person), full_name=name, groups=("rural",))
        return lambda: change_person(by=by, person_id=person.pk, seen=1, facts=facts)

    said = at_once([change(f"Nguyễn Thị {each}") for each in ("An", "Bình", "Cúc", "Dung", "Én", "Giang")])

    assert said == ["done", *["moved on"] * 5]
    kept = Person.objects.get()
    assert kept.revision == 2
    assert Entry.objects.filter(action="persons.change").count() == 1
    assert PersonName.objects.filter(is_main=True).count() == 1
    assert PersonGroup.objects.filter(group="rural").count() == 1


def test_the_sealed_part_written_by_two_at_once_is_written_by_one(secretary):
    by, person = secretary

    def write(people):
        facts = replace(SEALED, ethnicity=people)
        return lambda: write_sensitive(by=by, person_id=person.pk, seen=1, facts=facts)

    assert at_once([write("Tày"), write("Thái")]) == ["done", "moved on"]
    assert opened_facts(person, SensitiveRecord.objects.get().sealed).ethnicity in ("Tày", "Thái")
    assert PersonGroup.objects.filter(group="ethnic_minority").count() == 1


def test_a_change_and_the_nightly_roll_at_once_leave_each_group_once(secretary):
    by, person = secretary
    PersonGroup.objects.filter(from_facts=True).delete()
    facts = replace(facts_of(person), phone="1")

    said = at_once([
        lambda: change_person(by=by, person_id=person.pk, seen=1, facts=facts),
        lambda: refresh_groups(by=replace(by, who=None, holdings=(), system="roll_over")),
    ])  # fmt: skip

    assert said == ["done", "done"]
    groups = list(PersonGroup.objects.order_by("group").values_list("group", flat=True))
    assert groups == ["manager", "teacher", "women", "youth"]


def test_withdrawn_and_changed_at_once_it_is_gone_for_good(secretary):
    by, person = secretary
    facts = replace(facts_of(person), full_name="Nguyễn Thị An")

    def change():
        with suppress(NotReached):
            change_person(by=by, person_id=person.pk, seen=1, facts=facts)

    at_once([change, lambda: withdraw_person(by=by, person_id=person.pk, reason="Nhầm")])

    assert Person.objects.get().withdrawn_at is not None
    assert not PersonName.objects.exists()
    assert not PersonGroup.objects.exists()
