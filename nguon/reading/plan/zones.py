"""The parts of a Party document: letterhead, type and title, preamble, body, recipients and signature, appendix."""

import re
from dataclasses import dataclass

from nguon.reading.plan.layout import RULE, Block, Line, blocks_of, lines_of, wrap_width
from nguon.reading.plan.letters import fold, is_capitals, norm

KINDS = {
    "kehoach": "KH",
    "huongdan": "HD",
    "nghiquyet": "NQ",
    "nghiquyetchuyende": "NQ",
    "nghiquyetlientich": "NQ",
    "huongdanlientich": "HD",
    "kehoachlientich": "KH",
    "kehoachphoihop": "KH",
    "chuongtrinhphoihop": "CTr",
    "chithi": "CT",
    "quyetdinh": "QĐ",
    "quydinh": "QĐ",
    "chuongtrinh": "CTr",
    "chuongtrinhhanhdong": "CTr",
    "congvan": "CV",
    "baocao": "BC",
    "thongbao": "TB",
    "ketluan": "KL",
    "dean": "ĐA",
    "totrinh": "TTr",
    "quyche": "QC",
    "phuongan": "PA",
}
BEGINS = re.compile(
    r"^(?:-\s*)?(?:thực hiện|căn cứ|để |trên cơ sở|nhằm|kính gửi|phát huy|tiếp tục thực hiện|qua |triển khai thực hiện|theo |xét |"
    r"với mục|trong (?:những )?năm|ngày \d|ban thường vụ|đảng ủy|huyện ủy|thành ủy|tỉnh ủy|chi bộ|chi ủy|năm \d{4},|"
    r"xuất phát|sau khi|từ kết quả|quán triệt|phần |công tác phát triển đảng viên là|thời gian qua)"
)
OPENING = re.compile(
    r"[;:.]$|như sau|(?:ban thường vụ|đảng ủy|chi bộ|tỉnh ủy|huyện ủy|thành ủy)[^,;]{0,60} (?:xây dựng|ban hành)"
)
LABELLED = re.compile(r"^(?:Đảng bộ|Chi bộ|Đảng ủy|Đơn vị|Kính gửi|Thời gian|Địa điểm|Người lập)\s*:\s*\S")
BODY_LINE = re.compile(r"^(?:ý kiến )?(?:kết luận )?của ")
LETTERHEAD = re.compile(r"cộng sản|ngày\s*\d*\s*tháng|^số\b|^\W*$")
SECTION = re.compile(
    r"^(?:I|1|A|l)\s*[.\-/:)–]\s*\D|^(?:Phần|PHẦN)\s|^(?:MỤC ĐÍCH|Mục đích)[,\s]+(?:-\s*)?(?:YÊU CẦU|yêu cầu|Yêu cầu)|^Điều 1\b"
)
SIGNED = re.compile(r"(?<!\w)(?:T\s?/\s?M|T\s?/\s?L|K\s?/\s?T|TM\s?\.?|TL\s?\.|KT\s?\.)\s*(?=[A-ZĐÀ-Ỹ]{2,})")
RECIPIENTS = re.compile(r"^\W*Nơi\s+(?:nhận|gửi)\b", re.IGNORECASE)
APPENDIX = re.compile(
    r"^\W*(?:phụ lục|biểu (?:phân|giao|chỉ|tổng|số|chi)|bảng (?:phân|giao|chỉ|tổng)|danh sách (?:phân|giao|chỉ)|phân bổ chỉ tiêu|giao chỉ tiêu|chỉ tiêu (?:kết nạp|phát triển|phân))"
)

ELSEWHERE = re.compile(
    r"\W*(?:các |những )?(?:tin|bài|bài viết|tin tức|tin,? bài|văn bản)(?: viết)? (?:liên quan|khác|cùng chuyên mục|mới hơn|cũ hơn|đã đưa|mới nhất|đọc nhiều)\W*"
)


@dataclass(frozen=True)
class Zones:
    """Lines and paragraphs by part. `type_code` None: no line names the type (a headless text or a press report)."""

    source: str
    head: list[Line]
    type_code: str | None
    title: list[Line]
    preamble: list[Block]
    body: list[Block]
    tail: list[Line]
    appendix: list[Line]
    lines: list[Line]

    @property
    def text_blocks(self) -> list[Block]:
        return self.preamble + self.body


def kind_of(text: str) -> tuple[str, str] | None:
    """(code, rest of the line) where a line is, or begins with, the type of a document in capitals."""
    clean = text[:240].strip(" .:-–_#")
    if (
        len(clean) < 60
        and fold(clean) in KINDS
        and (is_capitals(clean) or (len(clean.split()) <= 3 and clean[:1].isupper()))
    ):
        return KINDS[fold(clean)], ""
    words = clean.split()
    for size in (4, 3, 2):
        head = " ".join(words[:size])
        if len(words) > size and is_capitals(head) and fold(head) in KINDS:
            return KINDS[fold(head)], clean[len(head) :].strip(" :-–")
    return None


def type_line(lines: list[Line]) -> int | None:
    """Index of the line that names the type; within the first 60 lines and before the first section."""
    for at, line in enumerate(lines[:60]):
        if SIGNED.search(line.text) or re.match(r"^(?:I|II)\s*[.\-/]\s", line.text):
            return None
        for cell in line.cells or ():
            found = kind_of(cell.text)
            if found and not re.match(r"^\W*số\b", norm(found[1])):
                return at
    return None


def title_end(lines: list[Line], at: int) -> int:
    """Index of the first line after the title that begins below the type line `at`."""
    own = kind_of(next((c.text for c in lines[at].cells if kind_of(c.text)), lines[at].text))
    taken = 1 if own and own[1] else 0
    end = at + 1
    while end < len(lines) and end <= at + 7:
        text = lines[end].text
        if RULE.match(text) or re.fullmatch(r"[\W_]*", text):
            if taken:
                break
            end += 1
            continue
        starter = BEGINS.match(norm(text)) and (taken or OPENING.search(norm(text)) or len(text) > 400)
        if starter or SECTION.match(text) or (taken and len(text) > 160) or RECIPIENTS.match(text):
            break
        if (
            taken
            and not is_capitals(text)
            and is_capitals(lines[end - 1].text)
            and not BODY_LINE.match(norm(lines[end - 1].text))
            and len(lines[end - 1].text) > 12
        ):
            break
        if taken and text[:1].isupper() and not is_capitals(text) and text.endswith((".", ";", ":")):
            break
        if taken and LABELLED.match(text):
            break
        taken += 1
        end += 1
    return end


def tail_start(lines: list[Line], begin: int) -> int:
    for at in range(begin, len(lines)):
        if RECIPIENTS.match(lines[at].text):
            return at
        if SIGNED.search(lines[at].text) and any(SIGNED.match(cell.text) for cell in lines[at].cells):
            return at
    alone = re.compile(r"(?:phó )?(?:bí thư|trưởng ban|giám đốc|tổng giám đốc|hiệu trưởng|chủ tịch|chánh văn phòng)")
    for at in range(max(begin, len(lines) - 12), len(lines)):
        if is_capitals(lines[at].text) and alone.fullmatch(norm(lines[at].text)):
            return at
    return len(lines)


def appendix_start(lines: list[Line], begin: int) -> int:
    """The first heading of an appendix after `begin`; the number of lines where there is none."""
    for at in range(begin, len(lines)):
        text = lines[at].text
        if APPENDIX.match(norm(text)) and len(text) < 140 and (is_capitals(text[:14]) or is_caption(text)):
            return at
    return len(lines)


def is_caption(text: str) -> bool:
    """A short line that heads a table, no sentence of the body."""
    return len(text) < 60 and not text.endswith((".", ";", ":")) and not re.search(r"\d\s*(?:đảng viên|đồng chí)", text)


def page_end(lines: list[Line]) -> int:
    """Where the page goes on to other reports; headings and short teasers follow, no part of a document."""
    for at in range(len(lines) // 3, len(lines)):
        if ELSEWHERE.fullmatch(norm(lines[at].text)):
            rest = lines[at + 1 :]
            if not any(
                len(line.text) > 250 or RECIPIENTS.match(line.text) or SIGNED.search(line.text) for line in rest
            ):
                return at + 1
    return len(lines)


def zones(source: str) -> Zones:
    """`source` cut into its parts."""
    lines = lines_of(source)
    lines = lines[: page_end(lines)]
    width = wrap_width(lines)
    at = type_line(lines)
    if at is None:
        head, title, kind, body_from = subject_line(lines)
    else:
        cell = next(c for c in lines[at].cells if kind_of(c.text))
        kind = (kind_of(cell.text) or ("", ""))[0]
        body_from = title_end(lines, at)
        head, title = lines[:at], lines[at:body_from]
    tail_at = tail_start(lines, body_from)
    early = appendix_start(lines, body_from)
    told = (tail_at - early > 6 and early > body_from + 6) or any(len(line.text) > 250 for line in lines[early:tail_at])
    if early < tail_at and told and not is_capitals(lines[early].text[:9]):  # a heading of the text itself
        early = len(lines)
    appendix_at = early if early < tail_at else appendix_start(lines, tail_at)
    if early < tail_at:
        body, tail, appendix = lines[body_from:early], lines[tail_at:], lines[early:tail_at]
    else:
        body, tail, appendix = lines[body_from:tail_at], lines[tail_at:appendix_at], lines[appendix_at:]
    blocks = blocks_of(source, body, width)
    cut = next((i for i, block in enumerate(blocks) if is_section(block)), len(blocks) if len(blocks) < 4 else 0)
    if cut == 0 or not any(is_section(block) for block in blocks):
        cut = opening(blocks) or cut
    if kind is None and cut > 6:
        cut = 0
    return Zones(source, head, kind, title, blocks[:cut], blocks[cut:], tail, appendix, lines)


def opening(blocks: list[Block]) -> int:
    """How many paragraphs lead in, in a document without sections: grounds up to "như sau"; 0 where it is not so."""
    for at, block in enumerate(blocks[:8]):
        if RULE.match(block.text):
            continue
        if not BEGINS.match(block.small) or block.rank < 7:
            return 0
        if re.search(r"(?:như sau|cụ thể|sau đây|quyết nghị|kết luận)[^.;:]{0,20}:$|:$", block.small):
            return at + 1
    return 0


def is_section(block: Block) -> bool:
    """True for the heading that ends the preamble."""
    if SECTION.match(block.text):
        return True
    return block.rank == 2 or (is_capitals(block.text) and 8 < len(block.text) < 90 and "\t" not in block.text)


def subject_line(lines: list[Line]) -> tuple[list[Line], list[Line], str | None, int]:
    """Letterhead and subject of an official letter (`V/v …` and `Kính gửi`), which carries no type line."""
    for at, line in enumerate(lines[:25]):
        if re.match(r"^(?:V/v|v/v|Về việc)\b", line.text) and any(
            norm(after.text).startswith(("kính gửi", "kính gởi")) for after in lines[at + 1 : at + 8]
        ):
            kind_at = next(i for i in range(at + 1, at + 9) if norm(lines[i].text).startswith("kính g"))
            end = at + 1
            while end < kind_at and not LETTERHEAD.search(norm(lines[end].text)):
                end += 1
            return lines[:at] + lines[end:kind_at], lines[at:end], "CV", kind_at
    return [], [], None, 0
