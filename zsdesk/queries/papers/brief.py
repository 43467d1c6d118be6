"""What the brief of a negotiation says, from the records."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from sqlalchemy.orm import Session

from zsdesk.clock import BEIJING, from_ms
from zsdesk.documents.brief_content import BriefContent, Step
from zsdesk.documents.content import Revenue
from zsdesk.errors import Invalid
from zsdesk.fields import Record, field_of, fields
from zsdesk.kinds import MoneyKind, Person
from zsdesk.queries.detail import load, shown_value
from zsdesk.queries.papers.reading import issuing_unit
from zsdesk.records import Company, Lead, Negotiation, Project
from zsdesk.records.company import Year

_LEAD = ("intent_amount", "industry", "preferred_regions", "needs", "channel", "first_contact_unit", "triage")
_PROJECT = ("total_investment", "group", "industry", "stage", "land_mu", "energy_tce", "power_kva", "planned_start")


def brief_content(session: Session, negotiation_id: str) -> BriefContent:
    """The content of a negotiation's brief; ``NotFound`` where there is no such negotiation.

    It bears the day of the newest record in it, not today's: the same records make the same paper.
    Our bottom lines have no place in it.
    """
    talk = load(session, "negotiation", negotiation_id)
    assert isinstance(talk, Negotiation)
    project = session.get(Project, talk.project) if talk.project else None
    lead = session.get(Lead, talk.lead) if talk.lead else None
    company = _company(session, lead, project)
    newest = max(row.updated_at for row in (talk, project, lead, company) if row is not None)
    subject = project or lead
    return BriefContent(
        title=_title(subject, talk),
        generated=from_ms(newest).date(),
        number=talk.number or "",
        version=str(talk.version) if talk.version else "",
        unit=issuing_unit(talk, lead, project),
        held=f"{talk.held_at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if talk.held_at else "",
        place=talk.place or "",
        our_side=_people(talk.attendees, "ours"),
        their_side=_people(talk.attendees, "theirs") or (company.name or "" if company else ""),
        secrecy=field_of(Negotiation, "secrecy").show(talk.secrecy),
        overview=_overview(session, subject, company),
        strengths=_strengths(company),
        revenue=revenue(company.financials if company else None),
        agreed=_lines(talk.agreed),
        demands=tuple(f"{p.item}：{p.theirs}" if p.item else p.theirs for p in talk.positions or () if p.theirs),
        open_points=_lines(talk.open_points),
        risks=_lines(talk.risks),
        next_steps=_steps(talk),
        prepared_by=talk.owner or "",
    )


def _company(session: Session, lead: Lead | None, project: Project | None) -> Company | None:
    wanted = (lead.company if lead else None) or (project.companies[0] if project and project.companies else None)
    return session.get(Company, wanted) if wanted else None


def _title(subject: Record | None, talk: Negotiation) -> str:
    name = subject.heading if subject else (talk.topics or "")
    round_ = f"第{talk.round}轮" if talk.round else ""
    return f"{name}{round_}洽谈简报"


def _people(people: tuple[Person, ...] | None, side: str) -> str:
    return "、".join(
        " ".join(part for part in (p.unit, p.title, p.name) if part) for p in people or () if p.side == side
    )


def _overview(session: Session, subject: Record | None, company: Company | None) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    if company is not None:
        pairs += [("投资企业", company.name or ""), (field_of(Company, "uscc").chinese, company.uscc or "")]
    if subject is None:
        return tuple(pairs)
    kind = type(subject)
    for name in _PROJECT if kind is Project else _LEAD:
        pairs.append((field_of(kind, name).chinese, shown_value(session, kind, name, getattr(subject, name))))
    return tuple(pairs)


def _strengths(company: Company | None) -> tuple[str, ...]:
    if company is None:
        return ()
    show = {f.name: f.show(getattr(company, f.name)) for f in fields(Company)}
    what = " · ".join(part for part in (show["ownership"], show["tags"], show["origin"], show["industry"]) if part)
    money = "；".join(
        f"{field_of(Company, name).chinese} {show[name]}" for name in ("registered_capital", "revenue") if show[name]
    )
    return tuple(line for line in (what, money, " ".join(_lines(company.profile)[:1])) if line)


def revenue(years: tuple[Year, ...] | None) -> tuple[Revenue, ...]:
    """The years whose revenue is an amount, in 亿元, oldest first; others are left to the text."""
    found: list[Revenue] = []
    for year in years or ():
        try:
            money = MoneyKind().parse(year.revenue)
            number = int("".join(c for c in year.year if c.isdigit()))
        except (Invalid, ValueError, InvalidOperation):
            continue
        if money.yuan is not None:
            found.append(Revenue(number, Decimal(money.yuan) / 100_000_000))
    return tuple(sorted(found, key=lambda r: r.year))


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _steps(talk: Negotiation) -> tuple[Step, ...]:
    if not (talk.next_step or talk.next_owner or talk.next_due):
        return ()
    return (Step(talk.next_step or "", talk.next_owner or "", talk.next_due.isoformat() if talk.next_due else ""),)
