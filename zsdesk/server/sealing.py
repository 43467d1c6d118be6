"""What desks did in records that they no longer see, sealed there for the province (:mod:`zsdesk.sync.sealed`)."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from zsdesk.server.blobs import secret
from zsdesk.server.database import Database
from zsdesk.sync import sealed
from zsdesk.sync.wire import Change

_keys: WeakKeyDictionary[Database, X25519PrivateKey] = WeakKeyDictionary()


def _key(database: Database) -> X25519PrivateKey:
    """Derived from the province's own key: it lies nowhere, and a restored province has the same."""
    if database not in _keys:
        seed = hmac.digest(secret(database), b"sealed changes", "sha256")
        _keys[database] = X25519PrivateKey.from_private_bytes(seed)
    return _keys[database]


def public_key(database: Database) -> bytes:
    """For whom desks seal."""
    return _key(database).public_key().public_bytes_raw()


def opened(database: Database, changes: Sequence[Change]) -> Sequence[Change]:
    """The changes, the sealed ones as what they were; one that was sealed for another province stays nobody's."""
    if not any(map(sealed.is_sealed, changes)):
        return changes
    key = _key(database)
    return [(sealed.opened(one, key) or one) if sealed.is_sealed(one) else one for one in changes]
