"""A person goes to another branch: the stays tell it, what belongs to them follows, and lists are left by resolution."""

from datetime import date

import pytest

from nguon.models import Certificate, Entry, ListChange, Person, PersonGroup, PersonName, Stay
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.moving_persons import move_person
from tests.factories import DAY, appoint, holder, make_unit
from tests.pool_world import make_certificate, make_commune, make_person, make_resolution, put_on

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)


@pytest.fixture
def world():
    return make_commune(2)


@pytest.fixture
def officer(world, by):
    return by(holder(Role.GRASSROOTS_OFFICER, world[2]))


@pytest.fixture
def person(world):
    return make_person(world[3][0])


def move(by, person, unit, *, on=FIRST, reason="Chuyển lớp", seen=1):
    return move_person(by=by, person_id=person.pk, unit_id=unit.pk, on=on, reason=reason, seen=seen)


def refused(by, person, unit, **more):
    with pytest.raises(RuleViolation) as said:
        move(by, person, unit, **more)
    return [each.code for each in said.value.unmet]


def test_the_stay_ends_and_another_begins(world, officer, person):
    here, there = world[3]

    move(officer, person, there)

    rows = Stay.objects.filter(person=person).order_by("pk")
    assert [(each.unit_id, str(each.since), each.ends_on, each.reason) for each in rows] == [
        (here.pk, "2020", FIRST, "Chuyển lớp"),
        (there.pk, "01/03/2026", None, ""),
    ]
    moved = Person.objects.get(pk=person.pk)
    assert (moved.unit, moved.path, moved.revision) == (there, there.path, 2)


def test_names_groups_and_certificates_follow_even_to_another_province(world, by, person):
    elsewhere = make_unit("Chi bộ ngoài tỉnh", parent=make_commune(1)[2], kind="branch")
    make_certificate(person)
    PersonGroup.objects.create(person=person, group="community_figure", path=person.path, province=person.province)
    both = holder(Role.ORGANISATION_OFFICER, world[0])
    appoint(both, Role.ORGANISATION_OFFICER, elsewhere)

    move(by(both), person, elsewhere)

    rows = [each.objects.filter(person=person).values_list("path", "province") for each in
            (PersonName, PersonGroup, Certificate)]  # fmt: skip
    assert {pair for each in rows for pair in each} == {(elsewhere.path, elsewhere.province)}
    assert Stay.objects.get(person=person, ends_on=None).province == elsewhere.province


def test_groups_that_follow_from_the_unit_are_those_of_the_new_one(world, officer, person):
    firm = make_unit("Chi bộ công ty", parent=world[2], kind="branch", sector="non_state_enterprise")
    PersonGroup.objects.create(person=person, group="residential", from_facts=True, path=person.path,
                               province=person.province)  # fmt: skip

    move(officer, person, firm)

    groups = set(PersonGroup.objects.filter(person=person).values_list("group", flat=True))
    assert {"enterprise", "private_enterprise", "women"} <= groups
    assert "residential" not in groups


def test_it_leaves_one_entry_with_both_units(world, officer, person):
    move(officer, person, world[3][1])

    entry = Entry.objects.get()
    assert (entry.action, entry.before, entry.after, entry.reason, entry.on) == (
        "persons.move", {"unit": world[3][0].name}, {"unit": world[3][1].name}, "Chuyển lớp", FIRST,
    )  # fmt: skip


class TestRefusals:
    def test_a_person_on_a_list_is_taken_off_by_the_branch_first(self, world, officer, person):
        put_on(person, 2)

        with pytest.raises(RuleViolation, match=r"danh sách 2 của Chi bộ 1.*nghị quyết đưa ra.*Chuyển nơi công tác"):
            move(officer, person, world[3][1])
        assert Stay.objects.get(person=person).ends_on is None

    def test_nor_earlier_than_the_day_they_left_the_list(self, world, officer, person):
        put_on(person, 1, on=date(2026, 2, 1))
        resolution = make_resolution(person.unit, on=date(2026, 3, 5))
        ListChange.objects.create(person=person, unit=person.unit, path=person.path, province=person.province,
                                  resolution=resolution, from_list=1, to_list=0, on=resolution.on, reason="moved",
                                  recorded_at=resolution.recorded_at)  # fmt: skip
        person.listed = 0
        person.save()

        assert refused(officer, person, world[3][1]) == ["persons.move_before_leaving"]
        assert move(officer, person, world[3][1], on=date(2026, 3, 5)).unit == world[3][1]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"on": date(2026, 3, 11)}, "persons.move_ahead"),
            ({"on": date(2020, 1, 1)}, "persons.move_before_stay"),
            ({"reason": "  "}, "persons.move_reason_missing"),
        ],
    )
    def test_what_cannot_be_is_said(self, world, officer, person, changes, code):
        assert refused(officer, person, world[3][1], **changes) == [code]

    def test_to_where_they_are_and_to_a_closed_or_later_unit(self, world, officer, person):
        closed = make_unit("Chi bộ cũ", parent=world[2], kind="branch")
        closed.closed_on = date(2026, 1, 1)
        closed.save()
        later = make_unit("Chi bộ mới", parent=world[2], kind="branch", opened_on=DAY)

        assert refused(officer, person, world[3][0]) == ["persons.move_nowhere"]
        assert refused(officer, person, closed) == ["persons.move_to_closed"]
        assert refused(officer, person, later) == ["persons.move_before_opening"]

    def test_all_reasons_are_said_at_once(self, world, officer, person):
        put_on(person, 1)

        assert refused(officer, person, world[3][0], reason="", on=date(2026, 4, 1)) == [
            "persons.move_nowhere", "persons.move_ahead", "persons.move_listed", "persons.move_reason_missing",
        ]  # fmt: skip

    def test_a_record_changed_meanwhile_is_not_moved(self, world, officer, person):
        with pytest.raises(MovedOn):
            move(officer, person, world[3][1], seen=0)

    def test_persons_and_units_out_of_reach_do_not_exist(self, world, by, person):
        secretary = by(holder(Role.BRANCH_SECRETARY, world[3][0]))
        other = by(holder(Role.BRANCH_SECRETARY, world[3][1]))

        with pytest.raises(NotReached):
            move(secretary, person, world[3][1])
        with pytest.raises(NotReached):
            move(other, person, world[3][1])
        with pytest.raises(NotReached):
            move(by(holder(Role.INSPECTION_OFFICER, world[0])), person, world[3][1])
