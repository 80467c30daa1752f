"""Files from outside are taken apart in a process of their own, with little memory, little time and no writing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from nguon.reading.source import SourceText, Unreadable

WALL_SECONDS = 10
ROOT = Path(__file__).resolve().parents[2]


def extract_apart(content: bytes, kind: str, wall_seconds: float = WALL_SECONDS) -> SourceText:
    """The text of a docx or pdf, read by a child process that is killed after `wall_seconds`. Raises Unreadable."""
    with subprocess.Popen(  # noqa: S603 -- our own module; `kind` is one of two words
        [sys.executable, "-B", "-m", "nguon.reading.extract", kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": os.defpath},
        start_new_session=True,
    ) as process:
        try:
            answer, _ = process.communicate(content, timeout=wall_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise Unreadable(
                "too_slow",
                "Tệp quá phức tạp, đọc quá 10 giây nên đã dừng. Hãy lưu lại thành .docx gọn hơn rồi tải lên.",
            ) from None
    return heard(answer, kind)


def heard(answer: bytes, kind: str) -> SourceText:
    """What the child said; silence means that it met a limit or fell over."""
    try:
        said = json.loads(answer)
    except ValueError:
        raise Unreadable(
            "broken",
            f"Tệp .{kind} bị hỏng hoặc cần quá nhiều bộ nhớ để đọc. Hãy mở và lưu lại tệp rồi tải lên lần nữa.",
        ) from None
    if "code" in said:
        raise Unreadable(said["code"], said["message"])
    tables = tuple(tuple(tuple(row) for row in table) for table in said["tables"])
    return SourceText(said["text"], kind, said["pages"], tables)
