"""What a list brought in asks on its screens, and its rows made ready to show: nothing sensitive stands in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.queries.access import Reach
from nguon.queries.list_importing import RowShown, Whom
from nguon.reading.people_list.columns import Column
from nguon.reading.people_list.fields import FIELDS
from nguon.rules.partial_dates import from_stored
from nguon.rules.persons import masked
from nguon.rules.roles import Action
from nguon.services.list_importing import ImportChoice
from nguon.web.forms import DayField
from nguon.web.told import told
from nguon.web.unit_choice import UnitField

DAYS = {key for key, each in FIELDS.items() if each.kind in {"day", "whole_day"}}
OWN_COLUMNS = {"full_name", "born", "sex", "key", "sponsor_id", "sponsor_2_id", "unit"}


class ListImportForm(forms.Form):
    """A list of people brought in."""

    file = forms.FileField(
        label=gettext_lazy("Tệp danh sách"),
        help_text=gettext_lazy(".xlsx, .xls, .ods hoặc .csv; nhiều nhất 20.000 dòng, 10 MB. Không cần sửa lại tệp."),
    )
    unit = UnitField(
        label=gettext_lazy("Người trong tệp thuộc đơn vị"),
        help_text=gettext_lazy("Dòng có ghi chi bộ sẽ về đúng chi bộ ấy, nếu chi bộ thuộc đơn vị này."),
        action=Action.IMPORT_PEOPLE,
    )
    to_list = forms.TypedChoiceField(
        label=gettext_lazy("Đưa vào danh sách"),
        coerce=int,
        choices=[
            (0, gettext_lazy("Không, chỉ ghi hồ sơ")),
            (1, gettext_lazy("Danh sách 1: theo dõi, giáo dục")),
            (2, gettext_lazy("Danh sách 2: đủ điều kiện học lớp")),
            (3, gettext_lazy("Danh sách 3: nguồn kết nạp")),
        ],
    )
    resolution_number = forms.CharField(
        label=gettext_lazy("Số nghị quyết của chi bộ"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Dòng có cột số, ngày nghị quyết riêng thì theo dòng ấy."),
    )
    resolution_on = DayField(label=gettext_lazy("Ngày nghị quyết"), required=False)
    sheet = forms.CharField(
        label=gettext_lazy("Chỉ đọc trang"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Để trống: đọc mọi trang có cùng tiêu đề cột."),
    )

    def __init__(self, *args: object, by: Reach, unit: int | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].attach(by, unit)

    def choice(self) -> ImportChoice:
        """What was chosen besides file and unit."""
        given = self.cleaned_data
        return ImportChoice(given["to_list"], given["resolution_number"], given["resolution_on"])


@dataclass(frozen=True)
class ColumnShown:
    """A column to be looked at: heading, what stands below it, the field it holds."""

    at: int
    heading: str
    samples: Sequence[str]
    field: str


@dataclass(frozen=True)
class Reading:
    """One row as the preview shows it. `rest` are (name, value) of the other fields, sensitive ones without value."""

    line: str
    name: str
    born: str
    sex: str
    unit: str
    rest: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]
    why: tuple[tuple[str, str], ...]
    cells: tuple[str, ...]
    shown: RowShown
    whom: Sequence[Whom] = ()


SEXES = {"female": "Nữ", "male": "Nam"}


def readings(
    rows: Iterable[RowShown],
    sheets: Sequence[str],
    names: Mapping[int, str],
    whom: Mapping[int, Sequence[Whom]],
) -> list[Reading]:
    """The rows in their order."""
    return [_reading(each, sheets, names, whom.get(each.row.line, ())) for each in rows]


def _reading(row: RowShown, sheets: Sequence[str], names: Mapping[int, str], whom: Sequence[Whom]) -> Reading:
    values = row.values
    line = str(row.printed_line)
    if len(sheets) > 1 and row.sheet < len(sheets):
        line = f"{sheets[row.sheet]}: {line}"
    return Reading(
        line=line,
        name=values.get("full_name", ""),
        born=said("born", values.get("born", "")),
        sex=told(SEXES.get(values.get("sex", ""), "")),
        unit=names.get(row.unit or 0, ""),
        rest=tuple(
            (told(FIELDS[key].name), said(key, value))
            for key, value in values.items()
            if key in FIELDS and key not in OWN_COLUMNS and value
        ),
        changes=tuple(told(CHANGES.get(key) or FIELDS[key].name) for key in row.changes),
        why=tuple((told(FIELDS[key].name) if key in FIELDS else "", why) for key, why in row.row.why),
        cells=tuple(each for each in row.cells if each)[:4],
        shown=row,
        whom=whom,
    )


CHANGES = {"to_list": "Đưa vào danh sách", "certificate": "Giấy chứng nhận", "sponsor": "Đảng viên giúp đỡ"}


def said(key: str, value: str) -> str:
    """A value as screens show it: days dd/mm/yyyy, citizen numbers masked, of what is sensitive only that it is there."""
    if not value:
        return ""
    if FIELDS[key].sensitive:
        return _("đã nhận")
    if key == "citizen":
        return masked(value)
    if key in DAYS:
        return str(from_stored(value))
    return value


def columns_shown(columns: Iterable[Column], samples: Mapping[int, Sequence[str]]) -> list[ColumnShown]:
    """Every column with samples; of sensitive ones and citizen numbers only that they are there."""
    found = []
    for each in columns:
        cells: Sequence[str] = samples.get(each.at, ())
        if each.field and FIELDS[each.field].sensitive:
            cells = [_("đã nhận")] if cells else []
        elif each.field == "citizen":
            cells = [masked(cell) for cell in cells]
        found.append(ColumnShown(each.at, each.heading or _("(không có tiêu đề)"), cells, each.field))
    return found


def field_choices() -> list[tuple[str, str]]:
    """What a column may hold, for a select."""
    return [("", _("Không dùng")), *((key, told(each.name)) for key, each in FIELDS.items())]


def decisions_of(posted: Mapping[str, str]) -> dict[int, tuple[str, int | None]]:
    """Decisions as the preview posts them: dong-LINE = same:PERSON, new, out or ""."""
    found: dict[int, tuple[str, int | None]] = {}
    for name, value in posted.items():
        line = name.removeprefix("dong-")
        if line == name or not line.isdecimal() or len(line) > 9:
            continue
        decision, _colon, person = value.partition(":")
        found[int(line)] = (decision, int(person) if person.isdecimal() and len(person) < 19 else None)
    return found
