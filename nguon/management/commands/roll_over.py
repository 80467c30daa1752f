"""Lets what a new day changes take effect: the tree, and groups that depend on age. Run every night; running it twice
changes nothing.
"""

from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from nguon.queries.access import system_reach
from nguon.queries.unit_history import changes_waiting
from nguon.rules.errors import Refusal
from nguon.services.refreshing_groups import refresh_groups
from nguon.services.reorganising import apply_due
from nguon.web.clock import today


class Command(BaseCommand):
    help = "Áp dụng các thay đổi tổ chức đã đến ngày có hiệu lực; tính lại nhóm đối tượng theo tuổi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="yyyy-mm-dd, mặc định là hôm nay")

    def handle(self, *_args: object, on: date | None, **_options: object) -> None:
        by = system_reach("roll_over", on=on or today())
        waiting = list(changes_waiting(by).values_list("pk", "summary"))
        failed = 0
        for number, summary in waiting:
            try:
                apply_due(by=by, reorganisation_id=number)
            except Refusal as refused:
                failed += 1
                self.stderr.write(f"{summary}: {refused}")
            else:
                self.stdout.write(summary)
        self.stdout.write(f"{len(waiting) - failed} thay đổi đã áp dụng.")
        added, removed = refresh_groups(by=by)
        self.stdout.write(f"Nhóm đối tượng: thêm {added}, bớt {removed}.")
        if failed:
            raise CommandError(f"{failed} thay đổi chưa áp dụng được.")
