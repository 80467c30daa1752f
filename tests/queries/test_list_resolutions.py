"""A resolution as it is shown, and the persons one may be about."""

from datetime import date

import pytest

from nguon.queries.list_resolutions import listed_now, resolution_shown, unlisted_named
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action, Role
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_member, make_person, make_resolution, make_sponsorship, put_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


class TestPersonsToChoose:
    def names(self, branch, text="", besides=(), most=20):
        found, more = unlisted_named(branch, DAY, text, set(besides), most)
        return [each.full_name for each in found], more

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", ["Nguyễn Thị Hoa", "Trần Hoàng"]),
            ("hoa", ["Nguyễn Thị Hoa", "Trần Hoàng"]),
            ("hoa ng", ["Nguyễn Thị Hoa"]),
            ("NGUYỄN", ["Nguyễn Thị Hoa"]),
            ("oa", []),
            ("khong", []),
        ],
    )
    def test_they_are_found_by_beginnings_of_words_without_accents(self, branch, text, found):
        for name in ("Trần Hoàng", "Nguyễn Thị Hoa"):
            make_person(branch, name)
        make_member(branch, "Hoàng Văn Hòa")

        assert self.names(branch, text) == (found, 0)

    def test_those_chosen_already_stay_and_how_many_more_there_are_is_said(self, branch):
        people = [make_person(branch, f"Nguyễn {name}") for name in ("An", "Bình", "Chi", "Dung")]

        found, more = self.names(branch, besides=[people[3].pk], most=2)

        assert (found, more) == (["Nguyễn Dung", "Nguyễn An", "Nguyễn Bình"], 2)

    def test_those_on_lists_stand_by_list_then_by_name(self, branch):
        for name, on_list in (("Lê Út", 1), ("Võ An", 3), ("Đỗ Ba", 1)):
            put_on(make_person(branch, name), on_list)
        make_person(branch)

        assert [each.full_name for each in listed_now(branch)] == ["Đỗ Ba", "Lê Út", "Võ An"]

    @pytest.mark.parametrize("count", [1, 3])
    def test_they_are_asked_for_the_same_whatever_their_number(self, branch, count, django_assert_num_queries):
        for _ in range(count):
            put_on(make_person(branch), 1)

        with django_assert_num_queries(3):
            listed_now(branch)


class TestOne:
    @pytest.mark.parametrize("count", [1, 3])
    def test_it_comes_with_moves_and_members_in_three_questions(self, branch, by, count, django_assert_num_queries):
        made = make_resolution(branch)
        for _ in range(count):
            person = make_person(branch)
            put_on(person, 1, resolution=made)
            helped = make_sponsorship(person, make_member(branch))
            helped.resolution = made
            helped.save()
        secretary = by(holder(Role.BRANCH_SECRETARY, branch))

        with django_assert_num_queries(3):
            found = resolution_shown(secretary, made.pk)
            assert [each.person.full_name for each in found.list_changes.all()] == ["Nguyễn Thị Hoa"] * count
            assert [each.sponsor.full_name for each in found.sponsorships.all()] == ["Trần Văn Bình"] * count

    def test_a_foreign_one_is_not_there_nor_one_that_may_only_be_seen(self, commune, branch, by):
        made = make_resolution(branch, on=date(2026, 1, 5))

        with pytest.raises(NotReached):
            resolution_shown(by(holder(Role.BRANCH_SECRETARY, commune[3][1])), made.pk)
        with pytest.raises(NotReached):
            resolution_shown(by(holder(Role.BRANCH_COMMITTEE_MEMBER, branch)), made.pk, Action.KEEP_LISTS)
