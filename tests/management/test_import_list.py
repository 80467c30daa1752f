"""The shell's way in, and the work beside the server as it really runs: a process that is killed, one that goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.reading.list_files import csv, xlsx
from tests.services.list_batches import BINH, HEAD, HOA

ROOT = Path(__file__).resolve().parents[2]
KEYS = [
    "rows_in_file", "data_rows", "new", "changed", "same", "doubtful", "faulty", "ignored", "columns", "faults", "batch"
]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A fresh database with one unit, far from the test database: these processes open it for themselves."""
    folder = tmp_path_factory.mktemp("shell")
    place = Place(folder)
    place.manage("migrate", "--verbosity", "0")
    place.manage("open_top_unit", "Đảng ủy xã Thử")
    return place


class Place:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ, "NGUON_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'shell.sqlite3'}",
            "NGUON_TODAY": "2026-03-10",
        }  # fmt: skip

    def manage(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT, env=self.environment, check=False, text=True, capture_output=True, timeout=300,
        )  # fmt: skip

    def answer(self, *words: str) -> dict:
        done = self.manage("import_list", *words, "--json")
        assert done.returncode == 0, done.stderr + done.stdout
        return json.loads(done.stdout)

    def file(self, content: bytes, name: str = "ds.csv") -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def ask(self, code: str) -> str:
        """What a piece of Python sees in this place."""
        setup = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; import django; django.setup(); "
        done = subprocess.run(
            [sys.executable, "-c", setup + code],
            cwd=ROOT, env=self.environment, check=True, text=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return done.stdout.strip()

    def people(self) -> int:
        return int(self.ask("from nguon.models import Person; print(Person.objects.count())"))


def test_previewed_applied_again_and_undone(place):
    rows = (HEAD, HOA, BINH, ("3", "Lê Cam", "32/13/1990"), ("", "Cộng: 3 người"))
    path = place.file(csv(*rows, comma=";"))

    preview = place.answer(path, "--unit", "1")
    assert list(preview) == KEYS
    assert [preview[each] for each in KEYS[:8]] == [5, 3, 2, 0, 0, 0, 1, 2]
    assert preview["columns"]["Họ và tên"] == "full_name"
    assert preview["faults"] == [{"row": 4, "column": "Ngày sinh", "why": "Không có ngày “32/13/1990”."}]
    assert (preview["batch"], place.people()) == (None, 0)

    applied = place.answer(path, "--unit", "1", "--apply")
    assert (applied["new"], place.people()) == (2, 2)
    again = place.answer(path, "--unit", "1", "--apply")
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)

    undone = place.answer("--undo", str(applied["batch"]))
    assert list(undone) == KEYS
    assert place.people() == 0
    assert place.manage("verify_audit").returncode == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "trống"), (b"PK\x03\x04", "hỏng"), (xlsx([["Số tiền"], [5]]), "Không thấy dòng tiêu đề")],
)
def test_a_file_that_is_refused_ends_with_status_1_and_leaves_nothing(place, content, words):
    done = place.manage("import_list", place.file(content), "--unit", "1", "--apply", "--json")

    assert done.returncode == 1
    assert words in json.loads(done.stdout)["error"]
    assert place.people() == 0


@pytest.mark.parametrize("words", [("--unit", "99"), ("--unit", "38168053000001"), ("--undo", "999")])
def test_what_is_not_there_is_said(place, words):
    done = place.manage("import_list", place.file(csv(HEAD, HOA, comma=";")), *words, "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["error"].startswith("Không có")


def big(many: int) -> bytes:
    lines = [
        (str(i), f"Lê Văn {chr(65 + i % 26)}{'a' * (i // 26 % 26)}", f"{i % 28 + 1}/{i % 12 + 1}/{1960 + i % 40}")
        for i in range(many)
    ]
    return csv(("STT", "Họ và tên", "Ngày sinh"), *lines, comma=";")


BRING = """
import hashlib, sys
from nguon.queries.access import system_reach
from nguon.reading.people_list.reader import read_people
from nguon.services.list_importing import ImportChoice, bring_list, start_entering, start_undoing
from nguon.web.background import progress_of, start
from nguon.web.clock import today
by = system_reach("import_list", on=today())
"""


def test_killed_half_way_nothing_is_written_and_it_can_be_run_again(place):
    """The process that enters is killed while it writes; the screens see it stopped; run again it enters all."""
    path = place.file(big(3_000), "big.csv")
    batch = place.ask(
        BRING + f"content = open({path!r}, 'rb').read()\n"
        "made = bring_list(by=by, unit_id=1, file_name='big.csv', sha256='0' * 64, file=read_people(content), choice=ImportChoice())\n"
        "start_entering(by=by, batch_id=made.pk)\nstart(made.pk, by)\nprint(made.pk)"
    )
    progress = place.folder / "viec-dang-chay" / f"{batch}.json"

    killed = False
    for _ in range(600):
        done, whole, worker = json.loads(progress.read_text()) if progress.exists() else (0, 0, 0)
        if whole and done > whole // 2:  # past preparing: it is within the transaction now
            os.kill(worker, signal.SIGKILL)
            killed = True
            break
        time.sleep(0.05)
    assert killed
    time.sleep(0.5)

    assert place.people() == 0
    state = (
        BRING
        + f"from nguon.queries.list_importing import import_of; b = import_of(by, {batch}); print(b.state, progress_of({batch}).alive)"
    )
    assert place.ask(state) == "applying False"

    again = place.manage("run_list_import", batch)
    assert again.returncode == 0, again.stderr
    assert place.ask(state) == "applied False"
    counts = json.loads(
        place.ask(
            f"import json; from nguon.models import ListImport; print(json.dumps(ListImport.objects.get(pk={batch}).counts))"
        )
    )
    assert place.people() == counts["entered_new"] > 0
    place.answer("--undo", batch)
    assert place.people() == 0


def test_two_processes_never_work_on_one_list(place):
    batch = place.ask(
        BRING + f"content = open({place.file(big(40), 'b.csv')!r}, 'rb').read()\n"
        "made = bring_list(by=by, unit_id=1, file_name='b.csv', sha256='0' * 64, file=read_people(content), choice=ImportChoice())\n"
        "start_entering(by=by, batch_id=made.pk)\n"
        "from nguon.web.background import locked\n"
        "import subprocess, os\n"
        "with locked(made.pk):\n"
        "    done = subprocess.run([sys.executable, 'manage.py', 'run_list_import', str(made.pk)], capture_output=True)\n"
        "    assert done.returncode == 1, done\n"
        "    assert start(made.pk, by) is False\n"
        "    assert progress_of(made.pk).alive\n"
        "print(made.pk)"
    )

    assert place.people() == 0
    assert place.manage("run_list_import", batch).returncode == 0
    assert place.manage("run_list_import", batch).returncode == 0  # nothing waits any more
    place.answer("--undo", batch)
