"""Each part of a plan by itself, in the forms it is printed in."""

from datetime import date

import pytest

from nguon.reading.plan.amounts import amounts
from nguon.reading.plan.citations import citations
from nguon.reading.plan.dates import deadline, full_dates
from nguon.reading.plan.groups import groups_in, priority_groups
from nguon.reading.plan.letters import name_case, norm, sentence_case
from tests.reading.sentences import whole


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("ngày 16/6/2022", "2022-06-16"),
        ("ngày 02-6-2025", "2025-06-02"),
        ("ngày 25 - 12 - 2023", "2023-12-25"),
        ("ngày 31.01.2024", "2024-01-31"),
        ("ngày 05 tháng 02 năm 2026", "2026-02-05"),
        ("ngày 3 tháng 3, năm 2024", "2024-03-03"),
        ("ngày O5/02/2024", "2024-02-05"),
    ],
)
def test_dates_in_the_ways_they_are_printed(text, iso):
    assert [each.on.isoformat() for each in full_dates(norm(text))] == [iso]


@pytest.mark.parametrize(
    "text", ["ngày 31/02/2024", "ngày 32/01/2024", "30/11", "nhiệm kỳ 2020-2025", "1/2/24", "12-KH/TU"]
)
def test_what_is_no_date(text):
    assert full_dates(norm(text)) == []


@pytest.mark.parametrize(
    ("text", "year", "due"),
    [
        ("30/10/2023", 2024, date(2023, 10, 30)),
        ("15/3", 2022, date(2022, 3, 15)),
        ("05 tháng 12", 2024, date(2024, 12, 5)),
        ("tháng 6/2024", None, date(2024, 6, 30)),
        ("tháng 2 năm 2024", None, date(2024, 2, 29)),
        ("tháng 4", 2025, date(2025, 4, 30)),
        ("quý i/2024", None, date(2024, 3, 31)),
        ("quý iv", 2023, date(2023, 12, 31)),
        ("15/3", None, None),
        ("40/3", 2024, None),
    ],
)
def test_a_deadline_without_a_year_takes_the_year_of_the_plan(text, year, due):
    found = deadline(text, 0, year)

    assert (found.on if found else None) == due


@pytest.mark.parametrize(
    ("text", "least", "most", "unit"),
    [
        ("145 đảng viên", 145, 145, "person"),
        ("1.905 đảng viên mới", 1905, 1905, "person"),
        ("50 đảng viên trở lên", 50, None, "person"),
        ("từ 170 đảng viên trở lên", 170, None, "person"),
        ("từ 06 đồng chí", 6, None, "person"),
        ("từ 3 đến 5 đồng chí", 3, 5, "person"),
        ("02 - 03 đồng chí", 2, 3, "person"),
        ("550 - 600 đảng viên", 550, 600, "person"),
        ("ít nhất 60 % là nữ", 60, None, "percent"),
        ("trên 50%", 50, None, "percent"),
        ("3-4 %/năm", 3, 4, "percent"),
        ("3% - 4%", 3, 4, "percent"),
        ("7,5% trở lên", 7.5, None, "percent"),
        ("không dưới 20 đảng viên", 20, None, "person"),
        ("tối thiểu 15 sinh viên", 15, None, "person"),
        ("không quá 10 đồng chí", None, 10, "person"),
        ("05 (năm) đảng viên", 5, 5, "person"),
        ("khoảng 2.100 quần chúng ưu tú", 2100, 2100, "person"),
    ],
)
def test_amounts_in_the_ways_they_are_printed(text, least, most, unit):
    (found,) = amounts(norm(text))

    assert (found.least, found.most, found.unit) == (least, most, unit)


@pytest.mark.parametrize(
    "text",
    ["năm 2024", "04 lớp", "ngày 15", "lần thứ 9", "khóa 13", "12 chi bộ", "18 tuổi", "số 12", "02 đợt", "05 tổ chức"],
)
def test_numbers_that_count_no_people(text):
    assert [each for each in amounts(norm(text)) if each.noun] == []


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("Kế hoạch số 312 - KH/TU ngày 03/11/2022", "312-KH/TU", "2022-11-03"),
        ("Nghị quyết số 11 - NQ/TU, ngày 16/12/2022", "11-NQ/TU", "2022-12-16"),
        ("Công văn số 1240-CV/BTCTU, ngày 23/2/2023", "1240-CV/BTCTU", "2023-02-23"),
        ("Hướng dẫn số 01- HD/TW, ngày 20-9-2016", "01-HD/TW", "2016-09-20"),
        ("Chương trình số 28 – CTr/TU;", "28-CTr/TU", None),
        ("Chỉ thị 28-CT/TW của Ban Bí thư", "28-CT/TW", None),
        ("Hướng dẫn số 01-HD/TU của Ban Thường vụ Tỉnh ủy ngày 29/4/2021", "01-HD/TU", "2021-04-29"),
        ("Quy định số 05-QĐi/TW", "05-QĐi/TW", None),
        ("Kế hoạch số 112-KH/ĐUK ngày 02 tháng 6 năm 2025", "112-KH/ĐUK", "2025-06-02"),
        ("Nghị định số 83/2023/NĐ-CP", "83/2023/NĐ-CP", None),
    ],
)
def test_citations_in_the_ways_they_are_printed(text, number, day):
    (found,) = citations(whole(text))

    assert (found.number, found.date) == (number, day)


def test_a_date_belongs_to_the_number_before_it():
    text = "Nghị quyết số 21-NQ/TW về củng cố tổ chức; Nghị quyết số 11-NQ/TU, ngày 16/12/2022"

    assert [(each.number, each.date) for each in citations(whole(text))] == [
        ("21-NQ/TW", None),
        ("11-NQ/TU", "2022-12-16"),
    ]


@pytest.mark.parametrize("text", ["Mẫu 2-KNĐ", "nhiệm kỳ 2020-2025", "30/4/1975", "3-4%", "A4-B5/C"])
def test_what_is_no_citation(text):
    assert citations(whole(text)) == []


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("HUYỆN ỦY BẢO LÂM", "Huyện ủy Bảo Lâm"),
        ("ĐẢNG BỘ TỈNH LÂM ĐỒNG", "Đảng bộ tỉnh Lâm Đồng"),
        ("CHI BỘ TRƯỜNG THPT TRẦN PHÚ", "Chi bộ trường THPT Trần Phú"),
        ("Đảng ủy xã Tân Hưng", "Đảng ủy xã Tân Hưng"),
        ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH", "Đảng ủy Khối các cơ quan tỉnh"),
        ("BAN TỔ CHỨC", "Ban Tổ chức"),
        ("ĐẢNG UỶ PHƯỜNG HẢI VÂN", "Đảng ủy phường Hải Vân"),
    ],
)
def test_names_in_capitals_come_in_normal_case(printed, name):
    assert name_case(printed) == name


def test_titles_come_in_sentence_case():
    assert sentence_case("PHÁT TRIỂN ĐẢNG VIÊN NĂM 2024") == "Phát triển đảng viên năm 2024"
    assert sentence_case("tạo nguồn ở Bảo Lâm") == "Tạo nguồn ở Bảo Lâm"


@pytest.mark.parametrize(
    ("phrase", "codes"),
    [
        ("chủ doanh nghiệp tư nhân", ["business_owner"]),
        ("doanh nghiệp ngoài khu vực nhà nước", ["private_enterprise"]),
        ("cán bộ quản lý trong doanh nghiệp", ["manager"]),
        ("công nhân, nông dân, trí thức", ["worker", "farmer", "intellectual"]),
        ("học sinh, sinh viên", ["student"]),
        ("người có đạo, đồng bào dân tộc thiểu số", ["religious", "ethnic_minority"]),
        ("đạo đức cách mạng", []),
        ("lực lượng dân quân tự vệ, dự bị động viên", ["reservist", "reservist"]),
        ("bộ đội xuất ngũ", ["demobilised"]),
        ("trưởng thôn, khu phố", ["village_head"]),
        ("người có uy tín trong cộng đồng dân cư", ["community_figure"]),
        ("Hội Liên hiệp Phụ nữ, Hội Nông dân", []),
        ("Đoàn Thanh niên Cộng sản Hồ Chí Minh", []),
        ("nữ", ["women"]),
    ],
)
def test_groups_by_the_words_for_them(phrase, codes):
    assert [code for code, _ in groups_in(norm(phrase))] == codes


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("Quan tâm kết nạp đảng viên là nữ, người có đạo.", ["women", "religious"]),
        ("Việc phát triển đảng viên mới sẽ được chú trọng trong công nhân.", ["worker"]),
        ("Chú trọng tuyên truyền, vận động học sinh tham gia phong trào để vào Đảng.", []),
        ("Kết nạp 5 đảng viên là nữ.", []),
        ("Ưu tiên tạo nguồn là thanh niên; người có uy tín trong cộng đồng dân cư.", ["youth", "community_figure"]),
        ("Bồi dưỡng đoàn viên, thanh niên ưu tú giới thiệu cho Đảng xem xét, kết nạp.", ["youth"]),
    ],
)
def test_groups_asked_for_need_a_call_and_its_object(sentence, codes):
    assert priority_groups([whole(sentence)]) == codes
