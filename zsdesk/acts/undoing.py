"""Undo: the opposite of what was done, as an ordinary change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from zsdesk.clock import from_ms
from zsdesk.fields import Record, field_of
from zsdesk.kinds import Target
from zsdesk.records import record_type
from zsdesk.store.tables import change
from zsdesk.store.work import Patch, Work

AT_ONCE = 500
"""Values in one statement."""


def undo(work: Work, op_numbers: Sequence[int]) -> None:
    """Write back what the changes found, newest first; what someone changed since is left alone."""
    logged = [
        row for part in _parts(op_numbers)
        for row in work.session.connection().execute(select(change).where(change.c.op_no.in_(part)))
    ]  # fmt: skip
    logged.sort(key=lambda row: -row.op_no)
    carried = _carried(work, op_numbers)
    with work.session.no_autoflush:  # all of it is written at the end, and at once
        known = _loaded(work, logged)
        for row in logged:
            record = known.get(Target(row.type, row.id)) or work.get(row.type, row.id)
            _write_back(work, row, record, carried.get(row.op_no, {}))
    work.session.flush()


def _write_back(work: Work, row: Any, record: Record, carried: Patch) -> None:
    if row.action == "create" and not carried:
        record.deleted_at = from_ms(work.clock.now_ms())
        return
    after = msgspec.json.decode(row.fields)
    before = dict.fromkeys(after) | msgspec.json.decode(row.before)  # of a new record there was nothing
    for name, packed in (before | carried).items():
        declared = field_of(type(record), name)
        if declared.pack(getattr(record, name)) == after[name]:
            setattr(record, name, declared.unpack(packed))


def _loaded(work: Work, rows: Iterable[Any]) -> dict[Target, Record]:
    """The records that changes are of: each type in a few statements."""
    wanted: dict[str, dict[str, None]] = {}
    for row in rows:
        wanted.setdefault(row.type, {})[row.id] = None
    found: dict[Target, Record] = {}
    for name, ids in wanted.items():
        kind = record_type(name)
        for part in _parts(list(ids)):
            for record in work.session.scalars(select(kind).where(kind.id.in_(part))):
                found[Target(name, record.id)] = record
    return found


def _carried(work: Work, op_numbers: Sequence[int]) -> dict[int, Patch]:
    """By change: what parked changes had set, which it took up; that is left as it is."""
    found: dict[int, Patch] = {}
    for part in _parts(op_numbers):
        parked = work.session.connection().execute(
            select(change.c.carried_by, change.c.fields).where(change.c.carried_by.in_(part)).order_by(change.c.op_no)
        )
        for by, fields in parked:
            found[by] = found.get(by, {}) | msgspec.json.decode(fields)
    return found


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[at : at + AT_ONCE] for at in range(0, len(items), AT_ONCE))
