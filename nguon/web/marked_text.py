"""A source text with its quotes marked and numbered: escaped piece by piece, so that nothing of the text is markup."""

import re
from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_BREAK = re.compile(r"\n\s*")  # without blanks before it: a long run of them would be walked over and over
_ITEM = re.compile(r"[-–+•*○●]|\(?\w{1,3}[.)]|[IVX]+[.\s]")
_LONG = 55
_NOTHING = "\0"
_CLOSE = mark_safe("</mark>")

Mark = tuple[int, int, int, int]
"""start, end, number, and the item's key; offsets are into the text, `end` excluded."""


def marked(text: str, marks: Iterable[Mark]) -> SafeString:
    """`text` with every mark as <mark id="t8">, opened by a link back to its item (#muc-…).

    Marks within others are nested; one that only overlaps another is cut in two, and its second half has no number.
    """
    waiting = [(start, -end, number, key, True) for start, end, number, key in marks if start < end <= len(text)]
    heapify(waiting)
    text = _unwrapped(text.replace(_NOTHING, " "))
    parts: list[str] = []
    open_ends: list[int] = []
    at = 0

    def write(until: int) -> None:
        nonlocal at
        parts.append(text[at:until].replace(_NOTHING, ""))
        at = until

    def close_until(place: int) -> None:
        while open_ends and open_ends[-1] <= place:
            write(open_ends.pop())
            parts.append(_CLOSE)

    while waiting:
        start, minus_end, number, key, first = heappop(waiting)
        close_until(start)
        end = -minus_end
        if open_ends and end > open_ends[-1]:
            heappush(waiting, (open_ends[-1], minus_end, number, key, False))
            end = open_ends[-1]
        write(start)
        parts.append(_opened(number, key) if first else mark_safe("<mark>"))
        open_ends.append(end)
    close_until(len(text))
    write(len(text))
    return format_html_join("", "{}", ((part,) for part in parts))


def _opened(number: int, key: int) -> SafeString:
    return format_html(
        '<mark id="t{}"><a class="ref" href="#muc-{}" aria-label="{}">{}</a>',
        number,
        key,
        _("Mục đọc được số %(number)s") % {"number": number},
        number,
    )


def _is_double_spaced(text: str) -> bool:
    """Whether most lines are followed by an empty one, as text taken from a page often is."""
    lines = text.strip().splitlines()
    empty = sum(1 for line in lines if not line.strip())
    return len(lines) > 20 and empty * 5 > len(lines) * 2


def _unwrapped(text: str) -> str:
    """`text` at the same length: lines broken in the middle of a sentence joined by a blank, runs of empty lines cut to
    one (none in a double-spaced text); what falls away is filled up, so that offsets hold.
    """
    tight = _is_double_spaced(text)

    def instead(found: re.Match[str]) -> str:
        length = len(found[0])
        if _goes_on(text, found.start(), found.end()):
            kept = " "
        else:
            kept = "\n" if tight or found[0].count("\n") == 1 else "\n\n"
        return kept.ljust(length, _NOTHING)[:length]

    return _BREAK.sub(instead, text)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether the sentence before the break [start, end) goes on after it."""
    line = text[text.rfind("\n", 0, start) + 1 : start].strip()
    if not line or end >= len(text):
        return False
    if text[end].islower() and line[-1] not in ".:":
        return True
    full = len(line) >= _LONG and not line.isupper() and line[-1] not in ".:;!?"
    return full and text[start:end].count("\n") <= 2 and not _ITEM.match(text, end)
