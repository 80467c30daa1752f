"""Who signs: on whose behalf, in which position, and the name."""

import re

from nguon.reading.plan.draft import Place
from nguon.reading.plan.layout import Line, Piece
from nguon.reading.plan.letters import is_capitals, lower, norm, squeeze
from nguon.reading.plan.zones import RECIPIENTS, SIGNED

POSITION = re.compile(
    r"(?:q\.\s*)?(?:(?:phó|p\.)\s?)?(?:bí thư|trưởng ban|chủ nhiệm|chánh văn phòng|trưởng phòng|ủy viên|hiệu trưởng|giám đốc|chủ tịch|chính ủy|chính trị viên|trưởng đoàn)"
    r"(?: (?:thường trực|chuyên trách|tổ chức|chi bộ|đảng ủy|ban|xây dựng|đảng|kiêm|chủ tịch|ubnd|hđnd|chi ủy|bí thư|phó|tổ|chức|tỉnh ủy|huyện ủy|thành ủy|quận ủy|ủy ban kiểm tra|hội đồng|quản trị|thành viên|giám đốc|hiệu trưởng|ban thường vụ))*"
)
RANK = re.compile(
    r"^(?:đồng chí|đ/c|đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá|thượng tá|trung tá|thiếu tá|đại úy|thượng úy|"
    r"pgs\.?|gs\.?|ts\.?|ths\.?|cn\.?|bs\.?|bscki{1,2}\.?|ks\.?|[,. ])+\s*(?=\w)",
    re.IGNORECASE,
)
WORD = r"[A-ZĐÀ-Ỹ][a-zà-ỹđ]*(?:['’\-][A-Za-zÀ-ỹ]*)?"
NAME = re.compile(rf"{WORD}(?: {WORD}){{1,5}}")
CAPITAL_NAME = re.compile(r"[A-ZĐÀ-Ỹ]+(?: [A-ZĐÀ-Ỹ]+){1,4}")
ABSENT = re.compile(r"đã ký|ký tên|đóng dấu|^\W+$|chữ ký")
NOT_A_NAME = re.compile(
    r"^(?:ủy|đảng|ban|chi bộ|chi ủy|cấp ủy|văn phòng|nơi|thường (?:trực|vụ)|bí thư|phó|tỉnh|huyện|xã|phường|quận|các|như|số|mục"
    r"|lưu (?:văn phòng|văn thư|vt|vp|hồ sơ|ban|đảng|chi|btc)|lưu$|công an (?:tỉnh|huyện|xã|phường)|tổ chức"
    r"|đoàn (?:thanh niên|tncs|trường (?:thpt|thcs|đại)|xã|phường|khối|cơ sở|thể)|hội (?:nông dân|phụ nữ|liên hiệp|cựu chiến|đồng|sinh viên)"
    r"|trường (?:thpt|thcs|tiểu học|mầm non|đại học|cao đẳng|chính trị|th)\b|phòng (?:tổ chức|giáo dục|nội vụ|chính trị|ban))"
    r"|(?:đảng|tỉnh|huyện|thành|quận|thị|chi) (?:ủy|bộ)\b|việt nam|cộng sản|ban (?:tổ chức|thường vụ|chấp hành|xây dựng|tuyên giáo)|văn phòng|bí thư|kế hoạch|phụ lục|chỉ tiêu|(?:thành|huyện|tỉnh|quận|công) đoàn"
)


def signature(tail: list[Line]) -> tuple[dict[str, str | None] | None, dict[str, Place]]:
    """{on_behalf, position, name} or None, and where they stand."""
    cells = [cell for line in tail for cell in line.cells]
    board = position = name = None
    places: dict[str, Place] = {}
    begun = False
    for cell in cells:
        mark = SIGNED.search(cell.text)
        if mark and not (begun and board):
            board = (
                behalf(cell.text[mark.end() :])
                if not norm(mark[0]).replace(" ", "").startswith(("k/t", "kt"))
                else board
            )
            places["on_behalf"] = Place(cell, mark.start(), len(cell.text))
            begun = True
            continue
        title = capital_position(cell)
        if title and (begun or is_capitals(cell.text)) and (position is None or (begun and name is None)):
            position, begun = title[0], True
            places["position"] = Place(cell, title[1], title[2])
            continue
        if begun and name is None:
            found = personal_name(cell)
            if found:
                name = found[0]
                places["name"] = Place(cell, found[1], found[2])
    if not begun:
        return None, {}
    return {"on_behalf": board, "position": position, "name": name}, places


def behalf(text: str) -> str | None:
    """The board signed for, in normal case."""
    stop = POSITION.search(norm(text))
    words = squeeze(text[: stop.start()] if stop and stop.start() else text).strip(" .,*-")
    capitals = re.match(r"(?:[A-ZĐÀ-Ỹ]+[ ,]*)+", words)
    words = squeeze(capitals[0]).strip(" ,") if capitals and len(capitals[0]) > 3 else words
    small = lower(words)
    for plain, cased in (("ban thường vụ", "Ban Thường vụ"), ("ban chấp hành", "Ban Chấp hành")):
        small = small.replace(plain, cased)
    return small[:1].upper() + small[1:] if small else None


def capital_position(cell: Piece) -> tuple[str, int, int] | None:
    """A position printed in capitals inside the cell."""
    for found in POSITION.finditer(cell.small):
        printed = cell.text[found.start() : found.end()]
        if is_capitals(printed) and "," not in cell.text[found.end() : found.end() + 1]:
            small = lower(printed)
            return small[:1].upper() + small[1:], found.start(), found.end()
    return None


def personal_name(cell: Piece) -> tuple[str, int, int] | None:
    text = cell.text.strip(" .,")
    if ABSENT.search(cell.small) or RECIPIENTS.match(text):
        return None
    rank = RANK.match(text)
    begin = rank.end() if rank else 0
    bare = text[begin:]
    whole = NAME.fullmatch(bare) or CAPITAL_NAME.fullmatch(bare)
    if whole and not NOT_A_NAME.search(norm(bare)):
        return (bare.title() if is_capitals(bare) else bare), begin, begin + len(bare)
    after = re.search(rf"(?i:lưu)[^.]{{0,40}}\.\s+({NAME.pattern})$", text)
    if after and not NOT_A_NAME.search(norm(after[1])):
        return after[1], after.start(1), after.end(1)
    return None
