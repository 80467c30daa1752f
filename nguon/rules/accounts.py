"""Sign-in names, and when a door stays shut."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from nguon.rules.errors import Unmet
from nguon.rules.text import fold

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
FAILURES_OF_A_NAME = 5
FAILURES_OF_AN_ADDRESS = 30
WINDOW = timedelta(minutes=15)


def proposed_username(full_name: str, taken: frozenset[str] = frozenset()) -> str:
    """The given name and the first letters of the other names, without marks: Nguyễn Thị Hoa → hoant; a number is added
    where that is in `taken` (small letters).
    """
    words = re.findall(r"[a-z0-9]+", fold(full_name))
    if not words:
        return ""
    base = (words[-1] + "".join(word[0] for word in words[:-1])).lstrip("0123456789")[:30].ljust(3, "x")
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}{number}"
    return name


def unmet_username(username: str) -> tuple[Unmet, ...]:
    """Why `username` cannot be a sign-in name; empty when it can: 3 to 40 of a–z, 0–9, dot, dash, underscore, a letter first."""
    if USERNAME.fullmatch(username):
        return ()
    what = "Tên đăng nhập gồm 3 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối, bắt đầu bằng chữ."
    return (Unmet("accounts.username.form", what),)


def resembles_its_person(password: str, *, full_name: str, username: str) -> bool:
    """True where a password holds the whole name or the sign-in name, whatever the marks and blanks."""
    typed = "".join(fold(password).split())
    return any(len(each) > 3 and each in typed for each in ("".join(fold(full_name).split()), username))


def locked_until(of_name: Sequence[datetime], of_address: Sequence[datetime], *, at: datetime) -> datetime | None:
    """Until when the door stays shut after the failures at these instants, or None when it is open.

    Five under one name or thirty from one address within a quarter of an hour shut it for a quarter of an hour counted from the last.
    """
    ends = []
    for failures, limit in ((of_name, FAILURES_OF_A_NAME), (of_address, FAILURES_OF_AN_ADDRESS)):
        last = max(failures, default=at - WINDOW)
        together = [each for each in failures if each > last - WINDOW]
        if len(together) >= limit and at < last + WINDOW:
            ends.append(last + WINDOW)
    return max(ends, default=None)


_BROWSERS = (
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """A browser and a system by name, from what a browser says of itself: "Firefox · Windows"; "" where neither is known."""
    found = (next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS))
    return " · ".join(each for each in found if each)
