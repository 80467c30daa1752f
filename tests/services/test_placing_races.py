"""Several officers at one class at the same instant; only PostgreSQL can show it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from nguon.models import Certificate, ClassPlace, ClassProposal, Entry, ProposalStep
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.services.certifying import issue_certificates
from nguon.services.placing import move_up, place_proposals
from nguon.services.proposing import pass_up, propose
from tests import pool_world
from tests.factories import DAY
from tests.pool_world import make_place, make_proposal
from tests.training_world import make_training_world, open_class, resolved

pytestmark = pytest.mark.postgres


@pytest.fixture
def world(committed):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has row locks")
    return make_training_world()


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """What each act, begun at the same instant, came to."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait(timeout=10)
            act()
        except MovedOn:
            return "moved on"
        except RuleViolation as refused:
            return refused.unmet[0].code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_the_last_place_is_given_once(world, by):
    held = pool_world.make_class(world.commune, capacity=1)
    made = [make_proposal(each, desk=world.commune) for each in world.listed(6)]
    users = [by(world.centre), by(world.officer)] * 3

    said = at_once(
        [
            lambda user=user, each=each: place_proposals(by=user, class_id=held.pk, proposal_ids=[each.pk])
            for user, each in zip(users, made, strict=True)
        ]
    )

    assert said == ["done"] * 6
    counted = [ClassPlace.objects.filter(state=each).count() for each in ("placed", "waiting")]
    assert counted == [1, 5]


def test_one_person_is_placed_once_in_two_classes_filled_at_once(world, by):
    classes = [pool_world.make_class(world.commune, name=f"Khóa {each}") for each in range(4)]
    made = make_proposal(world.listed(1)[0], desk=world.commune)
    officer = by(world.centre)

    said = at_once(
        [lambda held=held: place_proposals(by=officer, class_id=held.pk, proposal_ids=[made.pk]) for held in classes]
    )

    assert said == ["done", *["moved on"] * 3]
    assert ClassPlace.objects.count() == 1


def test_a_freed_place_is_taken_once(world, by):
    held, _ = open_class(world, capacity=1)
    waits = make_place(held, world.listed(1)[0], state="waiting")
    officer = by(world.centre)

    said = at_once([lambda: move_up(by=officer, class_id=held.pk, place_id=waits.pk)] * 4)

    assert said == ["done", *["moved on"] * 3]
    assert Entry.objects.filter(action="training.move_up").count() == 1


def test_a_proposal_is_passed_up_once_or_placed(world, by):
    made = make_proposal(world.listed(1)[0])
    officer = by(world.school_officer)

    def pass_it():
        pass_up(by=officer, unit_id=world.school.pk, proposal_ids=[made.pk], document_number="1-CV")

    assert at_once([pass_it] * 4) == ["done", *["moved on"] * 3]
    assert ProposalStep.objects.filter(what="passed_up").count() == 1


def test_a_person_is_proposed_once(world, by):
    person = world.listed(1)[0]
    secretary, facts = by(world.secretary), resolved()

    def propose_it():
        asked = {"unit_id": world.branch.pk, "kind": "awareness", "facts": facts, "person_ids": [person.pk]}
        propose(by=secretary, **asked)

    assert at_once([propose_it] * 4) == ["done", *["training.proposed_already"] * 3]
    assert ClassProposal.objects.count() == 1


def test_two_classes_certified_at_once_do_not_share_a_number(world, by):
    officer, classes = by(world.centre), []
    for _ in range(3):
        held, places = open_class(world, 2, state="ended")
        ClassPlace.objects.filter(pk__in=[each.pk for each in places]).update(result="passed")
        classes.append(held)

    def issue(held):
        given = {"pattern": "{n}/GCN", "start": 1, "issued_on": DAY, "issuer": "Trung tâm"}
        return lambda: issue_certificates(by=officer, class_id=held.pk, **given)

    assert at_once([issue(each) for each in classes]) == ["done", *["training.number_used"] * 2]
    assert sorted(Certificate.objects.values_list("number", flat=True)) == ["1/GCN", "2/GCN"]
