"""Persons are found by any part of their name or by a number, and listed by given name, narrowed as asked."""

from datetime import date

import pytest

from nguon.models import Merge, PersonGroup, PersonName
from nguon.queries.access import system_reach
from nguon.queries.persons import (
    ANY_LIST,
    CHOOSABLE_GROUPS,
    PAGE,
    WantedPersons,
    exported,
    person_page,
    reached,
)
from nguon.rules.partial_dates import from_written
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.roles import Role
from nguon.rules.text import fold, person_key
from nguon.services.person_rows import sealed_citizen
from tests.factories import DAY, NOON, holder
from tests.pool_world import make_commune, make_member, make_person, put_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune(2)


@pytest.fixture
def officer(world, by):
    return by(holder(Role.ORGANISATION_OFFICER, world[0]))


def names(page):
    return [each.full_name for each in page.rows]


def search(by, text, **more):
    return person_page(by, WantedPersons(text=text, **more))


class TestByName:
    @pytest.fixture(autouse=True)
    def people(self, world):
        for name in ("Nguyễn Thị Hoa", "Hoàng Văn Nguyên", "Ngô Thanh Hòa", "Trần Đức Thủy", "Lê Thị Thu Hoài"):
            make_person(world[3][0], name)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("nguyen thi hoa", ["Nguyễn Thị Hoa"]),
            ("hoa nguyen", ["Nguyễn Thị Hoa", "Hoàng Văn Nguyên"]),
            ("hoa ng", ["Nguyễn Thị Hoa", "Ngô Thanh Hòa", "Hoàng Văn Nguyên"]),
            ("HOÀ", ["Nguyễn Thị Hoa", "Ngô Thanh Hòa", "Lê Thị Thu Hoài", "Hoàng Văn Nguyên"]),
            ("thi  hoa", ["Nguyễn Thị Hoa", "Lê Thị Thu Hoài"]),
            ("đức", ["Trần Đức Thủy"]),
            ("duc thuỷ", ["Trần Đức Thủy"]),
            ("hoa hoa", ["Nguyễn Thị Hoa", "Ngô Thanh Hòa", "Lê Thị Thu Hoài", "Hoàng Văn Nguyên"]),
            ("binh", []),
            ("%", []),
            ("_", []),
        ],
    )
    @pytest.mark.shows("feature-72")
    def test_every_word_begins_some_word_in_any_order_without_marks(self, officer, text, found):
        page = search(officer, text)

        assert names(page) == found
        assert not page.loose or not found

    def test_where_no_word_begins_so_any_part_is_looked_for(self, officer):
        page = search(officer, "guye oa")

        assert (names(page), page.loose) == (["Nguyễn Thị Hoa", "Hoàng Văn Nguyên"], True)

    def test_a_filter_narrows_what_is_found(self, world, officer):
        put_on(make_person(world[3][1], "Nguyễn Thị Hoa"), 2)

        assert len(search(officer, "hoa nguyen", on_list="2").rows) == 1
        assert len(search(officer, "hoa nguyen", unit_path=world[3][0].path).rows) == 2

    def test_another_name_finds_the_same_record(self, world, officer):
        person = make_person(world[3][0], "Phạm Minh Châu")
        PersonName.objects.create(
            person=person, path=person.path, province=person.province, words=f" {fold('Phạm Thị Út')} ",
            near="pham thi ut", sort_key=person_key("Phạm Thị Út"), is_main=False,
        )  # fmt: skip

        assert names(search(officer, "ut pham")) == ["Phạm Minh Châu"]
        assert names(search(officer, "pham")) == ["Phạm Minh Châu"]  # found twice, shown once


class TestByNumber:
    @pytest.mark.parametrize("typed", ["001098012345", "0010 9801 2345", "001.098.012345", " 001098012345 "])
    def test_a_citizen_number_finds_its_person_and_is_shown_masked(self, world, officer, typed):
        person = sealed_citizen(make_person(world[3][0]), "001098012345")
        person.save()
        make_person(world[3][0])

        page = search(officer, typed)

        assert [each.id for each in page.rows] == [person.pk]
        assert page.rows[0].citizen == "•••••••••345"

    def test_an_old_number_of_nine_digits_too(self, world, officer):
        person = sealed_citizen(make_person(world[3][0]), "123456789")
        person.save()

        assert [each.id for each in search(officer, "123456789").rows] == [person.pk]

    @pytest.mark.parametrize("typed", ["NV-12", "nv-12", " NV-12 "])
    def test_a_staff_code_finds_its_person(self, world, officer, typed):
        person = make_person(world[3][0], staff_code="NV-12")

        assert [each.id for each in search(officer, typed).rows] == [person.pk]

    def test_part_of_a_number_finds_nobody(self, world, officer):
        sealed_citizen(make_person(world[3][0]), "001098012345").save()

        assert search(officer, "001098").rows == ()


class TestReach:
    def test_a_secretary_finds_their_own_branch_only(self, world, by):
        make_person(world[3][0], "Nguyễn Thị Hoa")
        make_person(world[3][1], "Nguyễn Thị Hòa")
        secretary = by(holder(Role.BRANCH_SECRETARY, world[3][0]))

        assert names(search(secretary, "nguyen")) == ["Nguyễn Thị Hoa"]
        assert names(person_page(secretary, WantedPersons())) == ["Nguyễn Thị Hoa"]

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INSPECTION_OFFICER, Role.MASS_ORGANISATION_OFFICER])
    def test_who_may_not_see_people_finds_nobody(self, world, by, role):
        make_person(world[3][0])

        assert person_page(by(holder(role, world[0])), WantedPersons()).rows == ()

    def test_a_number_of_another_branch_is_not_found(self, world, by):
        sealed_citizen(make_person(world[3][1]), "001098012345").save()

        assert search(by(holder(Role.BRANCH_SECRETARY, world[3][0])), "001098012345").rows == ()

    def test_the_narrow_way_to_a_province_gives_the_same_as_the_reach(self, world, officer):
        for unit in (*world[3], world[1]):
            make_person(unit)
        make_person(make_commune(1)[3][0])  # of another province

        assert set(reached(officer)) == set(officer.persons())
        assert len(reached(system_reach("thử", on=DAY))) == 4

    def test_withdrawn_and_merged_records_are_left_out(self, world, officer):
        kept, gone = make_person(world[3][0]), make_person(world[3][0])
        make_person(world[3][0], withdrawn_at=NOON)
        Merge.objects.create(kept=kept, dropped=gone, path=kept.path, province=kept.province, made_at=NOON)
        gone.merged_into = kept
        gone.save()

        assert [each.id for each in person_page(officer, WantedPersons()).rows] == [kept.pk]
        assert [each.id for each in search(officer, "hoa").rows] == [kept.pk]


class TestFilters:
    def listed(self, by, **wanted):
        return names(person_page(by, WantedPersons(**wanted)))

    def test_given_names_stand_in_vietnamese_order(self, world, officer):
        for name in ("Trần Văn Ân", "Lê Thị An", "Bùi Thị Ánh", "Đỗ Văn Ảnh", "Vũ Thị Đào", "Mai Thị Dung"):
            make_person(world[3][0], name)

        assert self.listed(officer) == [
            "Lê Thị An", "Đỗ Văn Ảnh", "Bùi Thị Ánh", "Trần Văn Ân", "Mai Thị Dung", "Vũ Thị Đào",
        ]  # fmt: skip

    def test_by_list(self, world, officer):
        one, three, _ = (make_person(world[3][0], f"Lê Thị {name}") for name in ("An", "Ba", "Chi"))
        put_on(one, 1)
        put_on(three, 3)

        assert self.listed(officer, on_list="1") == ["Lê Thị An"]
        assert self.listed(officer, on_list=ANY_LIST) == ["Lê Thị An", "Lê Thị Ba"]
        assert self.listed(officer, on_list="0") == ["Lê Thị Chi"]

    def test_by_membership(self, world, officer):
        make_member(world[3][0], "Trần Văn An")
        make_person(world[3][0], "Trần Văn Ba", joined=from_written("02/2025"))
        make_person(world[3][0], "Trần Văn Cả")
        make_member(world[3][0], "Trần Văn Dư", left_party_on=date(2024, 1, 1))

        assert self.listed(officer, membership="official") == ["Trần Văn An"]
        assert self.listed(officer, membership="probationary") == ["Trần Văn Ba"]
        assert self.listed(officer, membership="masses") == ["Trần Văn Cả", "Trần Văn Dư"]
        assert [each.membership for each in person_page(officer, WantedPersons()).rows] == [
            "Đảng viên chính thức", "Đảng viên dự bị", "Quần chúng", "Quần chúng",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("born", "ages", "there"),
        [
            ("10/03/2008", (18, 18), True),  # eighteen today
            ("11/03/2008", (18, 30), False),
            ("11/03/1995", (18, 30), True),  # thirty-one tomorrow
            ("10/03/1995", (18, 30), False),
            ("1995", (18, 30), False),  # counted from the first of January
            ("1996", (18, 30), True),
            ("03/2008", (18, None), True),
            ("", (18, None), False),
            ("", (None, 30), False),
            ("12/05/1960", (60, None), True),
        ],
    )
    def test_by_age(self, world, officer, born, ages, there):
        make_person(world[3][0], born=born)

        assert bool(self.listed(officer, age_from=ages[0], age_until=ages[1])) is there

    def test_by_group_sex_and_what_is_missing(self, world, officer):
        young = make_person(world[3][0], "Lê Thị An")
        PersonGroup.objects.create(person=young, group="youth", path=young.path, province=young.province)
        known = sealed_citizen(make_person(world[3][0], "Lê Văn Ba", sex="male", born=""), "001098012345")
        known.save()

        assert self.listed(officer, group="youth") == ["Lê Thị An"]
        assert self.listed(officer, sex="male") == ["Lê Văn Ba"]
        assert self.listed(officer, no_citizen=True) == ["Lê Thị An"]
        assert self.listed(officer, no_birth=True) == ["Lê Văn Ba"]

    def test_nobody_is_listed_by_a_sensitive_group(self):
        assert not set(CHOOSABLE_GROUPS) & SENSITIVE_GROUPS

    def test_a_unit_takes_all_below_it(self, world, officer):
        make_person(world[3][0], "Lê Thị An")
        make_person(world[3][1], "Lê Thị Ba")

        assert self.listed(officer, unit_path=world[2].path) == ["Lê Thị An", "Lê Thị Ba"]
        assert self.listed(officer, unit_path=world[3][1].path) == ["Lê Thị Ba"]
        assert self.listed(officer, unit_path=world[0].path) == ["Lê Thị An", "Lê Thị Ba"]


class TestPages:
    @pytest.fixture(autouse=True)
    def people(self, world):
        for number in range(PAGE + 3):
            make_person(world[3][0], f"Lê Thị A{chr(97 + number // 26)}{chr(97 + number % 26)}")

    def test_pages_follow_each_other_without_gap_or_double(self, officer):
        first, second = (person_page(officer, WantedPersons(), number) for number in (1, 2))

        assert (first.count, first.pages, first.more, second.more) == (PAGE + 3, 2, True, False)
        assert len({each.id for each in (*first.rows, *second.rows)}) == PAGE + 3
        assert names(first)[-1] < names(second)[0]

    def test_a_search_says_that_there_is_more_without_counting(self, officer):
        first, second = (person_page(officer, WantedPersons(text="le"), number) for number in (1, 2))

        assert (len(first.rows), first.count, first.more) == (PAGE, None, True)
        assert (len(second.rows), second.more) == (3, False)

    def test_a_page_beyond_the_end_is_empty(self, officer):
        assert person_page(officer, WantedPersons(), 9).rows == ()
        assert person_page(officer, WantedPersons(text="le"), 9).rows == ()

    @pytest.mark.parametrize("text", ["", "le", "guy", "le 0"])
    def test_three_queries_at_most(self, officer, django_assert_max_num_queries, text):
        with django_assert_max_num_queries(3):
            person_page(officer, WantedPersons(text=text))

    def test_the_export_holds_what_the_pages_hold(self, officer):
        pages = [person_page(officer, WantedPersons(text="le"), number) for number in (1, 2)]

        rows = exported(officer, WantedPersons(text="le"))

        assert rows == [row for page in pages for row in page.rows]
        assert exported(officer, WantedPersons()) == rows
        assert exported(officer, WantedPersons(text="hi e")) == rows  # no word begins so: any part of one
        assert exported(officer, WantedPersons(text="x9")) == []

    def test_too_many_are_not_taken_away_at_once(self, officer, monkeypatch):
        monkeypatch.setattr("nguon.queries.persons.MOST_EXPORTED", PAGE)

        assert exported(officer, WantedPersons()) is None
