"""招: how positions moved, which leads are late, who else talks with the same enterprise, what channels bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from zsdesk.errors import NotFound
from zsdesk.kinds import Region
from zsdesk.queries.duplicates import similar_companies
from zsdesk.records import Channel, Claim, Company, Lead, Negotiation, Project
from zsdesk.records.choices import CHANNELS
from zsdesk.records.negotiation import POSITION_STATUS
from zsdesk.rules.assumptions import sentence
from zsdesk.rules.leads import LeadClock, clocks, must_claim
from zsdesk.store import catalogues


class Cell(NamedTuple):
    """Where both sides stood on an item in one round; ``moved`` where it differs from the round before."""

    theirs: str
    ours: str
    status: str
    moved: bool


class Track(NamedTuple):
    """An item across the rounds: nothing in rounds that did not speak of it."""

    item: str
    cells: tuple[Cell | None, ...]
    status: str


class Positions(NamedTuple):
    """All items across all rounds; ``rounds`` are their headings, oldest first."""

    rounds: tuple[str, ...]
    ids: tuple[str, ...]
    tracks: tuple[Track, ...]


def positions(session: Session, *, lead: str = "", project: str = "") -> Positions:
    """How each point moved, round by round, of a lead or a project (with the rounds of its lead)."""
    of = []
    if project:
        of.append(Negotiation.project == project)
        found = session.get(Project, project)
        lead = lead or (found.lead if found and found.lead else "")
    if lead:
        of.append(Negotiation.lead == lead)
    if not of:
        return Positions((), (), ())
    rounds = session.scalars(
        select(Negotiation).where(or_(*of), Negotiation.deleted_at.is_(None))
        .order_by(Negotiation.held_at, Negotiation.round, Negotiation.id)
    ).all()  # fmt: skip
    items = dict.fromkeys(row.item for talk in rounds for row in talk.positions or () if row.item)
    tracks = tuple(_track(item, rounds) for item in items)
    heads = tuple(f"第{talk.round}轮" + (f" {talk.held_at:%m-%d}" if talk.held_at else "") for talk in rounds)
    return Positions(heads, tuple(talk.id for talk in rounds), tracks)


def _track(item: str, rounds: Sequence[Negotiation]) -> Track:
    cells: list[Cell | None] = []
    last: Cell | None = None
    for talk in rounds:
        row = next((row for row in talk.positions or () if row.item == item), None)
        if row is None:
            cells.append(None)
            continue
        shown = POSITION_STATUS.show(row.status) if row.status else ""
        moved = last is not None and (last.theirs, last.ours, last.status) != (row.theirs, row.ours, shown)
        last = Cell(row.theirs, row.ours, shown, moved)
        cells.append(last)
    return Track(item, tuple(cells), last.status if last else "")


class LeadStanding(NamedTuple):
    """What a lead's page shows: clocks that run, whether it has to be claimed, who else talks with the enterprise."""

    clocks: tuple[LeadClock, ...]
    must_claim: bool
    claimed: bool
    others: tuple[Other, ...]
    duplicates: str
    note: str
    assumption: str
    """What the clocks rest on that is not confirmed or not published yet."""


class Other(NamedTuple):
    """Another lead or project about the same enterprise, or one that is called alike."""

    type: str
    id: str
    heading: str
    region: str
    company: str


def lead_standing(session: Session, lead_id: str, today: date) -> LeadStanding:
    """How a lead stands."""
    lead = session.get(Lead, lead_id)
    if lead is None:
        raise NotFound("There is no {type} with the id {id} on this desk.", type="lead", id=lead_id)
    from_catalogue = catalogues.in_force(session, today)
    last = session.execute(
        select(func.max(Negotiation.held_at)).where(Negotiation.lead == lead_id, Negotiation.deleted_at.is_(None))
    ).scalar()
    gone_on = bool(_with_projects(session, [lead_id]))
    running = () if gone_on else tuple(clocks(from_catalogue, lead, last, today))
    return LeadStanding(
        running, must_claim(from_catalogue, lead.intent_amount), _claims_of(session, lead_id),
        tuple(others(session, lead_id)), lead.duplicates or "", lead.duplicates_note or "",
        sentence(from_catalogue, {clock.kind for clock in running}, [clock.due for clock in running]),
    )  # fmt: skip


def _claims_of(session: Session, lead_id: str) -> bool:
    return (
        session.execute(select(Claim.id).where(Claim.lead == lead_id, Claim.deleted_at.is_(None))).first() is not None
    )


def others(session: Session, lead_id: str) -> list[Other]:
    """Other leads and projects on this desk about the same enterprise, under whatever name."""
    lead = session.get(Lead, lead_id)
    if lead is None or not lead.company:
        return []
    company = session.get(Company, lead.company)
    if company is None:
        return []
    same = [company.id, *(hit.id for hit in similar_companies(session, company.name or "", company.uscc, company.id))]
    named = session.execute(select(Company.id, Company.name).where(Company.id.in_(same)))
    names = {row.id: row.name for row in named}
    found = [
        Other("lead", row.id, row.title or "", Region().show(row.region_code) if row.region_code else "",
              names.get(row.company or "") or "")
        for row in session.scalars(select(Lead).where(Lead.company.in_(same), Lead.id != lead_id,
                                                      Lead.deleted_at.is_(None)))
    ]  # fmt: skip
    for row in session.scalars(
        select(Project).where(or_(*(func.instr(Project.__table__.c.companies, f'"{i}"') > 0 for i in same)),
                              or_(Project.lead.is_(None), Project.lead != lead_id), Project.deleted_at.is_(None))
    ):  # fmt: skip
        company_names = "、".join(names.get(i) or "" for i in row.companies or () if i in names)
        region = Region().show(row.region_code) if row.region_code else ""
        found.append(Other("project", row.id, row.name or "", region, company_names))
    return found


class Late(NamedTuple):
    """A lead whose clock has run out, or runs out soon."""

    id: str
    heading: str
    kind: str
    label: str
    due: date
    tone: str


LOOKED_AT = 300
"""Leads whose clocks are looked at, the newest of those that wait and of those that are followed."""
_CLOCKED = ("id", "title", "received_at", "triage", "triaged_at", "answered_at", "complex")


def late_leads(
    session: Session, today: date, user: str = "", most: int = 0, ahead: timedelta | None = None
) -> list[Late]:
    """The leads whose terms have passed, the reddest first; with ``user`` only those of that officer, with ``most``
    only among so many of the newest that wait, and that are followed; with ``ahead`` also those whose answer or
    judgement is due so soon, without a tone."""
    catalogue = catalogues.in_force(session, today)
    found: list[Late] = []
    for which in (Lead.triage.is_(None), Lead.triage == "follow"):
        wanted = select(*(getattr(Lead, name) for name in _CLOCKED)).where(Lead.deleted_at.is_(None), which)
        if user:
            wanted = wanted.where(Lead.owner == user)
        if most:
            wanted = wanted.order_by(Lead.id.desc()).limit(most)
        leads = session.execute(wanted).all()
        latest = _last_rounds(session, [lead.id for lead in leads if lead.triage])
        gone_on = _with_projects(session, [lead.id for lead in leads if lead.triage])
        for lead in leads:
            if lead.id in gone_on:
                continue
            for clock in clocks(catalogue, lead, latest.get(lead.id), today):
                soon = ahead is not None and clock.kind != "lead_follow" and clock.due <= today + ahead
                if clock.tone or soon:
                    name = catalogue.deadline_of(clock.kind).label
                    found.append(Late(lead.id, lead.title or "", clock.kind, name, clock.due, clock.tone))
    order = {"red": 0, "yellow": 1, "stale": 2, "": 3}
    return sorted(found, key=lambda late: (order[late.tone], late.due))


def _with_projects(session: Session, leads: Sequence[str]) -> set[str]:
    """The leads that became projects: what follows is the project's, and has clocks of its own."""
    found: set[str] = set()
    for at in range(0, len(leads), 500):
        wanted = select(Project.lead).where(Project.lead.in_(leads[at : at + 500]), Project.deleted_at.is_(None))
        found.update(lead for lead in session.scalars(wanted) if lead)
    return found


def _last_rounds(session: Session, leads: Sequence[str]) -> dict[str, datetime]:
    """When a round with each lead was last held."""
    found: dict[str, datetime] = {}
    for at in range(0, len(leads), 500):
        rows = session.execute(
            select(Negotiation.lead, func.max(Negotiation.held_at))
            .where(Negotiation.deleted_at.is_(None), Negotiation.lead.in_(leads[at : at + 500]))
            .group_by(Negotiation.lead)
        )
        found.update({row[0]: row[1] for row in rows if row[0] and row[1] is not None})
    return found


class Conversion(NamedTuple):
    """What a channel brought: leads, of which became talks, of which were signed."""

    channel: str
    unit: str
    leads: int
    talked: int
    signed: int


class ChannelLead(NamedTuple):
    """A lead that a unit of the register brought: whether it came to talks, and when it was signed."""

    id: str
    heading: str
    region: str
    talked: bool
    signed_on: date | None
    project: str


def channel_leads(session: Session, channel: str) -> list[ChannelLead]:
    """The leads that name a unit of the register, newest first."""
    leads = session.scalars(
        select(Lead).where(Lead.channel_entry == channel, Lead.deleted_at.is_(None)).order_by(Lead.id.desc())
    ).all()
    ids = [lead.id for lead in leads]
    talked = set(session.scalars(
        select(Negotiation.lead).where(Negotiation.lead.in_(ids), Negotiation.deleted_at.is_(None))
    ))  # fmt: skip
    of = select(Project.lead, Project.id, Project.signed_on).where(Project.lead.in_(ids), Project.deleted_at.is_(None))
    projects = {row.lead: (row.id, row.signed_on) for row in session.execute(of)}
    return [
        ChannelLead(
            lead.id, lead.heading, Region().show(lead.region_code) if lead.region_code else "", lead.id in talked,
            projects.get(lead.id, ("", None))[1], projects.get(lead.id, ("", None))[0],
        )
        for lead in leads
    ]  # fmt: skip


def conversion(session: Session) -> list[Conversion]:
    """Leads, talks and signings by channel, and by unit of the register where a lead names one."""
    talked = set(session.scalars(select(Negotiation.lead).where(Negotiation.deleted_at.is_(None))))
    signed = set(session.scalars(
        select(Project.lead).where(Project.signed_on.is_not(None), Project.deleted_at.is_(None))
    ))  # fmt: skip
    units = {row.id: row.name for row in session.execute(select(Channel.id, Channel.name))}
    counted: dict[tuple[str, str], list[int]] = {}
    for record_id, channel, unit in session.execute(
        select(Lead.id, Lead.channel, Lead.channel_entry).where(Lead.deleted_at.is_(None))
    ):
        row = counted.setdefault((channel or "", units.get(unit or "") or ""), [0, 0, 0])
        row[0] += 1
        row[1] += record_id in talked
        row[2] += record_id in signed
    order = [option.code for option in CHANNELS.options]
    ranked = sorted(
        counted.items(), key=lambda item: (order.index(item[0][0]) if item[0][0] in order else 99, item[0][1])
    )
    return [Conversion(CHANNELS.show(c) if c else "", unit, *numbers) for (c, unit), numbers in ranked]
