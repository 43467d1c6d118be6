"""洽谈纪要: what both sides sign.  Nothing that is internal is in it, least of all our bottom lines."""

from __future__ import annotations

from sqlalchemy.orm import Session

from zsdesk.documents.content import Block, Chapter, Document, Facts, InkSignatures, Said, Text
from zsdesk.queries.papers.reading import Reading, moment
from zsdesk.queries.papers.talks import next_steps, position_table, results, sides, talk_facts
from zsdesk.records import Lead, Negotiation, Project


def minutes_content(session: Session, negotiation_id: str) -> Document:
    """The content of a negotiation's minutes; ``NotFound`` where there is no such negotiation."""
    reading = Reading(session)
    talk = reading.one(Negotiation, negotiation_id)
    project, lead = reading.maybe(Project, talk.project), reading.maybe(Lead, talk.lead)
    about = project or lead
    positions = position_table(talk)
    told: list[Block] = [positions] if positions else [Said("no_positions")]
    chapters: tuple[tuple[str, list[Block]], ...] = (
        ("facts", [Facts((("事由", talk.topics or ""), *_about(project, lead), *talk_facts(talk)))]),
        ("minutes", [Text(talk.minutes or "")]),
        ("positions", told),
        ("results", results(talk)),
        ("next_steps", next_steps(talk)),
        ("signatures", [InkSignatures(sides(talk))]),
    )
    name = about.heading if about else talk.topics or ""
    round_ = f"第{talk.round}轮" if talk.round else ""
    return Document(
        title=f"{name}{round_}洽谈纪要",
        generated=reading.day,
        number=talk.number or "",
        version=str(talk.version) if talk.version else "",
        unit=(lead.first_contact_unit if lead else None) or (project.lead_unit if project else None) or "",
        secrecy=reading.show(talk, "secrecy"),
        prepared_by=talk.owner or "",
        chapters=tuple(Chapter(key, tuple(blocks)) for key, blocks in chapters),
        values=(("held", moment(talk.held_at)), ("place", talk.place or "")),
    )


def _about(project: Project | None, lead: Lead | None) -> tuple[tuple[str, str], ...]:
    pairs = (("项目", project and project.name), ("线索", lead and lead.title))
    return tuple((name, text) for name, text in pairs if text)
