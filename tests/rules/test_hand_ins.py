"""What a handed-in list holds: figures, fingerprints, and what differs between two of them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.hand_ins import counts, differences, digest, figures, flow_words, summed, twice

PERSONS = st.lists(st.tuples(st.sampled_from((1, 2, 3)), st.lists(st.sampled_from(("women", "youth")), max_size=3)))
LISTED = st.dictionaries(st.integers(1, 30), st.sampled_from((1, 2, 3)))


def rows_of(listed):
    return [{"person": person, "name": f"Người {person}", "list": number} for person, number in sorted(listed.items())]


def test_figures_count_each_person_once_on_their_list_and_in_each_group():
    found = counts([(1, ["women", "youth"]), (1, ["women", "women"]), (3, [])])

    assert found == {
        "lists": {"1": 2, "2": 0, "3": 1},
        "groups": {"1": {"women": 2, "youth": 1}, "2": {}, "3": {}},
    }


@given(st.lists(PERSONS, max_size=6))
def test_figures_of_parts_add_up_to_the_figures_of_the_whole(parts):
    whole = counts([each for part in parts for each in part])

    assert summed(counts(part) for part in parts) == whole


@given(st.lists(PERSONS, max_size=6), st.integers(0, 6))
def test_adding_up_by_way_of_a_level_between_comes_to_the_same(parts, cut):
    each = [counts(part) for part in parts]

    assert summed([summed(each[:cut]), summed(each[cut:])]) == summed(each)


def test_flows_are_added_up_where_some_part_has_them():
    parts = [
        {"lists": {"1": 1}, "groups": {}, "flows": {"entered": {"1": 1}, "left": {}, "moved": {"1>2": 2}}},
        {"lists": {"1": 2}, "groups": {}},
        {"lists": {}, "groups": {}, "flows": {"entered": {"1": 3}, "left": {"3": 1}, "moved": {}}},
    ]

    assert summed(parts)["flows"] == {"entered": {"1": 4}, "left": {"3": 1}, "moved": {"1>2": 2}}
    assert "flows" not in summed(parts[1:2])


def test_nothing_added_up_is_nothing_on_every_list():
    assert figures(summed([])) == (0, 0, 0)
    assert figures({}) == (0, 0, 0)


def test_a_fingerprint_does_not_depend_on_the_order_of_keys_and_does_on_everything_else():
    rows = [{"person": 1, "name": "Nguyễn Thị Hoa"}]

    assert digest({"rows": rows, "missing": []}) == digest({"missing": [], "rows": rows})
    assert digest({"rows": rows, "missing": []}) != digest({"rows": rows, "missing": [1]})
    assert len(digest({})) == 64


@given(PERSONS, PERSONS)
def test_two_figures_have_the_same_fingerprint_only_where_they_are_the_same(one, other):
    assert (digest(counts(one)) == digest(counts(other))) == (counts(one) == counts(other))


def test_who_came_left_and_went_on_is_told_apart():
    before = rows_of({1: 1, 2: 2, 3: 3})
    after = rows_of({1: 2, 2: 2, 4: 1})

    found = differences(before, after)

    assert [(each.name, each.after) for each in found.entered] == [("Người 4", 1)]
    assert [(each.name, each.before) for each in found.left] == [("Người 3", 3)]
    assert [(each.before, each.after) for each in found.moved] == [(1, 2)]
    assert found.flows == {"entered": {"1": 1}, "left": {"3": 1}, "moved": {"1>2": 1}}
    assert found.corrected == 0


def test_other_particulars_on_the_same_list_are_a_correction():
    before, after = rows_of({1: 1}), [{"person": 1, "name": "Nguyễn Thị Hòa", "list": 1}]

    found = differences(before, after)

    assert (found.corrected, bool(found), found.moved) == (1, True, ())
    assert not differences(before, before)


def test_without_names_the_figures_stay():
    found = differences(rows_of({1: 1, 2: 2}), rows_of({1: 3, 5: 1}))

    bare = found.without_names()

    assert bare.flows == found.flows
    assert {each.name for each in (*bare.entered, *bare.left, *bare.moved)} == {""}


@given(LISTED, LISTED)
def test_what_differs_leads_from_one_list_to_the_other(before, after):
    found = differences(rows_of(before), rows_of(after))

    walked = dict(before)
    for each in found.left:
        assert walked.pop(each.person) == each.before
    for each in (*found.entered, *found.moved):
        walked[each.person] = each.after
    assert walked == after


@given(LISTED, LISTED)
def test_flows_explain_the_change_of_every_figure(before, after):
    flows = differences(rows_of(before), rows_of(after)).flows
    was, is_ = Counter(before.values()), Counter(after.values())

    for each in (1, 2, 3):
        came = flows["entered"].get(str(each), 0) - flows["left"].get(str(each), 0)
        for way, count in flows["moved"].items():
            came += count * ((way[2] == str(each)) - (way[0] == str(each)))
        assert was[each] + came == is_[each]


@pytest.mark.parametrize(
    ("flows", "said"),
    [
        ({}, []),
        ({"entered": {"1": 3}, "left": {"1": 1}, "moved": {}}, ["danh sách 1: vào 3, ra 1"]),
        ({"entered": {}, "left": {"3": 2}, "moved": {"1>2": 4}}, ["danh sách 3: ra 2", "từ danh sách 1 sang 2: 4"]),
    ],
)
def test_flows_are_said_in_words(flows, said):
    assert flow_words(flows) == said


def test_a_branch_in_two_lists_is_found():
    assert twice([(1, [10, 11]), (2, [12, 11]), (3, [13])]) == {11: [1, 2]}
    assert twice([(1, [10, 10])]) == {}
