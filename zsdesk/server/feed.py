"""The feed: what changed for whom, in the order of commits (sync points 9–12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from zsdesk.records import BY_NAME
from zsdesk.rules.rights import Account, sees
from zsdesk.server import departments
from zsdesk.server.database import Database
from zsdesk.server.rows import Shape, shape
from zsdesk.sync.wire import First

CHUNK = 250
"""Rows fetched at a time while a page is filled: what is fetched beyond its end was in vain."""

_LANES = ("r.owner = ?", "(r.owner IS NULL OR r.owner <> ?)")


class News(NamedTuple):
    """A record that changed: the scopes that see it, those that no longer do, and who knows it already."""

    type: str
    id: str
    seen_by: tuple[str, ...]
    left: tuple[str, ...]
    by_stream: int
    by_op: int


class Page(NamedTuple):
    """A page of rows, each in JSON already."""

    columns: dict[str, tuple[str, ...]]
    rows: tuple[msgspec.Raw, ...]
    cursor: int
    more: bool
    first: First | None


def publish(database: Database, connection: Connection, news: Iterable[News]) -> None:
    """Number the transaction and tell the feed, as the last thing before its COMMIT.

    The allocator's row is locked from here to the commit: numbers become visible in their order, and
    no reader's cursor can pass a number that is not there yet.
    """
    if database.postgres:
        _publish_at_once(database, connection, list(news))
        return
    rows: list[tuple[Any, ...]] = []
    for type_name, record_id, seen_by, left, by_stream, by_op in news:
        rows += [(scope, type_name, record_id, 1, by_stream, by_op) for scope in seen_by]
        # A desk that gave a record away itself is told too: only then it lets go of it.
        rows += [(scope, type_name, record_id, 0, 0, 0) for scope in left]
    if not rows:
        return
    database.execute(connection, "UPDATE allocator SET seq = seq + 1 WHERE id = 1")
    database.run(
        connection,
        "INSERT INTO feed (scope, type, id, present, by_stream, by_op, seq) "
        f"VALUES (?, ?, ?, ?, ?, ?, {head(database, connection)}) ON CONFLICT (scope, type, id) DO UPDATE SET "
        "seq = excluded.seq, present = excluded.present, by_stream = excluded.by_stream, by_op = excluded.by_op",
        sorted(rows),
    )


def _publish_at_once(database: Database, connection: Connection, news: Sequence[News]) -> None:
    """Number and feed rows in one statement: the allocator is held for one round trip and the commit.

    Which scopes see and no longer see a record is said once for all records of which it is so.
    """
    sights: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    told = [
        (type_name, record_id, by_stream, by_op, sights.setdefault((seen_by, left), len(sights)))
        for type_name, record_id, seen_by, left, by_stream, by_op in news
    ]
    scopes = [
        (number, scope, present) for (seen_by, left), number in sights.items()
        for present, among_them in ((1, seen_by), (0, left)) for scope in among_them
    ]  # fmt: skip
    if not scopes:
        return
    database.execute(
        connection,
        "WITH taken AS (UPDATE allocator SET seq = seq + 1 WHERE id = 1 RETURNING seq) "
        "INSERT INTO feed (scope, type, id, seq, present, by_stream, by_op) "
        "SELECT s.scope, n.type, n.id, taken.seq, s.present, n.by_stream * s.present, n.by_op * s.present FROM taken, "
        "unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::int[]) AS n(type, id, by_stream, by_op, sight) "
        "JOIN unnest(?::int[], ?::text[], ?::int[]) AS s(sight, scope, present) USING (sight) "
        "ORDER BY s.scope, n.type, n.id "
        "ON CONFLICT (scope, type, id) DO UPDATE SET seq = excluded.seq, present = excluded.present, "
        "by_stream = excluded.by_stream, by_op = excluded.by_op",
        *[list(column) for column in zip(*told, strict=True)], *[list(column) for column in zip(*scopes, strict=True)],
    )  # fmt: skip


def head(database: Database, connection: Connection) -> int:
    """The newest number that this transaction sees."""
    seq: int = database.fetch(connection, "SELECT seq FROM allocator WHERE id = 1")[0][0]
    return seq


class Filling:
    """A page that is being filled."""

    def __init__(self, page_bytes: int) -> None:
        self.room = page_bytes
        self.rows: list[tuple[str, tuple[Any, ...] | None, msgspec.Raw]] = []
        self.types: dict[str, Shape] = {}
        self.extras: dict[str, set[str]] = {}

    def add(self, type_name: str, row: tuple[Any, ...]) -> None:
        """A record, as ``Shape.selected`` gives it."""
        if type_name not in self.types:
            self.types[type_name] = shape(type_name)
        if row[4] != "{}":
            self.extras.setdefault(type_name, set()).update(msgspec.json.decode(row[4]))
        self._put(type_name, row, _encoded(type_name, row, row[5:]))

    def add_absent(self, type_name: str, record_id: str) -> None:
        """A record that left the scope."""
        self._put(type_name, None, msgspec.Raw(_encode((type_name, record_id, 0, 0, (), (), False))))

    def _put(self, type_name: str, row: tuple[Any, ...] | None, encoded: msgspec.Raw) -> None:
        self.rows.append((type_name, row, encoded))
        self.room -= len(bytes(encoded))

    def page(self, cursor: int, *, more: bool, first: First | None = None) -> Page:
        """The page as it travels; fields that only a newer program knows become columns of their types."""
        more_columns = {name: tuple(sorted(found)) for name, found in self.extras.items()}
        columns = {name: (*of.fields, *more_columns.get(name, ())) for name, of in self.types.items()}
        rows = tuple(
            _with_extra(name, row, more_columns[name]) if row is not None and name in more_columns else encoded
            for name, row, encoded in self.rows
        )
        return Page(columns, rows, cursor, more, first)


_encode = msgspec.json.encode


def _encoded(type_name: str, row: tuple[Any, ...], values: Sequence[Any]) -> msgspec.Raw:
    stamps = msgspec.Raw(row[3].encode())
    return msgspec.Raw(_encode((type_name, row[0], row[1], row[2], stamps, values, True)))


def _with_extra(type_name: str, row: tuple[Any, ...], names: tuple[str, ...]) -> msgspec.Raw:
    extra = msgspec.json.decode(row[4])
    return _encoded(type_name, row, (*row[5:], *(extra.get(name) for name in names)))


def deltas(
    database: Database, connection: Connection, account: Account, cursor: int, known: tuple[int, int], page_bytes: int
) -> Page:
    """What changed in the account's scope after ``cursor``, without what the asking stream knows already.

    ``known`` is that stream's number (-1: none) and its highest op.  A page ends between two transactions, never
    inside one, so that a cursor is always a whole state.
    """
    newest, scopes = head(database, connection), account.scopes
    seen = departments.sight(database, connection, account)
    filling = Filling(page_bytes)
    after: tuple[Any, ...] = (cursor + 1, "", "")
    seq = cursor
    while True:
        entries = database.fetch(
            connection,
            f"SELECT seq, type, id, present FROM feed WHERE {among(scopes)} AND (seq, type, id) > (?, ?, ?) "
            f"AND NOT (by_stream = ? AND by_op <= ?) ORDER BY seq, type, id LIMIT {CHUNK}",
            *scopes, *after, *known,
        )  # fmt: skip
        full = len(entries) >= CHUNK
        last = entries[-1][:3] if entries else after
        if len(scopes) > 1:
            entries = _once(database, connection, account, entries)
        if seen is not None:
            entries = _of_a_department(database, connection, seen, entries)
        found = _current(database, connection, entries)
        for entry in entries:
            if entry[0] != seq and filling.room <= 0:
                return filling.page(seq, more=True)
            seq = entry[0]
            _tell(filling, entry, found)
        if not full:
            return filling.page(max(newest, cursor), more=False)
        after = last


def _of_a_department(
    database: Database, connection: Connection, seen: departments.Sight, entries: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """The entries of what a department sees; what was part of that and is no longer, is told as gone."""
    others = [entry for entry in entries if not departments.in_sight(seen, entry[1], entry[2])]
    gone = departments.once_in_sight(database, connection, seen, others) if others else set()
    unseen = {entry[1:3] for entry in others}
    return [
        (*entry[:3], int(entry[3] and entry[1:3] not in unseen)) for entry in entries
        if entry[1:3] not in unseen or entry[1:3] in gone
    ]  # fmt: skip


def among(scopes: Sequence[str]) -> str:
    """The condition on ``scope``, with its places for values.

    One scope is asked for as such: then the index gives the rows in their order.
    """
    return "scope = ?" if len(scopes) == 1 else f"scope IN ({', '.join('?' * len(scopes))})"


def _once(
    database: Database, connection: Connection, account: Account, entries: Iterable[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Every record once, and removed only where no scope of the account holds it (sync point 18)."""
    found = dict.fromkeys(entry[:3] for entry in entries)
    here = _current(database, connection, [(*key, 1) for key in found])
    kept: list[tuple[Any, ...]] = []
    for seq, type_name, record_id in found:
        row = here.get((type_name, record_id))
        region = None if row is None else row[5 + shape(type_name).fields.index("region_code")]
        kept.append((seq, type_name, record_id, int(sees(account, region))))
    return kept


def _tell(filling: Filling, entry: tuple[Any, ...], found: dict[tuple[str, str], tuple[Any, ...]]) -> None:
    _, type_name, record_id, present = entry
    row = found.get((type_name, record_id))
    if present and row is not None:
        filling.add(type_name, row)
    else:
        filling.add_absent(type_name, record_id)


def _current(
    database: Database, connection: Connection, entries: Iterable[tuple[Any, ...]]
) -> dict[tuple[str, str], tuple[Any, ...]]:
    ids: dict[str, list[str]] = {}
    for entry in entries:
        if entry[3] and entry[1] in BY_NAME:
            ids.setdefault(entry[1], []).append(entry[2])
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for name, wanted in ids.items():
        of = shape(name)
        for row in database.fetch(
            connection,
            f"SELECT {of.selected} FROM {of.table} r WHERE {database.among('r.id')}",
            database.listed(wanted),
        ):
            found[name, row[0]] = row
    return found


def first_page(database: Database, connection: Connection, account: Account, step: First, page_bytes: int) -> Page:
    """The next page of a first sync: the current state by key, the officer's own records before all others.

    It can be taken up at any key.  What changes meanwhile comes again after the pin.
    """
    newest = head(database, connection)
    pin = step.pin if step.after or step.lane else newest
    seen = departments.sight(database, connection, account)
    filling = Filling(page_bytes)
    reached, _, after = step.after.partition("/")
    for lane in range(step.lane, len(_LANES)):
        for name in BY_NAME:
            if reached not in ("", name):
                continue
            last = _fill(database, connection, account, seen, filling, lane, name, after)
            if last:
                return filling.page(0, more=True, first=First(pin, lane, f"{name}/{last}"))
            reached = after = ""
        reached = after = ""
    return filling.page(pin, more=newest > pin)


def _fill(
    database: Database, connection: Connection, account: Account, seen: departments.Sight | None, filling: Filling,
    lane: int, name: str, after: str,
) -> str:  # fmt: skip
    """Records of one type into the page; the last id where the page is full, else an empty text."""
    of = shape(name)
    condition, wanted = departments.narrowed(database, seen, name)
    while True:
        rows = database.fetch(
            connection,
            f"SELECT {of.selected} FROM feed f JOIN {of.table} r ON r.id = f.id "
            f"WHERE f.{among(account.scopes)} AND f.type = ? AND f.present = 1 AND f.id > ? AND {_LANES[lane]} "
            f"{condition}ORDER BY f.id LIMIT {CHUNK}",
            *account.scopes, name, after, account.name, *wanted,
        )  # fmt: skip
        for row in rows:
            filling.add(name, row)
            after = row[0]
            if filling.room <= 0:
                return after
        if len(rows) < CHUNK:
            return ""
