"""The acts of the trail and what they touched, in the field's words. What is not listed is shown by its code."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from nguon.models import Activity, DraftItem, TaskReport
from nguon.queries import (
    audit_words_imports,
    audit_words_people,
    audit_words_pool,
    audit_words_sponsors,
    audit_words_training,
)
from nguon.rules.drafting import SECTIONS
from nguon.rules.offices import OFFICE_NAMES, Office
from nguon.rules.plan_words import PARTS, line
from nguon.rules.roles import ROLE_NAMES, Role

_OTHERS = (
    audit_words_people,
    audit_words_pool,
    audit_words_sponsors,
    audit_words_training,
    audit_words_imports,
)
"""Words of the later capabilities, each in a module of its own."""

ACTS: Mapping[str, str] = {
    **{code: said for each in _OTHERS for code, said in each.ACTS.items()},
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
    "organisation.open": "Thành lập tổ chức",
    "organisation.rename": "Đổi tên, đổi loại hình tổ chức",
    "organisation.move": "Chuyển tổ chức",
    "organisation.merge": "Hợp nhất tổ chức",
    "organisation.split": "Chia tách tổ chức",
    "organisation.close": "Giải thể, kết thúc hoạt động tổ chức",
    "organisation.apply": "Thay đổi tổ chức có hiệu lực",
    "organisation.undo": "Hoàn tác thay đổi tổ chức",
    "organisation.describe": "Sửa thông tin tổ chức",
    "organisation.figures": "Ghi số liệu năm của tổ chức",
    "organisation.bring": "Đưa danh sách tổ chức vào",
    "organisation.import": "Nhập danh sách tổ chức",
    "organisation.drop_list": "Bỏ danh sách tổ chức",
    "drafting.bring_in": "Đưa văn bản vào đọc",
    "drafting.start_by_hand": "Bắt đầu dự thảo nhập tay",
    "drafting.fill_by_hand": "Nhập tay dự thảo",
    "drafting.open_adjustment": "Mở dự thảo điều chỉnh",
    "drafting.carry_over": "Chuyển nội dung sang dự thảo",
    "drafting.place": "Gắn dự thảo với kế hoạch điều chỉnh hoặc kế hoạch cấp trên",
    "drafting.decide": "Xem xét một mục của dự thảo",
    "drafting.add": "Thêm một mục vào dự thảo",
    "drafting.change": "Sửa một mục của dự thảo",
    "drafting.accept_rest": "Nhận các mục còn lại của dự thảo",
    "drafting.drop": "Bỏ dự thảo",
    "planning.issue": "Xác nhận kế hoạch",
    "planning.adjust": "Điều chỉnh kế hoạch",
    "planning.withdraw": "Thu hồi kế hoạch",
    "allocating.open": "Mở bản phân bổ",
    "allocating.copy": "Chép bản phân bổ",
    "allocating.save": "Ghi bản phân bổ",
    "allocating.apply_suggestion": "Điền bản phân bổ theo gợi ý",
    "allocating.fill_bounds": "Điền mức ít nhất, nhiều nhất",
    "allocating.assign_row": "Gắn dòng của phụ lục với tổ chức",
    "allocating.set_figures": "Ghi số liệu làm căn cứ phân bổ",
    "allocating.drop": "Bỏ bản phân bổ",
    "allocating.issue": "Giao chỉ tiêu",
    "disseminating.acknowledge": "Báo đã nhận kế hoạch",
    "disseminating.pass_on": "Ghi việc quán triệt kế hoạch",
    "tasks.report": "Báo cáo nhiệm vụ của kế hoạch",
    "duties.done": "Ghi việc đã làm",
    "duties.take_back": "Rút lại việc đã ghi",
    "duties.set_lead_time": "Đặt thời gian làm trước",
    "activities.record": "Ghi hoạt động",
    "activities.withdraw": "Rút hoạt động",
    "digest.send": "Gửi thư nhắc việc",
    "digest.failed": "Thư nhắc việc không gửi được",
}

FIELDS: Mapping[str, str] = {
    **{code: said for each in _OTHERS for code, said in each.FIELDS.items()},
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
    "units": "các tổ chức",
    "summary": "tóm tắt",
    "plan": "kế hoạch",
    "participants": "số người dự",
    "working_days": "số ngày làm việc",
    "last_digest_on": "thư gần nhất",
    "items": "số mục",
    "document": "văn bản",
    "withdrawn_on": "ngày thu hồi",
    "value": "giá trị",
    "undone": "đã hoàn tác",
    "title": "tên gọi",
    "task": "nhiệm vụ",
    "tasks": "số nhiệm vụ",
    "state": "tình trạng",
    "section": "phần",
    "rows": "số dòng",
    "passed_on_on": "ngày quán triệt",
    "acknowledged_on": "ngày nhận",
    "on": "ngày",
    "number": "số",
    "date": "ngày văn bản",
    "how": "hình thức",
    "holds_from": "có hiệu lực từ",
    "file": "tệp",
    "evidence": "minh chứng",
    "duty_tasks_dropped": "số việc bỏ",
    "done": "đã làm",
    "done_on": "ngày làm",
    "decision": "quyết định",
    "answers_for_it": "người chịu trách nhiệm",
    "place": "nơi",
    "note": "ghi chú",
    "short_name": "tên ngắn",
    "sector": "lĩnh vực",
    "tags": "nhãn",
    "reason": "lý do",
    "due_on": "hạn",
    "version": "bản",
    "ordinal": "bản số",
    "places": "chỉ tiêu",
    "total": "tổng số",
    "method": "cách chia",
    "year": "năm",
    "part": "mục",
    "targets": "số chỉ tiêu",
    "duties": "số việc phải làm",
    "duty_tasks": "số việc giao cho các đơn vị",
    "receipts": "số đơn vị được gửi",
    "allocation": "có bảng phân bổ",
    "warnings": "số điều cần xem lại",
    "sha256": "dấu vân tay của tệp (SHA-256)",
    "amends": "điều chỉnh kế hoạch",
    "carries_out": "thực hiện kế hoạch",
    "late": "số việc ghi sau hạn",
    "entered": "số dòng nhập được",
    "left_out": "dòng bỏ lại",
    "pool": "nguồn",
    "admitted": "số kết nạp",
    "members": "số đảng viên",
    "admissions": "số kết nạp",
}

VALUES: Mapping[tuple[str, Any], str] = {
    **{code: said for each in _OTHERS for code, said in each.VALUES.items()},
    ("means", "code"): "mã trên điện thoại",
    ("means", "recovery_code"): "mã dự phòng",
    ("language", "vi"): "Tiếng Việt",
    ("language", "en"): "Tiếng Anh",
    **{("state", code): words for code, words in TaskReport.State.choices},
    **{("kind", code): words for code, words in Activity.Kind.choices},
    **{("decision", code): words for code, words in DraftItem.Decision.choices},
    **{("section", each.key): each.title for each in SECTIONS},
}

AREAS: Mapping[str, str] = {
    **{code: said for each in _OTHERS for code, said in each.AREAS.items()},
    "signing_in": "Đăng nhập",
    "second_factor": "Xác thực hai bước",
    "accounts": "Tài khoản",
    "appointing": "Vai trò",
    "delegating": "Ủy quyền",
    "audit": "Nhật ký",
    "organisation": "Tổ chức",
    "drafting": "Đọc văn bản",
    "planning": "Kế hoạch",
    "allocating": "Phân bổ chỉ tiêu",
    "disseminating": "Quán triệt kế hoạch",
    "tasks": "Nhiệm vụ của kế hoạch",
    "duties": "Việc phải làm",
    "activities": "Hoạt động",
    "digest": "Thư nhắc việc",
}
"""The first part of an act's code, to narrow the list by."""


SYSTEMS: Mapping[str, str] = {
    **{code: said for each in _OTHERS for code, said in each.SYSTEMS.items()},
    "sign-in": "cửa đăng nhập",
    "make_account": "lệnh mở tài khoản",
    "verify_audit": "lệnh kiểm tra nhật ký",
    "demo": "dữ liệu trình diễn",
    "demo_data": "dữ liệu trình diễn",
    "digest": "thư nhắc việc",
    "roll_over": "việc đến ngày",
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
    if isinstance(values, Mapping) and values.get("part") in PARTS:
        yield from _item_lines(values)
    elif isinstance(values, Mapping):
        for key, value in values.items():
            yield FIELDS.get(key, key), value_words(key, value)
    elif values is not None:
        yield "", value_words("", values)


def _item_lines(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """An item of a draft as its own screen says it."""
    said = line(values["part"], values["value"])
    yield FIELDS["part"], said.what
    if "decision" in values:
        yield FIELDS["decision"], value_words("decision", values["decision"])
    yield FIELDS["value"], "; ".join(each for each in (said.text, said.note) if each)


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
