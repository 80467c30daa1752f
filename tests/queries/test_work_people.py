"""What waits about candidates: for the branch by name, for a mass organisation what nobody answered, else nothing."""

from datetime import UTC, date, datetime

import pytest

from nguon.models import Nomination, Sponsorship
from nguon.queries.candidate_tasks import one_task, tasks_of
from nguon.queries.duties import Today
from nguon.queries.work_people import people_waiting
from nguon.rules.errors import NotReached
from nguon.rules.roles import Role
from tests.factories import DAY, holder
from tests.pool_world import (
    make_candidate_task,
    make_commune,
    make_member,
    make_nomination,
    make_person,
    make_sponsorship,
    put_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


@pytest.fixture
def filled(branch, commune):
    """A remark and two tasks due, a nomination to answer and one that waited long, in the first branch."""
    person = make_person(branch)
    put_on(person, 2)
    held = make_sponsorship(person, make_member(branch), starts_on=date(2025, 6, 1))
    Sponsorship.objects.filter(pk=held.pk).update(recorded_at=datetime(2025, 6, 2, tzinfo=UTC))
    given = date(2026, 1, 1)
    make_candidate_task(person, what="Quá hạn", given_on=given, due_on=date(2026, 3, 9))
    make_candidate_task(person, what="Sắp đến hạn", given_on=given, due_on=date(2026, 3, 17))
    make_candidate_task(person, what="Còn xa", given_on=given, due_on=date(2026, 3, 18))
    make_candidate_task(person, what="Đã xong", given_on=given, due_on=date(2026, 3, 1), outcome="done", result_on=DAY)
    make_nomination(branch, from_unit=commune[1], full_name="Mới")
    long_ago = make_nomination(branch, from_unit=commune[1], full_name="Lâu")
    Nomination.objects.filter(pk=long_ago.pk).update(made_at=datetime(2026, 2, 7, 20, tzinfo=UTC))  # 08/02 here
    make_nomination(branch, from_unit=commune[1], full_name="Xong", answer="accepted")
    return commune


def names(found):
    return (
        [each.period_name for each in found.remarks],
        [each.task.what for each in found.tasks],
        [each.full_name for each in found.to_answer],
        [each.full_name for each in found.unanswered],
    )


def test_the_secretary_is_told_of_all_of_the_own_branch(filled, by):
    found = people_waiting(by(holder(Role.BRANCH_SECRETARY, filled[3][0])), Today(DAY))

    assert names(found) == (["quý IV/2025"], ["Quá hạn", "Sắp đến hạn"], ["Lâu", "Mới"], [])
    assert (found.count, found.overdue) == (5, 2)


def test_a_committee_member_keeps_sponsors_but_answers_no_nomination(filled, by):
    found = people_waiting(by(holder(Role.BRANCH_COMMITTEE_MEMBER, filled[3][0])), Today(DAY))

    assert names(found) == (["quý IV/2025"], ["Quá hạn", "Sắp đến hạn"], [], [])


def test_another_branch_is_told_nothing(filled, by):
    assert people_waiting(by(holder(Role.BRANCH_SECRETARY, filled[3][1])), Today(DAY)).count == 0


def test_the_organisation_is_told_of_what_nobody_answered_for_thirty_days(filled, by):
    youth = by(holder(Role.MASS_ORGANISATION_OFFICER, filled[1], office="youth_union"))
    women = by(holder(Role.MASS_ORGANISATION_OFFICER, filled[1], office="women_union"))

    assert names(people_waiting(youth, Today(DAY))) == ([], [], [], ["Lâu"])
    assert people_waiting(women, Today(DAY)).count == 0


@pytest.mark.parametrize(
    "role", [Role.ORGANISATION_OFFICER, Role.GRASSROOTS_OFFICER, Role.INSPECTION_OFFICER, Role.ADMINISTRATOR]
)
def test_who_answers_for_all_below_sees_sums_elsewhere_and_asks_nothing_here(
    filled, by, django_assert_num_queries, role
):
    officer = by(holder(role, filled[0]))

    with django_assert_num_queries(0):
        assert people_waiting(officer, Today(DAY)).count == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_whatever_waits(branch, by, django_assert_num_queries, count):
    secretary = by(holder(Role.BRANCH_SECRETARY, branch))
    for number in range(count):
        person = make_person(branch, f"Người {number}")
        make_sponsorship(person, make_member(branch), starts_on=date(2025, 6, 1))
        make_candidate_task(person, given_on=date(2026, 1, 1), due_on=DAY)
        make_nomination(branch)
    Sponsorship.objects.update(recorded_at=datetime(2025, 6, 2, tzinfo=UTC))

    with django_assert_num_queries(5):  # units, settings, remarks, tasks, nominations
        assert people_waiting(secretary, Today(DAY)).count == 3 * count


def test_open_tasks_stand_first_by_their_day_then_results_latest_first(filled, by):
    secretary = by(holder(Role.BRANCH_SECRETARY, filled[3][0]))
    person = Sponsorship.objects.get().candidate
    make_candidate_task(person, what="Không hạn")

    found = tasks_of(secretary, person.pk, Today(DAY))

    assert [each.task.what for each in found] == ["Quá hạn", "Sắp đến hạn", "Còn xa", "Không hạn", "Đã xong"]
    assert [each.standing.tone if each.standing else "" for each in found] == ["late", "soon", "wait", "", ""]


def test_a_task_out_of_reach_is_not_there(filled, by):
    task = Sponsorship.objects.get().candidate.candidate_tasks.first()

    with pytest.raises(NotReached):
        one_task(by(holder(Role.BRANCH_SECRETARY, filled[3][1])), task.pk)
