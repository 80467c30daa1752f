"""The codes a plan is kept in, and how the field says them."""

from collections.abc import Mapping

DOCUMENT_TYPES: Mapping[str, str] = {
    "KH": "Kế hoạch",
    "HD": "Hướng dẫn",
    "CT": "Chỉ thị",
    "NQ": "Nghị quyết",
    "CTr": "Chương trình",
    "KL": "Kết luận",
    "QĐ": "Quyết định",
    "ĐA": "Đề án",
    "TB": "Thông báo",
    "CV": "Công văn",
    "BC": "Báo cáo",
}
MEASURES: Mapping[str, str] = {
    "admissions": "Kết nạp đảng viên",
    "pool": "Tạo nguồn kết nạp",
    "class": "Học lớp nhận thức về Đảng",
    "screening": "Rà soát, sàng lọc đảng viên",
}
GROUPS: Mapping[str, str] = {
    "women": "Phụ nữ",
    "youth": "Đoàn viên, thanh niên",
    "ethnic_minority": "Dân tộc thiểu số",
    "religious": "Có tôn giáo",
    "enterprise": "Doanh nghiệp",
    "private_enterprise": "Doanh nghiệp ngoài khu vực Nhà nước",
    "business_owner": "Chủ doanh nghiệp",
    "worker": "Công nhân, người lao động",
    "farmer": "Nông dân",
    "intellectual": "Trí thức",
    "teacher": "Giáo viên, giảng viên",
    "student": "Học sinh, sinh viên",
    "reservist": "Dân quân tự vệ, dự bị động viên",
    "demobilised": "Hoàn thành nghĩa vụ quân sự",
    "armed_forces": "Lực lượng vũ trang",
    "village_head": "Trưởng thôn, khu phố, tổ dân phố",
    "community_figure": "Người có uy tín",
    "residential": "Địa bàn dân cư",
    "office": "Cơ quan, hành chính, sự nghiệp",
    "manager": "Cán bộ quản lý",
    "rural": "Nông thôn",
}
DUTY_ACTIONS: Mapping[str, str] = {
    "report": "Báo cáo",
    "submit_dossiers": "Gửi hồ sơ kết nạp",
    "issue_plan": "Ban hành kế hoạch",
    "open_class": "Mở lớp bồi dưỡng",
    "review_pool": "Rà soát, bổ sung nguồn",
    "other": "Việc khác",
}
EVERY: Mapping[str, str] = {
    "month": "Hằng tháng",
    "quarter": "Hằng quý",
    "half_year": "Sáu tháng một lần",
    "year": "Hằng năm",
    "Q4": "Quý IV hằng năm",
    "periodic": "Định kỳ, chưa rõ kỳ",
}
RESPONSIBLE_DUTIES: Mapping[str, str] = {
    "inspection": "Kiểm tra, giám sát",
    "report": "Báo cáo",
    "class": "Mở lớp bồi dưỡng",
    "oversight": "Theo dõi, phụ trách địa bàn",
}
TARGET_UNITS: Mapping[str, str] = {"person": "người", "percent": "%"}


def type_name(code: str) -> str:
    """The kind of document in words; the code itself where the list does not know it."""
    return DOCUMENT_TYPES.get(code, code)


def group_name(code: str | None) -> str:
    """The group in words; "" for the whole."""
    return GROUPS.get(code, code) if code else ""
