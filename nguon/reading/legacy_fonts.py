"""Vietnamese typed for old fonts: TCVN3 (ABC) and VNI put back to Unicode, and how to tell which it is."""

import re
import unicodedata

TCVN3 = dict(
    zip(
        range(0xA1, 0x100),
        "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
        strict=True,
    )
)
"""Letter of each byte 0xA1-0xFF; ư is 0xAD, the soft hyphen, which copying often loses."""

VNI_MARKS = dict(
    zip(
        "ùøûõïâáàåãäêéèúüë",
        [
            "\u0301",
            "\u0300",
            "\u0309",
            "\u0303",
            "\u0323",
            "\u0302",
            "\u0302\u0301",
            "\u0302\u0300",
            "\u0302\u0309",
            "\u0302\u0303",
            "\u0302\u0323",
            "\u0306",
            "\u0306\u0301",
            "\u0306\u0300",
            "\u0306\u0309",
            "\u0306\u0303",
            "\u0306\u0323",
        ],
        strict=True,
    )
)
VNI_WHOLE = dict(zip("ñôöíìæóòîÑÔÖÍÌÆÓÒÎ", "đơưíìỉĩịỵĐƠƯÍÌỈĨỊỴ", strict=True))
VNI_PAIR = re.compile("([aeiouyAEIOUYôöÔÖ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])|([ñôöíìæóòîÑÔÖÍÌÆÓÒÎ])")
COMMON = re.compile(
    r"(?<!\w)(?:và|của|các|đảng|viên|kết|nạp|kế|hoạch|được|chi|bộ|năm|trong|thực|hiện|cấp|ủy|uỷ|tổ|chức|công|tác|tỉnh|huyện|số|ngày|về|những|người|không)(?!\w)",
    re.IGNORECASE,
)


def from_tcvn3(text: str) -> str:
    """`text` whose letters stand for TCVN3 bytes (read as cp1252 or latin-1), in Unicode NFC."""
    letters = []
    for each in text:
        try:
            code = each.encode("cp1252")[0]
        except UnicodeEncodeError:
            code = ord(each) if ord(each) < 0x100 else 0
        letters.append(TCVN3.get(code, each))
    return unicodedata.normalize("NFC", "".join(letters))


def from_vni(text: str) -> str:
    """`text` typed for VNI fonts (two letters for one), in Unicode NFC."""

    def put(found: re.Match[str]) -> str:
        if found[3]:
            return VNI_WHOLE[found[3]]
        return VNI_WHOLE.get(found[1], found[1]) + VNI_MARKS[found[2].lower()]

    return unicodedata.normalize("NFC", VNI_PAIR.sub(put, text))


def likeness(text: str) -> float:
    """How much `text` reads as Vietnamese: common words in a hundred words (first 20,000 letters)."""
    head = text[:20_000]
    words = len(head.split()) or 1
    return 100 * len(COMMON.findall(head)) / words


def mended(text: str) -> str:
    """`text` as it is, or put back from the old font it was typed in where that clearly reads better."""
    best, score = text, likeness(text)
    for convert in (from_tcvn3, from_vni):
        other = convert(text)
        if likeness(other) > score + 5:
            best, score = other, likeness(other)
    return best
