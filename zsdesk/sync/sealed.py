"""What this desk did in records that left it, sealed for the province.

A desk keeps nothing of a record that it may no longer see.  Yet a province that was put back to a backup (point 24)
may have forgotten what was done in it here, and nobody else need have it: so the log keeps it sealed by a key of the
province's, which this desk cannot open (X25519, RFC 7748; HKDF, RFC 5869; ChaCha20-Poly1305, RFC 8439).  It travels
as a change of nobody's record, which the province opens and takes for the change that it was.
"""

from __future__ import annotations

import base64

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zsdesk.sync.wire import Action, Change, Id, Name, Number, Scalar

NOBODY = "00000000-0000-7000-8000-000000000000"
"""Takes the place of a removed record's id in the log of changes, whose numbers have no gaps."""
FIELD = "sealed"
"""The field under which a sealed change lies."""
_KEY, _NONCE = 32, 12


class Content(msgspec.Struct, frozen=True, array_like=True):
    """A change without its number and its transaction, which stay readable."""

    type: Name
    id: Id
    action: Action
    base: Number
    schema: Number
    at: int
    fields: dict[str, Scalar]
    before: dict[str, Scalar]


class Sealer:
    """Seals many changes for the province whose public ``key`` is given."""

    def __init__(self, key: bytes) -> None:
        own = X25519PrivateKey.generate()
        self._head = own.public_key().public_bytes_raw()
        shared = own.exchange(X25519PublicKey.from_public_bytes(key))
        self._box = _box(shared, self._head)
        self._sealed = 0

    def patch(self, content: Content) -> str:
        """The change as a patch that says nothing."""
        self._sealed += 1  # no nonce comes twice: the key is of this sealer alone
        nonce = self._sealed.to_bytes(_NONCE, "big")
        whole = self._head + nonce + self._box.encrypt(nonce, msgspec.json.encode(content), None)
        return msgspec.json.encode({FIELD: base64.b64encode(whole).decode()}).decode()


def is_sealed(change: Change) -> bool:
    """Whether a change is one that its own desk cannot read."""
    return change.id == NOBODY and FIELD in change.fields


def opened(change: Change, key: X25519PrivateKey) -> Change | None:
    """The change that was sealed; ``None`` where it was sealed for another province, or is none."""
    try:
        whole = base64.b64decode(str(change.fields[FIELD]), validate=True)
        head, nonce, sealed = whole[:_KEY], whole[_KEY : _KEY + _NONCE], whole[_KEY + _NONCE :]
        box = _box(key.exchange(X25519PublicKey.from_public_bytes(head)), head)
        found = msgspec.json.decode(box.decrypt(nonce, sealed, None), type=Content)
    except (ValueError, InvalidTag, msgspec.MsgspecError):
        return None
    return Change(change.op, change.tx, *msgspec.structs.astuple(found))


def _box(shared: bytes, head: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=head, info=b"zsdesk sealed change").derive(shared))
