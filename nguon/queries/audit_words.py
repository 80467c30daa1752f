"""The acts of the trail and what they touched, in the field's words. What is not listed is shown by its code."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from nguon.rules.offices import OFFICE_NAMES, Office
from nguon.rules.roles import ROLE_NAMES, Role

ACTS: Mapping[str, str] = {
    "signing_in.enter": "Đăng nhập",
    "signing_in.leave": "Đăng xuất",
    "signing_in.fail": "Đăng nhập không được",
    "signing_in.lock_out": "Tạm đóng cửa đăng nhập",
    "signing_in.end_elsewhere": "Kết thúc phiên ở nơi khác",
    "second_factor.begin": "Bắt đầu đặt xác thực hai bước",
    "second_factor.confirm": "Bật xác thực hai bước",
    "second_factor.drop": "Bỏ xác thực hai bước",
    "second_factor.renew_codes": "Cấp lại mã dự phòng",
    "second_factor.pass": "Qua bước xác thực thứ hai",
    "accounts.open": "Mở tài khoản",
    "accounts.correct": "Sửa tên, thư điện tử",
    "accounts.close": "Khóa tài khoản",
    "accounts.reopen": "Mở lại tài khoản",
    "accounts.reset_password": "Cấp mật khẩu mới",
    "accounts.clear_second_factor": "Bỏ xác thực hai bước của người khác",
    "accounts.change_password": "Đổi mật khẩu",
    "accounts.choose_language": "Chọn ngôn ngữ",
    "accounts.choose_digest": "Chọn nhận thư nhắc việc",
    "accounts.renew_calendar": "Tạo địa chỉ lịch mới",
    "accounts.require_second_factor": "Đặt yêu cầu xác thực hai bước",
    "appointing.appoint": "Giao vai trò",
    "appointing.end": "Kết thúc vai trò",
    "appointing.withdraw": "Rút vai trò chưa bắt đầu",
    "delegating.delegate": "Ủy quyền",
    "delegating.end": "Kết thúc ủy quyền",
    "audit.acknowledge": "Ghi nhận thay đổi không qua chương trình",
}

FIELDS: Mapping[str, str] = {
    "username": "tên đăng nhập",
    "full_name": "họ và tên",
    "email": "thư điện tử",
    "role": "vai trò",
    "roles": "các vai trò",
    "unit": "đơn vị",
    "office": "cơ quan",
    "areas": "địa bàn phụ trách",
    "starts_on": "từ ngày",
    "ends_on": "đến trước ngày",
    "document_number": "số văn bản",
    "document_date": "ngày văn bản",
    "holder": "người giữ vai trò",
    "to": "người được ủy quyền",
    "address": "địa chỉ mạng",
    "device": "thiết bị",
    "until": "đến lúc",
    "sessions": "số phiên",
    "means": "bằng",
    "codes_left": "số mã dự phòng còn lại",
    "language": "ngôn ngữ",
    "wants_digest": "nhận thư nhắc việc",
    "row_changes": "số thay đổi",
    "row_changes_until": "đến thay đổi số",
    "name": "tên",
    "code": "mã",
    "kind": "loại",
    "parent": "thuộc",
    "path": "vị trí trong hệ thống",
}

VALUES: Mapping[tuple[str, Any], str] = {
    ("means", "code"): "mã trên điện thoại",
    ("means", "recovery_code"): "mã dự phòng",
    ("language", "vi"): "Tiếng Việt",
    ("language", "en"): "Tiếng Anh",
}

AREAS: Mapping[str, str] = {
    "signing_in": "Đăng nhập",
    "second_factor": "Xác thực hai bước",
    "accounts": "Tài khoản",
    "appointing": "Vai trò",
    "delegating": "Ủy quyền",
    "audit": "Nhật ký",
}
"""The first part of an act's code, to narrow the list by."""


SYSTEMS: Mapping[str, str] = {
    "sign-in": "cửa đăng nhập",
    "make_account": "lệnh mở tài khoản",
    "verify_audit": "lệnh kiểm tra nhật ký",
    "demo": "dữ liệu trình diễn",
}
"""Parts of the program that act by themselves."""


def actor_words(who_name: str, *, person: bool) -> str:
    """Who acted: the person's name, or the part of the program that acted by itself."""
    return who_name if person else SYSTEMS.get(who_name, who_name)


def act_words(action: str) -> str:
    """What an act is called; its code where it has no words yet."""
    return ACTS.get(action, action)


def area_words(area: str) -> str:
    """What a group of acts is called; its code where it has no words yet."""
    return AREAS.get(area, area)


def lines(values: Any) -> Iterator[tuple[str, str]]:
    """(name, value) for everything in a stored before or after, in its order, in words."""
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield FIELDS.get(key, key), value_words(key, value)
    elif values is not None:
        yield "", value_words("", values)


def value_words(key: str, value: Any) -> str:
    """One stored value as people read it: days dd/mm/yyyy, roles and offices by name, lists with commas."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list | tuple):
        return ", ".join(value_words(key, each) for each in value) or "–"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {words}" for name, words in lines(value))
    if isinstance(value, str):
        return _text(key, value)
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _text(key: str, value: str) -> str:
    if (key, value) in VALUES:
        return VALUES[key, value]
    if key in ("role", "roles") and value in ROLE_NAMES:
        return ROLE_NAMES[Role(value)]
    if key == "office" and value in OFFICE_NAMES:
        return OFFICE_NAMES[Office(value)]
    if len(value) == 10 and value[4:5] == "-":
        return _day(value) or value
    if len(value) >= 19 and value[10:11] == "T":
        return _moment(value) or value
    return value


def _day(value: str) -> str:
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return ""


def _moment(value: str) -> str:
    try:
        return f"{timezone.localtime(datetime.fromisoformat(value)):%H:%M:%S %d/%m/%Y}"
    except ValueError:
        return ""
