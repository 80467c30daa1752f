"""The official lists of a branch on paper: which columns, in which order, under which headings, and the workbook.

The headings are read back by the reader of lists: a heading of two rows is (`above`, `heading`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

ALL = frozenset({1, 2, 3})
TITLES: Mapping[int, str] = {
    1: "DANH SÁCH QUẦN CHÚNG THEO DÕI, GIÁO DỤC (DANH SÁCH 1)",
    2: "DANH SÁCH QUẦN CHÚNG ĐỦ ĐIỀU KIỆN HỌC LỚP BỒI DƯỠNG NHẬN THỨC VỀ ĐẢNG (DANH SÁCH 2)",
    3: "DANH SÁCH NGUỒN KẾT NẠP ĐẢNG VIÊN (DANH SÁCH 3)",
}
SHEET_NAMES: Mapping[int, str] = {1: "Danh sách 1", 2: "Danh sách 2", 3: "Danh sách 3"}
TOTAL = "Cộng"
MASK = "•"
"""Stands for a digit of a citizen number that is not shown; a reader takes such a number for "as it was"."""


@dataclass(frozen=True)
class FormColumn:
    """One column: `field` is what it holds (a person's field, or of the list, certificate, sponsor), `above` the heading
    it shares with its neighbours, or "". `lists` are the lists whose form has it. `width` in characters.
    """

    field: str
    heading: str
    width: float
    above: str = ""
    lists: frozenset[int] = ALL
    sensitive: bool = False
    hidden: bool = False


COLUMNS: tuple[FormColumn, ...] = (
    FormColumn("ordinal", "STT", 4),
    FormColumn("full_name", "Họ và tên", 19),
    FormColumn("born_male", "Nam", 10.5, "Ngày, tháng, năm sinh"),
    FormColumn("born_female", "Nữ", 10.5, "Ngày, tháng, năm sinh"),
    FormColumn("citizen", "Số định danh cá nhân", 9),
    FormColumn("ethnicity", "Dân tộc", 7, sensitive=True),
    FormColumn("religion", "Tôn giáo", 8, sensitive=True),
    FormColumn("home_town", "Quê quán", 13, lists=frozenset({1, 2})),
    FormColumn("residence", "Nơi ở hiện nay", 14),
    FormColumn("occupation", "Nghề nghiệp", 11),
    FormColumn("position", "Chức vụ", 9, lists=frozenset({1, 2})),
    FormColumn("workplace", "Nơi công tác, học tập", 14),
    FormColumn("general_education", "Phổ thông", 7, "Trình độ", frozenset({1, 2})),
    FormColumn("profession", "Chuyên môn", 11, "Trình độ"),
    FormColumn("political_theory", "Lý luận chính trị", 8, "Trình độ", frozenset({1, 2})),
    FormColumn("youth_union_joined", "Ngày vào Đoàn", 10.5, lists=frozenset({1, 2})),
    FormColumn("certificate_number", "Số", 10, "Giấy chứng nhận học lớp bồi dưỡng", frozenset({3})),
    FormColumn("certificate_issued_on", "Ngày cấp", 10.5, "Giấy chứng nhận học lớp bồi dưỡng", frozenset({3})),
    FormColumn("certificate_until", "Có giá trị đến", 10.5, "Giấy chứng nhận học lớp bồi dưỡng", frozenset({3})),
    FormColumn("sponsors", "Họ và tên", 16, "Đảng viên giúp đỡ", frozenset({3})),
    FormColumn("sponsored_from", "Từ ngày", 10.5, "Đảng viên giúp đỡ", frozenset({3})),
    FormColumn("resolution_number", "Số", 10, "Nghị quyết chi bộ đưa vào danh sách"),
    FormColumn("resolution_on", "Ngày", 10.5, "Nghị quyết chi bộ đưa vào danh sách"),
    FormColumn("expected_quarter", "Dự kiến kết nạp", 8, lists=frozenset({2, 3})),
    FormColumn("note", "Ghi chú", 11),
    FormColumn("key", "Mã hồ sơ trong phần mềm", 12, hidden=True),
)
"""Every column a form of the lists may have, in order. `sponsors` and `sponsored_from` hold several parted by "; ".

`certificate_until` is the last day it holds. Days not known whole stand as text (05/1998, 1998). `expected_quarter` is
written III/2026.
"""


@dataclass(frozen=True)
class ListSheet:
    """One list on its sheet: `rows` give values by the columns' fields; what a row lacks stays empty."""

    on_list: int
    rows: Sequence[Mapping[str, str | int | date | None]]


@dataclass(frozen=True)
class Letterhead:
    """What stands round the table. `above` and `issuer` are the two lines at the left of the head."""

    above: str
    issuer: str
    place_and_date: str
    as_of: str
    signer: tuple[str, ...] = field(default=("T/M CHI BỘ", "BÍ THƯ"))


def columns_of(on_list: int, *, sensitive: bool = False) -> tuple[FormColumn, ...]:
    """The columns of one list's form in order, the hidden one last."""
    return tuple(each for each in COLUMNS if on_list in each.lists and (sensitive or not each.sensitive))


def headings_of(on_list: int, *, sensitive: bool = False) -> tuple[tuple[str, str], ...]:
    """(heading above or "", heading) of each column, in order."""
    return tuple((each.above, each.heading) for each in columns_of(on_list, sensitive=sensitive))


def field_of(above: str, heading: str) -> str | None:
    """The field that a printed heading stands for; None for a heading of no form of ours."""
    return _FIELDS.get((above, heading))


_FIELDS: Mapping[tuple[str, str], str] = {(each.above, each.heading): each.field for each in COLUMNS}
