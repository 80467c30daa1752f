"""`manage.py read_plan FILE… [--out DIR]`: read plans from files; no database."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from nguon.reading.plan import read_plan
from nguon.reading.text import Unreadable, read_file


class Command(BaseCommand):
    """Each file is read by itself; one that cannot be read is named with the reason and the rest go on."""

    help = "Đọc kế hoạch phát triển đảng viên từ tệp .txt, .docx, .pdf và viết ra JSON"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--out", type=Path, help="thư mục ghi <tên tệp>.json; không có thì in ra màn hình")

    def handle(self, *_: Any, **options: Any) -> None:
        failed = False
        for file in options["files"]:
            try:
                answer = read_plan(read_file(file.read_bytes(), file.name)).as_json()
            except Unreadable as refused:
                failed = True
                self.stderr.write(f"{file}: {refused.message} [{refused.code}]")
                continue
            except OSError as wrong:
                failed = True
                self.stderr.write(f"{file}: Không mở được tệp ({wrong.strerror}). Hãy kiểm tra đường dẫn. [missing]")
                continue
            written = json.dumps(answer, ensure_ascii=False, indent=1)
            if options["out"]:
                options["out"].mkdir(parents=True, exist_ok=True)
                (options["out"] / f"{file.stem}.json").write_text(written + "\n", "utf-8")
            else:
                self.stdout.write(written)
        if failed:
            raise SystemExit(1)
