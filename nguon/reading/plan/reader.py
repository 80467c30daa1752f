"""Putting the parts together: one document in, one draft out."""

import re
from collections.abc import Mapping
from typing import Any

from nguon.reading.plan import press
from nguon.reading.plan.allocations import Allocation, allocations
from nguon.reading.plan.citations import Citation, citations, cited_in, once
from nguon.reading.plan.draft import Item, Mark, Place, PlanDraft
from nguon.reading.plan.duties import duties
from nguon.reading.plan.groups import priority_groups
from nguon.reading.plan.layout import Block, Piece
from nguon.reading.plan.letterhead import Letterhead, committee, letterhead
from nguon.reading.plan.letters import squeeze
from nguon.reading.plan.period import period
from nguon.reading.plan.pool import pool_ratio
from nguon.reading.plan.relevance import is_about_membership
from nguon.reading.plan.responsible import responsible
from nguon.reading.plan.signature import signature
from nguon.reading.plan.targets import targets
from nguon.reading.plan.tasks import tasks
from nguon.reading.plan.zones import Zones, zones
from nguon.reading.source import SourceText

MADE_BY = re.compile(
    r"(?P<who>(?:ban thường vụ|ban tổ chức|ban chấp hành|đảng ủy|đảng bộ|chi bộ|chi ủy|tỉnh ủy|huyện ủy|thành ủy|quận ủy|thị ủy|cấp ủy)[^.;:,\d]{0,90}?)\s*,?\s*"
    r"(?:(?:đề ra|đã|tiếp tục|nay|thống nhất|hướng dẫn|yêu cầu) )*(?:ban hành|xây dựng|đề ra|triển khai|hướng dẫn|lập|giao chỉ tiêu)(?: và [a-zà-ỹđ ]{3,20})?\s*(?:kế hoạch|hướng dẫn|một số|chỉ tiêu|thực hiện|công tác|việc|nội dung|chương trình|nghị quyết|các|cho)"
)
ANNOUNCED = re.compile(
    r"(?:có|theo|kèm|tại|xem|như|ở)?\s*(?:các )?(?:phụ lục|biểu(?: mẫu)?(?: chi tiết| phân bổ| số)?|bảng (?:phân bổ|chỉ tiêu|giao)|danh sách)(?: (?:số )?(?:\d+|i+|phân bổ|chỉ tiêu|chi tiết|giao|kết nạp|đảng viên|và|,|0\d|biểu mẫu|năm \d{4}))*\s*(?:(?:được )?(?:gửi |ban hành )?(?:kèm theo|đính kèm|kèm))"
    r"|(?:theo|tại|xem) (?:các )?(?:phụ lục|biểu phân bổ|bảng phân bổ)|\((?:có )?(?:phụ lục|biểu|bảng)[^)]{0,60}(?:kèm|đính)[^)]*\)|kèm theo (?:kế hoạch này )?(?:là )?(?:phụ lục|biểu|bảng|danh sách)"
)
REVIEW = re.compile(
    r"những năm qua|thời gian qua|tuy nhiên|còn (?:một số |nhiều )?hạn chế|đạt (?:được )?(?:những |nhiều )?kết quả|chưa (?:được )?quan tâm"
)
"""A look back before the first section: what is cited there is told of, not carried out."""
GROUND = re.compile(
    r"^\W*(?:(?:tiếp tục |triển khai )?thực hiện|căn cứ|theo|để|trên cơ sở|nhằm|quán triệt|xét|xuất phát)\b"
)
ELSEWHERE = "not_membership_development"
STANDING_TYPES = ("HD", "QĐ", "QC")


def read_plan(source: SourceText | str) -> PlanDraft:
    """The draft of one document. Never raises for a text, however odd; what it does not find stays None or empty."""
    text = source if isinstance(source, str) else source.text
    parts = zones(text)
    draft = PlanDraft()
    report = press.is_report(parts)
    if report:
        kind, head = press.reported(parts.lines, parts.text_blocks)
    else:
        kind, head = parts.type_code, letterhead(parts)
        kind = kind or kind_in_number(head.number)
        if head.issuer is None:
            name_issuer(parts, head)
    signer, signed = (None, {}) if report else signature(parts.tail)
    draft.document = {
        "type": kind,
        "number": head.number,
        "date": head.date,
        "place": head.place,
        "issuer": head.issuer,
        "parent": head.parent,
        "title": head.title,
        "signer": signer,
        "has_appendix": False,
    }
    places = {f"document.{key}": place for key, place in head.places.items()}
    places |= {f"document.signer.{key}": place for key, place in signed.items()}
    draft.warnings = [
        code for code, lacks in (("no_number", head.number is None), ("no_date", head.date is None)) if lacks
    ]
    if report:
        draft.warnings.append("reported_not_original")
    if is_about_membership(head.title, [*parts.text_blocks]):
        fill(draft, parts, head, kind, places, report=report)
    else:  # said so, and nothing is taken out of it: not even its own number and date
        return PlanDraft(document=dict.fromkeys(draft.document) | {"has_appendix": False}, warnings=[ELSEWHERE])
    draft.marks = marks(text, draft, places)
    return draft


def fill(
    draft: PlanDraft, parts: Zones, head: Letterhead, kind: str | None, places: dict[str, Place], *, report: bool
) -> None:
    """Everything beyond the document's own fields."""
    text = parts.source
    blocks = parts.text_blocks
    body = blocks if report or not parts.body else parts.body
    title = head.places.get("title")
    draft.period, place = period(
        head.title,
        title.piece if title else None,
        [*parts.preamble],
        [*body],
        standing=kind in STANDING_TYPES,
        report=report,
    )
    if place:
        places["period"] = place
    cite(draft, parts, head, report=report)
    allotted = allocations(text, rows_of(parts), blocks)
    draft.targets = targets(text, blocks, draft.period, allotted.spans)
    settle_allocation(draft, allotted)
    draft.pool_ratio, place = pool_ratio(blocks)
    if place:
        places["pool_ratio"] = place
    year = (draft.period or {}).get("year") or (int(head.date[:4]) if head.date else None)
    draft.obligations, draft.cadences = duties(text, body, parts.lines, year)
    draft.priority_groups = priority_groups([*body])
    draft.responsible = responsible(text, blocks)
    draft.tasks = tasks(text, parts.body, draft.period)
    appendix(draft, parts, allotted, places)


def rows_of(parts: Zones) -> list[Any]:
    """Lines that may carry rows: all after the title but the recipients and the signature."""
    left_out = {line.start for line in [*parts.head, *parts.title, *parts.tail]}
    return [line for line in parts.lines if line.start not in left_out]


def cite(draft: PlanDraft, parts: Zones, head: Letterhead, *, report: bool) -> None:
    known = {head.number.lower()} if head.number else set()
    before: list[Citation] = []
    after: list[Citation] = []
    if report:
        grounds, rest = press.basis_blocks(parts.text_blocks)
        before = [each for block in grounds for each in citations(block)]
        after = [each for block in rest for each in citations(block)]
    else:
        title = head.places.get("title")
        looking_back = [
            block for block in parts.preamble if REVIEW.search(block.small) and not GROUND.match(block.small)
        ]
        before = [
            *(citations(title.piece) if title else []),
            *cited_in([block for block in parts.preamble if block not in looking_back]),
        ]
        after = cited_in([*looking_back, *parts.body])
    dated = {each.number.lower(): each.date for each in after if each.date}
    draft.basis = [cited(parts.source, each, dated) for each in once(before, known)]
    draft.references = [cited(parts.source, each, dated) for each in once(after, known)]


def cited(source: str, each: Citation, dated: Mapping[str, str | None]) -> Item:
    values = {"number": each.number, "date": each.date or dated.get(each.number.lower())}
    return Item(values, Place(each.block, each.start, each.end).quote(source))


def settle_allocation(draft: PlanDraft, allotted: Allocation) -> None:
    """Rows, the total as printed (a row, else the headline target), the sum; a difference is said."""
    if not allotted.items:
        return
    draft.allocations = allotted.items
    draft.allocation_sum = sum(item.values["value"] for item in allotted.items)
    head = next(
        (
            item.values["min"]
            for item in draft.targets
            if item.values["whole"] and item.values["min"] == item.values["max"]
        ),
        None,
    )
    draft.allocation_total = allotted.total if allotted.total is not None else head
    if isinstance(draft.allocation_total, float) and draft.allocation_total.is_integer():
        draft.allocation_total = int(draft.allocation_total)
    if draft.allocation_total is not None and draft.allocation_total != draft.allocation_sum:
        draft.warnings.append("allocation_sum_differs")


def appendix(draft: PlanDraft, parts: Zones, allotted: Allocation, places: dict[str, Place]) -> None:
    for block in parts.text_blocks:
        found = ANNOUNCED.search(block.small)
        if found:
            draft.document["has_appendix"] = True
            places["document.has_appendix"] = Place(block, found.start(), found.end())
            break
    if parts.appendix and not draft.document["has_appendix"]:
        draft.document["has_appendix"] = True
    if draft.document["has_appendix"] and not parts.appendix and not allotted.items:
        draft.warnings.append("appendix_missing")


def kind_in_number(number: str | None) -> str | None:
    """The type from the symbol, where no line names it."""
    found = re.match(r"\d+[a-z]?-([A-ZĐa-z]+)/", number or "")
    return found[1] if found else None


def name_issuer(parts: Zones, head: Letterhead) -> None:
    """From the sentence that makes the plan, where there is no letterhead."""
    pieces: list[Piece | Block] = [*reversed(parts.preamble), *parts.body[:3], *parts.body[-3:]]
    for piece in pieces:
        found = list(MADE_BY.finditer(piece.small))
        if found:
            span = found[-1].span("who")
            head.issuer = committee(squeeze(piece.text[span[0] : span[1]]).rstrip(" ,"))
            head.places["issuer"] = Place(piece, *span)
            return


def marks(source: str, draft: PlanDraft, places: dict[str, Place]) -> tuple[Mark, ...]:
    """Where each settled field stands."""
    found = []
    fields = {"document": draft.document, "period": draft.period, "pool_ratio": draft.pool_ratio}
    for key, place in places.items():
        names = key.split(".")
        value: Any = fields
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        quote = place.quote(source)
        if value is not None and quote.quote:
            found.append(Mark(quote.quote, quote.start, quote.end, key))
    return tuple(found)
