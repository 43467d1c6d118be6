"""What an administrator does at the province: the command line calls these."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from zsdesk.clock import Clock
from zsdesk.errors import NotFound, Refused
from zsdesk.ids import new_id
from zsdesk.kinds import Region
from zsdesk.paths import keep_private
from zsdesk.rules.rights import Role, place_name
from zsdesk.server import feed, settings
from zsdesk.server.authority import Authority
from zsdesk.server.database import Database
from zsdesk.server.identity import hashed
from zsdesk.server.problems import Stop

DAY_MS = 24 * 3600 * 1000
LONGEST_OFFLINE = 180
"""Days that a desk may be away and still be told what left its scope."""
LONG_AGO = "0001-01-01"
"""Until when a region was an account's that is no longer: its unsent edits there go to quarantine."""
SHORTEST_PASSWORD, ADVISED_PASSWORD = 8, 12
"""Characters that a password needs (NIST SP 800-63B, 5.1.1.1), and those from which on it is not called short."""


class Device(NamedTuple):
    """A device that was enrolled."""

    account: str
    id: str
    name: str
    enrolled_at: int
    last_seen: int
    revoked: bool


def init(data: Path, database: str | None = None, files: str | None = None) -> None:
    """Make a province in the folder ``data``; ``Refused`` where there is one already.

    ``files`` is a folder for the files, or an object store's URL; a folder in ``data`` without it.
    """
    made = settings.save(data, database, files)
    try:
        _prepare_files(made)
        keep_private(data, "blobs")
        with _opened(data) as province, province.write() as connection:
            province.execute(
                connection,
                "INSERT INTO meta (key, value) VALUES ('server_epoch', ?) ON CONFLICT (key) DO NOTHING", new_id(),
            )  # fmt: skip
        keep_private(data, *settings.PLAIN)
    except BaseException:
        (data / "server.json").unlink()
        raise


def _prepare_files(made: settings.Settings) -> None:
    store = settings.opened(made)
    if not made.files.startswith("s3://"):
        Path(made.files).mkdir(parents=True, exist_ok=True)
    try:
        store.check()
    except Stop:
        raise Refused("The files cannot be kept in {place}: it does not answer. Check the address, the bucket and "
                      "the key.", place=made.files) from None  # fmt: skip


def add_user(data: Path, name: str, role: str, region: str, password: str, unit: str = "") -> None:
    """A new account; ``Refused`` where the name is taken, or something given is none of its kind.

    ``unit`` is the department or office that it speaks for, as reviews and appeals write its name.
    """
    name = name.strip()
    if not name or len(name) > 100 or not name.isprintable():
        raise Refused("“{name}” is no name for an account; write 1 to 100 characters.", name=name)
    if role not in set(Role):
        raise Refused("“{role}” is no role. The roles are: {roles}.", role=role, roles=", ".join(Role))
    code = Region().parse(region)
    row = (name, _password(password), role, code, _unit(unit))
    with _opened(data) as province, province.write() as connection:
        if province.fetch(connection, "SELECT 1 FROM account WHERE name = ?", name):
            raise Refused("There is an account “{name}” already.", name=name)
        province.execute(
            connection,
            "INSERT INTO account (name, password, role, region_code, unit, disabled, scope_epoch) "
            "VALUES (?, ?, ?, ?, ?, 0, 0)",
            *row,
        )  # fmt: skip


def set_unit(data: Path, name: str, unit: str) -> None:
    """The department or office that an account speaks for; empty where its name says it. Its desks hear of it with
    their next sync, and what it sees may be other records."""
    wanted = _unit(unit)
    with _opened(data) as province, province.write() as connection:
        _account_region(province, connection, name)
        _bump(province, connection, name, "unit = ?", wanted)


def reset_password(data: Path, name: str, password: str) -> None:
    """Another password for an account; what is enrolled stays enrolled."""
    _change_account(data, name, "password = ?", _password(password))


def disable_user(data: Path, name: str) -> None:
    """End an account: its tokens are no longer accepted, its certificates revoked.  Its name stays in the history."""
    _change_account(data, name, "disabled = ?", 1)
    with authority(data) as made:
        made.revoke(name, "ended")


def enable_user(data: Path, name: str) -> None:
    """Take back ``disable_user``."""
    _change_account(data, name, "disabled = ?", 0)


def move_user(data: Path, name: str, region: str) -> None:
    """Another region for an account: its desks get what they see now, and what they no longer see is erased there."""
    code = Region().parse(region)
    with _opened(data) as province, province.write() as connection:
        before = _account_region(province, connection, name)
        if before != code:
            province.execute(connection, "DELETE FROM granted WHERE account = ? AND region_code = ?", name, code)
            _grant(province, connection, name, before, LONG_AGO)
            _bump(province, connection, name, "region_code = ?", code)


def help_out(data: Path, name: str, region: str, until: str = "") -> None:
    """Let an account see and write the records of another region beside its own, to before the day ``until``
    (ISO 8601) or for good."""
    code = Region().parse(region)
    with _opened(data) as province, province.write() as connection:
        _account_region(province, connection, name)
        _grant(province, connection, name, code, _day(until))
        _bump(province, connection, name)


def end_help(data: Path, name: str, region: str) -> None:
    """End what ``help_out`` allowed."""
    code = Region().parse(region)
    with _opened(data) as province, province.write() as connection:
        rows = province.fetch(
            connection, "SELECT 1 FROM granted WHERE account = ? AND region_code = ? AND until <> ?", name, code,
            LONG_AGO,
        )  # fmt: skip
        if not rows:
            raise NotFound("The account {name} does not help out in {region}.", name=name, region=place_name(code))
        _grant(province, connection, name, code, LONG_AGO)
        _bump(province, connection, name)


def new_life(data: Path) -> str:
    """Say that the database was put back from a backup: every desk pushes again what the province no longer has.

    The province's new epoch.
    """
    epoch = new_id()
    with _opened(data) as province, province.write() as connection:
        province.execute(connection, "UPDATE meta SET value = ? WHERE key = 'server_epoch'", epoch)
    return epoch


def tidy(data: Path, days: int, *, now_ms: int) -> int:
    """Forget what left a scope longer ago than ``days``, the longest time that a desk may be offline (sync point 20);
    how many entries.  A desk that was away longer takes a new snapshot, and offers what it did not send.

    To be run every night: how old a number is, is known from the nights before.
    """
    with _opened(data) as province, province.write() as connection:
        rows = province.fetch(connection, "SELECT value FROM meta WHERE key = 'feed_nights'")
        nights: list[list[int]] = msgspec.json.decode(rows[0][0]) if rows else []
        nights.append([now_ms, feed.head(province, connection)])
        old = [seq for at, seq in nights if at <= now_ms - days * DAY_MS]
        floor = max(old, default=0)
        kept = [night for night in nights if night[1] >= floor]
        gone = province.fetch(
            connection, "DELETE FROM feed WHERE present = 0 AND seq <= ? RETURNING 1", floor
        )  # fmt: skip
        values = [("feed_nights", msgspec.json.encode(kept).decode())]
        if floor:
            values.append(("feed_floor", str(floor)))
        province.replace(connection, "meta", ("key", "value"), 1, values)
    return len(gone)


def devices(data: Path, account: str | None = None) -> list[Device]:
    """The enrolled devices, of one account or of all."""
    with _opened(data) as province, province.read() as connection:
        rows = province.fetch(
            connection, "SELECT account, id, name, enrolled_at, last_seen, revoked FROM device ORDER BY account, id"
        )
    return [Device(a, d, name, at, seen, bool(gone)) for a, d, name, at, seen, gone in rows if account in (None, a)]


def revoke_device(data: Path, account: str, device: str) -> None:
    """End a device's enrolment and its certificates, as when a laptop was lost; ``NotFound`` where there is no such
    device."""
    with _opened(data) as province, province.write() as connection:
        if not province.fetch(connection, "SELECT 1 FROM device WHERE account = ? AND id = ?", account, device):
            raise NotFound("The account {name} has no device {device}.", name=account, device=device)
        for table, key in (("device", "id"), ("token", "device")):
            province.execute(
                connection, f"UPDATE {table} SET revoked = 1 WHERE account = ? AND {key} = ?", account, device
            )
    with authority(data) as made:
        made.revoke(account, "lost", device=device)


@contextmanager
def authority(data: Path) -> Iterator[Authority]:
    """The province's certificate authority, for as long as it is needed."""
    with _opened(data) as province:
        yield Authority(province, data, Clock())


def _account_region(province: Database, connection: Connection, name: str) -> str:
    rows = province.fetch(connection, "SELECT region_code FROM account WHERE name = ?", name)
    if not rows:
        raise NotFound("There is no account “{name}”.", name=name)
    return str(rows[0][0])


def _grant(province: Database, connection: Connection, name: str, region: str, until: str) -> None:
    province.replace(connection, "granted", ("account", "region_code", "until"), 2, [(name, region, until)])


def _bump(province: Database, connection: Connection, name: str, change: str = "", *values: object) -> None:
    """Another scope epoch, which the account's desks hear of with their next sync (sync point 19)."""
    wanted = ", ".join(filter(None, ("scope_epoch = scope_epoch + 1", change)))
    province.execute(connection, f"UPDATE account SET {wanted} WHERE name = ?", *values, name)


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused("“{text}” is no day; write it as 2026-03-31.", text=text) from None


def _change_account(data: Path, name: str, change: str, value: object) -> None:
    with _opened(data) as province, province.write() as connection:
        if not province.fetch(connection, "SELECT 1 FROM account WHERE name = ?", name):
            raise NotFound("There is no account “{name}”.", name=name)
        province.execute(connection, f"UPDATE account SET {change} WHERE name = ?", value, name)


def _unit(unit: str) -> str:
    wanted = unit.strip()
    if len(wanted) > 100 or not wanted.isprintable():
        raise Refused("“{unit}” is no name of a department; write up to 100 characters.", unit=wanted)
    return wanted


def _password(password: str) -> str:
    if not password:
        raise Refused("The password is empty; give it on stdin.")
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("The password is too short: it needs {count} characters. Nothing was changed.",
                      count=SHORTEST_PASSWORD)  # fmt: skip
    return hashed(password)


@contextmanager
def _opened(data: Path) -> Iterator[Database]:
    found = settings.load(data)
    database = Database(found)
    try:
        database.upgrade()
    except DBAPIError as error:
        raise Refused("The province's database cannot be opened: {why}", why=str(error.orig).strip()) from None
    try:
        yield database
    finally:
        database.close()
