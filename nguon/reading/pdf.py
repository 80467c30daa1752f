"""PDF to text, page by page; wide gaps become tabs, so that columns stay apart."""

import ctypes
import unicodedata

import pypdfium2 as pdfium
from pypdfium2 import raw

from nguon.reading.legacy_fonts import mended
from nguon.reading.source import SourceText, Unreadable, refuse_too_long

MAX_PAGES = 400
COLUMN_GAP = 14.0
"""Points between two words on a line that no word space reaches (a word space at 14 pt is about 4)."""
LETTERS_A_PAGE = 40


def read_pdf(content: bytes) -> SourceText:
    """The text layer. Raises Unreadable: encrypted, broken, too_many_pages, too_long, scanned."""
    try:
        document = pdfium.PdfDocument(content)
        pages = len(document)
    except pdfium.PdfiumError as wrong:
        if "password" in str(wrong).lower():
            raise Unreadable(
                "encrypted", "Tệp PDF có mật khẩu. Hãy gỡ mật khẩu (in lại thành PDF) rồi tải lên."
            ) from None
        raise Unreadable("broken", "Tệp PDF bị hỏng, không mở được. Hãy xuất lại PDF từ Word rồi tải lên.") from None
    if not pages:
        raise Unreadable("broken", "Tệp PDF không có trang nào. Hãy xuất lại PDF từ Word rồi tải lên.")
    if pages > MAX_PAGES:
        raise Unreadable(
            "too_many_pages",
            f"Tệp có {pages} trang, tối đa {MAX_PAGES} trang. Hãy tách riêng phần kế hoạch rồi tải lên.",
        )
    texts, letters = [], 0
    for number in range(pages):
        page = document[number]
        texts.append(page_text(page))
        page.close()
        letters += len(texts[-1])
        refuse_too_long(letters)
    text = unicodedata.normalize("NFC", "\n".join(texts))
    if sum(each.isalpha() for each in text) < LETTERS_A_PAGE * min(pages, 3):
        raise Unreadable(
            "scanned",
            "Tệp PDF là bản quét, không có chữ để đọc. Hãy dùng bản .docx gốc, hoặc nhận dạng chữ (OCR) rồi tải lại.",
        )
    return SourceText(mended(text), "pdf", pages)


def page_text(page: pdfium.PdfPage) -> str:
    words = page.get_textpage()
    text: str = words.get_text_range().replace("\x02", "-")
    if len(text) == words.count_chars():
        text = tabbed(words, text)
    words.close()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")


def tabbed(words: pdfium.PdfTextPage, text: str) -> str:
    """`text` of the page with a tab where a space is as wide as a gap between columns."""
    letters = list(text)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    boxes = (ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top))
    for at in range(1, len(text) - 1):
        if text[at] != " " or text[at - 1].isspace() or text[at + 1].isspace():
            continue
        raw.FPDFText_GetCharBox(words, at - 1, *boxes)
        end, base = right.value, bottom.value
        raw.FPDFText_GetCharBox(words, at + 1, *boxes)
        if left.value - end > COLUMN_GAP and abs(bottom.value - base) < 12:
            letters[at] = "\t"
    return "".join(letters)
