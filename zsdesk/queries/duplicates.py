"""Enterprises that may already be here under another name."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.queries.search import Hit, find
from zsdesk.records import Company
from zsdesk.rules.duplicates import core, likeness


def _parts(root: str) -> Iterator[str]:
    """What a name that is like ``root`` has in common with it, wherever a character is mistyped."""
    size = 2 if len(root) <= 4 else 3
    yield root
    yield from (root[at : at + size] for at in range(min(len(root) - size + 1, 12)))


def similar_companies(session: Session, name: str, uscc: str | None, exclude: str = "") -> list[Hit]:
    """Enterprises of the same credit code, then those whose name is like ``name``, likest first."""
    found: dict[str, Hit] = {}
    if uscc:
        same = select(Company.id, Company.name).where(Company.uscc == uscc, Company.deleted_at.is_(None))
        for record_id, other in session.execute(same):
            found[record_id] = Hit("company", record_id, other or "", uscc, ((0, len(uscc)),), "uscc")
    root = core(name)
    if len(root) >= 2:
        near = {h.id: h for part in _parts(root) for h in find(session, part, 30, ["company"])}
        likely = sorted(((likeness(name, h.heading), h) for h in near.values()), key=lambda item: -item[0])
        for degree, hit in likely:
            if degree >= 0.75:
                found.setdefault(hit.id, hit)
    found.pop(exclude, None)
    return list(found.values())[:5]
