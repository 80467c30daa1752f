"""The path column: fixed-width base-36 segments, compared byte by byte on both engines."""

from django.db import models


class PathField(models.CharField):
    """A unit's path of today. Under COLLATE "C" on PostgreSQL; SQLite's BINARY is right by itself.

    In a database with a Vietnamese collation a range over paths would silently find nothing.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: object) -> dict:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
