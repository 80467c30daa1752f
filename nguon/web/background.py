"""Long work beside the server: a process of its own for each list, its progress in a file, its life in a lock.

The lock belongs to the process: it goes when the process ends, however it ends, so that nothing is ever taken for
running that does not run. See docs/decisions/0040-background-work.md.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from nguon.queries.access import Reach

TELL_EVERY = 0.3  # seconds


class AlreadyRunning(Exception):
    """Another process works on it."""


@dataclass(frozen=True)
class Progress:
    """How far the work is: rows done of all; `alive` where a process works on it now."""

    done: int
    whole: int
    alive: bool

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.whole) if self.whole else 0


def _file(batch_id: int, ending: str) -> Path:
    folder = Path(settings.VAR) / "viec-dang-chay"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{batch_id}.{ending}"


@contextmanager
def locked(batch_id: int, inherited: int | None = None) -> Iterator[int]:
    """Hold the lock of the work; `inherited` is the descriptor of one who held it for us. Raises AlreadyRunning."""
    descriptor = inherited
    if descriptor is None:
        descriptor = os.open(_file(batch_id, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise AlreadyRunning(str(batch_id)) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def start(batch_id: int, by: Reach) -> bool:
    """Begin the work that the list waits for, in a process of its own or, where the installation says so, at once.

    False where one works on it already.
    """
    holding = str(by.main.appointment_id) if by.main else ""
    words = ["run_list_import", str(batch_id), "--user", str(by.who.pk if by.who else ""), "--holding", holding]
    if settings.BACKGROUND == "inline":
        from django.core.management import call_command

        call_command(*words)
        return True
    try:
        with locked(batch_id) as descriptor:
            tell(batch_id, 0, 0)
            with _file(batch_id, "log").open("wb") as log:
                subprocess.Popen(  # noqa: S603 -- our own command; numbers only
                    [sys.executable, "manage.py", *words, "--lock", str(descriptor)],
                    cwd=settings.BASE_DIR,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=[descriptor],
                    start_new_session=True,
                )
    except AlreadyRunning:
        return False
    return True


class Teller:
    """Writes progress down, a few times a second at most."""

    def __init__(self, batch_id: int) -> None:
        self._batch_id, self._told = batch_id, 0.0

    def __call__(self, done: int, whole: int) -> None:
        if time.monotonic() - self._told > TELL_EVERY:
            self._told = time.monotonic()
            tell(self._batch_id, done, whole)


def tell(batch_id: int, done: int, whole: int) -> None:
    """Write down how far the work is, and the number of the process that does it."""
    fresh = _file(batch_id, "new")
    fresh.write_text(json.dumps([done, whole, os.getpid()]))
    fresh.replace(_file(batch_id, "json"))


def progress_of(batch_id: int) -> Progress:
    """How far the work on a list is, and whether it goes on."""
    try:
        done, whole, _process = json.loads(_file(batch_id, "json").read_text())
    except (OSError, ValueError):
        done, whole = 0, 0
    try:
        with locked(batch_id):
            alive = False
    except AlreadyRunning:
        alive = True
    return Progress(done, whole, alive)


def forget(batch_id: int) -> None:
    """Remove the traces of finished work; the log stays until the next."""
    _file(batch_id, "json").unlink(missing_ok=True)
