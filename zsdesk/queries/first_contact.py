"""首报首谈 for reading: the claims on this desk, and what the province said of each."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.fields import field_of
from zsdesk.records import Claim


class ClaimRow(NamedTuple):
    """A claim; without a status the province has not decided yet."""

    id: str
    number: str
    title: str
    unit: str
    claimed_at: datetime | None
    status: str
    status_label: str
    decision: str
    also: tuple[str, ...]
    """Who came later."""
    helpers: tuple[str, ...]


def claims(session: Session) -> list[ClaimRow]:
    """The claims, newest first."""
    shown = field_of(Claim, "status")
    rows = session.scalars(select(Claim).where(Claim.deleted_at.is_(None)).order_by(Claim.id.desc()))
    return [
        ClaimRow(c.id, c.number or "", c.title or "", c.unit or "", c.claimed_at, c.status or "", shown.show(c.status),
                 c.decision or "", tuple(row.unit for row in c.also or ()), c.helpers or ())
        for c in rows
    ]  # fmt: skip
