"""The unit of work: one transaction, in which records, change log, shadow and index move together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, event, inspect, or_, select, text
from sqlalchemy.orm import Session

from zsdesk.clock import Clock
from zsdesk.errors import NotFound
from zsdesk.fields import Record, derived, fields
from zsdesk.kinds import Packed, Target
from zsdesk.records import SCHEMA, record_type
from zsdesk.rules import sealing
from zsdesk.store import again, raw
from zsdesk.store.blobs import Blobs
from zsdesk.store.index import await_reindex, index_rows, pinyin, reads, renames
from zsdesk.store.tables import UNSETTLED, State, change

R = TypeVar("R", bound=Record)
Patch = dict[str, Packed | None]


@dataclass
class Work:
    """What an act may use: the session, the clock, the officer, the files.

    Acts change records through the session only; the change log follows by itself before each flush.
    Bulk ``update()`` would pass it by, so acts never use it.
    """

    session: Session
    clock: Clock
    user: str
    region: str
    blobs: Blobs
    tx: int
    touched: list[Target] = field(default_factory=list)
    logged: list[int] = field(default_factory=list)
    renamed: bool = False
    final: bool = False
    """Set by an act that is not taken back by Ctrl+Z: what it does is put right by another act, and stays visible."""
    mended: list[int] = field(default_factory=list)
    """Refused changes that this unit of work took up."""
    withdrawn: bool = False
    """Set by an act that takes back what was refused: a record that the province never had does not go there."""

    def get(self, type_name: str, record_id: str) -> Record:
        """The record, or ``NotFound``."""
        found = self.session.get(record_type(type_name), record_id)
        if found is None:
            raise NotFound("There is no {type} with the id {id} on this desk.", type=type_name, id=record_id)
        return found

    def need(self, record: type[R], record_id: str) -> R:
        """The record of a class, or ``NotFound``."""
        found = self.session.get(record, record_id)
        if found is None:
            raise NotFound("There is no {type} with the id {id} on this desk.", type=record.type_name, id=record_id)
        return found

    def add(self, made: Record) -> None:
        """Put a new record into the store."""
        self.session.add(made)


def begin(connection: Connection, *, clock: Clock, user: str, region: str, blobs: Blobs) -> Work:
    """A unit of work on an open transaction; the caller commits."""
    session = Session(connection, expire_on_commit=False, autoflush=True)
    last = raw.first(connection, 'SELECT tx FROM "change" ORDER BY op_no DESC LIMIT 1')
    work = Work(session, clock, user, region, blobs, (last[0] if last else 0) + 1)
    event.listen(session, "before_flush", lambda _session, _context, _instances: _log(work))
    return work


def _log(work: Work) -> None:
    session = work.session
    by_type: dict[type[Record], list[dict[str, Any]]] = {}
    new = [made for made in session.new if isinstance(made, Record)]
    # The session has no order of its own for what was changed: it would depend on addresses in memory.
    dirty = sorted((r for r in session.dirty if isinstance(r, Record)), key=lambda r: (type(r).type_name, r.id))
    for record in (*new, *dirty):
        patch, before = _patch(record)
        if not patch:
            continue
        _refuse_sealed(work, record, patch, before)
        _complete(work, record, patch, before)
        _write_change(work, record, patch, before)
        if inspect(record).pending or reads(type(record), patch):
            packed: dict[str, Any] = {f.name: f.pack(getattr(record, f.name)) for f in fields(type(record))}
            by_type.setdefault(type(record), []).append({"id": record.id, **packed})
        if renames(type(record), patch) and not inspect(record).pending:
            # Records that point here are found by this name too.
            work.renamed = True
            await_reindex(session.connection(), type(record).type_name, [record.id])
    connection = session.connection()
    for kind, rows in by_type.items():
        index_rows(connection, kind, rows)


def _patch(record: Record) -> tuple[Patch, Patch]:
    """The packed fields that this flush changes, and what they were."""
    state = inspect(record)
    after: Patch = {}
    before: Patch = {}
    for declared in fields(type(record)):
        history = state.attrs[declared.name].history
        if not history.has_changes():
            continue
        new = declared.pack(history.added[0] if history.added else None)
        declared.unpack(new)  # what could not be read back is refused here, and never written
        old = declared.pack(history.deleted[0]) if history.deleted else None
        if new != old:
            after[declared.name], before[declared.name] = new, old
    return after, before


def _refuse_sealed(work: Work, record: Record, patch: Patch, before: Patch) -> None:
    """What was signed by hand stays: for every act, an undo and a settled conflict too."""
    if before or not inspect(record).pending:
        packed = {f.name: f.pack(getattr(record, f.name)) for f in fields(type(record))}
        refusal = sealing.refusal(type(record), {**packed, **before}, patch, work.user)
        if refusal is not None:
            raise refusal


def _complete(work: Work, record: Record, patch: Patch, before: Patch) -> None:
    """What follows from the changed fields: pinyin of the name, sums in 元, the time of the change."""
    kind = type(record)
    if kind.title_field in patch:
        was = record.pinyin
        record.pinyin = pinyin(str(patch[kind.title_field] or "")) or None
        if record.pinyin != was:
            patch["pinyin"] = record.pinyin
            before.setdefault("pinyin", was)
    record.updated_at = work.clock.now_ms()
    packed = {f.name: f.pack(getattr(record, f.name)) for f in fields(kind)}
    for name, value in derived(kind, packed).items():
        setattr(record, name, value)


def _write_change(work: Work, record: Record, patch: Patch, before: Patch) -> None:
    connection = work.session.connection()
    kind, new = type(record).type_name, inspect(record).pending
    action, base, at = "create" if new else "change", record.version or 0, work.clock.now_ms()
    parked = [] if new else _parked(connection, kind, record.id)
    if not new:
        _keep_shadow(connection, record, before)
    if parked:  # they travel again inside this change, beneath it
        refused = again.compose(parked, {f.name: f.pack(getattr(record, f.name)) for f in fields(type(record))})
        patch, before, base = {**refused.fields, **patch}, {**before, **refused.before}, refused.base
        if refused.action == "create":
            action, at = "create", refused.at  # it was made when it was made
    if action != "create" and "deleted_at" in patch:
        action = "delete" if patch["deleted_at"] is not None else "restore"
    if action == "create":
        before = {}  # there was nothing
    op_no = raw.insert(
        connection,
        'INSERT INTO "change" (tx, type, id, action, base, schema, fields, "before", at, actor, state, reason, '
        f"version) VALUES (?, ?, ?, ?, ?, {SCHEMA}, ?, ?, ?, ?, {int(State.LOCAL)}, '', 0)",
        work.tx, kind, record.id, action, base, json.dumps(patch, ensure_ascii=False),
        json.dumps(before, ensure_ascii=False), at, work.user,
    )  # fmt: skip
    if parked:
        taken_up = [row.op_no for row in parked]
        work.mended += taken_up
        raw.run(
            connection, f'UPDATE "change" SET state = {int(State.SUPERSEDED)}, carried_by = ? WHERE op_no = ?',
            [(op_no, number) for number in taken_up],
        )  # fmt: skip
    work.logged.append(op_no)
    work.touched.append(Target(kind, record.id))


def _keep_shadow(connection: Connection, record: Record, before: Patch) -> None:
    """Before the first edit over the province's row, keep that row: edits are rebased over it."""
    kind = type(record).type_name
    if not record.version:
        return
    if raw.first(connection, "SELECT 1 FROM shadow WHERE type = ? AND id = ?", kind, record.id) is None:
        row = {f.name: f.pack(getattr(record, f.name)) for f in fields(type(record))} | dict(before)
        raw.execute(
            connection, 'INSERT INTO shadow (type, id, version, "row") VALUES (?, ?, ?, ?)',
            kind, record.id, record.version, json.dumps(row, ensure_ascii=False),
        )  # fmt: skip


def _parked(connection: Connection, kind: str, record_id: str) -> Sequence[Any]:
    """The refused changes of a record, and the creation that was taken back after it was refused, oldest first."""
    some = f'SELECT 1 FROM "change" WHERE type = ? AND id = ? AND (state = {int(State.PARKED)} OR {again.WITHDRAWN})'
    if raw.first(connection, f"{some} LIMIT 1", kind, record_id) is None:
        return ()
    refused = or_(change.c.state == State.PARKED, text(again.WITHDRAWN))
    rows = select(change).where(change.c.type == kind, change.c.id == record_id, refused)
    return connection.execute(rows.order_by(change.c.op_no)).all()


def unsettled(connection: Connection) -> int:
    """How many changes the province has not in its records."""
    states = ", ".join(str(int(state)) for state in UNSETTLED)
    return len(raw.fetch(connection, f'SELECT 1 FROM "change" WHERE state IN ({states})'))
