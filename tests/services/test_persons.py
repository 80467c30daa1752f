"""A person's record is made, changed, withdrawn; its sealed part is written and looked at, each time with an entry."""

from dataclasses import replace
from datetime import date

import pytest

from nguon.models import Entry, Person, PersonGroup, PersonName, SensitiveRecord, Stay
from nguon.models.sealing import found_by
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation
from nguon.rules.partial_dates import from_written
from nguon.rules.roles import Role
from nguon.services.person_rows import citizen_of, facts_of, opened_facts
from nguon.services.persons import (
    PersonFacts,
    SensitiveFacts,
    change_person,
    make_person,
)
from tests import pool_world
from tests.factories import holder, make_unit
from tests.person_facts import HOA, NUMBER, SEALED
from tests.plan_world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def secretary(world, by):
    return by(world.secretary)


def make(by, world, **changes):
    return make_person(by=by, unit_id=world.branch.pk, facts=replace(HOA, **changes))


def groups(person):
    return dict(PersonGroup.objects.filter(person=person).values_list("group", "from_facts"))


class TestMaking:
    def test_the_record_holds_what_was_written(self, world, secretary):
        made = make(secretary, world)

        made = Person.objects.get(pk=made.pk)
        assert (made.full_name, made.unit, made.path) == ("Nguyễn Thị Hoa", world.branch, world.branch.path)
        assert (str(made.born), made.sex, made.phone) == ("12/05/1998", "female", "0912 345 678")
        assert made.home_town_former == "Xã Song Mai, huyện Kim Động"
        assert str(made.youth_union_joined) == "03/2013"
        assert (made.revision, made.made_by, made.listed) == (1, world.secretary, 0)

    def test_one_entry_says_which_fields_were_written_and_not_what(self, world, secretary):
        made = make(secretary, world)

        entry = Entry.objects.get()
        assert (entry.action, entry.subject_id, entry.subject_name) == ("persons.make", made.pk, "Nguyễn Thị Hoa")
        assert entry.role == Role.BRANCH_SECRETARY
        assert {"full_name", "born", "citizen", "groups"} <= set(entry.after["fields"])
        assert "1998" not in str(entry.after)

    def test_all_names_are_found(self, world, secretary):
        made = make(secretary, world)

        names = PersonName.objects.filter(person=made).order_by("pk").values_list("words", "near", "is_main")
        assert list(names) == [
            (" nguyen thi hoa ", "nguien thi hoa", True),
            (" y hoa ", "i hoa", False),
            (" hoa le ", "hoa le", False),
        ]

    def test_groups_follow_and_are_entered(self, world, secretary):
        made = make(secretary, world)

        assert groups(made) == {"women": True, "youth": True, "teacher": True, "manager": False}

    def test_a_group_entered_by_hand_that_also_follows_stays_entered(self, world, secretary):
        made = make(secretary, world, groups=("women",))

        assert groups(made)["women"] is False

    def test_the_stay_begins_where_it_is_said(self, world, secretary):
        one, other = make(secretary, world), make(secretary, world, since=None)

        assert str(Stay.objects.get(person=one).since) == "09/2020"
        assert Stay.objects.get(person=other).since is None

    def test_the_number_is_sealed_and_found_by_its_hash(self, world, secretary):
        made = make(secretary, world)

        found = Person.objects.get(citizen_digest=found_by(NUMBER, "citizen"))
        assert found == made
        assert citizen_of(found) == NUMBER
        assert NUMBER.encode() not in bytes(found.citizen_sealed)

    def test_sensitive_facts_are_sealed_and_their_groups_follow(self, world, secretary):
        made = make(secretary, world, sensitive=SEALED)

        kept = SensitiveRecord.objects.get(person=made)
        assert opened_facts(made, kept.sealed) == SEALED
        assert groups(made) | {"ethnic_minority": True, "religious": True} == groups(made)

    def test_empty_sensitive_facts_make_no_sealed_record(self, world, secretary):
        make(secretary, world, sensitive=SensitiveFacts())

        assert not SensitiveRecord.objects.exists()

    def test_a_committee_member_makes_records_without_what_is_sensitive(self, world, by):
        member = by(holder(Role.BRANCH_COMMITTEE_MEMBER, world.branch))

        make(member, world)

        with pytest.raises(NotAllowed):
            make(member, world, sensitive=SEALED)
        assert Person.objects.count() == 1

    def test_what_cannot_be_is_refused_all_at_once_and_nothing_is_left(self, world, secretary):
        with pytest.raises(RuleViolation) as refused:
            make(secretary, world, full_name="", born=from_written("2030"), groups=("religious",))

        codes = [each.code for each in refused.value.unmet]
        assert codes == ["persons.name_missing", "persons.born_ahead", "persons.group_sensitive"]
        assert not Person.objects.exists()
        assert not Entry.objects.exists()

    def test_a_unit_out_of_reach_is_not_there(self, world, secretary):
        with pytest.raises(NotReached):
            make_person(by=secretary, unit_id=world.other_branch.pk, facts=HOA)

    @pytest.mark.parametrize(
        "role",
        [
            Role.STANDING_BOARD_MEMBER,
            Role.INSPECTION_OFFICER,
            Role.POLITICAL_CENTRE_OFFICER,
            Role.MASS_ORGANISATION_OFFICER,
            Role.ADMINISTRATOR,
        ],
    )
    def test_other_roles_make_no_record(self, world, by, role):
        with pytest.raises(NotReached):
            make(by(holder(role, world.branch)), world)

    def test_two_records_of_one_number_may_stand_until_a_person_decides(self, world, secretary):
        make(secretary, world)
        make(secretary, world, full_name="Nguyễn Thị Hòa")

        assert Person.objects.filter(citizen_digest=found_by(NUMBER, "citizen")).count() == 2


class TestChanging:
    def change(self, by, person, **changes):
        seen = Person.objects.get(pk=person.pk)
        facts = replace(facts_of(seen), **changes)
        return change_person(by=by, person_id=person.pk, seen=seen.revision, facts=facts)

    def test_what_changed_stands_and_the_entry_names_the_fields(self, world, secretary):
        made = make(secretary, world)

        self.change(secretary, made, full_name="Nguyễn Thị Hòa", occupation="Công nhân", born=from_written("1998"))

        person = Person.objects.get(pk=made.pk)
        assert (person.full_name, person.occupation, str(person.born)) == ("Nguyễn Thị Hòa", "Công nhân", "1998")
        assert (person.revision, citizen_of(person)) == (2, NUMBER)
        entry = Entry.objects.get(action="persons.change")
        assert entry.after == {"fields": ["full_name", "occupation", "born", "groups"]}
        assert entry.before is None

    def test_correcting_a_fact_corrects_the_group_that_follows(self, world, secretary):
        made = make(secretary, world)

        self.change(secretary, made, sex="male", occupation="Công nhân may", born=from_written("1/1/1980"))

        assert groups(made) == {"worker": True, "manager": False}

    def test_entered_groups_are_left_or_replaced(self, world, secretary):
        made = make(secretary, world)

        self.change(secretary, made, groups=("reservist",))
        assert groups(made) == {"women": True, "youth": True, "teacher": True, "reservist": False}
        self.change(secretary, made, groups=None, phone="1")
        assert "reservist" in groups(made)
        self.change(secretary, made, groups=())
        assert groups(made) == {"women": True, "youth": True, "teacher": True}

    def test_an_entered_group_taken_back_still_follows_where_the_fact_says_so(self, world, secretary):
        made = make(secretary, world, groups=("women",))

        self.change(secretary, made, groups=())

        assert groups(made)["women"] is True

    def test_an_ordinary_change_leaves_what_is_sealed_and_its_groups(self, world, secretary):
        made = make(secretary, world, sensitive=SEALED)

        self.change(secretary, made, phone="0988", groups=())

        assert {"ethnic_minority", "religious"} <= set(groups(made))
        assert opened_facts(made, SensitiveRecord.objects.get().sealed) == SEALED

    def test_names_are_found_anew_and_the_old_ones_no_longer(self, world, secretary):
        made = make(secretary, world)

        self.change(secretary, made, full_name="Lê Thị Thu", other_names="")

        assert list(PersonName.objects.values_list("words", flat=True)) == [" le thi thu "]

    @pytest.mark.parametrize(
        ("number", "kept"), [(None, NUMBER), ("", ""), ("171234567", "171234567"), ("038.198.000.123", NUMBER)]
    )
    def test_the_number_is_left_taken_away_or_replaced(self, world, secretary, number, kept):
        made = make(secretary, world)

        self.change(secretary, made, citizen=number, phone="1")

        person = Person.objects.get(pk=made.pk)
        assert citizen_of(person) == kept
        assert person.citizen_digest == (found_by(kept, "citizen") if kept else "")
        assert ("citizen" in Entry.objects.get(action="persons.change").after["fields"]) is (kept != NUMBER)

    def test_nothing_changed_leaves_no_entry_and_no_new_revision(self, world, secretary):
        made = make(secretary, world)

        self.change(secretary, made, citizen=NUMBER, groups=("manager",))

        assert Entry.objects.count() == 1
        assert Person.objects.get().revision == 1

    def test_a_record_changed_meanwhile_is_not_written_over(self, world, secretary):
        made = make(secretary, world)
        self.change(secretary, made, phone="1")

        with pytest.raises(MovedOn):
            change_person(by=secretary, person_id=made.pk, seen=1, facts=HOA)
        assert Person.objects.get().phone == "1"

    def test_what_cannot_be_is_refused_and_nothing_changes(self, world, secretary):
        made = make(secretary, world)

        with pytest.raises(RuleViolation):
            self.change(secretary, made, full_name="Hoa 2", phone="1")
        assert Person.objects.get().phone == "0912 345 678"

    def test_sensitive_facts_can_come_with_a_change_where_they_may_be_written(self, world, secretary, by):
        made = make(secretary, world)

        self.change(secretary, made, sensitive=SEALED)

        assert opened_facts(made, SensitiveRecord.objects.get().sealed) == SEALED
        assert Entry.objects.get(action="persons.change").after == {"fields": ["sensitive"]}
        with pytest.raises(NotAllowed):
            self.change(by(holder(Role.BRANCH_COMMITTEE_MEMBER, world.branch)), made, sensitive=SensitiveFacts())

    def test_a_record_out_of_reach_merged_or_withdrawn_is_not_there(self, world, secretary, by):
        elsewhere = pool_world.make_person(world.other_branch)
        merged = pool_world.make_merge(world.branch).dropped
        merged.merged_into = pool_world.make_person(world.branch)
        merged.save()

        for each in (elsewhere, merged):
            with pytest.raises(NotReached):
                self.change(secretary, each, phone="1")
        with pytest.raises(NotReached):
            self.change(by(holder(Role.ADMINISTRATOR, world.branch)), elsewhere, phone="1")

    def test_the_sector_of_the_unit_is_asked(self, world, by):
        firm = make_unit("Chi bộ Công ty May", parent=world.commune, sector="non_state_enterprise")
        officer = by(world.commune_officer)
        made = make_person(by=officer, unit_id=firm.pk, facts=PersonFacts(full_name="Lê Văn An"))

        assert groups(made) == {"enterprise": True, "private_enterprise": True}


def test_a_later_day_sees_the_groups_of_that_day(world, by):
    secretary = by(world.secretary, date(2030, 1, 1))

    made = make(secretary, world)

    assert "youth" not in groups(made)
