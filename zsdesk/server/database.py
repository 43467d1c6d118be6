"""The province's database: SQLite or PostgreSQL, transactions that are tried again, rows in bulk."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from zsdesk.errors import Refused
from zsdesk.server import migrations
from zsdesk.server.settings import Settings
from zsdesk.store.migrate import is_current, migrate

R = TypeVar("R")
_NONE: Any = {}.get
sqlite3.register_adapter(type(None), _NONE)  # found at once: the driver looks for one for every empty field
MIGRATIONS = Path(migrations.__file__).parent
TRIES = 5
LOCK_SECONDS, STATEMENT_SECONDS = 10, 60
CONNECTIONS = 12
"""Per worker process; a request holds one."""

_AGAIN = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "23505",  # the same record was made by another request a moment ago: now it is found
    "55P03",  # lock not available in time
}


class Busy(Exception):
    """The database could not be had in time; the same request may be sent again."""


class Database:
    """One province's database; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.engine = _engine(settings.database)
        self.postgres = self.engine.dialect.name == "postgresql"
        self._mark = "%s" if self.postgres else "?"
        self._writer = threading.RLock()

    def upgrade(self) -> None:
        """Bring the schema to today's form; safe when several processes start at once."""
        with self.write() as connection:
            if self.postgres:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(520000)")
            migrate(connection, MIGRATIONS, migrations.HEAD)

    def upgraded(self, connection: Connection) -> None:
        """``Refused`` where the schema is not today's: a server of this version has to run once."""
        if not is_current(connection, migrations.HEAD):
            raise Refused("The database has an older schema: start the server of this version once, then try again.")

    def copy_journal(self) -> None:
        """Copy what SQLite's journal holds into its file, so that no request has to; none waits meanwhile."""
        if not self.postgres:
            with self.engine.connect() as connection:
                self.fetch(connection, "PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    # -- transactions --------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout."""
        with self.engine.connect() as connection:
            if self.postgres:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A writing transaction: committed at the end, rolled back on an error."""
        if self.postgres:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        else:
            # SQLite has one writer: waiting here is fair, its own busy loop is not.
            with self._writer, self.engine.connect() as connection:
                connection = connection.execution_options(writes=True)
                with connection.begin():
                    yield connection

    def again(self, step: Callable[[], R]) -> R:
        """Run ``step``, a whole transaction, again where another one was in its way; ``Busy`` in the end.

        A statement that ran into its time limit is not tried again.
        """
        for attempt in range(TRIES):
            try:
                return step()
            except PoolTimeout:
                break
            except (DBAPIError, psycopg.Error, sqlite3.Error) as error:
                cause = error.orig if isinstance(error, DBAPIError) else error
                if _too_slow(cause):
                    break
                if not (_passing(error) if isinstance(error, DBAPIError) else _passing_cause(error)):
                    raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)
        raise Busy

    # -- rows in bulk --------------------------------------------------------------------------

    def fetch(self, connection: Connection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query, as the driver gives them; ``?`` marks a value."""
        cursor = _cursor(connection)
        try:
            cursor.execute(self._own(sql), values)
            return list(cursor.fetchall())
        finally:
            cursor.close()

    @contextmanager
    def flowing(self, connection: Connection, sql: str) -> Iterator[Any]:
        """A query whose rows are fetched part by part: a whole table does not fit into memory."""
        driver: Any = connection.connection
        cursor = driver.cursor("flowing") if self.postgres else driver.cursor()
        try:
            cursor.execute(sql)
            yield cursor
        finally:
            cursor.close()

    def execute(self, connection: Connection, sql: str, *values: Any) -> None:
        """A statement without rows."""
        cursor = _cursor(connection)
        try:
            cursor.execute(self._own(sql), values)
        finally:
            cursor.close()

    def run(self, connection: Connection, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """A statement for each of ``rows``."""
        if rows:
            cursor = _cursor(connection)
            try:
                cursor.executemany(self._own(sql), rows)
            finally:
                cursor.close()

    def among(self, column: str) -> str:
        """A condition that ``column`` is one of a list, handed over by ``listed``."""
        return f"{column} = ANY(?)" if self.postgres else f"{column} IN (SELECT value FROM json_each(?))"

    def listed(self, items: Iterable[str]) -> Any:
        """A list as one value, for ``among``: SQLite takes at most 32,766 values one by one."""
        found = list(items)
        return found if self.postgres else "[" + ",".join(f'"{item}"' for item in found) + "]"

    def insert(self, connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """New rows of ``table``, the fastest way that the driver has."""
        if not rows:
            return
        names = ", ".join(f'"{name}"' for name in columns)
        if self.postgres and len(rows) > 8:
            cursor = _cursor(connection)
            with cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            self.run(connection, f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)

    def replace(
        self, connection: Connection, table: str, columns: Sequence[str], key: int, rows: Sequence[Sequence[Any]]
    ) -> None:
        """Rows of ``table``, new or in place of those with the same first ``key`` columns."""
        quoted = [f'"{name}"' for name in columns]
        marks = ", ".join("?" * len(columns))
        changed = ", ".join(f"{name} = excluded.{name}" for name in quoted[key:])
        self.run(
            connection,
            f"INSERT INTO {table} ({', '.join(quoted)}) VALUES ({marks}) "
            f"ON CONFLICT ({', '.join(quoted[:key])}) DO UPDATE SET {changed}",
            rows,
        )

    def _own(self, sql: str) -> str:
        return sql.replace("?", self._mark) if self.postgres else sql


def _cursor(connection: Connection) -> Any:
    """The driver's own cursor inside the transaction: no conversion, no row objects."""
    return connection.connection.cursor()


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(
            url, poolclass=QueuePool, pool_size=CONNECTIONS, max_overflow=4,
            connect_args={"check_same_thread": False, "timeout": LOCK_SECONDS, "isolation_level": None},
        )  # fmt: skip
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = f"-c lock_timeout={LOCK_SECONDS}s -c statement_timeout={STATEMENT_SECONDS}s -c timezone=UTC"
    return create_engine(
        url, pool_size=CONNECTIONS, max_overflow=4, pool_timeout=LOCK_SECONDS, pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": 5, "application_name": "zsdesk"},
    )  # fmt: skip


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Records and their history are rows of more than a kilobyte: in larger pages less is written of them.  A database
    # that is there already keeps its own.
    # The journal is copied by ``copy_journal``, beside the requests; by itself only where it has grown to 256 MB.
    for pragma in ("page_size = 8192", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON",
                   "temp_store = MEMORY", "cache_size = -65536", "wal_autocheckpoint = 32000"):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that only later turns out to write would fail instead of wait.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _passing(error: DBAPIError) -> bool:
    return error.connection_invalidated or _passing_cause(error.orig)


def _passing_cause(error: BaseException | None) -> bool:
    if isinstance(error, psycopg.Error):
        state = error.sqlstate or ""
        lost = isinstance(error, psycopg.OperationalError) and (not state or state.startswith(("08", "57P")))
        return lost or state in _AGAIN
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def _too_slow(error: BaseException | None) -> bool:
    return isinstance(error, psycopg.errors.QueryCanceled)
