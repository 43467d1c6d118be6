"""Undo: the opposite of what was done, as an ordinary change."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import select

from zsdesk.clock import from_ms
from zsdesk.fields import field_of
from zsdesk.store.tables import change
from zsdesk.store.work import Work


def undo(work: Work, op_numbers: Sequence[int]) -> None:
    """Write back what the changes found, newest first; what someone changed since is left alone."""
    logged = work.session.connection().execute(
        select(change).where(change.c.op_no.in_(list(op_numbers))).order_by(change.c.op_no.desc())
    )
    for row in logged.all():
        record = work.get(row.type, row.id)
        if row.action == "create":
            record.deleted_at = from_ms(work.clock.now_ms())
            continue
        after = msgspec.json.decode(row.fields)
        for name, packed in msgspec.json.decode(row.before).items():
            declared = field_of(type(record), name)
            if declared.pack(getattr(record, name)) == after[name]:
                setattr(record, name, declared.unpack(packed))
    work.session.flush()
