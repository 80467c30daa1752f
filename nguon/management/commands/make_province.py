"""manage.py make_province: a province of a given size that does not exist, for trying and measuring; always the same."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nguon.queries.access import system_reach
from nguon.rules.errors import Refusal
from nguon.rules.roles import ROLE_NAMES
from nguon.services.making_province import MadeProvince, make_province
from nguon.web.clock import today


class Command(BaseCommand):
    """Same arguments on the same day, same data: the digest printed at the end says so."""

    help = "Tạo một tỉnh thử nghiệm với số người và số đơn vị cho trước; không có ai, đơn vị nào là thật."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, required=True, metavar="N", help="số người")
        parser.add_argument("--units", type=int, required=True, metavar="N", help="số đơn vị, kể cả tỉnh (từ 4)")
        parser.add_argument("--seed", type=int, default=1930, help="số gieo: số khác thì dữ liệu khác")
        parser.add_argument("--province", default="Thử Nghiệm", metavar="TÊN", help="tên sau chữ “Tỉnh ủy”")
        parser.add_argument("--accounts", default="", metavar="TỆP", help="tệp ghi tài khoản và mật khẩu vừa tạo")

    def handle(
        self, *_args: Any, people: int, units: int, seed: int, province: str, accounts: str, **_options: Any
    ) -> None:
        begun = time.perf_counter()
        by = system_reach("make_province", on=today())
        try:
            made = make_province(by=by, people=people, units=units, seed=seed, name=province, say=self._say)
        except Refusal as refused:
            raise CommandError(str(refused), returncode=1) from refused
        taken = time.perf_counter() - begun
        self._say(f"{made.top.name}: {made.people} người, {made.units} đơn vị")
        self._say(f"{taken:.1f} giây, {made.people / taken:.0f} người mỗi giây")
        self._say(f"dấu dữ liệu: {made.digest}")
        self._tell(made, accounts)

    def _say(self, words: str) -> None:
        self.stdout.write(f"  … {words}")
        self.stdout.flush()

    def _tell(self, made: MadeProvince, accounts: str) -> None:
        lines = [f"  {a.username:12} {a.password}  {ROLE_NAMES[a.role]} · {a.unit}\n" for a in made.accounts]
        if not accounts:
            self.stdout.write("".join(lines))
            return
        handle = os.open(accounts, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(lines)
