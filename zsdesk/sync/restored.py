"""What a province refused since it was put back to a backup is sent once more by itself (sync point 24).

Desks come back one after the other: what one of them sends again may be about a record that another one has still to
send, or need what another one has to say first.
"""

from __future__ import annotations

from sqlalchemy import Connection

from zsdesk.store import again, raw, settings
from zsdesk.store.tables import State
from zsdesk.sync.sealed import FIELD, NOBODY

FOR_MS = 3 * 24 * 3600 * 1000
"""So long after the restore; then it is the officer's to look at."""
EVERY_MS = 3600 * 1000

_REFUSED = (
    f"FROM \"change\" WHERE state = {int(State.SUPERSEDED)} AND id = '{NOBODY}' AND reason <> '' "
    f"AND fields LIKE '{{\"{FIELD}\"%'"
)
"""Sealed changes that were refused when they were sent again."""


def is_due(connection: Connection, now_ms: int) -> bool:
    """Whether anything was refused since a restore that is to be sent once more now."""
    at = settings.get(connection, "restored_at")
    if not at or abs(now_ms - int(settings.get(connection, "asked_again", at))) < EVERY_MS:
        return False
    if abs(now_ms - int(at)) > FOR_MS:
        return False
    parked = f'SELECT 1 FROM "change" WHERE state = {int(State.PARKED)} LIMIT 1'
    return bool(raw.first(connection, parked) or raw.first(connection, f"SELECT 1 {_REFUSED} LIMIT 1"))


def ask_again(connection: Connection, now_ms: int) -> None:
    """Put it behind what waits."""
    settings.put(connection, asked_again=str(now_ms))
    again.send_again(connection, again.parked(connection))
    _sealed_again(connection)


def _sealed_again(connection: Connection) -> None:
    """A sealed change goes as a new entry of the log, with those of its old transaction; the old one is empty then."""
    refused = raw.fetch(connection, f"SELECT op_no, tx {_REFUSED} ORDER BY op_no")
    if not refused:
        return
    last_op, last_tx = raw.fetch(connection, 'SELECT max(op_no), max(tx) FROM "change"')[0]
    renumbered = {tx: last_tx + 1 + at for at, tx in enumerate(dict.fromkeys(tx for _, tx in refused))}
    copied = [
        (last_op + at, renumbered[tx], int(State.LOCAL), last_op + at, op)
        for at, (op, tx) in enumerate(refused, 1)
    ]  # fmt: skip
    raw.run(
        connection,
        'INSERT INTO "change" (op_no, tx, state, carried_by, type, id, action, base, schema, fields, "before", at, '
        'actor, version, reason) SELECT ?, ?, ?, ?, type, id, action, base, schema, fields, "before", at, actor, 0, '
        "'' FROM \"change\" WHERE op_no = ?",
        copied,
    )
    raw.run(
        connection, "UPDATE \"change\" SET fields = '{}', reason = '' WHERE op_no = ?", [(op,) for op, _ in refused]
    )
