"""Pairs at a unit and below that may be of one person: each once, with its strongest reason, told apart ones left out."""

import pytest

from nguon.models import ToldApart
from nguon.queries import duplicate_pairs
from nguon.queries.duplicate_pairs import PAGE, likely_pairs
from nguon.queries.duplicates import Reason
from nguon.rules.roles import Role
from nguon.services.person_rows import sealed_citizen
from tests.factories import NOON, holder
from tests.pool_world import make_commune, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune(2)


@pytest.fixture
def officer(world, by):
    return by(holder(Role.GRASSROOTS_OFFICER, world[2]))


def person(unit, name="Nguyễn Thị Hoa", born="12/05/1998", citizen="", **facts):
    made = make_person(unit, name, born=born, **facts)
    if citizen:
        sealed_citizen(made, citizen).save()
    return made


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({}, {}, Reason.NAME_AND_BIRTH),
        ({}, {"name": "Nguyễn Thị Hòa"}, Reason.NAME_AND_BIRTH),
        ({"born": "1998"}, {}, Reason.NAME_AND_PERHAPS_BIRTH),
        ({"name": "Lý Thị Mỹ"}, {"name": "Lí Thị Mĩ"}, Reason.NEAR_NAME),
        ({}, {"name": "Nguyễn Thị Hao"}, Reason.NEAR_NAME),
        ({}, {"name": "Nguyễn Hoa"}, Reason.NEAR_NAME),
        ({"citizen": "001098012345"}, {"name": "Bùi Văn Cát", "born": "1960", "citizen": "001098012345"}, Reason.CITIZEN),
        ({"born": ""}, {}, None),  # two branches, and a name alone
        ({"born": "1997"}, {}, None),
        ({"citizen": "001098012345"}, {"name": "Nguyễn Thị Hao", "citizen": "001098099999"}, None),
        ({}, {"name": "Trần Văn Bình"}, None),
    ],
)  # fmt: skip
def test_what_makes_a_pair(world, officer, one, other, reason):
    first, second = person(world[3][0], **one), person(world[3][1], **other)

    found = likely_pairs(officer).rows

    assert [(each.first, each.second, each.reason) for each in found] == ([(first, second, reason)] if reason else [])


def test_a_name_alone_makes_a_pair_within_one_branch(world, officer):
    for _ in range(2):
        person(world[3][0], born="")

    [found] = likely_pairs(officer).rows

    assert found.why == "Trùng họ tên trong cùng đơn vị, chưa biết ngày sinh"


def test_three_records_of_one_person_make_three_pairs_each_once(world, officer):
    made = [person(world[3][0], citizen="001098012345") for _ in range(3)]

    found = likely_pairs(officer)

    ids = [each.pk for each in made]
    assert found.count == 3
    assert {(each.first.pk, each.second.pk) for each in found.rows} == {
        (ids[0], ids[1]), (ids[0], ids[2]), (ids[1], ids[2]),
    }  # fmt: skip
    assert {each.reason for each in found.rows} == {Reason.CITIZEN}


def test_strong_reasons_stand_first_and_different_numbers_are_said(world, officer):
    person(world[3][0], "Lê Thị An", "1990")
    person(world[3][0], "Lê Thị An", "1990")
    person(world[3][0], "Võ Thị Yến", citizen="001098012345")
    person(world[3][0], "Võ Thị Yến", citizen="001098099999")

    assert [each.why for each in likely_pairs(officer).rows] == [
        "Trùng họ tên và ngày sinh, số căn cước khác nhau",
        "Trùng họ tên, ngày sinh có thể là một",
    ]


def test_told_apart_withdrawn_and_merged_records_make_no_pair(world, officer):
    one, other = person(world[3][0]), person(world[3][0])
    ToldApart.objects.create(first=one, second=other, province=one.province, said_at=NOON)
    person(world[3][0], withdrawn_at=NOON)
    person(world[3][0], merged_into=one)

    assert likely_pairs(officer).rows == ()


def test_a_unit_narrows_and_what_is_out_of_reach_is_not_there(world, officer, by):
    for unit in (world[3][0], world[3][0], world[3][1]):
        person(unit)

    secretary = by(holder(Role.BRANCH_SECRETARY, world[3][1]))

    assert likely_pairs(officer).count == 3
    assert likely_pairs(officer, world[3][0].path).count == 1
    assert likely_pairs(officer, world[3][1].path).count == 0
    assert likely_pairs(secretary).count == 0


def test_pages_follow_each_other(world, officer):
    for number in range(PAGE + 2):
        for _ in range(2):
            person(world[3][0], f"Lê Thị {chr(65 + number // 26)}a{chr(97 + number % 26)}", f"{1960 + number}")

    first, second = likely_pairs(officer), likely_pairs(officer, page=2)

    assert (first.count, first.pages, len(first.rows), len(second.rows)) == (PAGE + 2, 2, PAGE, 2)
    assert not {each.first.pk for each in first.rows} & {each.first.pk for each in second.rows}


def test_only_so_many_are_told_at_once_and_it_is_said(world, officer, monkeypatch):
    monkeypatch.setattr(duplicate_pairs, "MOST", 2)
    for _ in range(3):
        person(world[3][0])

    found = likely_pairs(officer)

    assert (found.count, found.cut, len(found.rows)) == (2, True, 2)


def test_of_very_many_only_equal_numbers_and_names_are_compared(world, officer, monkeypatch):
    monkeypatch.setattr(duplicate_pairs, "WIDE", 3)
    same = [person(world[3][0]), person(world[3][1])]
    numbered = [
        person(world[3][0], "Bùi Cát", "1960", "001098012345"),
        person(world[3][0], "Lê Na", "", "001098012345"),
    ]
    person(world[3][0], "Nguyễn Thị Hao")

    found = likely_pairs(officer)

    assert found.strict
    assert {(each.first, each.second) for each in found.rows} == {tuple(same), tuple(numbered)}


@pytest.mark.parametrize("count", [2, 4, 20])
@pytest.mark.parametrize("wide", [True, False])
def test_it_asks_six_times_at_most(world, officer, monkeypatch, django_assert_max_num_queries, count, wide):
    monkeypatch.setattr(duplicate_pairs, "WIDE", 1 if wide else 100)
    for _ in range(count):
        person(world[3][0], citizen="001098012345")

    with django_assert_max_num_queries(6):
        assert likely_pairs(officer).rows
