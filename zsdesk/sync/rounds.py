"""Rounds of push and pull until nothing is left on either side, as a plan: each step is yielded, and
whoever drives the plan does it (:mod:`zsdesk.sync.steps`).  No clock, network or disk is in here.

While the province works on one request, the next is made, and while its answer is taken into the store,
the next is under way: encoding, transfer and insertion overlap.  A request may be lost or repeated at any
point; what was sent and not answered is sent again, and the province answers it the same (point 4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection

from zsdesk.desk import Desk
from zsdesk.errors import Refused, ZsdeskError
from zsdesk.kinds import Target
from zsdesk.signing import trust
from zsdesk.store import settings
from zsdesk.sync import incoming, outgoing, published, removal, restored, templates, wire
from zsdesk.sync.sealed import NOBODY
from zsdesk.sync.steps import Local, Plan, Progress, Receive, Send, inside
from zsdesk.sync.transport import Gap, OtherDesk

RESETS = 3
"""How often a sync starts over because the province waits for other changes, before it says so."""


@dataclass
class Tally:
    """What the rounds of a sync did."""

    pushed: int = 0
    pulled: int = 0
    conflicts: int = 0
    quarantined: int = 0
    touched: list[Target] = field(default_factory=list)

    def count(self, response: wire.SyncResponse, touched: list[Target]) -> None:
        """One more answer that was taken into the store."""
        self.pushed += sum(r.status != "rejected" for r in response.results)
        self.conflicts += sum(r.status == "conflict" for r in response.results)
        self.quarantined += sum(bool(r.quarantine) for r in response.results)
        self.pulled += len(response.rows)
        self.touched += touched


def rounds(tally: Tally, tell: Callable[[Progress], None], stop: Callable[[], bool]) -> Plan[None]:
    """All rounds, until nothing is left or ``stop`` says so."""
    resets = 0
    request: wire.SyncRequest = yield Local(prepared)
    yield Send(request, incoming.read)
    while True:
        following = (yield Local(prepared, (request.changes[-1].op,))) if request.changes else None
        try:
            arrived: incoming.Arrived = yield Receive()
        except (Gap, OtherDesk) as wrong:
            resets += 1
            request = yield from _begin_again(wrong, resets)
            continue
        except ZsdeskError:
            yield Local(inside, (outgoing.note_sent, request))
            raise
        ahead = None if stop() else _ahead(request, following, arrived.response)
        if ahead is not None:
            yield Send(ahead, incoming.read)
        touched, left = yield Local(receive, (request, arrived, ahead is None))
        tally.count(arrived.response, touched)
        done = tally.pushed + tally.pulled
        tell(Progress("records", done, done + left))
        if ahead is None:
            if not left or stop():
                return
            ahead = yield Local(prepared)
            yield Send(ahead, incoming.read)
        request = ahead


def _begin_again(wrong: Gap | OtherDesk, resets: int) -> Plan[wire.SyncRequest]:
    """The province told this desk to go on elsewhere (point 7)."""
    if resets > RESETS:
        raise Refused("The province and this desk disagree about what was sent. Report this; nothing is lost.")
    if isinstance(wrong, Gap):
        yield Local(_fill_gap, (wrong.expected,))
    else:
        yield Local(inside, (outgoing.new_incarnation,))
    request: wire.SyncRequest = yield Local(prepared)
    yield Send(request, incoming.read)
    return request


def _fill_gap(desk: Desk, expected: int) -> None:
    with desk.transaction() as connection:
        outgoing.fill_gap(connection, expected, desk.clock.now_ms())


def _ahead(
    request: wire.SyncRequest, following: wire.SyncRequest | None, response: wire.SyncResponse
) -> wire.SyncRequest | None:
    """The next request, where one is needed: made before the answer is in the store, so it says what
    the store will say."""
    changes = following.changes if following is not None else ()
    if not (changes or response.more or response.first is not None):
        return None
    acked = max([request.acked, *(result.op for result in response.results)])
    return msgspec.structs.replace(
        request, changes=changes, cursor=response.cursor, first=response.first, acked=acked,
        scope_epoch=response.scope_epoch, server_epoch=response.server_epoch,
        trust=response.trust.number if response.trust else request.trust,
    )  # fmt: skip


def prepared(desk: Desk, after: int = 0) -> wire.SyncRequest:
    """The next request out of the outbox."""
    now = desk.clock.now_ms()
    with desk.transaction(durable=False) as connection:
        if after or not restored.is_due(connection, now):
            return outgoing.prepare(connection, after)
    with desk.transaction() as connection:
        restored.ask_again(connection, now)
        return outgoing.prepare(connection)


def receive(
    desk: Desk, request: wire.SyncRequest, arrived: incoming.Arrived, last: bool = True
) -> tuple[list[Target], int]:
    """Take an answer into the store in one transaction: results, rows and cursor; what it touched, and what waits.

    Only the ``last`` one waits for the disk, for those before it too: what a power cut takes back of them is
    answered again as it was.
    """
    response = arrived.response
    with desk.transaction(durable=last) as connection:
        anew = response.restart and _restart(connection, response, desk.clock.now_ms())
        if anew or request.incarnation != settings.get(connection, "incarnation"):
            # Everything goes again under another name, also what these results are about; the numbers are others now.
            request = msgspec.structs.replace(request, changes=())
            response = msgspec.structs.replace(response, results=())
        outgoing.settle(connection, request, response.results)
        kept_elsewhere, accepted = _settled(request, response)
        if not response.restart:  # a snapshot that begins with this answer shows by itself what is this desk's
            for name, ids in accepted.items():
                removal.stay(connection, name, ids)
        removal.leave_when_answered(connection, kept_elsewhere)
        touched = incoming.apply(connection, arrived)
        published.take_in(connection, response.catalogues)
        templates.take_in(connection, desk.folder / "templates", response.templates)
        if response.first is None and settings.get(connection, "sweeping"):
            touched += removal.sweep(connection)
        touched += removal.leave(connection)
        first = msgspec.json.encode(response.first).decode() if response.first is not None else ""
        settings.put(
            connection, cursor=str(response.cursor), first=first, scope_epoch=str(response.scope_epoch),
            server_epoch=response.server_epoch, role=response.role, account_unit=response.unit,
        )  # fmt: skip
        if response.sealing:
            settings.put(connection, sealing_key=response.sealing.hex())
        if response.trust is not None:
            trust.keep(connection, response.trust)
        left = outgoing.waiting(connection)
    if response.user and (response.user, response.region) != (desk.user, desk.region):
        desk.set_profile(user=response.user, region=response.region)
    return touched + [Target(c.type, c.id) for c in request.changes], left


def _restart(connection: Connection, response: wire.SyncResponse, now_ms: int) -> bool:
    """A new snapshot begins with this answer; a restored province gets back what it lost.  Whether this desk goes on
    under another name for that."""
    incarnation = settings.get(connection, "incarnation")
    if settings.get(connection, "server_epoch") not in ("", response.server_epoch):
        outgoing.after_restore(connection, response.last_op, now_ms, response.last_digest)
    removal.begin(connection)
    return settings.get(connection, "incarnation") != incarnation


def _settled(request: wire.SyncRequest, response: wire.SyncResponse) -> tuple[list[Target], dict[str, list[str]]]:
    """The records of changes that went to quarantine, and by type those that the desk had and has: of changes that
    are in the records, but for those that handed a record over, perhaps to where this desk does not see it."""
    elsewhere: list[Target] = []
    accepted: dict[str, list[str]] = {}
    for sent, result in zip(request.changes, response.results, strict=True):
        if sent.id == NOBODY:
            continue
        if result.quarantine:
            elsewhere.append(Target(sent.type, sent.id))
        elif result.status != "rejected" and not _hands_over(sent):
            accepted.setdefault(sent.type, []).append(sent.id)
    return elsewhere, accepted


def _hands_over(sent: wire.Change) -> bool:
    return sent.action == "change" and "region_code" in outgoing.fields_of(sent)
