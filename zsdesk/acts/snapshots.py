"""Keeping what a bulletin was made from: the facts of its question as they are now."""

from __future__ import annotations

import msgspec
import zstandard
from sqlalchemy import delete

from zsdesk.errors import Refused
from zsdesk.ids import new_id
from zsdesk.queries.figures import facts
from zsdesk.rules.statistics.answers import answers
from zsdesk.rules.statistics.periods import Ask
from zsdesk.store.tables import snapshot
from zsdesk.store.work import Work


def keep(work: Work, title: str, ask: Ask) -> str:
    """Keep the facts and the figures of a question under a title; the snapshot's id.  ``Refused`` without a title."""
    if not title.strip():
        raise Refused("Give the snapshot a title, for example of the bulletin that was made from it.")
    connection = work.session.connection()
    found = facts(connection, ask)
    made = new_id()
    connection.execute(
        snapshot.insert().values(
            id=made, at=work.clock.now_ms(), actor=work.user, title=title.strip(),
            ask=msgspec.json.encode(ask).decode(),
            answers=msgspec.json.encode(answers(found, ask, rows=())).decode(),
            facts=zstandard.ZstdCompressor(level=9).compress(msgspec.json.encode(found)),
        )
    )  # fmt: skip
    return made


def forget(work: Work, id: str) -> None:
    """Throw a snapshot away."""
    work.session.connection().execute(delete(snapshot).where(snapshot.c.id == id))
