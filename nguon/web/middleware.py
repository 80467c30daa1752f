"""What no single screen shows: refusals, the language chosen, and what must be done before going on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from nguon.rules.errors import NotAllowed, NotReached, Refusal
from nguon.web.screens import refused

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


class SignInGate:
    """Sends a signed-in person to what must be done first: a new password, a second factor."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
