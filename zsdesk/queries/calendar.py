"""What stands on an officer's calendar: follow-ups, meetings, deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from zsdesk.queries.headings import headings
from zsdesk.records import (
    Appeal,
    Blocker,
    Lead,
    Meeting,
    Milestone,
    Negotiation,
    Opinion,
    Project,
    Record,
    Task,
    Visit,
)  # fmt: skip
from zsdesk.words import label

BACK = timedelta(days=60)
"""How far back what is over is still listed; what is still owed is listed however old it is."""


class Entry(NamedTuple):
    """One thing on the calendar: of a record's field, at a moment or on a whole day.

    ``sensitive`` ones are told without name and note: the file leaves the sealed store.
    """

    type: str
    id: str
    field: str
    kind: str
    heading: str
    when: datetime | date
    note: str
    place: str
    sensitive: bool
    changed_ms: int
    version: int


class _Source(NamedTuple):
    """A field that puts records on the calendar: what it is called, what says that it is settled, what to note."""

    record: type[Record]
    field: str
    kind: str
    settled: str = ""
    note: str = ""
    place: str = ""


_SOURCES = (
    _Source(Negotiation, "held_at", "洽谈", note="next_step", place="place"),
    _Source(Visit, "held_at", "考察接待", place="place"),
    _Source(Meeting, "held_at", "协调会议", place="place"),
    _Source(Lead, "next_due", "线索跟进", note="next_step"),
    _Source(Negotiation, "next_due", "洽谈跟进", note="next_step"),
    _Source(Task, "due", "任务时限", settled="done_on", note="owner_unit"),
    _Source(Blocker, "due", "堵点办结", settled="cleared_on", note="owner_unit"),
    _Source(Opinion, "due", "会审答复", settled="verdict", note="asked"),
    _Source(Appeal, "due", "诉求办结", settled="closed_at", note="handler"),
    _Source(Milestone, "planned_on", "计划节点", settled="actual_on", note="owner_unit"),
    _Source(Project, "planned_start", "计划开工", settled="started_on", note="lead_unit"),
)  # fmt: skip


def entries(session: Session, today: date, user: str = "") -> list[Entry]:
    """The entries of ``user`` (and those that nobody owns), or of everybody; by time."""
    found = [entry for source in _SOURCES for entry in _of(session, source, today, user)]
    return sorted(
        found, key=lambda entry: (_day(entry.when), isinstance(entry.when, datetime), str(entry.when), entry.id)
    )


def _day(when: datetime | date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _of(session: Session, source: _Source, today: date, user: str) -> Iterator[Entry]:
    table = cast("Table", source.record.__table__)
    named = [name for name in (source.note, source.place) if name]
    columns = [table.c[name] for name in ("id", source.field, "secrecy", "updated_at", "version", *named)]
    statement = select(*columns).where(table.c[source.field].is_not(None), table.c.deleted_at.is_(None))
    if source.settled:
        statement = statement.where(table.c[source.settled].is_(None))
    if user:
        statement = statement.where(or_(table.c.owner == user, table.c.owner.is_(None)))
    rows = [row for row in session.execute(statement) if _wanted(source, row[1], today)]
    overtaken = _overtaken(session) if source.record is Negotiation and source.field == "next_due" else set()
    names = headings(session, source.record.type_name, (row.id for row in rows))
    for row in rows:
        if row.id not in overtaken:
            texts = dict(zip(named, row[5:], strict=True))
            yield Entry(
                source.record.type_name, row.id, source.field, label(source.kind), names.get(row.id, ""), row[1],
                texts.get(source.note) or "", texts.get(source.place) or "", row.secrecy == "sensitive",
                row.updated_at, row.version,
            )  # fmt: skip


def _wanted(source: _Source, when: datetime | date, today: date) -> bool:
    """What is owed stays until it is settled; what merely took place goes after a while."""
    return bool(source.settled) or _day(when) >= today - BACK


def _overtaken(session: Session) -> set[str]:
    """Rounds after which there was another one: their next step is that one's."""
    last: dict[tuple[str, str], tuple[int, str]] = {}
    found: set[str] = set()
    rows: Iterable[Any] = session.execute(
        select(Negotiation.id, Negotiation.lead, Negotiation.project, Negotiation.round).where(
            Negotiation.deleted_at.is_(None)
        )
    )
    for id, lead, project, number in rows:
        of = ("lead", lead) if lead else ("project", project)
        if of[1] is None:
            continue
        this, before = (number or 0, id), last.get(of)
        last[of] = this if before is None else max(before, this)
        if before is not None:
            found.add(min(before, this)[1])
    return found
