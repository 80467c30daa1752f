"""Numbers written in words ("hai mươi bảy đảng viên", "ba mươi (30) đồng chí"), turned to figures of the same length."""

import re

UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
SCALES = {"mươi": 10, "chục": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000}
WORD = "|".join([*sorted([*UNITS, *SCALES], key=len, reverse=True), "linh", "lẻ"])
COUNTED = r"đảng viên|đồng chí|đ/c|quần chúng|đoàn viên|người|học sinh|sinh viên|giáo viên|công nhân|chủ doanh nghiệp"
SPOKEN = re.compile(
    rf"(?<!\w)(?P<words>(?:{WORD})(?:\s(?:{WORD}))*)(?:\s?\((?P<figures>\d{{1,5}})\))?(?=\s(?:{COUNTED})\b)"
)
ALONE = re.compile(r"(?:ít nhất|tối thiểu|kết nạp(?: mới)?|phát triển(?: mới)?|từ|cử|giới thiệu)\s$")
"""What must stand before a single "một" or "năm", which mostly mean other things."""


def value_of(words: str) -> int | None:
    """The number that `words` say; None where they say none."""
    total = part = last = 0
    for word in words.split():
        if word in ("linh", "lẻ"):
            continue
        scale = SCALES.get(word)
        if scale is None:
            part, last = part + UNITS[word], UNITS[word]
        elif scale == 1000:
            total, part, last = total + (part or 1) * 1000, 0, 0
        else:
            part, last = part - last + (last or 1) * scale, 0
    return total + part or None


def in_figures(small: str) -> str:
    """`small` with numbers in words before people as figures, padded on the left, so that no letter moves."""
    if not any(word in small for word in UNITS):
        return small

    def figures(found: re.Match[str]) -> str:
        if found["words"] in ("một", "năm") and not found["figures"] and not ALONE.search(small[: found.start()]):
            return found[0]
        number = found["figures"] or str(value_of(found["words"]) or "")
        return number.rjust(len(found[0])) if number else found[0]

    return SPOKEN.sub(figures, small)
