"""The path column: fixed-width base-36 segments, compared byte by byte on both engines."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class PathField(models.CharField):  # type: ignore[type-arg] # not subscriptable at run time
    """A unit's path of today. Under COLLATE "C" on PostgreSQL; SQLite's BINARY is right by itself.

    In a database with a Vietnamese collation a range over paths would silently find nothing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
