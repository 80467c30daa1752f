"""How duties stand on a day, in rows, in rounds and in figures: the queries behind every list of duties."""

from datetime import date

import pytest

from nguon.models import DutyTask
from nguon.queries.calendar import days_of_year, weeks_of
from nguon.queries.duties import Today, Wanted, any_calendar, doable, may_do, rounds, rounds_in_state, totals
from nguon.queries.plan_duties import columns
from nguon.regulations.load import calendar
from nguon.rules.duties import DutyState
from nguon.rules.roles import Action, Role
from tests.factories import DAY, holder
from tests.plan_world import make_world

pytestmark = pytest.mark.django_db
TODAY = Today(DAY)


@pytest.fixture
def world():
    return make_world()


@pytest.mark.parametrize(
    ("due_on", "done_on", "state", "days", "tone"),
    [
        (date(2026, 3, 9), None, DutyState.OVERDUE, 1, "late"),
        (date(2026, 3, 8), None, DutyState.OVERDUE, 2, "late"),  # due on a Sunday
        (DAY, None, DutyState.DUE_TODAY, 0, "soon"),
        (date(2026, 3, 11), None, DutyState.SOON, 1, "soon"),
        (date(2026, 3, 17), None, DutyState.SOON, 5, "soon"),
        (date(2026, 3, 18), None, DutyState.WAITING, 6, "wait"),
        (date(2026, 3, 5), date(2026, 3, 5), DutyState.DONE, 0, "done"),
        (date(2026, 3, 5), date(2026, 3, 9), DutyState.DONE_LATE, 2, "done"),
        (date(2080, 3, 5), None, DutyState.WAITING, None, "wait"),  # beyond the holidays entered
    ],
)
def test_a_day_is_told_in_working_days(due_on, done_on, state, days, tone):
    standing = TODAY.standing(due_on, done_on)

    assert (standing.state, standing.tone) == (state, tone)
    assert days is None or standing.days == days


def test_the_long_calendar_knows_the_holidays_entered_and_marks_other_years():
    entered, long = calendar(), any_calendar()

    assert long.off == entered.off
    assert long.years > entered.years
    assert 2080 in long.unconfirmed


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("late", {"Báo cáo triển khai kế hoạch"}),
        ("soon", {"Gửi hồ sơ kết nạp"}),
        ("waiting", {"Tổng hợp, báo cáo Ban Thường vụ", "Rà soát nguồn"}),
        ("done", set()),
        ("done_late", set()),
        (
            "open",
            {"Báo cáo triển khai kế hoạch", "Gửi hồ sơ kết nạp", "Tổng hợp, báo cáo Ban Thường vụ", "Rà soát nguồn"},
        ),
    ],
)
def test_rows_and_rounds_agree_on_every_state(world, by, state, names):
    tasks = by(world.officer).duty_tasks(Action.SEE_DUTIES)

    of_rows = set(Wanted(state=state).of(tasks, TODAY).values_list("duty__what", flat=True))
    of_rounds = {each.duty.what for each in rounds_in_state(rounds(tasks, TODAY), state)}

    assert of_rows == of_rounds == names


def test_a_round_is_done_late_when_all_are_done_and_one_was_late(world, by):
    DutyTask.objects.filter(due_on=date(2026, 3, 5)).update(done_on=date(2026, 3, 5))
    DutyTask.objects.filter(due_on=date(2026, 3, 5), unit=world.ward).update(done_on=date(2026, 3, 6))
    tasks = by(world.officer).duty_tasks(Action.SEE_DUTIES).filter(due_on=date(2026, 3, 5))

    (found,) = rounds(tasks, TODAY)

    assert (found.standing.state, found.done, found.done_late, found.open) == (DutyState.DONE_LATE, 2, 1, 0)
    assert rounds_in_state([found], "done") == rounds_in_state([found], "done_late") == [found]


def test_totals_add_up(world, by):
    DutyTask.objects.filter(unit=world.ward, due_on=date(2026, 3, 5)).update(done_on=DAY)

    found = totals(by(world.officer).duty_tasks(Action.SEE_DUTIES), TODAY)

    assert (found.bound, found.done, found.done_late, found.overdue, found.soon, found.open) == (13, 1, 1, 1, 2, 12)


@pytest.mark.parametrize("role", list(Role))
def test_what_may_be_done_is_the_same_asked_of_rows_or_of_the_database(world, by, role):
    reach = by(holder(role, world.province, office="organisation_board"))

    of_database = set(doable(reach).values_list("pk", flat=True))
    of_rows = {each.pk for each in DutyTask.objects.all() if may_do(reach, each)}

    assert of_database == of_rows


def test_a_dropped_duty_is_nobody_s(world, by):
    DutyTask.objects.update(dropped_on=DAY)

    assert not by(world.officer).duty_tasks().exists()
    assert not doable(by(world.officer)).exists()


def test_days_and_weeks_count_the_same_duties(world, by):
    tasks = by(world.officer).duty_tasks(Action.SEE_DUTIES).filter(due_on__year=2026)

    marks = days_of_year(rounds(tasks, TODAY), 2026, TODAY)
    weeks = weeks_of(tasks, TODAY)

    assert len(marks) == 365
    assert sum(each.due for each in marks.values()) == len(rounds(tasks, TODAY)) == 6
    assert sum(each.due for each in weeks) == tasks.count() == 11
    assert [(each.monday, each.due, each.done, each.overdue, each.ahead) for each in weeks[:2]] == [
        (date(2026, 3, 2), 2, 0, 2, 0),
        (date(2026, 3, 9), 2, 0, 0, 2),
    ]


@pytest.mark.parametrize(
    ("number", "start", "shown", "earlier", "later"),
    [(3, None, 3, None, None), (20, 0, 8, None, 8), (20, 8, 8, 0, 16), (20, 16, 4, 8, None), (20, 999, 1, 11, None)],
)
def test_columns_are_shown_some_at_a_time(world, by, number, start, shown, earlier, later):
    (one, *_rest) = rounds(by(world.officer).duty_tasks(Action.SEE_DUTIES), TODAY)

    found = columns([one] * number, TODAY, start)

    assert (len(found.shown), found.earlier, found.later) == (shown, earlier, later)
