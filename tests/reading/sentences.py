"""A small plan round the sentence a test is about, and what was read of it as plain tuples."""

from nguon.reading.plan.layout import Block, blocks_of, lines_of, piece, wrap_width

HEAD = """ĐẢNG BỘ TỈNH A
HUYỆN ỦY B
*
Số 01-KH/HU
ĐẢNG CỘNG SẢN VIỆT NAM
B, ngày 02 tháng 01 năm 2024
KẾ HOẠCH
phát triển đảng viên năm 2024
-----
Ban Thường vụ Huyện ủy xây dựng kế hoạch phát triển đảng viên như sau:
"""


def plan(*body: str, head: str = HEAD) -> str:
    return head + "I. CHỈ TIÊU\n" + "\n".join(body) + "\n"


def paragraphs(text: str) -> list[Block]:
    lines = lines_of(text)
    return blocks_of(text, lines, wrap_width(lines))


def whole(text: str):
    return piece(text, 0, len(text))


def facts(draft, *names):
    return [tuple(item.values[name] for name in names) for item in draft]
