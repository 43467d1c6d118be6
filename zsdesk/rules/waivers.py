"""Who may let a project through a gate although something is missing."""

from __future__ import annotations

from typing import NamedTuple

from zsdesk.errors import Refused
from zsdesk.kinds.places import places
from zsdesk.rules.gates import Gap
from zsdesk.rules.rights import Account, Role

_LEVELS = ("county", "prefecture", "province")
_RANKS = {Role.SUPERVISOR: 1, Role.ADMINISTRATOR: 2}


class Waiver(NamedTuple):
    """Why a gate is passed all the same, and who said so."""

    reason: str
    approver: str


def waiver_refusal(gaps: tuple[Gap, ...], waiver: Waiver, user: Account) -> Refused | None:
    """Why these gaps cannot be waived so; ``None`` where they can.

    ``user`` is who writes it down.  Of another approver the desk knows the name only: the province does
    not look at that account yet.
    """
    for gap in gaps:
        if not gap.condition.waiver:
            return Refused("“{condition}” cannot be waived by anybody ({clause}): {missing}",
                           condition=gap.condition.label, clause=gap.condition.clause, missing=gap.missing)  # fmt: skip
    if not waiver.reason.strip() or not waiver.approver.strip():
        return Refused("A waiver needs a reason and the name of who approves it.")
    if waiver.approver.strip() == user.name:
        return approver_refusal(gaps, user)
    return None


def approver_refusal(gaps: tuple[Gap, ...], approver: Account) -> Refused | None:
    """Why this account may not waive these gaps."""
    for gap in gaps:
        wanted = _RANKS.get(Role(gap.condition.waiver), 0) if gap.condition.waiver else 9
        if rank(approver) < wanted or _LEVELS.index(level_of(approver.region)) < _LEVELS.index(gap.condition.level):
            return Refused("{name} may not waive “{condition}”: name who approves it.",
                           name=approver.name, condition=gap.condition.label)  # fmt: skip
    return None


def rank(account: Account) -> int:
    """How much an account may waive: 1 a supervisor, 2 an administrator, 0 anybody else."""
    return _RANKS.get(Role(account.role), 0) if account.role in set(Role) else 0


def level_of(region: str) -> str:
    """``county``, ``prefecture`` or ``province``."""
    place = places().get(region)
    return place.level if place is not None and place.level in _LEVELS else "county"
