"""What must not be read from the tables: sealed with the installation's field key, found through a keyed hash.

A seal is bound to what it is about, so that a sealed value moved to another row does not open there.
"""

import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


class NotOurSeal(ValueError):
    """The bytes were not sealed about this, or not under this installation's key."""


def seal(text: str, about: str) -> bytes:
    """`text` sealed about `about` (such as "citizen:" and the record's key); "" becomes b""."""
    if not text:
        return b""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key("seal")).encrypt(nonce, text.encode(), about.encode())


def opened(sealed: bytes | memoryview | None, about: str) -> str:
    """What was sealed about `about`; "" for nothing. Raises NotOurSeal."""
    content = bytes(sealed or b"")
    if not content:
        return ""
    try:
        return AESGCM(_key("seal")).decrypt(content[:_NONCE], content[_NONCE:], about.encode()).decode()
    except InvalidTag:
        raise NotOurSeal(about) from None


def found_by(text: str, field: str) -> str:
    """The keyed hash (64 hex digits) under which `text` of `field` is found; "" for "". Write it the same way first."""
    return hmac.new(_key("find"), f"{field}:{text}".encode(), hashlib.sha256).hexdigest() if text else ""


@cache
def _key(purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"nguon persons {purpose}".encode())
    return derive.derive(settings.FIELD_KEY.encode())
