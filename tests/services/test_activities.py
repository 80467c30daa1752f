"""Activities are recorded with what an inspection asks for, and withdrawn with a reason."""

from datetime import date

import pytest

from nguon.models import Activity, Entry, PlanTask
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.activities import ActivityFacts, record_activity, withdraw_activity
from tests.factories import DAY, holder, make_plan
from tests.plan_world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def facts(**changes):
    return ActivityFacts(
        **{"kind": "training", "title": "Tập huấn bí thư chi bộ", "on": DAY, "participants": 40} | changes
    )


def test_an_activity_is_recorded_with_its_plan_and_task(world, by):
    task = PlanTask.objects.get(ordinal=1)

    made = record_activity(
        by=by(world.commune_officer), unit_id=world.commune.pk, facts=facts(task_id=task.pk, place="Xã")
    )

    assert (made.plan, made.task, made.place, made.path) == (world.version.plan, task, "Xã", world.commune.path)
    assert Entry.objects.get().after["participants"] == 40


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": date(2026, 3, 11)}, "activities.ahead"),
        ({"kind": "party"}, "activities.kind_unknown"),
        ({"office": "nobody"}, "activities.office_unknown"),
        ({"title": " "}, "activities.title_missing"),
    ],
)
def test_what_is_wrong_is_refused_in_words(world, by, changes, code):
    with pytest.raises(RuleViolation) as refused:
        record_activity(by=by(world.secretary), unit_id=world.branch.pk, facts=facts(**changes))
    assert [each.code for each in refused.value.unmet] == [code]


def test_a_unit_a_plan_or_a_task_out_of_reach_is_not_there(world, by):
    other = make_plan(world.other_branch)

    with pytest.raises(NotReached):
        record_activity(by=by(world.secretary), unit_id=world.other_branch.pk, facts=facts())
    with pytest.raises(NotReached):
        record_activity(by=by(world.secretary), unit_id=world.branch.pk, facts=facts(plan_id=other.plan_id))
    with pytest.raises(NotReached):
        record_activity(by=by(world.secretary), unit_id=world.branch.pk, facts=facts(task_id=999_999))
    with pytest.raises(NotReached):
        record_activity(
            by=by(world.officer),
            unit_id=world.branch.pk,
            facts=facts(plan_id=other.plan_id, task_id=PlanTask.objects.first().pk),
        )


def test_a_withdrawn_activity_counts_no_longer_and_the_trail_keeps_it(world, by):
    made = record_activity(by=by(world.secretary), unit_id=world.branch.pk, facts=facts())

    withdraw_activity(by=by(world.secretary), activity_id=made.pk, reason="Ghi hai lần")

    assert Activity.objects.get().withdrawn_at is not None
    assert not by(world.secretary).activities().exists()
    assert Entry.objects.latest("pk").before["title"] == "Tập huấn bí thư chi bộ"


def test_withdrawing_asks_for_a_reason_and_for_reach(world, by):
    made = record_activity(by=by(world.secretary), unit_id=world.branch.pk, facts=facts())

    with pytest.raises(RuleViolation):
        withdraw_activity(by=by(world.secretary), activity_id=made.pk, reason=" ")
    with pytest.raises(NotReached):
        withdraw_activity(by=by(world.board_member), activity_id=made.pk, reason="Nhầm")


@pytest.fixture
def union_officer(world, by):
    return by(holder(Role.MASS_ORGANISATION_OFFICER, world.commune, "Đàng Năng Thọ", office="youth_union"))


def test_an_officer_of_the_youth_union_records_what_the_youth_union_holds_and_nothing_else(world, union_officer):
    own = record_activity(by=union_officer, unit_id=world.commune.pk, facts=facts(office="youth_union"))

    with pytest.raises(RuleViolation, match="hoạt động của cơ quan mình"):
        record_activity(by=union_officer, unit_id=world.commune.pk, facts=facts(office="organisation_board"))
    assert Activity.objects.get() == own


def test_an_officer_of_the_youth_union_does_not_withdraw_what_the_committee_held(world, by, union_officer):
    made = record_activity(by=by(world.commune_officer), unit_id=world.commune.pk, facts=facts())

    with pytest.raises(NotReached):
        withdraw_activity(by=union_officer, activity_id=made.pk, reason="Ghi nhầm")
    made.refresh_from_db()
    assert made.withdrawn_at is None
