"""A real server with the demonstration data and a real browser that reports every error it sees."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"wide": {"width": 1366, "height": 768}, "narrow": {"width": 360, "height": 740}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need the browser; each worker of a run has servers of its own."""
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    """The running server: its address, and the demo accounts' passwords by sign-in name."""

    address: str
    passwords: dict[str, str]
    environment: dict[str, str]

    def command(self, *words: str) -> subprocess.CompletedProcess:
        """Run a management command against the server's database."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            check=False,
            text=True,
            capture_output=True,
            timeout=300,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _own_database(folder: Path) -> tuple[str, Callable[[], None]]:
    """DATABASE_URL of a database for this run alone, and how to take it away."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return f"sqlite:///{folder / 'e2e.sqlite3'}", lambda: None
    import psycopg

    name = f"nguon_{folder.name.replace('-', '_')}_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')

    def drop() -> None:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    return re.sub(r"/[^/?]+(\?|$)", rf"/{name}\1", given, count=1) if "?" not in given else given.replace(
        "/postgres?", f"/{name}?"
    ), drop


def _start(folder: Path, *words: str) -> Iterator[Site]:
    """The product as a user starts it: tables, demonstration data (with `words` added to the command), server."""
    database, drop = _own_database(folder)
    port = _free_port()
    environment = {
        **os.environ,
        "NGUON_VAR": str(folder),
        "DATABASE_URL": database,
        "NGUON_ADDRESS": f"http://127.0.0.1:{port}",
    }
    environment.pop("NGUON_TODAY", None)
    accounts = folder / "accounts.txt"
    for command in (["migrate", "--verbosity", "0"], ["demo_data", "--accounts", str(accounts), *words]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    passwords = dict(re.findall(r"^\s*(\S+)\s+(\S+)\s{2,}\S", accounts.read_text("utf-8"), flags=re.MULTILINE))
    with _served(folder, port, environment):
        yield Site(environment["NGUON_ADDRESS"], passwords, environment)
    drop()


@contextmanager
def _served(folder: Path, port: int, environment: dict[str, str]) -> Iterator[None]:
    """The server on `port`, until the end of the block."""
    server = subprocess.Popen(
        [
            *(str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-access-log"),
            *("--working-dir", str(ROOT), "config.wsgi:application"),
        ],
        cwd=ROOT,
        env=environment,
        stdout=(folder / "server.log").open("a"),
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(environment["NGUON_ADDRESS"])
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def on_day(site: Site, day: str) -> Iterator[Site]:
    """The same installation as it stands on `day` (yyyy-mm-dd): a second server on the same database."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**site.environment, "NGUON_TODAY": day, "NGUON_ADDRESS": address}
    with _served(Path(environment["NGUON_VAR"]), port, environment):
        yield Site(address, site.passwords, environment)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole demonstration."""
    yield from _start(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def bare_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Organisations and people only: nothing has been brought in yet."""
    yield from _start(tmp_path_factory.mktemp("bare"), "--bare")


def _wait_for(address: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"{address}/suc-khoe/", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not answer within 30 seconds")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Debian's Chromium, quiet about everything that is not our page."""
    found = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {"executable_path": found, "args": quiet, "headless": True}


@dataclass
class Visitor:
    """A browser window of one person, with all that it complained about."""

    page: Page
    site: Site
    complaints: list[str]

    def go(self, path: str) -> Page:
        """Open an address of the site and return the page."""
        self.page.goto(self.site.address + path)
        return self.page

    def sign_in(self, username: str) -> Page:
        """Sign in through the form as one of the demo accounts."""
        page = self.go("/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu", exact=True).fill(self.site.passwords[username])
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(re.compile(r"(?<!dang-nhap/)$"))
        return page


def _windows(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """`visit(size)`: a fresh window. At the end no console error, no failed request and no other host is forgiven."""
    made: list[Visitor] = []

    def make(size: str = "wide") -> Visitor:
        context = browser.new_context(viewport=SIZES[size], locale="vi-VN", accept_downloads=True)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: complaints.append(f"script: {e}"))
        page.on("request", lambda r: None if r.url.startswith(own) else complaints.append(f"other host: {r.url}"))
        page.on("response", lambda r: complaints.append(f"{r.status}: {r.url}") if r.status >= 500 else None)
        visitor = Visitor(page, site, complaints)
        made.append(visitor)
        return visitor

    own = (site.address, "data:", "blob:", "about:")
    yield make
    for each in made:
        each.page.context.close()
    assert [line for each in made for line in each.complaints] == []


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Windows on the whole demonstration."""
    yield from _windows(browser, site)


@pytest.fixture
def visit_bare(browser: Browser, bare_site: Site) -> Iterator[Callable[..., Visitor]]:
    """Windows on the demonstration without plans."""
    yield from _windows(browser, bare_site)


@pytest.fixture
def visit_bare_on(browser: Browser, bare_site: Site) -> Iterator[Callable[[str], Callable[..., Visitor]]]:
    """`visit_bare_on(day)(size)`: windows on the demonstration without plans as it stands on a day."""
    with ExitStack() as stack:

        def make(day: str) -> Callable[..., Visitor]:
            served = stack.enter_context(on_day(bare_site, day))
            return stack.enter_context(contextmanager(_windows)(browser, served))

        yield make
