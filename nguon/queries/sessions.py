"""A person's sessions, and whether the present one may go on."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from nguon.models import Appointment, Delegation, RoleRequirement, SignIn, User

SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """One session as the gate sees it: whether it ended, when it was last seen, whether a second factor must be set up."""

    sign_in_id: int
    ended: bool
    idle: bool
    seen_at: datetime
    second_factor_missing: bool


def session_digest(session_key: str) -> str:
    """SHA-256 of a session's key, 64 hex digits; the key itself is kept nowhere but in the browser and the session."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def session_of(user: User, digest: str, *, on: date, at: datetime) -> Session | None:
    """The session of `user` with this digest at the instant `at`, in one query; None where there is none."""
    rows = SignIn.objects.filter(user=user, session_digest=digest)
    if user.totp_confirmed_at is None:
        rows = rows.annotate(missing=_second_factor_required("user", on))
    row = rows.first()
    if row is None:
        return None
    return Session(
        sign_in_id=row.pk,
        ended=row.ended_at is not None,
        idle=at - row.seen_at > timedelta(minutes=settings.IDLE_MINUTES),
        seen_at=row.seen_at,
        second_factor_missing=getattr(row, "missing", False),
    )


def _second_factor_required(column: str, on: date) -> Q:
    """Whether some role that the person in `column` holds, or acts in for another, asks for a second factor on `on`."""
    roles = RoleRequirement.objects.filter(totp_required=True).values("role")
    held = Appointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), user=OuterRef(column), role__in=roles, starts_on__lte=on
    )
    lent = Delegation.objects.filter(
        Q(ended_early_on__isnull=True) | Q(ended_early_on__gt=on),
        to=OuterRef(column),
        appointment__role__in=roles,
        starts_on__lte=on,
        ends_on__gt=on,
    )
    return Q(Exists(held) | Exists(lent))


def second_factor_required(user: User, *, on: date) -> bool:
    """True where a role `user` holds, or acts in for another, asks for a second factor on the day `on`."""
    return User.objects.filter(_second_factor_required("pk", on), pk=user.pk).exists()


def open_sign_ins(user: User, *, at: datetime) -> QuerySet[SignIn]:
    """Sessions of `user` that still may go on at `at`, the one last seen first."""
    since = at - timedelta(minutes=settings.IDLE_MINUTES)
    return SignIn.objects.filter(user=user, ended_at__isnull=True, seen_at__gte=since).order_by("-seen_at", "-pk")
