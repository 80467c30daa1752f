"""Words of the trail for the lists, rounds, hand-ins, nominations, the board."""

from collections.abc import Mapping
from typing import Any

from nguon.models import Nomination

ACTS: Mapping[str, str] = {
    "nominations.make": "Giới thiệu quần chúng cho chi bộ",
    "nominations.withdraw": "Rút giới thiệu quần chúng",
    "nominations.accept": "Chi bộ đưa người được giới thiệu vào theo dõi",
    "nominations.decline": "Chi bộ chưa đưa người được giới thiệu vào theo dõi",
    "trial.make_province": "Tạo tỉnh thử nghiệm",
    "pool.set_ways": "Đặt cách làm danh sách nguồn",
    "pool.leave_to_above": "Bỏ cách làm riêng, theo cấp trên",
    "lists.resolve": "Ghi nghị quyết về danh sách nguồn",
    "lists.withdraw_resolution": "Rút nghị quyết ghi nhầm",
    "persons.look_list": "Xem dân tộc, tôn giáo của danh sách",
    "surveys.call": "Mở đợt rà soát nguồn",
    "surveys.change_due": "Đổi hạn của đợt rà soát",
    "surveys.close": "Đóng đợt rà soát",
    "surveys.hand_in": "Nộp danh sách",
    "surveys.return": "Trả lại danh sách",
    "surveys.accept": "Nhận danh sách",
    "surveys.look": "Xem họ tên trong bản nộp",
}
FIELDS: Mapping[str, str] = {
    "answer": "trả lời",
    "made_new": "lập hồ sơ mới",
    "persons": "số người",
    "seed": "số gieo",
    "review_every_months": "rà soát nguồn mỗi (tháng)",
    "remark_every_months": "nhận xét mỗi (tháng)",
    "ratio_min": "tỷ lệ nguồn từ",
    "ratio_max": "tỷ lệ nguồn đến",
    "most_candidates_a_sponsor": "mỗi đảng viên giúp đỡ nhiều nhất",
    "digest": "dấu dữ liệu",
    "votes": "biểu quyết",
    "to_list_1": "vào danh sách 1",
    "to_list_2": "vào danh sách 2",
    "to_list_3": "vào danh sách 3",
    "to_list_0": "ra khỏi danh sách",
    "newcomers": "số hồ sơ lập mới",
    "opens_on": "mở từ ngày",
    "closed_on": "đóng ngày",
    "days_per_level": "số ngày làm việc cho mỗi cấp",
    "round": "đợt",
    "list_1": "danh sách 1",
    "list_2": "danh sách 2",
    "list_3": "danh sách 3",
    "lists_bound": "số đơn vị phải nộp",
    "lists_accepted": "số bản đã nhận",
    "lists_waiting": "số bản chờ duyệt",
    "lists_included": "số bản được tổng hợp",
    "lists_missing": "số đơn vị thiếu",
}
VALUES: Mapping[tuple[str, Any], str] = {
    **{("answer", each.value): each.label.lower() for each in Nomination.Answer},
    ("kind", "year"): "khảo sát quý IV cho năm sau",
    ("kind", "quarter"): "rà soát, bổ sung quý",
    ("kind", "month"): "rà soát tháng",
    ("kind", "extra"): "rà soát theo yêu cầu",
    ("state", "handed_in"): "đã nộp",
    ("state", "returned"): "trả lại",
    ("state", "accepted"): "đã nhận",
}
AREAS: Mapping[str, str] = {
    "nominations": "Giới thiệu quần chúng",
    "trial": "Dữ liệu thử nghiệm",
    "pool": "Nguồn",
    "lists": "Danh sách nguồn",
    "surveys": "Đợt rà soát nguồn",
}
SYSTEMS: Mapping[str, str] = {
    "make_province": "lệnh tạo tỉnh thử nghiệm",
}
