"""The views of a list that officers of the region share."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.records import SharedView


class Shared(NamedTuple):
    """A shared view: the id of its record, who shared it, and its arrangement as it was written."""

    id: str
    name: str
    owner: str
    arrangement: str


def shared(session: Session, list_type: str) -> list[Shared]:
    """What is shared of a list, by name."""
    rows = session.scalars(
        select(SharedView)
        .where(SharedView.list_type == list_type, SharedView.deleted_at.is_(None))
        .order_by(SharedView.name, SharedView.id)
    )
    return [Shared(row.id, row.name or "", row.owner or "", row.arrangement or "") for row in rows]
