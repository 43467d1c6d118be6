"""What the sync centre and the sync loop ask of the desk: what waits, conflicts, quarantine, one exchange, leaving.

Runs on the data thread with the open desk first, like ``asks``; each function imports what it needs when it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from zsdesk.desk import Desk, Done, Status
    from zsdesk.queries.merging import SideBySide, Twice
    from zsdesk.queries.quarantine import KeptChange
    from zsdesk.queries.syncing import ConflictView, Waiting
    from zsdesk.sync.client import SyncResult


class Centre(NamedTuple):
    """The sync centre."""

    status: Status
    waiting: list[Waiting]
    conflicts: list[ConflictView]
    today: date


def centre(desk: Desk, most: int) -> Centre:
    """What waits (at most so many changes, refused ones first), and what two people changed."""
    from zsdesk.queries.syncing import conflicts, outbox

    found = desk.read(conflicts, device=desk.device, user=desk.user)
    return Centre(desk.status(), desk.read(outbox, most), found, desk.clock.today())


def resolve(desk: Desk, conflict: ConflictView, choices: Mapping[str, str | tuple[str]]) -> Done[None]:
    """Settle a conflict: ``"mine"``, ``"theirs"``, or a tuple with a text of one's own, for each field.

    ``Problems`` with a sentence for every own text that is no value.
    """
    from zsdesk.acts import conflicts as acts

    own = {name: chosen[0] for name, chosen in choices.items() if isinstance(chosen, tuple)}
    values = desk.parse(conflict.type, own)
    sides: dict[str, acts.Choice] = {"mine": acts.Mine(), "theirs": acts.Theirs()}
    made: dict[str, acts.Choice] = {
        name: acts.Value(values[name]) if isinstance(chosen, tuple) else sides[chosen]
        for name, chosen in choices.items()
    }
    return desk.do(acts.resolve, conflict.id, made)


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


def side_by_side(desk: Desk, one: str, other: str) -> SideBySide:
    """Two enterprises before they become one."""
    from zsdesk.queries.merging import side_by_side

    return desk.read(side_by_side, one, other)


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


def sync(desk: Desk, call: Any, progress: Callable[[Any], None], cancelled: Callable[[], bool]) -> SyncResult:
    """One exchange with the province; runs on the network thread."""
    from zsdesk.sync.client import sync

    return sync(desk, call=call, progress=progress, cancelled=cancelled)


def enrol(desk: Desk, url: str, account: str, password: str, call: Any) -> None:
    """Enrol this desk at a province; runs on the network thread."""
    from zsdesk.sync.client import enrol

    enrol(desk, url, account, password, call=call)
