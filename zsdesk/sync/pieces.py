"""A file over a link that may be cut at any moment: piece by piece, from where it stands, at the link's own pace."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zsdesk.errors import Busy, NotFound, Offline, Refused
from zsdesk.store.blobs import Blobs
from zsdesk.sync import wire
from zsdesk.sync.transport import Transport

SMALLEST, FIRST = 32 * 1024, 256 * 1024
"""Bytes of a piece on the worst link, and of the first one."""
QUICK_SECONDS, SLOW_SECONDS = 1.0, 4.0
"""A piece that took less is followed by a larger one, one that took longer by a smaller one."""
PROOF_BYTES = 512 * 1024
"""A smaller file is sent without asking whether the province has it already."""
TRIES = 5
"""How often the line may break without a byte getting through, before the sync gives up until later."""
LONGEST_WAIT = 30.0
"""Seconds that a sync waits for a province that is busy, before it gives up until later."""

Moved = Callable[[int], bool]
"""Told how many bytes of the file are across; true stops the transfer, to go on another time."""


@dataclass
class Pace:
    """How many bytes travel in one request: more while the link is quick, fewer after it was cut."""

    size: int = FIRST

    def took(self, moved: int, seconds: float) -> None:
        """A piece came through."""
        if seconds > SLOW_SECONDS:
            self.size = max(SMALLEST, self.size // 2)
        elif seconds < QUICK_SECONDS and moved >= self.size:
            self.size = min(wire.LARGEST_PIECE, self.size * 2)

    def cut(self) -> None:
        """A piece did not come through."""
        self.size = max(SMALLEST, self.size // 2)


class Lane:
    """The way of files between a desk and the province during one sync."""

    def __init__(self, blobs: Blobs, transport: Transport) -> None:
        self._blobs, self._transport = blobs, transport
        self._pace = Pace()
        self._broke = 0

    def send(self, sha256: str, size: int, moved: Moved) -> bool:
        """Send a file from where the province has it; false where it was stopped.

        ``NotFound`` where the province has no record of it yet, ``Offline`` where the line stays broken.
        """
        stands, damaged = -1, 0
        while True:
            try:
                offset, complete, challenge = self._transport.blob_state(sha256)
                damaged += offset < stands
                if damaged == TRIES:
                    raise NotFound("The file {sha} arrives damaged again and again.", sha=sha256[:12])
                if complete or (offset == 0 and size >= PROOF_BYTES and self._proved(sha256, challenge)):
                    return True
                if offset > stands:
                    self._broke = 0
                stands = offset
                if moved(offset) or self._pieces(sha256, size, offset, moved):
                    return False
            except Offline as error:
                self._broken(error)
            else:
                return True

    def _proved(self, sha256: str, challenge: str) -> bool:
        """Whether the province has the file and this desk's proof was enough: then it need not be sent."""
        try:
            made = hmac.new(bytes.fromhex(challenge), digestmod="sha256")
        except ValueError:
            return False
        for chunk in self._bytes(sha256, 0):
            made.update(chunk)
        try:
            proof = wire.Proof(challenge, made.hexdigest())
            return self._transport.post(f"/v1/blobs/{sha256}/proof", proof, wire.BlobState).complete
        except NotFound:
            return False

    def _bytes(self, sha256: str, start: int) -> Iterator[bytes]:
        """The file's bytes; one that is damaged here is as good as none, and holds up no other."""
        try:
            yield from self._blobs.chunks(sha256, start)
        except Refused as error:
            raise NotFound(error.text, **error.values) from None

    def _pieces(self, sha256: str, size: int, offset: int, moved: Moved) -> bool:
        """Send the rest, from ``offset`` on; true where it was stopped."""
        source = self._bytes(sha256, offset)
        buffer = bytearray()
        while True:
            while len(buffer) < self._pace.size and (chunk := next(source, None)) is not None:
                buffer += chunk
            piece = bytes(buffer[: self._pace.size])
            began = self._transport.seconds()
            state = self._transport.send_piece(sha256, size, offset, piece)
            self._pace.took(len(piece), self._transport.seconds() - began)
            del buffer[: len(piece)]
            offset += len(piece)
            self._broke = 0
            if state.complete:
                return False
            if state.offset != offset or not piece:
                raise Offline("The province and this desk disagree about a file; it is sent again at the next sync.")
            if moved(offset):
                return True

    def fetch(self, sha256: str, moved: Moved) -> bool | None:
        """Fetch a file from where this desk has it; false where it was stopped, ``None`` where it is something else.

        ``NotFound`` where the province does not have it yet, ``Offline`` where the line stays broken.
        """
        partial = self._blobs.partial(sha256)
        try:
            while True:
                stood, began = partial.size, self._transport.seconds()
                try:
                    whole = self._transport.fetch_piece(sha256, stood, self._pace.size, partial.write)
                except Offline as error:
                    if partial.size > stood:
                        self._broke = 0
                    self._broken(error)
                    continue
                self._pace.took(partial.size - stood, self._transport.seconds() - began)
                self._broke = 0
                if partial.size >= whole:
                    return partial.finish() or None
                if moved(partial.size):
                    return False
        finally:
            partial.close()

    def _broken(self, error: Offline) -> None:
        """Wait a moment before the next try, or raise the error again where it has been enough."""
        self._pace.cut()
        self._broke += 1
        pause = error.seconds if isinstance(error, Busy) else 0.1 * 2**self._broke
        if self._broke >= TRIES or pause > LONGEST_WAIT:
            raise error
        self._transport.wait(pause)
