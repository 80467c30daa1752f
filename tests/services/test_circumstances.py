"""A member's circumstances are begun, ended, and taken out where written down by mistake."""

from datetime import date

import pytest

from nguon.models import Circumstance, Entry
from nguon.rules.circumstances import CircumstanceFacts
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.periods import Period
from nguon.rules.roles import Role
from nguon.services.circumstances import begin_circumstance, drop_circumstance, end_circumstance
from tests.factories import DAY, days, holder
from tests.plan_world import make_world
from tests.pool_world import make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def member(world):
    return make_member(world.branch)


@pytest.fixture
def secretary(world, by):
    return by(world.secretary)


def begin(by, person, kind="exempt", starts_on=DAY, ends_on=None):
    facts = CircumstanceFacts(kind, Period(starts_on, ends_on), " 12-QĐ/ĐU ")
    return begin_circumstance(by=by, person_id=person.pk, facts=facts)


def codes(refused):
    return [each.code for each in refused.value.unmet]


def test_it_is_written_down_with_one_entry(secretary, member):
    made = begin(secretary, member)

    assert (made.kind, made.starts_on, made.ends_on, made.document_number) == ("exempt", DAY, None, "12-QĐ/ĐU")
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_id, entry.on) == ("persons.begin_circumstance", member.pk, DAY)
    assert entry.after == {"circumstance": "exempt", "starts_on": DAY.isoformat(), "ends_on": None}


def test_a_person_who_is_no_member_or_left_has_none(world, secretary, member):
    member.left_party_on = DAY
    member.save()

    for each in (make_person(world.branch), member):
        with pytest.raises(RuleViolation) as refused:
            begin(secretary, each)
        assert codes(refused) == ["circumstances.no_member"]


def test_the_same_kind_does_not_stand_twice_on_a_day(secretary, member):
    begin(secretary, member, ends_on=DAY + days(30))

    with pytest.raises(RuleViolation) as refused:
        begin(secretary, member)
    assert codes(refused) == ["circumstances.twice"]
    begin(secretary, member, "away")
    assert Circumstance.objects.count() == 2


def test_it_ends_on_a_day_and_only_once(secretary, member):
    made = begin(secretary, member, starts_on=DAY - days(30))

    end_circumstance(by=secretary, person_id=member.pk, circumstance_id=made.pk, ends_on=DAY)

    made.refresh_from_db()
    assert made.ends_on == DAY
    assert Entry.objects.get(action="persons.end_circumstance").after["ends_on"] == DAY.isoformat()
    with pytest.raises(MovedOn):
        end_circumstance(by=secretary, person_id=member.pk, circumstance_id=made.pk, ends_on=DAY)


@pytest.mark.parametrize(
    ("ends_on", "code"), [(DAY - days(1), "circumstances.ends_before"), (DAY + days(1), "circumstances.end_ahead")]
)
def test_an_end_before_its_beginning_or_ahead_is_refused(secretary, member, ends_on, code):
    made = begin(secretary, member, starts_on=DAY - days(1))

    with pytest.raises(RuleViolation) as refused:
        end_circumstance(by=secretary, person_id=member.pk, circumstance_id=made.pk, ends_on=ends_on)
    assert codes(refused) == [code]


def test_what_was_written_by_mistake_goes_and_the_trail_keeps_it(secretary, member):
    made = begin(secretary, member, starts_on=date(2026, 1, 1))

    drop_circumstance(by=secretary, person_id=member.pk, circumstance_id=made.pk)

    assert not Circumstance.objects.exists()
    assert Entry.objects.get(action="persons.drop_circumstance").after["starts_on"] == "2026-01-01"


def test_out_of_reach_or_of_another_person_it_is_not_there(world, secretary, by, member):
    made = begin(secretary, member)
    elsewhere = make_member(world.other_branch)
    inspector = by(holder(Role.INSPECTION_OFFICER, world.branch))

    with pytest.raises(NotReached):
        begin(secretary, elsewhere)
    with pytest.raises(NotReached):
        begin(inspector, member)
    for reader, person in ((secretary, make_member(world.branch)), (secretary, elsewhere), (inspector, member)):
        with pytest.raises(NotReached):
            end_circumstance(by=reader, person_id=person.pk, circumstance_id=made.pk, ends_on=DAY)
        with pytest.raises(NotReached):
            drop_circumstance(by=reader, person_id=person.pk, circumstance_id=made.pk)
