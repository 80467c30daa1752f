"""manage.py seal_audit: seal what no commit sealed, and print the last seal to be written on paper."""

from typing import Any

from django.core.management.base import BaseCommand

from nguon.services.audit import seal_pending


class Command(BaseCommand):
    """Seals in pieces until nothing waits."""

    help = "Đóng dấu các mục nhật ký chưa được đóng dấu."

    def handle(self, *_args: Any, **_options: Any) -> None:
        sealed = 0
        while piece := seal_pending():
            sealed += piece
        self.stdout.write(f"Đã đóng dấu {sealed} mục.")
