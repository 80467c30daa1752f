"""Words of the trail for the lists, rounds, hand-ins, nominations, the board."""

from collections.abc import Mapping
from typing import Any

ACTS: Mapping[str, str] = {
    "trial.make_province": "Tạo tỉnh thử nghiệm",
    "lists.resolve": "Ghi nghị quyết về danh sách nguồn",
    "lists.withdraw_resolution": "Rút nghị quyết ghi nhầm",
}
FIELDS: Mapping[str, str] = {
    "persons": "số người",
    "seed": "số gieo",
    "digest": "dấu dữ liệu",
    "votes": "biểu quyết",
    "to_list_1": "vào danh sách 1",
    "to_list_2": "vào danh sách 2",
    "to_list_3": "vào danh sách 3",
    "to_list_0": "ra khỏi danh sách",
    "newcomers": "số hồ sơ lập mới",
}
VALUES: Mapping[tuple[str, Any], str] = {}
AREAS: Mapping[str, str] = {
    "trial": "Dữ liệu thử nghiệm",
    "lists": "Danh sách nguồn",
}
SYSTEMS: Mapping[str, str] = {
    "make_province": "lệnh tạo tỉnh thử nghiệm",
}
