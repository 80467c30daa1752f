"""Screen: setting up, renewing and dropping one's second factor."""

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.sessions import second_factor_required
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Action
from nguon.services.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    drop_second_factor,
    pairing_address,
    pairing_secret,
    renew_recovery_codes,
)
from nguon.web.clock import now, today
from nguon.web.doors import before_all_else, door
from nguon.web.screens.my_account import prove_again


class FirstCodeForm(forms.Form):
    """The first code of a phone."""

    code = forms.CharField(
        label=gettext_lazy("Mã đang hiện trên điện thoại"),
        help_text=gettext_lazy("6 chữ số, đổi sau mỗi 30 giây"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ProofForm(forms.Form):
    """The present password, asked again before the second factor is touched."""

    present = forms.CharField(
        label=gettext_lazy("Mật khẩu đang dùng"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@require_http_methods(["GET", "POST"])
@before_all_else
@door(Action.USE_ACCOUNT)
def page(request: HttpRequest) -> HttpResponse:
    """How one's second factor stands; a POST confirms the phone's first code."""
    if request.by.who.must_change_password:
        return redirect("my-password")
    form = FirstCodeForm(request.POST or None)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            codes = confirm_second_factor(by=request.by, code=form.cleaned_data["code"], at=now())
        except RuleViolation as refused:
            for unmet in refused.unmet:
                form.add_error("code", str(unmet))
        else:
            return render(request, "my_account/codes.html", {"here": "account", "codes": codes, "first": True})
    return render(request, "my_account/second_factor.html", _page(request, form, ProofForm()), status=status)


def _page(request: HttpRequest, form: forms.Form, proof: forms.Form) -> dict:
    me = request.by.who
    required = second_factor_required(me, on=today())
    owed = required and me.totp_confirmed_at is None
    return {
        "here": "account",
        "me": me,
        "form": form,
        "proof": proof,
        "secret": pairing_secret(me),
        "codes_left": len(me.recovery_codes),
        "required": required,
        "owed": owed,
        "frame": "plain.html" if owed else "base.html",
    }


@require_POST
@before_all_else
@door(Action.USE_ACCOUNT)
def begin(request: HttpRequest) -> HttpResponse:
    """Lay a new secret ready for the phone."""
    if request.by.who.must_change_password:
        return redirect("my-password")
    begin_second_factor(by=request.by)
    return redirect("second-factor")


@require_GET
@before_all_else
@door(Action.USE_ACCOUNT)
def picture(request: HttpRequest) -> HttpResponse:
    """The square a phone reads, drawn here and served from here; 404 where no secret waits."""
    address = pairing_address(request.by.who)
    if not address or request.by.who.must_change_password:
        raise NotReached("pairing")
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass=None)
    named = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return HttpResponse(named, content_type="image/svg+xml")


@sensitive_post_parameters("present")
@require_POST
@door(Action.USE_ACCOUNT)
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, after the password."""
    proof = ProofForm(request.POST)
    if proof.is_valid() and prove_again(request, proof, "present"):
        codes = renew_recovery_codes(by=request.by)
        return render(request, "my_account/codes.html", {"here": "account", "codes": codes, "first": False})
    return render(request, "my_account/second_factor.html", _page(request, FirstCodeForm(), proof), status=422)


@sensitive_post_parameters("present")
@require_POST
@door(Action.USE_ACCOUNT)
def drop(request: HttpRequest) -> HttpResponse:
    """Take one's second factor away, after the password."""
    proof = ProofForm(request.POST)
    if proof.is_valid() and prove_again(request, proof, "present"):
        drop_second_factor(by=request.by)
        messages.success(request, _("Đã bỏ xác thực hai bước."))
        return redirect("account")
    return render(request, "my_account/second_factor.html", _page(request, FirstCodeForm(), proof), status=422)


ADDRESSES = [
    path("tai-khoan/xac-thuc/", page, name="second-factor"),
    path("tai-khoan/xac-thuc/bat-dau/", begin, name="second-factor-begin"),
    path("tai-khoan/xac-thuc/ma.svg", picture, name="second-factor-picture"),
    path("tai-khoan/xac-thuc/ma-du-phong/", renew_codes, name="second-factor-codes"),
    path("tai-khoan/xac-thuc/bo/", drop, name="second-factor-drop"),
]
