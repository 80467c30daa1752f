"""A branch's Excel brought in: columns put right, a doubtful row decided, faulty rows taken away, entered and undone."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

KNOWN = "Vũ Thị Nhập Sẵn"
FILE = "Danh sách quần chúng 2026.xlsx"
MANY = 240
KINDS = {
    "Người mới": MANY,
    "Có thay đổi": 0,
    "Không đổi": 0,
    "Cần xem lại": 1,
    "Có lỗi": 2,
    "Không phải dữ liệu": 6,
}
FAMILY, MIDDLE, GIVEN = (
    ("Vũ", "Lê", "Mai"),
    ("Thị", "Văn"),
    ("An", "Bình", "Cúc", "Dung", "Giang", "Hạnh", "Khoa", "Lan"),
)
LATEST = 30  # seconds for work beside the server


def people() -> list[tuple[object, ...]]:
    """Plain rows, no two alike: name, born by sex, village, work."""
    found = []
    for at in range(MANY):
        name = f"{FAMILY[at % 3]} {MIDDLE[at % 2]} {GIVEN[at // 6 % 8]} {GIVEN[at // 48]}"
        born = f"{1 + at % 28:02d}/{1 + at % 12:02d}/{1985 + at % 20}"
        found.append((name, *((born, None) if at % 2 else (None, born)), f"Thôn {1 + at % 5}", "Nông dân"))
    return found


def workbook(folder: Path) -> Path:
    """What a secretary keeps: a title, a heading of two rows, dates in a column of each sex, a sum, a signature."""
    book = Workbook()
    sheet = book.active
    sheet.append(["CHI BỘ SỞ TƯ PHÁP"])
    sheet.append(["DANH SÁCH QUẦN CHÚNG ƯU TÚ"])
    sheet.append([])
    sheet.append(["STT", "Họ và tên", "Ngày sinh", None, "Chỗ nghỉ đêm", "Nghề nghiệp"])
    sheet.append([None, None, "Nam", "Nữ", None, None])
    for place in ("A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:F5"):
        sheet.merge_cells(place)
    rows = [
        *people(),
        (KNOWN, None, "1999", "Thôn 1", "Kế toán"),
        ("Lê Văn Nhập Lỗi", "31/02/1998", None, "Thôn 2", "Lái xe"),
        (None, "12/05/1997", None, "Thôn 3", "Thợ mộc"),
    ]
    for number, each in enumerate(rows, 1):
        sheet.append([number, *each])
    sheet.append([None, f"Cộng: {len(rows)} người"])
    sheet.append([None, None, None, None, "T/M CHI BỘ"])
    path = folder / FILE
    book.save(path)
    return path


def kinds(page: Page) -> dict[str, int]:
    """How many rows of each kind the preview tells of."""
    found = page.get_by_role("navigation", name="Xem loại dòng nào").get_by_role("link").all_inner_texts()
    return {
        name.strip(): int(count) for name, count in (re.fullmatch(r"(.*)\((\d+)\)", each).groups() for each in found)
    }


def put_columns_right(page: Page) -> None:
    """A heading nobody knows is told once; the file is read again."""
    page.get_by_text(re.compile("^Các cột: 6 cột có tiêu đề, 1 cột không dùng")).click()
    page.get_by_role("link", name="Sửa cách hiểu các cột").click()
    expect(page.get_by_label("Họ và tên")).to_have_value("full_name")
    expect(page.get_by_label("Chỗ nghỉ đêm")).to_have_value("")
    page.get_by_label("Chỗ nghỉ đêm").select_option("Nơi thường trú")
    page.get_by_role("button", name="Đọc lại theo các cột này").click()
    expect(page.get_by_role("status")).to_contain_text("Đã đọc lại tệp theo các cột mới.")


def decide(page: Page) -> None:
    """The one whose year of birth alone fits somebody known: a person says they are the same."""
    page.get_by_role("link", name=re.compile("^Cần xem lại")).click()
    row = page.get_by_role("row", name=re.compile(KNOWN))
    row.get_by_role("combobox").select_option(label=row.locator("option", has_text="Cùng người").inner_text())
    page.get_by_role("button", name="Ghi cách xử lý của trang này").click()


def take_faulty_away(page: Page) -> None:
    """The faulty rows, under the headings of the file, each with its reason."""
    page.get_by_role("link", name=re.compile("^Có lỗi")).click()
    expect(page.get_by_text("Không có ngày “31/02/1998”.")).to_be_visible()
    expect(page.get_by_text("Thiếu họ và tên.")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("link", name="Tải các dòng lỗi").click()
    heading, *rows = load_workbook(BytesIO(given.value.path().read_bytes())).active.iter_rows(values_only=True)
    assert heading[-1] == "Vì sao chưa nhập được"
    assert [each[-1] for each in rows] == ["Không có ngày “31/02/1998”.", "Thiếu họ và tên."]
    assert rows[0][1] == "Lê Văn Nhập Lỗi"


def enter(page: Page, button: str, heading: str) -> None:
    """Work beside the server: its progress, then its result on the same page without a click."""
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("progressbar", name="Tiến độ")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=LATEST * 1000)


def listed(page: Page, site: str) -> str:
    """The heading of the branch's lists."""
    page.goto(f"{site}/nguon/")
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.shows("feature-69", "beyond-26", "feature-70", "feature-12")
def test_a_list_with_faults_is_brought_in_put_right_entered_and_undone(visit_bare: Callable, tmp_path: Path) -> None:
    visitor = visit_bare()
    site = visitor.site.address
    page = visitor.sign_in("sotuphap.bithu")
    page.goto(f"{site}/nguoi/")
    page.get_by_role("link", name="Thêm người").click()
    page.get_by_label("Họ và tên").fill(KNOWN)
    page.get_by_label("Ngày sinh").fill("20/10/1999")
    page.get_by_role("button", name="Lập hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(KNOWN)

    page.goto(f"{site}/nguoi/")
    page.get_by_role("link", name="Nhập danh sách từ Excel").click()
    page.set_input_files("input[type=file]", workbook(tmp_path))
    page.get_by_label("Đưa vào danh sách").select_option("1")
    page.get_by_label("Số nghị quyết của chi bộ").fill("07-NQ/CB")
    page.get_by_label("Ngày nghị quyết").fill("02/11/2025")
    page.get_by_role("button", name="Xem trước").click()
    assert kinds(page) == KINDS
    put_columns_right(page)
    assert kinds(page) == KINDS
    take_faulty_away(page)
    expect(page.get_by_role("button", name=f"Nhập {MANY} dòng")).to_be_visible()
    decide(page)

    enter(page, f"Nhập {MANY + 1} dòng", "Đang nhập")
    expect(page.locator(".sum dd")).to_have_text([str(MANY), "1", str(MANY + 1)])
    assert listed(page, site) == f"Chi bộ Sở Tư pháp: {MANY + 1} người trong danh sách nguồn"
    page.get_by_role("link", name=KNOWN).first.click()
    expect(page.locator("main")).to_contain_text("Thôn 1")  # from the column that was put right
    expect(page.locator("main")).to_contain_text("20/10/1999")  # what was known is not lost to a year

    page.goto(f"{site}/nhap-danh-sach/")
    page.get_by_role("table").get_by_role("link", name=FILE).click()
    enter(page, "Hoàn tác lần nhập này", "Đang hoàn tác")
    expect(page.locator(".sub")).to_contain_text("Đã hoàn tác")
    assert listed(page, site) == "Chi bộ Sở Tư pháp: 0 người trong danh sách nguồn"
    page.goto(f"{site}/nguoi/?q=nhap+san")
    expect(page.get_by_role("link", name=KNOWN)).to_be_visible()
