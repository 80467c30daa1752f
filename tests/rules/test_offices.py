"""Which units the printed name of an actor binds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.offices import OFFICE_NAMES, SCOPE_NAMES, Binding, Office, Scope, binding_of

PROVINCE, DISTRICT, CITY = "Tỉnh ủy Lâm Đồng", "Huyện ủy Bảo Lâm", "Thành ủy"
BLOC, COMMUNE, BRANCH = "Đảng ủy Khối cơ quan và doanh nghiệp tỉnh", "Đảng ủy xã Đề Gi", "Chi bộ Trường THPT Trần Phú"
BOARD = "Ban Tổ chức Tỉnh ủy"


@pytest.mark.parametrize(
    ("actor", "issuer", "scope"),
    [
        ("Các tổ chức cơ sở đảng trực thuộc Thành ủy", CITY, Scope.GRASSROOTS),
        ("Các tổ chức cơ sở đảng", CITY, Scope.GRASSROOTS),
        ("TCCSĐ", DISTRICT, Scope.GRASSROOTS),
        ("các tccsd", DISTRICT, Scope.GRASSROOTS),
        ("Cấp ủy cơ sở", DISTRICT, Scope.GRASSROOTS),
        ("Chi, đảng bộ cơ sở", BLOC, Scope.GRASSROOTS),
        ("Các chi bộ, đảng bộ trực thuộc", BLOC, Scope.GRASSROOTS),
        ("Đảng ủy, chi bộ", BLOC, Scope.GRASSROOTS),
        ("Đảng ủy và các chi bộ", DISTRICT, Scope.GRASSROOTS),
        ("Các đảng ủy cơ sở", DISTRICT, Scope.GRASSROOTS_COMMITTEES),
        ("Đảng ủy xã, thị trấn", DISTRICT, Scope.GRASSROOTS_COMMITTEES),
        ("Chi bộ cơ sở", BOARD, Scope.GRASSROOTS_BRANCHES),
        ("Chi bộ trực thuộc đảng ủy cơ sở", BOARD, Scope.BRANCHES),
        ("Các chi bộ", COMMUNE, Scope.BRANCHES),
        ("Các chi bộ trực thuộc", COMMUNE, Scope.BRANCHES),
        ("Các huyện ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy", PROVINCE, Scope.DIRECT),
        ("Các địa phương, đơn vị", PROVINCE, Scope.DIRECT),
        ("Đảng ủy các xã, phường", PROVINCE, Scope.DIRECT),
        ("Các huyện ủy", PROVINCE, Scope.DIRECT),
        ("Các chi bộ, đảng bộ trực thuộc", COMMUNE, Scope.DIRECT),
        ("Các đảng ủy cấp trên trực tiếp cơ sở", "Thành ủy Hà Nội", Scope.DIRECT),
        ("Các Đảng ủy, chi ủy cơ sở", DISTRICT, Scope.GRASSROOTS),
        ("Cấp ủy các cấp", DISTRICT, Scope.ALL_BELOW),
        ("Các cấp ủy, tổ chức đảng", DISTRICT, Scope.ALL_BELOW),
        ("Các chi bộ trường học", DISTRICT, Scope.SELECTED),
        ("Đảng bộ các doanh nghiệp", BLOC, Scope.SELECTED),
        ("Tổ chức đảng trong doanh nghiệp tư nhân", DISTRICT, Scope.SELECTED),
        ("Huyện ủy", DISTRICT, Scope.ISSUER),
        ("Huyện ủy Bảo Lâm", DISTRICT, Scope.ISSUER),
        ("Đảng ủy Khối", BLOC, Scope.ISSUER),
        ("Đảng ủy xã", COMMUNE, Scope.ISSUER),
        ("Chi bộ", BRANCH, Scope.ISSUER),
        ("Thành ủy", "Thành ủy Hà Nội", Scope.ISSUER),
    ],
)
def test_a_party_organisation_is_bound_through_its_committee(actor, issuer, scope):
    assert binding_of(actor, issuer) == Binding(scope, Office.COMMITTEE)


@pytest.mark.parametrize(
    ("actor", "issuer", "scope", "office"),
    [
        ("Ban Tổ chức Huyện ủy", DISTRICT, Scope.ISSUER, Office.ORGANISATION_BOARD),
        ("Giao Ban Tổ chức Thành ủy", CITY, Scope.ISSUER, Office.ORGANISATION_BOARD),
        ("BTC Thành ủy", "Thành ủy Đà Nẵng", Scope.ISSUER, Office.ORGANISATION_BOARD),
        ("Ban xây dựng Đảng", COMMUNE, Scope.ISSUER, Office.ORGANISATION_BOARD),
        ("Ban Tuyên giáo Huyện ủy", DISTRICT, Scope.ISSUER, Office.PROPAGANDA_BOARD),
        ("Ủy ban kiểm tra", DISTRICT, Scope.ISSUER, Office.INSPECTION_COMMISSION),
        ("Ủy ban kiểm tra đảng ủy cơ sở", DISTRICT, Scope.GRASSROOTS_COMMITTEES, Office.INSPECTION_COMMISSION),
        ("Văn phòng Huyện ủy", DISTRICT, Scope.ISSUER, Office.COMMITTEE_OFFICE),
        ("Trung tâm bồi dưỡng chính trị huyện", DISTRICT, Scope.ISSUER, Office.POLITICAL_CENTRE),
        ("Trung tâm chính trị cấp huyện", BOARD, Scope.DIRECT, Office.POLITICAL_CENTRE),
        ("Các trung tâm chính trị", BOARD, Scope.DIRECT, Office.POLITICAL_CENTRE),
        ("Các ủy viên ban thường vụ", DISTRICT, Scope.ISSUER, Office.STANDING_BOARD),
        ("Ban Thường vụ Huyện đoàn", DISTRICT, Scope.ISSUER, Office.YOUTH_UNION),
        ("Thành đoàn", CITY, Scope.ISSUER, Office.YOUTH_UNION),
        ("Liên đoàn lao động thành phố", CITY, Scope.ISSUER, Office.TRADE_UNION),
        ("Công đoàn cơ sở", BLOC, Scope.GRASSROOTS_COMMITTEES, Office.TRADE_UNION),
        ("Hội Liên hiệp Phụ nữ huyện", DISTRICT, Scope.ISSUER, Office.WOMEN_UNION),
        ("Hội Nông dân", DISTRICT, Scope.ISSUER, Office.FARMERS_UNION),
        ("Hội CCB huyện", DISTRICT, Scope.ISSUER, Office.VETERANS_UNION),
        ("Ủy ban MTTQ Việt Nam huyện", DISTRICT, Scope.ISSUER, Office.FRONT),
        ("Mặt trận Tổ quốc và các đoàn thể chính trị - xã hội", DISTRICT, Scope.ISSUER, Office.MASS_ORGANISATIONS),
        ("Các đoàn công tác", BLOC, Scope.ISSUER, Office.WORK_DELEGATION),
        ("Các cơ quan tham mưu, giúp việc Đảng ủy Khối", BLOC, Scope.ISSUER, Office.ADVISORY_BODIES),
        ("Ban thường vụ cấp huyện", BOARD, Scope.DIRECT, Office.STANDING_BOARD),
        ("Các ban thường vụ trực thuộc", PROVINCE, Scope.DIRECT, Office.STANDING_BOARD),
        ("Các đồng chí Ủy viên Ban Thường vụ", DISTRICT, Scope.ISSUER, Office.STANDING_BOARD),
        ("Thường trực Huyện ủy", DISTRICT, Scope.ISSUER, Office.STANDING_SECRETARIAT),
        ("Bí thư chi bộ", BRANCH, Scope.ISSUER, Office.SECRETARY),
        ("Bí thư các chi bộ", DISTRICT, Scope.BRANCHES, Office.SECRETARY),
        ("Bí thư chi bộ cơ sở", DISTRICT, Scope.GRASSROOTS_BRANCHES, Office.SECRETARY),
        ("Bí thư cấp ủy cơ sở", DISTRICT, Scope.GRASSROOTS, Office.SECRETARY),
        ("Cấp ủy chi bộ", BRANCH, Scope.ISSUER, Office.BRANCH_COMMITTEE),
        ("Chi ủy các chi bộ", COMMUNE, Scope.BRANCHES, Office.BRANCH_COMMITTEE),
    ],
)
def test_a_body_is_bound_at_its_own_units(actor, issuer, scope, office):
    assert binding_of(actor, issuer) == Binding(scope, office)


@pytest.mark.parametrize(
    ("actor", "issuer"),
    [
        (None, DISTRICT),
        ("", DISTRICT),
        ("Các", DISTRICT),
        ("Đảng viên", BRANCH),
        ("Đồng chí Hồ Thị Thảo Nguyên", BRANCH),
        ("Quần chúng ưu tú", DISTRICT),
        ("Ban Tổ chức, Ban Tuyên giáo Huyện ủy", DISTRICT),
        ("Ban Thường vụ Tỉnh ủy", DISTRICT),
        ("Tỉnh ủy", DISTRICT),
        ("Các huyện ủy", DISTRICT),
        ("Đảng ủy, các chi bộ", COMMUNE),
        ("Tổ chức cơ sở đảng", COMMUNE),
        ("Người đứng đầu", DISTRICT),
        ("Cơ quan Chính trị", "Đảng ủy Trung đoàn 895"),
        ("Đảng viên được phân công giúp đỡ quần chúng", BRANCH),
    ],
)
def test_where_only_a_person_can_tell_nothing_is_bound(actor, issuer):
    assert binding_of(actor, issuer) is None


@given(st.sampled_from(["Ban Tổ chức Huyện ủy", "Các tổ chức cơ sở đảng", "Ban Thường vụ Huyện đoàn"]), st.randoms())
def test_capitals_and_blanks_do_not_matter(actor, chance):
    written = "".join(chance.choice([each.upper(), each.lower()]) for each in actor).replace(" ", "  ")

    assert binding_of(f" {written}: ", DISTRICT) == binding_of(actor, DISTRICT)


def test_every_office_and_scope_has_its_name():
    assert set(OFFICE_NAMES) == set(Office)
    assert set(SCOPE_NAMES) == set(Scope)
