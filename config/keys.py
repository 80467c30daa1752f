"""Secrets of an installation: from the environment, else made once and kept beside the database."""

import os
import secrets
from pathlib import Path


def secret(name: str, folder: Path) -> str:
    """The secret `name` (64 hex digits): `NGUON_<NAME>` of the environment, else the file `folder/name`, made when absent.

    The file is created with owner-only rights and never overwritten, so that two processes starting at once agree.
    """
    given = os.environ.get(f"NGUON_{name.upper()}")
    if given:
        return given
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text("ascii").strip()
