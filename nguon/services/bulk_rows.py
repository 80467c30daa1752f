"""Many rows of one table set each to its own values: one prepared statement, run for each row.

Django's `bulk_update` writes one statement with a branch for each row and column, which for ten thousand rows takes longer
than everything else together.
"""

from collections.abc import Collection, Sequence

from django.db import connection, models


def tell_planner(*tables: type[models.Model]) -> None:
    """Let PostgreSQL count `tables` anew at once: after thousands of rows it would go on treating them as empty for a minute
    or so, and reads every row of a table for each row that refers to it. SQLite needs nothing of the kind.
    """
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(each._meta.db_table) for each in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {names}")


def update_all(rows: Sequence[models.Model], fields: Collection[str]) -> None:
    """Write `fields` of `rows` (all of one table) as they stand."""
    if not rows or not fields:
        return
    model = type(rows[0])
    columns = [model._meta.get_field(name) for name in sorted(fields)]
    assert all(isinstance(each, models.Field) for each in columns)
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(each.column))} = %s" for each in columns)  # type: ignore[union-attr]
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote('id')} = %s"  # noqa: S608 -- our own names
    values = [
        [
            *(
                each.get_db_prep_save(getattr(row, each.attname), connection)  # type: ignore[union-attr]
                for each in columns
            ),
            row.pk,
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
