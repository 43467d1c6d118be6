"""Compare what this desk has with what the province has for it, and fetch again what differs (point 23, I11).

Three requests at most for one row: 256 digests, 256 within the one that differs, the rows there.  A desk whose
every part differs takes a new snapshot instead, by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.fields import Record
from zsdesk.kinds import Target
from zsdesk.records import BY_NAME, TYPES
from zsdesk.store import raw, settings
from zsdesk.store.index import columns
from zsdesk.store.tables import mark, shadow
from zsdesk.sync import incoming, outgoing, removal, wire
from zsdesk.sync.digest import digest_of, sorted_out
from zsdesk.sync.steps import Call, inside
from zsdesk.sync.transport import Transport

EVERY_MS = 24 * 3600 * 1000
FEW = 4_096
"""Up to so many records the rows of one bucket of the first step are sixteen or less: they are fetched at once."""
MOST_BUCKETS = 16
"""Where more of the first buckets differ, a snapshot is cheaper."""


class Repair(NamedTuple):
    """What a comparison found: records compared, those fetched again, those that were not this desk's."""

    compared: int
    mended: tuple[Target, ...]
    removed: tuple[Target, ...]
    snapshot: bool = False


def is_due(connection: Connection, now: int) -> bool:
    """Whether a day has gone by since the last comparison, and the desk is at rest."""
    last = int(settings.get(connection, "compared_at", "0"))
    if not last or last > now:  # a clock that was put back: count from here
        settings.put(connection, compared_at=str(now))
        return False
    return now - last > EVERY_MS and _at_rest(connection)


def _at_rest(connection: Connection) -> bool:
    return not (outgoing.waiting(connection) or settings.get(connection, "first"))


def quietly(desk: Desk, transport: Transport, call: Call) -> list[Target]:
    """Compare; a province that does not know how leaves everything as it is."""
    with suppress(Refused):
        found = compare(desk, transport, call)
        return [*found.mended, *found.removed]
    return []


def compare(desk: Desk, transport: Transport, call: Call) -> Repair:
    """Compare everything, and mend what differs.  ``Refused`` while changes still wait to be sent."""
    if not call(inside, desk, _at_rest):
        raise Refused("Sync first: what waits here cannot be compared with what the province has.")
    mine = call(inside, desk, _digests)
    ends = [""]
    for _ in range(1 if len(mine) <= FEW else 2):
        answer = transport.post("/v1/digest", wire.DigestRequest(tuple(ends)), wire.DigestResponse)
        call(inside, desk, _refuse_another_life, answer.server_epoch)
        own = sorted_out(ends, ((target.id, found) for target, found in mine.items()))
        ends = [e for end, packed in zip(ends, answer.buckets, strict=True) for e in own[end].differing(packed)]
        if len(ends) > MOST_BUCKETS:
            call(inside, desk, _begin_snapshot)
            return Repair(len(mine), (), (), snapshot=True)
        if not ends:
            break
    mended, removed = list[Target](), list[Target]()
    while ends:
        page = transport.post("/v1/digest/rows", wire.RowsRequest(tuple(ends[:64])), wire.RowsResponse)
        done = set(page.ends) & set(ends)
        if not done:
            raise Refused("The province answered something else than what was asked. Report this; nothing is lost.")
        call(inside, desk, _refuse_another_life, page.server_epoch)
        more = call(inside, desk, _mend, page, mine)
        mended += more[0]
        removed += more[1]
        ends = [end for end in ends if end not in done]
    call(inside, desk, _compared, desk.clock.now_ms())
    return Repair(len(mine), tuple(mended), tuple(removed))


def _refuse_another_life(connection: Connection, epoch: str) -> None:
    """What a province lacks that was put back to a backup is not lost yet: this desk still has to send it again.

    A province of before, which does not say in which life it is, is taken at its word.
    """
    if epoch and epoch != settings.get(connection, "server_epoch"):
        raise Refused(
            "The province was put back to a backup. Sync first: what it lacks is sent again, nothing is lost."
        )


def _compared(connection: Connection, now_ms: int) -> None:
    settings.put(connection, compared_at=str(now_ms))


def _begin_snapshot(connection: Connection) -> None:
    removal.begin(connection)
    settings.put(connection, first=msgspec.json.encode(wire.First()).decode())


def _digests(connection: Connection) -> dict[Target, int]:
    """The digests of the province's records on this desk: of those that edits lie over, of what lies beneath."""
    found: dict[Target, int] = {}
    newer: dict[Target, dict[str, Any]] = {}
    """Fields that only a newer program knows; edits never lie over them."""
    for record in TYPES:
        names = columns(record)
        for record_id, version, values in _rows(connection, record):
            target = Target(record.type_name, record_id)
            found[target] = digest_of(record.type_name, record_id, version, values)
            if len(values) > len(names):
                newer[target] = {name: value for name, value in values.items() if name not in names}
    for row in connection.execute(select(shadow)):
        target = Target(row.type, row.id)
        if target in found:
            beneath = msgspec.json.decode(row.row) | newer.get(target, {})
            found[target] = digest_of(row.type, row.id, row.version, beneath)
    for name, record_id in connection.execute(select(mark.c.type, mark.c.id).where(mark.c.purpose == removal.LEAVING)):
        found.pop(Target(name, record_id), None)
    return found


def _rows(connection: Connection, record: type[Record]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    names = columns(record)
    rows = raw.flowing(connection, _of_the_province(record))
    for record_id, version, extra, *packed in rows:
        values = dict(zip(names, packed, strict=True))
        yield record_id, version, values if extra == "{}" else values | msgspec.json.decode(extra)


@cache
def _of_the_province(record: type[Record]) -> str:
    """All records of a type that the province has, too."""
    shown = ", ".join(f'"{name}"' for name in ("id", "version", "extra", *columns(record)))
    return f'SELECT {shown} FROM "{record.__tablename__}" WHERE version > 0'


def _mend(
    connection: Connection, page: wire.RowsResponse, mine: dict[Target, int]
) -> tuple[list[Target], list[Target]]:
    """Take in the rows that differ; remove what the province has not for this desk."""
    ends = tuple(page.ends)
    there: dict[Target, wire.Row] = {Target(row.type, row.id): row for row in page.rows if row.type in BY_NAME}
    differing = [row for target, row in there.items() if mine.get(target) != _digest_of(page, row)]
    incoming.apply(connection, incoming.laid_out(wire.SyncResponse(columns=page.columns, rows=tuple(differing))))
    lost = [target for target in mine if target.id.endswith(ends) and target not in there]
    _remove(connection, lost)
    return [Target(row.type, row.id) for row in differing], lost


def _digest_of(page: wire.RowsResponse, row: wire.Row) -> int:
    return digest_of(row.type, row.id, row.version, dict(zip(page.columns[row.type], row.values, strict=True)))


def _remove(connection: Connection, lost: Sequence[Target]) -> None:
    for name in {target.type for target in lost}:
        removal.remove(connection, BY_NAME[name], [target.id for target in lost if target.type == name])
