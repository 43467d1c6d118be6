"""协调小组议程: when and where, what is discussed, the projects and the blockers that wait, what was decided."""

from __future__ import annotations

from sqlalchemy.orm import Session

from zsdesk.documents.content import Block, Chapter, Document, Facts, Said
from zsdesk.queries.papers.reading import Reading, dashed, lined, moment, short
from zsdesk.records import Blocker, Meeting, Project, Task
from zsdesk.words import label

_PROJECT = ("stage", "total_investment", "region_code", "lead_unit")


def agenda_content(session: Session, meeting_id: str) -> Document:
    """The content of a meeting's agenda; ``NotFound`` where there is no such meeting."""
    reading = Reading(session)
    meeting = reading.one(Meeting, meeting_id)
    projects = [p for p in (reading.maybe(Project, id) for id in meeting.projects or ()) if p is not None]
    group = reading.show(meeting, "group")
    facts = (
        ("会议名称", meeting.subject or ""),
        ("协调小组", group),
        ("会议时间", moment(meeting.held_at)),
        ("地点", meeting.place or ""),
        ("主持人", meeting.chair or ""),
        ("参会单位", "、".join(meeting.units or ())),
    )
    chapters: tuple[tuple[str, list[Block]], ...] = (
        ("facts", [Facts(facts)]),
        ("agenda", _agenda(meeting)),
        ("projects", _projects(reading, projects)),
        ("blockers", _blockers(reading, meeting, projects)),
        ("decisions", _decisions(meeting)),
        ("tasks", _tasks(reading, meeting, projects)),
    )
    return Document(
        title=meeting.subject or "",
        generated=reading.day,
        number=meeting.number or "",
        version=str(meeting.version) if meeting.version else "",
        unit=f"{group}协调小组" if group else "",
        secrecy=reading.show(meeting, "secrecy"),
        prepared_by=meeting.owner or "",
        chapters=tuple(Chapter(key, tuple(blocks)) for key, blocks in chapters),
        values=(("group", group), ("held", moment(meeting.held_at)), ("place", meeting.place or "")),
    )


def _agenda(meeting: Meeting) -> list[Block]:
    if not meeting.agenda:
        return [Said("no_agenda")]
    rows = [(str(n), a.item, a.reporter, a.note) for n, a in enumerate(meeting.agenda, 1)]
    return [dashed(("序号", "议题", "汇报单位", "说明"), rows, (3.4, 18, 10, 8.6), 0)]


def _projects(reading: Reading, projects: list[Project]) -> list[Block]:
    if not projects:
        return [Said("no_projects")]
    rows = [(p.name or "", *(reading.show(p, name) for name in _PROJECT), short(p.planned_start)) for p in projects]
    heads = ("项目", *(label(text) for text in ("阶段", "总投资", "所属地区", "责任单位", "计划开工")))
    return [dashed(heads, rows, (11, 4, 6, 5, 8, 6), 1)]


def _blockers(reading: Reading, meeting: Meeting, projects: list[Project]) -> list[Block]:
    """Those that the group was asked for, of the meeting's projects and of all others of its group."""
    theirs = {p.id for p in projects}
    waiting = reading.those(Blocker, Blocker.coordinate.is_(True), Blocker.cleared_on.is_(None), by="due")
    rows = [
        (lined(b.title, b.detail), reading.show(b, "project"), b.owner_unit or "", short(b.due), b.done_when or "")
        for b in waiting
        if b.project in theirs or _group(reading, b) == meeting.group
    ]
    if not rows:
        return [Said("no_blockers")]
    return [dashed(("堵点", "项目", "责任单位", "办结时限", "销号标准"), rows, (11, 8, 7, 6.5, 8), 3)]


def _group(reading: Reading, blocker: Blocker) -> str | None:
    project = reading.maybe(Project, blocker.project)
    return project.group if project else None


def _decisions(meeting: Meeting) -> list[Block]:
    if not meeting.decisions:
        return [Said("no_decisions")]
    rows = [(d.decision, d.owner, d.due) for d in meeting.decisions]
    return [dashed(("议定事项", "责任单位", "时限"), rows, (20, 11, 7), 2)]


def _tasks(reading: Reading, meeting: Meeting, projects: list[Project]) -> list[Block]:
    """What earlier meetings decided of these projects and is not done."""
    ids = [p.id for p in projects]
    open_ones = (
        [
            task
            for task in reading.those(Task, Task.project.in_(ids), Task.done_on.is_(None), by="due")
            if task.meeting != meeting.id
        ]
        if ids
        else []
    )
    if not open_ones:
        return [Said("no_tasks")]
    rows = [(t.title or "", reading.show(t, "meeting"), t.owner_unit or "", short(t.due)) for t in open_ones]
    return [dashed(("任务", "来源会议", "责任单位", "完成时限"), rows, (14, 11, 9, 7), 3)]
