"""manage.py demo_data: the demonstration, built through the services and the plan reader; always the same.

Does nothing where units exist already, so a second start neither doubles nor loses anything. All or nothing: when it is
stopped half-way, the database is as it was.
"""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from nguon.management.demonstration import classes, history, organisations, people_in_office, pool
from nguon.management.demonstration.trees import OPENED
from nguon.management.demonstration.world import World
from nguon.services.audit import seal_pending

FOLDER = Path(settings.BASE_DIR) / "demo"


class Command(BaseCommand):
    """Prints a line for each long step."""

    help = "Nạp dữ liệu trình diễn vào cơ sở dữ liệu trống."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bare", action="store_true", help="chỉ tổ chức và tài khoản, chưa có kế hoạch nào")
        parser.add_argument("--accounts", default="", help="tệp ghi các tài khoản và mật khẩu vừa tạo")

    def handle(self, *_args: Any, accounts: str, bare: bool, **_options: Any) -> None:
        if World().itself(OPENED).units().exists():
            self._say("Đã có dữ liệu, không nạp lại.")
            return
        world = World()
        with transaction.atomic():
            self._say("mở các tổ chức trình diễn")
            organisations.open_all(world, FOLDER / "units")
            people_in_office.appoint_all(world, self._say)
            if not bare:
                history.live_through(world, FOLDER, self._say)
                ward = pool.live_through(world, self._say)
                pool.pool_after_class(world, ward, classes.hold_one(world, ward))
                classes.fill_another(world, ward)
                pool.hand_up(world, ward)
                self._say("danh sách nguồn, lớp bồi dưỡng, đợt khảo sát")
        self._say("niêm phong nhật ký")
        while seal_pending():
            pass
        self._tell(world, accounts)

    def _say(self, words: str) -> None:
        self.stdout.write(f"  … {words}")
        self.stdout.flush()

    def _tell(self, world: World, accounts: str) -> None:
        width = max(len(each.username) for each in world.accounts)
        lines = ["  Tài khoản trình diễn (mật khẩu vừa được tạo trên máy này):", ""]
        lines += [f"    {each.username:{width}}  {each.password}  {each.role} · {each.unit}" for each in world.accounts]
        text = "\n".join(lines) + "\n"
        if accounts:
            handle = os.open(accounts, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
        else:
            self.stdout.write(text)
