"""Tasks given to candidates: given, done, dropped, a result taken back."""

from datetime import date

import pytest

from nguon.models import CandidateTask, Entry
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.candidate_tasks import ResultFacts, TaskFacts, give_task, record_result, take_back_result
from tests.factories import DAY, holder
from tests.pool_world import make_candidate_task, make_commune, make_person, make_resolution, put_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def branches():
    return make_commune()[3]


@pytest.fixture
def hoa(branches):
    person = make_person(branches[0])
    put_on(person, 2)
    return person


@pytest.fixture
def secretary(branches, by):
    return by(holder(Role.BRANCH_SECRETARY, branches[0]))


@pytest.fixture
def stranger(branches, by):
    return by(holder(Role.BRANCH_SECRETARY, branches[1]))


def codes(refused):
    return [each.code for each in refused.value.unmet]


@pytest.mark.shows("000-11", "001-17")
def test_a_task_is_given_with_one_entry(secretary, hoa):
    resolution = make_resolution(hoa.unit)

    made = give_task(
        by=secretary,
        person_id=hoa.pk,
        facts=TaskFacts(" Phụ trách chi đoàn ", date(2026, 3, 1), date(2026, 6, 1), resolution.pk),
    )

    assert (made.what, made.due_on, made.resolution, made.path) == (
        "Phụ trách chi đoàn",
        date(2026, 6, 1),
        resolution,
        hoa.path,
    )
    entry = Entry.objects.get()
    assert (entry.action, entry.on, entry.after["candidate"]) == (
        "candidate_tasks.give",
        date(2026, 3, 1),
        "Nguyễn Thị Hoa",
    )


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (TaskFacts(" ", DAY), "candidate_tasks.what_missing"),
        (TaskFacts("Việc", date(2026, 3, 11)), "candidate_tasks.ahead"),
        (TaskFacts("Việc", DAY, date(2026, 3, 9)), "candidate_tasks.due_before_given"),
    ],
)
def test_what_cannot_be_given_is_refused(secretary, hoa, facts, code):
    with pytest.raises(RuleViolation) as refused:
        give_task(by=secretary, person_id=hoa.pk, facts=facts)

    assert codes(refused) == [code]
    assert not CandidateTask.objects.exists()


def test_who_stands_on_no_list_is_given_no_task(secretary, branches):
    with pytest.raises(RuleViolation) as refused:
        give_task(by=secretary, person_id=make_person(branches[0]).pk, facts=TaskFacts("Việc", DAY))
    assert codes(refused) == ["candidate_tasks.not_listed"]


def test_another_branch_s_person_and_resolution_are_not_there(secretary, stranger, branches, hoa):
    foreign = make_resolution(branches[1])

    with pytest.raises(NotReached):
        give_task(by=stranger, person_id=hoa.pk, facts=TaskFacts("Việc", DAY))
    with pytest.raises(NotReached):
        give_task(by=secretary, person_id=hoa.pk, facts=TaskFacts("Việc", DAY, None, foreign.pk))


@pytest.mark.parametrize(
    ("outcome", "result"), [("done", ""), ("partly", "Mới xong một nửa"), ("not_done", "Ốm"), ("dropped", "Đổi việc")]
)
def test_a_result_closes_the_task(secretary, hoa, outcome, result):
    task = make_candidate_task(hoa)

    record_result(by=secretary, candidate_task_id=task.pk, facts=ResultFacts(outcome, DAY, result))

    task.refresh_from_db()
    assert (task.outcome, task.result, task.result_on) == (outcome, result, DAY)
    assert Entry.objects.get().after["outcome"] == outcome


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (ResultFacts("fine", DAY), "candidate_tasks.outcome_unknown"),
        (ResultFacts("partly", DAY, " "), "candidate_tasks.why_missing"),
        (ResultFacts("dropped", DAY), "candidate_tasks.why_missing"),
        (ResultFacts("done", date(2026, 3, 11)), "candidate_tasks.result_ahead"),
        (ResultFacts("done", date(2026, 3, 9)), "candidate_tasks.result_before_given"),
    ],
)
def test_a_result_that_cannot_be_is_refused(secretary, hoa, facts, code):
    task = make_candidate_task(hoa)

    with pytest.raises(RuleViolation) as refused:
        record_result(by=secretary, candidate_task_id=task.pk, facts=facts)

    assert codes(refused) == [code]


def test_a_second_result_has_moved_on(secretary, hoa):
    task = make_candidate_task(hoa, outcome="done", result_on=DAY)

    with pytest.raises(MovedOn, match="hoàn thành"):
        record_result(by=secretary, candidate_task_id=task.pk, facts=ResultFacts("partly", DAY, "x"))


def test_a_result_taken_back_opens_the_task_and_stays_in_the_trail(secretary, hoa):
    task = make_candidate_task(hoa, outcome="done", result="Tốt", result_on=DAY)

    take_back_result(by=secretary, candidate_task_id=task.pk, reason="Ghi nhầm người")

    task.refresh_from_db()
    assert (task.outcome, task.result, task.result_on) == ("", "", None)
    assert (Entry.objects.get().before["task_result"], Entry.objects.get().reason) == ("Tốt", "Ghi nhầm người")


def test_taking_back_asks_for_a_reason_and_for_a_result(secretary, hoa):
    done, open_ = make_candidate_task(hoa, outcome="done", result_on=DAY), make_candidate_task(hoa)

    with pytest.raises(RuleViolation):
        take_back_result(by=secretary, candidate_task_id=done.pk, reason=" ")
    with pytest.raises(MovedOn):
        take_back_result(by=secretary, candidate_task_id=open_.pk, reason="x")


def test_a_task_out_of_reach_is_not_there(stranger, hoa):
    task = make_candidate_task(hoa, outcome="done", result_on=DAY)

    with pytest.raises(NotReached):
        record_result(by=stranger, candidate_task_id=task.pk, facts=ResultFacts("done", DAY))
    with pytest.raises(NotReached):
        take_back_result(by=stranger, candidate_task_id=task.pk, reason="x")
