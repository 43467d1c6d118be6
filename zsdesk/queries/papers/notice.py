"""督办通知: what is to be put right, by whom, until when, and by what it is judged."""

from __future__ import annotations

from sqlalchemy.orm import Session

from zsdesk.documents.content import Block, Chapter, Document, Facts, Items, Said, Text
from zsdesk.queries.papers.reading import Reading, dashed, day, office
from zsdesk.records import Blocker, Project, Supervision

_SHOWN = ("project", "level", "owner_unit", "listed_on", "listed_by", "due")
_BLOCKER = ("title", "kind", "owner_unit", "raised_on", "due", "done_when")

_BEFORE = (("督办层级", "level"), ("挂牌日期", "listed_on"), ("整改时限", "due"))


def notice_content(session: Session, supervision_id: str) -> Document:
    """The content of a supervision's notice; ``NotFound`` where there is no such supervision."""
    reading = Reading(session)
    listed = reading.one(Supervision, supervision_id)
    project, blocker = reading.maybe(Project, listed.project), reading.maybe(Blocker, listed.blocker)
    facts = tuple((reading.label(Supervision, name), reading.show(listed, name)) for name in _SHOWN)
    chapters: tuple[tuple[str, list[Block]], ...] = (
        ("facts", [Facts((("督办事项", listed.subject or ""), *facts))]),
        ("reason", [Text(listed.reason or "")]),
        ("blocker", _blocker(reading, blocker)),
        ("demands", [Said("demand_due"), Said("demand_extension")]),
        ("history", _history(reading, listed)),
    )
    return Document(
        title=listed.subject or "",
        generated=reading.day,
        number=listed.number or "",
        version=str(listed.version) if listed.version else "",
        unit=office(listed.region_code, listed.level),
        secrecy=reading.show(listed, "secrecy"),
        prepared_by=listed.owner or "",
        addressee=listed.owner_unit or "",
        copies=(project.lead_unit or "") if project else "",
        chapters=tuple(Chapter(key, tuple(blocks)) for key, blocks in chapters),
        values=(
            ("owner_unit", listed.owner_unit or ""),
            ("project", (project.name or "") if project else ""),
            ("level", reading.show(listed, "level")),
            ("listed", day(listed.listed_on)),
            ("due", day(listed.due)),
        ),
    )


def _blocker(reading: Reading, blocker: Blocker | None) -> list[Block]:
    if blocker is None:
        return [Said("no_blocker")]
    skip = ("project", "detail", "coordinate", "region_code", "cleared_on", "cleared_by", "cleared_note", "done_when")
    blocks: list[Block] = [Facts(reading.facts(blocker, _BLOCKER, skip=skip))]
    if blocker.detail:
        blocks.append(Text(blocker.detail))
    return [*blocks, Items((blocker.done_when or "",), lead="销号标准。")]


def _history(reading: Reading, listed: Supervision) -> list[Block]:
    blocks: list[Block] = []
    if listed.extensions:
        rows = [(e.until, e.reason, e.approver, e.on) for e in listed.extensions]
        blocks.append(dashed(("延至", "理由", "批准人", "批准日期"), rows, (7, 18, 8, 7), 0, 2, 3))
    before = reading.maybe(Supervision, listed.escalated_from)
    if before is not None:
        pairs = [(label, reading.show(before, name)) for label, name in _BEFORE]
        blocks.append(Facts((("前次督办", before.subject or ""), *pairs)))
    return blocks or [Said("no_history")]
