"""Files have a lane of their own, after the records: text goes first (sync point 22).

First small pictures, many in a request, so that everybody soon sees what there is; then the files themselves,
small ones before large ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, bindparam, case, func, literal_column, or_, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert

from zsdesk.desk import Desk
from zsdesk.errors import NotFound
from zsdesk.kinds import Target
from zsdesk.records import Attachment
from zsdesk.store import raw
from zsdesk.store.tables import file, mark, preview
from zsdesk.sync import wire
from zsdesk.sync.pieces import Lane
from zsdesk.sync.removal import FILE
from zsdesk.sync.steps import Call, Progress, inside
from zsdesk.sync.transport import Transport

RETRY_MS = 10 * 60 * 1000
"""How long the province is not asked again for a file that it has not got yet, or whose record it has not got."""
LARGE = 8 * 1024 * 1024
"""Bytes; larger files wait until all others are across."""

_attached = Attachment.__table__.c
_now = bindparam("now", type_=BigInteger)


def move(
    desk: Desk, transport: Transport, call: Call, tell: Callable[[Progress], None], stop: Callable[[], bool]
) -> list[Target]:
    """Send what the province has not, fetch what this desk has not; the attachments that show something new now."""
    lane = Lane(desk.blobs, transport)
    outbound = call(inside, desk, _unsent, desk.clock.now_ms())
    touched = _previews(desk, transport, call, stop)
    inbound = call(inside, desk, _wanted, desk.clock.now_ms())
    total = sum(size for _, size in (*outbound, *inbound))
    done = 0

    def moved(across: int) -> bool:
        tell(Progress("files", done + across, total))
        return stop()

    for sha256, size in outbound:
        if stop():
            return touched
        try:
            if not lane.send(sha256, size, moved):
                return touched
            call(inside, desk, _mark, sha256, size)
        except NotFound:  # its record was refused, or is of another officer who left this desk
            call(inside, desk, _tried, sha256, size, desk.clock.now_ms())
        done += size
        moved(0)
    for sha256, size in inbound:
        if stop():
            return touched
        try:
            came = lane.fetch(sha256, moved)
            if came is False:
                return touched
        except NotFound:  # its desk has not sent it yet
            came = None
        if came:
            touched += call(inside, desk, _came, sha256, size)
        else:
            call(inside, desk, _tried, sha256, size, desk.clock.now_ms())
        done += size
        moved(0)
    return touched


def is_due(connection: Connection, now_ms: int) -> bool:
    """Whether there is anything to move: in most rounds there is not, and one look says so."""
    return any(look(connection, now_ms) for look in (_unsent, _wanted, _unsent_previews, _wanted_previews))


# Numbers as they are, not as values to be bound: only so the indexes of what is to be moved are taken.
_NO: ColumnElement[int] = literal_column("0")
_YES: ColumnElement[int] = literal_column("1")
_AWAY = file.c.present == _NO
_ATTACHED = select(_attached.id).where(_attached.sha256 == file.c.sha256, _attached.deleted_at.is_(None))
"""The records that are not deleted of a file."""
_LACKING = (file.c.present == _YES, file.c.sent == _NO)
"""Files which the province has not."""


def unsent(connection: Connection) -> int:
    """How many files the province has not got yet, and would take."""
    rows = select(func.count()).select_from(file).where(*_LACKING, _ATTACHED.exists())
    return connection.execute(rows).scalar_one()


def _again(tried_at: Any) -> ColumnElement[bool]:
    """It was tried long ago, or on another day by a clock that was wrong."""
    return or_(tried_at < _now - RETRY_MS, tried_at > _now)


# Built once: every round of sync asks them.
_ORPHANS = (
    select(file.c.sha256, file.c.size)
    .join(mark, and_(mark.c.purpose == FILE, mark.c.id == file.c.sha256))
    .where(*_LACKING, _again(file.c.tried_at))
)
"""Files whose records left this desk before they were sent: they follow, and are erased then."""
_UNSENT = (
    select(file.c.sha256, file.c.size)
    .where(*_LACKING, _again(file.c.tried_at), _ATTACHED.where(_attached.version > 0).exists())  # it follows its record
    .union(_ORPHANS)
    .order_by(file.c.size)
)
_size = func.max(func.coalesce(_attached.size, 0))
_WANTED = (
    select(file.c.sha256, _size)
    .join(Attachment.__table__, _attached.sha256 == file.c.sha256)
    .where(_AWAY, _again(file.c.tried_at), _attached.deleted_at.is_(None))
    .group_by(file.c.sha256)
    .order_by(case((_size > LARGE, _size), else_=0), func.max(_attached.id).desc())
)  # fmt: skip
_UNSENT_PREVIEWS = (
    select(preview.c.sha256, preview.c.data)
    .where(
        preview.c.sent == _NO, preview.c.data.is_not(None), _again(preview.c.tried_at),
        select(_attached.id)
        .where(_attached.sha256 == preview.c.sha256, _attached.deleted_at.is_(None), _attached.version > 0)
        .exists(),
    )
    .limit(wire.PREVIEWS)
)  # fmt: skip
_WANTED_PREVIEWS = (
    select(file.c.sha256)
    .join(Attachment.__table__, _attached.sha256 == file.c.sha256)
    .outerjoin(preview, preview.c.sha256 == file.c.sha256)
    .where(
        _AWAY, _attached.deleted_at.is_(None), _attached.media_type.startswith("image/"),
        or_(preview.c.sha256.is_(None), and_(preview.c.data.is_(None), _again(preview.c.tried_at))),
    )
    .group_by(file.c.sha256)
    .order_by(func.max(_attached.id).desc())
    .limit(wire.PREVIEWS)
)  # fmt: skip


@cache
def _written(statement: Any) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """A statement as the driver takes it, the names of its values in their order, and those that are known."""
    compiled = statement.compile(dialect=sqlite.dialect(paramstyle="qmark"))
    return str(compiled), tuple(compiled.positiontup), dict(compiled.params)


def _asked(connection: Connection, statement: Any, now_ms: int) -> Sequence[Any]:
    sql, names, known = _written(statement)
    values = {**known, "now": now_ms}
    return raw.fetch(connection, sql, *[values[name] for name in names])


def _unsent(connection: Connection, now_ms: int) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in _asked(connection, _UNSENT, now_ms)]


def _wanted(connection: Connection, now_ms: int) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in _asked(connection, _WANTED, now_ms)]


def _tried(connection: Connection, sha256: str, size: int, now_ms: int) -> None:
    connection.execute(
        insert(file).values(sha256=sha256, size=size, present=0, sent=0, tried_at=now_ms)
        .on_conflict_do_update(index_elements=[file.c.sha256], set_={"tried_at": now_ms})
    )  # fmt: skip


def _mark(connection: Connection, sha256: str, size: int) -> None:
    connection.execute(
        insert(file).values(sha256=sha256, size=size, present=1, sent=1)
        .on_conflict_do_update(index_elements=[file.c.sha256], set_={"present": 1, "sent": 1})
    )  # fmt: skip


def _came(connection: Connection, sha256: str, size: int) -> list[Target]:
    _mark(connection, sha256, size)
    return _attachments(connection, [sha256])


def _attachments(connection: Connection, files: Iterable[str]) -> list[Target]:
    rows = connection.execute(select(_attached.id).where(_attached.sha256.in_(list(files))))
    return [Target(Attachment.type_name, row[0]) for row in rows]


# -- previews ----------------------------------------------------------------------------------


def _previews(desk: Desk, transport: Transport, call: Call, stop: Callable[[], bool]) -> list[Target]:
    """Send small pictures, and fetch those of pictures that are not here; the attachments that have one now."""
    with suppress(NotFound):  # a province of before there were any
        return _exchange_previews(desk, transport, call, stop)
    return []


def _exchange_previews(desk: Desk, transport: Transport, call: Call, stop: Callable[[], bool]) -> list[Target]:
    while not stop() and (ours := call(inside, desk, _unsent_previews, desk.clock.now_ms())):
        kept = transport.post("/v1/previews", wire.Previews(ours), wire.Wanted, method="PUT").files
        call(inside, desk, _sent_previews, [one.sha256 for one in ours], kept, desk.clock.now_ms())
    touched: list[Target] = []
    while not stop() and (wanted := call(inside, desk, _wanted_previews, desk.clock.now_ms())):
        found = transport.post("/v1/previews", wire.Wanted(tuple(wanted)), wire.Previews).previews
        touched += call(inside, desk, _keep_previews, wanted, found, desk.clock.now_ms())
    return touched


def _unsent_previews(connection: Connection, now_ms: int) -> tuple[wire.Preview, ...]:
    return tuple(wire.Preview(row[0], row[1]) for row in _asked(connection, _UNSENT_PREVIEWS, now_ms))


def _sent_previews(connection: Connection, offered: Iterable[str], kept: Iterable[str], now_ms: int) -> None:
    """The others' records are not at the province yet."""
    connection.execute(preview.update().where(preview.c.sha256.in_(list(offered))).values(tried_at=now_ms))
    connection.execute(preview.update().where(preview.c.sha256.in_(list(kept))).values(sent=1))


def _wanted_previews(connection: Connection, now_ms: int) -> list[str]:
    """Pictures that are not here, nor anything of them; newest first."""
    return [row[0] for row in _asked(connection, _WANTED_PREVIEWS, now_ms)]


def _keep_previews(
    connection: Connection, wanted: list[str], found: Iterable[wire.Preview], now_ms: int
) -> list[Target]:
    here = {one.sha256: one.data for one in found if one.sha256 in wanted}
    for sha256 in wanted:
        values = {"data": here.get(sha256), "sent": 1, "tried_at": now_ms}
        connection.execute(
            insert(preview).values(sha256=sha256, **values)
            .on_conflict_do_update(index_elements=[preview.c.sha256], set_=values)
        )  # fmt: skip
    return _attachments(connection, here)
