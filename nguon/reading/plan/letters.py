"""Vietnamese letters for matching: forms that keep the length of the text, so that positions stay true."""

import re
import unicodedata

TONES = dict(
    zip(
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        strict=True,
    )
)
OLD_TONE = re.compile("(?<!q)(?:" + "|".join(TONES.values()) + ")(?![a-zà-ỹđ])")
NEW_TONE = {old: new for new, old in TONES.items()}
SLIPS = (
    ("ng viên", re.compile(r"\b[dđ][aàãáạ]ng viên\b|\bdảng viên\b"), "đảng viên"),
    ("n nạp", re.compile(r"\bkên nạp\b"), "kết nạp"),
    ("êt n", re.compile(r"\bkêt nạp\b"), "kết nạp"),
    ("t nap", re.compile(r"\bkết nap\b"), "kết nạp"),
    ("hàng ", re.compile(r"\bhàng (?=năm|quý|tháng|quí)"), "hằng "),
    ("quí", re.compile(r"\bquí\b"), "quý"),
    ("kì", re.compile(r"\bkì\b"), "kỳ"),
    ("tỉ lệ", re.compile(r"\btỉ lệ\b"), "tỷ lệ"),
    ("chi uy", re.compile(r"\bchi uy\b"), "chi ủy"),
    ("cấp uy", re.compile(r"\bcấp uy\b"), "cấp ủy"),
    ("đảng uy", re.compile(r"\bđảng uy\b"), "đảng ủy"),
)
"""Letters that give a slip away, the slip, and the right words (of the same length)."""


def lower(text: str) -> str:
    """`text` in lower case, letter by letter, so that its length never changes."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(each if len(each.lower()) != 1 else each.lower() for each in text)


def norm(text: str) -> str:
    """Lower case with one spelling for tones (uỷ → ủy) and the common slips of readers of scans; same length."""
    small = lower(text).replace("–", "-").replace("—", "-")
    if any(old in small for old in NEW_TONE):
        small = OLD_TONE.sub(lambda found: NEW_TONE[found[0]], small)
    for sign, slip, right in SLIPS:
        if sign in small:
            small = slip.sub(right, small)
    return small


def plain(letter: str) -> str:
    """One letter without its accents, lower case; đ becomes d."""
    if letter in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter


def fold(text: str) -> str:
    """Letters and digits of `text` alone, without accents; for comparing names."""
    return "".join(each for each in map(plain, text) if each.isascii() and each.isalnum())


def squeeze(text: str) -> str:
    """White space folded to one space, ends trimmed."""
    return re.sub(r"\s+", " ", text).strip()


def is_capitals(text: str) -> bool:
    """True when nearly every letter of `text` is a capital (scans slip now and then) and there is one."""
    letters = [each for each in text[:300] if each.isalpha()]
    return bool(letters) and sum(each.isupper() for each in letters) >= 0.85 * len(letters)


KEEP = {
    "đảng cộng sản việt nam": "Đảng Cộng sản Việt Nam",
    "hồ chí minh": "Hồ Chí Minh",
    "việt nam": "Việt Nam",
    "đảng bộ": "Đảng bộ",
    "trung ương": "Trung ương",
}


def sentence_case(text: str) -> str:
    """`text` with a capital first letter; when it is all capitals, the rest goes to lower case."""
    text = squeeze(text)
    if is_capitals(text) and len(text) > 3:
        text = lower(text)
        for small, name in KEEP.items():
            text = text.replace(small, name)
    return text[:1].upper() + text[1:]


COMMON = (
    "tỉnh", "huyện", "quận", "thành phố", "thị xã", "thị trấn", "xã", "phường", "đặc khu", "các cơ quan", "cơ quan", "và",
    "doanh nghiệp", "các", "của", "trực thuộc", "cấp trên", "cơ sở", "khu phố", "tổ dân phố", "trường", "công ty", "cổ phần",
    "chính quyền", "hành chính",
)  # fmt: skip
"""Words that stay small inside the name of an organisation."""
HEADS = {
    "đảng ủy": "Đảng ủy",
    "đảng bộ": "Đảng bộ",
    "ban tổ chức": "Ban Tổ chức",
    "ban thường vụ": "Ban Thường vụ",
    "ban chấp hành": "Ban Chấp hành",
    "ban xây dựng đảng": "Ban Xây dựng Đảng",
    "ủy ban kiểm tra": "Ủy ban Kiểm tra",
    "chi bộ": "Chi bộ",
    "tỉnh ủy": "Tỉnh ủy",
    "thành ủy": "Thành ủy",
    "huyện ủy": "Huyện ủy",
    "quận ủy": "Quận ủy",
    "thị ủy": "Thị ủy",
    "trường đại học": "Trường Đại học",
}


def name_case(text: str) -> str:
    """An organisation printed in capitals, in normal case: common words small, proper names with capitals."""
    text = squeeze(text)
    if not is_capitals(text):
        return text[:1].upper() + text[1:]
    joined = " ".join(word[:1].upper() + word[1:] for word in norm(text).split(" "))
    for small in sorted(COMMON, key=len, reverse=True):
        joined = re.sub(rf"(?<!^)\b{small}\b", small, joined, flags=re.IGNORECASE)
    for small, name in HEADS.items():
        joined = re.sub(rf"\b{small}\b", name, joined, flags=re.IGNORECASE)
    joined = re.sub(r"\b(thpt|thcs|ubnd|hđnd|tnhh|mtv|cp)\b", lambda f: f[0].upper(), joined, flags=re.IGNORECASE)
    return joined[:1].upper() + joined[1:]
