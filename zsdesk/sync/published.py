"""Catalogues that the province published: verified before they hold here.

The key is the one that the province gave at enrolment; a desk that enrolled before there were catalogues
takes the first one that comes over its connection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from zsdesk import __version__
from zsdesk.catalogue import read
from zsdesk.errors import Refused
from zsdesk.store import settings
from zsdesk.store.tables import catalogue
from zsdesk.sync.wire import Published

CONTEXT = b"zsdesk catalogue\0"
"""Before the text, so that a signature of anything else is none of a catalogue."""


def seen(known: Mapping[str, str]) -> int:
    """The newest version that this program has looked at, out of the desk's settings; a newer program looks again."""
    version, _, program = known.get("catalogue_seen", "").partition("@")
    return int(version) if version and program == __version__ else 0


def trust(connection: Connection, key: bytes) -> None:
    """From now on this key's catalogues hold; what another key signed before stays."""
    if key:
        settings.put(connection, catalogue_key=key.hex(), catalogue_seen="")


def take_in(connection: Connection, published: Sequence[Published]) -> None:
    """Keep those that are what the province signed and this program can read; the sentence of any other.

    A catalogue that cannot be kept is never in the way of records.
    """
    for one in published:
        key = key_of(connection, one.key)
        try:
            if not is_signed(CONTEXT + one.text.encode(), one.signature, key):
                raise Refused("A catalogue came that the province did not sign; it is not taken in, the one in force "
                              "stays. Tell your administrator.")  # fmt: skip
            made = read(one.text)
        except Refused as refused:
            settings.put(connection, catalogue_problem=str(refused))
            continue
        values = {"effective": made.effective.isoformat(), "text": one.text, "signature": one.signature}
        connection.execute(
            insert(catalogue).values(version=made.version, **values)
            .on_conflict_do_update(index_elements=[catalogue.c.version], set_=values)
        )  # fmt: skip
        settings.put(connection, catalogue_problem="")
    if published:
        # Also those that were refused: they are not sent again.
        settings.put(connection, catalogue_seen=f"{max(one.version for one in published)}@{__version__}")


def key_of(connection: Connection, offered: bytes) -> bytes:
    """The province's key; on a desk that has none yet the one that comes now."""
    if not settings.get(connection, "catalogue_key"):
        trust(connection, offered)
    return bytes.fromhex(settings.get(connection, "catalogue_key"))


def is_signed(message: bytes, signature: bytes, key: bytes) -> bool:
    """Whether the key's owner signed the message (Ed25519, RFC 8032)."""
    from cryptography.exceptions import InvalidSignature  # 30 ms: only where a catalogue came
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
