"""Duties with a day (obligations) and duties that come again (cadences), with who owes them."""

import re
from dataclasses import dataclass, field
from typing import Any

from nguon.reading.plan.actors import LEAD, ORDERED, actor_at_start, actor_within, recipient, subject_after_time
from nguon.reading.plan.dates import Day, day_before, deadline
from nguon.reading.plan.draft import Item, Place
from nguon.reading.plan.layout import Block, Line, sentences
from nguon.reading.plan.letters import norm
from nguon.reading.plan.recurring import EVERY, PERIODIC, standing_day
from nguon.reading.plan.timetable import timetable

ACTIONS = (
    (
        "submit_dossiers",
        re.compile(
            r"(?:gửi|nộp|trình|chuyển|hoàn (?:tất|thành|thiện|chỉnh)|lập)[^.;]{0,40}?hồ sơ|hồ sơ[^.;]{0,80}?(?:gửi|nộp|trình|chuyển|về ban)"
        ),
    ),
    ("report", re.compile(r"(?<!nghe )báo cáo(?! viên| chính trị)|gửi (?:kết quả|tình hình|số liệu)|tổng hợp kết quả")),
    ("open_class", re.compile(r"(?:mở|tổ chức|khai giảng)[^.;,]{0,40}?(?:các )?lớp")),
    (
        "review_pool",
        re.compile(
            r"(?:rà soát|khảo sát|bổ sung|điều chỉnh|lập|cập nhật|xét|xem xét|duyệt|thống kê|gửi|đăng ký|lựa chọn|đưa vào)[^.;]{0,110}?(?:nguồn|danh sách(?! đảng viên)|cảm tình đảng|quần chúng)|danh sách (?:nguồn|quần chúng|cảm tình)|việc (?:rà soát|khảo sát)[^.;]{0,30}(?:tiến hành|thực hiện)"
        ),
    ),
    (
        "issue_plan",
        re.compile(
            r"(?:xây dựng|ban hành|lập|gửi|cụ thể hóa|đề ra|hoàn thành)[^.;]{0,60}?(?:kế hoạch|chương trình hành động|nghị quyết)|kế hoạch[^.;]{0,60}?(?:gửi về|được ban hành)"
        ),
    ),
)
LISTED = re.compile(
    r"(?:lập|rà soát|xét chọn|lựa chọn)[^.;,]{0,60}(?:danh sách(?! đảng viên)|nguồn|quần chúng)(?:(?!hồ sơ)[^.;]){0,60}?"
    r"\s(?:báo cáo|gửi|trình|nộp)(?! (?:kết quả|tình hình|tiến độ|định kỳ))(?:(?!hồ sơ)[^.;]){0,80}$"
)
PLANNED = re.compile(
    r"(?:xây dựng|ban hành)[^.;,]{0,40}kế hoạch(?:(?!hằng)[^.;]){0,60}?\s(?:báo cáo|gửi|trình)(?! (?:báo cáo|kết quả|tình hình|tiến độ|định kỳ|quý))(?:(?!hằng|báo cáo)[^.;]){0,80}$"
)
FILED = re.compile(r"hồ sơ[^.;]{0,60}(?:gửi|nộp|trình|báo cáo|chuyển|về)(?!.*(?:kết quả|tình hình))[^.;]{0,120}$")
DUE = re.compile(
    r"(?:(?P<cue>từ (?:ngày )?\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{4})?\s(?:đến|-)(?: hết)?|trước|chậm nhất(?: là)?|xong(?: trước)?|hoàn thành(?: (?:việc[^,;.]{0,60}?|xong))?(?: trước)?|hạn (?:cuối|chót)?(?: là)?|đến hết|hết|không quá|thời (?:gian|hạn)(?: hoàn thành)?(?: gửi)?:?|kể từ)\s*)"
    r"(?:\d{1,2}\s?(?:giờ|h|g)\s?(?:\d{2})?(?: phút)?,?\s+)?(?:(?:ngày|vào|trong|là|hết|đến)\s+){0,3}(?=\d|tháng\s?\d|quý\s)"
)
WITHIN = re.compile(
    r"(?P<cue>trong|vào|xong trong|hoàn thành trong)\s+(?=tháng\s?\d|quý\s(?:iv|iii|ii|i|[1-4])\b)|vào\s+(?=ngày\s?\d)|(?<=\()(?=trước)"
)
HALF_DUE = re.compile(r"(?: đầu năm)?,?\s\(?(?:trước|chậm nhất)[^;.()]{0,20}\d(?![^;.()]{0,25}hằng năm)")
YEARLY = re.compile(r"\s*(?:,|của)?\s*(?:hằng năm|mỗi năm|của năm|các năm)")
MOST_CUES = 12
"""Days and words of time of one clause that are looked at."""
URGED = re.compile(r"(?:đôn đốc|hướng dẫn|chỉ đạo|kiểm tra|theo dõi|giúp|yêu cầu|giao cho)[^.;,]{0,120}?$")
DONE = re.compile(
    r"chỉ tiêu (?:kết nạp[^.;,]{0,30} )?(?:được giao )?$|(?:đánh giá|phân loại|xếp loại|bình xét|nhận xét)[^.;]{0,80}$"
)


@dataclass
class Duties:
    """Found so far; `year` completes dates printed without one."""

    source: str
    year: int | None
    obligations: list[Item] = field(default_factory=list)
    cadences: list[Item] = field(default_factory=list)
    actor: str | None = None
    action: str | None = None
    """What the clause before told to do: "gửi danh sách: đợt 1 trước …; đợt 2 trước …"."""
    before: str = ""
    """The clause before, for one that tells no more than the day: "mở 2 lớp …; hoàn thành trước …"."""
    seen: set[tuple[Any, ...]] = field(default_factory=set)
    told: set[tuple[int, str]] = field(default_factory=set)

    def add(self, to: str, values: dict[str, Any], place: Place) -> None:
        key = (to, norm(values["actor"] or ""), values["action"], values.get("due") or values.get("every"))
        if key not in self.seen:
            self.seen.add(key)
            getattr(self, to).append(Item(values, place.quote(self.source)))

    def repeat(self, clause: "Clause", action: str, every: str, actor: str | None) -> None:
        """A duty that comes again; to whom it goes is told for reports and dossiers."""
        to = recipient(clause.text) if action in ("report", "submit_dossiers") else None
        self.add("cadences", {"actor": actor, "action": action, "recipient": to, "every": every}, clause.place())


def duties(source: str, blocks: list[Block], lines: list[Line], year: int | None) -> tuple[list[Item], list[Item]]:
    """(obligations, cadences) of the body, in order."""
    found = Duties(source, year)
    headings: list[tuple[int, str | None, bool]] = []
    rows = timetable(source, lines, year)
    told = {start for item, _ in rows for start in range(item.quote.start, item.quote.end)}
    for block in blocks:
        if told and block.at[0] in told:
            continue
        while headings and headings[-1][0] >= block.rank:
            headings.pop()
        own = actor_at_start(block.words)
        lead = is_lead(block)
        inherited = next((who for _, who, leads in reversed(headings) if leads and who), None)
        found.actor = inherited
        read_block(block, found, inherited)
        headings.append((block.rank if block.rank < 9 or lead else 8, own, lead))
    for item, work in rows:
        item.values["action"] = nearest_action(work, len(work)) or "other"
        if item.values["action"] not in ("report", "submit_dossiers", "review_pool"):
            item.values["recipient"] = None
        found.obligations.append(item)
    return found.obligations, found.cadences


def is_lead(block: Block) -> bool:
    """True for a heading or a line that opens a list: what follows belongs to it."""
    return len(block.words) < 170 and (not block.words.endswith((".", ";")) or block.words.endswith(":"))


def read_block(block: Block, found: Duties, inherited: str | None) -> None:
    subject = inherited
    for start, end in sentences(block, block.body):
        at = start
        found.action, found.before = None, ""
        for clause in clause_spans(block.small, start, end):
            text = block.text[clause[0] : clause[1]]
            own = actor_at_start(text)
            if own is None and at == start:
                own = subject_after_time(text)
            if own and (at == start or ORDERED.match(norm(text.strip())) or is_subject(text, own)):
                subject = own
            found.actor = subject
            read_clause(Clause(block, *clause), found)
            found.before = block.small[clause[0] : clause[1]]
            at = clause[1]


def is_subject(text: str, own: str) -> bool:
    """A clause after a semicolon names a new actor when it goes on to say what to do."""
    return (len(own) < 80 and text.strip()[:1].isupper()) or ":" in text[: len(own) + 6]


def clause_spans(small: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans between semicolons, blanks trimmed."""
    spans, at = [], start
    for stop in [found.start() + start for found in re.finditer(";", small[start:end])] + [end]:
        begin = at
        while begin < stop and small[begin] in " ;-–+":
            begin += 1
        if begin < stop:
            spans.append((begin, stop))
        at = stop + 1
    return spans


@dataclass(frozen=True)
class Clause:
    """Letters [start, end) of a paragraph: between semicolons."""

    block: Block
    start: int
    end: int

    @property
    def at(self) -> int:
        """Where it begins in the source."""
        return self.block.at[self.start]

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]

    @property
    def small(self) -> str:
        return self.block.small[self.start : self.end]

    def place(self) -> Place:
        return Place(self.block, self.start, self.end)


def read_clause(clause: Clause, found: Duties) -> None:
    small, text = clause.small, clause.text
    dated = read_due(clause, found)
    for every, pattern in EVERY:
        matches = [] if (clause.at, every) in found.told else [*pattern.finditer(small)][:MOST_CUES]
        for match in matches:
            if every == "half_year" and HALF_DUE.match(small, match.end()) and "định kỳ" not in small[: match.end()]:
                break
            action = cadence_action(small, match, every)
            if action and not (every == "year" and taken_by(small, match)):
                found.repeat(clause, action, every, who_acts(text, match.start(), found.actor))
                dated = True
                break
    if not dated:
        read_periodic(clause, found)


def taken_by(small: str, match: re.Match[str]) -> bool:
    """True where "Quý IV hằng năm" stands: it is not yearly."""
    return bool(re.search(r"quý (?:iv|4)\s*(?:của )?$", small[: match.start()]))


def read_due(clause: Clause, found: Duties) -> bool:
    """Days and standing days ("ngày 25 hằng tháng") of a clause; true where there was one."""
    hit = False
    small = clause.small
    for cue in [*DUE.finditer(small), *WITHIN.finditer(small)][:MOST_CUES]:
        at = cue.end() + (5 if small.startswith("ngày ", cue.end()) else 0)
        on = day_at(small, cue, at, found.year)
        every = standing_day(small, at)
        if every:
            action = nearest_action(small, at) or "other"
            found.repeat(clause, action, every, who_acts(clause.text, cue.start(), found.actor))
            found.told.add((clause.at, every))
            hit = True
        elif on and not (in_brackets(small, cue.start()) and re.search(r"riêng|lần đầu", small)):
            hit |= keep_due(clause, found, cue, on)
    return hit


def day_at(small: str, cue: re.Match[str], at: int, year: int | None) -> Day | None:
    """The day named at `at`: of two months or quarters the later, before a month its eve."""
    on = deadline(small, at, year)
    if on is None:
        return None
    later = re.match(r"(?:\s?/\s?\d{4})?\s*(?:và|,|-|đến)\s*(?=quý|tháng \d)", small[on.end :])
    if "trước" in cue[0] and small.startswith(("tháng", "quý"), at):
        return day_before(on, months=3 if small.startswith("quý", at) else 1)
    return (later and deadline(small, on.end + later.end(), year)) or on


def in_brackets(small: str, at: int) -> bool:
    return small.count("(", 0, at) > small.count(")", 0, at)


AGAIN = re.compile(r"định kỳ|hằng (?:quý|tháng)|(?:6|06|sáu) tháng \(")
NO_DUTY = re.compile(
    r"(?:(?<!học )\bsinh(?! (?:viên|hoạt))|\btính|được kết nạp|có hiệu lực|(?:được|đã) ban hành|thành lập)[^,;]{0,20}$"
)


def keep_due(clause: Clause, found: Duties, cue: re.Match[str], on: Day) -> bool:
    small = clause.small
    within = WITHIN.match(small, cue.start()) is not None
    action = nearest_action(small, cue.start(), on.end) or (found.action if PART.match(small) else None)
    if action is None and DAY_ALONE.match(small):
        action = nearest_action(found.before, len(found.before))
    found.action = action
    who = who_acts(clause.text, cue.start(), found.actor)
    lead = small[: cue.start()]
    if not on.stated and AGAIN.search(lead) and not re.search(r"hằng năm|mỗi năm", lead):
        return False
    days = [on, *further(small, on.end, found.year)]
    if YEARLY.match(small, days[-1].end) or (not on.stated and re.search(r"hằng năm|mỗi năm", lead)):
        if action or not within:
            if len(days) > 1:
                found.told.add((clause.at, "year"))
            found.repeat(clause, action or "other", {2: "half_year", 4: "quarter"}.get(len(days), "year"), who)
        return True
    if within and action is None and not re.search(r"sơ kết|tổng kết|hoàn thành", small):
        return False
    if NO_DUTY.search(small[: cue.start()]):
        return False
    to = recipient(clause.text)
    for each in days:
        values = {"actor": who, "action": action or "other", "recipient": to, "due": each.on.isoformat()}
        found.add("obligations", values, clause.place())
    return True


DAY_ALONE = re.compile(
    r"(?:(?:phải|tất cả|việc này|cần) )*(?:hoàn thành|xong|thời gian|thời hạn|chậm nhất|trước|trong)\b"
)
PART = re.compile(r"(?:đợt|lần|lớp|giai đoạn|kỳ)\s")
FURTHER = re.compile(r"\s*(?:,|và)\s*(?:ngày\s)?(?=\d{1,2}[/\-]\d)")


def further(small: str, at: int, year: int | None) -> list[Day]:
    """The days that follow a first one: "trước ngày 25/6 và 25/12"."""
    days: list[Day] = []
    while (gap := FURTHER.match(small, at)) and (on := deadline(small, gap.end(), year)) and len(days) < MOST_CUES:
        days.append(on)
        at = on.end
    return days


def nearest_action(small: str, begin: int, end: int | None = None) -> str | None:
    """The act closest before the day, else the first after it."""
    if LISTED.search(small[: end or begin]):
        return "review_pool"
    if FILED.search(small[: end or begin]):
        return "submit_dossiers"
    if PLANNED.search(small[: end or begin]):
        return "issue_plan"
    best: tuple[int, str] | None = None
    for action, pattern in ACTIONS:
        for match in pattern.finditer(small[: end or begin]):
            if best is None or match.start() > best[0]:
                best = (match.start(), action)
                if action == "submit_dossiers":
                    best = (match.end(), action)
    if best:
        return best[1]
    for action, pattern in ACTIONS:
        if pattern.search(small, begin):
            return action
    return None


def cadence_action(small: str, match: re.Match[str], every: str) -> str | None:
    """What is done again: the first act after the word of time, else the last before it."""
    order = LEAD.match(small)
    small = " " * order.end() + small[order.end() :] if order else small
    after: list[tuple[int, str]] = []
    before: list[tuple[int, str]] = []
    for action, pattern in ACTIONS:
        if action == "submit_dossiers" and every == "year":
            continue
        hit = pattern.search(small, match.start())
        if hit:
            after.append((hit.start(), action))
        before += [
            (hit.start(), action)
            for hit in pattern.finditer(small[: match.end()])
            if not URGED.search(small[max(0, hit.start() - 150) : hit.start()])
        ]
    near = min(after, default=None)
    last = max(before, default=None)
    if every == "year":
        if last and last[1] in ("issue_plan", "report", "open_class") and not DONE.search(small[: match.start()]):
            return last[1]
        if (
            near
            and near[0] - match.end() < 120
            and not URGED.search(small[match.end() : near[0]])
            and not DONE_LATER.search(small[: match.start()])
        ):
            return near[1]
        return None
    if near and near[0] - match.end() < 130:
        return near[1]
    return last[1] if last and match.start() - last[0] < 160 else None


DONE_LATER = re.compile(r"(?:đánh giá|phân loại|xếp loại|kết nạp|phát triển đảng viên|đạt)[^.;,]{0,60}$")


def read_periodic(clause: Clause, found: Duties) -> None:
    """A report said to be regular, no period given."""
    small = clause.small
    for match in [*PERIODIC.finditer(small)][:MOST_CUES]:
        report = ACTIONS[1][1].search(small, match.start())
        before = re.search(r"(?:chế độ )?báo cáo(?: định kỳ)?[^.;,]{0,60}$", small[: match.end()])
        if (report and report.start() - match.end() < 140) or before:
            found.repeat(clause, "report", "periodic", who_acts(clause.text, match.start(), found.actor))
            return


def who_acts(text: str, before: int, subject: str | None) -> str | None:
    """The subject named nearest before the day, else the one of the sentence, the block or the heading."""
    inner = actor_within(text, before + 45)
    start = actor_at_start(text)
    if start:
        return start
    return inner or subject
