"""The province's files: by SHA-256 in a folder, sent in pieces from any offset, verified before they count."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout
from sqlalchemy import Connection

from zsdesk.rules.rights import Account, sees
from zsdesk.server.database import Database
from zsdesk.server.problems import Stop, busy
from zsdesk.sync.wire import BlobState

LARGEST = 500 * 1024 * 1024
"""Bytes of one file; desks refuse to attach a larger one."""
_CHUNK = 1024 * 1024


class Blobs:
    """A folder of files, which all worker processes share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the file lies once it is whole and verified."""
        return self._folder / sha256[:2] / sha256

    def _partial(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.part"

    def state(self, sha256: str) -> BlobState:
        """How much of the file is here."""
        for path, complete in ((self.path(sha256), True), (self._partial(sha256), False)):
            try:
                return BlobState(sha256, path.stat().st_size, complete)
            except FileNotFoundError:
                continue
        return BlobState(sha256, 0, False)

    def append(self, sha256: str, offset: int, size: int, piece: bytes) -> BlobState:
        """Add a piece at ``offset``; with the last one of ``size`` bytes the file is verified and complete.

        ``Stop`` with ``offset`` where the file stands elsewhere, and where its bytes are not what its name says.
        """
        with self._alone(sha256):
            state = self.state(sha256)
            if state.complete:
                return state
            if offset != state.offset:
                raise Stop("offset", "The file stands at byte {offset}; the desk goes on from there by itself.",
                           expected=state.offset, offset=state.offset)  # fmt: skip
            if offset + len(piece) > size:
                raise Stop("invalid", "More bytes came than the file has.")
            partial = self._partial(sha256)
            with partial.open("ab") as file:
                file.write(piece)
            if offset + len(piece) == size:
                self._complete(sha256, partial)
        return self.state(sha256)

    def _complete(self, sha256: str, partial: Path) -> None:
        with partial.open("rb+") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                partial.unlink()
                raise Stop("offset", "The file arrived damaged; the desk sends it again by itself.", status=422,
                           expected=0)  # fmt: skip
            os.fsync(file.fileno())
        partial.replace(self.path(sha256))
        if os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
            folder = os.open(partial.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    @contextmanager
    def _alone(self, sha256: str) -> Iterator[None]:
        """One writer of a file at a time, among all worker processes."""
        folder = self._partial(sha256).parent
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=10)
        try:
            lock.acquire()
        except Timeout:
            raise busy() from None
        try:
            yield
        finally:
            lock.release()

    def chunks(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end``."""
        with self.path(sha256).open("rb") as file:
            file.seek(start)
            while start < end:
                chunk = _read(file, min(_CHUNK, end - start))
                start += len(chunk)
                yield chunk


def _read(file: BinaryIO, size: int) -> bytes:
    chunk = file.read(size)
    if not chunk:
        raise OSError("the file became shorter while it was sent")
    return chunk


def note(database: Database, state: BlobState, account: str, now: int) -> None:
    """Write down that a file arrived whole."""
    with database.write() as connection:
        database.execute(
            connection,
            "INSERT INTO blob (sha256, size, account, at) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
            state.sha256, state.offset, account, now,
        )  # fmt: skip


def visible(database: Database, connection: Connection, account: Account, sha256: str) -> bool:
    """Whether a record that the account sees has this file."""
    rows = database.fetch(
        connection, "SELECT DISTINCT region_code FROM attachment WHERE sha256 = ? AND deleted_at IS NULL", sha256
    )
    return any(sees(account, row[0]) for row in rows)


def ranged(header: str, size: int) -> tuple[int, int] | None:
    """The first byte and the end of a ``Range`` header (RFC 9110 §14); ``None`` for the whole file.

    ``Stop`` with 416 where the file has no such bytes.  Several ranges at once are answered with the whole.
    """
    unit, _, text = header.partition("=")
    first, dash, last = text.strip().partition("-")
    if unit.strip().lower() != "bytes" or not dash or not (first + last).isdecimal() or not (first + last).isascii():
        return None
    if len(first) > 18 or len(last) > 18:
        raise _no_such_bytes(size)
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    if start >= end or start >= size:
        raise _no_such_bytes(size)
    return start, end


def _no_such_bytes(size: int) -> Stop:
    return Stop("offset", "The file has only {size} bytes.", status=416, size=size,
                headers={"Content-Range": f"bytes */{size}"})  # fmt: skip
