"""A change before the database is asked, and who sends it."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from zsdesk.errors import Refused
from zsdesk.fields import Record
from zsdesk.kinds import Target
from zsdesk.rules.rights import Account
from zsdesk.server.checking import checked
from zsdesk.server.speech import Speech
from zsdesk.sync.merge import Patch
from zsdesk.sync.wire import Change


class Sender(NamedTuple):
    """Who sends changes: account, device and its incarnation; the language; the province's time."""

    account: Account
    device: str
    incarnation: str
    speech: Speech
    now: int


class Prepared(NamedTuple):
    """A change with what is known of it before the database is asked."""

    change: Change
    target: Target
    digest: bytes
    fields: str
    checked: tuple[type[Record], Patch] | Refused


class Version(NamedTuple):
    """A version of a record, for its history."""

    target: Target
    version: int
    at: int
    fields: str
    before: str


def prepare(change: Change) -> Prepared:
    """What can be said of a change without the database, so that no lock is held meanwhile."""
    fields = msgspec.json.encode(change.fields)
    # Base and before are left out: a desk that rebases what it sent is still the same desk.
    head = f"{change.tx}\0{change.type}\0{change.id}\0{change.action}\0{change.at}\0"
    digest = hashlib.blake2b(head.encode(errors="replace") + fields, digest_size=16).digest()
    found: tuple[type[Record], Patch] | Refused
    try:
        # JSON writes a text's NUL so; a backslash before a “u0000” that is meant looks the same and is looked at.
        found = checked(change, storable=b"\\u0000" not in fields)
    except Refused as refusal:
        found = refusal
    return Prepared(change, Target(change.type, change.id), digest, fields.decode(), found)


def packed_json(values: object) -> str:
    """Packed fields as they lie in the history."""
    return msgspec.json.encode(values).decode()
