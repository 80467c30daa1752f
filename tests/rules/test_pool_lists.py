"""Who stands on which list on a day follows from the resolutions, whenever they were written down."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.partial_dates import PartialDate, from_written
from nguon.rules.pool_lists import (
    Change,
    ListRules,
    MoveFacts,
    age_cautions,
    cautions_of,
    listed_on,
    misfits,
    quarter_said,
    quarters_from,
    sequence,
    unmet_move,
)

RULES = ListRules(18, 60, "điểm 1", "điểm 5.4", "điểm 3.2.1")
FIRST = date(2026, 1, 1)


def change(to_list, on, *, person=1, unit=1, order="1", **facts):
    on = date.fromisoformat(on) if isinstance(on, str) else on
    facts.setdefault("recorded_on", on)
    return Change(person=person, unit=unit, to_list=to_list, on=on, order=order, **facts)


def on_list(changes, day, **asked):
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return {person: each.on_list for person, each in listed_on(changes, day, **asked).items()}


class TestTheListOfADay:
    def test_it_follows_the_resolutions_of_that_day_and_before(self):
        changes = [change(1, "2026-01-10"), change(2, "2026-04-10"), change(0, "2026-07-10")]

        days = ("2026-01-09", "2026-01-10", "2026-04-09", "2026-04-10", "2026-07-09", "2026-07-10")
        assert [on_list(changes, day).get(1, 0) for day in days] == [0, 1, 1, 2, 2, 0]

    def test_it_says_since_when_on_this_list_and_since_when_on_any(self):
        changes = [change(1, "2026-01-10"), change(2, "2026-04-10")]

        standing = listed_on(changes, date(2026, 5, 1))[1]

        assert (standing.since, standing.first_on) == (date(2026, 4, 10), date(2026, 1, 10))

    def test_coming_back_after_leaving_begins_anew(self):
        changes = [change(1, "2026-01-10"), change(0, "2026-02-10"), change(1, "2026-03-10")]

        assert listed_on(changes, date(2026, 5, 1))[1].first_on == date(2026, 3, 10)

    def test_coming_to_another_branch_begins_anew(self):
        changes = [
            change(2, "2026-01-10"),
            change(0, "2026-02-10"),
            change(1, "2026-02-10", unit=2),
        ]

        standing = listed_on(changes, date(2026, 5, 1))[1]

        assert (standing.unit, standing.on_list, standing.first_on) == (2, 1, date(2026, 2, 10))

    def test_what_was_recorded_late_shows_as_known_now_and_not_as_known_before(self):
        late = change(1, "2026-01-10", recorded_on=date(2026, 3, 20))

        assert on_list([late], "2026-02-01") == {1: 1}
        assert on_list([late], "2026-02-01", known_by=date(2026, 3, 19)) == {}
        assert on_list([late], "2026-02-01", known_by=date(2026, 3, 20)) == {1: 1}

    def test_what_was_withdrawn_counts_only_as_it_was_known_before(self):
        mistaken = change(1, "2026-01-10", withdrawn_on=date(2026, 3, 1))

        assert on_list([mistaken], "2026-02-01") == {}
        assert on_list([mistaken], "2026-02-01", known_by=date(2026, 2, 28)) == {1: 1}
        assert on_list([mistaken], "2026-02-01", known_by=date(2026, 3, 1)) == {}

    def test_two_resolutions_of_one_day_follow_their_numbers(self):
        changes = [change(2, "2026-01-10", order="0012"), change(1, "2026-01-10", order="0009")]

        assert on_list(changes, "2026-01-10") == {1: 2}

    def test_leaving_one_branch_and_coming_to_another_may_bear_one_date(self):
        changes = [
            change(1, "2026-01-10", unit=1),
            change(1, "2026-02-10", unit=2, order="0001"),
            change(0, "2026-02-10", unit=1, order="0009"),
        ]

        assert misfits(changes) == []
        assert listed_on(changes, date(2026, 2, 10))[1].unit == 2


class TestTheSequence:
    def test_each_step_knows_where_the_person_stood(self):
        changes = [change(3, "2026-07-10"), change(1, "2026-01-10"), change(2, "2026-04-10")]

        assert [(each.from_list, each.change.to_list) for each in sequence(changes)] == [(0, 1), (1, 2), (2, 3)]

    @pytest.mark.parametrize(
        ("changes", "codes"),
        [
            ([change(1, "2026-01-10"), change(3, "2026-02-10")], []),
            ([change(3, "2026-01-10"), change(2, "2026-02-10")], []),
            ([change(0, "2026-01-10")], ["lists.not_listed"]),
            ([change(1, "2026-01-10"), change(1, "2026-02-10")], ["lists.already"]),
            ([change(1, "2026-01-10"), change(1, "2026-02-10", unit=2)], ["lists.of_other_branch"]),
            ([change(1, "2026-01-10"), change(0, "2026-02-10", unit=2)], ["lists.of_other_branch"]),
        ],
    )
    def test_what_cannot_be_is_told(self, changes, codes):
        assert [unmet.code for _, unmet in misfits(changes)] == codes


def facts(to_list=1, on="2026-03-10", **given):
    own = change(to_list, on, order="5", reason=given.pop("reason", ""))
    return MoveFacts(change=own, **given)


def codes(facts):
    return [each.code for each in unmet_move(facts, RULES)]


POOL = {"has_certificate": True, "certificate_until": date(2030, 1, 1), "has_sponsor": True}


class TestAMove:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            (facts(1), []),
            (facts(2), []),
            (facts(2, others=(change(1, "2026-01-10"),)), []),
            (facts(1, is_member=True), ["lists.member"]),
            (facts(0, reason="not_fit", is_member=True, others=(change(1, "2026-01-10"),)), []),
            (facts(1, belongs_here=False), ["lists.belongs_elsewhere"]),
            (facts(0, reason="age", belongs_here=False, others=(change(1, "2026-01-10"),)), []),
            (facts(1, others=(change(1, "2026-01-10"),)), ["lists.already"]),
            (facts(0, reason="age"), ["lists.not_listed"]),
            (facts(0, others=(change(1, "2026-01-10"),)), ["lists.reason_missing"]),
            (facts(0, reason="other", others=(change(1, "2026-01-10"),)), ["lists.reason_text_missing"]),
            (facts(0, reason="other", reason_text="Đi nước ngoài", others=(change(1, "2026-01-10"),)), []),
            (facts(3, **POOL), []),
            (facts(3, **POOL | {"certificate_until": None}), []),
            (facts(3), ["lists.certificate_missing", "lists.sponsor_missing"]),
            (facts(3, **POOL | {"certificate_until": date(2026, 3, 10)}), ["lists.certificate_lapsed"]),
            (facts(3, **POOL | {"certificate_until": date(2026, 3, 11)}), []),
            (facts(3, carried_over=True), []),
            (facts(1, others=(change(2, "2026-03-10", order="5"),)), ["lists.twice"]),
            (facts(0, is_member=True), ["lists.reason_missing", "lists.not_listed"]),
            (facts(3, is_member=True, belongs_here=False), [
                "lists.member", "lists.belongs_elsewhere", "lists.certificate_missing", "lists.sponsor_missing"]),
        ],
    )  # fmt: skip
    def test_everything_that_keeps_it_back_is_told_at_once(self, given, expected):
        assert codes(given) == expected

    def test_a_list_of_another_branch_is_named(self):
        given = facts(1, others=(change(2, "2026-01-10", unit=7),), unit_names={7: "Chi bộ 7"})

        assert [str(each) for each in unmet_move(given, RULES)] == [
            "Ngày 10/03/2026 người này đang trong danh sách 2 của Chi bộ 7."
        ]

    def test_what_list_3_lacks_names_the_clause(self):
        assert [each.clause for each in unmet_move(facts(3), RULES)] == ["điểm 5.4", "điểm 3.2.1"]

    def test_it_may_be_entered_late_where_the_sequence_stays_possible(self):
        later = change(2, "2026-05-10")

        assert codes(facts(1, others=(later,))) == []

    @pytest.mark.parametrize(
        ("late", "later"),
        [
            (facts(2), change(2, "2026-05-10", number="9-NQ/CB")),
            (facts(0, reason="age"), change(0, "2026-05-10", number="9-NQ/CB")),
        ],
    )
    def test_entered_late_it_must_fit_what_was_written_down_of_later_days(self, late, later):
        before = change(1, "2026-01-10")

        found = unmet_move(replace(late, others=(before, later)), RULES)

        assert [each.code for each in found] == ["lists.later_does_not_fit"]
        assert "10/05/2026 (nghị quyết 9-NQ/CB)" in found[0].what

    def test_what_did_not_fit_before_is_not_held_against_it(self):
        odd = (change(1, "2026-01-10"), change(1, "2026-02-10"))

        assert codes(facts(2, others=odd)) == []


class TestCautions:
    @pytest.mark.parametrize(
        ("born", "expected"),
        [
            (None, ["lists.born_missing"]),
            ("11/03/2008", ["lists.too_young"]),
            ("10/03/2008", []),
            ("2008", ["lists.maybe_too_young"]),
            ("03/2008", ["lists.maybe_too_young"]),
            ("01/01/2000", []),
            ("01/03/1966", []),
            ("28/02/1966", ["lists.too_old"]),
            ("1966", ["lists.maybe_too_old"]),
            ("1965", ["lists.too_old"]),
        ],
    )
    def test_ages_outside_that_of_admission_are_told_and_refuse_nothing(self, born, expected):
        given = facts(1, born=from_written(born) if born else None)

        assert [each.code for each in cautions_of(given, RULES)] == expected
        assert codes(given) == []

    def test_what_a_carried_over_list_3_lacks_is_told(self):
        given = facts(3, born=PartialDate(2000), carried_over=True)

        assert [each.code for each in cautions_of(given, RULES)] == [
            "lists.certificate_missing",
            "lists.sponsor_missing",
        ]

    @pytest.mark.parametrize(
        ("reason", "has_sponsor", "expected"),
        [("age", False, []), ("age", True, ["lists.sponsor_stays"]), ("admitted", True, [])],
    )
    def test_of_who_leaves_only_a_member_still_helping_is_told(self, reason, has_sponsor, expected):
        found = cautions_of(facts(0, reason=reason, has_sponsor=has_sponsor), RULES)

        assert [each.code for each in found] == expected

    def test_the_clause_is_named(self):
        assert age_cautions(PartialDate(2020), FIRST, RULES)[0].clause == "điểm 1"


# ---------- Properties over any sequence that can be ----------

days = st.dates(FIRST, FIRST + timedelta(700))


@st.composite
def histories(draw):
    """Changes of a few persons of two branches, each person's possible; recorded on their day or some time after."""
    changes = []
    for person in range(1, draw(st.integers(1, 4)) + 1):
        at, unit = 0, draw(st.integers(1, 2))
        for number, on in enumerate(sorted(draw(st.lists(days, unique=True, max_size=6)))):
            to_list = draw(st.sampled_from([each for each in (0, 1, 2, 3) if each != at]))
            if not at:
                unit = draw(st.integers(1, 2))
            recorded_on = on + timedelta(draw(st.integers(0, 60)))
            changes.append(change(to_list, on, person=person, unit=unit, order=f"{number:03}", recorded_on=recorded_on))
            at = to_list
    return changes


@given(histories(), days, st.randoms())
def test_the_order_of_entry_does_not_matter(changes, day, random):
    shuffled = list(changes)
    random.shuffle(shuffled)

    assert listed_on(shuffled, day) == listed_on(changes, day)
    assert all(misfits([each for each in shuffled if each.person == person]) == [] for person in range(1, 5))


@given(histories(), days, days, st.integers(0, 3), st.integers(1, 5), st.integers(1, 2))
def test_a_later_resolution_with_a_later_date_never_changes_the_list_of_a_past_day(
    changes, past, on, to_list, person, unit
):
    later = change(to_list, max(on, past + timedelta(1)), person=person, unit=unit, order="zzz")

    assert listed_on([*changes, later], past) == listed_on(changes, past)


@given(histories(), days, days)
def test_what_is_entered_late_for_an_earlier_day_shows_on_it(changes, on, past):
    past = max(on, past)
    late = change(1, on, person=99, order="late", recorded_on=past + timedelta(100))

    after = listed_on([*changes, late], past)

    assert after == listed_on(changes, past) | {99: listed_on([late], past)[99]}
    assert listed_on([*changes, late], past, known_by=past) == listed_on(changes, past, known_by=past)


@given(histories(), days, st.data())
def test_withdrawing_brings_back_what_was(changes, day, data):
    if not changes:
        return
    taken = data.draw(st.sampled_from(changes))
    withdrawn = [replace(each, withdrawn_on=date(2030, 1, 1)) if each is taken else each for each in changes]

    assert listed_on(withdrawn, day) == listed_on([each for each in changes if each is not taken], day)


@given(histories(), days)
def test_everyone_stands_on_one_list_of_one_branch_or_none(changes, day):
    found = listed_on(changes, day)

    for person, standing in found.items():
        own = [each for each in changes if each.person == person and each.on <= day]
        assert standing.on_list == max(own, key=lambda each: each.on).to_list in {1, 2, 3}
        assert standing.first_on <= standing.since <= day


@given(histories(), days)
def test_as_known_by_a_day_long_after_it_is_as_known_now(changes, day):
    assert listed_on(changes, day, known_by=date(2035, 1, 1)) == listed_on(changes, day)


@pytest.mark.parametrize(
    ("stored", "said"),
    [("2026-Q3", "III/2026"), ("2027-Q1", "I/2027"), ("", ""), ("cuối năm", "cuối năm"), ("2026-Q9", "2026-Q9")],
)
def test_a_quarter_is_said_as_people_write_it(stored, said):
    assert quarter_said(stored) == said


@pytest.mark.parametrize(
    ("day", "first"), [("2026-03-31", "2026-Q1"), ("2026-04-01", "2026-Q2"), ("2026-12-31", "2026-Q4")]
)
def test_the_quarters_to_choose_from_begin_with_that_of_the_day(day, first):
    found = quarters_from(date.fromisoformat(day), 5)

    assert (found[0], len(found)) == (first, 5)
    assert found[4] == f"2027{first[4:]}"
    assert list(found) == sorted(found)
