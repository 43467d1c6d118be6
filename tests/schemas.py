"""New databases of tests: migrated once in a process, and then made from what that gave, in a tenth of the time.

The migrations themselves are tested where nothing of this is between (tests/zsdesk/store/test_migrations.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

Migrate = Callable[[Connection, Path, str], bool]


class Made(NamedTuple):
    """What the migrations of a folder make of an empty SQLite database."""

    statements: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Any, ...]], ...]


def remembering(migrate: Migrate) -> Migrate:
    """``migrate``, which runs the migrations of an empty SQLite database once for each folder and head."""
    known: dict[tuple[Path, str], Made] = {}

    def quick(connection: Connection, folder: Path, head: str) -> bool:
        if connection.dialect.name != "sqlite":
            return migrate(connection, folder, head)
        below: Any = connection.connection.driver_connection
        if below.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return migrate(connection, folder, head)
        if (folder, head) not in known:
            assert migrate(connection, folder, head)
            known[folder, head] = _made(below)
            return True
        made = known[folder, head]
        for statement in made.statements:
            below.execute(statement)
        for table, row in made.rows:
            below.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', row)
        return True

    return quick


def _made(below: Any) -> Made:
    shadows = {row[0] for row in below.execute("SELECT name FROM pragma_table_list WHERE type = 'shadow'")}
    found = [
        (kind, name, sql)
        for kind, name, sql in below.execute("SELECT type, name, sql FROM sqlite_master ORDER BY rowid")
        if sql and name not in shadows and not name.startswith("sqlite_")
    ]
    tables = [name for kind, name, sql in found if kind == "table" and not sql.startswith("CREATE VIRTUAL")]
    rows = [(name, tuple(row)) for name in tables for row in below.execute(f'SELECT * FROM "{name}"')]
    return Made(tuple(sql for _kind, _name, sql in found), tuple(rows))
