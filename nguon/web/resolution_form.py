"""The part of a form that writes down a branch's resolution: number, day, votes."""

from django import forms
from django.utils.translation import gettext_lazy

from nguon.rules.resolutions import Votes
from nguon.services.resolving import ResolutionFacts
from nguon.web.forms import DayField


def _count(label: str) -> forms.IntegerField:
    field = forms.IntegerField(label=label, min_value=0, max_value=30_000, required=False)
    field.needed_when = gettext_lazy("trừ khi nghị quyết đã ghi")
    return field


class ResolutionForm(forms.Form):
    """Votes may be left out where the same number and day was written down before; the rules say what is missing."""

    number = forms.CharField(label=gettext_lazy("Số nghị quyết"), max_length=60)
    on = DayField(label=gettext_lazy("Ngày nghị quyết"))
    members = _count(gettext_lazy("Đảng viên chính thức của chi bộ"))
    present = _count(gettext_lazy("Số có mặt"))
    in_favour = _count(gettext_lazy("Số tán thành"))
    against = forms.IntegerField(
        label=gettext_lazy("Số không tán thành"), min_value=0, max_value=30_000, required=False
    )

    @property
    def facts(self) -> ResolutionFacts:
        """What a valid form says of the resolution."""
        said = self.cleaned_data
        votes = Votes(said["members"], said["present"], said["in_favour"], said["against"])
        return ResolutionFacts(said["number"], said["on"], votes)
