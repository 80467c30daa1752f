"""Word and PDF files through the screens: the table of an appendix, and a page of text."""

import io

import pytest
from django.urls import reverse
from docx import Document
from fpdf import FPDF

from nguon.models import Allocation, Share
from nguon.rules.roles import Role
from tests.drafts import SHORT, Walk
from tests.factories import holder, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("Huyện ủy Đạm Ri", parent=make_unit("Tỉnh ủy"))


@pytest.fixture
def way(enter, unit):
    return Walk(enter(holder(Role.ORGANISATION_OFFICER, unit)))


def word_file(rows):
    """SHORT as a Word file with an appendix of `rows`."""
    document = Document()
    for line in SHORT.splitlines():
        document.add_paragraph(line)
    document.add_paragraph("PHỤ LỤC")
    document.add_paragraph("Phân bổ chỉ tiêu kết nạp đảng viên năm 2026")
    table = document.add_table(rows=0, cols=3)
    for row in (("TT", "Đơn vị", "Chỉ tiêu"), *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


ROWS = (
    ("1", "Đảng ủy xã An Khê", 15),
    ("2", "Đảng ủy xã Bình Sơn", 13),
    ("3", "Đảng ủy xã Cát Tiên", 9),
    ("4", "Đảng ủy xã Đạ Tẻh", 6),
    ("", "Tổng cộng", 40),
)


@pytest.mark.shows("000-4", "feature-54", "beyond-3")
def test_the_appendix_of_a_word_file_becomes_a_draft_of_the_division_with_its_wrong_sum_said(way, unit):
    units = [make_unit(name, parent=unit, kind="grassroots_committee") for _, name, _ in ROWS[:4]]

    draft = way.upload("kế hoạch.docx", word_file(ROWS))
    review = way.page("draft", draft.pk)
    way.accept_all(draft)
    version = way.confirm(draft)

    assert "Phân bổ cộng lệch" in review
    assert "Đảng ủy xã An Khê: 15" in review
    allocation = Allocation.objects.get(version=version)
    shares = Share.objects.filter(allocation=allocation).order_by("unit__sort_key")
    assert [(each.unit, each.places) for each in shares] == list(zip(units, (15, 13, 9, 6), strict=True))
    assert (allocation.state, allocation.printed_total) == ("draft", 40)


def test_a_pdf_with_text_is_read(way):
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=12)
    page.multi_cell(0, 8, "KE HOACH\n\nPhat trien dang vien moi nam 2026\n\n" + "Ket nap 40 dang vien. " * 20)

    draft = way.upload("a.pdf", bytes(page.output()))

    assert (draft.source.kind, draft.source.pages) == ("pdf", 1)
    assert "Ket nap 40 dang vien" in way.page("draft", draft.pk)


def test_the_file_keeps_its_vietnamese_name_when_it_comes_back(way):
    draft = way.upload("kế hoạch.docx", word_file(ROWS))
    way.accept_all(draft)
    version = way.confirm(draft)

    answer = way.client.get(reverse("plan-file", args=[version.plan_id, 1]))

    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''k%E1%BA%BF%20ho%E1%BA%A1ch.docx"
    assert answer.content.startswith(b"PK")
