"""Finding a unit by its name as documents write it: with or without the word for its kind, shortened, without marks."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from nguon.rules.text import fold

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_ABBREVIATIONS = {
    "tp": "thanh pho", "tx": "thi xa", "tt": "thi tran", "dk": "dac khu", "db": "dang bo", "du": "dang uy",
    "cb": "chi bo", "hu": "huyen uy", "cq": "co quan", "cqdn": "co quan doanh nghiep", "dn": "doanh nghiep",
    "dndn": "doanh nghiep", "ccq": "co quan", "ca": "cong an", "qs": "quan su", "bdbp": "bo doi bien phong",
    "bchqs": "ban chi huy quan su", "bhxh": "bao hiem xa hoi", "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan",
    "mttq": "mat tran to quoc", "ubmttq": "uy ban mat tran to quoc", "thpt": "trung hoc pho thong",
    "thcs": "trung hoc co so", "mn": "mam non", "bv": "benh vien", "tnhh": "trach nhiem huu han", "cp": "co phan",
    "cty": "cong ty", "mtv": "mot thanh vien", "tdp": "to dan pho", "kp": "khu pho", "p": "phuong", "q": "quan",
    "vp": "van phong", "gd": "giao duc", "dt": "dao tao", "ld": "lao dong",
}  # fmt: skip
_JOINING = {"cac", "va", "cua", "khoi"}
_BODIES = {
    "thanh uy": "thanh pho", "thi uy": "thi xa", "huyen uy": "huyen", "quan uy": "quan", "tinh uy": "tinh",
}  # fmt: skip
_PARTY = (
    "ban chap hanh", "dang bo bo phan", "dang uy bo phan", "dang bo co so", "chi bo co so", "to chuc co so dang",
    "dang bo", "dang uy", "chi bo", "chi uy", "to chuc dang",
)  # fmt: skip
_PLACES = ("thanh pho", "thi xa", "thi tran", "dac khu", "huyen", "quan", "phuong", "xa", "tinh")


@dataclass(frozen=True)
class Known:
    """A unit that may be meant: its number, its full name, and its short one or ""."""

    unit: int
    name: str
    short_name: str = ""


def forms(name: str) -> tuple[str, str, str, str]:
    """`name` from strict to loose: folded; shortenings written out; without the word for a Party body; without that for
    a place either ("Thành ủy Tam Kỳ", "TP. Tam Kỳ" and "Tam Kỳ" meet there). A form with nothing left of it is "".
    """
    words = _NOT_WORD.sub(" ", fold(name).replace("&", " va ")).split()
    plain = " ".join(words)
    spelt = " ".join(_ABBREVIATIONS.get(each, each) for each in words)
    bare = " ".join(each for each in spelt.split() if each not in _JOINING)
    for body, place in _BODIES.items():
        if bare.startswith(body + " "):
            bare = place + bare[len(body) :]
    bare = _without(bare, _PARTY)
    core = _without(bare, _PLACES)
    return plain, spelt, bare, core if any(each.isalpha() for each in core) else ""


def _without(text: str, openings: Iterable[str]) -> str:
    found = True
    while found:
        found = False
        for each in openings:
            if text.startswith(each + " "):
                text, found = text[len(each) + 1 :], True
    return text


class Finder:
    """Finds one of the units given by a name that someone wrote."""

    def __init__(self, units: Iterable[Known]) -> None:
        self._by_form: tuple[defaultdict[str, set[int]], ...] = tuple(defaultdict(set) for _ in range(4))
        for each in units:
            for name in filter(None, (each.name, each.short_name)):
                for index, form in zip(self._by_form, forms(name), strict=True):
                    if form:
                        index[form].add(each.unit)

    def find(self, name: str) -> int | None:
        """The one unit meant by `name`, by the strictest form under which any is found; None when none or several are."""
        for index, form in zip(self._by_form, forms(name), strict=True):
            hits = index.get(form, set()) if form else set()
            if hits:
                return next(iter(hits)) if len(hits) == 1 else None
        return None
