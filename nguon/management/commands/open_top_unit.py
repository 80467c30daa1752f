"""manage.py open_top_unit: the top of the tree of an installation, before anybody can sign in."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nguon.queries.access import system_reach
from nguon.queries.organisation import SECTOR_NAMES
from nguon.queries.reorganising import Intent, NewUnit, forecast
from nguon.queries.unit_kinds import kind_choices
from nguon.rules.errors import Refusal
from nguon.services.reorganising import reorganise
from nguon.web.clock import today


class Command(BaseCommand):
    """Prints the unit's number; everything below it is opened or imported on the screens."""

    help = "Mở tổ chức đảng cao nhất của nơi cài đặt."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = "; ".join(f"{key}: {name}" for key, name in kind_choices(today()))
        sectors = "; ".join(f"{key}: {name}" for key, name in SECTOR_NAMES.items())
        parser.add_argument("name", help="tên đầy đủ, ví dụ: Đảng ủy xã Đề Gi")
        parser.add_argument("--kind", default="commune_committee", help=f"loại hình: {kinds}")
        parser.add_argument("--sector", default="party", help=f"lĩnh vực: {sectors}")
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="ngày thành lập, yyyy-mm-dd")

    def handle(self, *_args: Any, name: str, kind: str, sector: str, on: date | None, **_options: Any) -> None:
        day = on or today()
        by = system_reach("open_top_unit", on=max(day, today()))
        intent = Intent(
            act="open", on=day, about=(), opens=(NewUnit(key=-1, name=name, kind=kind, sector=sector, parent=None),)
        )
        try:
            reorganise(by=by, intent=intent, seen=forecast(by, intent).fingerprint)
        except Refusal as refused:
            raise CommandError(str(refused), returncode=1) from refused
        self.stdout.write(f"Đã mở {name}. Tiếp theo: manage.py make_account “Họ và tên” để có người quản trị đầu tiên.")
