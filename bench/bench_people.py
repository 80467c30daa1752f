"""Search, the list of persons, the pool board and an import at 60,000 persons in 4,000 units, against hand-written SQL for
the same rows and the bare reading of the same file.

Runs in a process of its own, since a database is chosen once a process. `make bench` takes the embedded one; on the server
that DATABASE_URL names, `python -m bench.bench_people` makes a database for itself and drops it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.measure import median, row

PEOPLE, UNITS, FILE_ROWS = 60_000, 4_000, 10_000
PERSON = "p.id, p.full_name, p.born, p.sex, p.unit_id, u.name, p.occupation, p.listed, p.joined, p.official"
LIVE = "p.merged_into_id IS NULL AND p.withdrawn_at IS NULL"


def run() -> list[dict]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    words = [sys.executable, "-m", "bench.bench_people", "--json"]
    done = subprocess.run(words, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout)


@contextmanager
def own_database() -> Iterator[None]:
    """A database of this run alone on the server that DATABASE_URL names; nothing to do without one."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield
        return
    import psycopg

    name = f"nguon_bench_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = urlsplit(given)._replace(path=f"/{name}").geturl()
    try:
        yield
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def measured() -> list[dict]:
    """The rows of this process's own database, which is filled first."""
    with own_database(), tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        os.environ |= {"NGUON_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        accounts = Path(folder) / "accounts.txt"
        seconds = once(
            lambda: call_command(
                "make_province",
                people=PEOPLE,
                units=UNITS,
                accounts=str(accounts),
                province=f"Thử Đo {os.getpid()}",
                stdout=StringIO(),
            )
        )
        print(f"… made {PEOPLE} persons in {UNITS} units in {seconds:.0f} s", file=sys.stderr)
        _analyse()
        return [*_pages(), *_import(Path(folder) / "danh-sach.xlsx")]


def once(call: Callable[[], object]) -> float:
    """Seconds of one call: what changes the database cannot be tried again."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pages() -> list[dict]:
    from bench.world import signed_in
    from nguon.models import Appointment, Unit

    top = Unit.objects.filter(parent__isnull=True).latest("pk")
    client = signed_in(Appointment.objects.filter(unit=top).select_related("user").latest("pk").user)
    found = []
    for what, address, questions in (
        ("search “nguyen hoa”", "/nguoi/?q=nguyen+hoa", _search_sql(top, ("nguyen", "hoa"))),
        ("search “hoa ng”", "/nguoi/?q=hoa+ng", _search_sql(top, ("hoa", "ng"))),
        ("list of persons", "/nguoi/", _list_sql(top)),
        ("pool board of the province", "/bang-nguon/", _board_sql(top)),
    ):
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        ours = median(lambda address=address: client.get(address))
        found.append(row(f"{what}, {PEOPLE} persons", ours, median(_asking(questions)), "the SQL for its rows"))
    return found


def _asking(questions: list[tuple[str, tuple[Any, ...]]]) -> Callable[[], None]:
    from django.db import connection

    def ask() -> None:
        with connection.cursor() as cursor:
            for sql, parameters in questions:
                cursor.execute(sql, parameters)
                cursor.fetchall()

    return ask


def _search_sql(top: Any, words: tuple[str, ...]) -> list[tuple[str, tuple[Any, ...]]]:
    """By hand: the first fifty names that hold every word's beginning, in the order of the list."""
    from django.db import connection

    within = "strpos(n.words, %s)" if connection.vendor == "postgresql" else "instr(n.words, %s)"
    held = " AND ".join(f"{within} > 0" for _ in words)
    sql = f"""
        SELECT {PERSON} FROM (
            SELECT n.person_id, n.sort_key FROM nguon_personname n JOIN nguon_person p ON p.id = n.person_id
            WHERE n.province = %s AND {held} AND {LIVE} ORDER BY n.sort_key, n.person_id LIMIT 51
        ) f JOIN nguon_person p ON p.id = f.person_id JOIN nguon_unit u ON u.id = p.unit_id
        ORDER BY f.sort_key, p.id"""
    return [(sql, (top.province, *(f" {each}" for each in words)))]


def _list_sql(top: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """By hand: how many there are, and the first fifty in their order."""
    rows = f"""
        SELECT {PERSON} FROM nguon_person p JOIN nguon_unit u ON u.id = p.unit_id
        WHERE p.province = %s AND {LIVE} ORDER BY p.sort_key, p.id LIMIT 50"""
    return [
        (f"SELECT count(*) FROM nguon_person p WHERE p.path >= %s AND p.path < %s AND {LIVE}", _range(top)),
        (rows, (top.province,)),
    ]


def _board_sql(top: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """By hand: the units below in order, what each was given, and who stands on which list by three groups."""
    from nguon.web.clock import today

    groups = [
        f"EXISTS (SELECT 1 FROM nguon_persongroup g WHERE g.person_id = p.id AND g.\"group\" = '{each}')"
        for each in ("women", "youth", "ethnic_minority")
    ]
    figures = f"""
        SELECT substr(p.path, 1, 8), p.listed, {groups[0]}, {groups[1]}, {groups[2]}, count(*)
        FROM nguon_person p WHERE p.path >= %s AND p.path < %s AND p.listed > 0 AND {LIVE} GROUP BY 1, 2, 3, 4, 5"""
    lasting = f"""
        SELECT substr(p.path, 1, 8), count(DISTINCT p.id) FROM nguon_person p JOIN nguon_certificate c
        ON c.person_id = p.id AND c.kind = 'awareness' AND c.revoked_on IS NULL AND c.valid_until > %s
        WHERE p.path >= %s AND p.path < %s AND p.listed = 3 AND {LIVE} GROUP BY 1"""
    shares = """
        SELECT s.unit_id, s."group", s.places FROM nguon_share s JOIN nguon_allocation a ON a.id = s.allocation_id
        WHERE a.unit_id = %s AND a.state = 'issued'"""
    return [
        ("SELECT id, name, path, kind FROM nguon_unit WHERE parent_id = %s ORDER BY sort_key, id", (top.pk,)),
        (shares, (top.pk,)),
        (figures, _range(top)),
        (lasting, (date(today().year, 12, 31), *_range(top))),
    ]


def _range(top: Any) -> tuple[str, str]:
    return top.path, f"{top.path}~"


def _import(file: Path) -> list[dict]:
    """A list of 10,000 new persons looked over, entered and taken back, against reading every cell of the file once."""
    from django.core.management import call_command

    from nguon.models import Unit

    branch = Unit.objects.filter(kind="branch").latest("pk")
    _write_list(file)
    bare = median(lambda: _read_bare(file), times=3)
    said = StringIO()
    given: dict[str, Any] = {"unit": str(branch.pk), "json": True, "stdout": said}
    looked = once(lambda: call_command("import_list", str(file), **given))
    answer = json.loads(said.getvalue())
    if answer["new"] < FILE_ROWS * 0.9:
        raise RuntimeError(f"the list was not understood: {answer}")
    said.truncate(said.seek(0))
    entered = once(lambda: call_command("import_list", str(file), apply=True, **given))
    batch = json.loads(said.getvalue())["batch"]
    said.truncate(said.seek(0))
    undone = once(lambda: call_command("import_list", undo=batch, **given))
    bare_is = "reading every cell of the file"
    return [
        row(f"import of {FILE_ROWS} rows looked over", looked, bare, bare_is),
        row("the same looked over and entered", entered, bare, bare_is),
        row("the same taken back", undone, bare, bare_is),
    ]


def _write_list(file: Path) -> None:
    import xlsxwriter

    from nguon.rules.invented import Recipe, UnitSketch, persons_of

    sketch = UnitSketch(99_999, None, 4, "", "residential")
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet()
    sheet.write_row(3, 0, ["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Dân tộc", "Nghề nghiệp", "SĐT"])
    for at, each in enumerate(persons_of(FILE_ROWS, sketch, Recipe(7, date(2026, 3, 1), date(2025, 7, 1))), start=1):
        sex = {"female": "Nữ", "male": "Nam"}[each.sex]
        cells = [str(at), each.full_name, sex, str(each.born), each.ethnicity, each.occupation, f"0000{at:06d}"]
        for column, value in enumerate(cells):
            sheet.write_string(3 + at, column, value)
    book.close()


def _read_bare(file: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(file, read_only=True)
    return sum(1 for line in book.active.iter_rows(values_only=True) for _ in line)


if __name__ == "__main__":
    rows = measured()
    if "--json" in sys.argv:
        print(json.dumps(rows))
    else:
        for each in rows:
            ratio = each["ours"] / each["bare"]
            print(f"{each['what']:48} {each['ours'] * 1000:9.1f} ms {each['bare'] * 1000:9.1f} ms {ratio:7.1f}×")
