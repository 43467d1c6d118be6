"""The queues of the coordination groups, and their tasks.

What waits for a group: blockers that ask for it, what is overdue on the list, reviews that a silent or a
refusing department holds up, and projects whose exit is due.  A project belongs to exactly one group.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.queries import reviews, supervision
from zsdesk.queries.headings import headings
from zsdesk.records import Blocker, Project, Task
from zsdesk.rules.reviews import Clock, clock
from zsdesk.words import tr


class Matter(NamedTuple):
    """Something that waits for a group: the record, its project, who answers for it, and why it is here."""

    type: str
    id: str
    title: str
    project: str
    project_name: str
    unit: str
    why: str
    tone: str


class Duty(NamedTuple):
    """A task that is not done."""

    id: str
    title: str
    unit: str
    project: str
    clock: Clock


def queue(session: Session, today: date) -> dict[str, list[Matter]]:
    """What waits for each group, the reddest first; under ``""`` what belongs to a project without a group."""
    found = [*_asked(session, today), *_of_the_lights(session, today), *_of_reviews(session, today)]
    projects = {p.id: p for p in session.scalars(select(Project).where(Project.id.in_([m.project for m in found])))}
    groups: dict[str, list[Matter]] = {}
    for matter in found:
        project = projects.get(matter.project)
        named = matter._replace(project_name=(project.name or "") if project else "")
        groups.setdefault((project.group or "") if project else "", []).append(named)
    order = {"red": 0, "amber": 1, "": 2}
    return {group: sorted(rows, key=lambda m: (order[m.tone], m.project_name, m.id)) for group, rows in groups.items()}


def _asked(session: Session, today: date) -> Iterable[Matter]:
    statement = select(Blocker).where(
        Blocker.coordinate.is_(True), Blocker.cleared_on.is_(None), Blocker.deleted_at.is_(None)
    )
    for blocker in session.scalars(statement):
        late = blocker.due is not None and blocker.due < today
        why = tr("blocker, due {day}", day=blocker.due.isoformat()) if blocker.due else tr("blocker")
        yield Matter("blocker", blocker.id, blocker.title or "", blocker.project or "", "", blocker.owner_unit or "",
                     why, "red" if late else "")  # fmt: skip


def _of_the_lights(session: Session, today: date) -> Iterable[Matter]:
    for light in supervision.lights(session, today):
        if light.kind in ("notice", "exit") or (light.kind == "listing" and light.tone == "red"):
            why = {
                "notice": tr("a notice to start is due"), "exit": tr("an exit review is due"),
                "listing": tr("listed, {n} days beyond its term", n=light.late),
            }[light.kind]  # fmt: skip
            title = "" if light.type == "project" else light.subject
            yield Matter(light.type, light.id, title, light.project, "", light.unit, why, "red")


def _of_reviews(session: Session, today: date) -> Iterable[Matter]:
    for found in reviews.all_standing(session, today):
        silent = [voice.department for voice in found.voices if voice.verdict == "overtime"]
        against = [voice.department for voice in found.voices if voice.verdict == "disagree"]
        if against or silent:
            why = tr("{names} disagree", names="、".join(against)) if against else tr(
                "{names} have not answered in time", names="、".join(silent))  # fmt: skip
            yield Matter("review", found.id, found.subject, found.project_id, "", "、".join(against or silent), why,
                         "red" if silent and not against else "amber")  # fmt: skip


def tasks(session: Session, today: date, units: Collection[str] = ()) -> list[Duty]:
    """The tasks that are not done, the most urgent first; of some units only."""
    statement = select(Task).where(Task.done_on.is_(None), Task.deleted_at.is_(None)).order_by(Task.due, Task.id)
    if units:
        statement = statement.where(Task.owner_unit.in_(list(units)))
    rows = session.scalars(statement).all()
    names = headings(session, "project", (row.project or "" for row in rows))
    return [
        Duty(r.id, r.title or "", r.owner_unit or "", names.get(r.project or "", ""), clock(r.due, today)) for r in rows
    ]
