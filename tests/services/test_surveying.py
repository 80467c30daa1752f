"""Rounds are called by a unit for all below it, their days changed with a reason, and closed."""

from datetime import date

import pytest

from nguon.models import Entry, SurveyRound
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.surveying import CallFacts, call_round, change_due, close_round
from tests.factories import DAY, holder, make_unit
from tests.survey_world import accepted, handed, make_survey_world

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 31)


@pytest.fixture
def world():
    return make_survey_world()


def facts(**changes):
    given = {
        "kind": "quarter",
        "name": "Rà soát, bổ sung nguồn quý I/2026",
        "period_from": date(2026, 1, 1),
        "period_until": date(2026, 4, 1),
        "opens_on": DAY,
        "due_on": DUE,
        "document_number": "12-CV/BTC",
    }
    return CallFacts(**given | changes)


@pytest.mark.shows("001-3", "001-4")
def test_a_unit_calls_a_round_for_all_below_it(world, by):
    made = call_round(by=by(world.commune_officer), unit_id=world.commune.pk, facts=facts())

    assert (made.unit, made.path, made.province) == (world.commune, world.commune.path, world.commune.province)
    assert (made.due_on, made.days_per_level, made.closed_on) == (DUE, 5, None)
    entry = Entry.objects.get()
    assert (entry.action, entry.after["due_on"]) == ("surveys.call", "2026-03-31")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "weekly"}, "surveys.kind_unknown"),
        ({"name": "  "}, "surveys.name_missing"),
        ({"period_until": date(2026, 1, 1)}, "surveys.period_backward"),
        ({"due_on": date(2026, 3, 9), "opens_on": date(2026, 3, 1)}, "surveys.due_passed"),
        ({"due_on": date(2026, 3, 12), "opens_on": date(2026, 3, 13)}, "surveys.due_before_opening"),
        ({"days_per_level": 31}, "surveys.days_per_level"),
        ({"due_on": date(2026, 3, 12)}, "surveys.too_narrow"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(world, by, changes, code):
    with pytest.raises(RuleViolation) as refused:
        call_round(by=by(world.commune_officer), unit_id=world.commune.pk, facts=facts(**changes))
    assert [each.code for each in refused.value.unmet] == [code]


def test_a_round_needs_a_branch_below(world, by):
    with pytest.raises(RuleViolation, match="chưa có chi bộ nào"):
        call_round(by=by(world.officer), unit_id=world.branches[0].pk, facts=facts())


def test_the_same_round_is_not_called_twice_while_it_is_open(world, by):
    first = call_round(by=by(world.commune_officer), unit_id=world.commune.pk, facts=facts())

    with pytest.raises(RuleViolation, match="cùng tên"):
        call_round(by=by(world.commune_officer), unit_id=world.commune.pk, facts=facts(name=f"  {first.name} "))
    close_round(by=by(world.commune_officer), round_id=first.pk)
    call_round(by=by(world.commune_officer), unit_id=world.commune.pk, facts=facts())


def test_a_unit_out_of_reach_or_without_the_right_calls_nothing(world, by):
    other = make_unit("Đảng ủy xã khác", parent=world.top)

    with pytest.raises(NotReached):
        call_round(by=by(world.commune_officer), unit_id=other.pk, facts=facts())
    with pytest.raises(NotReached):
        call_round(by=by(world.secretary), unit_id=world.branches[0].pk, facts=facts())


def test_a_day_is_changed_with_a_reason(world, by):
    later = date(2026, 4, 10)

    change_due(
        by=by(world.officer),
        round_id=world.called.pk,
        due_on=later,
        days_per_level=3,
        reason="Bão lũ",
        seen=(DUE, 5),
    )

    world.called.refresh_from_db()
    assert (world.called.due_on, world.called.days_per_level) == (later, 3)
    entry = Entry.objects.get()
    assert (entry.before["due_on"], entry.reason) == ("2026-03-31", "Bão lũ")


def test_changing_nothing_leaves_no_entry(world, by):
    change_due(by=by(world.officer), round_id=world.called.pk, due_on=DUE, days_per_level=5, reason="", seen=(DUE, 5))

    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("due_on", "per_level", "reason", "codes"),
    [
        (date(2026, 4, 10), 5, " ", ["surveys.reason_missing"]),
        (date(2026, 3, 9), 0, "Gấp", ["surveys.due_passed"]),
        (date(2026, 3, 12), 5, "Gấp", ["surveys.too_narrow"]),
        (date(2026, 3, 31), 40, "", ["surveys.days_per_level", "surveys.reason_missing"]),
    ],
)
def test_a_day_that_does_not_fit_is_refused(world, by, due_on, per_level, reason, codes):
    with pytest.raises(RuleViolation) as refused:
        change_due(
            by=by(world.officer),
            round_id=world.called.pk,
            due_on=due_on,
            days_per_level=per_level,
            reason=reason,
            seen=(DUE, 5),
        )
    assert [each.code for each in refused.value.unmet] == codes


def test_a_day_somebody_changed_meanwhile_is_not_written_over(world, by):
    SurveyRound.objects.update(due_on=date(2026, 4, 2))

    with pytest.raises(MovedOn):
        change_due(
            by=by(world.officer),
            round_id=world.called.pk,
            due_on=date(2026, 4, 10),
            days_per_level=5,
            reason="Bão",
            seen=(DUE, 5),
        )


def test_a_round_is_closed_and_how_far_it_came_is_kept(world, by):
    accepted(world.committee, handed(world.secretary, world.called, world.branches[0]))
    accepted(
        world.commune_officer, handed(world.committee, world.called, world.grassroots, note="Còn hai chi bộ chưa nộp")
    )
    handed(world.commune_officer, world.called, world.commune)

    closed = close_round(by=by(world.officer), round_id=world.called.pk)

    assert closed.closed_on == DAY
    after = Entry.objects.latest("pk").after
    assert (after["lists_bound"], after["lists_accepted"], after["lists_waiting"]) == (1, 0, 1)


def test_a_closed_round_is_neither_closed_nor_changed_again(world, by):
    close_round(by=by(world.officer), round_id=world.called.pk)

    with pytest.raises(MovedOn):
        close_round(by=by(world.officer), round_id=world.called.pk)
    with pytest.raises(MovedOn):
        change_due(
            by=by(world.officer),
            round_id=world.called.pk,
            due_on=date(2026, 4, 10),
            days_per_level=5,
            reason="Bão",
            seen=(DUE, 5),
        )


@pytest.mark.parametrize("role", [Role.STANDING_BOARD_MEMBER, Role.INSPECTION_OFFICER])
def test_who_only_watches_changes_and_closes_nothing(world, by, role):
    watcher = by(holder(role, world.top))

    with pytest.raises(NotReached):
        close_round(by=watcher, round_id=world.called.pk)
    with pytest.raises(NotReached):
        change_due(by=watcher, round_id=world.called.pk, due_on=DUE, days_per_level=4, reason="x", seen=(DUE, 5))


def test_a_round_of_the_unit_above_is_not_one_s_own_to_close(world, by):
    with pytest.raises(NotReached):
        close_round(by=by(world.commune_officer), round_id=world.called.pk)
