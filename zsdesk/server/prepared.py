"""A change before the database is asked, and who sends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from zsdesk.kinds import Target
from zsdesk.rules.rights import Account
from zsdesk.server.checking import Checked, checked
from zsdesk.server.speech import Speech
from zsdesk.sync.digest import change_digest
from zsdesk.sync.wire import Change


class Sender(NamedTuple):
    """Who sends changes: account, device and its incarnation; the language; the province's time; the number up to which
    the desk has everything."""

    account: Account
    device: str
    incarnation: str
    speech: Speech
    now: int
    cursor: int = 0


class Prepared(NamedTuple):
    """A change with what is known of it before the database is asked."""

    change: Change
    target: Target
    digest: bytes
    checked: Checked
    encoded: bytes
    """The fields in JSON, as they were sent."""
    sealed: bool = False
    """Whether its own desk could not read it any more: what it comes to has to be told there, too."""


class Version(NamedTuple):
    """A version of a record, for its history."""

    target: Target
    version: int
    at: int
    fields: str
    before: str


def prepare(changes: Sequence[Change], sent: Sequence[Change]) -> list[Prepared]:
    """What can be said of changes without the database, so that no lock is held meanwhile; ``sent`` are the same as
    they came, some of them sealed."""
    found: list[Prepared] = []
    for change, as_sent, one in zip(changes, sent, checked(changes), strict=True):
        encoded, sealed = msgspec.json.encode(change.fields), change is not as_sent
        digest = change_digest(as_sent, msgspec.json.encode(as_sent.fields) if sealed else encoded)
        found.append(Prepared(change, Target(change.type, change.id), digest, one, encoded, sealed))
    return found


def packed_json(values: object) -> str:
    """Packed fields as they lie in the history."""
    return msgspec.json.encode(values).decode()
