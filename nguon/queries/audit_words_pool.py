"""Words of the trail for the lists, rounds, hand-ins, nominations, the board."""

from collections.abc import Mapping
from typing import Any

ACTS: Mapping[str, str] = {
    "trial.make_province": "Tạo tỉnh thử nghiệm",
}
FIELDS: Mapping[str, str] = {
    "persons": "số người",
    "seed": "số gieo",
    "digest": "dấu dữ liệu",
}
VALUES: Mapping[tuple[str, Any], str] = {}
AREAS: Mapping[str, str] = {
    "trial": "Dữ liệu thử nghiệm",
}
SYSTEMS: Mapping[str, str] = {
    "make_province": "lệnh tạo tỉnh thử nghiệm",
}
