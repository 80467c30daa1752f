"""What is typed about classes: the class, its opening, sessions, lecturers, remarks, certificates."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.queries.proposing import KINDS
from nguon.queries.training import HALVES
from nguon.rules.training import MOST_PLACES
from nguon.services.class_sessions import SessionFacts
from nguon.services.training import ClassFacts, LecturerFacts
from nguon.web.forms import DayField
from nguon.web.told import told_choices


class ClassForm(forms.Form):
    """A class as it is planned. Whose it is, is asked where the person opens classes at several units."""

    unit_id = forms.TypedChoiceField(label=gettext_lazy("Đơn vị mở lớp"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("Loại lớp"), choices=told_choices(KINDS))
    name = forms.CharField(
        label=gettext_lazy("Tên lớp"),
        max_length=200,
        help_text=gettext_lazy("Thí dụ: Lớp bồi dưỡng nhận thức về Đảng khóa I năm 2026."),
    )
    starts_on = DayField(label=gettext_lazy("Khai giảng"))
    ends_on = DayField(label=gettext_lazy("Bế giảng"))
    capacity = forms.IntegerField(label=gettext_lazy("Số chỗ"), min_value=1, max_value=MOST_PLACES)
    place = forms.CharField(label=gettext_lazy("Địa điểm"), max_length=200, required=False)
    check_form = forms.CharField(
        label=gettext_lazy("Hình thức kiểm tra cuối khóa"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Thí dụ: viết thu hoạch, trắc nghiệm, vấn đáp."),
    )
    check_on = DayField(label=gettext_lazy("Ngày kiểm tra"), required=False)

    def __init__(self, units: list, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if len(units) < 2:
            del self.fields["unit_id"]
        else:
            self.fields["unit_id"].choices = [(each.pk, each.name) for each in units]

    @property
    def facts(self) -> ClassFacts:
        """What a valid form says, the unit left out."""
        said = {key: value for key, value in self.cleaned_data.items() if key != "unit_id"}
        return ClassFacts(**said)


class OpeningForm(forms.Form):
    """The decision that opens a class."""

    number = forms.CharField(label=gettext_lazy("Số quyết định mở lớp"), max_length=60)
    on = DayField(label=gettext_lazy("Ngày quyết định"))


class CancelForm(forms.Form):
    """Why a class is not held."""

    reason = forms.CharField(label=gettext_lazy("Lý do không mở lớp"), max_length=250)


class GiveUpForm(forms.Form):
    """Why a person does not take part, and what becomes of the proposal."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)
    waits_on = forms.TypedChoiceField(
        label=gettext_lazy("Đề nghị của chi bộ"),
        coerce=lambda value: value == "cho",
        choices=[("cho", gettext_lazy("Giữ lại, chờ xếp lớp sau")), ("tra", gettext_lazy("Trả lại chi bộ"))],
        widget=forms.RadioSelect,
        initial="cho",
    )


class SessionForm(forms.Form):
    """One session."""

    on = DayField(label=gettext_lazy("Ngày học"))
    half = forms.ChoiceField(label=gettext_lazy("Buổi"), choices=told_choices(HALVES))
    topic = forms.CharField(label=gettext_lazy("Nội dung"), max_length=300)
    lecturer_id = forms.TypedChoiceField(label=gettext_lazy("Giảng viên"), coerce=int, empty_value=None, required=False)
    place = forms.CharField(label=gettext_lazy("Địa điểm, nếu khác nơi mở lớp"), max_length=200, required=False)

    def __init__(self, lecturers: list[tuple[int, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lecturer_id"].choices = [("", _("Chưa phân công")), *lecturers]

    @property
    def facts(self) -> SessionFacts:
        """What a valid form says."""
        return SessionFacts(**self.cleaned_data)


class RemarkForm(forms.Form):
    """What participants said of the teaching."""

    text = forms.CharField(
        label=gettext_lazy("Ý kiến của học viên"),
        max_length=1000,
        help_text=gettext_lazy("Chỉ ghi nội dung, không ghi tên người nói."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    said_by = forms.IntegerField(label=gettext_lazy("Số người có ý kiến này"), min_value=1, max_value=MOST_PLACES)


class LecturerForm(forms.Form):
    """Who teaches. The unit is asked where the person opens classes at several."""

    unit_id = forms.TypedChoiceField(label=gettext_lazy("Đơn vị"), coerce=int)
    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    full_time = forms.TypedChoiceField(
        label=gettext_lazy("Hình thức"),
        coerce=lambda value: value == "1",
        choices=[("1", gettext_lazy("Chuyên trách")), ("0", gettext_lazy("Kiêm chức"))],
        initial="0",
    )
    position = forms.CharField(label=gettext_lazy("Chức vụ, nơi công tác"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), max_length=30, required=False)

    def __init__(self, units: list, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if len(units) < 2:
            del self.fields["unit_id"]
        else:
            self.fields["unit_id"].choices = [(each.pk, each.name) for each in units]

    @property
    def facts(self) -> LecturerFacts:
        """What a valid form says, the unit left out."""
        said = {key: value for key, value in self.cleaned_data.items() if key != "unit_id"}
        return LecturerFacts(**said)


class LeavingForm(forms.Form):
    """From which day a lecturer teaches no more."""

    on = DayField(label=gettext_lazy("Thôi dạy từ ngày"))


class IssueForm(forms.Form):
    """The series of numbers and the day of certificates."""

    pattern = forms.CharField(
        label=gettext_lazy("Mẫu số"),
        max_length=60,
        help_text=gettext_lazy("{n} là chỗ của số thứ tự; thí dụ {n}/GCN-TTCT."),
    )
    start = forms.IntegerField(label=gettext_lazy("Số bắt đầu"), min_value=1, max_value=999_999)
    issued_on = DayField(label=gettext_lazy("Ngày cấp"))
    issuer = forms.CharField(label=gettext_lazy("Nơi cấp"), max_length=200)


class RevokeForm(forms.Form):
    """From when and why a certificate counts no longer."""

    on = DayField(label=gettext_lazy("Ngày thu hồi"))
    reason = forms.CharField(label=gettext_lazy("Lý do thu hồi"), max_length=300)


class ReplaceForm(forms.Form):
    """The certificate issued instead of a revoked one."""

    number = forms.CharField(label=gettext_lazy("Số giấy mới"), max_length=60)
    issued_on = DayField(label=gettext_lazy("Ngày cấp lại"))
