"""Screen: opening an account, giving a role, ending one. The unit is chosen first, then what follows from it."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from nguon.queries.accounts import SHOWN_UNITS, account_page, areas_to_choose, roles_to_give, units_to_choose
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.offices import OFFICE_NAMES
from nguon.rules.roles import MASS_OFFICES, ROLE_NAMES, Action, Role
from nguon.services.accounts import open_account
from nguon.services.appointing import Terms, appoint, end_appointment
from nguon.web.doors import door
from nguon.web.forms import DayField
from nguon.web.told import told_choices


class TermsForm(forms.Form):
    """A role at a unit already chosen."""

    role = forms.ChoiceField(label=gettext_lazy("Vai trò"))
    office = forms.ChoiceField(
        label=gettext_lazy("Cơ quan, đoàn thể"),
        help_text=gettext_lazy("Chỉ chọn với cán bộ tổ chức chính trị - xã hội"),
        required=False,
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Địa bàn phụ trách"),
        help_text=gettext_lazy("Chỉ chọn với ủy viên ban thường vụ phụ trách địa bàn"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = DayField(label=gettext_lazy("Từ ngày"))
    last_on = DayField(label=gettext_lazy("Đến hết ngày"), required=False)
    document_number = forms.CharField(label=gettext_lazy("Số văn bản giao"), max_length=60, required=False)

    def __init__(self, by: object, unit: object, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_to_give(by, unit.path)
        self.fields["role"].choices = [("", ""), *told_choices((role.value, ROLE_NAMES[role]) for role in roles)]
        offices = [("", _("Theo vai trò")), *told_choices((each.value, OFFICE_NAMES[each]) for each in MASS_OFFICES)]
        self.fields["office"].choices = offices
        areas = areas_to_choose(unit)
        self.fields["areas"].choices = [(str(area.pk), area.name) for area in areas]
        self.fields["starts_on"].initial = by.day
        if Role.STANDING_BOARD_MEMBER not in roles or not areas:
            del self.fields["areas"]
        if Role.MASS_ORGANISATION_OFFICER not in roles:
            del self.fields["office"]

    def terms(self) -> Terms:
        """What was chosen; the last day typed is included, the end kept is the day after."""
        given = self.cleaned_data
        role = Role(given["role"])
        last_on = given.get("last_on")
        areas = given.get("areas", []) if role is Role.STANDING_BOARD_MEMBER else []
        return Terms(
            role=role,
            starts_on=given["starts_on"],
            ends_on=last_on + timedelta(days=1) if last_on else None,
            office=given.get("office", "") if role is Role.MASS_ORGANISATION_OFFICER else "",
            area_ids=tuple(int(each) for each in areas),
            document_number=given["document_number"],
        )


class OpenForm(TermsForm):
    """A new person with a first role."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    username = forms.CharField(
        label=gettext_lazy("Tên đăng nhập"),
        help_text=gettext_lazy("Để trống thì đặt theo tên: Nguyễn Thị Hoa thành hoant"),
        max_length=40,
        required=False,
    )
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"), help_text=gettext_lazy("Để nhận thư nhắc việc"), required=False
    )
    field_order = ("full_name", "username", "email")


class EndForm(forms.Form):
    """The last day of a role."""

    last_on = DayField(label=gettext_lazy("Ngày cuối giữ vai trò"))
    reason = forms.CharField(label=gettext_lazy("Lý do, văn bản"), max_length=300, required=False)


@require_http_methods(["GET", "POST"])
@door(Action.CHANGE_ACCOUNTS)
def open_person(request: HttpRequest) -> HttpResponse:
    """A new person: first the unit, then the person and the role."""
    unit = _unit(request)
    if unit is None:
        return _choose(request, _("Mở tài khoản"), "")
    form = OpenForm(request.by, unit, request.POST or None)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        terms, given = form.terms(), form.cleaned_data
        try:
            opened = open_account(
                by=request.by,
                full_name=given["full_name"],
                username=given["username"],
                email=given["email"],
                unit_id=unit.pk,
                role=terms.role,
                starts_on=terms.starts_on,
                ends_on=terms.ends_on,
                office=terms.office,
                area_ids=terms.area_ids,
                document_number=terms.document_number,
            )
        except RuleViolation as refused:
            _tell(form, refused)
        else:
            context = {"user_shown": opened.user, "password": opened.password, "opened": True, "here": "account-list"}
            return render(request, "accounts/first_password.html", context, status=201)
    context = {"here": "account-list", "form": form, "unit": unit}
    return render(request, "accounts/open.html", context, status=status)


@require_http_methods(["GET", "POST"])
@door(Action.CHANGE_ACCOUNTS)
def give_role(request: HttpRequest, user_id: int) -> HttpResponse:
    """One more role for a person: first the unit, then the role."""
    user = account_page(request.by, user_id).user
    if user.pk == request.by.who.pk:
        raise NotReached("nobody appoints themselves")
    unit = _unit(request)
    if unit is None:
        return _choose(request, _("Giao vai trò cho %(name)s") % {"name": user}, user)
    form = TermsForm(request.by, unit, request.POST or None)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            appoint(by=request.by, user_id=user_id, unit_id=unit.pk, terms=form.terms())
        except RuleViolation as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("Đã giao vai trò."))
            return redirect("account-page", user_id)
    context = {"here": "account-list", "form": form, "unit": unit, "user_shown": user}
    return render(request, "accounts/appoint.html", context, status=status)


@require_http_methods(["GET", "POST"])
@door(Action.CHANGE_ACCOUNTS)
def end_role(request: HttpRequest, user_id: int, appointment_id: int) -> HttpResponse:
    """End a role after a last day."""
    page = account_page(request.by, user_id)
    held = next((each for each in page.appointments if each.pk == appointment_id), None)
    if held is None or held.pk not in page.endable:
        raise NotReached(f"appointment {appointment_id}")
    form = EndForm(request.POST or None, initial={"last_on": request.by.day})
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        ends_on = form.cleaned_data["last_on"] + timedelta(days=1)
        try:
            end_appointment(
                by=request.by, appointment_id=appointment_id, ends_on=ends_on, reason=form.cleaned_data["reason"]
            )
        except RuleViolation as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("Đã ghi ngày kết thúc vai trò."))
            return redirect("account-page", user_id)
    context = {"here": "account-list", "form": form, "held": held, "user_shown": page.user}
    return render(request, "accounts/end.html", context, status=status)


@require_POST
@door(Action.CHANGE_ACCOUNTS)
def withdraw_role(request: HttpRequest, user_id: int, appointment_id: int) -> HttpResponse:
    """Take a role away at once: from today it is not held any more."""
    page = account_page(request.by, user_id)
    if appointment_id not in page.endable:
        raise NotReached(f"appointment {appointment_id}")
    end_appointment(by=request.by, appointment_id=appointment_id, ends_on=request.by.day)
    messages.success(request, _("Đã thôi vai trò ngay từ hôm nay."))
    return redirect("account-page", user_id)


def _unit(request: HttpRequest) -> object | None:
    """The unit named in the address, when roles may be given there; None where none is named yet."""
    wanted = request.GET.get("unit", "")
    if not wanted:
        return None
    if not wanted.isdecimal() or len(wanted) > 10:
        raise NotReached(f"unit {wanted}")
    return request.by.unit(int(wanted), Action.CHANGE_ACCOUNTS)


def _choose(request: HttpRequest, title: str, user: object) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    units = units_to_choose(request.by, Action.CHANGE_ACCOUNTS, text)
    context = {"here": "account-list", "title": title, "units": units, "text": text, "user_shown": user}
    return render(request, "accounts/choose_unit.html", {**context, "more": len(units) == SHOWN_UNITS})


def _tell(form: forms.Form, refused: RuleViolation) -> None:
    fields = {
        "accounts.username": "username",
        "accounts.full_name": "full_name",
        "appointing.areas": "areas",
        "appointing.office": "office",
        "appointing.days": "last_on",
        "appointing.end": "last_on",
        "appointing.twice": "role",
    }
    for unmet in refused.unmet:
        field = next((name for code, name in fields.items() if unmet.code.startswith(code)), None)
        form.add_error(field if field in form.fields else None, str(unmet))


ADDRESSES = [
    path("nguoi-dung/mo/", open_person, name="account-open"),
    path("nguoi-dung/<int:user_id>/giao-vai-tro/", give_role, name="appointment-new"),
    path("nguoi-dung/<int:user_id>/vai-tro/<int:appointment_id>/", end_role, name="appointment-end"),
    path("nguoi-dung/<int:user_id>/vai-tro/<int:appointment_id>/thoi/", withdraw_role, name="appointment-withdraw"),
]
