"""The page that divides a unit: its parts, and which part each unit below goes to."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.queries.access import Reach
from nguon.queries.reorganising import NewUnit
from nguon.queries.unit_kinds import kind_choices
from nguon.web.told import told_choices
from nguon.web.unit_forms import CodeField, DeedForm, one_line

MOST_PARTS = 12


class SplitForm(DeedForm):
    """What becomes of the unit itself."""

    continues = forms.BooleanField(
        label=gettext_lazy("Đơn vị cũ vẫn hoạt động (tách); bỏ chọn nếu đơn vị cũ kết thúc (chia)"), required=False
    )
    carries_posts = forms.BooleanField(
        label=gettext_lazy("Khi chia: người giữ vai trò tiếp tục vai trò ấy ở đơn vị mới thứ nhất"), required=False
    )


class PartForm(forms.Form):
    """One of the new units."""

    name = forms.CharField(label=gettext_lazy("Tên"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Loại hình"))
    code = CodeField(help_text="")

    def __init__(self, data: object, *, by: Reach, number: int, kind: str) -> None:
        super().__init__(data, prefix=f"phan-{number}", initial={"kind": kind})
        self.number = number
        self.fields["kind"].choices = [("", _("Chọn loại hình")), *told_choices(kind_choices(by.day))]

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class SplitForms:
    """The forms of the page together. `given` is what to_split takes, once valid."""

    def __init__(self, data: Mapping | None, *, by: Reach, unit: object, children: Sequence) -> None:
        asked = str((data or {}).get("so-phan", "")) or "2"
        self.many = min(max(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 2, 1), MOST_PARTS)
        adding = bool(data) and data.get("buoc") == "them"
        bound = None if adding else data
        if adding:
            self.many = min(self.many + 1, MOST_PARTS)
        self.unit = unit
        initial = {name: data.get(name, "") for name in ("on", "document_number", "document_date")} if adding else {}
        initial |= {name: bool(data.get(name)) for name in ("continues", "carries_posts")} if adding else {}
        self.form = SplitForm(bound, by=by, initial=initial)
        self.parts = [PartForm(bound, by=by, number=each, kind=unit.kind) for each in range(1, self.many + 1)]
        if adding:
            for part in self.parts:
                kept = {name: data.get(f"{part.prefix}-{name}", "") for name in part.fields}
                part.initial |= {name: value for name, value in kept.items() if value}
        self.children = [(each, self._chosen(data, each.pk)) for each in children]
        self.places = range(self.many + 1)

    def _chosen(self, data: Mapping | None, child: int) -> int:
        text = str((data or {}).get(f"con-{child}", ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= self.many else 0

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *[each.is_valid() for each in self.parts]])

    @property
    def given(self) -> dict:
        parts = [
            NewUnit(
                key=-part.number,
                name=part.cleaned_data["name"],
                kind=part.cleaned_data["kind"],
                sector=self.unit.sector,
                parent=None,
                code=part.cleaned_data["code"],
            )
            for part in self.parts
        ]
        return {
            "parts": parts,
            "goes_to": {child.pk: -place for child, place in self.children if place},
            "continues": self.form.cleaned_data["continues"],
            "carries_posts": self.form.cleaned_data["carries_posts"],
        }
