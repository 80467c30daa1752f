"""Text files: which encoding, then NFC."""

import codecs
import unicodedata

from nguon.reading.legacy_fonts import likeness, mended
from nguon.reading.source import Unreadable, refuse_too_long

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes) -> str:
    """The text of a .txt file in NFC: UTF-8, UTF-16, cp1258, TCVN3 or VNI. Raises Unreadable: binary, too_long."""
    text = _unicode(content)
    refuse_too_long(len(content if text is None else text))
    if text is None:
        old = [content.decode("cp1258", "replace"), content.decode("cp1252", "replace"), content.decode("latin-1")]
        text = max((mended(unicodedata.normalize("NFC", each)) for each in old), key=likeness)
    else:
        text = mended(unicodedata.normalize("NFC", text))
    control = sum(1 for each in text[:4000] if ord(each) < 32 and each not in "\t\n\r\f\v")
    if control > 8 + len(text[:4000]) // 50:
        raise Unreadable(
            "binary", "Tệp này không phải là văn bản thuần. Hãy lưu văn bản dưới dạng .docx hoặc .pdf rồi tải lại."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")


def _unicode(content: bytes) -> str | None:
    for mark, name in MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    even, odd = content[0:2000:2].count(0), content[1:2000:2].count(0)
    if odd > 200 * len(content[:2000]) // 2000 and odd > 4 * even:
        return content.decode("utf-16-le", "replace")
    if even > 200 * len(content[:2000]) // 2000 and even > 4 * odd:
        return content.decode("utf-16-be", "replace")
    return None
