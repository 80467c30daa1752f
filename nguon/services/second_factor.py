"""The second factor: a code from a phone (TOTP, RFC 6238), and ten recovery codes on paper."""

import hashlib
import hmac
import os
import secrets
from datetime import date, datetime

import pyotp
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from nguon.models import User
from nguon.queries.access import Reach
from nguon.rules.errors import NotAllowed, RuleViolation, SignInRefused, Unmet
from nguon.services.audit import operation, record
from nguon.services.signing_in import count_attempt, refuse

STEP_SECONDS = 30
RECOVERY_CODES = 10
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


@operation
def begin_second_factor(*, by: Reach) -> None:
    """Lay a new secret ready to be taken over by a phone. Raises NotAllowed while another is in use."""
    user = _locked(by)
    if user.totp_confirmed_at is not None:
        raise NotAllowed("a second factor is in use")
    user.totp_secret = _sealed(pyotp.random_base32(), user.pk)
    user.save(update_fields=["totp_secret"])
    record(by, "second_factor.begin", user)


def pairing_address(user: User) -> str:
    """The otpauth address a phone takes over; "" where no secret waits to be confirmed."""
    secret = pairing_secret(user)
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name="Nguon") if secret else ""


def pairing_secret(user: User) -> str:
    """The secret that waits to be confirmed, to be typed where no picture can be read; "" where none waits."""
    if user.totp_confirmed_at is not None or not user.totp_secret:
        return ""
    return _opened(user)


@operation
def confirm_second_factor(*, by: Reach, code: str, at: datetime) -> list[str]:
    """The ten recovery codes, shown this once, after the phone's first code fits. Raises RuleViolation when it does not."""
    user = _locked(by)
    if user.totp_confirmed_at is not None or not user.totp_secret:
        raise NotAllowed("no secret waits to be confirmed")
    step = _step_of(user, code, at)
    if step is None:
        what = "Mã không khớp. Hãy xem đồng hồ của điện thoại có đúng giờ không, rồi nhập mã đang hiện."
        raise RuleViolation([Unmet("second_factor.code", what)])
    codes = _new_codes()
    user.totp_confirmed_at, user.totp_last_step = at, step
    user.recovery_codes = [_hashed(each) for each in codes]
    user.save(update_fields=["totp_confirmed_at", "totp_last_step", "recovery_codes"])
    record(by, "second_factor.confirm", user)
    return codes


@operation
def renew_recovery_codes(*, by: Reach) -> list[str]:
    """Ten new recovery codes, shown this once; the old ones no longer open. Raises NotAllowed without a second factor."""
    user = _locked(by)
    if user.totp_confirmed_at is None:
        raise NotAllowed("no second factor")
    codes = _new_codes()
    user.recovery_codes = [_hashed(each) for each in codes]
    user.save(update_fields=["recovery_codes"])
    record(by, "second_factor.renew_codes", user)
    return codes


@operation
def drop_second_factor(*, by: Reach) -> None:
    """Take one's own second factor away; the password has been asked for before. Raises NotAllowed without one."""
    user = _locked(by)
    if user.totp_confirmed_at is None:
        raise NotAllowed("no second factor")
    forget(user)
    record(by, "second_factor.drop", user)


def forget(user: User) -> None:
    """Empty everything of the second factor of `user`, within an open operation."""
    user.totp_secret, user.totp_confirmed_at, user.totp_last_step, user.recovery_codes = None, None, 0, []
    user.save(update_fields=["totp_secret", "totp_confirmed_at", "totp_last_step", "recovery_codes"])


def prove_code(*, by: Reach, code: str, address: str, on: date, at: datetime) -> None:
    """Return when `code` is the phone's present code, not used before, or an unused recovery code, which is used up.

    Raises LockedOut after too many failures, SignInRefused otherwise.
    """
    assert by.who is not None
    attempt = count_attempt(by.who.username, address=address, at=at)
    try:
        _pass_code(by=by, code=code, at=at)
    except SignInRefused:
        refuse(by.who.username, by.who, address=address, on=on, at=at)
    attempt.delete()


@operation
def _pass_code(*, by: Reach, code: str, at: datetime) -> None:
    user = _locked(by)
    step = _step_of(user, code, at) if user.totp_confirmed_at else None
    if step is not None:
        user.totp_last_step = step
        user.save(update_fields=["totp_last_step"])
        record(by, "second_factor.pass", user, after={"means": "code"})
        return
    spent = _hashed(code)
    left = [each for each in user.recovery_codes if not hmac.compare_digest(each, spent)]
    if user.totp_confirmed_at is None or len(left) == len(user.recovery_codes):
        raise SignInRefused(user.username)
    user.recovery_codes = left
    user.save(update_fields=["recovery_codes"])
    record(by, "second_factor.pass", user, after={"means": "recovery_code", "codes_left": len(left)})


def _locked(by: Reach) -> User:
    assert by.who is not None
    return User.objects.select_for_update().get(pk=by.who.pk)


def _step_of(user: User, code: str, at: datetime) -> int | None:
    """The thirty-second step `code` belongs to, now or one beside it and later than the last one used; None where none fits."""
    typed = "".join(code.split())
    totp = pyotp.TOTP(_opened(user))
    now = int(at.timestamp()) // STEP_SECONDS
    for step in (now, now - 1, now + 1):
        if step > user.totp_last_step and hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def _new_codes() -> list[str]:
    pieces = ["".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2 * RECOVERY_CODES)]
    return [f"{pieces[at]}-{pieces[at + 1]}" for at in range(0, len(pieces), 2)]


def _hashed(code: str) -> str:
    """Keyed, so that a copy of the database alone does not open a code of fifty bits."""
    plain = "".join(each for each in code.lower() if each.isalnum())
    return hmac.digest(settings.FIELD_KEY.encode(), f"recovery|{plain}".encode(), "sha256").hex()


def _cipher() -> AESGCM:
    return AESGCM(hashlib.sha256(b"nguon|totp|" + settings.FIELD_KEY.encode()).digest())


def _sealed(secret: str, user_id: int) -> bytes:
    nonce = os.urandom(12)
    return nonce + _cipher().encrypt(nonce, secret.encode(), f"user:{user_id}:totp".encode())


def _opened(user: User) -> str:
    box = bytes(user.totp_secret or b"")
    return _cipher().decrypt(box[:12], box[12:], f"user:{user.pk}:totp".encode()).decode()
