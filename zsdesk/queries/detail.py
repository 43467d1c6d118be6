"""One record in full: its fields, what belongs to it, its files, its history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from zsdesk.clock import to_ms
from zsdesk.errors import NotFound
from zsdesk.fields import Field, Record, field_of, fields
from zsdesk.kinds import AnyRef, Ref, Refs, Target
from zsdesk.queries.headings import heading, headings
from zsdesk.queries.lists import receipt, rows
from zsdesk.records import TYPES, Attachment, Conflict, Quarantine, record_type
from zsdesk.store import settings
from zsdesk.store.tables import State, change, file, heard, shadow
from zsdesk.store.tables import preview as small
from zsdesk.sync.wire import Stamp
from zsdesk.words import label


class Related(NamedTuple):
    """A record that points here, or that this one points at; ``field`` is the reference's label."""

    type: str
    id: str
    heading: str
    note: str
    field: str


class File(NamedTuple):
    """An attachment; ``present`` says whether its bytes are on this machine."""

    id: str
    name: str
    sha256: str
    media_type: str
    size: int
    caption: str
    taken_at: Any
    present: bool


class Detail(NamedTuple):
    """A record with everything that its page shows."""

    type: str
    id: str
    heading: str
    values: dict[str, Any]
    shown: dict[str, str]
    related: tuple[Related, ...]
    files: tuple[File, ...]
    version: int
    receipt: str
    deleted: bool


class Event(NamedTuple):
    """One change of one field, or the making or deleting of the record."""

    at_ms: int
    who: str
    field: str
    label: str
    before: str
    after: str
    receipt: str
    kind: str


def load(session: Session, type_name: str, id: str) -> Record:
    """The record, or ``NotFound``."""
    found = session.get(record_type(type_name), id)
    if found is None:
        raise NotFound("There is no {type} with the id {id} on this desk.", type=type_name, id=id)
    return found


def type_of(session: Session, id: str) -> str:
    """The type of the record with this id; ``NotFound`` where none has it."""
    for record in TYPES:
        if session.execute(select(record.id).where(record.id == id)).first():
            return record.type_name
    raise NotFound("There is no record with the id {id} on this desk.", id=id)


def detail(session: Session, type_name: str, id: str) -> Detail:
    """Everything about one record; ``NotFound`` where this desk has none such."""
    record = load(session, type_name, id)
    kind = type(record)
    values = {f.name: getattr(record, f.name) for f in fields(kind)}
    shown = {name: shown_value(session, kind, name, value) for name, value in values.items()}
    row = rows(session, type_name, [id], [kind.title_field])
    return Detail(
        type_name, id, heading(session, type_name, id), values, shown,
        (*_points_at(session, record), *_pointing_here(session, type_name, id)),
        files(session, Target(type_name, id)), record.version, row[0].receipt, record.deleted_at is not None,
    )  # fmt: skip


def shown_value(session: Session, record: type[Record], name: str, value: Any) -> str:
    """A value for reading; references by the name of what they point at."""
    declared = field_of(record, name)
    if value is None:
        return ""
    kind = declared.kind
    if isinstance(kind, Ref):
        return heading(session, kind.to, value)
    if isinstance(kind, Refs):
        names = headings(session, kind.to, value)
        return "、".join(names.get(i, i) for i in value)
    if isinstance(kind, AnyRef):
        return heading(session, value.type, value.id)
    return declared.show(value)


def _points_at(session: Session, record: Record) -> list[Related]:
    found: list[Related] = []
    for declared in fields(type(record)):
        value = getattr(record, declared.name)
        if value is None or not isinstance(declared.kind, Ref | Refs):
            continue
        ids = (value,) if isinstance(value, str) else value
        names = headings(session, declared.kind.to, ids)
        found += [Related(declared.kind.to, i, names[i], "", declared.label) for i in ids if i in names]
    return found


def _pointing_here(session: Session, type_name: str, id: str, limit: int = 100) -> list[Related]:
    found: list[Related] = []
    for record in TYPES:
        if record in (Attachment, Conflict, Quarantine):
            continue
        table = record.__table__
        assert isinstance(table, Table)
        for declared in fields(record):
            kind = declared.kind
            if not isinstance(kind, Ref | Refs) or kind.to != type_name:
                continue
            column = table.c[declared.name]
            matches = column == id if isinstance(kind, Ref) else func.instr(column, f'"{id}"') > 0
            ids = session.execute(
                select(table.c.id).where(matches, table.c.deleted_at.is_(None)).order_by(table.c.id.desc()).limit(limit)
            ).scalars().all()  # fmt: skip
            names = headings(session, record.type_name, ids)
            found += [Related(record.type_name, i, names[i], "", label(record.type_label)) for i in ids]
    return found


def files(session: Session, target: Target) -> tuple[File, ...]:
    """The attachments of a record, in the order in which they came."""
    statement = (
        select(Attachment, file.c.present)
        .outerjoin(file, file.c.sha256 == Attachment.sha256)
        .where(Attachment.target == target, Attachment.deleted_at.is_(None))
        .order_by(Attachment.id)
    )
    return tuple(
        File(
            a.id, a.name or "", a.sha256 or "", a.media_type or "", a.size or 0, a.caption or "", a.taken_at, bool(here)
        )
        for a, here in session.execute(statement)
    )


def preview(session: Session, sha256: str) -> bytes | None:
    """A small picture of a file, to show until the file itself is here: a JPEG, or nothing."""
    return session.execute(select(small.c.data).where(small.c.sha256 == sha256)).scalar()


def timeline(session: Session, type_name: str, id: str) -> list[Event]:
    """Every change of the record that this desk knows, newest first: who, when, from what to what."""
    record = load(session, type_name, id)
    kind = type(record)
    events: list[tuple[int, int, Event]] = []
    mine = session.execute(
        select(change).where(change.c.type == type_name, change.c.id == id).order_by(change.c.op_no)
    ).all()
    own = [row for row in mine if row.state != State.SUPERSEDED or row.carried_by == row.op_no]
    for row in own:
        how_far = "local" if row.state == State.SUPERSEDED else receipt(row.state)  # taken back: it goes no further
        events += [(row.at, 1, e) for e in _events(session, kind, row, how_far, row.action)]
    theirs = session.execute(
        select(heard).where(heard.c.type == type_name, heard.c.id == id).order_by(heard.c.no)
    ).all()
    for row in theirs:
        events += [(row.at, 0, e) for e in _events(session, kind, row, "accepted", "change")]
    events += [(e.at_ms, 0, e) for e in _offered(session, record)]
    told = {(row.actor, row.at) for row in (*mine, *theirs)}
    events += [(e.at_ms, 0, e) for e in _from_before(session, record, told)]
    if not any(row.action == "create" for row in own):
        events.append((0, 0, _made_elsewhere(record)))
    numbered = sorted(enumerate(events), key=lambda item: (item[1][0], item[0]), reverse=True)
    return [event for _, (_, _, event) in numbered]


def _events(session: Session, record: type[Record], row: Any, settled: str, action: str) -> list[Event]:
    after, before = msgspec.json.decode(row.fields), msgspec.json.decode(row.before)
    return _shown(session, record, after, before, Event(row.at, row.actor, "", "", "", "", settled, action))


def _shown(
    session: Session, record: type[Record], after: Mapping[str, Any], before: Mapping[str, Any], event: Event
) -> list[Event]:
    """An event for every field of a change; of a making or deleting one for all of it."""
    if event.kind != "change":
        return [event]
    known = {f.name: f for f in fields(record)}
    found: list[Event] = []
    for name, packed in after.items():
        declared = known.get(name)
        if declared is None or declared.hidden:
            continue
        texts = [shown_value(session, record, name, declared.unpack(p)) for p in (before.get(name), packed)]
        found.append(event._replace(field=name, label=declared.label, before=texts[0], after=texts[1]))
    return found


def _offered(session: Session, record: Record) -> list[Event]:
    """What others wrote that did not become the record's, because somebody else's value stays: conflicts say it."""
    target = Target(type(record).type_name, record.id)
    device = settings.get(session.connection(), "device")
    found: list[Event] = []
    for clash in session.scalars(select(Conflict).where(Conflict.target == target, Conflict.deleted_at.is_(None))):
        if clash.offered_device == device or clash.offered_at is None:
            continue  # this desk's own log has it
        offered = msgspec.json.decode(clash.offered or "{}")
        action = "delete" if offered.get("deleted_at") is not None else "change"
        before = msgspec.json.decode(clash.base or "{}")
        changed = {name: value for name, value in offered.items() if before.get(name) != value}
        event = Event(to_ms(clash.offered_at), clash.offered_by or "", "", "", "", "", "conflict", action)
        found += _shown(session, type(record), changed, before, event)
    return found


def _from_before(session: Session, record: Record, told: Collection[tuple[str, int]]) -> list[Event]:
    """What was changed before the record came to this desk, which heard of it only by whom and when each field was
    set last."""
    kind, found = type(record), list[Event]()
    stamps = msgspec.json.decode(record.stamps, type=tuple[Stamp, ...])
    known = [stamp for stamp in stamps if stamp.fields and (stamp.actor, stamp.at) not in told]
    if known:
        target = (shadow.c.type == kind.type_name, shadow.c.id == record.id)
        beneath = session.execute(select(shadow.c.row).where(*target)).scalar()
        set_then = msgspec.json.decode(beneath) if beneath else {}  # where this desk's own edit lies over it
        for stamp in known:
            after = {
                name: set_then[name] if name in set_then else declared.pack(getattr(record, name))
                for name in stamp.fields if (declared := _declared(kind, name)) is not None
            }  # fmt: skip
            event = Event(stamp.at, stamp.actor, "", "", "", "", "accepted", "change")
            found += _shown(session, kind, after, {}, event)
    return found


def _declared(record: type[Record], name: str) -> Field | None:
    return next((f for f in fields(record) if f.name == name), None)


def _made_elsewhere(record: Record) -> Event:
    stamps = msgspec.json.decode(record.stamps, type=tuple[Stamp, ...])
    oldest = min(stamps, key=lambda stamp: stamp.version, default=None)
    at = to_ms(record.created_at) if record.created_at else oldest.at if oldest else 0
    return Event(at, record.owner or (oldest.actor if oldest else ""), "", "", "", "", "accepted", "create")
