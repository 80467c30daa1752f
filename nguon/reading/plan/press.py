"""Press reports about a document: told from originals, and what they say of the document itself."""

import re

from nguon.reading.plan.citations import Citation, citations
from nguon.reading.plan.dates import full_dates
from nguon.reading.plan.draft import Place
from nguon.reading.plan.layout import Block, Line, Piece, sentences
from nguon.reading.plan.letterhead import Letterhead, clean_title, committee
from nguon.reading.plan.letters import fold, norm, squeeze
from nguon.reading.plan.zones import KINDS, Zones

CHROME = re.compile(
    r"đăng ngày|lượt xem|tin liên quan|(?:các )?tin khác|bài viết (?:khác|liên quan)|tin cùng chuyên mục|ngày đăng|cập nhật(?: ngày)?:|lượt đọc|phóng viên|bài,? ảnh|tin,? ảnh|in trang|chia sẻ|bình luận|gmt\+7|theo dõi chúng tôi|tác giả:|nguồn tin|nguồn:|"
    r"\d{1,2}[:h]\d{2}(?:\s?[-|]|,)?\s+(?:ngày\s)?\d{1,2}[/-]\d{1,2}[/-]20\d\d|\d{1,2}[/-]\d{1,2}[/-]20\d\d(?:\s?[-|]|,)?\s+\d{1,2}[:h]\d{2}|"
    r"số lượt|trở lại|xem thêm|ảnh:|ban biên tập|(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),? (?:ngày )?\d"
)
DATELINE = re.compile(r"^\([A-ZĐa-zà-ỹ.]{2,16}\)\s?[-–]")
"""The paper's sign at the head of a report: "(ĐN) - …", "(TTXVN) – …"."""
MANY = re.compile(r"^(?:các |những )|(?:chi bộ|đảng bộ|đảng ủy|cấp ủy) (?:các|cơ sở|trực thuộc)\b")
"""Bodies in the plural make plans of their own, not the one reported."""
WHERE = re.compile(
    r"^(?:(?:[Nn]ăm \d{4}|[Tt]ỉnh|[Hh]uyện|[Tt]hành phố|[Tt]hị xã|[Xx]ã|[Pp]hường|TP\.?|TX\.?|(?:Đảng bộ|Đảng ủy|Tỉnh ủy|Thành ủy|Thị ủy|Huyện ủy|Quận ủy)(?: (?:tỉnh|huyện|xã|phường))?)\s?)*"
    r"(?:[A-ZĐÀ-Ỹ][\w'’]*[ -]{0,3}){0,4}:\s+"
)
"""The place before the words of a heading: "Hưng Yên: …", "Thị ủy Nghi Sơn: …"."""
ISSUED = re.compile(
    r"(?P<who>(?:ban thường vụ|ban tổ chức|ban chấp hành|thường trực|đảng ủy|tỉnh ủy|huyện ủy|thành ủy|quận ủy|thị ủy|chi bộ|btv)(?:(?! (?:vừa|đã|mới|sẽ|thống nhất|xây dựng|ban hành|đề nghị|yêu cầu|căn cứ|chỉ đạo|giao|các cấp ủy|phải|cần|tổ chức hội nghị)\b)[^.;:()]){0,90}?)\s*(?:\([^)]*\)\s*)?,?\s*"
    r"(?:(?:(?:vừa|đã|mới|chính thức|có|vừa mới)\s+)*(?:ký )?ban hành|(?:(?:vừa|đã|mới|chính thức|vừa mới)\s+)+(?:xây dựng|có|triển khai|ra))\s+(?:bản\s+)?(?P<kind>kế hoạch|hướng dẫn|nghị quyết|chỉ thị|chương trình(?: hành động)?|công văn|thông báo|kết luận|đề án)\b(?P<rest>[^.]{0,400})"
)
BODY = re.compile(r"ban |tỉnh ủy|huyện ủy|thành ủy|đảng ủy|quận ủy|thị ủy|chi bộ")
ASSIGNED = re.compile(
    r"(?P<who>(?:ban thường vụ|tỉnh ủy|huyện ủy|thành ủy|đảng ủy)[^.;:()]{0,60}?)\s+(?:vừa |đã |mới |dự kiến |sẽ )*(?:thống nhất |quyết định )?(?:(?:giao|phân bổ) chỉ tiêu|đề ra|đặt mục tiêu)"
)
QUOTED = re.compile(r"^[^“\".]{0,60}?(?:về(?: việc)?|việc|v/v)\s+[“\"](?P<about>[^“”\"]{8,220})[”\"]")
ON = re.compile(r"ngày\s*(?:\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4})\s*,?\s*$")
SUBJECT = re.compile(
    r"^\s*(?:số\s+[\w\-/ ]+?(?:,|\s)\s*)?(?:(?:ra |ký )?ngày\s+[\d/.\-]+(?:\s+tháng\s+\d+\s+năm\s+\d+)?\s*)?,?\s*(?:của [^,;]{3,60}?)?(?:(?:về(?: việc)?|việc|v/v)\s+)?[“\"]?(?P<about>[a-zà-ỹđA-ZÀ-Ỹ][^.;“”\"]{8,220}?)[”\"]?\s*(?:[.;:]|,? (?:theo đó|trong đó|với mục|nhằm|cụ thể|gửi|yêu cầu|đến|cho)\b|$)"
)

MADE_ON = re.compile(
    r"(?:căn cứ|trên cơ sở|(?<!chức )thực hiện)\s[^.]{10,500}?,\s(?:ban thường vụ|ban tổ chức|ban chấp hành|đảng ủy|tỉnh ủy|huyện ủy|thành ủy|thị ủy|quận ủy)"
    r"[^.;,]{0,50}?\s(?:đã |vừa )?(?:xây dựng|ban hành)\s(?:kế hoạch|hướng dẫn)"
)


def is_report(parts: Zones) -> bool:
    """No type line, letterhead or signature, and the tone or the page furniture of a news site."""
    if parts.type_code:
        return False
    small = norm(
        " ".join(line.text for line in parts.lines[:12]) + " " + " ".join(line.text for line in parts.lines[-12:])
    )
    text = " ".join(block.small for block in parts.text_blocks)
    told = re.search(
        r"(?:vừa|đã|mới) (?:ký )?ban hành (?:kế hoạch|hướng dẫn|nghị quyết|chỉ thị|chương trình|công văn)|theo đó,|vừa (?:xây dựng|có|giao)|theo kế hoạch|đã thống nhất",
        text,
    )
    signed = any(DATELINE.match(line.text) for line in parts.lines[:8])
    return bool(CHROME.search(small) or told or signed)


def reported(lines: list[Line], blocks: list[Block]) -> tuple[str | None, Letterhead]:
    """(type, fields) of the document the report is about."""
    found = Letterhead()
    kind = None
    for block in blocks:
        for start, end in sentences(block):
            match = ISSUED.search(block.small[start:end])
            if match and kind is None and not MANY.search(match["who"]):
                kind = KINDS[fold(match["kind"])]
                fill(block, start, match, found)
    if kind is None:
        kind = next((code for block in blocks if (code := followed(block, found))), None)
    if kind is None:
        for block in blocks:
            match = ASSIGNED.search(block.small)
            if match:
                found.issuer = committee(_cased(block, match.start("who"), match.end("who")))
                found.places["issuer"] = Place(block, match.start("who"), match.end("who"))
                break
    if found.title is None:
        headline(lines, found)
    own = own_number(blocks, kind)
    if own:
        found.number = own.number
        found.places["number"] = Place(own.block, own.start, own.end)
        if own.date:
            found.date, found.places["date"] = own.date, found.places["number"]
    return kind, found


def headline(lines: list[Line], found: Letterhead) -> None:
    """The report's own heading stands for the title where no document is named."""
    for line in lines[:8]:
        small = norm(line.text)
        if (
            20 < len(line.text) < 170
            and not CHROME.search(small)
            and not line.text.endswith(".")
            and not re.search(r"[»>|]|^\W|trang chủ", small)
        ):
            found.title = clean_title(WHERE.sub("", line.text))
            printed = line.cells[0]
            found.places["title"] = Place(printed, 0, len(printed.text))
            return


FOLLOWED = re.compile(
    r"theo (?P<kind>kế hoạch|hướng dẫn|nghị quyết|chỉ thị|đề án|chương trình)\s+(?P<about>[^.;()]{8,160}?)\s*\((?:kế hoạch|hướng dẫn|nghị quyết|chỉ thị|đề án|chương trình)?\s*số [^)]{4,60}\)[^.;]{0,3}"
)
"""A report that goes by a document: "Theo Kế hoạch công tác … (Kế hoạch số 103-KH/ĐUK, ngày …)"."""


def followed(block: Block, found: Letterhead) -> str | None:
    """The type of the document the report goes by; its number, date and subject go to `found`."""
    match = FOLLOWED.search(block.small)
    own = next((each for each in citations(block) if match and match.start() < each.start < match.end()), None)
    if not match or not own:
        return None
    found.number, found.date = own.number, own.date
    found.title = clean_title(block.text[match.start("about") : match.end("about")])
    found.places["title"] = Place(block, match.start("about"), match.end("about"))
    found.places["number"] = found.places["date"] = Place(own.block, own.start, own.end)
    return KINDS[fold(match["kind"])]


def fill(block: Block, start: int, match: re.Match[str], found: Letterhead) -> None:
    who = (start + match.start("who"), start + match.end("who"))
    on = ON.search(block.small[: who[0]])
    dates = full_dates(on[0]) if on else []
    if on and dates:
        found.date = dates[0].on.isoformat()
        found.places["date"] = Place(block, on.start(), on.end())
    last = block.small.rfind(", ", *who) + 2
    if last > 1 and BODY.match(block.small, last):
        who = (last, who[1])
    found.issuer = committee(_cased(block, *who))
    found.places["issuer"] = Place(block, *who)
    rest = (start + match.start("rest"), start + match.end("rest"))
    said = block.text[rest[0] : rest[1]]
    about = QUOTED.match(said) or SUBJECT.match(said)
    if about:
        found.title = clean_title(re.sub(r"^việc\s+", "", squeeze(about["about"]).rstrip(" ,")))
        found.places["title"] = Place(block, rest[0] + about.start("about"), rest[0] + about.end("about"))


def own_number(blocks: list[Block], kind: str | None) -> Citation | None:
    """The number of the reported document: of its type, named where it is issued or shown, not where one is carried out."""
    best: tuple[int, Citation] | None = None
    for block in blocks:
        for each in citations(block):
            lead = block.small[max(0, each.start - 60) : each.start]
            if kind and f"-{kind}/".lower() not in each.number.lower():
                continue
            score = 0
            if re.search(r"(?:ban hành|xây dựng|xem chi tiết|toàn văn|tải|theo|nội dung|có)[^.;]{0,40}$", lead):
                score += 2
            if re.search(r"(?:thực hiện|căn cứ|tinh thần|tại)[^.;]{0,50}$", lead):
                score -= 2
            if score > 0 and (best is None or score > best[0]):
                best = (score, each)
    return best[1] if best else None


def basis_blocks(blocks: list[Block]) -> tuple[list[Piece], list[Piece]]:
    """(pieces cited before the document is said to be issued, the rest)."""
    for at, block in enumerate(blocks):
        match = ISSUED.search(block.small)
        if match:
            cut = match.start()
            head = Piece(block.text[:cut], block.at[:cut])
            rest = Piece(block.text[cut:], block.at[cut:])
            grounds = [head] if re.search(r"thực hiện|căn cứ|theo|để |mục tiêu|trên cơ sở", head.small) else []
            retold = [part for each in blocks[at + 1 :] for part in made_on(each)]
            return grounds + retold, [*blocks[:at], *([] if grounds else [head]), rest, *blocks[at + 1 :]]
    return [], list(blocks)


def made_on(block: Block) -> list[Piece]:
    """What a later sentence says the committee made the document on."""
    spans = [(start, MADE_ON.search(block.small[start:end])) for start, end in sentences(block)]
    return [
        Piece(
            block.text[start + found.start() : start + found.end()],
            block.at[start + found.start() : start + found.end()],
        )
        for start, found in spans
        if found
    ]


def _cased(block: Block, start: int, end: int) -> str:
    text = squeeze(block.text[start:end]).rstrip(" ,")
    return text[:1].upper() + text[1:]
