"""Vietnamese text: one composed form, a folded form to search in, and keys that sort the Vietnamese way.

The keys hold only ASCII digits and small letters, so bytewise order (COLLATE "C", SQLite's BINARY, Python's `str`) is
the Vietnamese order on every engine.
"""

import re
import unicodedata
from functools import lru_cache

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
TONES = {_GRAVE: "1", _HOOK: "2", _TILDE: "3", _ACUTE: "4", _DOT: "5"}
"""huyền, hỏi, ngã, sắc, nặng, in the order of the dictionaries; no mark (ngang) comes before all of them."""

_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
_QUALITY = {("a", _BREVE): "1", ("a", _CIRCUMFLEX): "2", ("e", _CIRCUMFLEX): "1"}
_QUALITY |= {("o", _CIRCUMFLEX): "1", ("o", _HORN): "2", ("u", _HORN): "1"}
_FOREIGN = "9"  # a mark the alphabet does not know (ŏ, ñ, č in names of the highlands): after its plain letter

_END = "00"  # below every cell, so that a shorter word stands first
_SIGN = "09"  # apostrophes and hyphens inside a name
_UNKNOWN = "z9"
_TOKEN = re.compile(r"\d+|\D+")
_SPACE = re.compile(r"\s+")


def nfc(text: str) -> str:
    """`text` composed (NFC), as everything is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """`text` to search in: small letters, no marks, đ as d, white space squeezed to one blank and trimmed.

    The sign that PostgreSQL refuses falls out: no word holds it.
    """
    parted = unicodedata.normalize("NFD", text).replace("\x00", "").replace("đ", "d").replace("Đ", "D")
    bare = "".join(each for each in parted if not unicodedata.combining(each))
    return _SPACE.sub(" ", bare).strip().lower()


def person_key(full_name: str) -> str:
    """A key that sorts people: given name first, then family name and middle names in the order written.

    Words are compared one by one, their letters first (a ă â b c d đ e ê …), then their tone, so that every Lan stands
    before every Làn whatever the family name.
    """
    words = _SPACE.sub(" ", full_name).strip().split(" ")
    return "".join(_word(each) for each in (words[-1], *words[:-1]))


def natural_key(text: str) -> str:
    """A key that sorts units and documents: words in the order written, numbers by their value (thôn 2 < thôn 10)."""
    words = _SPACE.sub(" ", text).strip().split(" ")
    return "".join(_word(each) for each in words)


def grouped(number: int | None) -> str:
    """A whole number as officials write it: 1.905; "" for none."""
    return "" if number is None else f"{number:,}".replace(",", ".")


@lru_cache(maxsize=65_536)
def _word(word: str) -> str:
    """Cells of two characters a letter, the end mark, the tones, the end mark."""
    cells: list[str] = []
    tones: list[str] = []
    for token in _TOKEN.findall(unicodedata.normalize("NFD", word).lower()):
        if token.isdecimal():
            cells.append(_number(token))
        else:
            _letters(token, cells, tones)
    return "".join((*cells, _END, *tones, _END))


def _number(digits: str) -> str:
    """How many digits, then the digits: sorts by value, before every letter."""
    plain = "".join(str(unicodedata.decimal(each)) for each in digits).lstrip("0") or "0"
    return f"1{min(len(plain), 35):02d}{plain}"


def _letters(token: str, cells: list[str], tones: list[str]) -> None:
    for each in token:
        if each in TONES:
            tones.append(TONES[each])
        elif unicodedata.combining(each):
            if cells and cells[-1][0].isalpha():
                base = cells[-1][0]
                cells[-1] = base + _QUALITY.get((base, each), _FOREIGN)
        elif each == "đ":
            cells.append("d1")
        elif "a" <= each <= "z":
            cells.append(each + "0")
        else:
            cells.append(_UNKNOWN if each.isalpha() else _SIGN)
