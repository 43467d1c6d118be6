"""The desk's outbox as a request, and what the province's results make of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, func, or_, select, update

from zsdesk.fields import Record
from zsdesk.ids import new_id
from zsdesk.records import record_type
from zsdesk.store import again, raw, settings
from zsdesk.store.index import await_index, packed_rows
from zsdesk.store.tables import PENDING, UNSETTLED, State, change
from zsdesk.sync import published, templates, wire
from zsdesk.sync.digest import change_digest
from zsdesk.sync.sealed import NOBODY

_Became = tuple[State, int, str, str, int]
"""State, version, reason, field, and the change that was refused first."""
_AFTER = {
    "applied": State.ACCEPTED, "merged": State.ACCEPTED, "duplicate": State.ACCEPTED,
    "conflict": State.CONFLICT, "rejected": State.PARKED,
}  # fmt: skip


AGAIN_MS = 30 * 24 * 3600 * 1000
"""How far back a desk pushes again what a restored province may have lost."""

_PENDING = ", ".join(str(int(state)) for state in PENDING)
_UNSETTLED = ", ".join(str(int(state)) for state in UNSETTLED)


def _base(connection: Connection) -> int:
    return int(settings.get(connection, "op_base", "0"))


def prepare(connection: Connection, after: int = 0) -> wire.SyncRequest:
    """The next request: as many waiting changes after op ``after`` as fit, whole transactions where they fit.

    Nothing is written: that a change was sent is noted only where its answer does not come (``note_sent``).
    """
    base = _base(connection)
    taken: list[wire.Change] = []
    size = 0
    after = max(after + base + 1, _first_waiting(connection))
    rows = raw.flowing(
        connection,
        # As they lie in the log: the patches travel without being taken apart, or turned into texts on the way.
        'SELECT op_no, tx, type, id, action, base, schema, at, CAST(fields AS BLOB), CAST("before" AS BLOB) '
        # The unary plus keeps SQLite from sorting all that waits by state: it walks the log from the first on.
        f'FROM "change" WHERE +state IN ({_PENDING}) AND op_no >= ? ORDER BY op_no LIMIT 20000',
        after,
    )
    for op_no, tx, kind, record_id, action, version, schema, at, fields, before in rows:
        size += len(fields) + len(before) + 150
        if taken and size > wire.PUSH_BYTES and tx != taken[-1].tx:
            break
        was: dict[str, wire.Scalar] = {} if before == b"{}" else _raw(before)
        taken.append(wire.Change(op_no - base, tx, kind, record_id, action, version, schema, at, _raw(fields), was))
    rows.close()
    known = settings.all(connection)
    return wire.SyncRequest(
        protocol=wire.PROTOCOL,
        device=known["device"],
        incarnation=known["incarnation"],
        cursor=int(known.get("cursor", "0")),
        acked=int(known.get("acked", "0")),
        changes=tuple(taken),
        first=msgspec.json.decode(first, type=wire.First) if (first := known.get("first")) else None,
        scope_epoch=int(known.get("scope_epoch", "0")),
        server_epoch=known.get("server_epoch", ""),
        trust=int(known.get("trust_number", "0")),
        catalogue=published.seen(known),
        templates=templates.seen(known),
        sealing=bool(known.get("sealing_key")),
    )


def note_sent(connection: Connection, request: wire.SyncRequest) -> None:
    """The answer to a request did not come: whether its changes arrived is not known."""
    if request.changes:
        base, first, last = _base(connection), request.changes[0].op, request.changes[-1].op
        connection.execute(
            update(change)
            .where(change.c.op_no.between(first + base, last + base), change.c.state == State.LOCAL)
            .values(state=State.SENT)
        )


def _first_waiting(connection: Connection) -> int:
    # One look into the index of states for each: asked for both at once, SQLite would read all that wait.
    looks = (raw.first(connection, 'SELECT min(op_no) FROM "change" WHERE state = ?', int(state)) for state in PENDING)
    return min((look[0] for look in looks if look is not None and look[0] is not None), default=1 << 62)


def _raw(text: bytes) -> dict[str, wire.Scalar]:
    return cast("dict[str, wire.Scalar]", msgspec.Raw(text))


def fields_of(sent: wire.Change) -> dict[str, wire.Scalar]:
    """The patch of a change of ``prepare``."""
    return cast("dict[str, wire.Scalar]", msgspec.json.decode(cast("msgspec.Raw", sent.fields)))


def waiting(connection: Connection) -> int:
    """How many changes are still to be sent."""
    found = raw.first(connection, f'SELECT count(*) FROM "change" WHERE state IN ({_PENDING})')
    return int(found[0]) if found else 0


def settle(connection: Connection, request: wire.SyncRequest, results: Sequence[wire.Result]) -> None:
    """Write down what became of each change: receipts, versions and numbers, and the shadows beneath."""
    if not results:
        return
    base = _base(connection)
    # Results follow each other as their changes did: what became of many of them is written at once.
    receipts = [
        (int(state), version, reason, field, because + base if because else None, first + base, last + base)
        for (state, version, reason, field, because), first, last in _runs(results)
    ]
    raw.run(
        connection,
        # What a later change took up, or what left the desk, is sent again only to fill its number.
        f'UPDATE "change" SET state = CASE WHEN carried_by IS NULL THEN ? ELSE {int(State.SUPERSEDED)} END, '
        "version = ?, reason = ?, field = ?, because = ? WHERE op_no BETWEEN ? AND ?",
        receipts,
    )
    settings.put(connection, acked=str(max(r.op for r in results)))
    by_op = {c.op: c for c in request.changes}
    accepted: dict[str, dict[str, list[tuple[wire.Change, wire.Result]]]] = {}
    for result in results:
        sent = by_op.get(result.op)
        if sent is not None and sent.id != NOBODY and result.status != "rejected":
            accepted.setdefault(sent.type, {}).setdefault(sent.id, []).append((sent, result))
    user = settings.get(connection, "user")
    for name, by_record in accepted.items():
        _settle_records(connection, record_type(name), by_record, user)
    kept = [(r.op + base,) for r in results if r.quarantine and r.op in by_op and by_op[r.op].id == NOBODY]
    raw.run(connection, "UPDATE \"change\" SET reason = '' WHERE op_no = ?", kept)
    if connection.exec_driver_sql(f'SELECT 1 FROM "change" WHERE state = {int(State.PARKED)} LIMIT 1').first():
        again.settle_corrections(connection, {r.op + base: r.because + base for r in results if r.because})


def _runs(results: Sequence[wire.Result]) -> Iterator[tuple[_Became, int, int]]:
    """What became of changes, each with the first and the last of those in a row of which that is so."""
    places = enumerate(results)
    for (became, _), run in groupby(places, key=lambda p: (_became(p[1]), p[1].op - p[0])):
        ops = [result.op for _, result in run]
        yield became, ops[0], ops[-1]


def _became(result: wire.Result) -> _Became:
    return _state_after(result), result.version, result.reason, result.field, result.because


def _state_after(result: wire.Result) -> State:
    return State.RECEIVED if result.quarantine else _AFTER[result.status]


def unsettled_ids(connection: Connection, name: str, ids: Iterable[str]) -> set[str]:
    """Those of the records over whose rows edits of this desk still lie."""
    wanted, found = list(ids), set[str]()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ",".join("?" * len(part))
        sql = f'SELECT id FROM "change" WHERE type = ? AND id IN ({marks}) AND state IN ({_UNSETTLED})'
        found.update(row[0] for row in raw.fetch(connection, sql, name, *part))
    return found


def _settle_records(
    connection: Connection,
    record: type[Record],
    by_record: dict[str, list[tuple[wire.Change, wire.Result]]],
    user: str,
) -> None:
    name, table = record.type_name, record.__tablename__
    changed = [i for i, done in by_record.items() if done[0][0].action != "create"]
    stamps = dict(
        pair for start in range(0, len(changed), 500)
        for pair in _stamps(connection, table, changed[start : start + 500])
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for record_id, done in by_record.items():
        stamped = stamps.get(record_id, ())
        number = ""
        for sent, result in done:
            stamped = stamp(stamped, sent, result, user)
            number = result.number or number
        version = max(result.version for _, result in done)
        rows.append((version, msgspec.json.encode(stamped).decode(), number or None, record_id))
    raw.run(
        connection,
        f'UPDATE "{table}" SET version = ?, stamps = ?, number = coalesce(?, number) WHERE id = ?',
        rows,
    )
    await_index(connection, name, [row[3] for row in rows if row[2]])  # to be found by its number too
    pending = unsettled_ids(connection, name, by_record)
    # Of a conflict the province's row follows: what it was before is kept until then, to say what became of it.
    pending |= {i for i, done in by_record.items() if any(result.status == "conflict" for _, result in done)}
    settled = [(name, record_id) for record_id in by_record if record_id not in pending]
    if settled and raw.first(connection, "SELECT 1 FROM shadow LIMIT 1"):
        raw.run(connection, "DELETE FROM shadow WHERE type = ? AND id = ?", settled)
    for record_id in sorted(pending):
        _raise_shadow(connection, record, record_id, by_record[record_id])


def _stamps(connection: Connection, table: str, ids: list[str]) -> list[tuple[str, tuple[wire.Stamp, ...]]]:
    marks = ",".join("?" * len(ids))
    rows = raw.fetch(connection, f'SELECT id, stamps FROM "{table}" WHERE id IN ({marks})', *ids)
    return [(row[0], msgspec.json.decode(row[1], type=tuple[wire.Stamp, ...])) for row in rows]


def stamp(stamps: tuple[wire.Stamp, ...], sent: wire.Change, result: wire.Result, user: str) -> tuple[wire.Stamp, ...]:
    """The stamps of a row after a change of this desk was applied."""
    if sent.action == "create" or not stamps:
        return (wire.Stamp(result.version, user, sent.at),)
    names = tuple(fields_of(sent))
    kept = (msgspec.structs.replace(s, fields=tuple(f for f in s.fields if f not in names)) for s in stamps[1:])
    return (stamps[0], *(s for s in kept if s.fields), wire.Stamp(result.version, user, sent.at, names))


def _raise_shadow(
    connection: Connection, record: type[Record], record_id: str, done: list[tuple[wire.Change, wire.Result]]
) -> None:
    """The province's row beneath edits that still wait: what it had, and what it just accepted."""
    name = record.type_name
    version = max(result.version for _, result in done)
    kept = raw.first(connection, 'SELECT "row" FROM shadow WHERE type = ? AND id = ?', name, record_id)
    if kept is None:
        rows = packed_rows(connection, record, [record_id])
        if not rows:
            return
        row = {k: v for k, v in rows[0].items() if k not in ("id", "version", "updated_at", "stamps", "extra")}
        for patch in reversed(patches(connection, name, record_id, column="before")):
            row.update(patch)
    else:
        row = msgspec.json.decode(kept[0])
        for sent, result in done:
            if result.status != "conflict":
                row.update(fields_of(sent))
    put_shadow(connection, name, record_id, version, row)


def put_shadow(connection: Connection, name: str, record_id: str, version: int, row: dict[str, Any]) -> None:
    """Keep the province's row of a record that edits of this desk lie over."""
    raw.execute(
        connection, 'INSERT OR REPLACE INTO shadow (type, id, version, "row") VALUES (?, ?, ?, ?)',
        name, record_id, version, msgspec.json.encode(row).decode(),
    )  # fmt: skip


def patches(connection: Connection, name: str, record_id: str, *, column: str = "fields") -> list[dict[str, Any]]:
    """The unsettled patches of a record, oldest first: their new values, or with ``before`` the old ones.

    A refused one has nothing of what this desk wrote over since and the province has answered.
    """
    rows = raw.fetch(
        connection,
        f'SELECT "{column}", state IN ({_UNSETTLED}) FROM "change" WHERE type = ? AND id = ? AND op_no >= '
        f'(SELECT min(op_no) FROM "change" WHERE type = ? AND id = ? AND state IN ({_UNSETTLED})) '
        f"AND state <> {int(State.SUPERSEDED)} ORDER BY op_no DESC",
        name, record_id, name, record_id,
    )  # fmt: skip
    found: list[dict[str, Any]] = []
    later: set[str] = set()
    for packed, waits in rows:
        patch = msgspec.json.decode(packed)
        if waits:
            found.append({field: value for field, value in patch.items() if field not in later})
        else:
            later |= patch.keys()
    return found[::-1]


def resend_from(connection: Connection, expected: int) -> None:
    """The province waits for change ``expected``: send it and all after it again (point 7)."""
    base = _base(connection)
    connection.execute(update(change).where(change.c.op_no >= expected + base).values(state=State.LOCAL, reason=""))


def fill_gap(connection: Connection, expected: int, now_ms: int) -> None:
    """The province waits for change ``expected``.  Where it answered changes of this incarnation and waits for the
    first, it was put back to a time before them, and may lack what earlier incarnations sent, too."""
    if expected == 1 and int(settings.get(connection, "acked", "0")):
        after_restore(connection, 0, now_ms)
    else:
        resend_from(connection, expected)


def after_restore(connection: Connection, last_op: int, now_ms: int, last_digest: bytes = b"") -> None:
    """The province was restored from a backup and has this incarnation's changes up to ``last_op``: send again what
    came after.  Where it knows nothing of the incarnation, or it is one that began after the restore, or the numbers
    are those of a copy of this desk, also what earlier ones sent in the last days (point 24).
    Whether it still has the files that were attached here, or anywhere in these days, is asked again, for each."""
    for table in ("file", "preview"):
        raw.execute(
            connection,
            f"UPDATE {table} SET sent = 0, tried_at = 0 WHERE sha256 IN (SELECT a.sha256 FROM attachment a "
            "JOIN \"change\" c ON c.type = 'attachment' AND c.id = a.id AND c.action = 'create') "
            "OR sha256 IN (SELECT sha256 FROM attachment WHERE updated_at >= ?)",
            now_ms - AGAIN_MS,
        )
    settings.put(connection, restored_at=str(now_ms), asked_again=str(now_ms))
    if last_op and _goes_on(connection, last_op, last_digest):
        resend_from(connection, last_op + 1)
        return
    # Of this incarnation all, whatever the clock says now or said then; without an answer yet, of the one before.
    began = settings.get(connection, "op_base_before", "0") if _is_fresh(connection) else _base(connection)
    since = change.c.at >= now_ms - AGAIN_MS, change.c.op_no > int(began)
    first = connection.execute(select(func.min(change.c.op_no)).where(or_(*since))).scalar()
    if first is None:
        return
    connection.execute(update(change).where(change.c.op_no >= first).values(state=State.LOCAL, reason=""))
    settings.put(connection, incarnation=new_id(), op_base=str(first - 1), acked="0", whole="1")


def _goes_on(connection: Connection, last_op: int, last_digest: bytes) -> bool:
    """Whether what the province has up to ``last_op`` is what this desk did, and all that it did before."""
    if _is_fresh(connection):
        return False
    row = raw.first(
        connection, 'SELECT tx, type, id, action, at, fields FROM "change" WHERE op_no = ?', last_op + _base(connection)
    )
    if row is None:
        return False
    tx, name, record_id, action, at, fields = row
    if record_id == NOBODY or not last_digest:
        return True
    patch = msgspec.json.decode(fields)
    sent = wire.Change(last_op, tx, name, record_id, action, 0, 0, at, patch)
    return change_digest(sent, msgspec.json.encode(patch)) == last_digest


def _is_fresh(connection: Connection) -> bool:
    """Whether the incarnation began because another desk used the numbers before, and has no answer yet."""
    return settings.get(connection, "acked", "0") == "0" and not settings.get(connection, "whole")


def new_incarnation(connection: Connection) -> None:
    """Another desk used this one's numbers: count what is unanswered from 1 under a new name (point 7)."""
    states = [int(s) for s in PENDING]
    first = connection.execute(select(func.min(change.c.op_no)).where(change.c.state.in_(states))).scalar()
    highest = connection.execute(select(func.max(change.c.op_no))).scalar() or 0
    connection.execute(update(change).where(change.c.state == State.SENT).values(state=State.LOCAL))
    base = (first - 1) if first is not None else highest
    if not _is_fresh(connection):
        settings.put(connection, op_base_before=str(_base(connection)))
    settings.put(connection, incarnation=new_id(), op_base=str(base), acked="0", whole="")
