"""The engine: SQLCipher under SQLAlchemy, with what durability asks for set on every connection."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from zsdesk.errors import Locked, Refused

FAILED = (DBAPIError, sqlcipher.Error)
"""What a statement fails with, through SQLAlchemy or below it (``store.raw``)."""
# A driver asks every value that is no number or text how it wants to be stored, None too, and looks far for an
# answer: this one is near.  A row of forty empty fields goes in seven times as quickly (measured).
sqlcipher.register_adapter(type(None), {}.get)

CACHE_KIB = 256_000
"""Page cache: an aggregate over 600,000 rows takes 79 ms with it and 671 ms with 64 MB (measured)."""

CROWDED = 256 * 1024
"""Bytes; less is no room for the small file that the processes of one desk share, nor for a journal."""


def open_engine(path: Path, key: bytes, *, read_only: bool = False, make: bool = False) -> Engine:
    """An engine on the sealed database at ``path``, with the raw 256-bit ``key``; ``make`` begins a new one.

    One connection: a desk lives on one thread.  ``Locked`` where the key does not open the file.
    """

    def connect() -> Any:
        connection = _unlocked(path, key, make=make)
        execute = connection.execute
        if not read_only:
            execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = FULL")
        execute("PRAGMA foreign_keys = ON")
        execute("PRAGMA secure_delete = ON")
        execute("PRAGMA temp_store = MEMORY")
        # 16 MB: a page of a first sync is not copied twice, and a save hardly ever waits for the copying, which is
        # done while the desk rests.  What a large transaction made of the journal's file is given back.
        execute("PRAGMA wal_autocheckpoint = 4000")
        execute("PRAGMA journal_size_limit = 33554432")
        execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        if read_only:
            execute("PRAGMA query_only = ON")
        return connection

    # Nothing has to be rolled back when the connection is given back: a ``Transaction`` is over by then.
    return create_engine("sqlite://", creator=connect, module=sqlcipher, poolclass=StaticPool, hide_parameters=True,
                         pool_reset_on_return=None)  # fmt: skip


def _unlocked(path: Path, key: bytes, *, make: bool, alone: bool = False) -> Any:
    """A connection that has read the first page with ``key``.

    ``alone``: what processes share to read one journal is kept in memory, so that a desk can be read also where its
    disk has no room for that file; other processes cannot read it meanwhile.
    """
    where = f"{path.absolute().as_uri()}?mode={'rwc' if make else 'rw'}"
    connection = sqlcipher.connect(where, uri=True, check_same_thread=False, isolation_level=None, timeout=5)
    # The raw key: deriving it from a passphrase here would cost 140 ms at every connection.
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if alone:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as error:
        connection.close()
        if not (alone or make or "not a database" in str(error)) and is_crowded(path.parent):
            return _unlocked(path, key, make=make, alone=True)
        if "not a database" not in str(error):
            raise
        raise Locked(
            "The desk's database at {path} cannot be opened with its key: it is damaged, or from another machine.",
            path=path,
        ) from None
    return connection


def is_crowded(folder: Path) -> bool:
    """Whether the disk of ``folder`` is full."""
    return shutil.disk_usage(folder).free < CROWDED


def explain(error: Exception) -> Refused | None:
    """A refusal for those database errors on which the officer can act; ``None`` for bugs of ours."""
    text = str(getattr(error, "orig", error)).lower()
    if "disk is full" in text or "no space left" in text:
        return Refused(
            "The disk is full: this was not saved, and what you typed is kept here. Free some space and save again."
        )
    if "disk i/o error" in text:
        return Refused(
            "The disk cannot be read or written: it is full, or failing. Free some space and try again; "
            "if that does not help, copy the folder to another disk before going on."
        )
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return Refused("The desk's folder cannot be written. Check its permissions; what you typed is kept here.")
    if "database is locked" in text:
        return Refused("Another program holds the desk's database. Close it and try again; nothing is lost.")
    if "malformed" in text or "not a database" in text:
        return Refused(
            "The desk's database is damaged. Keep this folder as it is: make a new desk in another one and enrol it, "
            "and everything that the province has comes back. What was not sent yet may still be in here: show "
            "the folder to whoever looks after zsdesk."
        )
    return None


def driver(connection: Connection) -> Any:
    """The driver's own connection, below SQLAlchemy."""
    return connection.connection.driver_connection


class Transaction:
    """A transaction whose database errors come out as sentences where the officer can act on them."""

    def __init__(self, engine: Engine, *, writes: bool, durable: bool = True) -> None:
        self._engine = engine
        self._writes = writes
        self._durable = durable

    def __enter__(self) -> Connection:
        try:
            connection = self._engine.connect()
        except FAILED as error:
            raise explain(error) or error from None
        try:
            below = driver(connection)
            if not self._durable:
                # A mark that can be made again: a power cut may take it back, the next commit need not wait for it.
                below.execute("PRAGMA synchronous = NORMAL")
            # sqlite3's own implicit transactions leave reads outside of any: all are begun, and here, for both
            # what SQLAlchemy asks and what goes past it.
            below.execute("BEGIN IMMEDIATE" if self._writes else "BEGIN")
            self._begun = connection.begin()
        except FAILED as error:
            connection.close()
            raise explain(error) or error from None
        self._connection, self._below = connection, below
        return connection

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is None and self._writes:
                self._begun.commit()
            else:
                self._begun.rollback()
        except FAILED as failed:
            raise explain(failed) or failed from None
        finally:
            if not self._connection.invalidated:  # by an interrupt in the middle of a statement
                if self._below.in_transaction:  # a commit that failed left it open, and SQLAlchemy takes it for over
                    self._below.rollback()
                if not self._durable:
                    self._below.execute("PRAGMA synchronous = FULL")
            self._connection.close()
        if isinstance(error, FAILED) and (told := explain(error)) is not None:
            raise told from error
