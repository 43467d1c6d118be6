"""What this desk no longer sees leaves it: rows, history, index, files; and the disk keeps no byte of it (I7).

Removal is not deletion: the province still has the records.  What this desk did not send yet stays until the
province has answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import json
from sqlalchemy import Connection, delete

from zsdesk.desk import Desk
from zsdesk.fields import Record, fields
from zsdesk.kinds import Blob, Target
from zsdesk.records import TYPES, record_type
from zsdesk.store import raw, settings
from zsdesk.store.index import unindex
from zsdesk.store.tables import State, mark
from zsdesk.sync.outgoing import unsettled_ids
from zsdesk.sync.sealed import NOBODY, Content, Sealer

SEEN, LEAVING, FILE = "seen", "leaving", "file"


def begin(connection: Connection) -> None:
    """A new snapshot begins: at its end, what it did not show is removed."""
    connection.execute(delete(mark).where(mark.c.purpose.in_([SEEN, LEAVING])))
    settings.put(connection, sweeping="1", cursor="0")


def see(connection: Connection, name: str, ids: Iterable[str]) -> None:
    """Records that the province has for this desk, while a snapshot is under way."""
    if settings.get(connection, "sweeping"):
        _note(connection, SEEN, name, ids)


def stay(connection: Connection, name: str, ids: Iterable[str]) -> None:
    """The province has these records for this desk, whatever a snapshot of before showed."""
    see(connection, name, ids)
    if raw.first(connection, "SELECT 1 FROM mark WHERE purpose = ? LIMIT 1", LEAVING):
        gone = [(name, i) for i in ids]
        raw.run(connection, f"DELETE FROM mark WHERE purpose = '{LEAVING}' AND type = ? AND id = ?", gone)


def remove(connection: Connection, record: type[Record], ids: Sequence[str]) -> None:
    """Records that left the scope: off this desk; those with unsent edits go when these are answered."""
    kept = unsettled_ids(connection, record.type_name, ids)
    _note(connection, LEAVING, record.type_name, kept)
    gone = [i for i in ids if i not in kept]
    if gone:
        _remove(connection, record, gone)


def leave(connection: Connection) -> list[Target]:
    """Remove what only waited for its last answer."""
    waiting: dict[str, list[str]] = {}
    for name, record_id in raw.fetch(connection, "SELECT type, id FROM mark WHERE purpose = ?", LEAVING):
        waiting.setdefault(name, []).append(record_id)
    left: list[Target] = []
    for name, ids in waiting.items():
        kept = unsettled_ids(connection, name, ids)
        gone = [i for i in ids if i not in kept]
        if gone:
            _remove(connection, record_type(name), gone)
            left += [Target(name, i) for i in gone]
    return left


def leave_when_answered(connection: Connection, targets: Iterable[Target]) -> None:
    """These records are no longer this desk's: the province keeps what was sent of them elsewhere."""
    for name, record_id in targets:
        _note(connection, LEAVING, name, [record_id])


def sweep(connection: Connection) -> list[Target]:
    """The snapshot is whole: what it did not show is removed; the records that are gone."""
    gone: list[Target] = []
    for record in TYPES:
        rows = raw.fetch(
            connection,
            f'SELECT r.id FROM "{record.__tablename__}" r WHERE r.version > 0 AND NOT EXISTS '
            "(SELECT 1 FROM mark m WHERE m.purpose = ? AND m.type = ? AND m.id = r.id)",
            SEEN, record.type_name,
        )  # fmt: skip
        ids = [row[0] for row in rows]
        remove(connection, record, ids)
        gone += [Target(record.type_name, i) for i in ids]
    connection.execute(delete(mark).where(mark.c.purpose == SEEN))
    settings.put(connection, sweeping="")
    return gone


def _note(connection: Connection, purpose: str, name: str, ids: Iterable[str]) -> None:
    rows = [(purpose, name, i) for i in ids]
    if rows:
        raw.run(connection, "INSERT OR IGNORE INTO mark (purpose, type, id) VALUES (?, ?, ?)", rows)


def _remove(connection: Connection, record: type[Record], ids: Sequence[str]) -> None:
    name, keys = record.type_name, [(record.type_name, i) for i in ids]
    _note_files(connection, record, ids)
    unindex(connection, name, ids)
    raw.run(connection, f'DELETE FROM "{record.__tablename__}" WHERE id = ?', [(i,) for i in ids])
    for table in ("shadow", "heard", "draft"):
        raw.run(connection, f'DELETE FROM "{table}" WHERE type = ? AND id = ?', keys)
    sealed = _sealed(connection, name, ids)
    # The log keeps the numbers of what was done, and nothing of what it was that this desk could read.
    raw.run(
        connection,
        f"UPDATE \"change\" SET id = '{NOBODY}', action = 'change', fields = '{{}}', before = '{{}}', "
        f"reason = '', actor = '', state = {int(State.SUPERSEDED)}, carried_by = op_no WHERE type = ? AND id = ?",
        keys,
    )
    raw.run(connection, 'UPDATE "change" SET fields = ? WHERE op_no = ?', sealed)
    raw.run(connection, f"DELETE FROM mark WHERE purpose = '{LEAVING}' AND type = ? AND id = ?", keys)
    settings.put(connection, erase="1")


def _sealed(connection: Connection, name: str, ids: Sequence[str]) -> list[tuple[str, int]]:
    """What was done here in these records, for the province alone, in place of the patches of these numbers; what a
    later change took up is in that one."""
    key = settings.get(connection, "sealing_key")
    if not key:  # a province of before, which has none
        return []
    sealer = Sealer(bytes.fromhex(key))
    rows = raw.fetch(
        connection,
        'SELECT op_no, id, action, base, schema, at, fields, "before" FROM "change" WHERE type = ? '
        "AND carried_by IS NULL AND id IN (SELECT value FROM json_each(?)) ORDER BY op_no",
        name, json.encode(list(ids)).decode(),
    )  # fmt: skip
    return [
        (sealer.patch(Content(name, one, action, base, schema, at, json.decode(patch), json.decode(before))), op_no)
        for op_no, one, action, base, schema, at, patch, before in rows
    ]


@cache
def _file_fields(record: type[Record]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(record) if isinstance(f.kind, Blob))


def _note_files(connection: Connection, record: type[Record], ids: Sequence[str]) -> None:
    """Their files are erased, where nothing else on this desk names them."""
    for name in _file_fields(record):
        marked = json.encode(list(ids)).decode()
        rows = raw.fetch(
            connection,
            f'SELECT DISTINCT "{name}" FROM "{record.__tablename__}" WHERE "{name}" IS NOT NULL '
            "AND id IN (SELECT value FROM json_each(?))", marked,
        )  # fmt: skip
        _note(connection, FILE, "", [row[0] for row in rows])


_WAITS = (
    f"SELECT m.id FROM mark m JOIN file f ON f.sha256 = m.id WHERE m.purpose = '{FILE}' "
    "AND f.present = 1 AND f.sent = 0 AND f.tried_at = 0"
)
"""Files that left before they were sent, which the province was not asked yet to take."""


def is_due(connection: Connection) -> bool:
    """Whether something was removed that the disk still holds."""
    return settings.get(connection, "erase") != ""


def erase(desk: Desk) -> bool:
    """Overwrite what was removed: files, the index's old pages, the journal; true where nothing is left to do.

    May be broken off at any point: the next sync does the rest.  A file that was not sent yet waits for that.
    """
    with desk.transaction() as connection:
        if not settings.get(connection, "erase"):
            return True
        waits = {row[0] for row in raw.fetch(connection, _WAITS)}
        marked = [row[0] for row in raw.fetch(connection, "SELECT id FROM mark WHERE purpose = ?", FILE)]
        done = [sha for sha in marked if sha not in waits]
        for sha in done:
            if _named(connection, sha):
                continue
            desk.blobs.erase(sha)
            for table in ("file", "preview"):
                raw.execute(connection, f'DELETE FROM "{table}" WHERE sha256 = ?', sha)
        raw.run(connection, f"DELETE FROM mark WHERE purpose = '{FILE}' AND id = ?", [(sha,) for sha in done])
        for table in ("search_name", "search_text"):  # what was taken out lies in their pages until they are rewritten
            raw.execute(connection, f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    if not desk.truncate_journal():
        return False  # another process reads the desk: the next sync tries again
    with desk.transaction() as connection:
        settings.put(connection, erase="1" if waits else "")
    return desk.truncate_journal()


def _named(connection: Connection, sha256: str) -> bool:
    """Whether a record on this desk still names the file."""
    return any(
        raw.first(connection, f'SELECT 1 FROM "{r.__tablename__}" WHERE "{name}" = ? LIMIT 1', sha256)
        for r in TYPES for name in _file_fields(r)
    )  # fmt: skip
