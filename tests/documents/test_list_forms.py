"""The official lists on paper: head, two rows of headings, a row a person, totals; nothing is taken for a formula."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from nguon.documents.list_forms import (
    COLUMNS,
    COUNTS_HEADINGS,
    TITLES,
    CountLine,
    Letterhead,
    ListSheet,
    columns_of,
    counts_workbook,
    field_of,
    headings_of,
    list_workbook,
)

HEAD = Letterhead(
    above="Đảng ủy xã Thử Nghiệm",
    issuer="Chi bộ Trường Thử Nghiệm",
    place_and_date="Thử Nghiệm, ngày 10 tháng 3 năm 2026",
    as_of="(Tính đến ngày 10/03/2026)",
)
ROW = {
    "full_name": "=Nguyễn Thị Hoa",
    "born_female": date(1998, 5, 12),
    "citizen": "•••••••••123",
    "resolution_number": "05-NQ/CB",
    "resolved_on": date(2026, 3, 1),
    "youth_union_joined": "03/2014",
    "key": "abc",
    "to_list": 1,
}


def opened(content):
    return load_workbook(BytesIO(content))


def sheet_of(on_list=1, rows=(ROW,), **given):
    return opened(list_workbook([ListSheet(on_list, rows)], HEAD, **given)).worksheets[0]


def lines(page):
    return [[cell for cell in line if cell is not None] for line in page.iter_rows(values_only=True)]


class TestColumns:
    def test_each_heading_names_one_field_and_each_field_stands_once(self):
        assert len({(each.above, each.heading) for each in COLUMNS}) == len(COLUMNS)
        assert len({each.field for each in COLUMNS}) == len(COLUMNS)
        assert [field_of(each.above, each.heading) for each in COLUMNS] == [each.field for each in COLUMNS]
        assert field_of("", "Cân nặng") is None

    def test_ethnicity_and_religion_stand_only_where_they_were_asked_for(self):
        with_them = {each.field for each in columns_of(1, sensitive=True)}

        assert with_them - {each.field for each in columns_of(1)} == {"ethnicity", "religion"}

    def test_certificate_and_sponsor_belong_to_list_3(self):
        third = {each.field for each in columns_of(3)}

        assert third - {each.field for each in columns_of(1)} == {
            "certificate_number", "certificate_on", "certificate_until", "sponsor", "sponsored_on", "expected_quarter"}  # fmt: skip

    @pytest.mark.parametrize("on_list", [1, 2, 3])
    def test_birth_dates_stand_in_two_columns_by_sex(self, on_list):
        assert headings_of(on_list)[2:4] == (("Ngày, tháng, năm sinh", "Nam"), ("Ngày, tháng, năm sinh", "Nữ"))

    @pytest.mark.parametrize("on_list", [1, 2, 3])
    def test_it_stays_readable_on_a_sheet_across(self, on_list):
        """A4 across holds about 140 of these characters; under two thirds of the size nobody reads it."""
        assert sum(each.width for each in columns_of(on_list, sensitive=True) if not each.hidden) <= 210


class TestSheet:
    def test_head_and_title_are_those_of_a_party_document(self):
        found = lines(sheet_of())

        assert found[0] == ["ĐẢNG ỦY XÃ THỬ NGHIỆM", "ĐẢNG CỘNG SẢN VIỆT NAM"]
        assert found[1] == ["CHI BỘ TRƯỜNG THỬ NGHIỆM"]
        assert found[2] == ["*", "Thử Nghiệm, ngày 10 tháng 3 năm 2026"]
        assert found[4:6] == [[TITLES[1]], ["(Tính đến ngày 10/03/2026)"]]

    @pytest.mark.parametrize("on_list", [1, 2, 3])
    def test_headings_are_those_of_the_columns(self, on_list):
        page = sheet_of(on_list)
        above = ""
        found = []
        for column in range(1, page.max_column + 1):
            top, below = page.cell(8, column).value, page.cell(9, column).value
            above = top or above
            found.append((above, below) if below else ("", top))

        assert tuple(found) == headings_of(on_list)

    def test_a_row_holds_days_as_days_and_text_as_text(self):
        page = sheet_of()
        fields = [each.field for each in columns_of(1)]
        cells = {field: page.cell(10, at + 1) for at, field in enumerate(fields)}

        assert cells["full_name"].value == "=Nguyễn Thị Hoa"
        assert cells["full_name"].data_type == "s"
        assert (cells["born_female"].value.date(), cells["born_female"].number_format) == (
            date(1998, 5, 12),
            "dd/mm/yyyy",
        )
        assert (cells["youth_union_joined"].value, cells["ordinal"].value, cells["born_male"].value) == (
            "03/2014",
            1,
            None,
        )

    @pytest.mark.parametrize(
        ("residence", "lines"), [("", 1), ("thôn 2", 1), ("thôn 2, xã Phước Hữu", 2), ("x" * 40, 4)]
    )
    def test_a_row_is_as_high_as_its_longest_cell(self, residence, lines):
        page = sheet_of(rows=[{"full_name": "Võ An", "residence": residence, "key": "k" * 200}])

        assert page.row_dimensions[10].height == 15.75 * lines + 2.25

    def test_totals_and_signature_close_it(self):
        found = lines(sheet_of(rows=[ROW, ROW]))

        assert found[11] == ["Cộng: 2 người"]
        assert found[13:] == [["T/M CHI BỘ"], ["BÍ THƯ"]]

    def test_an_empty_list_is_a_form_too(self):
        assert ["Cộng: 0 người"] in lines(sheet_of(rows=()))

    def test_it_is_laid_out_for_a4_across_with_heads_on_every_page(self):
        page = sheet_of()

        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
        assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)
        assert page.print_title_rows == "$8:$9"
        assert page.freeze_panes == "C10"

    def test_what_tells_the_records_is_hidden(self):
        page = sheet_of()
        hidden = [each for each, dimension in page.column_dimensions.items() if dimension.hidden]

        assert len(hidden) >= 1
        assert [page.cell(10, page.max_column + at).value for at in (-1, 0)] == [1, "abc"]

    def test_all_three_stand_in_one_workbook(self):
        book = opened(list_workbook([ListSheet(each, [ROW]) for each in (1, 2, 3)], HEAD))

        assert book.sheetnames == ["Danh sách 1", "Danh sách 2", "Danh sách 3"]

    def test_control_characters_do_not_break_the_file(self):
        page = sheet_of(rows=[ROW | {"note": "a\x0bb"}])

        assert "ab" in [cell for line in lines(page) for cell in line]

    def test_ethnicity_is_written_where_asked_for(self):
        row = ROW | {"ethnicity": "Gia Rai", "religion": "Tin lành"}

        assert "Gia Rai" not in str(lines(sheet_of(rows=[row])))
        assert "Gia Rai" in str(lines(sheet_of(rows=[row], sensitive=True)))


class TestConsolidated:
    def test_one_row_a_branch_and_sums(self):
        written = [CountLine("Chi bộ 1", "Đảng ủy A", (4, 2, 1)), CountLine("Chi bộ 2", "Đảng ủy A", (1, 0, 3))]
        found = lines(opened(counts_workbook(written, HEAD)).active)

        assert found[7] == list(COUNTS_HEADINGS)
        assert found[8:11] == [
            [1, "Chi bộ 1", "Đảng ủy A", 4, 2, 1, 7],
            [2, "Chi bộ 2", "Đảng ủy A", 1, 0, 3, 4],
            ["Cộng 2 chi bộ", 5, 2, 4, 11],
        ]

    def test_without_branches_it_sums_to_nothing(self):
        assert ["Cộng 0 chi bộ", 0, 0, 0, 0] in lines(opened(counts_workbook([], HEAD)).active)
