"""Word files: what is written comes out, what is struck out does not."""

import docx
import pytest

from nguon.reading.numbering import figures
from nguon.reading.plan import read_plan
from nguon.reading.text import read_file
from tests.reading.files import package, paragraph, saved, word

NUMBERING = b"""<?xml version="1.0"?><w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl>
</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="4"/></w:lvlOverride></w:num></w:numbering>"""


def listed(text: str, level: int, number: int = 5) -> str:
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def read(body: str, **more) -> str:
    return read_file(package(body, **more), "a.docx").text


def test_automatic_numbers_come_out_as_text():
    body = (
        listed("MỤC ĐÍCH", 0)
        + listed("Mục đích", 1)
        + listed("Yêu cầu", 1)
        + listed("điểm", 2)
        + listed("ý", 3)
        + listed("NỘI DUNG", 0)
        + listed("Chỉ tiêu", 1)
    )

    text = read(body, more={"word/numbering.xml": NUMBERING})

    assert text.split("\n") == [
        "I. MỤC ĐÍCH",
        "1. Mục đích",
        "2. Yêu cầu",
        "a) điểm",
        "- ý",
        "II. NỘI DUNG",
        "1. Chỉ tiêu",
    ]


def test_a_list_may_start_elsewhere():
    assert read(listed("Bốn", 1, 6) + listed("Năm", 1, 6), more={"word/numbering.xml": NUMBERING}) == "4. Bốn\n5. Năm"


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (2, "lowerLetter", "b"),
        (27, "upperLetter", "AA"),
        (7, "decimalZero", "07"),
        (3, "none", ""),
        (12, "decimal", "12"),
    ],
)
def test_figures_of_lists(number, kind, text):
    assert figures(number, kind) == text


def test_struck_out_words_are_left_out_and_added_ones_kept():
    body = "<w:p><w:r><w:t>Kết nạp </w:t></w:r><w:del><w:r><w:delText>20</w:delText></w:r></w:del><w:ins><w:r><w:t>30</w:t></w:r></w:ins><w:r><w:t> đảng viên</w:t></w:r></w:p>"

    assert read(body) == "Kết nạp 30 đảng viên"


def test_moved_words_stand_once():
    body = "<w:p><w:moveFrom><w:r><w:t>xưa</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>nay</w:t></w:r></w:moveTo></w:p>"

    assert read(body) == "nay"


def test_a_text_box_is_read_once():
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph('ĐẢNG ỦY XÃ')}</w:txbxContent>"
    body = f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"

    assert read(body, head=mc).strip() == "ĐẢNG ỦY XÃ"


def test_tabs_breaks_and_hyphens():
    body = '<w:p><w:r><w:t>312</w:t><w:noBreakHyphen/><w:t>KH/TU</w:t><w:tab/><w:t>tạo</w:t><w:softHyphen/><w:t> nguồn</w:t><w:br/><w:t xml:space="preserve">dòng hai</w:t></w:r></w:p>'

    assert read(body) == "312-KH/TU\ttạo nguồn\ndòng hai"


def test_footnotes_and_field_codes_are_left_out():
    body = "<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>a</w:t><w:footnoteReference w:id='2'/></w:r></w:p>"

    assert read(body) == "a"


def test_a_table_keeps_rows_and_cells():
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for cells in (("TT", "Đơn vị", "Chỉ tiêu"), ("1", "Đảng bộ xã A", "12"), ("2", "Đảng bộ xã B", "8")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text

    source = read_file(saved(document), "a.docx")

    assert source.text == "TT\tĐơn vị\tChỉ tiêu\n1\tĐảng bộ xã A\t12\n2\tĐảng bộ xã B\t8"
    assert source.tables == ((("TT", "Đơn vị", "Chỉ tiêu"), ("1", "Đảng bộ xã A", "12"), ("2", "Đảng bộ xã B", "8")),)


def plan_in_word() -> bytes:
    document = docx.Document()
    head = document.add_table(rows=1, cols=2).rows[0].cells
    head[0].text = "ĐẢNG BỘ TỈNH LAM SƠN\nHUYỆN ỦY PHÚ AN\n*\nSố 45-KH/HU"
    head[1].text = "ĐẢNG CỘNG SẢN VIỆT NAM\nPhú An, ngày 12 tháng 01 năm 2024"
    for text in (
        "KẾ HOẠCH",
        "phát triển đảng viên năm 2024",
        "-----",
        "Thực hiện Kế hoạch số 12-KH/TU, ngày 02/01/2024 của Tỉnh ủy,",
        "I. CHỈ TIÊU",
        "Năm 2024 kết nạp 30 đảng viên theo phụ lục đính kèm.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Các chi bộ báo cáo Huyện ủy trước ngày 30/10/2024.",
    ):
        document.add_paragraph(text)
    foot = document.add_table(rows=1, cols=2).rows[0].cells
    foot[0].text = "Nơi nhận:\n- Tỉnh ủy,\n- Lưu."
    foot[1].text = "T/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nTrần Thị Mai"
    document.add_paragraph("PHỤ LỤC")
    table = document.add_table(rows=0, cols=3)
    for cells in (
        ("TT", "Đơn vị", "Chỉ tiêu"),
        ("1", "Đảng bộ xã A", "12"),
        ("2", "Đảng bộ xã B", "8"),
        ("3", "Chi bộ Công an", "9"),
        ("", "Tổng cộng", "30"),
    ):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    return saved(document)


def test_a_plan_in_word_is_read_whole():
    draft = read_plan(read_file(plan_in_word(), "a.docx"))

    assert draft.document["number"] == "45-KH/HU"
    assert draft.document["issuer"] == "Huyện ủy Phú An"
    assert draft.document["parent"] == "Đảng bộ tỉnh Lam Sơn"
    assert draft.document["date"] == "2024-01-12"
    assert draft.document["signer"] == {"on_behalf": "Ban Thường vụ", "position": "Bí thư", "name": "Trần Thị Mai"}
    assert [item.values for item in draft.allocations] == [
        {"unit": "Đảng bộ xã A", "value": 12},
        {"unit": "Đảng bộ xã B", "value": 8},
        {"unit": "Chi bộ Công an", "value": 9},
    ]
    assert (draft.allocation_total, draft.allocation_sum) == (30, 29)
    assert "allocation_sum_differs" in draft.warnings
    assert "appendix_missing" not in draft.warnings


def test_letters_are_composed():
    decomposed = "Kê\u0301 hoa\u0323ch"

    assert read_file(word(decomposed), "a.docx").text == "Kế hoạch"
