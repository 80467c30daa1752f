"""Words of the trail for sponsors, candidates' tasks and remarks."""

from collections.abc import Mapping
from typing import Any

from nguon.models import CandidateTask, Sponsorship

ACTS: Mapping[str, str] = {
    "sponsoring.assign": "Phân công đảng viên giúp đỡ",
    "sponsoring.end": "Thôi phân công giúp đỡ",
    "sponsoring.replace": "Thay đảng viên giúp đỡ",
    "candidate_tasks.give": "Giao nhiệm vụ cho quần chúng",
    "candidate_tasks.result": "Ghi kết quả nhiệm vụ của quần chúng",
    "candidate_tasks.take_back": "Rút kết quả nhiệm vụ đã ghi",
    "sponsor_remarks.write": "Ghi nhận xét của đảng viên giúp đỡ",
    "sponsor_remarks.correct": "Sửa nhận xét của đảng viên giúp đỡ",
}
FIELDS: Mapping[str, str] = {
    "resolution": "nghị quyết",
    "sponsor": "đảng viên giúp đỡ",
    "sponsorships": "phân công giúp đỡ",
    "cautions": "điều đã lưu ý",
    "end_kind": "vì sao thôi giúp đỡ",
    "candidate": "quần chúng",
    "given_on": "ngày giao",
    "outcome": "mức hoàn thành",
    "task_result": "kết quả nhiệm vụ",
    "result_on": "ngày có kết quả",
    "remark_period": "kỳ nhận xét",
    "remark": "nhận xét",
}
VALUES: Mapping[tuple[str, Any], str] = {
    **{("end_kind", each.value): each.label for each in Sponsorship.End},
    **{("outcome", each.value): each.label for each in CandidateTask.Outcome},
}
AREAS: Mapping[str, str] = {
    "sponsoring": "Đảng viên giúp đỡ",
    "candidate_tasks": "Nhiệm vụ giao quần chúng",
    "sponsor_remarks": "Nhận xét của đảng viên giúp đỡ",
}
SYSTEMS: Mapping[str, str] = {}
