"""Whatever is typed, sent twice or sent by no form of ours: an answer, never a broken page. Every address, old ones too."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter

from nguon.models import Unit
from nguon.rules.roles import Action
from tests.factories import make_unit, make_user
from tests.pool_world import make_person
from tests.services.merges import merge
from tests.web.test_doors import ADDRESSES, OF_OBJECTS, foreign_object, knock, one_who_may

pytestmark = pytest.mark.django_db
WEB = Path(__file__).parents[2] / "nguon" / "web"
ASKED = re.compile(r"""(?:GET|POST)(?:\.get|\.getlist)?[(\[]["']([\w-]+)["']|words\(request, ["']([\w-]+)["']""")
NAMES = sorted({a or b for each in WEB.rglob("*.py") for a, b in ASKED.findall(each.read_text("utf-8"))})
"""Every parameter and field that a screen reads by name; those of forms are read off the page."""

ROUGH = (
    b"",
    b"-1",
    b"0",
    b"99999999999999999999999999",
    b"9223372036854775808",
    "١٢٣".encode(),
    "²".encode(),
    b"a\x00b",
    b"\x00",
    b"\xed\xa0\x80\xff",
    b"31/02/2026",
    b"00/00/0000",
    b"01/01/9999",
    b"01/01/0001",
    b"1e999",
    b"NaN",
    b"5/9999",
    b'{"a": [1]}',
    b"' OR 1=1 --",
    "\u202eữ".encode() * 20,
    b"x" * 10_000,
    b"9" * 5_000,
)
NOTHING = -1
"""The turn in which every name has the sign that PostgreSQL refuses."""
ROUNDS = (0, 1, 2)
"""Of so many ways to mix what is rough with what the page offers; more of them once by hand find nothing new."""


class Fields(HTMLParser):
    """Names and values of the fields of every form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.chosen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "select":
            self.chosen = name
        if tag == "option" and self.chosen and ("selected" in given or not self.found.get(self.chosen)):
            self.found[self.chosen] = given.get("value") or ""
        if tag in ("input", "textarea", "button", "select") and name:
            self.found.setdefault(name, given.get("value") or "")


def fields_of(body: bytes) -> dict[str, str]:
    """What a browser would send of the page, all forms together."""
    reader = Fields()
    reader.feed(body.decode(errors="replace"))
    return reader.found


def encoded(pairs: list[tuple[str, bytes]]) -> str:
    """As a browser encodes them, for bytes that are no text too."""
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in pairs)


def mixed(offered: dict[str, str], turn: int) -> list[tuple[str, bytes]]:
    """Every name with something rough in turn 0, later every third; the others as offered. Some are said twice."""
    found = []
    for at, name in enumerate(sorted({*NAMES, *offered})):
        rough = ROUGH[(at * 7 + turn * 5) % len(ROUGH)]
        rough = b"a\x00b" if turn == NOTHING else rough
        if turn <= 0 or name not in offered or (at + turn) % 3 == 0:
            found += [(name, rough)] * (1 + at % 2)
        else:
            found.append((name, offered[name].encode()))
    return found


def world() -> tuple[Unit, Unit]:
    """A province and a branch of it."""
    top = make_unit("Đảng bộ tỉnh")
    commune = make_unit("Đảng ủy xã", parent=top)
    return top, make_unit("Chi bộ thôn", parent=commune, kind="branch")


def rough_answers(client: Client, address: str) -> Iterator[tuple[str, int]]:
    """(what was sent, status) of everything sent to the address."""
    client.raise_request_exception = False
    first = client.get(address)
    yield "GET", first.status_code
    shown = first.content if not first.streaming and "html" in first.headers.get("Content-Type", "") else b""
    offered = fields_of(shown)
    for turn in (NOTHING, *ROUNDS):
        sent = encoded(mixed(offered, turn))
        if first.status_code != 405:
            for headers in ({}, {"HX-Request": "true"})[: 1 + (turn == 0)]:
                yield f"GET turn {turn}", client.get(f"{address}?{sent}", headers=headers).status_code
        answer = client.post(address, sent, content_type="application/x-www-form-urlencoded")
        yield f"POST turn {turn}", answer.status_code
        if answer.status_code == 405:
            return
    yield "POST nothing", client.post(address).status_code
    yield "POST json", client.post(address, '{"a": [', content_type="application/json").status_code
    names = list(offered)[:40]
    files = {name: SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no workbook") for name in names}
    yield "POST files", client.post(address, files).status_code
    as_lists = [(f"{name}", value) for name in names for value in (offered[name].encode(), b"x")]
    yield (
        "POST twice",
        client.post(address, encoded(as_lists), content_type="application/x-www-form-urlencoded").status_code,
    )


def test_the_names_that_screens_read_are_known():
    assert {"q", "trang", "don_vi", "seen", "tra_loi"} <= set(NAMES)


@pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda each: each.name)
def test_rough_input_is_answered(enter, by, client, pattern: URLPattern):
    top, branch = world()
    action = pattern.callback.action
    if action is None:
        visitor = client
    else:
        visitor = enter(make_user() if action is Action.USE_ACCOUNT else one_who_may(action, top))
    there = foreign_object(pattern, branch)
    if pattern.name == "person-merge-undo":
        officer = by(one_who_may(action, top))
        there = {"merge_id": merge(officer, make_person(branch), make_person(branch)).pk}

    wrong = [each for each in rough_answers(visitor, reverse(pattern.name, kwargs=there)) if each[1] >= 500]

    assert wrong == []


def test_no_object_has_such_a_number(enter):
    top = make_unit("Đảng bộ tỉnh")
    clients: dict[Action, Client] = {}
    wrong = []
    for pattern in OF_OBJECTS:
        action = pattern.callback.action
        if action not in clients:
            clients[action] = enter(one_who_may(action, top))
            clients[action].raise_request_exception = False
        numbered = [name for name, kind in pattern.pattern.converters.items() if isinstance(kind, IntConverter)]
        for number in (2**63, 10**30)[: len(numbered) * 2]:
            there = dict.fromkeys(pattern.pattern.converters, "x") | dict.fromkeys(numbered, number)
            status = knock(clients[action], reverse(pattern.name, kwargs=there)).status_code
            if status != 404:
                wrong.append((pattern.name, number, status))

    assert wrong == []
