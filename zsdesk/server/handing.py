"""Who hands records over at the province: the owner or a supervisor, and what goes along goes with its whole."""

from __future__ import annotations

from zsdesk.errors import Refused
from zsdesk.kinds import Target
from zsdesk.records import Attachment, Conflict, Quarantine
from zsdesk.rules.transfers import goes_with, refusal, takes_along
from zsdesk.server.step import Step
from zsdesk.sync.merge import State


def check(step: Step) -> tuple[Target, Refused] | None:
    """The first record of the local transaction that the sender may not hand over, and why."""
    account = step.batch.sender.account
    moved: dict[Target, tuple[State, State]] = {}
    for target, now in step.rows.items():
        was = step.batch.rows.get(target)
        if was is None or was is now or now.record in (Attachment, Conflict, Quarantine):
            continue
        if was.values.get("region_code") != now.values.get("region_code"):
            moved[target] = (was, now)
    refused: dict[Target, Refused] = {}
    for target, (was, now) in moved.items():
        before, owner = was.values.get("region_code"), was.values.get("owner")
        after = str(now.values.get("region_code"))
        why = refusal(account, None if owner is None else str(owner), None if before is None else str(before), after)
        if why is not None:
            refused[target] = why
    if not refused:
        return None
    alone = refused.keys() - _along(moved, moved.keys() - refused.keys())
    first = min(alone, default=None)
    return None if first is None else (first, refused[first])


def _along(moved: dict[Target, tuple[State, State]], own: set[Target]) -> set[Target]:
    """What goes along with the sender's own records, to the same region."""
    found = set(own)
    while True:
        taken = {
            named for target in found for named in takes_along(moved[target][0].record, moved[target][0].values)
            if target in own and named in moved and _together(moved, named, target)
        }  # fmt: skip
        parts = {
            target for target, (was, _) in moved.items()
            if any(of in found and _together(moved, target, of) for of in list(goes_with(was.record, was.values))[:1])
        }  # fmt: skip
        if (taken | parts) <= found:
            return found
        found |= taken | parts


def _together(moved: dict[Target, tuple[State, State]], one: Target, other: Target) -> bool:
    return moved[one][1].values.get("region_code") == moved[other][1].values.get("region_code")
