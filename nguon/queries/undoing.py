"""What stands in the way of taking a change of the tree back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, ManyToOneRel, Model

from nguon.models import Appointment, DutyTask, Person, Placement, Reorganisation, Stay, Succession, Unit, UnitTag
from nguon.rules.partial_dates import PartialDate
from nguon.rules.tree import Placed, shape_on, unmet_shape

AT_ONCE = 10_000  # numbers in one question; both engines take three times as many
NOTED: Mapping[str, type[Model]] = {
    "unit": Unit,
    "placement": Placement,
    "appointment": Appointment,
    "task": DutyTask,
    "person": Person,
    "stay": Stay,
}
WORDS: Mapping[str, str] = {
    "Unit": "đơn vị trực thuộc",
    "Appointment": "người được giao vai trò",
    "Plan": "kế hoạch",
    "PlanDraft": "bản đọc kế hoạch",
    "SourceFile": "văn bản đã đưa vào",
    "Allocation": "bảng chia chỉ tiêu",
    "Share": "chỉ tiêu được giao",
    "DutyTask": "việc phải làm",
    "Duty": "việc trong kế hoạch",
    "LeadTime": "thời gian chuẩn bị đã đặt",
    "TaskReport": "báo cáo nhiệm vụ",
    "PlanReceipt": "kế hoạch được gửi đến",
    "Responsible": "người phụ trách trong kế hoạch",
    "Activity": "hoạt động đã ghi",
    "YearFigure": "số liệu năm",
    "UnitTag": "nhãn",
    "UnitImport": "danh sách đang nhập",
    "Placement": "lần đổi cấp trên, đổi tên",
    "Succession": "quan hệ kế thừa",
    "Person": "hồ sơ người",
    "Stay": "lượt người về",
    "Resolution": "nghị quyết",
    "ListChange": "lần ghi danh sách nguồn",
    "PoolSetting": "cách làm về nguồn",
    "SurveyRound": "đợt khảo sát, rà soát",
    "HandIn": "bản danh sách đã nộp",
    "Nomination": "lần giới thiệu quần chúng",
    "Sponsorship": "phân công giúp đỡ",
    "CandidateTask": "nhiệm vụ giao quần chúng",
    "TrainingClass": "lớp bồi dưỡng",
    "ClassProposal": "đề nghị học lớp",
    "ProposalStep": "bước của đề nghị học lớp",
    "ClassPlace": "chỗ trong lớp bồi dưỡng",
    "Lecturer": "giảng viên",
    "ListImport": "danh sách người đã nhập",
    "ColumnMapping": "cách hiểu cột đã ghi",
}


def changed_units(done: Reorganisation) -> list[int]:
    """Units whose placements the change made or set."""
    return next((entry["units"] for entry in done.changes if "units" in entry), [])


def made(done: Reorganisation, table: str) -> list[int]:
    """Numbers of the rows of `table` that the change made."""
    return [pk for entry in done.changes if entry.get("made") == table for pk in entry["ids"]]


def _set(done: Reorganisation, table: str) -> set[int]:
    """Numbers of the rows of `table` that the change set."""
    return {row[0] for entry in done.changes if entry.get("set") == table for row in entry["rows"]}


def obstacles(done: Reorganisation) -> tuple[str, ...]:
    """Everything that has been built on the change since, in words; empty where it can be undone."""
    if done.undone_at is not None:
        return (f"Đã hoàn tác ngày {done.undone_at:%d/%m/%Y}.",)
    built = [*_later_changes(done), *_built_on_new_units(done), *_rows_moved_on(done)]
    return tuple(dict.fromkeys(built or _shape(done)))


def _later_changes(done: Reorganisation) -> list[str]:
    changed = set(changed_units(done))
    later = Reorganisation.objects.filter(pk__gt=done.pk, undone_at__isnull=True, touched__in=changed).distinct()
    found = []
    for each in later.order_by("pk"):
        both = changed & set(changed_units(each))
        if both:
            names = ", ".join(
                Unit.objects.filter(pk__in=sorted(both)[:3]).order_by("sort_key").values_list("name", flat=True)
            )
            found.append(
                f"Sau đó có thay đổi khác trên {names}: “{each.summary}” ({each.on:%d/%m/%Y}). Hoàn tác nó trước."
            )
    return found


def _built_on_new_units(done: Reorganisation) -> list[str]:
    """Rows that point at a unit the change opened, other than those it made itself."""
    new = made(done, "unit")
    if not new:
        return []
    own = {Placement: "placement", Succession: "succession", UnitTag: "tag", Appointment: "appointment", Stay: "stay"}
    found = []
    for relation in Unit._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        model, column = relation.related_model, relation.field.name
        if model is Reorganisation.touched.through:
            continue
        link = "area" if model is Appointment.areas.through else ""
        noted = set(made(done, own.get(model, link))) if model is not Unit else {*changed_units(done)}
        if model in (Person, Stay):
            noted |= _set(done, "person" if model is Person else "stay")
        rows = _pointing(model, column, new) - noted
        if rows:
            name = WORDS.get(model.__name__, "") or _word_of_link(model)
            found.append(f"{len(rows)} {name} ở đơn vị mới lập.")
    return found


def _pointing(model: type[Model], column: str, units: list[int]) -> set[int]:
    found: set[int] = set()
    for first in range(0, len(units), AT_ONCE):
        some = units[first : first + AT_ONCE]
        found |= set(model._default_manager.filter(**{f"{column}__in": some}).values_list("pk", flat=True))
    return found


def _word_of_link(model: type[Model]) -> str:
    """For a link table: the word of the side that is not the unit."""
    for each in model._meta.get_fields():
        if isinstance(each, ForeignKey | ManyToManyField) and each.related_model is not Unit:
            return WORDS.get(each.related_model.__name__, "mục khác")
    return "mục khác"


def _rows_moved_on(done: Reorganisation) -> list[str]:
    """Rows the change set that somebody has changed since."""
    found = []
    persons: set[int] = set()
    for entry in done.changes:
        if "set" not in entry:
            continue
        model = NOTED[entry["set"]]
        rows = model._default_manager.in_bulk([pk for pk, _, _ in entry["rows"]])
        for pk, _, after in entry["rows"]:
            row = rows.get(pk)
            if row is None or any(_plain(getattr(row, name)) != value for name, value in after.items()):
                if isinstance(row, Person | Stay):
                    persons.add(row.pk if isinstance(row, Person) else row.person_id)
                else:
                    found.append(_said(entry["set"], row))
    return found + _persons_moved_on(done, persons)


def _persons_moved_on(done: Reorganisation, changed: set[int]) -> list[str]:
    """Persons who went with a closed unit and have gone on since."""
    stays = Stay.objects.filter(pk__in=made(done, "stay"))
    changed = changed | set(stays.exclude(ends_on__isnull=True).values_list("person", flat=True))
    if not changed:
        return []
    rows = Person.objects.filter(pk__in=sorted(changed)).order_by("sort_key", "pk")
    names = ", ".join(rows.values_list("full_name", flat=True)[:3])
    return [f"{len(changed)} người đi theo thay đổi này nay đã chuyển tiếp hoặc được sửa nơi ở: {names}."]


def _said(table: str, row: Any) -> str:
    if row is None:
        return "Một mục mà thay đổi này đã ghi nay không còn."
    if table == "appointment":
        return f"Việc giao vai trò cho {row.user.full_name} tại {row.unit.name} đã được sửa sau đó."
    if table == "task":
        return f"Việc phải làm hạn {row.due_on:%d/%m/%Y} của {row.unit.name} đã được sửa sau đó."
    name = row.unit.name if table == "placement" else row.name
    return f"{name} đã được sửa sau đó."


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.stored()
    return value.isoformat() if isinstance(value, date) else value


def _shape(done: Reorganisation) -> list[str]:
    """Units that would stand under a superior that does not stand."""
    units = set(changed_units(done)) - set(made(done, "unit"))
    gone = set(made(done, "placement"))
    before = {pk: was for entry in done.changes if entry.get("set") == "placement" for pk, was, _ in entry["rows"]}
    rows = Placement.objects.filter(unit__in=units)
    known, wanted = set(units), set()
    found: list[Placed] = []
    while True:
        for each in rows:
            was = before.get(each.pk, {})
            if each.pk in gone:
                continue
            ends = was.get("ends_on", each.ends_on)
            ends = date.fromisoformat(ends) if isinstance(ends, str) else ends
            parent = was.get("parent_id", each.parent_id)
            found.append(Placed(each.unit_id, parent, each.name, each.kind, each.sector, each.starts_on, ends))
            wanted.add(parent)
        wanted -= known | {None}
        if not wanted:
            break
        known |= wanted
        rows = Placement.objects.filter(unit__in=wanted)
    days = {each.starts_on for each in found if each.starts_on >= done.on} | {done.on}
    days |= {each.ends_on for each in found if each.ends_on is not None and each.ends_on > done.on}
    said = []
    for day in sorted(days):
        shape = shape_on(found, day)
        said += [str(each) for each in unmet_shape(shape)]
    return said
