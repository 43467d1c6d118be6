"""What a record is called: its name, or for a negotiation its round and topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.fields import Record, field_of
from zsdesk.records import BY_NAME, record_type
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
    columns: list[Any] = [record.id, getattr(record, record.title_field)]
    if type_name == "negotiation":
        columns.append(BY_NAME["negotiation"].__table__.c["round"])
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        rows = session.execute(select(*columns).where(record.id.in_(wanted[start : start + 500])))
        for row in rows:
            found[row[0]] = made(record, name.show(row[1]), row[2] if len(row) > 2 else None)
    return found


def made(record: type[Record], name: str, round_no: int | None = None) -> str:
    """A heading from its parts."""
    text = name or label(record.type_label)
    if round_no:
        return tr("Round {n} · {topic}", n=round_no, topic=text)
    return text
