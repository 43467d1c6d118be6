"""What the window showed last, sealed beside the database: shown again while the store's libraries are loaded.

It is bound to the database file as it was left: where that has changed since, there is nothing to show.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from zsdesk.store.folder import derived

_NONCE = 12


def keep(folder: Path, key: bytes, sight: bytes) -> None:
    """Keep ``sight`` for the next start; the desk is closed.  On a full disk there is none."""
    with suppress(OSError):
        nonce = os.urandom(_NONCE)
        _path(folder).write_bytes(nonce + _box(key).encrypt(nonce, sight, _state(folder)))


def look(folder: Path, key: bytes) -> bytes | None:
    """What was kept, if the desk is as it was then."""
    try:
        sealed = _path(folder).read_bytes()
        return _box(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _state(folder))
    except (OSError, InvalidTag, ValueError):
        return None


def forget(folder: Path) -> None:
    """The desk is opened for writing: what it looked like does not outlive what is deleted in it."""
    with suppress(OSError):
        _path(folder).unlink(missing_ok=True)


def _path(folder: Path) -> Path:
    return folder / "desk.sight"


def _box(key: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derived(key, b"sight"))


def _state(folder: Path) -> bytes:
    """The database as it lies there; its journal is gone where it was closed in order."""
    file = (folder / "desk.db").stat()
    journal = folder / "desk.db-wal"
    waiting = journal.stat().st_size if journal.exists() else 0
    return f"{file.st_size} {file.st_mtime_ns} {waiting}".encode()
