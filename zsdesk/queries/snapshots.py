"""What was kept of earlier figures: the bulletin of then, and why it would be another one now."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import zstandard
from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.errors import NotFound
from zsdesk.queries.figures import read_facts
from zsdesk.rules.statistics.answers import Answers, answers
from zsdesk.rules.statistics.differences import Difference, differences
from zsdesk.rules.statistics.facts import Facts
from zsdesk.rules.statistics.periods import Ask
from zsdesk.store.tables import snapshot

LARGEST = 256 * 1024 * 1024


class Kept(NamedTuple):
    """A snapshot: its title, when and by whom, and the question."""

    id: str
    title: str
    at_ms: int
    actor: str
    ask: Ask


class Rebuilt(NamedTuple):
    """A snapshot with its rows: ``printed`` are the figures as they were told then, ``figures`` the same worked out
    again from the rows of then; they differ only where a definition was changed since."""

    kept: Kept
    facts: Facts
    printed: Answers
    figures: Answers

    @property
    def redefined(self) -> tuple[str, ...]:
        """The figures whose definition, or whose value by it, is not that of then."""
        now = {one.code: one for one in self.figures.figures}
        return tuple(
            one.code for one in self.printed.figures
            if one.code not in now or (one.value, one.definition) != (now[one.code].value, now[one.code].definition)
        )  # fmt: skip


class Comparison(NamedTuple):
    """A snapshot beside today."""

    rebuilt: Rebuilt
    now: Answers
    differences: list[Difference]

    @property
    def redefined(self) -> tuple[str, ...]:
        """The names of figures that are worked out, called or rounded otherwise than then."""
        now = {one.code: one for one in self.now.figures}
        others = set(self.rebuilt.redefined)
        return tuple(
            one.label for one in self.rebuilt.printed.figures
            if one.code in others or one.code not in now
            or (one.label, one.rounding) != (now[one.code].label, now[one.code].rounding)
        )  # fmt: skip


def snapshots(session: Session) -> list[Kept]:
    """All snapshots, newest first."""
    columns = (snapshot.c.id, snapshot.c.title, snapshot.c.at, snapshot.c.actor, snapshot.c.ask)
    rows = session.execute(select(*columns).order_by(snapshot.c.at.desc(), snapshot.c.id.desc()))
    return [Kept(r.id, r.title, r.at, r.actor, msgspec.json.decode(r.ask, type=Ask)) for r in rows]


def rebuilt(session: Session, id: str) -> Rebuilt:
    """A snapshot's figures, worked out again from the rows that were kept; ``NotFound`` where there is none."""
    row = session.execute(select(snapshot).where(snapshot.c.id == id)).first()
    if row is None:
        raise NotFound("There is no snapshot {id} on this desk; “zsdesk snapshots” lists them.", id=id)
    ask = msgspec.json.decode(row.ask, type=Ask)
    raw = zstandard.ZstdDecompressor().decompress(row.facts, max_output_size=LARGEST)
    facts = msgspec.json.decode(raw, type=Facts)
    printed = msgspec.json.decode(row.answers, type=Answers)
    return Rebuilt(Kept(row.id, row.title, row.at, row.actor, ask), facts, printed, answers(facts, ask))


def compare(session: Session, id: str) -> Comparison:
    """A snapshot beside what its question gives today, and what moved between."""
    then = rebuilt(session, id)
    ask = then.kept.ask
    facts = read_facts(session, ask)
    return Comparison(then, answers(facts, ask), differences(then.facts, facts, ask))
