"""Files outside the database: named by the SHA-256 of their bytes, sealed with the desk's key.

A sealed file is a header (magic, nonce prefix) and chunks of 64 KiB, each sealed with
ChaCha20-Poly1305 under the nonce prefix ‖ chunk number ‖ last flag — the STREAM construction
(Hoang, Reyhanitabar, Rogaway, Vizár 2015), so that chunks can neither be reordered nor cut off.
The file's name is an HMAC of its hash: the folder does not tell which known files lie in it.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from zsdesk.errors import NotFound, Refused
from zsdesk.store.vault import sync_folder

CHUNK = 64 * 1024
_TAG = 16
_MAGIC = b"zsd1"


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
            self._folder.mkdir(parents=True, exist_ok=True)
            with partial.open("xb") as out:
                digest, size = self._seal(source, out)
                out.flush()
                os.fsync(out.fileno())
            path = self.path(digest)
            path.parent.mkdir(exist_ok=True)
            partial.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise Refused("The disk is full: the file was not kept. Free some space and try again.") from None
        finally:
            partial.unlink(missing_ok=True)
        return digest, size

    def _seal(self, source: Readable, out: BinaryIO) -> tuple[str, int]:
        digest, size, number = hashlib.sha256(), 0, 0
        prefix = os.urandom(7)
        out.write(_MAGIC + prefix)
        chunk = source.read(CHUNK)
        while True:
            following = source.read(CHUNK) if len(chunk) == CHUNK else b""
            digest.update(chunk)
            size += len(chunk)
            out.write(self._cipher.encrypt(_nonce(prefix, number, last=not following), chunk, _MAGIC))
            if not following:
                return digest.hexdigest(), size
            chunk, number = following, number + 1

    def chunks(self, sha256: str) -> Iterator[bytes]:
        """The file's bytes, in chunks; ``NotFound`` where it is not here, ``Refused`` where it was changed."""
        try:
            sealed = self.path(sha256).open("rb")
        except FileNotFoundError:
            raise NotFound("The file {sha} is not on this machine yet; sync to fetch it.", sha=sha256[:12]) from None
        digest = hashlib.sha256()
        with sealed:
            head = sealed.read(len(_MAGIC) + 7)
            chunk, number = sealed.read(CHUNK + _TAG), 0
            while True:
                following = sealed.read(CHUNK + _TAG)
                try:
                    plain = self._cipher.decrypt(_nonce(head[4:], number, last=not following), chunk, head[:4])
                except (InvalidTag, ValueError):
                    raise _damaged(sha256) from None
                digest.update(plain)
                if not following and digest.hexdigest() != sha256:
                    raise _damaged(sha256)  # another sealed file in its place
                yield plain
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


def _damaged(sha256: str) -> Refused:
    return Refused("The file {sha} was damaged on this machine; sync to fetch it again.", sha=sha256[:12])


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
