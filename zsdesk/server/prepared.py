"""A change before the database is asked, and who sends it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from zsdesk.kinds import Target
from zsdesk.rules.rights import Account
from zsdesk.server.checking import Checked, checked
from zsdesk.server.speech import Speech
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
    checked: Checked
    encoded: bytes
    """The fields in JSON, as they were sent."""


class Version(NamedTuple):
    """A version of a record, for its history."""

    target: Target
    version: int
    at: int
    fields: str
    before: str


def prepare(changes: Sequence[Change]) -> list[Prepared]:
    """What can be said of changes without the database, so that no lock is held meanwhile."""
    return [
        Prepared(change, Target(change.type, change.id), _digest(change, encoded), found, encoded)
        for change, found in zip(changes, checked(changes), strict=True)
        for encoded in (msgspec.json.encode(change.fields),)
    ]


def _digest(change: Change, encoded: bytes) -> bytes:
    # Base and before are left out: a desk that rebases what it sent is still the same desk.
    head = f"{change.tx}\0{change.type}\0{change.id}\0{change.action}\0{change.at}\0"
    return blake2b(head.encode(errors="replace") + encoded, digest_size=16).digest()


def packed_json(values: object) -> str:
    """Packed fields as they lie in the history."""
    return msgspec.json.encode(values).decode()
