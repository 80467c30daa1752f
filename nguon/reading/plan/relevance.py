"""Whether a document is about bringing new members into the Party at all."""

import re

from nguon.reading.plan.layout import Piece
from nguon.reading.plan.letters import norm

STRONG = re.compile(
    r"kết nạp(?: lại)?(?: người vào)? (?:đảng|đảng viên|quần chúng)|kết nạp|phát triển (?:đảng|đảng viên)\b|đảng viên mới|quần chúng ưu tú|cảm tình đảng|nhận thức về đảng|nguồn (?:kết nạp|phát triển đảng)|vào đảng|tạo nguồn"
    r"|đảng viên dự bị|sàng lọc[^.;]{0,40}đảng viên|ra khỏi đảng"
)
TITLE = re.compile(
    r"kết nạp|phát triển (?:mới )?(?:tổ chức )?(?:đảng|đảng viên)|đảng viên mới|quần chúng ưu tú|cảm tình đảng|nhận thức về đảng|nguồn[^.]{0,30}đảng|vào đảng|sàng lọc|ra khỏi đảng|công tác đảng viên|đảng viên dự bị"
)
OTHER = re.compile(
    r"(?:kiểm tra|giám sát|đại hội|bầu cử|phòng,? chống|chào mừng|kỷ niệm|học tập và làm theo|tiết kiệm|cải cách|chuyển đổi số|giải phóng mặt bằng|trồng cây|tiêm|dịch|quy hoạch cán bộ|sinh hoạt chi bộ|tuyên truyền|kiểm điểm|xếp loại|thi đua|khen thưởng|dân vận|huy hiệu|đảng phí)"
)


def is_about_membership(title: str | None, blocks: list[Piece]) -> bool:
    """By the title, else by how often the words of the work occur for the length of the text."""
    small = norm(title or "")
    if TITLE.search(small):
        return True
    text = " ".join(block.small for block in blocks)
    hits = len(STRONG.findall(text))
    if OTHER.search(small):
        return hits >= 8 and hits * 500 > len(text)
    return hits >= 3 and hits * 900 > len(text)
