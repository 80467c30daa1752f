"""Documents named by their number: what the plan carries out, what it cites later, and its own number."""

import re
from dataclasses import dataclass

from nguon.reading.plan.dates import full_dates
from nguon.reading.plan.layout import Block, Piece

TYPES = "KHLT|KH|HD|NQLT|NQ|CTHĐ|CTr|CTR|CTrHĐ|CT|QĐ|QD|QÐ|QC|CV|BC|TB|KL|ĐA|ĐÁ|TTr|TTR|TT|HDLN|HDLT|TL|KHPH|Ctr|HDBTC|QĐi|QyĐ|QCPH|CTPH|HDBTCTW"
CITED = re.compile(
    rf"(?<![\d/.,\-])(?P<n>\d{{1,5}}[a-z]?)\s*[-–—]?\s*(?P<t>{TYPES})\s*[/-]\s*(?P<o>[A-ZĐÐ][A-ZĐÐƯa-z]{{0,11}}(?:\.\d+)?)"
    rf"|(?<![\d/.,\-])(?P<sn>\d{{1,5}})\s*/\s*(?:(?P<sy>20\d\d)\s*/\s*)?(?P<st>{TYPES}|NĐ|TT|TTLT)\s*[-–—]\s*(?P<so>[A-ZĐÐ][A-ZĐÐƯa-z&]{{0,11}})"
    rf"|(?<![\w/])(?P<rt>{TYPES})\s*[-–—]\s*(?P<rn>\d{{1,5}})\s*/\s*(?P<ro>[A-ZĐÐ][A-ZĐÐƯa-z]{{0,11}})"
)
GAP = re.compile(
    r"^[\s,;(]*(?:(?:được )?(?:ra|ban hành|ký)\s)?(?:(?:của|do)\s(?:(?!\bvề\b|\bsố\b|[;.:]|\d).){0,90}?)?[\s,;(]*(?:(?:ra|ban hành|ký)\s)?(?:ngày\s*)?$"
)


@dataclass(frozen=True)
class Citation:
    """A number as normalised, its ISO date or None, and where it stands in `block`."""

    number: str
    date: str | None
    block: Piece
    start: int
    end: int


def number_of(found: re.Match[str]) -> str:
    """`312 - KH /TU` as `312-KH/TU`; other orders as printed, without blanks."""
    if found["n"]:
        kind = {"QD": "QĐ", "QÐ": "QĐ", "CTR": "CTr", "Ctr": "CTr", "TTR": "TTr", "ĐÁ": "ĐA"}.get(
            found["t"], found["t"]
        )
        return f"{found['n']}-{kind}/{found['o']}".replace("Ð", "Đ")
    return re.sub(r"\s+", "", found[0]).replace("–", "-").replace("—", "-")


def citations(block: Piece) -> list[Citation]:
    """Numbers cited in a paragraph, each with the date that follows it (before the next number)."""
    found = list(CITED.finditer(block.text))
    dates = full_dates(block.small)
    cited = []
    for at, match in enumerate(found):
        stop = found[at + 1].start() if at + 1 < len(found) else len(block.text)
        date, end = None, match.end()
        for each in dates:
            if match.end() <= each.start < min(stop, match.end() + 130):
                if GAP.match(block.small[match.end() : each.start]):
                    date, end = each.on.isoformat(), each.end
                break
        cited.append(Citation(number_of(match), date, block, match.start(), end))
    return cited


def once(found: list[Citation], known: set[str]) -> list[Citation]:
    """Each number once, those in `known` left out; a date stated at any mention counts. `known` grows."""
    kept: dict[str, Citation] = {}
    for each in found:
        key = each.number.lower()
        if key in known:
            continue
        if key not in kept or (kept[key].date is None and each.date):
            kept[key] = each
    known.update(kept)
    return list(kept.values())


def cited_in(blocks: list[Block]) -> list[Citation]:
    return [each for block in blocks for each in citations(block)]
