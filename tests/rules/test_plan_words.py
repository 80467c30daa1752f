"""Plans in words: figures, days, spans, and one line for each thing."""

from datetime import date
from decimal import Decimal

import pytest

from nguon.rules.plan_words import Line, amount, bound, figure, line, period_words, span


@pytest.mark.parametrize(
    ("value", "words"), [(1905, "1.905"), (3.5, "3,5"), (Decimal("2.00"), "2"), ("1.50", "1,5"), (None, ""), ("", "")]
)
def test_figures_are_written_the_vietnamese_way(value, words):
    assert figure(value) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (30, 30, "30"),
        (3, 5, "3 đến 5"),
        (50, None, "từ 50 trở lên"),
        (None, 9, "không quá 9"),
        (None, None, "chưa rõ số"),
    ],
)
def test_a_span_is_exact_open_or_between(low, high, words):
    assert span(low, high) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"min": 180, "max": 180}, "180 người"),
        ({"min": 40, "max": None, "unit": "percent"}, "từ 40 % trở lên"),
        ({"min": None, "max": None}, "chưa rõ số"),
    ],
)
def test_an_amount_has_its_unit(value, words):
    assert amount(value) == words


@pytest.mark.parametrize(
    ("start", "until", "words"),
    [
        (date(2023, 1, 1), date(2024, 1, 1), "năm 2023"),
        (date(2020, 1, 1), date(2026, 1, 1), "2020–2025"),
        (date(2023, 3, 1), date(2023, 9, 1), "01/03/2023 đến hết 31/08/2023"),
    ],
)
def test_a_period_is_a_year_years_or_two_days(start, until, words):
    assert period_words(start, until) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"scope": ""}, "Chưa rõ đơn vị nào phải làm; bấm Sửa để chọn."),
        ({"scope": "grassroots", "office": "committee"}, "Giao cho: các tổ chức cơ sở đảng."),
        ({"scope": "issuer", "office": "organisation_board"}, "Giao cho: ban tổ chức, cơ quan ban hành."),
    ],
)
def test_whom_a_duty_binds_is_said(value, words):
    assert bound(value) == words


TARGET = {"measure": "admissions", "group": "ethnic_minority", "min": 30, "max": 30, "unit": "person"}


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        (
            "target",
            {**TARGET, "whole": True, "change_percent": 40, "base_year": 2022},
            Line(
                "Kết nạp đảng viên: Dân tộc thiểu số",
                "30 người",
                "Chỉ tiêu chính của văn bản; tăng 40 % so với năm 2022",
            ),
        ),
        ("target", {**TARGET, "group": None, "change_percent": -5}, Line("Kết nạp đảng viên", "30 người", "giảm 5 %")),
        ("pool_ratio", {"min": 1.5, "max": 2.0}, Line("Tỷ lệ nguồn", "1,5 đến 2 lần chỉ tiêu kết nạp")),
        ("document.type", {"value": "KH"}, Line("Loại văn bản", "Kế hoạch")),
        ("document.type", {"value": "XX"}, Line("Loại văn bản", "XX")),
        ("document.date", {"value": "2023-04-20"}, Line("Ngày ban hành", "20/04/2023")),
        (
            "document.signer",
            {"name": "Nguyễn Văn Mẫu", "position": "Bí thư", "on_behalf": "Ban Thường vụ"},
            Line("Người ký", "Nguyễn Văn Mẫu, Bí thư; T/M Ban Thường vụ"),
        ),
        ("basis", {"number": "1-KH/TU", "date": "2023-01-02"}, Line("Căn cứ", "1-KH/TU ngày 02/01/2023")),
        ("reference", {"number": "1-KH/TU", "date": None}, Line("Viện dẫn", "1-KH/TU", "Văn bản không ghi ngày.")),
        ("allocation", {"unit": "Đảng ủy xã A", "value": 1200}, Line("Giao", "Đảng ủy xã A: 1.200")),
        (
            "task",
            {"actor": "", "text": "Rà soát", "period": "năm 2023"},
            Line("Nhiệm vụ chung", "Rà soát", "Thời gian: năm 2023"),
        ),
        (
            "adjustment",
            {"reason": "Giảm", "holds_from": "2026-03-05"},
            Line("Lý do điều chỉnh", "Giảm", "Hiệu lực từ 05/03/2026"),
        ),
        ("document.has_appendix", {"value": False}, Line("Phụ lục", "Không có")),
        ("responsible", {"name": "A", "duty": None}, Line("Phụ trách", "A")),
    ],
)
def test_each_thing_has_its_line(part, value, said):
    assert line(part, value) == said


def test_a_dated_duty_says_by_when_who_does_what():
    value = {"due": "2023-03-05", "actor": "Các chi bộ", "action": "report", "what": "Báo cáo kết quả", "scope": ""}

    said = line("obligation", value)

    assert (said.what, said.text) == ("Trước 05/03/2023", "Các chi bộ: báo cáo kết quả")


def test_a_repeated_duty_without_a_rhythm_says_what_that_means():
    said = line("cadence", {"every": "periodic", "actor": None, "action": "report", "what": "", "scope": ""})

    assert (said.what, said.text) == ("Định kỳ, chưa rõ kỳ", "Báo cáo")
    assert said.note.startswith("Văn bản không ghi kỳ")
