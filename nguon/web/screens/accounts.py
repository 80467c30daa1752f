"""Screen: persons with accounts, and what those entitled do for them."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.accounts import account_page, account_rows
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import ROLE_NAMES, Action, Role
from nguon.services.accounts import (
    clear_second_factor,
    close_account,
    correct_account,
    reopen_account,
    reset_password,
)
from nguon.web.doors import door

A_PAGE = 50


class FilterForm(forms.Form):
    """What the list is narrowed by; a wrong value narrows nothing."""

    q = forms.CharField(required=False, max_length=80)
    role = forms.ChoiceField(required=False, choices=[("", "")] + [(role.value, role.value) for role in Role])
    unit = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    standing = forms.ChoiceField(required=False, choices=[(each, each) for each in ("", "open", "closed", "none")])


class CorrectForm(forms.Form):
    """A person's name and address."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"), required=False)


class CloseForm(forms.Form):
    """Why an account is shut."""

    reason = forms.CharField(label=gettext_lazy("Lý do khóa"), max_length=300)


@require_GET
@door(Action.SEE_ACCOUNTS)
def account_list(request: HttpRequest) -> HttpResponse:
    """Persons within reach by given name, fifty a page."""
    form = FilterForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    unit = request.by.units(Action.SEE_ACCOUNTS).filter(pk=given["unit"]).first() if given.get("unit") else None
    role = Role(given["role"]) if given.get("role") else None
    rows = account_rows(request.by, text=given.get("q", ""), unit=unit, role=role, standing=given.get("standing", ""))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "account-list",
        "page": page,
        "unit": unit,
        "given": given,
        "narrowed": bool(given.get("q") or unit or role or given.get("standing")),
        "roles": [(each.value, ROLE_NAMES[each]) for each in Role],
        "may_open": request.by.may(Action.CHANGE_ACCOUNTS),
        "keeps_system": request.by.keeps_system,
    }
    return render(request, "accounts/list.html", context)


@require_GET
@door(Action.SEE_ACCOUNTS)
def account(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person: roles, delegations, account."""
    return _show(request, user_id, CloseForm())


def _show(request: HttpRequest, user_id: int, form: forms.Form, status: int = 200) -> HttpResponse:
    page = account_page(request.by, user_id)
    context = {
        "here": "account-list",
        "page": page,
        "user_shown": page.user,
        "close_form": form,
        "may_appoint": request.by.may(Action.CHANGE_ACCOUNTS) and page.user.pk != request.by.who.pk,
        "day": request.by.day,
    }
    return render(request, "accounts/page.html", context, status=status)


@require_http_methods(["GET", "POST"])
@door(Action.CHANGE_ACCOUNTS)
def correct(request: HttpRequest, user_id: int) -> HttpResponse:
    """Mend a name or an address."""
    page = account_page(request.by, user_id)
    if not page.keepable:
        raise NotReached(f"account {user_id}")
    initial = {"full_name": page.user.full_name, "email": page.user.email}
    form = CorrectForm(request.POST or None, initial=initial)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            correct_account(by=request.by, user_id=user_id, **form.cleaned_data)
        except RuleViolation as refused:
            form.add_error(None, [str(each) for each in refused.unmet])
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("account-page", user_id)
    context = {"here": "account-list", "form": form, "user_shown": page.user}
    return render(request, "accounts/correct.html", context, status=status)


@require_POST
@door(Action.CHANGE_ACCOUNTS)
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """Shut an account."""
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _show(request, user_id, form, 422)
    try:
        user = close_account(by=request.by, user_id=user_id, reason=form.cleaned_data["reason"])
    except RuleViolation as refused:
        form.add_error("reason", [str(each) for each in refused.unmet])
        return _show(request, user_id, form, 422)
    messages.success(request, _("Đã khóa tài khoản của %(name)s; các phiên đăng nhập đã kết thúc.") % {"name": user})
    return redirect("account-page", user_id)


@require_POST
@door(Action.CHANGE_ACCOUNTS)
def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """Open a shut account again."""
    user = reopen_account(by=request.by, user_id=user_id)
    messages.success(request, _("Đã mở lại tài khoản của %(name)s.") % {"name": user})
    return redirect("account-page", user_id)


@require_POST
@door(Action.CHANGE_ACCOUNTS)
def new_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new first password, shown this once."""
    password = reset_password(by=request.by, user_id=user_id)
    user = account_page(request.by, user_id).user
    context = {"here": "account-list", "user_shown": user, "password": password, "opened": False}
    return render(request, "accounts/first_password.html", context)


@require_POST
@door(Action.CHANGE_ACCOUNTS)
def drop_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take away the second factor of who lost the phone."""
    user = clear_second_factor(by=request.by, user_id=user_id)
    messages.success(request, _("Đã bỏ xác thực hai bước của %(name)s.") % {"name": user})
    return redirect("account-page", user_id)


ADDRESSES = [
    path("nguoi-dung/", account_list, name="account-list"),
    path("nguoi-dung/<int:user_id>/", account, name="account-page"),
    path("nguoi-dung/<int:user_id>/sua/", correct, name="account-correct"),
    path("nguoi-dung/<int:user_id>/khoa/", close, name="account-close"),
    path("nguoi-dung/<int:user_id>/mo-lai/", reopen, name="account-reopen"),
    path("nguoi-dung/<int:user_id>/mat-khau/", new_password, name="account-password"),
    path("nguoi-dung/<int:user_id>/bo-xac-thuc/", drop_second_factor, name="account-second-factor"),
]
