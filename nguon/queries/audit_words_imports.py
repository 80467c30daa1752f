"""Words of the trail for lists brought in from Excel."""

from collections.abc import Mapping
from typing import Any

ACTS: Mapping[str, str] = {
    "list_imports.bring": "Đưa danh sách từ Excel vào xem trước",
    "list_imports.map": "Sửa nội dung các cột của danh sách Excel",
    "list_imports.decide": "Quyết định các dòng cần xem lại",
    "list_imports.drop": "Bỏ danh sách từ Excel",
    "list_imports.start": "Bắt đầu nhập danh sách từ Excel",
    "list_imports.apply": "Nhập danh sách từ Excel",
    "list_imports.start_undo": "Bắt đầu hoàn tác danh sách từ Excel",
    "list_imports.undo": "Hoàn tác danh sách từ Excel",
    "list_imports.give_up": "Dừng việc nhập hoặc hoàn tác danh sách",
}
FIELDS: Mapping[str, str] = {
    "rows_in_file": "số dòng trong tệp",
    "data_rows": "số dòng dữ liệu",
    "new": "người mới",
    "changed": "có thay đổi",
    "same": "không đổi",
    "doubtful": "cần xem lại",
    "faulty": "có lỗi",
    "ignored": "không phải dữ liệu",
    "columns": "các cột",
    "entered_new": "hồ sơ mới",
    "entered_changed": "hồ sơ được bổ sung",
    "listed": "đưa vào danh sách",
    "not_listed": "chưa đưa được vào danh sách",
    "certificates": "giấy chứng nhận",
    "sponsored": "phân công giúp đỡ",
    "not_sponsored": "chưa ghi được người giúp đỡ",
}
VALUES: Mapping[tuple[str, Any], str] = {
    ("decision", "same"): "cùng một người",
    ("decision", "new"): "người mới",
    ("decision", "out"): "không nhập",
}
AREAS: Mapping[str, str] = {"list_imports": "Nhập danh sách Excel"}
SYSTEMS: Mapping[str, str] = {
    "import_list": "lệnh nhập danh sách",
    "run_list_import": "việc nhập danh sách",
}
