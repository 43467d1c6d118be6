"""The fair-competition screen for reading: of a text that is not written down yet, and of all commitments."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.records import Commitment
from zsdesk.rules.screening import screen
from zsdesk.store import catalogues


class Found(NamedTuple):
    """A wording that was found, and the clause that it meets."""

    label: str
    words: str
    clause: str
    sentence: str
    verdict: str


class Screened(NamedTuple):
    """What the screen says of a text, by which version of the catalogue."""

    verdict: str
    findings: tuple[Found, ...]
    version: int


class Promise(NamedTuple):
    """A commitment with what holds of it: the screen's verdict, or that of a person, who is named."""

    id: str
    title: str
    project: str
    party: str
    verdict: str
    screen: str
    clause: str
    by: str
    reason: str


def screened(session: Session, text: str, today: date) -> Screened:
    """Hold a text against the wordings of the catalogue in force."""
    catalogue = catalogues.in_force(session, today)
    said = screen(catalogue, text)
    found = tuple(Found(f.term.label, f.words, f.term.clause, f.sentence, f.term.verdict) for f in said.findings)
    return Screened(said.verdict, found, catalogue.version)


def promises(session: Session, project: str = "") -> list[Promise]:
    """The commitments, of one project or of all, newest first."""
    wanted = select(Commitment).where(Commitment.deleted_at.is_(None)).order_by(Commitment.id.desc())
    if project:
        wanted = wanted.where(Commitment.project == project)
    return [
        Promise(c.id, c.title or "", c.project or "", c.party or "", c.override or c.screen or "", c.screen or "",
                c.screen_clause or "", c.override_by or "", c.override_reason or "")
        for c in session.scalars(wanted)
    ]  # fmt: skip
