"""manage.py import_list FILE --unit CODE: what a list of people comes to, and with --apply entered; --undo takes it back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from nguon.queries.access import Reach, system_reach
from nguon.queries.list_import_preview import Looked, look_over, printed_line
from nguon.queries.list_importing import columns_of, import_of, known_headings, looked_of, unit_called
from nguon.reading.people_list.columns import Column
from nguon.reading.people_list.fields import FIELDS
from nguon.reading.people_list.reader import read_people
from nguon.reading.source import Unreadable
from nguon.reading.spreadsheet import MOST_BYTES
from nguon.rules.errors import NotReached, Refusal
from nguon.services.list_import_entering import enter_list
from nguon.services.list_import_preparing import prepared
from nguon.services.list_import_undoing import undo_list
from nguon.services.list_importing import (
    ImportChoice,
    bring_list,
    give_up,
    refuse_choice,
    start_entering,
    start_undoing,
)
from nguon.web.clock import today

KEYS = ("rows_in_file", "data_rows", "new", "changed", "same", "doubtful", "faulty", "ignored")
NAMES = {
    "rows_in_file": "Dòng trong tệp", "data_rows": "Dòng dữ liệu", "new": "người mới", "changed": "có thay đổi",
    "same": "không đổi", "doubtful": "cần xem lại", "faulty": "có lỗi", "ignored": "Không phải dữ liệu",
}  # fmt: skip


class Command(BaseCommand):
    """Without --apply nothing stays. Exit status 1 and {"error": …} for a file or a choice that is refused."""

    help = "Nhập danh sách người từ tệp Excel vào một đơn vị; chỉ ghi khi có --apply."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="", help="tệp .xlsx, .xls, .ods hoặc .csv")
        parser.add_argument("--unit", default="", help="mã tổ chức (14 chữ số) hoặc số của đơn vị")
        parser.add_argument("--apply", action="store_true", help="ghi các dòng mới và có thay đổi")
        parser.add_argument("--undo", type=int, default=None, metavar="BATCH", help="hoàn tác một lần nhập")
        parser.add_argument("--list", type=int, default=0, choices=(0, 1, 2, 3), help="đưa vào danh sách nào")
        parser.add_argument("--resolution", default="", help="số nghị quyết của chi bộ")
        parser.add_argument("--on", type=date.fromisoformat, default=None, help="ngày nghị quyết, yyyy-mm-dd")
        parser.add_argument("--sheet", default="", help="chỉ đọc trang này")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *_args: Any, undo: int | None, **given: Any) -> None:
        as_json = given["json"]
        by = system_reach("import_list", on=today())
        try:
            answer = _undone(by, undo) if undo is not None else _brought(by, given)
        except Unreadable as wrong:
            self._refuse(wrong.message, as_json=as_json)
        except NotReached:
            what = f"lần nhập số {undo}" if undo is not None else f"đơn vị “{given['unit']}”"
            self._refuse(f"Không có {what}.", as_json=as_json)
        except Refusal as refused:
            self._refuse(str(refused), as_json=as_json)
        else:
            self._say(answer, as_json=as_json)

    def _refuse(self, message: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"error": message}, ensure_ascii=False))
            raise SystemExit(1)
        raise CommandError(message, returncode=1)

    def _say(self, answer: Mapping[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        for key in KEYS:
            self.stdout.write(f"{NAMES[key]}: {answer[key]}")
        for heading, field in answer["columns"].items():
            self.stdout.write(f"  {heading} → {FIELDS[field].name if field else '(không dùng)'}")
        for fault in answer["faults"]:
            self.stdout.write(f"  dòng {fault['row']}, {fault['column']}: {fault['why']}")
        if answer["batch"]:
            self.stdout.write(f"Lần nhập số {answer['batch']}")


def _brought(by: Reach, given: Mapping[str, Any]) -> dict[str, Any]:
    if not given["file"] or not given["unit"]:
        raise Unreadable("missing", "Hãy nêu tệp và --unit.")
    content = _content(Path(given["file"]))
    unit = unit_called(by, given["unit"])
    choice = ImportChoice(given["list"], given["resolution"], given["on"])
    refuse_choice(by, unit, choice)
    file = read_people(content, known=known_headings(unit), sheet=given["sheet"])
    if not given["apply"]:
        preview = look_over(by, unit, file.columns, file.lines, to_list=choice.to_list, elsewhere=file.elsewhere)
        return _answer(preview.counts, file.columns, preview.rows, None)
    batch = bring_list(
        by=by,
        unit_id=unit.pk,
        file_name=Path(given["file"]).name,
        sha256=hashlib.sha256(content).hexdigest(),
        file=file,
        choice=choice,
    )
    answer = _answer(batch.counts, file.columns, looked_of(batch), batch.pk)
    if answer["new"] or answer["changed"]:
        start_entering(by=by, batch_id=batch.pk)
        try:
            enter_list(by=by, batch_id=batch.pk, prepared=prepared(by, import_of(by, batch.pk)))
        except Refusal:
            give_up(by=by, batch_id=batch.pk)
            raise
    return answer


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable("too_large", "Tệp lớn hơn 10 MB. Hãy chỉ giữ lại bảng cần nhập.")
        return path.read_bytes()
    except OSError:
        raise Unreadable("no_file", f"Không đọc được tệp {path}.") from None


def _undone(by: Reach, batch_id: int) -> dict[str, Any]:
    batch = import_of(by, batch_id)
    start_undoing(by=by, batch_id=batch_id)
    try:
        undo_list(by=by, batch_id=batch_id)
    except Refusal:
        give_up(by=by, batch_id=batch_id)
        raise
    return _answer(batch.counts, columns_of(batch), (), batch_id)


def _answer(
    counts: Mapping[str, int], columns: Sequence[Column], rows: Sequence[Looked], batch: int | None
) -> dict[str, Any]:
    headings = {each.field: each.heading for each in columns if each.field}
    faults = [
        {"row": printed_line(each.line.number), "column": headings.get(field, _name(field)), "why": why}
        for each in rows
        if each.kind == "faulty"
        for field, why in each.why
    ]
    return {
        **{key: counts.get(key, 0) for key in KEYS},
        "columns": _headed(columns),
        "faults": faults,
        "batch": batch,
    }


def _headed(columns: Sequence[Column]) -> dict[str, str]:
    """Heading → field; a heading that stands twice is told apart by its place."""
    found: dict[str, str] = {}
    for each in columns:
        if each.heading:
            found[f"{each.heading} (cột {each.at + 1})" if each.heading in found else each.heading] = each.field
    return found


def _name(field: str) -> str:
    return FIELDS[field].name if field in FIELDS else ""
