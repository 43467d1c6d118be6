"""Appeals for reading: the six steps with their terms, what is late, the rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.catalogue import Catalogue
from zsdesk.clock import BEIJING
from zsdesk.errors import NotFound
from zsdesk.queries.headings import headings
from zsdesk.records import Appeal
from zsdesk.rules import appeals as rules
from zsdesk.rules.appeals import Rate, Term
from zsdesk.rules.assumptions import sentence
from zsdesk.store import catalogues


class Standing(NamedTuple):
    """An appeal as it stands; ``reached`` counts the steps that are behind it, of six."""

    id: str
    title: str
    company: str
    handler: str
    step: str
    reached: int
    closed: bool
    terms: tuple[Term, ...]
    next: Term | None
    owner: str = ""
    assumption: str = ""
    """What the terms rest on that is not confirmed or not published yet."""


def standing(session: Session, appeal_id: str, today: date) -> Standing:
    """How an appeal stands; ``NotFound`` where this desk has none such."""
    appeal = session.get(Appeal, appeal_id)
    if appeal is None:
        raise NotFound("There is no {type} with the id {id} on this desk.", type="appeal", id=appeal_id)
    return _standings(session, [appeal], today)[0]


def open_ones(session: Session, today: date) -> list[Standing]:
    """The appeals that are not closed, the most urgent first."""
    rows = session.scalars(select(Appeal).where(Appeal.closed_at.is_(None), Appeal.deleted_at.is_(None))).all()
    found = _standings(session, rows, today)
    return sorted(found, key=lambda one: ((one.next and one.next.clock.due) or date.max, one.id))


def _standings(session: Session, rows: Sequence[Appeal], today: date) -> list[Standing]:
    catalogue = catalogues.in_force(session, today)
    names = headings(session, "company", (row.company or "" for row in rows))
    return [
        Standing(
            row.id, row.title or "", names.get(row.company or "", ""), row.handler or "", rules.step_of(row),
            rules.STEPS.index(rules.step_of(row)) + 1, row.closed_at is not None, rules.terms(row, catalogue, today),
            rules.next_term(row, catalogue, today), row.owner or "", _assumption(row, catalogue, today),
        )
        for row in rows
    ]  # fmt: skip


def _assumption(row: Appeal, catalogue: Catalogue, today: date) -> str:
    if row.closed_at is not None:
        return ""
    close = "appeal_close_complex" if row.complex else "appeal_close"
    days = [term.clock.due for term in rules.terms(row, catalogue, today)]
    return sentence(catalogue, ("appeal_verify", "appeal_reply", close), days)


def rate(session: Session, today: date, since: date | None = None) -> Rate:
    """The rates of the appeals that were accepted from ``since`` on."""
    statement = select(Appeal).where(Appeal.deleted_at.is_(None), Appeal.accepted_at.is_not(None))
    if since is not None:
        statement = statement.where(Appeal.accepted_at >= datetime(since.year, since.month, since.day, tzinfo=BEIJING))
    return rules.rate(session.scalars(statement).all(), catalogues.in_force(session, today), today)
