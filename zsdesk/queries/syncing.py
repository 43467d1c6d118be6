"""What the sync centre shows: what waits, what was refused, what two people changed."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.clock import to_ms
from zsdesk.fields import field_of, is_long
from zsdesk.queries.detail import shown_value
from zsdesk.queries.headings import heading
from zsdesk.queries.lists import receipt
from zsdesk.records import Conflict, record_type
from zsdesk.rules.conflicts import is_mine, sides
from zsdesk.rules.three_way import suggestion
from zsdesk.store.tables import PENDING, State, change
from zsdesk.words import label, tr


class Mend(NamedTuple):
    """A record that was returned: for which of its fields, where that is known, and why."""

    type: str
    id: str
    field: str
    reason: str


class Waiting(NamedTuple):
    """A change that the province has not in its records; ``reason`` says why, where it was refused.

    ``mend`` is what is to be put right: of what only waits for another change, that one.
    """

    type: str
    id: str
    heading: str
    fields: tuple[str, ...]
    at_ms: int
    receipt: str
    reason: str
    op: int
    mend: Mend


class ConflictField(NamedTuple):
    """One field of a conflict: three values, and their texts for reading.

    ``suggestion`` is, for long texts, one to start from that has what both wrote.
    """

    name: str
    label: str
    base: Any
    mine: Any
    theirs: Any
    base_text: str
    mine_text: str
    theirs_text: str
    suggestion: str


class ConflictView(NamedTuple):
    """A conflict as this officer sees it."""

    id: str
    type: str
    record_id: str
    heading: str
    at_ms: int
    status: str
    fields: tuple[ConflictField, ...]
    mine_by: str
    mine_at_ms: int
    theirs_by: str
    theirs_at_ms: int


def outbox(session: Session, limit: int = 500) -> list[Waiting]:
    """The changes that are not settled, refused ones first, then in their order."""
    rows: list[Any] = []
    for states in ((State.PARKED,), PENDING):  # apart: each is read in the log's own order, no further than needed
        waiting = (
            select(change)
            .where(change.c.state.in_([int(s) for s in states]), change.c.carried_by.is_(None))
            .order_by(change.c.op_no)
        )
        rows += session.execute(waiting.limit(limit - len(rows))).all()
    found: list[Waiting] = []
    for row in rows:
        record = record_type(row.type)
        names = [field_of(record, name) for name in msgspec.json.decode(row.fields)]
        labels = tuple(declared.label for declared in names if not declared.hidden)
        if row.action != "change":
            labels = (label({"create": "新建", "delete": "删除", "restore": "恢复"}[row.action]),)
        first = _refused_first(session, row)
        found.append(
            Waiting(
                row.type, row.id, heading(session, row.type, row.id), labels, row.at, receipt(row.state),
                row.reason if first is row else _waits_for(session, row, first), row.op_no,
                Mend(first.type, first.id, first.field, first.reason),
            )
        )  # fmt: skip
    return found


def _refused_first(session: Session, row: Any) -> Any:
    """The change that was refused for itself: this one, or at the end of what this one waits for."""
    seen = {row.op_no}
    while row.because is not None and row.because not in seen:
        seen.add(row.because)
        held_up = session.execute(select(change).where(change.c.op_no == row.because)).first()
        if held_up is None or (
            held_up.carried_by is not None and not session.get(record_type(held_up.type), held_up.id)
        ):
            break
        row = held_up
    return row


def _waits_for(session: Session, row: Any, first: Any) -> str:
    """Why a change waits, by the name of what it waits for; numbers of changes say nothing to anybody."""
    named = heading(session, first.type, first.id)
    what = label(record_type(first.type).type_label)
    if (first.type, first.id) == (row.type, row.id):
        return tr("Waits for an earlier change of the same record.")
    if row.tx == first.tx:
        return tr("Was saved together with {type} “{name}”, which was returned: mend that one.", type=what, name=named)
    return tr("Waits for {type} “{name}”, which was returned: mend that one.", type=what, name=named)


def conflicts(session: Session, *, device: str, user: str, open_only: bool = True) -> list[ConflictView]:
    """The conflicts on this desk, newest first, with “mine” and “theirs” from this officer's side."""
    statement = select(Conflict).where(Conflict.deleted_at.is_(None)).order_by(Conflict.id.desc())
    if open_only:
        statement = statement.where(Conflict.status == "open")
    return [_view(session, c, device, user) for c in session.scalars(statement) if c.target is not None]


def _view(session: Session, conflict: Conflict, device: str, user: str) -> ConflictView:
    assert conflict.target is not None
    record = record_type(conflict.target.type)
    mine, theirs = sides(conflict, device=device, user=user)
    base = msgspec.json.decode(conflict.base or "{}")
    found: list[ConflictField] = []
    for name in mine:
        declared = field_of(record, name)
        if declared.hidden and name != "deleted_at":
            continue
        was, own, other = (declared.unpack(packed.get(name)) for packed in (base, mine, theirs))
        texts = [shown_value(session, record, name, value) for value in (was, own, other)]
        start = suggestion(was or "", own or "", other or "") if is_long(declared) else ""
        found.append(ConflictField(name, declared.label, was, own, other, texts[0], texts[1], texts[2], start))
    offered = (conflict.offered_by or "", to_ms(conflict.offered_at) if conflict.offered_at else 0)
    kept = (conflict.kept_by or "", to_ms(conflict.kept_at) if conflict.kept_at else 0)
    first, second = (offered, kept) if is_mine(conflict, device=device, user=user) else (kept, offered)
    return ConflictView(
        conflict.id, conflict.target.type, conflict.target.id,
        heading(session, conflict.target.type, conflict.target.id),
        to_ms(conflict.created_at) if conflict.created_at else 0, conflict.status or "", tuple(found),
        first[0], first[1], second[0], second[1],
    )  # fmt: skip
