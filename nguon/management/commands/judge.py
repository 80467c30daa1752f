"""manage.py judge FILE: answers worked cases of the rules, one JSON object a line. Needs no database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nguon.regulations.judging import FaultyCase, differences, judge
from nguon.rules.errors import NotInForce


class Command(BaseCommand):
    """Exits 1 when a case cannot be judged, or its `expect` differs from the answer."""

    help = "Trả lời các trường hợp quy định trong một tệp JSON, mỗi dòng một câu trả lời."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="tệp JSON: một danh sách trường hợp")

    def handle(self, *_: Any, **options: Any) -> None:
        wrong = 0
        for number, case in enumerate(_cases(Path(options["file"])), start=1):
            name = case.get("id", number) if isinstance(case, dict) else number
            try:
                answer = judge(case)
            except (FaultyCase, NotInForce) as refused:
                wrong += 1
                self.stdout.write(_line({"id": name, "error": str(refused)}))
                self.stderr.write(f"{name}: {refused}")
                continue
            self.stdout.write(_line({"id": name, "answer": answer}))
            for key, (expected, answered) in differences(case, answer).items():
                wrong += 1
                self.stderr.write(f"{name}: {key}: chờ {expected!r}, trả lời {answered!r}")
        if wrong:
            raise CommandError(f"{wrong} chỗ không khớp.", returncode=1)


def _cases(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except OSError as refused:
        raise CommandError(f"Không mở được tệp: {refused.strerror}") from None
    except ValueError as refused:
        raise CommandError(f"Tệp không phải JSON đúng: {refused}") from None
    if isinstance(content, dict) and "cases" in content:
        content = content["cases"]
    if not isinstance(content, list):
        raise CommandError("Tệp phải là một danh sách các trường hợp.")
    return content


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)
