"""Records as rows: read and written packed and in bulk, past the ORM."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from zsdesk.fields import Record, derived, money_fields
from zsdesk.kinds import Packed, Target
from zsdesk.records import BY_NAME
from zsdesk.server.database import Database
from zsdesk.sync.merge import State, field_names
from zsdesk.sync.wire import Stamp

HEAD = ("id", "version", "updated_at", "stamps", "extra")
_STAMPS = msgspec.json.Decoder(tuple[Stamp, ...])
_encode = msgspec.json.encode


class Shape(NamedTuple):
    """How a record type lies in its table: ``HEAD``, then the fields, then the derived columns."""

    record: type[Record]
    table: str
    fields: tuple[str, ...]
    derived: tuple[str, ...]
    selected: str
    columns: tuple[str, ...]
    blank: dict[str, Packed | None]
    """A record without values, in the order of ``fields``."""


@cache
def shape(type_name: str) -> Shape:
    """The shape of a record type that exists."""
    record = BY_NAME[type_name]
    names = field_names(record)
    sums = tuple(f"{money.name}_yuan" for money in money_fields(record))
    selected = ", ".join(f'r."{name}"' for name in (*HEAD, *names))
    columns = (*HEAD, *names, *sums)
    return Shape(record, str(record.__tablename__), names, sums, selected, columns, dict.fromkeys(names))


def state_of(of: Shape, row: tuple[Any, ...]) -> State:
    """A record out of a row of ``of.selected``."""
    values: dict[str, Packed | None] = dict(zip(of.fields, row[5:], strict=True))
    extra = msgspec.json.decode(row[4]) if row[4] != "{}" else {}
    return State(of.record, row[0], row[1], row[2], _STAMPS.decode(row[3]), values, extra)


def row_of(of: Shape, state: State) -> tuple[Any, ...]:
    """A record as a row of ``of.columns``."""
    values = of.blank | state.values
    sums = derived(of.record, state.values) if of.derived else {}
    return (
        state.id, state.version, state.updated_at, _encode(state.stamps).decode(),
        _encode(state.extra).decode() if state.extra else "{}",
        *values.values(), *[sums[name] for name in of.derived],
    )  # fmt: skip


def load(
    database: Database, connection: Connection, type_name: str, ids: Iterable[str], *, lock: bool = False
) -> dict[Target, State]:
    """The records with these ids; locked until the end of the transaction where asked, in the order of ids."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    of = shape(type_name)
    tail = " ORDER BY r.id FOR UPDATE" if lock and database.postgres else ""
    rows = database.fetch(
        connection,
        f"SELECT {of.selected} FROM {of.table} r WHERE {database.among('r.id')}{tail}",
        database.listed(wanted),
    )
    return {Target(type_name, row[0]): state_of(of, row) for row in rows}


def belonging(
    database: Database, connection: Connection, type_name: str, targets: Collection[Target]
) -> dict[Target, State]:
    """The attachments or conflicts of these records, locked."""
    of = shape(type_name)
    tail = " ORDER BY r.id FOR UPDATE" if database.postgres else ""
    rows = database.fetch(
        connection,
        f"SELECT {of.selected} FROM {of.table} r WHERE {database.among('r.target')}{tail}",
        database.listed(f"{target.type}/{target.id}" for target in targets),
    )
    return {Target(type_name, row[0]): state_of(of, row) for row in rows}


def write(database: Database, connection: Connection, states: Iterable[State], known: Collection[Target]) -> None:
    """Insert new records, and replace those that are ``known``; by type and id, so that no two requests deadlock."""
    by_type: dict[str, tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]] = {}
    for state in states:
        name = state.record.type_name
        new, changed = by_type.setdefault(name, ([], []))
        (changed if Target(name, state.id) in known else new).append(row_of(shape(name), state))
    for name, (new, changed) in sorted(by_type.items()):
        of = shape(name)
        database.insert(connection, of.table, of.columns, sorted(new, key=itemgetter(0)))
        database.replace(connection, of.table, of.columns, 1, sorted(changed, key=itemgetter(0)))
