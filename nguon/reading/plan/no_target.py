"""Numbers of people that are no target: how large a body is, who went to a class already, what was done before."""

import re

SIZE_OF_BODY = re.compile(
    r"(?:đảng bộ|chi bộ|trực thuộc|toàn (?:đảng bộ|tỉnh|huyện|xã|phường|thành phố|thị xã|trường|ngành|khối))"
    r"(?:(?!kết nạp|phát triển|trong đó|nguồn|chỉ tiêu)[^;.(]){0,50}\b(?:có|với|gồm)\s+$"
)
"""The party body "has 1.186 members": it is that large."""
NEWLY = re.compile(r"\s*(?:(?:được |mới )*(?:kết nạp|phát triển)|(?:là|trong|ở|thuộc)\s)")
ATTENDED = re.compile(r"đã (?:được cử )?(?:đi )?(?:học|qua|dự|tham gia|hoàn thành) [^,;.]{0,60}$")
ATTENDING = re.compile(r"\s*(?:ưu tú )?đã (?:được )?(?:cử )?(?:đi )?(?:học|qua|dự|tham gia|hoàn thành|có giấy)\b")
"""People who went to the class already."""
GIVEN = re.compile(r"(?:chỉ tiêu|kế hoạch|nghị quyết)[^)]{0,60}\b(?:giao|đề ra)\b")
"""In brackets, what the committee above gave: "(chỉ tiêu Thành ủy giao là 330 đảng viên)"."""
NOW = re.compile(r"\((?:hiện(?: nay)?|đang|đã) (?:có|còn)\b")
REMOVED = re.compile(r"\bbị (?:xóa tên|khai trừ|đưa ra)")
MEASURED = re.compile(r"so với|tăng|phấn đấu|chỉ tiêu|mục tiêu|theo|thực hiện|số \d|từ năm|nghị quyết|kế hoạch")
YEAR = re.compile(r"năm (20\d\d)")


def counts_no_target(small: str, start: int, end: int, noun: str, begins: int | None) -> bool:
    """True for the number at [start, end) of a sentence; `begins` is the first year of the plan."""
    lead = small[max(0, start - 90) : start]
    if noun == "đảng viên" and SIZE_OF_BODY.search(lead):
        return "mới" not in small[start:end] and not NEWLY.match(small, end)
    if ATTENDED.search(lead) or ATTENDING.match(small[end:]):
        return True
    clause = small[max(small.rfind(mark, 0, start) for mark in ";:") + 1 : start]
    if REMOVED.search(clause) or before(clause, begins):
        return True
    opened = small.rfind("(", 0, start)
    if opened < 0 or ")" in small[opened:start]:
        return False
    if GIVEN.search(small[opened:start]) or NOW.match(small[opened:start]):
        return True
    year = YEAR.search(small[opened:start])
    return bool(year and begins and int(year[1]) < begins)


def before(clause: str, begins: int | None) -> bool:
    """True where a clause names a year before the plan's and goes on to tell of it."""
    years = YEAR.findall(clause)
    return bool(years and begins and int(years[-1]) < begins and not MEASURED.search(clause))
