"""Groups follow where a fact plainly says so, and nowhere else."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.models import Sector
from nguon.rules.partial_dates import PartialDate, from_written
from nguon.rules.person_groups import (
    SENSITIVE_GROUPS,
    PersonFactsForGroups,
    groups_from,
    sensitive_groups_from,
)
from nguon.rules.plan_terms import GROUPS

DAY = date(2026, 3, 10)
NOBODY = PersonFactsForGroups(youth_ages=(16, 30))


def groups(on=DAY, **facts):
    return groups_from(replace(NOBODY, **facts), on)


def test_nothing_follows_from_nothing():
    assert groups() == frozenset()


@pytest.mark.parametrize(("sex", "found"), [("female", {"women"}), ("male", set()), ("", set())])
def test_women_by_sex(sex, found):
    assert groups(sex=sex) == found


@pytest.mark.parametrize(
    ("born", "young"),
    [
        ("10/3/2010", True),
        ("11/3/2010", False),
        ("11/3/1995", True),
        ("10/3/1995", False),
        ("2000", True),
        ("3/2010", False),
        ("2/2010", True),
        ("1995", False),
        ("1996", True),
        ("4/1995", True),
    ],
)
def test_youth_by_full_years_and_only_where_it_is_sure(born, young):
    assert ("youth" in groups(born=from_written(born))) is young


def test_the_ages_of_youth_are_those_of_the_day():
    assert "youth" in groups_from(PersonFactsForGroups(youth_ages=(16, 35), born=from_written("1/1/1992")), DAY)


@pytest.mark.parametrize(
    "written",
    ["", "Kinh", "kinh ", "KINH", "dân tộc Kinh", "Dân tộc: ", "Kinh (Việt)", "Việt", "không rõ", "-", "Kinh."],
)
def test_kinh_and_unknown_are_no_minority(written):
    assert "ethnic_minority" not in sensitive_groups_from(written, "")


@pytest.mark.parametrize("written", ["Tày", "Ê-đê", "dân tộc Mường", "K'Ho", "Hoa", "THÁI"])
def test_any_other_people_is_a_minority(written):
    assert sensitive_groups_from(written, "") == {"ethnic_minority"}


@pytest.mark.parametrize(
    "written",
    ["", "không", "Không", "KHÔNG", "Không có", "không tôn giáo", "Không theo đạo nào", "Lương", "ko", "-", "0"],
)
def test_no_religion_is_none(written):
    assert sensitive_groups_from("", written) == frozenset()


@pytest.mark.parametrize("written", ["Phật giáo", "Công giáo", "Tin Lành", "Cao Đài", "Hòa Hảo", "Thiên chúa"])
def test_a_religion_is_one(written):
    assert sensitive_groups_from("", written) == {"religious"}


@pytest.mark.parametrize(
    ("sector", "found"),
    [
        ("non_state_enterprise", {"enterprise", "private_enterprise"}),
        ("state_enterprise", {"enterprise"}),
        ("residential", {"residential"}),
        ("office", {"office"}),
        ("party", {"office"}),
        ("public_service", {"office"}),
        ("school", set()),
        ("health", set()),
        ("army", set()),
        ("police", set()),
        ("commune", set()),
        ("other", set()),
    ],
)
def test_the_sector_of_the_unit_says(sector, found):
    assert groups(sector=sector) == found


def test_every_sector_is_thought_of():
    assert all(groups(sector=each) <= set(GROUPS) for each in Sector.values)


@pytest.mark.parametrize(
    ("occupation", "found"),
    [
        ("Sinh viên", {"student"}),
        ("sinh viên năm 3", {"student"}),
        ("HỌC SINH lớp 12A1", {"student"}),
        ("Chuyên viên phòng Công tác sinh viên", set()),
        ("Giáo viên Toán", {"teacher"}),
        ("Giảng viên", {"teacher"}),
        ("Nguyên giáo viên", set()),
        ("Giáo viên nghỉ hưu", set()),
        ("Công nhân may", {"worker"}),
        ("Công nhân viên chức", set()),
        ("Lao động tự do", {"worker"}),
        ("Nông dân", {"farmer"}),
        ("Làm ruộng", {"farmer"}),
        ("Kỹ sư nông nghiệp", set()),
        ("Chủ doanh nghiệp", {"business_owner"}),
        ("Giám đốc", set()),
        ("Bộ đội", {"armed_forces"}),
        ("Công an xã", {"armed_forces"}),
        ("Bộ đội xuất ngũ", {"demobilised"}),
        ("Quân nhân dự bị", {"reservist"}),
        ("Dân quân cơ động", {"reservist"}),
        ("Chiến sĩ thi đua", set()),
        ("Kinh doanh", set()),
        ("Hưu trí", set()),
        ("", set()),
    ],
)
def test_an_occupation_says_only_what_it_says(occupation, found):
    assert groups(occupation=occupation) == found


@pytest.mark.parametrize(
    ("position", "found"),
    [
        ("Trưởng thôn", {"village_head"}),
        ("Trưởng bản Pá Khoang", {"village_head"}),
        ("Tổ trưởng tổ dân phố số 5", {"village_head"}),
        ("Trưởng ban Quản trị", set()),
        ("Tổ trưởng tổ Toán", set()),
        ("Nguyên Trưởng thôn", set()),
        ("Phó trưởng thôn", set()),
        ("Chủ doanh nghiệp", {"business_owner"}),
    ],
)
def test_a_post_says_only_what_it_says(position, found):
    assert groups(position=position) == found


@pytest.mark.parametrize(
    ("workplace", "found"),
    [
        ("Công ty TNHH May Hưng Yên", {"enterprise"}),
        ("Doanh nghiệp tư nhân Hoa Mai", {"enterprise", "private_enterprise"}),
        ("Trường THPT Kim Động", set()),
        ("UBND xã (cạnh Công ty May)", set()),
    ],
)
def test_a_workplace_says_enterprise_where_it_is_one(workplace, found):
    assert groups(workplace=workplace) == found


def test_the_sensitive_groups_are_in_the_plan_terms():
    assert set(GROUPS) >= SENSITIVE_GROUPS


WORDS = st.sampled_from(["Công nhân", "Sinh viên", "nguyên", "Tày", "Không", "Trưởng thôn", "", "Bộ đội xuất ngũ", "x"])


@given(st.dates(date(1930, 1, 1), DAY), WORDS, WORDS, WORDS, st.sampled_from([*Sector.values]))
def test_whatever_is_written_only_known_groups_follow(born, occupation, position, religion, sector):
    found = groups(
        born=PartialDate.of(born), occupation=occupation, position=position, religion=religion, sector=sector
    )

    assert found <= set(GROUPS)


@given(st.dates(date(1930, 1, 1), DAY))
def test_less_known_of_a_birth_date_never_adds_a_group(born):
    whole = groups(born=PartialDate.of(born))

    assert groups(born=PartialDate(born.year, born.month)) <= whole
    assert groups(born=PartialDate(born.year)) <= whole
