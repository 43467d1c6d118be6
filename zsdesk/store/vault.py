"""Secrets of a desk: in the system's keyring, or sealed by a passphrase; never in plain text.

``open_vault`` gives whichever the desk was made with.  The passphrase's key comes from argon2id
(RFC 9106, second recommended option: 64 MiB, three passes); the box is ChaCha20-Poly1305 (RFC 8439).
"""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from zsdesk.errors import Locked, NeedsPassphrase, WrongPassphrase

SERVICE = "zsdesk"


class Strength(NamedTuple):
    """What guessing a passphrase costs: argon2id's memory in KiB, its passes and its lanes."""

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 4


STRENGTH = Strength()
"""Of the vaults that are made from now on; one that is there keeps its own."""


class Vault(Protocol):
    """Where a desk's secrets lie."""

    def get(self, name: str) -> bytes | None: ...

    def put(self, name: str, secret: bytes | None) -> None: ...

    def refresh(self) -> None:
        """Look again: another process may have put something since the vault was opened."""


def keyring_available() -> bool:
    """Whether this session has a keyring service that keeps secrets."""
    import keyring
    from keyring.backends import chainer, fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, chainer.ChainerBackend):
        return any(b.priority > 0 for b in backend.backends)
    return not isinstance(backend, fail.Keyring | null.Keyring)


class KeyringVault:
    """Secrets in the system's keyring, under the desk's own id."""

    def __init__(self, desk_id: str) -> None:
        self._desk_id = desk_id

    def get(self, name: str) -> bytes | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            text = keyring.get_password(SERVICE, f"{self._desk_id}/{name}")
        except KeyringError as error:
            raise Locked("The system keyring cannot be read ({why}). Unlock it and try again.", why=error) from None
        return None if text is None else base64.b64decode(text)

    def put(self, name: str, secret: bytes | None) -> None:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        key = f"{self._desk_id}/{name}"
        try:
            if secret is None:
                keyring.delete_password(SERVICE, key)
            else:
                keyring.set_password(SERVICE, key, base64.b64encode(secret).decode())
        except PasswordDeleteError:
            return  # it was not there
        except KeyringError as error:
            raise Locked("The system keyring cannot be written ({why}). Unlock it and try again.", why=error) from None

    def refresh(self) -> None:
        """The keyring is asked anew each time."""


def passphrase_key(passphrase: str, salt: bytes, strength: Strength = Strength()) -> bytes:  # noqa: B008  no state
    """The 256-bit key of a passphrase, by argon2id."""
    from argon2.low_level import Type, hash_secret_raw

    memory_kib, passes, lanes = strength
    return hash_secret_raw(passphrase.encode(), salt, passes, memory_kib, lanes, 32, Type.ID)


class _Sealed(msgspec.Struct):
    """The file of a passphrase vault."""

    salt: bytes
    nonce: bytes
    box: bytes
    memory_kib: int
    passes: int
    lanes: int


class PassphraseVault:
    """Secrets in a file, sealed by a passphrase."""

    def __init__(self, path: Path, passphrase: str) -> None:
        self._path = path
        if path.exists():
            self._shape = self._read()
            self._key = self._derive(passphrase)
            self._secrets = self._opened(self._shape)
        else:
            self._shape = _Sealed(os.urandom(16), b"", b"", *STRENGTH)
            self._key = self._derive(passphrase)
            self._secrets = {}

    def _read(self) -> _Sealed:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Sealed)
        except msgspec.DecodeError:
            raise Locked("The key file {path} is damaged; put it back from a backup.", path=self._path) from None

    def refresh(self) -> None:
        self._shape = self._read()
        self._secrets = self._opened(self._shape)

    def _derive(self, passphrase: str) -> bytes:
        shape = self._shape
        return passphrase_key(passphrase, shape.salt, Strength(shape.memory_kib, shape.passes, shape.lanes))

    def _opened(self, sealed: _Sealed) -> dict[str, bytes]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        try:
            plain = ChaCha20Poly1305(self._key).decrypt(sealed.nonce, sealed.box, sealed.salt)
        except InvalidTag:
            raise WrongPassphrase(
                "The passphrase is wrong; nothing was changed. Mind capitals and the input method, and try again."
            ) from None
        return msgspec.json.decode(plain, type=dict[str, bytes])

    def get(self, name: str) -> bytes | None:
        return self._secrets.get(name)

    def put(self, name: str, secret: bytes | None) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        if secret is None:
            self._secrets.pop(name, None)
        else:
            self._secrets[name] = secret
        nonce = os.urandom(12)
        box = ChaCha20Poly1305(self._key).encrypt(nonce, msgspec.json.encode(self._secrets), self._shape.salt)
        self._shape = msgspec.structs.replace(self._shape, nonce=nonce, box=box)
        write_durably(self._path, msgspec.json.encode(self._shape))


def open_vault(kind: str, desk_id: str, path: Path, passphrase: str | None) -> Vault:
    """The vault of a desk: ``kind`` is ``keyring`` or ``passphrase``; the passphrase may come from
    ``ZSDESK_PASSPHRASE``.  Raises ``NeedsPassphrase`` or ``WrongPassphrase``."""
    if kind == "keyring":
        return KeyringVault(desk_id)
    passphrase = passphrase or os.environ.get("ZSDESK_PASSPHRASE")
    if not passphrase:
        raise NeedsPassphrase(
            "This machine has no keyring service: the desk is sealed by a passphrase. "
            "Give it in the window, at the prompt, or in ZSDESK_PASSPHRASE."
        )
    return PassphraseVault(path, passphrase)


def choose_vault(passphrase: str | None) -> str:
    """Which vault a new desk gets: a passphrase that is given wins, else the keyring, else it must be asked for."""
    if passphrase or os.environ.get("ZSDESK_PASSPHRASE"):
        return "passphrase"
    return "keyring" if keyring_available() else "passphrase"


def write_durably(path: Path, data: bytes) -> None:
    """Replace a file so that after a power cut it holds either all of the old or all of the new."""
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make sure that a file's new name outlives a power cut, where the system lets a program do so."""
    if os.name != "posix":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
