"""A project's course: its lights, milestones plan against actual, progress, funds, blockers, days saved."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from zsdesk.errors import NotFound
from zsdesk.queries import supervision
from zsdesk.queries.supervision import Saved
from zsdesk.records import Agreement, Blocker, FundArrival, Milestone, Progress, Project, Review, Supervision
from zsdesk.rules import supervision as rules
from zsdesk.rules.pushing import Funds, milestone_late
from zsdesk.rules.supervision import Warned
from zsdesk.store import catalogues


class Mile(NamedTuple):
    """A milestone: ``late`` days behind its plan (negative: ahead of it), ``None`` as long as it lies ahead."""

    id: str
    name: str
    planned: date | None
    actual: date | None
    late: int | None
    unit: str


class Report(NamedTuple):
    """The newest report of progress."""

    on: date | None
    planned: int | None
    actual: int | None
    summary: str


class Block(NamedTuple):
    """A blocker of the project; ``tone`` of its light, ``listed`` where it is on the list."""

    id: str
    title: str
    unit: str
    due: date | None
    cleared: date | None
    tone: str
    listed: str


class Matter(NamedTuple):
    """A review of the project."""

    id: str
    subject: str
    opened: bool
    result: str


class Course(NamedTuple):
    """Everything that says how a project goes on."""

    warned: tuple[Warned, ...]
    exit_step: str
    listed: str
    milestones: tuple[Mile, ...]
    report: Report | None
    funds: Funds
    blockers: tuple[Block, ...]
    reviews: tuple[Matter, ...]
    saved: Saved
    measures: tuple[tuple[str, str], ...]
    """The measures of the catalogue, code and name: what can be applied."""


def course(session: Session, project_id: str, today: date) -> Course:
    """How a project goes on; ``NotFound`` where this desk has none such."""
    project = session.get(Project, project_id)
    if project is None:
        raise NotFound("There is no {type} with the id {id} on this desk.", type="project", id=project_id)
    catalogue = catalogues.in_force(session, today)
    matters = list(session.scalars(
        select(Supervision).where(Supervision.project == project_id, Supervision.deleted_at.is_(None))
    ))  # fmt: skip
    listed = {matter.blocker: matter.id for matter in matters if rules.is_listed(matter)}
    step = rules.exit_step(project, matters, catalogue.deadline_of("start_overdue_exit"), today)
    return Course(
        tuple(supervision.warnings_of(session, project, today)), step, listed.get(None, ""),
        _milestones(session, project_id, today), _report(session, project_id), funds(session, project),
        _blockers(session, project_id, listed, today), _reviews(session, project_id),
        supervision.saved_days(session, project_id), tuple((m.code, m.label) for m in catalogue.measure),
    )  # fmt: skip


def _milestones(session: Session, project_id: str, today: date) -> tuple[Mile, ...]:
    found = session.scalars(
        select(Milestone).where(Milestone.project == project_id, Milestone.deleted_at.is_(None))
        .order_by(Milestone.planned_on, Milestone.id)
    )  # fmt: skip
    return tuple(
        Mile(m.id, m.name or "", m.planned_on, m.actual_on, milestone_late(m, today), m.owner_unit or "") for m in found
    )


def _report(session: Session, project_id: str) -> Report | None:
    latest = session.scalars(
        select(Progress).where(Progress.project == project_id, Progress.deleted_at.is_(None), Progress.on.is_not(None))
        .order_by(Progress.on.desc(), Progress.id.desc()).limit(1)
    ).first()  # fmt: skip
    if latest is None:
        return None
    return Report(latest.on, latest.percent_planned, latest.percent_actual, latest.summary or "")


def funds(session: Session, project: Project) -> Funds:
    """The money that arrived against the contract: the project's own amount, or that of its contracts."""
    rows = session.scalars(
        select(FundArrival).where(FundArrival.project == project.id, FundArrival.deleted_at.is_(None))
    ).all()
    contract = project.contract_amount.yuan if project.contract_amount else None
    if contract is None:
        papers = session.scalars(
            select(Agreement).where(
                Agreement.project == project.id, Agreement.kind == "contract", Agreement.deleted_at.is_(None)
            )
        )
        sums = [paper.amount.yuan for paper in papers if paper.amount is not None and paper.amount.yuan is not None]
        contract = sum(sums) if sums else None
    arrived = sum(row.amount.yuan for row in rows if row.amount is not None and row.amount.yuan is not None)
    return Funds(arrived, contract, len(rows), sum(not (row.proof or "").strip() for row in rows))


def _blockers(session: Session, project_id: str, listed: dict[str | None, str], today: date) -> tuple[Block, ...]:
    found = session.scalars(
        select(Blocker).where(Blocker.project == project_id, Blocker.deleted_at.is_(None))
        .order_by(Blocker.cleared_on.is_not(None), Blocker.due, Blocker.id)
    )  # fmt: skip
    return tuple(
        Block(b.id, b.title or "", b.owner_unit or "", b.due, b.cleared_on, w.tone if (w := rules.blocked(b, today))
              else "", listed.get(b.id, ""))
        for b in found
    )  # fmt: skip


def _reviews(session: Session, project_id: str) -> tuple[Matter, ...]:
    found = session.scalars(
        select(Review).where(Review.project == project_id, Review.deleted_at.is_(None)).order_by(Review.id.desc())
    )
    return tuple(Matter(r.id, r.subject or "", r.opened_at is not None, r.result or "") for r in found)
