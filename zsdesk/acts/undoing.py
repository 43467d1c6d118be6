"""Undo: the opposite of what was done, as an ordinary change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from zsdesk.clock import from_ms
from zsdesk.fields import field_of
from zsdesk.store.tables import change
from zsdesk.store.work import Patch, Work


def undo(work: Work, op_numbers: Sequence[int]) -> None:
    """Write back what the changes found, newest first; what someone changed since is left alone."""
    logged = work.session.connection().execute(
        select(change).where(change.c.op_no.in_(list(op_numbers))).order_by(change.c.op_no.desc())
    )
    for row in logged.all():
        record = work.get(row.type, row.id)
        carried = _carried(work, row)
        if row.action == "create" and not carried:
            record.deleted_at = from_ms(work.clock.now_ms())
            continue
        after = msgspec.json.decode(row.fields)
        before = dict.fromkeys(after) | msgspec.json.decode(row.before)  # of a new record there was nothing
        for name, packed in (before | carried).items():
            declared = field_of(type(record), name)
            if declared.pack(getattr(record, name)) == after[name]:
                setattr(record, name, declared.unpack(packed))
    work.session.flush()


def _carried(work: Work, row: Any) -> Patch:
    """What parked changes had set, which the change took up: to be left as it is."""
    parked = work.session.connection().execute(
        select(change.c.fields)
        .where(change.c.type == row.type, change.c.id == row.id, change.c.carried_by == row.op_no)
        .order_by(change.c.op_no)
    )
    found: Patch = {}
    for (fields,) in parked:
        found |= msgspec.json.decode(fields)
    return found
