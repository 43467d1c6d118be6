"""Where the province's files lie: a folder, or an object store (:mod:`zsdesk.server.bucket`).

Pieces of a file come in order into an area of the account that sends them, so that nobody can disturb
another one's upload; the whole file is verified before it gets its place, under the SHA-256 of its bytes.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from filelock import FileLock, Timeout

from zsdesk.server.problems import Stop, busy

READ = 1024 * 1024
"""Bytes that are in memory while a file is read."""
ABANDONED_SECONDS = 30 * 24 * 3600
"""How long the pieces of an unfinished file are kept after the last one came."""


class Store(Protocol):
    """Files by their SHA-256, and the pieces of those that are on their way.  All worker processes share it."""

    def size(self, sha256: str) -> int | None:
        """Bytes of a file that is here, whole and verified."""
        ...

    def arrived(self, area: str, sha256: str) -> int:
        """Bytes of an unfinished file."""
        ...

    def append(self, area: str, sha256: str, offset: int, piece: bytes) -> int:
        """Add a piece; the bytes that are here then.  ``Stop`` with ``offset`` where the file stands elsewhere."""
        ...

    def finish(self, area: str, sha256: str) -> bool:
        """Verify the pieces and give the file its place; false where they are something else, and are gone."""
        ...

    def chunks(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end``."""
        ...

    def keep(self, sha256: str, source: Iterable[bytes]) -> bool:
        """Take in a whole file, as out of a backup; false where its bytes are something else."""
        ...

    def check(self) -> None:
        """``Stop`` with ``busy`` where the store cannot be reached."""
        ...

    def sweep(self) -> int:
        """Drop pieces that nobody went on with; how many files they were of."""
        ...


def elsewhere(stands: int) -> Stop:
    """The piece begins where the file does not stand."""
    return Stop("offset", "The file stands at byte {offset}; the desk goes on from there by itself.",
                expected=stands, offset=stands)  # fmt: skip


class Folder:
    """A folder of files; also on a network file system that several servers share."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        """Where the file lies once it is whole and verified."""
        return self._root / sha256[:2] / sha256

    def _partial(self, area: str, sha256: str) -> Path:
        return self._root / "partial" / area / sha256

    def size(self, sha256: str) -> int | None:
        """Bytes of a file that is here, whole and verified."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def arrived(self, area: str, sha256: str) -> int:
        """Bytes of an unfinished file."""
        try:
            return self._partial(area, sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, area: str, sha256: str, offset: int, piece: bytes) -> int:
        """Add a piece; the bytes that are here then."""
        partial = self._partial(area, sha256)
        with _alone(partial.parent):
            stands = self.arrived(area, sha256)
            if offset != stands:
                raise elsewhere(stands)
            with partial.open("ab") as file:
                file.write(piece)
            return stands + len(piece)

    def finish(self, area: str, sha256: str) -> bool:
        """Verify the pieces and give the file its place."""
        partial = self._partial(area, sha256)
        with _alone(partial.parent):
            try:
                return self._place(partial, sha256)
            except FileNotFoundError:  # another request finished it a moment ago
                return self.size(sha256) is not None

    def keep(self, sha256: str, source: Iterable[bytes]) -> bool:
        """Take in a whole file."""
        partial = self._partial("kept", f"{os.getpid()}-{sha256}")
        partial.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.writelines(source)
        return self._place(partial, sha256)

    def _place(self, partial: Path, sha256: str) -> bool:
        with partial.open("rb+") as file:
            right = hashlib.file_digest(file, "sha256").hexdigest() == sha256
            if right:
                os.fsync(file.fileno())
        if right:
            place = self.path(sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            partial.replace(place)
            _sync_folder(place.parent)
        else:
            partial.unlink()
        return right

    def chunks(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end``."""
        with self.path(sha256).open("rb") as file:
            file.seek(start)
            while start < end:
                chunk = _read(file, min(READ, end - start))
                start += len(chunk)
                yield chunk

    def check(self) -> None:
        """``Stop`` with ``busy`` where the folder is not there, as when its disk is not mounted."""
        if not self._root.is_dir():
            raise busy()

    def sweep(self) -> int:
        """Drop pieces that nobody went on with."""
        dropped = 0
        for path in (self._root / "partial").glob("*/*"):
            if path.name != _LOCK and path.stat().st_mtime < time.time() - ABANDONED_SECONDS:
                path.unlink(missing_ok=True)
                dropped += 1
        return dropped


_LOCK = "lock"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer in an area at a time, among all worker processes."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, timeout=10)
    try:
        lock.acquire()
    except Timeout:
        raise busy() from None
    try:
        yield
    finally:
        lock.release()


def _read(file: BinaryIO, size: int) -> bytes:
    chunk = file.read(size)
    if not chunk:
        raise OSError("the file became shorter while it was sent")
    return chunk


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened, and need not be
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
