"""The official lists hold what stands on them, and come back through the reader of lists without loss."""

from datetime import date

import pytest

from nguon.documents.list_forms import Letterhead, columns_of, list_workbook
from nguon.models import ListChange
from nguon.queries.list_papers import as_known, count_lines, sheets_of
from nguon.queries.pool_lists import BranchRow, lists_on
from nguon.reading.people_list.reader import read_people, reread
from nguon.rules.partial_dates import PartialDate, from_written
from nguon.rules.person_facts import PersonFacts, SensitiveFacts
from nguon.rules.roles import Role
from nguon.services.persons import make_person as record_person
from tests.factories import DAY, holder
from tests.pool_world import make_certificate, make_commune, make_member, make_person, make_sponsorship, put_on

pytestmark = pytest.mark.django_db
HEAD = Letterhead("Đảng ủy xã", "Chi bộ 1", "…, ngày 10 tháng 3 năm 2026", "(Tính đến ngày 10/03/2026)")
FACTS = PersonFacts(
    full_name="Rơ Châm H'Lan",
    born=from_written("05/1998"),
    sex="female",
    citizen="064199001234",
    home_town="xã Phước Hữu, tỉnh Ninh Thuận",
    residence="thôn 2; xã Phước Hữu",
    occupation="Giáo viên",
    position="Tổ trưởng",
    workplace="Trường THPT Trần Phú",
    general_education="12/12",
    profession="Cử nhân sư phạm",
    political_theory="Sơ cấp",
    youth_union_joined=from_written("26/03/2014"),
    note="=1+1",
    sensitive=SensitiveFacts(ethnicity="Gia Rai", religion="Tin lành"),
)


@pytest.fixture
def branch():
    return make_commune()[3][0]


@pytest.fixture
def recorded(branch, by):
    return record_person(by=by(holder(Role.BRANCH_SECRETARY, branch)), unit_id=branch.pk, facts=FACTS)


def put_in_the_pool(person, branch):
    put_on(person, 3, on=date(2026, 1, 5))
    ListChange.objects.update(expected_quarter="2026-Q4")
    make_certificate(person, issued_on=date(2025, 6, 20))
    make_sponsorship(person, make_member(branch, "Trần Văn Bình"), starts_on=date(2026, 1, 5))
    make_sponsorship(person, make_member(branch, "Hoàng Thị Ba"), starts_on=date(2026, 2, 5))


def values_of(branch, on_list, sealed=None):
    return sheets_of(lists_on(branch, DAY), (on_list,), sealed)[0].rows


def read_back(content):
    file = read_people(content)
    return file, [row for _line, row in reread(file.columns, file.lines, DAY)]


class TestValues:
    def test_every_column_of_the_form_has_its_value(self, branch, recorded):
        put_in_the_pool(recorded, branch)

        row = values_of(branch, 3, {recorded.pk: FACTS.sensitive})[0]

        lacking = {
            each.field for on_list in (1, 2, 3) for each in columns_of(on_list, sensitive=True) if each.field not in row
        }
        assert lacking == {"ordinal", "born_male"}
        assert (row["born_female"], row["youth_union_joined"]) == ("05/1998", date(2014, 3, 26))
        assert (row["certificate_on"], row["certificate_until"]) == (date(2025, 6, 20), date(2030, 6, 20))
        assert (row["sponsor"], row["sponsored_on"]) == ("Trần Văn Bình; Hoàng Thị Ba", "05/01/2026; 05/02/2026")
        assert (row["citizen"], row["expected_quarter"], row["ethnicity"]) == ("•••••••••234", "IV/2026", "Gia Rai")

    def test_men_and_those_whose_sex_is_not_known_stand_in_the_first_column_of_birth_dates(self, branch):
        put_on(make_person(branch, "Võ An", sex="male"), 1)
        put_on(make_person(branch, "Đỗ Ba", sex=""), 1)

        assert ["born_male" in row for row in values_of(branch, 1)] == [True, True]
        assert [row["sex"] for row in values_of(branch, 1)] == ["Nam", ""]

    def test_what_is_sealed_is_not_in_it_unless_it_is_given(self, branch, recorded):
        put_on(recorded, 1)

        assert not {"ethnicity", "religion"} & values_of(branch, 1)[0].keys()

    @pytest.mark.parametrize(
        ("known", "written"),
        [(None, None), (PartialDate(1998), "1998"), (PartialDate(1998, 5), "05/1998"), (PartialDate(1998, 5, 12), date(1998, 5, 12))],
    )  # fmt: skip
    def test_a_day_is_written_as_far_as_it_is_known(self, known, written):
        assert as_known(known) == written

    def test_numbers_of_branches_become_lines(self):
        assert [each.counts for each in count_lines([BranchRow(1, "A", "B", "", 3, 2, 1)])] == [(3, 2, 1)]


class TestReadBack:
    @pytest.mark.parametrize("on_list", [1, 2, 3])
    @pytest.mark.parametrize("sensitive", [False, True])
    def test_the_reader_knows_every_column(self, branch, recorded, on_list, sensitive):
        put_on(recorded, on_list)
        content = list_workbook(sheets_of(lists_on(branch, DAY), (on_list,)), HEAD, sensitive=sensitive)

        file, _rows = read_back(content)

        assert [each.field for each in file.columns if not each.field] == []
        assert len(file.columns) == len(columns_of(on_list, sensitive=sensitive))
        assert len(file.people) == 1

    def test_a_person_of_list_1_comes_back_as_they_were(self, branch, recorded):
        change = put_on(recorded, 1, on=date(2026, 1, 5))
        content = list_workbook(sheets_of(lists_on(branch, DAY), (1,)), HEAD)

        _file, (row,) = read_back(content)

        fields = ("full_name", "home_town", "residence", "occupation", "position", "workplace", "general_education",
                  "profession", "political_theory", "note")  # fmt: skip
        assert {each: row.values[each] for each in fields} == {each: getattr(FACTS, each) for each in fields}
        assert (row.values["born"], row.values["sex"], row.values["youth_union_joined"]) == (
            "1998-05",
            "female",
            "2014-03-26",
        )
        assert (row.values["to_list"], row.values["key"]) == ("1", recorded.key)
        assert (row.values["resolution_number"], row.values["resolved_on"]) == (change.resolution.number, "2026-01-05")
        assert "citizen" not in row.values  # a masked number says nothing new
        assert row.problems == []

    def test_certificate_sponsors_and_quarter_of_list_3_come_back(self, branch, recorded):
        put_in_the_pool(recorded, branch)
        content = list_workbook(sheets_of(lists_on(branch, DAY), (3,)), HEAD)

        _file, (row,) = read_back(content)

        assert row.values["certificate_number"] == recorded.certificates.get().number
        assert row.values["certificate_on"] == "2025-06-20"
        assert (row.values["sponsor"], row.values["sponsor_2"]) == ("Trần Văn Bình", "Hoàng Thị Ba")
        assert (row.values["sponsored_on"], row.values["expected_quarter"]) == ("2026-01-05", "2026-Q4")
        assert row.problems == []

    def test_ethnicity_and_religion_come_back_where_they_were_written(self, branch, recorded):
        put_on(recorded, 2)
        sheets = sheets_of(lists_on(branch, DAY), (2,), {recorded.pk: FACTS.sensitive})

        _file, (row,) = read_back(list_workbook(sheets, HEAD, sensitive=True))

        assert (row.values["ethnicity"], row.values["religion"]) == ("Gia Rai", "Tin lành")

    @pytest.mark.parametrize("count", [1, 25])
    def test_no_person_is_lost_or_doubled_and_nothing_else_taken_for_one(self, branch, count):
        for number in range(count):
            put_on(make_person(branch, f"Người {'Thứ ' * (number % 3)}Ba", born="" if number % 4 else "1999"), 1)
        content = list_workbook(sheets_of(lists_on(branch, DAY), (1,)), HEAD)

        file, rows = read_back(content)

        assert len(rows) == count
        assert sorted(row.values["key"] for row in rows) == sorted(
            lists_on(branch, DAY).rows[1][at].person.key for at in range(count)
        )
        assert len(file.lines) == len(file.people) + sum(1 for each in file.lines if each.ignored)

    def test_of_a_workbook_of_all_three_each_sheet_is_read_by_its_name(self, branch):
        for on_list in (1, 2, 3):
            put_on(make_person(branch, f"Người {on_list * 'Thứ '}Ba"), on_list)
        content = list_workbook(sheets_of(lists_on(branch, DAY), (1, 2, 3)), HEAD)

        found = [read_people(content, sheet=f"Danh sách {each}").people for each in (1, 2, 3)]

        assert [len(each) for each in found] == [1, 1, 1]
