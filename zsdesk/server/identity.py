"""Who is asking: passwords at enrolment, tokens afterwards."""

from __future__ import annotations

import base64
import hashlib
import os
import threading
import time
from collections import OrderedDict, deque
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection

from zsdesk.clock import Clock
from zsdesk.rules.rights import Account
from zsdesk.server import departments, publishing
from zsdesk.server.database import Database
from zsdesk.server.problems import Stop
from zsdesk.sync.wire import EnrolRequest, EnrolResponse

FAILURES, WITHIN_SECONDS = 10, 600
SEEN_EVERY_MS = 10 * 60_000
"""A device's last visit is written at most this often: an empty round writes nothing."""

_hasher = PasswordHasher()
_at_once = threading.BoundedSemaphore(2)  # each verification takes 64 MiB
_NOBODY = _hasher.hash(os.urandom(16))
"""Verified where the account is unknown, so that the answer takes as long."""


class Caller(NamedTuple):
    """An account at one of its devices."""

    account: Account
    scope_epoch: int
    device: str
    token: bytes


class Attempts:
    """Failed passwords per account and address; in memory, per worker process."""

    def __init__(self, largest: int = 10_000) -> None:
        self._failed: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._largest = largest
        self._lock = threading.Lock()

    def refuse_too_many(self, user: str, address: str) -> None:
        """``Stop`` with ``busy`` after too many failures."""
        with self._lock:
            failed = self._failed.get((user, address))
            while failed and failed[0] < time.monotonic() - WITHIN_SECONDS:
                failed.popleft()
            if failed and len(failed) >= FAILURES:
                wait = int(failed[0] + WITHIN_SECONDS - time.monotonic()) + 1
                raise Stop("busy", "Too many wrong passwords. Try again in {minutes} minutes.", status=429,
                           retry_after=wait, minutes=wait // 60 + 1)  # fmt: skip

    def note(self, user: str, address: str) -> None:
        """One more failure."""
        with self._lock:
            self._failed.setdefault((user, address), deque(maxlen=FAILURES)).append(time.monotonic())
            self._failed.move_to_end((user, address))
            while len(self._failed) > self._largest:
                self._failed.popitem(last=False)


def hashed(password: str) -> str:
    """argon2id with a salt of its own, in the encoded form."""
    with _at_once:
        return _hasher.hash(password)


def enrol(database: Database, request: EnrolRequest, address: str, attempts: Attempts, clock: Clock) -> EnrolResponse:
    """A new token for a device of the account; ``Stop`` where the password is wrong."""
    attempts.refuse_too_many(request.user, address)
    with database.read() as connection:
        found = _account(database, connection, request.user)
    if not _verified(found[0] if found else _NOBODY, request.password) or found is None:
        attempts.note(request.user, address)
        raise Stop("unauthorized", "The account or the password is wrong. Check both, or ask your administrator.")
    token = base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()
    renewed = hashed(request.password) if _hasher.check_needs_rehash(found[0]) else ""
    database.again(lambda: _keep(database, request, token, renewed, clock.now_ms()))
    with database.read() as connection:
        epoch = server_epoch(database, connection)
    return EnrolResponse(token, request.user, found[1], found[2], epoch, catalogue_key=publishing.public_key(database))


def _account(database: Database, connection: Connection, user: str) -> tuple[str, str, str] | None:
    """The password's hash, role and region of an account that may enrol."""
    if "\0" in user:
        return None
    rows = database.fetch(
        connection, "SELECT password, role, region_code FROM account WHERE name = ? AND disabled = 0", user
    )
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else None


def _verified(encoded: str, password: str) -> bool:
    with _at_once:
        try:
            return _hasher.verify(encoded, password)
        except (VerificationError, InvalidHashError):
            return False


def _keep(database: Database, request: EnrolRequest, token: str, renewed: str, now: int) -> None:
    name = "".join(c for c in request.name if c.isprintable())
    with database.write() as connection:
        database.execute(
            connection,
            "INSERT INTO device (account, id, name, enrolled_at, last_seen, revoked) VALUES (?, ?, ?, ?, ?, 0) "
            "ON CONFLICT (account, id) DO UPDATE SET name = excluded.name, enrolled_at = excluded.enrolled_at, "
            "last_seen = excluded.last_seen, revoked = 0",
            request.user, request.device, name, now, now,
        )  # fmt: skip
        database.execute(
            connection, "UPDATE token SET revoked = 1 WHERE account = ? AND device = ?", request.user, request.device
        )
        database.execute(
            connection, "INSERT INTO token (hash, account, device, created, revoked) VALUES (?, ?, ?, ?, 0)",
            _fingerprint(token), request.user, request.device, now,
        )  # fmt: skip
        if renewed:
            database.execute(connection, "UPDATE account SET password = ? WHERE name = ?", renewed, request.user)


def authenticate(database: Database, authorization: str, clock: Clock) -> Caller:
    """Whom an ``Authorization`` header speaks for; ``Stop`` where it speaks for nobody any more."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Stop("unauthorized", "This desk is not enrolled. Enrol it with the account and its password.")
    fingerprint = _fingerprint(token.strip())
    with database.read() as connection:
        rows = database.fetch(
            connection,
            "SELECT a.name, a.role, a.region_code, a.scope_epoch, t.device, d.last_seen, a.unit FROM token t "
            "JOIN account a ON a.name = t.account JOIN device d ON d.account = t.account AND d.id = t.device "
            "WHERE t.hash = ? AND t.revoked = 0 AND a.disabled = 0 AND d.revoked = 0",
            fingerprint,
        )
        if not rows:
            raise Stop("unauthorized",
                       "This desk's enrolment was ended at the province. Enrol it again; nothing is lost.")  # fmt: skip
        name, role, region, epoch, device, last_seen, unit = rows[0]
        helps, past, ended = _granted(database, connection, name, clock.today().isoformat())
        account = Account(name, role, region, helps, past, unit)
        epoch = (epoch << 10) + ended
        if departments.is_department(account):
            epoch = (epoch << 32) + departments.asked(database, connection, account).mark()
    if clock.now_ms() - last_seen > SEEN_EVERY_MS:
        database.again(lambda: _note_visit(database, name, device, clock.now_ms()))
    return Caller(account, epoch, device, fingerprint)


def _granted(
    database: Database, connection: Connection, account: str, today: str
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The regions beside an account's own: where it helps, where it was before, and how many ended by themselves."""
    rows = database.fetch(
        connection, "SELECT region_code, until FROM granted WHERE account = ? ORDER BY region_code", account
    )
    past = tuple(region for region, until in rows if until and until <= today)
    return tuple(region for region, until in rows if not until or until > today), past, len(past)


def _note_visit(database: Database, account: str, device: str, now: int) -> None:
    with database.write() as connection:
        database.execute(
            connection, "UPDATE device SET last_seen = ? WHERE account = ? AND id = ?", now, account, device
        )


def revoke(database: Database, caller: Caller) -> None:
    """End the token that the caller used."""
    with database.write() as connection:
        database.execute(connection, "UPDATE token SET revoked = 1 WHERE hash = ?", caller.token)


def server_epoch(database: Database, connection: Connection) -> str:
    """The province's life: another one after it was restored from a backup (sync point 24)."""
    epoch: str = database.fetch(connection, "SELECT value FROM meta WHERE key = 'server_epoch'")[0][0]
    return epoch


def life(database: Database, connection: Connection) -> tuple[str, int]:
    """The province's epoch, and the number up to which its feed has forgotten what left a scope (point 20)."""
    rows = database.fetch(connection, "SELECT key, value FROM meta WHERE key IN ('server_epoch', 'feed_floor')")
    found = dict(rows)
    return found["server_epoch"], int(found.get("feed_floor", "0"))


def _fingerprint(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
