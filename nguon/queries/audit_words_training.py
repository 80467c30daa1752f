"""Words of the trail for classes, proposals, attendance, certificates."""

from collections.abc import Mapping
from typing import Any

ACTS: Mapping[str, str] = {}
FIELDS: Mapping[str, str] = {}
VALUES: Mapping[tuple[str, Any], str] = {}
AREAS: Mapping[str, str] = {}
SYSTEMS: Mapping[str, str] = {}
