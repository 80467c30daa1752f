"""Ethnicity and religion of a list are looked at with a reason, and the look is kept."""

import pytest

from nguon.models import Entry, Person
from nguon.queries.list_judging import Newcomer, judge_newcomers, verdict_of
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.partial_dates import from_written
from nguon.rules.person_facts import PersonFacts, SensitiveFacts
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Role
from nguon.services.list_looking import look_at_lists
from nguon.services.persons import make_person as record_person
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_person, put_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def secretary(commune, by):
    return by(holder(Role.BRANCH_SECRETARY, commune[3][0]))


@pytest.fixture
def sealed(commune, secretary):
    facts = PersonFacts(full_name="Rơ Châm H'Lan", sensitive=SensitiveFacts(ethnicity="Gia Rai", religion="Tin lành"))
    person = record_person(by=secretary, unit_id=commune[3][0].pk, facts=facts)
    put_on(person, 2)
    return person


def test_what_is_sealed_comes_by_person_and_the_look_is_kept(commune, secretary, sealed):
    branch = commune[3][0]
    put_on(make_person(branch), 2)
    put_on(make_person(branch), 1)

    found = look_at_lists(by=secretary, unit_id=branch.pk, day=DAY, lists=(2,), reason=" Báo cáo quý ")

    assert {person: (each.ethnicity, each.religion) for person, each in found.items()} == {
        sealed.pk: ("Gia Rai", "Tin lành")
    }
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.after, entry.reason, entry.unit_path) == (
        "persons.look_list",
        {"persons": 2},
        "Báo cáo quý",
        branch.path,
    )


def test_of_other_lists_and_of_who_moved_away_nothing_is_opened(commune, secretary, sealed):
    branch = commune[3][0]

    assert look_at_lists(by=secretary, unit_id=branch.pk, day=DAY, lists=(1, 3), reason="Báo cáo") == {}
    Person.objects.filter(pk=sealed.pk).update(unit=commune[3][1], path=commune[3][1].path)
    assert look_at_lists(by=secretary, unit_id=branch.pk, day=DAY, lists=(2,), reason="Báo cáo") == {}


def test_without_a_reason_nothing_is_opened(commune, secretary, sealed):
    before = Entry.objects.count()

    with pytest.raises(RuleViolation, match="lý do"):
        look_at_lists(by=secretary, unit_id=commune[3][0].pk, day=DAY, lists=(2,), reason="  ")
    assert Entry.objects.count() == before


@pytest.mark.parametrize("role", [Role.BRANCH_COMMITTEE_MEMBER, Role.INSPECTION_OFFICER])
def test_who_may_not_see_it_finds_no_such_list(commune, by, sealed, role):
    with pytest.raises(NotReached):
        look_at_lists(
            by=by(holder(role, commune[3][0])), unit_id=commune[3][0].pk, day=DAY, lists=(2,), reason="Báo cáo"
        )


class TestBeforeItIsWrittenDown:
    @pytest.mark.parametrize(
        ("votes", "needed", "carried"),
        [
            (Votes(9, 8, 5, 3), 5, True),
            (Votes(10, 9, 5, 4), 6, False),
            (Votes(9, 10, 9, 0), 5, False),
            (Votes(), None, False),
        ],
    )
    def test_a_vote_is_told_with_the_number_it_needs(self, votes, needed, carried):
        found = verdict_of(votes, DAY)

        assert (found.needed, found.carried, bool(found.clause)) == (needed, carried, True)

    def test_a_newcomer_is_looked_at_like_everybody(self):
        newcomers = [
            Newcomer(PersonFacts(full_name="Lê Văn Tám", born=from_written("1990"))),
            Newcomer(PersonFacts(full_name="", born=from_written("2010")), 3),
        ]

        found = judge_newcomers(newcomers, DAY, DAY)

        assert [([one.code for one in each.unmet], [one.code for one in each.cautions]) for each in found] == [
            ([], []),
            (
                ["persons.name_missing", "lists.certificate_missing", "lists.sponsor_missing"],
                ["lists.too_young"],
            ),
        ]
        assert judge_newcomers([], DAY, DAY) == []
