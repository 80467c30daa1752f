"""Whatever an operation records under test must be readable by the people who open the trail."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from nguon.queries.audit_words import FIELDS, lines
from nguon.services import audit

CODE = re.compile(r"[a-z][a-z0-9]{2,}(_[a-z0-9]+)*")
"""A key that only the program would write; names of units and years are data."""


def without_words(values: Any) -> Iterator[str]:
    """Keys of a recorded before or after that would be shown as they stand in the code."""
    if isinstance(values, Mapping):
        if "part" in values and "value" in values:
            list(lines(values))
            return
        for key, value in values.items():
            if CODE.fullmatch(str(key)) and key not in FIELDS:
                yield str(key)
            yield from without_words(value)


@pytest.fixture(autouse=True)
def _what_is_recorded_has_words(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = audit._plain

    def checked(values: Mapping[str, Any] | None) -> Any:
        stored = plain(values)
        assert list(without_words(stored)) == [], "name these in nguon/queries/audit_words.py"
        return stored

    monkeypatch.setattr(audit, "_plain", checked)
