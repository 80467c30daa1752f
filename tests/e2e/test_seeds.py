"""One journey for each of the five real plans: bring the document in, check the reading, confirm, divide, see what is due."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

SEEDS = Path(__file__).resolve().parents[2] / "demo" / "seeds"


@dataclass(frozen=True)
class Journey:
    """One document and what a person at its issuer must see. `adds`: part of the address, and what is typed by label."""

    file: str
    officer: str
    title: str
    adds: dict[str, dict[str, str]] = field(default_factory=dict)
    headline: str = ""
    quotes_at_least: int = 10
    receives: int = 0
    duty: str = ""
    year: int = 0
    month: str = ""
    due: str = ""
    also: tuple[str, ...] = ()


JOURNEYS = {
    "000": Journey(
        "000_8672ccc188088c63.txt",
        "khoi.tochuc",
        "Phát triển đảng viên năm 2022",
        {"document.number": {"Số, ký hiệu": "21-KH/ĐUK"}, "document.date": {"Ngày ban hành": "14/01/2022"}},
        "145 người",
        8,
        30,
        "Ban hành kế hoạch",
        2023,
        "Tháng 1",
        "01/2023",
        also=("Các đoàn công tác: báo cáo cho Thường trực, Ban Thường vụ", "Đảng ủy, chi bộ: ban hành kế hoạch"),
    ),
    "001": Journey(
        "001_6c5e5324726fc58c.txt",
        "hungyen.tochuc",
        "Khảo sát, xây dựng nguồn",
        {
            "document.date": {"Ngày ban hành": "17/06/2024"},
            "period": {"Từ ngày": "01/01/2026", "Đến hết ngày": "31/12/2026"},
        },
        "",
        8,
        0,
        "Rà soát",
        2026,
        "Tháng 7",
        "07/2026",
        also=("Ban thường vụ cấp huyện: ban hành kế hoạch", "Ban thường vụ cấp huyện: rà soát, bổ sung nguồn"),
    ),
    "002": Journey(
        "002_2650b6b05801c876.txt",
        "baolam.tochuc",
        "vùng đồng bào dân tộc thiểu số",
        {},
        "30 người",
        10,
        19,
        "Báo cáo",
        2023,
        "Tháng 10",
        "30/10/2023",
    ),
    "003": Journey(
        "003_f74d0104c076b8b7.txt",
        "thanhuy.tochuc",
        "Phát triển đảng viên mới năm 2023",
        {"document.number": {"Số, ký hiệu": "97-KH/TU"}, "document.date": {"Ngày ban hành": "13/02/2023"}},
        "180 người",
        20,
        28,
        "Gửi hồ sơ kết nạp",
        2023,
        "Tháng 10",
        "31/10/2023",
        also=("Liên đoàn", "Ban Thường vụ Thành"),
    ),
    "004": Journey(
        "004_332b50477ca74014.txt",
        "tranphu.bithu",
        "tăng cường công tác kết nạp đảng viên",
        {"period": {"Từ ngày": "10/06/2019", "Đến hết ngày": "31/12/2026"}},
        "3 đến 5 người",
        10,
        0,
        "Rà soát",
        2026,
        "Tháng 7",
        "07/2026",
        also=("Bí thư chi bộ: báo cáo cho Ban Thường vụ Quận ủy", "Cấp ủy chi bộ: ban hành kế hoạch"),
    ),
}


def bring_in(page: Page, journey: Journey) -> None:
    """From the list of plans to the draft beside its source."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/ke-hoach/")
    page.get_by_role("link", name="Đưa văn bản vào").first.click()
    page.set_input_files("input[type=file]", SEEDS / journey.file)
    page.get_by_role("button", name="Đọc văn bản").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kiểm bản đọc")
    assert page.locator("mark").count() >= journey.quotes_at_least


def check_against_source(page: Page) -> None:
    """A click on an item's number shows its place; one item is accepted alone, the rest together."""
    number = page.locator(".read .ref").first
    target = number.get_attribute("href") or ""
    number.click()
    expect(page.locator(target)).to_be_in_viewport()
    first = page.locator(".read > li").first
    first.get_by_role("button", name="Nhận").click()
    expect(first.get_by_role("button", name="Nhận")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name=re.compile("^Nhận cả .* mục còn lại")).click()
    seen, total = page.locator("#da-xem").inner_text().split("/")
    assert seen == total


def complete_and_confirm(page: Page, journey: Journey) -> None:
    """Add by hand what the document does not say, then confirm."""
    draft = page.url.split("#")[0]
    for part, fields in journey.adds.items():
        page.goto(f"{draft}them/{part}/")
        for label, value in fields.items():
            page.get_by_label(label).fill(value)
        page.get_by_role("button", name="Ghi mục này").click()
    page.goto(draft)
    page.get_by_role("link", name="Xem lại và xác nhận").first.click()
    expect(page.get_by_text("Còn phải làm trước khi xác nhận")).to_have_count(0)
    page.get_by_role("button", name="Xác nhận kế hoạch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(journey.title)
    for words in (journey.headline, *journey.also):
        expect(page.locator("main")).to_contain_text(words)


def divide(page: Page, journey: Journey) -> None:
    """Divide the target by a suggestion, give it by a document, and find it in the list."""
    root = "/".join(page.url.split("/")[:3])
    page.goto(f"{root}/chi-tieu/")
    row = page.locator("tbody tr").filter(has_text=journey.title)
    if not journey.receives:
        if journey.headline:  # a branch divides among nobody: it carries the target out itself
            expect(row).to_contain_text("tự thực hiện")
        return
    row.get_by_role("button", name="Bắt đầu chia").click()
    assert page.locator("[data-allocation] tbody tr").count() >= journey.receives
    suggest = page.get_by_role("button", name="Xem gợi ý")
    if page.get_by_role("button", name=re.compile("Áp dụng gợi ý")).count() == 0:
        suggest.click()
    page.get_by_role("button", name=re.compile("Áp dụng gợi ý")).click()
    page.get_by_role("link", name="Giao chỉ tiêu").click()
    page.get_by_label("Số, ký hiệu văn bản giao chỉ tiêu").fill("05-QĐ/TD")
    page.get_by_label("Ngày văn bản").fill("01/03/2024")
    page.get_by_role("button", name="Giao chỉ tiêu").click()
    page.goto(f"{root}/chi-tieu/")
    row = page.locator("tbody tr").filter(has_text=journey.title)
    expect(row).to_contain_text("đã giao")
    assert journey.headline.split()[0] in row.inner_text()


def see_what_is_due(page: Page, journey: Journey) -> None:
    """The duty stands in the list of duties and on the year's calendar."""
    root = "/".join(page.url.split("/")[:3])
    page.goto(f"{root}/viec/")
    expect(page.locator("main")).to_contain_text(journey.duty)
    page.goto(f"{root}/lich/?nam={journey.year}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(journey.year))
    expect(page.locator("main")).to_contain_text(journey.month)
    expect(page.locator("main table").last).to_contain_text(re.compile(re.escape(journey.due.split("/")[0])))


def travel(visit: Callable, journey: Journey) -> Page:
    visitor = visit()
    page = visitor.sign_in(journey.officer)
    bring_in(page, journey)
    check_against_source(page)
    complete_and_confirm(page, journey)
    divide(page, journey)
    see_what_is_due(page, journey)
    return page


@pytest.mark.shows("000-1", "000-2", "000-4", "000-9", "000-14", "000-16", "feature-52")
def test_the_bloc_plan_of_2022_runs_from_the_document_to_the_calendar(visit_bare):
    page = travel(visit_bare, JOURNEYS["000"])

    page.goto(page.url.split("/lich")[0] + "/chi-tieu/")
    page.get_by_role("link", name="Mở bảng").click()
    expect(page.locator("main")).to_contain_text("Doanh nghiệp")


@pytest.mark.shows("001-1", "001-3", "001-4", "001-10", "001-11")
def test_the_provincial_guide_of_2024_gives_quarterly_duties_and_no_target(visit_bare):
    travel(visit_bare, JOURNEYS["001"])


@pytest.mark.shows("002-1", "002-2", "002-7", "002-11")
def test_the_district_plan_of_2023_divides_thirty_places_among_its_communes(visit_bare):
    travel(visit_bare, JOURNEYS["002"])


@pytest.mark.shows("003-1", "003-2", "003-3", "003-4", "003-9", "003-10", "003-11", "003-12", "003-14")
def test_the_city_plan_of_2023_divides_a_hundred_and_eighty_and_shows_its_dated_duties(visit_bare):
    travel(visit_bare, JOURNEYS["003"])


@pytest.mark.shows("004-1", "004-2", "004-4", "004-5", "004-11")
def test_the_school_branch_plan_of_2019_keeps_a_range_and_monthly_reviews(visit_bare):
    travel(visit_bare, JOURNEYS["004"])
