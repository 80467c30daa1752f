"""Number, date, place, issuer and the organisation above it, from the letterhead; the title below the type line."""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from nguon.reading.plan.citations import CITED, number_of
from nguon.reading.plan.dates import day
from nguon.reading.plan.draft import Place
from nguon.reading.plan.layout import RULE, Line, Piece, piece
from nguon.reading.plan.letters import fold, is_capitals, name_case, norm, sentence_case
from nguon.reading.plan.zones import Zones, kind_of

ORGANISATION = re.compile(
    r"^(?:dangbo|danguy|chibo|chiuy|tinhuy|thanhuy|huyenuy|quanuy|thiuy|quanuytrunguong|bantochuc|banxaydungdang|banthuongvu"
    r"|banchaphanh|vanphong|uybankiemtra|dangdoan|bancansu|lienchi|bantuyengiao|bandanvan|dangbocongan|dangcongsandangbo|bochihuy|ubnd|uybannhandan|doantncs|bch|banchidao|huyendoan|tinhdoan|thanhdoan|quandoan|cuocdang)"
)
MOTTO = re.compile(
    r"[ĐDÐ][ẢÀAÁÃ]NG\s+C[ỘÔO0]NG\s+S[ẢAÀÁ]N\s+V[IÌlL1]?[ỆEÊẸ]?[TI]\s+NAM|CỘNG\s+H[ÒO][AÀ]\s+XÃ\s+HỘI.*|Độc\s+lập\s*-\s*Tự\s+do.*"
)
"""The words over every Party paper, as scans may spell them; what stands before or after on the line is kept."""
PLACED = re.compile(
    r"(?P<place>[A-ZĐÀ-Ỹ][\w.\- ]{1,40}?)?\s*[,.;]?\s*ng[àa]y\s*(?P<d>\d{0,2}|[.…_ ]*)\s*th[áa]ng\s*(?P<m>\d{0,2}|[.…_ ]*)\s*n[ăa]m\s*(?P<y>(?:19|20)\d\d|[.…_]*)",
    re.IGNORECASE,
)
SHORT_PLACED = re.compile(
    r"^(?P<place>[A-ZĐÀ-Ỹ][\w.\- ]{2,30}),\s*(?:ngày\s*)?(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>(?:19|20)\d\d)$"
)
NUMBERED = re.compile(r"\bs[ốôỗồóoô0]\s*[:.;]?\s*(?P<n>[\dOolI]{1,5})?\s*(?P<rest>[-–—/])", re.IGNORECASE)
BLANK_NUMBER = re.compile(r"^(?:[Ss]ố\W*)?(?:[-–—]\s?)?[A-ZĐ]{2,6}\s?[/-]\s?[A-ZĐƯ]{1,10}$|^[Ss]ố\W*$")
"""A number left open: "Số        -KH/HU"."""
OF_BODY = re.compile(
    r"^(?:(?:ý kiến )?kết luận )?(?:của )?(?:ban chấp hành|ban thường vụ|hội nghị|đảng ủy|huyện ủy|tỉnh ủy|thành ủy)\b[^.]{0,60}$"
)
ABOUT = re.compile(r"^(?:về\s+việc|v/v|về)\s+", re.IGNORECASE)
STAFF = ("bantochuc", "banxaydungdang", "bantuyengiao", "bandanvan", "uybankiemtra", "vanphong", "bannoichinh")
"""Boards that are named with the committee they serve."""
STANDING = re.compile(r"^(?:ban thường vụ|ban chấp hành|thường trực)\b\s*", re.IGNORECASE)


@dataclass
class Letterhead:
    """Values found (None: not there) and where each stands; `places` by key of the answer."""

    number: str | None = None
    date: str | None = None
    place: str | None = None
    issuer: str | None = None
    parent: str | None = None
    title: str | None = None
    places: dict[str, Place] = field(default_factory=dict)


def letterhead(parts: Zones) -> Letterhead:
    """What the head of the page and the title say."""
    found = Letterhead()
    head = parts.head[-25:]
    cells = [part for line in head for cell in line.cells for part in without_motto(cell)]
    for cell in cells:
        read_number(cell, found)
        read_place(cell, found)
    for line in head:
        read_place(piece(line.source, line.start, line.end), found)
    if found.place and found.date is None:
        broken_date(cells, found)
    if found.number is None:
        bare_number(cells, found)
    read_organisations(cells, found)
    read_title(parts, found)
    return found


def without_motto(cell: Piece) -> list[Piece]:
    """The parts of a cell around "Đảng Cộng sản Việt Nam"."""
    found = MOTTO.search(cell.text)
    if not found:
        return [cell]
    spans = ((0, found.start()), (found.end(), len(cell.text)))
    return [
        Piece(cell.text[start:end].strip(), cell.at[start:end]) for start, end in spans if cell.text[start:end].strip()
    ]


def read_number(cell: Piece, found: Letterhead) -> None:
    sign = NUMBERED.search(cell.text)
    if not sign or found.number:
        return
    text = cell.text
    if sign["n"]:
        digits = sign["n"].replace("O", "0").replace("o", "0").replace("l", "1").replace("I", "1")
        text = text[: sign.start("n")] + digits + text[sign.end("n") :]
    cited = CITED.search(text, sign.start())
    if cited:
        found.number = number_of(cited)
        found.places["number"] = Place(cell, sign.start(), cited.end())


def bare_number(cells: list[Piece], found: Letterhead) -> None:
    for cell in cells:
        cited = CITED.fullmatch(re.sub(r"^(?:Số|Sô|SỐ)\s*[:.]?\s*", "", cell.text.strip()))
        if cited:
            found.number = number_of(cited)
            found.places["number"] = Place(cell, 0, len(cell.text))
            return


def read_place(cell: Piece, found: Letterhead) -> None:
    """Place and date; a blank in the date leaves the date open."""
    if found.place or found.date:
        return
    match = SHORT_PLACED.match(cell.text) or PLACED.search(cell.text)
    if not match:
        return
    place = match["place"] or ""
    cited = CITED.search(place)
    place = place[cited.end() :] if cited else place
    place = re.sub(r"^(?:Số\s*)?[:\-/ ]+", "", place).strip(" ,.-")
    found.place = name_case(place) if place else None
    on = _day(match)
    found.date = on.isoformat() if on else None
    found.places["place"] = found.places["date"] = Place(cell, match.start(), match.end())


def broken_date(cells: list[Piece], found: Letterhead) -> None:
    """A date broken over two lines: "ngày 8 tháng 3 năm" / "2019"."""
    for cell, after in pairwise(cells):
        match = PLACED.search(cell.text)
        if match and not match["y"] and re.fullmatch(r"(?:19|20)\d\d", after.text.strip()):
            whole = PLACED.search(f"{cell.text.strip()} {after.text.strip()}")
            on = _day(whole) if whole else None
            found.date = on.isoformat() if on else None
            return


def _day(match: re.Match[str]) -> date | None:
    if match["d"].isdigit() and match["m"].isdigit() and match["y"].isdigit():
        return day(int(match["y"]), int(match["m"]), int(match["d"]))
    return None


def read_organisations(cells: list[Piece], found: Letterhead) -> None:
    """The last organisation named is the issuer, the one before it stands above; a name may run over lines."""
    named: list[list[Piece]] = []
    for cell in cells:
        text = cell.text.strip(" .-_")
        key = fold(text)
        if RULE.match(text) or not key or PLACED.search(text) or NUMBERED.search(text) or BLANK_NUMBER.match(text):
            continue
        starts = bool(ORGANISATION.match(key)) and (is_capitals(text) or (len(text) < 60 and text[:1].isupper()))
        if starts:
            named.append([cell])
        elif named and is_capitals(text) and len(text) < 60 and not CITED.search(text):
            named[-1].append(cell)
    if not named:
        return
    names = [name_case(" ".join(each.text.strip(" .-_") for each in pieces)) for pieces in named]
    issuer, above = names[-1], names[-2] if len(names) > 1 else None
    pieces = named[-1]
    if above and STANDING.fullmatch(issuer):
        issuer, above, pieces = above, names[-3] if len(names) > 2 else None, named[-2]
    if (
        above
        and fold(issuer).startswith(STAFF)
        and not re.search(r"\b(?:đảng|tỉnh|huyện|thành|quận|thị) ủy", norm(issuer))
    ):
        issuer = f"{issuer} {above}"
    found.issuer, found.parent = committee(issuer), above
    found.places["issuer"] = Place(pieces[0], 0, len(pieces[0].text))
    if above and len(named) > 1:
        found.places["parent"] = Place(named[-2][0], 0, len(named[-2][0].text))


def committee(name: str) -> str:
    """The committee itself where its standing board acts: "Ban Thường vụ Huyện ủy" → "Huyện ủy"."""
    rest = STANDING.sub("", name)
    rest = rest if fold(rest) else name
    return rest[:1].upper() + rest[1:]


def read_title(parts: Zones, found: Letterhead) -> None:
    pieces: list[tuple[Line, str]] = []
    for line in parts.title:
        for cell in line.cells:
            kind = kind_of(cell.text) if line is parts.title[0] else None
            text = kind[1] if kind else cell.text
            if (
                text
                and not RULE.match(text)
                and not re.match(r"^\((?:Dự thảo|Kèm|Ban hành|Lần)", text)
                and not MOTTO.fullmatch(text)
                and not OF_BODY.match(norm(text))
            ):
                pieces.append((line, text))
    if not pieces:
        return
    whole = " ".join(text.strip(" -–_.*") for _, text in pieces)
    found.title = clean_title(whole)
    printed = piece(parts.source, pieces[0][0].start, pieces[-1][0].end)
    found.places["title"] = Place(printed, 0, len(printed.text))


def clean_title(text: str) -> str | None:
    """In sentence case; "Kế hoạch", "về việc" and closing marks left out."""
    text = sentence_case(text.strip(' -–_.*:;,"“”'))
    text = re.sub(r"^(?:kế hoạch|hướng dẫn|nghị quyết|chỉ thị)\s+(?=\w)", "", text, flags=re.IGNORECASE)
    text = ABOUT.sub("", text)
    return text[:1].upper() + text[1:] if norm(text) else None
