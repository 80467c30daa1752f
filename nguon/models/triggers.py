"""Triggers under the tables: audit rows cannot be changed, and no row changes unseen.

Laid after every migrate (see apps.py), because SQLite loses a table's triggers when Django rebuilds it. Laying is
idempotent. Columns that hold secrets or file bytes never reach the trail.
"""

from django.apps import apps
from django.db import connections, models

APPEND_ONLY = ("nguon_entry", "nguon_rowchange", "nguon_seal")
UNSEEN = {"Entry", "RowChange", "Seal", "ActingNow", "SignIn", "SignInAttempt"}  # the trail itself, and session upkeep
UNSEEN |= {"ListImportRow"}  # lines of a file waiting to be entered; what they become is seen where it is entered
SECRET = {"password", "totp_secret", "recovery_codes", "calendar_token", "last_login"}
SECRET |= {"text", "reading", "changes", "rows"}  # long, and kept elsewhere
SECRET |= {"citizen_digest", "moved"}
SECRET_OF = {"PersonGroup": {"group"}}  # says somebody's ethnicity or religion

PG_FUNCTIONS = """
CREATE OR REPLACE FUNCTION nguon_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE OR REPLACE FUNCTION nguon_row_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE hidden text[] := coalesce(TG_ARGV, '{}'); acts text := coalesce(current_setting('nguon.actor', true), '');
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO nguon_rowchange (at, "table", "row", what, actor, before, after)
    SELECT clock_timestamp(), TG_TABLE_NAME, n.id::text, 'insert', acts, NULL, to_jsonb(n) - hidden FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO nguon_rowchange (at, "table", "row", what, actor, before, after)
    SELECT clock_timestamp(), TG_TABLE_NAME, o.id::text, 'delete', acts, to_jsonb(o) - hidden, NULL FROM old_rows o;
  ELSE
    INSERT INTO nguon_rowchange (at, "table", "row", what, actor, before, after)
    SELECT clock_timestamp(), TG_TABLE_NAME, n.id::text, 'update', acts, to_jsonb(o) - hidden, to_jsonb(n) - hidden
    FROM new_rows n JOIN old_rows o ON o.id = n.id;
  END IF;
  RETURN NULL;
END $$;
"""


def watched() -> list[type[models.Model]]:
    """Every table whose rows are watched, link tables included, in a stable order."""
    found = [
        model
        for model in apps.get_app_config("nguon").get_models(include_auto_created=True)
        if model.__name__ not in UNSEEN and not model._meta.proxy
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def hidden_columns(model: type[models.Model]) -> list[str]:
    """Columns of `model` that never reach the trail: secrets, file bytes, long texts kept elsewhere."""
    secret = SECRET | SECRET_OF.get(model.__name__, set())
    return sorted(
        str(field.column)
        for field in model._meta.concrete_fields
        if field.name in secret or isinstance(field, models.BinaryField)
    )


def shown_columns(model: type[models.Model]) -> list[str]:
    """The other columns, in the table's order."""
    hidden = set(hidden_columns(model))
    return [str(field.column) for field in model._meta.concrete_fields if field.column not in hidden]


def _postgresql() -> list[str]:
    statements = [PG_FUNCTIONS]
    for table in APPEND_ONLY:
        statements.append(f"DROP TRIGGER IF EXISTS nguon_append_only ON {table}")
        statements.append(
            f"CREATE TRIGGER nguon_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION nguon_append_only()"
        )
    for model in watched():
        table = model._meta.db_table
        arguments = ", ".join(f"'{column}'" for column in hidden_columns(model))
        for what, rows in (
            ("insert", "NEW TABLE AS new_rows"),
            ("update", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
            ("delete", "OLD TABLE AS old_rows"),
        ):
            statements.append(f"DROP TRIGGER IF EXISTS nguon_saw_{what} ON {table}")
            statements.append(
                f"CREATE TRIGGER nguon_saw_{what} AFTER {what.upper()} ON {table} REFERENCING {rows} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION nguon_row_change({arguments})"
            )
    return statements


def _sqlite() -> list[str]:
    statements = []
    for table in APPEND_ONLY:
        for what in ("UPDATE", "DELETE"):
            name = f"{table}_no_{what.lower()}"
            statements.append(f"DROP TRIGGER IF EXISTS {name}")
            statements.append(
                f"CREATE TRIGGER {name} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for model in watched():
        table = model._meta.db_table
        columns = shown_columns(model)
        for what, before, after in (("insert", "", "NEW"), ("update", "OLD", "NEW"), ("delete", "OLD", "")):
            name = f"{table}_saw_{what}"
            statements.append(f"DROP TRIGGER IF EXISTS {name}")
            statements.append(
                f"CREATE TRIGGER {name} AFTER {what.upper()} ON {table} BEGIN "  # noqa: S608 - our own names
                'INSERT INTO nguon_rowchange (at, "table", "row", what, actor, before, after) VALUES ('
                f"strftime('%Y-%m-%d %H:%M:%f', 'now'), '{table}', {after or before}.id, '{what}', "
                "coalesce((SELECT actor FROM nguon_actingnow ORDER BY id DESC LIMIT 1), ''), "
                f"{_json(before, columns)}, {_json(after, columns)}); END"
            )
    return statements


def _json(row: str, columns: list[str]) -> str:
    if not row:
        return "NULL"
    return "json_object(" + ", ".join(f"'{column}', {row}.\"{column}\"" for column in columns) + ")"


def expected(vendor: str) -> set[str]:
    """Names of all triggers that must stand, as the engine lists them (PostgreSQL: table.trigger)."""
    if vendor == "postgresql":
        names = {f"{table}.nguon_append_only" for table in APPEND_ONLY}
        for model in watched():
            names |= {f"{model._meta.db_table}.nguon_saw_{what}" for what in ("insert", "update", "delete")}
        return names
    names = {f"{table}_no_{what}" for table in APPEND_ONLY for what in ("update", "delete")}
    for model in watched():
        names |= {f"{model._meta.db_table}_saw_{what}" for what in ("insert", "update", "delete")}
    return names


def standing(using: str = "default") -> set[str]:
    """Names of the triggers that stand in the database now, in the form of `expected`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}


def altered(using: str = "default") -> set[str]:
    """Names of what stands under the right name with another body: triggers on SQLite, their functions on PostgreSQL."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [list(_bodies())])
            stands = dict(cursor.fetchall())
            return {name for name, body in _bodies().items() if stands.get(name) != body}
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        laid = dict(cursor.fetchall())
    wanted = {each.split()[2]: each for each in _sqlite() if each.startswith("CREATE")}
    return {name for name, text in wanted.items() if name in laid and laid[name] != text}


def _bodies() -> dict[str, str]:
    pieces = PG_FUNCTIONS.split("$$")
    return {pieces[at].split("FUNCTION ")[1].split("(")[0]: pieces[at + 1] for at in range(0, len(pieces) - 1, 2)}


def lay(using: str = "default", **_: object) -> None:
    """Put every trigger in place, replacing what stood before. Does nothing while the tables are not there yet."""
    connection = connections[using]
    if "nguon_rowchange" not in connection.introspection.table_names():
        return
    tables = set(connection.introspection.table_names())
    if any(model._meta.db_table not in tables for model in watched()):
        return
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def lift_append_only(using: str = "default") -> None:
    """Take the append-only triggers away, for the one that empties a test database; `lay` puts them back."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS nguon_append_only ON {table}")
            else:
                for what in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{what}")
