"""项目移交单: a project goes over from 拟招库 to 在建库, with what is still open and the files that go with it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from zsdesk.documents.content import (
    Block,
    Chapter,
    Document,
    EnclosureList,
    Facts,
    Heading,
    InkSignatures,
    Said,
    Text,
)
from zsdesk.queries.papers.project_file import project_file
from zsdesk.queries.papers.reading import Reading, dashed, short
from zsdesk.records import Blocker, Commitment, Handover, Project

_PROJECT = (
    "companies",
    "stage",
    "total_investment",
    "contract_amount",
    "signed_on",
    "started_on",
    "land_mu",
    "park",
    "planned_start",
    "planned_production",
    "lead_unit",
    "region_code",
)
_RECEIPT = ("received_on", "receipt", "project_code", "reconciled_on", "differences")


def handover_content(session: Session, handover_id: str) -> Document:
    """The content of a handover's sheet; ``NotFound`` where there is no such handover."""
    reading = Reading(session)
    handover = reading.one(Handover, handover_id)
    project = reading.maybe(Project, handover.project)
    files = project_file(reading, project.id).attachments if project else reading.attachments()
    enclosures, _ = reading.enclosures(files)
    from_unit = (project.lead_unit or "") if project else ""
    facts = (
        ("移交事项", handover.subject or ""),
        ("移交单位", from_unit),
        ("接收单位", handover.to_unit or ""),
        ("移交时间", reading.show(handover, "sent_at")),
        ("移交状态", reading.show(handover, "status")),
    )
    receipt = tuple((reading.label(Handover, name), reading.show(handover, name)) for name in _RECEIPT)
    signers = ((f"移交单位（{from_unit or '待补'}）", ("",)), (f"接收单位（{handover.to_unit or '待补'}）", ("",)))
    chapters: tuple[tuple[str, list[Block]], ...] = (
        ("facts", [Facts(facts)]),
        ("project", _project(reading, project)),
        ("outstanding", _outstanding(reading, project)),
        ("enclosures", [EnclosureList(), Said("enclosure_note")] if enclosures else [Said("no_enclosures")]),
        ("receipt", [Facts(receipt)]),
        ("signatures", [InkSignatures(signers)]),
    )
    return Document(
        title=handover.subject or "",
        generated=reading.day,
        number=handover.number or "",
        version=str(handover.version) if handover.version else "",
        unit=from_unit,
        secrecy=reading.show(handover, "secrecy"),
        prepared_by=handover.owner or "",
        chapters=tuple(Chapter(key, tuple(blocks)) for key, blocks in chapters),
        values=(("project", (project.name or "") if project else ""), ("to_unit", handover.to_unit or "")),
        enclosures=enclosures,
    )


def _project(reading: Reading, project: Project | None) -> list[Block]:
    if project is None:
        return [Text("")]
    facts = tuple((reading.label(Project, name), reading.show(project, name)) for name in _PROJECT)
    return [Facts((("项目名称", project.name or ""), *facts)), Text(project.summary or "", lead="建设内容。")]


def _outstanding(reading: Reading, project: Project | None) -> list[Block]:
    """Promises that are not kept yet, and blockers that are not cleared."""
    if project is None:
        return [Text("")]
    promises = [
        (c.title or "", reading.show(c, "party"), c.text or "", short(c.due), reading.show(c, "status"))
        for c in reading.those(Commitment, Commitment.project == project.id, by="due")
        if c.status not in ("fulfilled", "released")
    ]
    blockers = [
        (b.title or "", b.owner_unit or "", short(b.due), b.done_when or "")
        for b in reading.those(Blocker, Blocker.project == project.id, Blocker.cleared_on.is_(None), by="due")
    ]
    blocks: list[Block] = []
    if promises:
        heads = ("承诺事项", "承诺方", "内容", "期限", "兑现情况")
        blocks += [Heading("未兑现的承诺"), dashed(heads, promises, (8, 5, 14, 6.5, 6.5), 1, 3)]
    if blockers:
        heads4 = ("堵点", "责任单位", "办结时限", "销号标准")
        blocks += [Heading("未销号的堵点"), dashed(heads4, blockers, (12, 9, 6.5, 12.5), 2)]
    return blocks or [Said("no_outstanding")]
