"""What is sealed of a person opens only with a reason; a record made by mistake is withdrawn with one."""

from dataclasses import replace

import pytest

from nguon.models import Entry, Person, PersonGroup, PersonName, RowChange, SensitiveRecord
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.person_rows import facts_of, opened_facts
from nguon.services.persons import (
    SensitiveFacts,
    change_person,
    look_at_sensitive,
    make_person,
    reveal_citizen,
    withdraw_person,
    write_sensitive,
)
from tests import pool_world
from tests.factories import holder
from tests.person_facts import HOA, NUMBER, SEALED, SECRETS
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


class TestSensitive:
    def look(self, by, person, reason="Thẩm tra lý lịch"):
        return look_at_sensitive(by=by, person_id=person.pk, reason=reason)

    def test_a_look_opens_it_and_leaves_an_entry_with_its_reason(self, world, secretary):
        made = make(secretary, world, sensitive=SEALED)

        assert self.look(secretary, made, " Thẩm tra lý lịch ") == SEALED

        entry = Entry.objects.get(action="persons.look")
        assert (entry.subject_id, entry.reason) == (made.pk, "Thẩm tra lý lịch")
        assert (entry.before, entry.after) == (None, None)

    def test_a_look_at_a_person_of_whom_nothing_is_sealed(self, world, secretary):
        assert self.look(secretary, make(secretary, world)) == SensitiveFacts()

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_without_a_reason_nothing_opens(self, world, secretary, reason):
        made = make(secretary, world, sensitive=SEALED)

        with pytest.raises(RuleViolation):
            self.look(secretary, made, reason)
        with pytest.raises(RuleViolation):
            reveal_citizen(by=secretary, person_id=made.pk, reason=reason)
        assert Entry.objects.count() == 1

    @pytest.mark.parametrize(
        ("role", "may"),
        [
            (Role.BRANCH_SECRETARY, True),
            (Role.BRANCH_COMMITTEE_MEMBER, False),
            (Role.GRASSROOTS_OFFICER, True),
            (Role.ORGANISATION_OFFICER, True),
            (Role.STANDING_BOARD_MEMBER, False),
            (Role.INSPECTION_OFFICER, False),
            (Role.POLITICAL_CENTRE_OFFICER, False),
            (Role.MASS_ORGANISATION_OFFICER, False),
            (Role.ADMINISTRATOR, False),
        ],
    )
    def test_who_may_open_it(self, world, secretary, by, role, may):
        made = make(secretary, world, sensitive=SEALED)
        reader = by(holder(role, world.branch, areas=(world.branch,)))

        acts = (
            lambda: self.look(reader, made),
            lambda: reveal_citizen(by=reader, person_id=made.pk, reason="Đối chiếu"),
            lambda: write_sensitive(by=reader, person_id=made.pk, seen=1, facts=SensitiveFacts(ethnicity="Thái")),
        )
        for act in acts:
            if may:
                act()
            else:
                with pytest.raises(NotReached):
                    act()

    def test_the_number_is_told_to_who_says_why(self, world, secretary):
        made = make(secretary, world)

        assert reveal_citizen(by=secretary, person_id=made.pk, reason="Đối chiếu giấy tờ") == NUMBER
        assert Entry.objects.get(action="persons.reveal").reason == "Đối chiếu giấy tờ"

    def write(self, by, person, facts, seen=1):
        return write_sensitive(by=by, person_id=person.pk, seen=seen, facts=facts)

    def test_writing_seals_and_the_entry_names_only_the_fields(self, world, secretary):
        made = make(secretary, world)

        self.write(secretary, made, SEALED)
        self.write(secretary, made, replace(SEALED, religion=" ", ethnicity="Kinh"), seen=2)

        kept = SensitiveRecord.objects.get(person=made)
        assert opened_facts(made, kept.sealed) == replace(SEALED, religion="", ethnicity="Kinh")
        first, second = Entry.objects.filter(action="persons.write_sensitive").order_by("pk")
        assert first.after["fields"] == ["ethnicity", "nationality", "religion", "family", "political_history"]
        assert second.after["fields"] == ["ethnicity", "religion"]
        assert Person.objects.get().revision == 3

    def test_its_groups_follow(self, world, secretary):
        made = make(secretary, world)

        self.write(secretary, made, SEALED)
        assert groups(made)["ethnic_minority"] is groups(made)["religious"] is True
        self.write(secretary, made, SensitiveFacts(ethnicity="Kinh", religion="Không"), seen=2)
        assert groups(made) == {"women": True, "youth": True, "teacher": True, "manager": False}

    def test_the_same_again_changes_nothing(self, world, secretary):
        made = make(secretary, world, sensitive=SEALED)

        self.write(secretary, made, replace(SEALED, ethnicity=" Tày "))

        assert (Entry.objects.count(), Person.objects.get().revision) == (1, 1)

    def test_a_record_changed_meanwhile_is_not_written_over(self, world, secretary):
        made = make(secretary, world)
        self.write(secretary, made, SEALED)

        with pytest.raises(MovedOn):
            self.write(secretary, made, SensitiveFacts())

    def test_a_text_too_long_is_refused(self, world, secretary):
        with pytest.raises(RuleViolation):
            self.write(secretary, make(secretary, world), SensitiveFacts(family="a" * 4001))

    def test_nothing_sensitive_and_no_number_stands_anywhere_in_clear(self, world, secretary):
        made = make(secretary, world, sensitive=replace(SEALED, religion=""))
        self.write(secretary, made, SEALED)
        self.look(secretary, made)
        reveal_citizen(by=secretary, person_id=made.pk, reason="Đối chiếu")
        change_person(by=secretary, person_id=made.pk, seen=2, facts=replace(facts_of(made), citizen="171234567"))
        withdraw_person(by=secretary, person_id=made.pk, reason="Nhập nhầm")

        written = "\n".join(everything_written())
        assert "Nguyễn Thị Hoa" in written
        for secret in (*SECRETS, NUMBER, "171234567", "ethnic_minority", "religious"):
            assert secret not in written
        assert not any("group" in (each.after or {}) for each in RowChange.objects.filter(table="nguon_persongroup"))


def everything_written():
    """Every stored value of every table as text, as somebody who opens the database would read it.

    The one place that holds group codes is the table of groups, which sums are counted from.
    """
    from django.apps import apps

    for model in apps.get_app_config("nguon").get_models(include_auto_created=True):
        if model is PersonGroup:
            continue
        for row in model._default_manager.values_list():
            for value in row:
                yield bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


class TestWithdrawing:
    def withdraw(self, by, person, reason="Nhập nhầm người"):
        return withdraw_person(by=by, person_id=person.pk, reason=reason)

    def test_it_is_found_no_longer_and_counts_nowhere(self, world, secretary):
        made = make(secretary, world)

        self.withdraw(secretary, made)

        assert not secretary.persons().exists()
        assert not PersonName.objects.exists()
        assert not PersonGroup.objects.exists()
        assert Person.objects.get().withdrawn_at is not None
        entry = Entry.objects.get(action="persons.withdraw")
        assert (entry.reason, entry.subject_id) == ("Nhập nhầm người", made.pk)

    def test_without_a_reason_it_stays(self, world, secretary):
        made = make(secretary, world)

        with pytest.raises(RuleViolation) as refused:
            self.withdraw(secretary, made, " ")
        assert [each.code for each in refused.value.unmet] == ["persons.reason_missing"]

    @pytest.mark.parametrize(
        ("hang", "code"),
        [
            (lambda person: pool_world.put_on(person, 1), "lists"),
            (lambda person: pool_world.make_sponsorship(person, pool_world.make_member(person.unit)), "sponsors"),
            (lambda person: pool_world.make_sponsorship(pool_world.make_person(person.unit), person), "sponsors"),
            (pool_world.make_candidate_task, "tasks"),
            (pool_world.make_proposal, "proposals"),
            (lambda person: pool_world.make_place(pool_world.make_class(person.unit), person), "places"),
            (pool_world.make_certificate, "certificates"),
            (lambda person: pool_world.make_nomination(person.unit, person=person), "nominations"),
        ],
    )
    def test_where_something_hangs_on_it_it_stays(self, world, secretary, hang, code):
        made = make(secretary, world)
        hang(made)

        with pytest.raises(RuleViolation) as refused:
            self.withdraw(secretary, made)
        assert [each.code for each in refused.value.unmet] == [f"persons.hangs_{code}"]
        assert Person.objects.get(pk=made.pk).withdrawn_at is None

    def test_a_list_of_a_withdrawn_resolution_holds_nothing(self, world, secretary):
        made = make(secretary, world)
        resolution = pool_world.put_on(made, 1).resolution
        resolution.withdrawn_at = made.made_at
        resolution.save()

        self.withdraw(secretary, made)

        assert not secretary.persons().exists()

    def test_a_record_others_were_merged_into_stays(self, world, secretary):
        kept = pool_world.make_merge(world.branch).kept

        with pytest.raises(RuleViolation) as refused:
            self.withdraw(secretary, kept)
        assert [each.code for each in refused.value.unmet] == ["persons.hangs_merges"]

    def test_all_that_hangs_is_told_at_once(self, world, secretary):
        made = make(secretary, world)
        pool_world.put_on(made, 3)
        pool_world.make_certificate(made)

        with pytest.raises(RuleViolation) as refused:
            self.withdraw(secretary, made, "")
        codes = [each.code for each in refused.value.unmet]
        assert codes == ["persons.reason_missing", "persons.hangs_lists", "persons.hangs_certificates"]

    def test_out_of_reach_it_is_not_there(self, world, secretary):
        with pytest.raises(NotReached):
            self.withdraw(secretary, pool_world.make_person(world.other_branch))
