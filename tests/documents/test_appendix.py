"""The appendix as a workbook: what is written comes back, and nothing is taken for a formula."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from nguon.documents.appendix import Appendix, AppendixColumn, AppendixLine, appendix_xlsx, dated
from nguon.reading.appendix import KnownUnit, read_appendix
from nguon.rules.errors import RuleViolation

LINES = (
    AppendixLine(11, "", "Thành ủy Tam Kỳ", 6_120, 148, 260, (150, 60)),
    AppendixLine(12, "00120000000000", "Huyện ủy Núi Thành", None, 109, 201, (115, 46)),
    AppendixLine(13, "", "=HYPERLINK(1)", 10, 0, None, (0, 0)),
)
APPENDIX = Appendix(
    above="Tỉnh ủy Quảng Nam",
    issuer="Ban Tổ chức",
    title="Chỉ tiêu kết nạp đảng viên năm 2024",
    belongs_to="(kèm theo Kế hoạch số 12-KH/TU ngày 05/01/2024)",
    year=2024,
    columns=(AppendixColumn("Chỉ tiêu chung", "đúng 265"), AppendixColumn("Phụ nữ", "ít nhất 100")),
    lines=LINES,
    place_and_date="Tam Kỳ, ngày 05 tháng 01 năm 2024",
    signer=("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"),
)
UNITS = [KnownUnit(each.unit, each.code, each.name) for each in LINES]
COLUMNS = {"": "Chỉ tiêu chung", "women": "Phụ nữ"}


def sheet(content: bytes):
    return openpyxl.load_workbook(BytesIO(content))["Phụ lục"]


def changed(content: bytes, **cells: object) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    for cell, value in cells.items():
        book["Phụ lục"][cell] = value
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_what_is_written_is_read_back_with_its_sums():
    read = read_appendix(appendix_xlsx(APPENDIX), UNITS, COLUMNS)

    assert [(line.row, line.unit, line.places) for line in read.lines] == [
        (10, 11, {"": 150, "women": 60}),
        (11, 12, {"": 115, "women": 46}),
        (12, 13, {"": 0, "women": 0}),
    ]
    assert (read.faults, read.printed, read.missing) == ((), {"": 265, "women": 106}, ())


def test_the_head_is_that_of_a_party_document_and_the_units_numbers_are_hidden():
    page = sheet(appendix_xlsx(APPENDIX))

    assert [page["A1"].value, page["A2"].value, page["C1"].value] == [
        "TỈNH ỦY QUẢNG NAM",
        "BAN TỔ CHỨC",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
    ]
    assert [page["A5"].value, page["B9"].value, page["F9"].value] == ["PHỤ LỤC", "Đơn vị", "Chỉ tiêu chung\n(đúng 265)"]
    assert [page.column_dimensions[each].hidden for each in "GH"] == [False, True]
    assert page["F13"].value == "=SUM(F10:F12)"


def test_a_name_that_looks_like_a_formula_stays_text():
    cell = sheet(appendix_xlsx(APPENDIX))["B12"]

    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_the_same_appendix_gives_cells_that_keep_their_order_with_many_columns():
    many = replace(
        APPENDIX,
        columns=tuple(AppendixColumn(f"Nhóm {at}", "") for at in range(12)),
        lines=tuple(replace(each, places=tuple(range(12))) for each in LINES),
    )

    page = sheet(appendix_xlsx(many))

    assert [page.cell(10, column).value for column in range(6, 18)] == list(range(12))


@pytest.mark.parametrize(
    ("cells", "row", "why"),
    [
        ({"B10": "Huyện Lạ"}, 10, "không tìm thấy"),
        ({"B11": "Tam Kỳ"}, 11, "đơn vị đã có ở dòng 10"),
        ({"F10": "nhiều"}, 10, "không phải số nguyên"),
        ({"F10": 12.5}, 10, "“12,5” không phải số nguyên"),
        ({"F10": 1.905}, 10, "“1,905” không phải số nguyên"),
        ({"F10": -3}, 10, "không phải số nguyên"),
        ({"G10": True}, 10, "không phải số nguyên"),
    ],
)
def test_a_faulty_row_is_named_with_its_reason_and_the_others_stand(cells, row, why):
    read = read_appendix(changed(appendix_xlsx(APPENDIX), **cells), UNITS, COLUMNS)

    assert [(fault.row, why in fault.why) for fault in read.faults] == [(row, True)]
    assert len(read.lines) == 2


def test_text_figures_and_dashes_are_read_as_people_write_them():
    read = read_appendix(changed(appendix_xlsx(APPENDIX), F10="1.905", G10="–"), UNITS, COLUMNS)

    assert read.lines[0].places == {"": 1905, "women": 0}


def test_a_table_of_their_own_with_other_headings_is_read_too():
    book = openpyxl.Workbook()
    for row in (
        ["Biểu giao"],
        ["TT", "Tên đơn vị", "Giao"],
        [1, "TP Tam Kỳ", 151],
        [2, "Núi Thành", 114],
        ["", "Tổng", 265],
    ):
        book.active.append(row)
    target = BytesIO()
    book.save(target)

    read = read_appendix(target.getvalue(), UNITS, COLUMNS)

    assert [(line.unit, line.places) for line in read.lines] == [(11, {"": 151}), (12, {"": 114})]
    assert (read.missing, read.printed) == ((13,), {"": 265})


def bomb() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 130_000_000)
    return target.getvalue()


def empty() -> bytes:
    target = BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not a workbook", "appendix.no_heading"),
        (b"", "appendix.empty"),
        (b"PK\x03\x04broken", "appendix.broken"),
        (b"%PDF-1.7", "appendix.wrong_kind"),
        (bomb(), "appendix.bomb"),
        (empty(), "appendix.empty"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(content, code):
    with pytest.raises(RuleViolation) as refused:
        read_appendix(content, UNITS, COLUMNS)

    assert [each.code for each in refused.value.unmet] == [code]


@pytest.mark.parametrize("cell", ["XFD20000", "XFD1048576"])
def test_a_cell_at_the_far_corner_does_not_take_the_memory(cell):
    with pytest.raises(RuleViolation) as refused:
        read_appendix(changed(appendix_xlsx(APPENDIX), **{cell: "x"}), UNITS, COLUMNS)

    assert refused.value.unmet[0].code in (
        "appendix.broken",
        "appendix.too_large",
        "appendix.too_many",
        "appendix.too_slow",
    )


def test_a_csv_of_the_table_is_read_too():
    read = read_appendix("Đơn vị;Giao\nTP Tam Kỳ;151\nCộng;151\n".encode(), UNITS, COLUMNS)

    assert [(line.unit, line.places) for line in read.lines] == [(11, {"": 151})]


def test_a_sheet_without_the_headings_is_refused():
    book = openpyxl.Workbook()
    book.active.append(["Họ tên", "Năm sinh"])
    target = BytesIO()
    book.save(target)

    with pytest.raises(RuleViolation, match="Không thấy hàng tiêu đề"):
        read_appendix(target.getvalue(), UNITS, COLUMNS)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 11, 9), "ngày 09 tháng 11 năm 2026"),
        (date(2026, 3, 15), "ngày 15 tháng 3 năm 2026"),
    ],
)
def test_days_are_written_as_party_documents_write_them(day, words):
    assert dated(day) == words
