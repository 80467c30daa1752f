"""Numbers of people and shares as plans print them: "từ 170 đảng viên trở lên", "3 đến 5", "1.905", "trên 50%"."""

import re
from dataclasses import dataclass

from nguon.reading.plan.spoken import in_figures

NUMBER = r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?"
WORDS = r"(?:\s?\([a-zà-ỹđ ]{1,25}\))?"
PEOPLE = (
    r"đảng viên|đồng chí|đ/c|quần chúng|người|đoàn viên|học sinh|sinh viên|cá nhân|thanh niên|công nhân|nông dân|hội viên|chủ doanh nghiệp|cán bộ"
    r"|trường hợp|dân quân(?: tự vệ)?|tự vệ|trưởng thôn|giáo viên|giảng viên|học viên|em|quân nhân|chiến sĩ|trí thức|phụ nữ|nữ|hạ sĩ quan|viên chức|công chức|người lao động"
)
AMOUNT = re.compile(
    rf"(?P<pre>(?:(?:ít nhất(?: là| từ| có)?|tối thiểu(?: là)?|không dưới|không ít hơn|không thấp hơn|trên|hơn|từ|khoảng|tối đa|không quá|dưới|đạt|bình quân)\s+)*)"
    rf"(?<![\d/.,:\-–])(?P<a>{NUMBER})(?![\d/]|:\d)(?P<w>{WORDS})(?:\s?%)?"
    rf"(?:\s?(?:-|đến|tới)\s?(?P<b>{NUMBER})(?![\d/]){WORDS})?"
    rf"\s?(?P<pct>%)?(?P<yearly>\s?/\s?năm)?"
    rf"\s?(?P<unit>(?:{PEOPLE})\b)?(?P<kind>(?:\s(?:mới|ưu tú))*)(?P<up>\s?trở lên)?"
)
NOT_PEOPLE = re.compile(
    r"\s?(?:năm|tháng|ngày|lần|lớp|chi bộ|đảng bộ|tổ chức|thôn|tuổi|buổi|xã|phường|huyện|tỉnh|cơ sở|đơn vị|đợt|quý|giờ|mô hình|doanh nghiệp|trường|lượt|triệu|tỷ"
    r"|tổ|khu|chỉ tiêu|nhiệm kỳ|bước|giải pháp|nhóm|cấp|mẫu|hồ sơ|cuộc|điểm|km|ha|trang|phiếu|khóa|đoàn|hội nghị|chuyên đề|nội dung|tiêu chí|bộ|bản|ấp|ban|công trình|tập thể|hộ|cây|phần|loại|-[A-ZĐa-zđ]|[/.]\d)"
)
BEFORE = re.compile(
    r"(?:số|ngày|tháng|năm|lần thứ|khóa|điều|quý|khoản|mục|phần|mẫu|thứ|đại hội|trang|điểm|tuổi|biểu|phụ lục)\s?$"
)
LOWER = re.compile(r"ít nhất|tối thiểu|không dưới|không ít hơn|không thấp hơn|trên|hơn")


@dataclass(frozen=True)
class Amount:
    """`least` and `most` (None: open); `start`/`end` in the sentence; `unit` "person" or "percent"."""

    least: float | None
    most: float | None
    unit: str
    start: int
    end: int
    noun: str
    yearly: bool = False


def value(text: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return float(text.replace(".", ""))
    return float(text.replace(",", "."))


def tidy(number: float | None) -> float | int | None:
    """Whole numbers without a point."""
    return int(number) if number is not None and number == int(number) else number


def amounts(small: str) -> list[Amount]:
    """Every number in a sentence (matched letters) that can count people or be a share."""
    found = []
    small = in_figures(small)
    for match in AMOUNT.finditer(small):
        percent = bool(match["pct"]) or small[match.end("w") :].lstrip()[:1] == "%"
        if BEFORE.search(small[max(0, match.start() - 12) : match.start()]) and not percent and not match["unit"]:
            continue
        if (
            not percent
            and not match["unit"]
            and NOT_PEOPLE.match(small, match.end("b") if match["b"] else match.end("w"))
        ):
            continue
        found.append(_amount(match, percent=percent))
    return found


def _amount(match: re.Match[str], *, percent: bool) -> Amount:
    least: float | None = value(match["a"])
    most: float | None = value(match["b"]) if match["b"] else least
    pre = match["pre"]
    if re.search(r"tối đa|không quá|dưới", re.sub(r"không dưới", "", pre)):
        least = None if not match["b"] else least
    elif LOWER.search(pre) or match["up"] or ("từ" in pre and not match["b"]):
        most = None
    return Amount(
        least,
        most,
        "percent" if percent else "person",
        match.start(),
        match.end(),
        match["unit"] or "",
        bool(match["yearly"]),
    )
