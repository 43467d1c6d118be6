"""What a record is called: its name, or for a negotiation its round and topic."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy.orm import Session

from zsdesk.fields import Record, field_of
from zsdesk.records import BY_NAME, record_type
from zsdesk.store import raw
from zsdesk.words import label, tr


def heading(session: Session, type_name: str, id: str) -> str:
    """The record's name; its type where it has none, and a sentence where it is not on this desk."""
    found = headings(session, type_name, [id])
    return found.get(id) or tr("(not on this desk)")


def headings(session: Session, type_name: str, ids: Iterable[str]) -> dict[str, str]:
    """The names of several records of one type, by id; those that are not on this desk are left out."""
    wanted = sorted({i for i in ids if i})
    if not wanted or type_name not in BY_NAME:
        return {}
    record = record_type(type_name)
    name = field_of(record, record.title_field)
    rounds = ', "round"' if type_name == "negotiation" else ""
    statement = (
        f'SELECT id, "{record.title_field}"{rounds} FROM "{record.__tablename__}" '
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    found: dict[str, str] = {}
    known: dict[str | None, str] = {None: ""}
    for id, packed, *round_no in raw.fetch(session.connection(), statement, msgspec.json.encode(wanted).decode()):
        title = known.get(packed)
        if title is None:
            title = known[packed] = name.kind.show(name.kind.recall(packed))
        found[id] = made(record, title, *round_no) if round_no or not title else title
    return found


def made(record: type[Record], name: str, round_no: int | None = None) -> str:
    """A heading from its parts."""
    text = name or label(record.type_label)
    if round_no:
        return tr("Round {n} · {topic}", n=round_no, topic=text)
    return text
