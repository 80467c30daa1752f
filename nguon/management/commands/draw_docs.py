"""manage.py draw_docs: docs/permissions.md from the table of roles and from the addresses; --check says whether it is fresh."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import URLPattern, URLResolver, get_resolver

from nguon.rules.roles import ACTION_NAMES, PLACE_NAMES, ROLE_NAMES, Action, Role, may

HEAD = """# Who may do what

Drawn by `manage.py draw_docs` from `nguon/rules/roles.py` and the addresses of the screens; do not edit by hand.
*tại đơn vị*: at the unit of the appointment. *đơn vị và cấp dưới*: there and everywhere below. *địa bàn phụ trách*: in the units
one is in charge of and everywhere below them. An empty cell: not at all, and the address does not exist for them (404).
"""


class Command(BaseCommand):
    """Writes one page, or with --check exits 1 where the page is stale."""

    help = "Vẽ docs/permissions.md từ bảng vai trò và các địa chỉ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="chỉ kiểm tra, không ghi")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "permissions.md"
        drawn = permissions()
        if check:
            if not page.exists() or page.read_text("utf-8") != drawn:
                raise CommandError("docs/permissions.md đã cũ: chạy manage.py draw_docs.", returncode=1)
            self.stdout.write("docs/permissions.md còn đúng.")
            return
        page.parent.mkdir(exist_ok=True)
        page.write_text(drawn, "utf-8")
        self.stdout.write(f"Đã vẽ {page.relative_to(settings.BASE_DIR)}.")


def permissions() -> str:
    """The whole page."""
    return "\n".join((HEAD, *_matrix(), "", *_addresses(), ""))


def _matrix() -> Iterator[str]:
    yield "## Role, action, place\n"
    yield f"| | {' | '.join(ROLE_NAMES[role] for role in Role)} |"
    yield f"| --- {'| --- ' * len(Role)}|"
    for action in Action:
        places = (may(role, action) for role in Role)
        cells = " | ".join(PLACE_NAMES[place] if place.value != "none" else "" for place in places)
        yield f"| **{ACTION_NAMES[action]}** `{action}` | {cells} |"


def _addresses() -> Iterator[str]:
    yield "## Addresses\n"
    yield "| Address | Name | Action |"
    yield "| --- | --- | --- |"
    for address, pattern in sorted(addresses(get_resolver()), key=lambda each: each[0]):
        action = getattr(pattern.callback, "action", None)
        words = ACTION_NAMES[action] if action else "mở cho mọi người"
        yield f"| `/{address}` | {pattern.name} | {words} |"


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(address pattern, URL pattern) for every address, includes followed."""
    for each in resolver.url_patterns:
        address = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from addresses(each, address)
        else:
            yield address, each
