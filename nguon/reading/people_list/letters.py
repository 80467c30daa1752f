"""Which letters a sheet was typed in: Unicode, TCVN3 (.VnTime) or VNI; decided by column, since one short cell says nothing."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from nguon.reading.legacy_fonts import from_tcvn3, from_vni

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSET = r"(?:ngh|ng|nh|th|tr|ch|kh|ph|gh|gi|qu|[bcdđghklmnpqrstvx])?"
_NUCLEI = (
    "a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oai oao oay oe oeo oi oo ôi ơi ua uâ uây uê ui "
    "uô uôi uơ ươ ươi ươu ưu ưa ưi uy uya uyê uyu iêu yê yêu ue uă uay uai uao ưo uơi"
)
_SYLLABLE = re.compile(f"{_ONSET}(?:{'|'.join(sorted(_NUCLEI.split(), key=len, reverse=True))})(?:ch|nh|ng|[cmnptk])?")
_WORD = re.compile(r"[^\s\d.,;:()/\-–\"“”?!+_*]+")
_ENOUGH = 3

CONVERT = {"unicode": lambda text: text, "tcvn3": from_tcvn3, "vni": from_vni}


def surely_unicode(text: str) -> bool:
    """Whether a letter stands in `text` that the old fonts have no code for."""
    return any(0x100 <= ord(each) < 0x2000 and each not in "ŒœŠšŸŽžƒˆ˜" for each in text)


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether `word` can be a Vietnamese syllable by its letters, with at most one tone."""
    parted = unicodedata.normalize("NFD", word.lower())
    tones = [each for each in parted if each in _TONES]
    bare = unicodedata.normalize("NFC", "".join(each for each in parted if each not in _TONES))
    return len(tones) <= 1 and _SYLLABLE.fullmatch(bare) is not None


def likeliest(cells: Iterable[str], otherwise: str = "unicode") -> str:
    """The letters most words of `cells` make sense in; `otherwise` where too few words say anything."""
    scores = dict.fromkeys(CONVERT, 0)
    telling = 0
    for cell in cells:
        if cell.isascii() or surely_unicode(cell):
            continue
        for word in _WORD.findall(cell):
            if word.isascii():
                continue
            read = {name: is_syllable(convert(word)) for name, convert in CONVERT.items()}
            if len(set(read.values())) == 1:
                continue
            telling += 1
            for name, good in read.items():
                scores[name] += good
        if telling > 400:
            break
    best = max(scores, key=lambda name: (scores[name], name == otherwise, name == "unicode"))
    if telling < _ENOUGH or (best != "unicode" and scores[best] < scores["unicode"] + max(2, telling // 5)):
        return otherwise
    return best


def mended(lines: Sequence[Sequence[str]]) -> tuple[list[list[str]], frozenset[str]]:
    """`lines` in Unicode, and which old letters were met. A column follows its own cells, else the whole sheet's."""
    width = max((len(line) for line in lines), default=0)
    if not any(not cell.isascii() and not surely_unicode(cell) for line in lines for cell in line):
        return [list(line) for line in lines], frozenset()
    whole = likeliest(cell for line in lines for cell in line)
    columns = [likeliest((line[at] for line in lines if at < len(line)), otherwise=whole) for at in range(width)]
    met = {each for each in (whole, *columns) if each != "unicode"}
    if not met:
        return [list(line) for line in lines], frozenset()
    return [[_put(cell, columns[at]) for at, cell in enumerate(line)] for line in lines], frozenset(met)


def _put(cell: str, font: str) -> str:
    if font == "unicode" or cell.isascii() or surely_unicode(cell):
        return cell
    converted = " ".join(CONVERT[font](cell).split())
    if not _makes_sense(converted) and _makes_sense(cell):
        return cell  # typed anew in Unicode amid the old
    return converted


def _makes_sense(cell: str) -> bool:
    return all(is_syllable(word) for word in _WORD.findall(cell) if not word.isascii())
