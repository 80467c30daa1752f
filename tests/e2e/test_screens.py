"""Every screen a link leads to, at both sizes: no barrier, no sideways scrolling, no English, no error in the console."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.e2e.conftest import SIZES

PEOPLE = (
    "hungyen.tochuc",
    "phohien.tochuc",
    "tranphu.bithu",
    "thanhuy.thuongvu",
    "quantri",
    "baolam.huyendoan",
    "phohien.chinhtri",
)
ANCHOR = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
READ_OF_A_KIND = 3
ENGLISH = re.compile(
    r"\b(search|submit|save|delete|next|previous|error|this field|required|enter a|select|none|true|false|login|log in|"
    r"sign in|sign out|password|username|home|today|yes|january|february|march|april|june|july|august|september|october|"
    r"november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|please|invalid|file|browse|cancel|edit|"
    r"view|show|hide|close|open|loading|unknown|default|name|email address|value|back|page not found|server)\b",
    re.IGNORECASE,
)
QUOTED_FROM_DOCUMENTS = ".source, .quote, q, mark, pre, code, .no-translate"


def pattern_of(path: str) -> str | None:
    """The name of the address a path leads to; None for one that is no screen."""
    try:
        return resolve(urlsplit(path).path).url_name
    except Resolver404:
        return None


def links(html: str) -> list[str]:
    """Addresses of this site that a page links to, in order."""
    return [link for each in ANCHOR.findall(html) if (link := unescape(each)).startswith(("/", "?"))]


def walk(page: Page, address: str, shown: set[str]) -> Iterator[str]:
    """Follow every link of this person, yielding the name of each kind of page new to `shown`, open in the window.

    Of each kind a few are read for the links on them, since not every object offers every act.
    """
    waiting, read, kinds = ["/"], set[str](), Counter[str]()
    while waiting:
        path = waiting.pop(0).split("#")[0]
        name = pattern_of(path)
        if name is None or path in read or kinds[name] == READ_OF_A_KIND:
            continue
        read.add(path)
        answer = page.context.request.get(address + path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue  # a file
        assert answer.status == 200, f"{path} answered {answer.status}"
        kinds[name] += 1
        here = urlsplit(answer.url).path
        waiting += [link if link.startswith("/") else here + link for link in links(answer.text())]
        if name not in shown:
            shown.add(name)
            page.goto(address + path)
            yield name


def english_on(page: Page) -> list[str]:
    """English words a reader sees or hears on the page, quotations from documents left out."""
    text = page.evaluate(
        """skip => {
          const copy = document.body.cloneNode(true);
          copy.querySelectorAll(skip + ", script, svg").forEach(e => e.remove());
          const said = [...copy.querySelectorAll("[aria-label],[title],[placeholder],[alt]")].flatMap(
            e => ["aria-label", "title", "placeholder", "alt"].map(a => e.getAttribute(a) || ""));
          return [document.title, copy.textContent, ...said].join(" \\n ");
        }""",
        QUOTED_FROM_DOCUMENTS,
    )
    return sorted({each.group(0) for each in ENGLISH.finditer(text)})


def faults_of(page: Page, axe: Axe) -> list[str]:
    found = [
        f"{each['id']}: {node['html'][:120]}"
        for each in axe.run(page).response["violations"]
        for node in each["nodes"][:3]
    ]
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if width[0] > width[1]:
        found.append(f"sideways: {width[0]} > {width[1]}")
    return found + [f"english: {word}" for word in english_on(page)]


@pytest.mark.shows("feature-85", "feature-87")
def test_every_screen_is_open_to_all_readers_and_fits_at_both_sizes(visit: Callable):
    axe, shown, faults = Axe(), set(), {}
    for person in PEOPLE:
        visitor = visit()
        page = visitor.sign_in(person)
        shown.discard("home")  # where each role finds something else
        for name in walk(page, visitor.site.address, shown):
            for size, measures in SIZES.items():
                page.set_viewport_size(measures)
                wrong = faults_of(page, axe)
                if wrong:
                    faults[f"{name} ({person}, {size})"] = wrong

    assert faults == {}
    assert len(shown) >= 115, sorted(shown)


@pytest.mark.shows("feature-85")
def test_every_screen_of_a_secretary_fits_a_phone(visit: Callable):
    axe, shown, faults = Axe(), set(), {}
    visitor = visit("narrow")
    page = visitor.sign_in("phohien.bithu")

    for name in walk(page, visitor.site.address, shown):
        wrong = faults_of(page, axe)
        if wrong:
            faults[name] = wrong

    assert faults == {}
    assert {"home", "branch-lists", "list-resolve", "person", "person-new", "hand-in", "sponsor-board"} <= shown


def test_signing_in_is_open_to_all_readers_at_both_sizes(visit: Callable):
    for size in ("wide", "narrow"):
        page = visit(size).go("/dang-nhap/")

        assert faults_of(page, Axe()) == []


def test_english_is_chosen_on_the_account_page_and_kept(visit: Callable):
    visitor = visit()
    page = visitor.sign_in("khoi.kiemtra")
    page.goto(f"{visitor.site.address}/tai-khoan/")

    page.get_by_role("button", name="English").click()

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(".sidenav").inner_text().startswith("Today")


def test_the_keyboard_alone_reaches_search_menu_and_main_content(visit: Callable):
    visitor = visit()
    page = visitor.sign_in("hungyen.tochuc")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "o-tim"
    page.keyboard.type("pho hien")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim/**")
    assert "Phố Hiến" in page.locator("main").inner_text()
    page.locator("main").press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/to-chuc/")


def test_every_main_screen_prints_on_a4_without_menus(visit: Callable):
    visitor = visit()
    page = visitor.sign_in("hungyen.tochuc")

    for path in ("/", "/to-chuc/", "/ke-hoach/", "/chi-tieu/", "/viec/", "/lich/"):
        page.goto(visitor.site.address + path)
        page.emulate_media(media="print")
        shown = page.evaluate(
            "[...document.querySelectorAll('.sidenav, .topbar, .footbar, .acts')].filter(e => e.getClientRects().length).length"
        )
        assert (path, shown) == (path, 0)
        assert page.locator(".print-head").first.is_visible()
        assert len(page.pdf(format="A4")) > 5_000
        page.emulate_media(media="screen")
