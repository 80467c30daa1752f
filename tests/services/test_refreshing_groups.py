"""Every night the groups that follow are those of the new day; what was entered by hand or sealed stays."""

from datetime import date

import pytest
from django.core.management import call_command

from nguon.models import Entry, Person, PersonGroup
from nguon.queries.access import system_reach
from nguon.rules.partial_dates import from_written
from nguon.services.person_rows import group_row
from nguon.services.persons import PersonFacts, SensitiveFacts, make_person
from nguon.services.refreshing_groups import refresh_groups
from tests.factories import DAY, make_unit
from tests.plan_world import make_world
from tests.pool_world import make_person as lay

pytestmark = pytest.mark.django_db

LATER = date(2027, 3, 10)


@pytest.fixture
def world():
    return make_world()


def groups(person):
    return dict(PersonGroup.objects.filter(person=person).values_list("group", "from_facts"))


def roll(on=DAY):
    return refresh_groups(by=system_reach("roll_over", on=on))


def make(world, by, born, **facts):
    given = {"full_name": "Lê Thị Na", "sex": "female", "born": from_written(born)} | facts
    return make_person(by=by(world.secretary), unit_id=world.branch.pk, facts=PersonFacts(**given))


def test_youth_ends_with_the_birthday_and_begins_with_it(world, by):
    older, younger = make(world, by, "10/3/1996"), make(world, by, "10/3/2011")
    assert groups(older) == {"women": True, "youth": True}
    assert groups(younger) == {"women": True}

    assert roll(LATER) == (1, 1)

    assert groups(older) == {"women": True}
    assert groups(younger) == {"women": True, "youth": True}


def test_one_entry_counts_what_was_put_right_and_the_second_time_none_is_left(world, by):
    make(world, by, "10/3/1996")

    roll(LATER)
    assert roll(LATER) == (0, 0)

    entry = Entry.objects.get(action="persons.refresh_groups")
    assert entry.after == {"groups_added": 0, "groups_removed": 1}
    assert (entry.who, entry.subject_id) == (None, None)


def test_what_was_entered_by_hand_stays(world, by):
    made = make(world, by, "10/3/1996", groups=("youth", "manager"))

    roll(LATER)

    assert groups(made) == {"women": True, "youth": False, "manager": False}


def test_groups_of_what_is_sealed_stay_without_opening_it(world, by):
    made = make(world, by, "10/3/1996", sensitive=SensitiveFacts(ethnicity="Tày", religion="Phật giáo"))

    roll(LATER)

    assert groups(made) == {"women": True, "ethnic_minority": True, "religious": True}


def test_the_sector_of_today_is_asked(world, by):
    made = make(world, by, "10/3/1990")
    made.unit.sector = "state_enterprise"
    made.unit.save()

    roll()

    assert groups(made) == {"women": True, "enterprise": True}


def test_each_row_carries_the_place_of_the_person(world, by):
    made = make(world, by, "10/3/2011")

    roll(LATER)

    row = PersonGroup.objects.get(group="youth")
    assert (row.path, row.province) == (made.path, made.province)


def test_withdrawn_and_merged_records_are_passed_over(world):
    gone, merged, kept = (lay(world.branch) for _ in range(3))
    Person.objects.filter(pk=gone.pk).update(withdrawn_at=gone.made_at)
    Person.objects.filter(pk=merged.pk).update(merged_into=kept)
    PersonGroup.objects.bulk_create([group_row(merged, "manager", from_facts=True)])

    assert roll() == (2, 0)

    assert groups(kept) == {"women": True, "youth": True}
    assert (groups(gone), groups(merged)) == ({}, {"manager": True})


def test_with_nobody_there_is_nothing_to_do(world):
    assert roll() == (0, 0)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_it_asks_the_same_whatever_the_number(world, count, django_assert_max_num_queries):
    for number in range(count):
        lay(world.branch, f"Lê Thị {'ABCDEĐGHIKLMNOPQRSTUVXY'[number % 23]}")
    roll()

    with django_assert_max_num_queries(7):  # transaction, who acts, persons, groups
        roll()


def test_the_command_of_the_night_does_it(world, capsys):
    unit = make_unit("Chi bộ Xưởng", parent=world.commune, sector="non_state_enterprise")
    person = lay(unit, sex="male", born="1/1/1980")

    call_command("roll_over", on=DAY)
    call_command("roll_over", on=DAY)

    assert groups(person) == {"enterprise": True, "private_enterprise": True}
    assert "thêm 2, bớt 0" in capsys.readouterr().out
