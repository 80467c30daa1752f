"""Screen: signing in, with a second factor where there is one; signing out; the language."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from nguon.queries.access import reach
from nguon.queries.accounts import active_person
from nguon.rules.errors import LockedOut, NotReached, SignInRefused
from nguon.rules.roles import Action
from nguon.services.accounts import choose_language
from nguon.services.second_factor import prove_code
from nguon.services.signing_in import prove_password, sign_out
from nguon.web import signing
from nguon.web.clock import now, today
from nguon.web.doors import before_all_else, door, open_to_all

PENDING = "dang_nhap"
CHOSEN = "ngon_ngu_da_chon"
YEAR = 365 * 24 * 60 * 60


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=gettext_lazy("Tên đăng nhập"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """The phone's code, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Mã xác thực"),
        help_text=gettext_lazy("6 chữ số đang hiện trên điện thoại, hoặc một mã dự phòng chưa dùng."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}),
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@open_to_all
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then the second factor, or straight in."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated and request.method == "GET":
        return HttpResponseRedirect(signing.own_address(request, wanted, "home"))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                user = prove_password(**given, address=signing.client_address(request), on=today(), at=now())
            except SignInRefused:
                form.add_error(None, _("Tên đăng nhập hoặc mật khẩu không đúng."))
            except LockedOut as locked:
                status = 429
                form.add_error(None, locked_words(locked.until))
            else:
                return _on(request, user, wanted)
    context = {"form": form, "next": wanted, "why": request.GET.get("vi", "")}
    return render(request, "sessions/sign_in.html", context, status=status)


def locked_words(until: datetime) -> str:
    """What a person is told at a shut door: until when."""
    at = timezone.localtime(until)
    return _("Sai quá nhiều lần. Cửa đăng nhập tạm đóng đến %(at)s; sau đó hãy thử lại, hoặc nhờ người quản trị.") % {
        "at": f"{at:%H:%M:%S}"
    }


def _on(request: HttpRequest, user: object, wanted: str) -> HttpResponse:
    if user.totp_confirmed_at is not None:
        request.session.cycle_key()
        until = (now() + signing.CODE_WITHIN).isoformat()
        request.session[PENDING] = {"user": user.pk, "until": until, "next": wanted}
        return redirect("sign-in-code")
    return _in(request, user, wanted)


def _in(request: HttpRequest, user: object, wanted: str) -> HttpResponse:
    chosen = request.session.pop(CHOSEN, user.language)
    signing.start(request, user)
    address = signing.own_address(request, wanted, "home" if request.by.holdings else "account")
    response = HttpResponseRedirect(address)
    _speak(response, chosen)
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second factor of a person whose password was right at most five minutes ago."""
    pending = request.session.get(PENDING)
    user = active_person(pending["user"]) if pending and datetime.fromisoformat(pending["until"]) > now() else None
    if user is None:
        request.session.pop(PENDING, None)
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            address = signing.client_address(request)
            try:
                prove_code(
                    by=reach(user, on=today()), code=form.cleaned_data["code"], address=address, on=today(), at=now()
                )
            except SignInRefused:
                form.add_error("code", _("Mã không đúng hoặc đã dùng. Hãy nhập mã đang hiện."))
            except LockedOut as locked:
                status = 429
                form.add_error(None, locked_words(locked.until))
            else:
                return _in(request, user, pending["next"])
    return render(request, "sessions/code.html", {"form": form}, status=status)


@require_POST
@before_all_else
@door(Action.USE_ACCOUNT)
def sign_out_here(request: HttpRequest) -> HttpResponse:
    """End this session."""
    sign_out(by=request.by, digest=signing.digest_of(request), at=now())
    signing.forget(request)
    messages.success(request, _("Đã đăng xuất."))
    return redirect("sign-in")


@require_POST
@open_to_all
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from here on; a signed-in person's mails follow."""
    chosen = request.POST.get("language", "")
    if chosen not in ("vi", "en"):
        raise NotReached("language")
    if request.user.is_authenticated:
        choose_language(by=reach(request.user, on=today()), language=chosen)
    else:
        request.session[CHOSEN] = chosen  # wins over the account's for the sign-in that follows
    response = HttpResponseRedirect(signing.own_address(request, request.POST.get("next", ""), "home"))
    _speak(response, chosen)
    return response


def _speak(response: HttpResponse, chosen: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie("ngon_ngu", chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)


ADDRESSES = [
    path("dang-nhap/", sign_in, name="sign-in"),
    path("dang-nhap/ma/", sign_in_code, name="sign-in-code"),
    path("dang-xuat/", sign_out_here, name="sign-out"),
    path("ngon-ngu/", language, name="language"),
]
