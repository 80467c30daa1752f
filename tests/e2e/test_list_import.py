"""A list with faults is brought in, entered by the process beside the server, and taken back."""

import io
import re

import openpyxl
from playwright.sync_api import Page, expect

from tests.reading.list_files import xlsx

HEAD = ["STT", "Họ và tên", "Ngày sinh", None, "Dân tộc", "SĐT", "Ghi chú"]
LINES = [
    ["CHI BỘ TRƯỜNG THPT TRẦN PHÚ"],
    ["DANH SÁCH ĐOÀN VIÊN ƯU TÚ"],
    HEAD,
    [None, None, "Nam", "Nữ", None, None, None],
    [1, "NGUYỄN VĂN THỬ", "1/2/1995", None, "Chăm", "0905123401", None],
    [2, "Trần Thị Mẫu", None, "2/3/1996", "Kinh", "0905123402", "tốt"],
    [3, "Lê Văn Lỗi", "31/2/1995", None, "Kinh", None, None],
    [4, "Phạm Thị Ngờ", None, "5/5/96", "Kinh", None, None],
    [None, "Cộng: 4 người"],
    [None, None, None, None, None, "BÍ THƯ"],
]


def tab(page: Page, name: str) -> str:
    """How many rows stand under the kind `name`."""
    return re.sub(r"\D", "", page.get_by_role("link", name=re.compile(f"^{name}")).inner_text())


def test_an_import_with_faults_applied_and_undone(visit_bare):
    visitor = visit_bare()
    page = visitor.sign_in("tranphu.bithu")
    visitor.go("/nhap-danh-sach/")
    content = xlsx(LINES, merged=["A3:A4", "B3:B4", "C3:D3"])
    page.set_input_files("input[type=file]", {"name": "truong.xlsx", "mimeType": "", "buffer": content})
    page.get_by_label("Đưa vào danh sách").select_option("1")
    page.get_by_role("button", name="Xem trước").click()

    counts = {name: tab(page, name) for name in ("Người mới", "Cần xem lại", "Có lỗi", "Không phải dữ liệu")}
    assert counts == {"Người mới": "2", "Cần xem lại": "1", "Có lỗi": "1", "Không phải dữ liệu": "6"}
    expect(page.get_by_text("Không có ngày “31/2/1995”.")).to_be_visible()
    assert "Chăm" not in page.content()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Tải các dòng lỗi").click()
    rows = list(openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes())).active.iter_rows(values_only=True))
    assert rows[1][1] == "Lê Văn Lỗi"
    assert rows[1][-1] == "Không có ngày “31/2/1995”."

    page.get_by_role("link", name=re.compile("^Cần xem lại")).click()
    page.get_by_role("button", name="Nhận như đã đọc").click()
    page.get_by_role("button", name="Nhập 3 dòng").click()
    expect(page.get_by_role("button", name="Hoàn tác lần nhập này")).to_be_visible(timeout=60_000)
    visitor.go("/nhap-danh-sach/")
    page.get_by_role("link", name="truong.xlsx").first.click()
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    expect(page.get_by_text("Đã hoàn tác")).to_be_visible(timeout=60_000)
