"""Changes that the province refused, on their way again: as new entries of the log, in their old order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, update

from zsdesk.store.tables import State, change


def parked(connection: Connection) -> list[int]:
    """The numbers of all refused changes."""
    rows = connection.execute(select(change.c.op_no).where(change.c.state == State.PARKED).order_by(change.c.op_no))
    return [row[0] for row in rows]


def send_again(connection: Connection, ops: Collection[int], *, with_tx: dict[int, int] | None = None) -> list[int]:
    """Put refused changes behind everything that waits, whole transactions together; their new numbers.

    ``with_tx`` says which of their old transactions go on in which new one.
    """
    if not ops:
        return []
    rows = connection.execute(select(change).where(change.c.op_no.in_(list(ops))).order_by(change.c.op_no)).all()
    highest = connection.execute(select(func.max(change.c.tx))).scalar() or 0
    renumbered = dict(with_tx or {})
    made: list[int] = []
    for row in sorted(rows, key=lambda r: (r.tx not in renumbered, r.op_no)):
        if row.tx not in renumbered:
            highest += 1
            renumbered[row.tx] = highest
        values = row._asdict() | {"tx": renumbered[row.tx], "state": State.LOCAL, "reason": "", "version": 0}
        del values["op_no"], values["carried_by"]
        key = connection.execute(change.insert().values(**values)).inserted_primary_key
        assert key is not None
        made.append(key[0])
        connection.execute(
            update(change).where(change.c.op_no == row.op_no).values(state=State.SUPERSEDED, carried_by=key[0])
        )
    return made


def go_on(connection: Connection, taken_up: Sequence[int], tx: int) -> list[int]:
    """What waited for refused changes that were mended in ``tx`` goes again by itself: what was refused with them in
    the same transaction, and what names a record that they create; their new numbers."""
    mended = connection.execute(select(change).where(change.c.op_no.in_(list(taken_up)))).all()
    waiting = connection.execute(select(change).where(change.c.state == State.PARKED)).all()
    together = {row.tx for row in mended}
    free: dict[int, Any] = {}
    ids = {row.id for row in mended if row.action == "create"}
    while found := [r for r in waiting if r.op_no not in free and (r.tx in together or _names(r, ids))]:
        free |= {row.op_no: row for row in found}
        ids |= {row.id for row in found if row.action == "create"}
    return send_again(connection, free, with_tx=dict.fromkeys(together, tx))


def _names(row: Any, ids: set[str]) -> bool:
    if row.id in ids:
        return True
    values = [value for value in msgspec.json.decode(row.fields).values() if isinstance(value, str)]
    return any(record_id in value for value in values for record_id in ids)
