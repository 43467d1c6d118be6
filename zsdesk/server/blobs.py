"""Who may have which file, and who proved to hold it.

A file's name is the SHA-256 of its bytes, and the same bytes lie in the province once.  Its name alone gives
nobody anything: a file is given out for an attachment whose author proved to hold it, by sending it, or by a
keyed hash over all of its bytes with a key that the province chose (proof of ownership: Halevi, Harnik, Pinkas,
Shulman-Peleg 2011).  What a desk is answered does not depend on whether others have the file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Connection

from zsdesk.rules.rights import Account, sees
from zsdesk.server import departments
from zsdesk.server.database import Database
from zsdesk.server.problems import Stop, busy
from zsdesk.server.stores import Store
from zsdesk.sync.merge import stamp_of
from zsdesk.sync.wire import Stamp

LARGEST = 500 * 1024 * 1024
"""Bytes of one file; desks refuse to attach a larger one."""
CHALLENGE_MS = 10 * 60_000
"""How long a desk has for its proof: reading 500 MiB takes the oldest laptop well under a minute."""

_STAMPS = msgspec.json.Decoder(tuple[Stamp, ...])
_proving = threading.BoundedSemaphore(2)  # each reads a whole file


def area(account: Account) -> str:
    """Where an account's unfinished files lie; a name may hold what no path may."""
    return hashlib.sha256(account.name.encode()).hexdigest()[:16]


def authors(
    database: Database, connection: Connection, account: Account, files: Iterable[str]
) -> dict[str, frozenset[str]]:
    """The files of attachments that the account sees, and who attached each: also who wrote one that a supervisor
    let hold, for only he has the file."""
    found: dict[str, set[str]] = {}
    ids: dict[str, str] = {}
    seen = departments.sight(database, connection, account)
    for record_id, sha256, region, stamps in database.fetch(
        connection,
        "SELECT id, sha256, region_code, stamps FROM attachment "
        f"WHERE {database.among('sha256')} AND deleted_at IS NULL",
        database.listed(files),
    ):
        if sees(account, region) and departments.in_sight(seen, "attachment", record_id):
            found.setdefault(sha256, set()).add(stamp_of(_STAMPS.decode(stamps), "sha256").actor)
            ids[f"attachment/{record_id}"] = sha256
    for target, author, written in database.fetch(
        connection,
        "SELECT target, author, written FROM quarantine "
        f"WHERE {database.among('target')} AND deed = 'create' AND status = 'adopted'",
        database.listed(ids),
    ) if ids else ():  # fmt: skip
        if msgspec.json.decode(written).get("sha256") == ids[target]:
            found[ids[target]].add(author)
    return {sha256: frozenset(actors) for sha256, actors in found.items()}


def held_by(database: Database, connection: Connection, sha256: str) -> set[str]:
    """The accounts that proved to hold the file."""
    return {row[0] for row in database.fetch(connection, "SELECT account FROM holder WHERE sha256 = ?", sha256)}


def sent_by(database: Database, connection: Connection, account: Account, sha256: str) -> bool:
    """Whether the account attached this file, to a record that it may no longer see, or wrote so and it waits in
    quarantine: the file follows."""
    stamps = database.fetch(connection, "SELECT stamps FROM attachment WHERE sha256 = ?", sha256)
    if any(stamp_of(_STAMPS.decode(row[0]), "sha256").actor == account.name for row in stamps):
        return True
    kept = database.fetch(
        connection, "SELECT written FROM quarantine WHERE author = ? AND deed = 'create'",
        account.name,
    )  # fmt: skip
    return any(msgspec.json.decode(row[0]).get("sha256") == sha256 for row in kept)


def visible(database: Database, connection: Connection, account: Account, sha256: str) -> bool:
    """Whether the account sees an attachment with this file whose author proved to hold it."""
    wrote = authors(database, connection, account, [sha256]).get(sha256, frozenset())
    return bool(wrote and wrote & held_by(database, connection, sha256))


def note(database: Database, sha256: str, size: int, account: str, now: int) -> None:
    """Write down that a file is here whole, and that the account holds it."""
    with database.write() as connection:
        database.execute(
            connection,
            "INSERT INTO blob (sha256, size, account, at) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
            sha256, size, account, now,
        )  # fmt: skip
        database.execute(
            connection, "INSERT INTO holder (sha256, account, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            sha256, account, now,
        )  # fmt: skip


# -- proofs ------------------------------------------------------------------------------------


def secret(database: Database) -> bytes:
    """The province's own key, made once; every worker has the same."""
    with database.write() as connection:
        database.execute(
            connection, "INSERT INTO meta (key, value) VALUES ('secret', ?) ON CONFLICT (key) DO NOTHING",
            os.urandom(32).hex(),
        )  # fmt: skip
        return bytes.fromhex(database.fetch(connection, "SELECT value FROM meta WHERE key = 'secret'")[0][0])


def challenge(key: bytes, account: Account, sha256: str, now: int) -> str:
    """A key for a proof, that only this account may use, for this file, and not for long."""
    head = now.to_bytes(8, "big") + os.urandom(16)
    return (head + _seal(key, account, sha256, head)).hex()


def _seal(key: bytes, account: Account, sha256: str, head: bytes) -> bytes:
    return hmac.digest(key, head + sha256.encode() + account.name.encode(), "sha256")[:16]


def proves(key: bytes, store: Store, account: Account, sha256: str, given: str, answer: str, now: int) -> bool:
    """Whether ``answer`` is the keyed hash of the file under a challenge that was given to the account.

    ``Stop`` with ``busy`` where too many files are being read.
    """
    try:
        raw, told = bytes.fromhex(given), bytes.fromhex(answer)
    except ValueError:
        return False
    head = raw[:24]
    age = now - int.from_bytes(head[:8], "big")
    if not hmac.compare_digest(raw[24:], _seal(key, account, sha256, head)) or abs(age) > CHALLENGE_MS:
        return False
    size = store.size(sha256)
    if size is None:
        return False
    if not _proving.acquire(timeout=5):
        raise busy()
    try:
        return hmac.compare_digest(told, _keyed(raw, store.chunks(sha256, 0, size)))
    finally:
        _proving.release()


def _keyed(key: bytes, chunks: Iterator[bytes]) -> bytes:
    made = hmac.new(key, digestmod="sha256")
    for chunk in chunks:
        made.update(chunk)
    return made.digest()


# -- ranges ------------------------------------------------------------------------------------


def ranged(header: str, size: int) -> tuple[int, int] | None:
    """The first byte and the end of a ``Range`` header (RFC 9110 §14); ``None`` for the whole file.

    ``Stop`` with 416 where the file has no such bytes.  Several ranges at once are answered with the whole, and
    so is any range of an empty file.
    """
    unit, _, text = header.partition("=")
    first, dash, last = text.strip().partition("-")
    if unit.strip().lower() != "bytes" or not dash or not (first + last).isdecimal() or not (first + last).isascii():
        return None
    if size == 0:
        return None
    if len(first) > 18 or len(last) > 18:
        raise _no_such_bytes(size)
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    if start >= end or start >= size:
        raise _no_such_bytes(size)
    return start, end


def _no_such_bytes(size: int) -> Stop:
    return Stop("offset", "The file has only {size} bytes.", status=416, size=size,
                headers={"Content-Range": f"bytes */{size}"})  # fmt: skip
