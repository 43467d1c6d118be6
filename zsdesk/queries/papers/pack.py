"""考察资料包: what those who receive a visit take along: course, seats, the enterprise, where talks stand, policy.

It is for our own side; internal fields stay out all the same, because packs are left lying on tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_
from sqlalchemy.orm import Session

from zsdesk.documents.content import Block, Chapter, Document, Facts, Items, Said, Table, Text
from zsdesk.kinds import Person
from zsdesk.queries.papers.reading import Reading, dashed, moment, paragraphs, short, short_moment
from zsdesk.queries.papers.talks import position_table, results
from zsdesk.records import Appeal, Commitment, Company, Contact, Lead, Negotiation, Project, Visit
from zsdesk.rules.seating import facing

_COMPANY = ("uscc", "ownership", "industry", "origin", "legal_person", "registered_capital", "revenue", "tags")
_ASKED = ("intent_amount", "industry", "preferred_regions", "needs")
EMPTY = "—"
"""A seat that stays empty: nothing is missing there."""
_FOREIGN = ("foreign", "hmt")


def pack_content(session: Session, visit_id: str) -> Document:
    """The content of a visit's pack; ``NotFound`` where there is no such visit."""
    reading = Reading(session)
    visit = reading.one(Visit, visit_id)
    lead, project = reading.maybe(Lead, visit.lead), reading.maybe(Project, visit.project)
    company = reading.maybe(Company, visit.company or (lead.company if lead else None))
    talks = _talks(reading, lead, project)
    facts = (
        ("考察主题", visit.subject or ""),
        ("时间", moment(visit.held_at)),
        ("地点", visit.place or ""),
        ("来访企业", company.name or "" if company else ""),
    )
    chapters: tuple[tuple[str, list[Block]], ...] = (
        ("facts", [Facts(facts)]),
        ("course", [Items(paragraphs(visit.agenda))] if visit.agenda else [Said("no_course")]),
        ("seating", _seating(visit, company)),
        ("company", _company(reading, company)),
        ("wishes", _wishes(reading, lead, project)),
        ("talks", _last(talks)),
        ("policy", _policy(reading, project, talks)),
        ("appeals", _appeals(reading, company)),
    )
    return Document(
        title=visit.subject or "",
        generated=reading.day,
        number=visit.number or "",
        version=str(visit.version) if visit.version else "",
        unit=(lead.first_contact_unit if lead else None) or (project.lead_unit if project else None) or "",
        secrecy=reading.show(visit, "secrecy"),
        prepared_by=visit.owner or "",
        chapters=tuple(Chapter(key, tuple(blocks)) for key, blocks in chapters),
        values=(("held", moment(visit.held_at)), ("place", visit.place or "")),
    )


def _seating(visit: Visit, company: Company | None) -> list[Block]:
    """Both rows of the table from above, and everybody with position and unit."""
    guests, hosts = visit.guests or (), visit.hosts or ()
    if not guests and not hosts:
        return [Said("no_seating")]
    above, below = facing(hosts, guests, right_first=bool(company and company.ownership in _FOREIGN))
    width = max(len(above), len(below))
    rows = (("来宾", *_row(above, width)), ("接待", *_row(below, width)))
    heads = ("席位", *(str(number) for number in range(1, width + 1)))
    plan = Table(heads, rows, (4, *((6,) * width)), tuple(range(width + 1)))
    listed = [
        (side, p.name, p.title or "—", p.unit or "—")
        for side, people in (("来宾", guests), ("接待", hosts)) for p in people
    ]  # fmt: skip
    return [plan, Said("seating"), dashed(("", "姓名", "职务", "单位"), listed, (4, 8, 12, 16), 2)]


def _row(people: Sequence[Person], width: int) -> list[str]:
    """A side in the middle of its row."""
    before = (width - len(people)) // 2
    after = width - before - len(people)
    return [*([EMPTY] * before), *(person.name or EMPTY for person in people), *([EMPTY] * after)]


def _company(reading: Reading, company: Company | None) -> list[Block]:
    if company is None:
        return [Said("no_company")]
    shown = ((reading.label(Company, name), reading.show(company, name)) for name in _COMPANY)
    facts = (("企业名称", company.name or ""), *(pair for pair in shown if pair[1]))
    people = reading.those(Contact, Contact.company == company.id, by="name")
    blocks: list[Block] = [Facts(facts)]
    if company.profile:
        blocks.append(Text(company.profile))
    if people:
        rows = [(c.name or "", c.job_title or "", reading.show(c, "authority")) for c in people]
        blocks.append(dashed(("联系人", "职务", "角色"), rows, (10, 18, 8), 1))
    return blocks


def _wishes(reading: Reading, lead: Lead | None, project: Project | None) -> list[Block]:
    if lead is None and project is None:
        return [Said("no_wishes")]
    blocks: list[Block] = []
    if lead is not None:
        asked = ((reading.label(Lead, name), reading.show(lead, name)) for name in _ASKED)
        blocks.append(Facts((("线索", lead.title or ""), *asked)))
        if lead.summary:
            blocks.append(Text(lead.summary))
    if project is not None:
        shown = ("stage", "total_investment", "region_code", "park", "land_mu", "power_kva")
        pairs = ((reading.label(Project, n), reading.show(project, n)) for n in shown)
        blocks.append(Facts((("项目", project.name or ""), *(pair for pair in pairs if pair[1]))))
    return blocks


def _talks(reading: Reading, lead: Lead | None, project: Project | None) -> list[Negotiation]:
    """The rounds about this lead or project, the first first."""
    found: dict[str, Negotiation] = {}
    for column, record in ((Negotiation.lead, lead), (Negotiation.project, project)):
        if record is not None:
            found |= {talk.id: talk for talk in reading.those(Negotiation, column == record.id, by="held_at")}
    return sorted(found.values(), key=lambda talk: (talk.held_at is None, talk.held_at))


def _last(talks: Sequence[Negotiation]) -> list[Block]:
    """All rounds in a line each, the last one with where both sides stand."""
    if not talks:
        return [Said("no_talks")]
    rows = [(str(t.round or ""), short_moment(t.held_at), t.place or "", t.next_step or "") for t in talks]
    last = talks[-1]
    positions = position_table(last)
    return [
        dashed(("轮次", "时间", "地点", "下一步"), rows, (3.4, 11, 11, 12), 0),
        *([positions] if positions else []),
        *results(last),
    ]


def _policy(reading: Reading, project: Project | None, talks: Sequence[Negotiation]) -> list[Block]:
    """What may be said on site: the law's limit, then what the government's side has promised and on what basis."""
    project_id = project.id if project is not None else ""
    about = or_(Commitment.negotiation.in_([talk.id for talk in talks]), Commitment.project == project_id)
    found = reading.those(Commitment, about, Commitment.party == "government", by="due")
    if not found:
        return [Said("policy"), Said("no_policy")]
    rows = [(c.title or "", c.basis or "", short(c.due), reading.show(c, "status")) for c in found]
    return [Said("policy"), dashed(("承诺事项", "政策依据", "期限", "兑现情况"), rows, (14, 10, 7.2, 6), 2)]


def _appeals(reading: Reading, company: Company | None) -> list[Block]:
    found = reading.those(Appeal, Appeal.company == company.id, by="due") if company is not None else []
    if not found:
        return [Said("no_appeals")]
    rows = [(a.heading, a.handler or "", short(a.due)) for a in found]
    return [dashed(("诉求", "承办单位", "时限"), rows, (20, 10, 7), 2)]
