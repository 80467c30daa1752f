"""Screen: one's own account: roles, password, sessions, language, mails, calendar address."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nguon.queries.sessions import open_sign_ins, second_factor_required
from nguon.rules.accounts import device_of
from nguon.rules.errors import LockedOut, NotReached, RuleViolation, SignInRefused
from nguon.rules.roles import Action
from nguon.services.accounts import change_password, choose_digest, renew_calendar_token
from nguon.services.signing_in import carry_session, end_other_sign_ins, end_sign_in, prove_password
from nguon.web import signing
from nguon.web.clock import now, today
from nguon.web.doors import before_all_else, door
from nguon.web.screens.sessions import locked_words
from nguon.web.told import told


class PasswordForm(forms.Form):
    """The present password and the new one twice."""

    present = forms.CharField(
        label=gettext_lazy("Mật khẩu đang dùng"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("Mật khẩu mới"),
        help_text=gettext_lazy(
            "Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống tên. Một câu dài dễ nhớ là tốt nhất."
        ),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Mật khẩu mới, nhập lại"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict:
        given = super().clean()
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("Hai lần nhập không giống nhau."))
        elif given.get("new") and given.get("new") == given.get("present"):
            self.add_error("new", _("Mật khẩu mới phải khác mật khẩu đang dùng."))
        return given


@require_GET
@door(Action.USE_ACCOUNT)
def account(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    return render(request, "my_account/page.html", _page(request))


def _page(request: HttpRequest) -> dict:
    me, at = request.by.who, now()
    digest = signing.digest_of(request)
    sessions = list(open_sign_ins(me, at=at))
    return {
        "here": "account",
        "me": me,
        "holdings": request.by.holdings,
        "sessions": [(each, device_of(each.agent), each.session_digest == digest) for each in sessions],
        "codes_left": len(me.recovery_codes),
        "may_delegate": request.by.may(Action.DELEGATE),
        "factor_required": me.totp_confirmed_at is None and second_factor_required(me, on=today()),
    }


@require_POST
@door(Action.USE_ACCOUNT)
def choose_holding(request: HttpRequest) -> HttpResponse:
    """Put one of one's roles in front for this session."""
    wanted = request.POST.get("holding", "")
    chosen = next((each for each in request.by.holdings if str(each.appointment_id) == wanted), None)
    if chosen is None:
        raise NotReached("holding")
    request.session["holding"] = chosen.appointment_id
    said = _("Đang làm việc với vai trò %(role)s tại %(unit)s.") % {
        "role": told(chosen.role_name),
        "unit": chosen.unit_name,
    }
    messages.success(request, said)
    return redirect(signing.own_address(request, request.POST.get("next", ""), "account"))


@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "POST"])
@before_all_else
@door(Action.USE_ACCOUNT)
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; the first one must be changed before anything else."""
    me = request.by.who
    first = me.must_change_password
    form = PasswordForm(request.POST or None)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid() and prove_again(request, form, "present"):
        old = signing.digest_of(request)
        try:
            user = change_password(by=request.by, new=form.cleaned_data["new"], digest=old, at=now())
        except RuleViolation as refused:
            for unmet in refused.unmet:
                form.add_error("new", str(unmet))
        else:
            update_session_auth_hash(request, user)
            carry_session(old=old, new=signing.digest_of(request))
            messages.success(request, _("Đã đổi mật khẩu. Các phiên đăng nhập ở nơi khác đã kết thúc."))
            return redirect("home" if first and request.by.holdings else "account")
    context = {"here": "account", "form": form, "first": first, "frame": "plain.html" if first else "base.html"}
    return render(request, "my_account/password.html", context, status=status)


def prove_again(request: HttpRequest, form: forms.Form, field: str) -> bool:
    """Whether the present password in `field` is right; if not the form says so."""
    try:
        prove_password(
            username=request.by.who.username,
            password=form.cleaned_data[field],
            address=signing.client_address(request),
            on=today(),
            at=now(),
        )
    except SignInRefused:
        form.add_error(field, _("Mật khẩu đang dùng không đúng."))
        return False
    except LockedOut as locked:
        form.add_error(field, locked_words(locked.until))
        return False
    return True


@require_POST
@door(Action.USE_ACCOUNT)
def end_one(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """End one session elsewhere."""
    end_sign_in(by=request.by, sign_in_id=sign_in_id, at=now())
    messages.success(request, _("Đã kết thúc phiên đăng nhập ấy."))
    return redirect("account")


@require_POST
@door(Action.USE_ACCOUNT)
def end_others(request: HttpRequest) -> HttpResponse:
    """End every session but this one."""
    ended = end_other_sign_ins(by=request.by, digest=signing.digest_of(request), at=now())
    messages.success(request, _("Đã kết thúc %(count)s phiên ở nơi khác.") % {"count": ended})
    return redirect("account")


@require_POST
@door(Action.USE_ACCOUNT)
def digest(request: HttpRequest) -> HttpResponse:
    """Take or leave the weekly mail."""
    wanted = request.POST.get("wanted") == "1"
    choose_digest(by=request.by, wanted=wanted)
    messages.success(
        request, _("Sẽ nhận thư nhắc việc hằng tuần.") if wanted else _("Thôi nhận thư nhắc việc hằng tuần.")
    )
    return redirect("account")


@require_POST
@door(Action.USE_ACCOUNT)
def calendar_address(request: HttpRequest) -> HttpResponse:
    """A new secret calendar address, shown this once; the old one no longer opens."""
    token = renew_calendar_token(by=request.by)
    address = request.build_absolute_uri(reverse("calendar-feed", args=[token]))
    return render(request, "my_account/calendar_address.html", {"here": "account", "address": address})


ADDRESSES = [
    path("tai-khoan/", account, name="account"),
    path("tai-khoan/vai-tro/", choose_holding, name="choose-holding"),
    path("tai-khoan/mat-khau/", password, name="my-password"),
    path("tai-khoan/phien/ket-thuc-khac/", end_others, name="end-other-sessions"),
    path("tai-khoan/phien/<int:sign_in_id>/ket-thuc/", end_one, name="end-session"),
    path("tai-khoan/thu-nhac/", digest, name="choose-digest"),
    path("tai-khoan/lich/", calendar_address, name="renew-calendar"),
]
