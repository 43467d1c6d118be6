"""What a record is called: its name, or for a negotiation its round and topic."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.fields import Record, field_of, fields
from zsdesk.records import BY_NAME, Conflict, record_type
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
    if record is Conflict:
        return _of_conflicts(session, wanted)
    known: dict[str | None, str] = {None: ""}
    for id, packed, *round_no in raw.fetch(session.connection(), statement, msgspec.json.encode(wanted).decode()):
        title = known.get(packed)
        if title is None:
            title = known[packed] = name.kind.show(name.kind.recall(packed))
        found[id] = made(record, title, *round_no) if round_no or not title else title
    return found


def _of_conflicts(session: Session, ids: list[str]) -> dict[str, str]:
    """What a conflict is about: the name of its record and the field, as they are read."""
    found: dict[str, str] = {}
    for clash in session.scalars(select(Conflict).where(Conflict.id.in_(ids))):
        parts: list[str] = []
        if clash.target is not None and clash.target.type in BY_NAME:
            record = record_type(clash.target.type)
            about = [heading(session, clash.target.type, clash.target.id)]
            about += [f.label for f in fields(record) if f.name == clash.field_name and not f.hidden]
            parts = [part for part in about if part]
        found[clash.id] = " · ".join(parts) or label(Conflict.type_label)
    return found


def made(record: type[Record], name: str, round_no: int | None = None) -> str:
    """A heading from its parts."""
    text = name or label(record.type_label)
    if round_no:
        return tr("Round {n} · {topic}", n=round_no, topic=text)
    return text
