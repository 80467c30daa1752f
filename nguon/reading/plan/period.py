"""The year or the span of years a plan is for."""

import re

from nguon.reading.plan.draft import Place
from nguon.reading.plan.layout import Piece, sentences
from nguon.reading.plan.letters import norm

SPAN = re.compile(r"(?:giai đoạn|nhiệm kỳ|từ năm|các năm|thời kỳ)\s*(?P<a>20\d\d)\s*(?:-|đến(?: năm)?)\s*(?P<b>20\d\d)")
SCHOOL = re.compile(r"năm học\s*(?P<a>20\d\d)\s*-\s*(?P<b>20\d\d)")
YEAR = re.compile(
    r"(?<!đến )(?<!hết )(?<!trước )(?<!từ )(?:năm|cả năm|tháng \d{1,2}\s?/)\s*(?P<y>20\d\d)(?!\s*[-–]\s*20\d\d)(?!\d)"
)
AND_LATER = re.compile(r",? và (?:cả )?năm (?P<y>20\d\d)(?!\d)")
"""A plan for two years: "6 tháng cuối năm 2025 và năm 2026"."""
MADE = re.compile(r"(?:ban hành|xây dựng|đề ra|triển khai)[^.;]{0,40}?(?:kế hoạch|hướng dẫn|chỉ tiêu)[^.;]{0,200}")
AIM = re.compile(r"(?:kết nạp|phát triển)[^.;\d]{0,40}\d[\d.]*[^.;]{0,15}(?:đảng viên|đồng chí|%)")


AHEAD = re.compile(r"(?<=\W)(?:phương hướng|nhiệm vụ)[^.;]{0,40}20\d\d")
"""What a report says of the time to come counts, not the year it reports on."""


def spoken_period(small: str) -> tuple[dict[str, int], int, int] | None:
    """The period a title or phrase names, with its place."""
    ahead = AHEAD.search(small)
    if ahead:
        small = " " * ahead.start() + small[ahead.start() :]
    span = SPAN.search(small) or SCHOOL.search(small)
    year = YEAR.search(small)
    if span and (year is None or span.start() < year.start()):
        first, last = int(span["a"]), int(span["b"])
        if first < last:
            return {"from": first, "to": last}, span.start(), span.end()
    if year:
        later = AND_LATER.match(small, year.end())
        if later and int(later["y"]) > int(year["y"]):
            return {"from": int(year["y"]), "to": int(later["y"])}, year.start(), later.end()
        return {"year": int(year["y"])}, year.start(), year.end()
    return None


def period(
    title: str | None,
    title_piece: Piece | None,
    preamble: list[Piece],
    body: list[Piece],
    *,
    standing: bool,
    report: bool = False,
) -> tuple[dict[str, int] | None, Place | None]:
    """From the title, else the sentence that makes the plan, else the sentence of the target.

    `standing` documents (guides) have a period only when the title says so. A press report may tell of the year
    gone by and the year to come: there the later counts.
    """
    if title:
        found = spoken_period(norm(title))
        if found:
            return found[0], Place(title_piece, 0, len(title_piece.text)) if title_piece else None
    if standing:
        return None, None
    for block in reversed(preamble):
        made = list(MADE.finditer(block.small))
        for each in reversed(made):
            found = spoken_period(each[0])
            if found:
                return found[0], Place(block, each.start(), each.end())
    aims = aimed(body)
    best = max(aims, key=lambda each: max(each[0].values()), default=None) if report else next(iter(aims), None)
    return best or (None, None)


def aimed(body: list[Piece]) -> list[tuple[dict[str, int], Place]]:
    """The periods of the sentences that set a target, in order."""
    found = []
    for block in body:
        for start, end in sentences(block):
            small = block.small[start:end]
            aim = AIM.search(small)
            head = spoken_period(small)
            past = re.search(
                r"đã (?:kết nạp|phát triển)|(?:kết nạp|phát triển) được(?! từ)|kết quả", small
            ) and not re.search(r"phấn đấu|mục tiêu", small)
            if aim and head and not past and head[1] <= aim.end() and not re.search(r"so với[^,;]*$", small[: head[1]]):
                found.append((head[0], Place(block, start, end)))
    return found
