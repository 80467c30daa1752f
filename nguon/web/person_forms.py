"""Forms about one person, in the sections of the paper (Mẫu 2-KNĐ), and about what is sealed of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.queries.access import Reach
from nguon.queries.person_page import CIRCUMSTANCES
from nguon.rules.person_facts import DATES, SENSITIVE_FIELDS, SENSITIVE_LENGTH, TEXTS, PersonFacts, SensitiveFacts
from nguon.rules.person_groups import SENSITIVE_GROUPS
from nguon.rules.persons import FIELD_NAMES, citizen_number, clean_name, is_name
from nguon.rules.plan_terms import GROUPS
from nguon.rules.roles import Action
from nguon.web.forms import DayField, PartialDateFormField
from nguon.web.told import told_choices, told_lazy
from nguon.web.unit_choice import UnitField

SEXES = (("", gettext_lazy("Chưa ghi")), ("female", gettext_lazy("Nữ")), ("male", gettext_lazy("Nam")))
LONG = ("family", "political_history", "current_political_matters")
FORMER = gettext_lazy("Tên trước khi sắp xếp đơn vị hành chính, nếu khác.")


def _text(name: str, **kwargs: object) -> forms.CharField:
    kwargs.setdefault("required", False)
    return forms.CharField(label=told_lazy(FIELD_NAMES[name]), max_length=TEXTS[name], **kwargs)


def _day(name: str) -> PartialDateFormField:
    return PartialDateFormField(label=told_lazy(FIELD_NAMES[name]), required=False)


@dataclass(frozen=True)
class Section:
    """Some fields of a form under one heading; a closed one is opened by the person."""

    title: object
    fields: tuple[str, ...]
    closed: bool = False


SECTIONS = (
    Section(
        gettext_lazy("Bản thân"),
        ("unit", "since", "full_name", "other_names", "born", "sex", "citizen", "drop_citizen", "phone", "staff_code"),
    ),
    Section(
        gettext_lazy("Nơi sinh, quê quán, nơi ở"),
        (
            "birthplace", "birthplace_former", "home_town", "home_town_former", "residence", "residence_former",
            "temporary_residence",
        ),
    ),
    Section(
        gettext_lazy("Công việc, học tập"), ("occupation", "workplace", "position", "class_name")
    ),
    Section(
        gettext_lazy("Trình độ"),
        ("general_education", "profession", "degree", "political_theory", "foreign_language", "digital_skill"),
    ),
    Section(gettext_lazy("Đoàn, Đảng"), ("youth_union_joined", "joined", "official", "left_party_on")),
    Section(gettext_lazy("Nhóm đối tượng, ghi chú"), ("groups", "note")),
    Section(gettext_lazy("Thông tin nhạy cảm, niêm lại khi ghi"), SENSITIVE_FIELDS, closed=True),
)  # fmt: skip


class InSections(forms.Form):
    """A form drawn section by section."""

    def sections(self) -> Iterator[tuple[Section, list[forms.BoundField], bool]]:
        """(section, its fields, whether any of them is wrong), those without fields left out."""
        for each in SECTIONS:
            fields = [self[name] for name in each.fields if name in self.fields]
            if fields:
                yield each, fields, any(field.errors for field in fields)


class SensitiveForm(forms.Form):
    """What is sealed of a person."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        add_sensitive(self)

    def facts(self) -> SensitiveFacts:
        """What was written down; only of a valid form."""
        return sensitive_of(self)


def add_sensitive(form: forms.Form) -> None:
    """Add the sealed fields to `form`."""
    for name in SENSITIVE_FIELDS:
        widget = forms.Textarea(attrs={"rows": 3}) if name in LONG else forms.TextInput(attrs={"autocomplete": "off"})
        form.fields[name] = forms.CharField(
            label=told_lazy(FIELD_NAMES[name]), max_length=SENSITIVE_LENGTH, required=False, widget=widget
        )


def sensitive_of(form: forms.Form) -> SensitiveFacts:
    """The sealed facts a valid form holds."""
    return SensitiveFacts(**{name: form.cleaned_data[name] for name in SENSITIVE_FIELDS})


class PersonForm(InSections):
    """The ordinary facts of a person."""

    full_name = _text("full_name", required=True)
    other_names = _text("other_names", help_text=gettext_lazy("Bí danh, tên thường gọi; cách nhau bằng dấu phẩy."))
    born = _day("born")
    sex = forms.ChoiceField(label=gettext_lazy("Giới tính"), choices=SEXES, required=False)
    citizen = forms.CharField(
        label=gettext_lazy("Số căn cước"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    phone = _text("phone", widget=forms.TextInput(attrs={"inputmode": "tel"}))
    staff_code = _text("staff_code", help_text=gettext_lazy("Mã giáo viên, sinh viên, người lao động."))
    birthplace = _text("birthplace")
    birthplace_former = _text("birthplace_former", help_text=FORMER)
    home_town = _text("home_town")
    home_town_former = _text("home_town_former", help_text=FORMER)
    residence = _text("residence")
    residence_former = _text("residence_former", help_text=FORMER)
    temporary_residence = _text("temporary_residence")
    occupation = _text("occupation")
    workplace = _text("workplace")
    position = _text("position")
    class_name = _text("class_name")
    general_education = _text("general_education")
    profession = _text("profession")
    degree = _text("degree")
    political_theory = _text("political_theory")
    foreign_language = _text("foreign_language")
    digital_skill = _text("digital_skill")
    youth_union_joined = _day("youth_union_joined")
    joined = _day("joined")
    official = _day("official")
    left_party_on = DayField(label=gettext_lazy("Ngày ra khỏi Đảng"), required=False)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Nhóm ghi tay"),
        choices=told_choices((code, name) for code, name in GROUPS.items() if code not in SENSITIVE_GROUPS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Chỉ đánh dấu nhóm mà các ô trên không cho biết. Phụ nữ, thanh niên, giáo viên, doanh nghiệp… chương trình "
            "tự tính theo giới tính, ngày sinh, nghề nghiệp và loại đơn vị."
        ),
    )
    note = _text("note", widget=forms.Textarea(attrs={"rows": 2}))

    def clean_full_name(self) -> str:
        name = clean_name(self.cleaned_data["full_name"])
        if not is_name(name):
            raise forms.ValidationError(_("Họ và tên chỉ gồm chữ, không có số hay ký hiệu khác."))
        return name

    def clean_citizen(self) -> str:
        number = self.cleaned_data["citizen"]
        if not number:
            return ""
        try:
            return citizen_number(number)
        except ValueError:
            raise forms.ValidationError(_("Số căn cước có 12 chữ số, số chứng minh nhân dân cũ có 9 chữ số.")) from None

    def facts(self) -> PersonFacts:
        """What was written down; only of a valid form."""
        said = self.cleaned_data
        names = (*TEXTS, *DATES, "sex", "left_party_on")
        return PersonFacts(
            **{name: said[name] for name in names},
            citizen=said["citizen"],
            groups=tuple(said["groups"]),
            since=said.get("since"),
            sensitive=self._sensitive(),
        )

    def _sensitive(self) -> SensitiveFacts | None:
        """None where nothing of it was written, so that who may not write it is not refused."""
        if "ethnicity" not in self.fields:
            return None
        found = sensitive_of(self)
        return None if found == SensitiveFacts() else found


class NewPersonForm(PersonForm):
    """A new record: with the unit, since when they are there, and what is sealed where it may be written.

    `confirmed` holds the likely duplicates the person has looked at and found to be others.
    """

    def __init__(self, by: Reach, chosen: int | None, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(action=Action.CHANGE_PEOPLE, label=gettext_lazy("Chi bộ"))
        self.fields["unit"].attach(by, chosen)
        self.fields["since"] = PartialDateFormField(
            label=gettext_lazy("Về chi bộ từ"),
            required=False,
            help_text=gettext_lazy("Làm việc, học tập hoặc cư trú ở đây từ khi nào."),
        )
        self.fields["confirmed"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
        if by.may(Action.SEE_SENSITIVE):
            add_sensitive(self)


class ChangePersonForm(PersonForm):
    """A record as it stands, to be corrected. An empty number leaves the one that is kept."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, masked: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if masked:
            kept = _("Đang ghi %(number)s. Để trống nếu giữ nguyên.") % {"number": masked}
            self.fields["citizen"].help_text = kept
            self.fields["drop_citizen"] = forms.BooleanField(
                label=gettext_lazy("Bỏ số căn cước đang ghi"), required=False
            )

    def facts(self) -> PersonFacts:
        said = super().facts()
        if said.citizen:
            return said
        return replace(said, citizen="" if self.cleaned_data.get("drop_citizen") else None)


class ReasonForm(forms.Form):
    """Why something is looked at or taken away."""

    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)


class CircumstanceForm(forms.Form):
    """What keeps a member from tasks, from a day on."""

    kind = forms.ChoiceField(label=gettext_lazy("Tình trạng"), choices=told_choices(CIRCUMSTANCES))
    starts_on = DayField(label=gettext_lazy("Từ ngày"))
    ends_on = DayField(label=gettext_lazy("Đến trước ngày"), required=False)
    document_number = forms.CharField(label=gettext_lazy("Số văn bản"), max_length=60, required=False)


class EndForm(forms.Form):
    """From which day a circumstance holds no longer."""

    circumstance = forms.IntegerField(widget=forms.HiddenInput)
    ends_on = DayField(label=gettext_lazy("Đến trước ngày"))


class DropForm(forms.Form):
    """Which circumstance was written down by mistake."""

    circumstance = forms.IntegerField(widget=forms.HiddenInput)
