"""Who may be proposed, how places go, what a class may become, what a check and a certificate must say."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.eligibility import Limit, unmet_certificate
from nguon.rules.periods import add_months
from nguon.rules.training import (
    AWARENESS,
    NEW_MEMBER,
    RENEWAL_MONTHS,
    STEPS,
    Candidate,
    CheckSaid,
    ClassSaid,
    check_day,
    may_renew,
    numbers_of,
    seat,
    unmet_cancel,
    unmet_candidate,
    unmet_check,
    unmet_class,
    unmet_end,
    unmet_issue,
    unmet_move_up,
    unmet_opening,
    unmet_series,
    unmet_step,
    valid_until,
)

DAY = date(2026, 3, 10)


def codes(unmet):
    return [each.code.removeprefix("training.") for each in unmet]


def person(**facts):
    return Candidate(**{"name": "Nguyễn Thị Hoa", "kind": AWARENESS, "today": DAY, "listed": 2} | facts)


class TestProposing:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({}, []),
            ({"listed": 0}, ["no_list"]),
            ({"listed": 1}, ["list_1"]),
            ({"listed": 3}, ["list_3"]),
            ({"joined": True}, ["member_already"]),
            ({"joined": True, "listed": 0}, ["member_already"]),
            ({"has_certificate": True, "holds_until": date(2030, 1, 1)}, ["certificate_holds"]),
            ({"has_certificate": True, "holds_until": None}, ["certificate_holds"]),
            ({"has_certificate": True, "holds_until": date(2026, 9, 10)}, []),
            ({"has_certificate": True, "holds_until": date(2026, 9, 11)}, ["certificate_holds"]),
            ({"has_certificate": True, "holds_until": date(2025, 1, 1)}, []),
            ({"open_proposal": "proposed"}, ["proposed_already"]),
            ({"open_proposal": "placed"}, ["placed_already"]),
            ({"listed": 1, "open_proposal": "proposed"}, ["list_1", "proposed_already"]),
        ],
    )
    def test_for_the_awareness_class(self, facts, expected):
        assert codes(unmet_candidate(person(**facts))) == expected

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"joined": True}, []),
            ({"joined": False}, ["not_member"]),
            ({"joined": True, "official": True}, ["official_already"]),
            ({"joined": True, "left_party": True}, ["left_party"]),
            ({"joined": True, "has_certificate": True}, ["certificate_holds"]),
            ({"joined": True, "open_proposal": "placed"}, ["placed_already"]),
            ({"joined": True, "listed": 0}, []),
        ],
    )
    def test_for_the_class_of_new_members_only_probation_counts(self, facts, expected):
        assert codes(unmet_candidate(person(kind=NEW_MEMBER, **facts))) == expected

    def test_each_refusal_names_the_person_and_says_what_to_do(self):
        (said,) = unmet_candidate(person(listed=1))

        assert said.what.startswith("Nguyễn Thị Hoa")
        assert "nghị quyết đưa vào danh sách 2" in said.what

    def test_the_last_day_of_a_certificate_is_named_not_the_first_without(self):
        (said,) = unmet_candidate(person(has_certificate=True, holds_until=date(2030, 1, 1)))

        assert "31/12/2029" in said.what

    @given(
        listed=st.integers(0, 3),
        joined=st.booleans(),
        official=st.booleans(),
        left=st.booleans(),
        opened=st.sampled_from(["", "proposed", "placed"]),
        kind=st.sampled_from([AWARENESS, NEW_MEMBER]),
    )
    def test_nobody_is_fit_for_both_classes(self, listed, joined, official, left, opened, kind):
        facts = {"listed": listed, "joined": joined, "official": official, "left_party": left, "open_proposal": opened}
        fit = {kind: not unmet_candidate(person(kind=kind, **facts)) for kind in (AWARENESS, NEW_MEMBER)}

        assert not all(fit.values())
        assert not (opened and any(fit.values()))

    @given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
    def test_a_certificate_leaves_room_for_a_new_class_from_six_months_before_its_end_on(self, holds_until):
        assert may_renew(holds_until, DAY) == (holds_until <= add_months(DAY, RENEWAL_MONTHS))
        assert not may_renew(None, DAY)


class TestPlaces:
    @pytest.mark.parametrize(
        ("capacity", "placed", "waiting", "arriving", "expected"),
        [
            (3, 0, 0, [1, 2], ((1, 2), ())),
            (3, 2, 0, [1, 2], ((1,), (2,))),
            (3, 3, 0, [1, 2], ((), (1, 2))),
            (3, 2, 1, [7], ((), (7,))),  # the freed place belongs to who waits
            (3, 5, 0, [7], ((), (7,))),
            (3, 0, 0, [], ((), ())),
        ],
    )
    def test_places_go_in_the_order_of_arrival(self, capacity, placed, waiting, arriving, expected):
        found = seat(capacity, placed, waiting, arriving)

        assert (found.placed, found.waiting) == expected

    @given(st.integers(1, 200), st.integers(0, 200), st.integers(0, 5), st.lists(st.integers(1, 10_000), unique=True))
    def test_nobody_is_lost_and_no_place_is_given_twice(self, capacity, placed, waiting, arriving):
        found = seat(capacity, placed, waiting, arriving)

        assert [*found.placed, *found.waiting] == arriving
        assert not found.placed or placed + len(found.placed) <= capacity
        assert not (found.placed and waiting)

    @given(st.integers(1, 50), st.lists(st.integers(1, 9), min_size=1, max_size=12))
    def test_one_by_one_or_all_at_once_is_the_same(self, capacity, sizes):
        arriving = list(range(sum(sizes)))
        at_once = seat(capacity, 0, 0, arriving)

        placed, waiting, start = [], [], 0
        for size in sizes:
            found = seat(capacity, len(placed), len(waiting), arriving[start : start + size])
            placed += found.placed
            waiting += found.waiting
            start += size

        assert (tuple(placed), tuple(waiting)) == (at_once.placed, at_once.waiting)

    @pytest.mark.parametrize(
        ("is_first", "free", "expected"),
        [
            (True, 1, []),
            (True, 0, ["class_full"]),
            (False, 2, ["not_first"]),
            (False, 0, ["class_full", "not_first"]),
        ],
    )
    def test_a_freed_place_is_for_who_waits_longest(self, is_first, free, expected):
        unmet = unmet_move_up("Lê Na", "Trần Bình", is_first=is_first, free=free)

        assert codes(unmet) == expected
        assert all("Trần Bình" in each.what for each in unmet if each.code == "training.not_first")


class TestClasses:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, []),
            ({"name": " "}, ["name_missing"]),
            ({"kind": "party"}, ["kind_unknown"]),
            ({"ends_on": date(2026, 3, 15)}, ["ends_before_start"]),
            ({"ends_on": date(2027, 3, 20)}, ["too_long"]),
            ({"ends_on": date(2026, 3, 16)}, []),
            ({"capacity": 0}, ["capacity"]),
            ({"capacity": 1001}, ["capacity"]),
            ({"capacity": 3, "placed": 4}, ["capacity_below_placed"]),
            ({"capacity": 4, "placed": 4}, []),
            ({"session_days": (date(2026, 3, 16), date(2026, 3, 21))}, ["sessions_outside"]),
            ({"check_on": date(2026, 3, 1)}, ["check_before_start"]),
            ({"check_on": date(2026, 3, 25)}, []),
            ({"certificates": 1}, ["has_certificates"]),
        ],
    )
    def test_what_is_written_down(self, changes, expected):
        said = {
            "name": "Khóa I",
            "kind": AWARENESS,
            "starts_on": date(2026, 3, 16),
            "ends_on": date(2026, 3, 20),
            "capacity": 60,
        }

        assert codes(unmet_class(ClassSaid(**said | changes))) == expected

    @pytest.mark.parametrize("state", list(STEPS))
    @pytest.mark.parametrize("to", ["open", "ended", "cancelled"])
    def test_a_class_opens_ends_or_is_called_off_in_that_order(self, state, to):
        allowed = {("planned", "open"), ("planned", "cancelled"), ("open", "ended"), ("open", "cancelled")}

        assert (not unmet_step(state, to)) == ((state, to) in allowed)

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, []),
            ({"state": "open"}, ["state"]),
            ({"number": ""}, ["opening_number"]),
            ({"on": date(2026, 3, 11)}, ["opening_ahead"]),
            ({"on": date(2026, 3, 10), "starts_on": date(2026, 3, 9)}, ["opening_after_start"]),
        ],
    )
    def test_opening_needs_its_decision(self, changes, expected):
        given = {
            "state": "planned",
            "number": "12-QĐ/TTCT",
            "on": DAY,
            "starts_on": date(2026, 3, 16),
            "today": DAY,
        } | changes
        state, number, on = given.pop("state"), given.pop("number"), given.pop("on")

        assert codes(unmet_opening(state, number, on, **given)) == expected

    def test_a_class_ends_on_its_last_day_at_the_earliest(self):
        assert codes(unmet_end("open", DAY + timedelta(1), DAY)) == ["ends_later"]
        assert unmet_end("open", DAY, DAY) == ()
        assert codes(unmet_end("planned", DAY, DAY)) == ["state"]

    def test_calling_off_needs_a_reason_and_no_results(self):
        assert unmet_cancel("open", "Thiên tai", 0) == ()
        assert codes(unmet_cancel("planned", " ", 0)) == ["cancel_reason"]
        assert codes(unmet_cancel("open", "x", 3)) == ["has_results"]
        assert codes(unmet_cancel("ended", "x", 0)) == ["state"]


class TestChecks:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({}, []),
            ({"result": "passed"}, []),
            ({"result": "passed", "mark": Decimal("7.25"), "grade": "Khá"}, []),
            ({"result": "passed", "mark": Decimal(2)}, []),  # a person decides, not the figure
            ({"result": "failed", "mark": Decimal(10)}, []),
            ({"result": "absent"}, []),
            ({"result": "good"}, ["result_unknown"]),
            ({"result": "passed", "mark": Decimal("10.01")}, ["mark_range"]),
            ({"result": "passed", "mark": Decimal(-1)}, ["mark_range"]),
            ({"mark": Decimal(5)}, ["result_missing"]),
            ({"grade": "Khá"}, ["result_missing"]),
            ({"result": "absent", "mark": Decimal(0)}, ["absent_with_mark"]),
            ({"result": "failed", "holds_certificate": True}, ["certified_already"]),
            ({"result": "", "holds_certificate": True}, ["certified_already"]),
            ({"result": "passed", "holds_certificate": True}, []),
        ],
    )
    def test_an_outcome_is_a_person_s_word(self, facts, expected):
        assert codes(unmet_check(CheckSaid("Nguyễn Thị Hoa", **facts))) == expected

    def test_outcomes_wait_for_the_day_of_the_check(self):
        assert check_day(None, date(2026, 3, 20)) == date(2026, 3, 20)
        assert check_day(date(2026, 3, 19), date(2026, 3, 20)) == date(2026, 3, 19)
        assert check_day(date(2026, 3, 27), date(2026, 3, 20)) == date(2026, 3, 27)


class TestCertificates:
    def test_numbers_follow_each_other(self):
        assert numbers_of("{n}/GCN-TTCT", 9, 3) == ("9/GCN-TTCT", "10/GCN-TTCT", "11/GCN-TTCT")

    @given(st.integers(1, 900_000), st.integers(0, 300))
    def test_a_series_has_no_gap_and_no_double(self, start, count):
        found = numbers_of("TT-{n}", start, count)

        assert [int(each.removeprefix("TT-")) for each in found] == list(range(start, start + count))

    @pytest.mark.parametrize(
        ("pattern", "start", "expected"),
        [
            ("{n}/GCN", 1, []),
            ("{n}", 1, []),
            ("GCN", 1, ["number_pattern"]),
            ("", 1, ["number_pattern"]),
            ("{n}-{n}", 1, ["number_pattern"]),
            ("{n}/{x}", 1, ["number_pattern"]),
            ("{n}" + "a" * 60, 1, ["number_long"]),
            ("{n}", 0, ["number_start"]),
            ("{n}", 1_000_000, ["number_start"]),
        ],
    )
    def test_a_series_that_cannot_be(self, pattern, start, expected):
        assert codes(unmet_series(pattern, start)) == expected

    @pytest.mark.parametrize(
        ("kind", "issued_on", "expected"),
        [
            (AWARENESS, date(2020, 1, 15), date(2025, 1, 16)),
            (AWARENESS, date(2024, 2, 29), date(2029, 3, 1)),
            (NEW_MEMBER, date(2020, 1, 15), None),
        ],
    )
    def test_only_the_awareness_certificate_lapses(self, kind, issued_on, expected):
        assert valid_until(kind, issued_on, 60) == expected

    @given(st.dates(date(2012, 6, 1), date(2090, 1, 1)), st.integers(1, 120))
    def test_a_certificate_holds_to_the_last_day_that_eligibility_allows(self, issued_on, months):
        until = valid_until(AWARENESS, issued_on, months)
        last_day = until - timedelta(1)
        limit = Limit(months, "")

        assert (last_day.year - issued_on.year) * 12 + last_day.month - issued_on.month == months
        assert unmet_certificate(issued_on, last_day, limit) == ()
        assert [each.code for each in unmet_certificate(issued_on, until, limit)] == ["certificate.expired"]

    @pytest.mark.parametrize(
        ("state", "issued_on", "expected"),
        [
            ("ended", date(2026, 3, 9), []),
            ("ended", date(2026, 3, 8), ["issued_before_end"]),
            ("ended", date(2026, 3, 11), ["issued_ahead"]),
            ("open", date(2026, 3, 9), ["not_ended"]),
        ],
    )
    def test_it_bears_a_day_from_the_end_of_the_class_until_today(self, state, issued_on, expected):
        assert codes(unmet_issue(state, issued_on, ends_on=date(2026, 3, 9), today=DAY)) == expected
