"""Named persons with a duty."""

import re

from nguon.reading.plan.draft import Item, Place
from nguon.reading.plan.layout import Block, sentences
from nguon.reading.plan.letters import squeeze

WORD = r"[A-ZĐÀ-Ỹ][a-zà-ỹđ]+"
NAMED = re.compile(
    rf"(?:[Đđ]ồng chí|[Đđ]/c|ĐC|[ÔôÔ]ng|[Bb]à|[Cc]ô|[Tt]hầy|(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy))\s*:?\s+(?P<name>{WORD}(?:\s+{WORD}){{1,4}})"
)
DUTY = re.compile(
    r"phụ trách|chịu trách nhiệm|theo dõi|chỉ đạo|chủ trì|giúp đỡ|kiểm tra|đôn đốc|tổng hợp|làm trưởng|trưởng ban|tham mưu|đầu mối|phân công|trực tiếp|thực hiện|hướng dẫn|liên hệ"
)
LISTED = re.compile(r"\s?[-–,]\s[^:;.]{4,90}:\s")
"""In a list of who does what: "Đ/c X - Chi ủy viên: tạo nguồn …"."""
SAID = re.compile(r"cho biết|chia sẻ|phát biểu|nhấn mạnh|nói|khẳng định|dự hội nghị|tham dự|về dự")
TOLD_BY = re.compile(r"(?:^|\W)(?:theo|dẫn lời)\s+$")
"""Before the name of one whose words a report gives."""
NOT_NAMES = re.compile(
    r"^(?:Hồ Chí Minh|Bí|Phó|Ủy|Trưởng|Chủ|Chi|Đảng|Ban|Cấp|Tỉnh|Huyện|Thành|Thường|Giám|Hiệu|Đoàn)\b"
)


def responsible(source: str, blocks: list[Block]) -> list[Item]:
    """{name, duty} in order, each name once; people who are only quoted or present are left out."""
    found: dict[str, Item] = {}
    for block in blocks:
        for start, end in sentences(block):
            text, small = block.text[start:end], block.small[start:end]
            if SAID.search(small):
                continue
            for match in NAMED.finditer(text):
                if TOLD_BY.search(small[: match.start()]):
                    continue
                name = squeeze(match["name"])
                duty = DUTY.search(small, match.end()) or DUTY.search(small) or LISTED.match(small, match.end())
                if duty and not NOT_NAMES.match(name) and name not in found:
                    values = {"name": name, "duty": duty_code(small)}
                    found[name] = Item(values, Place(block, start, end).quote(source))
    return list(found.values())


def duty_code(small: str) -> str:
    """What the person answers for: inspection, report, class, sponsor, or oversight."""
    for code, pattern in (
        ("inspection", r"kiểm tra|giám sát"),
        ("report", r"báo cáo|tổng hợp"),
        ("class", r"lớp"),
        ("sponsor", r"giúp đỡ"),
    ):
        if re.search(pattern, small):
            return code
    return "oversight"
