"""PDF files with a text layer."""

import os

import fpdf

from nguon.reading.plan import read_plan
from nguon.reading.text import read_file
from tests.reading.files import FONT, pdf
from tests.reading.test_gold import UNSEEN

LINE = (
    "- Các tổ chức cơ sở đảng thường xuyên quán triệt, nâng cao chất lượng kết nạp đảng viên; rà soát nguồn kết nạp. "
)


def test_columns_of_the_letterhead_stay_apart():
    document = fpdf.FPDF()
    document.add_font("body", "", FONT)
    document.set_font("body", size=11)
    document.add_page()
    for left, right in (
        ("HUYỆN ỦY PHÚ AN", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("Số 45-KH/HU", "Phú An, ngày 12 tháng 01 năm 2024"),
    ):
        document.cell(95, 7, left)
        document.cell(95, 7, right)
        document.ln()
    document.multi_cell(
        0,
        7,
        "KẾ HOẠCH\nphát triển đảng viên năm 2024\nBan Thường vụ Huyện ủy xây dựng kế hoạch như sau:\nI. CHỈ TIÊU\nKết nạp 30 đảng viên.",
    )

    source = read_file(bytes(document.output()), "a.pdf")
    draft = read_plan(source)

    assert "HUYỆN ỦY PHÚ AN\tĐẢNG CỘNG SẢN VIỆT NAM" in source.text
    assert draft.document["issuer"] == "Huyện ủy Phú An"
    assert draft.document["date"] == "2024-01-12"
    assert draft.document["place"] == "Phú An"


def test_a_plan_reads_the_same_from_pdf_as_from_text():
    text = (UNSEEN / "c2_ward_cell.txt").read_text("utf-8").replace("\t", "      ")

    from_text, from_pdf = read_plan(text).as_json(), read_plan(read_file(pdf([text]), "a.pdf")).as_json()

    for key in ("number", "date", "title", "issuer"):
        assert from_pdf["document"][key] == from_text["document"][key]
    for key in ("targets", "obligations", "cadences"):
        assert [{k: v for k, v in each.items() if k not in ("quote", "start", "end")} for each in from_pdf[key]] == [
            {k: v for k, v in each.items() if k not in ("quote", "start", "end")} for each in from_text[key]
        ]


def seconds(pages: int) -> float:
    """Processor time for a file of so many pages, from its bytes to the draft."""
    plan = (UNSEEN / "c1_bloc_long.txt").read_text("utf-8").replace("\t", " ")
    content = pdf([plan[:2500], *[LINE * 22] * (pages - 2), plan[-700:]])
    started = sum(os.times()[:4])
    source = read_file(content, "a.pdf")
    draft = read_plan(source)
    assert (source.pages, draft.document["number"]) == (pages, "132-KH/ĐUK")
    return sum(os.times()[:4]) - started


def test_two_hundred_pages_cost_no_more_a_page_than_fifty():
    few, many = seconds(50), seconds(200)

    assert many < 4 * few * 1.6
