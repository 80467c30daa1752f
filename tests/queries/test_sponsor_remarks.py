"""Which remarks are asked for, by the cadence of each branch; quiet when nothing is due."""

from datetime import UTC, date, datetime

import pytest

from nguon.models import PoolSetting, SponsorRemark, Sponsorship
from nguon.queries.duties import Today
from nguon.queries.sponsor_remarks import Cadence as HowOften
from nguon.queries.sponsor_remarks import (
    asked_of,
    cadence_of,
    cadences_of,
    lacking,
    one_remark,
    period_choices,
    periods_asked,
)
from nguon.rules.errors import NotReached
from nguon.rules.periods import Period
from nguon.rules.roles import Role
from nguon.rules.sponsor_remarks import is_asked_for
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_member, make_person, make_remark, make_sponsorship

pytestmark = pytest.mark.django_db
QUARTER, MONTH = HowOften(3, ""), HowOften(1, "")


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


def held_since(branch, starts_on, *, known=None, name="Nguyễn Thị Hoa"):
    held = make_sponsorship(make_person(branch, name), make_member(branch), starts_on=starts_on)
    known = known or starts_on
    Sponsorship.objects.filter(pk=held.pk).update(
        recorded_at=datetime(known.year, known.month, known.day, 3, tzinfo=UTC)
    )
    held.refresh_from_db()
    return held


def test_the_cadence_is_the_nearest_setting_else_the_dated_figure(commune, branch):
    assert cadence_of(branch.path, DAY).months == 3
    assert "Hướng dẫn" in cadence_of(branch.path, DAY).source

    PoolSetting.objects.create(unit=commune[0], remark_every_months=6, province=branch.province)
    PoolSetting.objects.create(unit=commune[2], remark_every_months=1, province=branch.province)

    assert cadence_of(branch.path, DAY) == HowOften(1, "Đảng ủy Trường Thử Nghiệm")
    assert cadences_of([branch.path, commune[1].path], DAY) == {
        HowOften(1, "Đảng ủy Trường Thử Nghiệm"): [branch.path],
        HowOften(6, "Tỉnh ủy Thử Nghiệm"): [commune[1].path],
    }


@pytest.mark.parametrize(
    ("day", "cadence", "expected"),
    [
        (date(2026, 3, 10), QUARTER, [date(2025, 10, 1)]),
        (date(2026, 3, 23), QUARTER, [date(2025, 10, 1)]),
        (date(2026, 3, 24), QUARTER, [date(2025, 10, 1), date(2026, 1, 1)]),  # five working days before its end
        (date(2026, 4, 1), QUARTER, [date(2026, 1, 1)]),
        (date(2026, 3, 10), MONTH, [date(2026, 2, 1)]),
        (date(2026, 3, 31), MONTH, [date(2026, 2, 1), date(2026, 3, 1)]),
    ],
)
def test_the_period_that_ended_last_and_the_next_one_shortly_before_its_end(day, cadence, expected):
    assert [period.starts_on for period, _due in periods_asked(cadence, Today(day))] == expected


class TestAsked:
    def ask(self, day=DAY, cadence=QUARTER):
        return asked_of(Sponsorship.objects.all(), cadence, Today(day))

    def test_one_not_written_is_asked_for_with_its_day(self, branch):
        held = held_since(branch, date(2025, 6, 1))

        (found,) = self.ask()

        assert (found.sponsorship, found.period_name, found.due_on) == (held, "quý IV/2025", date(2026, 1, 9))
        assert found.standing.tone == "late"

    def test_what_is_written_is_asked_for_no_more(self, branch):
        make_remark(held_since(branch, date(2025, 6, 1)))

        assert self.ask() == []

    def test_a_remark_of_another_cadence_that_covers_it_counts(self, branch):
        remark = make_remark(held_since(branch, date(2025, 6, 1)))
        SponsorRemark.objects.filter(pk=remark.pk).update(period_from=date(2025, 7, 1))  # half a year

        assert self.ask() == []

    def test_it_is_said_before_it_falls_due(self, branch):
        make_remark(held_since(branch, date(2025, 6, 1)))

        (found,) = self.ask(date(2026, 3, 25))

        assert (found.period_name, found.standing.tone) == ("quý I/2026", "soon")

    @pytest.mark.parametrize(
        ("starts_on", "known", "asked"),
        [
            (date(2025, 12, 1), date(2025, 12, 1), True),
            (date(2025, 12, 2), date(2025, 12, 2), False),
            (date(2025, 6, 1), date(2025, 12, 31), True),
            (date(2025, 6, 1), date(2026, 1, 1), False),
        ],
    )
    def test_the_database_asks_what_the_rule_asks(self, branch, starts_on, known, asked):
        held_since(branch, starts_on, known=known)

        period = Period.of_quarter(2025, 4)
        assert lacking(Sponsorship.objects.all(), period).exists() is asked
        assert is_asked_for(period, starts_on=starts_on, ends_on=None, known_from=known) is asked

    def test_an_ended_one_is_left_in_peace(self, branch):
        Sponsorship.objects.filter(pk=held_since(branch, date(2025, 6, 1)).pk).update(ends_on=DAY, end_kind="other")

        assert self.ask() == []

    @pytest.mark.parametrize("count", [1, 3])
    def test_one_query_whatever_their_number(self, branch, django_assert_num_queries, count):
        for number in range(count):
            held_since(branch, date(2025, 6, 1), name=f"Người {number}")

        with django_assert_num_queries(1):
            assert [each.sponsorship.candidate.full_name for each in self.ask()] == [f"Người {n}" for n in range(count)]


def test_periods_to_choose_from_go_back_to_the_beginning_and_say_which_lack_a_remark(branch):
    held = held_since(branch, date(2025, 8, 15))
    make_remark(held)

    found = period_choices(held, QUARTER, Today(DAY))

    assert [(each.name, each.written, each.asked) for each in found] == [
        ("quý I/2026", False, False),
        ("quý IV/2025", True, False),
        ("quý III/2025", False, True),
    ]


def test_at_most_so_many_periods_are_offered(branch):
    assert len(period_choices(held_since(branch, date(2010, 1, 1)), MONTH, Today(DAY))) == 8


def test_one_remark_out_of_reach_is_not_there(commune, branch, by):
    remark = make_remark(held_since(branch, date(2025, 6, 1)))

    assert one_remark(by(holder(Role.BRANCH_SECRETARY, branch)), remark.pk) == remark
    with pytest.raises(NotReached):
        one_remark(by(holder(Role.BRANCH_SECRETARY, commune[3][1])), remark.pk)
