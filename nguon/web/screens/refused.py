"""Pages for what is not there, is refused, or broke."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nguon.rules.errors import MovedOn, Refusal, RuleViolation


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: absent and out of reach in the same words."""
    return render(request, "refused/not_found.html", status=404)


def refused(request: HttpRequest, exception: Refusal) -> HttpResponse:
    """409 where the record moved on, else 422, with every reason."""
    reasons = exception.unmet if isinstance(exception, RuleViolation) else [str(exception)]
    status = 409 if isinstance(exception, MovedOn) else 422
    return render(request, "refused/refused.html", {"reasons": reasons}, status=status)


def broken(request: HttpRequest) -> HttpResponse:
    """500, without asking the database anything."""
    from django.template.loader import get_template

    return HttpResponse(get_template("refused/broken.html").render({}, None), status=500)
