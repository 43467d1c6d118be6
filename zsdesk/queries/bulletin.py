"""The content of a bulletin: of today's rows, or of those that were kept when it was first made."""

from __future__ import annotations

from sqlalchemy.orm import Session

from zsdesk.queries.figures import read_facts
from zsdesk.queries.snapshots import rebuilt
from zsdesk.rules.statistics.bulletin import Bulletin, bulletin
from zsdesk.rules.statistics.periods import Ask


def bulletin_content(session: Session, ask: Ask) -> Bulletin:
    """The bulletin of a question as the rows are now."""
    return bulletin(read_facts(session, ask), ask)


def kept_bulletin(session: Session, snapshot: str) -> Bulletin:
    """The bulletin of a snapshot, as it was then; ``NotFound`` where there is none."""
    found = rebuilt(session, snapshot)
    return bulletin(found.facts, found.kept.ask)
