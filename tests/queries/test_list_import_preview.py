"""A file held against the records: whom each row is about, where they are to stand, in as many queries for many rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nguon.queries.access import system_reach
from nguon.queries.list_import_places import Places, Sponsors
from nguon.queries.list_import_preview import look_over
from nguon.reading.people_list.reader import read_people
from nguon.rules.roles import Role
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_member, make_person
from tests.reading.list_files import csv, xlsx
from tests.services.list_batches import HEAD, HOA, content

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune()


@pytest.fixture
def by_system():
    return system_reach("import_list", on=DAY)


def look(by, unit, *lines, head=HEAD, **options):
    file = read_people(content(*lines, head=head))
    found = look_over(by, unit, file.columns, file.lines, **options)
    return [each for each in found.rows if each.kind != "ignored"]


def test_by_citizen_number_first_then_by_name_and_birth_date(world, by_system):
    branch = world[3][0]
    file = (HOA, ("2", "Lê An", "1/1/1990"), ("3", "Lê Bé", "1990"))
    by_number = make_person(branch, "Nguyễn Thị Hoà", born="12/05/1998", phone="0912345678")
    from nguon.services.person_rows import sealed_citizen

    sealed_citizen(by_number, "034198001234").save()
    by_name = make_person(branch, "Lê An", born="01/01/1990")

    found = look(by_system, branch, *file)

    assert [(each.kind, each.person) for each in found] == [
        ("changed", by_number.pk), ("changed" if found[1].changes else "same", by_name.pk), ("new", None)
    ]  # fmt: skip


def test_the_same_name_and_birth_date_elsewhere_is_doubtful(world, by_system):
    other = make_person(world[3][1], "Lê An", born="01/01/1990")

    (found,) = look(by_system, world[3][0], ("1", "Lê An", "1/1/1990"))

    assert (found.kind, found.person) == ("doubtful", other.pk)
    assert "Chi bộ 2" in found.why[0][1]


def test_a_number_that_stands_out_of_reach_is_told_without_saying_where(world, by):
    from nguon.services.person_rows import sealed_citizen

    sealed_citizen(make_person(world[3][1], "Lê An"), "034198001234").save()
    secretary = by(holder(Role.BRANCH_SECRETARY, world[3][0]))

    (found,) = look(secretary, world[3][0], HOA)

    assert found.kind == "doubtful"
    assert "Chi bộ 2" not in str(found.why)
    assert found.matches == ()


def test_the_key_our_own_files_carry_names_the_record(world, by_system):
    person = make_person(world[3][0], "Lê An", born="")

    (found,) = look(
        by_system, world[3][0], ("Lê An", "1990", person.key), head=("Họ và tên", "Năm sinh", "Mã hồ sơ trong phần mềm")
    )

    assert (found.kind, found.person, found.changes) == ("changed", person.pk, ("born",))


def test_sections_and_columns_name_the_branch(world, by_system):
    lines = [
        ["STT", "Họ và tên", "Năm sinh", "Chi bộ"],
        ["II", "Chi bộ 2"],
        [1, "Lê An", 1990],
        [2, "Lê Bé", 1991, "cb 3"],
    ]
    file = read_people(xlsx(lines))

    rows = look_over(by_system, world[2], file.columns, file.lines).rows[2:]

    assert [each.unit for each in rows] == [world[3][1].pk, world[3][2].pk]


def test_a_unit_without_units_below_takes_all_and_keeps_the_branch_in_words(world, by_system):
    (found,) = look(
        by_system, world[3][0], ("Lê An", "1990", "Chi bộ Khoa CNTT"), head=("Họ và tên", "Năm sinh", "Chi bộ")
    )

    assert (found.kind, found.unit, found.values["note"]) == ("new", world[3][0].pk, "Chi bộ: Chi bộ Khoa CNTT")


def test_two_lines_about_one_record_wait(world, by_system):
    branch = world[3][0]
    person = make_person(branch, "Lê An", born="01/01/1990")
    head = ("Họ và tên", "Năm sinh", "SĐT", "Mã hồ sơ trong phần mềm")

    found = look(
        by_system, branch, ("Lê An", "1/1/1990", "0912345678", ""), ("Lê An", "", "0987654321", person.key), head=head
    )

    assert [each.kind for each in found] == ["doubtful", "doubtful"]


def test_who_may_not_write_what_is_sealed_is_told(world, by):
    from nguon.queries.access import Reach

    secretary = by(holder(Role.BRANCH_SECRETARY, world[3][0]))
    stranger = Reach(secretary.who, DAY, ())

    (found,) = look(stranger, world[3][0], ("Lê An", "1990", "Tày"), head=("Họ và tên", "Năm sinh", "Dân tộc"))

    assert "ethnicity" not in found.values
    assert found.kind == "doubtful"


def test_a_member_is_found_by_name_the_branchs_own_first(world, by_system):
    own, other = make_member(world[3][0], "Trần Văn Bình"), make_member(world[3][1], "Trần Văn Bình")
    make_member(world[3][2], "Lê Thị Cúc")

    sponsors = Sponsors(by_system, world[2])

    assert sponsors.find("đ/c Trần Văn Bình", world[3][0].pk) == own.pk
    assert sponsors.find("TRẦN VĂN BÌNH", world[3][1].pk) == other.pk
    assert sponsors.find("Trần Văn Bình", world[3][2].pk) is None
    assert sponsors.find("Lê Thị Cúc (BT)", world[3][0].pk) is not None


def test_only_branches_keep_lists(world, by_system):
    places = Places.below(world[2], DAY)

    assert (places.keeps_lists(world[3][0].pk), places.keeps_lists(world[2].pk)) == (True, False)


@pytest.mark.parametrize("known", [False, True])
def test_the_queries_do_not_grow_with_the_rows(world, by_system, known):
    branch = world[3][0]
    if known:
        for number in range(60):
            make_person(
                branch, f"Lê {'An' * (number % 7 + 1)} {chr(97 + number % 20)}", born=f"01/01/{1960 + number % 40}"
            )
    make_member(branch)

    def asked(many):
        lines = [
            (f"Lê {'An' * (number % 7 + 1)} {chr(97 + number % 20)}", f"1/1/{1960 + number % 40}", "Trần Văn Bình")
            for number in range(many)
        ]
        file = read_people(csv(("Họ và tên", "Năm sinh", "Đảng viên giúp đỡ"), *lines, comma=";"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            look_over(by_system, branch, file.columns, file.lines)
        return len(queries)

    assert asked(2) == asked(60) <= 25
