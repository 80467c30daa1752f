"""Lists of people come out of Excel whatever their head, letters and order; no line goes unaccounted for."""

import io
import zipfile
from collections import Counter
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.reading.people_list import lines as why
from nguon.reading.people_list.headings import Heading
from nguon.reading.people_list.reader import read_people
from nguon.reading.source import Unreadable
from tests.reading.list_files import HERE, THIRTY_FOUR, csv, fields, only, rows, to_tcvn3, to_vni, xlsx


def ignored(content: bytes) -> dict[int, str]:
    return {each.number: each.ignored for each in read_people(content).lines if each.ignored}


class TestColumns:
    def test_a_schools_list_of_thirty_four_columns(self):
        head = list(THIRTY_FOUR)
        row = [1, "SV001", "NGUYỄN THỊ HOA", "0912345678", "Nữ", "12/05/2003", "Tày", "Không", "Bắc Kạn", "KTX khu A",
               "006303001234", "Bí thư chi đoàn", "K20A", "Chi bộ Sinh viên", "12/12", "Đại học", "Sơ cấp", "B1", "UDCNTT CB",
               "26/03/2018", "15-BC/CB", date(2024, 5, 3), "Trần Văn Bình", date(2024, 6, 1), "45-QĐ/ĐU", "01/09/2024",
               "Khóa 12", "20/10/2024", "123/GCN", "", "", "a@b.vn", 2023, "tốt"]  # fmt: skip
        content = xlsx([["ĐẢNG BỘ TRƯỜNG"], [], head, row])

        file = read_people(content)
        found = only(content)

        assert file.head == 3
        assert [each.heading for each in file.columns if not each.field] == ["Email"]
        assert found.problems == []
        assert found.values["full_name"] == "Nguyễn Thị Hoa"
        assert (found.values["sex"], found.values["born"]) == ("female", "2003-05-12")
        assert found.values["resolved_on"] == "2024-05-03"
        assert (found.values["certificate_on"], found.values["certificate_number"]) == ("2024-10-20", "123/GCN")
        assert found.values["class_said"] == "Khóa 12, QĐ mở lớp 45-QĐ/ĐU ngày 01/09/2024"
        assert (found.values["sponsor"], found.values["sponsored_on"]) == ("Trần Văn Bình", "2024-06-01")
        assert found.values["note"] == "tốt; Số báo cáo cảm tình Đảng: 15-BC/CB; Năm đưa vào danh sách: 2023"

    @pytest.mark.parametrize("merged", [("A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4"), ()])
    def test_heads_of_two_lines_with_and_without_merged_cells(self, merged):
        content = xlsx(
            [
                ["CHI BỘ THÔN 1"],
                ["DANH SÁCH QUẦN CHÚNG"],
                ["TT", "Họ và tên", "Ngày sinh", None, "Chứng chỉ", None, "Ghi chú"],
                [None, None, "Nam", "Nữ", "Số", "Ngày", None],
                [1, "Lê Văn An", "1/2/1990", None, "12/GCN", "20/6/2025", ""],
                [2, "Lê Thị Bé", None, 1991, None, None, "x"],
            ],
            merged=merged,
        )

        file, (one, other) = read_people(content), rows(content)

        assert list(fields(file).values()) == [
            "ordinal", "full_name", "born_male", "born_female", "certificate_number", "certificate_on", "note"
        ]  # fmt: skip
        assert (one.values["sex"], one.values["born"]) == ("male", "1990-02-01")
        assert (other.values["sex"], other.values["born"]) == ("female", "1991")

    def test_three_lines_of_head(self):
        content = xlsx(
            [
                ["STT", "Thông tin cá nhân", None, None, None, "Lớp bồi dưỡng", None],
                [None, "Họ và tên", "Ngày sinh", None, "Dân tộc", "Chứng chỉ", None],
                [None, None, "Nam", "Nữ", None, "Số", "Ngày cấp"],
                [1, "Lê Văn An", "1/2/1990", None, "Kinh", "12", "20/6/2025"],
            ],
            merged=["A1:A3", "B1:E1", "F1:G1", "B2:B3", "C2:D2", "E2:E3", "F2:G2"],
        )

        assert list(fields(read_people(content)).values())[1:] == [
            "full_name", "born_male", "born_female", "ethnicity", "certificate_number", "certificate_on"
        ]  # fmt: skip

    def test_marks_for_men_and_women_are_told_from_birth_dates(self):
        found = rows(
            xlsx(
                [
                    ["Họ và tên", "Nam", "Nữ", "Năm sinh"],
                    ["Lê Văn An", "x", None, 1990],
                    ["Lê Thị Bé", None, "x", "1991"],
                ]
            )
        )

        assert [each.values["sex"] for each in found] == ["male", "female"]

    def test_where_only_women_are_marked_the_others_are_men(self):
        found = rows(xlsx([["Họ và tên", "Nữ"], ["Lê Văn An", None], ["Lê Thị Bé", "x"]]))

        assert [each.values["sex"] for each in found] == ["male", "female"]

    def test_family_and_given_names_in_two_columns(self):
        by_words = only(xlsx([["Họ và chữ đệm", "Tên", "Năm sinh"], ["NGUYỄN VĂN", "AN", 1990]]))
        by_merged = rows(
            xlsx(
                [["STT", "Họ và tên", None, "Năm sinh"], [1, "Nguyễn Văn", "An", 1990], [2, "Trần Thị", "Bé", 1991]],
                merged=["B1:C1"],
            )
        )

        assert by_words.values["full_name"] == "Nguyễn Văn An"
        assert [each.values["full_name"] for each in by_merged] == ["Nguyễn Văn An", "Trần Thị Bé"]

    def test_a_birth_date_in_three_columns(self):
        content = xlsx(
            [["Họ và tên", "Ngày sinh", None, None], [None, "Ngày", "Tháng", "Năm"], ["Lê Văn An", 5, 12, 1990]],
            merged=["A1:A2", "B1:D1"],
        )

        assert only(content).values["born"] == "1990-12-05"

    def test_headings_alike_are_told_apart_by_their_neighbours(self):
        content = xlsx(
            [
                ["Họ và tên", "Số CCCD", "Ngày cấp", "Số QĐ mở lớp BD", "Ngày", "Số GCN", "Ngày cấp"],
                ["Lê Văn An", "034090001234", "01/01/2022", "5-QĐ", "01/02/2025", "7/GCN", "01/03/2025"],
            ]
        )

        assert [each.field for each in read_people(content).columns] == [
            "full_name", "citizen", "", "opening_number", "opening_on", "certificate_number", "certificate_on"
        ]  # fmt: skip

    def test_the_same_two_letters_mean_a_people_or_a_telephone(self):
        one = read_people(xlsx([["Họ tên", "DT"], ["Lê An", "Kinh"]]))
        other = read_people(xlsx([["Họ tên", "DT"], ["Lê An", "0912345678"]]))

        assert (one.columns[1].field, other.columns[1].field) == ("ethnicity", "phone")

    def test_slips_of_the_hand_in_headings(self):
        content = xlsx(
            [["Hovaten", "Ngày snh", "Giới tính", "Quê quan", "Dân tộcc"], ["Lê An", "1990", "Nam", "HY", "Kinh"]]
        )

        assert list(fields(read_people(content)).values()) == ["full_name", "born", "sex", "home_town", "ethnicity"]

    def test_what_was_mapped_by_hand_wins(self):
        content = xlsx([["Họ tên", "Cột lạ", "Ghi chú"], ["Lê An", "Kế toán", "0912345678"]])
        known = {Heading(("Cột lạ",)).key: "occupation", Heading(("Ghi chú",)).key: "phone"}

        assert rows(content, known=known)[0].values == {
            "full_name": "Lê An", "occupation": "Kế toán", "phone": "0912345678"
        }  # fmt: skip


class TestLetters:
    @pytest.mark.parametrize("typed", [to_tcvn3, to_vni])
    def test_old_letters_become_unicode_column_by_column(self, typed):
        lines = [
            ["STT", "Họ và tên", "Quê quán", "Dân tộc", "Ghi chú"],
            ["1", "Nguyễn Văn Bình", "Hưng Yên", "Kinh", "Đảng viên giúp đỡ"],
            ["2", "Trần Thị Hà", "Bắc Kạn", "Tày", "Đã học lớp nhận thức"],
            ["3", "Lê Hữu Phước", "Đắk Lắk", "Ê Đê", "Ý thức tốt"],
        ]
        content = xlsx([[typed(cell) for cell in line] for line in lines])

        found = rows(content)

        assert [each.values["full_name"] for each in found] == ["Nguyễn Văn Bình", "Trần Thị Hà", "Lê Hữu Phước"]
        assert [each.values["home_town"] for each in found] == ["Hưng Yên", "Bắc Kạn", "Đắk Lắk"]
        assert [each.values["ethnicity"].lower() for each in found] == ["kinh", "tày", "ê đê"]

    def test_headings_in_unicode_over_old_letters(self):
        content = xlsx(
            [["Họ và tên", "Ngày sinh", "Nơi ở hiện nay"]]
            + [
                [to_tcvn3(name), 1990, to_tcvn3("Xã Đồng Tiến")]
                for name in ("Nguyễn Văn Bình", "Trần Thị Hà", "Vũ Đức Thịnh")
            ]
        )

        found = rows(content)

        assert [each.values["full_name"] for each in found] == ["Nguyễn Văn Bình", "Trần Thị Hà", "Vũ Đức Thịnh"]
        assert found[0].values["residence"] == "Xã Đồng Tiến"

    def test_parted_unicode_is_composed(self):
        import unicodedata

        assert (
            only(xlsx([["Họ và tên"], [unicodedata.normalize("NFD", "Nguyễn Thị Hường")]])).values["full_name"]
            == "Nguyễn Thị Hường"
        )

    def test_a_csv_of_before_unicode(self):
        lines = (["Hä vµ tªn", "N¨m sinh"], [to_tcvn3("Nguyễn Văn Bình"), "1990"], [to_tcvn3("Trần Thị Hà"), "1991"])

        found = rows(csv(*lines, encoding="cp1252", comma=";"))

        assert [each.values["full_name"] for each in found] == ["Nguyễn Văn Bình", "Trần Thị Hà"]


class TestLines:
    def test_every_line_that_is_no_person_says_why(self):
        content = xlsx(
            [
                ["ĐẢNG BỘ XÃ A"],
                [],
                ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Ghi chú"],
                [1, 2, 3, 4, 5],
                ["I", "Chi bộ thôn A"],
                [1, "Lê Văn An", "1/2/1990", "Nam"],
                ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Ghi chú"],
                [2, "Lê Thị Bé", "1/2/1991", "Nữ"],
                ["II", "Chi bộ thôn B (1 người)"],
                [1, "Tống Văn Công", "1/2/1992", "Nam"],
                [2],
                [None, "Cộng: 3 người"],
                [None, None, "Ngày 05 tháng 3 năm 2026"],
                [None, "NGƯỜI LẬP", None, "T/M CHI BỘ"],
                [None, "Lê Văn Ký", None, "Trần Văn Duyệt"],
            ]
        )

        file = read_people(content)

        assert ignored(content) == {
            1: why.TITLE, 3: why.HEAD, 4: why.NUMBERED, 5: why.SECTION, 7: why.REPEATED, 9: why.SECTION,
            11: why.ONLY_ORDINAL, 12: why.TOTAL, 13: why.SIGNED, 14: why.SIGNED, 15: why.SIGNED,
        }  # fmt: skip
        assert [(each.number, each.sections) for each in file.people] == [
            (6, ("Chi bộ thôn A",)), (8, ("Chi bộ thôn A",)), (10, ("Chi bộ thôn B",))
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ([None, "Tổng số: 25 đồng chí"], why.TOTAL),
            (["Tổng cộng", None, 25], why.TOTAL),
            ([None, "Danh sách này có 25 người./."], why.TOTAL),
            ([None, "TM. CHI ỦY"], why.SIGNED),
            ([None, None, "BÍ THƯ"], why.SIGNED),
            (["Ghi chú: cột 5 ghi rõ lý do"], why.NOTE),
            ([None, "Chi bộ Trường Tiểu học"], why.SECTION),
            (["B", "Khối doanh nghiệp"], why.SECTION),
        ],
    )
    def test_lines_that_lists_carry_along(self, line, reason):
        content = xlsx([["STT", "Họ và tên", "Năm sinh"], [1, "Lê An", 1990], line])

        assert ignored(content)[3] == reason

    @pytest.mark.parametrize(
        "name", ["Tống Văn Cộng", "Công Tằng Tôn Nữ Thị Hoa", "Ông Ích Khiêm", "Thị Hội", "Đoàn Văn Bản"]
    )
    def test_names_that_look_like_such_lines_are_people(self, name):
        assert only(xlsx([["STT", "Họ và tên", "Năm sinh"], [1, name, 1990]])).values["full_name"] == name

    def test_a_person_without_a_name_is_faulty_not_gone(self):
        (row,) = rows(xlsx([["STT", "Họ và tên", "Năm sinh", "Quê quán"], [1, None, 1990, "Hưng Yên"]]))

        assert [each.why for each in row.problems if each.fault] == ["Thiếu họ và tên."]

    @given(
        st.lists(
            st.sampled_from(["person", "blank", "total", "section", "repeat", "ordinal", "note", "sign", "odd"]),
            max_size=30,
        ),
        st.integers(0, 4),
    )
    def test_every_line_that_is_not_blank_is_in_the_count(self, kinds, above):
        made = {
            "person": [1, "Lê Văn An", 1990, "Nam"], "blank": [], "total": [None, "Cộng: 3"], "section": ["I", "Chi bộ A"],
            "repeat": ["STT", "Họ và tên", "Năm sinh", "Giới tính"], "ordinal": [7], "note": ["Ghi chú: abc"],
            "sign": [None, "NGƯỜI LẬP"], "odd": [None, None, "??", "12345"],
        }  # fmt: skip
        lines = [["ĐẢNG BỘ"]] * above + [made["repeat"], made["person"]] + [made[each] for each in kinds]

        file = read_people(csv(*[["" if cell is None else str(cell) for cell in line] for line in lines]))

        assert len(file.lines) == sum(bool(line) for line in lines)
        assert len(file.people) >= 1 + kinds.count("person")
        assert len({each.number for each in file.lines}) == len(file.lines)


class TestSheets:
    HEAD = ["STT", "Họ và tên", "Ngày sinh"]

    def test_sheets_headed_alike_are_read_together_whatever_the_order_of_columns(self):
        content = xlsx(
            [self.HEAD, [1, "Lê An", "1/1/1990"]],
            [["Hướng dẫn điền"], ["Ghi đủ cột"]],
            [["Ngày sinh", "STT", "Họ và tên"], ["2/2/1991", 1, "Lê Bé"]],
            names=["Chi bộ 1", "Hướng dẫn", "Chi bộ 2"],
        )

        file = read_people(content)

        assert file.sheets == ("Chi bộ 1", "Chi bộ 2")
        assert [each.values["full_name"] for each in rows(content)] == ["Lê An", "Lê Bé"]
        assert [each.sections for each in file.people] == [("Chi bộ 1",), ("Chi bộ 2",)]
        assert file.elsewhere == {"Hướng dẫn": 2}

    def test_one_sheet_may_be_asked_for(self):
        content = xlsx([self.HEAD, [1, "Lê An", "1990"]], [self.HEAD, [1, "Lê Bé", "1991"]], names=["A", "B"])

        assert [each.values["full_name"] for each in rows(content, sheet="B")] == ["Lê Bé"]
        with pytest.raises(Unreadable, match="không có trang"):
            read_people(content, sheet="C")

    def test_the_richest_of_different_lists_is_read_and_the_other_named(self):
        content = xlsx([["Họ tên"], ["Lê An"]], [self.HEAD, [1, "Lê Bé", "1991"]], names=["Ít", "Nhiều"])

        file = read_people(content)

        assert (file.sheets, file.other_lists, file.elsewhere) == (("Nhiều",), ("Ít",), {"Ít": 2})


@pytest.mark.parametrize("name", ["thon.xls", "thon.ods", "thon.xlsx"])
def test_the_same_list_in_every_kind_of_file(name):
    content = (HERE / name).read_bytes()

    file, found = read_people(content), rows(content)

    assert [each.values["full_name"] for each in found] == ["Nguyễn Văn An", "Trần Thị Bình"]
    assert [each.values["born"] for each in found] == ["1998-05-12", "1999-03-01"]
    assert Counter(each.ignored for each in file.lines)[why.SECTION] == 1


def test_a_list_without_names_or_without_rows_is_refused():
    with pytest.raises(Unreadable) as no_heading:
        read_people(xlsx([["STT", "Số tiền"], [1, 2]]))
    with pytest.raises(Unreadable) as empty:
        read_people(xlsx([["STT", "Họ và tên"], [None, "Cộng: 0"]]))

    assert (no_heading.value.code, empty.value.code) == ("no_heading", "empty")


def _zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, inside in parts.items():
            packed.writestr(name.replace("__", "/"), inside)
    return target.getvalue()


def _far_out() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["XFD1048576"] = "Họ và tên", "Lê An", "x"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 broken", "broken"),
        ((HERE / "thon.xlsx").read_bytes()[:2_000], "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 50, "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le") * 50, "macro"),
        (_zipped(**{"xl__workbook.xml": b"<x/>", "xl__vbaProject.bin": b"x"}), "macro"),
        (_zipped(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__sheet1.xml": b"0" * 130_000_000}), "bomb"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large"),
        (_far_out(), "too_large"),
        (b"<html><table><tr><td>Ho va ten</td></tr></table></html>", "web_page"),
        (b"%PDF-1.7 Ho va ten", "wrong_kind"),
        (csv(["Họ và tên"], *[["Lê An"]] * 20_061), "too_many"),
    ],
)
def test_what_is_refused_and_by_which_reason(content, code):
    with pytest.raises(Unreadable) as wrong:
        read_people(content)

    assert wrong.value.code == code
    assert len(wrong.value.message) > 5
