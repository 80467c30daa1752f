"""Nominations in order, their sums, and records that may be of the same person."""

from datetime import UTC, date, datetime

import pytest

from nguon.models import Nomination
from nguon.queries.nominations import (
    answer_units,
    counts_by_answer,
    in_order,
    likely_persons,
    narrowed,
    nomination_for,
    row_of,
    sums_below,
)
from nguon.rules.errors import NotReached
from nguon.rules.partial_dates import from_written
from nguon.rules.roles import Action, Role
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_nomination, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_commune()


def made(unit, commune, name, *, at=date(2026, 3, 1), **facts):
    nomination = make_nomination(unit, from_unit=commune[1], full_name=name, **facts)
    Nomination.objects.filter(pk=nomination.pk).update(made_at=datetime(at.year, at.month, at.day, 3, tzinfo=UTC))
    nomination.refresh_from_db()
    return nomination


@pytest.fixture
def filled(commune):
    one, two, _three = commune[3]
    made(one, commune, "Lâu", at=date(2026, 1, 5))
    made(one, commune, "Mới")
    made(one, commune, "Nhận", answer="accepted", answered_on=date(2026, 2, 1))
    made(two, commune, "Chưa", answer="declined", answer_reason="x", answered_on=date(2026, 2, 5))
    made(two, commune, "Rút", answer="withdrawn", answered_on=date(2026, 2, 3))
    return commune


def test_waiting_ones_first_the_longest_in_front_then_the_latest_answers(filled):
    assert [each.full_name for each in in_order(Nomination.objects.all())] == ["Lâu", "Mới", "Chưa", "Rút", "Nhận"]


@pytest.mark.parametrize(
    ("name", "tone", "long"),
    [
        ("Lâu", "late", True),
        ("Mới", "wait", False),
        ("Nhận", "done", False),
        ("Chưa", "stop", False),
        ("Rút", "stop", False),
    ],
)
def test_each_state_has_its_shape(filled, name, tone, long):
    row = row_of(Nomination.objects.get(full_name=name), DAY)

    assert (row.tone, row.waits_long) == (tone, long)


def test_narrowing_by_an_answer_and_by_nonsense(filled):
    assert narrowed(Nomination.objects.all(), "declined").count() == 1
    assert narrowed(Nomination.objects.all(), "rubbish").count() == 5
    assert counts_by_answer(Nomination.objects.all()) == {"waiting": 2, "accepted": 1, "declined": 1, "withdrawn": 1}


def test_sums_by_branch_leave_out_what_was_withdrawn(filled, by, django_assert_num_queries):
    officer = by(holder(Role.GRASSROOTS_OFFICER, filled[2]))

    with django_assert_num_queries(1):
        rows, whole = sums_below(officer, filled[2], filled[3])

    assert [(each.made, each.waiting, each.waiting_long, each.accepted, each.declined) for each in rows] == [
        (3, 2, 1, 1, 0),
        (1, 0, 0, 0, 1),
        (0, 0, 0, 0, 0),
    ]
    assert (whole.made, whole.waiting) == (4, 2)


def test_the_units_one_answers_for(filled, by):
    officer = by(holder(Role.GRASSROOTS_OFFICER, filled[2]))

    assert answer_units(officer, None) == (filled[2], filled[3])
    with pytest.raises(NotReached):
        answer_units(officer, filled[0].pk)


def test_each_side_reaches_its_own(filled, by):
    nomination = Nomination.objects.get(full_name="Mới")
    youth = by(holder(Role.MASS_ORGANISATION_OFFICER, filled[1], office="youth_union"))
    women = by(holder(Role.MASS_ORGANISATION_OFFICER, filled[1], office="women_union"))
    secretary = by(holder(Role.BRANCH_SECRETARY, filled[3][0]))

    assert nomination_for(youth, nomination.pk, Action.NOMINATE) == nomination
    assert nomination_for(secretary, nomination.pk, Action.KEEP_LISTS) == nomination
    for reach, action in ((women, Action.NOMINATE), (secretary, Action.NOMINATE), (youth, Action.KEEP_LISTS)):
        with pytest.raises(NotReached):
            nomination_for(reach, nomination.pk, action)


def test_records_that_may_be_of_the_same_person_are_shown_to_the_branch_within_its_reach(filled, by):
    one, two, _three = filled[3]
    nomination = made(one, filled, "Lê Thị Na", born=from_written("12/05/1998"))
    known, elsewhere = make_person(one, "Lê Thị Na"), make_person(two, "Lê Thị Na")

    secretary, officer = by(holder(Role.BRANCH_SECRETARY, one)), by(holder(Role.GRASSROOTS_OFFICER, filled[2]))

    assert [each.person_id for each in likely_persons(secretary, nomination)] == [known.pk]
    assert {each.person_id for each in likely_persons(officer, nomination)} == {known.pk, elsewhere.pk}
