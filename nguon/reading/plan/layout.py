"""The page as written: lines, and paragraphs mended from hard line breaks, each letter with its place in the source."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from nguon.reading.plan.letters import is_capitals, lower, norm, squeeze

RUN = re.compile(
    "(?P<drop>[*\u00ad\u200b\u200c\u200d\ufeff\u2060]+)|(?P<space>\\s+)|(?P<word>[^\\s*\u00ad\u200b\u200c\u200d\ufeff\u2060]+)"
)
LOOKALIKES = str.maketrans("Ððƣ", "Đđư")
"""Letters that scans and old keyboards put for others."""
LEAD_IN = re.compile(r"\s*(?:#{1,6}\s+|>\s+)?")
LONGEST = 4_000
"""Letters of a paragraph and of a line that are looked at together; printed paragraphs are far shorter."""
LONGEST_SENTENCE = 1_500
MOST_LINES = 40_000
"""Lines that are read: more than 400 full pages."""
DROPPED = re.compile("[*\u00ad\u200b\u200c\u200d\ufeff\u2060]")
MARKER = re.compile(
    r"""^\s*(?:
      (?P<roman>[IVXL]{1,5})\s*[.\-/:)–](?=\s*\D|$)
    | (?P<part>(?:Phần|PHẦN|Mục|MỤC|Điều|ĐIỀU|Bước|BƯỚC)\s+(?:thứ\s+\w+|THỨ\s+\w+|[IVX\d]+))\s*[.:\-–]?
    | (?P<letters>[A-H])\s*[.\-/](?=\s+\S)
    | (?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\s*(?:[.:)](?=\s*[^\d\s%]|\s*\d+\s+[a-zà-ỹđ])|[\-/](?=\s+[^\d\s%]|[A-ZĐÀ-Ỹ][a-zà-ỹđ]))
    | \((?P<paren>\d{1,2}|[a-zđ])\)
    | (?P<letter>[a-zđ])\s*[.)/](?=\s*\S)
    | (?P<bullet>[-–—•·▪●○◦+✓§])\s*(?=\S)
    )""",
    re.VERBOSE,
)
ENDS = (".", ":", ";", "!", "?", "…", "./.", ".”", '."')
RULE = re.compile(r"^[\s\-–—_=.*~]*$")


@dataclass(frozen=True)
class Piece:
    """A run of clean text (white space single, marks of emphasis gone); `at[i]` is the place of letter i."""

    text: str
    at: tuple[int, ...] = field(repr=False)

    @cached_property
    def small(self) -> str:
        """For matching: same length as `text`."""
        return norm(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of text[start:end], trimmed of blanks; (0, 0) where nothing is left."""
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        return (self.at[start], self.at[end - 1] + 1) if start < end else (0, 0)


@dataclass(frozen=True)
class Line:
    """One printed line: its clean words and where they stand in the source."""

    text: str
    start: int
    end: int
    source: str = field(default="", repr=False)

    @cached_property
    def cells(self) -> tuple[Piece, ...]:
        """Parts of the line between tabs, bars and wide gaps; empty ones are left out."""
        return cells_of(self.source, self.start, self.end)

    @property
    def printed(self) -> str:
        """The line as it stands in the source."""
        return self.source[self.start : self.end]


@dataclass(frozen=True)
class Block(Piece):
    """A paragraph: `marker` as printed ("II", "3.1", "-"), `rank` 1 for the outermost, 9 for plain text."""

    marker: str = ""
    rank: int = 9
    body: int = 0
    """Where the words after the marker begin."""

    @property
    def words(self) -> str:
        return self.text[self.body :]


def piece(source: str, start: int, end: int) -> Piece:
    """source[start:end] cleaned."""
    letters: list[str] = []
    at: list[int] = []
    blank = True
    for run in RUN.finditer(source, start, end):
        if run.lastgroup == "word":
            letters.append(run[0])
            at.extend(range(run.start(), run.end()))
            blank = False
        elif run.lastgroup == "space" and not blank:
            letters.append(" ")
            at.append(run.start())
            blank = True
    if letters and letters[-1] == " ":
        letters.pop()
        at.pop()
    return Piece("".join(letters).translate(LOOKALIKES), tuple(at))


def lines_of(source: str) -> list[Line]:
    """Lines that carry something, in order, without Markdown heading marks; endless ones are cut at a blank."""
    found: list[Line] = []
    at = 0
    for raw in source.splitlines(keepends=True):
        if len(found) > MOST_LINES:
            break
        lead = LEAD_IN.match(raw)
        start = at + (lead.end() if lead else 0)
        for first, last in portions(source, start, at + len(raw)):
            text = squeeze(DROPPED.sub("", source[first:last])).translate(LOOKALIKES)
            if text:
                found.append(Line(text, first, last, source))
        at += len(raw)
    return found


def portions(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """[start, end) without blanks at the ends, cut so that no part is longer than LONGEST."""
    spans = []
    while start < end:
        stop = min(end, start + LONGEST)
        if stop < end:
            cut = max(source.rfind(". ", start + LONGEST // 2, stop) + 1, source.rfind(" ", start + LONGEST // 2, stop))
            stop = cut if cut > start else stop
        body = source[start:stop]
        spans.append((start + len(body) - len(body.lstrip()), start + len(body.rstrip())))
        start = stop
    return [span for span in spans if span[0] < span[1]]


CELL_BREAK = re.compile(r"[ \xa0]*(?:\t|\|)+[ \xa0\t|]*|[ \xa0]{3,}")


def cells_of(source: str, start: int, end: int) -> tuple[Piece, ...]:
    """Cells of a printed line: parted by tabs, bars or wide gaps; empty cells are left out."""
    cells = []
    at = start
    line = source[start:end]
    for gap in CELL_BREAK.finditer(line):
        cells.append(piece(source, at, start + gap.start()))
        at = start + gap.end()
    cells.append(piece(source, at, end))
    return tuple(cell for cell in cells if cell.text and not re.fullmatch(r"[\-:=_ ]+", cell.text))


def rank_of(found: re.Match[str] | None) -> tuple[str, int]:
    if found is None:
        return "", 9
    kind = found.lastgroup or ""
    marker = squeeze(found[kind])
    if kind == "number":
        return marker, 3 + min(marker.count("."), 2)
    return marker, {"part": 1, "letters": 1, "roman": 2, "paren": 6, "letter": 6, "bullet": 7}[kind]


def page_numbers(lines: list[Line]) -> set[int]:
    """Indexes of lines that only carry a page number: alone, growing by one, far apart."""
    found = {
        i
        for i, line in enumerate(lines)
        if re.fullmatch(r"(?:Trang|trang)\s*\d+(?:\s*/\s*\d+)?|-\s*\d+\s*-", line.text)
    }
    alone = [(i, int(line.text)) for i, line in enumerate(lines) if re.fullmatch(r"\d{1,3}", line.text)]
    for at, (i, number) in enumerate(alone):
        before = alone[at - 1] if at else None
        after = alone[at + 1] if at + 1 < len(alone) else None
        lonely = (before is None or i - before[0] > 8) and (after is None or after[0] - i > 8)
        in_step = before is None or number == before[1] + 1 or after is None or after[1] == number + 1
        if lonely and in_step and number <= 1 + i:
            found.add(i)
    return found


def wrap_width(lines: list[Line]) -> int:
    """Letters a full line carries in a text with hard line breaks; 0 where paragraphs run on one line."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) > 30)
    if len(lengths) < 8:
        return 0
    top = lengths[int(len(lengths) * 0.9)]
    return top if top <= 130 else 0


GROUNDS = re.compile(r"(?:Căn cứ|Thực hiện|Xét|Theo|Trên cơ sở|Tiếp tục)\b")


def continues(before: str, after: str, width: int) -> bool:
    """True when the line `after` carries on the sentence that `before` broke off."""
    if RULE.match(after) or RULE.match(before):
        return False
    if before.count("(") > before.count(")") and ")" in after[:40]:
        return True
    begun = MARKER.match(after)
    if begun and (begun.lastgroup != "bullet" or not re.match(r"^[-–]\s*[A-ZĐ]{2,4}\s*/", after)):
        return False
    if is_capitals(before) != is_capitals(after) and (is_capitals(after) or len(before) < 60):
        return False
    if lower(after[:1]) == after[:1] and after[:1].isalpha():
        return not before.endswith((".", ":", ";")) or before.endswith("...")
    if before.endswith((",", "-", "–", "(")):
        return True
    full = width and len(before) + len(after.split(" ", 1)[0]) + 1 > width * 0.88
    if full and before.endswith(";") and not begun and not GROUNDS.match(after):
        return True
    if after[:1].isdigit() or after[:1] in '("“/':
        return not before.endswith(ENDS) and len(before) > width * 0.6
    return bool(full) and not before.endswith(ENDS)


def joined(source: str, group: list[Line]) -> Block:
    text: list[str] = []
    at: list[int] = []
    for line in group:
        clean = piece(source, line.start, line.end)
        if text and text[-1] != " ":
            text.append(" ")
            at.append(clean.at[0] - 1)
        text.extend(clean.text)
        at.extend(clean.at)
    whole = "".join(text)
    marker = MARKER.match(whole)
    sign, rank = rank_of(marker)
    body = marker.end() if marker else 0
    while body < len(whole) and whole[body] == " ":
        body += 1
    return Block(whole, tuple(at), sign, rank, body)


def blocks_of(source: str, lines: list[Line], width: int) -> list[Block]:
    """Paragraphs in order; `width` as wrap_width() found it for the whole document."""
    skip = page_numbers(lines)
    kept = [line for i, line in enumerate(lines) if i not in skip]
    groups: list[list[Line]] = []
    size = 0
    for line in kept:
        row = "|" in line.text or "\t" in line.printed
        last = groups[-1][-1] if groups else None
        size += len(line.text)
        if last and not row and "|" not in last.text and size < LONGEST and continues(last.text, line.text, width):
            groups[-1].append(line)
        else:
            groups.append([line])
            size = len(line.text)
    return [joined(source, group) for group in groups]


SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ỸĐ“\"(\-–])|(?<=\.)(?=[A-ZÀ-ỸĐ][a-zà-ỹ]+\s)")
ABBREVIATION = re.compile(r"(?:\b(?:TP|Tp|T\.P|tr|v\.v|ThS|TS|PGS|GS|Mr|đ/c|Tx|TX|TT|P|Q|H|X|St)|(?<=\s)[A-ZĐ])\.$")


def sentences(block: Piece, begin: int = 0) -> list[tuple[int, int]]:
    """Spans of the sentences of a paragraph, from `begin` on."""
    spans = []
    at = begin
    for gap in SENTENCE_END.finditer(block.text, begin):
        if ABBREVIATION.search(block.text[max(at, gap.start() - 8) : gap.start()]):
            continue
        spans.append((at, gap.start()))
        at = gap.end()
    if at < len(block.text):
        spans.append((at, len(block.text)))
    return [part for start, end in spans for part in shorter(block.text, start, end)]


def shorter(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence without end cut at blanks, so that no part is longer than LONGEST_SENTENCE."""
    parts = []
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]
