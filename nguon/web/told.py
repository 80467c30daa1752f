"""Words and sentences the inner rooms say in Vietnamese, told in the reader's language.

The inner rooms know one language: their tables, refusals and explanations are Vietnamese, the names, days and figures
already in them. The catalogue holds such a sentence with {0}, {1} … where those stand (`scripts/messages.py` gathers it
so). Here a finished sentence is matched against them and told again around its own names and figures. What matches
nothing stays as it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, gettext_noop, pgettext
from django.utils.translation.trans_real import translation

LONGEST = 1200
"""Letters of a text that is still looked at; longer ones are documents, not our sentences."""
DEEPEST = 4
"""How often a part of a sentence may be a sentence itself."""
OWN_SIGNS = 8
"""A sentence with fewer letters and marks of its own (năm {0}) takes only a figure, a number with a symbol or longer words
of the catalogue, never free words."""
FIGURE = re.compile(r"\S*[\dIVX]\S*")

MARKS = ((r"(?<=\.) ", " ", True), ("; ", "; ", True), (" · ", " · ", True), (": ", ": ", False), (", ", ", ", False))
"""Where a text is taken apart: the mark, what joins again, whether an unknown part may stay beside known ones."""

PUT_TOGETHER = (
    gettext_noop("1 người"),
    gettext_noop("{0} người"),
    gettext_noop("{0} đến {1} người"),
    gettext_noop("{0} đến {1} lần"),
    gettext_noop("tăng {0} %"),
    gettext_noop("giảm {0} %"),
    gettext_noop("tăng {0} % so với năm {1}"),
    gettext_noop("giảm {0} % so với năm {1}"),
    gettext_noop("ngày {0} tháng {1} năm {2}"),
    gettext_noop("Giao"),
    gettext_noop("Giao cho: {0}."),
    gettext_noop("Chậm {0} ngày"),
    gettext_noop("chậm {0} ngày"),
    gettext_noop("nộp muộn {0} ngày"),
    gettext_noop("Điều lệ Đảng ({0}) ngày {1}"),
    gettext_noop("Hướng dẫn {0} ngày {1}"),
    gettext_noop("Quy định {0} ngày {1}"),
    gettext_noop("Bộ luật {0} ngày {1}"),
    gettext_noop("Điều {0}"),
    gettext_noop("Điều {0} khoản {1}"),
    gettext_noop("Điều {0} Điều lệ Đảng ({1}) ngày {2}"),
    gettext_noop("Điều {0} khoản {1} Điều lệ Đảng ({2}) ngày {3}"),
    gettext_noop("điểm {0} Hướng dẫn {1} ngày {2}"),
    gettext_noop("điểm {0} Quy định {1} ngày {2}"),
    gettext_noop("điểm {0}"),
    gettext_noop("{0} tháng"),
    gettext_noop("{0} ngày làm việc"),
    gettext_noop("{0} lần"),
    gettext_noop("vào {0}"),
    gettext_noop("ra {0}"),
)
"""What the rules join from pieces or write without a Vietnamese letter, so that it cannot be gathered from them."""


@dataclass(frozen=True)
class Pattern:
    """A sentence of the catalogue with places for names; `core` is its longest own piece, to pass over quickly."""

    words: str
    core: str
    match: re.Pattern[str]
    short: bool


def told(text: str) -> str:
    """`text` in the reader's language; itself in Vietnamese and where the catalogue does not know it."""
    language = get_language() or settings.LANGUAGE_CODE
    text = str(text)
    if language == settings.LANGUAGE_CODE or not text.strip() or len(text) > LONGEST:
        return text
    return _told(language, text, 0)


told_lazy = lazy(told, str)
"""`told` when it is shown: for labels and choices that are written down once, at import."""


def told_choices(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The (key, name) pairs of a table for a select, each name told when it is shown."""
    return [(key, told_lazy(name)) for key, name in names]


@lru_cache(maxsize=4096)
def _told(language: str, text: str, depth: int) -> str:
    bare = text.strip()
    if not bare or depth > DEEPEST:
        return text
    found = _whole(language, bare, depth)
    if found is None:
        found = _by_parts(language, bare, depth)
    return text if found is None else text.replace(bare, found, 1)


def _whole(language: str, text: str, depth: int) -> str | None:
    """`text` as one word or sentence of the catalogue, whether or not its first letter was made small; None otherwise."""
    for found in (pgettext("một", text), gettext(text)):
        if found != text:
            return found
    raised = text[:1].upper() + text[1:]
    if raised != text and (found := gettext(raised)) != raised:
        return found[:1].lower() + found[1:]
    for pattern in _patterns(language):
        if pattern.core in text and (match := pattern.match.fullmatch(text)):
            parts = {key: _told(language, part, depth + 1) for key, part in match.groupdict().items()}
            if pattern.short and not all(_may_stand(language, part, depth) for part in match.groupdict().values()):
                continue
            return re.sub(r"\{(\d)\}", lambda hole, parts=parts: parts[f"h{hole[1]}"], gettext(pattern.words))
    return None


def _may_stand(language: str, part: str, depth: int) -> bool:
    """Whether `part` may stand in a place of a sentence with little of its own."""
    if FIGURE.fullmatch(part):
        return True
    return _own(part) >= OWN_SIGNS and depth < DEEPEST and _whole(language, part.strip(), depth + 1) is not None


def _by_parts(language: str, text: str, depth: int) -> str | None:
    """Several sentences each told by itself, one behind a name or before its clause too; a list only where all of it is
    known, since it may be somebody's own words.
    """
    if cited := re.fullmatch(r"(.+?\.) \((.+)\)", text, re.DOTALL):
        parts = [_told(language, part, depth + 1) for part in cited.groups()]
        return f"{parts[0]} ({parts[1]})" if parts != list(cited.groups()) else None
    name, mark, sentence = text.partition(": ")
    if mark and sentence.endswith(".") and (found := _whole(language, sentence, depth + 1)):
        return f"{_told(language, name, depth + 1)}: {found}"
    for mark, join, loose in MARKS:
        parts = re.split(mark, text)
        if len(parts) == 1:
            continue
        said = [_told(language, part, depth + 1) for part in parts]
        changed = [one != other or not re.search(r"[^\W\d_]", one) for one, other in zip(parts, said, strict=True)]
        if all(changed) or (loose and any(changed)):
            return join.join(said)
    return None


@cache
def _patterns(language: str) -> tuple[Pattern, ...]:
    """The sentences of the catalogue that have places in them, those with most of their own first."""
    known = translation(language)._catalog.keys()  # noqa: SLF001  (the only list of messages there is)
    texts = [each for each in known if isinstance(each, str) and re.search(r"\{\d\}", each)]
    return tuple(_pattern(each) for each in sorted(texts, key=lambda each: (-_own(each), each)))


def _own(words: str) -> int:
    return len(re.sub(r"\{\d\}|\s", "", words))


def _pattern(words: str) -> Pattern:
    """`words` as a pattern, its places still open."""
    pieces = re.split(r"\{(\d)\}", words)
    parts = [f"(?P<h{each}>.*?)" if index % 2 else re.escape(each) for index, each in enumerate(pieces)]
    return Pattern(words, max(pieces[::2], key=len), re.compile("".join(parts), re.DOTALL), _own(words) < OWN_SIGNS)
