"""A source text with its quotes marked."""

import re

import pytest

from nguon.web.marked_text import marked

TEXT = "Kết nạp 145 đảng viên, trong đó có 50 người."


def bare(html):
    """The marks as [ and ], numbers as {n}."""
    html = re.sub(r'<mark id="t(\d+)"><a class="ref" href="#muc-\d+" aria-label="[^"]*">\d+</a>', r"[{\1}", str(html))
    return html.replace("<mark>", "[").replace("</mark>", "]")


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ([], "Kết nạp 145 đảng viên, trong đó có 50 người."),
        ([(8, 11, 1, 7)], "Kết nạp [{1}145] đảng viên, trong đó có 50 người."),
        ([(0, 44, 1, 7), (8, 11, 2, 8)], "[{1}Kết nạp [{2}145] đảng viên, trong đó có 50 người.]"),
        ([(8, 11, 1, 7), (8, 11, 2, 8)], "Kết nạp [{1}[{2}145]] đảng viên, trong đó có 50 người."),
        ([(0, 11, 1, 7), (8, 21, 2, 8)], "[{1}Kết nạp [{2}145]][ đảng viên], trong đó có 50 người."),
        ([(0, 3, 1, 7), (3, 11, 2, 8)], "[{1}Kết][{2} nạp 145] đảng viên, trong đó có 50 người."),
        ([(5, 5, 1, 7), (40, 400, 2, 8)], "Kết nạp 145 đảng viên, trong đó có 50 người."),
    ],
    ids=["none", "one", "within", "same", "overlapping", "touching", "impossible"],
)
def test_marks_nest_and_overlapping_ones_are_cut(marks, shown):
    assert bare(marked(TEXT, marks)) == shown


def test_three_marks_that_overlap_keep_every_letter_once():
    html = marked("abcdefghij", [(0, 5, 1, 1), (3, 8, 2, 2), (4, 10, 3, 3)])

    assert re.sub(r"[\[\]]|\{\d\}", "", bare(html)) == "abcdefghij"
    assert [html.count(f'id="t{number}"') for number in (1, 2, 3)] == [1, 1, 1]
    assert html.count("<mark") == html.count("</mark>")


def test_the_text_is_never_markup():
    assert str(marked("<b>&</b>", [(0, 3, 1, 7)])).endswith("&lt;b&gt;</mark>&amp;&lt;/b&gt;")


def test_a_mark_links_back_to_its_item():
    assert '<mark id="t3"><a class="ref" href="#muc-77" aria-label="Mục đọc được số 3">3</a>abc</mark>' in marked(
        "abc", [(0, 3, 3, 77)]
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nâng cao chất\nlượng", "Nâng cao chất lượng"),
        ("Nâng cao chất \n\t lượng", "Nâng cao chất  lượng"),
        ("I. MỤC ĐÍCH\n1. Mục đích", "I. MỤC ĐÍCH\n1. Mục đích"),
        ("Một.\n\n\n\nHai.", "Một.\n\nHai."),
        ("cụ thể như sau:\nhai", "cụ thể như sau:\nhai"),
        (
            "Thực hiện Kế hoạch số 167-KH/TU ngày 03/11/2022 của Tỉnh ủy thực hiện\nNghị quyết",
            "Thực hiện Kế hoạch số 167-KH/TU ngày 03/11/2022 của Tỉnh ủy thực hiện Nghị quyết",
        ),
        (
            "Thực hiện Kế hoạch số 167-KH/TU ngày 03/11/2022 của Tỉnh ủy và các đơn vị\n- Gạch đầu dòng",
            "Thực hiện Kế hoạch số 167-KH/TU ngày 03/11/2022 của Tỉnh ủy và các đơn vị\n- Gạch đầu dòng",
        ),
    ],
)
def test_lines_broken_in_the_middle_of_a_sentence_are_joined_and_offsets_hold(text, shown):
    assert str(marked(text, [])) == shown
    end = len(text)
    assert str(marked(text, [(end - 3, end, 1, 1)])).endswith(f"{text[-3:]}</mark>")


def test_a_double_spaced_page_is_closed_up():
    text = "\n\n".join(f"{number}. Dòng thứ {number}." for number in range(20))

    assert "\n\n" not in str(marked(text, []))


def test_a_page_of_blanks_takes_no_longer_than_a_page_of_letters():
    assert len(str(marked(" " * 400_000 + "a\n" + " " * 400_000, [(0, 400_001, 1, 1)]))) > 400_000
