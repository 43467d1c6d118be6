"""Files outside the database: named by the SHA-256 of their bytes, sealed with the desk's key.

A sealed file is a header (magic, nonce prefix) and chunks of 64 KiB, each sealed with
ChaCha20-Poly1305 under the nonce prefix ‖ chunk number ‖ last flag (:mod:`zsdesk.store.stream`).
The file's name is an HMAC of its hash: the folder does not tell which known files lie in it.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from zsdesk.errors import NotFound, Refused
from zsdesk.store.stream import CHUNK, TAG, nonce
from zsdesk.store.vault import sync_folder

_MAGIC = b"zsd1"
_HEAD = len(_MAGIC) + 7
ABANDONED_SECONDS = 7 * 24 * 3600


class Readable(Protocol):
    """What bytes can be read from; fewer than asked for mean the end."""

    def read(self, size: int, /) -> bytes: ...


class Blobs:
    """The sealed files of one desk."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._cipher = ChaCha20Poly1305(key)
        self._name_key = hmac.digest(key, b"zsdesk file names", "sha256")

    def path(self, sha256: str) -> Path:
        """Where the file with this hash lies, or would lie."""
        name = hmac.digest(self._name_key, sha256.encode(), "sha256").hex()
        return self._folder / name[:2] / name

    def has(self, sha256: str) -> bool:
        """Whether the file is on this machine."""
        return self.path(sha256).exists()

    def put(self, source: Readable) -> tuple[str, int]:
        """Seal the bytes of ``source``; their SHA-256 and size.  Nothing is left behind on an error."""
        partial = self._folder / f"{os.getpid()}-{os.urandom(6).hex()}.part"
        try:
            with _enough_room():
                self._folder.mkdir(parents=True, exist_ok=True)
                with partial.open("xb") as out:
                    digest, size = self._seal(source, out)
                    out.flush()
                    os.fsync(out.fileno())
                path = self.path(digest)
                path.parent.mkdir(exist_ok=True)
                partial.replace(path)
                sync_folder(path.parent)
        finally:
            partial.unlink(missing_ok=True)
        return digest, size

    def partial(self, sha256: str) -> Partial:
        """A file that is on its way here: what came before is still there."""
        return Partial(self.path(sha256), self._folder / f"{self.path(sha256).name}.part", self._cipher, sha256)

    def sweep(self, now: float) -> None:
        """Remove what a broken-off attachment or transfer left behind and nobody went on with for a week."""
        for path in self._folder.glob("*.part"):
            if path.stat().st_mtime < now - ABANDONED_SECONDS:
                path.unlink(missing_ok=True)

    def erase(self, sha256: str) -> None:
        """Overwrite a file and what came of it so far, and take it away."""
        for path in (self.path(sha256), self._folder / f"{self.path(sha256).name}.part"):
            with suppress(FileNotFoundError):
                with path.open("r+b") as file:
                    left = path.stat().st_size
                    while left > 0:
                        left -= file.write(bytes(min(left, 16 * CHUNK)))
                    file.flush()
                    os.fsync(file.fileno())
                path.unlink()

    def _seal(self, source: Readable, out: BinaryIO) -> tuple[str, int]:
        digest, size, number = hashlib.sha256(), 0, 0
        prefix = os.urandom(7)
        out.write(_MAGIC + prefix)
        chunk = source.read(CHUNK)
        while True:
            following = source.read(CHUNK) if len(chunk) == CHUNK else b""
            digest.update(chunk)
            size += len(chunk)
            out.write(self._cipher.encrypt(nonce(prefix, number, last=not following), chunk, _MAGIC))
            if not following:
                return digest.hexdigest(), size
            chunk, number = following, number + 1

    def chunks(self, sha256: str, start: int = 0) -> Iterator[bytes]:
        """The file's bytes from ``start`` on, in chunks; ``NotFound`` where it is not here, ``Refused`` where it was
        changed.  Each chunk is verified; from the beginning on also the whole."""
        try:
            sealed = self.path(sha256).open("rb")
        except FileNotFoundError:
            raise NotFound("The file {sha} is not on this machine yet; sync to fetch it.", sha=sha256[:12]) from None
        digest = hashlib.sha256()
        with sealed:
            head = sealed.read(_HEAD)
            number, skip = divmod(start, CHUNK)
            sealed.seek(number * (CHUNK + TAG), os.SEEK_CUR)
            chunk = sealed.read(CHUNK + TAG)
            if number and not chunk:
                return
            while True:
                following = sealed.read(CHUNK + TAG)
                try:
                    plain = self._cipher.decrypt(nonce(head[4:], number, last=not following), chunk, head[:4])
                except (InvalidTag, ValueError):
                    raise _damaged(sha256) from None
                digest.update(plain)
                if not following and not start and digest.hexdigest() != sha256:
                    raise _damaged(sha256)  # another sealed file in its place
                yield plain[skip:]
                skip = 0
                if not following:
                    return
                chunk, number = following, number + 1

    def read(self, sha256: str) -> bytes:
        """The whole file."""
        return b"".join(self.chunks(sha256))

    def verify(self, sha256: str) -> bool:
        """Whether the file is here, opens, and is what its name says."""
        try:
            return all(True for _ in self.chunks(sha256))
        except Refused:
            return False


class Partial:
    """A file on its way: sealed chunk by chunk, so that a transfer goes on where it was cut, even after a crash.

    The newest chunk is held back until more follows: only the last one is sealed as such.
    """

    def __init__(self, place: Path, path: Path, cipher: ChaCha20Poly1305, sha256: str) -> None:
        self._place, self._path, self._cipher, self._sha256 = place, path, cipher, sha256
        self._digest = hashlib.sha256()
        self._number, self._rest = 0, bytearray()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("r+b") if path.exists() else path.open("w+b")
        self._prefix = self._take_up()

    @property
    def size(self) -> int:
        """Bytes that are here."""
        return self._number * CHUNK + len(self._rest)

    def _take_up(self) -> bytes:
        """Read what is here; what a crash left unreadable is cut off."""
        head = self._file.read(_HEAD)
        if len(head) < _HEAD or head[:4] != _MAGIC:
            return self._begin()
        while True:
            sealed = self._file.read(CHUNK + TAG)
            try:
                plain = self._cipher.decrypt(nonce(head[4:], self._number, last=False), sealed, _MAGIC)
            except (InvalidTag, ValueError):
                break
            self._digest.update(plain)
            self._number += 1
        self._file.seek(_HEAD + self._number * (CHUNK + TAG))
        self._file.truncate()
        return head[4:]

    def _begin(self) -> bytes:
        prefix = os.urandom(7)
        self._file.seek(0)
        self._file.truncate()
        self._file.write(_MAGIC + prefix)
        return prefix

    def write(self, data: bytes) -> None:
        """The next bytes."""
        self._rest += data
        while len(self._rest) > CHUNK:
            self._put(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]

    def _put(self, plain: bytes, *, last: bool) -> None:
        with _enough_room():
            self._digest.update(plain)
            self._file.write(self._cipher.encrypt(nonce(self._prefix, self._number, last=last), plain, _MAGIC))
            self._number += 1

    def finish(self) -> bool:
        """All bytes are here: the file gets its place.  False, and nothing is left, where they are something else."""
        self._put(bytes(self._rest), last=True)
        with _enough_room():
            self._file.flush()
            os.fsync(self._file.fileno())
        self._file.close()
        if self._digest.hexdigest() != self._sha256:
            self._path.unlink()
            return False
        self._place.parent.mkdir(exist_ok=True)
        self._path.replace(self._place)
        sync_folder(self._place.parent)
        return True

    def close(self) -> None:
        """Leave it as it is, to go on later."""
        if not self._file.closed:
            with _enough_room():
                self._file.close()
            if not self._number:
                self._path.unlink()


@contextmanager
def _enough_room() -> Iterator[None]:
    """``Refused`` where the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise Refused("The disk is full: the file was not kept. Free some space and try again.") from None


def _damaged(sha256: str) -> Refused:
    return Refused("The file {sha} was damaged on this machine; sync to fetch it again.", sha=sha256[:12])
