"""Changes in quarantine, for who decides about them."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.clock import to_ms
from zsdesk.fields import field_of
from zsdesk.queries.detail import shown_value
from zsdesk.records import Quarantine, record_type


class KeptField(NamedTuple):
    """One field of a kept change: what it was for its author, what it is now, what he wrote."""

    name: str
    label: str
    before: str
    now: str
    written: str


class KeptChange(NamedTuple):
    """A change in quarantine; ``here`` where its record is on this desk."""

    id: str
    type: str
    record_id: str
    title: str
    region: str
    action: str
    author: str
    at_ms: int
    here: bool
    fields: tuple[KeptField, ...]


def quarantined(session: Session) -> list[KeptChange]:
    """The changes that nobody has decided about, newest first."""
    rows = session.scalars(
        select(Quarantine)
        .where(Quarantine.deleted_at.is_(None), Quarantine.status == "open")
        .order_by(Quarantine.id.desc())
    )
    return [_shown(session, kept) for kept in rows if kept.target is not None]


def _shown(session: Session, kept: Quarantine) -> KeptChange:
    assert kept.target is not None
    kind = record_type(kept.target.type)
    record = session.get(kind, kept.target.id)
    offered, before = msgspec.json.decode(kept.written or "{}"), msgspec.json.decode(kept.had or "{}")
    found: list[KeptField] = []
    for name, packed in offered.items():
        declared = field_of(kind, name)
        if declared.hidden:
            continue
        now = None if record is None else getattr(record, name)
        texts = [shown_value(session, kind, name, v) for v in (declared.unpack(before.get(name)), now,
                                                                declared.unpack(packed))]  # fmt: skip
        found.append(KeptField(name, declared.label, *texts))
    region = field_of(Quarantine, "region_code").show(kept.region_code)
    return KeptChange(
        kept.id, kept.target.type, kept.target.id, kept.title or "", region, kept.deed or "", kept.author or "",
        to_ms(kept.written_at) if kept.written_at else 0, record is not None, tuple(found),
    )  # fmt: skip
