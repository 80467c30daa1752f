"""What contradicts itself when two records become one, and what does not."""

from dataclasses import replace
from datetime import date

import pytest

from nguon.rules.merging import Helped, Side, doubled_help, unmet_merge
from nguon.rules.pool_lists import Change

TODAY = date(2026, 3, 10)
HERE, THERE = 10, 20
NAMES = {HERE: "Chi bộ 1", THERE: "Chi bộ 2"}
KEPT, DROPPED = Side(1, HERE), Side(2, HERE)


def change(person, to_list, day, unit=HERE):
    return Change(person, unit, to_list, date(2026, 2, day), f"{day}", TODAY, number=f"{day}-NQ", id=person * 100 + day)


def codes(kept=KEPT, dropped=DROPPED, unit=HERE):
    return [each.code for each in unmet_merge(kept, dropped, unit, NAMES, TODAY)]


def test_two_records_with_nothing_on_them_may_be_one():
    assert codes() == []


@pytest.mark.parametrize(
    ("own", "theirs", "unit", "expected"),
    [
        # the same branch put both records on a list: that is what a doubled record looks like
        ([(1, 1)], [(1, 2)], HERE, []),
        ([(1, 1)], [(2, 2)], HERE, []),
        ([(1, 1), (0, 3)], [(1, 2), (0, 4)], HERE, []),
        ([(1, 1), (0, 3)], [(2, 4)], HERE, []),
        # two branches, one after the other
        ([(1, 1), (0, 3)], [(1, 5, THERE)], THERE, []),
        ([(1, 1), (0, 3)], [(1, 5, THERE)], HERE, ["persons.merge_unit_of_list"]),
        ([], [(3, 5, THERE)], HERE, ["persons.merge_unit_of_list"]),
        ([], [(3, 5, THERE), (0, 6, THERE)], HERE, []),
        # two branches at once
        ([(1, 1)], [(1, 5, THERE)], HERE, ["persons.merge_two_branches"]),
        ([(1, 1)], [(1, 5, THERE)], THERE, ["persons.merge_two_branches"]),
        ([(1, 1), (0, 7)], [(1, 5, THERE)], THERE, ["persons.merge_two_branches"]),
    ],
)
def test_lists(own, theirs, unit, expected):
    kept = replace(KEPT, changes=tuple(change(1, *each) for each in own))
    dropped = replace(DROPPED, changes=tuple(change(2, *each) for each in theirs))

    assert codes(kept, dropped, unit) == expected
    if expected != ["persons.merge_unit_of_list"]:
        assert codes(replace(dropped, person=1), replace(kept, person=2), unit) == expected


def test_the_refusal_names_day_and_branches():
    [said] = unmet_merge(
        replace(KEPT, changes=(change(1, 1, 1),)),
        replace(DROPPED, changes=(change(2, 1, 5, THERE),)),
        HERE,
        NAMES,
        TODAY,
    )

    assert "05/02/2026" in said.what
    assert "Chi bộ 1 và Chi bộ 2" in said.what


def test_one_resolution_that_put_both_on_different_lists_speaks_of_two_persons():
    kept, dropped = replace(KEPT, resolutions={7: 1}), replace(DROPPED, resolutions={7: 2, 8: 1})

    assert codes(kept, dropped) == ["persons.merge_one_resolution"]
    assert codes(kept, replace(dropped, resolutions={7: 1})) == []


def test_who_sponsors_the_other_is_not_the_other():
    assert codes(replace(KEPT, ever_with=frozenset({2}))) == ["persons.merge_sponsor"]
    assert codes(dropped=replace(DROPPED, ever_with=frozenset({1}))) == ["persons.merge_sponsor"]


@pytest.mark.parametrize("column", ["helped_by", "helps"])
@pytest.mark.parametrize(
    ("remarks", "expected"),
    [((False, False), []), ((True, False), []), ((False, True), []), ((True, True), ["persons.merge_help_twice"])],
)
def test_a_sponsorship_that_would_stand_twice(column, remarks, expected):
    kept = replace(KEPT, **{column: (Helped(1, 9, remarks[0]), Helped(3, 8, True))})
    dropped = replace(DROPPED, **{column: (Helped(2, 9, remarks[1]), Helped(4, 7, True))})

    assert [(one.number, other.number) for one, other in doubled_help(kept, dropped)] == [(1, 2)]
    assert codes(kept, dropped) == expected


@pytest.mark.parametrize(
    ("facts", "own", "theirs", "expected"),
    [
        ("proposals", {"awareness"}, {"awareness"}, ["persons.merge_proposed_twice"]),
        ("proposals", {"awareness"}, {"new_member"}, []),
        ("classes", {3}, {3, 4}, ["persons.merge_same_class"]),
        ("classes", {3}, {4}, []),
    ],
)
def test_open_proposals_and_places_in_classes(facts, own, theirs, expected):
    kept = replace(KEPT, **{facts: frozenset(own)})
    dropped = replace(DROPPED, **{facts: frozenset(theirs)})

    assert codes(kept, dropped) == expected


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (("awareness", "12/GCN", date(2025, 1, 1)), []),
        (("awareness", "12/GCN", date(2025, 1, 2)), ["persons.merge_certificate"]),
        (("new_member", "12/GCN", date(2025, 1, 2)), []),
        (("awareness", "13/GCN", date(2025, 1, 2)), []),
        (("awareness", "", date(2025, 1, 2)), []),
    ],
)
def test_certificates(theirs, expected):
    kept = replace(KEPT, certificates=(("awareness", "12/GCN", date(2025, 1, 1)), ("awareness", "", date(2024, 1, 1))))

    assert codes(kept, replace(DROPPED, certificates=(theirs,))) == expected


def test_all_reasons_are_said_at_once():
    kept = replace(KEPT, ever_with=frozenset({2}), classes=frozenset({1}), proposals=frozenset({"awareness"}))
    dropped = replace(DROPPED, classes=frozenset({1}), proposals=frozenset({"awareness"}))

    assert codes(kept, dropped) == [
        "persons.merge_sponsor", "persons.merge_proposed_twice", "persons.merge_same_class",
    ]  # fmt: skip
