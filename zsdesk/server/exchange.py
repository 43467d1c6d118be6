"""One round with a desk: its changes are applied, and what is new for it comes back."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from zsdesk.clock import Clock
from zsdesk.ids import is_id
from zsdesk.server import feed, identity, publishing, sealing, templates
from zsdesk.server.apply import push
from zsdesk.server.database import Database
from zsdesk.server.problems import Stop
from zsdesk.server.speech import Speech
from zsdesk.sync import wire


def exchange(
    database: Database, caller: identity.Caller, asked: wire.SyncRequest, clock: Clock, speech: Speech
) -> wire.SyncResponse:
    """Push the changes of a request and pull what is new; ``Stop`` where the desk may not, or is too new."""
    if asked.protocol > wire.PROTOCOL:
        raise Stop("protocol", "This desk is newer than the province; the province has to be updated first.")
    if not (is_id(asked.device) and is_id(asked.incarnation)):
        raise Stop("invalid", "“{text}” is no record's id.", text=asked.device)
    if asked.device != caller.device:
        raise Stop("forbidden", "The token belongs to another desk. Enrol this one.")
    results = push(database, caller.account, asked.device, asked, clock, speech)
    key = b"" if asked.sealing else sealing.public_key(database)
    with database.read() as connection:
        return _response(database, connection, caller, asked, results, key)


def _response(
    database: Database, connection: Connection, caller: identity.Caller, asked: wire.SyncRequest,
    results: tuple[wire.Result, ...], sealing_key: bytes,
) -> wire.SyncResponse:  # fmt: skip
    account = caller.account
    epoch, floor = identity.life(database, connection)
    restart = asked.pull and _begins_again(caller, asked, epoch, floor)
    if restart:
        asked = msgspec.structs.replace(asked, first=wire.First(), cursor=0)
    page = feed.Page({}, (), asked.cursor, False, asked.first)
    if asked.pull and asked.first is not None:
        page = feed.first_page(database, connection, account, asked.first, asked.page_bytes)
    elif asked.pull:
        acked = max([asked.acked, *(change.op for change in asked.changes[-1:])])
        known = (_stream_no(database, connection, asked.incarnation), acked)
        page = feed.deltas(database, connection, account, asked.cursor, known, asked.page_bytes)
    last_op, last_digest = _last(database, connection, asked) if restart else (0, b"")
    return wire.SyncResponse(
        results, page.columns, page.rows,  # type: ignore[arg-type]  # rows are encoded already
        page.cursor, page.more, page.first, caller.scope_epoch, epoch, account.name, account.role, account.region,
        account.scopes, catalogues=publishing.since(database, connection, asked.catalogue),
        templates=templates.since(database, connection, asked.templates), restart=restart,
        last_op=last_op, last_digest=last_digest, unit=account.unit, sealing=sealing_key,
    )  # fmt: skip


def _begins_again(caller: identity.Caller, asked: wire.SyncRequest, epoch: str, floor: int) -> bool:
    """Whether what the desk has is no longer what it should have, in more than the feed tells: its rights are
    others, the province was restored, or it was away longer than the feed remembers."""
    if asked.scope_epoch != caller.scope_epoch or asked.server_epoch not in ("", epoch):
        return True
    return asked.first is None and 0 < asked.cursor < floor


def _last(database: Database, connection: Connection, asked: wire.SyncRequest) -> tuple[int, bytes]:
    """The last change of the desk's incarnation that the province has, and its digest."""
    rows = database.fetch(
        connection,
        "SELECT s.last_op_no, r.digest FROM stream s LEFT JOIN result r ON r.stream = s.no AND r.op = s.last_op_no "
        "WHERE s.incarnation = ?",
        asked.incarnation,
    )  # fmt: skip
    return (rows[0][0], bytes(rows[0][1] or b"")) if rows else (0, b"")


def _stream_no(database: Database, connection: Connection, incarnation: str) -> int:
    rows = database.fetch(connection, "SELECT no FROM stream WHERE incarnation = ?", incarnation)
    return rows[0][0] if rows else -1
