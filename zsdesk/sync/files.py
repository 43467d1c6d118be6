"""Files have a lane of their own, after the records: text goes first (sync point 22)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.dialects.sqlite import insert

from zsdesk.desk import Desk
from zsdesk.errors import NotFound
from zsdesk.records import Attachment
from zsdesk.store.tables import file
from zsdesk.sync import wire
from zsdesk.sync.steps import Call, Progress, inside
from zsdesk.sync.transport import Transport


def move(
    desk: Desk, transport: Transport, call: Call, tell: Callable[[Progress], None], stop: Callable[[], bool]
) -> None:
    """Send what the province has not, fetch what this desk has not."""
    outbound = call(inside, desk, _unsent)
    inbound = call(inside, desk, _wanted, desk.clock.now_ms())
    total = sum(size for _, size in (*outbound, *inbound))
    done = 0
    for sha256, size in outbound:
        for sent in _send(desk, transport, sha256, size):
            tell(Progress("files", done + sent, total))
            if stop():
                return
        done += size
        call(inside, desk, _mark, sha256, size, sent=1)
    for sha256, size in inbound:
        if stop():
            return
        try:
            digest, _ = desk.blobs.put(_Stream(transport.fetch_chunks(sha256, size)))
        except NotFound:  # its desk has not sent it yet
            call(inside, desk, _tried, sha256, size, desk.clock.now_ms())
            continue
        done += size
        tell(Progress("files", done, total))
        if digest == sha256:
            call(inside, desk, _mark, sha256, size, sent=1)
        else:
            desk.blobs.path(digest).unlink(missing_ok=True)


def _unsent(connection: Connection) -> list[tuple[str, int]]:
    rows = connection.execute(select(file.c.sha256, file.c.size).where(file.c.present == 1, file.c.sent == 0))
    return [(row[0], row[1]) for row in rows]


RETRY_MS = 10 * 60 * 1000
"""How long a file that the province has not got yet is not asked for again."""


def _wanted(connection: Connection, now_ms: int) -> list[tuple[str, int]]:
    table = Attachment.__table__
    lacking = or_(file.c.sha256.is_(None), and_(file.c.present == 0, file.c.tried_at < now_ms - RETRY_MS))
    rows = connection.execute(
        select(table.c.sha256, table.c.size)
        .outerjoin(file, file.c.sha256 == table.c.sha256)
        .where(table.c.deleted_at.is_(None), table.c.sha256.is_not(None), lacking)
        .order_by(table.c.id.desc())
        .distinct()
    )
    return [(row[0], row[1] or 0) for row in rows]


def _tried(connection: Connection, sha256: str, size: int, now_ms: int) -> None:
    connection.execute(
        insert(file).values(sha256=sha256, size=size, present=0, sent=0, tried_at=now_ms)
        .on_conflict_do_update(index_elements=[file.c.sha256], set_={"tried_at": now_ms})
    )  # fmt: skip


def _mark(connection: Connection, sha256: str, size: int, *, sent: int) -> None:
    connection.execute(
        insert(file).values(sha256=sha256, size=size, present=1, sent=sent)
        .on_conflict_do_update(index_elements=[file.c.sha256], set_={"present": 1, "sent": sent})
    )  # fmt: skip


def _send(desk: Desk, transport: Transport, sha256: str, size: int) -> Iterator[int]:
    """Send a file from where the province has it; yields how many bytes it has."""
    offset, complete = transport.blob_offset(sha256)
    if complete:
        return
    position, buffer = 0, b""
    for chunk in desk.blobs.chunks(sha256):
        skip = min(len(chunk), max(0, offset - position))
        position += len(chunk)
        buffer += chunk[skip:]
        while len(buffer) >= wire.BLOB_CHUNK or (position == size and buffer):
            part, buffer = buffer[: wire.BLOB_CHUNK], buffer[wire.BLOB_CHUNK :]
            offset = transport.send_chunk(sha256, size, offset, part).offset
            yield offset


class _Stream:
    """Chunks as something that can be read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while len(self._rest) < size:
            following = next(self._chunks, None)
            if following is None:
                break
            self._rest += following
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken
