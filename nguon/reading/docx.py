"""Word to text: paragraphs, tables with their cells, automatic numbers; deletions, headers and footnotes left out."""

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

from nguon.reading.legacy_fonts import mended
from nguon.reading.numbering import Numbering, W
from nguon.reading.package import Package
from nguon.reading.source import SourceText, Unreadable, refuse_too_long

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SKIPPED = {
    f"{W}{name}"
    for name in (
        "del",
        "moveFrom",
        "rPr",
        "pPr",
        "instrText",
        "delText",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "annotationRef",
    )
}
LAYOUT = re.compile(r"CỘNG SẢN|CỘNG HÒA|CỘNG HOÀ|Nơi nhận|T/M|TM\.", re.IGNORECASE)


def read_docx(content: bytes) -> SourceText:
    """The body of a .docx. Raises Unreadable: broken, bomb, macro, encrypted, entities, wrong_kind, too_long."""
    package = Package(content)
    root = package.tree("word/document.xml")
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise Unreadable("broken", "Tệp .docx không có phần nội dung. Hãy mở và lưu lại tệp rồi tải lên lần nữa.")
    walk = Walk(Numbering(package.tree("word/numbering.xml"), package.tree("word/styles.xml")))
    walk.container(body)
    text = "\n".join(walk.lines)
    pages = 1 + sum(1 for _ in body.iter(f"{W}lastRenderedPageBreak"))
    refuse_too_long(len(text))
    return SourceText(mended(unicodedata.normalize("NFC", text)), "docx", pages, tuple(walk.tables))


class Walk:
    """Goes through the body once, in order, gathering lines and tables."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.lines: list[str] = []
        self.tables: list[tuple[tuple[str, ...], ...]] = []

    def container(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraph(child)
            elif child.tag == f"{W}tbl":
                self.table(child)
            elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                self.container(child)
            elif child.tag == f"{MC}AlternateContent":
                chosen = chosen_content(child)
                if chosen is not None:
                    self.container(chosen)

    def paragraph(self, element: etree._Element) -> None:
        boxes: list[etree._Element] = []
        text = "".join(run_text(element, boxes))
        label = self.numbering.label(element.find(f"{W}pPr")) if text.strip() else ""
        self.lines += (label + text).split("\n")
        for box in boxes:
            self.container(box)

    def table(self, element: etree._Element) -> None:
        """A letterhead or signature table gives its cells one after the other; others rows of cells parted by tabs."""
        rows = [[self.cell(cell) for cell in cells_of(row)] for row in rows_of(element)]
        if is_layout(rows):
            for row in rows:
                for _, lines in row:
                    self.lines += lines
            return
        flat = []
        for row in rows:
            cells: list[str] = []
            for span, lines in row:
                cells += [" ".join(line.strip() for line in lines if line.strip())] + [""] * (span - 1)
            flat.append(tuple(cell.replace("\t", " ") for cell in cells))
        self.tables.append(tuple(flat))
        self.lines += ["\t".join(cells) for cells in flat]

    def cell(self, element: etree._Element) -> tuple[int, list[str]]:
        """(columns it spans, its lines)."""
        inner = Walk(self.numbering)
        inner.container(element)
        self.tables += inner.tables
        span = element.find(f"{W}tcPr/{W}gridSpan")
        width = span.get(f"{W}val", "1") if span is not None else "1"
        return (min(int(width), 60) if width.isdigit() else 1), [line for line in inner.lines if line.strip()]


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{W}tr" and child.find(f"{W}trPr/{W}del") is None:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent"):
            yield from rows_of(child)


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent"):
            yield from cells_of(child)


def is_layout(rows: list[list[tuple[int, list[str]]]]) -> bool:
    """A table that only places text: few cells, some with several lines, such as letterhead and signature."""
    if not rows or len(rows) > 6 or max(len(row) for row in rows) > 3:
        return False
    lines = [line for row in rows for _, cell in row for line in cell]
    several = any(len(cell) > 1 for row in rows for _, cell in row)
    return several and any(LAYOUT.search(line) for line in lines)


def chosen_content(element: etree._Element) -> etree._Element | None:
    """Of the forms a part is offered in, the first: each text once."""
    choice = element.find(f"{MC}Choice")
    return choice if choice is not None else element.find(f"{MC}Fallback")


def run_text(parent: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """Pieces of text below `parent`; text boxes met are added to `boxes`, to be read after the paragraph."""
    for child in parent:
        tag = child.tag
        if tag in SKIPPED or not isinstance(tag, str):
            continue
        if tag == f"{W}t":
            yield (child.text or "").replace("\n", " ")
        elif tag in (f"{W}tab", f"{W}ptab"):
            yield "\t"
        elif tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}softHyphen":
            continue
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag == f"{MC}AlternateContent":
            chosen = chosen_content(child)
            if chosen is not None:
                yield from run_text(chosen, boxes)
        else:
            yield from run_text(child, boxes)
