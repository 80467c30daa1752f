"""Forms of the rules' playground: what is asked, in the words of the field, put as a case that can be judged."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nguon.web.forms import DayField

CLOCK_NAMES = (
    ("admission_decision", _("Quyết định kết nạp (từ ngày nghị quyết chi bộ)")),
    ("admission_ceremony", _("Lễ kết nạp (từ ngày nhận quyết định)")),
    ("probation", _("Hết thời gian dự bị (từ ngày lễ kết nạp)")),
    ("branch_considers_recognition", _("Chi bộ xét công nhận (từ ngày hết dự bị)")),
    ("recognition_decision", _("Quyết định công nhận (từ ngày nghị quyết chi bộ)")),
    ("awareness_certificate", _("Giấy chứng nhận lớp nhận thức (từ ngày cấp)")),
    ("member_cv", _("Khai lý lịch đảng viên (từ ngày lễ kết nạp)")),
    ("permanent_transfer", _("Chuyển sinh hoạt chính thức (từ ngày quyết định)")),
)
BALLOTS = (
    ("branch:propose_admission", _("Chi bộ đề nghị kết nạp")),
    ("branch:propose_recognition", _("Chi bộ đề nghị công nhận chính thức")),
    ("branch:propose_name_removal", _("Chi bộ đề nghị xóa tên")),
    ("branch:screening_list", _("Chi bộ lập danh sách sàng lọc")),
    ("grassroots_committee:propose_admission", _("Đảng ủy cơ sở đề nghị kết nạp")),
    ("grassroots_committee:decide_admission", _("Đảng ủy cơ sở được ủy quyền quyết định kết nạp")),
    ("standing_board:decide_admission", _("Ban thường vụ quyết định kết nạp")),
    ("standing_board:decide_recognition", _("Ban thường vụ quyết định công nhận")),
)
EDUCATION = (
    ("primary", _("Hết tiểu học")),
    ("lower_secondary", _("Trung học cơ sở")),
    ("upper_secondary", _("Trung học phổ thông")),
    ("college", _("Cao đẳng")),
    ("university", _("Đại học trở lên")),
)
AREAS = (
    ("", _("Không")),
    ("mountain", _("Miền núi")),
    ("border", _("Biên giới")),
    ("island", _("Hải đảo")),
    ("ethnic_minority", _("Vùng dân tộc thiểu số")),
    ("hardship", _("Vùng đặc biệt khó khăn")),
)
LEAVING = (
    ("name_removal", _("Bị xóa tên")),
    ("expulsion", _("Bị khai trừ")),
    ("own_request", _("Tự xin ra khỏi Đảng")),
    ("abandoned", _("Tự bỏ sinh hoạt đảng")),
)


class CaseForm(forms.Form):
    """One question; `given` is what the rules are given."""

    ask = ""

    def given(self) -> dict[str, Any]:
        """The cleaned values as a case writes them: days in ISO, nothing for what was left empty."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value not in (None, "")
        }


class DueForm(CaseForm):
    """A due day."""

    ask = "due"
    clock = forms.ChoiceField(label=_("Thời hạn nào"), choices=CLOCK_NAMES)
    start = DayField(label=_("Tính từ ngày"))
    on = DayField(label=_("Ngày làm xong, để biết có muộn không"), required=False)


class VoteForm(CaseForm):
    """A ballot."""

    ask = "vote"
    ballot = forms.ChoiceField(label=_("Biểu quyết việc gì"), choices=BALLOTS)
    members = forms.IntegerField(label=_("Số đảng viên chính thức (hoặc ủy viên)"), min_value=1, max_value=9_999)
    away = forms.IntegerField(
        label=_("Đang sinh hoạt tạm thời ở nơi khác"), min_value=0, max_value=9_999, required=False
    )
    exempt_absent = forms.IntegerField(
        label=_("Được miễn sinh hoạt và vắng mặt"), min_value=0, max_value=9_999, required=False
    )
    in_favour = forms.IntegerField(label=_("Số phiếu tán thành"), min_value=0, max_value=9_999)

    def given(self) -> dict[str, Any]:
        found = super().given()
        body, act = str(found.pop("ballot")).split(":")
        return {"body": body, "act": act, "for": found.pop("in_favour"), **found}


class EligibleForm(CaseForm):
    """Conditions of an applicant."""

    ask = "eligible"
    born = DayField(label=_("Ngày sinh"))
    considered_on = DayField(label=_("Ngày chi bộ xét"))
    education = forms.ChoiceField(label=_("Trình độ học vấn"), choices=EDUCATION, initial="upper_secondary")
    certificate_on = DayField(label=_("Ngày cấp giấy chứng nhận lớp nhận thức"), required=False)
    area = forms.ChoiceField(label=_("Vùng khó khăn"), choices=AREAS, required=False)
    written_agreement = forms.BooleanField(
        label=_("Có văn bản đồng ý của ban thường vụ cấp ủy trực thuộc Trung ương"), required=False
    )


class RecognitionForm(CaseForm):
    """Recognition."""

    ask = "recognition"
    decision_on = DayField(label=_("Ngày quyết định kết nạp"))
    ceremony_on = DayField(label=_("Ngày lễ kết nạp"))
    recognised_on = DayField(label=_("Ngày ký quyết định công nhận"))


class ReadmissionForm(CaseForm):
    """Readmission."""

    ask = "readmission"
    left_on = DayField(label=_("Ngày ra khỏi Đảng"))
    how = forms.ChoiceField(label=_("Ra khỏi Đảng vì"), choices=LEAVING)
    times_readmitted = forms.IntegerField(label=_("Số lần đã kết nạp lại"), min_value=0, max_value=9, required=False)
    on = DayField(label=_("Ngày xem xét"))


class IntroducerForm(CaseForm):
    """An introducer."""

    ask = "sponsor"
    sponsor_official_on = DayField(label=_("Ngày chính thức của đảng viên giới thiệu"))
    together_from = DayField(label=_("Cùng công tác, học tập, cư trú từ ngày"))
    on = DayField(label=_("Ngày viết giấy giới thiệu"))


class WorkingDayForm(CaseForm):
    """Working days."""

    ask = "working_day"
    start = DayField(label=_("Tính từ ngày"))
    n = forms.IntegerField(label=_("Số ngày làm việc"), min_value=-500, max_value=500)


QUESTIONS: Mapping[str, tuple[Any, type[CaseForm]]] = {
    "han": (_("Hạn cuối của một việc"), DueForm),
    "bieu-quyet": (_("Biểu quyết có đạt không"), VoteForm),
    "dieu-kien": (_("Điều kiện xem xét kết nạp"), EligibleForm),
    "gioi-thieu": (_("Người giới thiệu"), IntroducerForm),
    "cong-nhan": (_("Công nhận chính thức"), RecognitionForm),
    "ket-nap-lai": (_("Kết nạp lại"), ReadmissionForm),
    "ngay-lam-viec": (_("Ngày làm việc"), WorkingDayForm),
}
"""What can be tried, by the word in the address."""


def questions() -> list[tuple[Any, Any]]:
    """(word in the address, what it is called) in order."""
    return [(word, name) for word, (name, _form) in QUESTIONS.items()]
