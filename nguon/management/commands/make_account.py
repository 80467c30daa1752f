"""manage.py make_account: the first administrator of an installation, and any account when no screen can be reached."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nguon.queries.access import system_reach
from nguon.queries.accounts import unit_named
from nguon.rules.errors import Refusal
from nguon.rules.roles import ROLE_NAMES, Role
from nguon.services.accounts import open_account
from nguon.web.clock import today


class Command(BaseCommand):
    """Prints the first password once."""

    help = "Mở một tài khoản với một vai trò; in ra mật khẩu đầu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("full_name", help="họ và tên")
        parser.add_argument("--role", default=Role.ADMINISTRATOR.value, choices=[role.value for role in Role])
        parser.add_argument("--unit", default="", help="số, mã hoặc tên đúng của đơn vị; trống là đơn vị cao nhất")
        parser.add_argument("--username", default="", help="tên đăng nhập; trống thì đặt theo tên")

    def handle(self, *_args: Any, full_name: str, role: str, unit: str, username: str, **_options: Any) -> None:
        on = today()
        try:
            found = unit_named(unit)
            opened = open_account(
                by=system_reach("make_account", on=on),
                full_name=full_name,
                username=username,
                unit_id=found.pk,
                role=Role(role),
                starts_on=on,
            )
        except Refusal as refused:
            raise CommandError(str(refused), returncode=1) from refused
        self.stdout.write(f"{opened.user.full_name}: {ROLE_NAMES[Role(role)]}, {found.name}")
        self.stdout.write(f"Tên đăng nhập: {opened.user.username}")
        self.stdout.write(f"Mật khẩu đầu:  {opened.password}")
