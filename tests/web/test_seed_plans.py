"""Each real document, from upload to the plan page, through the screens."""

from datetime import date

import pytest

from nguon.rules.roles import Role
from tests.drafts import SEEDS, Walk
from tests.factories import holder, make_unit

pytestmark = pytest.mark.django_db


def walk(enter, unit):
    return Walk(enter(holder(Role.ORGANISATION_OFFICER, unit)))


def read(way, prefix):
    (path,) = SEEDS.glob(f"{prefix}_*.txt")
    return way.upload(path.name, path.read_bytes())


@pytest.mark.shows("000-2", "000-3", "000-8", "000-14", "feature-52", "feature-53")
def test_the_plan_of_the_bloc_with_its_sub_target_and_pool_ratio(enter):
    way = walk(enter, make_unit("Đảng ủy Khối cơ quan và doanh nghiệp tỉnh"))

    draft = read(way, "000")
    way.add(draft, "document.number", text="25-KH/ĐUK")
    way.add(draft, "document.date", on="15/02/2022")
    if not draft.items.filter(part="document.type").exists():
        way.add(draft, "document.type", kind="KH")
    way.accept_all(draft)
    version = way.confirm(draft)

    page = way.page("plan", version.plan_id)
    assert "145 người" in page
    assert "từ 50 người trở lên" in page
    assert "1,5 đến 2 lần" in page
    assert "Doanh nghiệp ngoài khu vực Nhà nước" in page
    assert version.targets.count() == 2


@pytest.mark.shows("001-3", "001-4")
def test_the_guide_known_only_from_a_press_report(enter):
    way = walk(enter, make_unit("Tỉnh ủy Hưng Yên"))

    draft = read(way, "001")
    review = way.page("draft", draft.pk)
    way.add(draft, "document.date", on="20/05/2024")
    way.add(draft, "period", first="01/01/2024", last="31/12/2025")
    if not draft.items.filter(part="document.type").exists():
        way.add(draft, "document.type", kind="HD")
    way.accept_all(draft)
    version = way.confirm(draft)

    page = way.page("plan", version.plan_id)
    assert "Không phải bản gốc" in review
    assert "06-HD/BTCTU" in page
    assert "Quý IV hằng năm" in page
    assert "Hằng quý" in page
    assert not version.targets.exists()


@pytest.mark.shows("002-1", "002-2", "002-3", "002-7", "002-11")
def test_the_plan_of_the_district_for_ethnic_minorities(enter):
    unit = make_unit("Huyện ủy Bảo Lâm", parent=make_unit("Tỉnh ủy Lâm Đồng"))
    make_unit(parent=unit, kind="grassroots_committee")
    way = walk(enter, unit)

    draft = read(way, "002")
    way.accept_all(draft)
    version = way.confirm(draft)

    page = way.page("plan", version.plan_id)
    assert "100-KH/HU" in page
    assert "20/04/2023" in page
    assert "Kết nạp đảng viên: Dân tộc thiểu số" in page
    assert "tăng 40 % so với năm 2022" in page
    assert "07-NQ/HU" in page
    assert "1240-CV/BTCTU" in page
    assert "Trước 30/10/2023" in page
    assert "Phụ nữ" in page
    assert "T/M Ban Thường vụ" in page
    assert (version.document_date, version.signer_name) == (date(2023, 4, 20), "Nguyễn Việt Vân")


@pytest.mark.shows("003-1", "003-2", "003-3", "003-4", "003-10", "003-11", "feature-62")
def test_the_plan_of_the_city_with_its_chain_of_dates(enter):
    unit = make_unit("Thành ủy Phan Rang", parent=make_unit("Tỉnh ủy Ninh Thuận"))
    make_unit(parent=unit, kind="grassroots_committee")
    way = walk(enter, unit)

    draft = read(way, "003")
    review = way.page("draft", draft.pk)
    way.add(draft, "document.number", text="77-KH/TU")
    way.add(draft, "document.date", on="14/02/2023")
    if not draft.items.filter(part="document.type").exists():
        way.add(draft, "document.type", kind="KH")
    way.accept_all(draft)
    version = way.confirm(draft)

    page = way.page("plan", version.plan_id)
    assert "Thiếu phụ lục" in review
    assert "180 người" in page
    for words in ("167-KH/TU", "11-NQ/TU", "185-KH/TU", "Trước 05/03/2023", "Trước 15/03/2023", "Trước 31/10/2023"):
        assert words in page, words
    assert version.priority_groups.count() == 16
    assert "Trưởng thôn, khu phố, tổ dân phố" in page


@pytest.mark.shows("004-1", "004-2", "004-3", "004-4", "004-9")
def test_the_plan_of_the_school_branch_with_its_range(enter):
    way = walk(
        enter, make_unit("Chi bộ Trường THPT Trần Phú", parent=make_unit("Quận ủy Hải Châu"), kind="grassroots_branch")
    )

    draft = read(way, "004")
    way.add(draft, "period", first="01/01/2019", last="31/12/2019")
    way.accept_all(draft)
    version = way.confirm(draft)

    page = way.page("plan", version.plan_id)
    assert "19-KH/CB" in page
    assert "3 đến 5 người" in page
    assert "104-KH/QU" in page
    assert "Hằng tháng" in page
    assert "Hồ Thị Thảo Nguyên" in page
    assert "Kiểm tra, giám sát" in page
