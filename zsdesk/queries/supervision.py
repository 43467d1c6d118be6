"""The lights of 督办: what is red and yellow today, and what stands on the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from zsdesk.catalogue import Catalogue
from zsdesk.queries.headings import headings
from zsdesk.records import Blocker, MeasureApplied, Progress, Project, Supervision
from zsdesk.rules import supervision as rules
from zsdesk.rules.supervision import Warned
from zsdesk.store import catalogues

KINDS = {
    "start_missed": "逾计划开工", "progress_behind": "进度落后", "building_entry": "未入在建库", "blocker": "堵点",
    "notice": "限期开工通知", "exit": "退出评审", "listing": "挂牌督办",
}  # fmt: skip
"""What a light is about."""


class Light(NamedTuple):
    """A light: the record that it opens, its project, and how far behind; ``listed`` where it is on the list.

    ``tone`` is ``red``, ``yellow``, or nothing for what is listed and in its term.
    """

    kind: str
    tone: str
    type: str
    id: str
    project: str
    project_name: str
    subject: str
    unit: str
    late: int
    listed: str
    extended: int = 0
    level: str = ""


def warnings_of(session: Session, project: Project, today: date) -> list[Warned]:
    """The lights of one project, without those of its blockers."""
    catalogue = catalogues.in_force(session, today)
    latest = session.scalars(_latest().where(Progress.project == project.id)).first()
    return _warned(project, latest, catalogue, today)


def _warned(project: Project, latest: Progress | None, catalogue: Catalogue, today: date) -> list[Warned]:
    found = [
        rules.start_missed(project, catalogue.deadline_of("start_missed"), today),
        rules.building_entry(project, catalogue.deadline_of("building_entry"), today),
        rules.progress_behind(latest, catalogue.deadline_of("progress_behind")) if project.stage == "started" else None,
    ]
    return [one for one in found if one is not None]


def _latest() -> Select[Progress]:
    """The newest report of each project."""
    place = func.row_number().over(partition_by=Progress.project, order_by=(Progress.on.desc(), Progress.id.desc()))
    dated = select(Progress.id, place.label("rank")).where(Progress.deleted_at.is_(None), Progress.on.is_not(None))
    ranked = dated.subquery()
    return select(Progress).join(ranked, ranked.c.id == Progress.id).where(ranked.c.rank == 1)


def lights(session: Session, today: date) -> list[Light]:
    """Everything that is red or yellow today, and what is listed: the reddest first."""
    catalogue = catalogues.in_force(session, today)
    undone = select(Supervision).where(Supervision.deleted_at.is_(None), Supervision.delisted_on.is_(None))
    matters = list(session.scalars(undone))
    escalated = {matter.escalated_from for matter in matters}
    listed = [m for m in matters if rules.is_listed(m) and m.id not in escalated]
    by_blocker: dict[str | None, str] = {m.blocker: m.id for m in listed if m.blocker}
    by_project = {m.project: m.id for m in listed if not m.blocker}
    exits = list(_of_exits(session, matters, catalogue, today))
    told = {light.project for light in exits}  # the next step says more than that the start was missed
    projects = _of_projects(session, by_project, catalogue, today)
    found = [
        *_of_blockers(session, by_blocker, today), *exits, *_of_the_list(listed, today),
        *(light for light in projects if light.kind != "start_missed" or light.project not in told),
    ]  # fmt: skip
    names = headings(session, "project", (light.project for light in found))
    order = {"red": 0, "yellow": 1, "": 2}
    return sorted(
        (light._replace(project_name=names.get(light.project, "")) for light in found),
        key=lambda light: (order[light.tone], -light.late, light.project_name, light.id),
    )


def _of_blockers(session: Session, listed: Mapping[str | None, str], today: date) -> Iterable[Light]:
    statement = select(Blocker).where(
        Blocker.deleted_at.is_(None), Blocker.cleared_on.is_(None), Blocker.due <= today + rules.SOON
    )
    for blocker in session.scalars(statement):
        if (warned := rules.blocked(blocker, today)) is not None:
            yield Light(
                warned.kind,
                warned.tone,
                "blocker",
                blocker.id,
                blocker.project or "",
                "",
                blocker.title or "",
                blocker.owner_unit or "",
                warned.late,
                listed.get(blocker.id, ""),
            )


def _of_projects(
    session: Session, listed: Mapping[str | None, str], catalogue: Catalogue, today: date
) -> Iterable[Light]:
    reports = {report.project: report for report in session.scalars(_latest())}
    waiting = and_(Project.stage == "signed", Project.planned_start < today)
    outside = and_(
        Project.stage.in_(("started", "production")), or_(Project.library.is_(None), Project.library != "building")
    )
    reported = and_(Project.stage == "started", Project.id.in_([id for id in reports if id]))
    statement = select(Project).where(Project.deleted_at.is_(None), or_(waiting, outside, reported))
    for project in session.scalars(statement):
        for warned in _warned(project, reports.get(project.id), catalogue, today):
            yield Light(
                warned.kind,
                warned.tone,
                "project",
                project.id,
                project.id,
                "",
                project.name or "",
                project.lead_unit or "",
                warned.late,
                listed.get(project.id, ""),
            )


def _of_exits(session: Session, matters: list[Supervision], catalogue: Catalogue, today: date) -> Iterable[Light]:
    deadline = catalogue.deadline_of("start_overdue_exit")
    notices: dict[str, list[Supervision]] = {}
    for matter in matters:
        if matter.kind == "notice":
            notices.setdefault(matter.project or "", []).append(matter)
    statement = select(Project).where(
        Project.deleted_at.is_(None),
        Project.stage == "signed",
        Project.delay_fault == "enterprise",
        Project.planned_start < today,
    )
    for project in session.scalars(statement):
        step = rules.exit_step(project, notices.get(project.id, ()), deadline, today)
        if step and project.planned_start is not None:
            yield Light(
                step,
                "red",
                "project",
                project.id,
                project.id,
                "",
                project.name or "",
                project.lead_unit or "",
                (today - project.planned_start).days,
                "",
            )


def _of_the_list(listed: list[Supervision], today: date) -> Iterable[Light]:
    for matter in listed:
        late = (today - matter.due).days if matter.due else 0
        yield Light(
            "listing",
            "red" if rules.overdue(matter, today) else "",
            "supervision",
            matter.id,
            matter.project or "",
            "",
            matter.subject or "",
            matter.owner_unit or "",
            max(0, late),
            matter.id,
            len(matter.extensions or ()),
            matter.level or "",
        )


class Saved(NamedTuple):
    """What the measures saved a project: how many were used, and the days of all together."""

    measures: int
    days: int


def saved_days(session: Session, project_id: str | None = None) -> Saved:
    """The days that measures saved, of one project or of all."""
    statement = select(func.count(), func.coalesce(func.sum(MeasureApplied.__table__.c.days_saved), 0)).where(
        MeasureApplied.deleted_at.is_(None)
    )
    if project_id is not None:
        statement = statement.where(MeasureApplied.project == project_id)
    count, days = session.execute(statement).one()
    return Saved(count, int(days))


def ladder(session: Session, matter_id: str) -> list[Supervision]:
    """A listed matter through its levels, the lowest first."""
    above = aliased(Supervision)
    first = session.get(Supervision, matter_id)
    seen: list[Supervision] = []
    while first is not None and first.escalated_from and first not in seen:
        seen.append(first)
        first = session.get(Supervision, first.escalated_from)
    found: list[Supervision] = []
    while first is not None and first not in found:
        found.append(first)
        first = session.scalars(
            select(above).where(above.escalated_from == first.id, above.deleted_at.is_(None)).limit(1)
        ).first()
    return found
