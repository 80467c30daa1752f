"""Whether a member may be assigned to a candidate: every line of the rules, and the days at their edges."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.partial_dates import PartialDate, from_written
from nguon.rules.periods import add_months
from nguon.rules.sponsoring import (
    CircumstanceFacts,
    Figure,
    HelpedFacts,
    SponsorFacts,
    SponsoringTerms,
    StayFacts,
    expected_members,
    findings,
    together,
)

ON = date(2026, 3, 10)
TOGETHER = Figure(12, "điểm 3.2.1 Quy định 294-QĐ/TW")
TERMS = SponsoringTerms(ON, TOGETHER, "Điều 4 Điều lệ Đảng")


def stay(since, until=None, unit="cb1", grassroots="du1"):
    return StayFacts(unit, grassroots, from_written(since) if since else None, until)


MEMBER = SponsorFacts(from_written("10/03/2015"), stays=(stay("2015"),))
HELPED = HelpedFacts(from_written("12/05/1998"), stays=(stay("01/09/2020"),))


def said(sponsor=MEMBER, helped=HELPED, terms=TERMS):
    return findings(sponsor, helped, terms)


def codes(*args, **kwargs):
    return {each.code.removeprefix("sponsoring."): each.refuses for each in said(*args, **kwargs)}


def test_an_official_member_of_the_same_branch_for_years_is_fit_without_a_word():
    assert said() == ()


@pytest.mark.parametrize(
    ("official", "expected"),
    [
        (None, {"not_official": True}),
        ("11/03/2026", {"not_official": True}),
        ("10/03/2026", {}),  # recognised on the very day
        ("10/09/2025", {}),  # official for six months is enough: twelve are asked of the time together
        ("03/2026", {"official_unsure": False}),
        ("02/2026", {}),
        ("04/2026", {"not_official": True}),
        ("2026", {"official_unsure": False}),
        ("2025", {}),
        ("2027", {"not_official": True}),
    ],
)
def test_the_member_is_official_on_the_day(official, expected):
    assert codes(replace(MEMBER, official=from_written(official) if official else None)) == expected


@pytest.mark.parametrize(("left", "expected"), [(ON, {"left_party": True}), (ON + timedelta(1), {})])
def test_who_has_left_the_party_by_the_day_is_refused(left, expected):
    assert codes(replace(MEMBER, left_party_on=left)) == expected


@pytest.mark.parametrize(
    ("kind", "refuses"), [("transferring", True), ("exempt", True), ("away", True), ("disciplined", False)]
)
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "holds"),
    [
        (ON, None, True),
        (ON + timedelta(1), None, False),
        (date(2026, 1, 1), ON, False),  # the end is excluded
        (date(2026, 1, 1), ON + timedelta(1), True),
    ],
)
def test_what_keeps_a_member_from_tasks_counts_on_its_days(kind, refuses, starts_on, ends_on, holds):
    found = said(replace(MEMBER, circumstances=(CircumstanceFacts(kind, "Được miễn", starts_on, ends_on),)))

    assert [(each.code, each.refuses) for each in found] == ([(f"sponsoring.{kind}", refuses)] if holds else [])
    assert all(each.what == f"Được miễn từ {starts_on:%d/%m/%Y}." for each in found)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("10/03/2025", {}),  # twelve months on the very day
        ("11/03/2025", {"together_short": False}),
        ("03/2025", {"together_unsure": False}),
        ("02/2025", {}),
        ("04/2025", {"together_short": False}),
        ("2025", {"together_unsure": False}),
        ("2026", {"together_short": False}),
        ("2024", {}),
        ("", {"together_unsure": False}),
    ],
)
def test_months_together_are_counted_to_the_day_and_not_guessed(since, expected):
    assert codes(helped=replace(HELPED, stays=(stay(since),))) == expected


def test_too_few_months_name_the_day_they_will_be_enough_and_the_clause():
    (found,) = said(helped=replace(HELPED, stays=(stay("15/09/2025"),)))

    assert found.what == (
        "Cùng công tác, học tập hoặc cư trú được 5 tháng: phải đủ 12 tháng khi viết giấy giới thiệu, "
        "đến 15/09/2026 mới đủ."
    )
    assert found.clause == TOGETHER.clause
    assert str(found.unmet).endswith("(điểm 3.2.1 Quy định 294-QĐ/TW)")


def test_no_day_is_named_where_it_cannot_be_said():
    (found,) = said(helped=replace(HELPED, stays=(stay("11/2025"),)))

    assert found.what.endswith("khi viết giấy giới thiệu.")


def test_months_together_are_not_asked_of_who_takes_the_place_of_one_who_moved():
    new = replace(HELPED, stays=(stay("01/03/2026"),))

    assert codes(helped=new) == {"together_short": False}
    assert codes(helped=new, terms=replace(TERMS, after_one_who_moved=True)) == {}


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (stay("2015", unit="cb2"), {}),  # another branch of the same grassroots organisation
        (stay("2015", unit="cb2", grassroots="du2"), {"together_short": False}),
        (stay("2015", unit="cb2", grassroots=""), {"together_short": False}),  # no grassroots known is no common one
        (stay("2015", unit="cb1", grassroots=""), {}),
    ],
)
def test_together_is_in_one_unit_or_under_one_grassroots_organisation(theirs, expected):
    assert codes(replace(MEMBER, stays=(theirs,))) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [({"helps_this_one": True}, {"already": True}), ({"helps_others": 9}, {})],
)
def test_who_helps_this_one_already_is_refused_and_many_others_are_no_matter_without_a_setting(facts, expected):
    assert codes(replace(MEMBER, **facts)) == expected


@pytest.mark.parametrize(("others", "expected"), [(1, {}), (2, {"load": False}), (3, {"load": False})])
def test_the_unit_s_own_measure_of_load_is_a_caution(others, expected):
    terms = replace(TERMS, most=2, most_set_by="Đảng ủy xã A")

    found = said(replace(MEMBER, helps_others=others), terms=terms)

    assert {each.code.removeprefix("sponsoring."): each.refuses for each in found} == expected
    assert all("do Đảng ủy xã A đặt là 2 người" in each.what for each in found)


def test_a_recognised_member_needs_no_more_help_and_a_probationary_one_does():
    assert codes(helped=replace(HELPED, official=from_written("09/03/2026"))) == {"helped_is_official": True}
    assert codes(helped=replace(HELPED, official=from_written("11/03/2026"))) == {}


def test_all_is_said_at_once_and_what_forbids_stands_first():
    found = said(
        SponsorFacts(
            None,
            circumstances=(CircumstanceFacts("disciplined", "Kỷ luật", date(2026, 1, 1)),),
            helps_this_one=True,
            helps_others=5,
        ),
        terms=replace(TERMS, most=1),
    )

    assert [each.refuses for each in found] == [True, True, False, False, False]
    assert {each.code for each in found} == {
        "sponsoring.not_official",
        "sponsoring.already",
        "sponsoring.disciplined",
        "sponsoring.together_short",
        "sponsoring.load",
    }


class TestTogether:
    def test_spells_without_a_gap_are_one(self):
        moved = (stay("10/03/2025", date(2025, 9, 25), "cb1"), stay("25/09/2025", None, "cb2"))

        assert together(moved, (stay("2015"),), on=ON, asked=12).fewest == 12

    def test_spells_apart_count_each_their_full_months(self):
        away = (stay("01/01/2024", date(2024, 7, 20)), stay("01/01/2026"))

        found = together(away, (stay("2015"),), on=ON, asked=12)

        assert (found.fewest, found.most, found.enough_on) == (8, 8, date(2026, 7, 1))

    def test_who_has_parted_never_gets_enough(self):
        found = together((stay("01/01/2025", date(2025, 6, 1)),), (stay("2015"),), on=ON, asked=12)

        assert (found.fewest, found.most, found.enough_on) == (5, 5, None)

    def test_nothing_after_the_day_counts(self):
        assert together((stay("11/03/2026"),), (stay("2015"),), on=ON, asked=12).most == 0

    @given(
        st.dates(date(2010, 1, 1), date(2027, 1, 1)),
        st.integers(1, 3),
        st.dates(date(2010, 1, 1), date(2027, 1, 1)),
        st.integers(1, 3),
    )
    def test_fewest_never_exceeds_most_and_whole_days_leave_no_doubt(self, one, known, other, known_too):
        def partly(day, parts):
            return PartialDate(*(day.year, day.month, day.day)[:parts])

        mine, theirs = StayFacts("a", "", partly(one, known), None), StayFacts("a", "", partly(other, known_too), None)
        found = together([mine], [theirs], on=ON, asked=12)

        assert 0 <= found.fewest <= found.most
        if known == known_too == 3:
            assert found.fewest == found.most
        assert found == together([theirs], [mine], on=ON, asked=12)

    @given(st.dates(date(2024, 1, 1), ON - timedelta(1)), st.integers(1, 36))
    def test_the_day_named_is_the_first_on_which_it_is_enough(self, since, asked):
        stays = [StayFacts("a", "", PartialDate.of(since))]
        found = together(stays, stays, on=ON, asked=asked)

        if found.enough_on is not None:
            assert together(stays, stays, on=found.enough_on, asked=asked).fewest >= asked
            assert together(stays, stays, on=found.enough_on - timedelta(1), asked=asked).fewest < asked


YOUTH = Figure(30, "Điều 4 Điều lệ Đảng")


@pytest.mark.parametrize(
    ("born", "members"),
    [
        ("10/03/1995", 2),  # 31 on the very day
        ("11/03/1995", 1),  # 30 still
        ("2000", 1),
        ("1995", 1),  # cannot be known: nobody is said to be lacking
        ("1994", 2),
        ("02/1995", 2),
        ("03/1995", 1),
        ("12/05/2011", 1),
        ("", 1),
    ],
)
def test_one_member_beside_the_youth_union_else_two(born, members):
    found = expected_members(from_written(born) if born else None, on=ON, youth_until=YOUTH)

    assert (found.members, found.clause) == (members, YOUTH.clause)
    assert ("hai đảng viên chính thức" in found.why) == (members == 2)


@given(st.dates(date(1960, 1, 1), date(2010, 12, 31)), st.integers(1, 3))
def test_two_are_expected_only_where_it_is_sure(born, known):
    partly = PartialDate(*(born.year, born.month, born.day)[:known])

    if expected_members(partly, on=ON, youth_until=YOUTH).members == 2:
        assert add_months(partly.latest, 31 * 12) <= ON
