"""What holds for any text at all."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nguon.reading.plan import read_plan
from nguon.reading.plan.layout import blocks_of, lines_of, sentences, wrap_width
from nguon.reading.plan.letters import lower, norm
from tests.reading.score import squeeze

WORDS = (
    "KẾ HOẠCH", "HƯỚNG DẪN", "Số 12-KH/HU", "Số: -KH/TU", "ĐẢNG CỘNG SẢN VIỆT NAM", "HUYỆN ỦY", "ngày 31 tháng 02 năm 2024", "A, ngày 3 tháng 3 năm 2024",
    "kết nạp", "30 đảng viên", "từ 3 đến 5 đồng chí", "1.905", "3-4%", "trở lên", "trong đó", "nữ", "dân tộc thiểu số", "tăng 40% so với năm 2022",
    "trước ngày 30/10/2023", "trước 31/02", "hằng quý", "định kỳ", "báo cáo", "Ban Thường vụ Huyện ủy", "Các chi bộ", "Nơi nhận:", "T/M BAN THƯỜNG VỤ", "BÍ THƯ",
    "Nguyễn Văn A", "PHỤ LỤC", "TT\tĐơn vị\tChỉ tiêu", "1\tĐảng bộ xã A\t12", "Tổng cộng\t30", "\n", "\n\n", "I.", "1.", "-", ";", ":", ".", ",", "(", ")", "*", "|",
    "gấp 1,5 - 2 lần chỉ tiêu", "nguồn kết nạp", "đồng chí Lê Văn B phụ trách", "quý IV hằng năm", "02-HD/BTCTW ngày 12/4/2021", "vừa ban hành Kế hoạch", "İ", "\u00ad", "\x00", "ﬁ",
)  # fmt: skip


def checked(text: str) -> None:
    answer = read_plan(text).as_json()
    lists = ("basis", "references", "targets", "allocations", "obligations", "cadences", "responsible", "tasks")
    for each in [item for name in lists for item in answer[name]] + list(answer["quotes"].values()):
        assert 0 <= each["start"] < each["end"] <= len(text)
        assert each["quote"]
        assert squeeze(text[each["start"] : each["end"]]) == squeeze(each["quote"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault_and_every_quote_is_true(text):
    checked(text)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from([" ", "\n", "  ", "\t"]))
def test_the_words_of_plans_in_any_order_are_read_without_a_fault(words, between):
    checked(between.join(words))


@given(st.text(max_size=200))
def test_matching_forms_keep_the_length(text):
    assert len(lower(text)) == len(text)
    assert len(norm(text)) == len(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab AB.,:;\n\t*|-1", max_size=300))
def test_paragraphs_keep_every_letter_in_order(text):
    lines = lines_of(text)

    blocks = blocks_of(text, lines, wrap_width(lines))

    at = [place for block in blocks for place in block.at]
    assert at == sorted(at)
    for block in blocks:
        assert all(block.text[i] == " " or text[place] == block.text[i] for i, place in enumerate(block.at))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aA.;! \n", max_size=300))
def test_sentences_stand_in_order_and_do_not_overlap(text):
    lines = lines_of(text)
    for block in blocks_of(text, lines, 0):
        spans = sentences(block)
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


MEGABYTE = 1_000_000
HOSTILE = {
    "one letter": "a" * MEGABYTE,
    "blanks": " " * MEGABYTE,
    "brackets": "(" * MEGABYTE,
    "digits and points": "1." * (MEGABYTE // 2),
    "admit admit": "kết nạp " * (MEGABYTE // 8),
    "targets": "kết nạp 12 đảng viên, " * (MEGABYTE // 22),
    "rises": "kết nạp tăng 10% " * (MEGABYTE // 17),
    "of of of": "Số 12-KH/TU của " + "của " * (MEGABYTE // 4),
    "names": "Nguyễn " * (MEGABYTE // 7),
    "days": "Các chi bộ báo cáo trước ngày " * (MEGABYTE // 30),
    "actors": "Đối với chi bộ: " * (MEGABYTE // 16),
    "rows": "1\nĐảng bộ xã A\n12\n" * (MEGABYTE // 17),
    "cells": "a\t1\n" * (MEGABYTE // 4),
    "shares": "Chi bộ A 1, " * (MEGABYTE // 12),
    "noise": "".join(random.Random(7).choices(" \n\t.,;:-()/0123456789aăâđêIVXKH%", k=MEGABYTE)),
}


def cost(text: str) -> float:
    """Processor seconds to read `text`."""
    started = time.process_time()
    read_plan(text)
    return time.process_time() - started


@pytest.mark.parametrize("name", HOSTILE)
def test_four_times_as_much_hostile_text_costs_about_four_times_as_much(name):
    text = HOSTILE[name]

    quarter, whole = cost(text[: MEGABYTE // 4]), cost(text)

    assert whole < 4 * quarter * 2 + 0.5
