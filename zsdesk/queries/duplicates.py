"""Enterprises that may already be here under another name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.queries.search import Hit, find
from zsdesk.records import Company
from zsdesk.rules.duplicates import core, likeness


def similar_companies(session: Session, name: str, uscc: str | None, exclude: str = "") -> list[Hit]:
    """Enterprises of the same credit code, then those whose name is like ``name``, likest first."""
    found: dict[str, Hit] = {}
    if uscc:
        same = select(Company.id, Company.name).where(Company.uscc == uscc, Company.deleted_at.is_(None))
        for record_id, other in session.execute(same):
            found[record_id] = Hit("company", record_id, other or "", uscc, ((0, len(uscc)),), "uscc")
    root = core(name)
    if len(root) >= 2:
        near = {
            h.id: h
            for part in {root, root[:4], root[-4:]}
            if len(part) >= 2
            for h in find(session, part, 30, ["company"])
        }
        likely = sorted(((likeness(name, h.heading), h) for h in near.values()), key=lambda item: -item[0])
        for degree, hit in likely:
            if degree >= 0.75:
                found.setdefault(hit.id, hit)
    found.pop(exclude, None)
    return list(found.values())[:5]
