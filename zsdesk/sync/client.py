"""The desk's sync: enrol, then rounds of push and pull until nothing is left on either side.

``sync`` runs on the network thread; all work on the database goes through ``call``, which runs it
on the desk's own thread.  A round is ``prepare`` → exchange → ``receive``: the database is never held
while the network is waited for.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

import msgspec
from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.dialects.sqlite import insert

from zsdesk.desk import Desk
from zsdesk.errors import Locked, NotFound, Refused
from zsdesk.kinds import Target
from zsdesk.records import Attachment
from zsdesk.store import settings
from zsdesk.store.index import index_waiting
from zsdesk.store.tables import file
from zsdesk.store.work import unsettled
from zsdesk.sync import incoming, outgoing, wire
from zsdesk.sync.transport import Gap, OtherDesk, Transport, checked_url

R = TypeVar("R")
P = ParamSpec("P")


class Progress(NamedTuple):
    """How far a sync has come: ``phase`` is ``records``, ``files`` or ``index``."""

    phase: str
    done: int
    total: int


class SyncResult(NamedTuple):
    """What a sync did; ``bytes`` counts bodies in both directions, as they travelled."""

    pushed: int
    pulled: int
    conflicts: int
    requests: int
    bytes: int
    touched: tuple[Target, ...]


class Link(NamedTuple):
    """Where the desk is enrolled, and the token that speaks for it."""

    url: str
    token: str
    root: str


class Call:
    """How ``sync`` reaches the database: here directly; a window hands in its data thread."""

    def __call__(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return work(*args, **kwargs)


direct = Call()


def _in(desk: Desk, step: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    with desk.transaction() as connection:
        return step(connection, *args, **kwargs)


def enrol(desk: Desk, url: str, user: str, password: str, *, root: str = "", call: Call = direct) -> None:
    """Enrol this desk at the province; the password is not kept.

    ``Refused`` where the desk belongs to another province or has unsent work of another officer.
    """
    address = checked_url(url)
    device = call(_in, desk, _may_enrol, address, user)
    with Transport(address, root=root) as transport:
        body = wire.EnrolRequest(user, password, device, platform.node()[:200])
        answer = transport.post("/v1/enrol", body, wire.EnrolResponse)
    call(_enrolled, desk, address, root, answer)


def _may_enrol(connection: Connection, url: str, user: str) -> str:
    server, officer = settings.get(connection, "server"), settings.get(connection, "user")
    waiting = unsettled(connection)
    if server and server != url and (waiting or int(settings.get(connection, "cursor", "0"))):
        raise Refused("This desk belongs to {server}. Make a new desk for {url}; this one stays as it is.",
                      server=server, url=url)  # fmt: skip
    if server and officer and officer != user and waiting:
        raise Refused("{count} changes of {officer} are not sent yet: sync them first, then enrol as {user}.",
                      count=waiting, officer=officer, user=user)  # fmt: skip
    return settings.get(connection, "device")


def _enrolled(desk: Desk, url: str, root: str, answer: wire.EnrolResponse) -> None:
    desk.vault.put("token", answer.token.encode())
    with desk.transaction() as connection:
        fresh = not settings.get(connection, "server")
        settings.put(connection, server=url, root=root, server_epoch=answer.server_epoch)
        if fresh:
            settings.put(connection, first=msgspec.json.encode(wire.First()).decode())
    desk.set_profile(user=answer.user, region=answer.region)


def link(desk: Desk) -> Link:
    """The desk's enrolment; ``Refused`` where it has none."""
    with desk.transaction() as connection:
        url, root = settings.get(connection, "server"), settings.get(connection, "root")
    token = desk.vault.get("token") if url else None
    if not url:
        raise Refused("This desk is not enrolled at a province yet. Enrol it with your account; work goes on without.")
    if token is None:
        raise Locked("The token of this desk is not in the keyring. Enrol it again; nothing is lost.")
    return Link(url, token.decode(), root)


def sync(
    desk: Desk,
    *,
    call: Call = direct,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SyncResult:
    """Push what waits, pull what is new, then move files; may be broken off at any point and begun again.

    Raises ``Offline``, ``Unauthorized`` or ``Refused``; whatever was received until then is kept.
    """
    tell = progress or (lambda _progress: None)
    stop = cancelled or (lambda: False)
    where = call(link, desk)
    with Transport(where.url, where.token, root=where.root) as transport:
        tally = _Tally()
        while not stop() and _round(desk, transport, call, tally, tell):
            pass
        if not stop():
            _files(desk, transport, call, tell, stop)
        requests, size = transport.requests, transport.bytes
    while not stop() and call(_in, desk, index_waiting, 200):
        tell(Progress("index", 0, 0))
    call(_in, desk, _finished, desk.clock.now_ms())
    touched = tuple(dict.fromkeys(tally.touched))
    return SyncResult(tally.pushed, tally.pulled, tally.conflicts, requests, size, touched)


def _finished(connection: Connection, now_ms: int) -> None:
    settings.put(connection, last_sync=str(now_ms))


class _Tally:
    def __init__(self) -> None:
        self.pushed = self.pulled = self.conflicts = 0
        self.touched: list[Target] = []
        self.resets = 0


def _round(desk: Desk, transport: Transport, call: Call, tally: _Tally, tell: Callable[[Progress], None]) -> bool:
    """One request and its answer; whether another round is needed."""
    request = call(_in, desk, outgoing.prepare)
    try:
        response = transport.post("/v1/sync", request, wire.SyncResponse)
    except (Gap, OtherDesk) as wrong:
        tally.resets += 1
        if tally.resets > 3:
            raise Refused(
                "The province and this desk disagree about what was sent. Report this; nothing is lost."
            ) from None
        if isinstance(wrong, Gap):
            call(_in, desk, outgoing.resend_from, wrong.expected)
        else:
            call(_in, desk, outgoing.new_incarnation)
        return True
    touched, left = call(receive, desk, request, response)
    tally.pushed += sum(r.status != "rejected" for r in response.results)
    tally.conflicts += sum(r.status == "conflict" for r in response.results)
    tally.pulled += len(response.rows)
    tally.touched += touched
    tell(Progress("records", tally.pushed + tally.pulled, tally.pushed + tally.pulled + left))
    return response.more or response.first is not None or left > 0


def receive(desk: Desk, request: wire.SyncRequest, response: wire.SyncResponse) -> tuple[list[Target], int]:
    """Take an answer into the store in one transaction: results, rows and cursor; what it touched, and what waits."""
    if len(response.results) != len(request.changes):
        raise Refused("The province answered {got} of {sent} changes. Report this; nothing is lost.",
                      got=len(response.results), sent=len(request.changes))  # fmt: skip
    with desk.transaction() as connection:
        outgoing.settle(connection, request, response.results)
        touched = incoming.apply(connection, response)
        first = msgspec.json.encode(response.first).decode() if response.first is not None else ""
        settings.put(
            connection, cursor=str(response.cursor), first=first, scope_epoch=str(response.scope_epoch),
            server_epoch=response.server_epoch, role=response.role,
        )  # fmt: skip
        left = outgoing.waiting(connection)
    if response.user and (response.user, response.region) != (desk.user, desk.region):
        desk.set_profile(user=response.user, region=response.region)
    return touched + [Target(c.type, c.id) for c in request.changes], left


# -- files -----------------------------------------------------------------------------------------


def _files(
    desk: Desk, transport: Transport, call: Call, tell: Callable[[Progress], None], stop: Callable[[], bool]
) -> None:
    """Files have a lane of their own, after the records: text goes first (point 22)."""
    outbound = call(_in, desk, _unsent)
    inbound = call(_in, desk, _wanted, desk.clock.now_ms())
    total = sum(size for _, size in (*outbound, *inbound))
    done = 0
    for sha256, size in outbound:
        for sent in _send(desk, transport, sha256, size):
            tell(Progress("files", done + sent, total))
            if stop():
                return
        done += size
        call(_in, desk, _mark, sha256, size, sent=1)
    for sha256, size in inbound:
        if stop():
            return
        try:
            digest, _ = desk.blobs.put(_Stream(transport.fetch_chunks(sha256, size)))
        except NotFound:  # its desk has not sent it yet
            call(_in, desk, _tried, sha256, size, desk.clock.now_ms())
            continue
        done += size
        tell(Progress("files", done, total))
        if digest == sha256:
            call(_in, desk, _mark, sha256, size, sent=1)
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
