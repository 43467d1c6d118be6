"""洽谈纪要: what both sides sign.  Nothing that is internal is in it, least of all our bottom lines."""

from __future__ import annotations

from sqlalchemy.orm import Session

from zsdesk.documents.content import Block, Chapter, Document, Facts, Hand, InkSignatures, Items, Said, Text
from zsdesk.fields import fields
from zsdesk.kinds import Instant
from zsdesk.queries.papers.reading import Reading, issuing_unit, moment, of_side, people
from zsdesk.queries.papers.talks import next_steps, position_table, results, sides, talk_facts
from zsdesk.records import Lead, Negotiation, Project
from zsdesk.records.negotiation import Ink
from zsdesk.rules import sealing


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
        ("signatures", [_signatures(talk), *_supplements(talk)]),
    )
    name = about.heading if about else talk.topics or ""
    round_ = f"第{talk.round}轮" if talk.round else ""
    return Document(
        title=f"{name}{round_}洽谈纪要",
        generated=reading.day,
        number=talk.number or "",
        version=str(talk.version) if talk.version else "",
        unit=issuing_unit(talk, lead, project),
        secrecy=reading.show(talk, "secrecy"),
        prepared_by=talk.owner or "",
        chapters=tuple(Chapter(key, tuple(blocks)) for key, blocks in chapters),
        values=(("held", moment(talk.held_at)), ("place", talk.place or "")),
    )


def _signatures(talk: Negotiation) -> InkSignatures:
    """The places to sign, with what was signed on the screen; a signer who is not among the people stands last."""
    signed, placed = list(talk.acknowledgement or ()), []
    parties: list[tuple[str, tuple[str | Hand, ...]]] = []
    for (party, _), side in zip(sides(talk), ("ours", "theirs", ""), strict=False):
        places: list[str | Hand] = []
        for person, who in zip(of_side(talk.attendees, side), people(talk.attendees, side), strict=True):
            ink = next((one for one in signed if (one.name, one.side) == (person.name, side)), None)
            places.append(_hand(ink, who) if ink else who)
            placed += [ink] if ink else []
        places += [_hand(one, one.name) for one in signed if one.side == side and one not in placed]
        parties.append((party, tuple(places)))
    packed = {f.name: f.pack(getattr(talk, f.name)) for f in fields(Negotiation)}
    digests = {one.minutes for one in signed}
    return InkSignatures(tuple(parties), " ".join(sorted(digests)), bool(digests - {sealing.digest(packed)}))


def _supplements(talk: Negotiation) -> tuple[Block, ...]:
    """What was added after the minutes were signed, each with its author and time."""
    added = sorted(talk.supplements or (), key=lambda one: (one.at, one.no))
    lines = tuple(f"{one.text}（{one.author}，{Instant().show(Instant().parse(one.at))}）" for one in added)
    return (Items(lines, lead="补记。"),) if lines else ()


def _hand(ink: Ink, who: str) -> Hand:
    return Hand(who, ink.name, ink.at[:10], ink.strokes)


def _about(project: Project | None, lead: Lead | None) -> tuple[tuple[str, str], ...]:
    pairs = (("项目", project and project.name), ("线索", lead and lead.title))
    return tuple((name, text) for name, text in pairs if text)
