"""The mechanism's catalogue at the province: published by an administrator, signed, given to every desk."""

from __future__ import annotations

import hmac
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from zsdesk.catalogue import bundled, read
from zsdesk.clock import Clock
from zsdesk.errors import Refused
from zsdesk.rules.rights import Account, publish_refusal
from zsdesk.server.blobs import secret
from zsdesk.server.database import Database
from zsdesk.server.problems import Stop
from zsdesk.sync.published import CONTEXT
from zsdesk.sync.wire import Published

_keys: WeakKeyDictionary[Database, Ed25519PrivateKey] = WeakKeyDictionary()


def _key(database: Database) -> Ed25519PrivateKey:
    """The signing key, derived from the province's own: it lies nowhere, and a restored province has the same."""
    if database not in _keys:
        seed = hmac.digest(secret(database), b"catalogue", "sha256")
        _keys[database] = Ed25519PrivateKey.from_private_bytes(seed)
    return _keys[database]


def public_key(database: Database) -> bytes:
    """With what desks verify."""
    return _key(database).public_key().public_bytes_raw()


def sign(database: Database, message: bytes) -> bytes:
    """The province's signature of what it publishes."""
    return _key(database).sign(message)


def publish(database: Database, account: Account, text: str, clock: Clock) -> Published:
    """Keep the next version, signed; ``Stop`` with the reason where it cannot be."""
    refusal = publish_refusal(account)
    if refusal is not None:
        raise Stop("forbidden", "{why}", why=refusal)
    try:
        made = read(text)
    except Refused as wrong:
        raise Stop("invalid", "{why}", why=wrong) from None
    signature = sign(database, CONTEXT + text.encode())
    row = (made.version, made.effective.isoformat(), text, signature, clock.now_ms(), account.name)

    def keep() -> None:
        with database.write() as connection:
            version, effective = _newest(database, connection)
            if made.version != version + 1:
                raise Stop("invalid", "Version {newest} is published already: the next one is {next}. Take it as the "
                           "base of your changes.", newest=version, next=version + 1)  # fmt: skip
            if made.effective.isoformat() < effective:
                raise Stop("invalid", "It would hold from {day} on, before the version that it follows ({before}).",
                           day=made.effective, before=effective)  # fmt: skip
            columns = ("version", "effective", "text", "signature", "at", "account")
            database.insert(connection, "catalogue", columns, [row])

    database.again(keep)
    return Published(made.version, text, signature, public_key(database))


def _newest(database: Database, connection: Connection) -> tuple[int, str]:
    rows = database.fetch(connection, "SELECT version, effective FROM catalogue ORDER BY version DESC LIMIT 1")
    return rows[0] if rows else (bundled().version, bundled().effective.isoformat())


def since(database: Database, connection: Connection, version: int) -> tuple[Published, ...]:
    """The versions after ``version``, oldest first."""
    rows = database.fetch(
        connection, "SELECT version, text, signature FROM catalogue WHERE version > ? ORDER BY version", version
    )
    if not rows:
        return ()
    key = public_key(database)
    return tuple(Published(version, text, bytes(signature), key) for version, text, signature in rows)
