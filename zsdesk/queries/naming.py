"""Which record a name means."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from zsdesk.errors import Invalid
from zsdesk.fields import field_of
from zsdesk.ids import is_id
from zsdesk.kinds import Ref, Refs
from zsdesk.queries.search import find
from zsdesk.records import record_type
from zsdesk.words import label

_BETWEEN = re.compile(r"[;；、,，]+")


def resolve(session: Session, kind: Ref | Refs, text: str) -> Any:
    """The id, or ids, that a text means: an id, a number, a full name, or words that only one record has.

    ``Invalid`` where none or several have it, naming the candidates.
    """
    if isinstance(kind, Refs):
        parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        return tuple(dict.fromkeys(one(session, kind.to, part) for part in parts))
    return one(session, kind.to, text.strip())


def one(session: Session, type_name: str, text: str) -> str:
    """The id of the one record of a type that ``text`` means."""
    record = record_type(type_name)
    if is_id(text.lower()):
        if session.execute(select(record.id).where(record.id == text.lower())).first() is None:
            raise Invalid("There is no {type} with the id {id} on this desk.", type=type_name, id=text)
        return text.lower()
    name = getattr(record, field_of(record, record.title_field).name)
    exact = session.execute(
        select(record.id).where(or_(name == text, record.number == text), record.deleted_at.is_(None)).limit(2)
    ).scalars().all()  # fmt: skip
    if len(exact) == 1:
        return exact[0]
    hits = find(session, text, 6, [type_name])
    if len(hits) == 1 and not exact:
        return hits[0].id
    if not hits:
        raise Invalid("No {type} is called “{text}”. Add it first, or give its id.",
                      type=label(record.type_label), text=text)  # fmt: skip
    raise Invalid("Several are called “{text}”: {found}. Give the full name or the id.",
                  text=text, found="；".join(f"{h.heading} {h.id}" for h in hits))  # fmt: skip
