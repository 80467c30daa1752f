"""Accounts: opened, corrected, closed and opened again by those entitled; each person's own choices."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from nguon.models import RoleRequirement, SignIn, SignInAttempt, Unit, User
from nguon.queries.access import Reach
from nguon.queries.accounts import keeps, taken_usernames
from nguon.rules.accounts import proposed_username, resembles_its_person, unmet_username
from nguon.rules.errors import NotAllowed, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action, Role
from nguon.rules.text import fold, nfc, person_key
from nguon.services.appointing import Terms, give, unit_to_appoint_at
from nguon.services.audit import no_change, operation, record
from nguon.services.second_factor import forget

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_WEAK = {
    "password_too_short": "Mật khẩu phải có ít nhất 10 ký tự.",
    "password_too_common": "Mật khẩu này nhiều người dùng, dễ đoán.",
    "password_entirely_numeric": "Mật khẩu không được chỉ gồm chữ số.",
    "password_too_similar": "Mật khẩu không được giống tên hoặc tên đăng nhập.",
}


@dataclass(frozen=True)
class OpenedAccount:
    """A person's new account, and the first password, known to nobody once this is gone."""

    user: User
    password: str


def proposed_name(full_name: str) -> str:
    """The sign-in name proposed for a new person, one that is free."""
    return proposed_username(full_name, taken_usernames(proposed_username(full_name)))


@operation
def open_account(
    *,
    by: Reach,
    full_name: str,
    unit_id: int,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
    office: str = "",
    area_ids: Sequence[int] = (),
    document_number: str = "",
    username: str = "",
    email: str = "",
    password: str = "",
    must_change: bool = True,
) -> OpenedAccount:
    """A new person with one role, since nobody reaches an account without any. `ends_on` is excluded; `username` and
    `password` are made where none is given.

    Raises NotReached for a unit out of reach, RuleViolation for a name taken or ill-formed and everything `appoint` refuses.
    """
    unit = unit_to_appoint_at(by, unit_id, role)
    full_name = " ".join(nfc(full_name).split())
    username = (username or proposed_name(full_name)).lower()
    unmet = list(unmet_username(username))
    if not full_name:
        unmet.append(Unmet("accounts.full_name.missing", "Phải có họ và tên."))
    if User.objects.filter(username=username).exists():
        unmet.append(_taken(username))
    if unmet:
        raise RuleViolation(unmet)
    password = password or new_password()
    user = User(
        username=username,
        full_name=full_name,
        sort_key=person_key(full_name),
        folded=fold(full_name),
        email=email,
        password=make_password(password),
        must_change_password=must_change,
        made_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # somebody took the name between the look and the write
        raise RuleViolation([_taken(username)]) from None
    terms = Terms(role, starts_on, ends_on, office, tuple(area_ids), document_number)
    after = {"username": username, "email": email, **give(by, user, unit, terms)}
    record(by, "accounts.open", user, unit=unit, permitted_by=Action.CHANGE_ACCOUNTS, after=after)
    return OpenedAccount(user, password)


def _taken(username: str) -> Unmet:
    return Unmet("accounts.username.taken", f"Tên đăng nhập {username} đã có người dùng.")


@operation
def correct_account(*, by: Reach, user_id: int, full_name: str, email: str) -> User:
    """Mend a person's name and e-mail address. Raises NotReached, NotAllowed, RuleViolation without a name."""
    user = _kept(by, user_id)
    full_name = " ".join(nfc(full_name).split())
    if not full_name:
        raise RuleViolation([Unmet("accounts.full_name.missing", "Phải có họ và tên.")])
    before = {"full_name": user.full_name, "email": user.email}
    after = {"full_name": full_name, "email": email}
    if before == after:
        no_change()
        return user
    user.full_name, user.email = full_name, email
    user.sort_key, user.folded = person_key(full_name), fold(full_name)
    user.save(update_fields=["full_name", "email", "sort_key", "folded"])
    record(by, "accounts.correct", user, unit=_unit_of(user), before=before, after=after)
    return user


@operation
def close_account(*, by: Reach, user_id: int, reason: str) -> User:
    """Shut an account and end its sessions; what its person did stays. Raises RuleViolation without a reason."""
    user = _kept(by, user_id)
    if not reason.strip():
        raise RuleViolation([Unmet("accounts.reason.missing", "Phải ghi lý do khóa tài khoản.")])
    if not user.is_active:
        no_change()
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    record(by, "accounts.close", user, unit=_unit_of(user), reason=reason.strip())
    return user


@operation
def reopen_account(*, by: Reach, user_id: int) -> User:
    """Open a shut account again. Raises NotReached, NotAllowed."""
    user = _kept(by, user_id)
    if user.is_active:
        no_change()
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(by, "accounts.reopen", user, unit=_unit_of(user))
    return user


@operation
def reset_password(*, by: Reach, user_id: int) -> str:
    """A new first password, shown once and to be changed at the next sign-in; sessions end, the locked door opens."""
    user = _kept(by, user_id)
    password = new_password()
    user.password, user.must_change_password = make_password(password), True
    user.save(update_fields=["password", "must_change_password"])
    SignInAttempt.objects.filter(username=user.username).delete()
    _end_sessions(user)
    record(by, "accounts.reset_password", user, unit=_unit_of(user))
    return password


@operation
def clear_second_factor(*, by: Reach, user_id: int) -> User:
    """Take away the second factor of a person who lost the phone; sessions end."""
    user = _kept(by, user_id)
    if user.totp_confirmed_at is None and not user.totp_secret:
        no_change()
        return user
    forget(user)
    _end_sessions(user)
    record(by, "accounts.clear_second_factor", user, unit=_unit_of(user))
    return user


@operation
def change_password(*, by: Reach, new: str, digest: str, at: datetime) -> User:
    """Take `new` for one's own account; the present password has been asked for before. Other sessions end.

    `digest` names the session that goes on. Raises RuleViolation with everything that makes `new` too weak.
    """
    user = _own(by)
    weak = set()
    try:
        validate_password(new, user)
    except ValidationError as errors:
        weak = {str(error.code) for error in errors.error_list}
    if resembles_its_person(new, full_name=user.full_name, username=user.username):
        weak.add("password_too_similar")
    if weak:
        raise RuleViolation([_weakness(code) for code in sorted(weak)])
    user.password, user.must_change_password = make_password(new), False
    user.save(update_fields=["password", "must_change_password"])
    SignIn.objects.filter(user=user, ended_at__isnull=True).exclude(session_digest=digest).update(ended_at=at)
    record(by, "accounts.change_password", user)
    return user


@operation
def choose_language(*, by: Reach, language: str) -> None:
    """The language one's mails come in. Raises NotReached for a language that is not spoken here."""
    user = _own(by)
    if language not in ("vi", "en"):
        raise NotReached(f"language {language}")
    if user.language == language:
        no_change()
        return
    before, user.language = user.language, language
    user.save(update_fields=["language"])
    record(by, "accounts.choose_language", user, before={"language": before}, after={"language": language})


@operation
def choose_digest(*, by: Reach, wanted: bool) -> None:
    """Whether one wants the weekly mail."""
    user = _own(by)
    if user.wants_digest == wanted:
        no_change()
        return
    user.wants_digest = wanted
    user.save(update_fields=["wants_digest"])
    record(by, "accounts.choose_digest", user, before={"wants_digest": not wanted}, after={"wants_digest": wanted})


@operation
def renew_calendar_token(*, by: Reach) -> str:
    """The secret part of one's calendar address, shown once; only its SHA-256 is kept and the old one no longer opens."""
    user = _own(by)
    token = secrets.token_urlsafe(32)
    user.calendar_token = hashlib.sha256(token.encode()).hexdigest()
    user.save(update_fields=["calendar_token"])
    record(by, "accounts.renew_calendar", user)
    return token


@operation
def require_second_factor(*, by: Reach, roles: frozenset[Role]) -> None:
    """Ask a second factor of every holder of `roles` and of nobody else. Raises NotAllowed to who keeps not the system."""
    if not by.keeps_system:
        raise NotAllowed("requirements are set for the whole system")
    stands = dict(RoleRequirement.objects.select_for_update().values_list("role", "totp_required"))
    before = sorted(role for role, required in stands.items() if required)
    after = sorted(role.value for role in roles)
    if before == after:
        no_change()
        return
    for role in Role:
        RoleRequirement.objects.update_or_create(role=role.value, defaults={"totp_required": role in roles})
    record(by, "accounts.require_second_factor", before={"roles": before}, after={"roles": after})


def _weakness(code: str) -> Unmet:
    return Unmet("accounts.password.weak", _WEAK.get(code, "Mật khẩu này dễ đoán."))


def new_password() -> str:
    """Three groups of four letters and digits that cannot be taken for one another; about 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _own(by: Reach) -> User:
    assert by.who is not None
    return User.objects.select_for_update().get(pk=by.who.pk)


def _kept(by: Reach, user_id: int) -> User:
    user = by.accounts(Action.CHANGE_ACCOUNTS).select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        raise NotReached(f"account {user_id}")
    if not keeps(by, user):
        raise NotAllowed(f"account {user_id}")
    return user


def _unit_of(user: User) -> Unit | None:
    last = user.appointments.select_related("unit").order_by("-starts_on", "-pk").first()
    return last.unit if last else None


def _end_sessions(user: User) -> None:
    SignIn.objects.filter(user=user, ended_at__isnull=True).update(ended_at=timezone.now())
