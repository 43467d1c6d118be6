"""Push: the changes of a desk, each applied once, each answered (sync points 4–7).

The merging itself is pure (:mod:`zsdesk.sync.merge`); here is what surrounds it: the order of a
desk's changes, local transactions that hold together, rights, what waits for what, and the writing
of everything in one database transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby, pairwise
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from zsdesk.clock import Clock
from zsdesk.records import BY_NAME
from zsdesk.rules.rights import Account, place_name
from zsdesk.server import collisions, guards, sealing
from zsdesk.server.batch import Batch
from zsdesk.server.creating import Creations
from zsdesk.server.database import Database
from zsdesk.server.numbers import Numbers, allocate, give_back
from zsdesk.server.prepared import Prepared, Sender, prepare
from zsdesk.server.problems import Stop
from zsdesk.server.quarantine import home_of, put_aside
from zsdesk.server.speech import Speech
from zsdesk.server.step import Rejected, Step
from zsdesk.sync.wire import Change, Result, SyncRequest


class _Stream(NamedTuple):
    no: int
    last: int


def push(
    database: Database, account: Account, device: str, request: SyncRequest, clock: Clock, speech: Speech
) -> tuple[Result, ...]:
    """Apply the changes of a request; a result for each.

    ``Stop`` with ``gap`` or ``incarnation`` where they do not follow what the desk sent before.
    """
    changes = request.changes
    if not changes:
        return ()
    if any(later.op != earlier.op + 1 for earlier, later in pairwise(changes)):
        raise Stop("invalid", "The changes of a request have to be numbered without gaps.")
    opened = sealing.opened(database, changes)
    prepared = prepare(opened, changes)
    numbers = (
        database.again(lambda: _numbers(database, request.incarnation, opened, clock)) if database.postgres else None
    )
    sender = Sender(account, device, request.incarnation, speech, clock.now_ms(), request.cursor)
    return database.again(lambda: _apply(database, sender, prepared, numbers, clock))


def _numbers(database: Database, incarnation: str, changes: Sequence[Change], clock: Clock) -> Numbers:
    with database.write() as connection:
        done = database.fetch(connection, "SELECT last_op_no FROM stream WHERE incarnation = ?", incarnation)
        last = done[0][0] if done else 0
        _refuse_gap(changes[0].op, last)  # here already, else their numbers would be spent
        return allocate(database, connection, last, changes, clock)


def _apply(
    database: Database, sender: Sender, prepared: Sequence[Prepared], numbers: Numbers | None, clock: Clock
) -> tuple[Result, ...]:
    with database.write() as connection:
        stream = _locked_stream(database, connection, sender)
        _refuse_gap(prepared[0].change.op, stream.last)
        earlier = [one for one in prepared if one.change.op <= stream.last]
        results = _replayed(database, connection, stream, earlier)
        new = prepared[len(earlier) :]
        if not new:
            return tuple(results)
        if numbers is None:
            numbers = allocate(database, connection, stream.last, [one.change for one in new], clock)
        batch = Batch(database, connection, sender, stream.no, numbers)
        batch.load(new)
        creations = Creations(batch)
        for _, group in groupby(new, key=lambda one: one.change.tx):
            together = list(group)
            results += creations.apply(together) or _together(batch, together)
        collisions.tell(batch)
        give_back(database, connection, chain.from_iterable(batch.numbers.values()))
        batch.write(new, results[len(earlier) :])
        return tuple(results)


def _together(batch: Batch, together: Sequence[Prepared]) -> list[Result]:
    """Apply the changes of one local transaction, all or none."""
    step = Step(batch, {one.target for one in together if one.change.action == "create"})
    try:
        for one in together:
            step.apply(one)
        _guard(step, together)
    except Rejected as rejected:
        return _parked(batch, together, rejected)
    step.keep()
    return step.results


def _guard(step: Step, together: Sequence[Prepared]) -> None:
    """``Rejected`` where a rule refuses what the transaction comes to."""
    found = guards.check(step)
    if found is not None:
        target, refusal = found
        last = next((one for one in reversed(together) if one.target == target), together[-1])
        raise Rejected(last.change.op, refusal)


def _parked(batch: Batch, together: Sequence[Prepared], rejected: Rejected) -> list[Result]:
    speech = batch.sender.speech
    results: list[Result] = []
    for one in together:
        home = home_of(batch, one)
        if home is not None:
            kept = put_aside(batch, one, home)
            reason = speech.say("The record belongs to {region} now; its supervisor decides about this change.",
                                region=place_name(home))  # fmt: skip
            results.append(Result(one.change.op, "rejected", reason=reason, quarantine=kept))
            continue
        if one.change.op == rejected.op:
            reason, field, because = speech.error(rejected.why), rejected.why.field, rejected.because
        else:
            reason, field, because = speech.say("Belongs to another change that was returned."), "", rejected.op
        results.append(Result(one.change.op, "rejected", reason=reason, field=field, because=because))
        if one.change.action == "create" and one.target not in batch.rows and one.target.type in BY_NAME:
            batch.parked[one.target] = one.change.op
    return results


def _locked_stream(database: Database, connection: Connection, sender: Sender) -> _Stream:
    """The desk's stream, made where it is new; requests of one desk wait for each other here."""
    tail = " FOR UPDATE" if database.postgres else ""
    find = "SELECT no, last_op_no, device, account FROM stream WHERE incarnation = ?" + tail
    rows = database.fetch(connection, find, sender.incarnation)
    if not rows:
        database.execute(
            connection,
            "INSERT INTO stream (incarnation, device, account, last_op_no) VALUES (?, ?, ?, 0) "
            "ON CONFLICT (incarnation) DO NOTHING",
            sender.incarnation, sender.device, sender.account.name,
        )  # fmt: skip
        rows = database.fetch(connection, find, sender.incarnation)
    no, last, device, account = rows[0]
    if (device, account) != (sender.device, sender.account.name):
        raise _another_incarnation()
    return _Stream(no, last)


def _another_incarnation() -> Stop:
    return Stop("incarnation", "Another desk has used these numbers; this desk goes on under new ones by itself.")


def _refuse_gap(first: int, last: int) -> None:
    if first > last + 1:
        raise Stop("gap", "Changes are missing before this one; the desk sends them again by itself.",
                   expected=last + 1)  # fmt: skip


def _replayed(database: Database, connection: Connection, stream: _Stream, earlier: Sequence[Prepared]) -> list[Result]:
    """The stored answers to what came before; another content under the same number is another desk's."""
    if not earlier:
        return []
    rows = database.fetch(
        connection,
        "SELECT digest, result FROM result WHERE stream = ? AND op BETWEEN ? AND ? ORDER BY op",
        stream.no, earlier[0].change.op, earlier[-1].change.op,
    )  # fmt: skip
    if [bytes(row[0]) for row in rows] != [one.digest for one in earlier]:
        raise _another_incarnation()
    return [msgspec.json.decode(row[1], type=Result) for row in rows]
