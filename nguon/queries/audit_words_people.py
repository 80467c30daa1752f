"""Words of the trail for persons: records, sensitive looks, duplicates, moves."""

from collections.abc import Mapping
from typing import Any

from nguon.rules.persons import FIELD_NAMES

ACTS: Mapping[str, str] = {
    "persons.make": "Lập hồ sơ người",
    "persons.change": "Sửa hồ sơ người",
    "persons.withdraw": "Bỏ hồ sơ lập nhầm",
    "persons.look": "Xem thông tin nhạy cảm",
    "persons.reveal": "Xem số căn cước",
    "persons.write_sensitive": "Ghi thông tin nhạy cảm",
    "persons.refresh_groups": "Tính lại nhóm đối tượng theo ngày",
    "persons.begin_circumstance": "Ghi tình trạng của đảng viên",
    "persons.end_circumstance": "Kết thúc tình trạng của đảng viên",
    "persons.drop_circumstance": "Bỏ tình trạng ghi nhầm",
    "persons.move": "Chuyển hồ sơ người sang đơn vị khác",
    "persons.merge": "Gộp hai hồ sơ của một người",
    "persons.undo_merge": "Hoàn tác gộp hồ sơ",
    "persons.tell_apart": "Ghi hai hồ sơ không phải của một người",
}
FIELDS: Mapping[str, str] = {
    "fields": "Các ô đã ghi",
    "circumstance": "Tình trạng",
    "groups_added": "Số nhóm thêm",
    "merged_record": "Hồ sơ được gộp vào",
    "moved_rows": "Số mục chuyển sang",
    "groups_removed": "Số nhóm bớt",
}
VALUES: Mapping[tuple[str, Any], str] = {
    **{("fields", code): said for code, said in FIELD_NAMES.items()},
    ("circumstance", "transferring"): "Đang chuyển sinh hoạt đảng",
    ("circumstance", "exempt"): "Được miễn công tác và sinh hoạt đảng",
    ("circumstance", "away"): "Sinh hoạt đảng tạm thời ở nơi khác",
    ("circumstance", "disciplined"): "Đang trong thời hạn kỷ luật",
}
AREAS: Mapping[str, str] = {"persons": "Hồ sơ người"}
SYSTEMS: Mapping[str, str] = {}
