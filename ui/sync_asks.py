"""What the sync centre asks of the desk beyond what waits: quarantine, sending again, leaving.

Runs on the data thread with the open desk first, like ``asks``; each function imports what it needs when it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from zsdesk.desk import Desk, Done
    from zsdesk.queries.merging import Twice
    from zsdesk.queries.quarantine import KeptChange


class Kept(NamedTuple):
    """The changes in quarantine, and whether this officer decides about them."""

    changes: list[KeptChange]
    decides: bool


def kept(desk: Desk) -> Kept:
    """The changes in quarantine that nobody decided about."""
    from zsdesk.queries.quarantine import quarantined
    from zsdesk.rules.rights import Role
    from zsdesk.store import settings

    with desk.engine.connect() as connection:
        role = settings.get(connection, "role")
    return Kept(desk.read(quarantined), role in (Role.SUPERVISOR, Role.ADMINISTRATOR))


def decide(desk: Desk, id: str, adopted: bool) -> Done[None]:
    """Let a change in quarantine hold, or leave the record as it is."""
    from zsdesk.acts import quarantine

    return desk.do(quarantine.adopt if adopted else quarantine.discard, id)


def twice(desk: Desk) -> list[Twice]:
    """The enterprises that were entered twice."""
    from zsdesk.queries.merging import entered_twice

    return desk.read(entered_twice)


def merge(desk: Desk, keep: str, gone: str, taken: list[str]) -> Done[int]:
    """Make one enterprise of two."""
    from zsdesk.acts import merging

    return desk.do(merging.merge, keep, gone, taken)


def send_again(desk: Desk) -> int:
    """Send all that was returned once more; how many changes."""
    from zsdesk.store import again

    with desk.transaction() as connection:
        return len(again.send_again(connection, again.parked(connection)))


def take_back(desk: Desk, op: int) -> Done[int]:
    """Take back a refused change with its transaction."""
    from zsdesk.acts import returned

    return desk.do(returned.take_back, op)


def log_out(desk: Desk, call: Callable[..., Any]) -> None:
    """End this desk's enrolment; on the network thread.  ``Refused`` while anything is unacknowledged."""
    from zsdesk.sync import leaving

    leaving.log_out(desk, call=call)  # type: ignore[arg-type]  # the window's way onto the data thread
