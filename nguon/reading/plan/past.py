"""Sentences that tell of what was done, and those that look ahead."""

import re

PAST = re.compile(
    r"đã (?:kết nạp|phát triển|được|mở|cử)|(?:kết nạp|phát triển|mở|cử) được|kết quả|đã có \d|tính đến|trong đó đã"
)
REACHED = re.compile(
    r"(?<!đấu )(?:đạt|bằng|vượt) (?:tỷ lệ )?\d+(?:[,.]\d+)?\s?%\s*(?:so với )?(?:chỉ tiêu|kế hoạch|nghị quyết)"
)
"""A share of the plan reached: told of what was, though it names the target."""
AHEAD = re.compile(
    r"phấn đấu|chỉ tiêu|mục tiêu|giao|dự kiến|ít nhất|tối thiểu|trở lên|bảo đảm|đảm bảo|đề ra|nghị quyết"
)


def is_past(small: str, begins: int | None) -> bool:
    """True for a sentence on results; `begins` is the first year of the plan."""
    told = REACHED.sub(" ", small)
    return ((PAST.search(small) is not None or told != small) and not AHEAD.search(told)) or earlier_year(small, begins)


def earlier_year(small: str, year: int | None) -> bool:
    """A sentence that opens on a year before the period tells of what was."""
    opening = re.match(
        r"(?:(?:trước đó|trong khi đó|riêng|còn),?\s)?(?:trong |cuối |hết )?(?:năm|(?:giai đoạn|nhiệm kỳ|từ năm) 20\d\d\s*(?:-|đến(?: năm)?)) (20\d\d)\b",
        small,
    ) or re.match(r"(?:trong )?(?:giai đoạn|nhiệm kỳ) 20\d\d-(20\d\d)\b", small)
    return bool(opening and year and int(opening[1]) < year)
