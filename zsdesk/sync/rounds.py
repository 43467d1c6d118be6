"""Rounds of push and pull until nothing is left on either side.

While the province works on one request, the next is made, and while its answer is taken into the store,
the next is under way: encoding, transfer and insertion overlap.  A request may be lost or repeated at any
point; what was sent and not answered is sent again, and the province answers it the same (point 4).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from zsdesk.desk import Desk
from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.store import settings
from zsdesk.sync import incoming, outgoing, wire
from zsdesk.sync.steps import Call, Progress, inside
from zsdesk.sync.transport import Gap, OtherDesk, Transport

RESETS = 3
"""How often a sync starts over because the province waits for other changes, before it says so."""


class Rounds:
    """One sync's rounds; ``pushed``, ``pulled``, ``conflicts`` and ``touched`` count what they did."""

    def __init__(
        self, desk: Desk, transport: Transport, call: Call, tell: Callable[[Progress], None], stop: Callable[[], bool]
    ) -> None:
        self._desk, self._transport, self._call, self._tell, self._stop = desk, transport, call, tell, stop
        self._resets = 0
        self.pushed = self.pulled = self.conflicts = 0
        self.touched: list[Target] = []

    def run(self) -> None:
        """All rounds, until nothing is left or ``stop`` says so."""
        with ThreadPoolExecutor(1, "zsdesk-line") as line:
            request = self._prepare()
            answer = line.submit(self._post, request)
            while True:
                following = self._prepare(request.changes[-1].op) if request.changes else None
                response = self._answer(answer)
                if response is None:
                    request = self._prepare()
                    answer = line.submit(self._post, request)
                    continue
                ahead = self._ahead(request, following, response)
                if ahead is not None:
                    answer = line.submit(self._post, ahead)
                left = self._take(request, response)
                if ahead is None:
                    if not left or self._stop():
                        return
                    ahead = self._prepare()
                    answer = line.submit(self._post, ahead)
                request = ahead

    def _post(self, request: wire.SyncRequest) -> wire.SyncResponse:
        return self._transport.post("/v1/sync", request, wire.SyncResponse)

    def _prepare(self, after: int = 0) -> wire.SyncRequest:
        return self._call(_prepared, self._desk, after)

    def _answer(self, answer: Future[wire.SyncResponse]) -> wire.SyncResponse | None:
        """The answer, or ``None`` where the province told this desk to begin again elsewhere (point 7)."""
        try:
            return answer.result()
        except (Gap, OtherDesk) as wrong:
            self._resets += 1
            if self._resets > RESETS:
                raise Refused(
                    "The province and this desk disagree about what was sent. Report this; nothing is lost."
                ) from None
            if isinstance(wrong, Gap):
                self._call(inside, self._desk, outgoing.resend_from, wrong.expected)
            else:
                self._call(inside, self._desk, outgoing.new_incarnation)
            return None

    def _ahead(
        self, request: wire.SyncRequest, following: wire.SyncRequest | None, response: wire.SyncResponse
    ) -> wire.SyncRequest | None:
        """The next request, where one is needed: made before the answer is in the store, so it says what
        the store will say."""
        changes = following.changes if following is not None else ()
        if self._stop() or not (changes or response.more or response.first is not None):
            return None
        acked = max([request.acked, *(result.op for result in response.results)])
        return msgspec.structs.replace(
            request, changes=changes, cursor=response.cursor, first=response.first, acked=acked,
            scope_epoch=response.scope_epoch,
        )  # fmt: skip

    def _take(self, request: wire.SyncRequest, response: wire.SyncResponse) -> int:
        touched, left = self._call(receive, self._desk, request, response)
        self.pushed += sum(r.status != "rejected" for r in response.results)
        self.conflicts += sum(r.status == "conflict" for r in response.results)
        self.pulled += len(response.rows)
        self.touched += touched
        self._tell(Progress("records", self.pushed + self.pulled, self.pushed + self.pulled + left))
        return left


def _prepared(desk: Desk, after: int) -> wire.SyncRequest:
    with desk.transaction(durable=False) as connection:  # the mark “sent” is made again where it was lost
        return outgoing.prepare(connection, after)


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
