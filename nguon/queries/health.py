"""Whether the database answers and stands where the program needs it."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def is_well() -> bool:
    """True when the database answers and no migration waits."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
