"""Signing in and out, sessions on several devices, and the door that stays shut after too many failures."""

from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX as UNUSABLE
from django.contrib.auth.hashers import check_password
from django.db.models import Q

from nguon.models import Appointment, SignIn, SignInAttempt, Unit, User
from nguon.queries.access import Reach, system_reach
from nguon.queries.sessions import SEEN_EVERY
from nguon.rules.accounts import WINDOW, device_of, locked_until
from nguon.rules.errors import LockedOut, NotReached, SignInRefused
from nguon.services.audit import no_change, operation, record

KEPT = timedelta(days=1)


def prove_password(*, username: str, password: str, address: str, on: date, at: datetime) -> User:
    """The active person of this name and password. An unknown name costs the same time as a wrong password.

    Raises LockedOut after too many failures, SignInRefused otherwise; each failure leaves an entry, a try at a shut
    door none. The try is counted before the password is looked at, so that many at once are not free.
    """
    name = username.strip().lower()[:60]
    attempt = count_attempt(name, address=address, at=at)
    user = User.objects.filter(username=name).first()
    fits = check_password(
        password, user.password if user else UNUSABLE
    )  # hashes once even where there is nothing to check
    if not (user and fits and user.is_active):
        refuse(name, user, address=address, on=on, at=at)
    assert user is not None
    attempt.delete()
    return user


def count_attempt(name: str, *, address: str, at: datetime) -> SignInAttempt:
    """One more try under `name` from `address`, counted as failed until it is deleted. Raises LockedOut."""
    until = _locked_until(name, address, at)
    if until:
        raise LockedOut(until)
    return SignInAttempt.objects.create(username=name, address=address, at=at)


def refuse(name: str, user: User | None, *, address: str, on: date, at: datetime) -> None:
    """Leave the entry of a failed try and raise: LockedOut when it was the one that shuts the door, else SignInRefused."""
    until = _locked_until(name, address, at)
    _note_failure(by=system_reach("sign-in", on=on), name=name, user=user, address=address, until=until)
    if until:
        raise LockedOut(until)
    raise SignInRefused(name)


@operation
def _note_failure(*, by: Reach, name: str, user: User | None, address: str, until: datetime | None) -> None:
    action = "signing_in.lock_out" if until else "signing_in.fail"
    after = {"username": name, "address": address, "until": until} if until else {"username": name, "address": address}
    record(by, action, user, unit=_unit_of(user, by.day), after=after)


def _unit_of(user: User | None, on: date) -> Unit | None:
    if user is None:
        return None
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    held = Appointment.objects.filter(in_force, user=user, starts_on__lte=on).select_related("unit").order_by("pk")
    first = held.first()
    return first.unit if first else None


def _locked_until(name: str, address: str, at: datetime) -> datetime | None:
    recent = SignInAttempt.objects.filter(at__gt=at - 2 * WINDOW)
    of_name = recent.filter(username=name).values_list("at", flat=True)
    of_address = recent.filter(address=address).values_list("at", flat=True)
    return locked_until(list(of_name), list(of_address), at=at)


@operation
def begin_session(*, by: Reach, digest: str, address: str, agent: str, at: datetime) -> SignIn:
    """The session that starts now for the person of `by`, whose identity has been proved. Forgets their failed tries."""
    assert by.who is not None
    SignInAttempt.objects.filter(Q(username=by.who.username) | Q(at__lt=at - KEPT)).delete()
    row = SignIn.objects.create(
        user=by.who, session_digest=digest, started_at=at, seen_at=at, address=address, agent=agent[:200]
    )
    record(by, "signing_in.enter", by.who, after={"address": address, "device": device_of(agent)})
    return row


@operation
def sign_out(*, by: Reach, digest: str, at: datetime) -> None:
    """End the session with this digest; a session already ended leaves no entry."""
    if not SignIn.objects.filter(user=by.who, session_digest=digest, ended_at__isnull=True).update(ended_at=at):
        no_change()
        return
    record(by, "signing_in.leave", by.who)


@operation
def end_sign_in(*, by: Reach, sign_in_id: int, at: datetime) -> None:
    """End one of one's own sessions from elsewhere. Raises NotReached when one has no such open session."""
    row = SignIn.objects.select_for_update().filter(pk=sign_in_id, user=by.who, ended_at__isnull=True).first()
    if row is None:
        raise NotReached(f"sign-in {sign_in_id}")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    record(by, "signing_in.end_elsewhere", by.who, before={"address": row.address, "device": device_of(row.agent)})


@operation
def end_other_sign_ins(*, by: Reach, digest: str, at: datetime) -> int:
    """End all of one's own sessions but the one with this digest; how many ended."""
    ended = SignIn.objects.filter(user=by.who, ended_at__isnull=True).exclude(session_digest=digest).update(ended_at=at)
    if not ended:
        no_change()
        return 0
    record(by, "signing_in.end_elsewhere", by.who, after={"sessions": ended})
    return ended


def note_seen(sign_in_id: int, *, seen_at: datetime, at: datetime) -> None:
    """Keep when a session was last seen, at most once a minute; session upkeep leaves no entry."""
    if at - seen_at >= SEEN_EVERY:
        SignIn.objects.filter(pk=sign_in_id).update(seen_at=at)


def carry_session(*, old: str, new: str) -> None:
    """A session goes on under a new key, as after a change of password; session upkeep leaves no entry."""
    SignIn.objects.filter(session_digest=old).update(session_digest=new)
