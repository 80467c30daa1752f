"""Screen: which roles must have a second factor; for who keeps the whole system."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nguon.queries.accounts import holders_of, roles_requiring_second_factor
from nguon.rules.roles import ROLE_NAMES, Action, Role
from nguon.services.accounts import require_second_factor
from nguon.web.doors import door


class RolesForm(forms.Form):
    """The ticked roles."""

    roles = forms.MultipleChoiceField(required=False, choices=[(role.value, ROLE_NAMES[role]) for role in Role])


@require_http_methods(["GET", "POST"])
@door(Action.KEEP_SYSTEM)
def requirements(request: HttpRequest) -> HttpResponse:
    """Every role, how many hold it and how many of them have a second factor, and a tick to require it."""
    if request.method == "POST" and request.by.keeps_system:
        form = RolesForm(request.POST)
        if form.is_valid():
            require_second_factor(by=request.by, roles=frozenset(Role(each) for each in form.cleaned_data["roles"]))
            messages.success(request, _("Đã ghi yêu cầu xác thực hai bước."))
            return redirect("requirements")
    required = roles_requiring_second_factor()
    counted = holders_of(Role, request.by.day)
    rows = [(role.value, *counted[role.value], role.value in required) for role in Role]
    context = {"here": "account-list", "rows": rows, "may_change": request.by.keeps_system}
    return render(request, "accounts/requirements.html", context, status=200 if request.method == "GET" else 422)


ADDRESSES = [path("nguoi-dung/yeu-cau/", requirements, name="requirements")]
