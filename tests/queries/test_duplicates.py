"""Records that may be of one person are proposed with the reason; what is out of reach says nothing but a number."""

import pytest

from nguon.models import PersonName, ToldApart
from nguon.queries.duplicates import (
    ELSEWHERE,
    MOST_OF_ONE,
    Described,
    Reason,
    likely_duplicates,
    likely_duplicates_of_many,
)
from nguon.rules.partial_dates import from_written
from nguon.rules.persons import near
from nguon.rules.roles import Role
from nguon.services.person_rows import sealed_citizen
from tests.factories import NOON, holder
from tests.pool_world import make_commune, make_person

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "001098012345", "001098099999"


@pytest.fixture
def world():
    return make_commune(2)


@pytest.fixture
def officer(world, by):
    return by(holder(Role.ORGANISATION_OFFICER, world[0]))


def person(unit, name="Nguyễn Thị Hoa", born="12/05/1998", citizen="", **facts):
    made = make_person(unit, name, born=born, **facts)
    PersonName.objects.filter(person=made).update(near=near(name))
    if citizen:
        sealed_citizen(made, citizen).save()
    return made


def reasons(found):
    return [each.reason for each in found]


def described(name="Nguyễn Thị Hoa", born="12/05/1998", citizen="", path=""):
    return Described(name, from_written(born) if born else None, citizen, path)


@pytest.mark.parametrize(
    ("there", "asked", "reason"),
    [
        # name and birth date
        (("Nguyễn Thị Hoa", "12/05/1998"), ("Nguyễn Thị Hoa", "12/05/1998"), Reason.NAME_AND_BIRTH),
        (("Nguyễn Thị Hoa", "12/05/1998"), ("NGUYEN THI HOA", "12/05/1998"), Reason.NAME_AND_BIRTH),
        (("Nguyễn Thị Hòa", "12/05/1998"), ("Nguyễn Thị Hoà", "12/05/1998"), Reason.NAME_AND_BIRTH),
        # a date known in part
        (("Nguyễn Thị Hoa", "1998"), ("Nguyễn Thị Hoa", "12/05/1998"), Reason.NAME_AND_PERHAPS_BIRTH),
        (("Nguyễn Thị Hoa", "05/1998"), ("Nguyễn Thị Hoa", "1998"), Reason.NAME_AND_PERHAPS_BIRTH),
        (("Nguyễn Thị Hoa", "1998"), ("Nguyễn Thị Hoa", "1998"), Reason.NAME_AND_PERHAPS_BIRTH),
        (("Nguyễn Thị Hoa", "1997"), ("Nguyễn Thị Hoa", "12/05/1998"), None),
        (("Nguyễn Thị Hoa", "06/1998"), ("Nguyễn Thị Hoa", "12/05/1998"), None),
        # spelt alike
        (("Trần Đức Thủy", "12/05/1998"), ("Trần Đức Thủi", "12/05/1998"), Reason.NEAR_NAME),
        (("Lý Thị Mỹ", "12/05/1998"), ("Lí Thị Mĩ", "12/05/1998"), Reason.NEAR_NAME),
        (("Lý Thị Mỹ", "1998"), ("Lí Thị Mĩ", "12/05/1998"), Reason.NAME_AND_PERHAPS_BIRTH),
        (("Nguyễn Thị Hoa", "12/05/1998"), ("Nguyễn Thị Hao", "12/05/1998"), Reason.NEAR_NAME),
        (("Nguyễn Thị Hoa", "12/05/1998"), ("Nguyễn Hoa", "12/05/1998"), Reason.NEAR_NAME),
        (("Nguyễn Thị Hoa", "12/05/1998"), ("Trần Văn Bình", "12/05/1998"), None),
        (("Nguyễn Thị Hoa", "1998"), ("Nguyễn Thị Hao", "1998"), None),  # slips count only beside a whole date
        # no birth date
        (("Nguyễn Thị Hoa", ""), ("Nguyễn Thị Hoa", "12/05/1998"), None),
        (("Nguyễn Thị Hoa", "12/05/1998"), ("Nguyễn Thị Hoa", ""), None),
    ],
)
def test_what_counts_as_likely(world, officer, there, asked, reason):
    made = person(world[3][0], *there)

    found = likely_duplicates(officer, asked[0], from_written(asked[1]) if asked[1] else None)

    assert [(each.person_id, each.reason) for each in found] == ([(made.pk, reason)] if reason else [])


def test_a_citizen_number_tells_whatever_the_name(world, officer):
    made = person(world[3][0], "Trần Văn Bình", "1970", NUMBER)

    [found] = likely_duplicates(officer, "Nguyễn Thị Hoa", None, "001 098 012345")

    assert (found.person_id, found.reason, found.why) == (made.pk, Reason.CITIZEN, "Trùng số căn cước")
    assert (found.full_name, found.unit_name) == ("Trần Văn Bình", world[3][0].name)


def test_equal_name_and_birth_with_different_numbers_says_so(world, officer):
    person(world[3][0], citizen=NUMBER)

    [found] = likely_duplicates(officer, "Nguyễn Thị Hoa", from_written("12/05/1998"), OTHER)

    assert found.why == "Trùng họ tên và ngày sinh, số căn cước khác nhau"


def test_names_alike_with_different_numbers_are_two_persons(world, officer):
    person(world[3][0], citizen=NUMBER)

    assert likely_duplicates(officer, "Nguyễn Thị Hao", from_written("12/05/1998"), OTHER) == ()


def test_a_name_alone_counts_within_the_same_unit_where_a_birth_date_is_not_known(world, officer):
    person(world[3][0], born="")

    within, beside = (
        likely_duplicates(officer, "Nguyễn Thị Hoa", from_written("12/05/1998"), unit_path=unit.path)
        for unit in world[3][:2]
    )

    assert (reasons(within), beside) == ([Reason.NAME_ONLY], ())


def test_the_strongest_reason_stands_first_and_each_record_once(world, officer):
    partly = person(world[3][0], born="1998")
    number = person(world[3][1], citizen=NUMBER)
    alike = person(world[3][0], "Nguyễn Thị Hao")

    found = likely_duplicates(officer, "Nguyễn Thị Hoa", from_written("12/05/1998"), NUMBER)

    assert [(each.person_id, each.reason) for each in found] == [
        (number.pk, Reason.CITIZEN),
        (partly.pk, Reason.NAME_AND_PERHAPS_BIRTH),
        (alike.pk, Reason.NEAR_NAME),
    ]


def test_at_most_twenty_are_told(world, officer):
    for _ in range(MOST_OF_ONE + 3):
        person(world[3][0])

    assert len(likely_duplicates(officer, "Nguyễn Thị Hoa", from_written("12/05/1998"))) == MOST_OF_ONE


class TestOutOfReach:
    @pytest.fixture
    def secretary(self, world, by):
        return by(holder(Role.BRANCH_SECRETARY, world[3][0]))

    def test_only_an_equal_number_is_told_and_nothing_of_whose_it_is(self, world, secretary):
        person(world[3][1], citizen=NUMBER)

        [found] = likely_duplicates(secretary, "Nguyễn Thị Hoa", from_written("12/05/1998"), NUMBER)

        assert (found.reason, found.why) == (Reason.CITIZEN, ELSEWHERE)
        assert (found.person_id, found.full_name, found.unit_name, found.born, found.listed) == (None, "", "", None, 0)

    def test_a_name_and_birth_date_elsewhere_are_not_told(self, world, secretary):
        person(world[3][1])

        assert likely_duplicates(secretary, "Nguyễn Thị Hoa", from_written("12/05/1998")) == ()

    def test_withdrawn_and_merged_records_are_not_told(self, world, secretary):
        person(world[3][1], citizen=NUMBER, withdrawn_at=NOON)
        kept = person(world[3][0])
        person(world[3][0], merged_into=kept, citizen=OTHER)

        assert likely_duplicates(secretary, "Bùi Văn Cát", None, NUMBER) == ()
        assert likely_duplicates(secretary, "Bùi Văn Cát", None, OTHER) == ()


class TestBesides:
    def test_the_record_itself_is_no_duplicate_of_its_own(self, world, officer):
        own = person(world[3][0], citizen=NUMBER)

        assert likely_duplicates(officer, own.full_name, own.born, NUMBER, besides=own.pk) == ()

    def test_records_told_apart_are_not_shown_again(self, world, officer):
        own, twin, third = (person(world[3][0]) for _ in range(3))
        ToldApart.objects.create(first=own, second=twin, province=own.province, said_at=NOON)

        for one, other in ((own, third), (twin, third)):
            found = likely_duplicates(officer, one.full_name, one.born, besides=one.pk)
            assert [each.person_id for each in found] == [other.pk]

    def test_the_same_number_out_of_reach_is_told_of_another_record_too(self, world, by):
        own = person(world[3][0], citizen=NUMBER)
        secretary = by(holder(Role.BRANCH_SECRETARY, world[3][0]))

        alone = likely_duplicates(secretary, own.full_name, own.born, NUMBER, besides=own.pk)
        person(world[3][1], "Bùi Văn Cát", "1960", NUMBER)
        then = likely_duplicates(secretary, own.full_name, own.born, NUMBER, besides=own.pk)

        assert (alone, [each.why for each in then]) == ((), [ELSEWHERE])


class TestMany:
    def test_each_row_gets_what_it_would_get_alone(self, world, officer):
        person(world[3][0], citizen=NUMBER)
        person(world[3][1], "Trần Đức Thủy", "1970")
        person(world[3][1], "Lê Thị Na", "")
        rows = [
            described(),
            described("Trần Đức Thuỷ", "02/03/1970"),
            described("Lê Thị Na", "", path=world[3][1].path),
            described("Không Ai Cả", "", "không rõ"),
            described("Không Ai Cả", "", NUMBER),
            described(citizen="12"),
            described("", ""),
        ]

        many = likely_duplicates_of_many(officer, rows)

        alone = [
            likely_duplicates(officer, each.full_name, each.born, each.citizen, unit_path=each.unit_path)
            for each in rows
        ]
        assert many == alone
        assert [len(each) for each in many] == [1, 1, 1, 0, 1, 1, 0]

    @pytest.mark.parametrize("count", [1, 3, 300])
    def test_the_number_of_queries_does_not_grow_with_the_rows(
        self, world, officer, django_assert_max_num_queries, count
    ):
        for _ in range(3):
            person(world[3][0], citizen=NUMBER)

        with django_assert_max_num_queries(4):
            found = likely_duplicates_of_many(officer, [described(citizen=NUMBER)] * count)

        assert [len(each) for each in found] == [3] * count

    def test_no_rows_ask_nothing(self, officer, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert likely_duplicates_of_many(officer, []) == []
