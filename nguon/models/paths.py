"""Columns compared byte by byte on both engines: paths of fixed-width base-36 segments, and partly known days."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from nguon.rules.partial_dates import PartialDate, from_stored


class BytewiseField(models.CharField):  # type: ignore[type-arg] # not subscriptable at run time
    """Text under COLLATE "C" on PostgreSQL; SQLite's BINARY is right by itself.

    In a database with a Vietnamese collation a range over such text would silently find nothing.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class PathField(BytewiseField):
    """A unit's path of today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)


class PartialDateField(BytewiseField):
    """A day known whole, by month or by year only, kept as 1990-05-12, 1990-05 or 1990; "" where nothing is known.

    In Python it is a rules.partial_dates.PartialDate or None. Bytewise order is time order on both engines.
    """

    if TYPE_CHECKING:  # what is put in and what comes out, for the type checker
        _pyi_private_set_type: PartialDate | None  # type: ignore[assignment]
        _pyi_private_get_type: PartialDate | None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=10, blank=True, default="")
        super().__init__(*args, **kwargs)

    def get_default(self) -> None:
        """A record not read from the database yet says None as well, not the text that stands for it."""
        return

    def from_db_value(self, value: str | None, *_: object) -> PartialDate | None:
        return from_stored(value or "")

    def to_python(self, value: object) -> PartialDate | None:
        return value if isinstance(value, PartialDate) else from_stored(str(value or ""))

    def get_prep_value(self, value: object) -> str:
        return value.stored() if isinstance(value, PartialDate) else str(value or "")

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for each in ("max_length", "blank", "default"):
            kwargs.pop(each, None)
        return name, path, args, kwargs
