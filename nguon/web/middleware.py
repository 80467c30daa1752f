"""What no single screen shows: refusals, the language chosen, and what must be done before going on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation

from nguon.queries.sessions import session_of
from nguon.rules.errors import NotAllowed, NotReached, Refusal
from nguon.services.signing_in import note_seen
from nguon.web import signing
from nguon.web.clock import now, today
from nguon.web.screens import refused

PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"

Next = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Vietnamese unless the person chose otherwise; the browser's preference does not decide."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get("ngon_ngu")
        language = chosen if chosen in ("vi", "en") else "vi"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class Refusals:
    """Refusals that no screen showed itself: out of reach and not allowed look like an absent page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotReached | NotAllowed):
            return refused.not_found(request, exception)
        if isinstance(exception, Refusal):
            return refused.refused(request, exception)
        return None


class Headers:
    """What a browser is told of every page: no sensors, no other window's hands on it, nothing kept where people share a desk."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if hasattr(request, "by"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class SignInGate:
    """Ends a session that was ended elsewhere or lay idle; sends a person to what must be done before going on."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: list, _kwargs: dict
    ) -> HttpResponse | None:
        """What to answer instead of the view, or None to go on. Addresses open to all are not looked at."""
        if getattr(view, "action", None) is None or not request.user.is_authenticated:
            return None
        at = now()
        session = session_of(request.user, signing.digest_of(request), on=today(), at=at)
        if session is None or session.ended or session.idle:
            signing.forget(request)
            return signing.to_sign_in(request, "lau" if session and session.idle and not session.ended else "het")
        note_seen(session.sign_in_id, seen_at=session.seen_at, at=at)
        if getattr(view, "before_all_else", False):
            return None
        if request.user.must_change_password:
            return signing.send(request, resolve_url("my-password"))
        if session.second_factor_missing:
            return signing.send(request, resolve_url("second-factor"))
        return None
