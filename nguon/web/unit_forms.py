"""Forms about units: what is described, what changes on a day, what is brought in."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.queries.access import Reach
from nguon.queries.organisation import SECTOR_NAMES
from nguon.queries.reorganising import NewUnit
from nguon.queries.reorganising_acts import Deed
from nguon.queries.unit_kinds import kind_choices, kind_name
from nguon.rules.errors import RuleViolation
from nguon.rules.roles import Action
from nguon.rules.text import nfc
from nguon.services.organisation import clean_code
from nguon.web.forms import DayField
from nguon.web.told import told, told_choices
from nguon.web.unit_choice import UnitField


def add_refusals(form: forms.Form, refused: RuleViolation) -> None:
    """Show every reason of a refusal: a code's at the code, the rest above the form."""
    for each in refused.unmet:
        field = "code" if each.code.startswith("code.") and "code" in form.fields else None
        form.add_error(field, str(each))


def one_line(text: str) -> str:
    """`text` composed, white space squeezed."""
    return " ".join(nfc(text).split())


class CodeField(forms.CharField):
    """Fourteen digits, with dots or without."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("label", gettext_lazy("Mã tổ chức"))
        kwargs.setdefault("help_text", gettext_lazy("14 chữ số, có hoặc không có dấu chấm: 38.168.053.000.001"))
        super().__init__(required=False, max_length=24, **kwargs)

    def clean(self, value: object) -> str:
        try:
            return clean_code(super().clean(value))
        except RuleViolation as refused:
            raise forms.ValidationError([str(each) for each in refused.unmet]) from None


class DescribeForm(forms.Form):
    """What is written about a unit without moving it."""

    code = CodeField()
    short_name = forms.CharField(label=gettext_lazy("Tên gọi tắt"), max_length=80, required=False)
    tags = forms.CharField(
        label=gettext_lazy("Nhãn"),
        help_text=gettext_lazy("Cách nhau bằng dấu phẩy, ví dụ: khu công nghiệp, vùng dân tộc thiểu số"),
        max_length=600,
        required=False,
    )

    def clean_short_name(self) -> str:
        return one_line(self.cleaned_data["short_name"])

    def clean_tags(self) -> list[str]:
        return [each for each in (one_line(part) for part in self.cleaned_data["tags"].split(",")) if each]


class YearForm(forms.Form):
    """A unit's figures of one year."""

    members = forms.IntegerField(label=gettext_lazy("Đảng viên cuối năm"), min_value=0, required=False)
    admitted = forms.IntegerField(label=gettext_lazy("Kết nạp trong năm"), min_value=0, required=False)
    pool = forms.IntegerField(label=gettext_lazy("Nguồn"), min_value=0, required=False)

    def __init__(self, data: object, *, prefix: str, year: int, row: object) -> None:
        self.year = year
        names = ("members", "admitted", "pool")
        super().__init__(data, prefix=prefix, initial={name: getattr(row, name, None) for name in names})
        for name in names:
            label = f"{self.fields[name].label}, {year}"
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "aria-label": label})


class DeedForm(forms.Form):
    """When a change takes effect and by which document; every change of the tree asks for it."""

    on = DayField(
        label=gettext_lazy("Có hiệu lực từ ngày"),
        help_text=gettext_lazy("Ngày đã qua, hôm nay, hoặc một ngày sắp tới; đến ngày thì tự áp dụng."),
    )
    document_number = forms.CharField(label=gettext_lazy("Số văn bản"), max_length=60, required=False)
    document_date = DayField(label=gettext_lazy("Ngày văn bản"), required=False)

    field_order: list[str] = []

    def __init__(self, data: object, *, by: Reach, **kwargs: object) -> None:
        self.by = by
        initial = {"on": by.day, **kwargs.pop("initial", {})}
        super().__init__(data, initial=initial, **kwargs)
        self.order_fields([name for name in self.fields if name not in ("on", "document_number", "document_date")])
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.attach(by)

    def clean_document_number(self) -> str:
        return one_line(self.cleaned_data["document_number"])

    @property
    def deed(self) -> Deed:
        """The day and the document, once valid."""
        given = self.cleaned_data
        return Deed(given["on"], given["document_number"], given["document_date"])


class NamedForm(DeedForm):
    """A change that names a unit: name, kind and sector."""

    name = forms.CharField(label=gettext_lazy("Tên đơn vị"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Loại hình"))
    sector = forms.ChoiceField(label=gettext_lazy("Lĩnh vực"), choices=told_choices(SECTOR_NAMES.items()))

    def __init__(self, data: object, *, by: Reach, **kwargs: object) -> None:
        super().__init__(data, by=by, **kwargs)
        choices = told_choices(kind_choices(by.day))
        had = self.initial.get("kind")
        if had and had not in dict(choices):
            choices.insert(0, (had, _("%s (không còn dùng)") % told(kind_name(had, by.day))))
        self.fields["kind"].choices = [("", _("Chọn loại hình")), *choices]

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class OpenForm(NamedForm):
    """A unit to be opened under another."""

    short_name = forms.CharField(label=gettext_lazy("Tên gọi tắt"), max_length=80, required=False)
    code = CodeField()

    def clean_short_name(self) -> str:
        return one_line(self.cleaned_data["short_name"])

    def new(self, parent: int) -> NewUnit:
        """The unit, once valid."""
        given = self.cleaned_data
        return NewUnit(
            key=-1,
            name=given["name"],
            kind=given["kind"],
            sector=given["sector"],
            parent=parent,
            short_name=given["short_name"],
            code=given["code"],
        )


class MoveForm(DeedForm):
    """Under which unit a unit goes."""

    parent = UnitField(label=gettext_lazy("Cấp trên mới"), action=Action.CHANGE_UNITS)


class CloseForm(DeedForm):
    """What becomes of a closing unit's people and of the units below it."""

    people_go_to = UnitField(
        label=gettext_lazy("Người của đơn vị chuyển về"), action=Action.CHANGE_UNITS, required=False
    )
    children_go_to = UnitField(
        label=gettext_lazy("Các đơn vị bên dưới chuyển về"), action=Action.CHANGE_UNITS, required=False
    )
    carries_posts = forms.BooleanField(
        label=gettext_lazy("Người giữ vai trò tiếp tục vai trò ấy ở đơn vị nhận"), required=False
    )


class MergeForm(DeedForm):
    """Into which unit others are merged: one that stands, or a new one."""

    into = forms.ChoiceField(
        label=gettext_lazy("Hợp nhất vào"),
        choices=[("new", gettext_lazy("một đơn vị mới")), ("standing", gettext_lazy("một đơn vị đang có"))],
        widget=forms.RadioSelect,
        initial="new",
    )
    standing = UnitField(label=gettext_lazy("Đơn vị đang có"), action=Action.CHANGE_UNITS, required=False)
    name = forms.CharField(label=gettext_lazy("Tên đơn vị mới"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại hình đơn vị mới"), required=False)
    code = CodeField(label=gettext_lazy("Mã đơn vị mới"))
    carries_posts = forms.BooleanField(
        label=gettext_lazy("Người giữ vai trò tiếp tục vai trò ấy ở đơn vị hợp nhất"), required=False, initial=True
    )
    other = UnitField(
        label=gettext_lazy("Thêm đơn vị khác vào danh sách hợp nhất"), action=Action.CHANGE_UNITS, required=False
    )

    def __init__(self, data: object, *, by: Reach, **kwargs: object) -> None:
        super().__init__(data, by=by, **kwargs)
        self.fields["kind"].choices = [("", _("Chọn loại hình")), *told_choices(kind_choices(by.day))]
        self.fields["name"].needed_when = self.fields["kind"].needed_when = _("khi lập đơn vị mới")
        self.fields["standing"].needed_when = _("khi nhập vào đơn vị đang có")

    def clean(self) -> dict:
        given = super().clean()
        if given.get("into") == "new":
            for name, said in (("name", _("Thiếu tên đơn vị mới.")), ("kind", _("Chưa chọn loại hình."))):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, said)
        elif given.get("into") == "standing" and given.get("standing") is None and "standing" not in self.errors:
            self.add_error("standing", _("Chưa chọn đơn vị nhận."))
        return given


class ImportForm(forms.Form):
    """A list of units brought in."""

    file = forms.FileField(
        label=gettext_lazy("Tệp danh sách"),
        help_text=gettext_lazy(".xlsx, .xls, .ods hoặc .csv, nhiều nhất 20.000 dòng"),
    )
    unit = UnitField(
        label=gettext_lazy("Nhập vào dưới đơn vị"),
        help_text=gettext_lazy("Dòng không ghi cấp trên sẽ trực thuộc đơn vị này."),
        action=Action.IMPORT_UNITS,
    )
    on = DayField(
        label=gettext_lazy("Có hiệu lực từ ngày"), help_text=gettext_lazy("Dùng cho dòng không ghi ngày thành lập.")
    )
    document_number = forms.CharField(label=gettext_lazy("Số văn bản"), max_length=60, required=False)
    document_date = DayField(label=gettext_lazy("Ngày văn bản"), required=False)

    def __init__(self, *args: object, by: Reach, unit: int | None = None, **kwargs: object) -> None:
        super().__init__(*args, initial={"on": by.day}, **kwargs)
        self.fields["unit"].attach(by, unit)
