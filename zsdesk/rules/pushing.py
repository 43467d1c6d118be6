"""What the papers of a project's course contradict: amounts, percentages and days that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from zsdesk.records import Milestone
from zsdesk.words import tr


class Funds(NamedTuple):
    """Money that arrived against the contract, in 元; ``share`` of it, ``None`` without a contract."""

    arrived: int
    contract: int | None
    arrivals: int
    unproved: int

    @property
    def share(self) -> float | None:
        """How much of the contract has arrived."""
        return self.arrived / self.contract if self.contract else None

    @property
    def over(self) -> bool:
        """Whether more arrived than the contract says: one of the two is mistyped, or the contract was raised."""
        return self.contract is not None and self.arrived > self.contract


def milestone_late(milestone: Milestone, today: date) -> int | None:
    """By how many days a milestone was, or is by now, later than planned; negative for earlier, ``None`` ahead."""
    planned = milestone.planned_on
    if planned is None:
        return None
    if milestone.actual_on is not None:
        return (milestone.actual_on - planned).days
    return (today - planned).days if planned < today else None


def fund_problems(values: Mapping[str, Any]) -> dict[str, str]:
    """An arrival is more than nothing."""
    amount = values.get("amount")
    if amount is not None and amount.yuan is not None and amount.yuan <= 0:
        return {"amount": tr("An arrival is more than nothing.")}
    return {}


def progress_problems(values: Mapping[str, Any]) -> dict[str, str]:
    """Per cent end at a hundred."""
    sentence = tr("Per cent end at 100.")
    return {name: sentence for name in ("percent_planned", "percent_actual") if (values.get(name) or 0) > 100}


def agreement_problems(values: Mapping[str, Any]) -> dict[str, str]:
    """A start is agreed for after the signing, and a contract says what it is worth."""
    found: dict[str, str] = {}
    signed, start = values.get("signed_on"), values.get("start_by")
    if signed and start and start < signed:
        found["start_by"] = tr("Earlier than the signing: check both days.")
    if values.get("kind") == "contract" and values.get("amount") is None:
        found["amount"] = tr("A contract says what it is worth.")
    return found


def blocker_problems(values: Mapping[str, Any]) -> dict[str, str]:
    """A blocker is raised before its term ends."""
    raised, term = values.get("raised_on"), values.get("due")
    if raised and term and term < raised:
        return {"due": tr("Earlier than the day it was raised: check both days.")}
    return {}


def measure_problems(values: Mapping[str, Any]) -> dict[str, str]:
    """What was saved is what one way took longer than the other."""
    usual, taken, saved = (values.get(name) for name in ("days_usual", "days_taken", "days_saved"))
    if usual is not None and taken is not None and saved is not None and saved != max(0, usual - taken):
        return {"days_saved": tr("{usual} days less {taken} are {n}.", usual=usual, taken=taken,
                                 n=max(0, usual - taken))}  # fmt: skip
    return {}
