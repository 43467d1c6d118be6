"""协调小组: an agenda out of the queue, decisions into tasks, tasks to their end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from zsdesk.acts import records
from zsdesk.clock import BEIJING
from zsdesk.errors import Refused
from zsdesk.queries import groups
from zsdesk.records import Meeting, Project, Task
from zsdesk.records.choices import GROUPS
from zsdesk.records.meeting import AgendaItem, Decision
from zsdesk.store.work import Work
from zsdesk.words import tr


def convene(work: Work, group: str, held_at: datetime | None = None, *, place: str = "", chair: str = "") -> str:
    """A meeting of a group, its agenda what waits in the group's queue; its id.  ``Refused`` for an empty queue."""
    waiting = groups.queue(work.session, work.clock.today()).get(group, [])
    if not waiting:
        raise Refused("Nothing waits in the queue of {group}.", group=GROUPS.show(group))
    agenda = tuple(
        AgendaItem(" · ".join(part for part in (matter.project_name, matter.title) if part), matter.unit, matter.why)
        for matter in waiting
    )
    values = {
        "subject": tr("{group} coordination group", group=GROUPS.show(group)), "group": group, "held_at": held_at,
        "place": place.strip() or None, "chair": chair.strip() or None, "agenda": agenda,
        "units": tuple(dict.fromkeys(matter.unit for matter in waiting if matter.unit)) or None,
        "projects": tuple(dict.fromkeys(matter.project for matter in waiting if matter.project)) or None,
    }  # fmt: skip
    return records.create(work, "meeting", values)


def decide(work: Work, meeting_id: str, decisions: tuple[Decision, ...]) -> None:
    """Note decisions beneath those that are there."""
    meeting = work.need(Meeting, meeting_id)
    known = {row.decision for row in meeting.decisions or ()}
    meeting.decisions = (*(meeting.decisions or ()), *(row for row in decisions if row.decision not in known))
    work.session.flush()


def assign(work: Work, meeting_id: str) -> list[str]:
    """Each decision that has no task yet becomes one, with its owner and its day; the ids of the new tasks.

    ``Refused`` where a decision names nobody, or no day: the sentence says which.
    """
    meeting = work.need(Meeting, meeting_id)
    if not meeting.decisions:
        raise Refused("The meeting has no decision yet: write down what was decided, who does it and by when.")
    for row in meeting.decisions:
        if not row.owner.strip() or not row.due:
            raise Refused("“{decision}” needs an owner and a day before it becomes a task.", decision=row.decision)
    known = set(work.session.scalars(
        select(Task.title).where(Task.meeting == meeting_id, Task.deleted_at.is_(None))
    ))  # fmt: skip
    held = meeting.held_at.astimezone(BEIJING).date() if meeting.held_at else work.clock.today()
    made: list[str] = []
    for row in meeting.decisions:
        if row.decision not in known:
            values = {
                "title": row.decision, "meeting": meeting_id, "project": _meant(work, meeting, row.decision),
                "owner_unit": row.owner.strip(), "due": date.fromisoformat(row.due), "assigned_on": held,
            }  # fmt: skip
            made.append(records.create(work, "task", values))
    return made


def _meant(work: Work, meeting: Meeting, decision: str) -> str | None:
    """The one project of the meeting that a decision names; the only one where it has one."""
    projects = [work.session.get(Project, id) for id in meeting.projects or ()]
    named = [p.id for p in projects if p is not None and p.name and p.name in decision]
    if len(named) == 1:
        return named[0]
    return projects[0].id if len(projects) == 1 and projects[0] is not None else None


def finish(work: Work, task_id: str, result: str, on: date | None = None) -> None:
    """A task is done: what came of it.  ``Refused`` without a result."""
    task = work.need(Task, task_id)
    if task.done_on is not None:
        raise Refused("This task was done on {day} already.", day=task.done_on.isoformat())
    if not result.strip():
        raise Refused("Say what came of the task.")
    task.done_on, task.result = on or work.clock.today(), result.strip()
    work.session.flush()
