"""Every address names the action it takes, or says that it is open to all."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from nguon.queries.access import reach
from nguon.rules.errors import NotReached
from nguon.rules.roles import Action
from nguon.web.clock import today
from nguon.web.signing import to_sign_in

View = Callable[..., HttpResponse]


def door(action: Action) -> Callable[[View], View]:
    """Let in only people who hold a role that permits `action` somewhere; give the view `request.by`, their reach.

    Others get what they would get for an address that does not exist; people not signed in are sent to sign in.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if not hasattr(request, "by"):
                request.by = reach(request.user, on=today(), first=request.session.get("holding"))
            if not request.by.may(action) and action is not Action.USE_ACCOUNT:
                raise NotReached(request.path)
            return view(request, *args, **kwargs)

        enter.action = action
        return enter

    return wrap


def before_all_else(view: View) -> View:
    """Mark an address that must be open while a first password or a second factor is still owed."""
    view.before_all_else = True
    return view


def open_to_all(view: View) -> View:
    """Mark an address that needs no account: signing in, the calendar feed, the health check."""
    view.action = None
    return view
