"""Forms of the sponsors' screens: ending, replacing, a task, its result, a remark."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.queries.candidate_tasks import OUTCOMES
from nguon.queries.sponsors import CHOSEN_ENDS, REPLACING_ENDS
from nguon.rules.sponsoring import CAUTIONS
from nguon.web.forms import DayField, whole
from nguon.web.resolution_form import ResolutionForm
from nguon.web.told import told_choices


class EndForm(forms.Form):
    """From when and why."""

    kind = forms.ChoiceField(label=gettext_lazy("Vì sao thôi giúp đỡ"), choices=told_choices(CHOSEN_ENDS))
    on = DayField(label=gettext_lazy("Thôi từ ngày"))
    reason = forms.CharField(label=gettext_lazy("Ghi rõ"), max_length=300, required=False)


class ReplaceForm(ResolutionForm):
    """Who takes the place, and why the first one ends."""

    sponsor_id = forms.TypedChoiceField(label=gettext_lazy("Đảng viên giúp đỡ mới"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("Vì sao thay"), choices=told_choices(REPLACING_ENDS))
    reason = forms.CharField(label=gettext_lazy("Ghi rõ"), max_length=300, required=False)
    field_order = ("sponsor_id", "kind", "reason")

    def __init__(self, members: Sequence[tuple[int, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sponsor_id"].choices = [("", _("Chọn đảng viên")), *members]


class TaskForm(forms.Form):
    """What a candidate is given to do."""

    what = forms.CharField(label=gettext_lazy("Giao việc gì"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    given_on = DayField(label=gettext_lazy("Ngày giao"))
    due_on = DayField(label=gettext_lazy("Hạn hoàn thành"), required=False)


class ResultForm(forms.Form):
    """What came of a task."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Mức hoàn thành"), choices=told_choices(OUTCOMES), widget=forms.RadioSelect
    )
    on = DayField(label=gettext_lazy("Ngày có kết quả"))
    result = forms.CharField(
        label=gettext_lazy("Kết quả, lý do"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    result.needed_when = gettext_lazy("phải ghi khi không hoàn thành đủ")


class RemarkForm(forms.Form):
    """What the sponsor said of one period."""

    within = forms.ChoiceField(label=gettext_lazy("Kỳ nhận xét"))
    text = forms.CharField(
        label=gettext_lazy("Nhận xét của đảng viên giúp đỡ"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    on = DayField(label=gettext_lazy("Ngày nhận xét"))

    def __init__(self, periods: Sequence[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["within"].choices = list(periods)


class ReasonForm(forms.Form):
    """Why something written down is taken back."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)


class CorrectionForm(forms.Form):
    """Another wording of a remark, and why."""

    text = forms.CharField(label=gettext_lazy("Nhận xét"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    reason = forms.CharField(label=gettext_lazy("Lý do sửa"), max_length=300)


def acknowledged(posted: QueryDict) -> frozenset[str]:
    """The cautions ticked on the page: "candidate:member:code", each shown of that very pair."""
    found = set()
    for each in posted.getlist("biet"):
        candidate, _colon, rest = each.partition(":")
        member, _colon, code = rest.partition(":")
        if whole(candidate) and whole(member) and code in CAUTIONS:
            found.add(each)
    return frozenset(found)
