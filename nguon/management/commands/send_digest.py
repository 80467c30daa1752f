"""Send the week's mails: what waits for each person, one mail each, none where nothing is due."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from nguon.services.digest import send_digests
from nguon.web.clock import today


class Command(BaseCommand):
    """One run a day is enough: a person is written to once a week."""

    help = "Gửi thư tuần: mỗi người một thư về việc đang chờ, không có việc thì không gửi. Chạy lại không gửi trùng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="ngày tính, yyyy-mm-dd (mặc định hôm nay)")

    def handle(self, *_args: Any, **options: Any) -> None:
        sent = send_digests(on=options["on"] or today(), home=settings.SITE_ADDRESS.rstrip("/") + reverse("home"))
        self.stdout.write(f"Đã gửi {len(sent.to)} thư; {sent.nothing_due} người không có việc nên không gửi.")
        if sent.failed:
            raise CommandError(
                f"Chưa gửi được cho {len(sent.failed)} người: {', '.join(sent.failed)}. Lần chạy sau sẽ thử lại."
            )
