"""Enterprises that were entered twice: of one credit code (统一社会信用代码), which is one enterprise by law."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zsdesk.records import Company
from zsdesk.rules.merging import mergeable


class Side(NamedTuple):
    """One field of both entries, for reading."""

    name: str
    label: str
    first: str
    second: str


class Twice(NamedTuple):
    """Two entries of one enterprise, the older one first; ``fields`` are those in which they differ."""

    uscc: str
    first: str
    second: str
    first_name: str
    second_name: str
    fields: tuple[Side, ...]


def entered_twice(session: Session) -> list[Twice]:
    """The pairs, by their credit code."""
    live = Company.deleted_at.is_(None)
    codes = (
        select(Company.uscc).where(live, Company.uscc.is_not(None)).group_by(Company.uscc).having(func.count() > 1)
    )  # fmt: skip
    rows = session.scalars(
        select(Company).where(live, Company.uscc.in_(codes)).order_by(Company.uscc, Company.id)
    ).all()
    found: list[Twice] = []
    for one, other in pairwise(rows):
        if one.uscc == other.uscc:
            found.append(_pair(one, other))
    return found


def _pair(one: Company, other: Company) -> Twice:
    sides = [
        Side(f.name, f.label, f.show(getattr(one, f.name)), f.show(getattr(other, f.name)))
        for f in mergeable() if getattr(one, f.name) != getattr(other, f.name)
    ]  # fmt: skip
    return Twice(one.uscc or "", one.id, other.id, one.heading, other.heading, tuple(sides))
