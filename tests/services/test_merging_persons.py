"""Two records become one with all that hung on them, and two again exactly as they were."""

from datetime import date

import pytest

from nguon.models import (
    Certificate,
    ClassPlace,
    Entry,
    ListChange,
    Merge,
    Nomination,
    Person,
    PersonGroup,
    PersonName,
    SensitiveRecord,
    Sponsorship,
    Stay,
    ToldApart,
)
from nguon.queries.merging_persons import HANGS
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation
from nguon.rules.partial_dates import from_written
from nguon.rules.person_facts import SensitiveFacts
from nguon.rules.roles import Role
from nguon.services.merging_persons import tell_apart
from nguon.services.person_rows import citizen_of, opened_facts, sealed_citizen, sensitive_row
from tests.factories import DAY, NOON, holder
from tests.pool_world import (
    make_candidate_task,
    make_certificate,
    make_class,
    make_commune,
    make_member,
    make_nomination,
    make_person,
    make_place,
    make_proposal,
    make_remark,
    make_resolution,
    make_sponsorship,
    put_on,
)
from tests.services.merges import FEBRUARY, fresh, merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune(2)


@pytest.fixture
def officer(world, by):
    return by(holder(Role.GRASSROOTS_OFFICER, world[2]))


@pytest.fixture
def pair(world):
    """Two records in two branches, the second a little fuller."""
    kept = make_person(world[3][0], occupation="Giáo viên")
    dropped = make_person(world[3][1], "Nguyễn Thị Hòa", phone="0912345678", since="05/2022")
    return kept, dropped


def refused(by, kept, dropped, **more):
    with pytest.raises(RuleViolation) as said:
        merge(by, kept, dropped, **more)
    assert not Merge.objects.exists()
    return [each.code for each in said.value.unmet]


def test_every_table_that_points_at_persons_is_thought_of():
    thought_of = {(each.model.__name__, way) for each in HANGS.values() for way in each.ways}
    apart = {
        ("PersonName", "person"), ("PersonGroup", "person"), ("SensitiveRecord", "person"),  # joined by themselves
        ("ListImportRow", "person"),  # tells what a file did
        ("Merge", "kept"), ("Merge", "dropped"), ("Person", "merged_into"),
        ("ToldApart", "first"), ("ToldApart", "second"),
    }  # fmt: skip

    pointing = {(each.related_model.__name__, each.field.name) for each in Person._meta.related_objects}

    assert pointing == thought_of | apart


class TestMerging:
    def test_what_hung_on_the_dropped_record_hangs_on_the_kept_one(self, world, officer, pair):
        kept, dropped = pair
        sponsor = make_member(world[3][1])
        rows = [
            make_candidate_task(dropped),
            make_certificate(dropped),
            make_place(make_class(world[1]), dropped),
            make_proposal(dropped),
        ]
        nomination = make_nomination(world[3][1], person=dropped, answer="accepted")
        helped = make_sponsorship(dropped, sponsor)

        merge(officer, kept, dropped)

        assert {type(row).objects.get(pk=row.pk).person_id for row in rows} == {kept.pk}
        assert Nomination.objects.get(pk=nomination.pk).person_id == kept.pk
        assert Sponsorship.objects.get(pk=helped.pk).candidate_id == kept.pk
        assert Certificate.objects.get().path == kept.path

    def test_the_dropped_record_is_found_no_longer(self, officer, pair):
        kept, dropped = pair

        made = merge(officer, kept, dropped, reason="Nhập hai lần")

        assert fresh(dropped).merged_into_id == kept.pk
        assert list(officer.persons()) == [kept]
        assert (made.kept_id, made.dropped_id, made.reason) == (kept.pk, dropped.pk, "Nhập hai lần")
        assert (fresh(kept).revision, fresh(dropped).revision) == (2, 2)

    def test_it_leaves_one_entry_that_says_which_fields_and_not_what_stood_there(self, officer, pair):
        kept, dropped = pair

        merge(officer, kept, dropped, taken={"phone"}, reason="Nhập hai lần")

        entry = Entry.objects.get()
        assert (entry.action, entry.after["fields"], entry.reason) == ("persons.merge", ["phone"], "Nhập hai lần")
        assert entry.after["merged_record"] == "Nguyễn Thị Hòa · Chi bộ 2"
        assert "0912345678" not in str(entry.after)

    def test_fields_are_those_of_the_kept_record_but_for_the_ones_taken(self, officer, pair):
        kept, dropped = pair
        Person.objects.filter(pk=dropped.pk).update(born="1998-06", occupation="Bác sĩ")

        merge(officer, kept, dropped, taken={"phone", "born", "full_name"})

        now = fresh(kept)
        assert (now.phone, str(now.born), now.occupation) == ("0912345678", "06/1998", "Giáo viên")
        assert (now.full_name, now.unit) == ("Nguyễn Thị Hòa", kept.unit)
        assert PersonName.objects.get(person=kept).words == " nguyen thi hoa "

    def test_a_citizen_number_taken_over_is_sealed_for_the_kept_record(self, officer, pair):
        kept, dropped = pair
        sealed_citizen(dropped, "001098012345").save()

        merge(officer, kept, dropped, taken={"citizen"})

        assert citizen_of(fresh(kept)) == "001098012345"

    def test_joined_facts_that_cannot_be_are_refused(self, officer, pair):
        kept, dropped = pair
        Person.objects.filter(pk=kept.pk).update(joined="2020-01-01")
        Person.objects.filter(pk=dropped.pk).update(official="2019-01-01")

        assert refused(officer, kept, dropped, taken={"official"}) == ["persons.official_before_joined"]

    def test_groups_entered_by_hand_are_joined(self, officer, pair):
        kept, dropped = pair
        for person, group in ((kept, "manager"), (dropped, "manager"), (dropped, "community_figure")):
            PersonGroup.objects.create(person=person, group=group, path=person.path, province=person.province)

        merge(officer, kept, dropped)

        rows = PersonGroup.objects.filter(person=kept, from_facts=False)
        assert set(rows.values_list("group", "path")) == {("manager", kept.path), ("community_figure", kept.path)}


class TestStays:
    def stays(self, person):
        rows = Stay.objects.filter(person=person).order_by("since")
        return [(each.unit.name, str(each.since or ""), each.ends_on) for each in rows]

    def test_an_earlier_branch_becomes_an_earlier_stay(self, officer, pair):
        kept, dropped = pair

        merge(officer, kept, dropped, taken={"unit"})

        assert self.stays(kept) == [("Chi bộ 1", "2020", date(2022, 5, 1)), ("Chi bộ 2", "05/2022", None)]
        assert fresh(kept).path == dropped.path
        assert PersonName.objects.get(person=kept).path == dropped.path

    def test_a_later_branch_that_is_not_kept_was_never_one(self, officer, pair):
        kept, dropped = pair

        merge(officer, kept, dropped)

        assert self.stays(kept) == [("Chi bộ 1", "2020", None)]

    def test_two_stays_at_one_branch_are_one_from_the_earlier_day(self, world, officer):
        kept, dropped = make_person(world[3][0]), make_person(world[3][0], since="03/2018")
        for person in (kept, dropped):
            Stay.objects.create(person=person, unit=world[3][1], since=from_written("2010"), province=person.province,
                                ends_on=date(2015, 1, 1))  # fmt: skip

        merge(officer, kept, dropped)

        assert self.stays(kept) == [("Chi bộ 2", "2010", date(2015, 1, 1)), ("Chi bộ 1", "03/2018", None)]


class TestLists:
    def test_two_records_on_the_list_of_one_branch_stand_there_once(self, world, officer):
        kept, dropped = make_person(world[3][0]), make_person(world[3][0])
        put_on(kept, 1, on=FEBRUARY)
        put_on(dropped, 2, on=DAY)

        merge(officer, kept, dropped)

        changes = ListChange.objects.filter(person=kept).order_by("on")
        assert [(each.from_list, each.to_list) for each in changes] == [(0, 1), (1, 2)]
        assert (fresh(kept).listed, fresh(kept).listed_since, fresh(dropped).listed) == (2, DAY, 0)

    def test_put_on_by_one_resolution_they_stand_in_it_once(self, world, officer):
        kept, dropped = make_person(world[3][0]), make_person(world[3][0])
        resolution = make_resolution(world[3][0])
        for person in (kept, dropped):
            put_on(person, 1, resolution=resolution)

        merge(officer, kept, dropped)

        assert ListChange.objects.get().person_id == kept.pk

    def test_lists_of_two_branches_at_once_are_refused(self, officer, pair):
        for person in pair:
            put_on(person, 1)

        assert refused(officer, *pair) == ["persons.merge_two_branches"]

    def test_the_branch_of_the_list_is_the_branch_kept(self, officer, pair):
        put_on(pair[1], 3)

        assert refused(officer, *pair) == ["persons.merge_unit_of_list"]
        merge(officer, *pair, taken={"unit"})
        assert (fresh(pair[0]).listed, fresh(pair[0]).unit) == (3, pair[1].unit)


class TestHelp:
    def test_of_one_sponsor_written_down_twice_one_stays_with_its_remarks(self, world, officer):
        kept, dropped, sponsor = make_person(world[3][0]), make_person(world[3][0]), make_member(world[3][0])
        make_sponsorship(kept, sponsor)
        remarked = make_sponsorship(dropped, sponsor)
        make_remark(remarked)

        merge(officer, kept, dropped)

        assert [(each.pk, each.candidate_id) for each in Sponsorship.objects.all()] == [(remarked.pk, kept.pk)]

    def test_a_sponsor_recorded_twice_goes_on_sponsoring_each_once(self, world, officer):
        kept, dropped, candidate = make_member(world[3][0]), make_member(world[3][0]), make_person(world[3][0])
        first = make_sponsorship(candidate, kept, starts_on=FEBRUARY)
        make_sponsorship(candidate, dropped)

        merge(officer, kept, dropped)

        assert list(Sponsorship.objects.values_list("pk", "sponsor_id")) == [(first.pk, kept.pk)]

    def test_a_sponsor_is_not_their_own_candidate(self, world, officer):
        kept, dropped = make_person(world[3][0]), make_member(world[3][0])
        make_sponsorship(kept, dropped)

        assert refused(officer, kept, dropped) == ["persons.merge_sponsor"]


class TestClassesAndCertificates:
    def test_the_same_certificate_stands_once_and_the_one_of_a_class_stays(self, world, officer, pair):
        kept, dropped = pair
        place = make_place(make_class(world[1]), dropped)
        make_certificate(kept, issued_on=FEBRUARY)
        make_certificate(dropped, issued_on=FEBRUARY, place=place)
        Certificate.objects.update(number="12/GCN")

        merge(officer, kept, dropped)

        assert list(Certificate.objects.values_list("person_id", "place_id")) == [(kept.pk, place.pk)]

    def test_one_number_with_two_days_is_refused(self, officer, pair):
        make_certificate(pair[0], issued_on=FEBRUARY)
        make_certificate(pair[1], issued_on=DAY)
        Certificate.objects.update(number="12/GCN")

        assert refused(officer, *pair) == ["persons.merge_certificate"]

    def test_two_places_in_one_class_and_two_open_proposals_are_refused(self, world, officer, pair):
        held = make_class(world[1])
        for person in pair:
            make_place(held, person)
            make_proposal(person)

        assert refused(officer, *pair) == ["persons.merge_proposed_twice", "persons.merge_same_class"]
        assert ClassPlace.objects.filter(person=pair[1]).exists()


class TestSensitive:
    def write(self, person, **facts):
        sensitive_row(person, SensitiveFacts(**facts), NOON).save()

    def read(self, person):
        return opened_facts(person, SensitiveRecord.objects.get(person=person).sealed)

    def test_the_only_sealed_part_goes_over_sealed_anew_with_its_groups(self, officer, pair):
        kept, dropped = pair
        self.write(dropped, ethnicity="Tày")
        PersonGroup.objects.create(person=dropped, group="ethnic_minority", from_facts=True, path=dropped.path,
                                   province=dropped.province)  # fmt: skip

        merge(officer, kept, dropped)

        assert self.read(kept).ethnicity == "Tày"
        assert PersonGroup.objects.get(group="ethnic_minority").person_id == kept.pk

    def test_of_two_the_kept_one_s_stays_unless_taken(self, world, by, officer, pair):
        kept, dropped = pair
        self.write(kept, ethnicity="Kinh")
        self.write(dropped, ethnicity="Tày")

        merge(officer, kept, dropped, taken={"sensitive"})

        assert self.read(kept).ethnicity == "Tày"
        assert self.read(dropped).ethnicity == "Tày"

    def test_who_may_not_see_what_is_sealed_does_not_choose_it(self, world, by):
        one, two = make_person(world[3][0]), make_person(world[3][0])
        member = by(holder(Role.BRANCH_COMMITTEE_MEMBER, world[3][0]))

        with pytest.raises(NotAllowed):
            merge(member, one, two, taken={"sensitive"})


class TestRefusals:
    def test_a_record_changed_meanwhile(self, officer, pair):
        with pytest.raises(MovedOn):
            merge(officer, *pair, seen=(1, 0))

    def test_an_unknown_field(self, officer, pair):
        assert refused(officer, *pair, taken={"key"}) == ["persons.merge_field_unknown"]

    def test_records_out_of_reach_or_one_beside_itself(self, world, by, officer, pair):
        kept, dropped = pair
        secretary = by(holder(Role.BRANCH_SECRETARY, world[3][0]))

        for who, one, other in ((secretary, kept, dropped), (secretary, dropped, kept), (officer, kept, kept)):
            with pytest.raises(NotReached):
                merge(who, one, other)

    def test_a_record_merged_already(self, officer, pair):
        merge(officer, *pair)

        with pytest.raises(NotReached):
            merge(officer, *pair, seen=(2, 2))


class TestTellingApart:
    def test_it_is_said_once_whichever_is_named_first(self, officer, pair):
        one, two = (each.pk for each in pair)

        for first, second in ((two, one), (one, two)):
            tell_apart(by=officer, one_id=first, other_id=second)

        assert list(ToldApart.objects.values_list("first_id", "second_id")) == [(one, two)]
        assert Entry.objects.get().action == "persons.tell_apart"

    def test_both_must_be_within_reach(self, world, by, pair):
        with pytest.raises(NotReached):
            tell_apart(by=by(holder(Role.BRANCH_SECRETARY, world[3][0])), one_id=pair[0].pk, other_id=pair[1].pk)
