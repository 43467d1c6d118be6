"""What a desk compares its records with: digests of what its account sees, and the records of single buckets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from litestar import Response, post
from litestar.params import JSONBody
from sqlalchemy import Connection

from zsdesk.records import BY_NAME
from zsdesk.rules.rights import Account
from zsdesk.server import departments
from zsdesk.server.database import Database
from zsdesk.server.feed import Filling, among
from zsdesk.server.http import FOR_DESKS, WireRequest, answer
from zsdesk.server.identity import server_epoch
from zsdesk.server.problems import Stop
from zsdesk.server.rows import shape
from zsdesk.sync import wire
from zsdesk.sync.digest import digest_of, sorted_out


@post("/v1/digest", sync_to_thread=True, status_code=200, tags=["sync"], **FOR_DESKS)
def digest(request: WireRequest, data: JSONBody[wire.DigestRequest]) -> Response[wire.DigestResponse]:
    """Counts and digests of the records that the account sees, by the ends of their ids."""
    if len({len(end) for end in data.ends}) > 1:
        raise Stop("invalid", "The ends have to be of one length.")
    database: Database = request.app.state.database
    with database.read() as connection:
        seen = ((row[0], _digest(name, row)) for name, row in _in_sight(database, connection, request.user.account,
                                                                       data.ends))  # fmt: skip
        found = sorted_out(dict.fromkeys(data.ends), seen)
        epoch = server_epoch(database, connection)
    return answer(request, wire.DigestResponse(tuple(found[end].packed() for end in data.ends), epoch))


@post("/v1/digest/rows", sync_to_thread=True, status_code=200, tags=["sync"], **FOR_DESKS)
def digest_rows(request: WireRequest, data: JSONBody[wire.RowsRequest]) -> Response[wire.RowsResponse]:
    """The records whose ids end so, as many ends as fit."""
    database: Database = request.app.state.database
    filling, done = Filling(wire.PAGE_BYTES), list[str]()
    with database.read() as connection:
        epoch = server_epoch(database, connection)
        for end in dict.fromkeys(data.ends):
            for name, row in _in_sight(database, connection, request.user.account, [end]):
                filling.add(name, row)
            done.append(end)
            if filling.room <= 0:
                break
    page = filling.page(0, more=False)
    return answer(request, wire.RowsResponse(tuple(done), page.columns, page.rows, epoch))  # type: ignore[arg-type]


def _in_sight(
    database: Database, connection: Connection, account: Account, ends: Sequence[str]
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The records that the account sees whose ids end in one of ``ends``."""
    scopes = account.scopes
    matches = " OR ".join(["f.id LIKE ?"] * len(ends)) if all(ends) else "1 = 1"
    likes = [f"%{end}" for end in ends] if all(ends) else []
    seen = departments.sight(database, connection, account)
    for name in BY_NAME:
        of = shape(name)
        condition, wanted = departments.narrowed(database, seen, name)
        rows = database.fetch(
            connection,
            f"SELECT {of.selected} FROM feed f JOIN {of.table} r ON r.id = f.id WHERE f.{among(scopes)} "
            f"AND f.type = ? AND f.present = 1 AND ({matches}) {condition}",
            *scopes, name, *likes, *wanted,
        )  # fmt: skip
        for row in rows:
            yield name, row


def _digest(name: str, row: tuple[Any, ...]) -> int:
    values = dict(zip(shape(name).fields, row[5:], strict=True))
    if row[4] != "{}":
        values |= msgspec.json.decode(row[4])
    return digest_of(name, row[0], row[1], values)


DIGESTS = (digest, digest_rows)
