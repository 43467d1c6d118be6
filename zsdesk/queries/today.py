"""今日: what an officer looks at first in the morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from zsdesk.clock import BEIJING, from_ms, to_ms
from zsdesk.queries import owed
from zsdesk.queries.agenda import Item, Month, Today
from zsdesk.queries.headings import heading
from zsdesk.queries.lists import MAIN_MONEY
from zsdesk.records import Company, Conflict, Lead, Negotiation, Project, Visit
from zsdesk.store.tables import heard
from zsdesk.words import label, tr


def today(session: Session, user: str, day: date) -> Today:
    """What ``day`` asks of ``user``: meetings of it and of the next day, what is due, what is red, news."""
    late, quiet = owed.late_leads(session, user, day)
    dues = [*_dues(session, user, day), *owed.dues(session, user, day), *late]
    asked = {item.id for item in dues}
    return Today(
        tuple(_meetings(session, user, day)),
        tuple(sorted(dues, key=lambda item: item.due or day)),
        tuple(_conflicts(session)),
        tuple(_news(session, user, day)),
        _month(session, day),
        tuple(owed.reds(session, day)),
        tuple(_meetings(session, user, day + timedelta(days=1))),
        tuple(item for item in quiet if item.id not in asked),
    )


def _meetings(session: Session, user: str, day: date) -> list[Item]:
    """The meetings that the officer logged, or sits in."""
    start = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
    found: list[Item] = []
    for record in (Negotiation, Visit):
        people = record.__table__.c["attendees" if record is Negotiation else "hosts"]
        held = select(record).where(
            record.held_at >= start, record.held_at < start + timedelta(days=1), record.deleted_at.is_(None),
            or_(record.owner == user, record.owner.is_(None), func.instr(people, f'"{user}"') > 0),
        ).order_by(record.held_at).limit(30)  # fmt: skip
        for row in cast("Sequence[Negotiation | Visit]", session.scalars(held).all()):
            assert row.held_at is not None
            name = heading(session, record.type_name, row.id)
            note = " · ".join(part for part in (row.place, _company_of(session, row)) if part)
            found.append(Item(record.type_name, row.id, name, note, to_ms(row.held_at), None, ""))
    found += owed.meetings(session, user, start, start + timedelta(days=1))
    return sorted(found, key=lambda item: item.at_ms or 0)


def _company_of(session: Session, row: Negotiation | Visit) -> str:
    lead = session.get(Lead, row.lead) if row.lead else None
    company = (lead.company if lead else None) or getattr(row, "company", None)
    found = session.get(Company, company) if company else None
    return (found.name or "") if found else ""


def _dues(session: Session, user: str, day: date) -> list[Item]:
    found: list[Item] = []
    for record in (Lead, Negotiation):
        statement = (
            select(record)
            .where(record.next_due <= day + owed.AHEAD, record.deleted_at.is_(None))
            .where(or_(record.owner == user, record.owner.is_(None)))
            .order_by(record.next_due)
            .limit(50)
        )
        for row in cast("Sequence[Lead | Negotiation]", session.scalars(statement).all()):
            if isinstance(row, Negotiation) and _overtaken(session, row):
                continue
            assert row.next_due is not None
            name = heading(session, record.type_name, row.id)
            found.append(
                Item(
                    record.type_name,
                    row.id,
                    name,
                    row.next_step or "",
                    None,
                    row.next_due,
                    owed.tone(row.next_due, day),
                )
            )
    return sorted(found, key=lambda item: item.due or day)


def _overtaken(session: Session, row: Negotiation) -> bool:
    """Whether a later round with the same lead or project has taken its next step over."""
    column, of = (Negotiation.lead, row.lead) if row.lead else (Negotiation.project, row.project)
    if of is None:
        return False
    later = select(Negotiation.id).where(column == of, Negotiation.round > row.round, Negotiation.deleted_at.is_(None))
    return session.execute(later.limit(1)).first() is not None


def _conflicts(session: Session) -> list[Item]:
    rows = session.scalars(
        select(Conflict)
        .where(Conflict.status == "open", Conflict.deleted_at.is_(None))
        .order_by(Conflict.id.desc())
        .limit(20)
    )
    return [
        Item(c.target.type, c.target.id, heading(session, c.target.type, c.target.id),
             tr("{one} and {other} changed the same thing", one=c.kept_by or "?", other=c.offered_by or "?"),
             None, None, "blue")
        for c in rows if c.target is not None
    ]  # fmt: skip


_NO_NEWS = ("conflict", "shared_view")
"""What has a place of its own, and is no record that somebody works on."""


def _news(session: Session, user: str, day: date) -> list[Item]:
    """What others changed since yesterday; the officer's own acts come back with a sync too and are no news."""
    since = to_ms(datetime(day.year, day.month, day.day, tzinfo=BEIJING) - timedelta(days=1))
    rows = session.execute(
        select(heard.c.type, heard.c.id, func.max(heard.c.at), heard.c.actor)
        .where(heard.c.at >= since, heard.c.actor != user)
        .group_by(heard.c.type, heard.c.id).order_by(func.max(heard.c.at).desc()).limit(12)
    )  # fmt: skip
    return [
        Item(kind, id, heading(session, kind, id), f"{who} · {from_ms(at):%m-%d %H:%M}", at, None, "")
        for kind, id, at, who in rows
        if kind not in _NO_NEWS
    ]


def _month(session: Session, day: date) -> Month:
    first = datetime(day.year, day.month, 1, tzinfo=BEIJING)
    money = Lead.__table__.c[f"{MAIN_MONEY['lead']}_yuan"]
    leads, yuan = session.execute(
        select(func.count(), func.sum(money)).where(Lead.received_at >= first, Lead.deleted_at.is_(None))
    ).one()
    rounds = session.execute(
        select(func.count()).select_from(Negotiation)
        .where(Negotiation.held_at >= first, Negotiation.deleted_at.is_(None))
    ).scalar()  # fmt: skip
    return Month(leads, rounds or 0, yuan or 0)


def counts(session: Session) -> dict[str, int]:
    """How many live records of each type that the rail shows."""
    found = {record.type_name: record for record in (Lead, Company, Negotiation, Project)}
    return {
        name: session.execute(select(func.count()).select_from(r).where(r.deleted_at.is_(None))).scalar() or 0
        for name, r in found.items()
    }


def greeting(moment: datetime) -> str:
    """上午好, 下午好 or 晚上好."""
    hour = moment.astimezone(BEIJING).hour
    return label("上午好" if 4 <= hour < 12 else "下午好" if 12 <= hour < 18 else "晚上好")
