"""Targets, duties, tables and signatures, each by itself, in the forms they are printed in."""

import pytest

from nguon.reading.plan import read_plan
from tests.reading.sentences import HEAD, facts, paragraphs, plan


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Phấn đấu kết nạp 120 đảng viên mới.", [("admissions", None, 120, 120)]),
        ("Kết nạp 30 đảng viên là người dân tộc thiểu số.", [("admissions", "ethnic_minority", 30, 30)]),
        (
            "Kết nạp 60 đảng viên, trong đó nữ 20 đồng chí, học sinh từ 06 đồng chí.",
            [("admissions", None, 60, 60), ("admissions", "women", 20, 20), ("admissions", "student", 6, None)],
        ),
        ("Mở 04 lớp bồi dưỡng nhận thức về Đảng cho 320 quần chúng.", [("class", None, 320, 320)]),
        ("Cử 40 đoàn viên tham gia lớp nhận thức về Đảng.", [("class", "youth", 40, 40)]),
        ("Tạo nguồn ít nhất 250 quần chúng ưu tú.", [("pool", None, 250, None)]),
        ("Năm 2023, toàn huyện đã kết nạp được 146 đảng viên.", []),
        ("Phấn đấu đạt 100% chỉ tiêu kết nạp; 80% chi bộ kết nạp được đảng viên.", []),
        ("Mỗi đảng viên giúp đỡ 01 - 02 quần chúng ưu tú.", []),
        ("Tỷ lệ kết nạp đảng viên đạt từ 3% - 4% so với tổng số đảng viên.", [("admissions", None, 3, 4)]),
        ("Công nhận đảng viên chính thức cho 12 đảng viên dự bị.", []),
        ("Chỉ tiêu kết nạp đảng viên năm 2024: 64 đảng viên.", [("admissions", None, 64, 64)]),
    ],
)
def test_targets_by_sentence(sentence, expected):
    assert facts(read_plan(plan(sentence)).targets, "measure", "group", "min", "max") == expected


def test_a_rise_belongs_to_the_target_beside_it():
    (found,) = read_plan(plan("Kết nạp **30** đảng viên (*tăng 40% so với năm 2023*).")).targets

    assert (found.values["change_percent"], found.values["base_year"], found.values["whole"]) == (40, 2023, True)
    assert found.quote.quote == "Kết nạp **30** đảng viên (*tăng 40% so với năm 2023*)."


def test_bullets_below_a_target_are_its_parts():
    draft = read_plan(
        plan(
            "Phấn đấu kết nạp 60 đảng viên; trong đó:",
            "- Nữ: 20 đồng chí;",
            "- Doanh nghiệp tư nhân: 02 - 03 đồng chí.",
        )
    )

    assert facts(draft.targets, "group", "min", "max") == [
        (None, 60, 60),
        ("women", 20, 20),
        ("private_enterprise", 2, 3),
    ]


@pytest.mark.parametrize(
    ("sentence", "ratio"),
    [
        ("Nguồn kết nạp phải xây dựng được gấp 1,5-2 lần chỉ tiêu kết nạp.", {"min": 1.5, "max": 2.0}),
        ("Nguồn kết nạp đạt từ 1,5 lần chỉ tiêu trở lên.", {"min": 1.5, "max": None}),
        ("Số quần chúng bồi dưỡng phải bằng 2 lần chỉ tiêu kết nạp.", {"min": 2.0, "max": 2.0}),
        ("Hướng dẫn mỗi năm ít nhất 2 lần về công tác kết nạp.", None),
    ],
)
def test_pool_ratio(sentence, ratio):
    assert read_plan(plan(sentence)).pool_ratio == ratio


DUTIES = """II. TỔ CHỨC THỰC HIỆN
1. {}
"""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Các chi bộ báo cáo Huyện ủy trước ngày 30/10/2024.", ("Các chi bộ", "report", "2024-10-30")),
        ("Các chi bộ gửi hồ sơ về Ban Tổ chức Huyện ủy trước 30/11.", ("Các chi bộ", "submit_dossiers", "2024-11-30")),
        (
            "Giao Ban Tổ chức Huyện ủy tổng hợp, báo cáo Ban Thường vụ trong tháng 12/2024.",
            ("Ban Tổ chức Huyện ủy", "report", "2024-12-31"),
        ),
        (
            "Các đảng ủy xây dựng kế hoạch chậm nhất ngày 15 tháng 02 năm 2024.",
            ("Các đảng ủy", "issue_plan", "2024-02-15"),
        ),
        (
            "Đối với các chi bộ: rà soát nguồn, hoàn thành trong quý I/2024.",
            ("Các chi bộ", "review_pool", "2024-03-31"),
        ),
        (
            "Trung tâm Chính trị mở lớp bồi dưỡng nhận thức về Đảng trước tháng 6/2024.",
            ("Trung tâm Chính trị", "open_class", "2024-05-31"),
        ),
        (
            "Chậm nhất ngày 30/4/2024, các chi bộ nộp hồ sơ về Văn phòng Huyện ủy.",
            ("Các chi bộ", "submit_dossiers", "2024-04-30"),
        ),
    ],
)
def test_dated_duties(sentence, expected):
    draft = read_plan(plan(DUTIES.format(sentence)))

    assert facts(draft.obligations, "actor", "action", "due") == [expected]
    assert draft.cadences == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Các chi bộ báo cáo Huyện ủy hằng quý.", ("Các chi bộ", "report", "quarter")),
        ("Các chi bộ báo cáo Huyện ủy trước ngày 15 tháng cuối quý.", ("Các chi bộ", "report", "quarter")),
        ("Các chi bộ báo cáo kết quả trước 30/11 hằng năm.", ("Các chi bộ", "report", "year")),
        ("Hàng tháng, chi bộ xem xét, bổ sung danh sách cảm tình Đảng.", ("Chi bộ", "review_pool", "month")),
        ("Quý IV hằng năm, các chi bộ khảo sát, lập danh sách nguồn.", ("Các chi bộ", "review_pool", "Q4")),
        (
            "Ban Tổ chức Huyện ủy định kỳ báo cáo Ban Thường vụ Huyện ủy.",
            ("Ban Tổ chức Huyện ủy", "report", "periodic"),
        ),
        ("Các đảng ủy hằng năm xây dựng kế hoạch kết nạp đảng viên.", ("Các đảng ủy", "issue_plan", "year")),
        (
            "Ban Tổ chức Huyện ủy báo cáo Ban Thường vụ định kỳ 6 tháng.",
            ("Ban Tổ chức Huyện ủy", "report", "half_year"),
        ),
        ("Các chi bộ báo cáo kết quả vào ngày 25 hằng tháng.", ("Các chi bộ", "report", "month")),
    ],
)
def test_repeated_duties(sentence, expected):
    draft = read_plan(plan(DUTIES.format(sentence)))

    assert facts(draft.cadences, "actor", "action", "every") == [expected]
    assert draft.obligations == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Kết quả là tiêu chí đánh giá, xếp loại chi bộ hằng năm.",
        "Cấp ủy đôn đốc cơ sở xây dựng kế hoạch phát triển đảng viên hằng năm.",
        "Các chi bộ thường xuyên quán triệt Kế hoạch này.",
    ],
)
def test_words_of_time_that_make_no_duty(sentence):
    draft = read_plan(plan(DUTIES.format(sentence)))

    assert (draft.obligations, draft.cadences) == ([], [])


def test_the_heading_names_the_actor_of_what_stands_below():
    draft = read_plan(
        plan("II. TỔ CHỨC THỰC HIỆN", "1. Ban Tổ chức Huyện ủy", "- Hằng quý tổng hợp, báo cáo Ban Thường vụ Huyện ủy.")
    )

    assert facts(draft.cadences, "actor", "recipient") == [("Ban Tổ chức Huyện ủy", "Ban Thường vụ Huyện ủy")]


def test_persons_with_a_duty_are_named_and_speakers_are_not():
    draft = read_plan(
        plan(
            "Đồng chí Lê Văn Bảy phụ trách kiểm tra, giám sát.",
            "Đồng chí Trần Thị Hoa cho biết huyện đã giao chỉ tiêu.",
        )
    )

    assert facts(draft.responsible, "name", "duty") == [("Lê Văn Bảy", "inspection")]


TABLES = {
    "tabs": "TT\tĐơn vị\tKết quả 2023\tChỉ tiêu 2024\n1\tĐảng bộ xã A\t9\t12\n2\tĐảng bộ xã B\t7\t8\n3\tCông an huyện\t4\t5\n\tTổng cộng\t20\t25",
    "bars": "| TT | Đơn vị | Chỉ tiêu |\n|---|---|---|\n| 1 | Đảng bộ xã A | 12 |\n| 2 | Đảng bộ xã B | 8 |\n| 3 | Công an huyện | 5 |\n| | Cộng | 25 |",
    "wide gaps": "STT    Đơn vị      Chỉ tiêu\n1      Đảng bộ xã A       12\n2      Đảng bộ xã B       8\n3      Công an huyện      5\nTổng số       25",
    "a cell a line": "TT\nĐơn vị\nChỉ tiêu\n1\nĐảng bộ xã A\n12\n2\nĐảng bộ xã B\n8\n3\nCông an huyện\n5\nTổng cộng\n25",
    "a list": "- Đảng bộ xã A: 12 đảng viên;\n- Đảng bộ xã B: 8 đảng viên;\n- Công an huyện: 5 đảng viên.",
    "prose": "Phân bổ: Đảng bộ xã A 12, Đảng bộ xã B 8, Công an huyện 5.",
}


@pytest.mark.parametrize("form", TABLES)
def test_allocations_in_the_forms_they_survive_in(form):
    draft = read_plan(plan("Kết nạp 25 đảng viên.", TABLES[form]))

    assert facts(draft.allocations, "unit", "value") == [
        ("Đảng bộ xã A", 12),
        ("Đảng bộ xã B", 8),
        ("Công an huyện", 5),
    ]
    assert (draft.allocation_total, draft.allocation_sum) == (25, 25)
    assert facts(draft.targets, "min") == [(25,)]


def test_groups_in_a_list_are_no_units():
    assert (
        read_plan(plan("Kết nạp 25 đảng viên, trong đó:", "- Nữ: 12;", "- Học sinh: 8;", "- Công nhân: 5.")).allocations
        == []
    )


@pytest.mark.parametrize(
    ("announced", "missing"),
    [
        ("(Có phụ lục kèm theo)", True),
        ("(theo Phụ lục đính kèm)", True),
        ("có biểu phân bổ chi tiết kèm theo", True),
        ("theo Mẫu", False),
        ("", False),
    ],
)
def test_an_appendix_that_is_announced_and_absent_is_said(announced, missing):
    draft = read_plan(plan(f"Kết nạp 25 đảng viên {announced}."))

    assert draft.document["has_appendix"] is missing
    assert ("appendix_missing" in draft.warnings) is missing


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số 312 - KH/TU", "312-KH/TU"),
        ("Số: 45-KH/ĐU", "45-KH/ĐU"),
        ("Số 05 -KH/ĐU", "05-KH/ĐU"),
        ("Sô:O5-KH/HU", "05-KH/HU"),
        ("Số: KH-45/HU", "KH-45/HU"),
        ("Số:      -KH/TU", None),
    ],
)
def test_numbers_of_documents(line, number):
    draft = read_plan(plan("Kết nạp 25 đảng viên.", head=HEAD.replace("Số 01-KH/HU", line)))

    assert draft.document["number"] == number
    assert ("no_number" in draft.warnings) is (number is None)


@pytest.mark.parametrize(
    ("tail", "signer"),
    [
        ("T/M BAN THƯỜNG VỤ\nBÍ THƯ\n\n\nTrần Thị Mai", ("Ban Thường vụ", "Bí thư", "Trần Thị Mai")),
        ("TM. CHI BỘ\nPHÓ BÍ THƯ\n(Đã ký)\nLÊ VĂN AN", ("Chi bộ", "Phó bí thư", "Lê Văn An")),
        ("K/T TRƯỞNG BAN\nPHÓ TRƯỞNG BAN\nPhạm Thị Lan", (None, "Phó trưởng ban", "Phạm Thị Lan")),
        ("T/M ĐẢNG ỦY\nBÍ THƯ\nThượng tá Lê Hồng Quân", ("Đảng ủy", "Bí thư", "Lê Hồng Quân")),
        (
            "Nơi nhận:\t\tT/M BAN THƯỜNG VỤ\n- Tỉnh ủy,\t\tBÍ THƯ\n- Lưu.\t\tTrần Thị Mai",
            ("Ban Thường vụ", "Bí thư", "Trần Thị Mai"),
        ),
        ("T/M CẤP ỦY CHI BỘ\nBÍ THƯ", ("Cấp ủy chi bộ", "Bí thư", None)),
    ],
)
def test_who_signs(tail, signer):
    found = read_plan(plan("Kết nạp 25 đảng viên.", tail)).document["signer"]

    assert (found["on_behalf"], found["position"], found["name"]) == signer


def test_hard_line_breaks_are_mended_and_headings_kept():
    text = (
        "1. Mục đích\n\nNâng cao trách nhiệm của các cấp ủy, tổ chức đảng trong công tác phát triển\n\nđảng viên mới nhằm bảo đảm sự kế thừa và phát triển của Đảng.\n"
        "\n2. Yêu cầu\n\n- Các cấp ủy thường xuyên quán triệt; báo cáo kết quả triển khai thực hiện về\n\nBan Thường vụ Huyện ủy trước ngày 30/10.\n"
    )

    found = [block.text for block in paragraphs(text)]

    assert found[0] == "1. Mục đích"
    assert found[1].startswith("Nâng cao")
    assert found[1].endswith("phát triển của Đảng.")
    assert found[2] == "2. Yêu cầu"


def test_page_numbers_do_not_break_sentences():
    filler = "- Các tổ chức cơ sở đảng tăng cường tuyên truyền, giáo dục chính trị tư tưởng.\n" * 12
    text = (
        filler
        + "Thường xuyên nâng cao chất lượng công tác kết nạp đảng viên và\n2\nrà soát nguồn kết nạp đảng viên hằng năm.\n"
        + filler
    )

    assert any("kết nạp đảng viên và rà soát nguồn" in block.text for block in paragraphs(text))
