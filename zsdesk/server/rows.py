"""Records as rows: read and written packed and in bulk, past the ORM."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from zsdesk.fields import Field, Record, money_fields, yuan
from zsdesk.kinds import Packed, Target
from zsdesk.records import BY_NAME
from zsdesk.server.database import Database
from zsdesk.sync.merge import State, field_names
from zsdesk.sync.wire import Stamp

HEAD = ("id", "version", "updated_at", "stamps", "extra")
_STAMPS = msgspec.json.Decoder(tuple[Stamp, ...])
_encode = msgspec.json.encode
_ID = attrgetter("id")


class Shape(NamedTuple):
    """How a record type lies in its table: ``HEAD``, then the fields, then the derived columns."""

    record: type[Record]
    table: str
    fields: tuple[str, ...]
    derived: tuple[str, ...]
    sums: tuple[Field, ...]
    selected: str
    columns: tuple[str, ...]
    blank: dict[str, Packed | None]
    """A record without values, in the order of ``fields``."""


@cache
def shape(type_name: str) -> Shape:
    """The shape of a record type that exists."""
    record = BY_NAME[type_name]
    names = field_names(record)
    money = money_fields(record)
    sums = tuple(f"{one.name}_yuan" for one in money)
    selected = ", ".join(f'r."{name}"' for name in (*HEAD, *names))
    columns = (*HEAD, *names, *sums)
    return Shape(record, str(record.__tablename__), names, sums, money, selected, columns, dict.fromkeys(names))


def state_of(of: Shape, row: tuple[Any, ...]) -> State:
    """A record out of a row of ``of.selected``."""
    values: dict[str, Packed | None] = dict(zip(of.fields, row[5:], strict=True))
    extra = msgspec.json.decode(row[4]) if row[4] != "{}" else {}
    return State(of.record, row[0], row[1], row[2], _STAMPS.decode(row[3]), values, extra)


def row_of(of: Shape, state: State) -> tuple[Any, ...]:
    """A record as a row of ``of.columns``."""
    values = of.blank | state.values
    return (*_head(state), *values.values(), *_sums(of, state))


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
    by_type: dict[str, tuple[list[State], list[State]]] = {}
    for state in states:
        name = state.record.type_name
        new, changed = by_type.setdefault(name, ([], []))
        (changed if (name, state.id) in known else new).append(state)
    for name, (new, changed) in sorted(by_type.items()):
        _insert(database, connection, shape(name), sorted(new, key=_ID))
        of, rows = shape(name), [row_of(shape(name), state) for state in sorted(changed, key=_ID)]
        database.replace(connection, of.table, of.columns, 1, rows)


def _insert(database: Database, connection: Connection, of: Shape, states: Sequence[State]) -> None:
    """New records, with the fields that any of them has: most of a record's are empty when it is made."""
    had = set[str]().union(*[state.values for state in states])
    names = tuple(name for name in of.fields if name in had)
    rows = [(*_head(state), *map(state.values.get, names), *_sums(of, state)) for state in states]
    database.insert(connection, of.table, (*HEAD, *names, *of.derived), rows)


def _sums(of: Shape, state: State) -> list[int | None]:
    return [yuan(money, state.values.get(money.name)) for money in of.sums]


def _head(state: State) -> tuple[Any, ...]:
    extra = _encode(state.extra).decode() if state.extra else "{}"
    return (state.id, state.version, state.updated_at, _encode(state.stamps).decode(), extra)
