"""manage.py run_list_import NUMBER: carry out what a list waits for (entering or undoing). Started by the screens.

Run again after a machine went down half-way, it begins anew: nothing of the first run was written.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nguon.queries.access import Reach, reach, system_reach
from nguon.queries.accounts import active_person
from nguon.queries.list_importing import import_of, is_working
from nguon.rules.errors import Refusal, RuleViolation
from nguon.services.list_import_entering import enter_list
from nguon.services.list_import_preparing import prepared
from nguon.services.list_import_undoing import undo_list
from nguon.services.list_importing import give_up
from nguon.web.background import AlreadyRunning, Teller, forget, locked
from nguon.web.clock import today


class Command(BaseCommand):
    help = "Chạy việc nhập hoặc hoàn tác một danh sách."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("--user", default="", help="số tài khoản của người giao việc; để trống: chương trình")
        parser.add_argument("--holding", default="", help="số vai trò họ đang dùng")
        parser.add_argument("--lock", type=int, default=None, help="khóa được giao lại (dùng bên trong)")

    def handle(self, *_args: Any, batch: int, user: str, holding: str, lock: int | None, **_options: Any) -> None:
        by = _reach(user, holding)
        try:
            with locked(batch, lock):
                _work(by, batch)
        except AlreadyRunning:
            raise CommandError(f"Danh sách {batch} đang được một tiến trình khác xử lý.", returncode=1) from None


def _reach(user: str, holding: str) -> Reach:
    if not user:
        return system_reach("run_list_import", on=today())
    person = active_person(int(user))
    if person is None:
        raise CommandError("Tài khoản của người giao việc không còn dùng được.", returncode=1)
    return reach(person, on=today(), first=int(holding) if holding else None)


def _work(by: Reach, batch_id: int) -> None:
    batch = import_of(by, batch_id)
    if not is_working(batch):
        return
    why = "Việc dừng vì lỗi trong chương trình; chưa có gì được ghi."
    try:
        teller = Teller(batch_id)
        if batch.state == "applying":
            enter_list(by=by, batch_id=batch_id, prepared=prepared(by, batch, teller), tell=teller)
        else:
            undo_list(by=by, batch_id=batch_id, tell=teller)
        why = ""
    except RuleViolation as refused:
        why = " ".join(each.what for each in refused.unmet[:10])
    except Refusal as refused:
        why = str(refused)
    finally:
        if why:
            give_up(by=by, batch_id=batch_id, why=why[:2_000])
        forget(batch_id)
