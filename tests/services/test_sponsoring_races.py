"""Several people at one sponsorship at the same instant; only PostgreSQL can show it."""

import pytest
from django.db import connection

from nguon.models import Entry, Resolution, SponsorRemark, Sponsorship
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.resolutions import Votes
from nguon.rules.roles import Role
from nguon.services.candidate_tasks import ResultFacts, record_result
from nguon.services.resolving import ResolutionFacts
from nguon.services.sponsor_remarks import write_remark
from nguon.services.sponsoring import Assignment, Ending, assign_sponsors, end_sponsorship, replace_sponsor
from tests.factories import DAY, holder
from tests.pool_world import make_candidate_task, make_commune, make_member, make_person, make_sponsorship, put_on
from tests.services.test_planning_races import at_once

pytestmark = pytest.mark.postgres
FACTS = ResolutionFacts("7-NQ/CB", DAY, Votes(10, 9, 8, 1))


@pytest.fixture
def place(committed, by):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    branch = make_commune()[3][0]
    person = make_person(branch)
    put_on(person, 2)
    return branch, by(holder(Role.BRANCH_SECRETARY, branch)), person, make_member(branch)


def or_refused(act):
    """A refusal in words is how the second of two fares."""

    def run():
        try:
            act()
        except RuleViolation as refused:
            raise MovedOn(str(refused)) from refused

    return run


def test_the_same_member_assigned_by_six_at_once_is_assigned_once(place):
    branch, secretary, person, member = place

    def assign():
        assign_sponsors(by=secretary, unit_id=branch.pk, facts=FACTS, assignments=[Assignment(person.pk, member.pk)])

    assert at_once([or_refused(assign)] * 6) == ["done", *["moved on"] * 5]
    assert Sponsorship.objects.count() == 1
    assert Resolution.objects.filter(number="7-NQ/CB").count() == 1
    assert Entry.objects.filter(action="sponsoring.assign").count() == 1


def test_two_assignments_of_one_resolution_make_one_resolution(place):
    branch, secretary, person, member = place
    other = make_person(branch, "Lê Thị Lan")
    put_on(other, 2)

    def assign(candidate):
        return lambda: assign_sponsors(
            by=secretary, unit_id=branch.pk, facts=FACTS, assignments=[Assignment(candidate.pk, member.pk)]
        )

    assert at_once([assign(person), assign(other)]) == ["done", "done"]
    assert Resolution.objects.filter(number="7-NQ/CB").count() == 1


def test_ended_and_replaced_at_once_only_one_of_them_happens(place):
    branch, secretary, person, member = place
    held, new = make_sponsorship(person, member), make_member(branch, "Lê Văn Nam")

    said = at_once(
        [
            lambda: end_sponsorship(by=secretary, sponsorship_id=held.pk, ending=Ending(DAY, "sponsor_moved")),
            lambda: replace_sponsor(
                by=secretary, sponsorship_id=held.pk, sponsor_id=new.pk, kind="sponsor_moved", facts=FACTS
            ),
        ]
    )

    assert said == ["done", "moved on"]
    assert Sponsorship.objects.filter(sponsor=member, ends_on=DAY).count() == 1


def test_one_period_remarked_on_by_four_at_once_has_one_remark(place):
    _, secretary, person, member = place
    held = make_sponsorship(person, member)

    def write():
        write_remark(by=secretary, sponsorship_id=held.pk, within=DAY, on=DAY, text="Tốt")

    assert at_once([write] * 4) == ["done", *["moved on"] * 3]
    assert SponsorRemark.objects.count() == 1


def test_a_result_recorded_by_four_at_once_is_recorded_once(place):
    _, secretary, person, _ = place
    task = make_candidate_task(person)

    def tick():
        record_result(by=secretary, candidate_task_id=task.pk, facts=ResultFacts("done", DAY))

    assert at_once([tick] * 4) == ["done", *["moved on"] * 3]
    assert Entry.objects.filter(action="candidate_tasks.result").count() == 1
