"""Statements as the driver takes them, in the transaction of a ``Connection``: nothing is built, no row objects.

For what runs many times in a round of sync or in every write; the words are the driver's own, ``?`` marks a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from zsdesk.store.engine import driver

AT_ONCE, LARGEST = 250, 32_000
"""Rows of a statement that fills a table, and its values: SQLite takes 32,766."""


def fetch(connection: Connection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    found: list[tuple[Any, ...]] = driver(connection).execute(sql, values).fetchall()
    return found


def flowing(connection: Connection, sql: str, *values: Any) -> Any:
    """The driver's cursor over the rows of a query: there may be more than one wants to hold at once."""
    return driver(connection).execute(sql, values)


def first(connection: Connection, sql: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row of a query, where there is one."""
    found: tuple[Any, ...] | None = driver(connection).execute(sql, values).fetchone()
    return found


def execute(connection: Connection, sql: str, *values: Any) -> None:
    """A statement without rows."""
    driver(connection).execute(sql, values)


def insert(connection: Connection, sql: str, *values: Any) -> int:
    """A new row; the number that the database gave it."""
    return int(driver(connection).execute(sql, values).lastrowid)


def run(connection: Connection, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """A statement for each of ``rows``."""
    if rows:
        driver(connection).executemany(sql, rows)


def fill(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """New rows of a table, many in a statement: while one runs, the other threads have the interpreter."""
    one = f"({', '.join('?' * len(columns))})"
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    many = min(AT_ONCE, LARGEST // len(columns))
    whole = len(rows) - len(rows) % many
    for start in range(0, whole, many):
        values = [*chain.from_iterable(rows[start : start + many])]
        driver(connection).execute(head + ", ".join([one] * many), values)
    run(connection, head + one, rows[whole:])
