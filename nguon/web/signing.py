"""What screens need of a request about the session: where it comes from, its digest, its beginning and its end."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from nguon.queries.access import reach
from nguon.queries.sessions import session_digest
from nguon.services.signing_in import begin_session
from nguon.web.clock import now, today

BACKEND = "django.contrib.auth.backends.ModelBackend"
CODE_WITHIN = timedelta(minutes=5)


def client_address(request: HttpRequest) -> str:
    """The network address the request comes from; behind our proxy the one the proxy saw."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()[:45] or "?"
    return request.META.get("REMOTE_ADDR", "")[:45]


def digest_of(request: HttpRequest) -> str:
    """The digest of the request's session, "" where it has none."""
    key = request.session.session_key
    return session_digest(key) if key else ""


def start(request: HttpRequest, user: object) -> None:
    """Begin the session of `user`, whose identity has been proved, under a new key."""
    login(request, user, backend=BACKEND)
    by = reach(user, on=today())
    agent = request.headers.get("User-Agent", "")
    begin_session(by=by, digest=digest_of(request), address=client_address(request), agent=agent, at=now())
    request.by = by


def forget(request: HttpRequest) -> None:
    """Leave nothing of the session in the browser or the session table."""
    logout(request)
    request.__dict__.pop("by", None)


def own_address(request: HttpRequest, wanted: str, default: str) -> str:
    """`wanted` when it lies on this very host, else the address named `default`."""
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(default)


def to_sign_in(request: HttpRequest, why: str = "") -> HttpResponse:
    """To the sign-in page and back here afterwards; a part asked for by htmx takes the whole page along."""
    back = request.headers.get("HX-Current-URL", "") if request.headers.get("HX-Request") else request.get_full_path()
    query = {"next": own_address(request, back, "home") if request.method == "GET" else resolve_url("home")}
    return send(request, f"{resolve_url('sign-in')}?{urlencode(query | ({'vi': why} if why else {}))}")


def send(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect that htmx follows with the whole page instead of putting it into a part."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
