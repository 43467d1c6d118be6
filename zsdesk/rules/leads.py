"""The clocks of a lead: first answer, triage, and the days since anybody followed it up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from zsdesk.catalogue import Catalogue
from zsdesk.clock import BEIJING
from zsdesk.kinds import Money
from zsdesk.rules.workdays import due


class LeadClock(NamedTuple):
    """A term of a lead that runs: what it is, until when, and ``yellow``, ``red``, ``stale`` or nothing."""

    kind: str
    due: date
    tone: str


def clocks(catalogue: Catalogue, lead: Any, followed: datetime | None, today: date) -> list[LeadClock]:
    """The terms that run for a lead; ``followed`` is when a round with it was last held."""
    if lead.received_at is None or lead.triage == "drop":
        return []
    received = _day(lead.received_at)
    found: list[LeadClock] = []
    if lead.answered_at is None and lead.triage is None:
        found.append(_clock(catalogue, "lead_answer", received, today))
    if lead.triage is None:
        found.append(_clock(catalogue, "lead_triage_complex" if lead.complex else "lead_triage", received, today))
    if lead.triage == "follow":
        since = max(_day(m) for m in (lead.received_at, lead.triaged_at, lead.answered_at, followed) if m is not None)
        found.append(_clock(catalogue, "lead_follow", since, today))
    return found


def _clock(catalogue: Catalogue, kind: str, begun: date, today: date) -> LeadClock:
    limit = catalogue.deadline_of(kind)
    day = due(begun, limit.limit, limit.unit).day
    if limit.red and today > due(begun, limit.red, limit.unit).day:
        return LeadClock(kind, day, "red")
    return LeadClock(kind, day, limit.tone if today > day else "")


def must_claim(catalogue: Catalogue, amount: Money | None) -> bool:
    """Whether a first contact about so much has to be claimed (首报首谈)."""
    if amount is None:
        return False
    own = [t for t in catalogue.threshold if t.currency == amount.currency]
    if own:
        return amount.amount >= own[0].amount
    cny = next((t.amount for t in catalogue.threshold if t.currency == "CNY"), None)
    return cny is not None and amount.yuan is not None and amount.yuan >= cny


def _day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()
