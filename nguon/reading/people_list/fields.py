"""What a column of a list of people may hold, what we call it, and how its values are read."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A thing a column may hold. `kind` says how its cells are read, `many` whether several columns may hold it together
    (the village in one, the commune in the next). `sensitive` by law.
    """

    key: str
    name: str
    kind: str = "text"
    many: bool = False
    sensitive: bool = False


_FIELDS = (
    Field("ordinal", "Số thứ tự", "nothing"),
    Field("staff_code", "Mã (giảng viên, sinh viên, cán bộ)"),
    Field("full_name", "Họ và tên", "name"),
    Field("family_name", "Họ và chữ đệm", "name"),
    Field("middle_name", "Chữ đệm", "name"),
    Field("given_name", "Tên", "name"),
    Field("other_names", "Tên gọi khác"),
    Field("phone", "Điện thoại", "phone"),
    Field("sex", "Giới tính", "sex"),
    Field("is_male", "Nam (đánh dấu)", "mark"),
    Field("is_female", "Nữ (đánh dấu)", "mark"),
    Field("born", "Ngày sinh", "day"),
    Field("born_male", "Ngày sinh, cột nam", "day"),
    Field("born_female", "Ngày sinh, cột nữ", "day"),
    Field("born_day", "Ngày sinh: ngày (hoặc ngày, tháng)"),
    Field("born_month", "Ngày sinh: tháng", "number"),
    Field("born_year", "Ngày sinh: năm", "number"),
    Field("ethnicity", "Dân tộc", "secret", sensitive=True),
    Field("religion", "Tôn giáo", "secret", sensitive=True),
    Field("ethnicity_religion", "Dân tộc, tôn giáo (chung một cột)", "secrets", sensitive=True),
    Field("sex_ethnicity_religion", "Giới tính, dân tộc, tôn giáo (chung một cột)", "secrets", sensitive=True),
    Field("family", "Gia đình", "secret", sensitive=True),
    Field("political_history", "Lịch sử chính trị", "secret", sensitive=True),
    Field("home_town", "Quê quán", many=True),
    Field("birthplace", "Nơi sinh", many=True),
    Field("residence", "Nơi thường trú", many=True),
    Field("temporary_residence", "Nơi ở hiện nay, tạm trú", many=True),
    Field("citizen", "Số định danh (căn cước)", "citizen"),
    Field("position", "Chức vụ"),
    Field("occupation", "Nghề nghiệp"),
    Field("workplace", "Đơn vị, nơi làm việc"),
    Field("class_name", "Lớp đang học"),
    Field("unit", "Chi bộ", "unit"),
    Field("general_education", "Giáo dục phổ thông"),
    Field("profession", "Chuyên môn, nghiệp vụ"),
    Field("degree", "Học vị, học hàm"),
    Field("political_theory", "Lý luận chính trị"),
    Field("foreign_language", "Ngoại ngữ"),
    Field("digital_skill", "Tin học"),
    Field("youth_union_joined", "Ngày vào Đoàn", "day"),
    Field("groups", "Đối tượng, diện", "groups"),
    Field("listed_year", "Năm đưa vào danh sách", "year"),
    Field("to_list", "Danh sách (1, 2, 3)", "list"),
    Field("report_number", "Số báo cáo cảm tình Đảng"),
    Field("resolution_number", "Số nghị quyết của chi bộ"),
    Field("resolved_on", "Ngày họp chi bộ công nhận", "whole_day"),
    Field("sponsor", "Đảng viên giúp đỡ", "sponsor"),
    Field("sponsor_2", "Đảng viên giúp đỡ thứ hai", "sponsor"),
    Field("sponsored_on", "Ngày phân công giúp đỡ", "whole_day"),
    Field("opening_number", "Số quyết định mở lớp"),
    Field("opening_on", "Ngày quyết định mở lớp", "day"),
    Field("class_said", "Khóa, lớp bồi dưỡng"),
    Field("certificate_on", "Ngày cấp giấy chứng nhận", "whole_day"),
    Field("certificate_number", "Số giấy chứng nhận"),
    Field("certificate_issuer", "Nơi cấp giấy chứng nhận"),
    Field("expected_quarter", "Dự kiến kết nạp (quý)", "quarter"),
    Field("joined", "Ngày vào Đảng", "day"),
    Field("official", "Ngày chính thức", "day"),
    Field("joined_official", "Ngày vào Đảng, ngày chính thức (chung một cột)", "two_days"),
    Field("certificate_until", "Giấy chứng nhận có giá trị đến (tự tính)", "nothing"),
    Field("key", "Mã hồ sơ trong phần mềm"),
    Field("note", "Ghi chú", many=True),
)

FIELDS: Mapping[str, Field] = {each.key: each for each in _FIELDS}
"""By key, in the order they are offered."""

NAMES = frozenset({"full_name", "given_name"})
"""One of these must be there."""
