"""Lists that an officer arranged, for all who see the same region."""

from __future__ import annotations

from sqlalchemy import select

from zsdesk.acts import records
from zsdesk.records import SharedView
from zsdesk.store.work import Work


def share(work: Work, name: str, list_type: str, arrangement: str) -> str:
    """Give a view of a list to the region, in place of what this officer gave it under the same name; its id."""
    mine = work.session.scalars(
        select(SharedView).where(
            SharedView.list_type == list_type, SharedView.name == name, SharedView.owner == work.user,
            SharedView.deleted_at.is_(None),
        )
    ).first()  # fmt: skip
    if mine is None:
        return records.create(work, "shared_view", {"name": name, "list_type": list_type, "arrangement": arrangement})
    records.change(work, "shared_view", mine.id, {"arrangement": arrangement})
    return mine.id
