"""Targets: how many are to be admitted, sent to the class, found for the pool or screened, and of which group."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from nguon.reading.plan.amounts import Amount, amounts, tidy, value
from nguon.reading.plan.draft import Item, Place
from nguon.reading.plan.groups import BODIES, groups_in
from nguon.reading.plan.layout import Block, sentences
from nguon.reading.plan.no_target import counts_no_target
from nguon.reading.plan.past import AHEAD, is_past

MEASURES = (
    (
        "class",
        re.compile(
            r"lớp (?:bồi dưỡng )?(?:kiến thức )?(?:nhận thức|cảm tình|tìm hiểu|đối tượng)(?: về)? ?(?:kết nạp )?(?:đảng)?|(?:học|bồi dưỡng|dự) (?:lớp )?nhận thức về đảng|lớp bồi dưỡng lý luận chính trị|lớp đối tượng"
        ),
    ),
    ("screening", re.compile(r"rà soát, sàng lọc|sàng lọc|đưa [^.;,]{0,50}ra khỏi đảng|xóa tên")),
    (
        "pool",
        re.compile(
            r"tạo nguồn(?: kết nạp| phát triển)?(?: đảng viên| đảng)?(?: mới)?|nguồn (?:kết nạp|phát triển|cảm tình)(?: đảng viên| đảng)?|danh sách (?:nguồn|cảm tình)|cảm tình đảng|nguồn quần chúng|(?:^\W*|bồi dưỡng |tạo )nguồn(?=\s*:)|(?:tạo|xây dựng) nguồn(?=(?: (?:ít nhất|từ|mới))* \d)|giới thiệu(?=(?:[^.;]|\.\d){0,70}cho đảng)|nguồn đảng viên"
        ),
    ),
    (
        "none",
        re.compile(
            r"công nhận đảng viên chính thức|chuyển đảng chính thức|phân công|giúp đỡ|tập huấn|huy hiệu|khen thưởng|xếp loại|hoàn thành (?:tốt|xuất sắc) nhiệm vụ|miễn sinh hoạt|thành lập|trình độ|tuổi đời|đảng viên dự bị"
        ),
    ),
    (
        "admissions",
        re.compile(
            r"kết nạp|phát triển(?= (?:mới|được|từ|ít|trên|khoảng|tối|\d|đảng|thêm|không))|đảng viên mới|(?:chỉ|mục) tiêu(?=[^:;,.\d]{0,40}:?\s\d[\d.]* đảng viên)"
        ),
    ),
)
ACHIEVED = re.compile(
    r"(?:đã (?:kết nạp|phát triển|cử|mở)|(?:kết nạp|phát triển|cử|mở) được|hiện có|kết nạp mới được)[^,;]{0,20}$"
)
AIMED = re.compile(r"phấn đấu|mục tiêu|chỉ tiêu|đề ra|dự kiến")
REPORTED = re.compile(r"(?:kết quả|tình hình|đánh giá|thực trạng|ưu điểm|hạn chế|đặc điểm|khái quát|nguyên nhân)")
CHANGE = re.compile(
    r"tăng (?:(?:từ|ít nhất|tối thiểu|trên|khoảng|hơn|thêm)\s)*(?P<n>\d+(?:[,.]\d+)?)(?:\s?-\s?\d+(?:[,.]\d+)?)?\s?%(?: trở lên)?[^.;]{0,60}?so với (?:kết quả |cùng kỳ |chỉ tiêu |số (?:đảng viên )?(?:kết nạp )?)*(?:của )?(?:năm (?P<y>20\d\d|trước|ngoái)|cùng kỳ|giai đoạn|nhiệm kỳ)"
)
CUT = re.compile(
    r"[,;.:]|\btrong đó\b|\bchú trọng|\bquan tâm|\bưu tiên|\bnhất là\b|\bvà được\b|\bso với\b|\bđể\b|\btừ nguồn\b"
)
PARENS = re.compile(r"\([^()]*\)")
IN_GROUP = re.compile(
    r"(?:\blà\b|\btrong\b|\bở\b|\bthuộc\b|\bvùng\b|\btại\b|\bđối với\b|\btừ\b|\bnguồn\b|\bkhối\b|\bngười\b)"
)
OF_ALL = re.compile(
    r"^\s*(?:trở lên\s*)?(?:/năm\s*)?(?:so với |trên |/ ?|của )?(?:tổng số|tổng|số) ?(?:số )?(?:lượng )?đảng viên|^\s*so với (?:tổng )?(?:số )?đảng viên"
)
SHARE_OF_UNITS = re.compile(
    r"^\s*(?:các |số |tổng số )?(?:chi bộ|đảng bộ|tổ chức|cấp ủy|thôn|khu|nghị quyết|hồ sơ|cơ sở|đơn vị|doanh nghiệp|chỉ tiêu|kế hoạch|trường|tccsđ|chi, đảng|xã|phường|ấp|bản|cán bộ|đảng viên(?! mới (?:là|trong|ở|thuộc))|chi đoàn|bí thư)"
)
MEMBERS_ALREADY = re.compile(r"[^;.%\d]{0,70}\blà đảng viên\b(?! (?:mới|nữ|trẻ))")
"""A share of some people who are to be members ("90% trưởng thôn là đảng viên") counts no admissions."""
DETAIL = re.compile(r"\W*(?:cụ thể|trong đó|gồm|trong số)\b")
SIZE = re.compile(r"(?:thôn|chi bộ|tổ dân phố|khu phố|bản|ấp|buôn|xóm|doanh nghiệp|đơn vị)[^,;.]{0,20} có\s+$")
"""A unit "that has under 5 members" is of that size; no target."""
MAKE_UP = re.compile(r"nâng (?:cao )?tỷ lệ đảng viên (?!mới)[^;.]{0,60}$")
"""What share of some people are members already counts no admissions."""
RAISED = re.compile(r"\s*lên\s+(?:thành\s+)?\d")
"""The figure before "lên" is the old one."""
EACH_BODY = re.compile(r"\bmỗi (?:huyện|thành|thị|đảng|chi|đơn vị|xã|phường|cơ sở|tổ chức)")
EACH = re.compile(
    r"\b(?:mỗi|từng) (?:chi bộ|đảng bộ|tổ chức|tccsđ|thôn|đơn vị|cơ sở|xã|phường|trường|chi, đảng|đảng ủy|chi đoàn|ấp|khu phố|doanh nghiệp|năm học|lớp|huyện)"
)
OWN_NAME = re.compile(r"(?:toàn )?(?:đảng bộ|đảng ủy|chi bộ)\b[^,;:]*?(?=phấn đấu|kết nạp|phát triển|[,;:]|$)")
QUARTERLY = re.compile(r"(?:quý (?:i|ii|iii|iv|\d)\b|6 tháng (?:đầu|cuối) năm|tháng \d+)[^,;]{0,25}$")
BARE = re.compile(
    r"(?:đảng viên(?: mới)?|kết nạp(?: mới)?|phát triển(?: mới)?|chỉ tiêu(?: kết nạp[^,;]{0,30})?|quần chúng(?: ưu tú)?)(?: (?:là|đạt|được|của [^,;]{3,40}))*\s*[:=]?\s*$"
)
LEADS = re.compile(r"trong đó|cụ thể|bao gồm|gồm|như sau|cơ cấu")


@dataclass
class Context:
    """What a following clause or bullet may rest on."""

    source: str
    year: int | None
    taken: list[tuple[int, int]]
    measure: str | None = None
    open: bool = False
    past: int = 99
    looked: int = 0
    begins: int | None = None
    told: bool = False
    """The sentence before told of what was done."""
    items: list[Item] = field(default_factory=list)

    def keep(self, block: Block, start: int, end: int, values: dict[str, Any]) -> None:
        self.items.append(Item(values, Place(block, start, end).quote(self.source)))


def targets(
    source: str, blocks: list[Block], period: dict[str, int] | None, taken: list[tuple[int, int]]
) -> list[Item]:
    """Targets in the order of the text, each once; the first that counts the whole is marked `whole`.

    `taken` are source spans that say something else (rows of an allocation).
    """
    spoken = period or {}
    context = Context(source, spoken.get("year"), taken, begins=spoken.get("year") or spoken.get("from"))
    for block in blocks:
        if context.looked > MOST_LOOKED:
            break
        if block.rank <= 4 and len(block.words) < 140:
            if REPORTED.match(block.small[block.body :]) and not AHEAD.search(block.small):
                context.past = block.rank
            elif block.rank <= context.past:
                context.past = 99
        if context.past < 99:
            continue
        if not (context.open and block.rank >= 5) and not DETAIL.match(block.small, block.body):
            context.measure = None
        for start, end in sentences(block, block.body):
            read_sentence(block, start, end, context)
        context.open = bool(context.measure) and (
            block.text.endswith((":", ";", ",")) or (context.open and block.rank >= 5)
        )
    return unique(context.items)


def unique(found: list[Item]) -> list[Item]:
    """Each target once; a bare figure said elsewhere as the least ("100 … trở lên") is the same target."""
    seen: set[tuple[Any, ...]] = set()
    kept = []
    least = {
        (item.values["measure"], item.values["group"], item.values["unit"], item.values["min"])
        for item in found
        if item.values["max"] is None
    }
    for item in found:
        values = item.values
        bare = values["max"] is not None and values["min"] == values["max"]
        if bare and (values["measure"], values["group"], values["unit"], values["min"]) in least:
            continue
        key = tuple(
            item.values[name] for name in ("measure", "group", "min", "max", "unit", "change_percent", "base_year")
        )
        if key not in seen:
            seen.add(key)
            kept.append(item)
    head = next(
        (item for item in kept if item.values["measure"] == "admissions" and not item.values.pop("each", False)), None
    )
    for item in kept:
        item.values.pop("each", None)
        item.values["whole"] = item is head
    return kept


@dataclass(frozen=True)
class Sentence:
    """One sentence of a paragraph, with its words of measure and the rise it names."""

    block: Block
    start: int
    end: int
    marks: list[tuple[int, int, str]]
    change: re.Match[str] | None

    @property
    def small(self) -> str:
        return self.block.small[self.start : self.end]


def read_sentence(block: Block, start: int, end: int, context: Context) -> None:
    small = block.small[start:end]
    if is_past(small, context.begins) or (context.told and DETAIL.match(small) and not AHEAD.search(small)):
        context.told = True
        return
    context.told = False
    marks = measure_marks(small)
    if not marks and not context.measure and "học viên" not in small:
        return
    sentence = Sentence(block, start, end, marks, CHANGE.search(small))
    numbers = amounts(small)[:MOST_AMOUNTS]
    context.looked += len(numbers)
    found = [each for each in numbers if usable(each, sentence, context)]
    before = len(context.items)
    keep_all(sentence, found, context)
    first_end = next((each.end for each in found if each.unit == "person"), 0)
    if sentence.change:
        lead = small[: sentence.change.start()]
        if not (";" in lead[first_end:] and EACH_BODY.search(lead)):
            attach_change(sentence, sentence.change, context, before)


def keep_all(sentence: Sentence, found: list[Amount], context: Context) -> None:
    """Each number with its measure and its group; words used for one are not used for the next."""
    small, at = sentence.small, 0
    for index, each in enumerate(found):
        stop = found[index + 1].start if index + 1 < len(found) else len(small)
        measure = measure_of(each, sentence, stop, context)
        if measure in (None, "none"):
            at = each.end
            continue
        group, used = group_of(each, small, at, stop)
        if acceptable(each, small, group, measure, context):
            values = {
                "measure": measure,
                "group": group,
                "min": tidy(each.least),
                "max": tidy(each.most),
                "unit": each.unit,
                "change_percent": None,
                "base_year": None,
                "whole": False,
                "each": EACH.search(small[at : each.start]) is not None,
            }
            context.keep(sentence.block, sentence.start, sentence.end, values)
            context.measure = measure
        at = used


def measure_marks(small: str) -> list[tuple[int, int, str]]:
    """(start, end, measure) of every word that says what is counted; longer notions hide the words inside them."""
    text, found = small, []
    for code, pattern in MEASURES:
        found += [(match.start(), match.end(), code) for match in pattern.finditer(text)]
        text = pattern.sub(lambda match: "\0" * len(match[0]), text)
    return sorted(found)


def usable(each: Amount, sentence: Sentence, context: Context) -> bool:
    small, change = sentence.small, sentence.change
    if change and change.start() <= each.start < change.end():
        return False
    if RAISED.match(small[each.end :]):
        return False
    if inside(context.taken, sentence.block.at[sentence.start + each.start]):
        return False
    if counts_no_target(small, each.start, each.end, each.noun, context.begins):
        return False
    lead = small[max(0, each.start - 90) : each.start]
    if re.search(r"mỗi lớp[^,;]*$", lead) or (each.least is None and SIZE.search(lead)):
        return False
    if QUARTERLY.search(lead) or (ACHIEVED.search(lead) and not AIMED.search(small[: each.start])):
        return False
    if each.unit == "percent" and MAKE_UP.search(lead):
        return False
    if each.unit == "percent":
        return not SHARE_OF_UNITS.match(re.sub(r"^\s*(?:trở lên|số)\s", " ", small[each.end :])) or bool(
            OF_ALL.match(small[each.end :])
        )
    return bool(each.noun) or bool(BARE.search(lead)) or is_group_count(each, small, lead)


def is_group_count(each: Amount, small: str, lead: str) -> bool:
    """A bare number right after a group, in a list of such: "Nữ 04; Đoàn viên 06"."""
    near = re.split(r"[;,.(]", lead)[-1]
    if (each.least or 0) >= 1000 or len(near.split()) > 6 or re.search(r"(?:lớp|khối|năm|học)\s*$", near):
        return False
    return bool(re.match(r"\s*(?:[;,.)]|$)", small[each.end :]) and groups_in(near[-24:]))


def inside(spans: list[tuple[int, int]], where: int) -> bool:
    """True when `where` lies in one of `spans`, which stand in order."""
    at = bisect_right(spans, (where, float("inf"))) - 1
    return at >= 0 and spans[at][0] <= where < spans[at][1]


def measure_of(each: Amount, sentence: Sentence, stop: int, context: Context) -> str | None:
    """The measure nearest before in the clause; a class or pool named right after wins over a far one."""
    small, marks = sentence.small, sentence.marks
    clause = max(small.rfind(";", 0, each.start), small.rfind(". ", 0, each.start)) + 1
    before = [mark for mark in marks if clause <= mark[0] and mark[1] <= each.start + 1]
    cut = small.find(";", each.end)
    bracket = re.match(r"[^(;]{0,20}\([^)]{0,120}\)", small[each.end :])
    stop = max(stop, each.end + bracket.end() + 60) if bracket else stop
    reach = min(stop, cut if cut >= 0 else len(small), each.end + 160)
    after = [mark for mark in marks if each.end - 1 <= mark[0] < reach]
    if before and each.start - before[-1][1] <= 40 and before[-1][2] != "none":
        near = before[-1][2]
        if near in {"admissions", "class"} or not after:
            return near
    for mark in after:
        if mark[2] in ("class", "pool", "screening") and each.noun in (
            "quần chúng",
            "người",
            "đoàn viên",
            "đồng chí",
            "học sinh",
            "giáo viên",
            "giảng viên",
            "phụ nữ",
            "chiến sĩ",
            "quân nhân",
            "sinh viên",
            "thanh niên",
            "học viên",
            "cán bộ",
            "công nhân",
            "hội viên",
            "đảng viên",
        ):
            return mark[2]
    if before:
        return before[-1][2]
    if re.match(
        r"\s*(?:mới|được)?\s*(?:trở lên)?\s*(?:(?:so với |trên )?(?:tổng )?số (?:lượng )?đảng viên )?(?:mới )?(?:được )?kết nạp",
        small[each.end :],
    ):
        return "admissions"
    earlier = [mark for mark in marks if mark[1] <= each.start and mark[2] != "none"]
    if earlier or context.measure:
        return earlier[-1][2] if earlier else context.measure
    whole_class = each.noun == "học viên" and not re.search(r"mỗi (?:lớp|đợt)[^,;]*$", small[: each.start])
    return "class" if whole_class and "lớp" in small else None


def group_of(each: Amount, small: str, at: int, stop: int) -> tuple[str | None, int]:
    """(group, letter up to which the words are used): before the number ("nữ: 20") or after it ("20% là nữ")."""
    before = OWN_NAME.sub(" ", PARENS.sub(" ", BODIES.sub(" ", small[at : each.start])))
    before = re.split(r"\btrong đó\b|;|:(?=.*:)|\bkết nạp\b(?!.*\bkết nạp\b)(?=\s*$)", before)[-1]
    named = groups_in(before)
    own = groups_in(small[each.start : each.end])
    if own and at and re.search(r"(?:\bvà|,)\s*$", small[at : each.start]) and ":" not in small[at : each.start]:
        named = []
    short = len(before) < 150
    if named and short and at and re.match(r"\s*(?:là|thuộc)\s", small[each.end :]):
        named = []
    if named and short and (at or IN_GROUP.search(before) or (re.match(r"^[\s\-+]*\S", before) and len(before) < 60)):
        return named[0][0], each.end
    after = small[each.end : stop]
    flat = PARENS.sub(lambda found: " " * len(found[0]), after)
    cut = CUT.search(flat)
    used = each.end + (cut.start() if cut else len(flat))
    reach = flat[: cut.start() if cut else len(flat)]
    if own:
        return own[0][0], used
    bodies_gone = re.sub(r"\b(?:toàn |các )?(?:đảng bộ|đảng ủy)\b.*", " ", BODIES.sub(" ", reach))
    named = groups_in(bodies_gone)
    if named and (IN_GROUP.search(bodies_gone[: named[0][1] + 1]) or named[0][1] <= 2 or each.unit == "percent"):
        return named[0][0], used
    return None, used if each.unit == "percent" else each.end


def acceptable(each: Amount, small: str, group: str | None, measure: str, context: Context) -> bool:
    if each.unit == "percent" and MEMBERS_ALREADY.match(small[each.end :]):
        return False
    if each.unit == "percent" and group is None:
        rest = small[each.end :]
        rate = re.search(r"tỷ lệ (?:kết nạp|phát triển)[^,;]{0,80}$", small[max(0, each.start - 130) : each.start])
        return bool(
            OF_ALL.match(rest)
            or each.yearly
            or rate
            or (measure == "screening" and "đảng viên" in each.noun + rest[:20])
        )
    if (
        re.search(r"(?:chiếm|đạt)\s*$", small[max(0, each.start - 20) : each.start])
        and each.unit == "percent"
        and "(" in small[max(0, each.start - 12) : each.start]
    ):
        return False
    if each.unit == "percent" and re.search(r"\([^)]{0,14}$", small[max(0, each.start - 20) : each.start]):
        return False
    if group is None and context.open and each.unit == "person" and not EACH.search(small) and not measure_marks(small):
        return False
    return not (each.least == 0 or (each.least is None and each.most is None))


def attach_change(sentence: Sentence, change: re.Match[str], context: Context, before: int) -> None:
    """Put "tăng 40% so với năm 2022" to the target just named, or keep it as a target by itself."""
    named = change["y"] or ""
    base = int(named) if named.isdigit() else context.year - 1 if context.year and named else None
    fresh = [
        item
        for item in context.items[before:]
        if item.values["measure"] == "admissions" and item.values["unit"] == "person"
    ]
    percent = tidy(value(change["n"].replace(".", ",")))
    if fresh:
        fresh[0].values.update(change_percent=percent, base_year=base)
    elif any(mark[2] == "admissions" for mark in sentence.marks):
        values: dict[str, Any] = {"measure": "admissions", "group": None, "min": None, "max": None, "unit": "person"}
        values |= {"change_percent": percent, "base_year": base, "whole": False}
        context.keep(sentence.block, sentence.start, sentence.end, values)


MOST_LOOKED = 3_000
"""Numbers of a document that are looked at. Beyond this a text is no plan, and reading on would only cost time."""
MOST_AMOUNTS = 60
"""Numbers of one sentence that are looked at."""
