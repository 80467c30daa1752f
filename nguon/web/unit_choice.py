"""A form field that chooses one unit by typing: suggestions as one types, a list to choose from without a script."""

from django import forms
from django.utils.translation import gettext as _

from nguon.queries.access import Reach
from nguon.queries.organisation import UnitRow, find_units, row_of
from nguon.rules.roles import Action
from nguon.rules.text import fold
from nguon.web.forms import whole


class UnitChoice(forms.Widget):
    """Draws parts/unit_choice.html; its value is {"id": text, "typed": text}."""

    template_name = "parts/unit_choice.html"
    action: Action = Action.SEE_UNITS
    chosen: UnitRow | None = None
    found: tuple[UnitRow, ...] = ()

    def value_from_datadict(self, data: dict, _files: dict, name: str) -> dict[str, str]:
        return {"id": data.get(name, ""), "typed": data.get(f"{name}-tim", "").replace("\x00", "").strip()[:200]}

    def value_omitted_from_data(self, data: dict, _files: dict, name: str) -> bool:
        return name not in data and f"{name}-tim" not in data

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        typed = value.get("typed", "") if isinstance(value, dict) else ""
        given = attrs or {}
        return context | {
            "name": name,
            "id": given.get("id", name),
            "attrs": {"describedby": given.get("aria-describedby", "")},
            "action": self.action.value,
            "value": self.chosen.id if self.chosen else "",
            "text": self.chosen.name if self.chosen else "",
            "typed": "" if self.chosen else typed,
            "found": () if self.chosen else self.found,
        }


class UnitField(forms.Field):
    """Cleans to a unit's row, or None. The form tells it who asks by `attach`."""

    widget = UnitChoice

    def __init__(self, *, action: Action = Action.SEE_UNITS, **kwargs: object) -> None:
        self.action = action
        self.by: Reach | None = None
        super().__init__(**kwargs)

    def attach(self, by: Reach, chosen: int | None = None) -> None:
        """Say who chooses, and which unit stands there at first."""
        self.by = by
        self.widget.action = self.action
        self.widget.chosen = self._row(chosen)

    def _row(self, unit_id: int | None) -> UnitRow | None:
        assert self.by is not None
        unit = self.by.units(self.action).filter(pk=unit_id).first() if unit_id else None
        return row_of(unit, self.by.day) if unit else None

    def clean(self, value: dict[str, str]) -> UnitRow | None:
        assert self.by is not None
        chosen = self._row(whole(value["id"]))
        typed = value["typed"]
        if chosen is not None and (not typed or fold(typed) in fold(chosen.name)):
            self.widget.chosen = chosen
            return chosen
        self.widget.chosen = None
        if typed:
            found = find_units(self.by, typed, action=self.action)
            self.widget.found = found
            same = [each for each in found if fold(each.name) == fold(typed)]
            if len(found) == 1 or len(same) == 1:
                self.widget.chosen = (same or found)[0]
                return self.widget.chosen
            if found:
                raise forms.ValidationError(_("Có %d đơn vị khớp, hãy chọn một.") % len(found))
            raise forms.ValidationError(_("Không có đơn vị nào tên như vậy trong phạm vi của đồng chí."))
        if value["id"]:
            raise forms.ValidationError(_("Đơn vị này không có trong phạm vi của đồng chí."))
        if self.required:
            raise forms.ValidationError(_("Chưa chọn đơn vị."))
        return None
