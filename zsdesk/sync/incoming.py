"""The province's rows into the desk's store: by driver executemany, edits of this desk rebased over them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from zsdesk.fields import Record, derived, fields, money_fields, yuan
from zsdesk.kinds import Target
from zsdesk.records import BY_NAME
from zsdesk.store import raw
from zsdesk.store.index import await_reindex, fresh_names, index_fresh, index_rows, packed_rows, renames
from zsdesk.sync import wire
from zsdesk.sync.believing import believe
from zsdesk.sync.outgoing import patches, put_shadow, unsettled_ids
from zsdesk.sync.removal import remove, stay

AT_ONCE = 300
"""A page of more rows of a type indexes names at once and texts later."""

_encode = msgspec.json.Encoder().encode
_SYSTEM = ("id", "version", "updated_at", "stamps", "extra")


class Fresh(NamedTuple):
    """Rows of a type as a first sync brings them: what goes into the table, and the tokens of their names by id."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    names: list[tuple[str, str]]


class Arrived(NamedTuple):
    """An answer that is believed, with its rows by type; those of a large page laid out for the store, too."""

    response: wire.SyncResponse
    by_type: dict[str, list[wire.Row]]
    fresh: dict[str, Fresh]


def read(request: wire.SyncRequest, response: wire.SyncResponse) -> Arrived:
    """What can be done with an answer without the store, so that it is not held meanwhile.

    ``Refused`` where the answer is none to this request, or holds what cannot be read.
    """
    believe(request, response)
    return laid_out(response)


def laid_out(response: wire.SyncResponse) -> Arrived:
    """The rows of an answer by type; types that only a newer desk knows are left out, and asked for when it is
    updated."""
    by_type: dict[str, list[wire.Row]] = {}
    for row in response.rows:
        if row.type in BY_NAME:
            by_type.setdefault(row.type, []).append(row)
    fresh: dict[str, Fresh] = {}
    for name, rows in by_type.items():
        columns, present = response.columns.get(name, ()), [row for row in rows if row.present]
        if len(present) > AT_ONCE and _known(BY_NAME[name]).issuperset(columns):
            fresh[name] = _fresh(BY_NAME[name], present, columns)
    return Arrived(response, by_type, fresh)


def apply(connection: Connection, arrived: Arrived) -> list[Target]:
    """Bring the store to what the page says; the records that it touched."""
    touched: list[Target] = []
    for name, rows in arrived.by_type.items():
        record = BY_NAME[name]
        present = [row for row in rows if row.present]
        fresh = arrived.fresh.get(name)
        if fresh is not None and not _here(connection, record, present):
            raw.fill(connection, f'"{record.__tablename__}"', fresh.columns, fresh.rows)
            index_fresh(connection, record, fresh.names)
        else:  # a page may have nothing of a type but what left
            _apply_type(connection, record, present, arrived.response.columns.get(name, ()))
        stay(connection, name, [row.id for row in present])
        if len(present) < len(rows):
            remove(connection, record, [row.id for row in rows if not row.present])
        touched += [Target(name, row.id) for row in rows]
    return touched


@cache
def _known(record: type[Record]) -> frozenset[str]:
    return frozenset(f.name for f in fields(record))


def _apply_type(connection: Connection, record: type[Record], rows: Sequence[wire.Row], names: tuple[str, ...]) -> None:
    known = _known(record)
    incoming: list[dict[str, Any]] = []
    for row in rows:
        values = dict(zip(names, row.values, strict=True))
        more = {k: v for k, v in values.items() if k not in known and v is not None}
        incoming.append(
            {k: v for k, v in values.items() if k in known}
            | {
                "id": row.id, "version": row.version, "updated_at": row.updated_at,
                "stamps": msgspec.json.encode(row.stamps).decode(), "extra": msgspec.json.encode(more).decode(),
            }
        )  # fmt: skip
    ids = [row["id"] for row in incoming]
    here = {row["id"]: row for row in packed_rows(connection, record, ids)}
    edited = unsettled_ids(connection, record.type_name, [i for i in ids if i in here])
    beneath = _beneath(connection, record, here)
    _write_heard(connection, record, here | beneath, incoming)
    for packed in incoming:
        if packed["id"] in edited:
            _rebase(connection, record, packed)
        elif packed["id"] in beneath:
            raw.execute(connection, "DELETE FROM shadow WHERE type = ? AND id = ?", record.type_name, packed["id"])
    _upsert(connection, record, incoming)
    index_rows(connection, record, incoming, bodies=len(incoming) <= AT_ONCE)
    # Rows of a large page wait for their texts anyway, and so does what points at them.
    watched = [r for r in incoming if r["id"] in here or len(incoming) <= AT_ONCE]
    renamed = [r["id"] for r in watched if renames(record, _changed(here.get(r["id"], {}), r))]
    if renamed:
        await_reindex(connection, record.type_name, renamed)


def _here(connection: Connection, record: type[Record], rows: Sequence[wire.Row]) -> bool:
    """Whether any of the rows is on this desk already."""
    ids = msgspec.json.encode([row.id for row in rows]).decode()
    statement = f'SELECT 1 FROM "{record.__tablename__}" WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1'
    return raw.first(connection, statement, ids) is not None


def _fresh(record: type[Record], rows: Sequence[wire.Row], names: tuple[str, ...]) -> Fresh:
    """Rows as they go into the store where it has none of them; columns in which all are empty are left out."""
    columns = dict(zip(names, zip(*[row.values for row in rows], strict=True), strict=True))
    filled = {name: column for name, column in columns.items() if column.count(None) < len(column)}
    sums = {
        f"{f.name}_yuan": [yuan(f, one) for one in filled[f.name]] for f in money_fields(record) if f.name in filled
    }
    ids = [row.id for row in rows]
    system = (
        ids, [row.version for row in rows], [row.updated_at for row in rows],
        [_encode(row.stamps).decode() for row in rows], ["{}"] * len(rows),
    )  # fmt: skip
    values = list(zip(*system, *filled.values(), *sums.values(), strict=True))
    into = tuple(f'"{name}"' for name in (*_SYSTEM, *filled, *sums))
    return Fresh(into, values, fresh_names(record, ids, columns))


def _rebase(connection: Connection, record: type[Record], row: dict[str, Any]) -> None:
    """Keep the province's row beneath, and lay the edits that still wait over it (point 13)."""
    beneath = {k: v for k, v in row.items() if k not in _SYSTEM}
    put_shadow(connection, record.type_name, row["id"], row["version"], beneath)
    for patch in patches(connection, record.type_name, row["id"]):
        row.update({k: v for k, v in patch.items() if k in beneath})


def _beneath(
    connection: Connection, record: type[Record], here: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Edited rows of this desk as the province had them: what an author elsewhere changed were never these edits."""
    ids = msgspec.json.encode(list(here)).decode()
    statement = 'SELECT id, "row" FROM shadow WHERE type = ? AND id IN (SELECT value FROM json_each(?))'
    found = raw.fetch(connection, statement, record.type_name, ids) if here else []
    return {record_id: here[record_id] | msgspec.json.decode(row) for record_id, row in found}


def _write_heard(
    connection: Connection, record: type[Record], known: dict[str, dict[str, Any]], rows: Sequence[dict[str, Any]]
) -> None:
    """What others changed in records that were here: one entry for each author and version."""
    entries: list[tuple[Any, ...]] = []
    for new in rows:
        old = known.get(new["id"])
        changed = [] if old is None else _changed(old, new)
        if not changed:
            continue
        stamps = msgspec.json.decode(new["stamps"], type=tuple[wire.Stamp, ...])
        by_stamp: dict[wire.Stamp, list[str]] = {}
        for name in changed:
            by_stamp.setdefault(stamp_of(stamps, name, new), []).append(name)
        for stamp, names in by_stamp.items():
            after = msgspec.json.encode({n: new[n] for n in names}).decode()
            before = msgspec.json.encode({n: (old or {}).get(n) for n in names}).decode()
            entries.append((record.type_name, new["id"], stamp.version, after, before, stamp.at, stamp.actor))
    if entries:
        raw.run(
            connection,
            'INSERT INTO heard (type, id, version, fields, "before", at, actor) VALUES (?, ?, ?, ?, ?, ?, ?)', entries,
        )  # fmt: skip


def _changed(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [k for k, v in new.items() if k not in _SYSTEM and old.get(k) != v]


def stamp_of(stamps: tuple[wire.Stamp, ...], name: str, row: dict[str, Any]) -> wire.Stamp:
    """Who set a field last, and when."""
    found = [s for s in stamps if name in s.fields] or [s for s in stamps if not s.fields]
    newest = max(found, key=lambda s: s.version, default=None)
    return newest or wire.Stamp(row["version"], "", row["updated_at"])


def _upsert(connection: Connection, record: type[Record], rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    sums = tuple(f"{f.name}_yuan" for f in money_fields(record))
    names = (*_SYSTEM, *(k for k in rows[0] if k not in _SYSTEM), *sums)
    quoted = ", ".join(f'"{n}"' for n in names)
    updates = ", ".join(f'"{n}" = excluded."{n}"' for n in names if n != "id")
    marks = ", ".join("?" * len(names))
    statement = (
        f'INSERT INTO "{record.__tablename__}" ({quoted}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}'
    )
    values = []
    for row in rows:
        whole = row | derived(record, row) if sums else row
        values.append(tuple(whole[n] for n in names))
    raw.run(connection, statement, values)
