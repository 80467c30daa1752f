"""What one change of the tree, or one merge of two records, did to rows, kept so that it can be taken back row by row."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

from nguon.models import Appointment, DutyTask, Person, PersonGroup, Placement, Succession, Unit, UnitTag
from nguon.queries.merging_persons import HANGS, plain

TABLES: Mapping[str, type[models.Model]] = {
    "unit": Unit,
    "placement": Placement,
    "succession": Succession,
    "tag": UnitTag,
    "appointment": Appointment,
    "area": Appointment.areas.through,
    "task": DutyTask,
    "person": Person,
    "group": PersonGroup,
    **{name: hanging.model for name, hanging in HANGS.items()},
}
BATCH = 500


class Journal:
    """Writes rows and notes what it did, in order. `entries` is what a reorganisation keeps as its `changes`."""

    def __init__(self, entries: list[dict[str, Any]] | None = None) -> None:
        self.entries: list[dict[str, Any]] = entries if entries is not None else []

    def make(self, table: str, rows: Sequence[models.Model]) -> Sequence[models.Model]:
        """Insert `rows` into `table` and note their numbers."""
        if rows:
            made = TABLES[table]._default_manager.bulk_create(rows, batch_size=BATCH)
            self.entries.append({"made": table, "ids": [each.pk for each in made]})
        return rows

    def set(self, table: str, changes: Iterable[tuple[models.Model, Mapping[str, Any]]]) -> None:
        """Set fields of rows that are there, and note what stood before."""
        noted, rows, fields = [], [], set()
        for row, values in changes:
            before = {name: plain(getattr(row, name)) for name in values}
            noted.append([row.pk, before, {name: plain(value) for name, value in values.items()}])
            for name, value in values.items():
                setattr(row, name, value)
            fields |= set(values)
            rows.append(row)
        if rows:
            TABLES[table]._default_manager.bulk_update(rows, sorted(fields), batch_size=BATCH)
            self.entries.append({"set": table, "rows": noted})

    def remove(self, table: str, rows: Sequence[models.Model]) -> None:
        """Delete `rows` of `table`, on which nothing hangs, and note all that stood in them."""
        if rows:
            noted = [{each.attname: plain(getattr(row, each.attname)) for each in _columns(row)} for row in rows]
            TABLES[table]._default_manager.filter(pk__in=[each.pk for each in rows]).delete()
            self.entries.append({"gone": table, "rows": noted})


def _columns(row: models.Model) -> Iterable[Any]:
    return row._meta.concrete_fields


def restored(model: type[models.Model], name: str, value: Any) -> Any:
    """What `plain` made of a value of the column `name`, as the column wants it."""
    found = model._meta.get_field(name.removesuffix("_id"))
    assert isinstance(found, models.Field)
    return found.to_python(value)


def take_back(entries: Sequence[Mapping[str, Any]]) -> None:
    """Undo what `entries` note, the last first: set rows as they were, remove rows that were made."""
    for entry in reversed(entries):
        if "set" in entry:
            model = TABLES[entry["set"]]
            rows = model._default_manager.in_bulk([pk for pk, _, _ in entry["rows"]])
            fields: set[str] = set()
            for pk, before, _ in entry["rows"]:
                for name, value in before.items():
                    setattr(rows[pk], name, restored(model, name, value))
                fields |= set(before)
            model._default_manager.bulk_update(list(rows.values()), sorted(fields), batch_size=BATCH)
        elif "gone" in entry:
            model = TABLES[entry["gone"]]
            rows_back = [
                model(**{name: restored(model, name, value) for name, value in each.items()}) for each in entry["rows"]
            ]
            model._default_manager.bulk_create(rows_back, batch_size=BATCH)
        elif "made" in entry:
            for ids in _deepest_first(entry["ids"]) if entry["made"] == "unit" else [entry["ids"]]:
                for first in range(0, len(ids), BATCH):
                    TABLES[entry["made"]]._default_manager.filter(pk__in=ids[first : first + BATCH]).delete()


def _deepest_first(units: Sequence[int]) -> list[list[int]]:
    """`units` level by level from the lowest up, because a unit stays while another stands under it."""
    levels: dict[int, list[int]] = {}
    for pk, depth in Unit.objects.filter(pk__in=units).values_list("pk", "depth"):
        levels.setdefault(depth, []).append(pk)
    return [levels[each] for each in sorted(levels, reverse=True)]


def reserve(model: type[models.Model], many: int) -> list[int]:
    """`many` numbers for new rows that nothing has had or will have; the transaction must hold the lock of the tree."""
    if not many:
        return []
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, many]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    largest = model._default_manager.aggregate(largest=models.Max("pk"))["largest"] or 0
    first = max(row[0] if row else 0, largest) + 1
    return list(range(first, first + many))


def placeholder() -> str:
    """A path that no unit has, for a row whose own is set in the same transaction."""
    return f"~{uuid.uuid4().hex}"
