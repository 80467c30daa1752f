"""Lists brought in, for tests: a file of rows under plain headings, held against a branch."""

from collections.abc import Sequence
from datetime import date

from nguon.models import ListImport, Person, PersonGroup, PersonName, SensitiveRecord, Stay, Unit
from nguon.queries.access import Reach
from nguon.queries.list_importing import import_of
from nguon.reading.people_list.reader import read_people
from nguon.services.list_import_entering import enter_list
from nguon.services.list_import_preparing import prepared
from nguon.services.list_import_undoing import undo_list
from nguon.services.list_importing import ImportChoice, bring_list, start_entering, start_undoing
from tests.reading.list_files import csv

HEAD = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "SĐT", "Số CCCD", "Dân tộc", "Quê quán", "Chi bộ", "Ghi chú")
HOA = ("1", "NGUYỄN THỊ HOA", "12/05/1998", "Nữ", "0912345678", "034198001234", "Tày", "Bắc Kạn", "", "")
BINH = ("2", "Trần Văn Bình", "1990", "Nam", "", "", "Kinh", "Hưng Yên", "", "tốt")


def content(*lines: Sequence[str], head: Sequence[str] = HEAD) -> bytes:
    return csv(head, *lines, comma=";")


def brought(
    by: Reach,
    unit: Unit,
    *lines: Sequence[str],
    head: Sequence[str] = HEAD,
    to_list: int = 0,
    number: str = "",
    on: date | None = None,
) -> ListImport:
    """The file kept for `unit`."""
    return bring_list(
        by=by,
        unit_id=unit.pk,
        file_name="ds.csv",
        sha256="0" * 64,
        file=read_people(content(*(lines or (HOA, BINH)), head=head)),
        choice=ImportChoice(to_list, number, on),
    )


def entered(by: Reach, batch: ListImport) -> ListImport:
    """Entered, as the work beside the server does it."""
    start_entering(by=by, batch_id=batch.pk)
    return enter_list(by=by, batch_id=batch.pk, prepared=prepared(by, import_of(by, batch.pk)))


def undone(by: Reach, batch: ListImport) -> ListImport:
    """Taken back."""
    start_undoing(by=by, batch_id=batch.pk)
    return undo_list(by=by, batch_id=batch.pk)


def everything() -> dict[str, list]:
    """All that is known of persons, to compare before and after; revisions and numbers of rows aside."""
    plain = [each.attname for each in Person._meta.concrete_fields if each.name not in {"revision", "citizen_sealed"}]
    return {
        "persons": list(Person.objects.order_by("pk").values_list(*plain)),
        "names": sorted(PersonName.objects.values_list("person_id", "words", "is_main")),
        "stays": sorted(Stay.objects.values_list("person_id", "unit_id")),
        "groups": sorted(PersonGroup.objects.values_list("person_id", "group", "from_facts")),
        "sealed": sorted(
            (pk, bytes(sealed)) for pk, sealed in SensitiveRecord.objects.values_list("person_id", "sealed")
        ),
    }
